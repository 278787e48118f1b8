//! Jobs: work that happens later, in the same database and transaction as what asked for it.
use base::{Id, Moment};
use serde_json::Value as Json;

/// A job that is being run.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: Id,
    /// The name of its kind.
    pub kind: String,
    /// At most one job of a kind and key waits or runs at a time.
    pub key: Option<String>,
    /// What it is to do.
    pub payload: Json,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// When it was due.
    pub run_at: Moment,
}

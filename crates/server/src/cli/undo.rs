//! `rondo undo`: takes back a batch: a single edit, a bulk change, an import.
use std::process::ExitCode;

use base::{Error, Id};
use clap::Args;
use serde_json::json;

use super::{Failure, Outcome, acting, counted, open_existing, say, say_json};
use crate::config::Config;
use crate::progress::Progress;

/// Conflicts shown to people; all of them are in `--json`.
const SHOWN: usize = 10;

#[derive(Args)]
pub(crate) struct Undo {
    /// The batch: an import and every change says its own
    batch: Id,
    /// Undo as this user, with their rights; without it as Rondo itself
    #[arg(long = "as", value_name = "EMAIL")]
    user: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Undo {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let engine = open_existing(config).await?;
        let actor = acting(&engine, self.user.as_deref()).await?;
        let mut progress = Progress::new("events undone");
        // An import also stops, if it is still at work, and is marked as undone.
        let undone = match records::import::undo(&engine, &actor, self.batch).await {
            Err(Error::NotFound) => engine.undo(&actor, self.batch, |n| progress.at(n, None)).await,
            done => done,
        };
        drop(progress);
        let undone = undone.map_err(|e| match e {
            Error::NotFound => Failure(format!("there is no batch {}", self.batch)),
            other => other.into(),
        })?;
        engine.close().await;
        if self.json {
            say_json(&json!({
                "batch": undone.batch, "records": undone.records, "left": undone.left, "conflicts": undone.conflicts,
            }));
        } else {
            say(&format!(
                "{} put back. Undo this with: rondo undo {}",
                counted(undone.records, "record", "records"),
                undone.batch
            ));
            for conflict in undone.conflicts.iter().take(SHOWN) {
                say(&format!("  left: {} {}: {}", conflict.object, conflict.record, conflict.message));
            }
            if undone.left > SHOWN {
                say(&format!("  and {} more", undone.left - SHOWN));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

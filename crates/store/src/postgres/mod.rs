//! PostgreSQL.
use std::time::Duration;

use tokio::sync::watch;

use crate::{Done, Failure, Migration, Options, Row, Scan, Sql, Tx};

/// A workspace on a PostgreSQL server.
#[derive(Debug)]
pub(crate) struct Workspace {
    bell: watch::Sender<u64>,
}

fn later<T>() -> Result<T, Failure> {
    Err(Failure::Unsupported("PostgreSQL comes next".to_owned()))
}

#[allow(clippy::all, clippy::pedantic)]
impl Workspace {
    pub(crate) async fn open(_: &str, _: Options, _: &[Migration]) -> Result<Self, Failure> {
        later()
    }
    pub(crate) fn bell(&self) -> &watch::Sender<u64> {
        &self.bell
    }
    pub(crate) async fn read_all(&self, _: &[Sql]) -> Result<Vec<Vec<Row>>, Failure> {
        later()
    }
    pub(crate) async fn scan(&self, _: Sql, _: Option<Duration>) -> Result<Scan, Failure> {
        later()
    }
    pub(crate) async fn commit(&self, _: Tx) -> Result<Done, Failure> {
        later()
    }
    pub(crate) async fn ddl(&self, _: &[String]) -> Result<(), Failure> {
        later()
    }
    pub(crate) async fn check(&self) -> Result<Vec<String>, Failure> {
        later()
    }
    pub(crate) async fn close(&self) {}
}

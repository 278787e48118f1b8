//! Reads (`Db`) and writes (`Tx`) over SQLite and PostgreSQL: one SQL text, the differences in `dialect`.
//! The only crate that names a database driver.
mod db;
mod dialect;
mod failure;
mod migrate;
mod options;
mod postgres;
mod scan;
mod sql;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;

pub use db::Db;
pub use dialect::{Dialect, SearchMatch, index_word};
pub use failure::Failure;
pub use options::{Location, Migration, Options};
pub use scan::Scan;
pub use sql::{Build, Row, Sql, Value};
pub use tx::{Done, Expect, Step, Tx};

//! Reads (`Db`) and writes (`Tx`) over SQLite and PostgreSQL: one SQL text, the differences in `dialect`.
//! The only crate that names a database driver.
mod sql;
mod tx;

pub use sql::{Build, Row, Sql, Value};
pub use tx::{Expect, Step, Tx};

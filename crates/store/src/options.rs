//! Where a workspace lies and how it is opened.
use std::{fmt, path::PathBuf, time::Duration};

/// Where the data lies.
#[derive(Clone, PartialEq, Eq)]
pub enum Location {
    /// The workspace file; its directory is made when missing.
    Sqlite(PathBuf),
    /// A `postgres://` URL.
    Postgres(String),
}

/// Without the password: locations end up in logs.
impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "{}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                write!(f, "postgres://{}", place.split('?').next().unwrap_or_default())
            }
        }
    }
}

/// How a workspace is opened. `Options::default()` serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// SQLite: reader threads at most.
    pub readers: usize,
    /// SQLite: page cache of all connections together, in KiB.
    pub cache_kib: usize,
    /// SQLite: units committed together at most; 1 commits each alone.
    pub group: usize,
    /// PostgreSQL: pooled connections at most.
    pub connections: usize,
    /// How long to wait for another process's lock, for a connection or for a server that restarts.
    pub patience: Duration,
    /// Longest ordinary read; `Db::scan` has its own limit.
    pub read_limit: Duration,
    /// Long reads (`Db::scan`) at the same time at most.
    pub scans: usize,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            readers: cores.clamp(2, 16),
            cache_kib: 20 * 1024,
            group: 256,
            connections: (cores * 4).clamp(8, 32),
            patience: Duration::from_secs(5),
            read_limit: Duration::from_mins(1),
            scans: 16,
        }
    }
}

/// One step of the schema's history. Applied once, in the order given, never edited after release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Migration {
    /// Ascending, from 1.
    pub number: u32,
    /// For people.
    pub name: &'static str,
    /// Statements for both databases, with the tokens of `Dialect::expand`.
    pub sql: &'static str,
}

//! Where settings of the process come from: flags, then `RONDO_*`, then `rondo.toml`. The first that says something wins.
use std::env;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use store::Location;

use crate::cli::Failure;

/// The file that is read when it is there.
const FILE: &str = "rondo.toml";
/// Where a workspace lies when nobody says.
const DATA: &str = "./data";
/// The workspace's file in its directory.
pub(crate) const WORKSPACE: &str = "rondo.db";
/// Where a server listens when nobody says.
const LISTEN: &str = "127.0.0.1:8080";

/// One source of settings.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, clap::Args)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Source {
    /// Directory of the workspace, on SQLite [RONDO_DATA; default: ./data]
    #[arg(long, global = true, value_name = "DIR", conflicts_with = "database")]
    pub(crate) data: Option<PathBuf>,
    /// URL of the workspace on PostgreSQL [RONDO_DATABASE]
    #[arg(long, global = true, value_name = "URL")]
    pub(crate) database: Option<String>,
    /// Address to listen on, with the port.
    #[arg(skip)]
    pub(crate) listen: Option<String>,
    /// The address people use.
    #[arg(skip)]
    pub(crate) public_url: Option<String>,
    /// A second address for `/metrics` alone, without a token.
    #[arg(skip)]
    pub(crate) metrics_listen: Option<String>,
}

/// The settings of this process.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Where the workspace lies.
    pub(crate) location: Location,
    /// Where to listen.
    pub(crate) listen: String,
    /// The address people use.
    pub(crate) public_url: Option<String>,
    /// Where `/metrics` is open to whoever reaches it.
    pub(crate) metrics_listen: Option<String>,
}

impl Source {
    /// `RONDO_*` of the environment. An empty one says nothing.
    fn environment() -> Self {
        let get = |name: &str| env::var(name).ok().filter(|v| !v.is_empty());
        Self {
            data: get("RONDO_DATA").map(PathBuf::from),
            database: get("RONDO_DATABASE"),
            listen: get("RONDO_LISTEN"),
            public_url: get("RONDO_PUBLIC_URL"),
            metrics_listen: get("RONDO_METRICS_LISTEN"),
        }
    }

    /// `rondo.toml` of the current directory, when there is one.
    fn file(path: &Path) -> Result<Self, Failure> {
        match std::fs::read_to_string(path) {
            Ok(text) => toml::from_str(&text).map_err(|e| {
                Failure(format!("{} cannot be used: {}", path.display(), e.to_string().replace('\n', " ")))
            }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(e) => Err(Failure(format!("{} cannot be read: {e}", path.display()))),
        }
    }

    /// Where the workspace lies, if this source says so. A database and a directory in one source contradict each other.
    fn location(&self, name: &str) -> Result<Option<Location>, Failure> {
        match (&self.data, &self.database) {
            (Some(_), Some(_)) => {
                Err(Failure(format!("{name} names both a data directory and a database; keep one")))
            }
            (Some(directory), None) => Ok(Some(Location::Sqlite(directory.join(WORKSPACE)))),
            (None, Some(url)) => location_of(url).map(Some),
            (None, None) => Ok(None),
        }
    }
}

/// The location a URL names.
pub(crate) fn location_of(url: &str) -> Result<Location, Failure> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        Ok(Location::Postgres(url.to_owned()))
    } else if let Some(path) = url.strip_prefix("sqlite://") {
        Ok(Location::Sqlite(PathBuf::from(path)))
    } else {
        Err(Failure(format!("{url:?} is no database Rondo knows; write postgres://user:password@host/name")))
    }
}

impl Config {
    /// Asks the sources in their order.
    pub(crate) fn of(flags: Source) -> Result<Self, Failure> {
        let sources = [flags, Source::environment(), Source::file(Path::new(FILE))?];
        Self::merge(&sources)
    }

    fn merge(sources: &[Source; 3]) -> Result<Self, Failure> {
        let mut location = None;
        for (source, name) in sources.iter().zip(["the command line", "the environment", FILE]) {
            location = location.or(source.location(name)?);
        }
        let first = |get: fn(&Source) -> &Option<String>| sources.iter().find_map(|s| get(s).clone());
        let public_url = first(|s| &s.public_url);
        if let Some(url) =
            public_url.as_deref().filter(|u| !u.starts_with("http://") && !u.starts_with("https://"))
        {
            return Err(Failure(format!("the public URL {url:?} must begin with https:// or http://")));
        }
        Ok(Self {
            location: location.unwrap_or_else(|| Location::Sqlite(Path::new(DATA).join(WORKSPACE))),
            listen: first(|s| &s.listen).unwrap_or_else(|| LISTEN.to_owned()),
            public_url,
            metrics_listen: first(|s| &s.metrics_listen),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(data: Option<&str>, database: Option<&str>) -> Source {
        Source { data: data.map(PathBuf::from), database: database.map(str::to_owned), ..Source::default() }
    }

    #[test]
    fn the_first_source_that_names_a_place_wins() {
        let sources = [Source::default(), source(None, Some("postgres://h/a")), source(Some("x"), None)];
        assert_eq!(
            Config::merge(&sources).unwrap().location,
            Location::Postgres("postgres://h/a".to_owned())
        );
        let sources = [source(Some("y"), None), source(None, Some("postgres://h/a")), Source::default()];
        assert_eq!(Config::merge(&sources).unwrap().location, Location::Sqlite(PathBuf::from("y/rondo.db")));
    }

    #[test]
    fn a_source_that_contradicts_itself_is_refused() {
        let sources = [Source::default(), Source::default(), source(Some("x"), Some("postgres://h/a"))];
        assert!(Config::merge(&sources).unwrap_err().0.contains("rondo.toml names both"));
    }

    #[test]
    fn a_file_with_an_unknown_key_is_refused() {
        assert!(toml::from_str::<Source>("listen = \"0.0.0.0:80\"").is_ok());
        assert!(toml::from_str::<Source>("lisen = \"0.0.0.0:80\"").is_err());
    }
}

//! Fresh workspaces for tests: a SQLite file, or a database of its own on the server named by `TEST_POSTGRES`.
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;
use tokio_postgres::NoTls;

use crate::{Db, Failure, Location, Migration, Options};

/// A workspace that is removed when dropped.
#[derive(Debug)]
pub struct TestDb {
    location: Location,
    /// URL of the server and name of the database on it.
    made: Option<(String, String)>,
    directory: TempDir,
}

impl TestDb {
    /// An empty place for a workspace. `TEST_POSTGRES=postgres://user@host:port/postgres` chooses PostgreSQL.
    pub async fn new() -> Result<Self, Failure> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let told = |e: std::io::Error| Failure::Other(e.to_string());
        let directory = tempfile::tempdir().map_err(told)?;
        let Ok(server) = std::env::var("TEST_POSTGRES") else {
            let location = Location::Sqlite(directory.path().join("rondo.db"));
            return Ok(Self { location, made: None, directory });
        };
        let (process, number) = (std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let name = format!("rondo_test_{process}_{number}");
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        on_server(&server, &sql).await?;
        let create = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
        // A sort order unlike SQLite's, so that a text column without `{text}` is found out.
        let sorted = format!("{create} LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        if on_server(&server, &sorted).await.is_err() {
            on_server(&server, &create).await?;
        }
        let base = server.rsplit_once('/').map_or(server.as_str(), |(base, _)| base);
        let location = Location::Postgres(format!("{base}/{name}"));
        Ok(Self { location, made: Some((server, name)), directory })
    }

    /// Where it lies, to open it once more.
    pub fn location(&self) -> &Location {
        &self.location
    }

    /// A directory for files of the test.
    pub fn directory(&self) -> &std::path::Path {
        self.directory.path()
    }

    /// Opens it with the usual options.
    pub async fn open(&self, migrations: &[Migration]) -> Result<Db, Failure> {
        // Few connections: many tests run at once against one server.
        let options = Options { connections: 6, ..Options::default() };
        Db::open(&self.location, &options, migrations).await
    }

    /// Whether it is on PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.made.is_some()
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let Some((server, name)) = self.made.take() else { return };
        // A runtime of its own on a thread of its own: the test's may be ending.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            runtime.map(|runtime| runtime.block_on(on_server(&server, &sql)))
        });
        if !matches!(dropped.join(), Ok(Ok(Ok(())))) {
            tracing::warn!("a test database could not be dropped");
        }
    }
}

/// Runs one statement outside of any workspace.
pub async fn on_server(server: &str, sql: &str) -> Result<(), Failure> {
    let told = |e: tokio_postgres::Error| Failure::Other(format!("{e}: {e:?}"));
    let (client, connection) = tokio_postgres::connect(server, NoTls).await.map_err(told)?;
    let driver = tokio::spawn(connection);
    let done = client.batch_execute(sql).await.map_err(told);
    driver.abort();
    done
}

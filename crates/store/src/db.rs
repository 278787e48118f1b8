//! The door to a workspace: reads, units of work, long reads, wake-ups. Forwards to one of the two databases.
use std::{path::Path, sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{Dialect, Done, Failure, Location, Migration, Options, Row, Scan, Sql, Tx, postgres, sqlite};

/// An open workspace. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db(Arc<Engine>);

#[derive(Debug)]
enum Engine {
    Sqlite(sqlite::Workspace),
    Postgres(Box<postgres::Workspace>),
}

impl Db {
    /// Opens a workspace, makes it when it is missing, and brings its schema up to date under a lock.
    pub async fn open(
        location: &Location,
        options: &Options,
        migrations: &[Migration],
    ) -> Result<Self, Failure> {
        let engine = match location {
            Location::Sqlite(path) => Engine::Sqlite(
                sqlite::Workspace::open(path.clone(), options.clone(), migrations.to_vec()).await?,
            ),
            Location::Postgres(url) => {
                Engine::Postgres(Box::new(postgres::Workspace::open(url, options.clone(), migrations).await?))
            }
        };
        Ok(Self(Arc::new(engine)))
    }

    /// The SQL of this database.
    pub fn dialect(&self) -> Dialect {
        match &*self.0 {
            Engine::Sqlite(_) => Dialect::Sqlite,
            Engine::Postgres(_) => Dialect::Postgres,
        }
    }

    /// The rows of one statement.
    pub async fn read(&self, sql: Sql) -> Result<Vec<Row>, Failure> {
        Ok(self.read_all(vec![sql]).await?.pop().unwrap_or_default())
    }

    /// The rows of several statements, all of the same instant, in one hop.
    pub async fn read_all(&self, sqls: Vec<Sql>) -> Result<Vec<Vec<Row>>, Failure> {
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.read_all(sqls).await,
            Engine::Postgres(workspace) => workspace.read_all(&sqls).await,
        }
    }

    /// The rows of one statement, unless it looks at much more than it gives: then nothing, soon. `looks` are of some
    /// thousand steps each. PostgreSQL, which knows better beforehand, reads to the end.
    pub async fn read_within(&self, sql: Sql, looks: u32) -> Result<Option<Vec<Row>>, Failure> {
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.read_within(sql, looks).await,
            Engine::Postgres(workspace) => Ok(workspace.read_all(&[sql]).await?.pop()),
        }
    }

    /// A long read on a reader of its own, with flat memory: exports, reports, rebuilding.
    /// It sees one instant. `limit` is the time it may take in all.
    pub async fn scan(&self, sql: Sql, limit: Option<Duration>) -> Result<Scan, Failure> {
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.scan(sql, limit),
            Engine::Postgres(workspace) => workspace.scan(sql, limit).await,
        }
    }

    /// Does a unit of work whole, durable before the answer, or not at all.
    pub async fn commit(&self, tx: Tx) -> Result<Done, Failure> {
        self.commit_and_keep(tx).await.0
    }

    /// The same, and gives the unit back: a large one takes as long to take apart as some small ones to commit, so that
    /// whoever has more to do does that first.
    pub async fn commit_and_keep(&self, tx: Tx) -> (Result<Done, Failure>, Tx) {
        if tx.is_empty() {
            return (Ok(Done::default()), tx);
        }
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.commit(tx).await,
            Engine::Postgres(workspace) => (workspace.commit(&tx).await, tx),
        }
    }

    /// Changes the schema at run time, all in one transaction, while others read and write. The statements must
    /// bear running twice: `IF NOT EXISTS` everywhere, also in `ADD COLUMN IF NOT EXISTS`, which is understood
    /// for SQLite too.
    pub async fn ddl(&self, statements: Vec<String>) -> Result<(), Failure> {
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.ddl(statements).await,
            Engine::Postgres(workspace) => workspace.ddl(&statements).await,
        }
    }

    /// Wakes the followers of this process.
    pub fn wake(&self) {
        self.bell().send_modify(|n| *n = n.wrapping_add(1));
    }

    /// Changes after each commit of this process and shortly (about 250 ms) after another's: look for new events.
    /// It may change without anything new.
    pub fn woken(&self) -> watch::Receiver<u64> {
        self.bell().subscribe()
    }

    fn bell(&self) -> &watch::Sender<u64> {
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.bell(),
            Engine::Postgres(workspace) => workspace.bell(),
        }
    }

    /// Copies the live workspace into a new file. An existing file is never overwritten.
    pub async fn backup(&self, to: &Path) -> Result<(), Failure> {
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.backup(to.to_owned()).await,
            Engine::Postgres(_) => Err(Failure::Unsupported(
                "a workspace on PostgreSQL is backed up by its own tools: run pg_dump".to_owned(),
            )),
        }
    }

    /// What is wrong with the workspace as a file or database, a sentence each; empty when all is well.
    pub async fn check(&self) -> Result<Vec<String>, Failure> {
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.check().await,
            Engine::Postgres(workspace) => workspace.check().await,
        }
    }

    /// Which database in which version, for people.
    pub async fn about(&self) -> Result<String, Failure> {
        let sql = match self.dialect() {
            Dialect::Sqlite => "SELECT 'SQLite ' || sqlite_version()",
            Dialect::Postgres => "SELECT 'PostgreSQL ' || current_setting('server_version')",
        };
        let rows = self.read(Sql::new(sql, Vec::new())).await?;
        Ok(rows.first().and_then(|row| row.text(0)).unwrap_or_default().to_owned())
    }

    /// Waits for the work already handed over, then closes. Later calls fail.
    pub async fn close(&self) {
        match &*self.0 {
            Engine::Sqlite(workspace) => workspace.close().await,
            Engine::Postgres(workspace) => workspace.close().await,
        }
    }
}

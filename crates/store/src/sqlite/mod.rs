//! A workspace in one SQLite file: one writer thread, reader threads, long reads on threads of their own.
mod connection;
mod files;
mod limits;
mod readers;
mod writer;

use std::{
    path::PathBuf,
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use tokio::sync::{Semaphore, oneshot, watch};

use self::{
    connection::Role,
    limits::{Watch, limit as limited},
    readers::Readers,
    writer::{Job, Unit, Writer},
};
use crate::{Done, Failure, Migration, Options, Row, Scan, Sql, Tx, scan::CHUNK};

/// An open workspace file.
pub(crate) struct Workspace {
    path: PathBuf,
    options: Options,
    readers: Readers,
    writer: mpsc::Sender<Job>,
    bell: watch::Sender<u64>,
    scans: Arc<Semaphore>,
}

impl std::fmt::Debug for Workspace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workspace").field("path", &self.path).finish_non_exhaustive()
    }
}

fn gone() -> Failure {
    Failure::Lost { why: "the workspace is closed".to_owned(), uncertain: false }
}

/// The writer took the unit and ended without an answer.
fn unanswered<T>(_: oneshot::error::RecvError) -> Result<T, Failure> {
    Err(Failure::Lost { why: "the writer stopped".to_owned(), uncertain: true })
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let joined = tokio::task::spawn_blocking(work).await;
    joined.unwrap_or_else(|e| Err(Failure::Other(format!("the work was broken off: {e}"))))
}

impl Workspace {
    pub(crate) async fn open(
        path: PathBuf,
        options: Options,
        migrations: Vec<Migration>,
    ) -> Result<Self, Failure> {
        blocking(move || {
            files::make_directory(&path)?;
            files::make_file(&path)?;
            let cache = (options.cache_kib / (options.readers + 1)).max(1024);
            let connection = connection::open(&path, Role::Writer, cache, options.patience)?;
            files::migrate(&connection, &path, &options, &migrations)?;
            let bell = watch::Sender::new(0);
            let (writer, queue) = mpsc::channel();
            let thread = Writer::new(connection, queue, bell.clone(), options.group);
            std::thread::Builder::new()
                .name("rondo-writer".to_owned())
                .spawn(move || thread.work())
                .map_err(|e| Failure::Busy(format!("no thread to write with: {e}")))?;
            let readers = Readers::new(path.clone(), options.clone());
            let scans = Arc::new(Semaphore::new(options.scans));
            Ok(Self { path, options, readers, writer, bell, scans })
        })
        .await
    }

    pub(crate) fn bell(&self) -> &watch::Sender<u64> {
        &self.bell
    }

    pub(crate) async fn read_all(&self, sqls: Vec<Sql>) -> Result<Vec<Vec<Row>>, Failure> {
        if sqls.is_empty() {
            return Ok(Vec::new());
        }
        Ok(self.readers.ask(sqls, None).await?.unwrap_or_default())
    }

    pub(crate) async fn read_within(&self, sql: Sql, looks: u32) -> Result<Option<Vec<Row>>, Failure> {
        let answer = self.readers.ask(vec![sql], Some(looks)).await?;
        Ok(answer.map(|mut all| all.pop().unwrap_or_default()))
    }

    pub(crate) fn scan(&self, sql: Sql, limit: Option<Duration>) -> Result<Scan, Failure> {
        let permit = self.scans.clone().try_acquire_owned().map_err(|_| {
            Failure::Busy("too many exports and reports run at once; try again in a moment".to_owned())
        })?;
        let (chunks, scan) = Scan::channel();
        let (path, patience) = (self.path.clone(), self.options.patience);
        let read = move || {
            let _permit = permit;
            let end = limit.map(|limit| Instant::now() + limit);
            let mut chunk = Vec::with_capacity(CHUNK);
            let read = connection::open(&path, Role::Reader, 2048, patience).and_then(|mut connection| {
                let watch = Arc::new(Watch::default());
                watch.set(None, end, None);
                let gone = chunks.clone();
                limited(&mut connection, watch, move || gone.is_closed())?;
                connection::each_row(&connection, &sql, |row| {
                    chunk.push(row);
                    chunk.len() < CHUNK
                        || chunks
                            .blocking_send(Ok(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK))))
                            .is_ok()
                })
            });
            let last = match read {
                Ok(()) if chunk.is_empty() => return,
                Ok(()) => Ok(chunk),
                Err(failure) => Err(failure),
            };
            // Nobody waiting is no fault: the scan was dropped.
            let _ = chunks.blocking_send(last);
        };
        std::thread::Builder::new()
            .name("rondo-scan".to_owned())
            .spawn(read)
            .map_err(|e| Failure::Busy(format!("no thread to read with: {e}")))?;
        Ok(scan)
    }

    pub(crate) async fn commit(&self, tx: Tx) -> (Result<Done, Failure>, Tx) {
        let (answer, reply) = oneshot::channel();
        if self.writer.send(Job::Unit(Unit { tx, answer })).is_err() {
            return (Err(gone()), Tx::new());
        }
        reply.await.unwrap_or_else(|lost| (unanswered(lost), Tx::new()))
    }

    pub(crate) async fn ddl(&self, statements: Vec<String>) -> Result<(), Failure> {
        let (answer, reply) = oneshot::channel();
        self.writer.send(Job::Ddl(statements, answer)).map_err(|_| gone())?;
        reply.await.unwrap_or_else(unanswered)
    }

    pub(crate) async fn backup(&self, to: PathBuf) -> Result<(), Failure> {
        let (path, options) = (self.path.clone(), self.options.clone());
        blocking(move || files::copy(&path, &to, &options)).await
    }

    pub(crate) async fn check(&self) -> Result<Vec<String>, Failure> {
        let (path, patience) = (self.path.clone(), self.options.patience);
        blocking(move || {
            let connection = connection::open(&path, Role::Reader, 4096, patience)?;
            let ask = |text: &str| connection::all_rows(&connection, &Sql::new(text, Vec::new()));
            let mut wrong: Vec<String> = ask("PRAGMA quick_check(100)")?
                .iter()
                .filter_map(|row| row.text(0))
                .filter(|line| *line != "ok")
                .map(|line| format!("the file is damaged: {line}"))
                .collect();
            let broken = "SELECT \"table\", \"parent\", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2";
            wrong.extend(ask(broken)?.iter().map(|row| {
                let (table, parent) = (row.text(0).unwrap_or_default(), row.text(1).unwrap_or_default());
                format!(
                    "{} rows of {table} link to {parent} that is not there",
                    row.int(2).unwrap_or_default()
                )
            }));
            Ok(wrong)
        })
        .await
    }

    pub(crate) async fn close(&self) {
        self.readers.close();
        let (answer, closed) = oneshot::channel();
        if self.writer.send(Job::Close(answer)).is_ok() {
            let _ = closed.await;
        }
    }
}

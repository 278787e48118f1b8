//! Reading: a short question is answered where it is asked; one that turns out to be long, or finds no connection free,
//! goes to the reader threads, which take questions from one queue.
use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::connection::{self, Role};
use super::limits::{Watch, limit};
use crate::{Failure, Options, Row, Sql};

/// Looks after which a question is too long to be answered where it is asked: a millisecond or so.
const SHORT: u32 = 2;

/// Nothing when the question was given up.
type Answer = Result<Option<Vec<Vec<Row>>>, Failure>;

struct Question {
    sqls: Vec<Sql>,
    looks: Option<u32>,
    stop: Arc<AtomicBool>,
    answer: oneshot::Sender<Answer>,
}

#[derive(Default)]
struct Waiting {
    /// Connections nobody uses; the one used last is taken first, for what it has in its cache.
    free: Vec<Reader>,
    /// Connections in use.
    used: usize,
    questions: VecDeque<Question>,
    threads: usize,
    idle: usize,
    closed: bool,
}

/// A connection and what ends its reads.
struct Reader {
    connection: Connection,
    watch: Arc<Watch>,
}

struct Shared {
    path: PathBuf,
    options: Options,
    waiting: Mutex<Waiting>,
    ready: Condvar,
}

/// The readers of a workspace; threads start when they are first needed.
pub(super) struct Readers(Arc<Shared>);

/// Stops the question when its caller has gone.
struct StopOnDrop(Arc<AtomicBool>);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl Readers {
    pub(super) fn new(path: PathBuf, options: Options) -> Self {
        Self(Arc::new(Shared { path, options, waiting: Mutex::default(), ready: Condvar::new() }))
    }

    /// Asks; several statements see the same instant. With `looks` the question is given up after so many.
    pub(super) async fn ask(&self, sqls: Vec<Sql>, looks: Option<u32>) -> Answer {
        let short = looks.map_or(SHORT, |looks| looks.min(SHORT));
        if let Some(reader) = self.0.take() {
            let given = self.0.answer(&reader, &sqls, None, Some(short));
            self.0.put(reader);
            match given {
                Ok(None) if looks != Some(short) => {}
                given => return given,
            }
        }
        let (answer, reply) = oneshot::channel();
        let stop = StopOnDrop(Arc::default());
        self.0.push(Question { sqls, looks, stop: stop.0.clone(), answer })?;
        reply.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Lets the threads end after what they are doing.
    pub(super) fn close(&self) {
        let mut waiting = self.0.lock();
        waiting.closed = true;
        waiting.questions.clear();
        waiting.free.clear();
        self.0.ready.notify_all();
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.close();
    }
}

fn closed() -> Failure {
    Failure::Lost { why: "the workspace is closed".to_owned(), uncertain: false }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection for whoever asks, when there is one at once and nobody waits.
    fn take(&self) -> Option<Reader> {
        let mut waiting = self.lock();
        if waiting.closed || !waiting.questions.is_empty() || waiting.used >= self.options.readers {
            return None;
        }
        waiting.used += 1;
        let free = waiting.free.pop();
        drop(waiting);
        match free.map_or_else(|| self.open(), Ok) {
            Ok(reader) => Some(reader),
            Err(_) => {
                // A reader thread meets the same and says so.
                self.lock().used -= 1;
                None
            }
        }
    }

    fn put(&self, reader: Reader) {
        let mut waiting = self.lock();
        waiting.used -= 1;
        if !waiting.closed && waiting.free.len() < self.options.readers {
            waiting.free.push(reader);
        }
    }

    fn push(self: &Arc<Self>, question: Question) -> Result<(), Failure> {
        let mut waiting = self.lock();
        if waiting.closed {
            return Err(closed());
        }
        waiting.questions.push_back(question);
        if waiting.idle < waiting.questions.len() && waiting.threads < self.options.readers {
            let shared = self.clone();
            let started =
                std::thread::Builder::new().name("rondo-reader".to_owned()).spawn(move || shared.work());
            match started {
                Ok(_) => waiting.threads += 1,
                Err(e) if waiting.threads == 0 => {
                    waiting.questions.clear();
                    return Err(Failure::Busy(format!("no thread to read with: {e}")));
                }
                Err(_) => {}
            }
        }
        drop(waiting);
        self.ready.notify_one();
        Ok(())
    }

    /// The next question, and a connection when one is free.
    fn next(&self) -> Option<(Question, Option<Reader>)> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(question) = waiting.questions.pop_front() {
                waiting.used += 1;
                return Some((question, waiting.free.pop()));
            }
            waiting.idle += 1;
            waiting = self.ready.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            waiting.idle -= 1;
        }
    }

    fn work(&self) {
        while let Some((question, free)) = self.next() {
            let reader = free.map_or_else(|| self.open(), Ok);
            let given = match &reader {
                Ok(_) if question.answer.is_closed() => Ok(None),
                Ok(reader) => self.answer(reader, &question.sqls, Some(question.stop), question.looks),
                Err(failure) => Err(failure.clone()),
            };
            match reader {
                Ok(reader) => self.put(reader),
                Err(_) => self.lock().used -= 1,
            }
            // Nobody waiting is no fault: the caller has gone.
            let _ = question.answer.send(given);
        }
    }

    fn answer(
        &self,
        reader: &Reader,
        sqls: &[Sql],
        stop: Option<Arc<AtomicBool>>,
        looks: Option<u32>,
    ) -> Answer {
        reader.watch.set(stop, Some(Instant::now() + self.options.read_limit), looks);
        match answer(&reader.connection, sqls) {
            Err(_) if reader.watch.has_looked_enough() => Ok(None),
            given => given.map(Some),
        }
    }

    fn open(&self) -> Result<Reader, Failure> {
        let cache = (self.options.cache_kib / (self.options.readers + 1)).max(1024);
        let mut connection = connection::open(&self.path, Role::Reader, cache, self.options.patience)?;
        let watch = Arc::new(Watch::default());
        limit(&mut connection, watch.clone(), || false)?;
        Ok(Reader { connection, watch })
    }
}

fn answer(connection: &Connection, sqls: &[Sql]) -> Result<Vec<Vec<Row>>, Failure> {
    if let [one] = sqls {
        return Ok(vec![timed(connection, one)?]);
    }
    connection::word(connection, "BEGIN")?;
    let all = sqls.iter().map(|sql| timed(connection, sql)).collect();
    let ended = connection::word(connection, "COMMIT");
    if ended.is_err() && !connection.is_autocommit() {
        connection::word(connection, "ROLLBACK")?;
    }
    all
}

/// The rows of a statement; `RONDO_LOG=store=trace` tells what each took.
fn timed(connection: &Connection, sql: &Sql) -> Result<Vec<Row>, Failure> {
    let began = tracing::enabled!(tracing::Level::TRACE).then(Instant::now);
    let rows = connection::all_rows(connection, sql);
    if let Some(began) = began {
        let rows = rows.as_ref().map_or(0, Vec::len);
        tracing::trace!(micros = began.elapsed().as_micros(), rows, sql = &*sql.text, "read");
    }
    rows
}

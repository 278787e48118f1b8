//! Reader threads: each owns a connection and takes questions from one queue.
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
    questions: VecDeque<Question>,
    threads: usize,
    idle: usize,
    closed: bool,
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

    fn next(&self) -> Option<Question> {
        let mut waiting = self.lock();
        loop {
            if waiting.closed {
                return None;
            }
            if let Some(question) = waiting.questions.pop_front() {
                return Some(question);
            }
            waiting.idle += 1;
            waiting = self.ready.wait(waiting).unwrap_or_else(PoisonError::into_inner);
            waiting.idle -= 1;
        }
    }

    fn work(&self) {
        let mut open = None;
        while let Some(question) = self.next() {
            if question.answer.is_closed() {
                continue;
            }
            let reader = match open.take() {
                Some(reader) => Ok(reader),
                None => self.open(),
            };
            match reader {
                Ok((connection, watch)) => {
                    let end = Instant::now() + self.options.read_limit;
                    watch.set(Some(question.stop), Some(end), question.looks);
                    let given = match answer(&connection, &question.sqls) {
                        Err(_) if watch.has_looked_enough() => Ok(None),
                        given => given.map(Some),
                    };
                    // Nobody waiting is no fault: the caller has gone.
                    let _ = question.answer.send(given);
                    open = Some((connection, watch));
                }
                Err(failure) => {
                    let _ = question.answer.send(Err(failure));
                }
            }
        }
    }

    fn open(&self) -> Result<(Connection, Arc<Watch>), Failure> {
        let cache = (self.options.cache_kib / (self.options.readers + 1)).max(1024);
        let mut connection = connection::open(&self.path, Role::Reader, cache, self.options.patience)?;
        let watch = Arc::new(Watch::default());
        limit(&mut connection, watch.clone(), || false)?;
        Ok((connection, watch))
    }
}

fn answer(connection: &Connection, sqls: &[Sql]) -> Result<Vec<Vec<Row>>, Failure> {
    if let [one] = sqls {
        return Ok(vec![connection::all_rows(connection, one)?]);
    }
    connection::word(connection, "BEGIN")?;
    let all = sqls.iter().map(|sql| connection::all_rows(connection, sql)).collect();
    let ended = connection::word(connection, "COMMIT");
    if ended.is_err() && !connection.is_autocommit() {
        connection::word(connection, "ROLLBACK")?;
    }
    all
}

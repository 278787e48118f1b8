//! The one thread that writes: it takes all units that wait and commits them together, one fsync for all.
use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::{oneshot, watch};

use super::connection;
use crate::{Dialect, Done, Expect, Failure, Sql, Tx};

/// How often another process's commits are looked for.
const LOOK: Duration = Duration::from_millis(200);
/// A group takes in no more work after this.
const GROUP_TIME: Duration = Duration::from_millis(20);
/// How often the planner's figures are brought up to date, when something was written.
const OPTIMIZE: Duration = Duration::from_hours(1);

/// A unit and who waits for it.
pub(super) struct Unit {
    pub(super) tx: Tx,
    pub(super) answer: oneshot::Sender<Answer>,
}

impl Unit {
    /// Tells how it went, and gives the unit back: this thread has better things to do than to take it apart.
    fn answer(self, outcome: Result<Done, Failure>) {
        let _ = self.answer.send((outcome, self.tx));
    }
}

/// How a unit went, and the unit.
pub(super) type Answer = (Result<Done, Failure>, Tx);

/// What the writer does.
pub(super) enum Job {
    /// A unit of work.
    Unit(Unit),
    /// Changes of the schema, in one transaction.
    Ddl(Vec<String>, oneshot::Sender<Result<(), Failure>>),
    /// The last job.
    Close(oneshot::Sender<()>),
}

/// The writer's state; `work` is its thread.
pub(super) struct Writer {
    connection: Connection,
    queue: Receiver<Job>,
    bell: watch::Sender<u64>,
    group: usize,
    version: Option<i64>,
    looked: Instant,
    optimized: Instant,
}

impl Writer {
    pub(super) fn new(
        connection: Connection,
        queue: Receiver<Job>,
        bell: watch::Sender<u64>,
        group: usize,
    ) -> Self {
        let now = Instant::now();
        let mut writer =
            Self { connection, queue, bell, group: group.max(1), version: None, looked: now, optimized: now };
        writer.version = writer.data_version();
        writer
    }

    /// Works until closed or until nobody can send any more.
    pub(super) fn work(mut self) {
        let mut next = None;
        loop {
            let job = match next.take() {
                Some(job) => Ok(job),
                None => self.queue.recv_timeout(LOOK),
            };
            match job {
                Ok(Job::Unit(first)) => next = self.group(first),
                Ok(Job::Ddl(statements, answer)) => {
                    let done = self.ddl(&statements);
                    self.ring();
                    let _ = answer.send(done);
                }
                Ok(Job::Close(answer)) => {
                    self.finish();
                    self.refuse_rest();
                    let _ = answer.send(());
                    return;
                }
                Err(RecvTimeoutError::Timeout) => self.optimize(OPTIMIZE),
                Err(RecvTimeoutError::Disconnected) => return self.finish(),
            }
            if self.looked.elapsed() >= LOOK {
                self.look();
            }
        }
    }

    /// Does `first` and all that wait behind it, then answers them all. Gives back a job that is no unit.
    fn group(&mut self, first: Unit) -> Option<Job> {
        let started = Instant::now();
        let mut left = None;
        if let Err(failure) = connection::word(&self.connection, "BEGIN IMMEDIATE") {
            first.answer(Err(failure));
            return None;
        }
        // The first needs no savepoint: when it fails nothing else has been done.
        let outcome = self.run(&first.tx);
        if outcome.is_err() {
            self.roll_back();
            first.answer(outcome);
            return None;
        }
        let mut units = vec![(first, outcome)];
        while units.len() < self.group && started.elapsed() < GROUP_TIME {
            let unit = match self.queue.try_recv() {
                Ok(Job::Unit(unit)) => unit,
                Ok(other) => {
                    left = Some(other);
                    break;
                }
                Err(_) => break,
            };
            let outcome = self.run_in_savepoint(&unit.tx);
            units.push((unit, outcome));
            // A full disk and the like end the whole transaction, not the savepoint alone.
            if self.connection.is_autocommit() {
                self.one_by_one(units);
                return left;
            }
        }
        match connection::word(&self.connection, "COMMIT") {
            Ok(()) => {
                self.ring();
                for (unit, outcome) in units {
                    unit.answer(outcome);
                }
            }
            Err(failure) => {
                self.roll_back();
                if units.len() > 1 && failure == Failure::ForeignKey {
                    // A deferred check of one of them failed: find out whose.
                    self.one_by_one(units);
                } else {
                    for (unit, outcome) in units {
                        unit.answer(outcome.and(Err(failure.clone())));
                    }
                }
            }
        }
        left
    }

    /// After a group was undone by one of its units: those that had succeeded again, each alone.
    fn one_by_one(&self, units: Vec<(Unit, Result<Done, Failure>)>) {
        for (unit, outcome) in units {
            let again = outcome.and_then(|_| self.alone(|writer| writer.run(&unit.tx)));
            unit.answer(again);
        }
        self.ring();
    }

    fn alone<T>(&self, work: impl FnOnce(&Self) -> Result<T, Failure>) -> Result<T, Failure> {
        connection::word(&self.connection, "BEGIN IMMEDIATE")?;
        let done = work(self).and_then(|done| connection::word(&self.connection, "COMMIT").map(|()| done));
        if done.is_err() {
            self.roll_back();
        }
        done
    }

    fn run_in_savepoint(&self, tx: &Tx) -> Result<Done, Failure> {
        connection::word(&self.connection, "SAVEPOINT unit")?;
        let outcome = self.run(tx);
        if outcome.is_err() && !self.connection.is_autocommit() {
            connection::word(&self.connection, "ROLLBACK TO unit")?;
        }
        if !self.connection.is_autocommit() {
            connection::word(&self.connection, "RELEASE unit")?;
        }
        outcome
    }

    fn run(&self, tx: &Tx) -> Result<Done, Failure> {
        let mut done = Done { rows: Vec::new(), changed: Vec::with_capacity(tx.steps.len()) };
        let mut runs = connection::Runs::new(&self.connection);
        for (index, step) in tx.steps.iter().enumerate() {
            let (rows, changed) =
                runs.run(&step.sql).map_err(|failure| connection::name_index(&self.connection, failure))?;
            if let Expect::Rows(expected) = step.expect
                && changed != expected
            {
                return Err(Failure::Expected { step: index, changed });
            }
            done.changed.push(changed);
            if step.returns {
                done.rows.push(rows);
            }
        }
        Ok(done)
    }

    /// Changes the schema. In files SQLite sorts what an index holds beside reading it, on threads of its own and with
    /// little memory; where there is no room for files it does so in memory.
    fn ddl(&self, statements: &[String]) -> Result<(), Failure> {
        let sorts = |s: &String| s.starts_with("CREATE INDEX") || s.starts_with("CREATE UNIQUE INDEX");
        if !statements.iter().any(sorts) {
            return self.define(statements);
        }
        let keep = |place: &str| self.connection.pragma_update(None, "temp_store", place);
        let done = keep("FILE").map_err(|e| connection::failure(&e)).and_then(|()| self.define(statements));
        keep("MEMORY").map_err(|e| connection::failure(&e))?;
        match done {
            Err(Failure::Full(_) | Failure::Other(_)) => self.define(statements),
            done => done,
        }
    }

    fn define(&self, statements: &[String]) -> Result<(), Failure> {
        const GUARD: &str = " ADD COLUMN IF NOT EXISTS ";
        self.alone(|writer| {
            for statement in statements {
                let done = writer
                    .connection
                    .execute_batch(&Dialect::Sqlite.expand(&statement.replace(GUARD, " ADD COLUMN ")))
                    .map_err(|e| connection::failure(&e));
                match done {
                    // SQLite does not know the guard.
                    Err(Failure::Other(why))
                        if statement.contains(GUARD) && why.contains("duplicate column name") => {}
                    other => other?,
                }
            }
            Ok(())
        })
    }

    fn roll_back(&self) {
        if !self.connection.is_autocommit()
            && let Err(failure) = connection::word(&self.connection, "ROLLBACK")
        {
            tracing::error!(%failure, "rolling back failed");
        }
    }

    fn ring(&self) {
        self.bell.send_modify(|n| *n = n.wrapping_add(1));
    }

    /// Changes whenever another connection committed.
    fn data_version(&self) -> Option<i64> {
        let rows =
            connection::all_rows(&self.connection, &Sql::new("PRAGMA data_version", Vec::new())).ok()?;
        rows.first()?.int(0)
    }

    fn look(&mut self) {
        self.looked = Instant::now();
        let version = self.data_version();
        if version != self.version {
            self.version = version;
            self.ring();
        }
    }

    fn optimize(&mut self, after: Duration) {
        if self.optimized.elapsed() >= after {
            self.optimized = Instant::now();
            if let Err(error) = self.connection.execute_batch("PRAGMA optimize") {
                tracing::debug!(%error, "optimize was skipped");
            }
        }
    }

    /// Ends the queue: whoever came too late is told that nothing was done.
    fn refuse_rest(self) {
        let Self { connection, queue, .. } = self;
        drop(connection);
        while let Ok(job) = queue.try_recv() {
            let failure = super::gone();
            match job {
                Job::Unit(unit) => unit.answer(Err(failure)),
                Job::Ddl(_, answer) => drop(answer.send(Err(failure))),
                Job::Close(answer) => drop(answer.send(())),
            }
        }
    }

    fn finish(&mut self) {
        self.optimize(Duration::ZERO);
        let done = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        if let Err(error) = done {
            tracing::debug!(%error, "the last checkpoint was skipped");
        }
    }
}

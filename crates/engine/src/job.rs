//! Jobs: work that happens later, in the same database and transaction as what asked for it.
use std::time::Duration;

use base::{Error, Id, Moment, Result};
use serde_json::Value as Json;
use store::{Build, Failure, Sql, Tx};
use tokio::task::JoinSet;
use tokio::time::{Instant, interval_at, sleep_until, timeout};

use crate::access::Actor;
use crate::engine::Engine;
use crate::module::JobKind;
use crate::work::Work;

/// A job that is being run.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its id.
    pub id: Id,
    /// The name of its kind.
    pub kind: String,
    /// At most one job of a kind and key waits or runs at a time.
    pub key: Option<String>,
    /// What it is to do.
    pub payload: Json,
    /// Which attempt this is, from 1.
    pub attempt: i64,
    /// When it was due.
    pub run_at: Moment,
}

/// A job as the table has it, for showing.
#[derive(Debug, Clone, PartialEq)]
pub struct JobState {
    /// Its id.
    pub id: Id,
    /// The name of its kind.
    pub kind: String,
    /// At most one job of a kind and key waits or runs at a time.
    pub key: Option<String>,
    /// `ready`, `running`, `done` or `failed`.
    pub state: String,
    /// Attempts begun.
    pub attempts: i64,
    /// When it is or was due.
    pub run_at: Moment,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// When it ended for good.
    pub finished_at: Option<Moment>,
}

/// Jobs that run at the same time in one process.
const SLOTS: usize = 2;
/// How long a job is locked for; who runs it renews that three times as often.
const LOCK: Duration = Duration::from_mins(1);
/// The pause after the first failure; each further one doubles it.
const PAUSE: i64 = 5;
/// The longest pause.
const PAUSE_MOST: i64 = 3600;
/// Looks at the table are at least so far apart, however busy the log is.
const LOOK: Duration = Duration::from_millis(100);
/// And at most so far, should a wake get lost.
const LOOK_MOST: Duration = Duration::from_secs(30);
/// The key of jobs that run by themselves.
const SCHEDULE: &str = "schedule";
/// What is kept of an error.
const ERROR_MOST: usize = 2_000;

/// Seconds to wait after a number of failed attempts.
pub(crate) fn pause(attempts: i64) -> i64 {
    let doublings = attempts.saturating_sub(1).clamp(0, 20) as u32;
    PAUSE.saturating_mul(1 << doublings).min(PAUSE_MOST)
}

/// The text of an error as the tables keep it.
pub(crate) fn told(error: &Error) -> String {
    let mut text = error.to_string().replace('\0', "");
    text.truncate(text.floor_char_boundary(ERROR_MOST));
    text
}

/// The statement that puts a job into the table, unless one of its kind and key waits or runs already.
pub(crate) fn insert(id: Id, kind: &str, key: Option<&str>, payload: &Json, run_at: Moment) -> Sql {
    Sql::new(
        "INSERT INTO job (id, kind, key, payload, state, run_at, attempts, created_at) \
         VALUES ($1, $2, $3, $4, 'ready', $5, 0, $6) ON CONFLICT DO NOTHING",
        vec![
            id.into(),
            kind.into(),
            key.into(),
            payload.to_string().into(),
            run_at.into(),
            Moment::now().into(),
        ],
    )
}

impl Work {
    /// Asks for a job, in the same transaction as the rest of the unit. With a key, nothing is added while a job of
    /// the kind and key waits or runs. Without a time it is due at once.
    pub fn enqueue(&mut self, kind: &str, key: Option<&str>, payload: &Json, run_at: Option<Moment>) -> Id {
        let id = Id::new();
        self.run(insert(id, kind, key, payload, run_at.unwrap_or_else(Moment::now)), None);
        id
    }
}

/// A job and who runs it: what guards that nobody else does.
struct Held {
    job: Job,
    kind: JobKind,
    by: Id,
}

impl Held {
    /// Adds the condition that the job is still ours.
    fn ours(&self, sql: &mut Build) {
        sql.push(" WHERE id = ")
            .bind(self.job.id)
            .push(" AND state = 'running' AND locked_by = ")
            .bind(self.by);
        sql.push(" AND attempts = ").bind(self.job.attempt);
    }

    /// The statement that ends it.
    fn end(&self, state: &str, error: Option<String>) -> Sql {
        let mut sql = Build::new();
        sql.push("UPDATE job SET locked_by = NULL, locked_until = NULL, state = ").bind(state);
        sql.push(", finished_at = ").bind(Moment::now()).push(", error = ").bind(error);
        self.ours(&mut sql);
        sql.done()
    }

    /// The statement that plans the next run of a job that runs by itself.
    fn next(&self) -> Option<Sql> {
        if self.job.key.as_deref() != Some(SCHEDULE) {
            return None;
        }
        let at = Moment::now().plus_seconds(self.kind.every? as i64);
        Some(insert(Id::new(), self.kind.name, Some(SCHEDULE), &Json::Null, at))
    }
}

impl Engine {
    /// Runs jobs as they fall due, until the future is dropped. Any number of processes may do so at once.
    pub async fn run_jobs(&self) {
        if let Err(error) = self.plan_schedules().await {
            tracing::error!(%error, "the schedules could not be planned");
        }
        let mut slots = JoinSet::new();
        for _ in 0..SLOTS {
            let engine = self.clone();
            slots.spawn(async move { engine.run_slot(Id::new()).await });
        }
        while slots.join_next().await.is_some() {}
    }

    /// Runs what is due now, until nothing is; how many attempts that were.
    pub async fn run_due_jobs_once(&self) -> Result<usize> {
        self.plan_schedules().await?;
        let by = Id::new();
        let mut count = 0;
        while let Some(held) = self.claim(by).await? {
            self.attempt(held).await;
            count += 1;
        }
        Ok(count)
    }

    /// A job, for showing how it goes.
    pub async fn job(&self, id: Id) -> Result<JobState> {
        let text = "SELECT id, kind, key, state, attempts, run_at, error, finished_at FROM job WHERE id = $1";
        let mut rows = self.db().read(Sql::new(text, vec![id.into()])).await?;
        let row = rows.first_mut().ok_or(Error::NotFound)?;
        Ok(JobState {
            id,
            kind: row.take_text(1).unwrap_or_default(),
            key: row.take_text(2),
            state: row.take_text(3).unwrap_or_default(),
            attempts: row.int(4).unwrap_or_default(),
            run_at: Moment(row.int(5).unwrap_or_default()),
            error: row.take_text(6),
            finished_at: row.int(7).map(Moment),
        })
    }

    /// Every kind that runs by itself gets its job, if it has none.
    async fn plan_schedules(&self) -> Result<()> {
        let sql = "SELECT kind FROM job WHERE key = $1 AND (state = 'ready' OR state = 'running')";
        let rows = self.db().read(Sql::new(sql, vec![SCHEDULE.into()])).await?;
        let mut tx = Tx::new();
        for kind in self.job_kinds().iter().filter(|k| k.every.is_some()) {
            if !rows.iter().any(|r| r.text(0) == Some(kind.name)) {
                tx.run(insert(Id::new(), kind.name, Some(SCHEDULE), &Json::Null, Moment::now()));
            }
        }
        self.db().commit(tx).await?;
        Ok(())
    }

    async fn run_slot(&self, by: Id) {
        let mut woken = self.db().woken();
        loop {
            let looked = Instant::now();
            woken.mark_unchanged();
            let rest = match self.claim(by).await {
                Ok(Some(held)) => {
                    self.attempt(held).await;
                    continue;
                }
                Ok(None) => self.until_due().await.unwrap_or(LOOK_MOST),
                Err(error) => {
                    tracing::warn!(%error, "jobs cannot be taken up");
                    Duration::from_secs(2)
                }
            };
            // A wake, or the time of the next one; but not one look for each commit of a busy workspace.
            if timeout(rest, woken.changed()).await.is_ok_and(|r| r.is_err()) {
                return;
            }
            sleep_until(looked + LOOK).await;
        }
    }

    /// Jobs of a newer version of Rondo are left to it.
    fn known_kinds(&self, sql: &mut Build) {
        sql.push(" AND kind IN (NULL");
        for kind in self.job_kinds() {
            sql.push(", ").bind(kind.name);
        }
        sql.push(")");
    }

    /// How long until a job falls due or a lock runs out.
    async fn until_due(&self) -> Result<Duration> {
        let mut sql = Build::new();
        sql.push(
            "SELECT min(CASE WHEN state = 'ready' THEN run_at ELSE locked_until END) FROM job \
                  WHERE (state = 'ready' OR state = 'running')",
        );
        self.known_kinds(&mut sql);
        let due = self.db().read(sql.done()).await?.first().and_then(|r| r.int(0));
        let micros = due.map_or(i64::MAX, |due| due.saturating_sub(Moment::now().0)).max(0);
        Ok(Duration::from_micros(micros as u64).min(LOOK_MOST))
    }

    /// Takes one job that is due, if there is one; also one whose runner did not renew its lock.
    async fn claim(&self, by: Id) -> Result<Option<Held>> {
        if !self.until_due().await?.is_zero() {
            return Ok(None);
        }
        let now = Moment::now();
        let mut sql = Build::new();
        sql.push("UPDATE job SET state = 'running', attempts = attempts + 1, locked_by = ").bind(by);
        sql.push(", locked_until = ").bind(now.plus_micros(LOCK.as_micros() as i64));
        sql.push(
            " WHERE id = (SELECT id FROM job WHERE (state = 'ready' OR state = 'running') AND run_at <= ",
        )
        .bind(now);
        sql.push(" AND (state = 'ready' OR locked_until < ").bind(now).push(")");
        self.known_kinds(&mut sql);
        sql.push(" ORDER BY run_at, id LIMIT 1").push(self.db().dialect().skip_locked());
        sql.push(") RETURNING id, kind, key, payload, attempts, run_at");
        let mut tx = Tx::new();
        tx.returning(sql.done());
        let mut done = self.db().commit(tx).await?;
        let Some(mut row) = done.rows.pop().and_then(|mut rows| rows.pop()) else { return Ok(None) };
        let job = Job {
            id: row.id(0).unwrap_or_default(),
            kind: row.take_text(1).unwrap_or_default(),
            key: row.take_text(2),
            payload: row.text(3).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
            attempt: row.int(4).unwrap_or_default(),
            run_at: Moment(row.int(5).unwrap_or_default()),
        };
        let kind = self.job_kinds().iter().find(|k| k.name == job.kind).copied();
        let kind = kind.ok_or_else(|| {
            Error::internal(format!("a job of kind {:?} was taken, which nobody knows", job.kind))
        })?;
        Ok(Some(Held { job, kind, by }))
    }

    /// Runs a job once: its effect and its end together, or neither and a later attempt.
    async fn attempt(&self, held: Held) {
        let (kind, id, attempt) = (held.kind.name, held.job.id, held.job.attempt);
        let result = if attempt > held.kind.attempts {
            Err(Error::internal(format!(
                "given up: the process ended {} times while it ran",
                held.kind.attempts
            )))
        } else {
            self.run_held(&held).await
        };
        match result {
            Ok(true) => tracing::debug!(kind, %id, attempt, "job done"),
            Ok(false) => {
                tracing::warn!(kind, %id, attempt, "the job's lock was lost: somebody else runs it now");
            }
            Err(error) => {
                tracing::warn!(kind, %id, attempt, %error, "job failed");
                if let Err(error) = self.failed(&held, &error).await {
                    // Its lock runs out, and then it is taken up again.
                    tracing::error!(kind, %id, %error, "the failure of a job could not be noted");
                }
            }
        }
    }

    /// `false` when somebody else has it now: then nothing was done.
    async fn run_held(&self, held: &Held) -> Result<bool> {
        let mut work = self.begin(&Actor::system()).because(format!("job:{}", held.kind.name));
        // On a task of its own, so that a panic is a failure like any other; the set ends it when this is dropped.
        let mut task = JoinSet::new();
        let (engine, job, run) = (self.clone(), held.job.clone(), held.kind.run);
        task.spawn(async move {
            let result = run(&engine, &job, &mut work).await;
            (work, result)
        });
        let mut beat = interval_at(Instant::now() + LOCK / 3, LOCK / 3);
        let ended = loop {
            tokio::select! {
                ended = task.join_next() => break ended,
                _ = beat.tick() => {
                    if !self.renew(held).await {
                        return Ok(false);
                    }
                }
            }
        };
        let (mut work, result) = match ended {
            Some(Ok(ended)) => ended,
            Some(Err(error)) => return Err(Error::internal(format!("the job ended with a panic: {error}"))),
            None => return Err(Error::internal("the job did not run")),
        };
        result?;
        work.run(held.end("done", None), Some(1));
        if let Some(next) = held.next() {
            work.run(next, None);
        }
        match work.commit().await {
            Ok(_) => Ok(true),
            Err(error) if !self.renew(held).await => {
                tracing::debug!(%error, "a job lost its lock while it ran");
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Holds on to the lock; `false` when it is lost.
    async fn renew(&self, held: &Held) -> bool {
        let mut sql = Build::new();
        sql.push("UPDATE job SET locked_until = ").bind(Moment::now().plus_micros(LOCK.as_micros() as i64));
        held.ours(&mut sql);
        let mut tx = Tx::new();
        tx.expect(sql.done(), 1);
        // A database that does not answer now may answer again before the lock runs out.
        !matches!(self.db().commit(tx).await, Err(Failure::Expected { .. }))
    }

    /// Notes a failure: a later attempt, or the end.
    async fn failed(&self, held: &Held, error: &Error) -> Result<()> {
        let mut tx = Tx::new();
        if held.job.attempt >= held.kind.attempts {
            tx.expect(held.end("failed", Some(told(error))), 1);
            if let Some(next) = held.next() {
                tx.run(next);
            }
        } else {
            let mut sql = Build::new();
            sql.push("UPDATE job SET state = 'ready', locked_by = NULL, locked_until = NULL, run_at = ");
            sql.bind(Moment::now().plus_seconds(pause(held.job.attempt)))
                .push(", error = ")
                .bind(told(error));
            held.ours(&mut sql);
            tx.expect(sql.done(), 1);
        }
        tx.notify = true;
        match self.db().commit(tx).await {
            Ok(_) | Err(Failure::Expected { .. }) => Ok(()),
            Err(failure) => Err(failure.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        assert_eq!([1, 2, 3, 4].map(pause), [5, 10, 20, 40]);
        assert_eq!([11, 100, i64::MAX].map(pause), [3600; 3]);
    }
}

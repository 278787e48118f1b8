//! Followers of the log: each has its place in it, moved in the same transaction as what it did with the events.
use std::time::Duration;

use base::{Error, Moment, Result};
use store::{Sql, Tx};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};

use crate::access::Actor;
use crate::engine::Engine;
use crate::job::{pause, told};
use crate::module::Follower;

/// Events handed over at once.
const BATCH: usize = 200;
/// Looks at the log are at least so far apart.
const LOOK: Duration = Duration::from_millis(50);
/// A transaction that was open at the last look shows its events a moment later.
const AGAIN: Duration = Duration::from_millis(400);
/// And without any wake this long.
const LOOK_MOST: Duration = Duration::from_secs(10);

/// What one step of a follower came to.
enum Step {
    /// Events were dealt with.
    Moved(usize),
    /// There is nothing new.
    Idle,
    /// It failed; not before this time again.
    Failed(Duration),
}

/// A place in the log.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Place {
    tx: i64,
    seq: i64,
    attempts: i64,
    run_at: i64,
}

impl Engine {
    /// Lets the followers follow the log, until the future is dropped. Several processes may do so: the one that
    /// commits first wins, and the other does it over from the new place.
    pub async fn run_followers(&self) {
        let mut tasks = JoinSet::new();
        for follower in self.followers().iter().copied() {
            let engine = self.clone();
            tasks.spawn(async move { engine.keep_up(follower).await });
        }
        while tasks.join_next().await.is_some() {}
    }

    /// Lets every follower deal with what is in the log now; how many events were dealt with.
    pub async fn run_followers_once(&self) -> Result<usize> {
        let mut count = 0;
        for follower in self.followers() {
            while let Step::Moved(events) = self.step(*follower).await? {
                count += events;
            }
        }
        Ok(count)
    }

    async fn keep_up(&self, follower: Follower) {
        let mut woken = self.db().woken();
        let mut patience = AGAIN;
        loop {
            let looked = Instant::now();
            woken.mark_unchanged();
            let rest = match self.step(follower).await {
                Ok(Step::Moved(_)) => {
                    patience = AGAIN;
                    continue;
                }
                Ok(Step::Idle) => std::mem::replace(&mut patience, LOOK_MOST),
                Ok(Step::Failed(rest)) => {
                    // Wakes do not shorten the pause after a failure.
                    tokio::time::sleep(rest.min(LOOK_MOST)).await;
                    continue;
                }
                Err(error) => {
                    tracing::warn!(follower = follower.name, %error, "the log cannot be followed");
                    tokio::time::sleep(Duration::from_secs(2)).await;
                    continue;
                }
            };
            match timeout(rest, woken.changed()).await {
                Ok(Err(_)) => return,
                Ok(Ok(())) => patience = AGAIN,
                Err(_) => {}
            }
            sleep_until(looked + LOOK).await;
        }
    }

    /// Deals with the next events of a follower.
    async fn step(&self, follower: Follower) -> Result<Step> {
        let place = self.place(follower.name).await?;
        let early = place.run_at.saturating_sub(Moment::now().0);
        if early > 0 {
            return Ok(Step::Failed(Duration::from_micros(early as u64)));
        }
        // After a failure in ever smaller bites, so that what is well gets past.
        let limit = (BATCH >> place.attempts.clamp(0, 8)).max(1);
        let events = self.raw_events(place.tx, place.seq, limit).await?;
        let Some((tx, seq)) = events.last().map(|e| (e.tx, e.seq)) else { return Ok(Step::Idle) };
        let count = events.len();
        let mut work = self.begin(&Actor::system()).because(format!("follower:{}", follower.name));
        let mut task = JoinSet::new();
        let engine = self.clone();
        task.spawn(async move {
            let result = (follower.run)(&engine, &events, &mut work).await;
            (work, result)
        });
        let result = match task.join_next().await {
            Some(Ok((mut work, Ok(())))) => {
                work.run(moved(follower.name, place, tx, seq), Some(1));
                work.commit().await.map(|_| ())
            }
            Some(Ok((_, Err(error)))) => Err(error),
            Some(Err(error)) => Err(Error::internal(format!("it ended with a panic: {error}"))),
            None => Err(Error::internal("it did not run")),
        };
        let Err(error) = result else { return Ok(Step::Moved(count)) };
        let now = self.place(follower.name).await?;
        if (now.tx, now.seq) != (place.tx, place.seq) {
            // Another process was faster; nothing of ours was written.
            return Ok(Step::Moved(0));
        }
        tracing::warn!(follower = follower.name, after = place.seq, %error, "a follower failed");
        let rest = pause(place.attempts + 1);
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "UPDATE follower SET attempts = attempts + 1, run_at = $1, error = $2 WHERE name = $3 AND tx = $4 AND seq = $5",
            vec![
                Moment::now().plus_seconds(rest).into(),
                told(&error).into(),
                follower.name.into(),
                place.tx.into(),
                place.seq.into(),
            ],
        ));
        self.db().commit(tx).await?;
        Ok(Step::Failed(Duration::from_secs(rest.unsigned_abs())))
    }

    /// Where a follower stands; a new one begins with the first event there is.
    async fn place(&self, name: &str) -> Result<Place> {
        let sql =
            Sql::new("SELECT tx, seq, attempts, run_at FROM follower WHERE name = $1", vec![name.into()]);
        if let Some(row) = self.db().read(sql).await?.first() {
            let int = |i| row.int(i).unwrap_or_default();
            return Ok(Place { tx: int(0), seq: int(1), attempts: int(2), run_at: int(3) });
        }
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "INSERT INTO follower (name, tx, seq, attempts, run_at, moved_at) VALUES ($1, 0, 0, 0, 0, $2) \
             ON CONFLICT (name) DO NOTHING",
            vec![name.into(), Moment::now().into()],
        ));
        self.db().commit(tx).await?;
        Ok(Place::default())
    }
}

/// The statement that moves a follower on, if nobody else has.
fn moved(name: &str, from: Place, tx: i64, seq: i64) -> Sql {
    Sql::new(
        "UPDATE follower SET tx = $1, seq = $2, attempts = 0, run_at = 0, error = NULL, moved_at = $3 \
         WHERE name = $4 AND tx = $5 AND seq = $6",
        vec![tx.into(), seq.into(), Moment::now().into(), name.into(), from.tx.into(), from.seq.into()],
    )
}

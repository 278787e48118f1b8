//! Requests that may be sent twice: the first one's answer is kept for a day and given again.
use base::{Error, Id, Moment, Result};
use store::{Sql, Tx};

use crate::access::Actor;
use crate::engine::Engine;

/// What a request with a key meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is the first: do it, then `idempotent_end`.
    Fresh,
    /// It was done: this was the answer.
    Answer {
        /// The status.
        status: u16,
        /// The body.
        body: String,
    },
    /// The key was used for another request.
    Mismatch,
    /// The first is still being done.
    InProgress,
}

/// Seconds an answer is kept.
pub(super) const KEPT: i64 = 86_400;
/// Seconds after which a request without an answer counts as dead: the process ended in the middle of it.
const DEAD: i64 = 120;

fn id_of(actor: &Actor) -> Id {
    actor.user.unwrap_or(Id(0))
}

impl Engine {
    /// Begins a request with a key. `request` is a hash of what is asked for.
    pub async fn idempotent_begin(&self, actor: &Actor, key: &str, request: &str) -> Result<Begun> {
        if key.is_empty() || key.len() > 255 || key.contains(char::is_control) {
            return Err(Error::invalid("Idempotency-Key", "key", "A key has 1 to 255 printable characters"));
        }
        let (by, now) = (id_of(actor), Moment::now());
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "DELETE FROM idempotency WHERE actor = $1 AND key = $2 AND (created_at < $3 OR (status IS NULL AND created_at < $4))",
            vec![by.into(), key.into(), now.plus_seconds(-KEPT).into(), now.plus_seconds(-DEAD).into()],
        ));
        tx.returning(Sql::new(
            "INSERT INTO idempotency (actor, key, request, created_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (actor, key) DO NOTHING RETURNING created_at",
            vec![by.into(), key.into(), request.into(), now.into()],
        ));
        let done = self.db().commit(tx).await?;
        if done.rows.first().is_some_and(|rows| !rows.is_empty()) {
            return Ok(Begun::Fresh);
        }
        let text = "SELECT request, status, answer FROM idempotency WHERE actor = $1 AND key = $2";
        let mut rows = self.db().read(Sql::new(text, vec![by.into(), key.into()])).await?;
        // It ended without an answer between the two looks: then it may be sent again.
        let Some(row) = rows.first_mut() else { return Ok(Begun::InProgress) };
        if row.text(0) != Some(request) {
            return Ok(Begun::Mismatch);
        }
        Ok(match row.int(1).and_then(|s| u16::try_from(s).ok()) {
            Some(status) => Begun::Answer { status, body: row.take_text(2).unwrap_or_default() },
            None => Begun::InProgress,
        })
    }

    /// Keeps the answer.
    pub async fn idempotent_end(&self, actor: &Actor, key: &str, status: u16, body: &str) -> Result<()> {
        let text = "UPDATE idempotency SET status = $1, answer = $2 WHERE actor = $3 AND key = $4";
        let args = vec![i64::from(status).into(), body.into(), id_of(actor).into(), key.into()];
        self.one(Sql::new(text, args)).await
    }

    /// Nothing was done, for a reason that may pass: the request may be sent again.
    pub async fn idempotent_forget(&self, actor: &Actor, key: &str) -> Result<()> {
        let text = "DELETE FROM idempotency WHERE actor = $1 AND key = $2 AND status IS NULL";
        self.one(Sql::new(text, vec![id_of(actor).into(), key.into()])).await
    }

    async fn one(&self, sql: Sql) -> Result<()> {
        let mut tx = Tx::new();
        tx.run(sql);
        self.db().commit(tx).await?;
        Ok(())
    }
}

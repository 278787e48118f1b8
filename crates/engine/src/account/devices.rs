//! The sessions a user has: where they are signed in, and ending some of them.
use std::collections::HashMap;

use base::{Error, Id, Moment, Result};
use store::{Build, Sql, Tx};

use super::{end_sessions_sql, hash_of, only_admin};
use crate::access::Actor;
use crate::engine::Engine;

/// A session, for showing. Its token is known to the browser alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionInfo {
    /// What it is ended by: the head of its hash.
    pub key: String,
    /// When it began.
    pub created_at: Moment,
    /// When it was used last, to about ten minutes.
    pub seen_at: Moment,
    /// What the browser calls itself.
    pub agent: String,
}

/// Letters of a hash that name a session.
const KEY: usize = 24;

/// The key of the session with a token.
pub fn session_key(token: &str) -> String {
    hash_of(token).chars().take(KEY).collect()
}

/// People reach their own sessions, administrators those of all.
fn reach(actor: &Actor, user: Id) -> Result<()> {
    if actor.user == Some(user) && actor.scopes.is_none() {
        Ok(())
    } else {
        only_admin(actor, "see the sessions of others")
    }
}

impl Engine {
    /// Where a user is signed in, the latest first: one's own, or as an administrator anybody's.
    pub async fn sessions(&self, actor: &Actor, user: Id) -> Result<Vec<SessionInfo>> {
        reach(actor, user)?;
        let sql = Sql::new(
            "SELECT hash, created_at, seen_at, agent FROM session WHERE record = $1 AND expires_at > $2 ORDER BY seen_at DESC",
            vec![user.into(), Moment::now().into()],
        );
        let read = |row: &mut store::Row| {
            Some(SessionInfo {
                key: row.text(0)?.chars().take(KEY).collect(),
                created_at: Moment(row.int(1)?),
                seen_at: Moment(row.int(2)?),
                agent: row.take_text(3).unwrap_or_default(),
            })
        };
        Ok(self.db().read(sql).await?.iter_mut().filter_map(read).collect())
    }

    /// Ends one session of a user.
    pub async fn end_session(&self, actor: &Actor, user: Id, key: &str) -> Result<()> {
        reach(actor, user)?;
        if key.len() != KEY || !key.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::NotFound);
        }
        let mut sql = Build::new();
        sql.push("DELETE FROM session WHERE record = ")
            .bind(user)
            .push(" AND hash LIKE ")
            .bind(format!("{key}%").as_str());
        let mut tx = Tx::new();
        tx.run(sql.done());
        self.db().commit(tx).await?;
        self.forget_actors();
        Ok(())
    }

    /// Ends every session of a user but the one with the token `keep`.
    pub async fn end_sessions(&self, actor: &Actor, user: Id, keep: Option<&str>) -> Result<()> {
        reach(actor, user)?;
        let mut tx = Tx::new();
        tx.run(end_sessions_sql(user, keep));
        self.db().commit(tx).await?;
        self.forget_actors();
        Ok(())
    }

    /// When users were seen last. For administrators.
    pub async fn last_seen(&self, actor: &Actor) -> Result<HashMap<Id, Moment>> {
        only_admin(actor, "see when people were here")?;
        let sql = Sql::new("SELECT record, MAX(seen_at) FROM session GROUP BY record", Vec::new());
        let rows = self.db().read(sql).await?;
        Ok(rows.iter().filter_map(|r| Some((r.id(0)?, Moment(r.int(1)?)))).collect())
    }
}

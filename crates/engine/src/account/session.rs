//! Signing in with a password, throttled; sessions, of which the database knows only hashes.
use base::{Error, Id, Moment};
use say::say;
use store::{Build, Sql, Tx};

use super::{end_sessions_sql, hash_of, secret};
use crate::access::Actor;
use crate::engine::Engine;

/// A session that has begun.
#[derive(Debug, Clone)]
pub struct Session {
    /// What the browser keeps: shown once.
    pub token: String,
    /// Who has signed in.
    pub user: Id,
}

/// Why somebody was not let in.
#[derive(Debug)]
pub enum SignInError {
    /// The address or the password is wrong, or the account is disabled: which of them is not said.
    Wrong,
    /// Too many wrong attempts.
    TooMany {
        /// Seconds until it is worth another.
        retry_after: u64,
    },
    /// Anything else.
    Other(Error),
}

impl From<Error> for SignInError {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

impl std::fmt::Display for SignInError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Wrong => f.write_str(&say!("problem-sign-in")),
            Self::TooMany { retry_after } => {
                f.write_str(&say!("problem-sign-in-often", count = retry_after.div_ceil(60)))
            }
            Self::Other(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SignInError {}

/// How long a session lasts without being used, in seconds.
const LASTS: i64 = 30 * 86_400;
/// A session in use is renewed at most so often, in seconds.
const RENEWED: i64 = 600;
/// Attempts at one address of e-mail within the window.
pub(super) const MAIL_MOST: i64 = 10;
/// Attempts from one address of the network within the window: an office shares one.
const PLACE_MOST: i64 = 100;
/// Seconds after which attempts are forgotten.
const WINDOW: i64 = 900;

impl Engine {
    /// Lets a user in by e-mail address and password.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &str,
        agent: &str,
        from: &str,
    ) -> Result<Session, SignInError> {
        let email = email.trim().to_lowercase();
        if email.len() > 320 || email.contains('\0') {
            return Err(SignInError::Wrong);
        }
        let (mail, place) = (
            format!("mail:{email}"),
            format!("from:{}", from.get(..from.floor_char_boundary(100)).unwrap_or_default()),
        );
        // Counted before the password is looked at: a hundred attempts at the same instant are a hundred.
        self.throttle(&[(&mail, MAIL_MOST), (&place, PLACE_MOST)]).await?;
        let sql = Sql::new(
            "SELECT u.id, a.password FROM \"user\" u JOIN account a ON a.record = u.id \
             WHERE u.email = $1 AND u.deleted_at IS NULL AND (u.active IS NULL OR u.active <> 0) AND a.disabled = 0",
            vec![email.into()],
        );
        let mut rows = self.db().read(sql).await.map_err(Error::from)?;
        let (user, stored) = rows.first_mut().map_or((None, None), |r| (r.id(0), r.take_text(1)));
        let right = self.verify_password(stored, password).await?;
        let Some(user) = user.filter(|_| right) else { return Err(SignInError::Wrong) };
        self.relax(&[&mail, &place]).await?;
        Ok(self.begin_session(user, agent).await?)
    }

    /// Begins a session of a user who has proven to be one.
    pub async fn begin_session(&self, user: Id, agent: &str) -> base::Result<Session> {
        let token = secret()?;
        let now = Moment::now();
        let agent: String = agent.chars().filter(|c| !c.is_control()).take(200).collect();
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "INSERT INTO session (hash, record, created_at, seen_at, expires_at, agent) VALUES ($1, $2, $3, $3, $4, $5)",
            vec![hash_of(&token).into(), user.into(), now.into(), now.plus_seconds(LASTS).into(), agent.into()],
        ));
        self.db().commit(tx).await?;
        Ok(Session { token, user })
    }

    /// The user of a session; nobody when it has ended or the user may not sign in any more.
    pub async fn session(&self, token: &str) -> base::Result<Option<Id>> {
        let hash = hash_of(token);
        let now = Moment::now();
        let sql = Sql::new(
            "SELECT s.record, s.seen_at FROM session s JOIN \"user\" u ON u.id = s.record \
             LEFT JOIN account a ON a.record = u.id \
             WHERE s.hash = $1 AND s.expires_at > $2 AND u.deleted_at IS NULL AND (u.active IS NULL OR u.active <> 0) \
             AND COALESCE(a.disabled, 0) = 0",
            vec![hash.as_str().into(), now.into()],
        );
        let rows = self.db().read(sql).await?;
        let Some((user, seen)) = rows.first().and_then(|r| Some((r.id(0)?, r.int(1)?))) else {
            return Ok(None);
        };
        if Moment(seen) < now.plus_seconds(-RENEWED) {
            let mut tx = Tx::new();
            tx.run(Sql::new(
                "UPDATE session SET seen_at = $1, expires_at = $2 WHERE hash = $3",
                vec![now.into(), now.plus_seconds(LASTS).into(), hash.into()],
            ));
            // That it was seen matters less than what is asked for.
            if let Err(error) = self.db().commit(tx).await {
                tracing::warn!(%error, "a session could not be renewed");
            }
        }
        Ok(Some(user))
    }

    /// The actor of a session; nobody when it has ended. What a request asks first.
    pub async fn actor_of_session(&self, token: &str) -> base::Result<Option<Actor>> {
        self.known_actor(hash_of(token), async {
            match self.session(token).await? {
                Some(user) => match self.actor(user, None).await {
                    Ok(actor) => Ok(Some(actor)),
                    Err(Error::NotFound) => Ok(None),
                    Err(other) => Err(other),
                },
                None => Ok(None),
            }
        })
        .await
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> base::Result<()> {
        let mut tx = Tx::new();
        tx.run(Sql::new("DELETE FROM session WHERE hash = $1", vec![hash_of(token).into()]));
        self.db().commit(tx).await?;
        self.forget_actors();
        Ok(())
    }

    /// Ends every session of a user.
    pub async fn sign_out_all(&self, user: Id) -> base::Result<()> {
        let mut tx = Tx::new();
        tx.run(end_sessions_sql(user, None));
        self.db().commit(tx).await?;
        self.forget_actors();
        Ok(())
    }

    /// Counts an attempt under each key; too many of one are refused.
    pub(super) async fn throttle(&self, keys: &[(&str, i64)]) -> Result<(), SignInError> {
        let now = Moment::now();
        let mut tx = Tx::new();
        for (key, _) in keys {
            tx.returning(Sql::new(
                "INSERT INTO throttle (key, count, since) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE SET \
                 count = CASE WHEN throttle.since < $3 THEN 1 ELSE throttle.count + 1 END, \
                 since = CASE WHEN throttle.since < $3 THEN $2 ELSE throttle.since END RETURNING count, since",
                vec![(*key).into(), now.into(), now.plus_seconds(-WINDOW).into()],
            ));
        }
        let done = self.db().commit(tx).await.map_err(Error::from)?;
        let refused = keys.iter().zip(&done.rows).filter_map(|((_, most), rows)| {
            let row = rows.first()?;
            let since = Moment(row.int(1)?);
            (row.int(0)? > *most).then(|| (since.plus_seconds(WINDOW).0 - now.0) / 1_000_000 + 1)
        });
        match refused.max() {
            Some(seconds) => Err(SignInError::TooMany { retry_after: seconds.max(1).unsigned_abs() }),
            None => Ok(()),
        }
    }

    /// Counts a knock at a door that is open to the world; seconds to wait where there were more than `most` of them
    /// within a quarter of an hour.
    pub async fn knock(&self, door: &str, most: i64) -> base::Result<Option<u64>> {
        match self.throttle(&[(door, most)]).await {
            Ok(()) => Ok(None),
            Err(SignInError::TooMany { retry_after }) => Ok(Some(retry_after)),
            Err(SignInError::Other(error)) => Err(error),
            Err(other) => Err(Error::internal(other)),
        }
    }

    /// Takes an attempt back that was right; those at the account itself are forgotten.
    pub(super) async fn relax(&self, keys: &[&str]) -> base::Result<()> {
        let mut tx = Tx::new();
        for (i, key) in keys.iter().enumerate() {
            let mut sql = Build::new();
            sql.push(if i == 0 { "DELETE FROM throttle" } else { "UPDATE throttle SET count = count - 1" });
            sql.push(" WHERE key = ").bind(*key);
            tx.run(sql.done());
        }
        self.db().commit(tx).await?;
        Ok(())
    }
}

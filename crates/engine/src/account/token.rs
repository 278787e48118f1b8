//! Tokens of programs: shown once, kept as hashes, limited by scopes, revoked at once.
use base::{Error, Id, Moment, Problems, Result};
use say::say;
use serde::Serialize;
use serde_json::json;
use store::{Build, Sql, Tx};

use super::{hash_of, secret};
use crate::access::{Actor, Scopes};
use crate::configured::Act;
use crate::engine::Engine;

/// A token that was made.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Its id, to revoke it by.
    pub id: Id,
    /// The token itself: shown once.
    pub token: String,
}

/// A token, for showing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TokenInfo {
    /// Its id.
    pub id: Id,
    /// Whose it is.
    pub user: Id,
    /// What it is for.
    pub name: String,
    /// What it may be used for.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was used last, to about ten minutes.
    pub used_at: Option<Moment>,
    /// Since when it is refused.
    pub revoked_at: Option<Moment>,
}

/// What tokens begin with, so that scanners find lost ones.
const PREFIX: &str = "rondo_";
/// Use is noted at most so often, in seconds.
const NOTED: i64 = 600;

impl Engine {
    /// Makes a token of a user: of oneself, or as an administrator of anybody.
    pub async fn create_token(
        &self,
        actor: &Actor,
        user: Id,
        name: &str,
        scopes: &Scopes,
    ) -> Result<NewToken> {
        if actor.user != Some(user) && !actor.is_admin() {
            return Err(Error::Forbidden(say!("problem-token-others").into()));
        }
        // A token must not make a wider one.
        if actor.scopes.is_some() && !actor.is_admin() {
            return Err(Error::Forbidden("This token may not make tokens".to_owned()));
        }
        self.actor(user, None).await?;
        let mut problems = Problems::default();
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 100 {
            problems.add("name", "required", say!("problem-token-name"));
        }
        if scopes.0.is_empty() {
            problems.add("scopes", "required", say!("problem-token-scopes"));
        }
        let schema = self.schema();
        for scope in &scopes.0 {
            let (object, word) = scope.split_once(':').map_or((None, scope.as_str()), |(o, w)| (Some(o), w));
            let fine = match object {
                None => matches!(word, "read" | "write" | "admin"),
                Some(object) => matches!(word, "read" | "write") && schema.by_name(object).is_some(),
            };
            if !fine {
                problems.add("scopes", "unknown", say!("problem-scope", given = say::quoted(scope)));
            }
        }
        problems.check()?;
        let (id, token) = (Id::new(), format!("{PREFIX}{}", secret()?));
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "INSERT INTO token (id, hash, record, name, scopes, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
            vec![
                id.into(),
                hash_of(&token).into(),
                user.into(),
                name.into(),
                scopes.0.join(" ").into(),
                Moment::now().into(),
            ],
        ));
        let said = json!({"token": name, "user": self.named_user(user).await?, "scopes": scopes.0.join(" ")});
        tx.run(Act::new().note(actor, "token", id, "created", said));
        tx.notify = true;
        self.db().commit(tx).await?;
        Ok(NewToken { id, token })
    }

    /// Whose token it is, what it may do, and its id; nothing for one that is not valid (any more).
    pub async fn token(&self, text: &str) -> Result<Option<(Id, Scopes, Id)>> {
        if !text.starts_with(PREFIX) || text.len() > 100 {
            return Ok(None);
        }
        let now = Moment::now();
        let sql = Sql::new(
            "SELECT t.record, t.scopes, t.id, t.used_at FROM token t JOIN \"user\" u ON u.id = t.record \
             LEFT JOIN account a ON a.record = u.id WHERE t.hash = $1 AND t.revoked_at IS NULL AND u.deleted_at IS NULL \
             AND (u.active IS NULL OR u.active <> 0) AND COALESCE(a.disabled, 0) = 0",
            vec![hash_of(text).into()],
        );
        let rows = self.db().read(sql).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let (Some(user), Some(scopes), Some(id)) = (row.id(0), row.text(1), row.id(2)) else {
            return Ok(None);
        };
        if row.int(3).is_none_or(|used| Moment(used) < now.plus_seconds(-NOTED)) {
            let mut tx = Tx::new();
            tx.run(Sql::new("UPDATE token SET used_at = $1 WHERE id = $2", vec![now.into(), id.into()]));
            if let Err(error) = self.db().commit(tx).await {
                tracing::warn!(%error, "the use of a token could not be noted");
            }
        }
        Ok(Some((user, Scopes(scopes.split_whitespace().map(str::to_owned).collect()), id)))
    }

    /// The actor of a token; nobody for one that is not valid (any more).
    pub async fn actor_of_token(&self, text: &str) -> Result<Option<Actor>> {
        self.known_actor(hash_of(text), async {
            match self.token(text).await? {
                Some((user, scopes, _)) => match self.actor(user, Some(scopes)).await {
                    Ok(actor) => Ok(Some(actor)),
                    Err(Error::NotFound) => Ok(None),
                    Err(other) => Err(other),
                },
                None => Ok(None),
            }
        })
        .await
    }

    /// The tokens of a user, newest first; of everybody for administrators who ask for no one.
    pub async fn tokens(&self, actor: &Actor, user: Option<Id>) -> Result<Vec<TokenInfo>> {
        if !actor.is_admin() && user != actor.user {
            return Err(Error::Forbidden("Only administrators see the tokens of others".to_owned()));
        }
        let mut sql = Build::new();
        sql.push("SELECT id, record, name, scopes, created_at, used_at, revoked_at FROM token");
        if let Some(user) = user {
            sql.push(" WHERE record = ").bind(user);
        }
        sql.push(" ORDER BY id DESC");
        let read = |mut row: store::Row| TokenInfo {
            id: row.id(0).unwrap_or_default(),
            user: row.id(1).unwrap_or_default(),
            name: row.take_text(2).unwrap_or_default(),
            scopes: row.text(3).unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            created_at: Moment(row.int(4).unwrap_or_default()),
            used_at: row.int(5).map(Moment),
            revoked_at: row.int(6).map(Moment),
        };
        Ok(self.db().read(sql.done()).await?.into_iter().map(read).collect())
    }

    /// Refuses a token from now on: one's own, or as an administrator anybody's.
    pub async fn revoke_token(&self, actor: &Actor, id: Id) -> Result<()> {
        let sql = Sql::new("SELECT record, name, revoked_at FROM token WHERE id = $1", vec![id.into()]);
        let mut rows = self.db().read(sql).await?;
        let owner = rows.first().and_then(|r| r.id(0));
        if owner.is_none() || !(actor.is_admin() || owner == actor.user && actor.scopes.is_none()) {
            return Err(Error::NotFound);
        }
        let mut tx = Tx::new();
        let text = "UPDATE token SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL";
        tx.run(Sql::new(text, vec![Moment::now().into(), id.into()]));
        tx.notify = true;
        if let (Some(row), Some(owner)) = (rows.first_mut().filter(|r| r.int(2).is_none()), owner) {
            let said = json!({"token": row.take_text(1), "user": self.named_user(owner).await?});
            tx.run(Act::new().note(actor, "token", id, "revoked", said));
        }
        self.db().commit(tx).await?;
        self.forget_actors();
        Ok(())
    }
}

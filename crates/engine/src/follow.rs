//! Following: who wants to hear of a record. It belongs to the person, changes nothing of the record and is in no log.
use say::say;
use std::collections::BTreeMap;

use base::{Error, Id, Moment, Result};
use serde::Serialize;
use store::{Sql, Tx};

use crate::access::{Action, Actor};
use crate::engine::Engine;
use crate::query::Query;
use crate::value::Value;

/// A record somebody follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Followed {
    /// Key of the object.
    pub object: String,
    /// The record.
    pub id: Id,
    /// What people call it.
    pub title: String,
    /// When it was last changed.
    pub changed_at: Option<Moment>,
    /// Since when it is followed.
    pub since: Moment,
}

/// Somebody who follows a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FollowedBy {
    /// The user.
    pub id: Id,
    /// What people call them.
    pub name: String,
    /// Since when.
    pub since: Moment,
}

/// Records one person follows at most: a list of more helps nobody.
const MOST: usize = 500;

fn person(actor: &Actor) -> Result<Id> {
    actor.user.ok_or_else(|| Error::Forbidden(say!("problem-only-people-follow").into()))
}

impl Engine {
    /// Follows a record the actor may see.
    pub async fn follow(&self, actor: &Actor, object: &str, id: Id) -> Result<()> {
        let me = person(actor)?;
        let record = self.find_any(actor, object, id).await?;
        if self.following(actor, MOST).await?.len() >= MOST {
            return Err(Error::invalid("follow", "too_many", say!("problem-follow-most", most = MOST)));
        }
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "INSERT INTO follow (person, record, object, since) VALUES ($1, $2, $3, $4) ON CONFLICT (person, record) DO NOTHING",
            vec![me.into(), id.into(), record.object.key.as_str().into(), Moment::now().into()],
        ));
        self.db().commit(tx).await?;
        Ok(())
    }

    /// No longer follows a record, whether or not it can still be seen.
    pub async fn unfollow(&self, actor: &Actor, id: Id) -> Result<()> {
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "DELETE FROM follow WHERE person = $1 AND record = $2",
            vec![person(actor)?.into(), id.into()],
        ));
        self.db().commit(tx).await?;
        Ok(())
    }

    /// Whether the actor follows a record.
    pub async fn follows(&self, actor: &Actor, id: Id) -> Result<bool> {
        let Some(me) = actor.user else { return Ok(false) };
        let sql =
            Sql::new("SELECT 1 FROM follow WHERE person = $1 AND record = $2", vec![me.into(), id.into()]);
        Ok(!self.db().read(sql).await?.is_empty())
    }

    /// The records the actor follows and may see, what changed last first.
    pub async fn following(&self, actor: &Actor, limit: usize) -> Result<Vec<Followed>> {
        let Some(me) = actor.user else { return Ok(Vec::new()) };
        let sql = Sql::new(
            "SELECT object, record, since FROM follow WHERE person = $1 ORDER BY since DESC LIMIT $2",
            vec![me.into(), (MOST as i64).into()],
        );
        let mut by_object: BTreeMap<String, BTreeMap<Id, Moment>> = BTreeMap::new();
        for mut row in self.db().read(sql).await? {
            if let (Some(object), Some(id), Some(since)) = (row.take_text(0), row.id(1), row.int(2)) {
                by_object.entry(object).or_default().insert(id, Moment(since));
            }
        }
        let schema = self.schema();
        let mut all = Vec::new();
        for (key, since) in by_object {
            let Some(object) = schema.object(&key) else { continue };
            let named = object.title_field().is_some_and(|f| actor.sees(object, f));
            if actor.level(object, Action::Read) == crate::Level::None {
                continue;
            }
            let columns =
                if named { format!("updated_at,{}", object.title) } else { "updated_at".to_owned() };
            let query = Query {
                ids: Some(since.keys().copied().collect()),
                limit: MOST,
                ..Query::new(&key).columns(&columns)
            };
            for row in self.list(actor, &query).await?.rows {
                let title = row.cells.get(1).and_then(Value::text);
                all.push(Followed {
                    object: key.clone(),
                    id: row.id,
                    title: title.map_or_else(|| row.id.to_string(), str::to_owned),
                    changed_at: row.cells.first().and_then(Value::moment),
                    since: since.get(&row.id).copied().unwrap_or(Moment(0)),
                });
            }
        }
        all.sort_by_key(|f| std::cmp::Reverse((f.changed_at, f.since)));
        all.truncate(limit);
        Ok(all)
    }

    /// Who follows a record the actor may see.
    pub async fn followers_of(&self, actor: &Actor, object: &str, id: Id) -> Result<Vec<FollowedBy>> {
        self.find_any(actor, object, id).await?;
        let sql =
            Sql::new("SELECT person, since FROM follow WHERE record = $1 ORDER BY since", vec![id.into()]);
        let found: Vec<(Id, Moment)> =
            self.db().read(sql).await?.iter().filter_map(|r| Some((r.id(0)?, Moment(r.int(1)?)))).collect();
        let ids: Vec<Id> = found.iter().map(|(id, _)| *id).collect();
        let mut names = self.titles(actor, "user", &ids).await?;
        Ok(found
            .into_iter()
            .filter_map(|(id, since)| Some(FollowedBy { id, name: names.remove(&id)?, since }))
            .collect())
    }
}

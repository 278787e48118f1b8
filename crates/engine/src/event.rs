//! The log: one event for each change of a record. Audit trail, timeline, outbox and live feed.
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use base::{Id, Moment, Result};
use serde::Serialize;
use serde_json::{Map, Value as Json};
use store::{Build, Row, Sql};

use crate::access::{Action, Actor};
use crate::changes::Changes;
use crate::engine::Engine;
use crate::record::Record;
use crate::schema::{Field, Object};
use crate::value::{Value, json_text};

/// One thing that happened. As JSON: as the API writes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Event {
    /// Its place in the log, ascending as written.
    pub seq: i64,
    /// The transaction it was written in (PostgreSQL); followers order by it before `seq`.
    #[serde(skip)]
    pub tx: i64,
    /// When it happened.
    pub at: Moment,
    /// When Rondo learnt it.
    pub recorded_at: Moment,
    /// The user who did it; nobody when Rondo did.
    pub actor: Option<Id>,
    /// What made it happen: an import, an undo, a workflow.
    pub cause: Option<String>,
    /// The unit it belongs to and can be undone with.
    pub batch: Id,
    /// Key of the object.
    pub object: String,
    /// The record.
    pub record: Id,
    /// `created`, `updated`, `deleted`, `restored`, `destroyed`, or the verb of a note.
    pub verb: String,
    /// `[old, new]` of each changed field; for notes whatever they carry.
    pub changes: Changes,
}

/// The columns of an event, in the order `Event::load` reads them.
pub(crate) const COLUMNS: &str =
    "seq, tx, at, recorded_at, actor, cause, batch, object, record, verb, changes";

impl Event {
    /// From a row of `COLUMNS`.
    pub fn load(row: &mut Row) -> Self {
        let changes = row.take_text(10).map(Changes::of_text).unwrap_or_default();
        Self {
            seq: row.int(0).unwrap_or_default(),
            tx: row.int(1).unwrap_or_default(),
            at: Moment(row.int(2).unwrap_or_default()),
            recorded_at: Moment(row.int(3).unwrap_or_default()),
            actor: row.id(4),
            cause: row.take_text(5),
            batch: Id(row.int(6).unwrap_or_default()),
            object: row.take_text(7).unwrap_or_default(),
            record: Id(row.int(8).unwrap_or_default()),
            verb: row.take_text(9).unwrap_or_default(),
            changes,
        }
    }

    /// The statement that appends an event whose changes are JSON text already.
    #[expect(clippy::too_many_arguments, reason = "one for each column")]
    pub(crate) fn insert(
        at: Moment,
        recorded_at: Moment,
        actor: Option<Id>,
        cause: Option<&str>,
        batch: Id,
        object: &str,
        record: Id,
        verb: &str,
        changes: Option<String>,
    ) -> Sql {
        static TEXT: LazyLock<Arc<str>> = LazyLock::new(|| {
            "INSERT INTO event (at, recorded_at, actor, cause, batch, object, record, verb, changes) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
                .into()
        });
        Sql::new(
            TEXT.clone(),
            vec![
                at.into(),
                recorded_at.into(),
                actor.into(),
                cause.into(),
                batch.into(),
                object.into(),
                record.into(),
                verb.into(),
                changes.into(),
            ],
        )
    }

    /// Old and new value of a field, where the event changed it.
    pub fn change(&self, field: &str) -> Option<(&Json, &Json)> {
        let pair = self.changes.get(field)?.as_array()?;
        Some((pair.first()?, pair.get(1)?))
    }

    /// Takes out what the actor may not see of a record's fields.
    pub(crate) fn cut(&mut self, actor: &Actor, object: &Object) {
        if object.fields.iter().all(|f| actor.sees(object, f)) {
            return;
        }
        self.changes.retain(|key| object.field(key).is_none_or(|f| actor.sees(object, f)));
    }
}

/// What an event carries as JSON text; nothing for nothing.
pub(crate) fn carried(map: &Map<String, Json>) -> Option<String> {
    (!map.is_empty()).then(|| serde_json::to_string(map).unwrap_or_default())
}

/// The changes of an event as JSON text: `{"amount":[old,new]}` of the fields that differ; nothing when none does.
pub(crate) fn changes(before: Option<&Record>, after: &Record) -> Option<String> {
    let mut text = String::with_capacity(512);
    for (i, field) in after.object.fields.iter().enumerate() {
        // Times of the row itself are the event's own.
        if field.key == "updated_at" {
            continue;
        }
        let new = after.values.get(i).unwrap_or(&Value::Null);
        let old = before.and_then(|b| b.values.get(i)).unwrap_or(&Value::Null);
        if old != new {
            text.push(if text.is_empty() { '{' } else { ',' });
            json_text(&field.key, &mut text);
            text.push_str(":[");
            old.write_json(&mut text);
            text.push(',');
            new.write_json(&mut text);
            text.push(']');
        }
    }
    (!text.is_empty()).then(|| text + "}")
}

/// The value an event's JSON stands for: read back, not judged again.
pub fn value_of(field: &Field, json: &Json) -> Value {
    let manners = crate::Manners::default();
    let ctx = crate::Ctx { field, manners: &manners };
    let one = |json: &Json| match (field.kind, json) {
        // Text was normal when it was stored; choices may have gone from the list since.
        (
            crate::Kind::Text
            | crate::Kind::LongText
            | crate::Kind::RichText
            | crate::Kind::Email
            | crate::Kind::Phone
            | crate::Kind::Url
            | crate::Kind::Choice,
            Json::String(t),
        ) => Value::Text(t.clone()),
        (crate::Kind::Choices | crate::Kind::Tags, Json::Array(list)) => {
            Value::List(list.iter().filter_map(|v| v.as_str().map(|t| Value::Text(t.to_owned()))).collect())
        }
        _ => field.kind.parse_json(json, &ctx).unwrap_or_default(),
    };
    match json {
        Json::Null => Value::Null,
        Json::Array(list) if field.many => {
            let list: Vec<crate::Labelled> = list
                .iter()
                .filter_map(|entry| {
                    let value = one(entry.get("value")?);
                    let label = entry.get("label").and_then(Json::as_str).map(str::to_owned);
                    (!value.is_null()).then_some(crate::Labelled { label, value })
                })
                .collect();
            if list.is_empty() { Value::Null } else { Value::Many(list) }
        }
        json => one(json),
    }
}

impl Engine {
    /// Who deleted records that lie in the bin, by record; nobody where Rondo itself did.
    pub async fn deleters(&self, records: &[Id]) -> Result<HashMap<Id, Id>> {
        let mut out = HashMap::new();
        for part in records.chunks(500) {
            let mut sql = Build::new();
            sql.push("SELECT record, actor FROM event WHERE verb = 'deleted' AND actor IS NOT NULL AND record IN (");
            for (n, id) in part.iter().enumerate() {
                sql.push(if n > 0 { ", " } else { "" }).bind(*id);
            }
            sql.push(") ORDER BY seq");
            let rows = self.db().read(sql.done()).await?;
            out.extend(rows.iter().filter_map(|row| Some((row.id(0)?, row.id(1)?))));
        }
        Ok(out)
    }

    /// Events after a place in the log, oldest first, of objects and records the actor may see. `seen` is where to go on.
    pub async fn events_after(
        &self,
        actor: &Actor,
        after: i64,
        object: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<Event>, i64)> {
        let tx = if after > 0 {
            let sql = Sql::new(
                "SELECT tx FROM event WHERE seq <= $1 ORDER BY seq DESC LIMIT 1",
                vec![after.into()],
            );
            self.db().read(sql).await?.first().and_then(|r| r.int(0)).unwrap_or_default()
        } else {
            0
        };
        let rows = self.raw_events(tx, after, limit).await?;
        let seen = rows.last().map_or(after, |e| e.seq);
        let rows = rows.into_iter().filter(|e| object.is_none_or(|o| e.object == o)).collect();
        Ok((self.visible(actor, rows).await?, seen))
    }

    /// The next events as followers read them: everything, in an order that never skips a slow transaction.
    pub(crate) async fn raw_events(&self, tx: i64, seq: i64, limit: usize) -> Result<Vec<Event>> {
        let sql =
            Sql::new(self.db().dialect().events_after(), vec![tx.into(), seq.into(), (limit as i64).into()]);
        Ok(self.db().read(sql).await?.iter_mut().map(Event::load).collect())
    }

    /// The events an actor may see, cut to the fields they may see: one look at the owners for each object among them.
    pub async fn visible(&self, actor: &Actor, events: Vec<Event>) -> Result<Vec<Event>> {
        let schema = self.schema();
        let mut allowed: std::collections::HashMap<(String, Id), bool> = std::collections::HashMap::new();
        let mut by_object: std::collections::BTreeMap<&str, Vec<Id>> = std::collections::BTreeMap::new();
        for event in &events {
            by_object.entry(&event.object).or_default().push(event.record);
        }
        for (key, mut ids) in by_object {
            ids.sort_unstable();
            ids.dedup();
            let Some(object) = schema.object(key) else {
                // Settings and schema: administrators only.
                allowed.extend(ids.into_iter().map(|id| ((key.to_owned(), id), actor.is_admin())));
                continue;
            };
            match actor.reach(object, Action::Read) {
                crate::Reach::Everything => {
                    allowed.extend(ids.into_iter().map(|id| ((key.to_owned(), id), true)))
                }
                crate::Reach::Nothing => {}
                reach @ (crate::Reach::Owners(_) | crate::Reach::Shared { .. }) => {
                    let mut sql = Build::new();
                    sql.push("SELECT id FROM ").ident(key).push(" WHERE id IN (");
                    for (i, id) in ids.iter().enumerate() {
                        sql.push(if i > 0 { ", " } else { "" }).bind(*id);
                    }
                    sql.push(")");
                    crate::reach::push_reach(&mut sql, "", &reach);
                    let rows = self.db().read(sql.done()).await?;
                    allowed
                        .extend(rows.iter().filter_map(|r| r.id(0)).map(|id| ((key.to_owned(), id), true)));
                }
            }
        }
        let mut out = Vec::new();
        for mut event in events {
            if allowed.get(&(event.object.clone(), event.record)).copied().unwrap_or(false) {
                if let Some(object) = schema.object(&event.object) {
                    event.cut(actor, object);
                }
                out.push(event);
            }
        }
        Ok(out)
    }
}

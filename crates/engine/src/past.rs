//! The past, from the log: a record as it was at an instant or at a version.
use std::collections::HashMap;
use std::sync::Arc;

use base::{Error, Id, Moment, Result};
use store::{Build, Sql};

use crate::access::{Action, Actor, Reach};
use crate::engine::Engine;
use crate::event::{COLUMNS, Event, value_of};
use crate::record::Record;
use crate::schema::Object;
use crate::value::Value;

/// Applies one event to the state of a record. `false` when the record is gone for good.
fn apply(record: &mut Record, event: &Event) -> bool {
    for (i, field) in record.object.clone().fields.iter().enumerate() {
        if let (Some((_, new)), Some(slot)) = (event.change(&field.key), record.values.get_mut(i)) {
            *slot = value_of(field, new);
        }
    }
    match event.verb.as_str() {
        "created" | "updated" => record.version += 1,
        "deleted" => {
            record.version += 1;
            record.deleted_at = Some(event.at);
        }
        "restored" => {
            record.version += 1;
            record.deleted_at = None;
        }
        "destroyed" => return false,
        _ => return true,
    }
    record.set("updated_at", Value::Moment(event.recorded_at));
    true
}

/// The state events lead to, each given in the order it happened; `None` before the first and after the destruction.
pub(crate) fn fold(object: &Arc<Object>, id: Id, events: &[Event]) -> Option<Record> {
    let mut record: Option<Record> = None;
    for event in events {
        let state = record.get_or_insert_with(|| Record::empty(object.clone(), id));
        if !apply(state, event) {
            return None;
        }
    }
    record.filter(|r| r.version > 0)
}

impl Engine {
    /// A record as it was at an instant, by what happened until then (`at`, not when it was recorded).
    pub async fn find_as_of(&self, actor: &Actor, object: &str, id: Id, instant: Moment) -> Result<Record> {
        let object = self.object(actor, object)?;
        let sql = Sql::new(
            format!("SELECT {COLUMNS} FROM event WHERE record = $1 AND at <= $2 ORDER BY at, seq"),
            vec![id.into(), instant.into()],
        );
        let events: Vec<Event> = self
            .db()
            .read(sql)
            .await?
            .iter_mut()
            .map(Event::load)
            .filter(|e| e.object == object.key)
            .collect();
        let then = fold(&object, id, &events).ok_or(Error::NotFound)?;
        // Who may see the record now may see what it was; who could see it then and may not now, may not.
        let now = self.load(&object, &[id]).await?.pop();
        if now.as_ref().unwrap_or(&then).object.key == object.key
            && actor.may(Action::Read, now.as_ref().unwrap_or(&then))
        {
            Ok(then)
        } else {
            Err(Error::NotFound)
        }
    }

    /// A record as it was at an earlier version, from what is there and the log backwards.
    pub(crate) async fn at_version(&self, now: &Record, version: i64) -> Result<Record> {
        let sql = Sql::new(
            format!(
                "SELECT {COLUMNS} FROM event WHERE record = $1 AND verb IN ('created', 'updated', 'deleted', 'restored') ORDER BY seq DESC LIMIT $2"
            ),
            vec![now.id.into(), (now.version - version).clamp(0, 10_000).into()],
        );
        let mut record = now.clone();
        for mut row in self.db().read(sql).await? {
            let event = Event::load(&mut row);
            for (i, field) in now.object.fields.iter().enumerate() {
                if let (Some((old, _)), Some(slot)) = (event.change(&field.key), record.values.get_mut(i)) {
                    *slot = value_of(field, old);
                }
            }
            record.version -= 1;
        }
        if record.version == version { Ok(record) } else { Err(Error::NotFound) }
    }

    /// Every record of an object as it was at an instant, in pages of ids: what lists of the past are made of.
    /// `each` gets the records that were there and that the actor may see, until it says `false`.
    pub(crate) async fn each_as_of(
        &self,
        actor: &Actor,
        object: &Arc<Object>,
        instant: Moment,
        mut each: impl FnMut(Record) -> bool,
    ) -> Result<()> {
        let sql = Sql::new(
            format!("SELECT {COLUMNS} FROM event WHERE object = $1 AND at <= $2 ORDER BY record, at, seq"),
            vec![object.key.as_str().into(), instant.into()],
        );
        let mut scan = self.db().scan(sql, Some(std::time::Duration::from_mins(2))).await?;
        let mut group: Vec<Event> = Vec::new();
        let reach = actor.reach(object, Action::Read);
        let mut finish = |group: &mut Vec<Event>| -> bool {
            let Some(id) = group.first().map(|e| e.record) else { return true };
            let state = fold(object, id, group).filter(|r| reach.lets(r));
            group.clear();
            state.is_none_or(&mut each)
        };
        while let Some(rows) = scan.next_chunk().await? {
            for mut row in rows {
                let event = Event::load(&mut row);
                if group.first().is_some_and(|e| e.record != event.record) && !finish(&mut group) {
                    return Ok(());
                }
                group.push(event);
            }
        }
        finish(&mut group);
        Ok(())
    }

    /// What happened to each record of an object, oldest first, one record after another in one pass over the log: for
    /// figures about how things went. Only for whoever reaches everything; what of it others see is the caller's to say.
    pub async fn each_history(
        &self,
        actor: &Actor,
        object: &str,
        mut each: impl FnMut(Id, &[Event]),
    ) -> Result<()> {
        let object = self.object(actor, object)?;
        if actor.reach(&object, Action::Read) != Reach::Everything {
            return Err(Error::NotFound);
        }
        let sql = Sql::new(
            format!("SELECT {COLUMNS} FROM event WHERE object = $1 ORDER BY record, at, seq"),
            vec![object.key.as_str().into()],
        );
        let mut scan = self.db().scan(sql, Some(std::time::Duration::from_mins(10))).await?;
        let mut group: Vec<Event> = Vec::new();
        while let Some(rows) = scan.next_chunk().await? {
            for mut row in rows {
                let event = Event::load(&mut row);
                if let Some(id) = group.first().map(|e| e.record).filter(|id| *id != event.record) {
                    each(id, &group);
                    group.clear();
                }
                group.push(event);
            }
        }
        if let Some(id) = group.first().map(|e| e.record) {
            each(id, &group);
        }
        Ok(())
    }

    /// Records of an object as they were at an instant, by id.
    pub(crate) async fn load_as_of(
        &self,
        object: &Arc<Object>,
        ids: &[Id],
        instant: Moment,
    ) -> Result<HashMap<Id, Record>> {
        let mut out = HashMap::new();
        for chunk in ids.chunks(300) {
            let mut sql = Build::new();
            sql.push("SELECT ")
                .push(COLUMNS)
                .push(" FROM event WHERE at <= ")
                .bind(instant)
                .push(" AND record IN (");
            for (i, id) in chunk.iter().enumerate() {
                sql.push(if i > 0 { ", " } else { "" }).bind(*id);
            }
            sql.push(") ORDER BY record, at, seq");
            let mut by_record: HashMap<Id, Vec<Event>> = HashMap::new();
            for mut row in self.db().read(sql.done()).await? {
                let event = Event::load(&mut row);
                by_record.entry(event.record).or_default().push(event);
            }
            out.extend(
                by_record.into_iter().filter_map(|(id, events)| Some((id, fold(object, id, &events)?))),
            );
        }
        Ok(out)
    }
}

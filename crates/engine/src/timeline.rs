//! The timeline of a record: its own events, those of the notes and tasks that point to it, and what was decided about the
//! records that point to it, or all of it where they tell it (a lead at the contact it became). Every part is one question to the database; rights are a part of each.
use std::sync::Arc;

use base::{Error, Id, Moment, Result};
use store::{Build, Sql};

use crate::access::{Action, Actor};
use crate::engine::Engine;
use crate::event::{COLUMNS, Event};
use crate::kind::Kind;
use crate::reach::push_reach;
use crate::record::Record;
use crate::schema::{Field, Object, Schema, StageKind};

/// A page of a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// Newest first.
    pub events: Vec<Event>,
    /// What to ask for next, if there is more.
    pub next: Option<String>,
}

/// Which notes, tasks and the like a timeline shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guests {
    /// Key of the object.
    pub object: String,
    /// Only those of these choices of a field, or all but those: `("kind", ["call"], true)`.
    pub only: Option<(String, Vec<String>, bool)>,
}

/// What of a timeline is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// What happened to the record itself.
    pub own: bool,
    /// Of that only what changed a field.
    pub field: Option<String>,
    /// Of that only this verb.
    pub verb: Option<String>,
    /// Notes and tasks; `None` is every object that stands on timelines.
    pub guests: Option<Vec<Guests>>,
    /// What was made and decided among the records that point here: a deal was won.
    pub notable: bool,
    /// Nothing that happened later.
    pub until: Option<Moment>,
}

impl Shown {
    /// Everything.
    pub fn all() -> Self {
        Self { own: true, field: None, verb: None, guests: None, notable: true, until: None }
    }

    /// The record itself and its notes and tasks: what the API gives.
    pub fn plain() -> Self {
        Self { notable: false, ..Self::all() }
    }
}

/// Notes and tasks whose events are on a record's timeline: the newest.
const GUESTS: i64 = 200;
/// Records that point to a record and are looked through for what was decided: the newest.
const RELATED: i64 = 50;
/// Instants a record can be looked at: the newest.
const INSTANTS: i64 = 400;

/// Where a page begins and how much it holds.
struct Page {
    before: Option<(i64, i64)>,
    until: Option<Moment>,
    limit: usize,
}

impl Page {
    fn new(before: Option<&str>, until: Option<Moment>, limit: usize) -> Result<Self> {
        let before = match before.map(|c| c.split_once('-').map(|(at, seq)| (at.parse(), seq.parse()))) {
            None => None,
            Some(Some((Ok(at), Ok(seq)))) => Some((at, seq)),
            Some(_) => return Err(Error::invalid("cursor", "cursor", "This is no cursor of a timeline")),
        };
        Ok(Self { before, until, limit })
    }

    /// The newest events that satisfy conditions.
    fn sql(&self, conditions: impl FnOnce(&mut Build)) -> Sql {
        let mut sql = Build::new();
        sql.push("SELECT ").push(COLUMNS).push(" FROM event WHERE record ");
        conditions(&mut sql);
        if let Some((at, seq)) = self.before {
            sql.push(" AND (at, seq) < (").bind(at).push(", ").bind(seq).push(")");
        }
        if let Some(until) = self.until {
            sql.push(" AND at <= ").bind(until);
        }
        sql.push(" ORDER BY at DESC, seq DESC LIMIT ").bind(self.limit as i64 + 1);
        sql.done()
    }
}

/// The objects and links by which records point to one of an object, as far as the actor may know of them.
fn pointing<'a>(
    schema: &'a Schema,
    actor: &'a Actor,
    key: &'a str,
) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field)> {
    schema.links_to(key).filter(|(object, field)| {
        !field.system
            && !object.hidden
            && actor.sees(object, field)
            && actor.level(object, Action::Read) != crate::Level::None
    })
}

/// Writes the newest records that point to a record by a link: `SELECT id FROM (…) g`.
fn push_pointing(
    sql: &mut Build,
    actor: &Actor,
    object: &Object,
    field: &Field,
    id: Id,
    more: &dyn Fn(&mut Build),
    most: i64,
) {
    sql.push("SELECT id FROM (SELECT id FROM ").push(&object.table()).push(" WHERE ");
    if field.kind == Kind::Links {
        sql.push("id IN (SELECT from_id FROM link_many WHERE to_id = ")
            .bind(id)
            .push(" AND field = ")
            .bind(field.key.as_str())
            .push(")");
    } else {
        sql.ident(&field.key).push(" = ").bind(id);
    }
    more(sql);
    push_reach(sql, "", &actor.reach(object, Action::Read));
    sql.push(" ORDER BY id DESC LIMIT ").bind(most).push(") g");
}

/// Writes which notes or tasks of an object are meant.
fn push_only(sql: &mut Build, object: &Object, only: Option<&(String, Vec<String>, bool)>) {
    let Some((key, choices, within)) = only.filter(|(key, ..)| object.field(key).is_some()) else { return };
    sql.push(if *within { " AND " } else { " AND NOT COALESCE(" }).ident(key).push(" IN (");
    for (i, choice) in choices.iter().enumerate() {
        sql.push(if i > 0 { ", " } else { "" }).bind(choice.as_str());
    }
    sql.push(if *within { ")" } else { "), 1 = 0)" });
}

/// The field by which records of an object are won and lost.
pub fn outcome(object: &Object) -> Option<&Field> {
    let ends =
        |f: &&Field| f.choices.iter().any(|c| matches!(c.stage, Some(StageKind::Won | StageKind::Lost)));
    object.fields.iter().find(|f| f.kind == Kind::Choice && ends(f))
}

/// Whether an event of a record that points here is worth telling there: it was made, won or lost.
fn is_notable(object: &Object, event: &Event) -> bool {
    if event.verb == "created" {
        return true;
    }
    let Some(field) = outcome(object) else { return false };
    let ended = |key: &str| {
        field.choice_of(key).is_some_and(|c| matches!(c.stage, Some(StageKind::Won | StageKind::Lost)))
    };
    event.verb == "updated" && event.change(&field.key).and_then(|(_, new)| new.as_str()).is_some_and(ended)
}

impl Engine {
    /// The timeline of a record: its own events and those of the notes and tasks that point to it, newest first.
    pub async fn history(
        &self,
        actor: &Actor,
        object: &str,
        id: Id,
        before: Option<&str>,
        limit: usize,
    ) -> Result<History> {
        // Seeing the record is the right to its log; destroyed ones have none left to see.
        let shown = Shown::plain();
        let (_, history) = tokio::try_join!(
            self.find_any(actor, object, id),
            self.log_of(actor, object, id, &shown, before, limit)
        )?;
        Ok(history)
    }

    /// The timeline of a record that is at hand, as far as it is asked for.
    pub async fn timeline(
        &self,
        actor: &Actor,
        record: &Record,
        shown: &Shown,
        before: Option<&str>,
        limit: usize,
    ) -> Result<History> {
        if !actor.may(Action::Read, record) {
            return Err(Error::NotFound);
        }
        self.log_of(actor, &record.object.key, record.id, shown, before, limit).await
    }

    /// Events of a record, its guests and what points to it, whoever may see the record.
    async fn log_of(
        &self,
        actor: &Actor,
        object: &str,
        id: Id,
        shown: &Shown,
        before: Option<&str>,
        limit: usize,
    ) -> Result<History> {
        let page = Page::new(before, shown.until, limit)?;
        let schema = self.schema();
        let mut asks = Vec::new();
        if shown.own {
            asks.push(page.sql(|sql| push_own(sql, id, shown)));
        }
        // Notes and tasks are asked for apart, so that the record's own come by their index.
        let guests = guests_of(&schema, actor, object, shown.guests.as_deref());
        if !guests.is_empty() {
            asks.push(page.sql(|sql| {
                sql.push("IN (");
                for (n, (from, field, only)) in guests.iter().enumerate() {
                    sql.push(if n == 0 { "" } else { " UNION ALL " });
                    push_pointing(sql, actor, from, field, id, &|sql| push_only(sql, from, *only), GUESTS);
                }
                sql.push(")");
            }));
        }
        if shown.notable {
            let single =
                pointing(&schema, actor, object).filter(|(o, f)| !o.on_timeline && f.kind.is_single_link());
            asks.extend(
                single.map(|(from, field)| page.sql(|sql| push_notable(sql, actor, from, field, id))),
            );
        }
        // Of records that tell their whole story here, their own events and those of their notes and tasks.
        let tellers: Vec<_> = pointing(&schema, actor, object)
            .filter(|(o, f)| f.tells && !o.on_timeline && f.kind.is_single_link())
            .collect();
        let whole = shown.own && shown.field.is_none() && shown.verb.is_none();
        for (from, field) in &tellers {
            let push_tellers = |sql: &mut Build| push_pointing(sql, actor, from, field, id, &|_| (), RELATED);
            if whole {
                asks.push(page.sql(|sql| {
                    sql.push("IN (");
                    push_tellers(sql);
                    sql.push(")");
                }));
            }
            let guests = guests_of(&schema, actor, &from.key, shown.guests.as_deref());
            let single = guests.iter().filter(|(_, link, _)| link.kind.is_single_link());
            asks.extend(single.map(|(guest, link, only)| {
                page.sql(|sql| {
                    sql.push("IN (SELECT id FROM (SELECT id FROM ").push(&guest.table()).push(" WHERE ");
                    sql.ident(&link.key).push(" IN (");
                    push_tellers(sql);
                    sql.push(")");
                    push_only(sql, guest, *only);
                    push_reach(sql, "", &actor.reach(guest, Action::Read));
                    sql.push(" ORDER BY id DESC LIMIT ").bind(GUESTS).push(") g)");
                })
            }));
        }
        let told = |key: &str| whole && tellers.iter().any(|(from, _)| from.key == key);
        let rows = self.db().read_all(asks).await?;
        let mut events: Vec<Event> = rows.into_iter().flatten().map(|mut r| Event::load(&mut r)).collect();
        events.sort_unstable_by_key(|e| std::cmp::Reverse((e.at, e.seq)));
        // Two links of one record may lead here.
        events.dedup_by_key(|e| e.seq);
        let more = events.len() > limit;
        events.truncate(limit);
        let next = events.last().filter(|_| more).map(|e| format!("{}-{}", e.at.0, e.seq));
        events.retain(|e| match schema.object(&e.object) {
            Some(of) if e.record != id && !of.on_timeline => told(&of.key) || is_notable(of, e),
            _ => shown.field.as_ref().is_none_or(|f| e.changes.get(f).is_some()),
        });
        for event in &mut events {
            if let Some(object) = schema.object(&event.object) {
                event.cut(actor, object);
            }
        }
        Ok(History { events, next })
    }

    /// The events that gave a field its values, newest first. A field the actor may not see has none.
    pub async fn field_history(
        &self,
        actor: &Actor,
        record: &Record,
        key: &str,
        limit: usize,
    ) -> Result<Vec<Event>> {
        let object = &record.object;
        let seen = object.field(key).is_some_and(|f| actor.sees(object, f));
        if !seen || !actor.may(Action::Read, record) {
            return Err(Error::NotFound);
        }
        let shown = Shown { field: Some(key.to_owned()), guests: Some(Vec::new()), ..Shown::plain() };
        Ok(self.log_of(actor, &object.key, record.id, &shown, None, limit).await?.events)
    }

    /// The instants at which something of a record changed that the actor may see, oldest first.
    pub async fn instants(&self, actor: &Actor, record: &Record) -> Result<Vec<Moment>> {
        if !actor.may(Action::Read, record) {
            return Err(Error::NotFound);
        }
        let sql = Sql::new(
            format!(
                "SELECT {COLUMNS} FROM event WHERE record = $1 AND verb IN ('created', 'updated', 'deleted', 'restored') \
                 ORDER BY at DESC, seq DESC LIMIT $2"
            ),
            vec![record.id.into(), INSTANTS.into()],
        );
        let mut instants = Vec::new();
        for mut row in self.db().read(sql).await?.into_iter().rev() {
            let mut event = Event::load(&mut row);
            event.cut(actor, &record.object);
            if event.verb != "updated" || event.changes.keys().next().is_some() {
                instants.push(event.at);
            }
        }
        instants.dedup();
        Ok(instants)
    }
}

/// The objects, links and choices of the guests that are asked for.
type Guest<'a> = (&'a Arc<Object>, &'a Field, Option<&'a (String, Vec<String>, bool)>);

fn guests_of<'a>(
    schema: &'a Schema,
    actor: &'a Actor,
    key: &'a str,
    wanted: Option<&'a [Guests]>,
) -> Vec<Guest<'a>> {
    let all = pointing(schema, actor, key)
        .filter(|(o, f)| o.on_timeline && (f.kind.is_single_link() || f.kind == Kind::Links));
    all.filter_map(|(object, field)| match wanted {
        None => Some((object, field, None)),
        Some(list) => list.iter().find(|g| g.object == object.key).map(|g| (object, field, g.only.as_ref())),
    })
    .collect()
}

fn push_own(sql: &mut Build, id: Id, shown: &Shown) {
    sql.push("= ").bind(id);
    if let Some(field) = &shown.field {
        // More than it should find at worst: what is read is looked at again.
        sql.push(" AND changes LIKE ").bind(format!("%\"{field}\":[%"));
    }
    if let Some(verb) = &shown.verb {
        sql.push(" AND verb = ").bind(verb.as_str());
    }
}

fn push_notable(sql: &mut Build, actor: &Actor, from: &Object, field: &Field, id: Id) {
    sql.push("IN (");
    push_pointing(sql, actor, from, field, id, &|_| (), RELATED);
    sql.push(") AND (verb = 'created'");
    if let Some(field) = outcome(from).filter(|f| actor.sees(from, f)) {
        let ends = field.choices.iter().filter(|c| matches!(c.stage, Some(StageKind::Won | StageKind::Lost)));
        for choice in ends {
            sql.push(" OR (verb = 'updated' AND changes LIKE ")
                .bind(format!("%\"{}\":[%\"{}\"]%", field.key, choice.key))
                .push(")");
        }
    }
    sql.push(")");
}

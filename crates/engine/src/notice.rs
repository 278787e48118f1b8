//! Notices: who is told of what. A follower of the log writes them; reading cuts them to what one may see by now.
use std::collections::{BTreeMap, HashMap, HashSet};

use base::{Error, Id, Moment, Result};
use serde::Serialize;
use serde_json::Value as Json;
use store::{Build, Row, Sql, Tx};

use crate::access::{Action, Actor, Level};
use crate::engine::Engine;
use crate::event::Event;
use crate::kind::Kind;
use crate::module::{Boxed, Follower, Module};
use crate::schema::{Object, Schema};
use crate::work::Work;

/// The follower that writes notices.
pub fn module() -> Module {
    let follower = Follower { name: "notices", run };
    Module { name: "notices", followers: vec![follower], ..Module::default() }
}

/// Seconds a notice is kept: 90 days.
pub(crate) const KEPT: i64 = 90 * 86_400;
/// Unread ones counted at most.
pub const COUNTED: i64 = 99;

/// What somebody is told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// A text speaks to them.
    Mention,
    /// A record was made theirs.
    Owner,
    /// A record they follow was changed by somebody else.
    Changed,
    /// They wanted to be reminded of a record.
    Reminder,
}

impl Told {
    /// Every one with its name.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("mention", Self::Mention),
        ("owner", Self::Owner),
        ("changed", Self::Changed),
        ("reminder", Self::Reminder),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, told)| *told == self).map_or("changed", |(name, _)| name)
    }

    fn parse(name: &str) -> Self {
        Self::NAMES.iter().find(|(n, _)| *n == name).map_or(Self::Changed, |(_, told)| *told)
    }
}

/// A notice, as its person may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Its id.
    pub id: Id,
    /// What it is about.
    pub kind: Told,
    /// Key of the object.
    pub object: String,
    /// The record.
    pub record: Id,
    /// What people call the record.
    pub title: String,
    /// What was written, where it is about a text.
    pub says: Option<String>,
    /// Who did it; nobody when Rondo did.
    pub actor: Option<Id>,
    /// What people call them.
    pub actor_name: Option<String>,
    /// How many changes or records it stands for.
    pub count: i64,
    /// When the last of it happened.
    pub at: Moment,
    /// When it was read.
    pub read_at: Option<Moment>,
    #[serde(skip)]
    source: Option<(String, Id)>,
}

/// A page of notices.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NoticePage {
    /// Unread ones first, then the newest first.
    #[serde(rename = "data")]
    pub notices: Vec<Notice>,
    /// What to ask for next, if there are more.
    pub next: Option<usize>,
}

/// One to be written.
struct Due<'a> {
    person: Id,
    kind: Told,
    object: String,
    record: Id,
    /// The object and id of the text it is about.
    source: Option<(String, Id)>,
    event: &'a Event,
    count: i64,
}

fn run<'a>(engine: &'a Engine, events: &'a [Event], work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        for due in engine.due(events).await? {
            for sql in due.statements() {
                work.run(sql, None);
            }
        }
        Ok(())
    })
}

impl Due<'_> {
    /// What one has not read yet of the same grows; else there is a new one.
    fn statements(&self) -> [Sql; 2] {
        let (source_object, source) = self.source.clone().unzip();
        // Records made one's own in one go are one notice; changes of a record add up until they are read.
        let same = match self.kind {
            Told::Mention | Told::Reminder => None,
            Told::Owner => Some(("batch", self.event.batch)),
            Told::Changed => Some(("record", self.record)),
        };
        let mut grow = Build::new();
        grow.push("UPDATE notice SET count = count + ").bind(self.count);
        grow.push(", at = ").bind(self.event.recorded_at).push(", actor = ").bind(self.event.actor);
        grow.push(" WHERE person = ").bind(self.person).push(" AND kind = ").bind(self.kind.name());
        grow.push(" AND read_at IS NULL AND seq <> ").bind(self.event.seq);
        match same {
            Some((column, id)) => grow.push(" AND ").push(column).push(" = ").bind(id),
            None => grow.push(" AND 1 = 0"),
        };
        let mut add = Build::new();
        add.push("INSERT INTO notice (id, person, kind, object, record, source_object, source, seq, batch, actor, count, at) SELECT ");
        add.bind(Id::new()).push(", ").bind(self.person).push(", ").bind(self.kind.name());
        add.push(", ").bind(self.object.as_str()).push(", ").bind(self.record);
        add.push(", ").bind(source_object).push(", ").bind(source);
        add.push(", ")
            .bind(self.event.seq)
            .push(", ")
            .bind(self.event.batch)
            .push(", ")
            .bind(self.event.actor);
        add.push(", ").bind(self.count).push(", ").bind(self.event.recorded_at);
        add.push(" WHERE NOT EXISTS (SELECT 1 FROM notice n WHERE n.person = ").bind(self.person);
        add.push(" AND n.kind = ").bind(self.kind.name());
        match same {
            Some((column, id)) => {
                add.push(" AND n.read_at IS NULL AND n.").push(column).push(" = ").bind(id);
            }
            None => {
                add.push(" AND n.seq = ").bind(self.event.seq);
            }
        }
        add.push(")");
        [grow.done(), add.done()]
    }
}

/// The people a change of a field with links to users brought in.
fn brought_in(event: &Event, field: &str) -> Vec<Id> {
    let ids = |json: &Json| -> Vec<Id> {
        let list = json.as_array().cloned().unwrap_or_else(|| vec![json.clone()]);
        list.iter().filter_map(|v| v.as_str()?.parse().ok()).collect()
    };
    let Some((old, new)) = event.change(field) else { return Vec::new() };
    let before = ids(old);
    ids(new).into_iter().filter(|id| !before.contains(id)).collect()
}

/// The record a text on a timeline is about: the last of its links, which is the most particular one.
fn host(object: &Object, value: impl Fn(&str) -> Option<Id>) -> Option<(&str, Id)> {
    let links = object.fields.iter().rev().filter(|f| f.kind == Kind::Link);
    links.filter_map(|f| Some((f.target.as_deref()?, value(&f.key)?))).find(|(target, _)| *target != "user")
}

/// What nobody did just now: examples, and history that comes in.
fn is_quiet(event: &Event) -> bool {
    let cause = event.cause.as_deref().unwrap_or_default();
    ["demo", "setup", "import", "undo"].iter().any(|word| cause.starts_with(word))
}

impl Engine {
    /// Who is to be told of what by these events.
    async fn due<'a>(&self, events: &'a [Event]) -> Result<Vec<Due<'a>>> {
        let schema = self.schema();
        let mut out: Vec<Due<'a>> = Vec::new();
        for event in events.iter().filter(|e| !is_quiet(e)) {
            let Some(object) = schema.object(&event.object) else { continue };
            if let Some(field) = object.field("owner").filter(|f| f.kind == Kind::User) {
                for person in brought_in(event, &field.key) {
                    push(&mut out, person, Told::Owner, event.record, event);
                }
            }
            self.mentions(&schema, object, event, &mut out).await?;
        }
        given_with_words(&mut out);
        self.follows_of(&schema, events, &mut out).await?;
        self.wanted(&mut out).await?;
        Ok(out)
    }

    async fn mentions<'a>(
        &self,
        schema: &Schema,
        object: &Object,
        event: &'a Event,
        out: &mut Vec<Due<'a>>,
    ) -> Result<()> {
        let Some(field) = object.field("mentions").filter(|f| f.target.as_deref() == Some("user")) else {
            return Ok(());
        };
        let people = brought_in(event, &field.key);
        if people.is_empty() {
            return Ok(());
        }
        let known = schema.object(&event.object).cloned().ok_or(Error::NotFound)?;
        let record = self.load(&known, &[event.record]).await?;
        let linked = host(object, |key| record.first()?.get(key).id());
        let (target, id) = linked.unwrap_or((&event.object, event.record));
        for person in people.into_iter().filter(|p| event.actor != Some(*p)) {
            let (object, source) = (target.to_owned(), Some((event.object.clone(), event.record)));
            out.push(Due { person, kind: Told::Mention, object, record: id, source, event, count: 1 });
        }
        Ok(())
    }

    /// Those who follow what was changed, unless they did it or may not know of what changed.
    async fn follows_of<'a>(
        &self,
        schema: &Schema,
        events: &'a [Event],
        out: &mut Vec<Due<'a>>,
    ) -> Result<()> {
        let known = events.iter().filter(|e| !is_quiet(e) && schema.object(&e.object).is_some());
        let changing: Vec<&Event> = known.filter(|e| e.verb != "created" && e.verb != "destroyed").collect();
        let mut ids: Vec<Id> = changing.iter().map(|e| e.record).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(());
        }
        let mut sql = Build::new();
        sql.push("SELECT person, record FROM follow WHERE record IN (");
        for (n, id) in ids.iter().enumerate() {
            sql.push(if n > 0 { ", " } else { "" }).bind(*id);
        }
        sql.push(")");
        let rows = self.db().read(sql.done()).await?;
        let mut actors: HashMap<Id, Option<Actor>> = HashMap::new();
        for row in &rows {
            let (Some(person), Some(record)) = (row.id(0), row.id(1)) else { continue };
            if let std::collections::hash_map::Entry::Vacant(slot) = actors.entry(person) {
                slot.insert(self.actor(person, None).await.ok());
            }
            let Some(Some(actor)) = actors.get(&person) else { continue };
            for event in changing.iter().filter(|e| e.record == record && e.actor != Some(person)) {
                let Some(object) = schema.object(&event.object) else { continue };
                if crate::news::tells(actor, object, event) {
                    push(out, person, Told::Changed, record, event);
                }
            }
        }
        Ok(())
    }

    /// Leaves out what people do not want to hear of.
    async fn wanted(&self, out: &mut Vec<Due<'_>>) -> Result<()> {
        let quiet = self.quiet(out.iter().map(|d| d.person)).await?;
        out.retain(|d| quiet.get(&d.person).is_some_and(|off| !off.split(',').any(|k| k == d.kind.name())));
        Ok(())
    }

    /// The kinds of notices people do not want, of those who can sign in.
    async fn quiet(&self, people: impl Iterator<Item = Id>) -> Result<HashMap<Id, String>> {
        let people: HashSet<Id> = people.collect();
        if people.is_empty() {
            return Ok(HashMap::new());
        }
        let mut sql = Build::new();
        sql.push("SELECT id, quiet FROM \"user\" WHERE deleted_at IS NULL AND (active IS NULL OR active <> 0) AND id IN (");
        for (n, id) in people.iter().enumerate() {
            sql.push(if n > 0 { ", " } else { "" }).bind(*id);
        }
        sql.push(")");
        let mut rows = self.db().read(sql.done()).await?;
        Ok(rows.iter_mut().filter_map(|r| Some((r.id(0)?, r.take_text(1).unwrap_or_default()))).collect())
    }

    /// One's notices, unread ones first.
    pub async fn notices(
        &self,
        actor: &Actor,
        kind: Option<Told>,
        unread: bool,
        after: usize,
        limit: usize,
    ) -> Result<NoticePage> {
        let Some(me) = actor.user else { return Ok(NoticePage::default()) };
        let mut sql = select(me);
        if let Some(kind) = kind {
            sql.push(" AND kind = ").bind(kind.name());
        }
        if unread {
            sql.push(" AND read_at IS NULL");
        }
        sql.push(" ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, at DESC, id DESC LIMIT ");
        sql.bind(limit as i64 + 1).push(" OFFSET ").bind(after as i64);
        let mut rows = self.db().read(sql.done()).await?;
        let next = (rows.len() > limit).then_some(after + limit);
        rows.truncate(limit);
        let notices = self.seen_by(actor, rows.iter_mut().map(Notice::load).collect()).await?;
        Ok(NoticePage { notices, next })
    }

    /// How many notices one has not read; beyond `COUNTED` it is that.
    pub async fn unread_notices(&self, actor: &Actor) -> Result<i64> {
        let Some(me) = actor.user else { return Ok(0) };
        let mut sql = select(me);
        sql.push(" AND read_at IS NULL ORDER BY at DESC LIMIT ").bind(COUNTED);
        let mut rows = self.db().read(sql.done()).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        Ok(self.seen_by(actor, rows.iter_mut().map(Notice::load).collect()).await?.len() as i64)
    }

    /// Reads one of one's notices.
    pub async fn read_notice(&self, actor: &Actor, id: Id) -> Result<Notice> {
        let me = actor.user.ok_or(Error::NotFound)?;
        let mut sql = select(me);
        sql.push(" AND id = ").bind(id);
        let mut rows = self.db().read(sql.done()).await?;
        let found = self.seen_by(actor, rows.iter_mut().map(Notice::load).collect()).await?;
        let mut notice = found.into_iter().next().ok_or(Error::NotFound)?;
        if notice.read_at.is_none() {
            let now = Moment::now();
            let mut tx = Tx::new();
            let text = "UPDATE notice SET read_at = $1 WHERE id = $2 AND person = $3";
            tx.run(Sql::new(text, vec![now.into(), id.into(), me.into()]));
            self.db().commit(tx).await?;
            notice.read_at = Some(now);
        }
        Ok(notice)
    }

    /// Reads all of one's notices that were there at an instant.
    pub async fn read_notices(&self, actor: &Actor, until: Moment) -> Result<()> {
        let me = actor.user.ok_or(Error::NotFound)?;
        let mut tx = Tx::new();
        let text = "UPDATE notice SET read_at = $1 WHERE person = $2 AND read_at IS NULL AND at <= $3";
        tx.run(Sql::new(text, vec![Moment::now().into(), me.into(), until.into()]));
        self.db().commit(tx).await?;
        Ok(())
    }

    /// The people who got a notice after one of this id, and the highest id there is now.
    pub(crate) async fn noticed_after(&self, after: Id) -> Result<(Vec<Id>, Id)> {
        let text = "SELECT person, MAX(id) FROM notice WHERE id > $1 OR at > $2 GROUP BY person";
        // What grew has its old id and a new time.
        let lately = Moment::now().plus_seconds(-2);
        let rows = self.db().read(Sql::new(text, vec![after.into(), lately.into()])).await?;
        let last = rows.iter().filter_map(|r| r.id(1)).max().map_or(after, |id| id.max(after));
        Ok((rows.iter().filter_map(|r| r.id(0)).collect(), last))
    }

    /// Leaves those whose record, and whose text, the actor may see; says what they are called.
    async fn seen_by(&self, actor: &Actor, notices: Vec<Notice>) -> Result<Vec<Notice>> {
        let mut ids: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        for notice in &notices {
            ids.entry(notice.object.clone()).or_default().push(notice.record);
            if let Some((object, id)) = &notice.source {
                ids.entry(object.clone()).or_default().push(*id);
            }
            if let Some(id) = notice.actor {
                ids.entry("user".to_owned()).or_default().push(id);
            }
        }
        let schema = self.schema();
        let mut titles: HashMap<Id, String> = HashMap::new();
        for (key, mut ids) in ids {
            let Some(object) = schema.object(&key) else { continue };
            if actor.level(object, Action::Read) == Level::None {
                continue;
            }
            ids.sort_unstable();
            ids.dedup();
            let named = object.title_field().is_some_and(|f| actor.sees(object, f));
            let found = self.titles(actor, &key, &ids).await?;
            titles.extend(found.into_iter().map(|(id, t)| (id, if named { t } else { id.to_string() })));
        }
        let seen = notices.into_iter().filter_map(|mut notice| {
            notice.title = titles.get(&notice.record)?.clone();
            if let Some((_, id)) = &notice.source {
                notice.says = Some(titles.get(id)?.clone());
            }
            notice.actor_name = notice.actor.and_then(|id| titles.get(&id).cloned());
            Some(notice)
        });
        Ok(seen.collect())
    }
}

/// Who is given a record, and spoken to on it in the same go, hears of both in one notice.
fn given_with_words(out: &mut Vec<Due<'_>>) {
    let mut told = Vec::new();
    for (place, mention) in out.iter().enumerate().filter(|(_, d)| d.kind == Told::Mention) {
        let same = |d: &Due<'_>| {
            d.kind == Told::Owner
                && d.person == mention.person
                && d.record == mention.record
                && d.event.batch == mention.event.batch
        };
        if let Some(given) = out.iter().position(same) {
            told.push((place, given, mention.source.clone()));
        }
    }
    for (_, given, source) in &told {
        if let Some(due) = out.get_mut(*given) {
            due.source.clone_from(source);
        }
    }
    let mut place = 0;
    out.retain(|_| {
        place += 1;
        !told.iter().any(|(mention, ..)| *mention == place - 1)
    });
}

impl Work {
    /// Reminds people of a record, once for each time they wanted to be reminded at; who wants no reminders gets none.
    pub async fn remind(&mut self, people: &[Id], object: &str, record: Id, at: Moment) -> Result<()> {
        let quiet = self.engine().quiet(people.iter().copied()).await?;
        let listens = |p: &&Id| quiet.get(p).is_some_and(|off| !off.split(',').any(|k| k == "reminder"));
        for person in people.iter().filter(listens) {
            // The time tells reminders of one record apart.
            let args = vec![
                Id::new().into(),
                (*person).into(),
                object.into(),
                record.into(),
                at.0.into(),
                self.batch().into(),
                Moment::now().into(),
            ];
            let text = "INSERT INTO notice (id, person, kind, object, record, seq, batch, count, at) \
                 SELECT $1, $2, 'reminder', $3, $4, $5, $6, 1, $7 WHERE NOT EXISTS (SELECT 1 FROM notice n \
                 WHERE n.person = $2 AND n.kind = 'reminder' AND n.record = $4 AND n.seq = $5)";
            self.run(Sql::new(text, args), None);
        }
        Ok(())
    }
}

fn push<'a>(out: &mut Vec<Due<'a>>, person: Id, kind: Told, record: Id, event: &'a Event) {
    if event.actor == Some(person) {
        return;
    }
    let same = |d: &&mut Due<'a>| {
        d.person == person
            && d.kind == kind
            && match kind {
                Told::Owner => d.event.batch == event.batch,
                _ => d.record == record,
            }
    };
    match out.iter_mut().find(same) {
        Some(due) => {
            due.count += 1;
            due.event = event;
        }
        None => {
            let object = event.object.clone();
            out.push(Due { person, kind, object, record, source: None, event, count: 1 });
        }
    }
}

fn select(me: Id) -> Build {
    let mut sql = Build::new();
    sql.push("SELECT id, kind, object, record, source_object, source, actor, count, at, read_at FROM notice WHERE person = ");
    sql.bind(me);
    sql
}

impl Notice {
    fn load(row: &mut Row) -> Self {
        Self {
            id: row.id(0).unwrap_or_default(),
            kind: Told::parse(row.text(1).unwrap_or_default()),
            object: row.take_text(2).unwrap_or_default(),
            record: row.id(3).unwrap_or_default(),
            title: String::new(),
            says: None,
            source: row.take_text(4).zip(row.id(5)),
            actor: row.id(6),
            actor_name: None,
            count: row.int(7).unwrap_or(1),
            at: Moment(row.int(8).unwrap_or_default()),
            read_at: row.int(9).map(Moment),
        }
    }
}

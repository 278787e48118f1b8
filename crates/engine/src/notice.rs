//! Notices: who is told of what. A follower of the log writes them; reading (`read`) cuts them to what one may see by now.
mod read;

use std::collections::{HashMap, HashSet};

use base::{Error, Id, Moment, Result};
use serde::Serialize;
use serde_json::Value as Json;
use store::{Build, Sql};

use crate::access::Actor;
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

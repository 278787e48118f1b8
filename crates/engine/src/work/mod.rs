//! The one way to write. A unit of work is planned against what is there, then committed whole: rights, normal forms,
//! validation, the object's rules, the rows, the search index and the events, in one transaction.
mod admin;
mod check;
mod plan;
mod seen;
mod settle;
mod write;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Conflict, Error, Id, Moment, Result};
use say::say;
use serde_json::{Map, Value as Json};
use store::{Failure, Sql, Tx};

use crate::access::{Action, Actor};
use crate::engine::{Config, Engine};
use crate::event::carried;
use crate::input::{Given, Input};
use crate::module::Touched;
use crate::record::Record;
use crate::schema::{Field, Object};
use crate::search::Learnt;
use crate::value::Value;

use seen::Seen;

pub(crate) use write::search_words;

/// One thing a unit does, kept so that the unit can be planned anew when somebody else was faster.
#[derive(Debug, Clone)]
enum Op {
    Create { object: String, id: Id, input: Input },
    Update { object: String, id: Id, input: Input, version: Option<i64> },
    Put { object: String, id: Id, values: Vec<(String, Value)> },
    Delete { object: String, id: Id, version: Option<i64> },
    Restore { object: String, id: Id },
    Destroy { object: String, id: Id },
    Note { object: String, id: Id, verb: String, carries: Map<String, Json> },
    External { object: String, id: Id, source: String, key: String },
    Attach { object: String, id: Id, file: Id, on: bool },
    Run { sql: Sql, rows: Option<u64> },
}

/// A unit of work.
pub struct Work {
    engine: Engine,
    config: Arc<Config>,
    actor: Actor,
    batch: Id,
    cause: Option<String>,
    at: Option<Moment>,
    importing: bool,
    part: bool,
    verb: bool,
    trusted: HashSet<Id>,
    /// Made by this unit: nothing in the database points to them yet.
    fresh: HashSet<Id>,
    /// Destroyed by this unit: what pointed to them points to nothing.
    destroyed: HashSet<Id>,
    ops: Vec<Op>,
    records: Seen,
    tx: Tx,
    /// Steps that guard the version of a record, for saying whose change came first.
    guards: HashMap<usize, Guard>,
    /// Words that its objects did not have, as far as is known.
    learnt: Learnt,
    /// What was done to records that something must hold across.
    touched: Vec<Touched>,
    /// How many of them it holds across already.
    settled: usize,
    /// The next number of each series this unit has taken from.
    numbers: HashMap<String, i64>,
    count: usize,
}

#[derive(Clone)]
struct Guard {
    object: String,
    id: Id,
    /// The caller named the version: then the conflict is theirs to solve.
    named: bool,
}

/// What a unit did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// What it can be undone with.
    pub batch: Id,
    /// Events written.
    pub events: usize,
}

/// What a unit was made of, after it was written. It is good for nothing but to be dropped.
pub struct Spent {
    _work: Work,
}

/// How often a unit is planned anew when others were faster. From the second time on it has the turn of this process, so
/// that only units planned for the first time, and those of other servers, can be in its way.
const ATTEMPTS: usize = 16;

impl Engine {
    /// Begins a unit of work.
    pub fn begin(&self, actor: &Actor) -> Work {
        Work {
            engine: self.clone(),
            config: self.config(),
            actor: actor.clone(),
            batch: Id::new(),
            cause: actor.scopes.is_some().then(|| "api".to_owned()),
            at: None,
            importing: false,
            part: false,
            verb: false,
            trusted: HashSet::new(),
            fresh: HashSet::new(),
            destroyed: HashSet::new(),
            ops: Vec::new(),
            records: Seen::default(),
            tx: Tx::new(),
            guards: HashMap::new(),
            learnt: Learnt::default(),
            touched: Vec::new(),
            settled: 0,
            numbers: HashMap::new(),
            count: 0,
        }
    }
}

impl Work {
    /// Joins a batch that is there already, such as an import's.
    #[must_use]
    pub fn in_batch(mut self, batch: Id) -> Self {
        self.batch = batch;
        self
    }

    /// Says what makes it happen.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Says when it happened, where that is not now.
    pub fn at(&mut self, at: Option<Moment>) {
        self.at = at;
    }

    /// When what it does happens: now, unless it is history.
    pub fn moment(&self) -> Moment {
        self.at.unwrap_or_else(Moment::now)
    }

    /// A part of something long, such as a chunk of an import. Whoever writes it can plan it anew, so it keeps no plan of
    /// its own: when somebody else was faster it ends in a conflict.
    #[must_use]
    pub fn part(mut self) -> Self {
        self.part = true;
        self
    }

    /// History comes in: read-only fields and times may be set, and links the importer has resolved are trusted.
    #[must_use]
    pub fn importing(mut self) -> Self {
        self.importing = true;
        self
    }

    /// A verb of a feature does it, such as sending a quote: it may set what people cannot.
    #[must_use]
    pub fn by_verb(mut self) -> Self {
        self.verb = true;
        self
    }

    /// Whether a verb of a feature does it.
    pub fn is_verb(&self) -> bool {
        self.verb
    }

    /// Whether somebody does it themselves: no verb, no import, no undoing, no rule.
    pub(super) fn by_hand(&self) -> bool {
        !self.verb && !self.importing && !self.is_undoing() && !self.actor.is_system()
    }

    /// Whether it puts back what a batch did.
    pub fn is_undoing(&self) -> bool {
        self.cause.as_ref().is_some_and(|c| c.starts_with("undo:"))
    }

    /// Whether it is history that comes in.
    pub fn is_importing(&self) -> bool {
        self.importing
    }

    /// The engine it is a unit of.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// These records were seen to be there; links to them need no look.
    pub fn trust(&mut self, ids: impl IntoIterator<Item = Id>) {
        self.trusted.extend(ids);
    }

    /// What this unit can be undone with.
    pub fn batch(&self) -> Id {
        self.batch
    }

    /// Who does it.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Events so far.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Nothing to write.
    pub fn is_empty(&self) -> bool {
        self.tx.is_empty()
    }

    /// Makes a record; its id.
    pub async fn create(&mut self, object: &str, input: Input) -> Result<Id> {
        let id = Id::new();
        self.perform(Op::Create { object: object.to_owned(), id, input }).await?;
        Ok(id)
    }

    /// Changes fields of a record. With the version one has seen, a newer one is a conflict; without, the newest is changed.
    pub async fn update(&mut self, object: &str, id: Id, input: Input, version: Option<i64>) -> Result<()> {
        self.perform(Op::Update { object: object.to_owned(), id, input, version }).await
    }

    /// Puts values back as they were, without rules: what undoing does.
    pub(crate) async fn put(&mut self, object: &str, id: Id, values: Vec<(String, Value)>) -> Result<()> {
        self.perform(Op::Put { object: object.to_owned(), id, values }).await
    }

    /// Moves a record to the bin.
    pub async fn delete(&mut self, object: &str, id: Id, version: Option<i64>) -> Result<()> {
        self.perform(Op::Delete { object: object.to_owned(), id, version }).await
    }

    /// Takes a record back from the bin.
    pub async fn restore(&mut self, object: &str, id: Id) -> Result<()> {
        self.perform(Op::Restore { object: object.to_owned(), id }).await
    }

    /// Destroys a record for good; links to it become empty. The log keeps that it was there.
    pub async fn destroy(&mut self, object: &str, id: Id) -> Result<()> {
        self.perform(Op::Destroy { object: object.to_owned(), id }).await
    }

    /// Adds a link to a field of many links; nothing when it is there already.
    pub async fn link(&mut self, object: &str, id: Id, field: &str, to: Id) -> Result<()> {
        self.relink(object, id, field, |list| {
            if !list.contains(&Value::Ref(to)) {
                list.push(Value::Ref(to));
            }
        })
        .await
    }

    /// Takes a link out of a field of many links.
    pub async fn unlink(&mut self, object: &str, id: Id, field: &str, to: Id) -> Result<()> {
        self.relink(object, id, field, |list| list.retain(|v| *v != Value::Ref(to))).await
    }

    async fn relink(
        &mut self,
        object: &str,
        id: Id,
        field: &str,
        change: impl FnOnce(&mut Vec<Value>),
    ) -> Result<()> {
        let record = self.current(object, id).await?;
        let mut list = if let Value::List(list) = record.get(field) { list.clone() } else { Vec::new() };
        change(&mut list);
        let value = if list.is_empty() { Value::Null } else { Value::List(list) };
        self.update(object, id, Input::new().with(field, value), None).await
    }

    /// Writes into the log that something happened to a record, without changing it.
    pub async fn note(&mut self, object: &str, id: Id, verb: &str, carries: Map<String, Json>) -> Result<()> {
        self.perform(Op::Note { object: object.to_owned(), id, verb: verb.to_owned(), carries }).await
    }

    /// Puts a file to a record, or takes it off; nothing when it is so already.
    pub(crate) async fn attached(&mut self, object: &str, id: Id, file: Id, on: bool) -> Result<()> {
        self.perform(Op::Attach { object: object.to_owned(), id, file, on }).await
    }

    /// Keeps what another system calls a record.
    pub async fn external(&mut self, object: &str, id: Id, source: &str, key: &str) -> Result<()> {
        self.perform(Op::External {
            object: object.to_owned(),
            id,
            source: source.to_owned(),
            key: key.to_owned(),
        })
        .await
    }

    /// Adds a statement on a table of the house; with `rows`, it must change as many.
    pub(crate) fn run(&mut self, sql: Sql, rows: Option<u64>) {
        if !self.part {
            self.ops.push(Op::Run { sql: sql.clone(), rows });
        }
        self.step(sql, rows);
    }

    fn step(&mut self, sql: Sql, rows: Option<u64>) {
        match rows {
            Some(rows) => {
                self.tx.expect(sql, rows);
            }
            None => self.tx.run(sql),
        }
    }

    /// Loads records this unit will change in one look.
    pub async fn preload(&mut self, object: &str, ids: &[Id]) -> Result<()> {
        let object = self.object(object)?;
        let wanted: Vec<Id> = ids.iter().copied().filter(|id| !self.records.contains(*id)).collect();
        for chunk in wanted.chunks(500) {
            for record in self.engine.load(&object, chunk).await? {
                self.records.insert(record.id, record);
            }
        }
        Ok(())
    }

    /// A record as this unit would leave it, whoever asks.
    pub async fn current(&mut self, object: &str, id: Id) -> Result<Record> {
        if let Some(record) = self.records.get(id) {
            return if record.object.key == object { Ok(record.clone()) } else { Err(Error::NotFound) };
        }
        let object = self.object(object)?;
        let record = self.engine.load(&object, &[id]).await?.pop().ok_or(Error::NotFound)?;
        self.records.insert(id, record.clone());
        Ok(record)
    }

    fn object(&self, key: &str) -> Result<Arc<Object>> {
        self.config.schema.object(key).cloned().ok_or(Error::NotFound)
    }

    async fn perform(&mut self, op: Op) -> Result<()> {
        self.plan(&op).await?;
        // Whoever writes in parts plans a part anew by itself, should somebody else be faster.
        if !self.part {
            self.ops.push(op);
        }
        Ok(())
    }

    async fn plan(&mut self, op: &Op) -> Result<()> {
        match op {
            Op::Create { object, id, input } => self.plan_create(object, *id, input).await,
            Op::Update { object, id, input, version } => self.plan_update(object, *id, input, *version).await,
            Op::Put { object, id, values } => self.plan_put(object, *id, values).await,
            Op::Delete { object, id, version } => self.plan_bin(object, *id, true, *version).await,
            Op::Restore { object, id } => self.plan_bin(object, *id, false, None).await,
            Op::Destroy { object, id } => self.plan_destroy(object, *id).await,
            Op::Note { object, id, verb, carries } => {
                let record = self.reached(object, *id, Action::Read).await?;
                self.event(&record, verb, carried(carries));
                Ok(())
            }
            Op::External { object, id, source, key } => {
                self.tx.run(Sql::new(
                    "INSERT INTO external (object, source, key, record) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (object, source, key) DO UPDATE SET record = excluded.record",
                    vec![object.as_str().into(), source.as_str().into(), key.as_str().into(), (*id).into()],
                ));
                Ok(())
            }
            Op::Attach { object, id, file, on } => self.plan_attach(object, *id, *file, *on).await,
            Op::Run { sql, rows } => {
                self.step(sql.clone(), *rows);
                Ok(())
            }
        }
    }

    /// A record within reach of an action: what one may not see is not there, what one may only see is forbidden.
    async fn reached(&mut self, object: &str, id: Id, action: Action) -> Result<Record> {
        let record = self.current(object, id).await?;
        if !self.actor.may(Action::Read, &record) {
            return Err(Error::NotFound);
        }
        if !self.by_hand() && self.actor.may_by_verb(action, &record) {
            return Ok(record);
        }
        if !self.actor.may(action, &record) {
            let label = self.engine.object_said(&record.object).label.clone();
            let what = say::inline(&label);
            let why = match action {
                Action::Update => say!("problem-may-not-change", what = what),
                Action::Delete => say!("problem-may-not-delete", what = what),
                Action::Destroy => say!("problem-may-not-destroy", what = what),
                _ => say!("problem-may-not-use", what = what),
            };
            return Err(Error::Forbidden(why.into()));
        }
        Ok(record)
    }

    /// The conflict of a writer who saw an older version: what they started from, what is there, what they sent.
    async fn three_way(&self, now: &Record, seen: i64, input: &Input) -> Error {
        let visible = |f: &Field| self.actor.sees(&now.object, f);
        let base = self.engine.at_version(now, seen).await.ok().map_or(Json::Null, |r| r.to_json(&visible));
        let mut sent = Map::new();
        for (key, given) in &input.0 {
            sent.insert(
                key.clone(),
                match given {
                    Given::Json(json) => json.clone(),
                    Given::Text(text) => Json::String(text.clone()),
                    Given::Value(value) => value.to_json(),
                },
            );
        }
        let theirs = now.to_json(&visible);
        Error::Conflict(Conflict {
            message: format!(
                "Somebody changed this {} after you opened it: you saw version {seen}, now it is version {}",
                now.object.label.to_lowercase(),
                now.version
            ),
            versions: Some(Box::new([base.to_string(), theirs.to_string(), Json::Object(sent).to_string()])),
        })
    }

    /// Writes it all, durably, or nothing. When somebody else was faster it is planned anew, unless a version was named.
    pub async fn commit(self) -> Result<Committed> {
        self.commit_and_keep().await.map(|(committed, _)| committed)
    }

    /// The same, and gives what is left of the unit: thousands of records take a while to take apart, so that whoever has
    /// more to do does that first.
    pub async fn commit_and_keep(mut self) -> Result<(Committed, Spent)> {
        let attempts = if self.part { 1 } else { ATTEMPTS };
        let mut turn = None;
        for attempt in 1.. {
            self.settle().await?;
            if self.tx.is_empty() {
                break;
            }
            let mut tx = std::mem::take(&mut self.tx);
            tx.notify = true;
            let (done, spent) = self.engine.db().commit_and_keep(tx).await;
            let Err(failure) = done else {
                self.tx = spent;
                self.engine.know_words(std::mem::take(&mut self.learnt));
                break;
            };
            match failure {
                Failure::Unique { index } if attempt < attempts && index.contains(".id") => {}
                Failure::Unique { index } => return Err(self.unique_problem(&index)),
                Failure::Expected { step, .. } => {
                    let guard = self.guards.get(&step).cloned();
                    match guard {
                        Some(g) if !g.named && attempt < attempts => {}
                        Some(g) if !g.object.is_empty() => {
                            self.records.clear();
                            let now = self.current(&g.object, g.id).await?;
                            return Err(self.three_way(&now, now.version - 1, &self.input_of(g.id)).await);
                        }
                        _ => return Err(Error::conflict(say!("problem-faster"))),
                    }
                }
                other => return Err(other.into()),
            }
            if turn.is_none() {
                turn = Some(self.engine.turn().await);
            }
            self.replan().await?;
        }
        Ok((Committed { batch: self.batch, events: self.count }, Spent { _work: self }))
    }

    async fn replan(&mut self) -> Result<()> {
        self.tx = Tx::new();
        self.guards.clear();
        self.records.clear();
        self.learnt.clear();
        self.fresh.clear();
        self.destroyed.clear();
        self.touched.clear();
        self.settled = 0;
        self.numbers.clear();
        self.count = 0;
        for op in std::mem::take(&mut self.ops) {
            self.plan(&op).await?;
            self.ops.push(op);
        }
        Ok(())
    }

    /// What the unit wanted to change of a record.
    fn input_of(&self, record: Id) -> Input {
        let of = |op: &Op| match op {
            Op::Update { id, input, .. } if *id == record => Some(input.clone()),
            _ => None,
        };
        self.ops.iter().find_map(of).unwrap_or_default()
    }
}

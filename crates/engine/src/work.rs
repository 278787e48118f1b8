//! The one way to write. A unit of work is planned against what is there, then committed whole: rights, normal forms,
//! validation, the object's rules, the rows, the search index and the events, in one transaction.
use say::say;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use base::{Conflict, Error, Id, Moment, Problems, Result};
use serde_json::{Map, Value as Json};
use store::{Build, Failure, Sql, Tx, Value as Cell};

use crate::access::{Action, Actor, FieldRight, Level};
use crate::engine::{Config, Engine};
use crate::event::{Event, carried, changes};
use crate::input::{Given, Input, read_input};
use crate::kind::Kind;
use crate::module::Draft;
use crate::record::{Record, cells_of};
use crate::schema::{Field, Object};
use crate::value::Value;
use crate::{attachment, statements::Statements, tables};

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
    trusted: HashSet<Id>,
    ops: Vec<Op>,
    records: HashMap<Id, Record>,
    tx: Tx,
    /// Steps that guard the version of a record, for saying whose change came first.
    guards: HashMap<usize, Guard>,
    fresh_words: HashSet<String>,
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

/// How often a unit is planned anew when others were faster.
const ATTEMPTS: usize = 4;

impl Engine {
    /// Begins a unit of work.
    pub fn begin(&self, actor: &Actor) -> Work {
        Work {
            engine: self.clone(),
            config: self.config(),
            actor: actor.clone(),
            batch: Id::new(),
            cause: None,
            at: None,
            importing: false,
            trusted: HashSet::new(),
            ops: Vec::new(),
            records: HashMap::new(),
            tx: Tx::new(),
            guards: HashMap::new(),
            fresh_words: HashSet::new(),
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

    /// History comes in: read-only fields and times may be set, and links the importer has resolved are trusted.
    #[must_use]
    pub fn importing(mut self) -> Self {
        self.importing = true;
        self
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
        self.ops.push(Op::Run { sql: sql.clone(), rows });
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
        let wanted: Vec<Id> = ids.iter().copied().filter(|id| !self.records.contains_key(id)).collect();
        for chunk in wanted.chunks(500) {
            for record in self.engine.load(&object, chunk).await? {
                self.records.insert(record.id, record);
            }
        }
        Ok(())
    }

    /// A record as this unit would leave it, whoever asks.
    pub async fn current(&mut self, object: &str, id: Id) -> Result<Record> {
        if let Some(record) = self.records.get(&id) {
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
        // An import writes a chunk at a time and never meets anybody else's new records: it needs no second plan.
        self.ops.push(op);
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

    /// Files are a part of their record: who may change it may put files to it and take them off.
    async fn plan_attach(&mut self, key: &str, id: Id, file: Id, on: bool) -> Result<()> {
        let record = self.reached(key, id, Action::Update).await?;
        let Some(carries) = self.engine.may_attach(&self.actor, id, file, on).await? else { return Ok(()) };
        self.tx.run(attachment::put(key, id, file, self.actor.user, on));
        self.event(&record, if on { attachment::ATTACHED } else { attachment::DETACHED }, carried(&carries));
        Ok(())
    }

    /// A record within reach of an action: what one may not see is not there, what one may only see is forbidden.
    async fn reached(&mut self, object: &str, id: Id, action: Action) -> Result<Record> {
        let record = self.current(object, id).await?;
        if !self.actor.may(Action::Read, &record) {
            return Err(Error::NotFound);
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

    async fn plan_create(&mut self, key: &str, id: Id, input: &Input) -> Result<()> {
        let object = self.object(key)?;
        if self.actor.level(&object, Action::Create) == Level::None {
            return Err(if self.actor.level(&object, Action::Read) == Level::None {
                Error::NotFound
            } else {
                {
                    let said = self.engine.object_said(&object);
                    Error::Forbidden(say!("problem-may-not-create", what = say::inline(&said.labels)).into())
                }
            });
        }
        let now = Moment::now();
        let at = self.at.unwrap_or(now);
        let mut problems = Problems::default();
        let mut record = Record::empty(object.clone(), id);
        record.version = 1;
        self.default_values(&object, &mut record)?;
        record.set("created_at", Value::Moment(at));
        record.set("updated_at", Value::Moment(now));
        if let Some(user) = self.actor.user {
            record.set("created_by", Value::Ref(user));
            record.set("owner", Value::Ref(user));
        }
        let given = self.apply(&object, input, &mut record, None, &mut problems);
        self.rules(None, &mut record, &given, at, &mut problems);
        self.check(&record, None, &mut problems).await?;
        problems.check()?;

        let mut cells: Vec<Cell> = Vec::with_capacity(object.fields.len() * 2 + 3);
        cells.extend([id.into(), Cell::Int(1), Cell::Null]);
        for (field, value) in object.fields.iter().zip(&record.values) {
            cells_of(field, value, &mut cells);
        }
        let insert = self.statements(&object).insert;
        self.tx.run(Sql { text: insert, args: cells });
        for (field, value) in object.fields.iter().zip(&record.values) {
            self.side_rows(id, field, None, value);
        }
        self.index(&record, true);
        let changes = changes(None, &record);
        self.event(&record, "created", changes);
        self.trusted.insert(id);
        self.records.insert(id, record);
        Ok(())
    }

    async fn plan_update(&mut self, key: &str, id: Id, input: &Input, version: Option<i64>) -> Result<()> {
        let before = self.reached(key, id, Action::Update).await?;
        if before.deleted_at.is_some() {
            return Err(Error::conflict(say!(
                "problem-in-bin",
                what = say::inline(&self.engine.object_said(&before.object).label)
            )));
        }
        if version.is_some_and(|v| v != before.version) {
            return Err(self.three_way(&before, version.unwrap_or_default(), input).await);
        }
        let mut problems = Problems::default();
        let mut record = before.clone();
        let given = self.apply(&before.object, input, &mut record, Some(&before), &mut problems);
        let at = self.at.unwrap_or_else(Moment::now);
        self.rules(Some(&before), &mut record, &given, at, &mut problems);
        self.check(&record, Some(&before), &mut problems).await?;
        problems.check()?;
        self.write(&before, record, version.is_some(), "updated");
        Ok(())
    }

    async fn plan_put(&mut self, key: &str, id: Id, values: &[(String, Value)]) -> Result<()> {
        let before = self.reached(key, id, Action::Update).await?;
        let mut record = before.clone();
        for (field, value) in values {
            record.set(field, value.clone());
        }
        self.write(&before, record, false, "updated");
        Ok(())
    }

    async fn plan_bin(&mut self, key: &str, id: Id, delete: bool, version: Option<i64>) -> Result<()> {
        let before = self.reached(key, id, Action::Delete).await?;
        if version.is_some_and(|v| v != before.version) {
            return Err(self.three_way(&before, version.unwrap_or_default(), &Input::new()).await);
        }
        if before.deleted_at.is_some() == delete {
            return Ok(());
        }
        let mut record = before.clone();
        record.deleted_at = delete.then(Moment::now);
        let verb = if delete { "deleted" } else { "restored" };
        self.write(&before, record, version.is_some(), verb);
        Ok(())
    }

    async fn plan_destroy(&mut self, key: &str, id: Id) -> Result<()> {
        let record = self.reached(key, id, Action::Destroy).await?;
        // Whatever points here points to nothing from now on.
        let schema = self.config.schema.clone();
        for (object, field) in schema.links_to(key) {
            let mut sql = Build::new();
            if field.kind.is_single_link() {
                sql.push("SELECT id FROM ")
                    .push(&object.table())
                    .push(" WHERE ")
                    .ident(&field.key)
                    .push(" = ")
                    .bind(id);
            } else {
                sql.push("SELECT from_id FROM link_many WHERE to_id = ")
                    .bind(id)
                    .push(" AND field = ")
                    .bind(field.key.as_str());
            }
            let ids: Vec<Id> =
                self.engine.db().read(sql.done()).await?.iter().filter_map(|r| r.id(0)).collect();
            self.preload(&object.key, &ids).await?;
            for from in ids {
                let Some(before) = self.records.get(&from).cloned() else { continue };
                let mut after = before.clone();
                let value = match before.get(&field.key) {
                    Value::List(list) => {
                        Value::List(list.iter().filter(|v| v.id() != Some(id)).cloned().collect())
                    }
                    _ => Value::Null,
                };
                after.set(&field.key, if value == Value::List(Vec::new()) { Value::Null } else { value });
                self.write(&before, after, false, "updated");
            }
        }
        let gone = |text: &str| Sql::new(text, vec![id.into()]);
        let step = self.tx.expect(
            Sql::new(
                format!("DELETE FROM {} WHERE id = $1 AND version = $2", record.object.table()),
                vec![id.into(), record.version.into()],
            ),
            1,
        );
        self.guards.insert(step, Guard { object: key.to_owned(), id, named: false });
        self.tx.run(gone("DELETE FROM more WHERE record = $1"));
        self.tx.run(gone("DELETE FROM link_many WHERE from_id = $1"));
        self.tx.run(gone("DELETE FROM external WHERE record = $1"));
        self.tx.run(gone("DELETE FROM follow WHERE record = $1"));
        for sql in attachment::destroy(&schema, id) {
            self.tx.run(sql);
        }
        for sql in self.engine.db().dialect().search_delete(key, id.0) {
            self.tx.run(sql);
        }
        let title = Map::from_iter([("title".to_owned(), Json::String(record.title()))]);
        self.event(&record, "destroyed", carried(&title));
        self.records.remove(&id);
        Ok(())
    }

    /// Writes the difference between two states of a record: row, side rows, search index, event. Nothing when equal.
    fn write(&mut self, before: &Record, mut record: Record, named: bool, verb: &str) {
        let changed: Vec<usize> = (0..record.values.len())
            .filter(|&i| {
                record.values.get(i) != before.values.get(i)
                    && record.object.fields.get(i).is_some_and(|f| f.key != "updated_at")
            })
            .collect();
        let binned = record.deleted_at != before.deleted_at;
        if changed.is_empty() && !binned {
            return;
        }
        record.version = before.version + 1;
        record.set("updated_at", Value::Moment(Moment::now()));
        let object = record.object.clone();
        let mut sql = Build::new();
        sql.push("UPDATE ").push(&object.table()).push(" SET version = ").bind(record.version);
        if binned {
            sql.push(", deleted_at = ").bind(record.deleted_at);
        }
        for (i, (field, value)) in object.fields.iter().zip(&record.values).enumerate() {
            if field.key != "updated_at" && !changed.contains(&i) {
                continue;
            }
            let mut cells = Vec::new();
            cells_of(field, value, &mut cells);
            for (column, cell) in crate::record::columns_of(field).iter().zip(cells) {
                sql.push(", ").ident(&column.name).push(" = ").bind(cell);
            }
        }
        sql.push(" WHERE id = ").bind(record.id).push(" AND version = ").bind(before.version);
        let step = self.tx.expect(sql.done(), 1);
        self.guards.insert(step, Guard { object: object.key.clone(), id: record.id, named });
        for &i in &changed {
            if let (Some(field), Some(value)) = (object.fields.get(i), record.values.get(i)) {
                self.side_rows(record.id, field, before.values.get(i), value);
            }
        }
        let searched = changed.iter().any(|&i| object.fields.get(i).is_some_and(|f| f.search));
        if record.deleted_at.is_some() {
            for sql in self.engine.db().dialect().search_delete(&object.key, record.id.0) {
                self.tx.run(sql);
            }
        } else if searched || binned {
            self.index(&record, false);
        }
        let changes = changes(Some(before), &record);
        self.event(&record, verb, changes);
        self.records.insert(record.id, record);
    }

    /// Rows beside the record's own: further values of a field, links to many.
    fn side_rows(&mut self, id: Id, field: &Field, before: Option<&Value>, after: &Value) {
        if field.many {
            let rest = |v: &Value| if let Value::Many(list) = v { list.len() > 1 } else { false };
            if before.is_some_and(rest) {
                self.tx.run(Sql::new(
                    "DELETE FROM more WHERE record = $1 AND field = $2",
                    vec![id.into(), field.key.as_str().into()],
                ));
            }
            for (pos, value) in after.each().into_iter().enumerate().skip(1) {
                let mut cells = Vec::new();
                field.kind.cells(value, &mut cells);
                let text = value.plain();
                let fold = match cells.last() {
                    Some(Cell::Text(fold)) if field.kind.folded() => fold.clone(),
                    _ => text.clone(),
                };
                self.tx.run(Sql::new(
                    "INSERT INTO more (record, field, pos, value, fold) VALUES ($1, $2, $3, $4, $5)",
                    vec![id.into(), field.key.as_str().into(), (pos as i64).into(), text.into(), fold.into()],
                ));
            }
        } else if field.kind == Kind::Links {
            if before.is_some_and(|b| !b.is_null()) {
                self.tx.run(Sql::new(
                    "DELETE FROM link_many WHERE from_id = $1 AND field = $2",
                    vec![id.into(), field.key.as_str().into()],
                ));
            }
            for (pos, to) in after.each().into_iter().filter_map(Value::id).enumerate() {
                self.tx.run(Sql::new(
                    "INSERT INTO link_many (from_id, field, to_id, pos) VALUES ($1, $2, $3, $4)",
                    vec![id.into(), field.key.as_str().into(), to.into(), (pos as i64).into()],
                ));
            }
        }
    }

    /// The record's words into the search index, and new ones into the list of words known.
    fn index(&mut self, record: &Record, new: bool) {
        let words = search_words(record);
        let (dialect, text) = (self.engine.db().dialect(), words.join(" "));
        let (object, id) = (&record.object.key, record.id.0);
        let sqls =
            if new { dialect.search_add(object, id, &text) } else { dialect.search_put(object, id, &text) };
        for sql in sqls {
            self.tx.run(sql);
        }
        // Typing errors are mended against these; numbers are not typing errors.
        let plain = words.iter().filter(|w| is_plain(w) && !self.fresh_words.contains(*w));
        for word in self.engine.new_words(plain) {
            self.tx.run(new_word(&word));
            self.fresh_words.insert(word);
        }
    }

    fn event(&mut self, record: &Record, verb: &str, changes: Option<String>) {
        // A change is as old as the row says, so that "as of" its own time has it in.
        let of_row = matches!(verb, "created" | "updated" | "deleted" | "restored");
        let now = record.get("updated_at").moment().filter(|_| of_row).unwrap_or_else(Moment::now);
        let sql = Event::insert(
            self.at.unwrap_or(now),
            now,
            self.actor.user,
            self.cause.as_deref(),
            self.batch,
            &record.object.key,
            record.id,
            verb,
            changes,
        );
        self.tx.run(sql);
        self.count += 1;
    }

    fn statements(&self, object: &Arc<Object>) -> Statements {
        self.config.statements.get(&object.key).cloned().unwrap_or_else(|| Statements::of(object))
    }

    fn default_values(&self, object: &Object, record: &mut Record) -> Result<()> {
        for (i, field) in object.fields.iter().enumerate() {
            let Some(json) = &field.default else { continue };
            let input = Input(vec![(field.key.clone(), Given::Json(json.clone()))]);
            let mut problems = Problems::default();
            let values =
                read_input(object, &input, &|_| &Value::Null, &self.config.settings.manners, &mut problems);
            if !problems.is_empty() {
                return Err(Error::internal(format!(
                    "the default of {}.{} is wrong: {problems}",
                    object.key, field.key
                )));
            }
            if let (Some((_, value)), Some(slot)) = (values.into_iter().next(), record.values.get_mut(i)) {
                *slot = value;
            }
        }
        Ok(())
    }

    /// Reads the input into the record, as far as rights and read-only fields allow; which fields were given.
    fn apply(
        &self,
        object: &Object,
        input: &Input,
        record: &mut Record,
        before: Option<&Record>,
        problems: &mut Problems,
    ) -> Vec<bool> {
        let current = |i: usize| before.and_then(|b| b.values.get(i)).unwrap_or(&Value::Null);
        let values = read_input(object, input, &current, &self.config.settings.manners, problems);
        let mut given = vec![false; object.fields.len()];
        for (i, value) in values {
            let Some(field) = object.fields.get(i) else { continue };
            let right = self.actor.field(object, field);
            if right == FieldRight::Hide {
                problems.add(
                    field.key.clone(),
                    "unknown",
                    format!("{} has no field {:?}", object.label, field.key),
                );
                continue;
            }
            let same = *current(i) == value;
            if (right < FieldRight::Write || (field.read_only && !self.importing && !self.actor.is_system()))
                && !same
            {
                problems.add(
                    field.key.clone(),
                    "read_only",
                    say!("problem-read-only", field = self.engine.label_said(object, field)),
                );
                continue;
            }
            if let (Some(slot), Some(given)) = (record.values.get_mut(i), given.get_mut(i)) {
                *slot = value;
                *given = true;
            }
        }
        given
    }

    fn rules(
        &self,
        before: Option<&Record>,
        record: &mut Record,
        given: &[bool],
        at: Moment,
        problems: &mut Problems,
    ) {
        let object = record.object.clone();
        let given = |key: &str| object.place(key).and_then(|i| given.get(i)).copied().unwrap_or_default();
        for rule in self.engine.rules(&object.key) {
            (rule.run)(&mut Draft {
                before,
                record: &mut *record,
                given: &given,
                at,
                manners: &self.config.settings.manners,
                schema: &self.config.schema,
                problems: &mut *problems,
            });
        }
    }

    /// What every field must hold to: required, links to records that are there, unique. One look at the database for all.
    async fn check(
        &mut self,
        record: &Record,
        before: Option<&Record>,
        problems: &mut Problems,
    ) -> Result<()> {
        enum Ask<'a> {
            Link(&'a Field, Id),
            Unique(&'a Field),
        }
        let object = record.object.clone();
        let schema = self.config.schema.clone();
        let mut asks: Vec<Ask<'_>> = Vec::new();
        let mut sqls = Vec::new();
        for (i, field) in object.fields.iter().enumerate() {
            let value = record.values.get(i).unwrap_or(&Value::Null);
            let old = before.and_then(|b| b.values.get(i));
            if field.required && value.is_null() && problems.of(&field.key).is_none() {
                problems.add(
                    field.key.clone(),
                    "required",
                    say!("problem-required", field = self.engine.label_said(&object, field)),
                );
            }
            if old == Some(value) || value.is_null() {
                continue;
            }
            if let Some(target) = field.target.as_deref().and_then(|t| schema.object(t)) {
                for to in value.each().into_iter().filter_map(Value::id) {
                    let kept = old.is_some_and(|o| o.each().into_iter().any(|v| v.id() == Some(to)));
                    let own = self.actor.user == Some(to) && target.key == "user";
                    if to == record.id {
                        problems.add(
                            field.key.clone(),
                            "itself",
                            say!("problem-itself", field = self.engine.label_said(&object, field)),
                        );
                    } else if !kept && !own && !self.trusted.contains(&to) {
                        let mut sql = Build::new();
                        sql.push("SELECT id FROM ")
                            .push(&target.table())
                            .push(" WHERE id = ")
                            .bind(to)
                            .push(" AND deleted_at IS NULL");
                        crate::reach::push_reach(&mut sql, "", &self.actor.reach(target, Action::Read));
                        sqls.push(sql.done());
                        asks.push(Ask::Link(field, to));
                    }
                }
            }
            if field.unique && !self.importing {
                let mut cells = Vec::new();
                field.kind.cells(value.primary(), &mut cells);
                let (suffix, cell) =
                    if field.kind.folded() { ("$fold", cells.pop()) } else { ("", cells.into_iter().next()) };
                let mut sql = Build::new();
                sql.push("SELECT id FROM ")
                    .push(&object.table())
                    .push(" WHERE ")
                    .ident(&field.column(suffix))
                    .push(" = ");
                sql.bind(cell.unwrap_or(Cell::Null))
                    .push(" AND deleted_at IS NULL AND id <> ")
                    .bind(record.id);
                sqls.push(sql.done());
                asks.push(Ask::Unique(field));
            }
        }
        if asks.is_empty() {
            return Ok(());
        }
        let answers = self.engine.db().read_all(sqls).await?;
        for (ask, rows) in asks.into_iter().zip(answers) {
            match ask {
                Ask::Link(field, to) if rows.is_empty() => {
                    let target = field.target.as_deref().and_then(|t| schema.object(t));
                    let target =
                        target.map_or_else(String::new, |o| self.engine.object_said(o).label.clone());
                    let why = say!("problem-link", what = say::inline(&target), id = to.to_string());
                    problems.add(field.key.clone(), "link", why);
                }
                Ask::Link(_, to) => {
                    self.trusted.insert(to);
                }
                Ask::Unique(field) if !rows.is_empty() => {
                    problems.add(field.key.clone(), "unique", self.taken(&object, field))
                }
                Ask::Unique(_) => {}
            }
        }
        self.check_circle(record, before, problems).await
    }

    /// A link of an object to itself (parent company, team above) may not lead back in a circle.
    async fn check_circle(
        &self,
        record: &Record,
        before: Option<&Record>,
        problems: &mut Problems,
    ) -> Result<()> {
        let object = &record.object;
        for (i, field) in object.fields.iter().enumerate() {
            let hierarchical =
                field.kind.is_single_link() && field.target.as_deref() == Some(object.key.as_str());
            let Some(mut up) = record.values.get(i).and_then(Value::id).filter(|_| hierarchical) else {
                continue;
            };
            // A new record has nothing below it yet; and an unchanged link leads where it led.
            if before.is_none_or(|b| b.values.get(i) == record.values.get(i)) {
                continue;
            }
            for _ in 0..64 {
                if up == record.id {
                    problems.add(
                        field.key.clone(),
                        "circle",
                        say!("problem-circle", field = self.engine.label_said(object, field)),
                    );
                    break;
                }
                let next = match self.records.get(&up) {
                    Some(r) => r.get(&field.key).id(),
                    None => {
                        let mut sql = Build::new();
                        sql.push("SELECT ")
                            .ident(&field.key)
                            .push(" FROM ")
                            .push(&object.table())
                            .push(" WHERE id = ")
                            .bind(up);
                        self.engine.db().read(sql.done()).await?.first().and_then(|r| r.id(0))
                    }
                };
                let Some(next) = next else { break };
                up = next;
            }
        }
        Ok(())
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
    pub async fn commit(mut self) -> Result<Committed> {
        for attempt in 1.. {
            if self.tx.is_empty() {
                break;
            }
            let mut tx = std::mem::take(&mut self.tx);
            tx.notify = true;
            let Err(failure) = self.engine.db().commit(tx).await else {
                self.engine.know_words(self.fresh_words.drain().collect());
                break;
            };
            match failure {
                Failure::Unique { index } if attempt < ATTEMPTS && index.contains(".id") => {}
                Failure::Unique { index } => return Err(self.unique_problem(&index)),
                Failure::Expected { step, .. } => {
                    let guard = self.guards.get(&step).cloned();
                    match guard {
                        Some(g) if !g.named && attempt < ATTEMPTS => {}
                        Some(g) => {
                            self.records.clear();
                            let now = self.current(&g.object, g.id).await?;
                            return Err(self.three_way(&now, now.version - 1, &self.input_of(g.id)).await);
                        }
                        None => return Err(Error::conflict(say!("problem-faster"))),
                    }
                }
                other => return Err(other.into()),
            }
            self.replan().await?;
        }
        Ok(Committed { batch: self.batch, events: self.count })
    }

    async fn replan(&mut self) -> Result<()> {
        self.tx = Tx::new();
        self.guards.clear();
        self.records.clear();
        self.fresh_words.clear();
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

    /// The problem of a value that is there already, from the name of the index that refused it.
    fn unique_problem(&self, index: &str) -> Error {
        for object in self.config.schema.objects() {
            for field in object.fields.iter().filter(|f| f.unique) {
                let column = format!("{}.{}", object.key, field.key);
                let matches = index == tables::index_name(object, field, true)
                    || index.split(", ").any(|c| c == column || c == format!("{column}$fold"));
                if matches {
                    return Error::invalid(field.key.clone(), "unique", self.taken(object, field));
                }
            }
        }
        Error::internal(format!("a unique index refused a value: {index}"))
    }

    fn taken(&self, object: &Arc<Object>, field: &Field) -> String {
        let (said, label) = (self.engine.object_said(object), self.engine.label_said(object, field));
        say!("problem-taken", object = say::inline(&said.label), field = say::inline(&label)).into()
    }
}

/// A word that is kept in the list of words known, and typing errors are mended against; numbers are not.
pub(crate) fn is_plain(word: &str) -> bool {
    word.len() >= 3 && !word.contains(char::is_numeric)
}

/// The statement that puts a word into the list of those known.
pub(crate) fn new_word(word: &str) -> Sql {
    let word = store::index_word(word);
    Sql::new("INSERT INTO word (word) VALUES ($1) ON CONFLICT (word) DO NOTHING", vec![word.into()])
}

/// The words a record is found by, without duplicates.
pub(crate) fn search_words(record: &Record) -> Vec<String> {
    let mut words = Vec::new();
    for (field, value) in record.object.fields.iter().zip(&record.values) {
        if field.search {
            for value in value.each() {
                field.kind.rules().words(value, &mut words);
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

//! Which record a text means: by id, by external id, by a field such as the title or the e-mail address. Small tables
//! are learnt once into a compact map; of large ones each chunk asks for what it needs.
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use base::{Id, Result};
use engine::reach::push_reach;
use engine::record::width;
use engine::{Action, Actor, Ctx, Engine, Field, Manners, Object, Reach, Value};
use store::{Build, Sql, Value as Cell};

/// A table with more living records is asked a chunk at a time.
const LEARN: i64 = 500_000;
/// A map with more entries is given up, so that memory stays flat however long the file is.
const KEEP: usize = 2_000_000;
/// Keys asked for in one statement.
const ASK: usize = 500;

/// What a record is known by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum By {
    /// Its id.
    Id,
    /// The value of a field, by its place.
    Field(usize),
    /// What another system calls it.
    External(String),
}

/// A key, hashed twice: two different keys of one import never meet in 128 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key(u128);

impl Key {
    fn of(cell: &Cell) -> Option<Self> {
        let hash = |salt: u8| {
            let mut hasher = DefaultHasher::new();
            salt.hash(&mut hasher);
            match cell {
                Cell::Int(int) => int.hash(&mut hasher),
                Cell::Text(text) => text.hash(&mut hasher),
                _ => return None,
            }
            Some(u128::from(hasher.finish()))
        };
        Some(Self(hash(1)? << 64 | hash(2)?))
    }

    /// The key of a text.
    pub(super) fn text(text: &str) -> Self {
        Self::of(&Cell::Text(text.to_owned())).unwrap_or(Self(0))
    }
}

/// What a key leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// One record.
    One(Id),
    /// More than one: nobody can tell which.
    Several,
}

/// One way to find the records of one object.
pub(super) struct Index {
    object: Arc<Object>,
    by: By,
    /// Everything there is stands in `map`.
    whole: bool,
    map: HashMap<Key, Found>,
    /// Where not everything does: what this chunk and the one before made, since those may not be written yet.
    fresh: [HashMap<Key, Found>; 2],
}

/// The cell that two equal values of a field have in common.
fn compared(field: &Field, value: &Value) -> Option<Cell> {
    let mut cells = Vec::new();
    field.kind.cells(value.primary(), &mut cells);
    let cell = if field.kind.folded() { cells.pop() } else { cells.into_iter().next() };
    cell.filter(|c| !matches!(c, Cell::Null))
}

impl Index {
    fn field(&self) -> Option<&Field> {
        if let By::Field(place) = self.by { self.object.fields.get(place) } else { None }
    }

    /// The cell a text is looked up by; nothing for a text that cannot be a key here.
    fn cell(&self, text: &str, manners: &Manners) -> Option<Cell> {
        match (&self.by, self.field()) {
            (By::Id, _) => text.parse::<Id>().ok().map(Cell::from),
            (By::External(_), _) => Some(text.into()),
            (By::Field(_), Some(field)) => {
                let value = field.kind.parse(text, &Ctx { field, manners }).ok()?;
                compared(field, &value)
            }
            (By::Field(_), None) => None,
        }
    }

    /// The keys a record of these values is found by.
    fn keys(&self, value: &Value) -> Vec<Key> {
        let Some(field) = self.field() else { return Vec::new() };
        match value {
            Value::Many(list) => {
                list.iter().filter_map(|l| compared(field, &l.value)).filter_map(|c| Key::of(&c)).collect()
            }
            value => compared(field, value).and_then(|c| Key::of(&c)).into_iter().collect(),
        }
    }

    fn get(&self, key: Key) -> Option<Found> {
        let [new, old] = &self.fresh;
        [&self.map, new, old].into_iter().find_map(|map| map.get(&key).copied())
    }

    fn put(map: &mut HashMap<Key, Found>, key: Key, id: Id) {
        let slot = map.entry(key).or_insert(Found::One(id));
        if *slot != Found::One(id) {
            *slot = Found::Several;
        }
    }

    fn add(&mut self, key: Key, id: Id) {
        if self.whole && self.map.len() >= KEEP {
            self.whole = false;
            self.fresh = [std::mem::take(&mut self.map), HashMap::new()];
        }
        let [new, _] = &mut self.fresh;
        Self::put(if self.whole { &mut self.map } else { new }, key, id);
    }

    /// The statement that gives `(id, key)` of the living records within reach, up to the condition on the key.
    fn select(&self, actor: &Actor, more: bool) -> Option<Build> {
        let mut sql = Build::new();
        let table = self.object.table();
        match &self.by {
            By::Id => {
                sql.push("SELECT t.id, t.id AS k FROM ").push(&table).push(" t WHERE t.deleted_at IS NULL")
            }
            By::External(source) => sql
                .push("SELECT t.id, e.key AS k FROM external e JOIN ")
                .push(&table)
                .push(" t ON t.id = e.record WHERE t.deleted_at IS NULL AND e.object = ")
                .bind(self.object.key.as_str())
                .push(" AND e.source = ")
                .bind(source.as_str()),
            By::Field(_) => {
                let field = self.field()?;
                if more {
                    sql.push("SELECT t.id, m.fold AS k FROM more m JOIN ")
                        .push(&table)
                        .push(" t ON t.id = m.record WHERE t.deleted_at IS NULL AND m.field = ")
                        .bind(field.key.as_str())
                } else {
                    let suffix = if field.kind.folded() { "$fold" } else { "" };
                    sql.push("SELECT t.id, t.")
                        .ident(&field.column(suffix))
                        .push(" AS k FROM ")
                        .push(&table)
                        .push(" t WHERE t.deleted_at IS NULL")
                }
            }
        };
        push_reach(&mut sql, "t.", &actor.reach(&self.object, Action::Read));
        Some(sql)
    }

    /// The condition on the key, for asking a chunk at a time.
    fn key_column(&self, more: bool) -> String {
        match (&self.by, self.field()) {
            (By::External(_), _) => "e.key".to_owned(),
            (By::Field(_), Some(_)) if more => "m.fold".to_owned(),
            (By::Field(_), Some(field)) => {
                format!("t.\"{}\"", field.column(if field.kind.folded() { "$fold" } else { "" }))
            }
            _ => "t.id".to_owned(),
        }
    }

    fn has_more(&self) -> bool {
        self.field().is_some_and(|f| f.many && width(f) > 2)
    }

    async fn learn(&mut self, engine: &Engine, actor: &Actor) -> Result<()> {
        let count = format!("SELECT count(*) FROM {}", self.object.table());
        let count = engine
            .store()
            .read(Sql::new(count, Vec::new()))
            .await?
            .first()
            .and_then(|r| r.int(0))
            .unwrap_or_default();
        if count > LEARN {
            self.whole = false;
            return Ok(());
        }
        for more in [false, true] {
            if more && !self.has_more() {
                continue;
            }
            let Some(sql) = self.select(actor, more) else { continue };
            let mut scan = engine.store().scan(sql.done(), None).await?;
            while let Some(rows) = scan.next_chunk().await? {
                for row in rows {
                    if let (Some(id), Some(key)) = (row.id(0), row.0.get(1).and_then(Key::of)) {
                        Self::put(&mut self.map, key, id);
                    }
                }
            }
        }
        Ok(())
    }

    async fn ask(&mut self, engine: &Engine, actor: &Actor, mut cells: Vec<Cell>) -> Result<()> {
        let [new, old] = &mut self.fresh;
        *old = std::mem::take(new);
        self.map.clear();
        cells.sort_by(|a, b| match (a, b) {
            (Cell::Int(a), Cell::Int(b)) => a.cmp(b),
            (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
            _ => std::cmp::Ordering::Equal,
        });
        cells.dedup();
        for part in cells.chunks(ASK) {
            for more in [false, true] {
                if more && !self.has_more() {
                    continue;
                }
                let Some(mut sql) = self.select(actor, more) else { continue };
                sql.push(" AND ").push(&self.key_column(more)).push(" IN (");
                // Always as many places, so that the statement stays the same and prepared.
                for i in 0..ASK {
                    sql.push(if i > 0 { ", " } else { "" }).bind(part.get(i).cloned().unwrap_or(Cell::Null));
                }
                sql.push(")");
                for row in engine.store().read(sql.done()).await? {
                    if let (Some(id), Some(key)) = (row.id(0), row.0.get(1).and_then(Key::of)) {
                        Self::put(&mut self.map, key, id);
                    }
                }
            }
        }
        Ok(())
    }
}

/// Every way to find records that an import needs.
#[derive(Default)]
pub(super) struct Book {
    indexes: Vec<Index>,
    /// What the chunk under way and the one before added, so that it can be taken back.
    added: [Vec<(usize, Key)>; 2],
}

/// A place in the book.
pub(super) type Place = usize;

impl Book {
    /// The place of an index, made and learnt when it is not there yet.
    pub(super) async fn index(
        &mut self,
        engine: &Engine,
        actor: &Actor,
        object: &Arc<Object>,
        by: By,
    ) -> Result<Place> {
        if let Some(place) = self.indexes.iter().position(|i| i.object.key == object.key && i.by == by) {
            return Ok(place);
        }
        let mut index =
            Index { object: object.clone(), by, whole: true, map: HashMap::new(), fresh: Default::default() };
        index.learn(engine, actor).await?;
        self.indexes.push(index);
        Ok(self.indexes.len() - 1)
    }

    /// Finds the record of a text.
    pub(super) fn find(&self, place: Place, text: &str, manners: &Manners) -> Option<Found> {
        let index = self.indexes.get(place)?;
        index.get(Key::of(&index.cell(text, manners)?)?)
    }

    /// Finds the record of a value of the index's field.
    pub(super) fn find_value(&self, place: Place, value: &Value) -> Option<Found> {
        let index = self.indexes.get(place)?;
        index.keys(value).into_iter().find_map(|key| index.get(key))
    }

    /// The key of a text, for telling duplicates.
    pub(super) fn key(&self, place: Place, text: &str, manners: &Manners) -> Option<Key> {
        Key::of(&self.indexes.get(place)?.cell(text, manners)?)
    }

    /// Some index knows only what it is asked for.
    pub(super) fn must_ask(&self) -> bool {
        self.indexes.iter().any(|i| !i.whole)
    }

    /// Asks for what the next chunk needs: texts by the place of the index they are looked up in.
    pub(super) async fn prepare(
        &mut self,
        engine: &Engine,
        actor: &Actor,
        manners: &Manners,
        wanted: &[(Place, &str)],
    ) -> Result<()> {
        for (place, index) in self.indexes.iter_mut().enumerate().filter(|(_, i)| !i.whole) {
            let texts = wanted.iter().filter(|(p, _)| *p == place).map(|(_, text)| *text);
            let cells: Vec<Cell> = texts.filter_map(|text| index.cell(text, manners)).collect();
            index.ask(engine, actor, cells).await?;
        }
        Ok(())
    }

    /// Begins a chunk: what is added from here on can be taken back.
    pub(super) fn begin(&mut self) {
        let [now, before] = &mut self.added;
        *before = std::mem::take(now);
    }

    /// Forgets what the chunk under way and the one before added.
    pub(super) fn take_back(&mut self) {
        let added = std::mem::take(&mut self.added);
        for (place, key) in added.into_iter().flatten() {
            if let Some(index) = self.indexes.get_mut(place) {
                index.map.remove(&key);
                for fresh in &mut index.fresh {
                    fresh.remove(&key);
                }
            }
        }
    }

    /// Takes in a new record, by the values that it is known by.
    pub(super) fn add(&mut self, object: &str, id: Id, value_of: &dyn Fn(usize) -> Option<Value>) {
        for (place, index) in self.indexes.iter_mut().enumerate().filter(|(_, i)| i.object.key == object) {
            if let By::Field(field) = index.by {
                for key in value_of(field).map(|v| index.keys(&v)).unwrap_or_default() {
                    index.add(key, id);
                    let [now, _] = &mut self.added;
                    now.push((place, key));
                }
            }
        }
    }

    /// Takes in an external id.
    pub(super) fn add_external(&mut self, object: &str, source: &str, text: &str, id: Id) {
        for (place, index) in self.indexes.iter_mut().enumerate() {
            if index.object.key == object && index.by == By::External(source.to_owned()) {
                let key = Key::text(text);
                index.add(key, id);
                let [now, _] = &mut self.added;
                now.push((place, key));
            }
        }
    }

    /// Records of an object are looked up by some field.
    pub(super) fn looks_into(&self, object: &str) -> bool {
        self.indexes.iter().any(|i| i.object.key == object && matches!(i.by, By::Field(_)))
    }

    /// The fields of an object that records are looked up by.
    pub(super) fn fields(&self, object: &str) -> Vec<String> {
        self.indexes
            .iter()
            .filter(|i| i.object.key == object)
            .filter_map(|i| i.field().map(|f| f.key.clone()))
            .collect()
    }

    /// The titles of an object's records, for proposals; at most `most`.
    pub(super) async fn titles(
        engine: &Engine,
        actor: &Actor,
        object: &Arc<Object>,
        most: usize,
    ) -> Result<Vec<String>> {
        let mut sql = Build::new();
        sql.push("SELECT t.")
            .ident(&object.title)
            .push(" FROM ")
            .push(&object.table())
            .push(" t WHERE t.deleted_at IS NULL");
        if actor.reach(object, Action::Read) != Reach::Everything {
            // What one may not see is not proposed.
            return Ok(Vec::new());
        }
        sql.push(" LIMIT ").bind(most as i64);
        Ok(engine.store().read(sql.done()).await?.into_iter().filter_map(|mut r| r.take_text(0)).collect())
    }
}

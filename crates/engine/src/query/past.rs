//! Lists as they were at an instant: the log is read forward to it, the filter and the order are answered in memory.
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use base::{Error, Id, Moment, Result};
use store::Build;

use super::cursor::Cursor;
use super::list::columns;
use super::sort::Sorting;
use super::{Column, ListRow, MAX_LIMIT, Page, Query};
use crate::access::{Action, Actor, Reach};
use crate::engine::Engine;
use crate::filter::{Filter, Guard, Hop, Lookup, Node, Part, Resolved, follow, value_of};
use crate::reach::push_reach;
use crate::record::Record;
use crate::schema::Object;
use crate::value::{Address, Value};

/// Records around a list that are kept in memory at most, of each object.
const AROUND: usize = 200_000;

/// The records around those of a list, as they were.
#[derive(Default)]
struct World {
    records: HashMap<String, HashMap<Id, Record>>,
    /// Who links to an id, by object and field.
    links: HashMap<(String, String), HashMap<Id, Vec<Id>>>,
}

impl Lookup for World {
    fn linked(&self, object: &str, id: Id) -> Option<&Record> {
        self.records.get(object)?.get(&id)
    }

    fn related(&self, object: &str, field: &str, id: Id) -> Vec<&Record> {
        let key = (object.to_owned(), field.to_owned());
        let ids = self.links.get(&key).and_then(|l| l.get(&id)).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.linked(object, *id)).collect()
    }
}

/// What a list looks at beside its own records.
#[derive(Default)]
struct Around {
    objects: BTreeMap<String, Arc<Object>>,
    relations: BTreeSet<(String, String)>,
}

impl Around {
    fn hops(&mut self, hops: &[Hop]) {
        for hop in hops {
            self.objects.insert(hop.target.key.clone(), hop.target.clone());
        }
    }

    fn node(&mut self, node: &Node) {
        let mut relations = BTreeSet::new();
        let mut objects = Vec::new();
        node.around(&mut |object| objects.push(object.clone()), &mut |object, field| {
            relations.insert((object.to_owned(), field.to_owned()));
        });
        self.objects.extend(objects.into_iter().map(|o| (o.key.clone(), o)));
        self.relations.extend(relations);
    }
}

/// The first rows of an order among many that come in none.
struct First<'a> {
    sorting: &'a Sorting,
    world: &'a World,
    after: Option<Record>,
    wanted: usize,
    rows: Vec<Record>,
}

impl First<'_> {
    fn add(&mut self, record: Record) {
        let comes_later = |after: &Record| self.sorting.compare(after, &record, self.world).is_lt();
        if self.after.as_ref().is_none_or(comes_later) {
            self.rows.push(record);
            if self.rows.len() > self.wanted * 4 + 1_000 {
                self.cut();
            }
        }
    }

    fn cut(&mut self) {
        self.rows.sort_by(|a, b| self.sorting.compare(a, b, self.world));
        self.rows.truncate(self.wanted);
    }
}

impl Engine {
    /// A page of a list as it was at an instant, by what happened until then. Who may see a record now may see what it was.
    pub async fn list_as_of(&self, actor: &Actor, query: &Query, instant: Moment) -> Result<Page> {
        if query.limit == 0 || query.limit > MAX_LIMIT {
            return Err(Error::invalid("limit", "limit", format!("A page has 1 to {MAX_LIMIT} rows")));
        }
        let (schema, scope) = (self.schema(), self.scope(actor));
        let object = self.object(actor, &query.object)?;
        let resolve = |f: &Filter| f.resolve(&object, &schema, actor, &scope);
        let filter: Option<Resolved> = query.filter.as_ref().map(resolve).transpose()?;
        let sorting = Sorting::resolve(&query.sort, &object, &schema, actor)?;
        let columns = columns(query.columns.as_deref(), &object, &schema, actor)?;
        let world = self.around(filter.as_ref(), &sorting, &columns, instant).await?;
        let cursor = query.cursor.as_deref().map(|c| Cursor::read(c, sorting.fingerprint, 0)).transpose()?;
        let after = match &cursor {
            Some(cursor) => {
                let found = self.load_as_of(&object, &[cursor.id], instant).await?.remove(&cursor.id);
                let gone = || Error::invalid("cursor", "cursor", "The cursor belongs to another instant");
                Some(found.ok_or_else(gone)?)
            }
            None => None,
        };
        let now = self.seen_now(actor, &object).await?;
        let mut count = 0;
        let mut first =
            First { sorting: &sorting, world: &world, after, wanted: query.limit + 1, rows: Vec::new() };
        let mut each = |record: Record| {
            let seen = now.as_ref().is_none_or(|ids| ids.contains(&record.id));
            let fits = || filter.as_ref().is_none_or(|f| f.matches(&record, &world));
            if seen && record.deleted_at.is_some() == query.deleted && fits() {
                count += 1;
                first.add(record);
            }
            true
        };
        match &query.ids {
            Some(ids) => self.load_as_of(&object, ids, instant).await?.into_values().for_each(|r| {
                each(r);
            }),
            None => self.each_as_of(&Actor::system(), &object, instant, each).await?,
        }
        first.cut();
        let mut rows = first.rows;
        let more = rows.len() > query.limit;
        rows.truncate(query.limit);
        let last = rows.last().filter(|_| more);
        let next = last.map(|r| Cursor { values: Vec::new(), id: r.id }.write(sorting.fingerprint));
        let rows = rows.iter().map(|record| row(record, &columns, &world)).collect();
        Ok(Page { columns, rows, next, count: query.count.then_some(count) })
    }

    /// The records the actor may see now; `None` for all of them.
    async fn seen_now(&self, actor: &Actor, object: &Object) -> Result<Option<HashSet<Id>>> {
        let guard = Guard::of(actor, object);
        if guard.reach == Reach::Everything {
            return Ok(None);
        }
        let mut sql = Build::new();
        sql.push("SELECT id FROM ").push(&object.table()).push(" WHERE 1 = 1");
        push_reach(&mut sql, "", &actor.reach(object, Action::Read));
        let rows = self.db().read(sql.done()).await?;
        Ok(Some(rows.iter().filter_map(|r| r.id(0)).chain(guard.me).collect()))
    }

    /// The records a list looks at beside its own, as they were.
    async fn around(
        &self,
        filter: Option<&Resolved>,
        sorting: &Sorting,
        columns: &[Column],
        instant: Moment,
    ) -> Result<World> {
        let mut around = Around::default();
        if let Some(filter) = filter {
            around.node(&filter.node);
        }
        for column in columns {
            around.hops(&column.target.hops);
        }
        for key in &sorting.keys {
            around.hops(&key.target.hops);
        }
        let mut world = World::default();
        for (key, object) in &around.objects {
            let mut records = HashMap::new();
            let mut full = false;
            self.each_as_of(&Actor::system(), object, instant, |record| {
                full = records.len() >= AROUND;
                records.insert(record.id, record);
                !full
            })
            .await?;
            if full {
                let message = format!(
                    "There are too many {} to look through links at the past: leave their fields out",
                    object.labels.to_lowercase()
                );
                return Err(Error::invalid("as_of", "as_of", message));
            }
            world.records.insert(key.clone(), records);
        }
        for (object, field) in &around.relations {
            let mut links: HashMap<Id, Vec<Id>> = HashMap::new();
            for record in world.records.get(object).into_iter().flat_map(HashMap::values) {
                for to in record.get(field).each().into_iter().filter_map(Value::id) {
                    links.entry(to).or_default().push(record.id);
                }
            }
            world.links.insert((object.clone(), field.clone()), links);
        }
        Ok(world)
    }
}

/// A row with the cells of its columns.
fn row(record: &Record, columns: &[Column], world: &World) -> ListRow {
    let cells = columns.iter().map(|c| cell(record, c, world)).collect();
    ListRow { id: record.id, version: record.version, deleted_at: record.deleted_at, cells }
}

fn cell(record: &Record, column: &Column, world: &World) -> Value {
    let Some(end) = follow(&column.target.hops, record, world) else { return Value::Null };
    match (column.target.part, value_of(&column.target, end)) {
        (Part::Id, _) => Value::Ref(end.id),
        (Part::Address(_, part), Some(Value::Address(address))) => part_of(address, part),
        (Part::Address(_, part), Some(Value::Many(list))) => match list.first().map(|l| &l.value) {
            Some(Value::Address(address)) => part_of(address, part),
            _ => Value::Null,
        },
        (Part::Currency(_), Some(Value::Money(money))) => Value::Text(money.currency.as_str().to_owned()),
        (Part::Field(_), Some(value)) => value.clone(),
        _ => Value::Null,
    }
}

fn part_of(address: &Address, part: usize) -> Value {
    address.parts().get(part).copied().flatten().map_or(Value::Null, |text| Value::Text(text.to_owned()))
}

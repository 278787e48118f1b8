//! The door to reading: an actor's view of a workspace.
use std::sync::Arc;
use std::time::Duration;

use base::{Error, Id, Result};
use store::{Db, Dialect, Failure, Scan, Value as Cell};

use super::cursor::Cursor;
use super::list::{self, Plan};
use super::sort::{Sorting, Stretch};
use super::walk::{FEW, LOOKS, Walk};
use super::{Column, ListRow, MAX_LIMIT, Page, Query, Sort};
use crate::access::{Actor, Reach};
use crate::filter::{Filter, Guard, Resolved, Scope};
use crate::record::Record;
use crate::schema::{Object, Schema};

/// An actor's view of a workspace at a moment.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    /// The workspace.
    pub db: &'a Db,
    /// Its schema.
    pub schema: &'a Schema,
    /// Who reads.
    pub actor: &'a Actor,
    /// What relative times and `me` mean.
    pub scope: &'a Scope,
}

impl Reader<'_> {
    /// An object by key or plural. One whose records the actor may not read at all is not there.
    pub fn object(&self, name: &str) -> Result<&Arc<Object>> {
        let object = self.schema.by_name(name).ok_or(Error::NotFound)?;
        let guard = Guard::of(self.actor, object);
        if guard.reach == Reach::Nothing && guard.me.is_none() { Err(Error::NotFound) } else { Ok(object) }
    }

    /// Binds a filter, to match records in memory with.
    pub fn resolve(&self, object: &Arc<Object>, filter: &Filter) -> Result<Resolved> {
        Ok(filter.resolve(object, self.schema, self.actor, self.scope)?)
    }

    /// A page of a list.
    pub async fn list(&self, query: &Query) -> Result<Page> {
        let columns =
            |object: &Arc<Object>| list::columns(query.columns.as_deref(), object, self.schema, self.actor);
        let plan = self.plan(query, columns)?;
        let (rows, next, count) = self.page(&plan, query).await?;
        Ok(Page { columns: plan.columns, rows, next, count })
    }

    /// A page of whole records, with the fields the actor may not see in them: for rules, changes and jobs.
    /// What is shown of them goes through `Record::to_json`.
    pub async fn records(&self, query: &Query) -> Result<(Vec<Record>, Option<String>)> {
        let plan = self.plan(query, |object| Ok(list::all_columns(object)))?;
        let (rows, next, _) = self.page(&plan, query).await?;
        Ok((rows.into_iter().map(|row| list::record(&plan.object, row)).collect(), next))
    }

    /// The records after another in the order of a query, or those before it, the nearest first, as many as the query's
    /// limit; none at the end, and none where the other record is none the actor may see. The other one need not satisfy
    /// the filter any more.
    pub async fn neighbours(&self, query: &Query, id: Id, back: bool) -> Result<Vec<Id>> {
        let mut sort = query.sort.clone();
        if back {
            for key in &mut sort {
                key.descending = !key.descending;
            }
            if sort.is_empty() {
                sort.push(Sort { path: "id".to_owned(), descending: false });
            }
        }
        let here = Query { sort: sort.clone(), filter: None, ids: Some(vec![id]), ..query.clone() };
        let plan = self.plan(&here, |_| Ok(Vec::new()))?;
        let sql = plan.page(self.db.dialect(), &Walk::Free, Stretch::Whole, None, Some(1))?;
        let Some(row) = self.db.read(sql).await?.pop() else { return Ok(Vec::new()) };
        let (row, mut cells, at) = plan.row(row);
        let values = cells.0.drain(at.min(cells.0.len())..).collect::<Vec<Cell>>();
        let cursor = Cursor { values, id: row.id }.write(plan.sorting.fingerprint);
        let next = Query { sort, cursor: Some(cursor), count: false, ..query.clone() };
        let plan = self.plan(&next, |_| Ok(Vec::new()))?;
        Ok(self.page(&plan, &next).await?.0.iter().map(|row| row.id).collect())
    }

    /// How many records satisfy a query.
    pub async fn count(&self, query: &Query) -> Result<i64> {
        let plan = self.plan(query, |_| Ok(Vec::new()))?;
        let rows = self.db.read(plan.count(self.db.dialect())?).await?;
        Ok(rows.first().and_then(|r| r.int(0)).unwrap_or_default())
    }

    /// A record, also one in the bin; not there is also what the actor may not see.
    pub async fn find(&self, object: &str, id: Id) -> Result<Record> {
        self.find_many(object, &[id]).await?.pop().ok_or(Error::NotFound)
    }

    /// Records by id, also those in the bin, in no order in particular; those that are not there are left out.
    pub async fn find_many(&self, object: &str, ids: &[Id]) -> Result<Vec<Record>> {
        let object = self.object(object)?;
        let plan = by_id(object, Guard::of(self.actor, object), ids);
        let rows = self.db.read(plan.by_id(self.db.dialect())?).await?;
        Ok(rows.into_iter().map(|row| list::record(&plan.object, plan.row(row).0)).collect())
    }

    /// Every row of a list, chunk by chunk, with flat memory: exports. `cursor`, `limit` and `count` say nothing here.
    pub async fn stream(&self, query: &Query, limit: Option<Duration>) -> Result<Stream> {
        let columns =
            |object: &Arc<Object>| list::columns(query.columns.as_deref(), object, self.schema, self.actor);
        let plan = self.plan(query, columns)?;
        let scan = self
            .db
            .scan(plan.page(self.db.dialect(), &Walk::Free, Stretch::Whole, None, None)?, limit)
            .await?;
        Ok(Stream { plan, scan })
    }

    fn plan(&self, query: &Query, columns: impl FnOnce(&Arc<Object>) -> Result<Vec<Column>>) -> Result<Plan> {
        let object = self.object(&query.object)?;
        if query.ids.as_ref().is_some_and(|ids| ids.len() > 10_000) {
            return Err(Error::invalid("ids", "ids", "Ask for at most 10,000 records by id"));
        }
        Ok(Plan {
            object: object.clone(),
            guard: Guard::of(self.actor, object),
            node: query.filter.as_ref().map(|f| self.resolve(object, f)).transpose()?.map(|r| r.node),
            sorting: Sorting::resolve(&query.sort, object, self.schema, self.actor)?,
            columns: columns(object)?,
            deleted: query.deleted,
            ids: query.ids.clone(),
        })
    }

    /// How many records one part of the filter leaves, where they are so few that they are best found and sorted.
    async fn few_left(&self, plan: &Plan) -> Result<Option<i64>> {
        let Some(count) = plan.count_few(self.db.dialect())? else { return Ok(None) };
        let found = self.db.read(count).await?.first().and_then(|row| row.int(0));
        Ok(found.filter(|n| *n <= FEW))
    }

    async fn page(&self, plan: &Plan, query: &Query) -> Result<(Vec<ListRow>, Option<String>, Option<i64>)> {
        if query.limit == 0 || query.limit > MAX_LIMIT {
            let message = format!("A page has 1 to {MAX_LIMIT} rows");
            return Err(Error::invalid("limit", "limit", message));
        }
        let (dialect, keys) = (self.db.dialect(), plan.sorting.keys.len());
        let fingerprint = plan.sorting.fingerprint;
        let cursor = query.cursor.as_deref().map(|c| Cursor::read(c, fingerprint, keys)).transpose()?;
        let mut count = None;
        let mut found = Vec::new();
        let mut walk = match plan.order_to_try(dialect) {
            Some(order) => match self.few_left(plan).await? {
                Some(0) => return Ok((Vec::new(), None, query.count.then_some(0))),
                Some(_) => Walk::Filter,
                None => order,
            },
            None => Walk::Free,
        };
        // A page that holds everything has counted it. Where each question is a journey, the count goes along unasked.
        let count_along = query.count && (dialect == Dialect::Postgres || cursor.is_some());
        for (i, stretch) in plan.sorting.stretches(cursor.as_ref()).iter().enumerate() {
            let wanted = query.limit + 1 - found.len();
            let mut sql = plan.page(dialect, &walk, *stretch, cursor.as_ref(), Some(wanted))?;
            let mut tried = None;
            if let Walk::Order(_) = walk {
                tried = match self.db.read_within(sql.clone(), LOOKS).await {
                    // There is no such index, as while a large import builds it anew.
                    Err(Failure::Other(_)) => None,
                    rows => rows?,
                };
                if tried.is_none() {
                    walk = Walk::Filter;
                    sql = plan.page(dialect, &walk, *stretch, cursor.as_ref(), Some(wanted))?;
                }
            }
            let mut asks = if tried.is_none() { vec![sql] } else { Vec::new() };
            if i == 0 && count_along {
                asks.push(plan.count(dialect)?);
            }
            let mut answers = if asks.is_empty() { Vec::new() } else { self.db.read_all(asks).await? };
            if i == 0 && count_along {
                count = answers.pop().and_then(|rows| rows.first().and_then(|r| r.int(0)));
            }
            found.extend(tried.or_else(|| answers.pop()).unwrap_or_default());
            if found.len() > query.limit {
                break;
            }
        }
        let more = found.len() > query.limit;
        if query.count && !count_along {
            count = if more {
                let rows = self.db.read(plan.count(dialect)?).await?;
                rows.first().and_then(|r| r.int(0))
            } else {
                Some(found.len() as i64)
            };
        }
        found.truncate(query.limit);
        let last = found.len().saturating_sub(1);
        let mut next = None;
        let mut rows = Vec::with_capacity(found.len());
        for (i, row) in found.into_iter().enumerate() {
            let (row, mut cells, at) = plan.row(row);
            if more && i == last {
                let values = cells.0.drain(at.min(cells.0.len())..).collect::<Vec<Cell>>();
                next = Some(Cursor { values, id: row.id }.write(fingerprint));
            }
            rows.push(row);
        }
        Ok((rows, next, count))
    }
}

/// How whole records are read by id.
fn by_id(object: &Arc<Object>, guard: Guard, ids: &[Id]) -> Plan {
    Plan {
        object: object.clone(),
        guard,
        node: None,
        sorting: Sorting { keys: Vec::new(), id_descending: false, fingerprint: 0 },
        columns: list::all_columns(object),
        deleted: false,
        ids: Some(ids.to_vec()),
    }
}

/// The rows of a list, chunk by chunk.
pub struct Stream {
    plan: Plan,
    scan: Scan,
}

impl Stream {
    /// The columns.
    pub fn columns(&self) -> &[Column] {
        &self.plan.columns
    }

    /// The next rows; nothing after the last.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<ListRow>>> {
        let chunk = self.scan.next_chunk().await?;
        Ok(chunk.map(|rows| rows.into_iter().map(|row| self.plan.row(row).0).collect()))
    }
}

//! Statements of lists and single records, and how their rows are read.
use std::sync::Arc;

use base::{Error, Id, Moment, Result};
use store::{Dialect, Row, Sql};

use super::bucket::Arm;
use super::cursor::Cursor;
use super::sort::{Sorting, Stretch};
use super::walk::Walk;
use super::{Column, ListRow, path_of, wrong_path};
use crate::access::Actor;
use crate::filter::{Guard, Level, Names, Node, Part, Target, Writer, literal};
use crate::kind::Kind;
use crate::record::{Record, columns_of, load_field, width};
use crate::schema::{Object, Schema};
use crate::value::Value;

/// Everything about a list but the place where a page begins.
pub(super) struct Plan {
    pub(super) object: Arc<Object>,
    pub(super) guard: Guard,
    pub(super) node: Option<Node>,
    pub(super) sorting: Sorting,
    pub(super) columns: Vec<Column>,
    pub(super) deleted: bool,
    pub(super) ids: Option<Vec<Id>>,
}

/// The columns asked for, or all that the actor may see.
pub(super) fn columns(
    asked: Option<&[String]>,
    object: &Arc<Object>,
    schema: &Schema,
    actor: &Actor,
) -> Result<Vec<Column>> {
    let Some(paths) = asked else {
        let seen = object.fields.iter().enumerate().filter(|(_, f)| !f.hidden && actor.sees(object, f));
        return Ok(seen.map(|(place, f)| whole(object, place, &f.key)).collect());
    };
    if paths.len() > 500 {
        return Err(Error::invalid("fields", "fields", "A list has at most 500 columns"));
    }
    let names = Names { schema, actor };
    paths
        .iter()
        .map(|path| {
            let target = names.target(object, &path_of(path)).map_err(|e| wrong_path("fields", e, path))?;
            Ok(Column { path: path.clone(), target })
        })
        .collect()
}

/// Every field, for whole records.
pub(super) fn all_columns(object: &Arc<Object>) -> Vec<Column> {
    object.fields.iter().enumerate().map(|(place, f)| whole(object, place, &f.key)).collect()
}

fn whole(object: &Arc<Object>, place: usize, key: &str) -> Column {
    let target = Target { hops: Vec::new(), object: object.clone(), part: Part::Field(place) };
    Column { path: key.to_owned(), target }
}

impl Plan {
    /// The statement of one stretch of the list; without a limit it reads to the end.
    pub(super) fn page(
        &self,
        dialect: Dialect,
        walk: &Walk,
        stretch: Stretch,
        cursor: Option<&Cursor>,
        limit: Option<usize>,
    ) -> Result<Sql> {
        let mut writer = Writer::new(dialect);
        let mut level = writer.level();
        for column in &self.columns {
            level.add(&mut writer, &column.target.hops);
        }
        for key in &self.sorting.keys {
            level.add(&mut writer, &key.target.hops);
        }
        if let Some(node) = &self.node {
            level.add_node(&mut writer, node);
        }
        writer.push("SELECT t0.\"id\", t0.\"version\", t0.\"deleted_at\"");
        for column in &self.columns {
            push_column(&mut writer, &level, &column.target);
        }
        for key in &self.sorting.keys {
            writer.push(", ").push(&key.expression(&level));
        }
        self.push_from_by(&mut writer, &level, walk, None);
        self.sorting.push_stretch(&mut writer, &level, stretch, cursor);
        // A sign in front keeps an index from being used for the order.
        writer.push(if *walk == Walk::Filter { " ORDER BY +" } else { " ORDER BY " });
        self.sorting.push_order(&mut writer, &level);
        if let Some(limit) = limit {
            writer.push(" LIMIT ").bind(limit as i64);
        }
        writer.done()
    }

    /// The statement for records by id, those in the bin too.
    pub(super) fn by_id(&self, dialect: Dialect) -> Result<Sql> {
        let mut writer = Writer::new(dialect);
        let level = writer.level();
        writer.push("SELECT t0.\"id\", t0.\"version\", t0.\"deleted_at\"");
        for column in &self.columns {
            push_column(&mut writer, &level, &column.target);
        }
        writer.push(" FROM ");
        writer.tables(&level, &self.object.key);
        writer.push(" WHERE 1 = 1");
        push_ids(&mut writer, self.ids.as_deref().unwrap_or_default());
        writer.guard("t0", &self.guard);
        writer.done()
    }

    /// The statement that counts all.
    pub(super) fn count(&self, dialect: Dialect) -> Result<Sql> {
        let mut writer = Writer::new(dialect);
        let mut level = writer.level();
        if let Some(node) = &self.node {
            level.add_node(&mut writer, node);
        }
        writer.push("SELECT count(*)");
        self.push_from(&mut writer, &level);
        writer.done()
    }

    /// Writes FROM and WHERE: what is there for the actor and satisfies the filter.
    pub(super) fn push_from(&self, writer: &mut Writer, level: &Level<'_>) {
        self.push_from_by(writer, level, &Walk::Free, None);
    }

    /// As [`Plan::push_from`], of the records in one bucket of a column alone.
    pub(super) fn push_from_in(&self, writer: &mut Writer, level: &Level<'_>, column: &str, arm: &Arm<'_>) {
        self.push_from_by(writer, level, &Walk::Free, Some((column, arm)));
    }

    fn push_from_by(
        &self,
        writer: &mut Writer,
        level: &Level<'_>,
        walk: &Walk,
        within: Option<(&str, &Arm<'_>)>,
    ) {
        writer.push(" FROM ");
        writer.table(level, &self.object.key);
        if let Walk::Order(index) = walk {
            writer.push(" INDEXED BY ");
            writer.ident(index);
        }
        writer.joins(level);
        writer.push(" WHERE ");
        if let Some((column, arm)) = within {
            // Before the filter: of several bounds of one column SQLite goes by the first.
            arm.push(writer, column);
            writer.push(" AND ");
        }
        writer.push(if self.deleted { "t0.\"deleted_at\" IS NOT NULL" } else { "t0.\"deleted_at\" IS NULL" });
        writer.guard("t0", &self.guard);
        if let Some(ids) = &self.ids {
            push_ids(writer, ids);
        }
        if let Some(node) = &self.node {
            writer.push(" AND ");
            writer.node(level, node);
        }
    }

    /// A row as the list gives it, and the cells of its sort keys.
    pub(super) fn row(&self, mut row: Row) -> (ListRow, Row, usize) {
        let mut at = 3;
        let mut cells = Vec::with_capacity(self.columns.len());
        for column in &self.columns {
            let (value, width) = load(&column.target, &mut row, at);
            cells.push(value);
            at += width;
        }
        let head = ListRow {
            id: row.id(0).unwrap_or(Id(0)),
            version: row.int(1).unwrap_or_default(),
            deleted_at: row.int(2).map(Moment),
            cells,
        };
        (head, row, at)
    }
}

/// Writes ` AND t0."id" IN (…)`. The list is filled up to a power of two, so that few statements serve all lengths.
fn push_ids(writer: &mut Writer, ids: &[Id]) {
    let Some(last) = ids.last() else {
        writer.push(" AND 1 = 0");
        return;
    };
    writer.push(" AND t0.\"id\" IN (");
    let padding = ids.len().next_power_of_two() - ids.len();
    for (i, id) in ids.iter().chain(std::iter::repeat_n(last, padding)).enumerate() {
        writer.push(if i > 0 { ", " } else { "" }).bind(*id);
    }
    writer.push(")");
}

/// Writes `, …` for the columns that hold a target.
fn push_column(writer: &mut Writer, level: &Level<'_>, target: &Target) {
    match (target.part, target.whole()) {
        (Part::Field(_), Some(field)) if field.kind == Kind::Links => {
            let id = Writer::column_of(level, &target.hops, "id");
            // The same text on both databases; one hop, and no second statement.
            writer.push(", (SELECT string_agg(CAST(l.\"to_id\" AS TEXT), ',' ORDER BY l.\"pos\") FROM \"link_many\" l");
            writer.push(" WHERE l.\"from_id\" = ").push(&id).push(" AND l.\"field\" = ");
            writer.push(&literal(&field.key)).push(")");
        }
        (Part::Field(_), Some(field)) => {
            for column in columns_of(field) {
                writer.push(", ").push(&Writer::column_of(level, &target.hops, &column.name));
            }
        }
        _ => {
            writer.push(", ").push(&Writer::column(level, target));
        }
    }
}

/// The value of a target from the cells at `at`, and how many they are.
fn load(target: &Target, row: &mut Row, at: usize) -> (Value, usize) {
    match (target.part, target.whole()) {
        (Part::Id, _) => (row.id(at).map_or(Value::Null, Value::Ref), 1),
        (_, Some(field)) if field.kind == Kind::Links => (load_links(row, at), 1),
        (_, Some(field)) => (load_field(field, row, at), width(field)),
        _ => (row.take_text(at).map_or(Value::Null, Value::Text), 1),
    }
}

/// Ids between commas.
fn load_links(row: &Row, at: usize) -> Value {
    let ids: Vec<Value> = row
        .text(at)
        .unwrap_or_default()
        .split(',')
        .filter_map(|id| id.parse().ok())
        .map(|id| Value::Ref(Id(id)))
        .collect();
    if ids.is_empty() { Value::Null } else { Value::List(ids) }
}

/// A whole record from a row of a list with all columns.
pub(super) fn record(object: &Arc<Object>, row: ListRow) -> Record {
    Record {
        object: object.clone(),
        id: row.id,
        version: row.version,
        deleted_at: row.deleted_at,
        values: row.cells,
    }
}

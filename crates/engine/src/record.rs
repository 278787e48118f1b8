//! A record: the values of one object's fields, and how they lie in the columns of its table.
use std::sync::Arc;

use base::{Id, Moment};
use serde_json::{Map, Value as Json};
use store::Row;

use crate::kind::{Ctx, Kind, Manners, Shape};
use crate::schema::{Field, Object};
use crate::value::{Labelled, Value};

/// One record of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What it is.
    pub object: Arc<Object>,
    /// Its id.
    pub id: Id,
    /// Counts up with every change.
    pub version: i64,
    /// Since when it lies in the bin.
    pub deleted_at: Option<Moment>,
    /// One value for each of `object.fields`.
    pub values: Vec<Value>,
}

/// The value of fields that are not there.
static NOTHING: Value = Value::Null;

impl Record {
    /// A record with nothing in it yet.
    pub fn empty(object: Arc<Object>, id: Id) -> Self {
        let values = vec![Value::Null; object.fields.len()];
        Self { object, id, version: 0, deleted_at: None, values }
    }

    /// The value of a field; nothing for a field that is not there.
    pub fn get(&self, key: &str) -> &Value {
        self.object.place(key).and_then(|i| self.values.get(i)).unwrap_or(&NOTHING)
    }

    /// Puts a value; a field that is not there is passed over.
    pub fn set(&mut self, key: &str, value: Value) {
        if let Some(slot) = self.object.place(key).and_then(|i| self.values.get_mut(i)) {
            *slot = value;
        }
    }

    /// What people call it: its title field, or its id when that is empty.
    pub fn title(&self) -> String {
        self.get(&self.object.title).text().map_or_else(|| self.id.to_string(), str::to_owned)
    }

    /// Whose it is.
    pub fn owner(&self) -> Option<Id> {
        self.get("owner").id()
    }

    /// As the API writes it, with the fields `visible` lets through.
    pub fn to_json(&self, visible: &dyn Fn(&Field) -> bool) -> Json {
        let mut map = Map::with_capacity(self.values.len() + 2);
        map.insert("id".to_owned(), self.id.to_string().into());
        map.insert("version".to_owned(), self.version.into());
        if let Some(at) = self.deleted_at {
            map.insert("deleted_at".to_owned(), at.to_string().into());
        }
        for (field, value) in self.object.fields.iter().zip(&self.values) {
            if visible(field) {
                put_json(&mut map, &field.key, field, value);
            }
        }
        Json::Object(map)
    }
}

/// Writes a value under a key; of several values the primary one there, and all of them under `{key}_all`.
pub fn put_json(map: &mut Map<String, Json>, key: &str, field: &Field, value: &Value) {
    if field.many {
        map.insert(key.to_owned(), value.primary().to_json());
        map.insert(
            format!("{key}_all"),
            if value.is_null() { Json::Array(Vec::new()) } else { value.to_json() },
        );
    } else {
        map.insert(key.to_owned(), value.to_json());
    }
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableColumn {
    /// Its name, unquoted.
    pub name: String,
    /// What it holds.
    pub shape: Shape,
}

/// The columns that hold a field. A field of several values keeps the primary one in the kind's columns, its label in
/// `$label`, and the others as JSON in `$more`; the table `more` has those again for filters and search.
pub fn columns_of(field: &Field) -> Vec<TableColumn> {
    let rules = field.kind.rules();
    let mut columns: Vec<TableColumn> = rules
        .columns()
        .iter()
        .map(|c| TableColumn { name: field.column(c.suffix), shape: c.shape })
        .collect();
    if field.many {
        columns.push(TableColumn { name: field.column("$label"), shape: Shape::Text });
        columns.push(TableColumn { name: field.column("$more"), shape: Shape::Text });
    }
    columns
}

/// The number of columns a field has.
pub fn width(field: &Field) -> usize {
    field.kind.rules().columns().len() + if field.many { 2 } else { 0 }
}

/// The cells of a field's value, one for each of `columns_of`.
pub fn cells_of(field: &Field, value: &Value, out: &mut Vec<store::Value>) {
    field.kind.cells(value.primary(), out);
    if field.many {
        let list: &[Labelled] = if let Value::Many(list) = value { list } else { &[] };
        out.push(list.first().and_then(|l| l.label.clone()).into());
        let rest = list.get(1..).unwrap_or_default();
        out.push(if rest.is_empty() {
            store::Value::Null
        } else {
            Json::Array(rest.iter().map(|l| serde_json::json!([l.label, l.value.to_json()])).collect())
                .to_string()
                .into()
        });
    }
}

/// The value of a field from the cells at `at`.
pub fn load_field(field: &Field, row: &mut Row, at: usize) -> Value {
    let rules = field.kind.rules();
    let first = rules.load(row, at);
    if !field.many {
        return first;
    }
    if first.is_null() {
        return Value::Null;
    }
    let labels = at + rules.columns().len();
    let mut list = vec![Labelled { label: row.take_text(labels), value: first }];
    if let Some(Json::Array(rest)) = row.text(labels + 1).and_then(|t| serde_json::from_str(t).ok()) {
        let manners = Manners::default();
        let ctx = Ctx { field, manners: &manners };
        for entry in rest {
            let label = entry.get(0).and_then(Json::as_str).map(str::to_owned);
            // What is stored was normal when it was written: it is read back, never judged again.
            let value = match (field.kind, entry.get(1)) {
                (Kind::Address, Some(json)) => field.kind.parse_json(json, &ctx).unwrap_or_default(),
                (_, Some(Json::String(text))) => Value::Text(text.clone()),
                _ => Value::Null,
            };
            if !value.is_null() {
                list.push(Labelled { label, value });
            }
        }
    }
    Value::Many(list)
}

/// The head of every table, before the fields' columns.
pub const HEAD: [&str; 3] = ["id", "version", "deleted_at"];

/// Every column of an object's table in order: the head, then the fields.
pub fn all_columns(object: &Object) -> Vec<String> {
    HEAD.iter()
        .map(|&c| c.to_owned())
        .chain(object.fields.iter().flat_map(columns_of).map(|c| c.name))
        .collect()
}

/// A record from a row of `all_columns`.
pub fn load_record(object: &Arc<Object>, row: &mut Row) -> Record {
    let mut at = HEAD.len();
    let mut values = Vec::with_capacity(object.fields.len());
    for field in &object.fields {
        values.push(load_field(field, row, at));
        at += width(field);
    }
    Record {
        object: object.clone(),
        id: row.id(0).unwrap_or(Id(0)),
        version: row.int(1).unwrap_or_default(),
        deleted_at: row.int(2).map(Moment),
        values,
    }
}

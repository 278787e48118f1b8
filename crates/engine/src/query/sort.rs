//! Order of a list: the keys, the condition for what comes after a cursor, and the same order in memory.
use std::cmp::Ordering;
use std::fmt::Write as _;
use std::sync::Arc;

use base::{Error, Result};
use store::Value;

use super::cursor::{Cursor, fingerprint};
use super::{Sort, path_of, wrong_path};
use crate::access::Actor;
use crate::filter::{Compared, Level, Lookup, Names, Target, Writer, cell_order, first_cell, literal};
use crate::kind::{Class, Kind};
use crate::record::Record;
use crate::schema::{Object, Schema};

/// One key of an order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Key {
    pub(super) target: Target,
    pub(super) descending: bool,
}

/// An order, bound to an object. It ends with the id, so no two records are equal.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorting {
    pub(super) keys: Vec<Key>,
    /// The id goes the way of the last key; alone it goes from the newest to the oldest.
    pub(super) id_descending: bool,
    /// Tells cursors of different orders apart.
    pub(super) fingerprint: u32,
}

/// Which part of the list a statement reads. A null first key is a part of its own, so that an index serves each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    /// All of it.
    Whole,
    /// What comes after the cursor and has a first key like it: both null, or neither.
    After,
    /// Everything without a first key.
    Null,
    /// Everything with a first key.
    There,
}

impl Sorting {
    /// Binds an order.
    pub fn resolve(sort: &[Sort], object: &Arc<Object>, schema: &Schema, actor: &Actor) -> Result<Self> {
        let names = Names { schema, actor };
        let mut keys = Vec::with_capacity(sort.len());
        let mut id_descending = sort.is_empty();
        for one in sort {
            let target =
                names.target(object, &path_of(&one.path)).map_err(|e| wrong_path("sort", e, &one.path))?;
            id_descending = one.descending;
            if target.hops.is_empty() && target.compared() == Compared::Id {
                break; // nothing is equal after the id
            }
            if !sortable(&target) {
                let message = format!("Nothing is sorted by {}", target.label());
                return Err(Error::invalid("sort", "sort", message));
            }
            keys.push(Key { target, descending: one.descending });
        }
        let parts = sort.iter().flat_map(|s| [if s.descending { "-" } else { "+" }, s.path.as_str()]);
        let fingerprint = fingerprint([object.key.as_str()].into_iter().chain(parts));
        Ok(Self { keys, id_descending, fingerprint })
    }

    /// The order of two records in memory: the order SQL gives.
    pub fn compare(&self, a: &Record, b: &Record, lookup: &dyn Lookup) -> Ordering {
        for key in &self.keys {
            let (x, y) = (key.cell(a, lookup), key.cell(b, lookup));
            let order = cell_order(&x, &y);
            if order.is_ne() {
                return if key.descending { order.reverse() } else { order };
            }
        }
        let order = a.id.cmp(&b.id);
        if self.id_descending { order.reverse() } else { order }
    }

    /// The parts of the list to read one after the other.
    pub(super) fn stretches(&self, cursor: Option<&Cursor>) -> &'static [Stretch] {
        use Stretch::{After, Null, There, Whole};
        let Some(cursor) = cursor else { return &[Whole] };
        match (self.keys.first(), cursor.values.first()) {
            (Some(key), Some(Value::Null)) if !key.descending => &[After, There],
            (Some(key), Some(value)) if key.descending && *value != Value::Null && key.target.nullable() => {
                &[After, Null]
            }
            _ => &[After],
        }
    }

    /// Writes ` AND …` for a part of the list.
    pub(super) fn push_stretch(
        &self,
        writer: &mut Writer,
        level: &Level<'_>,
        stretch: Stretch,
        cursor: Option<&Cursor>,
    ) {
        let first = |end: &str| self.keys.first().map(|k| format!(" AND {}{end}", k.expression(level)));
        match (stretch, cursor) {
            (Stretch::After, Some(cursor)) => {
                writer.push(" AND ");
                self.push_after(writer, level, cursor);
            }
            (Stretch::Null, _) => {
                writer.push(&first(" IS NULL").unwrap_or_default());
            }
            (Stretch::There, _) => {
                writer.push(&first(" IS NOT NULL").unwrap_or_default());
            }
            _ => {}
        }
    }

    fn push_after(&self, writer: &mut Writer, level: &Level<'_>, cursor: &Cursor) {
        let id = Writer::column_of(level, &[], "id");
        let id_sign = sign(self.id_descending);
        let Some((first, rest)) = self.keys.split_first() else {
            writer.push(&id).push(id_sign).bind(cursor.id);
            return;
        };
        let value = cursor.values.first().cloned().unwrap_or(Value::Null);
        let x = first.expression(level);
        if value == Value::Null {
            writer.push(&x).push(" IS NULL AND ");
            self.push_rest(writer, level, rest, cursor, 1);
            return;
        }
        let even = self.keys.iter().all(|k| k.descending == self.id_descending);
        let plain = first.is_column() && rest.iter().all(|k| k.is_column() && !k.target.nullable());
        if even && plain {
            // A row value, which an index of these columns serves as it is.
            writer.push("(").push(&x);
            for key in rest {
                writer.push(", ").push(&key.expression(level));
            }
            writer.push(", ").push(&id).push(")").push(id_sign).push("(");
            for value in &cursor.values {
                writer.bind(value.clone()).push(", ");
            }
            writer.bind(cursor.id).push(")");
            return;
        }
        // The first bound says nothing new, but an index can use it.
        writer.push(&x).push(if first.descending { " <= " } else { " >= " }).bind(value.clone());
        writer.push(" AND (").push(&x).push(sign(first.descending)).bind(value.clone());
        writer.push(" OR (").push(&x).push(" = ").bind(value).push(" AND ");
        self.push_rest(writer, level, rest, cursor, 1);
        writer.push("))");
    }

    /// Writes that the keys from `at` on come after the cursor's.
    fn push_rest(&self, writer: &mut Writer, level: &Level<'_>, keys: &[Key], cursor: &Cursor, at: usize) {
        let Some((key, rest)) = keys.split_first() else {
            let id = Writer::column_of(level, &[], "id");
            writer.push(&id).push(sign(self.id_descending)).bind(cursor.id);
            return;
        };
        let x = key.expression(level);
        let value = cursor.values.get(at).cloned().unwrap_or(Value::Null);
        writer.push("(");
        if value == Value::Null {
            if !key.descending {
                writer.push(&x).push(" IS NOT NULL OR ");
            }
            writer.push("(").push(&x).push(" IS NULL AND ");
        } else {
            writer.push(&x).push(sign(key.descending)).bind(value.clone());
            if key.descending && key.target.nullable() {
                writer.push(" OR ").push(&x).push(" IS NULL");
            }
            writer.push(" OR (").push(&x).push(" = ").bind(value).push(" AND ");
        }
        self.push_rest(writer, level, rest, cursor, at + 1);
        writer.push("))");
    }

    /// Writes the terms of ORDER BY.
    pub(super) fn push_order(&self, writer: &mut Writer, level: &Level<'_>) {
        let dialect = writer.dialect();
        let id = Writer::column_of(level, &[], "id");
        for key in &self.keys {
            let term = dialect.order(&key.expression(level), key.descending);
            writer.push(&term).push(", ");
        }
        if self.keys.is_empty() {
            // As the primary key has it, which knows no nulls.
            writer.push(&id).push(if self.id_descending { " DESC" } else { "" });
        } else {
            writer.push(&dialect.order(&id, self.id_descending));
        }
    }
}

impl Key {
    /// It is a column as it stands.
    fn is_column(&self) -> bool {
        self.target.kind() != Some(Kind::Choice)
    }

    /// What is sorted by: the compared column, or the place of a choice in its list.
    pub(super) fn expression(&self, level: &Level<'_>) -> String {
        let column = Writer::column(level, &self.target);
        match self.target.whole() {
            Some(field) if field.kind == Kind::Choice => {
                let mut out = format!("CASE WHEN {column} IS NULL THEN NULL");
                for (place, choice) in field.choices.iter().enumerate() {
                    let _ = write!(out, " WHEN {column} = {} THEN {place}", literal(&choice.key));
                }
                let _ = write!(out, " ELSE {} END", field.choices.len());
                out
            }
            _ => column,
        }
    }

    fn cell(&self, record: &Record, lookup: &dyn Lookup) -> Value {
        match (first_cell(&self.target, record, lookup), self.target.whole()) {
            (Value::Text(key), Some(field)) if field.kind == Kind::Choice => {
                Value::Int(field.choice_place(&key))
            }
            (cell, _) => cell,
        }
    }
}

fn sign(descending: bool) -> &'static str {
    if descending { " < " } else { " > " }
}

fn sortable(target: &Target) -> bool {
    !matches!(target.compared(), Compared::As(Class::Set | Class::Links | Class::File))
        && !matches!(target.kind(), Some(Kind::LongText | Kind::RichText))
}

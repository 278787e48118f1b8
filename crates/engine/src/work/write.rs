//! The statements that write a record: its row, the rows beside it, its words, its event.
use std::sync::Arc;

use base::{Id, Moment};
use store::{Build, Sql, Value as Cell};

use super::{Guard, Work};
use crate::event::{Event, changes};
use crate::kind::Kind;
use crate::record::{Record, cells_of};
use crate::schema::{Field, Object};
use crate::statements::Statements;
use crate::value::Value;

impl Work {
    /// Writes the difference between two states of a record: row, side rows, search index, event. Nothing when equal.
    pub(super) fn write(&mut self, before: &Record, mut record: Record, named: bool, verb: &str) {
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
        let record = Arc::new(record);
        self.touch(Some(before), Some(&record));
        self.records.insert(record.id, record);
    }

    /// Rows beside the record's own: further values of a field, links to many.
    pub(super) fn side_rows(&mut self, id: Id, field: &Field, before: Option<&Value>, after: &Value) {
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
    pub(super) fn index(&mut self, record: &Record, new: bool) {
        let words = search_words(record);
        let (dialect, text) = (self.engine.db().dialect(), words.join(" "));
        let (object, id) = (&record.object.key, record.id.0);
        self.tx.run(if new {
            dialect.search_add(object, id, &text)
        } else {
            dialect.search_put(object, id, &text)
        });
        self.learnt.learn(object, &words, &self.engine.known_words(), &mut self.tx);
    }

    pub(super) fn event(&mut self, record: &Record, verb: &str, changes: Option<String>) {
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

    pub(super) fn statements(&self, object: &Arc<Object>) -> Statements {
        self.config.statements.get(&object.key).cloned().unwrap_or_else(|| Statements::of(object))
    }
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

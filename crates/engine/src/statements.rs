//! The statements of an object that never change while its schema does not: made once, cached by their text.
use std::sync::Arc;

use crate::engine::column_list;
use crate::record::all_columns;
use crate::schema::Object;

/// The fixed statements of an object.
#[derive(Debug, Clone)]
pub(crate) struct Statements {
    /// `SELECT … FROM … WHERE id`, to be completed by `= $1` or `IN (…)`.
    pub(crate) select: Arc<str>,
    /// `INSERT INTO … VALUES ($1, …)` of all columns.
    pub(crate) insert: Arc<str>,
    /// How many those are.
    pub(crate) columns: usize,
}

impl Statements {
    pub(crate) fn of(object: &Object) -> Self {
        let (table, columns) = (object.table(), column_list(object));
        let count = all_columns(object).len();
        let places: Vec<String> = (1..=count).map(|n| format!("${n}")).collect();
        Self {
            select: format!("SELECT {columns} FROM {table} WHERE id").into(),
            insert: format!("INSERT INTO {table} ({columns}) VALUES ({})", places.join(", ")).into(),
            columns: count,
        }
    }
}

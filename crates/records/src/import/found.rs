//! What an import found out besides its questions, for the pages that show it: what each column holds, how much of it
//! is known already, and what the first rows would become.
use engine::{Kind, Object, Record, Value};
use serde::{Deserialize, Serialize};
use tabular::{ColumnKind, ColumnProfile, Distinct};

use super::report::Counts;

/// Samples shown of a column.
const SAMPLES: usize = 3;
/// Rows of each outcome that are kept for a look.
pub(super) const LOOKED: usize = 5;

/// What a column of the file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnFound {
    /// Its heading.
    pub heading: String,
    /// The kind of field that would hold it.
    pub kind: Kind,
    /// The first few different values.
    pub samples: Vec<String>,
    /// Cells that are not blank.
    pub filled: u64,
    /// How many different values there are, where they were counted.
    pub distinct: Option<u64>,
    /// How sure the guess of its meaning is, from 0.6 to 1; nothing where nobody guessed.
    pub sure: Option<f64>,
}

impl ColumnFound {
    /// Of a column that was looked at.
    pub(super) fn of(column: &ColumnProfile, sure: Option<f64>) -> Self {
        Self {
            heading: column.heading.clone(),
            kind: kind_of(column.kind),
            samples: column.samples.iter().take(SAMPLES).map(|s| super::read::short(s)).collect(),
            filled: column.filled,
            distinct: match &column.distinct {
                Distinct::Exact(values) => Some(values.len() as u64),
                Distinct::Many => None,
            },
            sure,
        }
    }
}

/// The kind of field for what a column holds.
fn kind_of(kind: ColumnKind) -> Kind {
    match kind {
        ColumnKind::Text | ColumnKind::Time => Kind::Text,
        ColumnKind::LongText => Kind::LongText,
        ColumnKind::Integer => Kind::Integer,
        ColumnKind::Decimal => Kind::Decimal,
        ColumnKind::Percent => Kind::Percent,
        ColumnKind::Money { .. } => Kind::Money,
        ColumnKind::Date => Kind::Date,
        ColumnKind::DateTime => Kind::DateTime,
        ColumnKind::Duration => Kind::Duration,
        ColumnKind::Toggle => Kind::Toggle,
        ColumnKind::Email => Kind::Email,
        ColumnKind::Phone => Kind::Phone,
        ColumnKind::Url => Kind::Url,
        ColumnKind::Choice => Kind::Choice,
    }
}

/// What rows are known by, counted over the whole file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeysFound {
    /// Rows whose record is there already.
    pub known: u64,
    /// Rows whose key was in the file before.
    pub twice: u64,
}

/// What a row would do, or did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Make a record.
    Created,
    /// Change a record.
    Updated,
    /// Leave a record as it is.
    Unchanged,
}

/// One row of a dry run, as it would become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// What it would do.
    pub outcome: Outcome,
    /// The physical line it starts at.
    pub line: u64,
    /// What its record is called.
    pub title: String,
    /// Field labels with what they were (of records that are there) and what they become.
    pub values: Vec<(String, String, String)>,
}

/// Whether another row of an outcome is to be kept.
pub(super) fn wants(outcome: Outcome, counts: &Counts) -> bool {
    let so_far = match outcome {
        Outcome::Created => counts.created,
        Outcome::Updated => counts.updated,
        Outcome::Unchanged => counts.unchanged,
    };
    so_far < LOOKED as u64
}

/// A row as it would become.
pub(super) fn sample(
    outcome: Outcome,
    line: u64,
    before: Option<&Record>,
    after: &Record,
    object: &Object,
) -> Sample {
    let values = object.fields.iter().zip(&after.values).enumerate().filter_map(|(i, (field, value))| {
        let old = before.and_then(|b| b.values.get(i)).unwrap_or(&Value::Null);
        let told = !field.hidden && !field.kind.is_link() && !field.system && old != value;
        told.then(|| (field.label.clone(), short(old), short(value)))
    });
    Sample { outcome, line, title: after.title(), values: values.take(8).collect() }
}

fn short(value: &Value) -> String {
    super::read::short(&value.primary().plain())
}

//! What an import found out besides its questions, for the pages that show it: what each column holds, how much of it
//! is known already, and what the first rows would become.
use std::collections::BTreeMap;

use base::{Id, Result};
use engine::{Actor, Engine, Kind, Record, Value, Work};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;
use tabular::{ColumnKind, ColumnProfile, Distinct};

use super::report::Counts;

/// Samples shown of a column.
const SAMPLES: usize = 3;
/// Rows of each outcome that are kept for a look.
pub(super) const LOOKED: usize = 5;

/// Values of a row that are kept for a look.
const VALUES: usize = 8;

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
    /// What it says.
    pub values: Vec<Change>,
    /// What the records are called that its links lead to.
    pub titles: BTreeMap<Id, String>,
}

/// A value of a row of a dry run, as the API writes values; of several the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Key of the field.
    pub field: String,
    /// What it was, of a record that is there.
    pub old: Json,
    /// What it becomes.
    pub new: Json,
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
pub(super) fn sample(outcome: Outcome, line: u64, before: Option<&Record>, after: &Record) -> Sample {
    let object = &after.object;
    let values = object.fields.iter().zip(&after.values).enumerate().filter_map(|(i, (field, value))| {
        let old = before.and_then(|b| b.values.get(i)).unwrap_or(&Value::Null);
        let told = !field.hidden && !field.system && field.kind.fits_a_list() && old != value;
        told.then(|| Change {
            field: field.key.clone(),
            old: old.primary().to_json(),
            new: value.primary().to_json(),
        })
    });
    let values = values.take(VALUES).collect();
    Sample { outcome, line, title: after.title(), values, titles: BTreeMap::new() }
}

/// What the records are called that the changed links of a record lead to, those the unit of work makes among them.
pub(super) async fn titles(
    engine: &Engine,
    actor: &Actor,
    work: &mut Work,
    before: Option<&Record>,
    after: &Record,
) -> Result<BTreeMap<Id, String>> {
    let mut titles = BTreeMap::new();
    for (i, (field, value)) in after.object.fields.iter().zip(&after.values).enumerate() {
        let old = before.and_then(|b| b.values.get(i)).unwrap_or(&Value::Null);
        let Some(target) = field.target.as_deref().filter(|_| old != value) else { continue };
        // Where the row leads was found for whoever imports; where the record led before they may not see.
        if let Some(id) = value.primary().id() {
            titles.insert(id, work.current(target, id).await?.title());
        }
        if let Some(id) = old.primary().id() {
            titles.extend(engine.titles(actor, target, &[id]).await?);
        }
    }
    Ok(titles)
}

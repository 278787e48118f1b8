//! What each column of a table holds, told from all of its cells in one pass.

use std::collections::HashMap;
use std::io::Read;

use crate::Error;
use crate::date::{DateGuess, DateGuesser, DateSign};
use crate::decide::decide;
use crate::kind::{ColumnKind, Reading, Traits};
use crate::note::EXAMPLES;
use crate::number::{Currency, NumberGuess, NumberGuesser};
use crate::table::{RowRef, Table};

/// How many different values are counted, at most, in a column.
pub const MAX_DISTINCT: usize = 1_000;
/// How many bytes the different values of all columns together may take.
const BUDGET: usize = 32 * 1024 * 1024;
/// How much of a cell is kept as an example, in characters.
const EXCERPT: usize = 120;
const SAMPLES: usize = 5;
/// How many currencies are told apart.
const MAX_CURRENCIES: usize = 8;

/// What is known about a table after its last row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// How many rows there are.
    pub rows: u64,
    /// Its columns, in order.
    pub columns: Vec<ColumnProfile>,
}

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnProfile {
    /// The heading of the column.
    pub heading: String,
    /// How many cells are not blank.
    pub filled: u64,
    /// How many cells are blank.
    pub blank: u64,
    /// The different values, if they are few.
    pub distinct: Distinct,
    /// The length of the shortest cell that is not blank, in characters.
    pub min_length: usize,
    /// The length of the longest cell, in characters.
    pub max_length: usize,
    /// The first few different values.
    pub samples: Vec<String>,
    /// What the column holds.
    pub kind: ColumnKind,
    /// How many cells are of that kind, of those that are not blank.
    pub fitting: u64,
    /// The first few cells that are not, with their physical lines.
    pub misfits: Vec<(u64, String)>,
    /// How the dates of the column are written, if there are any. Also there for a column of other kind, in case its
    /// target is a date; then the guess rests on the few cells that are dates.
    pub dates: Option<DateGuess>,
    /// How the numbers of the column are written, if there are any.
    pub numbers: Option<NumberGuess>,
    /// The currencies named beside numbers, with how often.
    pub currencies: Vec<(Currency, u64)>,
}

impl ColumnProfile {
    /// The share of cells that are of the kind, of those that are not blank; 1 for an empty column.
    pub fn share(&self) -> f64 {
        if self.filled == 0 { 1.0 } else { self.fitting as f64 / self.filled as f64 }
    }
}

/// The different values of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Distinct {
    /// All of them, the most frequent first.
    Exact(Vec<ValueCount>),
    /// More than were counted.
    Many,
}

/// A value and how often it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueCount {
    /// The value, without blanks around it.
    pub value: String,
    /// How many cells have it.
    pub count: u64,
    /// The physical line of the first of them.
    pub line: u64,
}

/// Reads a table to its end and says what its columns hold.
pub fn profile<R: Read>(table: &mut Table<R>) -> Result<Profile, Error> {
    let mut profiler = Profiler::new(table.headings());
    while let Some(row) = table.next_row()? {
        profiler.add(&row);
    }
    Ok(profiler.finish())
}

/// Takes in the rows of a table one after another.
#[derive(Debug)]
pub struct Profiler {
    rows: u64,
    columns: Vec<Column>,
    /// Which of the columns are looked at.
    wanted: Vec<usize>,
    bytes_per_column: usize,
}

impl Profiler {
    /// Begins with a table of these headings.
    pub fn new(headings: &[String]) -> Self {
        Self {
            rows: 0,
            columns: headings.iter().map(|heading| Column::new(heading)).collect(),
            wanted: (0..headings.len()).collect(),
            bytes_per_column: BUDGET / headings.len().max(1),
        }
    }

    /// Looks at these columns only; of the others nothing is known in the end. Saves most of the time where a mapping
    /// is settled and only the style of some dates and numbers is not.
    #[must_use]
    pub fn only(mut self, columns: &[usize]) -> Self {
        self.wanted.retain(|column| columns.contains(column));
        self
    }

    /// Takes in a row. Cells behind the last heading belong to no column.
    pub fn add(&mut self, row: &RowRef<'_>) {
        self.rows += 1;
        for index in &self.wanted {
            if let (Some(column), Some(cell)) = (self.columns.get_mut(*index), row.cells.get(*index)) {
                column.add(row.line, cell.trim(), self.bytes_per_column);
            }
        }
    }

    /// What the rows so far say.
    pub fn finish(self) -> Profile {
        Profile { rows: self.rows, columns: self.columns.into_iter().map(Column::finish).collect() }
    }
}

/// A value that was seen, with what it could be: the same value need not be read again.
#[derive(Debug)]
struct Seen {
    count: u64,
    line: u64,
    reading: Reading,
}

/// A column under way.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) heading: String,
    pub(crate) filled: u64,
    blank: u64,
    seen: Option<HashMap<Box<str>, Seen>>,
    seen_bytes: usize,
    min_length: usize,
    pub(crate) max_length: usize,
    pub(crate) has_lines: bool,
    samples: Vec<String>,
    /// How many cells have each trait.
    tally: [u64; Traits::COUNT],
    /// For each trait the first cells without it, as places in `strangers`.
    misfits: [Vec<usize>; Traits::COUNT],
    strangers: Vec<(u64, String)>,
    /// The traits that have too few misfits yet.
    wanting: Traits,
    dates: DateGuesser,
    numbers: NumberGuesser,
    currencies: Vec<(Currency, u64)>,
}

impl Column {
    fn new(heading: &str) -> Self {
        Self {
            heading: heading.to_owned(),
            filled: 0,
            blank: 0,
            seen: Some(HashMap::new()),
            seen_bytes: 0,
            min_length: usize::MAX,
            max_length: 0,
            has_lines: false,
            samples: Vec::new(),
            tally: [0; Traits::COUNT],
            misfits: std::array::from_fn(|_| Vec::new()),
            strangers: Vec::new(),
            wanting: Traits::ALL,
            dates: DateGuesser::default(),
            numbers: NumberGuesser::default(),
            currencies: Vec::new(),
        }
    }

    /// How many cells have a trait.
    pub(crate) fn with(&self, what: Traits) -> u64 {
        self.tally.get(what.index()).copied().unwrap_or(0)
    }

    /// How many different values there are, if they were counted.
    pub(crate) fn distinct(&self) -> Option<usize> {
        self.seen.as_ref().map(HashMap::len)
    }

    fn add(&mut self, line: u64, text: &str, budget: usize) {
        if text.is_empty() {
            self.blank += 1;
            return;
        }
        self.filled += 1;
        if let Some(seen) = self.seen.as_mut().and_then(|seen| seen.get_mut(text)) {
            seen.count += 1;
            let reading = seen.reading;
            self.take(line, text, reading);
            return;
        }
        let length = text.chars().count();
        self.min_length = self.min_length.min(length);
        self.max_length = self.max_length.max(length);
        self.has_lines |= text.contains(['\n', '\r']);
        let reading = Reading::of(text);
        if let Some(seen) = &mut self.seen {
            if self.samples.len() < SAMPLES {
                self.samples.push(excerpt(text));
            }
            self.seen_bytes += text.len() + size_of::<Seen>() + 2 * size_of::<usize>();
            if seen.len() == MAX_DISTINCT || self.seen_bytes > budget {
                self.seen = None;
            } else {
                seen.insert(text.into(), Seen { count: 1, line, reading });
            }
        }
        self.take(line, text, reading);
    }

    fn take(&mut self, line: u64, text: &str, reading: Reading) {
        for index in reading.traits.indices() {
            if let Some(count) = self.tally.get_mut(index) {
                *count += 1;
            }
        }
        self.note_misfit(line, text, reading.traits);
        if let Some(sign) = reading.date {
            self.dates.add_sign(sign, line, text);
        }
        if reading.traits.has(Traits::SERIAL) && reading.date.is_none() {
            self.dates.add_sign(DateSign::Serial, line, text);
        }
        if let Some(sign) = reading.number {
            self.numbers.add_sign(sign, line, text);
        }
        if let Some(currency) = reading.currency {
            let known = self.currencies.iter_mut().find(|(other, _)| *other == currency);
            if let Some((_, count)) = known {
                *count += 1;
            } else if self.currencies.len() < MAX_CURRENCIES {
                self.currencies.push((currency, 1));
            }
        }
    }

    /// Keeps a cell as an example for the traits it lacks, as long as they want examples.
    fn note_misfit(&mut self, line: u64, text: &str, traits: Traits) {
        let lacking = self.wanting.without(traits);
        if lacking == Traits::default() {
            return;
        }
        let place = self.strangers.len();
        self.strangers.push((line, excerpt(text)));
        for index in lacking.indices() {
            let Some(misfits) = self.misfits.get_mut(index) else { continue };
            misfits.push(place);
            if misfits.len() == EXAMPLES {
                self.wanting = self.wanting.without(Traits::at(index));
            }
        }
    }

    /// The currency of the column, if it is one.
    pub(crate) fn currency(&self) -> Option<Currency> {
        match self.currencies.as_slice() {
            [(currency, _)] => Some(*currency),
            _ => None,
        }
    }

    fn finish(self) -> ColumnProfile {
        let (kind, what) = decide(&self);
        let fitting = what.map_or(self.filled, |what| self.with(what));
        let misfits =
            what.and_then(|what| self.misfits.get(what.index())).map(Vec::as_slice).unwrap_or_default();
        let misfits = misfits.iter().filter_map(|place| self.strangers.get(*place).cloned()).collect();
        let is_serial = what == Some(Traits::SERIAL);
        let dates = (self.with(Traits::DATE) > 0
            || self.with(Traits::SERIAL) == self.filled && self.filled > 0)
            .then(|| {
                let mut guess = self.dates.finish();
                // A few numbers among dates are no spreadsheet's; all of them may be, if the target is a date.
                guess.serials = is_serial || guess.evidence.serials == self.filled;
                guess
            });
        let numbers = (self.tally.get(Traits::NUMBER.index()) > Some(&0)
            || self.tally.get(Traits::PERCENT.index()) > Some(&0))
        .then(|| self.numbers.finish());
        let distinct = self.seen.map_or(Distinct::Many, |seen| {
            let mut values: Vec<ValueCount> = seen
                .into_iter()
                .map(|(value, seen)| ValueCount { value: value.into(), count: seen.count, line: seen.line })
                .collect();
            values
                .sort_by(|a, b| b.count.cmp(&a.count).then(a.line.cmp(&b.line)).then(a.value.cmp(&b.value)));
            Distinct::Exact(values)
        });
        ColumnProfile {
            heading: self.heading,
            filled: self.filled,
            blank: self.blank,
            distinct,
            min_length: if self.filled == 0 { 0 } else { self.min_length },
            max_length: self.max_length,
            samples: self.samples,
            kind,
            fitting,
            misfits,
            dates,
            numbers,
            currencies: self.currencies,
        }
    }
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    fn table(text: &str) -> Table<&[u8]> {
        Table::open(text.as_bytes(), Options::default()).unwrap()
    }

    #[test]
    fn values_are_counted_the_most_frequent_first() {
        let profile = profile(&mut table("a,b\nx,1\ny,2\n y ,\n")).unwrap();
        let value = |value: &str, count, line| ValueCount { value: value.into(), count, line };
        assert_eq!(profile.columns[0].distinct, Distinct::Exact(vec![value("y", 2, 3), value("x", 1, 2)]));
        assert_eq!((profile.rows, profile.columns[1].filled, profile.columns[1].blank), (3, 2, 1));
    }

    #[test]
    fn too_many_values_are_many() {
        let rows: Vec<String> = (0..=MAX_DISTINCT).map(|n| format!("{n},x")).collect();
        let profile = profile(&mut table(&format!("a,b\n{}\n", rows.join("\n")))).unwrap();
        assert_eq!(profile.columns[0].distinct, Distinct::Many);
        assert_eq!(profile.columns[0].samples, ["0", "1", "2", "3", "4"]);
    }

    #[test]
    fn columns_nobody_asked_about_are_left_alone() {
        let mut table = table("a,b\n1,2024-01-02\n");
        let mut profiler = Profiler::new(table.headings()).only(&[1]);
        while let Some(row) = table.next_row().unwrap() {
            profiler.add(&row);
        }
        let columns = profiler.finish().columns;
        assert_eq!((columns[0].filled, columns[1].kind), (0, ColumnKind::Date));
    }
}

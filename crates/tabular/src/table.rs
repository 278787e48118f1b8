//! A table: headings and then one row after another, each with the line where it starts.

use std::collections::HashSet;
use std::io::{self, Read};

use crate::Error;
use crate::decode::{Damage, Decoder};
use crate::dialect::{self, Dialect, Quote};
use crate::encoding::{self, Encoding};
use crate::formula::unmarked;
use crate::note::{Note, Notes, Oddity};
use crate::record::{Limits, RecordReader};

/// How much decoded text the dialect is told from.
const AHEAD: usize = 128 * 1024;

/// Where the headings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Headings {
    /// In the first row that looks like headings: a title above them is skipped and reported.
    #[default]
    Auto,
    /// In the first row that is not blank.
    First,
    /// Nowhere: every row is data, and columns are named "Column 1" and so on, as many as the first row has.
    None,
}

/// What is known about a table beforehand, and what it may take.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The encoding, if known.
    pub encoding: Option<Encoding>,
    /// The separator, if known.
    pub separator: Option<u8>,
    /// The quotes, if known.
    pub quote: Quote,
    /// Where the headings are.
    pub headings: Headings,
    /// How many bytes a record may have.
    pub max_record: usize,
    /// How many cells a record may have.
    pub max_columns: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            encoding: None,
            separator: None,
            quote: Quote::Auto,
            headings: Headings::Auto,
            max_record: 16 * 1024 * 1024,
            max_columns: 2_000,
        }
    }
}

/// A table that is being read. Memory stays the same however long it is.
pub struct Table<R> {
    records: RecordReader<Decoder<R>>,
    headings: Vec<String>,
    dialect: Dialect,
    notes: Notes,
    damage_seen: Damage,
    /// The record read is the first row of data and not handed out yet.
    first_row_waits: bool,
    done: bool,
    number: u64,
}

impl<R: Read> Table<R> {
    /// Finds out how the table is written and reads its headings.
    pub fn open(source: R, options: Options) -> Result<Self, Error> {
        let mut decoder = Decoder::new(source, options.encoding)?;
        if let Some(what) = encoding::not_text(decoder.sample()) {
            return Err(Error::NotText { what });
        }
        if encoding::is_binary(decoder.sample(), decoder.encoding()) {
            return Err(Error::NotText { what: "binary data" });
        }
        let mut ahead = Vec::with_capacity(AHEAD);
        decoder.by_ref().take(AHEAD as u64).read_to_end(&mut ahead)?;
        let sniffed = dialect::sniff(&ahead, options.separator, options.quote);
        let Dialect { separator, quote, .. } = sniffed.dialect;
        let limits = Limits { bytes: options.max_record, columns: options.max_columns };
        let mut records = RecordReader::new(decoder, ahead, separator, quote, limits);
        records.pass(sniffed.sep_line);
        let mut table = Self {
            records,
            headings: Vec::new(),
            dialect: sniffed.dialect,
            notes: Notes::default(),
            damage_seen: Damage::default(),
            first_row_waits: false,
            done: false,
            number: 0,
        };
        let above = if options.headings == Headings::Auto { sniffed.above_headings } else { 0 };
        for _ in 0..above {
            if table.next_record()? {
                table.notes.add(Oddity::LinesAboveHeadings, table.records.line(), 1);
            }
        }
        if !table.next_record()? {
            return Err(Error::Empty);
        }
        table.name_columns(options.headings == Headings::None);
        Ok(table)
    }

    /// The headings, each there once and none empty.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The encoding of the file.
    pub fn encoding(&self) -> Encoding {
        self.records.source().encoding()
    }

    /// How the table is written down.
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// What was odd so far; complete once the last row was read.
    pub fn notes(&self) -> &[Note] {
        self.notes.all()
    }

    /// How many bytes of decoded text were read so far, for showing progress.
    pub fn consumed(&self) -> u64 {
        self.records.consumed()
    }

    /// The next row, or nothing after the last one. After an error there are no more rows.
    pub fn next_row(&mut self) -> Result<Option<RowRef<'_>>, Error> {
        if self.done {
            return Ok(None);
        }
        if !std::mem::take(&mut self.first_row_waits) {
            match self.next_record() {
                Ok(true) => {}
                Ok(false) => {
                    self.done = true;
                    return Ok(None);
                }
                Err(error) => {
                    self.done = true;
                    return Err(error);
                }
            }
        }
        self.number += 1;
        let (line, number, width) = (self.records.line(), self.number, self.headings.len());
        let text = std::str::from_utf8(self.records.text()).map_err(io::Error::other)?;
        let mut cells = Cells { text, ends: self.records.ends(), width };
        if cells.ends.len() > width {
            if cells.extra().all(|cell| cell.trim().is_empty()) {
                cells.ends = cells.ends.get(..width).unwrap_or_default();
            } else {
                self.notes.add(Oddity::LongRows, line, 1);
            }
        } else if cells.ends.len() < width {
            self.notes.add(Oddity::ShortRows, line, 1);
        }
        Ok(Some(RowRef { line, number, cells }))
    }

    /// Moves to the next record that is not blank.
    fn next_record(&mut self) -> Result<bool, Error> {
        loop {
            let found = self.records.read()?;
            let line = self.records.line();
            let damage = self.records.source().damage();
            if damage.count > 0 && self.damage_seen.count == 0 {
                // The decoder is ahead of the records: the first broken bytes may be some rows away yet.
                if !found || damage.first_at.is_some_and(|at| at < self.records.consumed()) {
                    self.damage_seen = damage;
                    self.notes.add(Oddity::BrokenText, line, damage.count);
                }
            } else if damage.count > self.damage_seen.count {
                self.notes.add_count(&Oddity::BrokenText, damage.count - self.damage_seen.count);
                self.damage_seen = damage;
            }
            if !found {
                return Ok(false);
            }
            let zeros = self.records.remove_zero_bytes();
            if zeros > 0 {
                self.notes.add(Oddity::ZeroBytes, line, zeros);
            }
            if !self.records.text().trim_ascii().is_empty() {
                return Ok(true);
            }
            self.notes.add(Oddity::BlankRows, line, 1);
        }
    }

    fn name_columns(&mut self, all_rows_are_data: bool) {
        let line = self.records.line();
        let text = String::from_utf8_lossy(self.records.text());
        let cells = Cells { text: &text, ends: self.records.ends(), width: 0 };
        if all_rows_are_data {
            self.headings = (1..=cells.len()).map(|column| format!("Column {column}")).collect();
            self.first_row_waits = true;
            return;
        }
        let read: Vec<String> = cells
            .iter()
            .map(|cell| cell.trim_start_matches('\u{FEFF}').split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        let in_file: HashSet<&str> = read.iter().map(String::as_str).collect();
        let mut taken: HashSet<String> = HashSet::new();
        for (index, heading) in read.iter().enumerate() {
            let base = if heading.is_empty() { format!("Column {}", index + 1) } else { heading.clone() };
            let mut name = base.clone();
            let mut copy = 1;
            // A made-up name must not take one that a later column has in the file.
            while taken.contains(&name) || (name != *heading && in_file.contains(name.as_str())) {
                copy += 1;
                name = format!("{base} ({copy})");
            }
            if heading.is_empty() {
                self.notes.add(Oddity::EmptyHeading { to: name.clone() }, line, 1);
            } else if name != *heading {
                self.notes.add(Oddity::DuplicateHeading { from: heading.clone(), to: name.clone() }, line, 1);
            }
            taken.insert(name.clone());
            self.headings.push(name);
        }
    }
}

/// A row of a table, in the buffers of its reader.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'t> {
    /// The physical line where the row starts.
    pub line: u64,
    /// The number of the row, counted from 1 without headings and blank rows.
    pub number: u64,
    /// The cells: at least as many as there are headings.
    pub cells: Cells<'t>,
}

/// The cells of a row.
#[derive(Debug, Clone, Copy)]
pub struct Cells<'t> {
    text: &'t str,
    ends: &'t [usize],
    width: usize,
}

impl<'t> Cells<'t> {
    /// How many cells there are: those the row has, or as many as headings if it is too short.
    #[expect(clippy::len_without_is_empty, reason = "a row is never empty")]
    pub fn len(&self) -> usize {
        self.ends.len().max(self.width)
    }

    /// The cell of a column, blank where the row is too short; of a formula that is written as text, the text.
    pub fn get(&self, column: usize) -> Option<&'t str> {
        self.written(column).map(unmarked)
    }

    fn written(&self, column: usize) -> Option<&'t str> {
        let Some(end) = self.ends.get(column) else { return (column < self.width).then_some("") };
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..*end)
    }

    /// All cells in order, padded to the headings.
    pub fn iter(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        let this = *self;
        (0..this.len()).filter_map(move |column| this.get(column))
    }

    /// The cells behind the last heading.
    pub fn extra(&self) -> impl Iterator<Item = &'t str> + use<'t> {
        self.iter().skip(self.width)
    }

    /// How many cells the row lacks.
    pub fn missing(&self) -> usize {
        self.width.saturating_sub(self.ends.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (u64, Vec<String>);

    /// Headings, rows and notes.
    fn read(text: &[u8]) -> (Vec<String>, Vec<Row>, Vec<String>) {
        let mut table = Table::open(text, Options::default()).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            assert_eq!(row.number, rows.len() as u64 + 1);
            rows.push((row.line, row.cells.iter().map(str::to_owned).collect()));
        }
        (table.headings().to_vec(), rows, table.notes().iter().map(Note::to_string).collect())
    }

    #[test]
    fn ragged_rows_lose_nothing_and_are_reported() {
        let (_, rows, notes) = read(b"a,b,c\n1,2\n1,2,3,4\n1,2,3,,\n");
        assert_eq!(rows[0].1, ["1", "2", ""]);
        assert_eq!(rows[1].1, ["1", "2", "3", "4"]);
        assert_eq!(rows[2].1, ["1", "2", "3"]);
        assert_eq!(
            notes,
            [
                "1 row with fewer cells than headings, padded (line 2)",
                "1 row with more cells than headings, extra cells kept (line 3)"
            ]
        );
    }

    #[test]
    fn rows_know_the_line_they_start_at() {
        let (_, rows, notes) = read(b"sep=;\r\na;b\r\n\r\n\"x\r\ny\";2\r\n ; \r\n3;4");
        assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), [4, 7]);
        assert_eq!(notes, ["1 blank row skipped (line 6)"]);
    }

    #[test]
    fn headings_are_made_unique_and_named() {
        let (headings, _, notes) = read(b"Name,Name,,Name (2), a \n");
        assert_eq!(headings, ["Name", "Name (3)", "Column 3", "Name (2)", "a"]);
        assert_eq!(notes.len(), 2);
        assert_eq!(notes[0], "heading \"Name\" was there already: this column is called \"Name (3)\"");
    }

    #[test]
    fn a_line_end_inside_a_heading_becomes_a_blank() {
        assert_eq!(read(b"\"Deal\n value\",b\n").0, ["Deal value", "b"]);
    }

    #[test]
    fn an_empty_file_is_refused_and_a_lone_heading_is_not() {
        let error = |bytes: &[u8]| Table::open(bytes, Options::default()).err().unwrap().to_string();
        assert_eq!(error(b""), "the file is empty: there is no row of headings");
        assert_eq!(error(b"\n\n  \n"), "the file is empty: there is no row of headings");
        assert_eq!(error(&[0; 4096]), "this is no table of text but nothing but zero bytes");
        let (headings, rows, notes) = read(b"a,b");
        assert_eq!((headings.len(), rows.len(), notes.len()), (2, 0, 0));
    }

    #[test]
    fn broken_bytes_are_reported_with_their_row() {
        let mut text = "name,city\n".to_owned() + &"Zoë,Łódź\n".repeat(50_000);
        text.push_str("end,");
        let mut bytes = text.into_bytes();
        bytes.extend(b"M\xFCnchen\nx,y\n");
        let (_, rows, notes) = read(&bytes);
        assert_eq!(rows[50_000].1, ["end", "München"]);
        assert_eq!(notes, ["1 sequence of bytes broken in the file's encoding (line 50002)"]);
    }

    #[test]
    fn without_headings_every_row_is_data() {
        let options = Options { headings: Headings::None, ..Options::default() };
        let mut table = Table::open(&b"1,2\n3,4\n"[..], options).unwrap();
        assert_eq!(table.headings(), ["Column 1", "Column 2"]);
        assert_eq!(table.next_row().unwrap().unwrap().cells.get(0), Some("1"));
        assert_eq!(table.next_row().unwrap().unwrap().cells.get(0), Some("3"));
        assert!(table.next_row().unwrap().is_none());
    }

    #[test]
    fn after_an_error_there_are_no_more_rows() {
        let mut table = Table::open(&b"a,b\n\"1,2\n3,4\n"[..], Options::default()).unwrap();
        assert_eq!(table.next_row().unwrap_err().line(), Some(2));
        assert!(table.next_row().unwrap().is_none());
    }
}

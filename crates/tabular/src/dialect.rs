//! How a table is written down: separator, quotes, line ends; told from its beginning.

use std::collections::HashMap;
use std::fmt;

use crate::record::{Limits, RecordReader};

/// What ends the lines of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// Line feed, as on Unix.
    Lf,
    /// Carriage return and line feed, as on Windows.
    CrLf,
    /// Carriage return alone, as on old Macs.
    Cr,
}

/// How a table is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    /// The byte between cells.
    pub separator: u8,
    /// The byte around cells that hold separators or line ends, if any.
    pub quote: Option<u8>,
    /// What ends the first line. Any line end is understood anywhere, whatever this says.
    pub line_end: LineEnd,
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.separator {
            b',' => "comma",
            b';' => "semicolon",
            b'\t' => "tab",
            b'|' => "bar",
            _ => "",
        })?;
        if !SEPARATORS.contains(&self.separator) {
            write!(f, "\"{}\"", char::from(self.separator).escape_default())?;
        }
        match self.quote {
            Some(quote) => write!(f, ", quotes {}", char::from(quote))?,
            None => f.write_str(", no quotes")?,
        }
        f.write_str(match self.line_end {
            LineEnd::Lf => ", LF",
            LineEnd::CrLf => ", CR LF",
            LineEnd::Cr => ", CR",
        })
    }
}

/// Which quotes a table uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quote {
    /// Double quotes, or single ones where they are clearly meant.
    #[default]
    Auto,
    /// None: quotes are ordinary characters.
    None,
    /// This byte.
    Byte(u8),
}

/// In order of how rarely they are found in prose.
const SEPARATORS: [u8; 4] = [b'\t', b';', b'|', b','];
/// How many records of the sample are looked at.
const RECORDS: usize = 200;

/// What the beginning of a table tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sniffed {
    pub(crate) dialect: Dialect,
    /// How many bytes at the beginning are a `sep=` line, with its line end.
    pub(crate) sep_line: usize,
    /// How many records come before the headings.
    pub(crate) above_headings: usize,
}

/// Tells the dialect from the beginning of the decoded text, as far as it is not given.
pub(crate) fn sniff(text: &[u8], separator: Option<u8>, quote: Quote) -> Sniffed {
    let (told, sep_line) = sep_line(text).map_or((None, 0), |(byte, length)| (Some(byte), length));
    let body = text.get(sep_line..).unwrap_or_default();
    let outer = match quote {
        Quote::Auto => Some(b'"'),
        Quote::None => None,
        Quote::Byte(byte) => Some(byte),
    };
    let separator = separator.or(told).unwrap_or_else(|| best_separator(body, outer));
    let quote = match quote {
        Quote::Auto if uses_single_quotes(body, separator) => Some(b'\''),
        _ => outer,
    };
    Sniffed {
        dialect: Dialect { separator, quote, line_end: line_end(text) },
        sep_line,
        above_headings: above_headings(&records(body, separator, quote)),
    }
}

/// Excel's first line `sep=;`, which names the separator: the byte and the length of the line. In quotes it is data.
fn sep_line(text: &[u8]) -> Option<(u8, usize)> {
    let (name, rest) = text.split_at_checked(4)?;
    let (separator, rest) = rest.split_first()?;
    let line_end = match rest {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        [] => 0,
        _ => return None,
    };
    let is_separator = separator.is_ascii() && !matches!(separator, b'\r' | b'\n' | b'"');
    (name.eq_ignore_ascii_case(b"sep=") && is_separator).then(|| (*separator, 5 + line_end))
}

fn line_end(text: &[u8]) -> LineEnd {
    match memchr::memchr2(b'\r', b'\n', text).and_then(|at| text.get(at..)) {
        Some([b'\r', b'\n', ..]) => LineEnd::CrLf,
        Some([b'\r', ..]) => LineEnd::Cr,
        _ => LineEnd::Lf,
    }
}

/// A record of the sample: how many cells it has and how many of them are filled.
#[derive(Debug, Clone, Copy)]
struct Shape {
    cells: usize,
    filled: usize,
}

fn records(text: &[u8], separator: u8, quote: Option<u8>) -> Vec<Shape> {
    let limits = Limits { bytes: text.len().max(1), columns: usize::MAX - 2 };
    let mut reader = RecordReader::new(text, Vec::new(), separator, quote, limits);
    let mut shapes = Vec::new();
    let mut complete = 0;
    // An error here is an open quote, which the reading itself will report with its line.
    while shapes.len() < RECORDS && matches!(reader.read(), Ok(true)) {
        let mut start = 0;
        let is_filled = |end: &&usize| {
            let cell = reader.text().get(start..**end).unwrap_or_default();
            start = **end;
            !cell.trim_ascii().is_empty()
        };
        let filled = reader.ends().iter().filter(is_filled).count();
        shapes.push(Shape { cells: reader.ends().len(), filled });
        if reader.consumed() < text.len() as u64 {
            complete = shapes.len();
        }
    }
    // The last record may be cut where the sample ends; it counts only when it is all there is.
    shapes.truncate(complete.max(1));
    shapes.retain(|shape| shape.filled > 0);
    shapes
}

/// The count of cells that most records have, of those with two or more.
fn usual_width(records: &[Shape]) -> (usize, usize) {
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for record in records.iter().filter(|record| record.cells > 1) {
        *counts.entry(record.cells).or_default() += 1;
    }
    counts
        .into_iter()
        .map(|(width, count)| (count, width))
        .max()
        .map_or((0, 0), |(count, width)| (width, count))
}

fn best_separator(text: &[u8], quote: Option<u8>) -> u8 {
    let score = |separator: u8| {
        let records = records(text, separator, quote);
        let (width, count) = usual_width(&records);
        let first = records.first().map_or(0, |record| record.cells);
        let share = count as f64 / records.len().max(1) as f64;
        match (first, width) {
            (_, 0) | (1, 2) => 0.0,
            (1, _) => share * 0.7,
            _ if first == width => share + 0.1 + 0.02 * (width as f64).log2(),
            _ => share,
        }
    };
    let mut best = None;
    for (rank, separator) in SEPARATORS.into_iter().enumerate() {
        let score = score(separator);
        let score = if score > 0.0 { score - 0.01 * rank as f64 } else { 0.0 };
        if score > 0.25 && best.is_none_or(|(other, _)| score > other) {
            best = Some((score, separator));
        }
    }
    if let Some((_, separator)) = best {
        return separator;
    }
    // One column: nothing separates, so take what the text does not contain.
    let absent = [b',', b';', b'\t', b'|'].into_iter().find(|b| memchr::memchr(*b, text).is_none());
    absent.unwrap_or(b'\t')
}

/// Single quotes are quotes only where several cells begin and as many end with them, and none with double ones.
fn uses_single_quotes(text: &[u8], separator: u8) -> bool {
    let (mut opened, mut closed, mut double) = (0, 0, 0);
    for line in text.split(|b| matches!(b, b'\r' | b'\n')) {
        for cell in line.split(|b| *b == separator) {
            let cell = cell.trim_ascii();
            opened += usize::from(cell.first() == Some(&b'\''));
            closed += usize::from(cell.len() > 1 && cell.last() == Some(&b'\''));
            double += usize::from(cell.first() == Some(&b'"'));
        }
    }
    opened > 1 && opened == closed && double == 0
}

/// Records with a single filled cell above a wide table are a title and such, not the headings.
fn above_headings(records: &[Shape]) -> usize {
    let (width, _) = usual_width(records);
    if width < 3 {
        return 0;
    }
    let above = records.iter().take_while(|record| record.filled == 1).count();
    match records.get(above) {
        Some(next) if next.filled >= 3 && above < 20 => above,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn separator(text: &str) -> char {
        char::from(sniff(text.as_bytes(), None, Quote::Auto).dialect.separator)
    }

    #[test]
    fn the_separator_that_cuts_all_rows_alike_wins() {
        assert_eq!(separator("a,b\n1,2\n"), ',');
        assert_eq!(separator("a;b;c\n1,5;2,5;3\n1,5;2;3,5\n"), ';');
        assert_eq!(separator("name;amount\nA;1,5\nB;2,5\n"), ';');
        assert_eq!(separator("a\tb\n1,2\t3\n"), '\t');
        assert_eq!(separator("a|b\nx, y|z\n"), '|');
        assert_eq!(separator("name,tags\nA,x;y;z\nB,x;y;z\n"), ',');
    }

    #[test]
    fn separators_inside_quotes_do_not_count() {
        assert_eq!(separator("a,b\n\"1;2;3\",\"x;y;z\"\n\"1;2;3\",\"x;y;z\"\n"), ',');
    }

    #[test]
    fn one_column_is_cut_by_nothing() {
        let dialect = sniff(b"address\nBerlin, Germany\nParis, France\n", None, Quote::Auto).dialect;
        assert_eq!(dialect.separator, b';');
    }

    #[test]
    fn excel_names_its_separator() {
        let sniffed = sniff(b"sep=|\r\na,b|c\r\n", None, Quote::Auto);
        assert_eq!((sniffed.dialect.separator, sniffed.sep_line), (b'|', 7));
        assert_eq!(sniff(b"\"sep=;\"\na,b;c\n", None, Quote::Auto).sep_line, 0);
        assert_eq!(sniff(b"sep=ab\n1,2\n", None, Quote::Auto).sep_line, 0);
    }

    #[test]
    fn single_quotes_are_quotes_only_when_clearly_meant() {
        let quote = |text: &str| sniff(text.as_bytes(), None, Quote::Auto).dialect.quote;
        assert_eq!(quote("a,b\n'x, y','z'\n'1','2'\n"), Some(b'\''));
        assert_eq!(quote("a,b\nO'Neill,'tis\n"), Some(b'"'));
    }

    #[test]
    fn a_title_is_not_the_headings() {
        let above = |text: &str| sniff(text.as_bytes(), None, Quote::Auto).above_headings;
        assert_eq!(above("Students by state,,,\nname,code,count,total\nAlabama,AL,1,2\n"), 1);
        assert_eq!(above("Report of May\nname,code,count\nAlabama,AL,1\n"), 1);
        assert_eq!(above("name,code,count\nAlabama,AL,1\n"), 0);
    }

    #[test]
    fn line_ends_are_told() {
        let end = |text: &str| sniff(text.as_bytes(), None, Quote::Auto).dialect.line_end;
        assert_eq!([end("a\r\nb"), end("a\nb"), end("a\rb")], [LineEnd::CrLf, LineEnd::Lf, LineEnd::Cr]);
    }
}

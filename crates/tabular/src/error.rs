//! What can stop a table from being read, said so that the owner of the file can repair it.

use std::fmt;
use std::io;

/// Why a table cannot be read any further.
#[derive(Debug)]
pub enum Error {
    /// The source could not be read.
    Io(io::Error),
    /// The bytes are no text at all; `what` says what they look like.
    NotText {
        /// What the bytes look like, as in "an Excel workbook".
        what: &'static str,
    },
    /// There is no row that could hold headings.
    Empty,
    /// A quote was opened in the record that begins at `line` and never closed.
    UnclosedQuote {
        /// The physical line where the record begins.
        line: u64,
        /// The record limit in bytes that was hit, or nothing when the file simply ended.
        limit: Option<usize>,
    },
    /// The record that begins at `line` is longer than the limit, though its quotes are in order.
    RecordTooLong {
        /// The physical line where the record begins.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// The record that begins at `line` has more cells than the limit.
    TooManyColumns {
        /// The physical line where the record begins.
        line: u64,
        /// The limit in cells.
        limit: usize,
    },
}

impl Error {
    /// The physical line the problem is at, if it is at one.
    pub fn line(&self) -> Option<u64> {
        match self {
            Self::UnclosedQuote { line, .. }
            | Self::RecordTooLong { line, .. }
            | Self::TooManyColumns { line, .. } => Some(*line),
            Self::Io(_) | Self::NotText { .. } | Self::Empty => None,
        }
    }
}

/// A size in the largest unit that keeps it whole.
struct Size(usize);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KIB: usize = 1024;
        const MIB: usize = 1024 * KIB;
        match self.0 {
            n if n >= MIB && n.is_multiple_of(MIB) => write!(f, "{} MiB", n / MIB),
            n if n >= KIB && n.is_multiple_of(KIB) => write!(f, "{} KiB", n / KIB),
            n => write!(f, "{n} bytes"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "the file could not be read: {error}"),
            Self::NotText { what } => write!(f, "this is no table of text but {what}"),
            Self::Empty => write!(f, "the file is empty: there is no row of headings"),
            Self::UnclosedQuote { line, limit: Some(limit) } => {
                write!(
                    f,
                    "line {line}: a quote opened here is never closed (record longer than {})",
                    Size(*limit)
                )
            }
            Self::UnclosedQuote { line, limit: None } => {
                write!(f, "line {line}: a quote opened here is never closed (the file ends inside it)")
            }
            Self::RecordTooLong { line, limit } => {
                write!(f, "line {line}: the record that begins here is longer than {}", Size(*limit))
            }
            Self::TooManyColumns { line, limit } => {
                write!(f, "line {line}: the record that begins here has more than {limit} columns")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

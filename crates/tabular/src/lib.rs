//! Reads any table of text into rows of strings, with memory that does not grow with the file, and guesses from the
//! whole of a column what it holds. It knows no records and no database.
//!
//! [`Table::open`] finds out encoding, separator and quotes and gives one row after another. [`profile`] reads a
//! table to its end and says of each column what it holds, in which order its dates are written and which mark its
//! decimals have. What can be read in two ways is said to be ambiguous: someone has to be asked, since a guess that is
//! wrong spoils data without a word.

mod closest;
pub mod date;
mod decide;
mod decode;
mod dialect;
mod encoding;
mod error;
mod fold;
mod formula;
mod heading;
mod kind;
mod note;
pub mod number;
mod profile;
mod record;
mod table;
mod toggle;
mod write;

pub use closest::{Vocabulary, closest};
pub use decode::{Damage, Decoder};
pub use dialect::{Dialect, LineEnd, Quote};
pub use encoding::Encoding;
pub use error::Error;
pub use heading::{Candidate, best_heading, split_prefix};
pub use kind::ColumnKind;
pub use note::{Note, Oddity};
pub use profile::{ColumnProfile, Distinct, MAX_DISTINCT, Profile, Profiler, ValueCount, profile};
pub use table::{Cells, Headings, Options, RowRef, Table};
pub use toggle::parse_toggle;
pub use write::write_row;

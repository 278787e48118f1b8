//! Import of any table of text: a mapping says what its columns mean, guessed where there is none; the file is read once
//! to find out what has to be asked, then again to write it, in one batch that can be undone.
mod bind;
pub mod found;
mod guess;
pub mod http;
mod job;
mod ledger;
mod links;
mod lookup;
pub mod mapping;
mod plan;
pub mod preset;
pub mod question;
mod read;
pub mod repair;
pub mod report;
mod run;
mod source;
mod spelling;
mod survey;
mod wizard;
mod write;

pub use job::jobs;
pub use ledger::{Run, Stage};
pub use mapping::{Mapping, Unknown};
pub use question::Question;
pub use report::{Counts, ErrorsFile, Report, RowError, State};
pub use run::{Phase, Progress, Request, import, undo, write_errors};
pub use source::Source;
pub use wizard::{begin, go_on, goes_on, matched, rewind, stop};

//! What an import did, or would do: for the command line, the API and the page.
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use base::{Error, Id, Result};
use serde::Serialize;
use serde_json::{Value as Json, json};

use super::bind::REASON;
use super::found::{ColumnFound, KeysFound, Sample};
use super::mapping::Mapping;
use super::question::{Question, count, grouped};

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Asked for, not begun.
    Planned,
    /// It waits for answers.
    Questions,
    /// Under way, or interrupted.
    Running,
    /// Done.
    Done,
    /// Stopped by something that no row is to blame for.
    Failed,
    /// Stopped by a person; it can go on.
    Stopped,
    /// Taken back.
    Undone,
}

impl State {
    /// As the table has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Questions => "questions",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Stopped => "stopped",
            Self::Undone => "undone",
        }
    }
}

/// How many rows did what: together they are the rows of the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Made a record.
    pub created: u64,
    /// Changed a record.
    pub updated: u64,
    /// Found their record as it is already.
    pub unchanged: u64,
    /// Were refused.
    pub failed: u64,
}

impl Counts {
    /// The rows dealt with.
    pub fn rows(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.failed
    }
}

/// A row that was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowError {
    /// The physical line it starts at.
    pub line: u64,
    /// Why, for people.
    pub reason: String,
    /// As it stands in the file.
    pub cells: Vec<String>,
}

/// Errors listed in a report; all of them stand in the errors file.
pub const LISTED: usize = 20;

/// What an import did, or would do.
#[derive(Debug, Clone)]
pub struct Report {
    /// What it can be undone with.
    pub batch: Id,
    /// Key of the object.
    pub object: String,
    /// What its records are called.
    pub labels: String,
    /// Nothing was written.
    pub dry_run: bool,
    /// How far it is.
    pub state: State,
    /// Rows of the file.
    pub rows: u64,
    /// What they did.
    pub counts: Counts,
    /// Linked records that were made, by object.
    pub linked: Vec<(String, u64)>,
    /// Choices that were added: field and labels.
    pub choices: Vec<(String, Vec<String>)>,
    /// What has to be answered first.
    pub questions: Vec<Question>,
    /// The first rows that were refused.
    pub errors: Vec<RowError>,
    /// What else is worth knowing, a sentence each.
    pub notes: Vec<String>,
    /// The row after which an interrupted import went on.
    pub resumed_after: Option<u64>,
    /// The mapping that was used, or guessed.
    pub mapping: Mapping,
    /// What the columns hold, where that was asked.
    pub columns: Vec<ColumnFound>,
    /// How much of the file is known already.
    pub keys: KeysFound,
    /// Encoding and separator.
    pub written: (String, String),
    /// The first rows of each outcome, of a dry run.
    pub samples: Vec<Sample>,
    /// The earlier import whose mapping was taken.
    pub remembered: Option<Id>,
}

impl Report {
    /// One JSON object.
    pub fn json(&self) -> Json {
        json!({
            "batch": self.batch, "object": self.object, "state": self.state, "dry_run": self.dry_run, "rows": self.rows,
            "created": self.counts.created, "updated": self.counts.updated,
            "unchanged": self.counts.unchanged, "failed": self.counts.failed,
            "linked": self.linked.iter().map(|(o, n)| (o.clone(), json!(n))).collect::<serde_json::Map<_, _>>(),
            "choices": self.choices.iter().map(|(f, l)| (f.clone(), json!(l))).collect::<serde_json::Map<_, _>>(),
            "questions": self.questions, "errors": self.errors, "notes": self.notes, "resumed_after": self.resumed_after,
            "mapping": self.mapping.to_json(),
        })
    }

    /// For people, as the command line prints it.
    pub fn text(&self) -> String {
        let mut out = String::new();
        if let Some(row) = self.resumed_after {
            let _ = writeln!(
                out,
                "An import of this file was interrupted after row {}; it went on from there.",
                grouped(row)
            );
        }
        if !self.questions.is_empty() {
            let what = count(self.questions.len() as u64, "question has", "questions have");
            let _ = write!(
                out,
                "{what} to be answered first; put the answers into the mapping file (--write-map writes one):\n\n"
            );
            for question in &self.questions {
                out.push_str(&question.text());
                out.push('\n');
            }
        }
        if self.counts.rows() > 0 || self.questions.is_empty() {
            let lead = if self.dry_run { "Nothing was written. " } else { "" };
            let would = if self.dry_run { "would be " } else { "" };
            let c = &self.counts;
            let _ = writeln!(
                out,
                "{lead}{} of {}: {} {would}created, {} {would}updated, {} unchanged, {} failed.",
                count(self.rows, "row", "rows"),
                self.labels.to_lowercase(),
                grouped(c.created),
                grouped(c.updated),
                grouped(c.unchanged),
                grouped(c.failed)
            );
        }
        for (object, n) in &self.linked {
            let _ = writeln!(out, "Linked and new: {} {object}.", grouped(*n));
        }
        for (field, labels) in &self.choices {
            let _ = writeln!(out, "New choices of {field}: {}.", labels.join(", "));
        }
        for note in &self.notes {
            let _ = writeln!(out, "Note: {note}.");
        }
        for error in self.errors.iter().take(5) {
            let _ = writeln!(out, "Line {}: {}", error.line, error.reason);
        }
        let left = self.counts.failed.saturating_sub(self.errors.len().min(5) as u64);
        if left > 0 {
            let _ = writeln!(
                out,
                "And {}; --errors FILE.csv lists them all.",
                count(left, "more row failed", "more rows failed")
            );
        }
        if !self.dry_run && self.state == State::Done && self.counts.created + self.counts.updated > 0 {
            let _ = writeln!(out, "Undo it with: rondo undo {}", self.batch);
        }
        out
    }
}

/// Writes refused rows as a CSV file: as they stood in the file, then why and where.
pub struct ErrorsFile<W: Write> {
    out: W,
    width: usize,
}

impl ErrorsFile<std::io::BufWriter<std::fs::File>> {
    /// Makes the file.
    pub fn create(path: &Path, headings: &[String]) -> Result<Self> {
        let told = |e: std::io::Error| {
            Error::invalid("errors", "file", format!("{} cannot be written: {e}", path.display()))
        };
        let file = std::fs::File::create(path).map_err(told)?;
        Self::new(std::io::BufWriter::new(file), headings)
    }
}

impl<W: Write> ErrorsFile<W> {
    /// Begins with the headings.
    pub fn new(mut out: W, headings: &[String]) -> Result<Self> {
        let all = headings.iter().map(String::as_str).chain(REASON);
        tabular::write_row(&mut out, b',', all).map_err(Error::internal)?;
        Ok(Self { out, width: headings.len() })
    }

    /// Adds a row. What it had beyond the headings stands at the end of the reason.
    pub fn add(&mut self, error: &RowError) -> Result<()> {
        let (cells, extra) = error.cells.split_at(error.cells.len().min(self.width));
        let mut reason = error.reason.clone();
        if !extra.is_empty() {
            let _ = write!(reason, " (cells behind the last heading: {})", extra.join(", "));
        }
        let line = error.line.to_string();
        let blanks = std::iter::repeat_n("", self.width - cells.len());
        let all = cells.iter().map(String::as_str).chain(blanks).chain([reason.as_str(), line.as_str()]);
        tabular::write_row(&mut self.out, b',', all).map_err(Error::internal)
    }

    /// Ends it.
    pub fn finish(mut self) -> Result<W> {
        self.out.flush().map_err(Error::internal)?;
        Ok(self.out)
    }
}

//! What a read or a unit of work can fail with, named by what the caller can do.
use std::fmt;

/// Why a read or a unit of work did not happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// A unique index already holds the value.
    Unique {
        /// Name of the index; `table.column` (several joined by `, `) where SQLite made the index itself.
        index: String,
    },
    /// A link to a row that is not there, or a row still linked to.
    ForeignKey,
    /// A step did not do what it had to; the unit was rolled back.
    Expected {
        /// Index of the step in `Tx::steps`.
        step: usize,
        /// Rows it changed or returned instead.
        changed: u64,
    },
    /// Somebody else holds a lock; nothing was done.
    Busy(String),
    /// The disk or a quota is full; nothing was done.
    Full(String),
    /// The connection was lost.
    Lost {
        /// What happened.
        why: String,
        /// The unit may or may not have been committed.
        uncertain: bool,
    },
    /// The workspace has migrations this program does not know.
    TooNew {
        /// The highest migration in the workspace.
        workspace: u32,
        /// The highest migration this program knows.
        binary: u32,
    },
    /// The time limit was reached, or nobody waits for the answer any more.
    TimeLimit,
    /// The workspace cannot be written.
    ReadOnly(String),
    /// This database cannot do it; the text says what can.
    Unsupported(String),
    /// Anything else: a fault of the statement, a damaged file.
    Other(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unique { index } => write!(f, "the value is taken already ({index})"),
            Self::ForeignKey => f.write_str("a linked row is missing or still in use"),
            Self::Expected { step, changed } => {
                write!(f, "statement {step} met {changed} rows, which is not what it expected")
            }
            Self::Busy(why) | Self::Full(why) | Self::ReadOnly(why) => f.write_str(why),
            Self::Lost { why, uncertain: false } => write!(f, "no connection to the database: {why}"),
            Self::Lost { why, uncertain: true } => write!(
                f,
                "the database connection was lost while saving, so the change may or may not have been \
                 saved; look before you repeat it: {why}"
            ),
            Self::TooNew { workspace, binary } => write!(
                f,
                "the workspace was upgraded by a newer Rondo (its migration {workspace}; this program knows up \
                 to {binary}); install that version or restore the backup made before the upgrade"
            ),
            Self::TimeLimit => f.write_str("the question took longer than its time limit; narrow it down"),
            Self::Unsupported(what) | Self::Other(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for base::Error {
    fn from(failure: Failure) -> Self {
        let text = failure.to_string();
        match failure {
            Failure::Busy(_) | Failure::Full(_) | Failure::Lost { .. } | Failure::TimeLimit => {
                Self::Busy(text)
            }
            _ => Self::Internal(text),
        }
    }
}

//! Errors, named by what the caller can do.
use std::fmt;

/// What went wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Key of the field, or empty for the record as a whole.
    pub field: String,
    /// For programs: `required`, `unique`, `too_long`, ….
    pub code: &'static str,
    /// For people: what happened, then the way out.
    pub message: String,
}

/// Everything that is wrong with an input, all fields at once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// One problem alone.
    pub fn one(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        let mut problems = Self::default();
        problems.add(field, code, message);
        problems
    }

    /// Adds a problem.
    pub fn add(&mut self, field: impl Into<String>, code: &'static str, message: impl Into<String>) {
        self.0.push(Problem { field: field.into(), code, message: message.into() });
    }

    /// Nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first message for a field, if any.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|p| p.field == field).map(|p| p.message.as_str())
    }

    /// `Ok` when nothing is wrong.
    pub fn check(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, p) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("; ")?;
            }
            if p.field.is_empty() {
                write!(f, "{}", p.message)?;
            } else {
                write!(f, "{}: {}", p.field, p.message)?;
            }
        }
        Ok(())
    }
}

/// Somebody else changed the record first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What happened, for people.
    pub message: String,
    /// The three versions as JSON text, where there are three: what the writer started from, what is there now, what was sent.
    pub versions: Option<Box<[String; 3]>>,
}

/// Named by what the caller can do about it.
#[derive(Debug)]
pub enum Error {
    /// It is not there, or not yours to know.
    NotFound,
    /// You may see it, but not do this. The text says what is missing.
    Forbidden(String),
    /// Correct the input and send again.
    Invalid(Problems),
    /// Look at the newer version, then decide.
    Conflict(Conflict),
    /// Try again in a moment. The text says what is busy.
    Busy(String),
    /// Nothing the caller can do. For the log, not for people.
    Internal(String),
}

/// The result of everything that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error that is ours.
    pub fn internal(what: impl fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }

    /// One thing wrong with the input as a whole or with one field.
    pub fn invalid(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self::Invalid(Problems::one(field, code, message))
    }

    /// A conflict without three versions to show.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict(Conflict { message: message.into(), versions: None })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::Forbidden(why) => write!(f, "not allowed: {why}"),
            Self::Invalid(problems) => fmt::Display::fmt(problems, f),
            Self::Conflict(conflict) => f.write_str(&conflict.message),
            Self::Busy(what) => write!(f, "busy: {what}"),
            Self::Internal(what) => write!(f, "internal error: {what}"),
        }
    }
}

impl std::error::Error for Error {}

//! Statements as text and arguments, and the rows that come back. `$1`, `$2`, … on both databases.
use std::sync::Arc;

use base::{Id, Moment};

/// One cell or argument. The four shapes both databases share.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// 64-bit integer: ids, times, amounts, toggles (0 and 1).
    Int(i64),
    /// Floating point: scores and figures, never money.
    Real(f64),
    /// Text in UTF-8 without NUL.
    Text(String),
    /// Bytes: files.
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(v: i64) -> Self {
        Self::Int(v)
    }
}
impl From<f64> for Value {
    fn from(v: f64) -> Self {
        Self::Real(v)
    }
}
impl From<bool> for Value {
    fn from(v: bool) -> Self {
        Self::Int(i64::from(v))
    }
}
impl From<String> for Value {
    fn from(v: String) -> Self {
        Self::Text(v)
    }
}
impl From<&str> for Value {
    fn from(v: &str) -> Self {
        Self::Text(v.to_owned())
    }
}
impl From<Id> for Value {
    fn from(v: Id) -> Self {
        Self::Int(v.0)
    }
}
impl From<Moment> for Value {
    fn from(v: Moment) -> Self {
        Self::Int(v.0)
    }
}
impl From<Vec<u8>> for Value {
    fn from(v: Vec<u8>) -> Self {
        Self::Bytes(v)
    }
}
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(v: Option<T>) -> Self {
        v.map_or(Self::Null, Into::into)
    }
}

/// A statement: text with `$1`, `$2`, … in the order of their first use, and the arguments.
/// Keep the text the same for the same question (bind every value, LIMIT too): both databases cache by text.
#[derive(Debug, Clone, PartialEq)]
pub struct Sql {
    /// The statement's text.
    pub text: Arc<str>,
    /// `$1` is the first.
    pub args: Vec<Value>,
}

impl Sql {
    /// A fixed text and its arguments.
    pub fn new(text: impl Into<Arc<str>>, args: Vec<Value>) -> Self {
        Self { text: text.into(), args }
    }
}

/// A statement put together piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Build {
    text: String,
    args: Vec<Value>,
}

impl Build {
    /// An empty statement.
    pub fn new() -> Self {
        Self { text: String::with_capacity(512), args: Vec::new() }
    }

    /// Adds text as it stands.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a quoted identifier.
    pub fn ident(&mut self, name: &str) -> &mut Self {
        self.text.push('"');
        self.text.push_str(&name.replace('"', ""));
        self.text.push('"');
        self
    }

    /// Adds `$n` and its value.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.args.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.args.len().to_string());
        self
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The finished statement.
    pub fn done(self) -> Sql {
        Sql { text: self.text.into(), args: self.args }
    }
}

/// A row: cells by position. A cell of another shape than asked reads as nothing, never as a panic.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// Cell `i` as an integer.
    pub fn int(&self, i: usize) -> Option<i64> {
        match self.0.get(i) {
            Some(Value::Int(v)) => Some(*v),
            _ => None,
        }
    }

    /// Cell `i` as an id.
    pub fn id(&self, i: usize) -> Option<Id> {
        self.int(i).map(Id)
    }

    /// Cell `i` as a float; integers are converted.
    pub fn real(&self, i: usize) -> Option<f64> {
        match self.0.get(i) {
            Some(Value::Real(v)) => Some(*v),
            Some(Value::Int(v)) => Some(*v as f64),
            _ => None,
        }
    }

    /// Cell `i` as text.
    pub fn text(&self, i: usize) -> Option<&str> {
        match self.0.get(i) {
            Some(Value::Text(v)) => Some(v),
            _ => None,
        }
    }

    /// Takes cell `i` out as text, without a copy.
    pub fn take_text(&mut self, i: usize) -> Option<String> {
        match self.0.get_mut(i).map(|v| std::mem::replace(v, Value::Null)) {
            Some(Value::Text(v)) => Some(v),
            _ => None,
        }
    }

    /// Cell `i` as bytes.
    pub fn bytes(&self, i: usize) -> Option<&[u8]> {
        match self.0.get(i) {
            Some(Value::Bytes(v)) => Some(v),
            _ => None,
        }
    }
}

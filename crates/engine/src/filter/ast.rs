//! A filter as it was written: a tree with the place of each part, and its text again.
use std::fmt;

use base::Date;

use super::error::Span;

/// A condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// All of them.
    And(Vec<Self>),
    /// At least one of them.
    Or(Vec<Self>),
    /// Not this one.
    Not(Box<Self>),
    /// A value compared.
    Compare(Comparison),
    /// Behaviour that is true or not by itself: `deals.any(…)`, `deals.none(…)`.
    Holds(Call),
}

/// `subject operator values`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// What is compared.
    pub subject: Subject,
    /// How.
    pub op: Op,
    /// Where the operator stands.
    pub op_at: Span,
    /// With what: one value, several for IN, none for IS NULL.
    pub values: Vec<Literal>,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A field, perhaps of a linked record.
    Path(Path),
    /// A figure over a relation.
    Call(Call),
}

/// A dotted path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// The steps.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub at: Span,
}

/// A function over a relation: `deals.sum(amount, stage = won)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The path of the relation.
    pub relation: Path,
    /// What is asked of it.
    pub function: Function,
    /// Where the function's name stands.
    pub function_at: Span,
    /// The field of the related record, for `sum`, `min`, `max` and `last`.
    pub field: Option<Path>,
    /// Which related records count.
    pub filter: Option<Box<Expr>>,
}

/// What is asked of related records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// There is one.
    Any,
    /// There is none.
    None,
    /// How many.
    Count,
    /// The sum of a field; nothing sums up to 0.
    Sum,
    /// The smallest value.
    Min,
    /// The greatest value.
    Max,
    /// The value in the record made last.
    Last,
}

impl Function {
    /// Every function with its name.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("any", Self::Any),
        ("none", Self::None),
        ("count", Self::Count),
        ("sum", Self::Sum),
        ("min", Self::Min),
        ("max", Self::Max),
        ("last", Self::Last),
    ];

    /// The function of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, f)| *f)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, f)| *f == self).map_or("", |(n, _)| n)
    }

    /// It looks at a field of the related records.
    pub fn needs_field(self) -> bool {
        matches!(self, Self::Sum | Self::Min | Self::Max | Self::Last)
    }
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// Equal.
    Eq,
    /// Not equal, or empty.
    Ne,
    /// Less.
    Lt,
    /// Less or equal.
    Le,
    /// Greater.
    Gt,
    /// Greater or equal.
    Ge,
    /// Contains.
    Has,
    /// Does not contain, or empty.
    HasNot,
    /// One of.
    In,
    /// None of, or empty.
    NotIn,
    /// Empty.
    Null,
    /// Not empty.
    NotNull,
}

impl Op {
    /// As it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::Has => "~",
            Self::HasNot => "!~",
            Self::In => "IN",
            Self::NotIn => "NOT IN",
            Self::Null => "IS NULL",
            Self::NotNull => "IS NOT NULL",
        }
    }

    /// The operator whose complement this is, and whether it is one.
    pub fn positive(self) -> (Self, bool) {
        match self {
            Self::Ne => (Self::Eq, true),
            Self::HasNot => (Self::Has, true),
            Self::NotIn => (Self::In, true),
            Self::NotNull => (Self::Null, true),
            other => (other, false),
        }
    }
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    /// What it is.
    pub kind: LiteralKind,
    /// Where it stands.
    pub at: Span,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LiteralKind {
    /// Quoted text.
    Text(String),
    /// Digits with an optional sign and point.
    Number(String),
    /// TRUE or FALSE.
    Bool(bool),
    /// A day.
    Date(Date),
    /// An instant, as written.
    Instant(String),
    /// Some time from now.
    Relative(i64, Unit),
    /// A bare word: `me`, `now`, `today`, a named range, or the name of a choice.
    Word(String),
}

/// The unit of a time from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Quarters.
    Quarter,
    /// Years.
    Year,
}

impl Unit {
    /// Every unit as it is written.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("min", Self::Minute),
        ("h", Self::Hour),
        ("d", Self::Day),
        ("w", Self::Week),
        ("m", Self::Month),
        ("q", Self::Quarter),
        ("y", Self::Year),
    ];

    /// The unit of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, u)| *u)
    }

    fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, u)| *u == self).map_or("", |(n, _)| n)
    }
}

impl Path {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match (self.steps.first(), self.steps.last()) {
            (Some(first), Some(last)) => first.at.to(last.at),
            _ => Span::default(),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.steps.iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            f.write_str(&step.name)?;
        }
        Ok(())
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}(", self.relation, self.function.name())?;
        match (&self.field, &self.filter) {
            (Some(field), Some(filter)) => write!(f, "{field}, {filter}")?,
            (Some(field), None) => write!(f, "{field}")?,
            (None, Some(filter)) => write!(f, "{filter}")?,
            (None, None) => {}
        }
        f.write_str(")")
    }
}

/// A text in quotes, with what must be escaped escaped.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            LiteralKind::Text(text) => f.write_str(&quoted(text)),
            LiteralKind::Number(text) | LiteralKind::Instant(text) | LiteralKind::Word(text) => {
                f.write_str(text)
            }
            LiteralKind::Bool(true) => f.write_str("TRUE"),
            LiteralKind::Bool(false) => f.write_str("FALSE"),
            LiteralKind::Date(day) => write!(f, "{day}"),
            LiteralKind::Relative(n, unit) => write!(f, "{n:+}{}", unit.name()),
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.subject {
            Subject::Path(path) => write!(f, "{path} {}", self.op.text())?,
            Subject::Call(call) => write!(f, "{call} {}", self.op.text())?,
        }
        match (self.op, self.values.as_slice()) {
            (Op::In | Op::NotIn, values) => {
                f.write_str(" (")?;
                for (i, value) in values.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{value}")?;
                }
                f.write_str(")")
            }
            (_, [value]) => write!(f, " {value}"),
            _ => Ok(()),
        }
    }
}

impl Expr {
    /// Writes parts between brackets where the grammar needs them.
    fn list(f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str) -> fmt::Result {
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                write!(f, " {word} ")?;
            }
            let bare = matches!(part, Self::Compare(_) | Self::Holds(_) | Self::Not(_))
                || (word == "OR" && matches!(part, Self::And(_)));
            if bare { write!(f, "{part}")? } else { write!(f, "({part})")? }
        }
        Ok(())
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) => Self::list(f, parts, "AND"),
            Self::Or(parts) => Self::list(f, parts, "OR"),
            Self::Not(part) => match **part {
                Self::And(_) | Self::Or(_) => write!(f, "NOT ({part})"),
                _ => write!(f, "NOT {part}"),
            },
            Self::Compare(comparison) => write!(f, "{comparison}"),
            Self::Holds(call) => write!(f, "{call}"),
        }
    }
}

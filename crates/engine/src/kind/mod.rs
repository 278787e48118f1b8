//! The kinds of fields, one file each. A kind turns text and JSON into a value and back and says which columns hold it;
//! it never sees SQL. A new kind is a new file, its variant in `Kind` and its arm in `Kind::rules`.
mod address;
mod choice;
mod date;
mod date_time;
mod decimal;
mod duration;
mod email;
mod file;
mod integer;
mod link;
mod money;
mod percent;
pub mod phone;
mod rating;
mod recurrence;
pub mod rich_text;
mod set;
mod text;
mod toggle;
mod url;

use base::{Currency, Id};
use jiff::tz::TimeZone;
use say::say;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use store::Row;

use crate::schema::Field;
use crate::value::Value;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line of text.
    Text,
    /// Several lines of text.
    LongText,
    /// Formatted text: HTML, sanitised.
    RichText,
    /// An e-mail address.
    Email,
    /// A phone number in E.164.
    Phone,
    /// A web address.
    Url,
    /// A whole number.
    Integer,
    /// A number with up to six places.
    Decimal,
    /// A percentage with up to six places: 12.5 is 12.5 %.
    Percent,
    /// An amount in a currency.
    Money,
    /// A day.
    Date,
    /// An instant.
    DateTime,
    /// A length of time in seconds.
    Duration,
    /// Yes or no.
    Toggle,
    /// One of a list.
    Choice,
    /// Several of a list.
    Choices,
    /// A link to one record.
    Link,
    /// Links to many records.
    Links,
    /// A link to a user.
    User,
    /// A postal address.
    Address,
    /// A file.
    File,
    /// One to five stars.
    Rating,
    /// Free words.
    Tags,
    /// A rule by which something comes again (RRULE of RFC 5545).
    Recurrence,
}

/// The shape of a column, the same on both databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Text.
    Text,
    /// 64-bit integer.
    Int,
}

/// A column of a field: its name is the field's key and this suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Empty, or `$` and a word.
    pub suffix: &'static str,
    /// What it holds.
    pub shape: Shape,
}

/// How values of a kind are compared: what operators a filter may use and how literals are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// `=` exact, `~` contains; ordered by the folded text.
    Text,
    /// Compared as stored; `~` contains on the stored text (e-mail: lower case).
    Plain,
    /// Compared in E.164; `~` contains digits.
    Phone,
    /// Numbers, ratings, durations.
    Number,
    /// Amounts; a currency is compared by `.currency`.
    Money,
    /// Days.
    Date,
    /// Instants.
    Moment,
    /// Yes and no.
    Bool,
    /// One of a list, by key or label; ordered as listed.
    Choice,
    /// Several of a list or tags: `=` has it.
    Set,
    /// One record, by id or through a dotted path.
    Link,
    /// Many records: behaviour functions only.
    Links,
    /// Parts by dotted names; `~` contains in any part.
    Address,
    /// Present or not.
    File,
}

/// What a form shows for a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Widget {
    /// One line; the HTML input type.
    Line(&'static str),
    /// Several lines.
    Area,
    /// Formatted text.
    Rich,
    /// Amount and currency.
    Money,
    /// A switch.
    Toggle,
    /// A select.
    Choice,
    /// Check boxes.
    Choices,
    /// A record picker.
    Picker,
    /// A picker of several records.
    Pickers,
    /// The parts of an address.
    Address,
    /// A file.
    File,
    /// Stars.
    Rating,
    /// Free words.
    Tags,
    /// How often, and until when.
    Recurrence,
}

/// What the workspace says about reading and showing values.
#[derive(Debug, Clone)]
pub struct Manners {
    /// The currency of amounts without one.
    pub currency: Currency,
    /// The zone of times without one.
    pub zone: TimeZone,
    /// The country of phone numbers without one, ISO 3166 (`DE`).
    pub country: Option<String>,
}

impl Default for Manners {
    fn default() -> Self {
        Self { currency: Currency::EUR, zone: TimeZone::UTC, country: None }
    }
}

/// What a kind needs to know to read or show a value: the field and the workspace's manners.
#[derive(Clone, Copy)]
pub struct Ctx<'a> {
    /// The field.
    pub field: &'a Field,
    /// The workspace's manners.
    pub manners: &'a Manners,
}

/// Why a text or JSON is no value of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// For programs.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

impl Fault {
    /// A fault.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

/// Words for the search index, collected from the values of a record.
pub type Words = Vec<String>;

/// What a kind can do. `Null` never reaches `cells`, `show` and `words` of a kind: `Kind` handles it.
pub trait FieldKind: Sync {
    /// The columns that hold one value.
    fn columns(&self) -> &'static [Column];
    /// Reads what a person typed or a file holds; never blank.
    fn parse(&self, text: &str, ctx: &Ctx<'_>) -> Result<Value, Fault>;
    /// Reads what a program sent; never null. Text is read as if typed unless a kind knows better.
    fn read_json(&self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        match json {
            Json::String(text) if text.trim().is_empty() => Ok(Value::Null),
            Json::String(text) => self.parse(text, ctx),
            other => Err(expected("text", other)),
        }
    }
    /// The value as plain text for people.
    fn show(&self, value: &Value, _ctx: &Ctx<'_>) -> String {
        value.plain()
    }
    /// One cell for each of `columns`.
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>);
    /// The value of the cells from place `at` on.
    fn load(&self, row: &mut Row, at: usize) -> Value;
    /// How values compare.
    fn class(&self) -> Class;
    /// JSON Schema of a value, for OpenAPI.
    fn json_schema(&self, field: &Field) -> Json;
    /// What a form shows.
    fn widget(&self) -> Widget;
    /// Adds the words a search finds the value by.
    fn words(&self, _value: &Value, _out: &mut Words) {}
}

/// The fault of JSON of the wrong type.
pub(crate) fn expected(what: &str, got: &Json) -> Fault {
    let got = match got {
        Json::Null => "nothing",
        Json::Bool(_) => "true or false",
        Json::Number(_) => "a number",
        Json::String(_) => "text",
        Json::Array(_) => "a list",
        Json::Object(_) => "an object",
    };
    Fault::new("type", format!("Expected {what}, not {got}"))
}

impl Kind {
    /// Every kind, in the order people are offered them.
    pub const ALL: [Self; 24] = [
        Self::Text,
        Self::LongText,
        Self::RichText,
        Self::Email,
        Self::Phone,
        Self::Url,
        Self::Integer,
        Self::Decimal,
        Self::Percent,
        Self::Money,
        Self::Date,
        Self::DateTime,
        Self::Duration,
        Self::Toggle,
        Self::Choice,
        Self::Choices,
        Self::Link,
        Self::Links,
        Self::User,
        Self::Address,
        Self::File,
        Self::Rating,
        Self::Tags,
        Self::Recurrence,
    ];

    /// The kind's file.
    pub fn rules(self) -> &'static dyn FieldKind {
        match self {
            Self::Text => &text::Text,
            Self::LongText => &text::LongText,
            Self::RichText => &rich_text::RichText,
            Self::Email => &email::Email,
            Self::Phone => &phone::Phone,
            Self::Url => &url::Url,
            Self::Integer => &integer::Integer,
            Self::Decimal => &decimal::Decimal,
            Self::Percent => &percent::Percent,
            Self::Money => &money::Money,
            Self::Date => &date::Date,
            Self::DateTime => &date_time::DateTime,
            Self::Duration => &duration::Duration,
            Self::Toggle => &toggle::Toggle,
            Self::Choice => &choice::Choice,
            Self::Choices => &set::Choices,
            Self::Link | Self::User => &link::Link,
            Self::Links => &link::Links,
            Self::Address => &address::Address,
            Self::File => &file::File,
            Self::Rating => &rating::Rating,
            Self::Tags => &set::Tags,
            Self::Recurrence => &recurrence::Recurrence,
        }
    }

    /// Its name as schema files write it: `date_time`.
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// How values compare.
    pub fn class(self) -> Class {
        self.rules().class()
    }

    /// It points to records.
    pub fn is_link(self) -> bool {
        matches!(self, Self::Link | Self::Links | Self::User)
    }

    /// It points to at most one record.
    pub fn is_single_link(self) -> bool {
        matches!(self, Self::Link | Self::User)
    }

    /// Its values come from a list of choices.
    pub fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }

    /// It can hold several values with labels.
    pub fn allows_many(self) -> bool {
        matches!(self, Self::Text | Self::Email | Self::Phone | Self::Url | Self::Address)
    }

    /// It can be unique.
    pub fn allows_unique(self) -> bool {
        matches!(self, Self::Text | Self::Email | Self::Phone | Self::Url | Self::Integer | Self::Date)
    }

    /// It fits a column of a list.
    pub fn fits_a_list(self) -> bool {
        !matches!(self, Self::LongText | Self::RichText | Self::File | Self::Links)
    }

    /// It has a folded twin: the column `$fold`, which searching and sorting use.
    pub fn folded(self) -> bool {
        self.rules().columns().iter().any(|c| c.suffix == "$fold")
    }

    /// Reads what a person typed or a file holds; blank is nothing.
    pub fn parse(self, text: &str, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        if text.contains('\0') {
            return Err(Fault::new("nul", say!("problem-nul")));
        }
        if text.trim().is_empty() { Ok(Value::Null) } else { self.rules().parse(text, ctx) }
    }

    /// Reads one value a program sent.
    pub fn parse_json(self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        match json {
            Json::Null => Ok(Value::Null),
            Json::String(text) if text.contains('\0') => self.parse(text, ctx),
            other => self.rules().read_json(other, ctx),
        }
    }

    /// The value as plain text for people.
    pub fn show(self, value: &Value, ctx: &Ctx<'_>) -> String {
        match value {
            Value::Null => String::new(),
            Value::Many(list) => {
                list.iter().map(|l| self.rules().show(&l.value, ctx)).collect::<Vec<_>>().join("; ")
            }
            value => self.rules().show(value, ctx),
        }
    }

    /// The cells of one value, one for each column.
    pub fn cells(self, value: &Value, out: &mut Vec<store::Value>) {
        match value {
            Value::Null => out.extend(self.rules().columns().iter().map(|_| store::Value::Null)),
            value => self.rules().cells(value, out),
        }
    }
}

/// JSON Schema of something that may be null.
pub(crate) fn nullable(kind: &str, more: &Json) -> Json {
    let mut schema = json!({"type": [kind, "null"]});
    if let (Some(schema), Some(more)) = (schema.as_object_mut(), more.as_object()) {
        for (k, v) in more {
            schema.insert(k.clone(), v.clone());
        }
    }
    schema
}

pub(crate) const TEXT: &[Column] = &[Column { suffix: "", shape: Shape::Text }];
pub(crate) const FOLDED: &[Column] =
    &[Column { suffix: "", shape: Shape::Text }, Column { suffix: "$fold", shape: Shape::Text }];
pub(crate) const INT: &[Column] = &[Column { suffix: "", shape: Shape::Int }];

/// Cells of a text and its folded twin.
pub(crate) fn folded_cells(value: &Value, out: &mut Vec<store::Value>) {
    let text = value.text().unwrap_or_default();
    out.push(text.into());
    out.push(base::fold(text).into());
}

/// A text cell as a value.
pub(crate) fn load_text(row: &mut Row, at: usize) -> Value {
    row.take_text(at).map_or(Value::Null, Value::Text)
}

/// Digits, sign and point of a typed number: blanks, grouping by `'` or NBSP and a true minus are forgiven, commas
/// only where they cannot be misread.
pub(crate) fn plain_number(text: &str) -> String {
    let mut out: String = text
        .trim()
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '’'))
        .map(|c| if c == '−' { '-' } else { c })
        .collect();
    match (out.rfind(','), out.rfind('.')) {
        // The last of the two is the decimal sign.
        (Some(comma), Some(point)) if comma > point => out = out.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => out = out.replace(',', ""),
        // One comma with other than three digits behind it is a decimal comma; else it groups.
        (Some(comma), None) => {
            let grouped = out.matches(',').count() > 1 || out.len() - comma == 4;
            out = out.replace(',', if grouped { "" } else { "." });
        }
        (None, Some(_)) if out.matches('.').count() > 1 => out = out.replace('.', ""),
        _ => {}
    }
    out
}

/// The id a text or JSON text is.
pub(crate) fn parse_id(text: &str) -> Result<Id, Fault> {
    text.trim().parse().map_err(|_| Fault::new("id", say!("problem-id", given = say::quoted(&short(text)))))
}

/// At most 60 characters of what was sent, for messages.
pub(crate) fn short(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() > 60 { text.chars().take(59).chain(['…']).collect() } else { text.to_owned() }
}

#[cfg(test)]
mod tests;

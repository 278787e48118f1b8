//! The value of one field in memory, and its JSON and plain-text forms.
use std::cmp::Ordering;
use std::fmt::Write as _;

use base::{Currency, Date, Decimal, Id, Moment, Money};
use serde_json::{Map, Value as Json, json};

/// A postal address; empty parts are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Address {
    /// Street and number, several lines allowed.
    pub street: Option<String>,
    /// Postal code.
    pub postcode: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province, canton.
    pub state: Option<String>,
    /// Country as written or an ISO 3166 code.
    pub country: Option<String>,
}

impl Address {
    /// The names of the parts, in the order of the columns.
    pub const PARTS: [&'static str; 5] = ["street", "postcode", "city", "state", "country"];

    /// The parts in the order of `PARTS`.
    pub fn parts(&self) -> [Option<&str>; 5] {
        [&self.street, &self.postcode, &self.city, &self.state, &self.country].map(Option::as_deref)
    }

    /// An address of parts in the order of `PARTS`; blank parts become `None`.
    pub fn of(parts: [Option<String>; 5]) -> Self {
        let [street, postcode, city, state, country] =
            parts.map(|p| p.map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()));
        Self { street, postcode, city, state, country }
    }

    /// No part is filled.
    pub fn is_empty(&self) -> bool {
        self.parts().iter().all(Option::is_none)
    }

    /// One line for people.
    pub fn line(&self) -> String {
        let city = [self.postcode.as_deref(), self.city.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ");
        [self.street.as_deref(), Some(city.as_str()), self.state.as_deref(), self.country.as_deref()]
            .into_iter()
            .flatten()
            .filter(|p| !p.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// One of several values of a field, with its label (`work`, `home`). The first of a list is the primary one.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled {
    /// What the value is for.
    pub label: Option<String>,
    /// The value itself, never empty.
    pub value: Value,
}

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// Yes or no.
    Bool(bool),
    /// Whole numbers, ratings, seconds of a duration.
    Int(i64),
    /// Decimals and percents.
    Decimal(Decimal),
    /// An amount in a currency.
    Money(Money),
    /// Text of every kind, choice keys, e-mail addresses, phone numbers in E.164.
    Text(String),
    /// A civil day.
    Date(Date),
    /// An instant.
    Moment(Moment),
    /// The id of another record or file.
    Ref(Id),
    /// Several choices, tags, links: no order but the one they are kept in, no duplicates.
    List(Vec<Value>),
    /// A postal address.
    Address(Box<Address>),
    /// Several values with labels, the primary one first.
    Many(Vec<Labelled>),
}

impl Value {
    /// There is nothing.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, where it is one; of several values the primary one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t),
            Self::Many(list) => list.first().and_then(|l| l.value.text()),
            _ => None,
        }
    }

    /// The integer, where it is one.
    pub fn int(&self) -> Option<i64> {
        if let Self::Int(i) = self { Some(*i) } else { None }
    }

    /// The money, where it is some.
    pub fn money(&self) -> Option<Money> {
        if let Self::Money(m) = self { Some(*m) } else { None }
    }

    /// The id it refers to, where it is a reference.
    pub fn id(&self) -> Option<Id> {
        if let Self::Ref(id) = self { Some(*id) } else { None }
    }

    /// The day, where it is one.
    pub fn date(&self) -> Option<Date> {
        if let Self::Date(d) = self { Some(*d) } else { None }
    }

    /// The instant, where it is one.
    pub fn moment(&self) -> Option<Moment> {
        if let Self::Moment(m) = self { Some(*m) } else { None }
    }

    /// Yes, where it is a toggle that is on.
    pub fn is_true(&self) -> bool {
        matches!(self, Self::Bool(true))
    }

    /// The primary value of several; any other value itself.
    pub fn primary(&self) -> &Self {
        match self {
            Self::Many(list) => list.first().map_or(&Self::Null, |l| &l.value),
            other => other,
        }
    }

    /// Every single value in it: of several values each, of a list each, else itself; nothing for nothing.
    pub fn each(&self) -> Vec<&Self> {
        match self {
            Self::Null => Vec::new(),
            Self::Many(list) => list.iter().map(|l| &l.value).collect(),
            Self::List(list) => list.iter().collect(),
            other => vec![other],
        }
    }

    /// As the API and the log write it. Several values are a list of `{value, label, primary}`.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(b) => json!(b),
            Self::Int(i) => json!(i),
            Self::Decimal(d) => d.to_string().parse::<serde_json::Number>().map_or(Json::Null, Json::Number),
            Self::Money(m) => json!({"amount": m.amount(), "currency": m.currency.as_str()}),
            Self::Text(t) => json!(t),
            Self::Date(d) => json!(d.to_string()),
            Self::Moment(m) => json!(m.to_string()),
            Self::Ref(id) => json!(id.to_string()),
            Self::List(list) => list.iter().map(Self::to_json).collect(),
            Self::Address(a) => {
                let mut map = Map::new();
                for (name, part) in Address::PARTS.iter().zip(a.parts()) {
                    if let Some(part) = part {
                        map.insert((*name).to_owned(), json!(part));
                    }
                }
                Json::Object(map)
            }
            Self::Many(list) => list
                .iter()
                .enumerate()
                .map(|(i, l)| json!({"value": l.value.to_json(), "label": l.label, "primary": i == 0}))
                .collect(),
        }
    }

    /// Adds `to_json` as text, without making a tree of it first: an import writes millions of them.
    pub(crate) fn write_json(&self, out: &mut String) {
        // Writing into memory cannot fail.
        let _ = match self {
            Self::Null => write!(out, "null"),
            Self::Bool(b) => write!(out, "{b}"),
            Self::Int(i) => write!(out, "{i}"),
            Self::Date(d) => write!(out, "\"{d}\""),
            Self::Moment(m) => write!(out, "\"{m}\""),
            Self::Ref(id) => write!(out, "\"{id}\""),
            Self::Text(text) => {
                json_text(text, out);
                Ok(())
            }
            Self::Many(list) => {
                out.push('[');
                for (i, item) in list.iter().enumerate() {
                    out.push_str(if i == 0 { "{\"value\":" } else { ",{\"value\":" });
                    item.value.write_json(out);
                    out.push_str(",\"label\":");
                    match &item.label {
                        None => out.push_str("null"),
                        Some(label) => json_text(label, out),
                    }
                    out.push_str(if i == 0 { ",\"primary\":true}" } else { ",\"primary\":false}" });
                }
                out.push(']');
                Ok(())
            }
            Self::Decimal(_) | Self::Money(_) | Self::List(_) | Self::Address(_) => {
                write!(out, "{}", self.to_json())
            }
        };
    }

    /// Plain text for people, exports and mails, where the kind has nothing better to say.
    pub fn plain(&self) -> String {
        match self {
            Self::Null => String::new(),
            Self::Bool(b) => (if *b { "yes" } else { "no" }).to_owned(),
            Self::Int(i) => i.to_string(),
            Self::Decimal(d) => d.to_string(),
            Self::Money(m) => m.to_string(),
            Self::Text(t) => t.clone(),
            Self::Date(d) => d.to_string(),
            Self::Moment(m) => m.to_string(),
            Self::Ref(id) => id.to_string(),
            Self::List(list) => list.iter().map(Self::plain).collect::<Vec<_>>().join("; "),
            Self::Address(a) => a.line(),
            Self::Many(list) => list.iter().map(|l| l.value.plain()).collect::<Vec<_>>().join("; "),
        }
    }

    /// The order both databases sort in: nothing first, then by value; money by amount; text byte by byte.
    /// Values of different variants never meet in one field; they compare as equal.
    pub fn order(&self, other: &Self) -> Ordering {
        match (self.primary(), other.primary()) {
            (Self::Null, Self::Null) => Ordering::Equal,
            (Self::Null, _) => Ordering::Less,
            (_, Self::Null) => Ordering::Greater,
            (Self::Bool(a), Self::Bool(b)) => a.cmp(b),
            (Self::Int(a), Self::Int(b)) => a.cmp(b),
            (Self::Decimal(a), Self::Decimal(b)) => a.cmp(b),
            (Self::Money(a), Self::Money(b)) => a.minor.cmp(&b.minor),
            (Self::Text(a), Self::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
            (Self::Date(a), Self::Date(b)) => a.cmp(b),
            (Self::Moment(a), Self::Moment(b)) => a.cmp(b),
            (Self::Ref(a), Self::Ref(b)) => a.cmp(b),
            _ => Ordering::Equal,
        }
    }
}

/// Adds a text as JSON has it: quoted, with what must be escaped.
pub(crate) fn json_text(text: &str, out: &mut String) {
    if text.bytes().any(|b| b < b' ' || b == b'"' || b == b'\\') {
        out.push_str(&Json::String(text.to_owned()).to_string());
    } else {
        out.push('"');
        out.push_str(text);
        out.push('"');
    }
}

/// Money of the JSON form `{"amount":"1200.50","currency":"EUR"}`.
pub(crate) fn money_of_json(json: &Json, default: Currency) -> Option<Money> {
    let map = json.as_object()?;
    if map.keys().any(|k| k != "amount" && k != "currency") {
        return None;
    }
    let currency = match map.get("currency") {
        None | Some(Json::Null) => default,
        Some(Json::String(code)) => Currency::parse(code)?,
        Some(_) => return None,
    };
    match map.get("amount")? {
        Json::String(text) => Money::parse(text.trim(), currency),
        Json::Number(number) => Money::parse(&number.to_string(), currency),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_written_straight_is_that_of_the_tree() {
        let text = |t: &str| Value::Text(t.to_owned());
        let one = |label: Option<&str>, t: &str| Labelled { label: label.map(str::to_owned), value: text(t) };
        for value in [
            Value::Null,
            Value::Bool(true),
            Value::Int(-3),
            text("a \"quoted\" \\ line\n\u{1}, and ü\u{7f}\u{2028}"),
            Value::Moment(Moment(1_700_000_000_000_000)),
            Value::Ref(Id(77)),
            Value::List(vec![text("a"), text("b")]),
            Value::Many(vec![one(None, "a"), one(Some("at \"home\""), "b")]),
            Value::Address(Box::new(Address { city: Some("Köln".to_owned()), ..Address::default() })),
        ] {
            let mut written = String::new();
            value.write_json(&mut written);
            assert_eq!(written, value.to_json().to_string());
        }
    }
}

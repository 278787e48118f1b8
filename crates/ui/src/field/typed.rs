//! What stands in the inputs of a form: from a record, or as somebody sent it. Both have the same names, so a form that
//! comes back with problems keeps every word, and what was not touched is known and left alone.
//!
//! Names: `amount`; `amount.currency`; `email.0.value`, `email.0.label`, `email.primary`; `address.city`; and of a link
//! `company` (its title, as typed), `company.id` and `company.was` (both as they were when the form was made).
use base::{Date, Id, Moment};
use engine::{Address, Field, Given, Kind, Labelled, Manners, Value, Widget};
use serde_json::{Map, Value as Json, json};

use super::{Titles, is_number, words};

/// Rows of a field with several values at most.
const ROWS: usize = 100;

/// The texts of a form by name, in the order of the form.
#[derive(Debug, Clone, Default)]
pub struct Typed(Vec<(String, String)>);

/// What a form says about one field.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A value.
    Given(Given),
    /// A record to be found by what people call it.
    Named(String),
    /// Records by id, and one more by what people call it.
    Records(Vec<Id>, String),
}

impl Typed {
    /// As it was sent. Browsers end lines with two characters; here it is one.
    pub fn sent(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().map(|(n, v)| (n, v.replace("\r\n", "\n"))).collect())
    }

    /// Adds a text.
    pub fn put(&mut self, name: impl Into<String>, text: impl Into<String>) {
        self.0.push((name.into(), text.into()));
    }

    /// Every name with its text, in order.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// The last text of a name; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(n, _)| n == name).map_or("", |(_, v)| v)
    }

    /// Every text of a name that is not empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, v)| n == name && !v.is_empty()).map(|(_, v)| v.as_str())
    }

    /// Whether anything was said about a field.
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(n, _)| n == key || n.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')))
    }

    /// The numbers of the rows a field of several values has, as they stand in the form.
    pub fn rows(&self, key: &str) -> Vec<usize> {
        let mut rows = Vec::new();
        for (name, _) in &self.0 {
            let row = name
                .strip_prefix(key)
                .and_then(|r| r.strip_prefix('.'))
                .and_then(|r| r.split('.').next()?.parse().ok());
            if let Some(row) = row.filter(|r| *r < ROWS && !rows.contains(r)) {
                rows.push(row);
            }
        }
        rows
    }

    /// Puts the value of a field as its inputs hold it.
    pub fn fill(&mut self, field: &Field, value: &Value, manners: &Manners, titles: &Titles) {
        let key = &field.key;
        match value {
            Value::Many(list) => {
                for (i, entry) in list.iter().enumerate() {
                    if let Value::Address(address) = &entry.value {
                        self.address(&format!("{key}.{i}"), address);
                    } else {
                        self.put(format!("{key}.{i}.value"), entry.value.plain());
                    }
                    self.put(format!("{key}.{i}.label"), entry.label.clone().unwrap_or_default());
                }
            }
            Value::Money(m) => {
                self.put(key, words::typed(&m.amount()));
                self.put(format!("{key}.currency"), m.currency.as_str());
            }
            Value::Ref(id) if field.kind.is_link() => {
                let title = titles.get(id).cloned().unwrap_or_default();
                self.put(format!("{key}.id"), id.to_string());
                self.put(format!("{key}.was"), format!("{id} {title}"));
                self.put(key, title);
            }
            Value::List(list) if field.kind == Kind::Tags => {
                self.put(key, list.iter().map(Value::plain).collect::<Vec<_>>().join(", "));
            }
            Value::List(list) => list.iter().for_each(|v| self.put(key, v.plain())),
            Value::Address(address) => self.address(key, address),
            Value::Moment(at) => self.put(key, local(*at, manners)),
            Value::Text(rule) if field.kind == Kind::Recurrence => super::recurrence::fill(self, key, rule),
            Value::Bool(yes) => self.put(key, if *yes { "true" } else { "" }),
            Value::Null => {}
            Value::Int(_) if field.kind == Kind::Duration => {
                self.put(key, field.kind.show(value, &engine::Ctx { field, manners }));
            }
            other if is_number(field) => self.put(key, words::typed(&other.plain())),
            other => self.put(key, other.plain()),
        }
    }

    fn address(&mut self, name: &str, address: &Address) {
        for (part, text) in Address::PARTS.iter().zip(address.parts()) {
            self.put(format!("{name}.{part}"), text.unwrap_or_default());
        }
    }

    /// What a field's inputs say, as one text: equal texts mean nobody touched the field.
    fn canon(&self, field: &Field) -> String {
        let key = &field.key;
        if field.kind.is_single_link() {
            return match self.link(key) {
                Some(Ok(id)) => id.to_string(),
                Some(Err(text)) => format!("? {text}"),
                None => String::new(),
            };
        }
        let mut out = String::new();
        let mut add = |name: &str, text: &str| {
            if !text.trim().is_empty() {
                out.push_str(name);
                out.push('=');
                out.push_str(text.trim_end());
                out.push('\0');
            }
        };
        if field.many {
            for (n, row) in self.filled(key).into_iter().enumerate() {
                for part in Address::PARTS.iter().chain(&["value", "label"]) {
                    add(&format!("{n}.{part}"), self.text(&format!("{key}.{row}.{part}")));
                }
            }
            return out;
        }
        // A currency alone says nothing.
        let bare_currency = field.kind == Kind::Money && self.text(key).trim().is_empty();
        for (name, text) in &self.0 {
            let mine = name == key || name.strip_prefix(key.as_str()).is_some_and(|r| r.starts_with('.'));
            if mine && !bare_currency {
                add(name, text);
            }
        }
        out
    }

    /// A number that stands for what a field's inputs say.
    pub fn fingerprint(&self, field: &Field) -> u64 {
        let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
        for byte in self.canon(field).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        hash
    }

    /// The fingerprints of fields, for a hidden input.
    pub fn fingerprints<'a>(&self, fields: impl Iterator<Item = &'a Field>) -> String {
        fields.map(|f| format!("{}:{:x}", f.key, self.fingerprint(f))).collect::<Vec<_>>().join(",")
    }

    /// Whether a field says the same as when the form was made.
    pub fn untouched(&self, field: &Field, fingerprints: &str) -> bool {
        let then = fingerprints.split(',').filter_map(|f| f.split_once(':')).find(|(k, _)| *k == field.key);
        then.is_some_and(|(_, hash)| u64::from_str_radix(hash, 16) == Ok(self.fingerprint(field)))
    }

    /// A link: its id, or what was typed in its place; nothing when it is to be empty.
    fn link(&self, key: &str) -> Option<Result<Id, &str>> {
        // A select, where no script runs, says it alone.
        if let Some((_, pick)) = self.0.iter().rev().find(|(n, _)| n.strip_prefix(key) == Some(".pick")) {
            return pick.parse().ok().map(Ok);
        }
        let (id, was) = (self.text(&format!("{key}.id")), self.text(&format!("{key}.was")));
        let (was_id, was_text) = was.split_once(' ').unwrap_or((was, ""));
        let typed = self.0.iter().rev().find(|(n, _)| n == key).map(|(_, v)| v.trim());
        // A script that knows which record is meant says so by its id; without one, changed words are looked up.
        let by_id = typed.is_none_or(|t| id != was_id || t == was_text.trim());
        match (by_id, id.parse::<Id>(), typed) {
            (true, Ok(id), _) => Some(Ok(id)),
            (_, _, Some(text)) if !text.is_empty() => Some(Err(text)),
            _ => None,
        }
    }

    /// The rows of a field of several values that say something, the primary one first.
    fn filled(&self, key: &str) -> Vec<usize> {
        let mut rows: Vec<usize> = self.rows(key);
        rows.retain(|row| {
            Address::PARTS
                .iter()
                .chain(&["value"])
                .any(|part| !self.text(&format!("{key}.{row}.{part}")).trim().is_empty())
        });
        let first = self.text(&format!("{key}.primary")).parse().ok();
        if let Some(place) = rows.iter().position(|r| Some(*r) == first) {
            rows.get_mut(..=place).unwrap_or_default().rotate_right(1);
        }
        rows
    }

    /// What the form says about a field; nothing when it does not ask for it.
    pub fn said(&self, field: &Field) -> Option<Said> {
        let key = &field.key;
        if !self.has(key) {
            return None;
        }
        if field.many {
            return Some(Said::Given(Given::Json(self.many(field))));
        }
        let text = |text: String| Some(Said::Given(Given::Text(text)));
        match field.kind.rules().widget() {
            Widget::Picker => Some(match self.link(key) {
                Some(Ok(id)) => Said::Given(Given::Value(Value::Ref(id))),
                Some(Err(name)) => Said::Named(name.to_owned()),
                None => Said::Given(Given::Value(Value::Null)),
            }),
            Widget::Pickers => {
                let ids = self.all(key).filter_map(|t| t.parse().ok()).collect();
                Some(Said::Records(ids, self.text(&format!("{key}.add")).trim().to_owned()))
            }
            Widget::Toggle => {
                Some(Said::Given(Given::Value(Value::Bool(self.all(key).any(|t| t == "true")))))
            }
            Widget::Choices => Some(Said::Given(Given::Json(self.all(key).map(|t| json!(t)).collect()))),
            Widget::Money => {
                let (amount, currency) =
                    (self.text(key).trim(), self.text(&format!("{key}.currency")).trim());
                text(if amount.is_empty() {
                    String::new()
                } else {
                    format!("{} {currency}", words::untyped(amount)).trim_end().to_owned()
                })
            }
            Widget::Address => {
                let parts = self.parts(key);
                Some(Said::Given(Given::Json(if parts.is_empty() {
                    Json::Null
                } else {
                    Json::Object(parts)
                })))
            }
            Widget::Recurrence => Some(Said::Given(super::recurrence::given(self, key))),
            _ if is_number(field) => text(words::untyped(self.text(key))),
            _ if field.kind == Kind::Date => text(words::dated(self.text(key))),
            _ => text(self.text(key).to_owned()),
        }
    }

    fn parts(&self, name: &str) -> Map<String, Json> {
        let part = |part: &&str| {
            let text = self.text(&format!("{name}.{part}")).trim();
            (!text.is_empty()).then(|| ((*part).to_owned(), json!(text)))
        };
        Address::PARTS.iter().filter_map(part).collect()
    }

    fn many(&self, field: &Field) -> Json {
        let key = &field.key;
        let entry = |row: usize| {
            let value = if field.kind == Kind::Address {
                Json::Object(self.parts(&format!("{key}.{row}")))
            } else {
                json!(self.text(&format!("{key}.{row}.value")).trim())
            };
            json!({"value": value, "label": self.text(&format!("{key}.{row}.label")).trim()})
        };
        self.filled(key).into_iter().map(entry).collect()
    }
}

/// An instant as `datetime-local` has it, in the workspace's zone.
pub fn local(at: Moment, manners: &Manners) -> String {
    let there = manners.zone.to_datetime(at.timestamp());
    let (date, time) = (Date(there.date()), there.time());
    format!("{date}T{:02}:{:02}", time.hour(), time.minute())
}

/// A field of several values with the first of a list as its primary one, for tests and prefilling.
pub fn many(values: impl IntoIterator<Item = Value>) -> Value {
    Value::Many(values.into_iter().map(|value| Labelled { label: None, value }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Typed {
        Typed::sent(pairs.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    #[test]
    fn what_was_not_touched_is_known() {
        let field = Field::new("email", Kind::Email).many();
        let mut typed = Typed::default();
        typed.fill(&field, &many([Value::Text("a@x.de".into())]), &Manners::default(), &Titles::new());
        let then = typed.fingerprints([&field].into_iter());
        let row = [
            ("email.0.value", "a@x.de"),
            ("email.0.label", ""),
            ("email.primary", "0"),
            ("email.1.value", ""),
        ];
        assert!(sent(&row).untouched(&field, &then));
        assert!(!sent(&[("email.0.value", "b@x.de")]).untouched(&field, &then));
    }

    #[test]
    fn the_primary_row_comes_first() {
        let field = Field::new("email", Kind::Email).many();
        let typed = sent(&[("email.0.value", "a@x.de"), ("email.2.value", "b@x.de"), ("email.primary", "2")]);
        let Some(Said::Given(Given::Json(list))) = typed.said(&field) else { panic!() };
        assert_eq!(list[0]["value"], "b@x.de");
    }

    #[test]
    fn a_link_follows_the_script_or_the_words() {
        let field = Field::link("company", "company");
        let (a, b) = (Id(1).to_string(), Id(2).to_string());
        let was = format!("{a} Nordwind");
        let same = sent(&[("company", "Nordwind"), ("company.id", &a), ("company.was", &was)]);
        assert_eq!(same.said(&field), Some(Said::Given(Given::Value(Value::Ref(Id(1))))));
        let picked = sent(&[("company", "Kestrel"), ("company.id", &b), ("company.was", &was)]);
        assert_eq!(picked.said(&field), Some(Said::Given(Given::Value(Value::Ref(Id(2))))));
        let typed = sent(&[("company", "Kestrel"), ("company.id", &a), ("company.was", &was)]);
        assert_eq!(typed.said(&field), Some(Said::Named("Kestrel".into())));
        let emptied = sent(&[("company", ""), ("company.id", &a), ("company.was", &was)]);
        assert_eq!(emptied.said(&field), Some(Said::Given(Given::Value(Value::Null))));
    }
}

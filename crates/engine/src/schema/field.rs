//! One field of an object: its kind, its words, and how it behaves.
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::choice::Choice;
use crate::kind::Kind;

/// One field of an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Its name for programs: letters, digits and `_`, at most 40.
    pub key: String,
    /// Its name for people.
    #[serde(default)]
    pub label: String,
    /// What it holds.
    pub kind: Kind,
    /// A sentence that helps to fill it in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// The group it stands in on forms and record pages.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub group: String,
    /// A condition in the filter language on the record: forms ask for it only while it holds. Empty: always.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shown_when: String,
    /// It may not stay empty.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// No two living records have the same value (case and accents do not count).
    #[serde(default, skip_serializing_if = "is_false")]
    pub unique: bool,
    /// It holds several values with labels, one of them primary.
    #[serde(default, skip_serializing_if = "is_false")]
    pub many: bool,
    /// People cannot change it; rules and imports can.
    #[serde(default, skip_serializing_if = "is_false")]
    pub read_only: bool,
    /// Not shown and not offered; its values are kept.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// The search box looks into it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub search: bool,
    /// The database keeps an index of it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub index: bool,
    /// Used when a new record brings no value, as the API would write it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Json>,
    /// The values of a picklist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// The object a link points to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Other names this field goes by in files of other systems, for guessing a mapping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// The record it links to tells the whole story of the one that links: what happened to it, its notes and tasks.
    #[serde(default, skip_serializing_if = "is_false")]
    pub tells: bool,
    /// The field with the instant, for a day that may have an hour: calendars show both as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<String>,
    /// The field whose choices its own choices are steps of: it is a checklist, and holds what is ticked.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub checks: String,
    /// The field that it takes its choices from: `deal.stage`.
    #[serde(skip)]
    pub same_as: &'static str,
    /// What whoever has it is let in by: no list, export, event or API gives it to anybody; only verbs set it, and the pages
    /// made for it show it.
    #[serde(skip)]
    pub secret: bool,
    /// It follows from other records by a `Settle`: undoing puts those back, and it follows.
    #[serde(skip)]
    pub derived: bool,
    /// Declared by users, not by Rondo.
    #[serde(skip)]
    pub own: bool,
    /// One of the fields every object has (`owner`, `created_at`, …).
    #[serde(skip)]
    pub system: bool,
}

impl Field {
    /// A field with a label made of its key; refine it with the methods below.
    pub fn new(key: &str, kind: Kind) -> Self {
        Self {
            key: key.to_owned(),
            label: label_of(key),
            kind,
            help: String::new(),
            group: String::new(),
            shown_when: String::new(),
            required: false,
            unique: false,
            many: false,
            read_only: false,
            hidden: false,
            search: false,
            index: false,
            default: None,
            choices: Vec::new(),
            target: None,
            aliases: Vec::new(),
            tells: false,
            secret: false,
            derived: false,
            checks: String::new(),
            same_as: "",
            hour: None,
            own: false,
            system: false,
        }
    }

    /// A link to one record of another object.
    pub fn link(key: &str, target: &str) -> Self {
        Self { target: Some(target.to_owned()), index: true, ..Self::new(key, Kind::Link) }
    }

    /// A link to many records of another object.
    pub fn links(key: &str, target: &str) -> Self {
        Self { target: Some(target.to_owned()), ..Self::new(key, Kind::Links) }
    }

    /// A link to a user.
    pub fn user(key: &str) -> Self {
        Self { target: Some("user".to_owned()), index: true, ..Self::new(key, Kind::User) }
    }

    /// A picklist.
    pub fn choice(key: &str, choices: Vec<Choice>) -> Self {
        Self { choices, ..Self::new(key, Kind::Choice) }
    }

    /// Says its name for people.
    #[must_use]
    pub fn label(mut self, label: &str) -> Self {
        label.clone_into(&mut self.label);
        self
    }
    /// Says a sentence of help.
    #[must_use]
    pub fn help(mut self, help: &str) -> Self {
        help.clone_into(&mut self.help);
        self
    }
    /// Puts it into a group.
    #[must_use]
    pub fn group(mut self, group: &str) -> Self {
        group.clone_into(&mut self.group);
        self
    }
    /// Forms ask for it only while a condition on the record holds.
    #[must_use]
    pub fn shown_when(mut self, condition: &str) -> Self {
        condition.clone_into(&mut self.shown_when);
        self
    }
    /// It may not stay empty.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// No two living records have the same value.
    #[must_use]
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }
    /// It holds several values.
    #[must_use]
    pub fn many(mut self) -> Self {
        self.many = true;
        self
    }
    /// Only rules and imports change it.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }
    /// The search box looks into it.
    #[must_use]
    pub fn search(mut self) -> Self {
        self.search = true;
        self
    }
    /// The database keeps an index of it.
    #[must_use]
    pub fn index(mut self) -> Self {
        self.index = true;
        self
    }
    /// Used when a new record brings no value.
    #[must_use]
    pub fn default(mut self, json: Json) -> Self {
        self.default = Some(json);
        self
    }
    /// Names it goes by elsewhere.
    #[must_use]
    pub fn aliases(mut self, names: &[&str]) -> Self {
        self.aliases = names.iter().map(|&n| n.to_owned()).collect();
        self
    }

    /// The record it links to tells the whole story of the one that links.
    #[must_use]
    pub fn tells(mut self) -> Self {
        self.tells = true;
        self
    }

    /// The day may have an hour, which another field holds.
    #[must_use]
    pub fn hour(mut self, key: &str) -> Self {
        self.hour = Some(key.to_owned());
        self
    }

    /// A checklist for the choices of another field of its object.
    #[must_use]
    pub fn checks(mut self, field: &str) -> Self {
        field.clone_into(&mut self.checks);
        self
    }

    /// Its choices are those of another field: `deal.stage`.
    #[must_use]
    pub fn same_as(mut self, field: &'static str) -> Self {
        self.same_as = field;
        self
    }

    /// Nobody reads it but the pages made for it.
    #[must_use]
    pub fn secret(mut self) -> Self {
        self.secret = true;
        self.read_only = true;
        self
    }

    /// It follows from other records, by a `Settle`.
    #[must_use]
    pub fn derived(mut self) -> Self {
        self.derived = true;
        self.read_only = true;
        self
    }

    /// The choice with this key.
    pub fn choice_of(&self, key: &str) -> Option<&Choice> {
        self.choices.iter().find(|c| c.key == key)
    }

    /// The place of a choice in the list, for sorting; unknown ones come last.
    pub fn choice_place(&self, key: &str) -> i64 {
        self.choices.iter().position(|c| c.key == key).unwrap_or(self.choices.len()) as i64
    }

    /// The name of one of its columns: `suffix` is empty or starts with `$`, which no key can.
    pub fn column(&self, suffix: &str) -> String {
        format!("{}{suffix}", self.key)
    }
}

/// `first_name` becomes `First name`.
pub fn label_of(key: &str) -> String {
    let words = key.replace('_', " ");
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().collect::<String>() + chars.as_str())
}

/// Serde needs a name for it: leave out what is false.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
pub(super) fn is_false(b: &bool) -> bool {
    !*b
}

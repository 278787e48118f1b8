//! An object: its words, its fields, those every object has, and how its pages begin.
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::choice::Choice;
use super::field::{Field, is_false, label_of};
use crate::access::Action;
use crate::kind::Kind;

/// What is said about a group of fields besides its name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// The heading its fields name.
    pub name: String,
    /// A condition in the filter language on the record: forms ask for its fields only while it holds. Empty: always.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shown_when: String,
}

/// An object: contact, deal, ticket, one's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Its name for programs, singular: `deal`. Also the name of its table.
    pub key: String,
    /// Its name in addresses, plural: `deals`.
    #[serde(default)]
    pub plural: String,
    /// Its name for people, singular.
    #[serde(default)]
    pub label: String,
    /// Its name for people, plural.
    #[serde(default)]
    pub labels: String,
    /// A Lucide icon.
    #[serde(default)]
    pub icon: String,
    /// The field that names a record.
    #[serde(default)]
    pub title: String,
    /// The group of the sidebar it stands in; empty: it is not in the sidebar.
    #[serde(default)]
    pub nav: String,
    /// Columns of its list before anyone chooses others.
    #[serde(default)]
    pub columns: Vec<String>,
    /// Its records are shown on the timelines of the records they link to.
    #[serde(default, skip_serializing_if = "is_false")]
    pub on_timeline: bool,
    /// The link to the record its records are lines of: they are shown and changed on its page. Empty: it stands alone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub part_of: String,
    /// Its lines are few and stand beside their record, in the column of what belongs to it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub beside: bool,
    /// The owner of a record says with whom they share it, in a field `shared`.
    #[serde(default, skip_serializing_if = "is_false")]
    pub shared: bool,
    /// Who makes its records.
    #[serde(default, skip_serializing_if = "MadeBy::is_people")]
    pub made_by: MadeBy,
    /// What its metrics go by and sum up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<Measured>,
    /// Not shown and not offered.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// Keys of fields in the order people are shown them; what it does not name follows as declared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<String>,
    /// Groups of fields there is something to say about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Group>,
    /// System fields first, then in their order.
    #[serde(default)]
    pub fields: Vec<Field>,
    /// Declared by users.
    #[serde(skip)]
    pub own: bool,
    #[serde(skip)]
    pub(super) by_key: HashMap<String, usize>,
}

impl Object {
    /// An object with a text field `name` as title still to be declared among its fields.
    pub fn new(key: &str, plural: &str, icon: &str) -> Self {
        Self {
            key: key.to_owned(),
            plural: plural.to_owned(),
            label: label_of(key),
            labels: label_of(plural),
            icon: icon.to_owned(),
            title: "name".to_owned(),
            nav: String::new(),
            columns: Vec::new(),
            on_timeline: false,
            part_of: String::new(),
            beside: false,
            shared: false,
            made_by: MadeBy::People,
            measured: Vec::new(),
            hidden: false,
            order: Vec::new(),
            groups: Vec::new(),
            fields: Vec::new(),
            own: false,
            by_key: HashMap::new(),
        }
    }

    /// Says which field names a record.
    #[must_use]
    pub fn title(mut self, field: &str) -> Self {
        field.clone_into(&mut self.title);
        self
    }
    /// Puts it into a group of the sidebar.
    #[must_use]
    pub fn nav(mut self, group: &str) -> Self {
        group.clone_into(&mut self.nav);
        self
    }
    /// Chooses the first columns of its list.
    #[must_use]
    pub fn columns(mut self, columns: &[&str]) -> Self {
        self.columns = columns.iter().map(|&c| c.to_owned()).collect();
        self
    }
    /// Lets owners say with whom they share a record; until they do, with nobody. Call it before `fields`.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.shared = true;
        self
    }
    /// Says who makes its records, where not everybody who may.
    #[must_use]
    pub fn made_by(mut self, who: MadeBy) -> Self {
        self.made_by = who;
        self
    }
    /// Says what its metrics go by and sum up, what most of them ask for first. Fields without text of any length.
    #[must_use]
    pub fn measured(mut self, fields: &[&str]) -> Self {
        self.measured.push(Measured::new(None, fields));
        self
    }
    /// As [`Object::measured`], for metrics of the records alone in which a field is empty, such as what is still open.
    #[must_use]
    pub fn measured_without(mut self, empty: &str, fields: &[&str]) -> Self {
        self.measured.push(Measured::new(Some(empty), fields));
        self
    }
    /// Shows its records on the timelines of the records they link to.
    #[must_use]
    pub fn on_timeline(mut self) -> Self {
        self.on_timeline = true;
        self
    }
    /// Its records are lines of the record this link leads to.
    #[must_use]
    pub fn part_of(mut self, link: &str) -> Self {
        link.clone_into(&mut self.part_of);
        self
    }
    /// Its lines stand beside their record.
    #[must_use]
    pub fn beside(mut self) -> Self {
        self.beside = true;
        self
    }
    /// Declares its fields.
    #[must_use]
    pub fn fields(mut self, mut fields: Vec<Field>) -> Self {
        if self.shared {
            fields.push(shared_field());
        }
        self.fields = fields;
        self
    }

    /// The place of a field in `fields` and in `Record::values`.
    pub fn place(&self, key: &str) -> Option<usize> {
        self.by_key.get(key).copied()
    }

    /// A field by key.
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.place(key).and_then(|i| self.fields.get(i))
    }

    /// The stages its records go through and the day they are planned by: what a board shows its cards by.
    pub fn lanes(&self) -> Option<(&Field, &Field)> {
        let staged = |f: &&Field| f.kind == Kind::Choice && f.choices.iter().any(|c| c.stage.is_some());
        let dated = |f: &&Field| {
            matches!(f.kind, Kind::Date | Kind::DateTime) && f.index && !f.system && !f.hidden && !f.many
        };
        let place = |f: &Field| self.columns.iter().position(|c| *c == f.key).unwrap_or(usize::MAX);
        let stage = self.fields.iter().filter(staged).find(|f| !f.read_only && !f.hidden)?;
        let date = self.fields.iter().filter(dated).min_by_key(|f| (f.read_only, place(f)))?;
        Some((stage, date))
    }

    /// The field that names a record.
    pub fn title_field(&self) -> Option<&Field> {
        self.field(&self.title)
    }

    /// The quoted table name.
    pub fn table(&self) -> String {
        format!("\"{}\"", self.key)
    }
}

/// Who makes the records of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MadeBy {
    /// People, by a form, an import or a program.
    #[default]
    People,
    /// Verbs of a feature, such as the invoice of an order: nobody makes one with nothing in it.
    Verbs,
    /// Rules, which keep them in step with other records: nobody makes, changes or takes one away.
    Rules,
}

impl MadeBy {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
    fn is_people(&self) -> bool {
        *self == Self::People
    }

    /// Whether people do something with its records by hand, as far as their rights go.
    pub fn leaves(self, action: Action) -> bool {
        match self {
            Self::People => true,
            Self::Verbs => !matches!(action, Action::Create | Action::Import),
            Self::Rules => matches!(action, Action::Read | Action::Export),
        }
    }
}

/// Fields that metrics go by and sum up, what most of them ask for first: an index holds them all, so that figures of many
/// records are read off it alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measured {
    /// Only records in which this field is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty: Option<String>,
    /// The fields, by which the records are put together first.
    pub fields: Vec<String>,
}

impl Measured {
    fn new(empty: Option<&str>, fields: &[&str]) -> Self {
        let fields = fields.iter().map(|&f| f.to_owned()).collect();
        Self { empty: empty.map(str::to_owned), fields }
    }
}

/// With whom the owner of a record shares it.
fn shared_field() -> Field {
    let with = vec![
        Choice::new("me", "Only me", "slate"),
        Choice::new("team", "My team", "blue"),
        Choice::new("everyone", "Everyone", "green"),
    ];
    Field::choice(crate::access::SHARED, with).label("Shared with").required().default("me".into()).index()
}

/// The fields every object has, in this order at the head of `fields`.
pub(super) fn system_fields() -> Vec<Field> {
    let mut fields = vec![
        Field::user("owner").label("Owner").aliases(&[
            "assigned to",
            "sales agent",
            "sales rep",
            "account manager",
            "record owner",
        ]),
        Field::new("created_at", Kind::DateTime).label("Created").read_only().aliases(&[
            "create date",
            "created date",
            "add time",
        ]),
        Field::new("updated_at", Kind::DateTime).label("Changed").read_only().index(),
        Field::user("created_by").label("Created by").read_only(),
    ];
    for field in &mut fields {
        field.system = true;
    }
    if let Some(by) = fields.last_mut() {
        by.index = false;
    }
    fields
}

/// The title, then the first fields people would look for, then the owner.
pub(super) fn default_columns(object: &Object) -> Vec<String> {
    let mut columns = vec![object.title.clone()];
    let shown = object
        .fields
        .iter()
        .filter(|f| !f.system && !f.hidden && f.key != object.title && f.kind.fits_a_list());
    columns.extend(shown.take(6).map(|f| f.key.clone()));
    columns.push("owner".to_owned());
    columns.push("updated_at".to_owned());
    columns
}

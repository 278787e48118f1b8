//! What objects and fields there are: declared in Rust beside the code that knows them, or by users at run time.
//! Immutable once built; a change makes a new `Schema`, and a request holds one `Arc` of it for its life.
use say::say;
use std::collections::HashMap;
use std::sync::Arc;

use base::{Problems, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::kind::Kind;

/// What kind of stage a choice is, where a choice field is the path of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Still going on.
    Open,
    /// Ended well.
    Won,
    /// Ended badly.
    Lost,
}

/// One value of a picklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored: letters, digits and `_`.
    pub key: String,
    /// What people read.
    pub label: String,
    /// A tone of the design language; empty for slate.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tone: String,
    /// No longer offered; records that have it keep it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// The stage kind, for the stages of a pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageKind>,
    /// Chance to win in this stage, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<u8>,
    /// What a forecast makes of records in the stage: `omitted`, `pipeline`, `best_case` or `commit`; nothing to go by
    /// the chance to win.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<String>,
    /// The pipeline a stage belongs to; a stage without one belongs to all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<String>,
    /// Keys of fields that people are asked for when they move a record here and that are empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<String>,
    /// What it is a step of, where the field is a checklist (`Field::checks`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
}

/// A step of a checklist: where it is to be done, and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The choice of the field the checklist follows: the stage it is done in.
    pub at: String,
    /// A sentence that helps to do it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// A record goes on only when it is done.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Entering the stage makes a task of it, due in so many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<u16>,
}

impl Choice {
    /// A choice with a tone.
    pub fn new(key: &str, label: &str, tone: &str) -> Self {
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            tone: tone.to_owned(),
            hidden: false,
            stage: None,
            probability: None,
            forecast: None,
            pipeline: None,
            asks: Vec::new(),
            step: None,
        }
    }

    /// Makes it a stage with a chance to win in percent.
    #[must_use]
    pub fn stage(mut self, kind: StageKind, probability: u8) -> Self {
        self.stage = Some(kind);
        self.probability = Some(probability);
        self
    }

    /// Makes it a stage of one pipeline only.
    #[must_use]
    pub fn of(mut self, pipeline: &str) -> Self {
        self.pipeline = Some(pipeline.to_owned());
        self
    }

    /// People who move a record here are asked for these fields.
    #[must_use]
    pub fn asks(mut self, fields: &[&str]) -> Self {
        self.asks = fields.iter().map(|&f| f.to_owned()).collect();
        self
    }
}

/// Serde needs a name for it: leave out what is false.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(b: &bool) -> bool {
    !*b
}

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
    /// Fields its metrics go by and sum up, what most of them ask for first: an index holds them all, so that figures of
    /// many records are read off it alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measured: Vec<String>,
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
    by_key: HashMap<String, usize>,
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
    /// Says what its metrics go by and sum up, what most of them ask for first. Fields without text of any length.
    #[must_use]
    pub fn measured(mut self, fields: &[&str]) -> Self {
        self.measured = fields.iter().map(|&f| f.to_owned()).collect();
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

/// Names no field may have: they are in every record, or mean something in a filter.
pub const RESERVED: &[&str] = &[
    "id",
    "version",
    "deleted_at",
    "created_at",
    "updated_at",
    "owner",
    "created_by",
    "object",
    "me",
    "and",
    "or",
    "not",
    "in",
    "is",
    "null",
    "true",
    "false",
    "any",
    "none",
    "count",
    "sum",
    "min",
    "max",
    "last",
    "now",
    "today",
];

/// Names no own object may have: tables and addresses of the house.
const RESERVED_OBJECTS: &[&str] = &[
    "migration",
    "event",
    "job",
    "follower",
    "setting",
    "role",
    "token",
    "session",
    "account",
    "word",
    "more",
    "link_many",
    "external",
    "file",
    "import_run",
    "schema_item",
    "idempotency",
    "throttle",
    "saved_view",
    "saved_view_start",
    "follow",
    "attachment",
    "thumbnail",
    "invite",
    "schema",
    "notice",
    "notices",
    "presence",
    "number_series",
    "q",
    "view",
    "views",
    "search",
    "settings",
    "api",
    "assets",
    "metrics",
    "events",
    "imports",
    "undo",
    "healthz",
    "readyz",
    "login",
    "logout",
    "setup",
    "home",
    "me",
    "files",
    "pick",
    "live",
    "palette",
    "bin",
    "profile",
    "openapi",
    "schema",
    "roles",
    "tokens",
    "merges",
    "invite",
    "f",
    "d",
];

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
fn system_fields() -> Vec<Field> {
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

/// Every object there is, checked and ready to use.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Counts up with every change.
    pub version: i64,
    objects: Vec<Arc<Object>>,
    by_key: HashMap<String, usize>,
    by_plural: HashMap<String, usize>,
}

impl Schema {
    /// Builds a schema from declarations; every problem there is, at once.
    pub fn build(version: i64, declared: Vec<Object>) -> Result<Self> {
        let mut problems = Problems::default();
        let mut schema = Self { version, ..Self::default() };
        let keys: Vec<String> = declared.iter().map(|o| o.key.clone()).collect();
        let choices = choices_taken(&declared);
        for mut object in declared {
            if object.plural.is_empty() {
                object.plural = format!("{}s", object.key);
            }
            if object.label.is_empty() {
                object.label = label_of(&object.key);
            }
            if object.labels.is_empty() {
                object.labels = label_of(&object.plural);
            }
            if object.icon.is_empty() {
                "box".clone_into(&mut object.icon);
            }
            check_object(&object, &keys, &mut problems);
            if !object.fields.first().is_some_and(|f| f.system) {
                object.fields.splice(0..0, system_fields());
            }
            if object.title.is_empty() {
                object.title = object
                    .fields
                    .iter()
                    .find(|f| !f.system && f.kind == Kind::Text)
                    .map(|f| f.key.clone())
                    .unwrap_or_default();
            }
            put_in_order(&mut object);
            for field in &mut object.fields {
                if let Some(choices) = choices.get(field.same_as) {
                    field.choices.clone_from(choices);
                }
                if field.label.is_empty() {
                    field.label = label_of(&field.key);
                }
            }
            object.by_key = object.fields.iter().enumerate().map(|(i, f)| (f.key.clone(), i)).collect();
            if object.title_field().is_none() {
                problems.add(format!("{}.title", object.key), "unknown", say!("problem-title-field"));
            }
            if object.columns.is_empty() {
                object.columns = default_columns(&object);
            }
            let place = schema.objects.len();
            if schema.by_key.insert(object.key.clone(), place).is_some()
                || schema.by_plural.insert(object.plural.clone(), place).is_some()
            {
                problems.add(object.key.clone(), "taken", say!("problem-object-taken", key = &object.key));
            }
            schema.objects.push(Arc::new(object));
        }
        problems.check()?;
        Ok(schema)
    }

    /// The same schema with each object made anew; keys stay.
    pub(crate) fn each(&self, made: impl Fn(&Object) -> Object) -> Self {
        Self { objects: self.objects.iter().map(|o| Arc::new(made(o))).collect(), ..self.clone() }
    }

    /// An object by key (`deal`).
    pub fn object(&self, key: &str) -> Option<&Arc<Object>> {
        self.by_key.get(key).and_then(|&i| self.objects.get(i))
    }

    /// An object by its name in addresses (`deals`) or its key.
    pub fn by_name(&self, name: &str) -> Option<&Arc<Object>> {
        self.by_plural.get(name).and_then(|&i| self.objects.get(i)).or_else(|| self.object(name))
    }

    /// Every object, in the order of declaration.
    pub fn objects(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.objects.iter()
    }

    /// The links that point at an object: (object, field) pairs, for related lists and for destroying.
    pub fn links_to<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field)> {
        self.objects.iter().flat_map(move |o| {
            o.fields.iter().filter(move |f| f.target.as_deref() == Some(key)).map(move |f| (o, f))
        })
    }
}

/// The choices that fields take from others, by object and field.
fn choices_taken(declared: &[Object]) -> HashMap<String, Vec<Choice>> {
    let taken: Vec<&str> = declared.iter().flat_map(|o| &o.fields).map(|f| f.same_as).collect();
    let named =
        declared.iter().flat_map(|o| o.fields.iter().map(move |f| (format!("{}.{}", o.key, f.key), f)));
    named
        .filter(|(name, _)| taken.contains(&name.as_str()))
        .map(|(name, field)| (name, field.choices.clone()))
        .collect()
}

/// The fields in the order users gave them; system fields stay at the head, others follow as declared.
fn put_in_order(object: &mut Object) {
    let Object { order, fields, .. } = object;
    if !order.is_empty() {
        fields.sort_by_key(|f| {
            if f.system { 0 } else { 1 + order.iter().position(|key| *key == f.key).unwrap_or(order.len()) }
        });
    }
}

/// Letters, digits and `_`, starting with a letter, at most `most` long.
fn is_key(key: &str, most: usize) -> bool {
    key.len() <= most
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

fn check_object(object: &Object, keys: &[String], problems: &mut Problems) {
    let at = |field: &str| format!("{}.{field}", object.key);
    if !is_key(&object.key, 40) || !is_key(&object.plural.replace('-', "_"), 44) {
        problems.add(object.key.clone(), "key", say!("problem-key"));
    }
    if object.own
        && (RESERVED_OBJECTS.contains(&object.key.as_str())
            || RESERVED_OBJECTS.contains(&object.plural.as_str())
            || object.key.starts_with("search_"))
    {
        problems.add(object.key.clone(), "reserved", say!("problem-object-reserved", key = &object.key));
    }
    let mut seen = std::collections::HashSet::new();
    for field in &object.fields {
        if !seen.insert(field.key.as_str()) {
            problems.add(at(&field.key), "taken", say!("problem-field-taken"));
        }
        if field.system {
            continue;
        }
        if !is_key(&field.key, 40) {
            problems.add(at(&field.key), "key", say!("problem-key"));
        }
        if RESERVED.contains(&field.key.as_str()) {
            problems.add(at(&field.key), "reserved", say!("problem-field-reserved", key = &field.key));
        }
        match (field.kind.is_link(), &field.target) {
            (true, Some(target)) if !keys.contains(target) => {
                problems.add(at(&field.key), "unknown", format!("It links to {target}, which is no object"));
            }
            (true, None) => problems.add(at(&field.key), "required", say!("problem-link-target")),
            (false, Some(_)) => problems.add(at(&field.key), "target", say!("problem-only-links")),
            _ => {}
        }
        if field.many && !field.kind.allows_many() {
            problems.add(
                at(&field.key),
                "many",
                format!("A {} cannot have several values", field.kind.name()),
            );
        }
        if field.unique && !field.kind.allows_unique() {
            problems.add(at(&field.key), "unique", format!("A {} cannot be unique", field.kind.name()));
        }
        let mut choices = std::collections::HashSet::new();
        for choice in &field.choices {
            if choice.key.is_empty()
                || choice.key.len() > 80
                || choice.key.contains(['|', '\0'])
                || !choices.insert(choice.key.as_str())
            {
                problems.add(
                    at(&field.key),
                    "choices",
                    say!("problem-choice-twice", given = say::quoted(&choice.key)),
                );
            }
        }
        if !field.choices.is_empty() && !field.kind.has_choices() {
            problems.add(at(&field.key), "choices", say!("problem-only-choices"));
        }
    }
}

/// The title, then the first fields people would look for, then the owner.
fn default_columns(object: &Object) -> Vec<String> {
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

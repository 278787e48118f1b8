//! Fields on pages: how a value is shown (`cell`) and how it is asked for (`input`), by kind, the same everywhere.
pub mod cell;
pub mod figure;
pub mod input;
pub mod recurrence;
pub mod typed;
pub mod words;

use std::collections::HashMap;

use base::{Date, Id, Moment};
use engine::{Field, Kind, Manners, Object, Schema};

pub use cell::{brief, cell, face, full, named};
pub use input::{Asks, widget};
pub use typed::Typed;
pub use words::{grouped, money, number};

/// What showing values needs to know: when, where and for whom.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Now.
    pub now: Moment,
    /// The workspace's currency, zone and country.
    pub manners: &'a Manners,
    /// The schema, for the addresses of what links lead to.
    pub schema: &'a Schema,
}

/// Titles of linked records by id, loaded once for a page.
pub type Titles = HashMap<Id, String>;

impl<'a> Look<'a> {
    /// Today, where the workspace is.
    pub fn today(&self) -> Date {
        self.now.date(&self.manners.zone)
    }

    /// The object a link leads to.
    pub fn target(&self, field: &Field) -> Option<&'a Object> {
        field.target.as_deref().and_then(|t| self.schema.object(t)).map(AsRef::as_ref)
    }
}

/// The address of a record.
pub fn href(object: &Object, id: Id) -> String {
    format!("/{}/{id}", object.plural)
}

/// Records of people are round, all others square.
pub fn is_square(object: &Object) -> bool {
    !matches!(object.key.as_str(), "contact" | "user" | "lead")
}

/// The icon of a field, by its kind, or by the object it leads to.
pub fn icon_of<'a>(field: &Field, schema: &'a Schema) -> &'a str {
    match field.kind {
        Kind::Text => "type",
        Kind::LongText | Kind::RichText => "text",
        Kind::Email => "at-sign",
        Kind::Phone => "phone",
        Kind::Url => "globe",
        Kind::Integer | Kind::Decimal => "hash",
        Kind::Percent => "percent",
        Kind::Money => "coins",
        Kind::Date => "calendar",
        Kind::DateTime => "clock",
        Kind::Duration => "timer",
        Kind::Toggle => "toggle-left",
        Kind::Choice if cell::is_path(field) => "milestone",
        Kind::Choice => "circle-dot",
        Kind::Choices => "list-checks",
        Kind::User => "user-round",
        Kind::Link | Kind::Links => {
            field.target.as_deref().and_then(|t| schema.object(t)).map_or("link", |o| o.icon.as_str())
        }
        Kind::Address => "map-pin",
        Kind::File => "paperclip",
        Kind::Rating => "star",
        Kind::Tags => "tag",
        Kind::Recurrence => "repeat",
    }
}

/// Numbers stand at the end of their column.
pub fn is_number(field: &Field) -> bool {
    matches!(field.kind, Kind::Integer | Kind::Decimal | Kind::Percent | Kind::Money | Kind::Duration)
}

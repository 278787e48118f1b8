//! A mapping bound to a file: what `bind` makes of it and `read` reads rows by.
use std::collections::HashMap;
use std::sync::Arc;

use base::Currency;
use engine::{Field, Manners, Object, Value};
use tabular::date::DateOrder;
use tabular::number::NumberStyle as Style;

use super::lookup::{By, Place};
use super::mapping::{Column, Duplicates, Existing, Unknown};

/// How the links of a column find their records: the first way that a text fits.
pub(super) struct Way {
    /// The index that is looked into.
    pub(super) place: Place,
    /// What it is looked up by.
    pub(super) by: By,
    /// Only texts with an `@`.
    pub(super) mail: bool,
}

/// What a link's column points to.
pub(super) struct LinkTo {
    /// The object.
    pub(super) target: Arc<Object>,
    /// How its records are found.
    pub(super) ways: Vec<Way>,
    /// It is the object that is imported: records may come later in the same file.
    pub(super) itself: bool,
    /// Missing records are made, with these columns besides the name.
    pub(super) create: Option<Vec<Bound>>,
}

/// Where the cells of a column go.
pub(super) enum To {
    /// What another system calls the record.
    External(String),
    /// The record's id.
    Id,
    /// Nowhere of their own: they say when something happened.
    When,
    /// A field.
    Field {
        /// Its place.
        place: usize,
        /// The part of an address, by its place.
        part: Option<usize>,
        /// For links.
        link: Option<LinkTo>,
    },
}

/// A column that is bound.
pub(super) struct Bound {
    /// Its place in a row.
    pub(super) column: usize,
    /// Its heading.
    pub(super) heading: String,
    /// Where its cells go.
    pub(super) to: To,
    /// What the mapping says of it.
    pub(super) spec: Column,
    /// What its cells mean, by their folded text.
    pub(super) values: HashMap<String, String>,
    /// How its dates are written, and whether plain numbers are days; told after the file was read once.
    pub(super) date: (DateOrder, bool),
    /// How its numbers are written.
    pub(super) number: Style,
    /// The currency of amounts without one.
    pub(super) currency: Option<Currency>,
    /// The column with the currency.
    pub(super) currency_column: Option<usize>,
    /// What becomes of values that are not known.
    pub(super) unknown: Unknown,
    /// A blank cell empties the field.
    pub(super) empties: bool,
    /// The keys of the field's choices, by key and label, folded too.
    pub(super) choices: HashMap<String, String>,
}

impl Bound {
    /// The field it feeds.
    pub(super) fn field<'o>(&self, object: &'o Object) -> Option<&'o Field> {
        if let To::Field { place, .. } = self.to { object.fields.get(place) } else { None }
    }

    /// The link it feeds.
    pub(super) fn link(&self) -> Option<&LinkTo> {
        if let To::Field { link, .. } = &self.to { link.as_ref() } else { None }
    }

    /// The key of the choice a text names.
    pub(super) fn choice(&self, text: &str) -> Option<&str> {
        self.choices.get(text).or_else(|| self.choices.get(&base::fold(text))).map(String::as_str)
    }

    /// What a cell means after the mapping's `values`; nothing for a cell that is to be left empty.
    pub(super) fn meaning<'t>(&'t self, cell: &'t str) -> Option<&'t str> {
        if self.values.is_empty() {
            return Some(cell).filter(|t| !t.is_empty());
        }
        let meant = self.values.get(&base::fold(cell)).map_or(cell, String::as_str);
        Some(meant).filter(|t| !t.is_empty())
    }
}

/// A piece of a template.
pub(super) enum Piece {
    /// Text as it stands.
    Text(String),
    /// A cell: of a bound column (after its `values`), or as it stands.
    Cell(usize),
}

/// A further entry of the history.
pub(super) struct ThenPlan {
    /// When.
    pub(super) at: Bound,
    /// Places of the fields that come then.
    pub(super) fields: Vec<usize>,
    /// What they are until then.
    pub(super) before: Vec<(usize, Value)>,
}

/// A mapping that is bound.
pub(super) struct Plan {
    /// What is imported.
    pub(super) object: Arc<Object>,
    /// The columns that are imported, in the order of the file.
    pub(super) bounds: Vec<Bound>,
    /// What rows are known by: a place in `bounds`, and the index.
    pub(super) key: Option<(usize, Place)>,
    /// Fields that no two records may share, with their index.
    pub(super) unique: Vec<(usize, Place)>,
    /// Values of new records.
    pub(super) defaults: Vec<(usize, Value)>,
    /// Texts made of columns.
    pub(super) derive: Vec<(usize, Vec<Vec<Piece>>)>,
    /// When records were made.
    pub(super) created: Option<Bound>,
    /// Further entries of the history.
    pub(super) then: Vec<ThenPlan>,
    /// What becomes of further rows of one key.
    pub(super) duplicates: Option<Duplicates>,
    /// What the file does to records that are there already.
    pub(super) existing: Existing,
    /// Headings the mapping says nothing about.
    pub(super) unmapped: Vec<String>,
    /// The workspace's manners.
    pub(super) manners: Manners,
}

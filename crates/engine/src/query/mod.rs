//! Reading records: lists with filter, sort, columns and pages; single records; figures over many. Every read takes an
//! actor, and what the actor may see becomes a part of the statement.
mod aggregate;
mod bucket;
mod convert;
mod cursor;
mod figure;
mod group;
mod list;
mod past;
mod reader;
mod sort;
#[cfg(test)]
mod tests;
mod totals;
mod walk;

use base::{Error, Id, Moment, Result};

pub use aggregate::{Aggregate, Function, Group, GroupKey, Measure, Table, TableRow};
pub use bucket::Bucket;
pub use convert::{Converted, Converting};
pub use figure::Figure;
pub use reader::{Reader, Stream};
pub use sort::Sorting;

use crate::filter::{Filter, FilterError, Part, Target, ast};
use crate::schema::Field;
use crate::value::Value;

/// Rows of a page at most.
pub const MAX_LIMIT: usize = 500;

/// What to list.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The object, by key or plural.
    pub object: String,
    /// Which records.
    pub filter: Option<Filter>,
    /// In which order; newest first where nothing is said.
    pub sort: Vec<Sort>,
    /// The columns by path; `None` is every field the actor may see.
    pub columns: Option<Vec<String>>,
    /// Rows of the page, 1 to 500.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// Count all that satisfy the filter.
    pub count: bool,
    /// What lies in the bin instead.
    pub deleted: bool,
    /// Only these records.
    pub ids: Option<Vec<Id>>,
}

impl Query {
    /// Every record of an object, 50 a page, newest first.
    pub fn new(object: &str) -> Self {
        Self {
            object: object.to_owned(),
            filter: None,
            sort: Vec::new(),
            columns: None,
            limit: 50,
            cursor: None,
            count: false,
            deleted: false,
            ids: None,
        }
    }

    /// Keeps what satisfies a filter, in addition to one there is.
    pub fn filter(mut self, text: &str) -> Result<Self> {
        if let Some(more) = Filter::read(text)? {
            self.filter = Some(match self.filter {
                Some(filter) => filter.and(more),
                None => more,
            });
        }
        Ok(self)
    }

    /// Orders as `-created_at,name` says.
    pub fn sort(mut self, text: &str) -> Result<Self> {
        self.sort = Sort::parse(text)?;
        Ok(self)
    }

    /// Chooses columns as `name,company.name` says; a blank text chooses none in particular.
    #[must_use]
    pub fn columns(mut self, text: &str) -> Self {
        let paths: Vec<String> =
            text.split(',').map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect();
        self.columns = (!paths.is_empty()).then_some(paths);
        self
    }

    /// Rows of the page.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Goes on where a page ended.
    #[must_use]
    pub fn after(mut self, cursor: Option<&str>) -> Self {
        self.cursor = cursor.map(str::to_owned);
        self
    }

    /// Counts all.
    #[must_use]
    pub fn count(mut self) -> Self {
        self.count = true;
        self
    }
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// The path.
    pub path: String,
    /// From the greatest to the smallest.
    pub descending: bool,
}

impl Sort {
    /// Reads `-created_at,company.name`; blank is no order in particular.
    pub fn parse(text: &str) -> Result<Vec<Self>> {
        let keys: Vec<Self> = text
            .split(',')
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .map(|t| {
                let (descending, path) = t
                    .strip_prefix('-')
                    .map_or_else(|| (false, t.strip_prefix('+').unwrap_or(t)), |p| (true, p));
                Self { path: path.trim().to_owned(), descending }
            })
            .collect();
        if keys.len() > 8 {
            return Err(Error::invalid("sort", "sort", "A list is sorted by at most 8 fields"));
        }
        Ok(keys)
    }
}

/// A column of a page, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its path as it was asked for.
    pub path: String,
    /// Where the path ends.
    pub target: Target,
}

impl Column {
    /// The field, where the column is a whole field; nothing for ids and parts.
    pub fn field(&self) -> Option<&Field> {
        self.target.whole()
    }

    /// The path of the link whose record's title this is: `company` for `company.name`.
    pub fn title_of(&self) -> Option<&str> {
        let titled = self.target.whole().is_some_and(|f| f.key == self.target.object.title);
        let (link, _) = self.path.rsplit_once('.')?;
        (titled && !self.target.hops.is_empty()).then_some(link)
    }

    /// It is the id of the record itself or of one it leads to.
    pub fn is_id(&self) -> bool {
        self.target.part == Part::Id
    }
}

/// A row of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct ListRow {
    /// The record's id.
    pub id: Id,
    /// The record's version.
    pub version: i64,
    /// Since when it lies in the bin.
    pub deleted_at: Option<Moment>,
    /// One value for each column.
    pub cells: Vec<Value>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<ListRow>,
    /// The cursor of the next page, if there is one.
    pub next: Option<String>,
    /// How many satisfy the filter, if asked for.
    pub count: Option<i64>,
}

/// A path as it is written in `sort`, `fields` and `by`.
fn path_of(text: &str) -> ast::Path {
    let mut start = 0;
    let steps = text.split('.').map(|name| {
        let at = crate::filter::Span { start, end: start + name.len() };
        start = at.end + 1;
        ast::Step { name: name.to_owned(), at }
    });
    ast::Path { steps: steps.collect() }
}

/// What is wrong with a path outside of a filter.
fn wrong_path(parameter: &'static str, error: FilterError, path: &str) -> Error {
    Error::invalid(parameter, parameter, error.finish(path).message)
}

//! Figures over many records, in groups: what may be asked, checked against schema and rights, and the answer.
use std::cmp::Ordering;

use base::{Date, Error, Result};

use super::bucket::Bucket;
use super::convert::{BoundConverting, Converted, Converting};
use super::figure::{Figure, mean, plus};
use super::{path_of, wrong_path};
use crate::filter::{Compared, Filter, Names, Node, Target, quoted};
use crate::kind::{Class, Kind};
use crate::value::Value;

/// What to compute.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// The object, by key or plural.
    pub object: String,
    /// Of which records.
    pub filter: Option<Filter>,
    /// What of them.
    pub measures: Vec<Measure>,
    /// In which groups; none is one group of all.
    pub by: Vec<Group>,
    /// Groups of the answer at most.
    pub limit: usize,
    /// Amounts in one currency instead of a figure for each.
    pub converting: Option<Converting>,
}

impl Aggregate {
    /// Counts the records of an object.
    pub fn new(object: &str) -> Self {
        Self {
            object: object.to_owned(),
            filter: None,
            measures: Vec::new(),
            by: Vec::new(),
            limit: 1_000,
            converting: None,
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

    /// Amounts are converted, each by the rates of its day.
    #[must_use]
    pub fn converted(mut self, converting: Option<Converting>) -> Self {
        self.converting = converting;
        self
    }

    /// Adds a measure.
    #[must_use]
    pub fn measure(mut self, function: Function, path: Option<&str>) -> Self {
        self.measures.push(Measure { function, path: path.map(str::to_owned), filter: None });
        self
    }

    /// Adds a count of those records that satisfy a further filter.
    pub fn count_if(mut self, filter: &str) -> Result<Self> {
        self.measures.push(Measure { function: Function::Count, path: None, filter: Filter::read(filter)? });
        Ok(self)
    }

    /// Adds a measure of those records that satisfy a further filter.
    pub fn measure_if(mut self, function: Function, path: &str, filter: &str) -> Result<Self> {
        let filter = Filter::read(filter)?;
        self.measures.push(Measure { function, path: Some(path.to_owned()), filter });
        Ok(self)
    }

    /// Adds a group: `stage`, `owner.team`, `close_date:quarter`.
    pub fn by(mut self, text: &str) -> Result<Self> {
        self.by.push(Group::parse(text)?);
        Ok(self)
    }
}

/// What is computed of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// How many records, or how many with a value.
    Count,
    /// The sum; of nothing it is 0.
    Sum,
    /// The mean of the records with a value.
    Average,
    /// The middle value.
    Median,
    /// The value that nine of ten do not exceed, by nearest rank.
    P90,
    /// The smallest.
    Min,
    /// The greatest.
    Max,
}

impl Function {
    /// Every function with its name.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("count", Self::Count),
        ("sum", Self::Sum),
        ("average", Self::Average),
        ("median", Self::Median),
        ("p90", Self::P90),
        ("min", Self::Min),
        ("max", Self::Max),
    ];

    /// The function of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, f)| *f)
    }

    /// Whether it is found by the ranks of the values.
    pub(crate) fn is_by_rank(self) -> bool {
        matches!(self, Self::Median | Self::P90)
    }

    /// The figure of the records of two groups, from that of each; nothing where their currencies differ.
    pub(super) fn fold(self, one: Figure, other: Figure) -> Option<Figure> {
        let (Some((here, some)), Some((there, more))) = (one.total(), other.total()) else {
            return Some(if one == Figure::Empty { other } else { one });
        };
        Some(match self {
            Self::Min | Self::Max if here.order(&there).is_le() == (self == Self::Min) => one,
            Self::Min | Self::Max => other,
            Self::Average => mean(plus(&here, &there)?, some + more),
            _ => Figure::Exact(plus(&here, &there)?),
        })
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, f)| *f == self).map_or("", |(n, _)| n)
    }
}

/// One figure of each group.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// What is computed.
    pub function: Function,
    /// Of which field; a count needs none.
    pub path: Option<String>,
    /// Only of the records that satisfy this too.
    pub filter: Option<Filter>,
}

/// What records are grouped by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The path.
    pub path: String,
    /// For days and instants, how long a bucket is.
    pub bucket: Option<Bucket>,
    /// The first and the last day there can be, where the filter says so: then nothing has to be asked about them.
    pub within: Option<(Date, Date)>,
}

impl Group {
    /// Reads `stage` or `close_date:quarter`.
    pub fn parse(text: &str) -> Result<Self> {
        let (path, bucket) = match text.trim().split_once(':') {
            None => (text.trim(), None),
            Some((path, name)) => {
                let bucket = Bucket::parse(name).ok_or_else(|| {
                    let message = format!("{name:?} is none of day, week, month, quarter, year");
                    Error::invalid("by", "by", message)
                })?;
                (path, Some(bucket))
            }
        };
        Ok(Self { path: path.to_owned(), bucket, within: None })
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// A row for each group, in the order of time or of a list of choices, else the greatest first; the group of
    /// those without a value comes last.
    pub rows: Vec<TableRow>,
    /// The figures of all records, of all groups; nothing where they do not follow from those of the groups: a median, or
    /// amounts in several currencies.
    pub total: Option<TableRow>,
    /// There were more groups than the limit.
    pub truncated: bool,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq)]
pub struct TableRow {
    /// One key for each of `by`.
    pub keys: Vec<GroupKey>,
    /// How many records.
    pub count: i64,
    /// One figure for each measure.
    pub figures: Vec<Figure>,
    /// What was converted for the first measure of amounts: a line for each other currency there was.
    pub converted: Vec<Converted>,
}

/// What the records of a group have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupKey {
    /// The value; of a bucket its first day; nothing for the group of those without.
    pub value: Value,
    /// For programs: a choice's key, an id, `2017-Q1`; empty for nothing.
    pub key: String,
    /// For people: a choice's label, a record's title, `Q1 2017`; empty for nothing.
    pub label: String,
    /// The day behind the last of a bucket.
    pub until: Option<Date>,
    /// The filter that gives the group's records.
    pub condition: String,
}

impl GroupKey {
    /// The key of a value.
    pub(super) fn of_value(path: &str, value: Value, label: String) -> Self {
        let literal = match &value {
            Value::Null => {
                let condition = format!("{path} IS NULL");
                return Self { value, key: String::new(), label: String::new(), until: None, condition };
            }
            Value::Bool(on) => (if *on { "TRUE" } else { "FALSE" }).to_owned(),
            Value::Int(_) | Value::Decimal(_) | Value::Date(_) => value.plain(),
            other => quoted(&other.plain()),
        };
        Self { key: value.plain(), label, until: None, condition: format!("{path} = {literal}"), value }
    }

    /// The key of a bucket.
    pub(super) fn of_bucket(path: &str, bucket: Bucket, first: Date, scope: &crate::filter::Scope) -> Self {
        let until = bucket.next(first);
        Self {
            value: Value::Date(first),
            key: bucket.key(first, scope),
            label: bucket.label(first, scope),
            until: Some(until),
            condition: format!("{path} >= {first} AND {path} < {until}"),
        }
    }
}

/// A measure, bound.
pub(super) struct BoundMeasure {
    pub(super) function: Function,
    pub(super) target: Option<Target>,
    pub(super) node: Option<Node>,
    /// How its amounts become those of one currency.
    pub(super) converting: Option<BoundConverting>,
}

impl BoundMeasure {
    /// Its amounts are kept apart by currency.
    pub(super) fn is_money(&self) -> bool {
        self.converting.is_none() && self.has_currency()
    }

    /// It is about amounts.
    pub(super) fn has_currency(&self) -> bool {
        self.function != Function::Count
            && self.target.as_ref().is_some_and(|t| t.kind() == Some(Kind::Money))
    }
}

/// Binds the path of a measure.
pub(super) fn measured(
    names: &Names<'_>,
    object: &std::sync::Arc<crate::schema::Object>,
    measure: &Measure,
) -> Result<Option<Target>> {
    let Some(path) = &measure.path else {
        if measure.function == Function::Count {
            return Ok(None);
        }
        let message = format!("{} needs a field", measure.function.name());
        return Err(Error::invalid("measure", "measure", message));
    };
    let target = names.target(object, &path_of(path)).map_err(|e| wrong_path("measure", e, path))?;
    let fits = match (measure.function, target.compared()) {
        (Function::Count, Compared::As(class)) => class != Class::Links,
        (Function::Count, _)
        | (_, Compared::As(Class::Number | Class::Money))
        | (Function::Min | Function::Max, Compared::As(Class::Date | Class::Moment)) => true,
        _ => false,
    };
    if fits {
        return Ok(Some(target));
    }
    let message = format!("{} does not fit {}", measure.function.name(), target.label());
    Err(Error::invalid("measure", "measure", message))
}

/// Binds the path of a group.
pub(super) fn grouped(
    names: &Names<'_>,
    object: &std::sync::Arc<crate::schema::Object>,
    group: &Group,
) -> Result<Target> {
    let path = &group.path;
    let target = names.target(object, &path_of(path)).map_err(|e| wrong_path("by", e, path))?;
    let label = target.label();
    let wrong = match target.compared() {
        Compared::As(Class::Set | Class::Links) => {
            format!("{label} holds several values, which make no groups")
        }
        Compared::As(Class::Address) => format!("{label} makes no groups; a part does: {path}.city"),
        Compared::As(Class::Money) => format!("{label} makes no groups; its currency does: {path}.currency"),
        Compared::As(Class::File) => format!("{label} makes no groups"),
        Compared::As(Class::Date | Class::Moment) => return Ok(target),
        _ if matches!(target.kind(), Some(Kind::LongText | Kind::RichText)) => {
            format!("{label} makes no groups")
        }
        _ if group.bucket.is_some() => format!("{label} is no date, so it has no {path}:month"),
        _ => return Ok(target),
    };
    Err(Error::invalid("by", "by", wrong))
}

/// How the rows of an answer are ordered.
pub(super) fn sort(rows: &mut [TableRow], ordered: &[bool], place: impl Fn(usize, &GroupKey) -> i64) {
    let by_keys = |a: &TableRow, b: &TableRow| {
        for (i, (x, y)) in a.keys.iter().zip(&b.keys).enumerate() {
            let empty = x.value.is_null().cmp(&y.value.is_null());
            let order = empty.then_with(|| place(i, x).cmp(&place(i, y))).then_with(|| {
                if ordered.get(i).copied().unwrap_or_default() {
                    x.value.order(&y.value)
                } else {
                    base::fold(&x.label).cmp(&base::fold(&y.label))
                }
            });
            if order.is_ne() {
                return order.then_with(|| x.key.cmp(&y.key));
            }
        }
        Ordering::Equal
    };
    if ordered == [false] {
        let size = |row: &TableRow| match row.figures.first() {
            Some(figure) => figure.number().unwrap_or(f64::NEG_INFINITY),
            None => row.count as f64,
        };
        let empty = |row: &TableRow| row.keys.iter().any(|k| k.value.is_null());
        rows.sort_by(|a, b| {
            let last = empty(a).cmp(&empty(b));
            last.then_with(|| size(b).total_cmp(&size(a))).then_with(|| by_keys(a, b))
        });
    } else {
        rows.sort_by(by_keys);
    }
}

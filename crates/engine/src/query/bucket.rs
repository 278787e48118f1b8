//! Days, weeks, months, quarters and years that records are grouped by: bounds computed in a zone, names, and the
//! expression that says which bucket a column's value falls into.
use base::{Date, Moment, Result};
use jiff::ToSpan;
use jiff::civil::Weekday;
use store::Value as Cell;

use crate::filter::time::{first_of_month, instants, plus, quarter_of, week_of, year_of};
use crate::filter::{Scope, Writer};

/// Buckets of one group at most.
const MOST: usize = 5_000;
/// Buckets that are made without asking which of them there are.
const SHOWN: usize = 400;

/// Buckets that are read one by one at most.
const ARMS: usize = 60;

/// How long a bucket is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bucket {
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
    /// A quarter of the fiscal year.
    Quarter,
    /// A fiscal year.
    Year,
}

impl Bucket {
    /// Every bucket with its name.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("day", Self::Day),
        ("week", Self::Week),
        ("month", Self::Month),
        ("quarter", Self::Quarter),
        ("year", Self::Year),
    ];

    /// The bucket of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, b)| *b)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, b)| *b == self).map_or("", |(n, _)| n)
    }

    /// The first day of the bucket a day falls into.
    pub fn first_day(self, day: Date, scope: &Scope) -> Date {
        match self {
            Self::Day => day,
            Self::Week => week_of(day, scope.week_start),
            Self::Month => first_of_month(day),
            Self::Quarter => quarter_of(day, scope.fiscal_month),
            Self::Year => year_of(day, scope.fiscal_month),
        }
    }

    /// The first day of the bucket behind the one that begins with a day.
    pub fn next(self, first: Date) -> Date {
        match self {
            Self::Day => first.plus_days(1),
            Self::Week => first.plus_days(7),
            Self::Month => plus(first, 1.month()),
            Self::Quarter => plus(first, 3.months()),
            Self::Year => plus(first, 1.year()),
        }
    }

    /// Its name for programs, which sorts as time goes: `2017-03-11`, `2017-W09`, `2017-03`, `2017-Q1`, `2017`; with
    /// `FY` and the year it ends in where fiscal years do not begin in January.
    pub fn key(self, first: Date, scope: &Scope) -> String {
        let fiscal = scope.fiscal_month != 1;
        match self {
            Self::Week if scope.week_start == Weekday::Monday => {
                let week = first.0.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            // Only weeks from Monday have numbers that everybody counts the same.
            Self::Day | Self::Week => first.to_string(),
            Self::Month => format!("{:04}-{:02}", first.0.year(), first.0.month()),
            Self::Quarter | Self::Year => {
                let start = year_of(first, scope.fiscal_month);
                let year = i32::from(start.0.year()) + i32::from(fiscal);
                let mark = if fiscal { "FY" } else { "" };
                if self == Self::Year {
                    return format!("{mark}{year:04}");
                }
                let months = (first.0.month() - scope.fiscal_month).rem_euclid(12);
                format!("{mark}{year:04}-Q{}", months / 3 + 1)
            }
        }
    }

    /// Its name for people: `11 Mar 2017`, `W09 2017`, `Mar 2017`, `Q1 2017`, `2017`.
    pub fn label(self, first: Date, scope: &Scope) -> String {
        match self {
            Self::Day => first.0.strftime("%-d %b %Y").to_string(),
            Self::Month => first.0.strftime("%b %Y").to_string(),
            Self::Week | Self::Quarter => {
                let key = self.key(first, scope);
                match key.split_once('-') {
                    Some((year, rest)) if rest.starts_with(['W', 'Q']) => format!("{rest} {year}"),
                    _ => first.0.strftime("%-d %b %Y").to_string(),
                }
            }
            Self::Year => self.key(first, scope),
        }
    }
}

/// The buckets between the first and the last value of a column.
#[derive(Debug, Clone)]
pub(super) struct Buckets {
    pub(super) bucket: Bucket,
    /// The first day of each, and of the one behind the last.
    pub(super) bounds: Vec<Date>,
    /// The bounds as the column holds them.
    cells: Vec<Cell>,
    /// Every record is known to lie in one of them.
    whole: bool,
}

/// One of some buckets, as a part of a statement that reads it alone.
pub(super) struct Arm<'b> {
    /// Its number among them.
    pub(super) number: usize,
    from: &'b Cell,
    until: &'b Cell,
}

impl Arm<'_> {
    /// Writes that a column's value falls into it.
    pub(super) fn push(&self, writer: &mut Writer, column: &str) {
        writer.push(column).push(" >= ").bind(self.from.clone());
        writer.push(" AND ").push(column).push(" < ").bind(self.until.clone());
    }
}

impl Buckets {
    /// No bucket yet.
    pub(super) fn none(bucket: Bucket) -> Self {
        Self { bucket, bounds: Vec::new(), cells: Vec::new(), whole: false }
    }

    /// The buckets from the smallest to the greatest value: days as text, or instants.
    pub(super) fn between(bucket: Bucket, least: &Cell, most: &Cell, scope: &Scope) -> Result<Self> {
        let mut all = Self::none(bucket);
        let day = |cell: &Cell| match cell {
            Cell::Text(text) => text.parse::<Date>().ok(),
            Cell::Int(micros) => Some(Moment(*micros).date(&scope.zone)),
            _ => None,
        };
        let (Some(least_day), Some(most_day)) = (day(least), day(most)) else { return Ok(all) };
        let mut first = bucket.first_day(least_day, scope);
        loop {
            all.bounds.push(first);
            all.cells.push(match least {
                Cell::Text(_) => first.iso().into(),
                _ => instants((first, first), &scope.zone).0.into(),
            });
            if first > most_day {
                return Ok(all);
            }
            let next = bucket.next(first);
            if next <= first {
                return Ok(all);
            }
            first = next;
            if all.bounds.len() > MOST {
                let message = format!(
                    "There are more than {MOST} {}s between the first and the last: choose longer ones",
                    bucket.name()
                );
                return Err(base::Error::invalid("by", "by", message));
            }
        }
    }

    /// The buckets that cover the days from one to another, where all values are known to lie; nothing where these would be
    /// more than a page shows, since the values may reach less far.
    pub(super) fn of_days(bucket: Bucket, days: (Date, Date), moments: bool, scope: &Scope) -> Option<Self> {
        let cell = |day: Date| -> Cell {
            if moments { instants((day, day), &scope.zone).0.into() } else { day.iso().into() }
        };
        let all = Self::between(bucket, &cell(days.0), &cell(days.1), scope).ok()?;
        (all.bounds.len() <= SHOWN).then_some(Self { whole: true, ..all })
    }

    /// The buckets one by one, where they are few and hold every record: read along an index they need no sorting, which is
    /// most of the time of a statement that groups by them.
    pub(super) fn arms(&self) -> Vec<Arm<'_>> {
        if !self.whole || self.cells.len() > ARMS {
            return Vec::new();
        }
        let pairs = self.cells.iter().zip(self.cells.iter().skip(1)).enumerate();
        pairs.map(|(number, (from, until))| Arm { number, from, until }).collect()
    }

    /// Writes the number of the bucket a column's value falls into; null for null.
    pub(super) fn push(&self, writer: &mut Writer, column: &str) {
        writer.push("CASE WHEN ").push(column).push(" IS NULL THEN NULL ELSE ");
        self.push_between(writer, column, 0, self.bounds.len());
        writer.push(" END");
    }

    /// Halves what is left, so that a value is compared with a dozen bounds and not with thousands.
    fn push_between(&self, writer: &mut Writer, column: &str, from: usize, until: usize) {
        let middle = usize::midpoint(from, until);
        match self.cells.get(middle) {
            Some(bound) if until > from + 1 => {
                writer.push("CASE WHEN ").push(column).push(" < ").bind(bound.clone()).push(" THEN ");
                self.push_between(writer, column, from, middle);
                writer.push(" ELSE ");
                self.push_between(writer, column, middle, until);
                writer.push(" END");
            }
            _ => {
                writer.push(&from.to_string());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn buckets_are_named_as_time_goes() {
        let scope = Scope::default();
        let key = |bucket: Bucket| bucket.key(bucket.first_day(day("2017-03-11"), &scope), &scope);
        assert_eq!(key(Bucket::Day), "2017-03-11");
        assert_eq!(key(Bucket::Week), "2017-W10");
        assert_eq!(key(Bucket::Month), "2017-03");
        assert_eq!(key(Bucket::Quarter), "2017-Q1");
        assert_eq!(key(Bucket::Year), "2017");
        assert_eq!(Bucket::Quarter.label(day("2017-01-01"), &scope), "Q1 2017");
        assert_eq!(Bucket::Month.label(day("2017-01-01"), &scope), "Jan 2017");
    }

    #[test]
    fn fiscal_years_are_named_by_the_year_they_end_in() {
        let scope = Scope { fiscal_month: 4, ..Scope::default() };
        let key = |bucket: Bucket| bucket.key(bucket.first_day(day("2017-05-11"), &scope), &scope);
        assert_eq!(key(Bucket::Quarter), "FY2018-Q1");
        assert_eq!(key(Bucket::Year), "FY2018");
    }

    #[test]
    fn bounds_reach_over_the_last_value() {
        let scope = Scope::default();
        let all =
            Buckets::between(Bucket::Quarter, &"2017-02-01".into(), &"2017-12-31".into(), &scope).unwrap();
        let bounds: Vec<String> = all.bounds.iter().map(ToString::to_string).collect();
        assert_eq!(bounds, ["2017-01-01", "2017-04-01", "2017-07-01", "2017-10-01", "2018-01-01"]);
        assert!(Buckets::between(Bucket::Day, &"0001-01-01".into(), &"9999-12-31".into(), &scope).is_err());
    }
}

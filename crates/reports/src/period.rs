//! Periods: the days a figure is about, and the days it is compared with.
use base::Date;
use engine::filter::{Scope, range};
use jiff::ToSpan;

/// Periods people choose from, as the filter language names them.
pub const WORDS: [&str; 10] = [
    "this_week",
    "this_month",
    "last_month",
    "this_quarter",
    "last_quarter",
    "this_year",
    "last_year",
    "last_30_days",
    "last_90_days",
    "last_365_days",
];

/// What figures are compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// The period before.
    Previous,
    /// The same days a year before.
    Year,
}

impl Against {
    /// By its name; another, `none` for one, is nothing.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "previous" => Some(Self::Previous),
            "year" => Some(Self::Year),
            _ => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Previous => "previous",
            Self::Year => "year",
        }
    }
}

/// Days in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// As it was asked for: a word, or `2026-01-01..2026-03-31`.
    pub word: String,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Period {
    /// Reads a word of the filter language or two days; nothing where it is neither.
    pub fn read(text: &str, today: Date, scope: &Scope) -> Option<Self> {
        let text = text.trim();
        let (from, to) = match text.split_once("..") {
            Some((from, to)) => (from.trim().parse().ok()?, to.trim().parse().ok()?),
            None => {
                let (from, until) = range(text, today, scope.week_start, scope.fiscal_month)?;
                (from, until.plus_days(-1))
            }
        };
        (from <= to).then(|| Self { word: text.to_owned(), from, to })
    }

    /// How many days it has.
    pub fn days(&self) -> i64 {
        self.to.days_since(self.from) + 1
    }

    /// How many of its days have begun.
    pub fn gone(&self, today: Date) -> i64 {
        (today.days_since(self.from) + 1).clamp(0, self.days())
    }

    /// How much of it has gone by, from 0 to 1.
    pub fn share(&self, today: Date) -> f64 {
        self.gone(today) as f64 / self.days() as f64
    }

    /// What it is compared with: as many days of the other period as have gone by of this one, so that a quarter that has
    /// just begun is not measured against a whole one.
    pub fn other(&self, against: Against, today: Date, scope: &Scope) -> Option<Self> {
        let (from, to) = match against {
            Against::Year => (back(self.from)?, back(self.to)?),
            Against::Previous => self.previous(today, scope)?,
        };
        let gone = self.gone(today);
        let to = if gone > 0 && gone < self.days() { to.min(from.plus_days(gone - 1)) } else { to };
        Some(Self { word: format!("{from}..{to}"), from, to })
    }

    /// The days before, as many; of whole months as many months, of a named week, month, quarter or year the one before.
    fn previous(&self, today: Date, scope: &Scope) -> Option<(Date, Date)> {
        let unit = self.word.split_once('_').filter(|(which, _)| ["this", "last", "next"].contains(which));
        if unit.is_some_and(|(_, unit)| ["week", "month", "quarter", "year"].contains(&unit)) {
            let (_, unit) = unit?;
            let day = if self.from > today { today } else { self.from.plus_days(-1) };
            let named = format!("this_{unit}");
            let (from, until) = range(&named, day, scope.week_start, scope.fiscal_month)?;
            return Some((from, until.plus_days(-1)));
        }
        let (first, behind) = (self.from.0, self.to.plus_days(1).0);
        if first.day() == 1 && behind.day() == 1 {
            // Whole months: as many before.
            let months = first.until((jiff::Unit::Month, behind)).ok()?.get_months();
            return Some((Date(first.checked_sub(months.months()).ok()?), self.from.plus_days(-1)));
        }
        Some((self.from.plus_days(-self.days()), self.from.plus_days(-1)))
    }

    /// What its course is drawn by: days for some weeks, weeks for some months, months for years.
    pub fn step(&self) -> &'static str {
        match self.days() {
            ..=31 => "day",
            32..=120 => "week",
            121..=1_100 => "month",
            _ => "year",
        }
    }
}

/// The same day a year before.
fn back(day: Date) -> Option<Date> {
    day.0.checked_sub(1.year()).ok().map(Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn period(text: &str) -> Period {
        Period::read(text, day("2026-11-17"), &Scope::default()).unwrap()
    }

    fn other(text: &str, against: Against) -> String {
        period(text).other(against, day("2026-11-17"), &Scope::default()).unwrap().word
    }

    #[test]
    fn a_period_is_a_word_or_two_days() {
        let quarter = period("this_quarter");
        assert_eq!((quarter.from, quarter.to), (day("2026-10-01"), day("2026-12-31")));
        assert_eq!(period("2026-01-05..2026-01-07").days(), 3);
        for wrong in ["", "soon", "2026-01-05..", "2026-02-01..2026-01-01"] {
            assert_eq!(Period::read(wrong, day("2026-11-17"), &Scope::default()), None, "{wrong}");
        }
    }

    #[test]
    fn a_running_period_is_compared_with_as_many_days() {
        assert_eq!(other("this_quarter", Against::Previous), "2026-07-01..2026-08-17");
        assert_eq!(other("this_quarter", Against::Year), "2025-10-01..2025-11-17");
        assert_eq!(other("last_quarter", Against::Previous), "2026-04-01..2026-06-30");
        assert_eq!(other("last_30_days", Against::Previous), "2026-09-19..2026-10-18");
        assert_eq!(other("2026-03-01..2026-03-31", Against::Previous), "2026-02-01..2026-02-28");
        assert_eq!(other("2026-04-01..2026-06-30", Against::Previous), "2026-01-01..2026-03-31");
        assert_eq!(other("2026-03-02..2026-03-31", Against::Previous), "2026-01-31..2026-03-01");
        assert_eq!(other("this_year", Against::Previous), "2025-01-01..2025-11-17");
    }

    #[test]
    fn a_shorter_month_before_is_taken_whole() {
        let today = day("2026-03-31");
        let month = Period::read("this_month", today, &Scope::default()).unwrap();
        let before = month.other(Against::Previous, today, &Scope::default()).unwrap();
        assert_eq!(before.word, "2026-02-01..2026-02-28");
    }

    #[test]
    fn how_much_has_gone_by_counts_the_days_begun() {
        let quarter = period("this_quarter");
        assert_eq!((quarter.days(), quarter.gone(day("2026-11-17"))), (92, 48));
        assert_eq!(quarter.gone(day("2026-09-01")), 0);
        assert_eq!(quarter.gone(day("2027-09-01")), 92);
    }
}

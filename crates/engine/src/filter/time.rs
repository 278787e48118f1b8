//! Named ranges and times from now, in a zone, as days and instants.
use base::{Date, Moment};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan, Zoned};

use super::ast::Unit;

/// The days a named range covers, from the first to before the second.
pub fn range(word: &str, today: Date, week_start: Weekday, fiscal_month: i8) -> Option<(Date, Date)> {
    let word = word.to_ascii_lowercase();
    let day = |n: i64| (today.plus_days(n), today.plus_days(n + 1));
    match word.as_str() {
        "today" => return Some(day(0)),
        "yesterday" => return Some(day(-1)),
        "tomorrow" => return Some(day(1)),
        _ => {}
    }
    if let Some(n) = days(&word, "last_") {
        return Some((today.plus_days(1 - n), today.plus_days(1)));
    }
    if let Some(n) = days(&word, "next_") {
        return Some((today, today.plus_days(n)));
    }
    let (which, unit) = word.split_once('_')?;
    let n = match which {
        "last" => -1,
        "this" => 0,
        "next" => 1,
        _ => return None,
    };
    let (first, step): (Date, Span) = match unit {
        "week" => (week_of(today, week_start), 7.days()),
        "month" => (first_of_month(today), 1.month()),
        "quarter" => (quarter_of(today, fiscal_month), 3.months()),
        "year" => (year_of(today, fiscal_month), 1.year()),
        _ => return None,
    };
    let from = plus(first, step.checked_mul(n).ok()?);
    Some((from, plus(from, step)))
}

/// `last_30_days`: the number, from 1 to 36,600.
fn days(word: &str, prefix: &str) -> Option<i64> {
    let digits = word.strip_prefix(prefix)?.strip_suffix("_days")?;
    let plain = !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit());
    digits.parse().ok().filter(|n| plain && (1..=36_600).contains(n))
}

/// Every named range, for messages and forms.
pub const RANGES: [&str; 17] = [
    "today",
    "yesterday",
    "tomorrow",
    "this_week",
    "last_week",
    "next_week",
    "this_month",
    "last_month",
    "next_month",
    "this_quarter",
    "last_quarter",
    "next_quarter",
    "this_year",
    "last_year",
    "next_year",
    "last_30_days",
    "next_7_days",
];

/// The first day of the week.
pub(crate) fn week_of(day: Date, start: Weekday) -> Date {
    day.plus_days(-i64::from(day.0.weekday().since(start)))
}

/// The first day of the month.
pub(crate) fn first_of_month(day: Date) -> Date {
    Date(day.0.first_of_month())
}

/// The first day of the quarter of a year that begins in a month.
pub(crate) fn quarter_of(day: Date, fiscal_month: i8) -> Date {
    let back = (day.0.month() - fiscal_month).rem_euclid(3);
    plus(first_of_month(day), Span::new().months(-i64::from(back)))
}

/// The first day of the year that begins in a month.
pub(crate) fn year_of(day: Date, fiscal_month: i8) -> Date {
    let back = (day.0.month() - fiscal_month).rem_euclid(12);
    plus(first_of_month(day), Span::new().months(-i64::from(back)))
}

/// So much later; stops at the ends of the calendar.
pub(crate) fn plus(day: Date, span: Span) -> Date {
    Date(day.0.saturating_add(span)).max(FIRST)
}

/// The first day there is.
const FIRST: Date = Date(jiff::civil::date(1, 1, 1));

/// As a span of the calendar.
fn span(n: i64, unit: Unit) -> Span {
    match unit {
        Unit::Minute => n.minutes(),
        Unit::Hour => n.hours(),
        Unit::Day => n.days(),
        Unit::Week => n.weeks(),
        Unit::Month => n.months(),
        Unit::Quarter => (n.saturating_mul(3)).months(),
        Unit::Year => n.years(),
    }
}

/// The largest number of a unit that stays within ten thousand years.
pub(crate) fn within(n: i64, unit: Unit) -> bool {
    let most = match unit {
        Unit::Minute | Unit::Hour | Unit::Day => 1_000_000,
        Unit::Week => 100_000,
        Unit::Month => 60_000,
        Unit::Quarter => 20_000,
        Unit::Year => 5_000,
    };
    n.abs() <= most
}

/// The day that far from today; nothing outside of the calendar, and for minutes and hours.
pub(crate) fn day_from(today: Date, n: i64, unit: Unit) -> Option<Date> {
    if matches!(unit, Unit::Minute | Unit::Hour) || !within(n, unit) {
        return None;
    }
    today.0.checked_add(span(n, unit)).ok().map(Date).filter(|d| *d >= FIRST)
}

/// The instant that far from now, by the clock on the wall; nothing outside of the calendar.
pub(crate) fn moment_from(now: Moment, zone: &TimeZone, n: i64, unit: Unit) -> Option<Moment> {
    if !within(n, unit) {
        return None;
    }
    let then = Zoned::new(now.timestamp(), zone.clone()).checked_add(span(n, unit)).ok()?;
    (then.year() >= 1).then(|| then.timestamp().into())
}

/// The instants of days from the first to before the second.
pub(crate) fn instants((from, until): (Date, Date), zone: &TimeZone) -> (Moment, Moment) {
    let start = from.start(zone);
    let end = until.start(zone);
    // At the end of the calendar there is no next day.
    (start, if until > from { end } else { start.plus_seconds(86_400) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn named(word: &str, today: &str, fiscal_month: i8) -> String {
        let (from, until) = range(word, day(today), Weekday::Monday, fiscal_month).unwrap();
        format!("{from}..{until}")
    }

    #[test]
    fn ranges_cover_whole_weeks_months_quarters_and_years() {
        assert_eq!(named("this_week", "2026-11-22", 1), "2026-11-16..2026-11-23");
        assert_eq!(named("last_month", "2026-03-31", 1), "2026-02-01..2026-03-01");
        assert_eq!(named("this_quarter", "2026-11-22", 1), "2026-10-01..2027-01-01");
        assert_eq!(named("next_quarter", "2026-11-22", 1), "2027-01-01..2027-04-01");
        assert_eq!(named("last_year", "2026-11-22", 1), "2025-01-01..2026-01-01");
        assert_eq!(named("last_30_days", "2026-11-22", 1), "2026-10-24..2026-11-23");
        assert_eq!(named("next_7_days", "2026-11-22", 1), "2026-11-22..2026-11-29");
        assert!(range("last_0_days", day("2026-11-22"), Weekday::Monday, 1).is_none());
        assert!(range("this_decade", day("2026-11-22"), Weekday::Monday, 1).is_none());
    }

    #[test]
    fn a_fiscal_year_begins_in_its_month() {
        assert_eq!(named("this_year", "2026-11-22", 4), "2026-04-01..2027-04-01");
        assert_eq!(named("this_year", "2026-03-31", 4), "2025-04-01..2026-04-01");
        assert_eq!(named("this_quarter", "2026-12-22", 2), "2026-11-01..2027-02-01");
    }

    #[test]
    fn a_month_back_from_the_last_day_is_the_last_day_there() {
        assert_eq!(day_from(day("2026-03-31"), -1, Unit::Month), Some(day("2026-02-28")));
        assert_eq!(day_from(day("2026-03-31"), -6, Unit::Hour), None);
        assert_eq!(day_from(day("0001-01-31"), -1, Unit::Year), None);
    }

    #[test]
    fn days_from_now_keep_the_clock_on_the_wall() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let now: Moment = "2026-10-26T09:00:00Z".parse().unwrap();
        let then = moment_from(now, &zone, -2, Unit::Day).unwrap();
        assert_eq!(then.to_string(), "2026-10-24T08:00:00Z");
    }
}

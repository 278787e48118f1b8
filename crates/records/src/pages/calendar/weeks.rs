//! The days of a calendar: which weeks a month touches, where a week begins, what lies before and after.
use base::{Date, Moment};
use engine::layout::Span;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

/// Days an agenda looks ahead.
const AHEAD: i64 = 30;

/// The day a week begins with where the reader is.
pub(super) fn first_weekday() -> Weekday {
    Weekday::from_monday_zero_offset(ui::field::words::first_weekday() as i8).unwrap_or(Weekday::Monday)
}

/// The first day of a day's week.
pub(super) fn week_of(day: Date, first: Weekday) -> Date {
    day.plus_days(-i64::from(day.0.weekday().since(first)))
}

/// The first and the last day of what is shown around a day.
pub(super) fn range(day: Date, span: Span, first: Weekday) -> (Date, Date) {
    match span {
        Span::Day => (day, day),
        Span::Week => (week_of(day, first), week_of(day, first).plus_days(6)),
        Span::Month => {
            let (start, end) = (Date(day.0.first_of_month()), Date(day.0.last_of_month()));
            (week_of(start, first), week_of(end, first).plus_days(6))
        }
        Span::Agenda => (day, day.plus_days(AHEAD - 1)),
    }
}

/// Every day from one to another.
pub(super) fn days(from: Date, until: Date) -> Vec<Date> {
    (0..=until.days_since(from).max(0)).map(|n| from.plus_days(n)).collect()
}

/// Where the page before or behind begins.
pub(super) fn step(day: Date, span: Span, by: i64) -> Date {
    match span {
        Span::Day => day.plus_days(by),
        Span::Week => day.plus_days(7 * by),
        Span::Agenda => day.plus_days(AHEAD * by),
        Span::Month => {
            let months = jiff::Span::new().try_months(by).unwrap_or_default();
            Date(day.0.first_of_month().saturating_add(months))
        }
    }
}

/// An hour of a day. One that a change of clocks leaves out is the one behind it.
pub(super) fn at_hour(day: Date, time: Time, zone: &TimeZone) -> Moment {
    let there = day.0.to_datetime(time).to_zoned(zone.clone());
    there.map_or_else(|_| day.start(zone), |there| there.timestamp().into())
}

/// The same hour of another day. An hour that a change of clocks leaves out is the one behind it.
pub(super) fn on_day(at: Moment, day: Date, zone: &TimeZone) -> Moment {
    let time = zone.to_datetime(at.timestamp()).time();
    let there = day.0.to_datetime(time).to_zoned(zone.clone());
    there.map_or(at, |there| there.timestamp().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_whole_weeks_as_the_country_counts_them() {
        let shown = |first| range(day("2026-11-17"), Span::Month, first);
        assert_eq!(shown(Weekday::Monday), (day("2026-10-26"), day("2026-12-06")));
        assert_eq!(shown(Weekday::Sunday), (day("2026-11-01"), day("2026-12-05")));
        assert_eq!(shown(Weekday::Saturday), (day("2026-10-31"), day("2026-12-04")));
        assert_eq!(
            range(day("2027-02-10"), Span::Month, Weekday::Monday),
            (day("2027-02-01"), day("2027-02-28"))
        );
        assert_eq!(days(day("2026-10-26"), day("2026-12-06")).len(), 42);
    }

    #[test]
    fn steps_lead_to_the_first_of_the_next_month_and_seven_days_on() {
        assert_eq!(step(day("2026-01-31"), Span::Month, 1), day("2026-02-01"));
        assert_eq!(step(day("2026-01-31"), Span::Month, -1), day("2025-12-01"));
        assert_eq!(step(day("2026-12-28"), Span::Week, 1), day("2027-01-04"));
        assert_eq!(step(day("9999-12-31"), Span::Day, 1), day("9999-12-31"));
    }

    #[test]
    fn the_hour_stays_over_a_change_of_clocks() {
        let berlin = TimeZone::get("Europe/Berlin").unwrap();
        let at: Moment = "2026-10-24T07:30:00Z".parse().unwrap();
        assert_eq!(on_day(at, day("2026-10-26"), &berlin).to_string(), "2026-10-26T08:30:00Z");
        // 02:30 is not there on the last Sunday of March.
        let night: Moment = "2026-03-28T01:30:00Z".parse().unwrap();
        assert_eq!(on_day(night, day("2026-03-29"), &berlin).to_string(), "2026-03-29T01:30:00Z");
    }
}

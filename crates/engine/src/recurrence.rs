//! Rules by which something comes again (RRULE, RFC 5545): read into one form, and asked for the next day. A rule is
//! reckoned on the clock on the wall: which instant that is, is for whoever knows the zone. The end (COUNT, UNTIL) is
//! kept apart from the library, since it shrinks with every occurrence.
use std::fmt;

use base::Date;
use chrono::{DateTime, Datelike, NaiveDate, TimeZone as _, Timelike};
use jiff::civil;
use rrule::{RRule, RRuleSet, Tz, Unvalidated};
use say::say;

use crate::kind::{Fault, short};

/// The longest rule, in bytes.
pub const LONGEST: usize = 200;
/// The most times a rule may say.
pub const MOST: u32 = 999;
/// The most periods a rule may leave between two occurrences.
const INTERVAL: u16 = 999;
/// Occurrences passed over at most when looking for one that is not over yet.
const PASSED: usize = 10_000;

/// The parts that are understood, in the order they are written.
const PARTS: [&str; 9] =
    ["FREQ", "INTERVAL", "BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"];

/// When it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ends {
    /// Never.
    #[default]
    Never,
    /// After this many more occurrences, the present one counted.
    After(u32),
    /// With this day, which still counts.
    On(Date),
}

/// A rule in its normal form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// The parts besides the end, in order: name and value, in capitals.
    parts: Vec<(&'static str, String)>,
    /// When it ends.
    pub ends: Ends,
}

fn wrong(text: &str) -> Fault {
    Fault::new("recurrence", say!("problem-recurrence", given = say::quoted(&short(text))))
}

impl Recurrence {
    /// Reads a rule: `FREQ=WEEKLY;BYDAY=MO,TH;COUNT=10`, with or without `RRULE:` before it.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let plain = text.trim().to_ascii_uppercase();
        let plain = plain.strip_prefix("RRULE:").unwrap_or(&plain);
        if plain.len() > LONGEST || !plain.is_ascii() {
            return Err(wrong(text));
        }
        let mut found: Vec<(&'static str, String)> = Vec::new();
        let mut ends = Ends::Never;
        for part in plain.split(';').map(str::trim).filter(|p| !p.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| wrong(text))?;
            let twice = || Fault::new("recurrence", say!("problem-recurrence-twice", part = name.to_owned()));
            match name {
                "COUNT" | "UNTIL" if ends != Ends::Never => {
                    return Err(Fault::new("recurrence", say!("problem-recurrence-ends")));
                }
                "COUNT" => {
                    let count = value.parse().ok().filter(|n| (1..=MOST).contains(n));
                    ends = Ends::After(count.ok_or_else(|| {
                        Fault::new("recurrence", say!("problem-recurrence-count", most = MOST))
                    })?);
                }
                "UNTIL" => ends = Ends::On(day(value).ok_or_else(|| wrong(text))?),
                "BYHOUR" | "BYMINUTE" | "BYSECOND" => return Err(often()),
                _ => {
                    let known = PARTS.iter().find(|p| **p == name).ok_or_else(|| wrong(text))?;
                    if found.iter().any(|(n, _)| n == known) {
                        return Err(twice());
                    }
                    found.push((known, value.to_owned()));
                }
            }
        }
        let value = |name: &str| found.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
        match value("FREQ") {
            Some("DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY") => {}
            Some("HOURLY" | "MINUTELY" | "SECONDLY") => return Err(often()),
            _ => return Err(wrong(text)),
        }
        if value("INTERVAL").is_some_and(|n| !n.parse().is_ok_and(|n: u16| (1..=INTERVAL).contains(&n))) {
            return Err(wrong(text));
        }
        found.sort_by_key(|(name, _)| PARTS.iter().position(|p| p == name));
        found.retain(|(name, value)| !(*name == "INTERVAL" && value.trim_start_matches('0') == "1"));
        let read = Self { parts: found, ends };
        let sample = civil::date(2024, 1, 1).at(12, 0, 0, 0);
        read.set(sample).ok_or_else(|| wrong(text))?;
        if read.after(sample, |_| true).is_none() {
            return Err(Fault::new("recurrence", say!("problem-recurrence-never")));
        }
        Ok(read)
    }

    /// The value of a part, such as `BYDAY`.
    pub fn part(&self, name: &str) -> Option<&str> {
        self.parts.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str())
    }

    /// Every so many periods.
    pub fn interval(&self) -> u16 {
        self.part("INTERVAL").and_then(|n| n.parse().ok()).unwrap_or(1)
    }

    /// The rule without its end.
    pub fn endless(&self) -> String {
        self.parts.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join(";")
    }

    /// The rule with another end.
    #[must_use]
    pub fn ending(self, ends: Ends) -> Self {
        Self { ends, ..self }
    }

    /// The occurrence behind one that there was, and the rule as it holds from there; occurrences before `from` are passed
    /// over, and count. Nothing when the series is over.
    pub fn next(&self, last: civil::DateTime, from: civil::Date) -> Option<(civil::DateTime, Self)> {
        let mut passed = 0;
        let next = self.after(last, |at| {
            passed += 1;
            at.date() >= from
        })?;
        let ends = match self.ends {
            Ends::After(count) => Ends::After(count.checked_sub(passed).filter(|left| *left > 0)?),
            Ends::On(end) if next.date() > end.0 => return None,
            other => other,
        };
        Some((next, self.clone().ending(ends)))
    }

    /// The first occurrence behind an instant of the wall clock that will do.
    fn after(
        &self,
        last: civil::DateTime,
        mut will_do: impl FnMut(civil::DateTime) -> bool,
    ) -> Option<civil::DateTime> {
        let set = self.set(last)?;
        let start = *set.get_dt_start();
        let mut later = set.into_iter().take(PASSED).filter(|at| *at > start).filter_map(|at| back(&at));

        later.find(|at| will_do(*at))
    }

    /// The rule in the hands of the library, whose clock is set to UTC: what it says is the time on the wall.
    fn set(&self, start: civil::DateTime) -> Option<RRuleSet> {
        let start = there(start)?;
        let rule: RRule<Unvalidated> = self.endless().parse().ok()?;
        let rule = rule.validate(start).ok()?;
        Some(RRuleSet::new(start).rrule(rule).limit())
    }
}

fn often() -> Fault {
    Fault::new("recurrence", say!("problem-recurrence-often"))
}

impl fmt::Display for Recurrence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.endless())?;
        match self.ends {
            Ends::Never => Ok(()),
            Ends::After(count) => write!(f, ";COUNT={count}"),
            Ends::On(day) => write!(f, ";UNTIL={}", day.iso().replace('-', "")),
        }
    }
}

/// The day of `20261231`, `20261231T235959Z` or `2026-12-31`.
fn day(text: &str) -> Option<Date> {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if !digits(time.trim_end_matches('Z')) {
        return None;
    }
    if let Ok(date) = day.parse() {
        return Some(date);
    }
    let (year, rest) = day.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    format!("{year}-{month}-{day}").parse().ok()
}

fn there(at: civil::DateTime) -> Option<DateTime<Tz>> {
    let day = NaiveDate::from_ymd_opt(at.year().into(), at.month() as u32, at.day() as u32)?;
    let time = day.and_hms_opt(at.hour() as u32, at.minute() as u32, at.second() as u32)?;
    Some(Tz::UTC.from_utc_datetime(&time))
}

fn back(at: &DateTime<Tz>) -> Option<civil::DateTime> {
    let date = civil::Date::new(at.year().try_into().ok()?, at.month() as i8, at.day() as i8).ok()?;
    (date.year() > 0).then(|| date.at(at.hour() as i8, at.minute() as i8, at.second() as i8, 0))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(text: &str) -> Recurrence {
        Recurrence::parse(text).unwrap()
    }

    fn dates(text: &str, start: &str, count: usize) -> Vec<String> {
        let mut at: civil::DateTime = start.parse().unwrap();
        let mut rule = rule(text);
        let mut out = Vec::new();
        while let Some((next, rest)) = rule.next(at, civil::Date::MIN).filter(|_| out.len() < count) {
            out.push(next.date().to_string());
            (at, rule) = (next, rest);
        }
        out
    }

    #[test]
    fn a_rule_is_written_in_one_form() {
        for (given, normal) in [
            ("rrule:byday=mo,th;freq=weekly", "FREQ=WEEKLY;BYDAY=MO,TH"),
            (" FREQ=DAILY;INTERVAL=1; ", "FREQ=DAILY"),
            ("FREQ=MONTHLY;BYDAY=1MO;UNTIL=20261231T235959Z", "FREQ=MONTHLY;BYDAY=1MO;UNTIL=20261231"),
            ("FREQ=DAILY;UNTIL=2026-12-31", "FREQ=DAILY;UNTIL=20261231"),
            ("FREQ=YEARLY;COUNT=3;INTERVAL=2", "FREQ=YEARLY;INTERVAL=2;COUNT=3"),
        ] {
            assert_eq!(rule(given).to_string(), normal);
            assert_eq!(rule(normal).to_string(), normal);
        }
    }

    #[test]
    fn what_is_no_rule_or_comes_too_often_is_refused() {
        for wrong in [
            "daily",
            "FREQ=DAYLY",
            "FREQ=SECONDLY",
            "FREQ=HOURLY;INTERVAL=1",
            "FREQ=DAILY;BYHOUR=1,2,3",
            "FREQ=DAILY;COUNT=0",
            "FREQ=DAILY;COUNT=1000000",
            "FREQ=DAILY;COUNT=2;UNTIL=20261231",
            "FREQ=DAILY;UNTIL=tomorrow",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=DAILY;FREQ=WEEKLY",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;X-A=1",
            "INTERVAL=2",
            "",
        ] {
            assert!(Recurrence::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Recurrence::parse(&format!("FREQ=DAILY;BYMONTH={}", "1,".repeat(200))).is_err());
    }

    #[test]
    fn a_series_goes_on_from_its_last_occurrence() {
        let monday = "2026-11-23T09:00";
        assert_eq!(
            dates("FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2", monday, 3),
            ["2026-11-26", "2026-12-07", "2026-12-10"]
        );
        assert_eq!(dates("FREQ=MONTHLY;BYDAY=1MO", monday, 3), ["2026-12-07", "2027-01-04", "2027-02-01"]);
        assert_eq!(dates("FREQ=MONTHLY", "2026-01-31T09:00", 2), ["2026-03-31", "2026-05-31"]);
        assert_eq!(dates("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31T09:00", 2), ["2026-02-28", "2026-03-31"]);
        assert_eq!(dates("FREQ=YEARLY", "2024-02-29T09:00", 2), ["2028-02-29", "2032-02-29"]);
    }

    #[test]
    fn a_series_ends_by_number_or_by_day() {
        let start = "2026-11-23T09:00";
        assert_eq!(dates("FREQ=DAILY;COUNT=3", start, 9), ["2026-11-24", "2026-11-25"]);
        assert_eq!(dates("FREQ=DAILY;UNTIL=20261125", start, 9), ["2026-11-24", "2026-11-25"]);
        assert_eq!(dates("FREQ=DAILY;UNTIL=20200101", start, 9), Vec::<String>::new());
        assert_eq!(dates("FREQ=DAILY", "9999-12-30T09:00", 9), ["9999-12-31"]);
    }

    #[test]
    fn what_was_missed_is_passed_over_and_counts() {
        let (at, from) = (civil::date(2026, 1, 5).at(9, 0, 0, 0), civil::date(2026, 1, 10));
        let (next, rest) = rule("FREQ=DAILY;COUNT=9").next(at, from).unwrap();
        assert_eq!((next.date(), rest.ends), (from, Ends::After(4)));
        assert!(rule("FREQ=DAILY;COUNT=5").next(at, from).is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(FREQ=|COUNT=|BYDAY=|DAILY|MONTHLY|YEARLY|;|,|-|[0-9]|MO|BYSETPOS=|UNTIL=){0,14}") {
            if let Ok(rule) = Recurrence::parse(&text) {
                prop_assert_eq!(Recurrence::parse(&rule.to_string()), Ok(rule));
            }
        }
    }
}

//! Instants and dates: microseconds UTC, and civil days from year 1 to 9999.
use std::fmt;
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An instant: microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// Now.
    pub fn now() -> Self {
        Self(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_micros() as i64))
    }

    /// This many microseconds later (earlier when negative); stops at the ends of 64 bits.
    #[must_use]
    pub fn plus_micros(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// This many seconds later (earlier when negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        self.plus_micros(seconds.saturating_mul(1_000_000))
    }

    /// As jiff's timestamp; out of its range it is the epoch.
    pub fn timestamp(self) -> Timestamp {
        Timestamp::from_microsecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The civil day at this instant in a zone.
    pub fn date(self, zone: &TimeZone) -> Date {
        Date(zone.to_datetime(self.timestamp()).date())
    }
}

impl From<Timestamp> for Moment {
    fn from(t: Timestamp) -> Self {
        Self(t.as_microsecond())
    }
}

impl fmt::Display for Moment {
    /// RFC 3339 in UTC: `2026-11-14T08:42:00Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.timestamp(), f)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What was wrong with a text that should have been an instant or a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotATime;

impl FromStr for Moment {
    type Err = NotATime;

    /// Reads RFC 3339 with an offset or `Z`.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let moment: Self = text.parse::<Timestamp>().map_err(|_| NotATime)?.into();
        let year = moment.date(&TimeZone::UTC).0.year();
        if (1..=9999).contains(&year) { Ok(moment) } else { Err(NotATime) }
    }
}

/// A civil day, year 1 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(pub civil::Date);

impl Date {
    /// The day as the database holds it, `YYYY-MM-DD`.
    pub fn iso(self) -> String {
        self.to_string()
    }

    /// The first instant of this day in a zone.
    pub fn start(self, zone: &TimeZone) -> Moment {
        self.0.to_zoned(zone.clone()).map_or(Moment(0), |z| z.timestamp().into())
    }

    /// This many days later (earlier when negative); stops at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().try_days(days).unwrap_or_default()))
    }

    /// Whole days from `earlier` to this day.
    pub fn days_since(self, earlier: Self) -> i64 {
        earlier.0.until(self.0).map_or(0, |span| i64::from(span.get_days()))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = NotATime;

    /// Reads exactly `YYYY-MM-DD`, year 1 to 9999.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return Err(NotATime);
        }
        let part = |range: std::ops::Range<usize>| -> Result<i16, NotATime> {
            let digits = text.get(range).ok_or(NotATime)?;
            if !digits.bytes().all(|b| b.is_ascii_digit()) {
                return Err(NotATime);
            }
            digits.parse().map_err(|_| NotATime)
        };
        let year = part(0..4)?;
        if year < 1 {
            return Err(NotATime);
        }
        civil::Date::new(year, part(5..7)? as i8, part(8..10)? as i8).map(Date).map_err(|_| NotATime)
    }
}

macro_rules! serde_as_text {
    ($($t:ty),*) => {$(
        impl Serialize for $t {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> { s.collect_str(self) }
        }
        impl<'de> Deserialize<'de> for $t {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                text.parse().map_err(|NotATime| serde::de::Error::custom("not a time"))
            }
        }
    )*};
}
serde_as_text!(Moment, Date);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_dates_read_back_what_they_write() {
        for text in ["2026-11-14T08:42:00Z", "0001-01-02T00:00:00Z", "2026-11-14T08:42:00.123456Z"] {
            assert_eq!(text.parse::<Moment>().unwrap().to_string(), text);
        }
        for text in ["0001-01-01", "2024-02-29", "9999-12-31"] {
            assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
        }
        assert_eq!("2017-03-11".parse::<Date>().unwrap().days_since("2016-10-25".parse().unwrap()), 137);
    }

    #[test]
    fn years_and_days_that_do_not_exist_are_refused() {
        for text in ["0000-01-01", "275760-09-13", "2023-02-29", "2024-2-9", "2024-13-01", "+024-01-01", ""] {
            assert_eq!(text.parse::<Date>(), Err(NotATime), "{text}");
        }
        assert!("2024-01-01T00:00:00".parse::<Moment>().is_err());
    }
}

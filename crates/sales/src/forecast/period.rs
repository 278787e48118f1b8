//! Months and quarters a forecast is for, by the workspace's fiscal year.
use base::{Date, Error, Result};
use engine::filter::Scope;
use engine::query::Bucket;
use say::say;

/// A month or a quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// `Bucket::Month` or `Bucket::Quarter`.
    pub bucket: Bucket,
    /// Its first day.
    pub first: Date,
}

impl Period {
    /// The period a day lies in.
    pub fn of(bucket: Bucket, day: Date, scope: &Scope) -> Self {
        Self { bucket, first: bucket.first_day(day, scope) }
    }

    /// Reads `2017-Q3`, `2017Q3`, `FY2018-Q1` (where fiscal years do not begin in January) or `2017-07`.
    pub fn parse(text: &str, scope: &Scope) -> Result<Self> {
        let wrong =
            || Error::invalid("period", "period", say!("forecast-bad-period", given = say::quoted(text)));
        let plain = text.trim().to_ascii_uppercase();
        let plain = plain.strip_prefix("FY").unwrap_or(&plain);
        let year: i16 = plain.get(..4).and_then(|y| y.parse().ok()).ok_or_else(wrong)?;
        let rest = plain.get(4..).map(|r| r.trim_start_matches('-')).ok_or_else(wrong)?;
        let day =
            |year: i16, month: i8| jiff::civil::Date::new(year, month, 1).map(Date).map_err(|_| wrong());
        if let Some(number) = rest.strip_prefix('Q') {
            let quarter: i8 = number.parse().ok().filter(|q| (1..=4).contains(q)).ok_or_else(wrong)?;
            let start = day(year - i16::from(scope.fiscal_month != 1), scope.fiscal_month)?;
            let first = (1..quarter).fold(start, |first, _| Bucket::Quarter.next(first));
            return Ok(Self { bucket: Bucket::Quarter, first });
        }
        let month: i8 = rest.parse().ok().filter(|_| rest.len() == 2).ok_or_else(wrong)?;
        Ok(Self { bucket: Bucket::Month, first: day(year, month)? })
    }

    /// Its name for programs: `2017-Q3`, `2017-07`.
    pub fn key(self, scope: &Scope) -> String {
        self.bucket.key(self.first, scope)
    }

    /// Its name for people: `Q3 2017`, `Jul 2017`.
    pub fn label(self, scope: &Scope) -> String {
        self.bucket.label(self.first, scope)
    }

    /// The first day behind it.
    pub fn end(self) -> Date {
        self.bucket.next(self.first)
    }

    /// Its last day.
    pub fn last(self) -> Date {
        self.end().plus_days(-1)
    }

    /// The period so many before (behind, when negative) this one.
    #[must_use]
    pub fn before(self, count: i32, scope: &Scope) -> Self {
        let mut first = self.first;
        for _ in 0..count.abs() {
            first = if count > 0 {
                self.bucket.first_day(first.plus_days(-1), scope)
            } else {
                self.bucket.next(first)
            };
        }
        Self { first, ..self }
    }

    /// Whether a day lies in it.
    pub fn has(self, day: Date) -> bool {
        self.first <= day && day < self.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_they_are_written() {
        for (fiscal_month, text, first, key) in [
            (1, "2017Q3", "2017-07-01", "2017-Q3"),
            (1, "2017-q3", "2017-07-01", "2017-Q3"),
            (1, "2017-07", "2017-07-01", "2017-07"),
            (4, "FY2018-Q1", "2017-04-01", "FY2018-Q1"),
            (4, "FY2018-Q4", "2018-01-01", "FY2018-Q4"),
        ] {
            let scope = Scope { fiscal_month, ..Scope::default() };
            let period = Period::parse(text, &scope).unwrap();
            assert_eq!((period.first.to_string(), period.key(&scope)), (first.to_owned(), key.to_owned()));
            assert_eq!(Period::of(period.bucket, period.last(), &scope), period);
            assert_eq!(period.before(2, &scope).before(-2, &scope), period);
        }
        for text in ["", "2017", "2017-Q5", "2017-13", "Q3", "2017-7", "soon", "20é7-Q1"] {
            assert!(Period::parse(text, &Scope::default()).is_err(), "{text}");
        }
    }
}

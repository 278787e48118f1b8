//! Dates as the numbers that spreadsheets keep them as.

use jiff::ToSpan;
use jiff::civil::{Date, Time};

use super::{DateProblem, DateValue};

/// The day before day 1 as spreadsheets count after their imaginary 1900-02-29.
const BASE: Date = Date::constant(1899, 12, 30);
/// 9999-12-31.
const LAST: i64 = 2_958_465;
const DAY_MILLISECONDS: i64 = 86_400_000;

/// Whether a text is digits with at most one point in them.
pub(crate) fn looks_like(text: &str) -> bool {
    let text = text.trim();
    let (days, fraction) = text.split_once('.').unwrap_or((text, "0"));
    (1..=7).contains(&days.len())
        && !fraction.is_empty()
        && days.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit())
}

/// Reads the number of a day in a spreadsheet: 45631.0 is 2024-12-05, 45631.5 its noon.
pub fn excel_serial(text: &str) -> Result<DateValue, DateProblem> {
    if !looks_like(text) {
        return Err(DateProblem::NotADate);
    }
    let (days, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
    let mut days: i64 = days.parse().map_err(|_| DateProblem::SerialOutOfRange)?;
    let kept = fraction.get(..fraction.len().min(12)).unwrap_or_default();
    let scale = 10_i128.pow(u32::try_from(kept.len()).unwrap_or(0));
    let share: i128 = kept.parse().map_err(|_| DateProblem::SerialOutOfRange)?;
    // Rounded to milliseconds, since fractions of days are not exact to begin with.
    let milliseconds = (share * i128::from(DAY_MILLISECONDS) * 2 + scale) / (scale * 2);
    let mut milliseconds = i64::try_from(milliseconds).map_err(|_| DateProblem::SerialOutOfRange)?;
    if milliseconds == DAY_MILLISECONDS {
        days += 1;
        milliseconds = 0;
    }
    // Day 60 is a 29th of February that 1900 did not have; before it the count is one lower.
    if !(1..=LAST).contains(&days) || days == 60 {
        return Err(DateProblem::SerialOutOfRange);
    }
    let days = if days < 60 { days + 1 } else { days };
    let date = BASE.checked_add(days.days()).map_err(|_| DateProblem::SerialOutOfRange)?;
    let time =
        Time::midnight().checked_add(milliseconds.milliseconds()).map_err(|_| DateProblem::NoSuchTime)?;
    Ok(DateValue { date, time: (milliseconds > 0).then_some(time), zone: None })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn numbers_are_days_since_1900() {
        let day = |text: &str| excel_serial(text).unwrap().date;
        assert_eq!(day("45631.0"), date(2024, 12, 5));
        assert_eq!(day("1"), date(1900, 1, 1));
        assert_eq!(day("59"), date(1900, 2, 28));
        assert_eq!(day("61"), date(1900, 3, 1));
        assert_eq!(day("2958465"), date(9999, 12, 31));
    }

    #[test]
    fn fractions_are_times() {
        assert_eq!(excel_serial("45631.5").unwrap().time, Some(time(12, 0, 0, 0)));
        assert_eq!(excel_serial("45631.75001157407").unwrap().time, Some(time(18, 0, 1, 0)));
        assert_eq!(excel_serial("45631.9999999999999").unwrap().date, date(2024, 12, 6));
    }

    #[test]
    fn days_that_are_none_are_refused() {
        for text in ["0", "60", "2958466", "-1", "1.2.3", "", "99999999"] {
            assert!(excel_serial(text).is_err(), "{text}");
        }
    }
}

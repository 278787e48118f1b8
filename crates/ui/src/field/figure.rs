//! Figures of metrics in words: amounts, shares, times, how much they changed, and the steps of time they are split by.
use base::{Currency, Date, Money};
use engine::metric::{Reading, Unit};
use say::{Language, locale, say};

use super::words::{calm_day, grouped, money, month, percentage};

/// A figure; the workspace's currency is `own`.
pub fn figure(reading: &Reading, unit: Unit, own: Currency) -> String {
    match &reading.value {
        Some(text) => number(text.parse().unwrap_or_default(), unit, reading.currency, own),
        None if reading.by_currency.is_empty() => "–".to_owned(),
        None => {
            let each = reading.by_currency.iter().take(2);
            let each = each.map(|(currency, text)| amount(text.parse().unwrap_or_default(), *currency, own));
            each.collect::<Vec<_>>().join(" + ")
        }
    }
}

fn amount(number: f64, currency: Currency, own: Currency) -> String {
    let unit = 10_f64.powi(i32::try_from(currency.digits()).unwrap_or_default());
    money(Money { minor: (number.round() * unit) as i64, currency }, own, false)
}

/// A number of a unit.
pub fn number(number: f64, unit: Unit, currency: Option<Currency>, own: Currency) -> String {
    match unit {
        Unit::Money => amount(number, currency.unwrap_or(own), own),
        Unit::Share => percentage(&tenths(number * 100.0)),
        Unit::Days => {
            let count = tenths(number);
            if count == "1" { say!("figure-day").into() } else { say!("figure-days", count = count).into() }
        }
        Unit::Minutes => minutes(number),
        Unit::Count => grouped(&format!("{number:.0}")),
    }
}

/// With one place where it has one: `34`, `51.8`.
fn tenths(number: f64) -> String {
    let text = format!("{number:.1}");
    grouped(text.strip_suffix(".0").unwrap_or(&text))
}

/// `12 min`, `3 h 20 min`, `2 d 4 h`.
fn minutes(number: f64) -> String {
    let all = number.round().max(0.0) as i64;
    let (days, hours, rest) = (all / 1_440, all / 60 % 24, all % 60);
    match (days, hours) {
        (0, 0) => say!("figure-minutes", minutes = rest),
        (0, _) if rest == 0 => say!("figure-hours", hours = hours),
        (0, _) => say!("figure-hours-minutes", hours = hours, minutes = rest),
        _ => say!("figure-days-hours", days = days, hours = hours),
    }
    .into()
}

/// How a figure changed against another one: the words, and whether it went up; nothing where there is nothing to compare.
/// Shares change by points, times by their own unit, the rest by percent.
pub fn change(now: &Reading, before: &Reading, unit: Unit) -> Option<(String, bool)> {
    if now.currency != before.currency && before.number()? != 0.0 {
        return None;
    }
    let (now, before) = (now.number()?, before.number()?);
    let by = now - before;
    let up = by >= 0.0;
    let words = match unit {
        Unit::Share => say!("figure-points", count = tenths(by.abs() * 100.0)).into_owned(),
        Unit::Days | Unit::Minutes => number(by.abs(), unit, None, Currency::EUR),
        Unit::Money | Unit::Count if before == 0.0 => return None,
        Unit::Money | Unit::Count => percentage(&tenths(by.abs() / before.abs() * 100.0)),
    };
    Some((words, up))
}

/// A step of time, by its key (`2026-11`, `2026-W46`, `2026-Q4`, `2026-11-17`): `Nov`, with its year where it is another one.
pub fn step(key: &str, label: &str, today: Date) -> String {
    let year = |year: &str, words: String| {
        if year.parse() == Ok(today.0.year()) { words } else { format!("{words} {year}") }
    };
    match key.split('-').collect::<Vec<_>>().as_slice() {
        [_, _, _] => key.parse().map_or_else(|_| label.to_owned(), |day| calm_day(day, today)),
        [y, week] if week.starts_with('W') => {
            let number = week.trim_start_matches(['W', '0']);
            let mark = if locale().language == Language::German { "KW\u{a0}" } else { "W" };
            year(y, format!("{mark}{number}"))
        }
        [y, quarter] if quarter.starts_with('Q') => year(y, (*quarter).to_owned()),
        [y, m] => match m.parse::<i8>() {
            Ok(m @ 1..=12) => year(y, month(m).into_owned()),
            _ => label.to_owned(),
        },
        _ => label.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(value: &str) -> Reading {
        Reading { value: Some(value.to_owned()), ..Reading::default() }
    }

    #[test]
    fn figures_are_written_in_their_unit() {
        let said = |value: &str, unit| figure(&reading(value), unit, Currency::EUR);
        assert_eq!(said("156200", Unit::Money), "€156,200");
        assert_eq!(said("0.6315005215", Unit::Share), "63.2%");
        assert_eq!(said("51.781973", Unit::Days), "51.8 days");
        assert_eq!(said("72", Unit::Minutes), "1 h 12 min");
        assert_eq!(said("120", Unit::Minutes), "2 h");
        assert_eq!(said("3000", Unit::Minutes), "2 d 2 h");
        assert_eq!(figure(&Reading::default(), Unit::Count, Currency::EUR), "–");
    }

    #[test]
    fn changes_are_said_in_what_fits_the_unit() {
        let said = |now: &str, before: &str, unit| change(&reading(now), &reading(before), unit);
        assert_eq!(said("114", "100", Unit::Count), Some(("14%".to_owned(), true)));
        assert_eq!(said("0.365", "0.377", Unit::Share), Some(("1.2 pt".to_owned(), false)));
        assert_eq!(said("34", "37", Unit::Days), Some(("3 days".to_owned(), false)));
        assert_eq!(said("34", "0", Unit::Count), None, "nothing is not a base for percents");
    }

    #[test]
    fn steps_say_their_year_where_it_is_another() {
        let today = "2026-11-17".parse().unwrap();
        assert_eq!(step("2026-11", "Nov 2026", today), "Nov");
        assert_eq!(step("2025-11", "Nov 2025", today), "Nov 2025");
        assert_eq!(step("2026-W06", "W06 2026", today), "W6");
        assert_eq!(step("referral", "Referral", today), "Referral");
    }
}

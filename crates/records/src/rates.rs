//! Files of exchange rates in the layout of the European Central Bank (`eurofxref-hist.csv`, `eurofxref.csv`): a column for
//! each currency, a line for each day, units for one euro, `N/A` where there is none.
use base::{Currency, Date, Error, Problems, Rate, Result};
use engine::metric::{Conversion, Reading};
use engine::rates::{DayRate, MOST};
use ui::say;

/// The largest file: the bank's whole history has under 1 MiB.
pub const LARGEST: usize = 32 * 1024 * 1024;
/// What is said about single cells at most.
const SAID: usize = 20;

/// How a figure's amounts became those of one currency, for people; nothing where they all were in it.
pub fn converted(reading: &Reading, conversion: Option<&Conversion>) -> Option<String> {
    let conversion = conversion.filter(|_| !reading.converted.is_empty())?;
    let to = conversion.to.as_str();
    let mut said = vec![match conversion.date {
        Some(_) => say!("rates-conversion-date", currency = to).into_owned(),
        None => say!("rates-conversion-today", currency = to).into_owned(),
    }];
    for one in &reading.converted {
        let code = one.currency.as_str();
        if one.counted > 0 {
            said.push(say!("rates-conversion-counted", count = one.counted, currency = code).into_owned());
        }
        if one.left > 0 {
            said.push(say!("rates-conversion-left", count = one.left, currency = code).into_owned());
        }
    }
    Some(said.join(" · "))
}

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateFile {
    /// The rates, in the file's order.
    pub rates: Vec<DayRate>,
    /// Headings that are no currency of today, such as HRK: their columns are left out.
    pub unknown: Vec<String>,
}

/// Reads a file whole. Every cell that is neither a rate nor empty nor `N/A` is named with its line; then nothing counts.
pub fn read(content: &[u8]) -> Result<RateFile> {
    let refuse = |message: String| Error::invalid("file", "rates", message);
    let text = std::str::from_utf8(content).map_err(|_| refuse(say!("rates-not-text").into()))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let (_, heading) = lines.next().ok_or_else(|| refuse(say!("rates-empty-file").into()))?;
    let mark = if heading.contains(';') && !heading.contains(',') { ';' } else { ',' };
    let cells = |line: &'_ str| -> Vec<String> {
        line.split(mark).map(|c| c.trim().trim_matches('"').trim().to_owned()).collect()
    };
    let headings = cells(heading);
    if !headings.first().is_some_and(|h| h.eq_ignore_ascii_case("date")) {
        return Err(refuse(say!("rates-no-date").into()));
    }
    let mut file = RateFile::default();
    let columns: Vec<Option<Currency>> = headings
        .iter()
        .skip(1)
        .map(|code| {
            let known = Currency::parse(code).filter(|c| *c != Currency::EUR);
            if known.is_none() && !code.is_empty() && code != "EUR" {
                file.unknown.push(code.chars().take(20).collect());
            }
            known
        })
        .collect();
    if columns.iter().all(Option::is_none) {
        return Err(refuse(say!("rates-no-currency").into()));
    }
    let mut problems = Problems::default();
    for (n, line) in lines {
        let (cells, number) = (cells(line), n + 1);
        let Some(day) = cells.first().and_then(|c| day_of(c)) else {
            let given = cells.first().map_or("", String::as_str);
            problems.add(
                "file",
                "date",
                say!("rates-bad-date", line = number, given = ui::say::quoted(given)),
            );
            if problems.0.len() >= SAID {
                break;
            }
            continue;
        };
        for (cell, currency) in cells.iter().skip(1).zip(&columns) {
            let (Some(currency), false) = (currency, is_none(cell)) else { continue };
            match cell.parse::<Rate>() {
                Ok(rate) => file.rates.push(DayRate { currency: *currency, day, rate }),
                Err(_) => {
                    let code = currency.as_str();
                    let given = ui::say::quoted(cell);
                    problems.add(
                        "file",
                        "rate",
                        say!("rates-bad-rate", line = number, currency = code, given = given),
                    );
                }
            }
        }
        if problems.0.len() >= SAID || file.rates.len() > MOST {
            break;
        }
    }
    problems.check()?;
    if file.rates.is_empty() { Err(refuse(say!("rates-empty-file").into())) } else { Ok(file) }
}

fn is_none(cell: &str) -> bool {
    cell.is_empty() || cell == "-" || cell.eq_ignore_ascii_case("n/a")
}

/// `2026-11-20` as the history has it, `20 November 2026` as the daily file.
fn day_of(text: &str) -> Option<Date> {
    let written = || jiff::civil::Date::strptime("%d %B %Y", text).ok().map(Date);
    text.parse().ok().or_else(written)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> String {
        match read(text.as_bytes()) {
            Err(Error::Invalid(problems)) => {
                problems.0.iter().map(|p| p.message.clone()).collect::<Vec<_>>().join(" | ")
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_banks_history_is_read_with_its_gaps_and_its_dead_currencies() {
        let file =
            read(b"Date,USD,JPY,HRK,\r\n2026-11-20,1.0891,163.06,N/A,\r\n2026-11-19,1.0802,N/A,7.5,\r\n")
                .unwrap();
        let said: Vec<String> =
            file.rates.iter().map(|r| format!("{} {} {}", r.day, r.currency, r.rate)).collect();
        assert_eq!(said, ["2026-11-20 USD 1.0891", "2026-11-20 JPY 163.06", "2026-11-19 USD 1.0802"]);
        assert_eq!(file.unknown, ["HRK"]);
    }

    #[test]
    fn the_daily_file_has_blanks_and_the_month_in_words() {
        let file = read(b"Date, USD, JPY, \n20 November 2026, 1.0891, 163.06, \n").unwrap();
        assert_eq!(file.rates.len(), 2);
        assert_eq!(file.rates[0].day.to_string(), "2026-11-20");
    }

    #[test]
    fn what_is_no_rate_is_named_with_its_line_and_nothing_counts() {
        let said = problems("Date,USD,CHF\n2026-11-20,0,0.95\n2026-11-19,-1.1,1e30\nyesterday,1,1\n");
        for part in ["2", "USD", "3", "CHF", "1e30", "yesterday"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(said.matches('|').count(), 3);
        for text in ["", "\n", "Day,USD\n", "Date,XXX,HRK\n2026-01-01,1,1\n", "Date,USD\n", "\u{1}\u{2}"] {
            problems(text);
        }
        assert!(read(&[0xff, 0xfe, 0x00]).is_err());
    }
}

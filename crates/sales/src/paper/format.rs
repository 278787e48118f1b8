//! Numbers, amounts and days as a customer reads them: in the language of the paper, not of whoever makes it.
use base::{Date, Decimal, Money};
use say::Language;

/// How a language writes: what stands between thousands, and before the decimals.
fn signs(language: Language) -> (&'static str, &'static str) {
    match language {
        Language::German => (".", ","),
        _ => (",", "."),
    }
}

/// A plain number with the signs of a language.
fn grouped(plain: &str, language: Language) -> String {
    let (thousands, point) = signs(language);
    let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |rest| ("−", rest));
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(w, r)| (w, Some(r)));
    let mut out = sign.to_owned();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push_str(thousands);
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push_str(point);
        out.push_str(rest);
    }
    out
}

/// An amount without its currency: `1.250,00`.
pub fn amount(money: Money, language: Language) -> String {
    grouped(&money.amount(), language)
}

/// An amount with its currency: `1.250,00 EUR`.
pub fn money(money: Money, language: Language) -> String {
    format!("{}\u{a0}{}", amount(money, language), money.currency)
}

/// A quantity, as many places as it has.
pub fn number(value: Decimal, language: Language) -> String {
    grouped(&value.to_string(), language)
}

/// A price: at least as many places as its currency has.
pub fn price(value: Decimal, currency: base::Currency, language: Language) -> String {
    grouped(&value.padded(currency.digits() as usize), language)
}

/// A rate: `19 %`.
pub fn percent(value: Decimal, language: Language) -> String {
    let number = grouped(&value.to_string(), language);
    if language == Language::German { format!("{number}\u{a0}%") } else { format!("{number}%") }
}

/// A day: `21.11.2026`, `21 Nov 2026`.
pub fn day(date: Date, language: Language) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let iso = date.iso();
    let mut parts = iso.split('-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return iso;
    };
    if language == Language::German {
        return format!("{day}.{month}.{year}");
    }
    let name = month.parse::<usize>().ok().and_then(|m| MONTHS.get(m.checked_sub(1)?));
    format!("{} {} {year}", day.trim_start_matches('0'), name.unwrap_or(&month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Currency;

    #[test]
    fn a_paper_is_written_as_its_reader_writes() {
        let sum = Money { minor: -123_456_789, currency: Currency::EUR };
        assert_eq!(money(sum, Language::German), "−1.234.567,89\u{a0}EUR");
        assert_eq!(amount(sum, Language::English), "−1,234,567.89");
        assert_eq!(price("12.5".parse().unwrap(), Currency::EUR, Language::German), "12,50");
        assert_eq!(price("0.0125".parse().unwrap(), Currency::EUR, Language::English), "0.0125");
        let date: Date = "2026-11-02".parse().unwrap();
        assert_eq!(
            (day(date, Language::German), day(date, Language::English)),
            ("02.11.2026".to_owned(), "2 Nov 2026".to_owned())
        );
    }
}

//! Numbers as people and programs write them: which mark cuts off decimals is said by the whole column.

mod currency;
mod decimal;
mod guess;
mod lexed;

use std::fmt;

pub use currency::Currency;
pub use decimal::Decimal;
pub use guess::{NumberEvidence, NumberGuess, NumberGuesser};

pub(crate) use guess::NumberSign;
pub(crate) use lexed::Lexed;

/// How the numbers of a column are written. Any other mark, blank or apostrophe may group thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberStyle {
    /// 1,234.56.
    DecimalPoint,
    /// 1.234,56.
    DecimalComma,
}

impl NumberStyle {
    /// The mark before the decimals.
    pub fn decimal_mark(self) -> char {
        match self {
            Self::DecimalPoint => '.',
            Self::DecimalComma => ',',
        }
    }
}

impl fmt::Display for NumberStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DecimalPoint => "decimal point",
            Self::DecimalComma => "decimal comma",
        })
    }
}

/// A number and what stood beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The number, exact. "12 %" is 12.
    pub value: Decimal,
    /// The currency it was written with.
    pub currency: Option<Currency>,
    /// Whether a percent sign was there.
    pub percent: bool,
}

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberProblem {
    /// It does not look like a number.
    NotANumber,
    /// Its marks do not fit the style of the column.
    OtherStyle {
        /// The style of the column.
        style: NumberStyle,
    },
    /// It has more digits than can be kept exactly.
    TooLarge,
}

impl fmt::Display for NumberProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotANumber => write!(f, "not a number"),
            Self::OtherStyle { style } => write!(f, "not a number with {style}"),
            Self::TooLarge => write!(f, "the number has more digits than can be kept exactly"),
        }
    }
}

impl std::error::Error for NumberProblem {}

/// Reads a number with its currency or percent sign. `(5.00)` and `5.00-` are negative, as in accounting.
pub fn parse_number(text: &str, style: NumberStyle) -> Result<Number, NumberProblem> {
    let lexed = Lexed::read(text).ok_or(NumberProblem::NotANumber)?;
    let value = lexed.value(style)?;
    Ok(Number { value, currency: lexed.currency, percent: lexed.percent })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str, style: NumberStyle) -> String {
        parse_number(text, style)
            .map_or_else(|problem| problem.to_string(), |number| number.value.to_string())
    }

    fn point(text: &str) -> String {
        value(text, NumberStyle::DecimalPoint)
    }

    fn comma(text: &str) -> String {
        value(text, NumberStyle::DecimalComma)
    }

    #[test]
    fn the_style_says_what_the_marks_mean() {
        assert_eq!(point("1,234.56"), "1234.56");
        assert_eq!(comma("1.234,56"), "1234.56");
        assert_eq!(point("1.234"), "1.234");
        assert_eq!(comma("1.234"), "1234");
        assert_eq!(comma("200.000.000"), "200000000");
        assert_eq!(point("1.234,56"), "not a number with decimal point");
        assert_eq!(point("1,7"), "not a number with decimal point");
        assert_eq!(point("1,23,456"), "123456");
        assert_eq!(point("1234,567"), "not a number with decimal point");
    }

    #[test]
    fn blanks_and_apostrophes_group_too() {
        assert_eq!(point("1 234 567.5"), "1234567.5");
        assert_eq!(comma("1\u{A0}234,5"), "1234.5");
        assert_eq!(comma("1\u{202F}234\u{202F}567"), "1234567");
        assert_eq!(comma("1\u{2009}234"), "1234");
        assert_eq!(point("1'234'567.50"), "1234567.50");
        assert_eq!(point("1’234"), "1234");
        assert_eq!(point("12 34"), "not a number with decimal point");
    }

    #[test]
    fn signs_stand_where_people_put_them() {
        for text in ["-5", "−5", "(5)", "5-", "- 5", "-$5", "$-5", "€ -5", "(€5)", "-5 EUR"] {
            assert_eq!(point(text), "-5", "{text}");
        }
        assert_eq!(point("+5"), "5");
        assert_eq!(point("(5.00)"), "-5.00");
        for text in ["--5", "(5", "5)", "(-5)", "-5-", "", "-", "€", "%", "1-2", "5 5-"] {
            assert!(parse_number(text, NumberStyle::DecimalPoint).is_err(), "{text}");
        }
    }

    #[test]
    fn currencies_and_percents_are_told() {
        let number = |text: &str| parse_number(text, NumberStyle::DecimalComma).unwrap();
        let code = |text: &str| number(text).currency.and_then(Currency::code);
        assert_eq!(number("€ 1.200,50").value.to_string(), "1200.50");
        assert_eq!(code("€ 1.200,50"), Some("EUR"));
        assert_eq!(code("USD 12"), Some("USD"));
        assert_eq!(code("12usd"), Some("USD"));
        assert_eq!(code("12 kr"), None);
        assert_eq!(code("US$ 12"), Some("USD"));
        assert_eq!(number("$12").currency.map(Currency::mark), Some("$"));
        assert_eq!(code("$12"), None);
        assert!(number("12 %").percent);
        assert_eq!(number("12,5%").value.to_string(), "12.5");
        for text in ["€ 12 €", "12 % %", "$12%", "ABC 12", "USD", "12 USDT"] {
            assert!(parse_number(text, NumberStyle::DecimalComma).is_err(), "{text}");
        }
    }

    #[test]
    fn numbers_are_exact_or_refused() {
        let thirty = "123456789012345678901234567890";
        assert_eq!(point(thirty), thirty);
        assert_eq!(point("0.1234567890123456789012345678"), "0.1234567890123456789012345678");
        assert_eq!(point(&"9".repeat(60)), "the number has more digits than can be kept exactly");
        assert_eq!(point("1E99"), "the number has more digits than can be kept exactly");
        assert_eq!(point("1e-99999999999"), "the number has more digits than can be kept exactly");
    }

    #[test]
    fn powers_of_ten_are_exact() {
        assert_eq!(point("1.5E+3"), "1500");
        assert_eq!(point("1.5e-3"), "0.0015");
        assert_eq!(point("2E2"), "200");
        assert_eq!(comma("1,5E3"), "1500");
        assert_eq!(point("1E"), "not a number");
    }

    #[test]
    fn bare_decimals_are_read() {
        assert_eq!(point(".5"), "0.5");
        assert_eq!(point("-.5"), "-0.5");
        assert_eq!(point("007"), "7");
        assert_eq!(point("."), "not a number");
    }
}

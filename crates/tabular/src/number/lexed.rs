//! The outside of a number taken off: sign, currency, percent; and the digits and marks inside.

use super::currency::{strip_back, strip_front};
use super::{Currency, Decimal, NumberProblem, NumberSign, NumberStyle};

/// A number taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lexed<'t> {
    negative: bool,
    pub(crate) currency: Option<Currency>,
    pub(crate) percent: bool,
    /// Digits with marks between them.
    body: &'t str,
    exponent: i64,
}

/// No number is longer.
const MAX_BYTES: usize = 96;

fn is_grouping_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\'' | '’' | '_')
}

impl<'t> Lexed<'t> {
    /// Takes a text apart; nothing if it cannot be a number.
    pub(crate) fn read(text: &'t str) -> Option<Self> {
        let text = text.trim();
        if text.len() > MAX_BYTES || !text.bytes().any(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut negative = false;
        let mut signed = false;
        let mut rest = text;
        if let Some(inside) = text.strip_prefix('(') {
            rest = inside.strip_suffix(')')?.trim();
            negative = true;
            signed = true;
        }
        let (mut currency, mut percent) = (None, false);
        while !rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
            if let Some((found, after)) = strip_front(rest) {
                if currency.replace(found).is_some() {
                    return None;
                }
                rest = after.trim_start();
                continue;
            }
            let first = rest.chars().next()?;
            if signed || !matches!(first, '-' | '−' | '–' | '+') {
                return None;
            }
            signed = true;
            negative = first != '+';
            rest = rest.get(first.len_utf8()..)?.trim_start();
        }
        while !rest.ends_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
            || rest.ends_with("Fr.")
            || rest.ends_with("Rs.")
        {
            if let Some(before) = rest.strip_suffix('%') {
                if std::mem::replace(&mut percent, true) {
                    return None;
                }
                rest = before.trim_end();
            } else if let Some((found, before)) = strip_back(rest) {
                if currency.replace(found).is_some() {
                    return None;
                }
                rest = before.trim_end();
            } else {
                let before = rest.strip_suffix(['-', '−'])?;
                if signed {
                    return None;
                }
                signed = true;
                negative = true;
                rest = before.trim_end();
            }
        }
        if percent && currency.is_some() {
            return None;
        }
        let (body, exponent) = match rest.split_once(['e', 'E']) {
            Some((body, exponent)) => (body, exponent_of(exponent)?),
            None => (rest, 0),
        };
        let belongs = |c: char| c.is_ascii_digit() || c == '.' || c == ',' || is_grouping_blank(c);
        let is_number = body.bytes().any(|b| b.is_ascii_digit()) && body.chars().all(belongs);
        is_number.then_some(Self { negative, currency, percent, body, exponent })
    }

    /// The number in a style.
    pub(super) fn value(&self, style: NumberStyle) -> Result<Decimal, NumberProblem> {
        let other_style = NumberProblem::OtherStyle { style };
        let (whole, decimals) = self.body.split_once(style.decimal_mark()).unwrap_or((self.body, ""));
        if !decimals.bytes().all(|b| b.is_ascii_digit()) || !is_grouped(whole) {
            return Err(other_style);
        }
        let mut mantissa: i128 = 0;
        for digit in whole.bytes().chain(decimals.bytes()).filter(u8::is_ascii_digit) {
            mantissa = mantissa
                .checked_mul(10)
                .and_then(|m| m.checked_add(i128::from(digit - b'0')))
                .ok_or(NumberProblem::TooLarge)?;
        }
        let mantissa = if self.negative { -mantissa } else { mantissa };
        let exponent = self.exponent.saturating_sub(decimals.len() as i64);
        Decimal::with_exponent(mantissa, exponent).ok_or(NumberProblem::TooLarge)
    }

    /// What the number says about the style of its column, and whether it has no decimals in one style at least;
    /// nothing if it is no number in either.
    pub(crate) fn sign(&self) -> Option<(NumberSign, bool)> {
        if self.is_plain_digits() {
            return Some((NumberSign::Neutral, true));
        }
        let point = self.value(NumberStyle::DecimalPoint);
        let comma = self.value(NumberStyle::DecimalComma);
        let reads =
            |value: &Result<Decimal, NumberProblem>| !matches!(value, Err(NumberProblem::OtherStyle { .. }));
        let sign = match (reads(&point), reads(&comma)) {
            (true, false) => NumberSign::Point,
            (false, true) => NumberSign::Comma,
            (true, true) if point == comma => NumberSign::Neutral,
            (true, true) => NumberSign::Undecided,
            (false, false) => return None,
        };
        let is_whole = [point, comma].iter().any(|value| value.is_ok_and(|value| value.scale == 0));
        Some((sign, is_whole))
    }

    fn is_plain_digits(&self) -> bool {
        self.body.bytes().all(|b| b.is_ascii_digit()) && self.exponent == 0
    }

    /// Whether it is written as codes are and amounts are not: 007.
    pub(crate) fn has_leading_zero(&self) -> bool {
        self.is_plain_digits() && self.body.len() > 1 && self.body.starts_with('0')
    }
}

fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse::<i64>().unwrap_or(i64::MAX / 2);
    Some(if text.starts_with('-') { -value } else { value })
}

/// Whether the digits before the decimals are grouped by one mark in threes, or as in India in twos and one three.
fn is_grouped(whole: &str) -> bool {
    if whole.bytes().all(|b| b.is_ascii_digit()) {
        return true;
    }
    let Some(mark) = whole.chars().find(|c| !c.is_ascii_digit()) else { return true };
    let mut groups = whole.split(mark).peekable();
    let first = groups.next().unwrap_or_default();
    let mut fits =
        (1..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_digit()) && first != "0";
    let mut pairs = false;
    let mut triples = false;
    while let Some(group) = groups.next() {
        let is_last = groups.peek().is_none();
        fits &= group.bytes().all(|b| b.is_ascii_digit());
        match (group.len(), is_last) {
            (3, true) => {}
            (3, false) => triples = true,
            (2, false) if mark == ',' => pairs = true,
            _ => fits = false,
        }
    }
    fits && !(pairs && (triples || first.len() > 2))
}

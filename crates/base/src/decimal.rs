//! Decimal numbers with six places, exact: what `decimal` and `percent` fields hold.
use std::fmt;
use std::str::FromStr;

/// An exact decimal: millionths in 64 bits, from −9,223,372,036,854 to 9,223,372,036,854.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal(pub i64);

/// One, in millionths.
const ONE: i64 = 1_000_000;

impl Decimal {
    /// The nearest decimal, for figures computed as averages; `None` when out of range or not a number.
    pub fn from_f64(value: f64) -> Option<Self> {
        let scaled = (value * ONE as f64).round();
        (scaled.is_finite() && scaled.abs() < 9.2e18).then_some(Self(scaled as i64))
    }

    /// As a float, for figures and charts only.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }
}

impl From<i32> for Decimal {
    fn from(value: i32) -> Self {
        Self(i64::from(value) * ONE)
    }
}

/// Reads digits with an optional sign, point and places into a number of units of `10^-places`.
/// `None` when it is not such a number, has more places than asked (other than zeros) or does not fit.
pub(crate) fn scaled(text: &str, places: u32) -> Option<i64> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places as usize {
        return None;
    }
    let mut units: i128 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        units = units.checked_mul(10)?.checked_add(i128::from(byte - b'0'))?;
    }
    units = units.checked_mul(10_i128.pow(places - fraction.len() as u32))?;
    i64::try_from(if negative { -units } else { units }).ok()
}

/// Writes units of `10^-places` as digits, with at least `least` places.
pub(crate) fn unscaled(units: i64, places: u32, least: usize) -> String {
    let sign = if units < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", units.unsigned_abs(), width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    let kept = fraction.trim_end_matches('0').len().max(least).min(fraction.len());
    match fraction.get(..kept) {
        Some("") | None => format!("{sign}{whole}"),
        Some(fraction) => format!("{sign}{whole}.{fraction}"),
    }
}

impl Decimal {
    /// The number with at least so many places: a price has its minor units.
    pub fn padded(self, places: usize) -> String {
        unscaled(self.0, 6, places)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&unscaled(self.0, 6, 0))
    }
}

/// What was wrong with a text that should have been a decimal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotADecimal;

impl FromStr for Decimal {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        scaled(text, 6).map(Self).ok_or(NotADecimal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact() {
        for (text, units) in
            [("0.1", 100_000), ("-12.5", -12_500_000), ("3", 3_000_000), (".25", 250_000), ("7.", 7_000_000)]
        {
            assert_eq!(text.parse(), Ok(Decimal(units)), "{text}");
        }
        assert_eq!(Decimal(-12_500_000).to_string(), "-12.5");
        assert_eq!(Decimal(1).to_string(), "0.000001");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for text in ["", "-", ".", "1e5", "0.1234567", "123456789012345678901234567890", "1,5", "٣"] {
            assert_eq!(text.parse::<Decimal>(), Err(NotADecimal), "{text}");
        }
    }
}

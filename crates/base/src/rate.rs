//! Exchange rates: units of a currency for one euro, and the exact conversion of an amount by two of them.
//!
//! An amount goes from currency A to currency B over the euro: `b = a / rate(A) × rate(B)`, computed in whole numbers
//! (128 bits) and rounded once, half away from zero, to the minor units ISO 4217 gives B. This is the way of Council
//! Regulation (EC) No 1103/97, articles 4 and 5, without rounding what lies between.
use std::fmt;
use std::str::FromStr;

use crate::decimal::{scaled, unscaled};
use crate::{Currency, Money};

/// Units of a currency for one euro, in millionths: more than nothing, less than a thousand million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate(i64);

/// The greatest rate that is taken for one.
const MOST: i64 = 1_000_000_000 * 1_000_000;

impl Rate {
    /// The euro for the euro.
    pub const ONE: Self = Self(1_000_000);

    /// A rate of so many millionths; nothing where that is none: zero, negative, beyond all currencies.
    pub fn of_millionths(millionths: i64) -> Option<Self> {
        (1..=MOST).contains(&millionths).then_some(Self(millionths))
    }

    /// Millionths.
    pub fn millionths(self) -> i64 {
        self.0
    }
}

/// What was wrong with a text that should have been a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotARate;

impl FromStr for Rate {
    type Err = NotARate;

    /// Reads `1.0891`: digits and a point, at most six places.
    fn from_str(text: &str) -> Result<Self, NotARate> {
        scaled(text, 6).and_then(Self::of_millionths).ok_or(NotARate)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&unscaled(self.0, 6, 0))
    }
}

/// A conversion between two currencies as a fraction of minor units: `minor × over / under`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    /// What minor units are multiplied by.
    pub over: i64,
    /// What they are divided by.
    pub under: i64,
}

impl Fraction {
    /// How minor units of one currency become those of another.
    pub fn between((from, of): (Currency, Rate), (to, by): (Currency, Rate)) -> Self {
        let (few, many) = (from.digits(), to.digits());
        let scale = |more: u32, less: u32| 10_i64.pow(more.saturating_sub(less));
        Self { over: by.0 * scale(many, few), under: of.0 * scale(few, many) }
    }

    /// Minor units converted, rounded half away from zero; nothing where the result does not fit 64 bits.
    pub fn of(self, minor: i64) -> Option<i64> {
        let (over, under) = (i128::from(self.over), i128::from(self.under));
        if under <= 0 {
            return None;
        }
        let exact = i128::from(minor) * over;
        let rounded = (2 * exact.abs() + under) / (2 * under);
        i64::try_from(rounded * exact.signum()).ok()
    }
}

impl Money {
    /// The amount in another currency, by what both are for one euro on the same day. Nothing where it does not fit.
    pub fn convert(self, of: Rate, to: Currency, by: Rate) -> Option<Self> {
        if self.currency == to {
            return Some(self);
        }
        let minor = Fraction::between((self.currency, of), (to, by)).of(self.minor)?;
        Some(Self { minor, currency: to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(code: &str) -> Currency {
        Currency::parse(code).unwrap()
    }

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    #[test]
    fn a_rate_is_more_than_nothing_and_less_than_absurd() {
        for text in ["0", "0.0000001", "-1.1", "1e30", "1000000000000000000000000000000", "N/A", "", "1,1"] {
            assert_eq!(text.parse::<Rate>(), Err(NotARate), "{text}");
        }
        assert_eq!(rate("1.0891").to_string(), "1.0891");
        assert_eq!(rate("1669500").millionths(), 1_669_500_000_000);
    }

    #[test]
    fn amounts_cross_over_the_euro_and_keep_the_minor_units_of_their_currency() {
        let usd = Money { minor: 10_000, currency: of("USD") };
        assert_eq!(usd.convert(rate("1.25"), Currency::EUR, Rate::ONE).unwrap().amount(), "80.00");
        assert_eq!(usd.convert(rate("1.25"), of("JPY"), rate("160")).unwrap().amount(), "12800");
        assert_eq!(usd.convert(rate("1.25"), of("BHD"), rate("0.5")).unwrap().amount(), "40.000");
        let half = Money { minor: 1, currency: of("USD") };
        assert_eq!(half.convert(rate("2"), Currency::EUR, Rate::ONE).unwrap().minor, 1, "half goes up");
        let minus = Money { minor: -1, currency: of("USD") };
        assert_eq!(minus.convert(rate("2"), Currency::EUR, Rate::ONE).unwrap().minor, -1, "away from zero");
        let all = Money { minor: i64::MAX, currency: Currency::EUR };
        assert_eq!(all.convert(Rate::ONE, of("BHD"), rate("160")), None, "does not fit");
    }

    proptest! {
        /// There and back again an amount is at most half a minor unit of the coarser currency away.
        #[test]
        fn there_and_back_loses_at_most_half_a_unit(minor in -1_000_000_000_000_i64..1_000_000_000_000, a in 1_000_i64..100_000_000_000, b in 1_000_i64..100_000_000_000) {
            let (a, b) = (Rate::of_millionths(a).unwrap(), Rate::of_millionths(b).unwrap());
            let (usd, chf) = (of("USD"), of("CHF"));
            let first = Money { minor, currency: usd };
            if let Some(there) = first.convert(a, chf, b)
                && let Some(back) = there.convert(b, usd, a)
            {
                // Half a unit of the other currency is worth this many units here, and half of one more by rounding back.
                let unit = a.millionths() as f64 / b.millionths() as f64;
                let off = (back.minor - minor).abs() as f64;
                prop_assert!(off <= 0.5 * unit + 0.5 + 1e-6, "{off} {unit}");
            }
        }

        /// The result is the nearest whole number to the fraction.
        #[test]
        fn the_result_is_nearest(minor in any::<i64>(), over in 1_i64..1_000_000_000_000, under in 1_i64..1_000_000_000_000) {
            if let Some(got) = (Fraction { over, under }).of(minor) {
                let distance = (i128::from(minor) * i128::from(over) - i128::from(got) * i128::from(under)).abs();
                prop_assert!(2 * distance <= i128::from(under));
            }
        }
    }
}

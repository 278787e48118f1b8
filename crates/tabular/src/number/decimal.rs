//! An exact decimal number.

use std::fmt;

/// A mantissa and how many of its digits are decimals: 12.50 is 1250 with a scale of 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Decimal {
    /// All digits, with the sign.
    pub mantissa: i128,
    /// How many of them are decimals.
    pub scale: u32,
}

/// More decimals than `i128` has digits make no sense.
const MAX_SCALE: u32 = 38;

impl Decimal {
    /// The number `mantissa` × 10^`exponent`, if it can be kept exactly.
    pub(super) fn with_exponent(mantissa: i128, exponent: i64) -> Option<Self> {
        if mantissa == 0 && exponent > 0 {
            return Some(Self { mantissa: 0, scale: 0 });
        }
        if exponent > 0 {
            let power = u32::try_from(exponent).ok().and_then(|exponent| 10_i128.checked_pow(exponent))?;
            return Some(Self { mantissa: mantissa.checked_mul(power)?, scale: 0 });
        }
        let scale = u32::try_from(-exponent).ok()?;
        (scale <= MAX_SCALE).then_some(Self { mantissa, scale })
    }

    /// The same number without zeros at the end of its decimals.
    #[must_use]
    pub fn normalized(self) -> Self {
        let mut decimal = self;
        while decimal.scale > 0 && decimal.mantissa % 10 == 0 {
            decimal.mantissa /= 10;
            decimal.scale -= 1;
        }
        decimal
    }

    /// Whether there are no decimals but zeros.
    pub fn is_integer(self) -> bool {
        self.normalized().scale == 0
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = scale + 1);
        let (whole, decimals) = digits.split_at(digits.len() - scale);
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if decimals.is_empty() { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{decimals}") }
    }
}

//! What a document of sale comes to: pure arithmetic on whole minor units, as EN 16931 orders it.
//!
//! A line's net is quantity × price, rounded half away from zero to the currency's digits, less its discount, rounded too
//! (BT-131). The discount on the whole is shared among the tax categories by largest remainder, so that the shares sum to
//! it to the cent (BR-CO-11). Tax is reckoned once for each category and rate on the sum of what it covers (BR-CO-17),
//! never line by line. Sums are sums of rounded parts: nothing is lost or made by the order of lines.
use std::collections::BTreeMap;

use base::{Currency, Decimal};

#[cfg(test)]
mod tests;

/// The largest quantity a line may have.
pub const MOST_QUANTITY: i64 = 1_000_000_000;
/// The largest amount of minor units a line may come to, so that a document of many still fits.
const MOST_MINOR: i128 = 1_000_000_000_000_000;
/// One, in the units of `Decimal`.
const ONE: i128 = 1_000_000;

/// How a sale is taxed: the categories of UNCL 5305 that EN 16931 knows and we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// S: at a rate above nothing.
    Standard,
    /// Z: at a rate of nothing.
    Zero,
    /// E: exempt.
    Exempt,
    /// AE: the buyer owes the tax.
    ReverseCharge,
    /// O: outside of the tax.
    Outside,
}

impl Category {
    /// Every one, in the order people are shown them.
    pub const ALL: [Self; 5] = [Self::Standard, Self::Zero, Self::Exempt, Self::ReverseCharge, Self::Outside];

    /// The code of the list.
    pub fn code(self) -> &'static str {
        match self {
            Self::Standard => "S",
            Self::Zero => "Z",
            Self::Exempt => "E",
            Self::ReverseCharge => "AE",
            Self::Outside => "O",
        }
    }

    /// The category of a code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.code() == code)
    }
}

/// A tax: its category and rate in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tax {
    /// The category.
    pub category: Category,
    /// Percent; zero in every category but the first.
    pub percent: Decimal,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// How many.
    pub quantity: Decimal,
    /// The price of one before tax, in major units.
    pub price: Decimal,
    /// Percent off.
    pub percent_off: Option<Decimal>,
    /// Major units off, besides.
    pub amount_off: Option<Decimal>,
    /// Its tax.
    pub tax: Tax,
}

/// What a line comes to, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Net {
    /// Before its discount.
    pub gross: i64,
    /// Its discount.
    pub off: i64,
    /// What is left: BT-131.
    pub net: i64,
}

/// What is wrong with a line or a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// A quantity of nothing, less than nothing or beyond measure.
    Quantity,
    /// A price below nothing.
    Price,
    /// A discount below nothing or above everything.
    Discount,
    /// A rate that is none: below nothing, above 100, nothing where it must be something, or something where it must be nothing.
    Rate,
    /// More than can be counted.
    TooMuch,
}

/// What one tax covers and comes to: a group BG-23.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxTotal {
    /// The tax.
    pub tax: Tax,
    /// The nets of its lines.
    pub lines: i64,
    /// Its share of the discount on the whole: BT-92.
    pub off: i64,
    /// What is taxed: BT-116.
    pub taxable: i64,
    /// The tax: BT-117.
    pub amount: i64,
}

/// What a document comes to, in minor units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// The sum of the lines' nets: BT-106.
    pub lines: i64,
    /// The discount on the whole, that of a code among it: BT-107.
    pub off: i64,
    /// Before tax: BT-109.
    pub net: i64,
    /// The tax: BT-110.
    pub tax: i64,
    /// With tax: BT-112.
    pub total: i64,
    /// By tax, in the order of category and rate.
    pub taxes: Vec<TaxTotal>,
}

/// The quotient rounded to the nearest whole, halves away from zero. `by` is above zero.
fn rounded(value: i128, by: i128) -> i128 {
    let half = by / 2;
    if value < 0 { (value - half) / by } else { (value + half) / by }
}

/// A share of an amount in percent, rounded.
fn percent_of(minor: i64, percent: Decimal) -> i64 {
    rounded(i128::from(minor) * i128::from(percent.0), 100 * ONE) as i64
}

/// An amount of major units in the minor units of a currency, rounded.
pub fn minor(amount: Decimal, currency: Currency) -> i64 {
    rounded(i128::from(amount.0) * 10_i128.pow(currency.digits()), ONE) as i64
}

fn is_percent(value: Decimal) -> bool {
    (0..=100 * ONE as i64).contains(&value.0)
}

impl Tax {
    /// Refuses a rate that does not go with the category.
    pub fn check(self) -> Result<(), Wrong> {
        let something = self.percent.0 > 0;
        if is_percent(self.percent) && something == (self.category == Category::Standard) {
            Ok(())
        } else {
            Err(Wrong::Rate)
        }
    }
}

impl Line {
    /// What it comes to in a currency.
    pub fn net(&self, currency: Currency) -> Result<Net, Wrong> {
        if self.quantity.0 <= 0 || i128::from(self.quantity.0) > i128::from(MOST_QUANTITY) * ONE {
            return Err(Wrong::Quantity);
        }
        if self.price.0 < 0 {
            return Err(Wrong::Price);
        }
        if self.percent_off.is_some_and(|p| !is_percent(p)) || self.amount_off.is_some_and(|a| a.0 < 0) {
            return Err(Wrong::Discount);
        }
        self.tax.check()?;
        let product = i128::from(self.quantity.0) * i128::from(self.price.0);
        let gross = product
            .checked_mul(10_i128.pow(currency.digits()))
            .map(|units| rounded(units, ONE * ONE))
            .filter(|g| *g <= MOST_MINOR)
            .ok_or(Wrong::TooMuch)? as i64;
        let off = self.percent_off.map_or(0, |p| percent_of(gross, p))
            + self.amount_off.map_or(0, |a| minor(a, currency));
        if off > gross {
            return Err(Wrong::Discount);
        }
        Ok(Net { gross, off, net: gross - off })
    }
}

/// A discount on a whole: in percent, and as an amount of major units besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Off {
    /// Percent.
    pub percent: Option<Decimal>,
    /// Major units.
    pub amount: Option<Decimal>,
}

impl Off {
    /// What it takes off a sum of minor units.
    fn of(self, sum: i64, currency: Currency) -> Result<i64, Wrong> {
        if self.percent.is_some_and(|p| !is_percent(p)) || self.amount.is_some_and(|a| a.0 < 0) {
            return Err(Wrong::Discount);
        }
        let percent = self.percent.map_or(0, |p| percent_of(sum, p));
        let amount = self.amount.map_or(0, |a| minor(a, currency));
        percent.checked_add(amount).ok_or(Wrong::Discount)
    }

    /// What a code with these terms takes off what is left of a sum: never more than is left.
    pub fn of_code(self, left: i64, currency: Currency) -> i64 {
        self.of(left, currency).map_or(0, |off| off.clamp(0, left.max(0)))
    }
}

/// What a document comes to: the nets of its lines with their taxes, less its own discount, less what a code takes off in
/// minor units.
pub fn totals(lines: &[(Tax, i64)], own: Off, code: i64, currency: Currency) -> Result<Totals, Wrong> {
    let mut by_tax: BTreeMap<Tax, i64> = BTreeMap::new();
    let mut sum: i64 = 0;
    for (tax, net) in lines {
        let slot = by_tax.entry(*tax).or_default();
        *slot = slot.checked_add(*net).ok_or(Wrong::TooMuch)?;
        sum = sum.checked_add(*net).ok_or(Wrong::TooMuch)?;
    }
    let off = own.of(sum, currency)?.checked_add(code).ok_or(Wrong::Discount)?;
    if off > sum || code < 0 {
        return Err(Wrong::Discount);
    }
    let parts: Vec<i64> = by_tax.values().copied().collect();
    let shares = shared(off, &parts);
    let taxes: Vec<TaxTotal> = by_tax
        .into_iter()
        .zip(shares)
        .map(|((tax, lines), off)| {
            let taxable = lines - off;
            TaxTotal { tax, lines, off, taxable, amount: percent_of(taxable, tax.percent) }
        })
        .collect();
    let (net, tax) = (sum - off, taxes.iter().map(|t| t.amount).sum::<i64>());
    Ok(Totals { lines: sum, off, net, tax, total: net + tax, taxes })
}

/// Shares an amount among parts by their size: each gets the whole part of its share, and what is left goes, a unit each,
/// to those with the largest remainders. No part gets more than it is, and the shares sum to the amount.
pub fn shared(amount: i64, parts: &[i64]) -> Vec<i64> {
    let sum: i128 = parts.iter().map(|p| i128::from(*p)).sum();
    if sum == 0 {
        return vec![0; parts.len()];
    }
    let exact = |part: &i64| i128::from(*part) * i128::from(amount);
    let mut shares: Vec<i64> = parts.iter().map(|p| (exact(p) / sum) as i64).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let rest = |i: &usize| parts.get(*i).map_or(0, |p| exact(p) % sum);
    order.sort_by_key(|i| (std::cmp::Reverse(rest(i)), *i));
    let left = amount - shares.iter().sum::<i64>();
    for i in order.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        if let Some(share) = shares.get_mut(i) {
            *share += 1;
        }
    }
    shares
}

//! What a part of an invoice comes to: its share of discounts that are amounts. Shares are reckoned on what was credited so
//! far and this time together, less what earlier credit notes had of it, so that all of them together have the whole.
use base::{Currency, Decimal, Error, Id, Money, Result};
use engine::{Record, Work};

use super::Creditable;
use crate::paper::{line_of, lines_of, paper};
use crate::pricing::{Line, minor};

/// A line of a credit note before it is written.
pub(super) struct Part {
    /// The line of the invoice.
    pub(super) line: Record,
    pub(super) quantity: Decimal,
    /// The share of the line's discount that is an amount, in major units.
    pub(super) amount_off: Option<Decimal>,
    /// What it comes to, in minor units.
    pub(super) net: i64,
}

/// A share of an amount, rounded half away from zero; nothing of nothing.
fn share(amount: i64, part: i64, of: i64) -> i64 {
    if of <= 0 {
        return 0;
    }
    let exact = i128::from(amount) * i128::from(part) + i128::from(of) / 2;
    (exact / i128::from(of)) as i64
}

/// So much of a line.
pub(super) fn line(from: &Creditable, quantity: Decimal, currency: Currency, whole: bool) -> Result<Part> {
    let said = line_of(&from.line);
    let before = said.quantity.0 - from.left.0;
    let amount_off = said.amount_off.filter(|a| a.0 != 0).map(|amount| {
        let amount = minor(amount, currency);
        let so_far = share(amount, before, said.quantity.0);
        let with = share(amount, before + quantity.0, said.quantity.0);
        with - so_far
    });
    let amount_off = if whole { said.amount_off.map(|a| minor(a, currency)) } else { amount_off };
    let alone = Line { quantity, amount_off: None, ..said }.net(currency);
    let alone = alone.map_err(|_| Error::internal("a line that does not add up"))?.net;
    // A share that is rounded up may be a cent more than so little comes to.
    let amount_off = amount_off.map(|amount| amount.min(alone)).filter(|amount| *amount != 0);
    let net = alone - amount_off.unwrap_or_default();
    let amount_off = amount_off.and_then(|minor| Money { minor, currency }.amount().parse().ok());
    Ok(Part { line: from.line.clone(), quantity, amount_off, net })
}

/// What an invoice came to, and what earlier credit notes had of it, in minor units.
pub(super) struct Left {
    lines: i64,
    off: i64,
    credited: i64,
    credited_off: i64,
}

async fn sums(work: &mut Work, whole: &str, id: Id, record: &Record) -> Result<(i64, i64)> {
    let lines = lines_of(work, paper(whole)?, id).await?;
    let sum: i64 = lines.iter().filter_map(|l| l.get("net").money()).map(|m| m.minor).sum();
    Ok((sum, sum - record.get("net").money().map_or(0, |m| m.minor)))
}

impl Left {
    /// Of an invoice with its credit notes so far.
    pub(super) async fn of(work: &mut Work, invoice: &Record, notes: &[Record]) -> Result<Self> {
        let (lines, off) = sums(work, "invoice", invoice.id, invoice).await?;
        let mut left = Self { lines, off, credited: 0, credited_off: 0 };
        for note in notes {
            let (sum, off) = sums(work, "credit_note", note.id, note).await?;
            left.credited += sum;
            left.credited_off += off;
        }
        Ok(left)
    }

    /// The share of the discount on the whole that goes with so much of the lines.
    pub(super) fn off(&self, net: i64) -> i64 {
        let with = share(self.off, self.credited + net, self.lines);
        // What rounding of lines made too much goes off here: no more is credited than was invoiced.
        let over = (self.credited + net - self.lines).max(0);
        (with - self.credited_off + over).clamp(0, net)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_one_after_the_other_have_the_whole_discount(nets in prop::collection::vec(1_i64..1_000_000, 1..9), permille in 0_i64..=1000) {
            let lines: i64 = nets.iter().sum();
            let off = share(lines, permille, 1000);
            let mut left = Left { lines, off, credited: 0, credited_off: 0 };
            for net in nets {
                let one = left.off(net);
                prop_assert!((0..=net).contains(&one));
                left.credited += net;
                left.credited_off += one;
            }
            prop_assert_eq!(left.credited_off, off);
        }
    }

    #[test]
    fn nothing_is_a_share_of_nothing() {
        assert_eq!((share(5, 0, 0), share(5, 1, 2), share(100, 1, 3)), (0, 3, 33));
    }
}

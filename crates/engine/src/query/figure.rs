//! Figures over many records, exact: sums are integers, means keep their total and count, currencies are never mixed.
use base::{Currency, Money};
use store::Value as Cell;

use crate::kind::{Class, Kind};
use crate::value::Value;

/// A figure.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Figure {
    /// There is nothing to take it from.
    #[default]
    Empty,
    /// A count, a sum, a least, greatest or middle value.
    Exact(Value),
    /// A total divided by a count.
    Mean {
        /// The exact total, in the field's own unit.
        total: Value,
        /// How many values it is the total of.
        count: i64,
    },
    /// One figure for each currency, the commonest first: amounts of two currencies are not added up.
    PerCurrency(Vec<(Currency, Figure)>),
}

impl Figure {
    /// As a float for people and charts, amounts in major units; nothing where it is empty or in several currencies.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Exact(value) => major(value),
            Self::Mean { total, count } if *count != 0 => major(total).map(|t| t / *count as f64),
            _ => None,
        }
    }

    /// The currency, where it is an amount in one.
    pub fn currency(&self) -> Option<Currency> {
        match self {
            Self::Exact(value) | Self::Mean { total: value, .. } => value.money().map(|m| m.currency),
            _ => None,
        }
    }

    /// The exact total of how many values it was taken from; a value by itself is that of one.
    pub(crate) fn total(&self) -> Option<(Value, i64)> {
        match self {
            Self::Exact(value) => Some((value.clone(), 1)),
            Self::Mean { total, count } => Some((total.clone(), *count)),
            Self::Empty | Self::PerCurrency(_) => None,
        }
    }

    /// The exact value, where it is one.
    pub fn value(&self) -> Option<&Value> {
        if let Self::Exact(value) = self { Some(value) } else { None }
    }
}

/// A value as a float, amounts in major units.
fn major(value: &Value) -> Option<f64> {
    Some(match value {
        Value::Int(n) => *n as f64,
        Value::Decimal(d) => d.to_f64(),
        Value::Money(m) => m.minor as f64 / 10_f64.powi(m.currency.digits() as i32),
        Value::Bool(b) => f64::from(u8::from(*b)),
        _ => return None,
    })
}

/// A cell of a kind's first column as a value; amounts with their currency.
pub(super) fn value_of(kind: Kind, cell: &Cell, currency: Option<Currency>) -> Value {
    if kind.class() == Class::Money {
        return match (cell, currency) {
            (Cell::Int(minor), Some(currency)) => Value::Money(Money { minor: *minor, currency }),
            _ => Value::Null,
        };
    }
    kind.rules().load(&mut store::Row(vec![cell.clone()]), 0)
}

/// The sum of two numbers, or of two amounts in one currency.
pub(super) fn plus(a: &Value, b: &Value) -> Option<Value> {
    Some(match (a, b) {
        (Value::Int(a), Value::Int(b)) => Value::Int(a.checked_add(*b)?),
        (Value::Decimal(a), Value::Decimal(b)) => Value::Decimal(base::Decimal(a.0.checked_add(b.0)?)),
        (Value::Money(a), Value::Money(b)) if a.currency == b.currency => {
            Value::Money(Money { minor: a.minor.checked_add(b.minor)?, currency: a.currency })
        }
        _ => return None,
    })
}

/// A total and a count as a mean.
pub(super) fn mean(total: Value, count: i64) -> Figure {
    match (count, total) {
        (0, _) | (_, Value::Null) => Figure::Empty,
        (1, total) => Figure::Exact(total),
        (count, total) => Figure::Mean { total, count },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_of_money_is_exact_until_it_is_shown() {
        let total = Value::Money(Money { minor: 1_000_553_400, currency: Currency::EUR });
        let shown = mean(total, 4238).number().unwrap();
        assert!((shown - 2_360.909_391).abs() < 1e-6, "{shown}");
        assert_eq!(mean(Value::Int(0), 0), Figure::Empty);
    }
}

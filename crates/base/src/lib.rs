//! The words every other crate speaks: ids, money, decimals, moments, folded text, errors. No I/O, no async.
mod decimal;
mod error;
mod fold;
mod id;
mod moment;
mod money;
mod rate;

pub use decimal::Decimal;
pub use error::{Conflict, Error, Problem, Problems, Result};
pub use fold::{fold, words};
pub use id::Id;
pub use moment::{Date, Moment};
pub use money::{Currency, Money};
pub use rate::{Fraction, NotARate, Rate};

//! Lists, pages and figures against real databases, and both readers of the filter against one another.
mod examples;
mod properties;
pub(crate) mod sample;
mod totals;

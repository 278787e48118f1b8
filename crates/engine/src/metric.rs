//! Metrics: named, versioned, documented numbers that open into the records behind them.

/// What a number is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Records.
    Count,
    /// Minor units of the workspace's currency.
    Money,
    /// A share from 0 to 1.
    Share,
    /// Days.
    Days,
}

/// What is computed of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// How many.
    Count,
    /// The sum of a field.
    Sum(&'static str),
    /// The mean of a field over the records that have it.
    Average(&'static str),
    /// The median of a field.
    Median(&'static str),
    /// How many of them fulfil a filter, as a share.
    Share(&'static str),
}

/// A definition.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// Its name for programs: `win_rate`.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// One sentence that says exactly what is counted.
    pub definition: &'static str,
    /// Counts up when the definition changes.
    pub version: u32,
    /// The object whose records are counted.
    pub object: &'static str,
    /// Which of them.
    pub filter: &'static str,
    /// The date that places a record in a period; `None`: the metric is about now.
    pub date: Option<&'static str>,
    /// What is computed.
    pub measure: Measure,
    /// What the number is counted in.
    pub unit: Unit,
    /// The field it is always split by, where the name says so (`deals_by_stage`).
    pub by: Option<&'static str>,
}

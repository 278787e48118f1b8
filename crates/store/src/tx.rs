//! A unit of work as data: statements with what each must do, handed to the writer whole. The only way to write.
use crate::sql::{Row, Sql};

/// What a statement must have done, or the whole unit is rolled back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Anything.
    Any,
    /// Exactly this many rows changed (or returned, for a statement with RETURNING).
    Rows(u64),
}

/// One statement of a unit.
#[derive(Debug, Clone)]
pub struct Step {
    /// The statement.
    pub sql: Sql,
    /// What it must have done.
    pub expect: Expect,
    /// Rows come back (RETURNING or SELECT).
    pub returns: bool,
}

/// A unit of work: it happens whole and is durable before the answer, or not at all.
/// Reads that decide what to write come before (through `Db`); `Expect` guards what they saw.
#[derive(Debug, Clone, Default)]
pub struct Tx {
    /// The statements, in order.
    pub steps: Vec<Step>,
    /// Followers on other nodes are woken after the commit: set it when the unit writes events or jobs.
    pub notify: bool,
}

impl Tx {
    /// An empty unit.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a statement.
    pub fn run(&mut self, sql: Sql) {
        self.steps.push(Step { sql, expect: Expect::Any, returns: false });
    }

    /// Adds a statement that must change exactly `rows` rows. Its index comes back in `Failure::Expected`.
    pub fn expect(&mut self, sql: Sql, rows: u64) -> usize {
        self.steps.push(Step { sql, expect: Expect::Rows(rows), returns: false });
        self.steps.len() - 1
    }

    /// Adds a statement whose rows come back; the number is its place in `Done::rows`.
    pub fn returning(&mut self, sql: Sql) -> usize {
        self.steps.push(Step { sql, expect: Expect::Any, returns: true });
        self.steps.iter().filter(|s| s.returns).count() - 1
    }

    /// Nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// What a unit did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Done {
    /// The rows of each returning step, in order.
    pub rows: Vec<Vec<Row>>,
    /// For each step the rows changed (or returned).
    pub changed: Vec<u64>,
}

//! A resolved filter as SQL: joins with stable names, every value bound, every negation two-valued.
use base::{Error, Result};
use store::{Build, Dialect, Sql, Value};

use super::path::{Guard, Hop, Part, Target};
use super::tree::{Leaf, Node, Order, Subject, Test};
use crate::access::Reach;
use crate::kind::Kind;

/// Tables joined in one SELECT at most: SQLite joins 64.
const MOST_JOINS: usize = 50;

/// One SELECT's tables: its root and what is joined to it over links.
pub(crate) struct Level<'q> {
    /// The number of the root's name: 0 is `t0`.
    pub(super) root: usize,
    joins: Vec<Join<'q>>,
}

struct Join<'q> {
    /// The links from the root to here.
    way: &'q [Hop],
    alias: usize,
}

impl<'q> Level<'q> {
    /// Joins what a path needs, each link once.
    pub(crate) fn add(&mut self, writer: &mut Writer, hops: &'q [Hop]) {
        for length in 1..=hops.len() {
            let way = hops.get(..length).unwrap_or(hops);
            if !self.joins.iter().any(|j| same_way(j.way, way)) {
                self.joins.push(Join { way, alias: writer.alias() });
                writer.widest = writer.widest.max(self.joins.len());
            }
        }
    }

    /// Joins what a condition needs.
    pub(crate) fn add_node(&mut self, writer: &mut Writer, node: &'q Node) {
        node.hops(&mut |hops| self.add(writer, hops));
    }

    /// The name of the table at the end of a way.
    fn alias(&self, way: &[Hop]) -> usize {
        self.joins.iter().find(|j| same_way(j.way, way)).map_or(self.root, |j| j.alias)
    }
}

/// Ways from one root are the same when they go over the same links.
fn same_way(a: &[Hop], b: &[Hop]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.place == b.place)
}

/// A statement being written.
pub(crate) struct Writer {
    pub(super) build: Build,
    pub(super) dialect: Dialect,
    aliases: usize,
    /// The most tables joined in one SELECT.
    widest: usize,
}

impl Writer {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self { build: Build::new(), dialect, aliases: 0, widest: 0 }
    }

    pub(super) fn alias(&mut self) -> usize {
        self.aliases += 1;
        self.aliases - 1
    }

    /// Tables of a new SELECT.
    pub(crate) fn level<'q>(&mut self) -> Level<'q> {
        Level { root: self.alias(), joins: Vec::new() }
    }

    /// The level of a SELECT whose names nothing outside of it sees, one part of a union: its table is `t0` again.
    pub(crate) fn level_apart<'q>(&mut self) -> Level<'q> {
        self.aliases = 0;
        self.level()
    }

    pub(crate) fn push(&mut self, text: &str) -> &mut Self {
        self.build.push(text);
        self
    }

    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.build.bind(value);
        self
    }

    pub(crate) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The statement, unless it asks for more tables at once than a database joins.
    pub(crate) fn done(self) -> Result<Sql> {
        if self.widest > MOST_JOINS {
            let message = format!(
                "This looks at more than {MOST_JOINS} linked tables at once: take fewer dotted paths"
            );
            return Err(Error::invalid("filter", "too_many", message));
        }
        Ok(self.build.done())
    }

    /// Writes values between commas, bound.
    fn binds(&mut self, values: impl IntoIterator<Item = Value>) {
        for (i, value) in values.into_iter().enumerate() {
            if i > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
    }

    /// Writes the tables behind FROM: the root and its joins, each with what the actor may see there.
    pub(crate) fn tables(&mut self, level: &Level<'_>, object: &str) {
        self.table(level, object);
        self.joins(level);
    }

    /// Writes the root alone.
    pub(crate) fn table(&mut self, level: &Level<'_>, object: &str) {
        self.build.ident(object);
        self.push(" ").push(&name(level.root));
    }

    /// Writes a quoted name.
    pub(crate) fn ident(&mut self, name: &str) {
        self.build.ident(name);
    }

    /// Writes the joins behind the root.
    pub(crate) fn joins(&mut self, level: &Level<'_>) {
        for join in &level.joins {
            let Some((hop, before)) = join.way.split_last() else { continue };
            let (here, from) = (name(join.alias), name(level.alias(before)));
            self.push(" LEFT JOIN ");
            self.build.ident(&hop.target.key);
            self.push(" ").push(&here).push(" ON ").push(&here).push(".\"id\" = ").push(&from).push(".");
            self.build.ident(hop.field().map_or("id", |f| f.key.as_str()));
            self.push(" AND ").push(&here).push(".\"deleted_at\" IS NULL");
            self.guard(&here, &hop.guard);
        }
    }

    /// Writes ` AND …` for what the actor may see of a table.
    pub(crate) fn guard(&mut self, alias: &str, guard: &Guard) {
        let me = guard.me;
        match (&guard.reach, me) {
            (Reach::Everything, _) => {}
            (Reach::Nothing, None) => {
                self.push(" AND 1 = 0");
            }
            (Reach::Nothing, Some(me)) => {
                self.push(" AND ").push(alias).push(".\"id\" = ").bind(me);
            }
            (Reach::Shared { me, team }, _) => {
                self.push(" AND (").push(alias).push(".\"owner\" = ").bind(*me);
                self.push(" OR ").push(alias).push(".\"shared\" = 'everyone' OR (");
                self.push(alias).push(".\"shared\" = 'team' AND ").push(alias).push(".\"owner\" IN (");
                self.binds(team.iter().map(|id| Value::Int(id.0)));
                self.push(")))");
            }
            (Reach::Owners(owners), me) => {
                self.push(" AND (").push(alias).push(".\"owner\" IN (");
                self.binds(owners.iter().map(|id| Value::Int(id.0)));
                self.push(")");
                if let Some(me) = me {
                    self.push(" OR ").push(alias).push(".\"id\" = ").bind(me);
                }
                self.push(")");
            }
        }
    }

    /// The column of a target as an expression.
    pub(crate) fn column(level: &Level<'_>, target: &Target) -> String {
        Self::column_of(level, &target.hops, &target.column())
    }

    /// A column of the table at the end of a way.
    pub(crate) fn column_of(level: &Level<'_>, way: &[Hop], column: &str) -> String {
        let mut out = String::with_capacity(column.len() + 8);
        out.push_str(&name(level.alias(way)));
        out.push_str(".\"");
        out.push_str(column);
        out.push('"');
        out
    }

    /// Writes a condition.
    pub(crate) fn node(&mut self, level: &Level<'_>, node: &Node) {
        match node {
            Node::All(parts) => self.parts(level, parts, " AND ", "1 = 1"),
            Node::Any(parts) => self.parts(level, parts, " OR ", "1 = 0"),
            Node::Leaf(leaf) => self.leaf(level, leaf),
        }
    }

    fn parts(&mut self, level: &Level<'_>, parts: &[Node], word: &str, empty: &str) {
        match parts {
            [] => {
                self.push(empty);
            }
            [only] => self.node(level, only),
            parts => {
                self.push("(");
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        self.push(word);
                    }
                    self.node(level, part);
                }
                self.push(")");
            }
        }
    }

    fn leaf(&mut self, level: &Level<'_>, leaf: &Leaf) {
        match &leaf.subject {
            Subject::Related(related) => self.related(level, related, &leaf.test, leaf.negated),
            Subject::Value(target) => {
                let whole = target.whole();
                if whole.is_some_and(|f| f.kind == Kind::Links) {
                    self.links(level, target, &leaf.test, leaf.negated);
                } else if whole.is_some_and(|f| f.many) && leaf.test != Test::Empty {
                    self.many(level, target, &leaf.test, leaf.negated);
                } else {
                    self.test(&Self::column(level, target), &leaf.test, leaf.negated);
                }
            }
        }
    }

    /// A test of one expression that may be null.
    pub(super) fn test(&mut self, x: &str, test: &Test, negated: bool) {
        match test {
            Test::There | Test::Empty => {
                let null = (*test == Test::Empty) != negated;
                self.push(x).push(if null { " IS NULL" } else { " IS NOT NULL" });
            }
            Test::OneOf(cells) if cells.is_empty() => {
                self.push(if negated { "1 = 1" } else { "1 = 0" });
            }
            Test::Either(tests) => {
                self.push("(");
                for (i, one) in tests.iter().enumerate() {
                    if i > 0 {
                        self.push(if negated { " AND " } else { " OR " });
                    }
                    self.test(x, one, negated);
                }
                self.push(")");
            }
            test if negated => {
                self.push("(");
                self.complement(x, test);
                self.push(" OR ").push(x).push(" IS NULL)");
            }
            test => self.positive(x, test),
        }
    }

    pub(super) fn positive(&mut self, x: &str, test: &Test) {
        match test {
            Test::Compare(order, cell) => {
                self.push(x).push(sign(*order)).bind(cell.clone());
            }
            Test::OneOf(cells) => {
                self.push(x).push(" IN (");
                self.binds(cells.iter().cloned());
                self.push(")");
            }
            Test::Within(from, until) => {
                self.push("(").push(x).push(" >= ").bind(from.clone());
                self.push(" AND ").push(x).push(" < ").bind(until.clone()).push(")");
            }
            Test::Contains(text) => self.contains(x, text),
            Test::There | Test::Empty | Test::Either(_) => {}
        }
    }

    /// The complement for what is not null.
    pub(super) fn complement(&mut self, x: &str, test: &Test) {
        match test {
            Test::Compare(order, cell) => {
                let sign = match order {
                    Order::Equal => " <> ",
                    Order::Less => " >= ",
                    Order::AtMost => " > ",
                    Order::Greater => " <= ",
                    Order::AtLeast => " < ",
                };
                self.push(x).push(sign).bind(cell.clone());
            }
            Test::OneOf(cells) => {
                self.push(x).push(" NOT IN (");
                self.binds(cells.iter().cloned());
                self.push(")");
            }
            Test::Within(from, until) => {
                self.push(x).push(" < ").bind(from.clone());
                self.push(" OR ").push(x).push(" >= ").bind(until.clone());
            }
            Test::Contains(text) => {
                self.push("NOT (");
                self.contains(x, text);
                self.push(")");
            }
            Test::There | Test::Empty | Test::Either(_) => {}
        }
    }

    /// The dialect gives the condition as a text with the parameter's name in it, so the name is bound around it.
    fn contains(&mut self, x: &str, text: &str) {
        let whole = self.dialect.contains(x, "\u{1}");
        match whole.split_once('\u{1}') {
            Some((before, after)) => {
                let (before, after) = (before.to_owned(), after.to_owned());
                self.push(&before).bind(text).push(&after);
            }
            None => {
                self.push(&whole);
            }
        }
    }
}

impl Target {
    /// Whether its column can be null: all but the id and the times of every record itself.
    pub(crate) fn nullable(&self) -> bool {
        let always = match self.part {
            Part::Id => true,
            _ => self
                .field()
                .is_some_and(|f| f.system && matches!(f.key.as_str(), "created_at" | "updated_at")),
        };
        !always || !self.hops.is_empty()
    }
}

/// The name of a table in a statement.
pub(super) fn name(alias: usize) -> String {
    format!("t{alias}")
}

/// A text in the statement itself: keys of fields and choices, which are the schema's and not the caller's.
pub(crate) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn sign(order: Order) -> &'static str {
    match order {
        Order::Equal => " = ",
        Order::Less => " < ",
        Order::AtMost => " <= ",
        Order::Greater => " > ",
        Order::AtLeast => " >= ",
    }
}

//! A resolved filter on records in memory: the same answer as SQL, cell by cell.
use std::cmp::Ordering;

use base::Id;
use store::Value as Cell;

use super::path::{Hop, Part, Target, value_of};
use super::tree::{Figure, Leaf, Node, Order, Related, Subject, Test, Via};
use crate::kind::Kind;
use crate::record::Record;
use crate::value::Value;

/// Where the records around a record are found. What lies in the bin and what the actor may not see may be among
/// them: the filter leaves it out.
pub trait Lookup {
    /// The record of an object with an id.
    fn linked(&self, object: &str, id: Id) -> Option<&Record>;
    /// The records of an object whose link field (to one or to many) points to an id.
    fn related(&self, object: &str, field: &str, id: Id) -> Vec<&Record>;
}

/// Nothing around the record: links are followed nowhere.
impl Lookup for () {
    fn linked(&self, _: &str, _: Id) -> Option<&Record> {
        None
    }
    fn related(&self, _: &str, _: &str, _: Id) -> Vec<&Record> {
        Vec::new()
    }
}

/// Whether a record satisfies a condition.
pub(super) fn holds(node: &Node, record: &Record, lookup: &dyn Lookup) -> bool {
    match node {
        Node::All(parts) => parts.iter().all(|p| holds(p, record, lookup)),
        Node::Any(parts) => parts.iter().any(|p| holds(p, record, lookup)),
        Node::Leaf(leaf) => leaf_holds(leaf, record, lookup) != leaf.negated,
    }
}

fn leaf_holds(leaf: &Leaf, record: &Record, lookup: &dyn Lookup) -> bool {
    match &leaf.subject {
        Subject::Value(target) => {
            let cells = cells(target, record, lookup);
            match leaf.test {
                Test::Empty => cells.iter().all(|c| *c == Cell::Null),
                ref test => cells.iter().any(|c| passes(test, c)),
            }
        }
        Subject::Related(related) => passes(&leaf.test, &figure(related, record, lookup)),
    }
}

/// The record at the end of links, as far as the actor may see it.
pub(crate) fn follow<'r>(hops: &[Hop], record: &'r Record, lookup: &'r dyn Lookup) -> Option<&'r Record> {
    let mut here = record;
    for hop in hops {
        let id = here.values.get(hop.place).and_then(Value::id)?;
        here = lookup.linked(&hop.target.key, id).filter(|r| hop.guard.lets(r))?;
    }
    Some(here)
}

/// Every cell a target has in a record: several for several values, none or a null one for nothing.
fn cells(target: &Target, record: &Record, lookup: &dyn Lookup) -> Vec<Cell> {
    let Some(record) = follow(&target.hops, record, lookup) else { return vec![Cell::Null] };
    if target.part == Part::Id {
        return vec![record.id.into()];
    }
    let value = value_of(target, record).unwrap_or(&Value::Null);
    match (target.whole(), value) {
        (_, Value::Null) => vec![Cell::Null],
        (Some(field), value) if field.kind == Kind::Links => {
            value.each().into_iter().filter_map(Value::id).map(Cell::from).collect()
        }
        (Some(field), value) if field.many => value.each().into_iter().map(|v| target.cell(v)).collect(),
        (_, value) => vec![target.cell(value.primary())],
    }
}

/// The one cell of a target that sorting and figures look at.
pub(crate) fn first_cell(target: &Target, record: &Record, lookup: &dyn Lookup) -> Cell {
    let mut cells = cells(target, record, lookup);
    if cells.is_empty() { Cell::Null } else { cells.swap_remove(0) }
}

fn passes(test: &Test, cell: &Cell) -> bool {
    match test {
        Test::Empty => *cell == Cell::Null,
        Test::Either(tests) => tests.iter().any(|t| passes(t, cell)),
        _ if *cell == Cell::Null => false,
        Test::There => true,
        Test::Compare(order, other) => {
            let found = cell_order(cell, other);
            match order {
                Order::Equal => found.is_eq(),
                Order::Less => found.is_lt(),
                Order::AtMost => found.is_le(),
                Order::Greater => found.is_gt(),
                Order::AtLeast => found.is_ge(),
            }
        }
        Test::OneOf(others) => others.contains(cell),
        Test::Within(from, until) => cell_order(cell, from).is_ge() && cell_order(cell, until).is_lt(),
        Test::Contains(text) => matches!(cell, Cell::Text(t) if t.contains(text.as_str())),
    }
}

/// The order of cells in both databases: nothing is smallest, text goes byte by byte.
pub(crate) fn cell_order(a: &Cell, b: &Cell) -> Ordering {
    match (a, b) {
        (Cell::Null, Cell::Null) => Ordering::Equal,
        (Cell::Null, _) => Ordering::Less,
        (_, Cell::Null) => Ordering::Greater,
        (Cell::Int(a), Cell::Int(b)) => a.cmp(b),
        (Cell::Text(a), Cell::Text(b)) => a.as_bytes().cmp(b.as_bytes()),
        _ => Ordering::Equal,
    }
}

/// The figure over the related records there are for the actor and that satisfy the relation's filter.
fn figure(related: &Related, record: &Record, lookup: &dyn Lookup) -> Cell {
    let all =
        follow(&related.hops, record, lookup).map(|base| found(related, base, lookup)).unwrap_or_default();
    let counting = all
        .into_iter()
        .filter(|r| related.guard.lets(r) && related.filter.as_ref().is_none_or(|f| holds(f, r, lookup)));
    let of = |target, record: &Record| first_cell(target, record, lookup);
    match &related.figure {
        Figure::Exists => {
            let mut counting = counting;
            if counting.next().is_some() { Cell::Int(1) } else { Cell::Null }
        }
        Figure::Count => Cell::Int(counting.count() as i64),
        Figure::Sum(target) => Cell::Int(counting.fold(0_i64, |sum, r| match of(target, r) {
            Cell::Int(n) => sum.saturating_add(n),
            _ => sum,
        })),
        Figure::Min(target) => counting
            .map(|r| of(target, r))
            .filter(|c| *c != Cell::Null)
            .min_by(cell_order)
            .unwrap_or(Cell::Null),
        Figure::Max(target) => counting.map(|r| of(target, r)).max_by(cell_order).unwrap_or(Cell::Null),
        Figure::Last(target) => counting
            .max_by_key(|r| (r.get("created_at").moment(), r.id))
            .map_or(Cell::Null, |r| of(target, r)),
    }
}

/// The related records of a record.
fn found<'r>(related: &Related, base: &'r Record, lookup: &'r dyn Lookup) -> Vec<&'r Record> {
    match &related.via {
        Via::Theirs { field, .. } => lookup.related(&related.object.key, field, base.id),
        Via::Ours { field } => base
            .get(field)
            .each()
            .into_iter()
            .filter_map(|v| lookup.linked(&related.object.key, v.id()?))
            .collect(),
    }
}

//! Which way SQLite goes through a list: along the index of its order, or along what the filter finds and then sorted.
//! Neither is right for all: of a million contacts the order soon meets fifty customers and may never meet a rare title.
//! So the order is tried first, and given up when it has looked at much more than it found. PostgreSQL knows by itself.
use store::Dialect;

use super::list::Plan;
use crate::filter::{Node, Part, Subject, Test};
use crate::kind::Kind;

/// How much the way along the order may look at, in looks of `store::Db::read_within`: some thousand records, a
/// tenth of a second where each has to be fetched from the disk.
pub(super) const LOOKS: u32 = 15;

/// The way through a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Walk {
    /// As the database thinks best.
    Free,
    /// Along this index, which has the order of the list.
    Order(String),
    /// By what the filter finds, which is then sorted.
    Filter,
}

impl Plan {
    /// The index to try first; nothing where there is no choice to make.
    pub(super) fn order_to_try(&self, dialect: Dialect) -> Option<Walk> {
        let cut = self.node.is_some() || self.guard.reach != crate::access::Reach::Everything;
        let [key] = self.sorting.keys.as_slice() else { return None };
        if dialect != Dialect::Sqlite || !cut || self.deleted || self.ids.is_some() {
            return None;
        }
        let Part::Field(place) = key.target.part else { return None };
        let field = self.object.fields.get(place).filter(|f| f.index && key.target.hops.is_empty())?;
        if matches!(field.kind, Kind::Choice | Kind::User | Kind::Link) {
            return None;
        }
        // The index of a field with few values goes by the last change as well.
        if field.key == "updated_at" && self.node.as_ref().is_some_and(|n| self.has_few(n)) {
            return None;
        }
        Some(Walk::Order(crate::tables::index_name(&self.object, field, false)))
    }

    /// One value of a field of few is asked for.
    fn has_few(&self, node: &Node) -> bool {
        match node {
            Node::All(parts) => parts.iter().any(|p| self.has_few(p)),
            Node::Any(_) => false,
            Node::Leaf(leaf) => match &leaf.subject {
                Subject::Value(target) => {
                    let Part::Field(place) = target.part else { return false };
                    let few = self.object.fields.get(place).is_some_and(|f| {
                        f.index && matches!(f.kind, Kind::Choice | Kind::User) && target.hops.is_empty()
                    });
                    let one = matches!(leaf.test, Test::Compare(crate::filter::Order::Equal, _));
                    few && one && !leaf.negated
                }
                Subject::Related(_) => false,
            },
        }
    }
}

//! Which way SQLite goes through a list: along the index of its order, or along what the filter finds and then sorted.
//! Neither is right for all: of a million contacts the order soon meets fifty customers and may never meet a rare title.
//! So where one link or person of the filter leaves a few, those are sorted. Else the order is tried first, and given up when
//! it has looked at much more than it found. PostgreSQL knows by itself.
use base::Result;
use store::{Dialect, Sql};

use super::list::Plan;
use crate::access::Reach;
use crate::filter::{Leaf, Node, Order, Part, Subject, Test, Writer};
use crate::kind::Kind;
use crate::schema::Field;

/// How much the way along the order may look at, in looks of `store::Db::read_within`: some thousand records, a
/// tenth of a second where each has to be fetched from the disk.
pub(super) const LOOKS: u32 = 15;

/// Records that are found and sorted sooner than an order is walked.
pub(super) const FEW: i64 = 300;

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
        if let Some(index) = self.lane(field) {
            return Some(Walk::Order(index));
        }
        if matches!(field.kind, Kind::Choice | Kind::User | Kind::Link) {
            return None;
        }
        // The index of a field with few values goes by the last change as well.
        let few = |f: &Field| matches!(f.kind, Kind::Choice | Kind::User);
        if field.key == "updated_at" && self.node.as_ref().is_some_and(|n| self.asks(n, &few)) {
            return None;
        }
        Some(Walk::Order(crate::tables::index_name(&self.object, field, false)))
    }

    /// The statement that counts, up to one more than `FEW` and along an index, the records one part of the filter leaves;
    /// nothing where no part is likely to leave few.
    pub(super) fn count_few(&self, dialect: Dialect) -> Result<Option<Sql>> {
        let mut writer = Writer::new(dialect);
        let mut level = writer.level();
        let narrow = self.node.as_ref().and_then(|n| self.narrow(n));
        let node = narrow.map(|leaf| Node::Leaf(Box::new(leaf.clone())));
        if let Some(node) = &node {
            level.add_node(&mut writer, node);
        } else if !matches!(self.guard.reach, Reach::Owners(_)) {
            return Ok(None);
        }
        writer.push("SELECT count(*) FROM (SELECT 1 FROM ");
        writer.table(&level, &self.object.key);
        // The indexes of links hold what is in the bin as well, and need not ask.
        let all = narrow.and_then(|leaf| self.indexed(leaf)).is_some_and(|f| f.kind == Kind::Link);
        writer.push(if all { " WHERE 1 = 1" } else { " WHERE t0.\"deleted_at\" IS NULL" });
        match &node {
            Some(node) => {
                writer.push(" AND ");
                writer.node(&level, node);
            }
            None => writer.guard("t0", &self.guard),
        }
        writer.push(" LIMIT ").bind(FEW + 1).push(") few");
        writer.done().map(Some)
    }

    /// The index of a board's lanes, where one lane is asked for in the order its cards have.
    fn lane(&self, sorted: &Field) -> Option<String> {
        let (stage, date) = self.object.lanes().filter(|(_, date)| date.key == sorted.key)?;
        let one = self.asks(self.node.as_ref()?, &|f| f.key == stage.key);
        one.then(|| crate::tables::lanes_name(&self.object, stage, date))
    }

    /// The part of a filter that asks for one value of a link, or of a person.
    fn narrow<'a>(&self, node: &'a Node) -> Option<&'a Leaf> {
        match node {
            Node::All(parts) => {
                let all = || parts.iter().filter_map(|p| self.narrow(p));
                all()
                    .find(|leaf| self.indexed(leaf).is_some_and(|f| f.kind == Kind::Link))
                    .or_else(|| all().next())
            }
            Node::Any(_) => None,
            Node::Leaf(leaf) => {
                let one = !leaf.negated && matches!(leaf.test, Test::Compare(Order::Equal, _));
                let field = self.indexed(leaf).filter(|f| matches!(f.kind, Kind::Link | Kind::User));
                field.filter(|_| one).map(|_| &**leaf)
            }
        }
    }

    /// The field of the object itself that a comparison is about, if it has an index.
    fn indexed(&self, leaf: &Leaf) -> Option<&Field> {
        let Subject::Value(target) = &leaf.subject else { return None };
        let Part::Field(place) = target.part else { return None };
        self.object.fields.get(place).filter(|f| f.index && target.hops.is_empty())
    }

    /// One value of such a field is asked for.
    fn asks(&self, node: &Node, of: &dyn Fn(&Field) -> bool) -> bool {
        match node {
            Node::All(parts) => parts.iter().any(|p| self.asks(p, of)),
            Node::Any(_) => false,
            Node::Leaf(leaf) => {
                let one = !leaf.negated && matches!(leaf.test, Test::Compare(Order::Equal, _));
                one && self.indexed(leaf).is_some_and(of)
            }
        }
    }
}

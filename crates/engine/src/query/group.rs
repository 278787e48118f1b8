//! Groups of figures: the key of a record in SQL, and the key with its words from the cells that come back.
use store::{Row, Value as Cell};

use super::aggregate::GroupKey;
use super::bucket::{Arm, Buckets};
use super::figure::value_of;
use super::reader::Reader;
use crate::filter::{Compared, Hop, Level, Names, Part, Span, Target, Writer};
use crate::kind::{Class, Ctx, Kind};
use crate::value::Value;

/// A group, bound.
pub(super) struct BoundGroup {
    pub(super) path: String,
    pub(super) target: Target,
    /// The title of the linked record.
    pub(super) title: Option<Target>,
    pub(super) buckets: Option<Buckets>,
}

/// The title of the record a link leads to, as far as the actor may see it.
pub(super) fn link_title(names: &Names<'_>, target: &Target) -> Option<Target> {
    let field = target.whole().filter(|f| f.kind.is_single_link())?;
    let linked = names.schema.object(field.target.as_deref()?)?;
    target.through(names, &linked.title, Span::default()).ok()
}

impl BoundGroup {
    /// Its buckets are known once the smallest and the greatest value are.
    pub(super) fn wants_extremes(&self) -> bool {
        self.buckets.as_ref().is_some_and(|b| b.bounds.is_empty())
    }

    /// Its values have an order of their own, which is not that of their names.
    pub(super) fn is_ordered(&self) -> bool {
        self.buckets.is_some()
            || matches!(
                self.target.compared(),
                Compared::As(Class::Choice | Class::Bool | Class::Number | Class::Date | Class::Moment)
            )
    }

    /// The place of a choice in its list.
    pub(super) fn place(&self, key: &GroupKey) -> i64 {
        match self.target.whole() {
            Some(field) if field.kind == Kind::Choice => field.choice_place(&key.key),
            _ => 0,
        }
    }

    /// The column that has the words people read, where the key itself has not.
    pub(super) fn label_column(&self) -> Option<(&[Hop], &str)> {
        let target = match &self.title {
            Some(title) => title,
            None if self.target.whole().is_some_and(|f| f.kind.folded()) => &self.target,
            None => return None,
        };
        target.whole().map(|f| (target.hops.as_slice(), f.key.as_str()))
    }

    /// Its buckets one by one, where that is the faster way, since an index finds them; empty otherwise.
    pub(super) fn arms(&self) -> Vec<Arm<'_>> {
        let measured = |key: &String| self.target.object.measured.iter().any(|m| m.fields.contains(key));
        let found = self.target.whole().is_some_and(|f| f.index || measured(&f.key));
        let own = self.target.hops.is_empty();
        self.buckets.as_ref().filter(|_| own && found).map_or_else(Vec::new, Buckets::arms)
    }

    /// Writes the key of a record.
    pub(super) fn push_key(&self, writer: &mut Writer, level: &Level<'_>) {
        let column = Writer::column(level, &self.target);
        match &self.buckets {
            Some(buckets) => buckets.push(writer, &column),
            None => {
                writer.push(&column);
            }
        }
    }

    pub(super) fn key(&self, cell: &Cell, label: Option<&str>, reader: &Reader<'_>) -> GroupKey {
        if let Some(buckets) = &self.buckets {
            let first = match cell {
                Cell::Int(n) => usize::try_from(*n).ok().and_then(|n| buckets.bounds.get(n)),
                _ => None,
            };
            return match first {
                Some(first) => GroupKey::of_bucket(&self.path, buckets.bucket, *first, reader.scope),
                None => GroupKey::of_value(&self.path, Value::Null, String::new()),
            };
        }
        let value = match (self.target.part, self.target.whole(), label) {
            (_, _, _) if *cell == Cell::Null => Value::Null,
            (Part::Id, ..) => Row(vec![cell.clone()]).id(0).map_or(Value::Null, Value::Ref),
            (_, Some(field), Some(label)) if field.kind.folded() => Value::Text(label.to_owned()),
            (_, Some(field), _) => value_of(field.kind, cell, None),
            _ => Row(vec![cell.clone()]).take_text(0).map_or(Value::Null, Value::Text),
        };
        let label = match (self.target.whole(), label, &self.title) {
            (_, Some(label), Some(_)) => label.to_owned(),
            (Some(field), ..) => field.kind.show(&value, &Ctx { field, manners: &reader.scope.manners }),
            _ => value.plain(),
        };
        GroupKey::of_value(&self.path, value, label)
    }
}

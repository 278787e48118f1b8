//! A filter that was resolved: names are fields, values are cells, NOT stands at the leaves. Both readers read this.
use std::sync::Arc;

use super::path::{Guard, Hop, Target};
use crate::schema::Object;

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// All of them; nothing is true.
    All(Vec<Self>),
    /// At least one of them; nothing is false.
    Any(Vec<Self>),
    /// One comparison.
    Leaf(Box<Leaf>),
}

/// One comparison, or its exact complement.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// The complement is meant.
    pub negated: bool,
    /// What is compared.
    pub subject: Subject,
    /// With what.
    pub test: Test,
}

/// What is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// The value at the end of a path.
    Value(Target),
    /// A figure over related records.
    Related(Related),
}

/// A figure over related records.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The links to the record whose relation it is.
    pub hops: Vec<Hop>,
    /// The related object.
    pub object: Arc<Object>,
    /// How its records are found.
    pub via: Via,
    /// Which of them there are for the actor.
    pub guard: Guard,
    /// The figure.
    pub figure: Figure,
    /// Which of them count.
    pub filter: Option<Node>,
}

/// How related records are found.
#[derive(Debug, Clone, PartialEq)]
pub enum Via {
    /// By their field that links here: its key, and whether it holds many links.
    Theirs {
        /// The field of the related object.
        field: String,
        /// It is a field of many links.
        many: bool,
    },
    /// By our field of many links.
    Ours {
        /// The field's key.
        field: String,
    },
}

/// What is asked of related records.
#[derive(Debug, Clone, PartialEq)]
pub enum Figure {
    /// There is one.
    Exists,
    /// How many.
    Count,
    /// The sum of a field; of nothing it is 0.
    Sum(Target),
    /// The smallest value of a field.
    Min(Target),
    /// The greatest value of a field.
    Max(Target),
    /// The value of a field in the record made last.
    Last(Target),
}

impl Figure {
    /// The field it looks at.
    pub fn target(&self) -> Option<&Target> {
        match self {
            Self::Exists | Self::Count => None,
            Self::Sum(t) | Self::Min(t) | Self::Max(t) | Self::Last(t) => Some(t),
        }
    }
}

/// How two cells stand to one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The same.
    Equal,
    /// Less.
    Less,
    /// Less or the same.
    AtMost,
    /// Greater.
    Greater,
    /// Greater or the same.
    AtLeast,
}

/// What must be true of a cell. Of an empty one nothing is but `Empty`.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// There is something (only of `Figure::Exists`).
    There,
    /// It is empty.
    Empty,
    /// It stands so to a cell.
    Compare(Order, store::Value),
    /// It is one of them.
    OneOf(Vec<store::Value>),
    /// It is at least the first and less than the second.
    Within(store::Value, store::Value),
    /// The text is in it.
    Contains(String),
    /// One of the tests holds.
    Either(Vec<Self>),
}

impl Node {
    /// One comparison.
    pub(crate) fn leaf(subject: Subject, test: Test) -> Self {
        Self::Leaf(Box::new(Leaf { negated: false, subject, test }))
    }

    /// The exact complement: NOT goes down to the leaves, so that an index serves the rest.
    #[must_use]
    pub(crate) fn not(self) -> Self {
        match self {
            Self::All(parts) => Self::Any(parts.into_iter().map(Self::not).collect()),
            Self::Any(parts) => Self::All(parts.into_iter().map(Self::not).collect()),
            Self::Leaf(mut leaf) => {
                leaf.negated = !leaf.negated;
                Self::Leaf(leaf)
            }
        }
    }

    /// Calls `visit` with the hops of every leaf outside of relations: what must be joined.
    pub(crate) fn hops<'a>(&'a self, visit: &mut impl FnMut(&'a [Hop])) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.hops(visit)),
            Self::Leaf(leaf) => match &leaf.subject {
                Subject::Value(target) => visit(&target.hops),
                Subject::Related(related) => visit(&related.hops),
            },
        }
    }

    /// Calls `object` with every object looked at over links and relations, and `relation` with each object and field
    /// that lead here: what must be at hand to answer in memory.
    pub(crate) fn around(&self, object: &mut dyn FnMut(&Arc<Object>), relation: &mut dyn FnMut(&str, &str)) {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|p| p.around(object, relation)),
            Self::Leaf(leaf) => match &leaf.subject {
                Subject::Value(target) => target.hops.iter().for_each(|h| object(&h.target)),
                Subject::Related(related) => {
                    related.hops.iter().for_each(|h| object(&h.target));
                    object(&related.object);
                    if let Via::Theirs { field, .. } = &related.via {
                        relation(&related.object.key, field);
                    }
                    let target = related.figure.target();
                    target.into_iter().flat_map(|t| &t.hops).for_each(|h| object(&h.target));
                    if let Some(filter) = &related.filter {
                        filter.around(object, relation);
                    }
                }
            },
        }
    }
}

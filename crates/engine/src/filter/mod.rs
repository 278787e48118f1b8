//! The filter language: text → tree → names and values resolved for an actor → SQL, or an answer about a record in
//! memory. The two readers always agree.
pub mod ast;
mod beside;
pub mod complete;
mod error;
mod lex;
mod literal;
mod memory;
mod parse;
mod path;
mod resolve;
mod sql;
pub(crate) mod time;
mod tree;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use base::{Date, Id, Moment};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

pub use ast::quoted;
pub use error::{FilterError, Span};
pub use memory::Lookup;
pub(crate) use memory::{cell_order, first_cell, follow};
pub use parse::MAX_LENGTH;
pub(crate) use path::{Compared, Names, value_of};
pub use path::{Guard, Hop, Part, Target};
pub(crate) use sql::{Level, Writer, literal};
pub use time::{RANGES, range};
pub use tree::Node;
pub(crate) use tree::{Leaf, Order, Subject, Test};

use crate::access::Actor;
use crate::kind::Manners;
use crate::record::Record;
use crate::schema::{Object, Schema};

/// What relative times, `me` and amounts without a currency mean.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Now.
    pub now: Moment,
    /// The zone in which days begin: the actor's, else the workspace's.
    pub zone: TimeZone,
    /// Who `me` is.
    pub me: Option<Id>,
    /// The first day of a week.
    pub week_start: Weekday,
    /// The month in which a fiscal year begins, 1 to 12.
    pub fiscal_month: i8,
    /// The workspace's currency and country.
    pub manners: Manners,
}

impl Default for Scope {
    fn default() -> Self {
        Self::new(&Actor::system(), &Manners::default())
    }
}

impl Scope {
    /// A scope of this moment for an actor: weeks from Monday, years from January, the manners' zone.
    pub fn new(actor: &Actor, manners: &Manners) -> Self {
        Self {
            now: Moment::now(),
            zone: manners.zone.clone(),
            me: actor.user,
            week_start: Weekday::Monday,
            fiscal_month: 1,
            manners: manners.clone(),
        }
    }

    /// Today, in the zone.
    pub fn today(&self) -> Date {
        self.now.date(&self.zone)
    }
}

/// A filter that was read: a tree, not yet bound to names and times. Cheap to clone, good to keep.
#[derive(Debug, Clone)]
pub struct Filter {
    /// All of them must hold; each with the text it was read from.
    parts: Vec<(Arc<str>, Arc<ast::Expr>)>,
}

/// Filters that mean the same by their trees are equal, however they were written.
impl PartialEq for Filter {
    fn eq(&self, other: &Self) -> bool {
        self.parts.iter().map(|(_, expr)| expr).eq(other.parts.iter().map(|(_, expr)| expr))
    }
}

impl FromStr for Filter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        Ok(Self { parts: vec![(text.into(), Arc::new(parse::parse(text)?))] })
    }
}

impl Filter {
    /// Reads a filter; a blank text is none.
    pub fn read(text: &str) -> Result<Option<Self>, FilterError> {
        if text.trim().is_empty() { Ok(None) } else { text.parse().map(Some) }
    }

    /// The conditions that all must hold, one by one, as they were written.
    pub fn conditions(&self) -> Vec<&ast::Expr> {
        let exprs = self.parts.iter().map(|(_, expr)| expr.as_ref());
        exprs
            .flat_map(|expr| match expr {
                ast::Expr::And(parts) => parts.iter().collect(),
                other => vec![other],
            })
            .collect()
    }

    /// Both must hold.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    /// Binds names, rights and times. Names that are not there, operators and values that do not fit are errors.
    pub fn resolve(
        &self,
        object: &Arc<Object>,
        schema: &Schema,
        actor: &Actor,
        scope: &Scope,
    ) -> Result<Resolved, FilterError> {
        let resolver = resolve::Resolver { names: Names { schema, actor }, scope };
        let mut nodes = Vec::with_capacity(self.parts.len());
        for (text, expr) in &self.parts {
            nodes.push(resolver.expr(object, expr).map_err(|e| e.finish(text))?);
        }
        let node = match (nodes.len(), nodes.pop()) {
            (1, Some(only)) => only,
            (_, last) => {
                nodes.extend(last);
                Node::All(nodes)
            }
        };
        Ok(Resolved { object: object.clone(), node })
    }
}

impl fmt::Display for Filter {
    /// The filter's text, made again from its tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts.as_slice() {
            [(_, only)] => write!(f, "{only}"),
            parts => {
                for (i, (_, part)) in parts.iter().enumerate() {
                    write!(f, "{}({part})", if i > 0 { " AND " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}

/// A filter bound to an object, an actor and a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The object whose records it is about.
    pub object: Arc<Object>,
    /// The condition.
    pub node: Node,
}

impl Resolved {
    /// Whether a record satisfies it, with what it links to looked up in memory. The same answer as SQL gives; the
    /// right to the record itself and whether it lies in the bin are not a part of the filter.
    pub fn matches(&self, record: &Record, lookup: &dyn Lookup) -> bool {
        memory::holds(&self.node, record, lookup)
    }
}

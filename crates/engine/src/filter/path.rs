//! Dotted paths: over links to a field, a part of one, or the id. Shared by filters, columns, sorting and groups.
use std::sync::Arc;

use base::Id;
use say::say;

use super::ast::{Path, Step};
use super::error::{FilterError, Span, nearest};
use crate::access::{Action, Actor, Reach};
use crate::kind::{Class, Kind};
use crate::record::Record;
use crate::schema::{Field, Object, Schema};
use crate::value::{Address, Value};

/// Steps of a path at most.
const MAX_STEPS: usize = 5;

/// Which records of a joined object there are for the actor: so that nothing leaks through a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guard {
    /// What the right to read reaches.
    pub reach: Reach,
    /// One's own user record, which everybody reads.
    pub me: Option<Id>,
}

impl Guard {
    /// What an actor reads of an object.
    pub fn of(actor: &Actor, object: &Object) -> Self {
        Self { reach: actor.reach(object, Action::Read), me: actor.user.filter(|_| object.key == "user") }
    }

    /// Whether a record is there for the actor. What lies in the bin is not.
    pub fn lets(&self, record: &Record) -> bool {
        record.deleted_at.is_none() && (self.reach.lets(record) || self.me == Some(record.id))
    }
}

/// One step over a link.
#[derive(Debug, Clone)]
pub struct Hop {
    /// The object with the link.
    pub from: Arc<Object>,
    /// The link's place among its fields.
    pub place: usize,
    /// The object it points to.
    pub target: Arc<Object>,
    /// Which records there count.
    pub guard: Guard,
}

impl Hop {
    /// The link.
    pub fn field(&self) -> Option<&Field> {
        self.from.fields.get(self.place)
    }
}

/// What of a record a path means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The record's id.
    Id,
    /// The field at this place.
    Field(usize),
    /// One column of the field at this place: the part's number in `Address::PARTS`.
    Address(usize, usize),
    /// The currency of the money at this place.
    Currency(usize),
}

impl PartialEq for Hop {
    /// Objects of one schema are told apart by their keys: they are large, and every row of figures asks.
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
            && self.from.key == other.from.key
            && self.target.key == other.target.key
            && self.guard == other.guard
    }
}

/// Where a path ends.
#[derive(Debug, Clone)]
pub struct Target {
    /// The links on the way.
    pub hops: Vec<Hop>,
    /// The object at the end.
    pub object: Arc<Object>,
    /// What of it.
    pub part: Part,
}

impl PartialEq for Target {
    fn eq(&self, other: &Self) -> bool {
        self.part == other.part && self.object.key == other.object.key && self.hops == other.hops
    }
}

/// How one cell of a target is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// As its field's kind says.
    As(Class),
    /// The id of a record.
    Id,
    /// A part of an address: text as it is stored.
    Part,
    /// A currency's code.
    Currency,
}

impl Target {
    /// The field, unless it is the id.
    pub fn field(&self) -> Option<&Field> {
        match self.part {
            Part::Id => None,
            Part::Field(place) | Part::Address(place, _) | Part::Currency(place) => {
                self.object.fields.get(place)
            }
        }
    }

    /// The field, where the path means all of it.
    pub fn whole(&self) -> Option<&Field> {
        if let Part::Field(place) = self.part { self.object.fields.get(place) } else { None }
    }

    /// The kind of the whole field.
    pub fn kind(&self) -> Option<Kind> {
        self.whole().map(|f| f.kind)
    }

    /// How it is compared.
    pub(crate) fn compared(&self) -> Compared {
        match self.part {
            Part::Id => Compared::Id,
            Part::Field(_) => self.kind().map_or(Compared::Id, |k| Compared::As(k.class())),
            Part::Address(..) => Compared::Part,
            Part::Currency(_) => Compared::Currency,
        }
    }

    /// The name of the column that is compared and sorted by: the folded twin, where there is one.
    pub(crate) fn column(&self) -> String {
        let Some(field) = self.field() else { return "id".to_owned() };
        match self.part {
            Part::Field(_) if field.kind.folded() => field.column("$fold"),
            Part::Address(_, part) => {
                format!("{}${}", field.key, Address::PARTS.get(part).copied().unwrap_or_default())
            }
            Part::Currency(_) => field.column("$currency"),
            _ => field.key.clone(),
        }
    }

    /// The place of the compared column among the kind's columns.
    fn cell_place(&self) -> usize {
        let Some(field) = self.field() else { return 0 };
        let suffix = match self.part {
            Part::Field(_) if field.kind.folded() => "$fold",
            Part::Currency(_) => "$currency",
            Part::Address(_, part) => return part,
            _ => "",
        };
        field.kind.rules().columns().iter().position(|c| c.suffix == suffix).unwrap_or(0)
    }

    /// The cell that is compared, of a value in memory: exactly what the column would hold.
    pub(crate) fn cell(&self, value: &Value) -> store::Value {
        let Some(field) = self.field() else { return store::Value::Null };
        let mut cells = Vec::with_capacity(6);
        field.kind.cells(value, &mut cells);
        let place = self.cell_place();
        if place < cells.len() { cells.swap_remove(place) } else { store::Value::Null }
    }

    /// Its name for people.
    pub(crate) fn label(&self) -> String {
        match (self.part, self.field()) {
            (Part::Id, _) | (_, None) => say!("problem-filter-the-id").into(),
            (Part::Address(_, part), Some(field)) => {
                let part = Address::PARTS.get(part).copied().unwrap_or_default();
                say!("problem-filter-part-of", field = &field.label, part = part).into()
            }
            (Part::Currency(_), Some(field)) => {
                say!("problem-filter-currency-of", field = &field.label).into()
            }
            (_, Some(field)) => field.label.clone(),
        }
    }

    /// The same with one more step: from a link to a field of the record it points to.
    pub(crate) fn through(&self, names: &Names<'_>, field: &str, at: Span) -> Result<Self, FilterError> {
        let step = Step { name: field.to_owned(), at };
        let Some((hops, target)) = self.hop(names) else {
            return Err(FilterError::at(at, say!("problem-filter-only-links")));
        };
        names.end(hops, target, &step)
    }

    /// The hops to here and over this link, and the object it points to.
    fn hop(&self, names: &Names<'_>) -> Option<(Vec<Hop>, Arc<Object>)> {
        let Part::Field(place) = self.part else { return None };
        let field = self.object.fields.get(place).filter(|f| f.kind.is_single_link())?;
        let target = names.schema.object(field.target.as_deref()?)?.clone();
        let guard = Guard::of(names.actor, &target);
        let mut hops = self.hops.clone();
        hops.push(Hop { from: self.object.clone(), place, target: target.clone(), guard });
        Some((hops, target))
    }
}

/// Whose names are known: the schema's, as far as the actor may see them.
#[derive(Clone, Copy)]
pub(crate) struct Names<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) actor: &'a Actor,
}

impl<'a> Names<'a> {
    /// Where a path from an object ends.
    pub(crate) fn target(&self, object: &Arc<Object>, path: &Path) -> Result<Target, FilterError> {
        let mut here = Target { hops: Vec::new(), object: object.clone(), part: Part::Id };
        let Some((first, rest)) = path.steps.split_first() else {
            return Err(FilterError::at(path.span(), say!("problem-filter-path-field")));
        };
        if path.steps.len() > MAX_STEPS {
            let message = say!("problem-filter-path-long", path = path.to_string(), most = MAX_STEPS);
            return Err(FilterError::at(path.span(), message));
        }
        here = self.end(Vec::new(), here.object, first)?;
        for step in rest {
            here = self.further(&here, step)?;
        }
        Ok(here)
    }

    /// One step further from a field.
    fn further(&self, here: &Target, step: &Step) -> Result<Target, FilterError> {
        if let (Part::Field(place), Some(field)) = (here.part, here.whole()) {
            if let Some((hops, target)) = here.hop(self) {
                return self.end(hops, target, step);
            }
            let label = &field.label;
            match field.kind {
                Kind::Address => {
                    if let Some(part) = Address::PARTS.iter().position(|p| *p == step.name) {
                        return Ok(Target { part: Part::Address(place, part), ..here.clone() });
                    }
                    let message = say!("problem-filter-no-part", field = label, name = &step.name);
                    return Err(FilterError::at(step.at, message)
                        .expected(Address::PARTS)
                        .near(nearest(&step.name, Address::PARTS)));
                }
                Kind::Money if step.name == "currency" => {
                    return Ok(Target { part: Part::Currency(place), ..here.clone() });
                }
                Kind::Money => {
                    let message = say!("problem-filter-no-part", field = label, name = &step.name);
                    return Err(FilterError::at(step.at, message).expected(["currency"]));
                }
                Kind::Links => {
                    let message = say!("problem-filter-many-function", field = label);
                    return Err(FilterError::at(step.at, message)
                        .expected([format!("{}.any({} = …)", field.key, step.name)]));
                }
                _ => {}
            }
        }
        let message = say!("problem-filter-no-fields", field = here.label());
        Err(FilterError::at(step.at, message).expected([say!("problem-filter-an-operator")]))
    }

    /// The field of a name in an object.
    fn end(&self, hops: Vec<Hop>, object: Arc<Object>, step: &Step) -> Result<Target, FilterError> {
        if step.name == "id" {
            return Ok(Target { hops, object, part: Part::Id });
        }
        let place = object.place(&step.name);
        let seen = place.and_then(|p| object.fields.get(p)).is_some_and(|f| self.actor.sees(&object, f));
        match place {
            Some(place) if seen => Ok(Target { hops, object, part: Part::Field(place) }),
            _ => Err(self.unknown(&object, step)),
        }
    }

    /// There is no such field: says which ones there are, as far as the actor may know.
    fn unknown(&self, object: &Arc<Object>, step: &Step) -> FilterError {
        if self.relations(object).any(|(name, ..)| name == step.name) {
            let message = say!("problem-filter-are-many", name = &step.name);
            return FilterError::at(step.at, message)
                .expected([format!("{0}.any(…)", step.name), format!("{}.count(…) > 0", step.name)]);
        }
        let fields: Vec<&str> = object
            .fields
            .iter()
            .filter(|f| !f.hidden && self.actor.sees(object, f))
            .map(|f| f.key.as_str())
            .collect();
        let relations: Vec<String> = self.relations(object).map(|(name, ..)| name).collect();
        let all = fields.iter().copied().chain(relations.iter().map(String::as_str)).chain(["id"]);
        FilterError::at(step.at, say!("problem-filter-no-field", objects = &object.labels, name = &step.name))
            .near(nearest(&step.name, all))
            .expected(fields)
    }

    /// The relations of an object by name: the plurals of objects that link to it, plain for the first link field
    /// of each and with `_by_{field}` for all.
    pub(crate) fn relations(
        &self,
        object: &'a Arc<Object>,
    ) -> impl Iterator<Item = (String, &'a Arc<Object>, &'a Field)> {
        let mut plain: Vec<&str> = Vec::new();
        let actor = self.actor;
        self.schema.links_to(&object.key).filter(move |(o, f)| actor.sees(o, f)).flat_map(move |(o, f)| {
            let by = (format!("{}_by_{}", o.plural, f.key), o, f);
            let first = !plain.contains(&o.plural.as_str());
            if first {
                plain.push(&o.plural);
            }
            first.then(|| (o.plural.clone(), o, f)).into_iter().chain([by])
        })
    }
}

/// The value a target has in a record.
pub(crate) fn value_of<'r>(target: &Target, record: &'r Record) -> Option<&'r Value> {
    match target.part {
        Part::Id => None,
        Part::Field(place) | Part::Address(place, _) | Part::Currency(place) => record.values.get(place),
    }
}

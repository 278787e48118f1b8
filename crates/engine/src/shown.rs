//! Fields and groups that are asked for only while a condition on the record holds: `shown_when`, in the filter language.
//! What is not shown keeps its value and need not be filled.
use std::collections::HashSet;
use std::sync::Arc;

use base::{Error, Problems, Result};

use crate::access::Actor;
use crate::engine::Engine;
use crate::filter::{Filter, Scope};
use crate::record::Record;
use crate::schema::{Object, Schema};

/// Whether anything of an object is shown by a condition.
pub fn has_conditions(object: &Object) -> bool {
    object.groups.iter().any(|g| !g.shown_when.is_empty())
        || object.fields.iter().any(|f| !f.shown_when.is_empty())
}

/// The keys of the fields that a record as it stands does not ask for.
pub fn unshown(schema: &Schema, record: &Record, scope: &Scope) -> HashSet<String> {
    let object = &record.object;
    if !has_conditions(object) {
        return HashSet::new();
    }
    let fails = |text: &str| !text.is_empty() && !holds(schema, object, text, record, scope);
    let groups: Vec<&str> =
        object.groups.iter().filter(|g| fails(&g.shown_when)).map(|g| g.name.as_str()).collect();
    let fields = object.fields.iter();
    fields
        .filter(|f| groups.contains(&f.group.as_str()) || fails(&f.shown_when))
        .map(|f| f.key.clone())
        .collect()
}

/// A condition that cannot be read any more, since a field is gone, hides nothing.
pub(crate) fn holds(
    schema: &Schema,
    object: &Arc<Object>,
    text: &str,
    record: &Record,
    scope: &Scope,
) -> bool {
    let Ok(Some(filter)) = Filter::read(text) else { return true };
    // The form depends on the record, not on who looks at it.
    let read = filter.resolve(object, schema, &Actor::system(), scope);
    read.map_or(true, |resolved| resolved.matches(record, &()))
}

/// What is wrong with the conditions of some objects and fields; they look at the record's own fields alone.
pub(crate) fn check(schema: &Schema, touched: &[(String, String)], scope: &Scope) -> Result<()> {
    let mut problems = Problems::default();
    for (key, field) in touched {
        let Some(object) = schema.object(key) else { continue };
        let mut read = |at: &str, text: &str| {
            let at = if at.is_empty() { key.clone() } else { format!("{key}.{at}") };
            let told = match Filter::read(text) {
                Ok(None) => return,
                Ok(Some(filter)) => {
                    filter.resolve(object, schema, &Actor::system(), scope).map(|_| ()).map_err(Error::from)
                }
                Err(error) => Err(error.into()),
            };
            match told {
                Err(Error::Invalid(found)) => {
                    let why: Vec<String> = found.0.into_iter().map(|p| p.message).collect();
                    problems.add(at, "shown_when", why.join("; "));
                }
                Err(other) => problems.add(at, "shown_when", other.to_string()),
                Ok(()) => {}
            }
        };
        match object.field(field) {
            Some(field) => read(&field.key, &field.shown_when),
            None => object.groups.iter().for_each(|g| read("", &g.shown_when)),
        }
    }
    problems.check()
}

impl Engine {
    /// The keys of the fields that a record as it stands does not ask for.
    pub fn unshown(&self, actor: &Actor, record: &Record) -> HashSet<String> {
        unshown(&self.schema(), record, &self.scope(actor))
    }
}

//! What objects and fields there are: declared in Rust beside the code that knows them, or by users at run time.
//! Immutable once built; a change makes a new `Schema`, and a request holds one `Arc` of it for its life.
mod check;
mod choice;
mod field;
mod object;

use std::collections::HashMap;
use std::sync::Arc;

use base::{Problems, Result};
use say::say;

use crate::kind::Kind;
use check::check_object;
use object::{default_columns, system_fields};

pub use check::RESERVED;
pub use choice::{Choice, StageKind, Step};
pub use field::{Field, label_of};
pub use object::{Group, MadeBy, Measured, Object};

/// Every object there is, checked and ready to use.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Counts up with every change.
    pub version: i64,
    objects: Vec<Arc<Object>>,
    by_key: HashMap<String, usize>,
    by_plural: HashMap<String, usize>,
}

impl Schema {
    /// Builds a schema from declarations; every problem there is, at once.
    pub fn build(version: i64, declared: Vec<Object>) -> Result<Self> {
        let mut problems = Problems::default();
        let mut schema = Self { version, ..Self::default() };
        let keys: Vec<String> = declared.iter().map(|o| o.key.clone()).collect();
        let choices = choices_taken(&declared);
        for mut object in declared {
            if object.plural.is_empty() {
                object.plural = format!("{}s", object.key);
            }
            if object.label.is_empty() {
                object.label = label_of(&object.key);
            }
            if object.labels.is_empty() {
                object.labels = label_of(&object.plural);
            }
            if object.icon.is_empty() {
                "box".clone_into(&mut object.icon);
            }
            check_object(&object, &keys, &mut problems);
            if !object.fields.first().is_some_and(|f| f.system) {
                object.fields.splice(0..0, system_fields());
            }
            if object.title.is_empty() {
                object.title = object
                    .fields
                    .iter()
                    .find(|f| !f.system && f.kind == Kind::Text)
                    .map(|f| f.key.clone())
                    .unwrap_or_default();
            }
            put_in_order(&mut object);
            for field in &mut object.fields {
                if let Some(choices) = choices.get(field.same_as) {
                    field.choices.clone_from(choices);
                }
                if field.label.is_empty() {
                    field.label = label_of(&field.key);
                }
            }
            object.by_key = object.fields.iter().enumerate().map(|(i, f)| (f.key.clone(), i)).collect();
            if object.title_field().is_none() {
                problems.add(format!("{}.title", object.key), "unknown", say!("problem-title-field"));
            }
            if object.columns.is_empty() {
                object.columns = default_columns(&object);
            }
            let place = schema.objects.len();
            if schema.by_key.insert(object.key.clone(), place).is_some()
                || schema.by_plural.insert(object.plural.clone(), place).is_some()
            {
                problems.add(object.key.clone(), "taken", say!("problem-object-taken", key = &object.key));
            }
            schema.objects.push(Arc::new(object));
        }
        problems.check()?;
        Ok(schema)
    }

    /// The same schema with each object made anew; keys stay.
    pub(crate) fn each(&self, made: impl Fn(&Object) -> Object) -> Self {
        Self { objects: self.objects.iter().map(|o| Arc::new(made(o))).collect(), ..self.clone() }
    }

    /// An object by key (`deal`).
    pub fn object(&self, key: &str) -> Option<&Arc<Object>> {
        self.by_key.get(key).and_then(|&i| self.objects.get(i))
    }

    /// An object by its name in addresses (`deals`) or its key.
    pub fn by_name(&self, name: &str) -> Option<&Arc<Object>> {
        self.by_plural.get(name).and_then(|&i| self.objects.get(i)).or_else(|| self.object(name))
    }

    /// Every object, in the order of declaration.
    pub fn objects(&self) -> impl Iterator<Item = &Arc<Object>> {
        self.objects.iter()
    }

    /// The links that point at an object: (object, field) pairs, for related lists and for destroying.
    pub fn links_to<'a>(&'a self, key: &'a str) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field)> {
        self.objects.iter().flat_map(move |o| {
            o.fields.iter().filter(move |f| f.target.as_deref() == Some(key)).map(move |f| (o, f))
        })
    }
}

/// The choices that fields take from others, by object and field.
fn choices_taken(declared: &[Object]) -> HashMap<String, Vec<Choice>> {
    let taken: Vec<&str> = declared.iter().flat_map(|o| &o.fields).map(|f| f.same_as).collect();
    let named =
        declared.iter().flat_map(|o| o.fields.iter().map(move |f| (format!("{}.{}", o.key, f.key), f)));
    named
        .filter(|(name, _)| taken.contains(&name.as_str()))
        .map(|(name, field)| (name, field.choices.clone()))
        .collect()
}

/// The fields in the order users gave them; system fields stay at the head, others follow as declared.
fn put_in_order(object: &mut Object) {
    let Object { order, fields, .. } = object;
    if !order.is_empty() {
        fields.sort_by_key(|f| {
            if f.system { 0 } else { 1 + order.iter().position(|key| *key == f.key).unwrap_or(order.len()) }
        });
    }
}

//! The schema in the language of the request: labels that Rondo ships are looked up by their path, what users named
//! stays as they named it. `schema-deal` and `schema-deals` name an object, `schema-deal-amount` a field,
//! `schema-deal-amount-help` its sentence of help, `schema-deal-stage-won` a choice, `schema-group-sales` a group.
use std::sync::Arc;

use say::Language;
use serde_json::Value as Json;

use crate::access::Role;
use crate::engine::Engine;
use crate::metric::Metric;
use crate::own::choice_key;
use crate::schema::{Field, Object, Schema};

/// Where a text that Rondo ships is translated, with its English: `(path, English)`.
pub type Shipped = (String, String);

/// Everything of an object that is translated.
pub fn texts_of(object: &Object) -> Vec<Shipped> {
    let mut all = vec![
        (format!("schema-{}", object.key), object.label.clone()),
        (format!("schema-{}", object.plural), object.labels.clone()),
    ];
    if !object.nav.is_empty() {
        all.push((group_path(&object.nav), object.nav.clone()));
    }
    for field in &object.fields {
        let path = field_path(&object.key, field);
        if !field.group.is_empty() {
            all.push((group_path(&field.group), field.group.clone()));
        }
        for choice in &field.choices {
            all.push((format!("{path}-{}", choice.key), choice.label.clone()));
        }
        if !field.help.is_empty() {
            all.push((format!("{path}-help"), field.help.clone()));
        }
        all.push((path, field.label.clone()));
    }
    all
}

/// Fields every object has are translated once.
fn field_path(object: &str, field: &Field) -> String {
    if field.system { format!("schema-any-{}", field.key) } else { format!("schema-{object}-{}", field.key) }
}

fn group_path(label: &str) -> String {
    format!("schema-group-{}", choice_key(label))
}

/// A shipped text in the language of the request; English where nobody has translated it.
pub fn said(path: &str, english: &str) -> String {
    say::maybe(path).map_or_else(|| say::english(english).into_owned(), str::to_owned)
}

/// The label of a role: translated as long as it is the shipped one.
pub fn role_label(role: &Role) -> String {
    let shipped = Role::shipped().iter().any(|r| r.key == role.key && r.label == role.label);
    if shipped { said(&format!("schema-role-{}", role.key), &role.label) } else { role.label.clone() }
}

/// The name of a metric in the language of the request.
pub fn metric_label(metric: &Metric) -> String {
    said(&format!("schema-metric-{}", metric.name), metric.label)
}

/// What a metric counts, in the language of the request.
pub fn metric_definition(metric: &Metric) -> String {
    said(&format!("schema-metric-{}-definition", metric.name), metric.definition)
}

fn put(now: &mut String, shipped: Option<&str>, path: impl FnOnce() -> String) {
    if !now.is_empty() && shipped == Some(now.as_str()) {
        *now = said(&path(), now);
    }
}

/// An object with its shipped texts in the language of the request.
fn object_said(object: &Object, shipped: Option<&Object>) -> Object {
    let mut out = object.clone();
    put(&mut out.label, shipped.map(|s| s.label.as_str()), || format!("schema-{}", object.key));
    put(&mut out.labels, shipped.map(|s| s.labels.as_str()), || format!("schema-{}", object.plural));
    put(&mut out.nav, shipped.map(|s| s.nav.as_str()), || group_path(&object.nav));
    for field in &mut out.fields {
        // Own objects have the fields every object has, too.
        let known = if field.system {
            Some(field.clone())
        } else {
            shipped.and_then(|s| s.field(&field.key)).cloned()
        };
        let Some(known) = known else { continue };
        let path = field_path(&object.key, field);
        put(&mut field.label, Some(&known.label), || path.clone());
        put(&mut field.help, Some(&known.help), || format!("{path}-help"));
        let group = field.group.clone();
        put(&mut field.group, Some(&known.group), || group_path(&group));
        for choice in &mut field.choices {
            let label = known.choice_of(&choice.key).map(|c| c.label.as_str());
            put(&mut choice.label, label, || format!("{path}-{}", choice.key));
        }
    }
    out
}

/// Puts the stored text in the place of its translation.
fn put_back<'a>(wanted: &mut Json, part: &str, pairs: impl IntoIterator<Item = (&'a String, &'a String)>) {
    let Some(now) = wanted.get(part).and_then(Json::as_str) else { return };
    let stored = pairs.into_iter().find(|(said, _)| *said == now).map(|(_, stored)| stored.clone());
    if let (Some(stored), Some(map)) = (stored, wanted.as_object_mut()) {
        map.insert(part.to_owned(), stored.into());
    }
}

impl Engine {
    /// The schema as people read it, in the language of the request. What is stored and sent stays English.
    pub fn schema_said(&self) -> Arc<Schema> {
        let config = self.config();
        let language = say::locale().language;
        if language == Language::English {
            return config.schema.clone();
        }
        let slot = config.said.get(language as usize);
        let made = || {
            let shipped = Schema::build(0, self.declared().to_vec()).unwrap_or_default();
            let said = config.schema.each(|o| object_said(o, shipped.object(&o.key).map(AsRef::as_ref)));
            Arc::new(said)
        };
        slot.map_or_else(made, |slot| slot.get_or_init(made).clone())
    }

    /// A schema file made of what people read, with the stored text wherever theirs is only its translation: who saves
    /// a form in German without touching a shipped label has not renamed it.
    pub fn unsaid(&self, file: &Json) -> Json {
        let (said, stored) = (self.schema_said(), self.schema());
        let mut file = file.clone();
        for (key, wanted) in file.as_object_mut().into_iter().flatten() {
            let Some((said_one, stored_one)) = said.object(key).zip(stored.object(key)) else { continue };
            put_back(wanted, "label", [(&said_one.label, &stored_one.label)]);
            put_back(wanted, "labels", [(&said_one.labels, &stored_one.labels)]);
            put_back(wanted, "nav", said.objects().map(|o| &o.nav).zip(stored.objects().map(|o| &o.nav)));
            let pairs = || said_one.fields.iter().zip(&stored_one.fields);
            for (name, wanted) in wanted.get_mut("fields").and_then(Json::as_object_mut).into_iter().flatten()
            {
                put_back(wanted, "group", pairs().map(|(a, b)| (&a.group, &b.group)));
                let Some((a, b)) = pairs().find(|(_, b)| b.key == *name) else { continue };
                put_back(wanted, "label", [(&a.label, &b.label)]);
                put_back(wanted, "help", [(&a.help, &b.help)]);
                for choice in wanted.get_mut("choices").and_then(Json::as_array_mut).into_iter().flatten() {
                    let key = choice.get("key").and_then(Json::as_str).unwrap_or_default().to_owned();
                    if let Some((a, b)) = a.choice_of(&key).zip(b.choice_of(&key)) {
                        put_back(choice, "label", [(&a.label, &b.label)]);
                    }
                }
            }
        }
        file
    }

    /// The label of a field in the language of the request.
    pub(crate) fn label_said(&self, object: &Object, field: &Field) -> String {
        let schema = self.schema_said();
        let known = schema.object(&object.key).and_then(|o| o.field(&field.key));
        known.map_or_else(|| field.label.clone(), |f| f.label.clone())
    }

    /// An object in the language of the request.
    pub(crate) fn object_said(&self, object: &Arc<Object>) -> Arc<Object> {
        self.schema_said().object(&object.key).unwrap_or(object).clone()
    }

    /// Every text of the schema that Rondo ships, for the test that holds translations and declarations together.
    pub fn shipped_texts(&self) -> Vec<Shipped> {
        let shipped = Schema::build(0, self.declared().to_vec()).unwrap_or_default();
        let mut all: Vec<Shipped> = shipped.objects().flat_map(|o| texts_of(o)).collect();
        for metric in self.metrics() {
            all.push((format!("schema-metric-{}", metric.name), metric.label.to_owned()));
            all.push((format!("schema-metric-{}-definition", metric.name), metric.definition.to_owned()));
        }
        all.extend(Role::shipped().into_iter().map(|r| (format!("schema-role-{}", r.key), r.label)));
        all.sort();
        all.dedup();
        all
    }
}

//! The schemas of the description: a record, what may be sent of it and its list for each object; and the shapes that
//! all of them share.
use std::sync::LazyLock;

use engine::{Actor, Field, FieldRight, Kind, Object};
use serde_json::{Map, Value as Json, json};

use super::{About, pascal};

/// Every schema there is.
pub(super) fn all(about: &About<'_>) -> Json {
    let mut all = shared().clone();
    for object in &about.objects {
        let name = name_of(object);
        all.insert(name.clone(), record(about.actor, object));
        all.insert(format!("{name}-Input"), input(about.actor, object));
        let data = json!({"type": "array", "items": {"$ref": format!("#/components/schemas/{name}")}});
        all.insert(format!("{name}-List"), json!({
            "type": "object", "required": ["data", "next"],
            "properties": {
                "data": data,
                "next": {"type": ["string", "null"], "description": "The cursor of the next page; null on the last."},
                "count": {"type": "integer", "description": "How many satisfy the filter, with count=true."},
            },
        }));
    }
    Json::Object(all)
}

/// The name of an object's schema: `Deal`; own objects do not take the names of the shapes all objects share.
/// A name of one's own has no hyphen, so `Deal-List` is always the list of deals.
pub(super) fn name_of(object: &Object) -> String {
    let name = pascal(&object.key);
    if object.own && shared().contains_key(&name) { format!("{name}-Record") } else { name }
}

/// A field's schema with what people are told about it.
fn told(field: &Field, mut schema: Json) -> Json {
    if let Some(map) = schema.as_object_mut() {
        map.insert("title".to_owned(), field.label.as_str().into());
        if !field.help.is_empty() {
            map.insert("description".to_owned(), field.help.as_str().into());
        }
    }
    schema
}

/// All values of a field of several.
fn several(field: &Field) -> Json {
    json!({"type": "array", "items": {
        "type": "object", "required": ["value"],
        "properties": {
            "value": field.kind.rules().json_schema(field),
            "label": {"type": ["string", "null"]},
            "primary": {"type": "boolean"},
        },
    }})
}

fn record(actor: &Actor, object: &Object) -> Json {
    let mut properties = Map::new();
    properties.insert("id".to_owned(), json!({"$ref": "#/components/schemas/Id"}));
    properties.insert(
        "version".to_owned(),
        json!({"type": "integer", "minimum": 1, "description": "Counts up with every change; the ETag."}),
    );
    properties.insert("deleted_at".to_owned(), json!({"type": "string", "format": "date-time", "description": "Since when it lies in the bin; not there outside of it."}));
    for field in object.fields.iter().filter(|f| !f.hidden && actor.sees(object, f)) {
        let mut schema = field.kind.rules().json_schema(field);
        if field.kind.is_single_link() {
            schema = json!({"anyOf": [schema, {
                "type": "object", "required": ["id"],
                "properties": {"id": {"$ref": "#/components/schemas/Id"}},
                "description": format!("With fields={}.…", field.key),
            }]});
        }
        let mut schema = told(field, schema);
        if let (Some(map), true) = (schema.as_object_mut(), read_only(actor, object, field)) {
            map.insert("readOnly".to_owned(), true.into());
        }
        properties.insert(field.key.clone(), schema);
        if field.many {
            properties.insert(format!("{}_all", field.key), told(field, several(field)));
        }
    }
    json!({"type": "object", "title": object.label, "required": ["id", "version"], "properties": properties})
}

fn read_only(actor: &Actor, object: &Object, field: &Field) -> bool {
    field.read_only || actor.field(object, field) < FieldRight::Write
}

fn input(actor: &Actor, object: &Object) -> Json {
    let mut properties = Map::new();
    let mut required: Vec<&str> = Vec::new();
    for field in object.fields.iter().filter(|f| !f.hidden && !read_only(actor, object, f)) {
        properties.insert(field.key.clone(), told(field, field.kind.rules().json_schema(field)));
        if field.many {
            properties.insert(format!("{}_all", field.key), told(field, several(field)));
        }
        // A choice that is required is often filled in by a rule, as the first stage of a pipeline is.
        if field.required && field.default.is_none() && field.kind != Kind::Choice {
            required.push(&field.key);
        }
    }
    let description = format!(
        "What a new {} brings and what a change may name. Required for a new one: {}.",
        object.label.to_lowercase(),
        if required.is_empty() { "nothing".to_owned() } else { required.join(", ") }
    );
    json!({"type": "object", "title": object.label, "description": description, "properties": properties})
}

/// The shapes all objects share. They stand in a file: as code they would take a compiler minutes.
fn shared() -> &'static Map<String, Json> {
    static SHARED: LazyLock<Map<String, Json>> =
        LazyLock::new(|| serde_json::from_str(include_str!("shared.json")).unwrap_or_default());
    &SHARED
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_shared_shapes_can_be_read() {
        assert!(shared().contains_key("Problem"));
    }
}

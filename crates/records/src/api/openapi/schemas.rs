//! The schemas of the description: a record, what may be sent of it and its list for each object; and the shapes that
//! all of them share.
use engine::{Actor, Field, FieldRight, Kind, Object};
use serde_json::{Map, Value as Json, json};

use super::{About, pascal};

/// Every schema there is.
pub(super) fn all(about: &About<'_>) -> Json {
    let mut all = shared();
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

/// The shapes all objects share.
fn shared() -> Map<String, Json> {
    let errors = json!({"type": "array", "items": {
        "type": "object", "required": ["field", "code", "message"],
        "properties": {
            "field": {"type": "string", "description": "Key of the field; empty for the whole."},
            "code": {"type": "string", "description": "For programs."},
            "message": {"type": "string", "description": "For people."},
        },
    }});
    let object = json!({"type": "object"});
    let time = json!({"type": "string", "format": "date-time"});
    let id = json!({"$ref": "#/components/schemas/Id"});
    let list = |of: &str| {
        json!({
            "type": "object", "required": ["data"],
            "properties": {"data": {"type": "array", "items": {"$ref": format!("#/components/schemas/{of}")}}, "next": {"type": ["string", "integer", "null"]}},
        })
    };
    let entries = [
        (
            "Id",
            json!({"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{13}$", "description": "13 characters of Crockford's base32, in the order of time."}),
        ),
        (
            "Problem",
            json!({
                "type": "object", "required": ["type", "title", "status"],
                "description": "RFC 9457.",
                "properties": {
                    "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
                    "code": {"type": "string"}, "detail": {"type": "string"}, "errors": errors,
                    "position": {"type": "integer", "description": "Where a filter or body is wrong, in bytes from 0."},
                    "expected": {"type": "array", "items": {"type": "string"}},
                    "nearest": {"type": ["string", "null"], "description": "The nearest name there is."},
                    "line": {"type": "integer"}, "column": {"type": "integer"},
                    "base": {"type": "object", "description": "409: the version that was changed."},
                    "theirs": {"type": "object", "description": "409: the version that is there."},
                    "yours": {"type": "object", "description": "409: what was sent."},
                },
            }),
        ),
        (
            "Event",
            json!({
                "type": "object", "required": ["seq", "at", "object", "record", "verb", "batch"],
                "properties": {
                    "seq": {"type": "integer"}, "at": time, "recorded_at": time, "actor": {"type": ["string", "null"]},
                    "cause": {"type": ["string", "null"]}, "batch": id, "object": {"type": "string"}, "record": {"type": "string"},
                    "verb": {"type": "string"}, "changes": {"type": "object", "description": "[old, new] of each field."},
                },
            }),
        ),
        ("EventList", list("Event")),
        (
            "Undone",
            json!({
                "type": "object", "required": ["batch", "records", "conflicts", "left"],
                "properties": {
                    "batch": id, "records": {"type": "integer"}, "left": {"type": "integer"},
                    "conflicts": {"type": "array", "items": {
                        "type": "object",
                        "properties": {"object": {"type": "string"}, "record": id, "field": {"type": ["string", "null"]}, "message": {"type": "string"}},
                    }},
                },
            }),
        ),
        (
            "BulkResult",
            json!({
                "type": "object", "required": ["line", "status", "id"],
                "properties": {
                    "line": {"type": "integer"}, "status": {"enum": ["created", "updated", "unchanged", "error"]},
                    "id": {"type": ["string", "null"]}, "errors": errors,
                },
            }),
        ),
        (
            "Closure",
            json!({
                "type": "object", "required": ["outcome"],
                "properties": {"outcome": {"enum": ["won", "lost"]}, "lost_reason": {"type": "string", "description": "A choice by key or label."}},
            }),
        ),
        (
            "Import",
            json!({
                "type": "object", "required": ["id", "state"],
                "properties": {"id": id, "object": {"type": "string"}, "name": {"type": "string"}, "state": {"type": "string"}},
            }),
        ),
        ("ImportList", list("Import")),
        (
            "Totals",
            json!({
                "type": "object", "required": ["data", "truncated"],
                "properties": {
                    "data": {"type": "array", "items": {
                        "type": "object", "required": ["by", "count", "figures"],
                        "properties": {
                            "by": {"type": "array", "items": {"type": "object", "properties": {"key": {"type": "string"}, "label": {"type": "string"}, "filter": {"type": "string"}}}},
                            "count": {"type": "integer"}, "figures": object,
                        },
                    }},
                    "truncated": {"type": "boolean"},
                },
            }),
        ),
        (
            "SearchHit",
            json!({
                "type": "object", "required": ["object", "id", "title"],
                "properties": {"object": {"type": "string"}, "id": id, "title": {"type": "string"}, "detail": {"type": "string"}},
            }),
        ),
        ("SearchList", list("SearchHit")),
        (
            "Metric",
            json!({
                "type": "object", "required": ["name", "label", "definition", "version", "object", "unit"],
                "properties": {
                    "name": {"type": "string"}, "label": {"type": "string"}, "definition": {"type": "string"},
                    "version": {"type": "integer"}, "object": {"type": "string"}, "unit": {"type": "string"},
                },
            }),
        ),
        ("MetricList", list("Metric")),
        (
            "MetricValue",
            json!({
                "type": "object", "required": ["name", "value", "unit", "by", "definition", "version", "records"],
                "properties": {
                    "name": {"type": "string"}, "value": {}, "unit": {"type": "string"},
                    "by": {"type": "array", "items": {"type": "object", "required": ["key", "label", "value", "count"], "properties": {
                        "key": {"type": "string"}, "label": {"type": "string"}, "value": {}, "count": {"type": "integer"}, "records": {"type": "string"},
                    }}},
                    "definition": {"type": "string"}, "version": {"type": "integer"},
                    "records": {"type": "string", "description": "The address of the records behind the value."},
                },
            }),
        ),
        (
            "SchemaFile",
            json!({"type": "object", "description": "Objects by key, each with fields by key.", "additionalProperties": object}),
        ),
        (
            "SchemaPlan",
            json!({
                "type": "object", "required": ["changes"],
                "properties": {"changes": {"type": "array", "items": {"type": "object", "properties": {"at": {"type": "string"}, "what": {"type": "string"}}}}},
            }),
        ),
        (
            "Settings",
            json!({
                "type": "object",
                "properties": {
                    "name": {"type": "string"}, "currency": {"type": "string"}, "country": {"type": ["string", "null"]},
                    "time_zone": {"type": "string"}, "fiscal_month": {"type": "integer", "minimum": 1, "maximum": 12}, "language": {"type": "string"},
                    "business_hours": {"type": "string"},
                },
            }),
        ),
        (
            "Role",
            json!({
                "type": "object", "required": ["label"],
                "properties": {
                    "key": {"type": "string"}, "label": {"type": "string"}, "admin": {"type": "boolean"},
                    "objects": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {"enum": ["none", "own", "team", "all"]}}},
                    "fields": {"type": "object", "additionalProperties": {"enum": ["hide", "read", "write"]}},
                },
            }),
        ),
        ("RoleList", list("Role")),
        (
            "Token",
            json!({
                "type": "object", "required": ["id", "user", "name", "scopes"],
                "properties": {
                    "id": id, "user": id, "name": {"type": "string"}, "scopes": {"type": "array", "items": {"type": "string"}},
                    "created_at": time, "used_at": {"type": ["string", "null"]}, "revoked_at": {"type": ["string", "null"]},
                },
            }),
        ),
        ("TokenList", list("Token")),
        (
            "Notice",
            json!({
                "type": "object", "required": ["id", "kind", "object", "record", "title", "count", "at"],
                "properties": {
                    "id": id, "kind": {"enum": ["mention", "owner", "changed"]}, "object": {"type": "string"}, "record": id,
                    "title": {"type": "string"}, "says": {"type": ["string", "null"]}, "actor": {"type": ["string", "null"]},
                    "actor_name": {"type": ["string", "null"]}, "count": {"type": "integer"}, "at": time,
                    "read_at": {"type": ["string", "null"], "format": "date-time"},
                },
            }),
        ),
        (
            "NoticeList",
            json!({
                "type": "object", "required": ["data"],
                "properties": {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Notice"}}, "next": {"type": ["integer", "null"]}},
            }),
        ),
        ("View", view(&id, &time, true)),
        ("ViewList", list("View")),
        ("ViewInput", view(&id, &time, false)),
        (
            "TokenInput",
            json!({
                "type": "object", "required": ["name", "scopes"],
                "properties": {"name": {"type": "string"}, "scopes": {"type": "array", "items": {"type": "string"}}, "user": id},
            }),
        ),
        (
            "NewToken",
            json!({"type": "object", "required": ["id", "token"], "properties": {"id": id, "token": {"type": "string"}}}),
        ),
        (
            "Password",
            json!({"type": "object", "required": ["password"], "properties": {"password": {"type": "string"}}}),
        ),
        (
            "File",
            json!({
                "type": "object", "required": ["id", "name", "type", "size"],
                "properties": {"id": id, "name": {"type": "string"}, "type": {"type": "string"}, "size": {"type": "integer"}},
            }),
        ),
    ];
    entries.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}

/// A saved view, or what one gives for one.
fn view(id: &Json, time: &Json, whole: bool) -> Json {
    let mut out = json!({
        "type": "object",
        "properties": {
            "object": {"type": "string"}, "name": {"type": "string"}, "shared": {"enum": ["own", "team", "everyone"]}, "layout": {"enum": ["list", "board", "calendar"]},
            "filter": {"type": "string"}, "sort": {"type": "string"}, "columns": {"type": "string"}, "by": {"type": "string"},
            "start": {"type": "boolean", "description": "The list begins with it, for the caller."},
        },
    });
    if let Some(properties) = out.get_mut("properties").and_then(Json::as_object_mut).filter(|_| whole) {
        properties.extend([
            ("id".to_owned(), id.clone()),
            ("owner".to_owned(), id.clone()),
            ("created_at".to_owned(), time.clone()),
            ("updated_at".to_owned(), time.clone()),
        ]);
    }
    out
}

//! Links to one record and to many. Whether the record is there and may be seen is `Work`'s to check.
use serde_json::{Value as Json, json};
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, INT, Widget, expected, nullable, parse_id};
use crate::schema::Field;
use crate::value::Value;

/// A link to one record.
pub(super) struct Link;
/// Links to many records: rows of the table `link_many`, no column.
pub(super) struct Links;

impl FieldKind for Link {
    fn columns(&self) -> &'static [Column] {
        INT
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        parse_id(text).map(Value::Ref)
    }
    fn read_json(&self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        match json {
            Json::String(text) if text.trim().is_empty() => Ok(Value::Null),
            Json::String(text) => self.parse(text, ctx),
            // What the API returned with `fields=company.name` may be sent back.
            Json::Object(map) => {
                map.get("id").map_or_else(|| Err(expected("an id", json)), |id| self.read_json(id, ctx))
            }
            other => Err(expected("an id", other)),
        }
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.id().into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        row.id(at).map_or(Value::Null, Value::Ref)
    }
    fn class(&self) -> Class {
        Class::Link
    }
    fn json_schema(&self, field: &Field) -> Json {
        nullable(
            "string",
            &json!({"description": format!("Id of a {}", field.target.as_deref().unwrap_or("record"))}),
        )
    }
    fn widget(&self) -> Widget {
        Widget::Picker
    }
}

impl FieldKind for Links {
    fn columns(&self) -> &'static [Column] {
        &[]
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let ids = text.split([',', ';', ' ', '\n']).filter(|t| !t.trim().is_empty()).map(parse_id);
        list(ids)
    }
    fn read_json(&self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        match json {
            Json::Array(ids) => list(ids.iter().map(|v| {
                v.as_str()
                    .or_else(|| v.get("id").and_then(Json::as_str))
                    .ok_or_else(|| expected("a list of ids", v))
                    .and_then(parse_id)
            })),
            Json::String(text) => self.parse(text, ctx),
            other => Err(expected("a list of ids", other)),
        }
    }
    fn cells(&self, _value: &Value, _out: &mut Vec<store::Value>) {}
    fn load(&self, _row: &mut Row, _at: usize) -> Value {
        Value::Null
    }
    fn class(&self) -> Class {
        Class::Links
    }
    fn json_schema(&self, _field: &Field) -> Json {
        json!({"type": ["array", "null"], "items": {"type": "string"}, "uniqueItems": true})
    }
    fn widget(&self) -> Widget {
        Widget::Pickers
    }
}

/// Ids without duplicates; nothing when empty.
fn list(ids: impl Iterator<Item = Result<base::Id, Fault>>) -> Result<Value, Fault> {
    let mut out: Vec<Value> = Vec::new();
    for id in ids {
        let id = Value::Ref(id?);
        if !out.contains(&id) {
            out.push(id);
        }
    }
    Ok(if out.is_empty() { Value::Null } else { Value::List(out) })
}

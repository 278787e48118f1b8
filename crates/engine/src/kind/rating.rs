//! One to five stars.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, INT, Widget, expected, nullable, plain_number, short};
use crate::schema::Field;
use crate::value::Value;

/// One to five stars.
pub(super) struct Rating;

impl FieldKind for Rating {
    fn columns(&self) -> &'static [Column] {
        INT
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let plain = plain_number(text);
        match plain.strip_suffix(".0").unwrap_or(&plain).parse() {
            Ok(stars @ 1..=5) => Ok(Value::Int(stars)),
            _ => Err(Fault::new("rating", say!("problem-rating", given = say::quoted(&short(text))))),
        }
    }
    fn read_json(&self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        match json {
            Json::String(text) if text.trim().is_empty() => Ok(Value::Null),
            Json::String(text) => self.parse(text, ctx),
            Json::Number(number) => self.parse(&number.to_string(), ctx),
            other => Err(expected("a number", other)),
        }
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.int().into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        row.int(at).map_or(Value::Null, Value::Int)
    }
    fn class(&self) -> Class {
        Class::Number
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("integer", &serde_json::json!({"minimum": 1, "maximum": 5}))
    }
    fn widget(&self) -> Widget {
        Widget::Rating
    }
}

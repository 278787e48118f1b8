//! Numbers with up to six places, exact.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, INT, Widget, expected, nullable, plain_number, short};
use crate::schema::Field;
use crate::value::Value;

/// Numbers with up to six places, exact.
pub(super) struct Decimal;

impl FieldKind for Decimal {
    fn columns(&self) -> &'static [Column] {
        INT
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        plain_number(text)
            .parse()
            .map(Value::Decimal)
            .map_err(|_| Fault::new("decimal", say!("problem-decimal", given = say::quoted(&short(text)))))
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
        out.push(if let Value::Decimal(d) = value { d.0.into() } else { store::Value::Null });
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        row.int(at).map_or(Value::Null, |i| Value::Decimal(base::Decimal(i)))
    }
    fn class(&self) -> Class {
        Class::Number
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("number", &serde_json::json!({"multipleOf": 0.000_001}))
    }
    fn widget(&self) -> Widget {
        Widget::Line("number")
    }
}

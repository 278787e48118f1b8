//! Yes or no.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, INT, Widget, expected, nullable, short};
use crate::schema::Field;
use crate::value::Value;

/// Yes or no.
pub(super) struct Toggle;

impl FieldKind for Toggle {
    fn columns(&self) -> &'static [Column] {
        INT
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        match base::fold(text.trim()).as_str() {
            "yes" | "true" | "1" | "on" | "y" | "t" | "ja" | "j" | "wahr" | "oui" | "si" | "x" | "✓"
            | "1.0" => Ok(Value::Bool(true)),
            "no" | "false" | "0" | "off" | "n" | "f" | "nein" | "falsch" | "non" | "-" | "0.0" => {
                Ok(Value::Bool(false))
            }
            _ => Err(Fault::new("toggle", say!("problem-toggle", given = say::quoted(&short(text))))),
        }
    }
    fn read_json(&self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        match json {
            Json::Bool(b) => Ok(Value::Bool(*b)),
            Json::String(text) if text.trim().is_empty() => Ok(Value::Null),
            Json::String(text) => self.parse(text, ctx),
            other => Err(expected("true or false", other)),
        }
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.is_true().into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        row.int(at).map_or(Value::Null, |i| Value::Bool(i != 0))
    }
    fn class(&self) -> Class {
        Class::Bool
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("boolean", &serde_json::json!({}))
    }
    fn widget(&self) -> Widget {
        Widget::Toggle
    }
}

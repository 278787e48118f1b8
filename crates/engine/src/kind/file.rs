//! A file: the id of a row of the table `file`.
use serde_json::{Value as Json, json};
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, INT, Widget, nullable, parse_id};
use crate::schema::Field;
use crate::value::Value;

/// A file.
pub(super) struct File;

impl FieldKind for File {
    fn columns(&self) -> &'static [Column] {
        INT
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        parse_id(text).map(Value::Ref)
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.id().into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        row.id(at).map_or(Value::Null, Value::Ref)
    }
    fn class(&self) -> Class {
        Class::File
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("string", &json!({"description": "Id of a file uploaded to /api/v1/files"}))
    }
    fn widget(&self) -> Widget {
        Widget::File
    }
}

//! How something comes again: a rule of RFC 5545 in its normal form.
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, FOLDED, Fault, FieldKind, Widget, folded_cells, load_text, nullable};
use crate::recurrence::{LONGEST, Recurrence as Rule};
use crate::schema::Field;
use crate::value::Value;

/// A rule of recurrence.
pub(super) struct Recurrence;

impl FieldKind for Recurrence {
    fn columns(&self) -> &'static [Column] {
        FOLDED
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        Rule::parse(text).map(|rule| Value::Text(rule.to_string()))
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        folded_cells(value, out);
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        load_text(row, at)
    }
    fn class(&self) -> Class {
        Class::Text
    }
    fn json_schema(&self, _field: &Field) -> Json {
        let words = "A recurrence rule of RFC 5545 by days or longer, such as FREQ=WEEKLY;BYDAY=MO;COUNT=10";
        nullable("string", &serde_json::json!({"maxLength": LONGEST, "description": words}))
    }
    fn widget(&self) -> Widget {
        Widget::Recurrence
    }
}

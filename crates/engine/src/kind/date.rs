//! Civil days.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, TEXT, Widget, nullable, short};
use crate::schema::Field;
use crate::value::Value;

/// A day.
pub(super) struct Date;

impl FieldKind for Date {
    fn columns(&self) -> &'static [Column] {
        TEXT
    }
    /// Reads `2026-11-14`; a time behind it is cut off. Other orders of day and month are the importer's to decide.
    fn parse(&self, text: &str, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let text = text.trim();
        if let Ok(day) = text.parse::<base::Date>() {
            return Ok(Value::Date(day));
        }
        if let Ok(moment) = text.parse::<base::Moment>() {
            return Ok(Value::Date(moment.date(&ctx.manners.zone)));
        }
        if let Some(Ok(day)) = text.get(..10).map(str::parse::<base::Date>)
            && text.get(10..).is_some_and(|rest| rest.starts_with(['T', ' ']))
            && text.parse::<jiff::civil::DateTime>().is_ok()
        {
            return Ok(Value::Date(day));
        }
        Err(Fault::new("date", say!("problem-date", given = say::quoted(&short(text)))))
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.date().map(base::Date::iso).into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        row.text(at).and_then(|t| t.parse().ok()).map_or(Value::Null, Value::Date)
    }
    fn class(&self) -> Class {
        Class::Date
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("string", &serde_json::json!({"format": "date"}))
    }
    fn widget(&self) -> Widget {
        Widget::Line("date")
    }
}

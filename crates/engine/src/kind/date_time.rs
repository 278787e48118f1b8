//! Instants.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, INT, Widget, nullable, short};
use crate::schema::Field;
use crate::value::Value;

/// An instant.
pub(super) struct DateTime;

impl FieldKind for DateTime {
    fn columns(&self) -> &'static [Column] {
        INT
    }
    /// Reads RFC 3339; without an offset it is the workspace's time, and a day alone is its first instant there.
    fn parse(&self, text: &str, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let text = text.trim();
        if let Ok(moment) = text.parse::<base::Moment>() {
            return Ok(Value::Moment(moment));
        }
        if let Ok(day) = text.parse::<base::Date>() {
            return Ok(Value::Moment(day.start(&ctx.manners.zone)));
        }
        text.parse::<jiff::civil::DateTime>()
            .ok()
            .filter(|t| t.year() >= 1)
            .and_then(|t| t.to_zoned(ctx.manners.zone.clone()).ok())
            .map(|z| Value::Moment(z.timestamp().into()))
            .ok_or_else(|| {
                Fault::new("date_time", say!("problem-date-time", given = say::quoted(&short(text))))
            })
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.moment().into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        row.int(at).map_or(Value::Null, |i| Value::Moment(base::Moment(i)))
    }
    fn class(&self) -> Class {
        Class::Moment
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("string", &serde_json::json!({"format": "date-time"}))
    }
    fn widget(&self) -> Widget {
        Widget::Line("datetime-local")
    }
}

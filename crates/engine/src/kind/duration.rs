//! Lengths of time, in seconds.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, INT, Widget, expected, nullable, short};
use crate::schema::Field;
use crate::value::Value;

/// Lengths of time, in seconds.
pub(super) struct Duration;

impl FieldKind for Duration {
    fn columns(&self) -> &'static [Column] {
        INT
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        seconds(text).map(Value::Int).ok_or_else(|| {
            Fault::new("duration", say!("problem-duration", given = say::quoted(&short(text))))
        })
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
    fn show(&self, value: &Value, _ctx: &Ctx<'_>) -> String {
        shown(value.int().unwrap_or_default())
    }
    fn class(&self) -> Class {
        Class::Number
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("integer", &serde_json::json!({"description": "Seconds"}))
    }
    fn widget(&self) -> Widget {
        Widget::Line("text")
    }
}

/// Seconds in `1 h 30 min`, `1:30` (hours and minutes), `1:30:15`, `2d`, `90` (seconds) or `PT1H30M`.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim().to_lowercase();
    if let Ok(plain) = text.parse::<i64>() {
        return Some(plain);
    }
    if text.contains(':') {
        let parts =
            text.split(':').map(|p| p.parse::<i64>().ok().filter(|n| *n >= 0)).collect::<Option<Vec<_>>>()?;
        return match parts.as_slice() {
            [h, m @ 0..60] => h.checked_mul(3600)?.checked_add(m * 60),
            [h, m @ 0..60, s @ 0..60] => h.checked_mul(3600)?.checked_add(m * 60 + s),
            _ => None,
        };
    }
    let iso = text.strip_prefix('p').map(|rest| rest.replace('t', ""));
    let mut rest = iso.as_deref().unwrap_or(&text);
    let mut total: i64 = 0;
    while !rest.is_empty() {
        rest = rest.trim_start();
        let digits = rest.find(|c: char| !c.is_ascii_digit())?;
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, next) = after.split_at(end);
        let unit = match unit {
            "w" | "wk" | "week" | "weeks" => 604_800,
            "d" | "day" | "days" => 86_400,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
            "m" | "min" | "mins" | "minute" | "minutes" => 60,
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            _ => return None,
        };
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
        rest = next.trim_start();
    }
    Some(total)
}

/// `1 h 12 m`, the two largest units.
fn shown(seconds: i64) -> String {
    let sign = if seconds < 0 { "−" } else { "" };
    let s = seconds.unsigned_abs();
    let parts = [(s / 86_400, "d"), (s % 86_400 / 3_600, "h"), (s % 3_600 / 60, "m"), (s % 60, "s")];
    let text: Vec<String> =
        parts.iter().filter(|(n, _)| *n > 0).take(2).map(|(n, u)| format!("{n} {u}")).collect();
    if text.is_empty() { "0 s".to_owned() } else { format!("{sign}{}", text.join(" ")) }
}

//! Several of a list, and free words. Stored as `|a|b|`, so that "has it" is one look for `|a|` on both databases.
use say::say;
use serde_json::{Value as Json, json};
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, TEXT, Widget, Words, choice, expected, short};
use crate::schema::Field;
use crate::value::Value;

/// Several of a list.
pub(super) struct Choices;
/// Free words.
pub(super) struct Tags;

/// The stored form of a set.
fn stored(value: &Value) -> store::Value {
    let items: Vec<String> = value.each().into_iter().filter_map(|v| v.text().map(str::to_owned)).collect();
    if items.is_empty() { store::Value::Null } else { format!("|{}|", items.join("|")).into() }
}

/// The set in a cell.
fn loaded(row: &mut Row, at: usize) -> Value {
    row.text(at).map_or(Value::Null, |text| {
        Value::List(text.split('|').filter(|t| !t.is_empty()).map(|t| Value::Text(t.to_owned())).collect())
    })
}

/// A set of texts without duplicates; nothing when empty.
fn set(items: impl Iterator<Item = Result<String, Fault>>) -> Result<Value, Fault> {
    let mut list: Vec<Value> = Vec::new();
    for item in items {
        let item = Value::Text(item?);
        if !list.contains(&item) {
            list.push(item);
        }
    }
    Ok(if list.is_empty() { Value::Null } else { Value::List(list) })
}

/// The texts of a JSON list or of one text.
fn texts(json: &Json) -> Result<Vec<String>, Fault> {
    match json {
        Json::Array(list) => list
            .iter()
            .map(|v| v.as_str().map(str::to_owned).ok_or_else(|| expected("a list of texts", v)))
            .collect(),
        Json::String(text) => Ok(split(text).map(str::to_owned).collect()),
        other => Err(expected("a list of texts", other)),
    }
}

/// Items as people and files separate them.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split([';', ',', '|', '\n']).map(str::trim).filter(|t| !t.is_empty())
}

/// One tag as it is kept.
fn tag(text: &str) -> Result<String, Fault> {
    let tag = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if tag.is_empty() || tag.chars().count() > 80 || tag.contains(['|', '\0']) {
        return Err(Fault::new("tag", say!("problem-tag", given = say::quoted(&short(text)))));
    }
    Ok(tag)
}

impl FieldKind for Choices {
    fn columns(&self) -> &'static [Column] {
        TEXT
    }
    fn parse(&self, text: &str, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        // A label may contain a comma: the whole text is tried first.
        if let Some(key) = choice::find(text, ctx.field) {
            return Ok(Value::List(vec![Value::Text(key)]));
        }
        set(split(text).map(|t| choice::find(t, ctx.field).ok_or_else(|| choice::unknown(t, ctx.field))))
    }
    fn read_json(&self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        set(texts(json)?
            .iter()
            .map(|t| choice::find(t, ctx.field).ok_or_else(|| choice::unknown(t, ctx.field))))
    }
    fn show(&self, value: &Value, ctx: &Ctx<'_>) -> String {
        let labels: Vec<&str> =
            value.each().into_iter().filter_map(Value::text).map(|k| choice::label(k, ctx.field)).collect();
        labels.join("; ")
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(stored(value));
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        loaded(row, at)
    }
    fn class(&self) -> Class {
        Class::Set
    }
    fn json_schema(&self, field: &Field) -> Json {
        let keys: Vec<&str> = field.choices.iter().map(|c| c.key.as_str()).collect();
        json!({"type": ["array", "null"], "items": {"type": "string", "enum": keys}, "uniqueItems": true})
    }
    fn widget(&self) -> Widget {
        Widget::Choices
    }
}

impl FieldKind for Tags {
    fn columns(&self) -> &'static [Column] {
        TEXT
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        set(split(text).map(tag))
    }
    fn read_json(&self, json: &Json, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        set(texts(json)?.iter().map(|t| tag(t)))
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(stored(value));
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        loaded(row, at)
    }
    fn class(&self) -> Class {
        Class::Set
    }
    fn json_schema(&self, _field: &Field) -> Json {
        json!({"type": ["array", "null"], "items": {"type": "string", "maxLength": 80}, "uniqueItems": true})
    }
    fn widget(&self) -> Widget {
        Widget::Tags
    }
    fn words(&self, value: &Value, out: &mut Words) {
        for tag in value.each() {
            out.extend(tag.text().map(crate::search::words).unwrap_or_default());
        }
    }
}

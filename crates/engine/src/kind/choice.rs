//! One of a list.
use say::say;
use serde_json::{Value as Json, json};
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, TEXT, Widget, load_text, short};
use crate::schema::Field;
use crate::value::Value;

/// One of a list.
pub(super) struct Choice;

/// The key of the choice a text names: by key, else by label without regard to case and accents.
pub(super) fn find(text: &str, field: &Field) -> Option<String> {
    let text = text.trim();
    if let Some(choice) = field.choice_of(text) {
        return Some(choice.key.clone());
    }
    let folded = base::fold(text);
    field
        .choices
        .iter()
        .find(|c| base::fold(&c.label) == folded || base::fold(&c.key) == folded)
        .map(|c| c.key.clone())
}

/// What to say when a list does not have a text.
pub(super) fn unknown(text: &str, field: &Field) -> Fault {
    let offered: Vec<&str> =
        field.choices.iter().filter(|c| !c.hidden).take(12).map(|c| c.label.as_str()).collect();
    Fault::new(
        "choice",
        say!("problem-choice", given = say::quoted(&short(text)), offered = offered.join(", ")),
    )
}

/// The words people read for a key; the key itself when the list no longer has it.
pub(super) fn label<'a>(key: &'a str, field: &'a Field) -> &'a str {
    field.choice_of(key).map_or(key, |c| &c.label)
}

impl FieldKind for Choice {
    fn columns(&self) -> &'static [Column] {
        TEXT
    }
    fn parse(&self, text: &str, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        find(text, ctx.field).map(Value::Text).ok_or_else(|| unknown(text, ctx.field))
    }
    fn show(&self, value: &Value, ctx: &Ctx<'_>) -> String {
        label(value.text().unwrap_or_default(), ctx.field).to_owned()
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.text().unwrap_or_default().into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        load_text(row, at)
    }
    fn class(&self) -> Class {
        Class::Choice
    }
    fn json_schema(&self, field: &Field) -> Json {
        let mut keys: Vec<Json> = field.choices.iter().map(|c| json!(c.key)).collect();
        keys.push(Json::Null);
        json!({"type": ["string", "null"], "enum": keys})
    }
    fn widget(&self) -> Widget {
        Widget::Choice
    }
}

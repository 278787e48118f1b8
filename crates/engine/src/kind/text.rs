//! Text of one line and of several.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, FOLDED, Fault, FieldKind, Widget, Words, folded_cells, load_text, nullable};
use crate::schema::Field;
use crate::value::Value;

/// The longest line of text.
const LINE: usize = 1_000;
/// The longest text of several lines, in bytes.
pub(super) const AREA: usize = 1_000_000;

/// One line.
pub(super) struct Text;

impl FieldKind for Text {
    fn columns(&self) -> &'static [Column] {
        FOLDED
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let line = text.trim();
        if line.chars().count() > LINE {
            return Err(Fault::new("too_long", say!("problem-too-long", most = LINE)));
        }
        // A line break in a line is a blank: files have them in quoted cells.
        let line = if line.contains(['\n', '\r', '\t']) {
            line.split_whitespace().collect::<Vec<_>>().join(" ")
        } else {
            line.to_owned()
        };
        Ok(Value::Text(line))
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
        nullable("string", &serde_json::json!({"maxLength": LINE}))
    }
    fn widget(&self) -> Widget {
        Widget::Line("text")
    }
    fn words(&self, value: &Value, out: &mut Words) {
        out.extend(value.text().map(crate::search::words).unwrap_or_default());
    }
}

/// Several lines.
pub(super) struct LongText;

impl FieldKind for LongText {
    fn columns(&self) -> &'static [Column] {
        FOLDED
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        if text.len() > AREA {
            return Err(Fault::new("too_long", say!("problem-too-long", most = 1_000_000)));
        }
        Ok(Value::Text(text.replace("\r\n", "\n").replace('\r', "\n").trim().to_owned()))
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
        nullable("string", &serde_json::json!({"maxLength": AREA}))
    }
    fn widget(&self) -> Widget {
        Widget::Area
    }
    fn words(&self, value: &Value, out: &mut Words) {
        out.extend(value.text().map(crate::search::words).unwrap_or_default());
    }
}

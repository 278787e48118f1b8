//! Formatted text: HTML of which only harmless elements are kept.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::text::AREA;
use super::{Class, Column, Ctx, FOLDED, Fault, FieldKind, Widget, Words, load_text, nullable};
use crate::schema::Field;
use crate::value::Value;

/// Formatted text.
pub(super) struct RichText;

/// The words of HTML, without its elements.
pub fn bare(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let out = out
        .replace("&nbsp;", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl FieldKind for RichText {
    fn columns(&self) -> &'static [Column] {
        FOLDED
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        if text.len() > AREA {
            return Err(Fault::new("too_long", say!("problem-too-long", most = 1_000_000)));
        }
        let clean = ammonia::Builder::default()
            .url_schemes(["http", "https", "mailto", "tel"].into())
            .clean(text)
            .to_string();
        let clean = clean.trim();
        Ok(if bare(clean).is_empty() && !clean.contains("<img") {
            Value::Null
        } else {
            Value::Text(clean.to_owned())
        })
    }
    fn show(&self, value: &Value, _ctx: &Ctx<'_>) -> String {
        value.text().map(bare).unwrap_or_default()
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        let html = value.text().unwrap_or_default();
        out.push(html.into());
        out.push(base::fold(&bare(html)).into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        load_text(row, at)
    }
    fn class(&self) -> Class {
        Class::Text
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("string", &serde_json::json!({"contentMediaType": "text/html", "maxLength": AREA}))
    }
    fn widget(&self) -> Widget {
        Widget::Rich
    }
    fn words(&self, value: &Value, out: &mut Words) {
        out.extend(value.text().map(|html| crate::search::words(&bare(html))).unwrap_or_default());
    }
}

//! Web addresses: http or https, with the host in lower case.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{
    Class, Column, Ctx, FOLDED, Fault, FieldKind, Widget, Words, folded_cells, load_text, nullable, short,
};
use crate::schema::Field;
use crate::value::Value;

/// A web address.
pub(super) struct Url;

impl FieldKind for Url {
    fn columns(&self) -> &'static [Column] {
        FOLDED
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let text = text.trim();
        let fault = || Fault::new("url", say!("problem-url", given = say::quoted(&short(text))));
        let full = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let url = url::Url::parse(&full).map_err(|_| fault())?;
        let host = url.host_str().unwrap_or_default();
        let named = host.contains('.') || host == "localhost" || host.starts_with('[');
        if !matches!(url.scheme(), "http" | "https")
            || !named
            || full.contains(char::is_whitespace)
            || full.len() > 2_000
        {
            return Err(fault());
        }
        let shown = url.to_string();
        Ok(Value::Text(if url.path() == "/" && url.query().is_none() && url.fragment().is_none() {
            shown.trim_end_matches('/').to_owned()
        } else {
            shown
        }))
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
        nullable("string", &serde_json::json!({"format": "uri", "maxLength": 2000}))
    }
    fn widget(&self) -> Widget {
        Widget::Line("url")
    }
    fn words(&self, value: &Value, out: &mut Words) {
        let skip = |w: &String| !matches!(w.as_str(), "http" | "https" | "www");
        out.extend(value.text().map(crate::search::words).unwrap_or_default().into_iter().filter(skip));
    }
}

//! E-mail addresses, kept in lower case.
use say::say;
use serde_json::Value as Json;
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, TEXT, Widget, Words, load_text, nullable, short};
use crate::schema::Field;
use crate::value::Value;

/// An e-mail address.
pub(super) struct Email;

/// The address in `text`, in lower case, if it is one that can be mailed: no blanks, one `@`, a domain with a dot.
/// `Marta <marta@nordwind.de>` and `mailto:marta@nordwind.de` are forgiven.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let text = text.strip_prefix("mailto:").unwrap_or(text);
    let text = match (text.rfind('<'), text.strip_suffix('>')) {
        (Some(open), Some(inner)) => inner.get(open + 1..)?,
        _ => text,
    };
    let (local, domain) = text.rsplit_once('@')?;
    let local_fine = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    let labels: Vec<&str> = domain.split('.').collect();
    let domain_fine = domain.len() <= 253
        && labels.len() >= 2
        && labels.iter().all(|l| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_alphanumeric() || c == '-')
        })
        && labels.last().is_some_and(|l| l.chars().count() >= 2 && !l.chars().all(|c| c.is_ascii_digit()));
    (local_fine && domain_fine).then(|| text.to_lowercase())
}

impl FieldKind for Email {
    fn columns(&self) -> &'static [Column] {
        TEXT
    }
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        address(text)
            .map(Value::Text)
            .ok_or_else(|| Fault::new("email", say!("problem-email", given = say::quoted(&short(text)))))
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        out.push(value.text().unwrap_or_default().into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        load_text(row, at)
    }
    fn class(&self) -> Class {
        Class::Plain
    }
    fn json_schema(&self, _field: &Field) -> Json {
        nullable("string", &serde_json::json!({"format": "email", "maxLength": 320}))
    }
    fn widget(&self) -> Widget {
        Widget::Line("email")
    }
    fn words(&self, value: &Value, out: &mut Words) {
        out.extend(value.text().map(crate::search::words).unwrap_or_default());
    }
}

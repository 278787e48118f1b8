//! Postal addresses: a column for each part, and a folded line of them all.
use say::say;
use serde_json::{Value as Json, json};
use store::Row;

use super::{Class, Column, Ctx, Fault, FieldKind, Shape, Widget, Words, expected};
use crate::schema::Field;
use crate::value::{Address as Parts, Value};

/// A postal address.
pub(super) struct Address;

/// Parts longer than this are refused.
const LONGEST: usize = 500;

fn checked(parts: Parts) -> Result<Value, Fault> {
    if parts.parts().iter().flatten().any(|p| p.len() > LONGEST || p.contains('\0')) {
        return Err(Fault::new("too_long", say!("problem-address-too-long")));
    }
    Ok(if parts.is_empty() { Value::Null } else { Value::Address(Box::new(parts)) })
}

impl FieldKind for Address {
    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            Column { suffix: "$street", shape: Shape::Text },
            Column { suffix: "$postcode", shape: Shape::Text },
            Column { suffix: "$city", shape: Shape::Text },
            Column { suffix: "$state", shape: Shape::Text },
            Column { suffix: "$country", shape: Shape::Text },
            Column { suffix: "$fold", shape: Shape::Text },
        ];
        COLUMNS
    }
    /// A text that is not split into parts is kept whole as the street.
    fn parse(&self, text: &str, _ctx: &Ctx<'_>) -> Result<Value, Fault> {
        checked(Parts::of([Some(text.to_owned()), None, None, None, None]))
    }
    fn read_json(&self, json: &Json, ctx: &Ctx<'_>) -> Result<Value, Fault> {
        let map = match json {
            Json::Object(map) => map,
            Json::String(text) if text.trim().is_empty() => return Ok(Value::Null),
            Json::String(text) => return self.parse(text, ctx),
            other => return Err(expected("an address with street, postcode, city, state, country", other)),
        };
        if let Some(unknown) = map.keys().find(|k| !Parts::PARTS.contains(&k.as_str())) {
            return Err(Fault::new(
                "unknown",
                format!("An address has no {unknown:?}; it has street, postcode, city, state, country"),
            ));
        }
        let part = |name: &str| match map.get(name) {
            None | Some(Json::Null) => Ok(None),
            Some(Json::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(expected("text", other)),
        };
        let [street, postcode, city, state, country] = Parts::PARTS;
        checked(Parts::of([part(street)?, part(postcode)?, part(city)?, part(state)?, part(country)?]))
    }
    fn cells(&self, value: &Value, out: &mut Vec<store::Value>) {
        let empty = Parts::default();
        let parts = if let Value::Address(a) = value { a } else { &empty };
        out.extend(parts.parts().iter().map(|p| store::Value::from(*p)));
        out.push(base::fold(&parts.line()).into());
    }
    fn load(&self, row: &mut Row, at: usize) -> Value {
        let parts = Parts::of([0, 1, 2, 3, 4].map(|i| row.take_text(at + i)));
        if parts.is_empty() { Value::Null } else { Value::Address(Box::new(parts)) }
    }
    fn class(&self) -> Class {
        Class::Address
    }
    fn json_schema(&self, _field: &Field) -> Json {
        let part = json!({"type": ["string", "null"]});
        json!({"type": ["object", "null"], "properties": {"street": part, "postcode": part, "city": part, "state": part, "country": part}})
    }
    fn widget(&self) -> Widget {
        Widget::Address
    }
    fn words(&self, value: &Value, out: &mut Words) {
        out.extend(crate::search::words(&value.plain()));
    }
}

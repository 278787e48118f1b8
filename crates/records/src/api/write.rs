//! Records as JSON text, written straight into the answer's bytes: no tree is built between the row and the wire.
use std::io::Write as _;

use base::Id;
use engine::query::{Column, ListRow};
use engine::{Address, Labelled, Record, Value};

/// What a record's JSON is made of, in order.
#[derive(Debug, Default)]
pub(super) struct Shape(Vec<Node>);

#[derive(Debug)]
enum Node {
    /// One cell under a key; a field of several values also gets all of them under `{key}_all`.
    Leaf { name: String, key: Vec<u8>, all: Option<Vec<u8>>, cell: usize },
    /// What is reached over a link, or the parts of a value.
    Nest { name: String, key: Vec<u8>, id: Option<usize>, inner: Shape },
}

impl Node {
    fn name(&self) -> &str {
        match self {
            Self::Leaf { name, .. } | Self::Nest { name, .. } => name,
        }
    }
}

/// `"name":`, escaped.
fn key(name: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(name.len() + 3);
    text(&mut out, name);
    out.push(b':');
    out
}

impl Shape {
    /// From the columns of a page: `company.name` nests into `company`, beside its id. The link itself comes before
    /// what is reached over it (`list::selection` sees to that).
    pub(super) fn of(columns: &[Column]) -> Self {
        let mut shape = Self::default();
        for (cell, column) in columns.iter().enumerate() {
            let steps: Vec<&str> = column.path.split('.').collect();
            shape.add(&steps, cell, column.field().is_some_and(|f| f.many), column.is_id());
        }
        shape
    }

    fn add(&mut self, steps: &[&str], cell: usize, many: bool, is_id: bool) {
        let Some((name, rest)) = steps.split_first() else { return };
        let place = self.0.iter().position(|n| n.name() == *name);
        if rest.is_empty() {
            // The id of what a link leads to stands there already.
            if place.is_none() && !(is_id && *name == "id") {
                let all = many.then(|| key(&format!("{name}_all")));
                self.0.push(Node::Leaf { name: (*name).to_owned(), key: key(name), all, cell });
            }
            return;
        }
        let place = place.unwrap_or_else(|| {
            self.0.push(Node::Nest {
                name: (*name).to_owned(),
                key: key(name),
                id: None,
                inner: Self::default(),
            });
            self.0.len() - 1
        });
        let Some(node) = self.0.get_mut(place) else { return };
        if let Node::Leaf { name, key, cell: id, .. } = node {
            *node = Node::Nest {
                name: std::mem::take(name),
                key: std::mem::take(key),
                id: Some(*id),
                inner: Self::default(),
            };
        }
        if let Node::Nest { inner, .. } = node {
            inner.add(rest, cell, many, is_id);
        }
    }

    /// Writes `,"key":value` for each node.
    fn write(&self, out: &mut Vec<u8>, cells: &[Value]) {
        for node in &self.0 {
            if out.last() != Some(&b'{') {
                out.push(b',');
            }
            match node {
                Node::Leaf { key, all, cell, .. } => {
                    let value = cells.get(*cell).unwrap_or(&Value::Null);
                    out.extend_from_slice(key);
                    self::value(out, value.primary());
                    if let Some(all) = all {
                        out.push(b',');
                        out.extend_from_slice(all);
                        if value.is_null() { out.extend_from_slice(b"[]") } else { self::value(out, value) }
                    }
                }
                Node::Nest { key, id, inner, .. } => {
                    out.extend_from_slice(key);
                    match id.map(|i| cells.get(i).and_then(Value::id)) {
                        Some(None) => {
                            out.extend_from_slice(b"null");
                            continue;
                        }
                        Some(Some(id)) => {
                            out.extend_from_slice(b"{\"id\":");
                            self::id(out, id);
                        }
                        None => out.push(b'{'),
                    }
                    inner.write(out, cells);
                    out.push(b'}');
                }
            }
        }
    }

    /// Writes a row of a list.
    pub(super) fn row(&self, out: &mut Vec<u8>, row: &ListRow) {
        head(out, row.id, row.version, row.deleted_at);
        self.write(out, &row.cells);
        out.push(b'}');
    }
}

fn head(out: &mut Vec<u8>, id: Id, version: i64, deleted_at: Option<base::Moment>) {
    out.extend_from_slice(b"{\"id\":");
    self::id(out, id);
    let _ = write!(out, ",\"version\":{version}");
    if let Some(at) = deleted_at {
        let _ = write!(out, ",\"deleted_at\":\"{at}\"");
    }
}

/// A whole record with the fields the actor may see.
pub(super) fn record(actor: &engine::Actor, record: &Record) -> Vec<u8> {
    let mut out = Vec::with_capacity(1024);
    head(&mut out, record.id, record.version, record.deleted_at);
    for (field, value) in record.object.fields.iter().zip(&record.values) {
        if field.hidden || !actor.sees(&record.object, field) {
            continue;
        }
        out.push(b',');
        text(&mut out, &field.key);
        out.push(b':');
        self::value(&mut out, value.primary());
        if field.many {
            out.push(b',');
            text(&mut out, &format!("{}_all", field.key));
            out.push(b':');
            if value.is_null() { out.extend_from_slice(b"[]") } else { self::value(&mut out, value) }
        }
    }
    out.push(b'}');
    out
}

/// Writes a value as `Value::to_json` has it.
pub(super) fn value(out: &mut Vec<u8>, value: &Value) {
    // Writing into memory cannot fail.
    let _ = match value {
        Value::Null => out.write_all(b"null"),
        Value::Bool(true) => out.write_all(b"true"),
        Value::Bool(false) => out.write_all(b"false"),
        Value::Int(n) => write!(out, "{n}"),
        Value::Decimal(d) => write!(out, "{d}"),
        Value::Money(m) => write!(out, "{{\"amount\":\"{}\",\"currency\":\"{}\"}}", m.amount(), m.currency),
        Value::Text(t) => {
            text(out, t);
            Ok(())
        }
        Value::Date(d) => write!(out, "\"{d}\""),
        Value::Moment(m) => write!(out, "\"{m}\""),
        Value::Ref(i) => {
            id(out, *i);
            Ok(())
        }
        Value::List(list) => {
            separated(out, list, self::value);
            Ok(())
        }
        Value::Address(a) => {
            out.push(b'{');
            for (name, part) in Address::PARTS.iter().zip(a.parts()) {
                let Some(part) = part else { continue };
                if out.last() != Some(&b'{') {
                    out.push(b',');
                }
                text(out, name);
                out.push(b':');
                text(out, part);
            }
            out.write_all(b"}")
        }
        Value::Many(list) => {
            let mut first = true;
            separated(out, list, |out, l: &Labelled| {
                out.extend_from_slice(b"{\"value\":");
                self::value(out, &l.value);
                out.extend_from_slice(b",\"label\":");
                match &l.label {
                    Some(label) => text(out, label),
                    None => out.extend_from_slice(b"null"),
                }
                let _ = write!(out, ",\"primary\":{}}}", std::mem::take(&mut first));
            });
            Ok(())
        }
    };
}

fn separated<T>(out: &mut Vec<u8>, list: &[T], mut each: impl FnMut(&mut Vec<u8>, &T)) {
    out.push(b'[');
    for (i, item) in list.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        each(out, item);
    }
    out.push(b']');
}

fn id(out: &mut Vec<u8>, id: Id) {
    let _ = write!(out, "\"{id}\"");
}

/// Writes a text with quotes, escaped.
pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    // Writing into memory cannot fail, and a text is always valid JSON.
    let _ = serde_json::to_writer(out, text);
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Currency, Moment, Money};

    #[test]
    fn a_value_is_written_as_its_json_says() {
        let address =
            Address { city: Some("Köln".to_owned()), country: Some("DE".to_owned()), ..Address::default() };
        let values = [
            Value::Null,
            Value::Bool(true),
            Value::Int(-3),
            Value::Money(Money { minor: 120_050, currency: Currency::EUR }),
            Value::Text("a \"b\"\n\u{1}é".to_owned()),
            Value::Date("2026-02-28".parse().unwrap()),
            Value::Moment(Moment(1)),
            Value::Ref(Id(77)),
            Value::List(vec![Value::Text("x".to_owned()), Value::Text("y".to_owned())]),
            Value::Address(Box::new(address)),
            Value::Many(vec![
                Labelled { label: Some("work".to_owned()), value: Value::Text("a@x.de".to_owned()) },
                Labelled { label: None, value: Value::Text("b@x.de".to_owned()) },
            ]),
        ];
        for one in values {
            let mut out = Vec::new();
            value(&mut out, &one);
            assert_eq!(serde_json::from_slice::<serde_json::Value>(&out).unwrap(), one.to_json(), "{one:?}");
        }
    }

    fn written(paths: &[(&str, bool)], cells: &[Value]) -> String {
        let mut shape = Shape::default();
        for (cell, (path, many)) in paths.iter().enumerate() {
            let steps: Vec<&str> = path.split('.').collect();
            shape.add(&steps, cell, *many, path.ends_with("id"));
        }
        let mut out = b"{".to_vec();
        shape.write(&mut out, cells);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_path_over_a_link_nests_beside_the_id() {
        let paths = [
            ("company", false),
            ("company.name", false),
            ("company.owner", false),
            ("company.owner.name", false),
        ];
        let name = |n: &str| Value::Text(n.to_owned());
        let cells = [Value::Ref(Id(1)), name("Acme"), Value::Ref(Id(2)), name("Ana")];
        assert_eq!(
            written(&paths, &cells),
            r#"{"company":{"id":"0000000000001","name":"Acme","owner":{"id":"0000000000002","name":"Ana"}}"#
        );
        assert_eq!(written(&paths, &[]), r#"{"company":null"#);
    }

    #[test]
    fn a_field_of_several_values_has_the_primary_one_and_all() {
        let many = Value::Many(vec![Labelled { label: None, value: Value::Int(1) }]);
        assert_eq!(
            written(&[("email", true)], &[many]),
            r#"{"email":1,"email_all":[{"value":1,"label":null,"primary":true}]"#
        );
        assert_eq!(written(&[("email", true)], &[Value::Null]), r#"{"email":null,"email_all":[]"#);
    }

    #[test]
    fn parts_of_an_address_stand_under_it() {
        let city = Value::Text("Bonn".to_owned());
        assert_eq!(written(&[("address.city", false)], &[city]), r#"{"address":{"city":"Bonn"}"#);
    }
}

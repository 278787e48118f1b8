//! What somebody wants a record to hold, before it is read: fields by name, as text, JSON or values.
use base::Problems;
use say::say;
use serde_json::{Map, Value as Json};

use crate::kind::{Ctx, Fault, Manners};
use crate::schema::{Field, Object};
use crate::value::{Labelled, Value};

/// One given value.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// As a program sent it.
    Json(Json),
    /// As a person typed it.
    Text(String),
    /// As code made it.
    Value(Value),
}

/// Given values by field name. A field of several values takes one value (the primary one) or a list under its own
/// name, and a list under `{name}_all`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Input(pub Vec<(String, Given)>);

impl Input {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// From a JSON object. What every record carries and nobody sets (`id`, `version`, …) is passed over, so that
    /// what was read can be sent back.
    pub fn json(map: &Map<String, Json>) -> Self {
        let passed = ["id", "version", "created_at", "updated_at", "created_by", "deleted_at"];
        // `x_all` is the whole truth where both are sent back; the primary one alone stands in `x`.
        let twin = |key: &str| map.contains_key(&format!("{key}_all"));
        let kept = map.iter().filter(|(k, _)| !passed.contains(&k.as_str()) && !twin(k));
        Self(kept.map(|(k, v)| (k.clone(), Given::Json(v.clone()))).collect())
    }

    /// Adds a value.
    #[must_use]
    pub fn with(mut self, key: &str, value: Value) -> Self {
        self.0.push((key.to_owned(), Given::Value(value)));
        self
    }

    /// Adds what a person typed.
    #[must_use]
    pub fn typed(mut self, key: &str, text: &str) -> Self {
        self.0.push((key.to_owned(), Given::Text(text.to_owned())));
        self
    }
}

/// A list of several values becomes one of them with the first as primary, without duplicates.
fn many(list: Vec<Labelled>) -> Value {
    let mut out: Vec<Labelled> = Vec::new();
    for item in list {
        if !item.value.is_null() && !out.iter().any(|l| l.value == item.value) {
            out.push(item);
        }
    }
    if out.is_empty() { Value::Null } else { Value::Many(out) }
}

/// One entry of a list of several values: a plain value, or `{value, label, primary}`. The flag says it is primary.
fn entry(json: &Json, ctx: &Ctx<'_>) -> Result<(Labelled, bool), Fault> {
    if let (Some(map), true) = (json.as_object(), json.get("value").is_some()) {
        let value = ctx.field.kind.parse_json(map.get("value").unwrap_or(&Json::Null), ctx)?;
        let label =
            map.get("label").and_then(Json::as_str).map(str::trim).filter(|l| !l.is_empty() && l.len() <= 80);
        let primary = map.get("primary").and_then(Json::as_bool).unwrap_or_default();
        return Ok((Labelled { label: label.map(str::to_owned), value }, primary));
    }
    Ok((Labelled { label: None, value: ctx.field.kind.parse_json(json, ctx)? }, false))
}

/// Reads a list of several values.
fn list(entries: &[Json], ctx: &Ctx<'_>) -> Result<Value, Fault> {
    if entries.len() > 100 {
        return Err(Fault::new("too_many", say!("problem-too-many-values")));
    }
    let mut out = Vec::new();
    let mut first = None;
    for json in entries {
        let (labelled, primary) = entry(json, ctx)?;
        if primary && first.is_none() {
            first = Some(out.len());
        }
        out.push(labelled);
    }
    if let Some(first) = first {
        out.get_mut(..=first).unwrap_or_default().rotate_right(1);
    }
    Ok(many(out))
}

/// One new primary value before the others there are.
fn primary(new: Labelled, current: &Value) -> Value {
    if new.value.is_null() {
        return Value::Null;
    }
    let mut out = vec![new];
    if let Value::Many(current) = current {
        let label = current.first().and_then(|l| l.label.clone());
        if let (Some(first), true) = (out.first_mut(), label.is_some()) {
            first.label = first.label.take().or(label);
        }
        out.extend(current.iter().skip(1).cloned());
    }
    many(out)
}

/// Typed text of several values: `a@x.de; b@x.de`.
fn typed(text: &str, ctx: &Ctx<'_>) -> Result<Vec<Labelled>, Fault> {
    match ctx.field.kind.parse(text, ctx) {
        Ok(value) => Ok(vec![Labelled { label: None, value }]),
        Err(fault) => {
            let parts: Vec<&str> =
                text.split([';', '\n', ',']).map(str::trim).filter(|t| !t.is_empty()).collect();
            if parts.len() < 2 || parts.len() > 100 {
                return Err(fault);
            }
            parts
                .into_iter()
                .map(|t| Ok(Labelled { label: None, value: ctx.field.kind.parse(t, ctx)? }))
                .collect()
        }
    }
}

/// The value a field is to have.
fn read(given: &Given, all: bool, current: &Value, ctx: &Ctx<'_>) -> Result<Value, Fault> {
    let kind = ctx.field.kind;
    if !ctx.field.many {
        return match given {
            Given::Json(json) => kind.parse_json(json, ctx),
            Given::Text(text) => kind.parse(text, ctx),
            Given::Value(value) => Ok(value.clone()),
        };
    }
    match given {
        Given::Value(value @ (Value::Many(_) | Value::Null)) => Ok(value.clone()),
        Given::Value(value) => Ok(primary(Labelled { label: None, value: value.clone() }, current)),
        Given::Json(Json::Array(entries)) => list(entries, ctx),
        Given::Json(Json::Null) => Ok(Value::Null),
        Given::Json(_) if all => Err(Fault::new("type", "Expected a list of values")),
        Given::Json(json) => Ok(primary(entry(json, ctx)?.0, current)),
        Given::Text(text) => {
            let mut list = typed(text, ctx)?;
            if list.len() == 1
                && let Some(one) = list.pop()
            {
                return Ok(primary(one, current));
            }
            Ok(many(list))
        }
    }
}

/// Reads an input against an object: values by place, with every problem there is. `current` gives what is there now.
pub(crate) fn read_input<'a>(
    object: &Object,
    input: &Input,
    current: &dyn Fn(usize) -> &'a Value,
    manners: &Manners,
    problems: &mut Problems,
) -> Vec<(usize, Value)> {
    let mut out = Vec::with_capacity(input.0.len());
    for (key, given) in &input.0 {
        let plain = object.place(key);
        let whole = key
            .strip_suffix("_all")
            .and_then(|k| object.place(k))
            .filter(|&i| object.fields.get(i).is_some_and(|f| f.many));
        let Some((place, field)) = plain.or(whole).and_then(|i| object.fields.get(i).map(|f| (i, f))) else {
            problems.add(key.clone(), "unknown", unknown(object, key));
            continue;
        };
        match read(given, plain.is_none(), current(place), &Ctx { field, manners }) {
            Ok(value) => out.push((place, value)),
            Err(fault) => problems.add(field.key.clone(), fault.code, fault.message),
        }
    }
    out
}

/// What to say about a name that is no field, with the nearest one there is.
fn unknown(object: &Object, key: &str) -> String {
    let near = |f: &&Field| {
        !f.hidden
            && (f.key.contains(key)
                || key.contains(f.key.as_str())
                || base::fold(&f.label) == base::fold(key))
    };
    match object.fields.iter().find(near) {
        Some(field) => format!("{} has no field {key:?}; did you mean {}?", object.label, field.key),
        None => format!("{} has no field {key:?}", object.label),
    }
}

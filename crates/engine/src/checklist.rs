//! Checklists: a field of several choices that are steps of the choices of another field, such as what is to be done in each
//! stage of a deal. What is ticked is what the field holds: so ticks are in the log, are undone and filtered by as any value.
use crate::record::Record;
use crate::schema::{Choice, Field, Object, StageKind, Step};
use crate::value::Value;

/// The checklist of an object, and the field it follows.
pub fn of(object: &Object) -> Option<(&Field, &Field)> {
    let list = object.fields.iter().find(|f| !f.checks.is_empty() && !f.hidden)?;
    Some((list, object.field(&list.checks)?))
}

/// The steps at a choice of the field a checklist follows, in a pipeline.
pub fn steps<'a>(
    list: &'a Field,
    at: &'a str,
    pipeline: Option<&'a str>,
) -> impl Iterator<Item = (&'a Choice, &'a Step)> {
    list.choices
        .iter()
        .filter(move |c| !c.hidden && (c.pipeline.is_none() || c.pipeline.as_deref() == pipeline))
        .filter_map(|c| Some((c, c.step.as_ref()?)))
        .filter(move |(_, step)| step.at == at)
}

/// Whether a step is among what a checklist holds.
pub fn is_ticked(held: &Value, key: &str) -> bool {
    held.each().into_iter().any(|v| v.text() == Some(key))
}

/// What a checklist holds with a step ticked, or not.
#[must_use]
pub fn ticked(held: &Value, key: &str, on: bool) -> Value {
    let mut list: Vec<Value> = held.each().into_iter().filter(|v| v.text() != Some(key)).cloned().collect();
    if on {
        list.push(Value::Text(key.to_owned()));
    }
    if list.is_empty() { Value::Null } else { Value::List(list) }
}

/// The required steps that a record goes on without: it leaves an open stage for a later one that is not lost.
pub fn left_out(object: &Object, before: &Record, after: &Record) -> Vec<Choice> {
    let Some((list, path)) = of(object) else { return Vec::new() };
    let at = |record: &Record| record.get(&path.key).text().map(str::to_owned);
    let (Some(from), Some(to)) = (at(before), at(after)) else { return Vec::new() };
    let kind = |key: &str| path.choice_of(key).and_then(|c| c.stage);
    let goes_on = path.choice_place(&to) > path.choice_place(&from);
    if !goes_on || kind(&from) != Some(StageKind::Open) || kind(&to) == Some(StageKind::Lost) {
        return Vec::new();
    }
    let pipeline = before.get("pipeline").text();
    let held = after.get(&list.key);
    steps(list, &from, pipeline)
        .filter(|(choice, step)| step.required && !is_ticked(held, &choice.key))
        .map(|(choice, _)| choice.clone())
        .collect()
}

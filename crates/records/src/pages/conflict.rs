//! Two people changed one record: where the fields differ, one chooses; nothing is overwritten without a word.
use std::sync::Arc;

use axum::http::StatusCode;
use base::{Conflict, Id};
use engine::event::value_of;
use engine::{Field, Given, Input, Object, Value};
use maud::html;
use serde_json::Value as Json;
use ui::Button;
use ui::field::{Titles, Typed, brief, href};
use ui::part::{Mood, alert, topbar};
use ui::web::Answer;

use super::list::titles_of;
use super::visit::Visit;

/// The three versions of a conflict: what one started from, what is there, what one sent.
fn versions(conflict: &Conflict) -> Option<[Json; 3]> {
    let texts = conflict.versions.as_deref()?;
    let [base, theirs, yours] = texts.each_ref().map(|t| serde_json::from_str(t).unwrap_or(Json::Null));
    Some([base, theirs, yours])
}

/// A field of a version, all its values where it has several.
fn part<'a>(version: &'a Json, field: &str) -> &'a Json {
    version.get(format!("{field}_all")).or_else(|| version.get(field)).unwrap_or(&Json::Null)
}

/// Whether others left alone what was sent; then the version to save over.
pub(super) fn apart(conflict: &Conflict, input: &Input) -> Option<i64> {
    let [base, theirs, _] = versions(conflict)?;
    if base.is_null() {
        return None;
    }
    let same = |key: &String| part(&base, key) == part(&theirs, key);
    input.0.iter().all(|(key, _)| same(key)).then(|| theirs.get("version").and_then(Json::as_i64))?
}

/// What somebody gave for a field, as it would be shown.
pub(super) fn words(visit: &Visit, field: &Field, given: &Given, titles: &Titles) -> String {
    let look = visit.look();
    let shown = |value: &Value| {
        let text = brief(&look, field, value, titles);
        if text.is_empty() { "Empty".to_owned() } else { text }
    };
    match given {
        Given::Value(value) => shown(value),
        Given::Text(text) if text.trim().is_empty() => "Empty".to_owned(),
        Given::Text(text) => {
            let read = field.kind.parse(text, &engine::Ctx { field, manners: &visit.settings.manners });
            read.map_or_else(|_| text.clone(), |v| shown(&v))
        }
        Given::Json(json) => shown(&value_of(field, json)),
    }
}

/// The page that asks which of two values is to hold.
pub(super) async fn page(
    visit: &Visit,
    object: &Arc<Object>,
    id: Id,
    typed: &Typed,
    input: &Input,
    conflict: &Conflict,
) -> Answer {
    let here = href(object, id);
    let [base, theirs, _] = versions(conflict).unwrap_or([Json::Null, Json::Null, Json::Null]);
    let version = theirs.get("version").and_then(Json::as_i64).unwrap_or_default();
    let title = format!("Two changes of one {}", object.label.to_lowercase());
    // Only what others changed too has to be decided.
    let fields: Vec<(&Field, [Value; 2], &Given)> = input
        .0
        .iter()
        .filter_map(|(key, given)| Some((object.field(key)?, given)))
        .filter(|(f, _)| part(&base, &f.key) != part(&theirs, &f.key))
        .map(|(f, given)| (f, [value_of(f, part(&base, &f.key)), value_of(f, part(&theirs, &f.key))], given))
        .collect();
    let mut known: Vec<(&Field, &Value)> =
        fields.iter().flat_map(|(f, values, _)| values.iter().map(|v| (*f, v))).collect();
    known.extend(
        fields
            .iter()
            .filter_map(|(f, _, given)| if let Given::Value(v) = given { Some((*f, v)) } else { None }),
    );
    let titles: Titles = titles_of(visit, known.into_iter()).await?;
    let shown = |field: &Field, value: &Value| words(visit, field, &Given::Value(value.clone()), &titles);
    let sent = |field: &Field, given: &Given| words(visit, field, given, &titles);
    let body = html! {
        (topbar(&[(&format!("/{}", object.plural), &object.labels)], &title, None, html! { (Button::link(&here, "Cancel").ghost().small()) }))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action=(here) data-controller="form" {
                (alert(Mood::Warning, html! { p.font-semibold { (conflict.message) "." } p { "Choose what is to hold. What you do not choose stays in the timeline." } }))
                @for (name, text) in typed.pairs().iter().filter(|(n, _)| n != "version" && !n.starts_with("keep.")) { input type="hidden" name=(name) value=(text); }
                input type="hidden" name="version" value=(version);
                @for (field, [before, theirs], given) in &fields {
                    fieldset.grid."gap-2" {
                        legend.font-medium."mb-1.5" { (field.label) }
                        @for (value, label, text) in [("yours", "Yours", sent(field, given)), ("theirs", "Theirs, saved meanwhile", shown(field, theirs))] {
                            label.choice {
                                input.radio.radio-sm."mt-0.5" type="radio" name={ "keep." (field.key) } value=(value) checked[value == "yours"];
                                span."min-w-0" { span.block.text-xs.text-muted { (label) } span."[overflow-wrap:anywhere]" { (text) } }
                            }
                        }
                        p.text-sm.text-muted { "Before both: " (shown(field, before)) }
                    }
                }
                div.flex."gap-2".border-t.border-line."pt-5" { (Button::new("Save what is chosen").primary()) (Button::link(&here, "Drop my changes").ghost()) }
            }
        }
    };
    visit.page_with(StatusCode::CONFLICT, &title, None, body).await
}

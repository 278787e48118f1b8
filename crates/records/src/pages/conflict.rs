//! Two people changed one record: where the fields differ, one chooses; nothing is overwritten without a word.
use std::sync::Arc;

use axum::http::StatusCode;
use base::{Conflict, Error, Id, Moment};
use engine::event::value_of;
use engine::{Field, Given, Input, Object, Value};
use maud::{Markup, html};
use serde_json::Value as Json;
use ui::Button;
use ui::field::{Titles, Typed, brief, href};
use ui::part::{Mood, alert, topbar};
use ui::say;
use ui::say::inline;
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
        if text.is_empty() { say!("conflict-empty").into_owned() } else { text }
    };
    match given {
        Given::Value(value) => shown(value),
        Given::Text(text) if text.trim().is_empty() => say!("conflict-empty").into_owned(),
        Given::Text(text) => {
            let read = field.kind.parse(text, &engine::Ctx { field, manners: &visit.settings.manners });
            read.map_or_else(|_| text.clone(), |v| shown(&v))
        }
        Given::Json(json) => shown(&value_of(field, json)),
    }
}

/// A field of the conflict with its three versions, as words.
struct Versions<'a> {
    field: &'a Field,
    before: String,
    theirs: String,
    yours: String,
    /// Both changed it: it has to be decided.
    open: bool,
}

/// The page that shows the three versions of every field and asks, where both changed it, which is to hold.
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
    let what = inline(&object.label);
    let title = say!("conflict-title", what = &what).into_owned();
    let fields = compared(visit, object, input, &base, &theirs).await?;
    let (open, apart): (Vec<&Versions<'_>>, Vec<&Versions<'_>>) = fields.iter().partition(|v| v.open);
    let who = saved_by(visit, object, id).await?;
    let body = html! {
        (topbar(&[(&format!("/{}", object.plural), &object.labels)], &title, None, html! { (Button::link(&here, &say!("form-cancel")).ghost().small()) }))
        div.panel-body {
            form."max-w-[52rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action=(here) data-controller="form" data-leave-words=(say!("form-leave")) {
                (alert(Mood::Warning, html! {
                    p.font-semibold {
                        @if let Some((name, at)) = &who { (say!("conflict-who", name = name, what = &what, ago = &visit.look().ago(*at))) }
                        @else { (say!("conflict-nobody", what = &what)) }
                    }
                    p { (say!("conflict-choose")) }
                }))
                @for (name, text) in typed.pairs().iter().filter(|(n, _)| n != "version" && !n.starts_with("keep.")) { input type="hidden" name=(name) value=(text); }
                input type="hidden" name="version" value=(version);
                @for versions in open { (choose(versions)) }
                @if !apart.is_empty() { (told(&apart)) }
                div.flex.flex-wrap."gap-2".border-t.border-line."pt-5" {
                    (Button::new(&say!("conflict-save")).primary().key("mod+enter"))
                    (Button::link(&here, &say!("conflict-drop")).ghost())
                }
            }
        }
    };
    visit.page_with(StatusCode::CONFLICT, &title, None, body).await
}

/// Who saved last, and when.
async fn saved_by(visit: &Visit, object: &Object, id: Id) -> Result<Option<(String, Moment)>, Error> {
    let history = visit.engine().history(&visit.actor, &object.key, id, None, 20).await?;
    let Some(event) = history.events.into_iter().find(|e| e.record == id && !e.changes.is_empty()) else {
        return Ok(None);
    };
    let Some(user) = event.actor else { return Ok(None) };
    let mut names = visit.engine().titles(&visit.actor, "user", &[user]).await?;
    Ok(names.remove(&user).map(|name| (name, event.at)))
}

/// Every field that anybody changed, in the order of the object.
async fn compared<'a>(
    visit: &Visit,
    object: &'a Object,
    input: &Input,
    base: &Json,
    theirs: &Json,
) -> Result<Vec<Versions<'a>>, Error> {
    let given = |f: &Field| input.0.iter().find(|(key, _)| *key == f.key).map(|(_, given)| given);
    let changed = |f: &Field| part(base, &f.key) != part(theirs, &f.key);
    let fields: Vec<(&Field, [Value; 2], Option<&Given>)> = object
        .fields
        .iter()
        .filter(|f| !f.hidden && visit.actor.sees(object, f) && f.key != "updated_at")
        .filter(|f| given(f).is_some() || changed(f))
        .map(|f| (f, [value_of(f, part(base, &f.key)), value_of(f, part(theirs, &f.key))], given(f)))
        .collect();
    let mut known: Vec<(&Field, &Value)> =
        fields.iter().flat_map(|(f, values, _)| values.iter().map(|v| (*f, v))).collect();
    known.extend(fields.iter().filter_map(|(f, _, given)| match given {
        Some(Given::Value(value)) => Some((*f, value)),
        _ => None,
    }));
    let titles: Titles = titles_of(visit, known.into_iter()).await?;
    let shown = |field: &Field, value: &Value| words(visit, field, &Given::Value(value.clone()), &titles);
    let sent = |field: &Field, given: &Given| words(visit, field, given, &titles);
    let all = fields.iter().map(|(field, [before, now], given)| Versions {
        field,
        before: shown(field, before),
        theirs: shown(field, now),
        yours: given.map_or_else(|| shown(field, before), |given| sent(field, given)),
        open: given.is_some() && changed(field),
    });
    Ok(all.collect())
}

/// Three versions beside one another; yours and theirs can be chosen.
fn choose(versions: &Versions<'_>) -> Markup {
    let side = |value: &str, label: &str, text: &str| {
        html! {
            label.choice {
                input.radio.radio-sm."mt-0.5" type="radio" name={ "keep." (versions.field.key) } value=(value) checked[value == "yours"];
                span."min-w-0" { span.block.text-xs.text-muted { (label) } span."[overflow-wrap:anywhere]" { (text) } }
            }
        }
    };
    html! {
        fieldset {
            legend.font-medium."mb-1.5" { (versions.field.label) }
            div.grid."gap-2"."sm:grid-cols-3" {
                div."px-3.5"."py-3"."rounded-(--radius-box)"."bg-base-200"."min-w-0" {
                    span.block.text-xs.text-muted { (say!("conflict-before")) }
                    span."[overflow-wrap:anywhere]" { (versions.before) }
                }
                (side("theirs", &say!("conflict-theirs"), &versions.theirs))
                (side("yours", &say!("conflict-yours"), &versions.yours))
            }
        }
    }
}

/// What only one side changed holds as it is.
fn told(apart: &[&Versions<'_>]) -> Markup {
    html! {
        section aria-labelledby="apart" {
            h2 #apart.text-sm.font-semibold."mb-1.5" { (say!("conflict-apart")) }
            table.table.table-stack.border-y.border-line {
                thead { tr { th scope="col" { (say!("conflict-field")) } th scope="col" { (say!("conflict-before")) } th scope="col" { (say!("conflict-theirs")) } th scope="col" { (say!("conflict-yours")) } } }
                tbody {
                    @for versions in apart {
                        tr {
                            th.font-medium.text-start scope="row" { (versions.field.label) }
                            td.text-muted { (versions.before) }
                            td.font-medium[versions.theirs != versions.before] { (versions.theirs) }
                            td.font-medium[versions.yours != versions.before] { (versions.yours) }
                        }
                    }
                }
            }
        }
    }
}

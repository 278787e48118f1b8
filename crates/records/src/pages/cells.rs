//! A value changed in place, in a list or on a record's page: the form a script puts there, and the answer it puts there
//! afterwards. Without scripts the form is a page of its own.
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::{Conflict, Error, Id, Problems};
use engine::query::Query;
use engine::{Field, Given, Input, Kind, Object, Record};
use maud::{Markup, Render, html};
use serde_json::json;
use ui::Button;
use ui::field::{Asks, Typed, href, widget};
use ui::part::{summary, topbar};
use ui::say::inline;
use ui::web::{Answer, Fault};
use ui::{say, say_html};

use super::columns::Columns;
use super::conflict;
use super::flash::{Flash, to};
use super::form::{asked_for, chosen_titles, read, save};
use super::list::titles_of;
use super::pick::Choices;
use super::record::entry::{Entry, editable};
use super::sent;
use super::visit::Visit;

/// Whether a cell of the field can be changed in a list: one value, in one line.
pub(super) fn is_editable(visit: &Visit, object: &Object, field: &Field) -> bool {
    !field.many
        && !matches!(field.kind, Kind::File | Kind::Links | Kind::Address | Kind::RichText | Kind::LongText)
        && asked_for(visit, object).any(|f| f.key == field.key)
}

/// The field of a record that is to be changed.
struct Place {
    object: Arc<Object>,
    record: Record,
    field: Field,
}

impl Place {
    async fn of(visit: &Visit, objects: &str, id: &str, key: &str) -> Result<Self, Fault> {
        let record = visit.changeable(objects, id).await?;
        let object = record.object.clone();
        let field = object.field(key).filter(|f| editable(visit, &object, f)).cloned();
        Ok(Self { field: field.ok_or_else(Fault::not_found)?, object, record })
    }

    fn here(&self) -> String {
        href(&self.object, self.record.id)
    }
}

/// `GET /{objects}/{id}/cell/{field}`: the form.
pub(super) async fn ask(visit: Visit, Path((objects, id, key)): Path<(String, String, String)>) -> Answer {
    let place = Place::of(&visit, &objects, &id, &key).await?;
    let (field, value) = (&place.field, place.record.get(&place.field.key));
    let titles = titles_of(&visit, [(field, value)].into_iter()).await?;
    let mut typed = Typed::default();
    typed.fill(field, value, &visit.settings.manners, &titles);
    typed.put("version", place.record.version.to_string());
    let fingerprints = typed.fingerprints([field].into_iter());
    typed.put("was", fingerprints);
    if visit.fragment {
        let form = form(&visit, &place, &typed, &Problems::default()).await?;
        return Ok(form.into_response());
    }
    page(&visit, &place, &typed, &Problems::default()).await
}

/// What the form asks, whichever frame it stands in.
async fn inputs(visit: &Visit, place: &Place, typed: &Typed, problems: &Problems) -> Result<Markup, Error> {
    let choices = Choices::of(visit, [&place.field].into_iter()).await?;
    let titles = chosen_titles(visit, &place.object, typed).await?;
    let asks = Asks {
        look: visit.look(),
        typed,
        problems,
        options: &|f| choices.of_field(f),
        titles: &titles,
        ids: "cell",
    };
    Ok(html! {
        input type="hidden" name="version" value=(typed.text("version"));
        input type="hidden" name="was" value=(typed.text("was"));
        (widget(&asks, &place.field))
    })
}

fn in_parts(field: &Field) -> Option<&'static str> {
    (field.kind == Kind::File).then_some("multipart/form-data")
}

/// The form as a script puts it in the place of the value.
async fn form(visit: &Visit, place: &Place, typed: &Typed, problems: &Problems) -> Result<Markup, Error> {
    let inputs = inputs(visit, place, typed, problems).await?;
    let long = !place.field.many && matches!(place.field.kind, Kind::LongText | Kind::RichText);
    Ok(html! {
        form method="post" action=(visit.asked.here()) enctype=[in_parts(&place.field)] novalidate data-dirty="" {
            (inputs)
            p.cell-hint.pop role="status" {
                // Who has keys reads which; who has fingers presses.
                button.btn.btn-sm.btn-primary { (say!("app-save")) }
                button.btn.btn-sm.btn-ghost type="button" data-cancel { (say!("app-cancel")) }
                span.cell-keys {
                @if long { kbd.kbd { "⌘" } }
                kbd.kbd { "↵" } " " (say!("list-cell-save")) " " span.cell-next { kbd.kbd { "⇥" } " " (say!("list-cell-next")) } " " kbd.kbd { "Esc" } " " (say!("list-cell-cancel"))
                }
            }
        }
    })
}

/// The form as a page.
async fn page(visit: &Visit, place: &Place, typed: &Typed, problems: &Problems) -> Answer {
    let here = place.here();
    let list = visit.list_of(&place.object);
    let label = inline(&place.field.label);
    let (title, record) = (say!("record-edit-field", field = &label), place.record.title());
    let inputs = inputs(visit, place, typed, problems).await?;
    let named = |key: &str| place.object.field(key).map_or_else(|| key.to_owned(), |f| f.label.clone());
    let body = html! {
        (topbar(&[(&list, &place.object.labels), (&here, &record)], &title, None, html! { (Button::link(&here, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-6" method="post" action=(visit.asked.here()) enctype=[in_parts(&place.field)] novalidate data-controller="form" {
                (summary(&say!("record-field-not-saved", field = &place.field.label), problems, named))
                (inputs)
                div.flex."gap-2".border-t.border-line."pt-5" { (Button::new(&say!("app-save")).primary().key("mod+enter")) (Button::link(&here, &say!("app-cancel")).ghost()) }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &title, None, body).await
}

/// Whether a script asks, which puts the answer in place itself.
fn by_script(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains("application/json"))
}

/// `POST /{objects}/{id}/cell/{field}`: the value as it is now with a message, or what is wrong.
pub(super) async fn change(
    visit: Visit,
    Path((objects, id, key)): Path<(String, String, String)>,
    request: Request,
) -> Answer {
    let place = Place::of(&visit, &objects, &id, &key).await?;
    let script = by_script(request.headers());
    let typed = sent::read(&visit, request).await?;
    let mut problems = Problems::default();
    let input = read(&visit, [&place.field].into_iter(), &typed, typed.text("was"), &mut problems).await?;
    let version = typed.text("version").parse().unwrap_or(place.record.version);
    let saved = if problems.is_empty() {
        save(&visit, &place.object, place.record.id, &input, version).await
    } else {
        Err(Error::Invalid(problems))
    };
    match (saved, script) {
        (Ok(batch), true) => put(&visit, &place, batch).await,
        (Ok(batch), false) => {
            let back = back(&visit).map_or_else(|| place.here(), str::to_owned);
            Ok(batch.map_or_else(|| to(&back), |batch| saved_words(&place).undo(batch).then(&back)))
        }
        (Err(Error::Invalid(problems)), true) => Ok(refused(&wrong(&place, &problems))),
        (Err(Error::Invalid(problems)), false) => page(&visit, &place, &typed, &problems).await,
        (Err(Error::Conflict(found)), true) => collided(&visit, &place, &input, &found).await,
        (Err(Error::Conflict(found)), false) => {
            conflict::page(&visit, &place.object, place.record.id, &typed, &input, &found).await
        }
        (Err(other), _) => Err(other.into()),
    }
}

fn saved_words(place: &Place) -> Flash {
    Flash::done(say!("list-cell-saved", field = &place.field.label))
}

/// The value for the script, and a toast.
async fn put(visit: &Visit, place: &Place, batch: Option<Id>) -> Answer {
    let cell = shown(visit, place).await?;
    let toast = batch.map(|batch| {
        let back = back(visit).map_or_else(|| format!("/{}", place.object.plural), str::to_owned);
        let undo = format!("/undo/{batch}?back={}", super::visit::encoded(&back));
        ui::toast(&ui::Flash { message: saved_words(place).words, undo: Some(undo), failed: false })
            .into_string()
    });
    Ok(Json(json!({"cell": cell, "toast": toast})).into_response())
}

fn refused(words: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(json!({"problem": words}))).into_response()
}

/// What is wrong with the field, or with others that its change would make wrong.
fn wrong(place: &Place, problems: &Problems) -> String {
    if let Some(own) = problems.of(&place.field.key) {
        return own.to_owned();
    }
    let named = |p: &base::Problem| match place.object.field(&p.field) {
        Some(field) => format!("{}: {}", field.label, p.message),
        None => p.message.clone(),
    };
    problems.0.iter().map(named).collect::<Vec<_>>().join(". ")
}

/// Somebody else was faster: both values, and a button for each.
async fn collided(visit: &Visit, place: &Place, input: &Input, found: &Conflict) -> Answer {
    let now = visit.engine().find(&visit.actor, &place.object.key, place.record.id).await?;
    let (field, theirs) = (&place.field, now.get(&place.field.key));
    let yours = input.0.iter().find_map(|(key, given)| match given {
        Given::Value(value) if *key == field.key => Some(value.clone()),
        _ => None,
    });
    let known = [Some(theirs.clone()), yours].into_iter().flatten().collect::<Vec<_>>();
    let titles = titles_of(visit, known.iter().map(|v| (field, v))).await?;
    let given = input.0.iter().find(|(key, _)| *key == field.key).map(|(_, given)| given);
    let theirs = conflict::words(visit, field, &Given::Value(theirs.clone()), &titles);
    let yours = given.map_or_else(String::new, |given| conflict::words(visit, field, given, &titles));
    let choice = html! {
        span { (found.message) ". " (say_html!("record-both", theirs = html! { strong { (theirs) } }, yours = html! { strong { (yours) } })) }
        span.flex."gap-1.5" {
            button.btn.btn-sm type="button" data-keep="mine" data-version=(now.version) { (say!("record-keep-mine")) }
            button.btn.btn-sm.btn-ghost type="button" data-keep="theirs" { (say!("record-take-theirs")) }
        }
    };
    let cell =
        shown(visit, &Place { object: place.object.clone(), record: now, field: field.clone() }).await?;
    let body = json!({"problem": say!("list-cell-conflict", why = &found.message), "choice": choice.into_string(), "cell": cell});
    Ok((StatusCode::CONFLICT, Json(body)).into_response())
}

/// The page the script was on.
fn back(visit: &Visit) -> Option<&str> {
    visit.asked.text("back").filter(|b| super::asked::is_local(b))
}

/// The value as its place shows it; nothing where the record is no longer the person's to see.
async fn shown(visit: &Visit, place: &Place) -> Result<String, Error> {
    match visit.asked.text("as") {
        Some("entry") => in_record(visit, place).await,
        _ => in_list(visit, place).await,
    }
}

async fn in_record(visit: &Visit, place: &Place) -> Result<String, Error> {
    let (key, id, field) = (&place.object.key, place.record.id, &place.field);
    let record = match visit.engine().find(&visit.actor, key, id).await {
        Ok(record) => record,
        Err(Error::NotFound) => return Ok(String::new()),
        Err(other) => return Err(other),
    };
    let value = record.get(&field.key);
    let mut titles = titles_of(visit, [(field, value)].into_iter()).await?;
    if let (Kind::File, Some(file)) = (field.kind, value.id()) {
        titles.insert(file, visit.engine().file_info(&visit.actor, file).await?.name);
    }
    let here = place.here();
    Ok(Entry { look: visit.look(), here: &here, field, value, titles: &titles, editable: true }
        .inside()
        .into_string())
}

async fn in_list(visit: &Visit, place: &Place) -> Result<String, Error> {
    let mut columns = Columns::only(visit, &place.object, &place.field.key);
    let query = Query {
        columns: Some(columns.paths.clone()),
        ids: Some(vec![place.record.id]),
        limit: 1,
        ..Query::new(&place.object.key)
    };
    let page = visit.engine().list(&visit.actor, &query).await?;
    columns.weigh(&page.rows.iter());
    let look = visit.look();
    let cell = page
        .rows
        .first()
        .zip(columns.shown.first())
        .map(|(row, shown)| shown.cell(&look, row).render().into_string());
    Ok(cell.unwrap_or_default())
}

//! A cell of a list changed in place: the form a script puts into the cell, and the answer it puts there afterwards. Where
//! there are no scripts nobody comes here: the row opens, and the record has its form.
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Error, Id, Problems};
use engine::query::Query;
use engine::{Field, Kind, Object, Record};
use maud::html;
use serde_json::json;
use ui::field::{Asks, Typed, widget};
use ui::say;
use ui::web::{Answer, Fault};

use super::columns::Columns;
use super::form::{asked_for, may_update, read, save};
use super::list::titles_of;
use super::pick::Choices;
use super::sent;
use super::visit::{Visit, id_of};

/// Whether a cell of the field can be changed in a list: one value, in one line.
pub(super) fn is_editable(visit: &Visit, object: &Object, field: &Field) -> bool {
    !field.many
        && !matches!(field.kind, Kind::File | Kind::Links | Kind::Address | Kind::RichText | Kind::LongText)
        && asked_for(visit, object).any(|f| f.key == field.key)
}

async fn place(
    visit: &Visit,
    objects: &str,
    id: &str,
    key: &str,
) -> Result<(Arc<Object>, Record, Field), Fault> {
    let object = visit.object(objects)?;
    let record = visit.engine().find(&visit.actor, &object.key, id_of(id)?).await?;
    may_update(visit, &record)?;
    let field =
        object.field(key).filter(|f| is_editable(visit, &object, f)).cloned().ok_or_else(Fault::not_found)?;
    Ok((object, record, field))
}

/// `GET /{objects}/{id}/cell/{field}`: the form.
pub(super) async fn ask(visit: Visit, Path((objects, id, key)): Path<(String, String, String)>) -> Answer {
    let (_, record, field) = place(&visit, &objects, &id, &key).await?;
    let titles = titles_of(&visit, [(&field, record.get(&field.key))].into_iter()).await?;
    let mut typed = Typed::default();
    typed.fill(&field, record.get(&field.key), &visit.settings.manners, &titles);
    let fingerprints = typed.fingerprints([&field].into_iter());
    let choices = Choices::of(&visit, [&field].into_iter()).await?;
    let problems = Problems::default();
    let asks = Asks {
        look: visit.look(),
        typed: &typed,
        problems: &problems,
        options: &|f| choices.of_field(f),
        titles: &titles,
    };
    Ok(html! {
        form method="post" action=(visit.asked.here()) novalidate data-dirty="" {
            input type="hidden" name="version" value=(record.version);
            input type="hidden" name="was" value=(fingerprints);
            (widget(&asks, &field))
            button.sr-only { (say!("app-save")) }
            p.cell-hint.pop role="status" {
                kbd.kbd { "↵" } " " (say!("list-cell-save")) " " kbd.kbd { "⇥" } " " (say!("list-cell-next")) " " kbd.kbd { "Esc" } " " (say!("list-cell-cancel"))
            }
        }
    }
    .into_response())
}

fn refused(status: StatusCode, words: &str) -> Response {
    (status, Json(json!({"problem": words}))).into_response()
}

/// `POST /{objects}/{id}/cell/{field}`: the cell as it is now with a message, or what is wrong.
pub(super) async fn change(
    visit: Visit,
    Path((objects, id, key)): Path<(String, String, String)>,
    request: Request,
) -> Answer {
    let (object, record, field) = place(&visit, &objects, &id, &key).await?;
    let typed = sent::read(&visit, request).await?;
    let mut problems = Problems::default();
    let input = read(&visit, [&field].into_iter(), &typed, typed.text("was"), &mut problems).await?;
    let version = typed.text("version").parse().unwrap_or(record.version);
    let saved = if problems.is_empty() {
        save(&visit, &object, record.id, &input, version).await
    } else {
        Err(Error::Invalid(problems))
    };
    let batch = match saved {
        Ok(batch) => batch,
        Err(Error::Invalid(problems)) => {
            let own = problems.of(&field.key).map(str::to_owned);
            let words = own.unwrap_or_else(|| {
                problems.0.iter().map(|p| named(&object, &p.field, &p.message)).collect::<Vec<_>>().join(". ")
            });
            return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, &words));
        }
        Err(Error::Conflict(found)) => {
            return Ok(refused(StatusCode::CONFLICT, &say!("list-cell-conflict", why = &found.message)));
        }
        Err(other) => return Err(other.into()),
    };
    let cell = shown(&visit, &object, &field, record.id).await?;
    let toast = batch.map(|batch| {
        let words = say!("list-cell-saved", field = &field.label).into();
        let undo = format!("/undo/{batch}?back={}", super::visit::encoded(&back(&visit, &object)));
        ui::toast(&ui::Flash { message: words, undo: Some(undo), failed: false }).into_string()
    });
    Ok(Json(json!({"cell": cell, "toast": toast})).into_response())
}

/// The list the script was on.
fn back(visit: &Visit, object: &Object) -> String {
    let said = visit.asked.text("back").filter(|b| super::asked::is_local(b));
    said.map_or_else(|| format!("/{}", object.plural), str::to_owned)
}

fn named(object: &Object, key: &str, message: &str) -> String {
    object.field(key).map_or_else(|| message.to_owned(), |f| format!("{}: {message}", f.label))
}

/// The cell as a list shows it; nothing where the record is no longer the person's to see.
async fn shown(visit: &Visit, object: &Object, field: &Field, id: Id) -> Result<String, Error> {
    let mut columns = Columns::only(visit, object, &field.key);
    let query = Query {
        columns: Some(columns.paths.clone()),
        ids: Some(vec![id]),
        limit: 1,
        ..Query::new(&object.key)
    };
    let page = visit.engine().list(&visit.actor, &query).await?;
    columns.weigh(&page.rows.iter());
    let look = visit.look();
    let cell =
        page.rows.first().zip(columns.shown.first()).map(|(row, shown)| shown.cell(&look, row).into_string());
    Ok(cell.unwrap_or_default())
}

//! Papers as files: PDF, UBL, the journal.
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::IntoResponse;
use base::{Date, Error};
use engine::Actor;
use sales::paper::View;
use serde::Deserialize;
use ui::web::{Answer, App};

use super::id_of;

/// A name for a file: letters, digits and hyphens of the number.
fn file_name(number: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '-' };
    number.chars().map(plain).collect()
}

/// `GET /{quotes|orders|invoices}/{id}/pdf`
pub(super) async fn pdf(
    object: &'static str,
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
) -> Answer {
    let view = View::load(&app.engine, &actor, object, id_of(&id)?).await?;
    written(&app, view).await
}

/// A paper as a PDF. Setting it takes some milliseconds of a core: on a thread that may be busy.
pub(super) async fn written(app: &App, view: View) -> Answer {
    let settings = app.engine.settings();
    let name = format!("inline; filename=\"{}.pdf\"", file_name(&view.number));
    let pdf = tokio::task::spawn_blocking(move || sales::paper::pdf::write(&view, &settings));
    let pdf = pdf.await.map_err(Error::internal)??;
    let head = [(header::CONTENT_TYPE, "application/pdf".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((head, pdf).into_response())
}

/// `GET /{invoices|credit_notes}/{id}/ubl`
pub(super) async fn ubl(
    object: &'static str,
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<String>,
) -> Answer {
    let view = View::load(&app.engine, &actor, object, id_of(&id)?).await?;
    let name = format!("attachment; filename=\"{}.xml\"", file_name(&view.number));
    let head = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((head, sales::invoice::ubl::write(&view)).into_response())
}

/// The time a journal is of: both days included; this year where nobody says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    from: Option<Date>,
    to: Option<Date>,
}

/// `GET /invoices/journal.csv`
pub(super) async fn journal(State(app): State<App>, actor: Actor, Query(span): Query<Span>) -> Answer {
    // Who may not take invoices out in files does not by this one either.
    let object = app.engine.object(&actor, "invoices")?;
    if actor.level(&object, engine::Action::Export) == engine::Level::None {
        return Err(Error::Forbidden(ui::say!("quote-no-export").into_owned()).into());
    }
    let today = base::Moment::now().date(&app.engine.settings().manners.zone);
    let first = format!("{}-01-01", today.iso().chars().take(4).collect::<String>());
    let from = span.from.or_else(|| first.parse().ok()).unwrap_or(today);
    let csv = sales::invoice::journal::write(&app.engine, &actor, from, span.to.unwrap_or(today)).await?;
    let head = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"journal.csv\""),
    ];
    Ok((head, csv).into_response())
}

//! The log: the timeline of a record, events by their place in the log, and undoing what a batch did.
use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use base::{Error, Result};
use engine::{Actor, Engine};
use serde::Serialize;
use ui::web::{Answer, App, Caller};

use super::list;
use super::params::{Params, id_of};
use super::record::batched;

/// A page of the log, and where to go on.
#[derive(Serialize)]
struct Log<'a, N> {
    data: &'a [engine::Event],
    next: N,
}

/// The timeline of a record, newest first.
pub(super) async fn timeline(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let object = list::object(&app.engine, &caller.actor, &name)?;
    let params = Params::read(&uri, &["cursor", "limit"])?;
    let id = id_of(&id)?;
    let page =
        app.engine.history(&caller.actor, &object.key, id, params.text("cursor"), params.limit()?).await?;
    Ok(Json(Log { data: &page.events, next: page.next }).into_response())
}

/// The key of the object a log is narrowed to.
pub(super) fn only(engine: &Engine, actor: &Actor, params: &Params) -> Result<Option<String>> {
    let Some(name) = params.text("object") else { return Ok(None) };
    match engine.object(actor, name) {
        Ok(object) => Ok(Some(object.key.clone())),
        // What is of the workspace itself: whoever may not see it gets none of its events.
        Err(Error::NotFound) if engine::configured::THINGS.contains(&name) => Ok(Some(name.to_owned())),
        Err(Error::NotFound) => {
            Err(Error::invalid("object", "unknown", format!("There is no object called {name:?}")))
        }
        Err(other) => Err(other),
    }
}

/// Events after a place in the log, oldest first. `next` is where to go on; it moves past what one may not see.
pub(super) async fn events(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["after", "object", "limit"])?;
    let only = only(&app.engine, &caller.actor, &params)?;
    let after = params.number("after", 0..=i64::MAX)?.unwrap_or(0);
    let (events, next) =
        app.engine.events_after(&caller.actor, after, only.as_deref(), params.limit()?).await?;
    Ok(Json(Log { data: &events, next }).into_response())
}

/// Puts back what a batch changed; what has changed since is listed and left.
pub(super) async fn undo(
    State(app): State<App>,
    caller: Caller,
    Path(batch): Path<String>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    let batch = id_of(&batch)?;
    let engine = app.engine.clone();
    // On its own: it goes on to its end even when whoever asked does not wait.
    let task = tokio::spawn(async move { engine.undo(&caller.actor, batch, |_| {}).await });
    let undone = task.await.map_err(Error::internal)??;
    Ok(batched(undone.batch, Json(&undone).into_response()))
}

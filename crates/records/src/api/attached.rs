//! What belongs to a record beside its fields: files, and the people who follow it.
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use base::Error;
use engine::{Action, Actor, Object};
use serde_json::json;
use ui::web::{Answer, App, Caller};

use super::list::object;
use super::params::{Params, id_of};
use super::record::batched;

/// The files of a record.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    let object = object(&app.engine, &caller.actor, &name)?;
    let record = app.engine.find(&caller.actor, &object.key, id_of(&id)?).await?;
    let files = app.engine.attachments(&caller.actor, &record).await?;
    Ok(Json(json!({"data": files})).into_response())
}

/// Puts a file, uploaded before, to a record.
pub(super) async fn add(
    state: State<App>,
    caller: Caller,
    path: Path<(String, String, String)>,
    uri: Uri,
) -> Answer {
    put(state, caller, path, uri, true).await
}

/// Takes a file off a record.
pub(super) async fn remove(
    state: State<App>,
    caller: Caller,
    path: Path<(String, String, String)>,
    uri: Uri,
) -> Answer {
    put(state, caller, path, uri, false).await
}

async fn put(
    State(app): State<App>,
    caller: Caller,
    Path((name, id, file)): Path<(String, String, String)>,
    uri: Uri,
    on: bool,
) -> Answer {
    Params::read(&uri, &[])?;
    let object = object(&app.engine, &caller.actor, &name)?;
    let (id, file) = (id_of(&id)?, id_of(&file)?);
    let mut work = app.engine.begin(&caller.actor);
    if on {
        work.attach(&object.key, id, file).await?;
    } else {
        work.detach(&object.key, id, file).await?;
    }
    let done = work.commit().await?;
    Ok(batched(done.batch, StatusCode::NO_CONTENT.into_response()))
}

/// Who follows a record.
pub(super) async fn followers(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    let object = object(&app.engine, &caller.actor, &name)?;
    let people = app.engine.followers_of(&caller.actor, &object.key, id_of(&id)?).await?;
    Ok(Json(json!({"data": people})).into_response())
}

/// The caller follows a record.
pub(super) async fn follow(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    let object = object(&app.engine, &caller.actor, &name)?;
    writes(&caller.actor, &object)?;
    app.engine.follow(&caller.actor, &object.key, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// The caller no longer follows a record.
pub(super) async fn unfollow(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    let object = object(&app.engine, &caller.actor, &name)?;
    writes(&caller.actor, &object)?;
    app.engine.unfollow(&caller.actor, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Whoever sees a record may follow it; a token must be one that writes.
fn writes(actor: &Actor, object: &Object) -> Result<(), Error> {
    actor.token_lets(|scopes| scopes.allow(object, Action::Update))
}

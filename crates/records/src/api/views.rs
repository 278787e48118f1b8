//! Saved views of lists: one's own, those of one's team, everyone's.
use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use base::Error;
use engine::view::ViewInput;
use serde_json::{Map, Value as Tree, json};
use ui::web::{Answer, App, Caller};

use super::body;
use super::params::{Params, id_of};

/// The views the caller sees, of one object or of all.
pub(super) async fn views(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["object"])?;
    let object = match params.text("object") {
        Some(name) => Some(app.engine.object(&caller.actor, name)?),
        None => None,
    };
    let data = app.engine.views(&caller.actor, object.as_deref()).await?;
    Ok(Json(json!({"data": data})).into_response())
}

fn input(map: Map<String, Tree>) -> Result<ViewInput, Error> {
    serde_json::from_value(Tree::Object(map))
        .map_err(|e| Error::invalid("", "view", format!("This is no view: {e}")))
}

/// Keeps a view.
pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    Params::read(&uri, &[])?;
    let view = app.engine.create_view(&caller.actor, &input(body::object(&headers, body).await?)?).await?;
    let place = format!("/api/v1/views/{}", view.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(view)).into_response())
}

/// One view.
pub(super) async fn find(State(app): State<App>, caller: Caller, Path(id): Path<String>, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    Ok(Json(app.engine.view(&caller.actor, id_of(&id)?).await?).into_response())
}

/// Changes a view.
pub(super) async fn update(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    Params::read(&uri, &[])?;
    let input = input(body::object(&headers, body).await?)?;
    Ok(Json(app.engine.change_view(&caller.actor, id_of(&id)?, &input).await?).into_response())
}

/// Deletes a view.
pub(super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    app.engine.delete_view(&caller.actor, id_of(&id)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Brings a deleted view back.
pub(super) async fn restore(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    uri: Uri,
) -> Answer {
    Params::read(&uri, &[])?;
    Ok(Json(app.engine.restore_view(&caller.actor, id_of(&id)?).await?).into_response())
}

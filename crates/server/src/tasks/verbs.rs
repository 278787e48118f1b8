//! What programs do with tasks: each answers with the task as it is now and the batch that undoes it.
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use base::{Error, Id};
use engine::{Action, Actor, Engine, Input, Work};
use sales::task::call::{ASKED, complete as tick, reopen as untick};
use sales::task::delegation;
use sales::task::series;
use sales::task::snooze::{snooze as put_off, until};
use serde::Deserialize;
use serde_json::{Map, Value as Any};
use ui::say;
use ui::web::{Answer, App, Caller, Fault};

/// Until when a task is put off.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Snooze {
    until: String,
}

/// To whom a task goes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Delegation {
    to: String,
    #[serde(default)]
    words: String,
}

/// A unit of a verb. What one may not see is not there, what one may not change is forbidden.
pub(super) async fn begin(engine: &Engine, actor: &Actor, id: Id) -> base::Result<Work> {
    let record = engine.find(actor, "task", id).await?;
    if !actor.may(Action::Update, &record) {
        let what = say::inline(&record.object.label).into_owned();
        return Err(Error::Forbidden(say!("problem-may-not-change", what = &what).into_owned()));
    }
    Ok(engine.begin(actor).by_verb())
}

fn id_of(text: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found())
}

async fn done(app: &App, actor: &Actor, id: Id, work: Work) -> Answer {
    let batch = work.commit().await?.batch;
    // Who gave it away may not see it any more: then it is done, and there is nothing to show.
    let mut response = match app.engine.find(actor, "task", id).await {
        Ok(task) => {
            let json = task.to_json(&|field| actor.sees(&task.object, field));
            let mut response = Json(json).into_response();
            if let Ok(tag) = HeaderValue::try_from(format!("\"{}\"", task.version)) {
                response.headers_mut().insert(header::ETAG, tag);
            }
            response
        }
        Err(Error::NotFound) => axum::http::StatusCode::NO_CONTENT.into_response(),
        Err(other) => return Err(other.into()),
    };
    if let Ok(batch) = HeaderValue::try_from(batch.to_string()) {
        response.headers_mut().insert(HeaderName::from_static("rondo-batch"), batch);
    }
    Ok(response)
}

/// `POST /api/v1/tasks/{id}/snooze`
pub(super) async fn snooze(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<Snooze>,
) -> Answer {
    let id = id_of(&id)?;
    let mut work = begin(&app.engine, &caller.actor, id).await?;
    let until = until(&app.engine, &caller.actor, &body.until).await?;
    put_off(&mut work, id, until).await?;
    done(&app, &caller.actor, id, work).await
}

/// `POST /api/v1/tasks/{id}/delegation`
pub(super) async fn delegate(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<Delegation>,
) -> Answer {
    let id = id_of(&id)?;
    let to = body.to.parse().map_err(|_| Error::invalid("to", "id", say!("problem-task-nobody")))?;
    let mut work = begin(&app.engine, &caller.actor, id).await?;
    delegation::delegate(&mut work, id, to, &body.words).await?;
    done(&app, &caller.actor, id, work).await
}

/// `POST /api/v1/tasks/{id}/completion`: what is said of a call becomes a note.
pub(super) async fn complete(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    body: axum::body::Bytes,
) -> Answer {
    let id = id_of(&id)?;
    let body: Map<String, Any> = if body.is_empty() {
        Map::new()
    } else {
        serde_json::from_slice(&body)
            .map_err(|error| Fault::bad_request(format!("The body is no JSON object: {error}")))?
    };
    if let Some(key) = body.keys().find(|k| !ASKED.contains(&k.as_str())) {
        return Err(Error::invalid(key.clone(), "unknown", format!("There is no {key:?} here")).into());
    }
    let mut work = begin(&app.engine, &caller.actor, id).await?;
    tick(&mut work, id, Input::json(&body)).await?;
    done(&app, &caller.actor, id, work).await
}

/// `DELETE /api/v1/tasks/{id}/completion`
pub(super) async fn reopen(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let mut work = begin(&app.engine, &caller.actor, id).await?;
    untick(&mut work, id).await?;
    done(&app, &caller.actor, id, work).await
}

/// `POST /api/v1/tasks/{id}/skips`
pub(super) async fn skip(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let mut work = begin(&app.engine, &caller.actor, id).await?;
    series::skip(&mut work, id).await?;
    done(&app, &caller.actor, id, work).await
}

/// `DELETE /api/v1/tasks/{id}/recurrence`
pub(super) async fn stop(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let mut work = begin(&app.engine, &caller.actor, id).await?;
    series::stop(&mut work, id).await?;
    done(&app, &caller.actor, id, work).await
}

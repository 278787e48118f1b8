//! Dashboards and goals in the API: cards as a list, the figures of all of them, the link, how a goal stands.
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::IntoResponse;
use base::{Error, Problems};
use records::pages::{Asked as Address, id_of};
use reports::card::Card;
use reports::dashboard::{self, shipped};
use reports::figures::{Shown, figures as figures_of};
use serde_json::{Value, json};
use ui::web::{Answer, App, Caller};

use super::filters::{Filters, Habits};

/// `GET /api/v1/dashboards/{id}/cards`
pub(super) async fn cards(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let record = app.engine.find(&caller.actor, "dashboard", id_of(&id)?).await?;
    Ok(Json(json!({"data": dashboard::cards(&record), "version": record.version})).into_response())
}

/// `PUT /api/v1/dashboards/{id}/cards`: the whole list.
pub(super) async fn arrange(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Answer {
    let id = id_of(&id)?;
    let list = body.get("data").unwrap_or(&body).clone();
    let all: Vec<Card> = serde_json::from_value(list).map_err(|e| {
        let mut problems = Problems::default();
        problems.add("cards", "cards", e.to_string());
        Error::Invalid(problems)
    })?;
    let version = body.get("version").and_then(Value::as_i64);
    let mut work = app.engine.begin(&caller.actor).by_verb().because("api");
    dashboard::arrange(&mut work, id, &all, version).await?;
    work.commit().await?;
    let record = app.engine.find(&caller.actor, "dashboard", id).await?;
    Ok(Json(json!({"data": dashboard::cards(&record), "version": record.version})).into_response())
}

/// `GET /api/v1/dashboards/{id or key}/figures?period=&from=&to=&compare=&whose=&filter=`
pub(super) async fn figures(
    State(app): State<App>,
    caller: Caller,
    Path(key): Path<String>,
    uri: Uri,
) -> Answer {
    app.engine.object(&caller.actor, "dashboard")?;
    let (cards, habits) = match shipped().into_iter().find(|s| s.key == key) {
        Some(own) => (own.cards, Habits { whose: own.whose.to_owned(), ..Habits::default() }),
        None => {
            let record = app.engine.find(&caller.actor, "dashboard", id_of(&key)?).await?;
            (dashboard::cards(&record), Habits::of(&record))
        }
    };
    let address = Address::of(&uri);
    let scope = app.engine.scope(&caller.actor);
    let filters = Filters::read(&caller.actor, &scope, |name| address.text(name), &habits);
    if let Some(wrong) = filters.wrong {
        return Err(Error::invalid("period", "period", wrong).into());
    }
    let all = figures_of(&app.engine, &caller.actor, &cards, &filters.asked).await?;
    let period = &filters.asked.period;
    let data: Vec<Value> = all.iter().map(Shown::to_json).collect();
    Ok(Json(json!({"from": period.from.to_string(), "to": period.to.to_string(), "data": data}))
        .into_response())
}

/// `POST /api/v1/dashboards/{id}/link`
pub(super) async fn share(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let mut work = app.engine.begin(&caller.actor).by_verb().because("api");
    dashboard::share(&mut work, id).await?;
    work.commit().await?;
    let record = app.engine.find(&caller.actor, "dashboard", id).await?;
    let path = record.get("token").text().map(|token| format!("/d/{token}"));
    Ok((StatusCode::CREATED, Json(json!({"path": path}))).into_response())
}

/// `DELETE /api/v1/dashboards/{id}/link`
pub(super) async fn unshare(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let mut work = app.engine.begin(&caller.actor).by_verb().because("api");
    dashboard::unshare(&mut work, id).await?;
    work.commit().await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /api/v1/goals/{id}/progress`
pub(super) async fn progress(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let record = app.engine.find(&caller.actor, "goal", id_of(&id)?).await?;
    let progress = reports::goal::progress(&app.engine, &caller.actor, &record).await?;
    Ok(Json(progress.to_json()).into_response())
}

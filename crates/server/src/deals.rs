//! Closing a deal, opening it again, and beginning one with a template, over HTTP: the verbs are `sales::deal`'s, the state is a resource.
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base::{Error, Id};
use engine::{Actor, Work};
use serde::Deserialize;
use ui::say;
use ui::web::{Answer, App, Caller, Fault, Me};

/// Under `/api/v1`.
pub(crate) fn api() -> Router<App> {
    Router::new().route("/deals/{id}/closure", post(close).delete(reopen))
}

/// For people.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/deals/{id}/closure", post(close_from_page))
        .route("/deal_templates/{id}/new-deal", get(from_template))
}

/// How a deal ended.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Closure {
    /// `won` or `lost`; from a page also `open`.
    outcome: String,
    /// Why it was lost: a choice's key or label.
    #[serde(default)]
    lost_reason: Option<String>,
}

fn id_of(text: &str) -> Result<Id, Fault> {
    text.parse().map_err(|_| Fault::not_found())
}

impl Closure {
    async fn make(&self, work: &mut Work, id: Id) -> base::Result<()> {
        let reason = self.lost_reason.as_deref().filter(|r| !r.is_empty());
        match self.outcome.as_str() {
            "won" => sales::deal::close(work, id, true, None).await,
            "lost" => sales::deal::close(work, id, false, reason).await,
            _ => Err(Error::invalid("outcome", "outcome", say!("fault-closure"))),
        }
    }
}

/// Not there is also what the actor may not see; the engine would only find out when it writes.
async fn begin(app: &App, actor: &Actor, id: Id) -> base::Result<Work> {
    app.engine.find(actor, "deal", id).await?;
    Ok(app.engine.begin(actor))
}

/// Writes the work down and answers with the deal as it is now.
async fn done(app: &App, actor: &Actor, id: Id, work: Work) -> Answer {
    let batch = work.commit().await?.batch;
    let deal = app.engine.find(actor, "deal", id).await?;
    let json = deal.to_json(&|field| actor.sees(&deal.object, field));
    let mut response = Json(json).into_response();
    for (name, text) in [
        (header::ETAG, format!("\"{}\"", deal.version)),
        (header::HeaderName::from_static("rondo-batch"), batch.to_string()),
    ] {
        if let Ok(value) = HeaderValue::try_from(text) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

async fn close(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
    Json(closure): Json<Closure>,
) -> Answer {
    let id = id_of(&id)?;
    let mut work = begin(&app, &caller.actor, id).await?;
    closure.make(&mut work, id).await?;
    done(&app, &caller.actor, id, work).await
}

async fn reopen(State(app): State<App>, caller: Caller, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let mut work = begin(&app, &caller.actor, id).await?;
    sales::deal::reopen(&mut work, id, None).await?;
    done(&app, &caller.actor, id, work).await
}

async fn close_from_page(
    State(app): State<App>,
    me: Me,
    Path(id): Path<String>,
    Form(closure): Form<Closure>,
) -> Answer<Response> {
    let id = id_of(&id)?;
    let mut work = begin(&app, &me.actor, id).await?;
    if closure.outcome == "open" {
        sales::deal::reopen(&mut work, id, None).await?;
    } else {
        closure.make(&mut work, id).await?;
    }
    work.commit().await?;
    Ok(Redirect::to(&format!("/deals/{id}")).into_response())
}

/// The form of a new deal, begun with a template.
async fn from_template(State(app): State<App>, me: Me, Path(id): Path<String>) -> Answer<Response> {
    let template = app.engine.find(&me.actor, "deal_template", id_of(&id)?).await?;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("template", &template.id.to_string()).append_pair("name", &template.title());
    if let Some(pipeline) = template.get("pipeline").text() {
        form.append_pair("pipeline", pipeline);
        let schema = app.engine.schema();
        let stage = schema.object("deal").and_then(|deal| sales::deal::first_open(deal, Some(pipeline)));
        if let Some(stage) = stage {
            form.append_pair("stage", &stage.key);
        }
    }
    Ok(Redirect::to(&format!("/deals/new?{}", form.finish())).into_response())
}

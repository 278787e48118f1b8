//! Search over all objects, and metrics: named numbers that open into the records behind them.
use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use base::Error;
use engine::metric::{Metric, MetricQuery};
use serde_json::{Value, json};
use ui::web::{Answer, App, Caller};

use super::list;
use super::params::Params;

/// Finds records by words.
pub(super) async fn search(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["q", "objects", "limit"])?;
    let limit = params.number("limit", 1..=100)?.unwrap_or(20) as usize;
    let mut keys: Vec<String> = Vec::new();
    for name in params.text("objects").unwrap_or_default().split(',').map(str::trim).filter(|n| !n.is_empty())
    {
        let object = app.engine.object(&caller.actor, name);
        keys.push(
            object
                .map_err(|_| {
                    Error::invalid("objects", "unknown", format!("There is no object called {name:?}"))
                })?
                .key
                .clone(),
        );
    }
    let objects: Option<Vec<&str>> = (!keys.is_empty()).then(|| keys.iter().map(String::as_str).collect());
    let hits = app
        .engine
        .search(&caller.actor, params.text("q").unwrap_or_default(), objects.as_deref(), limit)
        .await?;
    Ok(Json(json!({"data": hits})).into_response())
}

/// The metrics whose records the caller may see.
pub(super) async fn metrics(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    Params::read(&uri, &[])?;
    let known = |m: &&Metric| app.engine.object(&caller.actor, m.object).is_ok();
    let data: Vec<Value> = app.engine.metrics().iter().filter(known).map(defined).collect();
    Ok(Json(json!({"data": data})).into_response())
}

fn defined(metric: &Metric) -> Value {
    json!({
        "name": metric.name, "label": metric.label, "definition": metric.definition, "version": metric.version, "owner": engine::metric::OWNER,
        "object": metric.object, "unit": metric.unit.name(), "date": metric.date,
    })
}

/// The value of a metric, in parts where it is split.
pub(super) async fn metric(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    uri: Uri,
) -> Answer {
    let params = Params::read(&uri, &["from", "to", "by", "then", "filter"])?;
    let query = MetricQuery {
        from: params.date("from")?,
        to: params.date("to")?,
        by: params.text("by").map(str::to_owned),
        then: params.text("then").map(str::to_owned),
        filter: params.text("filter").map(str::to_owned),
    };
    let filter = list::filter(params.text("filter"))?;
    match app.engine.metric(&caller.actor, &name, &query).await {
        Ok(answer) => Ok(Json(answer.to_json()).into_response()),
        Err(error) => {
            let metric = app.engine.metrics().iter().find(|m| m.name == name).ok_or(Error::NotFound)?;
            let object = app.engine.object(&caller.actor, metric.object)?;
            Err(list::explained(&app.engine, &caller.actor, &object, filter.as_ref(), error))
        }
    }
}

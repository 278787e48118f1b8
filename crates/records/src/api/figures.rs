//! Search over all objects, and metrics: named numbers that open into the records behind them.
use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use base::Error;
use serde_json::{Value, json};
use ui::web::{Answer, App, Caller};

use super::params::Params;

/// Finds records by words.
pub(super) async fn search(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["q", "objects", "limit"])?;
    let limit = params.number("limit", 1..=100)?.unwrap_or(20) as usize;
    let mut keys: Vec<String> = Vec::new();
    for name in params.text("objects").unwrap_or_default().split(',').map(str::trim).filter(|n| !n.is_empty()) {
        let object = app.engine.object(&caller.actor, name);
        keys.push(object.map_err(|_| Error::invalid("objects", "unknown", format!("There is no object called {name:?}")))?.key.clone());
    }
    let objects: Option<Vec<&str>> = (!keys.is_empty()).then(|| keys.iter().map(String::as_str).collect());
    let hits = app.engine.search(&caller.actor, params.text("q").unwrap_or_default(), objects.as_deref(), limit).await?;
    Ok(Json(json!({"data": hits})).into_response())
}

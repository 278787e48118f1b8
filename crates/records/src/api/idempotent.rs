//! `Idempotency-Key` on POST: a request that is sent twice is done once, and answered twice.
use axum::body::{Body, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base::Error;
use engine::account::Begun;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use ui::web::{App, Caller, Fault};

use super::body;
use super::record::BATCH;

/// The header.
const KEY: &str = "idempotency-key";
/// The longest answer that is kept.
const ANSWER: usize = 1024 * 1024;
/// Headers that belong to the answer.
const KEPT: [HeaderName; 4] =
    [header::CONTENT_TYPE, header::LOCATION, header::ETAG, HeaderName::from_static(BATCH)];

/// Requests that are not kept: they bring or give secrets, or more than can be kept.
fn is_kept(path: &str) -> bool {
    !["/bulk", "/tokens", "/password", "/files", "/imports"].iter().any(|end| path.ends_with(end))
}

/// The layer around the API's routes.
pub(super) async fn idempotent(State(app): State<App>, request: Request, next: Next) -> Response {
    if request.method() != Method::POST
        || !request.headers().contains_key(KEY)
        || !is_kept(request.uri().path())
    {
        return next.run(request).await;
    }
    once(app, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn once(app: App, request: Request, next: Next) -> Result<Response, Fault> {
    let (mut parts, body) = request.into_parts();
    let caller = Caller::from_request_parts(&mut parts, &app).await?;
    let key = parts.headers.get(KEY).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let bytes = body::bytes(&parts.headers, body, body::LIMIT).await?;
    let mut hash = Sha256::new();
    for part in [parts.uri.to_string().as_bytes(), b"\0", &bytes] {
        hash.update(part);
    }
    let request = hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing into memory cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    match app.engine.idempotent_begin(&caller.actor, &key, &request).await? {
        Begun::Fresh => {}
        Begun::Answer { status, body } => return Ok(again(status, &body)),
        Begun::Mismatch => {
            return Err(Error::invalid(
                "Idempotency-Key",
                "used",
                "This key was used for another request: use a new one",
            )
            .into());
        }
        Begun::InProgress => {
            return Err(Error::conflict(
                "The first request with this key is still being done: try again in a moment",
            )
            .into());
        }
    }
    // On its own: whoever asked may go away, and the answer is kept for when they come back.
    let task = tokio::spawn(async move {
        let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
        keep(&app, &caller, &key, response).await
    });
    task.await.map_err(|e| Fault::from(Error::internal(e)))?
}

/// Keeps an answer that is final, and passes it on.
async fn keep(app: &App, caller: &Caller, key: &str, response: Response) -> Result<Response, Fault> {
    let status = response.status();
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        app.engine.idempotent_forget(&caller.actor, key).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, ANSWER).await.map_err(|e| Fault::from(Error::internal(e)))?;
    let headers: Map<String, Json> = KEPT
        .iter()
        .filter_map(|name| Some((name.to_string(), parts.headers.get(name)?.to_str().ok()?.into())))
        .collect();
    let kept = json!({"headers": headers, "body": String::from_utf8_lossy(&bytes)}).to_string();
    app.engine.idempotent_end(&caller.actor, key, status.as_u16(), &kept).await?;
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// A kept answer, given again.
fn again(status: u16, kept: &str) -> Response {
    let kept: Json = serde_json::from_str(kept).unwrap_or_default();
    let body = kept.get("body").and_then(Json::as_str).unwrap_or_default().to_owned();
    let mut response = (StatusCode::from_u16(status).unwrap_or(StatusCode::OK), body).into_response();
    response.headers_mut().remove(header::CONTENT_TYPE);
    for (name, value) in kept.get("headers").and_then(Json::as_object).into_iter().flatten() {
        let name = HeaderName::try_from(name.as_str());
        if let (Ok(name), Ok(value)) = (name, HeaderValue::try_from(value.as_str().unwrap_or_default())) {
            response.headers_mut().insert(name, value);
        }
    }
    response.headers_mut().insert("idempotency-replayed", HeaderValue::from_static("true"));
    response
}

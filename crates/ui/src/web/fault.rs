//! The one place where an error becomes a response: RFC 9457 problems under `/api`, pages elsewhere.
//!
//! A handler's `Fault` answers as a problem in JSON and carries itself along; `shape`, a layer around all routes, knows the
//! path and turns it into a page where people look. The same layer gives what axum refuses by itself (unknown
//! routes, wrong methods, bodies that are too large or no JSON) the same form.
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use axum::body::to_bytes;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Conflict, Error, Id, Problems};
use say::{Key, key, say};
use serde_json::{Map, Value as Json, json};

/// What a handler returns.
pub type Answer<T = Response> = Result<T, Fault>;

/// Why a request got no answer.
#[derive(Debug)]
pub enum Fault {
    /// What the engine says.
    Error(Error),
    /// The API needs a token or a session, and has none that is valid.
    Unauthorized(&'static str),
    /// A page needs somebody signed in; afterwards they come back to this address.
    SignIn(String),
    /// Too many attempts: when to try again, in seconds, and why.
    Throttled(u64, String),
    /// Something about the request itself, with a sentence for people.
    Refused(StatusCode, String),
    /// The same, with members of the problem that say more: where it is wrong, what was expected.
    Explained(StatusCode, String, Map<String, Json>),
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl Fault {
    /// A request that cannot be understood.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::Refused(StatusCode::BAD_REQUEST, message.into())
    }

    /// There is nothing here, or nothing for whoever asks.
    pub fn not_found() -> Self {
        Self::Error(Error::NotFound)
    }
}

/// What a response says about an error, before it is known who reads it.
#[derive(Debug, Clone)]
pub struct Told {
    status: StatusCode,
    /// For programs: `not_found`, `invalid`, ….
    code: &'static str,
    title: Cow<'static, str>,
    detail: String,
    /// Members of the problem beyond the usual ones.
    more: Map<String, Json>,
    retry_after: Option<u64>,
}

impl Told {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What happened, in a few words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// What happened and what to do, in a sentence.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// The id by which our own fault stands in the log.
    pub fn id(&self) -> Option<&str> {
        self.more.get("id")?.as_str()
    }

    fn new(status: StatusCode, code: &'static str, title: Key, detail: impl Into<String>) -> Self {
        Self { status, code, title: title.said(), detail: detail.into(), more: Map::new(), retry_after: None }
    }

    fn of(fault: Fault) -> Self {
        match fault {
            Fault::Error(Error::NotFound) => Self::new(
                StatusCode::NOT_FOUND,
                "not_found",
                key!("fault-not-found"),
                say!("fault-not-found-more"),
            ),
            Fault::Error(Error::Forbidden(why)) => {
                Self::new(StatusCode::FORBIDDEN, "forbidden", key!("fault-not-allowed"), why)
            }
            Fault::Error(Error::Invalid(problems)) => Self::invalid(&problems),
            Fault::Error(Error::Conflict(conflict)) => Self::conflict(&conflict),
            Fault::Error(Error::Busy(what)) => Self {
                retry_after: Some(2),
                ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", key!("fault-busy"), what)
            },
            Fault::Error(Error::Internal(what)) => Self::internal(&what),
            Fault::Unauthorized(why) => {
                Self::new(StatusCode::UNAUTHORIZED, "unauthorized", key!("fault-sign-in"), why)
            }
            Fault::SignIn(_) => Self::new(
                StatusCode::UNAUTHORIZED,
                "unauthorized",
                key!("fault-sign-in"),
                say!("fault-sign-in-more"),
            ),
            Fault::Throttled(seconds, why) => Self {
                retry_after: Some(seconds.max(1)),
                ..Self::new(StatusCode::TOO_MANY_REQUESTS, "throttled", key!("fault-too-many"), why)
            },
            Fault::Refused(status, why) => Self::refused(status, why),
            Fault::Explained(status, why, more) => Self { more, ..Self::refused(status, why) },
        }
    }

    fn invalid(problems: &Problems) -> Self {
        let errors: Vec<Json> = problems
            .0
            .iter()
            .map(|p| json!({"field": p.field, "code": p.code, "message": p.message}))
            .collect();
        let mut told = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
            key!("fault-not-valid"),
            problems.to_string(),
        );
        told.more.insert("errors".to_owned(), errors.into());
        told
    }

    fn conflict(conflict: &Conflict) -> Self {
        let mut told = Self::new(StatusCode::CONFLICT, "conflict", key!("fault-conflict"), &conflict.message);
        for (name, text) in
            ["base", "theirs", "yours"].into_iter().zip(conflict.versions.iter().flat_map(|v| v.iter()))
        {
            told.more.insert(name.to_owned(), serde_json::from_str(text).unwrap_or(Json::Null));
        }
        told
    }

    /// An error that is ours: logged here, once; outside stands the id alone.
    fn internal(what: &str) -> Self {
        let id = Id::new().to_string();
        tracing::error!(%id, error = what, "internal error");
        let detail = say!("fault-internal-more", id = &id);
        let mut told =
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", key!("fault-internal"), detail);
        told.more.insert("id".to_owned(), id.into());
        told
    }

    fn refused(status: StatusCode, why: String) -> Self {
        let (code, title) = match status {
            StatusCode::BAD_REQUEST => ("bad_request", key!("fault-bad-request")),
            StatusCode::FORBIDDEN => ("forbidden", key!("fault-not-allowed")),
            StatusCode::METHOD_NOT_ALLOWED => ("method_not_allowed", key!("fault-method")),
            StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => ("timeout", key!("fault-timeout")),
            StatusCode::PRECONDITION_FAILED => ("precondition_failed", key!("fault-precondition")),
            StatusCode::PAYLOAD_TOO_LARGE => ("too_large", key!("fault-too-large")),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("unsupported_media_type", key!("fault-type")),
            StatusCode::UNPROCESSABLE_ENTITY => ("invalid", key!("fault-not-valid")),
            StatusCode::PRECONDITION_REQUIRED => ("precondition_required", key!("fault-version")),
            _ => ("refused", key!("fault-refused")),
        };
        Self::new(status, code, title, why)
    }

    fn problem(&self) -> Response {
        let mut body = Map::new();
        body.insert("type".to_owned(), "about:blank".into());
        body.insert("title".to_owned(), self.title.as_ref().into());
        body.insert("status".to_owned(), self.status.as_u16().into());
        body.insert("code".to_owned(), self.code.into());
        body.insert("detail".to_owned(), self.detail.as_str().into());
        body.extend(self.more.iter().map(|(k, v)| (k.clone(), v.clone())));
        let head = [(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"))];
        self.finish((self.status, head, Json::Object(body).to_string()).into_response())
    }

    /// For people who are not signed in, or where the frame they know cannot be made.
    fn page(&self) -> Response {
        let (title, detail) = match (self.status, self.id()) {
            (StatusCode::NOT_FOUND, _) => (say!("blank-not-found"), say!("blank-not-found-line")),
            (StatusCode::INTERNAL_SERVER_ERROR, Some(id)) => {
                (say!("blank-internal"), say!("blank-internal-line", id = id))
            }
            _ => (self.title.clone(), self.detail.as_str().into()),
        };
        let page = super::error_page::error_page(self.status.as_u16(), &title, &detail);
        self.finish((self.status, page).into_response())
    }

    fn finish(&self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        if let Self::SignIn(next) = &self {
            return Redirect::to(&format!("/login?next={}", percent(next))).into_response();
        }
        let told = Told::of(self);
        let mut response = told.problem();
        response.extensions_mut().insert(Arc::new(told));
        response
    }
}

/// Escapes a text for the value of a query.
fn percent(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Whether an address belongs to programs rather than people.
pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// Requests that may take as long as they need: uploads, exports and live feeds. Their bodies have limits of their own.
fn takes_long(method: &Method, path: &str) -> bool {
    let uploads = *method == Method::POST
        && ["/bulk", "/imports", "/import", "/files"].iter().any(|end| path.ends_with(end));
    uploads
        || path.contains("/imports/")
        || path.contains("/undo/")
        || path.ends_with("/export")
        || path.ends_with("/stream")
}

/// The longest an ordinary request may take.
const LIMIT: Duration = Duration::from_secs(30);

/// A layer around all routes: a time limit, and one form for whatever goes wrong.
pub async fn shape(request: Request, next: Next) -> Response {
    let api = is_api(request.uri().path());
    let head = *request.method() == Method::HEAD;
    let response = if takes_long(request.method(), request.uri().path()) {
        next.run(request).await
    } else {
        tokio::time::timeout(LIMIT, next.run(request)).await.unwrap_or_else(|_| {
            Fault::Refused(StatusCode::GATEWAY_TIMEOUT, say!("fault-timeout-more").into()).into_response()
        })
    };
    if !(response.status().is_client_error() || response.status().is_server_error()) {
        return response;
    }
    if let Some(told) = response.extensions().get::<Arc<Told>>().cloned() {
        return if api { response } else { carried(&response, told.page()) };
    }
    if head || !is_bare(&response) {
        return response;
    }
    let told = reworded(response).await;
    if api { told.problem() } else { told.page() }
}

/// Cookies that the handler set go out with the page too.
fn carried(from: &Response, mut to: Response) -> Response {
    for cookie in from.headers().get_all(header::SET_COOKIE) {
        to.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
    to
}

/// A refusal of axum's own: plain text, or nothing at all.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    kind.is_none_or(|kind| kind.starts_with("text/plain"))
}

/// A refusal of axum's own in our words; its text is kept where it says what is wrong with the input.
async fn reworded(response: Response) -> Told {
    const ALLOW: HeaderName = header::ALLOW;
    let (parts, body) = response.into_parts();
    let text =
        to_bytes(body, 4096).await.map(|b| String::from_utf8_lossy(&b).into_owned()).unwrap_or_default();
    match parts.status {
        StatusCode::NOT_FOUND => Told::of(Fault::not_found()),
        StatusCode::METHOD_NOT_ALLOWED => {
            let allowed = parts.headers.get(ALLOW).and_then(|v| v.to_str().ok()).unwrap_or("another one");
            Told::refused(parts.status, say!("fault-method-more", allowed = allowed).into())
        }
        StatusCode::PAYLOAD_TOO_LARGE => Told::refused(parts.status, say!("fault-too-large-more").into()),
        status if status.is_server_error() => Told::internal(&text),
        status => {
            let text = if text.is_empty() {
                status.canonical_reason().unwrap_or("Refused").to_owned()
            } else {
                text
            };
            Told::refused(status, text)
        }
    }
}

/// The answer to an address nobody serves.
pub async fn nowhere() -> Fault {
    Fault::not_found()
}

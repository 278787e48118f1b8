//! The layers around every route: headers that keep browsers careful, where a change may come from, first run,
//! limits, compression and the log.
use say::say;
use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Id};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::RequestBodyTimeoutLayer;

use super::auth::{bearer_of, session_of};
use super::fault::{is_api, shape};
use super::{App, Fault};

/// The largest body an ordinary request brings. Uploads set their own limit on their route.
pub const BODY_LIMIT: usize = 2 * 1024 * 1024;
/// How long a body may pause.
const BODY_PAUSE: Duration = Duration::from_secs(30);

/// Puts the guards around the routes, the outermost last.
pub fn guard(routes: Router<App>, app: App) -> Router {
    routes
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(from_fn_with_state(app.clone(), first_run))
        .layer(from_fn_with_state(app.clone(), same_site))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(shape))
        .layer(from_fn_with_state(app.clone(), super::language::speak))
        // A low level costs a third of the usual one and saves nearly as much. Live feeds are left alone.
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Precise(4)))
        .layer(RequestBodyTimeoutLayer::new(BODY_PAUSE))
        .layer(from_fn_with_state(app.clone(), headers))
        .layer(from_fn_with_state(app.clone(), log))
        .with_state(app)
}

/// A handler that panicked is our fault like any other: logged once, answered with the id.
fn panicked(what: Box<dyn Any + Send>) -> Response {
    let text =
        what.downcast_ref::<String>().map(String::as_str).or_else(|| what.downcast_ref::<&str>().copied());
    Fault::from(Error::internal(format!("a handler panicked: {}", text.unwrap_or("without a word"))))
        .into_response()
}

/// What browsers are told on every answer.
const HEADERS: &[(&str, &str)] = &[
    (
        "content-security-policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

async fn headers(State(app): State<App>, request: Request, next: Next) -> Response {
    let asset = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(*name).or_insert(HeaderValue::from_static(value));
    }
    if app.is_https() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    if !asset {
        // What one person sees is nobody else's, and a page left by "Back" after signing out is asked for anew.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache, private"));
    }
    response
}

/// The host an `Origin` or `Referer` names: `https://crm.example.com:8443/x` → `crm.example.com:8443`.
fn authority(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split(['/', '?', '#']).next().filter(|host| !host.is_empty())
}

/// Whether a request that changes something may come from where it says it comes from.
fn may_change(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    // A program with a token is no browser that somebody else could make do things.
    if bearer_of(headers).is_some() {
        return true;
    }
    let Some(from) = text(header::ORIGIN).or_else(|| text(header::REFERER)) else {
        // Only a browser that carries a session can be misused, and browsers say where they come from.
        return session_of(headers).is_none();
    };
    let Some(from) = authority(from) else { return false };
    let own = [text(header::HOST), public_url.and_then(authority)];
    own.into_iter().flatten().any(|host| host.eq_ignore_ascii_case(from))
}

/// Changes come from our own pages or from programs with a token, never from another site's page.
async fn same_site(State(app): State<App>, request: Request, next: Next) -> Response {
    // Forms for strangers know no session: whoever holds one on a page of theirs may send it.
    let open = request.uri().path().starts_with("/f/");
    if open || request.method().is_safe() || may_change(request.headers(), app.public_url.as_deref()) {
        return next.run(request).await;
    }
    let why = say!("fault-other-site");
    Fault::Refused(StatusCode::FORBIDDEN, why.into()).into_response()
}

/// Until somebody can sign in, every page leads to the set-up page.
async fn first_run(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let open = is_api(path)
        || path.starts_with("/assets/")
        || matches!(path, "/setup" | "/healthz" | "/readyz" | "/metrics" | "/favicon.ico" | "/robots.txt");
    if open {
        return next.run(request).await;
    }
    match app.needs_setup().await {
        Ok(true) => Redirect::to("/setup").into_response(),
        Ok(false) => next.run(request).await,
        Err(error) => Fault::from(error).into_response(),
    }
}

/// Gives each request an id and a line in the log, without the query: it may hold names and secrets.
async fn log(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = Id::new();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let began = Instant::now();
    let mut response = next.run(request).await;
    let (status, took) = (response.status().as_u16(), began.elapsed());
    app.traffic().count(status, took);
    let ms = took.as_millis() as u64;
    if response.status().is_server_error() {
        tracing::warn!(target: "rondo::http", %id, %method, path, status, ms);
    } else {
        tracing::debug!(target: "rondo::http", %id, %method, path, status, ms);
    }
    if let Ok(id) = HeaderValue::try_from(id.to_string()) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(pairs: &[(HeaderName, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(n, v)| (n.clone(), HeaderValue::from_static(v))).collect()
    }

    #[test]
    fn a_session_changes_things_from_our_own_pages_only() {
        let own = asks(&[
            (header::COOKIE, "rondo=x"),
            (header::HOST, "crm.test:8080"),
            (header::ORIGIN, "http://crm.test:8080"),
        ]);
        assert!(may_change(&own, None));
        let other = asks(&[
            (header::COOKIE, "rondo=x"),
            (header::HOST, "crm.test"),
            (header::ORIGIN, "https://evil.test"),
        ]);
        assert!(!may_change(&other, None));
        let silent = asks(&[(header::COOKIE, "rondo=x"), (header::HOST, "crm.test")]);
        assert!(!may_change(&silent, None));
        let opaque = asks(&[(header::HOST, "crm.test"), (header::ORIGIN, "null")]);
        assert!(!may_change(&opaque, None));
    }

    #[test]
    fn behind_a_proxy_the_public_address_counts() {
        let asked = asks(&[
            (header::COOKIE, "rondo=x"),
            (header::HOST, "127.0.0.1:8080"),
            (header::ORIGIN, "https://crm.example.com"),
        ]);
        assert!(!may_change(&asked, None));
        assert!(may_change(&asked, Some("https://crm.example.com")));
    }

    #[test]
    fn a_referer_stands_in_for_the_origin_and_a_token_needs_neither() {
        let referred = asks(&[
            (header::COOKIE, "rondo=x"),
            (header::HOST, "crm.test"),
            (header::REFERER, "https://crm.test/deals?x=1"),
        ]);
        assert!(may_change(&referred, None));
        assert!(may_change(
            &asks(&[(header::AUTHORIZATION, "Bearer t"), (header::ORIGIN, "https://a.b")]),
            None
        ));
    }
}

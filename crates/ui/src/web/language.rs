//! A layer around all routes: the language an answer is written in.
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;

use super::App;
use super::auth::session_of;
use super::fault::is_api;
use crate::say::{Language, Locale, within};

/// Answers in the language of whoever asks.
pub(super) async fn speak(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if is_api(path) || path.starts_with("/assets/") {
        return next.run(request).await;
    }
    let locale = locale_of(&app, request.headers()).await;
    within(locale, next.run(request)).await
}

/// One's own choice, the workspace's, or before signing in what the browser asks for. Programs are answered in English.
async fn locale_of(app: &App, headers: &HeaderMap) -> Locale {
    let settings = app.engine.settings();
    let actor = match session_of(headers) {
        // Whatever is wrong here is wrong again where the handler asks, and said there.
        Some(session) => app.engine.actor_of_session(session).await.ok().flatten(),
        None => None,
    };
    let chosen = match &actor {
        Some(actor) => actor.language.as_deref().and_then(Language::parse),
        None => headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|accepts| accepts.to_str().ok())
            .and_then(Language::accepted),
    };
    let language = chosen.or_else(|| Language::parse(&settings.language)).unwrap_or_default();
    Locale::new(language, settings.manners.country.as_deref())
}

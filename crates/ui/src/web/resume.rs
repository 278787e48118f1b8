//! A form that was sent when the session had ended: signing in comes first, and what was written goes along. Works
//! without scripts; where they run the browser keeps a draft besides.
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use say::say;

use super::App;
use super::account::{SignIn, sign_in_page};
use super::auth::session_of;
use crate::icon::logo;

/// The longest form that goes along.
const LONGEST: usize = 512 * 1024;

/// What was to be sent, and where to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// The address on this server.
    pub(super) to: String,
    /// The form, as browsers encode it.
    pub(super) form: String,
}

/// A layer around pages that take forms.
pub async fn keep(State(app): State<App>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_form = request.method() == Method::POST
        && kind.starts_with("application/x-www-form-urlencoded")
        && !headers.contains_key("x-fragment");
    if !is_form {
        return next.run(request).await;
    }
    let signed_in = match session_of(headers) {
        Some(session) => matches!(app.engine.actor_of_session(session).await, Ok(Some(_))),
        None => false,
    };
    if signed_in {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let Ok(form) = to_bytes(body, LONGEST).await else {
        return next.run(Request::from_parts(parts, Body::empty())).await;
    };
    let to = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    // Forms for those who cannot be signed in yet, such as invitations, are answered.
    let answer = next.run(Request::from_parts(parts, Body::from(form.clone()))).await;
    let sent_away = answer.headers().get(header::LOCATION).and_then(|l| l.to_str().ok());
    match String::from_utf8(form.to_vec()) {
        Ok(form) if sent_away.is_some_and(|to| to.starts_with("/login")) => {
            let form = SignIn { kept: Kept { to, form }, ..SignIn::default() };
            let page = sign_in_page(&app, &form, Some(&say!("form-signed-out")));
            (StatusCode::UNAUTHORIZED, page).into_response()
        }
        _ => answer,
    }
}

/// After signing in: what was written, to be sent on by one press.
pub(super) fn carry_on(kept: &Kept) -> Markup {
    let title = say!("form-signed-in-again");
    crate::bare(
        &title,
        html! {
            main class="w-full max-w-[26rem] mx-auto px-4 pt-[18dvh] pb-8" {
                div class="flex flex-col items-center text-center mb-6" {
                    (logo(40))
                    h1 class="text-2xl font-semibold mt-4" { (title) }
                    p class="text-muted mt-1" { (say!("form-still-here")) }
                }
                form class="card p-6 grid gap-3 shadow-2" method="post" action=(kept.to) data-turbo="false" {
                    @for (name, value) in url::form_urlencoded::parse(kept.form.as_bytes()) { input type="hidden" name=(name) value=(value); }
                    button class="btn btn-primary btn-lg w-full" autofocus { (say!("form-carry-on")) }
                    a class="btn btn-ghost w-full" href="/" { (say!("form-drop-it")) }
                }
            }
        },
    )
}

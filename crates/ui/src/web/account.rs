//! Signing in and out, and changing one's password.
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Problems};
use engine::account::SignInError;
use maud::{Markup, html};
use say::say;
use serde::Deserialize;

use super::auth::{cookie, session_of};
use super::resume::{Kept, carry_on};
use super::visitor::Visitor;
use super::{Answer, App, Fault, Me};
use crate::icon::logo;
use crate::part::{Mood, alert, field_error};

/// Where to go afterwards.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Next {
    next: String,
}

/// What the sign-in form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SignIn {
    pub(super) email: String,
    pub(super) password: String,
    pub(super) next: String,
    pub(super) resume_to: String,
    pub(super) resume: String,
    #[serde(skip)]
    pub(super) kept: Kept,
}

/// An address on this server that is safe to be sent to. `//host` and `/\host` lead elsewhere.
fn local(next: &str) -> &str {
    let inside = next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n', '\t']);
    let to_itself = next.starts_with("/login") || next.starts_with("/logout");
    if inside && !to_itself { next } else { "/" }
}

/// `GET /login`
pub async fn show(State(app): State<App>, me: Option<Me>, Query(to): Query<Next>) -> Response {
    if me.is_some() {
        return Redirect::to(local(&to.next)).into_response();
    }
    sign_in_page(&app, &SignIn { next: to.next, ..SignIn::default() }, None).into_response()
}

/// `POST /login`
pub async fn create(State(app): State<App>, visitor: Visitor, Form(mut form): Form<SignIn>) -> Answer {
    if local(&form.resume_to) == form.resume_to {
        form.kept = Kept { to: std::mem::take(&mut form.resume_to), form: std::mem::take(&mut form.resume) };
    }
    match app.engine.sign_in(&form.email, &form.password, &visitor.agent, &visitor.address).await {
        Ok(session) if !form.kept.to.is_empty() => {
            let head = [(header::SET_COOKIE, cookie(&app, Some(&session.token)))];
            Ok((head, carry_on(&form.kept)).into_response())
        }
        Ok(session) => Ok(signed_in(&app, &session.token, local(&form.next))),
        Err(SignInError::Other(error)) => Err(error.into()),
        Err(refused) => Ok(refused_page(&refused, |message| sign_in_page(&app, &form, Some(message)))),
    }
}

/// `POST /logout`. Whoever has no session any more is signed out already.
pub async fn destroy(State(app): State<App>, headers: axum::http::HeaderMap) -> Answer {
    if let Some(session) = session_of(&headers) {
        app.engine.sign_out(session).await?;
    }
    Ok(([(header::SET_COOKIE, cookie(&app, None))], Redirect::to("/login")).into_response())
}

/// The answer that begins a session.
pub fn signed_in(app: &App, token: &str, next: &str) -> Response {
    ([(header::SET_COOKIE, cookie(app, Some(token)))], Redirect::to(next)).into_response()
}

/// The form again, with the reason; too many attempts say when to come back.
fn refused_page(refused: &SignInError, page: impl FnOnce(&str) -> Markup) -> Response {
    let mut response = page(&refused.to_string()).into_response();
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    if let SignInError::TooMany { retry_after } = refused {
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    }
    response
}

pub(super) fn sign_in_page(app: &App, form: &SignIn, wrong: Option<&str>) -> Markup {
    let name = app.engine.settings().name.clone();
    let host =
        app.public_url.as_deref().and_then(|url| url.split_once("://")).map(|(_, host)| host.to_owned());
    crate::bare(
        &say!("account-sign-in"),
        html! {
            main class="w-full max-w-[22.5rem] mx-auto px-4 pt-[18dvh] pb-8" {
                div class="flex flex-col items-center text-center mb-6" {
                    (logo(40))
                    h1 class="text-2xl font-semibold mt-4" { (say!("account-sign-in-to", workspace = &name)) }
                    @if let Some(host) = host { p class="text-muted mt-1" { (host) } }
                }
                div class="card p-6 shadow-2" {
                    // What goes along is shown by the answer itself, which only a browser's own submission does.
                    form class="grid gap-4" method="post" action="/login" data-turbo=[(!form.kept.to.is_empty()).then_some("false")] {
                        @if !form.kept.to.is_empty() {
                            input type="hidden" name="resume_to" value=(form.kept.to);
                            input type="hidden" name="resume" value=(form.kept.form);
                        }
                        @if let Some(message) = wrong { (alert(Mood::Error, html! { (message) })) }
                        input type="hidden" name="next" value=(form.next);
                        (field("email", &say!("account-email"), "email", "username", &form.email, None, true))
                        (field("password", &say!("account-password"), "password", "current-password", "", None, false))
                        button class="btn btn-primary btn-lg w-full" { (say!("account-sign-in")) }
                    }
                }
                p class="text-center text-sm text-muted mt-5" { (say!("account-none")) }
            }
        },
    )
}

/// A labelled input of the forms before and around signing in.
pub fn field(
    name: &str,
    label: &str,
    kind: &str,
    autocomplete: &str,
    value: &str,
    wrong: Option<&str>,
    focus: bool,
) -> Markup {
    let error = format!("{name}-error");
    html! {
        fieldset class="fieldset" {
            label class="fieldset-legend" for=(name) { (label) }
            input #(name) class="input h-9 w-full" name=(name) type=(kind) autocomplete=(autocomplete) value=(value) required
                autofocus[focus] aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| &error)];
            @if let Some(message) = wrong { (field_error(&error, message)) }
        }
    }
}

/// What the form for a new password sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Change {
    old: String,
    new: String,
}

/// `GET /profile/password`
pub async fn edit_password(me: Me) -> Markup {
    password_page(&me, &Problems::default(), None)
}

/// `POST /profile/password`: every other session of the person ends.
pub async fn update_password(State(app): State<App>, me: Me, Form(form): Form<Change>) -> Answer {
    let user = me.actor.user.ok_or_else(Fault::not_found)?;
    match app.engine.change_password(user, &form.old, &form.new, Some(&me.session)).await {
        Ok(()) => Ok(Redirect::to("/").into_response()),
        Err(SignInError::Other(Error::Invalid(problems))) => {
            // The engine speaks of a password; this form has two.
            let page = password_page(&me, &problems, None);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(SignInError::Other(other)) => Err(other.into()),
        Err(refused) => {
            Ok(refused_page(&refused, |message| password_page(&me, &Problems::default(), Some(message))))
        }
    }
}

fn password_page(me: &Me, problems: &Problems, refused: Option<&str>) -> Markup {
    let new = problems.of("password").or_else(|| problems.of("new"));
    crate::bare(
        &say!("account-change"),
        html! {
            main class="w-full max-w-[22.5rem] mx-auto px-4 pt-[14dvh] pb-8" {
                h1 class="text-2xl font-semibold" { (say!("account-change-yours")) }
                p class="text-muted mt-1 mb-6" { (say!("account-signs-out", name = &me.actor.name)) }
                div class="card p-6 shadow-2" {
                    form class="grid gap-4" method="post" action="/profile/password" {
                        @if let Some(message) = refused { (alert(Mood::Error, html! { (message) })) }
                        (field("old", &say!("account-old"), "password", "current-password", "", problems.of("old"), true))
                        (field("new", &say!("account-new"), "password", "new-password", "", new, false))
                        div class="flex gap-2" {
                            button class="btn btn-primary grow" { (say!("account-change")) }
                            a class="btn" href="/" { (say!("app-cancel")) }
                        }
                    }
                }
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_server() {
        assert_eq!(local("/deals?sort=name"), "/deals?sort=name");
        for elsewhere in [
            "",
            "https://evil.test",
            "//evil.test",
            "/\\evil.test",
            "/\t/evil.test",
            "deals",
            "/login?next=/",
        ] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
    }
}

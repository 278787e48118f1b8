//! Where the link of an invitation leads: whoever has it sets their password and is signed in. It works once.
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Problems};
use engine::account::Invited;
use maud::{Markup, html};
use serde::Deserialize;
use ui::icon::logo;
use ui::say;
use ui::web::account::{field, signed_in};
use ui::web::{Answer, App};

/// What the link and the form bring.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in super::super) struct Sent {
    token: String,
    password: String,
}

/// `GET /invite?token=…`
pub(in super::super) async fn show(State(app): State<App>, Query(sent): Query<Sent>) -> Answer {
    Ok(match app.engine.invited(&sent.token).await? {
        Some(invited) => page(&app, &invited, &sent.token, &Problems::default()),
        None => gone(),
    })
}

/// `POST /invite`
pub(in super::super) async fn accept(
    State(app): State<App>,
    headers: HeaderMap,
    Form(sent): Form<Sent>,
) -> Answer {
    let Some(invited) = app.engine.invited(&sent.token).await? else { return Ok(gone()) };
    match app.engine.accept_invitation(&sent.token, &sent.password).await {
        Ok(user) => {
            let agent = headers.get(header::USER_AGENT).and_then(|a| a.to_str().ok()).unwrap_or_default();
            let session = app.engine.begin_session(user, agent).await?;
            Ok(signed_in(&app, &session.token, "/"))
        }
        Err(Error::Invalid(problems)) => Ok(page(&app, &invited, &sent.token, &problems)),
        Err(Error::Conflict(_)) => Ok(gone()),
        Err(other) => Err(other.into()),
    }
}

fn frame(status: StatusCode, title: &str, body: &Markup) -> Response {
    let page = ui::bare(
        title,
        html! {
            main class="w-full max-w-[22.5rem] mx-auto px-4 pt-[14dvh] pb-8" {
                div class="flex flex-col items-center text-center mb-6" { (logo(40)) h1 class="text-2xl font-semibold mt-4" { (title) } }
                (body)
            }
        },
    );
    // The address holds a secret: no other page learns it.
    (status, [(header::REFERRER_POLICY, "no-referrer")], page).into_response()
}

fn page(app: &App, invited: &Invited, token: &str, problems: &Problems) -> Response {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = say!("people-welcome", workspace = &app.engine.settings().name);
    let body = html! {
        p class="text-muted text-center mb-4" { (say!("people-choose-password", name = &invited.name)) }
        div class="card p-6 shadow-2" {
            form class="grid gap-4" method="post" action="/invite" {
                input type="hidden" name="token" value=(token);
                fieldset class="fieldset" {
                    label class="fieldset-legend" for="email" { (say!("people-email")) }
                    input class="input h-9 w-full" id="email" type="email" value=(invited.email) autocomplete="username" readonly;
                }
                (field("password", &say!("people-password"), "password", "new-password", "", problems.of("password"), true))
                button class="btn btn-primary btn-lg w-full" { (say!("people-set-and-sign-in")) }
            }
        }
    };
    frame(status, &title, &body)
}

fn gone() -> Response {
    let body = html! {
        p class="text-muted text-center" { (say!("people-link-gone")) }
        p class="text-center mt-4" { a class="btn" href="/login" { (say!("people-sign-in")) } }
    };
    frame(StatusCode::GONE, &say!("people-link-dead"), &body)
}

//! The first page of a new workspace: it makes the administrator and signs them in. There once, then never again: of two
//! visitors at the same time one gets in. What comes after it asks for an administrator who is signed in.
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use base::{Error, Problems};
use engine::account::FirstRun;
use maud::{Markup, html};
use serde::Deserialize;

use super::account::{field, signed_in};
use super::visitor::Visitor;
use super::{Answer, App, Fault, Me};
use crate::part::{Mood, alert};
use crate::{say, setup};

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Setup {
    name: String,
    email: String,
    password: String,
}

/// `GET /setup`: the account; for an administrator who is not done yet, the step that comes next.
pub async fn show(State(app): State<App>, me: Option<Me>) -> Answer {
    if app.needs_setup().await? {
        return Ok(setup_page(&Setup::default(), &Problems::default()).into_response());
    }
    let step = &app.engine.settings().start.step;
    match me {
        Some(me) if me.actor.is_admin() && !step.is_empty() => {
            Ok(Redirect::to(&setup::address(step)).into_response())
        }
        _ => Err(Fault::not_found()),
    }
}

/// `POST /setup`
pub async fn create(State(app): State<App>, visitor: Visitor, Form(form): Form<Setup>) -> Answer {
    if !app.needs_setup().await? {
        return Err(Fault::not_found());
    }
    let given = FirstRun {
        name: form.name.clone(),
        email: form.email.clone(),
        password: form.password.clone(),
        currency: "EUR".to_owned(),
        // The zone of the machine is a better guess than none, until the next page asks.
        time_zone: jiff::tz::TimeZone::system().iana_name().unwrap_or("UTC").to_owned(),
        steps: true,
        ..FirstRun::default()
    };
    match app.engine.first_run(&given).await {
        Ok(user) => {
            let session = app.engine.begin_session(user, &visitor.agent).await?;
            Ok(signed_in(&app, &session.token, &setup::address("company")))
        }
        Err(Error::Invalid(problems)) => Ok(again(&form, &problems)),
        Err(other) => Err(other.into()),
    }
}

fn again(form: &Setup, problems: &Problems) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, setup_page(form, problems)).into_response()
}

fn setup_page(form: &Setup, problems: &Problems) -> Markup {
    let text = |name, label: &str, kind, autocomplete, value: &str, focus| {
        field(name, label, kind, autocomplete, value, problems.of(name), focus)
    };
    setup::page(
        "",
        &say!("setup-title"),
        &say!("setup-lead"),
        &say!("setup-continue"),
        html! {
            form id="setup" class="grid gap-5 max-w-[26rem]" method="post" action="/setup" {
                @if !problems.is_empty() { (alert(Mood::Error, html! { (say!("setup-nothing-yet")) })) }
                (text("name", &say!("setup-name"), "text", "name", &form.name, true))
                (text("email", &say!("setup-email"), "email", "username", &form.email, false))
                (text("password", &say!("setup-password"), "password", "new-password", "", false))
            }
        },
    )
}

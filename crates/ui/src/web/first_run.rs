//! The first page of a new workspace: it makes the administrator and signs them in. There once, then never again.
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::{Error, Problems};
use engine::account::FirstRun;
use maud::{Markup, html};
use serde::Deserialize;

use super::account::{field, signed_in};
use super::visitor::Visitor;
use super::{Answer, App, Fault};
use crate::icon::{icon, logo};
use crate::part::{Mood, alert, field_error};

/// Offered first; any other ISO 4217 code can be typed.
const CURRENCIES: [&str; 16] = [
    "EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "CAD", "AUD", "NZD", "JPY", "INR", "BRL",
    "ZAR",
];

/// What the form sends.
#[derive(Deserialize)]
#[serde(default)]
pub struct Setup {
    company: String,
    currency: String,
    time_zone: String,
    name: String,
    email: String,
    password: String,
}

impl Default for Setup {
    fn default() -> Self {
        let empty = String::new;
        Self {
            company: empty(),
            currency: "EUR".to_owned(),
            // The zone of the machine is a better guess than none.
            time_zone: jiff::tz::TimeZone::system().iana_name().unwrap_or("UTC").to_owned(),
            name: empty(),
            email: empty(),
            password: empty(),
        }
    }
}

/// `GET /setup`
pub async fn show(State(app): State<App>) -> Answer<Markup> {
    only_once(&app).await?;
    Ok(setup_page(&Setup::default(), &Problems::default()))
}

/// `POST /setup`
pub async fn create(State(app): State<App>, visitor: Visitor, Form(form): Form<Setup>) -> Answer {
    only_once(&app).await?;
    let given = FirstRun {
        company: form.company.clone(),
        name: form.name.clone(),
        email: form.email.clone(),
        password: form.password.clone(),
        currency: form.currency.trim().to_ascii_uppercase(),
        time_zone: form.time_zone.trim().to_owned(),
        country: String::new(),
    };
    match app.engine.first_run(&given).await {
        Ok(user) => {
            let session = app.engine.begin_session(user, &visitor.agent).await?;
            Ok(signed_in(&app, &session.token, "/"))
        }
        Err(Error::Invalid(problems)) => Ok(again(&form, &problems)),
        Err(other) => Err(other.into()),
    }
}

/// Once somebody can sign in, the page is gone.
async fn only_once(app: &App) -> Result<(), Fault> {
    if app.needs_setup().await? { Ok(()) } else { Err(Fault::not_found()) }
}

fn again(form: &Setup, problems: &Problems) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, setup_page(form, problems)).into_response()
}

fn setup_page(form: &Setup, problems: &Problems) -> Markup {
    let text = |name, label, kind, autocomplete, value: &str, focus| {
        field(name, label, kind, autocomplete, value, problems.of(name), focus)
    };
    crate::bare(
        "Set up Rondo",
        html! {
            header class="flex items-center gap-3 px-4 h-14" {
                span class="flex items-center gap-2 font-semibold" { (logo(24)) "Rondo" }
            }
            main class="w-full max-w-[28rem] mx-auto px-4 pt-6 pb-16" {
                h1 class="text-3xl font-semibold" { "Set up Rondo" }
                p class="text-muted mt-2 mb-6" { "You become the administrator. Everything here can be changed later." }
                form class="grid gap-6" method="post" action="/setup" {
                    @if !problems.is_empty() {
                        (alert(Mood::Error, html! { "Nothing is set up yet: look at the fields marked below." }))
                    }
                    fieldset class="grid gap-4" {
                        legend class="text-lg font-semibold mb-3" { "Your company" }
                        (text("company", "Company", "text", "organization", &form.company, true))
                        div class="grid gap-4 sm:grid-cols-2" {
                            (chosen("currency", "Currency", &form.currency, "currencies", CURRENCIES.iter().copied(), problems))
                            (chosen("time_zone", "Time zone", &form.time_zone, "zones", zones().iter().map(String::as_str), problems))
                        }
                    }
                    fieldset class="grid gap-4" {
                        legend class="text-lg font-semibold mb-3" { "You" }
                        (text("name", "Your name", "text", "name", &form.name, false))
                        (text("email", "E-mail", "email", "username", &form.email, false))
                        (text("password", "Password", "password", "new-password", "", false))
                    }
                    button class="btn btn-primary btn-lg" { "Start" }
                    p class="text-sm text-muted flex gap-2" {
                        (icon("lock")) span { "Everything stays on this server. Nothing is sent to us." }
                    }
                }
            }
        },
    )
}

/// An input that offers a list and takes anything.
fn chosen<'a>(
    name: &str,
    label: &str,
    value: &str,
    list: &str,
    offered: impl Iterator<Item = &'a str>,
    problems: &Problems,
) -> Markup {
    let (wrong, error) = (problems.of(name), format!("{name}-error"));
    html! {
        fieldset class="fieldset" {
            label class="fieldset-legend" for=(name) { (label) }
            input #(name) class="input h-9 w-full" name=(name) value=(value) list=(list) required autocomplete="off"
                aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| &error)];
            datalist #(list) { @for one in offered { option value=(one) {} } }
            @if let Some(message) = wrong { (field_error(&error, message)) }
        }
    }
}

/// Zones named after a place, as people know them.
fn zones() -> Vec<String> {
    let all = jiff::tz::db().available().map(|zone| zone.as_str().to_owned());
    all.filter(|zone| zone == "UTC" || zone.contains('/') && !zone.starts_with("Etc/")).collect()
}

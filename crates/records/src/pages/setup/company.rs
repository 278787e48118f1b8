//! The company: its name and sign, and where it is, which decides how money, days and telephone numbers are read.
use axum::extract::Multipart;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use base::{Currency, Error, Problems};
use maud::{Markup, html};
use serde_json::{Map, Value as Json};
use ui::field::Typed;
use ui::part::{Mood, alert, field_error};
use ui::say::{Language, locale};
use ui::web::{Answer, Fault};
use ui::{say, setup};

use super::countries::{ALL, of_browser};
use super::{next, open};
use crate::pages::visit::Visit;

const KEYS: [&str; 5] = ["name", "country", "currency", "time_zone", "language"];

/// `GET /setup/company`, filled in from what the browser says of itself.
pub(super) async fn show(visit: Visit, headers: HeaderMap) -> Answer {
    open(&visit)?;
    let languages = headers.get(ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let country = of_browser(languages);
    let mut typed = Typed::default();
    let manners = &visit.settings.manners;
    typed.put("country", manners.country.as_deref().or(country.map(|c| c.code)).unwrap_or_default());
    typed.put("currency", country.map_or(manners.currency.as_str(), |c| c.currency));
    typed.put("time_zone", country.map_or_else(|| manners.zone.iana_name().unwrap_or("UTC"), |c| c.zone));
    typed.put("language", locale().language.tag());
    Ok(page(&typed, &Problems::default(), country.is_none()).into_response())
}

/// `POST /setup/company`
pub(super) async fn update(visit: Visit, mut parts: Multipart) -> Answer {
    open(&visit)?;
    let broken = |e: axum::extract::multipart::MultipartError| Fault::bad_request(e.body_text());
    let (mut pairs, mut logo) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        match part.name().unwrap_or_default().to_owned() {
            name if name == "logo" => logo = part.bytes().await.map_err(broken)?.to_vec(),
            name => pairs.push((name, part.text().await.map_err(broken)?)),
        }
    }
    let typed = Typed::sent(pairs);
    if typed.has("skip") {
        return Ok(next(&visit, "company").await?);
    }
    let given = |key: &&str| ((*key).to_owned(), Json::String(typed.text(key).trim().to_owned()));
    let changes: Map<String, Json> = KEYS.iter().filter(|k| typed.has(k)).map(given).collect();
    let mut problems = Problems::default();
    if typed.text("name").trim().is_empty() {
        problems.add("name", "required", say!("problem-company-name"));
    }
    let saved = match problems.check() {
        Ok(()) => save(&visit, &changes, &logo).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(next(&visit, "company").await?),
        Err(Error::Invalid(problems)) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&typed, &problems, false)).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

async fn save(visit: &Visit, changes: &Map<String, Json>, logo: &[u8]) -> Result<(), Error> {
    if !logo.is_empty() {
        visit.engine().set_logo(&visit.actor, Some(logo)).await?;
    }
    visit.engine().set_settings(&visit.actor, changes).await
}

fn page(typed: &Typed, problems: &Problems, guess: bool) -> Markup {
    setup::page(
        "company",
        &say!("setup-company-title"),
        &say!("setup-company-lead"),
        &say!("setup-continue"),
        html! {
            form #setup.grid."gap-5" method="post" action="/setup/company" enctype="multipart/form-data" data-controller="suggest" {
                @if !problems.is_empty() { (alert(Mood::Error, html! { (say!("setup-wrong")) })) }
                (field("name", &say!("setup-company-name"), problems, &html! {
                    input #name.input."h-9".w-full name="name" value=(typed.text("name")) autocomplete="organization" autofocus aria-invalid=[problems.of("name").map(|_| "true")] aria-describedby=[problems.of("name").map(|_| "name-e")];
                }))
                div.grid."gap-5"."sm:grid-cols-2" {
                    (field("country", &say!("setup-country"), problems, &html! {
                        select #country.select.w-full name="country" data-suggest-target="country" data-action="suggest#country" {
                            option value="" { (say!("setup-country-none")) }
                            @for c in &ALL { option value=(c.code) selected[typed.text("country") == c.code] data-currency=(c.currency) data-zone=(c.zone) { (c.name) } }
                        }
                    }))
                    (field("currency", &say!("setup-currency"), problems, &html! {
                        select #currency.select.w-full name="currency" data-suggest-target="currency" { @for c in Currency::all() { option value=(c) selected[c.as_str() == typed.text("currency")] { (c) } } }
                    }))
                    (field("time_zone", &say!("setup-zone"), problems, &html! {
                        input #time_zone.input."h-9".w-full name="time_zone" value=(typed.text("time_zone")) list="zones" autocomplete="off" data-suggest-target="zone" data-guess[guess]
                            aria-invalid=[problems.of("time_zone").map(|_| "true")] aria-describedby=[problems.of("time_zone").map(|_| "time_zone-e")];
                        datalist #zones { @for zone in zones() { option value=(zone) {} } }
                    }))
                    (field("language", &say!("setup-language"), problems, &html! {
                        select #language.select.w-full name="language" { @for l in [Language::English, Language::German] { option value=(l.tag()) selected[typed.text("language") == l.tag()] { (l.name()) } } }
                    }))
                }
                fieldset.fieldset {
                    label.fieldset-legend for="logo" { (say!("setup-logo")) }
                    input #logo.file-input.w-full type="file" name="logo" accept="image/png,image/jpeg,image/webp" aria-describedby="logo-hint";
                    p.label #logo-hint { (say!("setup-logo-hint")) }
                    @if let Some(message) = problems.of("logo") { (field_error("logo", message)) }
                }
            }
        },
    )
}

fn field(name: &str, label: &str, problems: &Problems, input: &Markup) -> Markup {
    html! {
        fieldset.fieldset {
            label.fieldset-legend for=(name) { (label) }
            (input)
            @if let Some(message) = problems.of(name) { (field_error(name, message)) }
        }
    }
}

/// Zones named after a place, as people know them.
fn zones() -> Vec<String> {
    let all = jiff::tz::db().available().map(|zone| zone.as_str().to_owned());
    all.filter(|zone| zone == "UTC" || zone.contains('/') && !zone.starts_with("Etc/")).collect()
}

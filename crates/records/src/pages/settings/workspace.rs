//! The workspace itself: its name, currency, zone, fiscal year.
use axum::Form;
use axum::http::StatusCode;
use base::{Currency, Error, Problems};
use engine::hours::{DAYS, clock};
use maud::{Markup, html};
use serde_json::{Map, Value as Json};
use ui::Button;
use ui::field::Typed;
use ui::field::words::DAYS_LONG;
use ui::key;
use ui::part::{Mood, alert, field_error, summary};
use ui::say;
use ui::say::Key;
use ui::web::Answer;

use super::super::flash::Flash;
use super::super::visit::Visit;
use super::frame::{Frame, Place};

/// `GET /settings`
pub(super) async fn show(visit: Visit) -> Answer {
    let mut typed = Typed::default();
    for (key, value) in visit.settings.to_json().as_object().into_iter().flatten() {
        typed.put(
            key,
            value.as_str().map_or_else(
                || if value.is_null() { String::new() } else { value.to_string() },
                str::to_owned,
            ),
        );
    }
    for (day, hours) in DAYS.iter().zip(visit.settings.hours.0) {
        if let Some((from, to)) = hours {
            typed.put(format!("hours.{day}.from"), clock(from));
            typed.put(format!("hours.{day}.to"), clock(to));
        }
    }
    page(&visit, &typed, &Problems::default()).await
}

/// The business hours a form says; days without both times are off.
fn hours_of(typed: &Typed) -> String {
    let day = |day: &&str| {
        let time = |end: &str| typed.text(&format!("hours.{day}.{end}")).trim().to_owned();
        let (from, to) = (time("from"), time("to"));
        (!from.is_empty() || !to.is_empty()).then(|| format!("{day} {from}-{to}"))
    };
    DAYS.iter().filter_map(day).collect::<Vec<_>>().join(", ")
}

/// `POST /settings`
pub(super) async fn update(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    let typed = Typed::sent(pairs);
    let mut changes: Map<String, Json> = LABELS
        .iter()
        .map(|(k, ..)| k)
        .filter(|k| typed.has(k))
        .map(|k| ((*k).to_owned(), Json::String(typed.text(k).trim().to_owned())))
        .collect();
    if typed.has("hours") {
        changes.insert("business_hours".to_owned(), Json::String(hours_of(&typed)));
    }
    match visit.engine().set_settings(&visit.actor, &changes).await {
        Ok(()) => Ok(Flash::done(say!("settings-saved")).then("/settings")),
        Err(Error::Invalid(problems)) => page(&visit, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

const LABELS: [(&str, Key, Option<Key>); 11] = [
    ("name", key!("settings-name"), Some(key!("settings-name-hint"))),
    ("currency", key!("settings-currency"), Some(key!("settings-currency-hint"))),
    ("time_zone", key!("settings-time-zone"), Some(key!("settings-time-zone-hint"))),
    ("country", key!("settings-country"), Some(key!("settings-country-hint"))),
    ("fiscal_month", key!("settings-fiscal-month"), None),
    ("language", key!("settings-language"), Some(key!("settings-language-hint"))),
    ("street", key!("settings-street"), Some(key!("settings-street-hint"))),
    ("postcode", key!("settings-postcode"), None),
    ("city", key!("settings-city"), None),
    ("tax_id", key!("settings-tax-id"), Some(key!("settings-tax-id-hint"))),
    ("iban", key!("settings-iban"), Some(key!("settings-iban-hint"))),
];

/// What a setting is called.
pub(super) fn label_of(key: &str) -> Option<Key> {
    let of_leads = [
        ("lead_assignment", key!("lead-assignment")),
        ("lead_grades", key!("lead-grades")),
        ("lead_map", key!("lead-map")),
    ];
    let usual = LABELS.iter().find(|(k, ..)| *k == key).map(|(_, label, _)| *label);
    usual.or_else(|| of_leads.iter().find(|(k, _)| *k == key).map(|(_, label)| *label))
}

async fn page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    let may = visit.actor.is_admin();
    let label = |key: &str| {
        LABELS.iter().find(|(k, _, _)| *k == key).map_or_else(|| key.to_owned(), |(_, l, _)| l.said().into())
    };
    let body = html! {
        form."max-w-[42rem]"."p-4"."md:p-6".grid."gap-6" method="post" action="/settings" novalidate data-controller="form" {
            (summary(&say!("settings-not-saved"), problems, label))
            @if !may { (alert(Mood::Info, html! { (say!("settings-admins-change")) })) }
            @for (key, label, hint) in LABELS { (setting(typed, problems, key, &label.said(), hint, may)) }
            (hours(typed, problems, may))
            @if may { div.border-t.border-line."pt-5" { (Button::new(&say!("app-save")).primary().key("mod+enter")) } }
        }
    };
    let body = html! { (body) @if may { (logo(visit)) } };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Workspace, say!("settings-general")).status(status).show(body).await
}

/// From when to when people work, day by day.
fn hours(typed: &Typed, problems: &Problems, may: bool) -> Markup {
    html! {
        fieldset.fieldset #f-business_hours disabled[!may] {
            legend.fieldset-legend { (say!("settings-hours")) }
            div.grid."gap-1.5" {
                @for (day, name) in DAYS.iter().zip(DAYS_LONG) {
                    div.flex.items-center."gap-2" {
                        span."w-24".text-sm { (name) }
                        @for (end, words) in [("from", say!("settings-opens", day = name)), ("to", say!("settings-closes", day = name))] {
                            input.input."h-8"."w-28" type="time" name={ "hours." (day) "." (end) } value=(typed.text(&format!("hours.{day}.{end}"))) aria-label=(words);
                        }
                    }
                }
            }
            @if problems.of("business_hours").is_some() { (field_error("f-business_hours", &say!("settings-hours-wrong"))) }
            p.label { (say!("settings-hours-off")) }
        }
    }
}

/// The logo: one form to send it, one to take it away.
fn logo(visit: &Visit) -> Markup {
    html! {
        form."max-w-[42rem]"."px-4"."md:px-6"."pb-8".grid."gap-3" method="post" action="/settings/logo" enctype="multipart/form-data" {
            h2.text-base.font-semibold { (say!("settings-logo")) }
            @if let Some(logo) = &visit.settings.logo {
                img."h-10"."max-w-40".object-contain.object-left src={ "/logo?v=" (visit.schema.version) "-" (logo.content.len()) } alt=(say!("settings-logo-alt"));
            }
            div.flex.flex-wrap.items-center."gap-2" {
                input.file-input type="file" name="logo" accept="image/png,image/jpeg,image/webp" aria-label=(say!("settings-logo"));
                (Button::new(&say!("settings-logo-save")))
                @if visit.settings.logo.is_some() { (Button::new(&say!("settings-logo-remove")).ghost().value("remove", "yes")) }
            }
            p.label { (say!("settings-logo-hint")) }
        }
    }
}

fn setting(
    typed: &Typed,
    problems: &Problems,
    key: &str,
    label: &str,
    hint: Option<Key>,
    may: bool,
) -> Markup {
    let (id, now, error) = (format!("f-{key}"), typed.text(key), problems.of(key));
    let invalid = error.map(|_| "true");
    html! {
        fieldset.fieldset disabled[!may] {
            label.fieldset-legend for=(id) { (label) }
            @match key {
                "currency" => select.select.w-full id=(id) name=(key) { @for c in Currency::all() { option value=(c) selected[c.as_str() == now] { (c) } } },
                "fiscal_month" => select.select.w-full id=(id) name=(key) {
                    @for (i, month) in ui::field::words::MONTHS_LONG.iter().enumerate() { option value=(i + 1) selected[(i + 1).to_string() == now] { (month) } }
                },
                "language" => select.select.w-full id=(id) name=(key) { (ui::part::languages(now)) },
                _ => input.input.w-full id=(id) name=(key) value=(now) autocomplete="off" aria-invalid=[invalid] aria-describedby=[error.map(|_| format!("{id}-e"))];,
            }
            @if let Some(error) = error { (field_error(&id, error)) }
            @if let Some(hint) = hint { p.label { (hint) } }
        }
    }
}

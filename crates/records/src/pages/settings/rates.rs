//! Exchange rates: the last of each currency, a file of the European Central Bank sent in, one rate written by hand.
use axum::Form;
use axum::extract::Multipart;
use axum::http::StatusCode;
use base::{Currency, Date, Error, Problems, Rate};
use engine::rates::{DayRate, LastRate, OLD_AFTER, STANDS_FOR};
use maud::{Markup, html};
use ui::field::{Typed, words};
use ui::part::{Mood, alert, summary};
use ui::web::{Answer, Fault};
use ui::{Button, key, say};

use super::super::flash::Flash;
use super::super::visit::Visit;
use super::frame::{Frame, Place};
use super::only_admin;
use crate::rates::read;

/// `GET /settings/rates`
pub(super) async fn show(visit: Visit) -> Answer {
    only_admin(&visit, key!("rates-only-admins"))?;
    page(&visit, &Typed::default(), &Problems::default()).await
}

async fn page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    let all = visit.engine().last_rates().await?;
    let own = visit.settings.manners.currency;
    let today = visit.look().today();
    let body = html! {
        div."max-w-[60rem]"."p-4"."md:p-6".grid."gap-6" {
            p.text-muted { (say!("rates-hint", currency = own.as_str(), days = STANDS_FOR)) }
            (state(&all, today))
            (summary(&say!("rates-not-saved"), problems, |key| match key { "currency" => say!("rates-currency").into(), "day" => say!("rates-day").into(), "per_euro" => say!("rates-per-euro").into(), _ => say!("rates-file").into() }))
            form.card method="post" action="/settings/rates/file" enctype="multipart/form-data" {
                div.card-body.grid."gap-4" {
                    h2.card-title { (say!("rates-file")) }
                    p.text-muted.text-sm { (say!("rates-file-hint")) }
                    fieldset.fieldset {
                        label.fieldset-legend for="f-file" { (say!("rates-choose")) }
                        input #f-file.file-input.w-full type="file" name="file" accept=".csv,text/csv" required;
                    }
                    div { (Button::new(&say!("rates-read")).primary()) }
                }
            }
            form.card method="post" action="/settings/rates" {
                div.card-body.grid."gap-4" {
                    h2.card-title { (say!("rates-one")) }
                    div.grid."gap-4"."sm:grid-cols-3" {
                        fieldset.fieldset {
                            label.fieldset-legend for="f-currency" { (say!("rates-currency")) }
                            select #f-currency.select.w-full name="currency" {
                                @for code in Currency::all().filter(|c| *c != Currency::EUR) {
                                    option value=(code) selected[typed.text("currency") == code.as_str() || (!typed.has("currency") && code.as_str() == "USD")] { (code) }
                                }
                            }
                        }
                        fieldset.fieldset {
                            label.fieldset-legend for="f-day" { (say!("rates-day")) }
                            @let day = if typed.has("day") { typed.text("day").to_owned() } else { today.iso() };
                            input #f-day.input.w-full type="date" name="day" value=(day) required;
                        }
                        fieldset.fieldset {
                            label.fieldset-legend for="f-per_euro" { (say!("rates-per-euro")) }
                            input #f-per_euro.input.w-full name="per_euro" inputmode="decimal" autocomplete="off" value=(typed.text("per_euro")) placeholder="1.0891" required;
                        }
                    }
                    div { (Button::new(&say!("rates-save"))) }
                }
            }
            @if !all.is_empty() { (table(&all, today)) }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Rates, say!("settings-rates")).status(status).show(body).await
}

/// How fresh the rates are, in a sentence.
fn state(all: &[LastRate], today: Date) -> Markup {
    let Some(last) = all.iter().map(|r| r.last.day).max() else {
        return alert(Mood::Info, html! { p { (say!("rates-none")) } });
    };
    let day = words::calm_day(last, today);
    if today.days_since(last) > OLD_AFTER {
        alert(Mood::Warning, html! { p { (say!("rates-old", day = &day)) } })
    } else {
        html! { p.text-sm { (say!("rates-last-from", day = &day)) } }
    }
}

fn table(all: &[LastRate], today: Date) -> Markup {
    html! {
        table.table.table-stack {
            caption.sr-only { (say!("settings-rates")) }
            thead { tr { th scope="col" { (say!("rates-currency")) } th.num scope="col" { (say!("rates-per-euro")) } th scope="col" { (say!("rates-day")) } th scope="col" { (say!("rates-since")) } th scope="col" { (say!("rates-source")) } } }
            tbody {
                @for rate in all {
                    tr {
                        td.font-medium { (rate.last.currency) }
                        td.num { (rate.last.rate) }
                        td.text-muted { (words::calm_day(rate.last.day, today)) @if today.days_since(rate.last.day) > OLD_AFTER { " " span.badge data-tone="amber" { (say!("rates-is-old")) } } }
                        td.text-muted { (words::calm_day(rate.since, today)) " · " (say!("rates-days", count = rate.days)) }
                        td.text-muted { (rate.source) }
                    }
                }
            }
        }
    }
}

/// `POST /settings/rates`: one rate by hand.
pub(super) async fn create(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    only_admin(&visit, key!("rates-only-admins"))?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let currency = Currency::parse(typed.text("currency"));
    if currency.is_none() {
        problems.add("currency", "currency", say!("rates-what-currency"));
    }
    let day = typed.text("day").parse::<Date>().ok();
    if day.is_none() {
        problems.add("day", "date", say!("rates-what-day"));
    }
    let rate = typed.text("per_euro").trim().replace(',', ".").parse::<Rate>().ok();
    if rate.is_none() {
        problems.add("per_euro", "rate", say!("rates-what-rate"));
    }
    let (Some(currency), Some(day), Some(rate)) = (currency, day, rate) else {
        return page(&visit, &typed, &problems).await;
    };
    match visit.engine().put_rates(&visit.actor, &[DayRate { currency, day, rate }], "hand").await {
        Ok(_) => Ok(Flash::done(say!("rates-saved")).then("/settings/rates")),
        Err(Error::Invalid(problems)) => page(&visit, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /settings/rates/file`
pub(super) async fn upload(visit: Visit, mut parts: Multipart) -> Answer {
    only_admin(&visit, key!("rates-only-admins"))?;
    let broken = |e: axum::extract::multipart::MultipartError| Fault::Refused(e.status(), e.body_text());
    let (mut content, mut name) = (Vec::new(), String::new());
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if part.name() == Some("file") {
            part.file_name().unwrap_or_default().clone_into(&mut name);
            content = part.bytes().await.map_err(broken)?.to_vec();
        }
    }
    let read = match read(&content) {
        Ok(file) => {
            visit.engine().put_rates(&visit.actor, &file.rates, &name).await.map(|done| (done, file.unknown))
        }
        Err(error) => Err(error),
    };
    match read {
        Ok((done, unknown)) => {
            let mut said =
                say!("rates-done", added = done.added, changed = done.changed, same = done.same).into_owned();
            if !unknown.is_empty() {
                said.push(' ');
                said.push_str(&say!("rates-left-out", list = &unknown.join(", ")));
            }
            Ok(Flash::done(said).then("/settings/rates"))
        }
        Err(Error::Invalid(problems)) => page(&visit, &Typed::default(), &problems).await,
        Err(other) => Err(other.into()),
    }
}

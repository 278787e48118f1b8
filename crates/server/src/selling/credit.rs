//! The form by which an invoice is credited, whole or for quantities of its lines.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Decimal, Error, Id, Problems};
use engine::{Record, Work};
use maud::html;
use records::pages::{Flash, Visit};
use sales::credit_note::{Creditable, creditable, issue};
use serde_json::{Map, Value as Json};
use ui::field::{Typed, words};
use ui::part::{field_error, summary, topbar};
use ui::web::Answer;
use ui::{Button, say};

/// What a program sends: `{"reason": …, "lines": [{"line": ID, "quantity": "2"}]}`; without lines, all that is left.
pub(super) async fn by_program(work: &mut Work, invoice: Id, body: &Map<String, Json>) -> base::Result<Id> {
    let reason = body.get("reason").and_then(Json::as_str);
    let Some(lines) = body.get("lines").filter(|l| !l.is_null()) else {
        return issue(work, invoice, None, reason).await;
    };
    let wrong = || Error::invalid("lines", "lines", "Write a list of {\"line\": id, \"quantity\": number}");
    let mut wanted = Vec::new();
    for line in lines.as_array().ok_or_else(wrong)? {
        let id = line.get("line").and_then(Json::as_str).and_then(|id| id.parse().ok());
        let quantity = line.get("quantity").map(|q| q.as_str().map_or_else(|| q.to_string(), str::to_owned));
        let quantity = quantity.and_then(|q| q.parse::<Decimal>().ok());
        wanted.push(id.zip(quantity).ok_or_else(wrong)?);
    }
    issue(work, invoice, Some(&wanted), reason).await
}

/// `GET /invoices/{id}/credit-notes`
pub(super) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let invoice = visit.changeable("invoices", &id).await?;
    let lines = creditable(&mut visit.engine().begin(visit.actor()), invoice.id).await?;
    let mut typed = Typed::default();
    for line in &lines {
        typed.put(line.line.id.to_string(), words::typed(&line.left.to_string()));
    }
    page(&visit, &invoice, &lines, &typed, &Problems::default()).await
}

/// `POST /invoices/{id}/credit-notes`
pub(super) async fn credit(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let invoice = visit.changeable("invoices", &id).await?;
    let typed = Typed::sent(pairs);
    let mut work = visit.engine().begin(visit.actor()).by_verb();
    let lines = creditable(&mut work, invoice.id).await?;
    let (mut wanted, mut problems) = (Vec::new(), Problems::default());
    for line in &lines {
        let key = line.line.id.to_string();
        let text = words::untyped(typed.text(&key).trim());
        match text.parse::<Decimal>() {
            _ if text.is_empty() => {}
            Ok(Decimal(0)) => {}
            Ok(quantity) => wanted.push((line.line.id, quantity)),
            Err(_) => problems.add(key, "quantity", say!("credit-wrong-quantity")),
        }
    }
    if !problems.is_empty() {
        return page(&visit, &invoice, &lines, &typed, &problems).await;
    }
    let done = match issue(&mut work, invoice.id, Some(&wanted), Some(typed.text("reason"))).await {
        Ok(note) => work.commit().await.map(|_| note),
        Err(error) => Err(error),
    };
    match done {
        // What was issued is not taken back.
        Ok(note) => Ok(Flash::done(say!("credit-issued")).then(&format!("/credit_notes/{note}"))),
        Err(Error::Invalid(problems)) => page(&visit, &invoice, &lines, &typed, &problems).await,
        Err(Error::Conflict(conflict)) => {
            Ok(Flash::failed(conflict.message).then(&format!("/invoices/{}", invoice.id)))
        }
        Err(other) => Err(other.into()),
    }
}

async fn page(
    visit: &Visit,
    invoice: &Record,
    lines: &[Creditable],
    typed: &Typed,
    problems: &Problems,
) -> Answer {
    let here = format!("/invoices/{}", invoice.id);
    let list = visit.object("invoice")?;
    let title = say!("credit-form", number = &invoice.title());
    let name = |key: &str| {
        let line = lines.iter().find(|l| l.line.id.to_string() == key);
        line.map_or_else(|| title.clone().into_owned(), |l| l.line.title())
    };
    let body = html! {
        (topbar(&[("/invoices", &list.labels), (&here, &invoice.title())], &title, None, html! { (Button::link(&here, &say!("app-cancel")).ghost().small()) }))
        div.panel-body {
            form."max-w-[44rem]".mx-auto."p-4"."md:p-8".grid."gap-5" method="post" action={ (here) "/credit-notes" } novalidate {
                (summary(&say!("credit-not-issued"), problems, name))
                p.text-muted { (say!("credit-form-hint")) }
                ul.card {
                    @for line in lines {
                        @let key = line.line.id.to_string();
                        @let error = problems.of(&key);
                        @let left = words::grouped(&line.left.to_string());
                        @let unit = line.line.get("unit").text().unwrap_or_default();
                        li.flex.flex-wrap.items-center."gap-3"."px-4"."py-3".border-b.border-line."last:border-b-0" {
                            p."grow"."basis-48".min-w-0 { (line.line.title()) }
                            fieldset.fieldset."basis-44" {
                                label.sr-only for={ "f-" (key) } { (say!("credit-form-quantity")) ": " (line.line.title()) }
                                input.input.w-full.text-end id={ "f-" (key) } name=(key) inputmode="decimal" value=(typed.text(&key)) disabled[line.left.0 <= 0]
                                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| format!("f-{key}-e"))];
                                @if let Some(error) = error { (field_error(&format!("f-{key}"), error)) }
                                p.label { (say!("credit-form-left", left = &left, unit = unit)) }
                            }
                        }
                    }
                }
                fieldset.fieldset {
                    label.fieldset-legend for="f-reason" { (say!("credit-form-reason")) }
                    input.input.w-full id="f-reason" name="reason" maxlength="1000" value=(typed.text("reason"));
                }
                div { (Button::new(&say!("credit-form-issue")).primary().key("mod+enter")) }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &title, None, body).await
}

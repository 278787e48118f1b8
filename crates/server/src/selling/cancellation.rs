//! The form by which a customer's leaving is written down: on which day, why, in their words.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::Record;
use maud::html;
use records::pages::{Flash, Visit};
use serde_json::{Map, Value as Json};
use ui::field::Typed;
use ui::part::{field_error, summary, topbar};
use ui::web::Answer;
use ui::{Button, say};

use super::Verb;

/// `GET /subscriptions/{id}/cancellation`
pub(super) async fn ask(visit: Visit, Path(id): Path<String>) -> Answer {
    let record = visit.changeable("subscriptions", &id).await?;
    let mut typed = Typed::default();
    typed.put("on", visit.look().today().iso());
    page(&visit, &record, &typed, &Problems::default()).await
}

/// `POST /subscriptions/{id}/cancellation`
pub(super) async fn cancel(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let record = visit.changeable("subscriptions", &id).await?;
    let typed = Typed::sent(pairs);
    let body: Map<String, Json> = ["on", "reason", "note"]
        .map(|key| (key.to_owned(), Json::from(typed.text(key))))
        .into_iter()
        .collect();
    let mut work = visit.engine().begin(visit.actor()).by_verb();
    let done = match Verb::Cancel.run(&mut work, record.id, &body).await {
        Ok(_) => work.commit().await,
        Err(error) => Err(error),
    };
    let here = format!("/subscriptions/{}", record.id);
    match done {
        Ok(done) => Ok(Flash::done(Verb::Cancel.said()).undo(done.batch).then(&here)),
        Err(Error::Invalid(problems)) => page(&visit, &record, &typed, &problems).await,
        Err(Error::Conflict(conflict)) => Ok(Flash::failed(conflict.message).then(&here)),
        Err(other) => Err(other.into()),
    }
}

async fn page(visit: &Visit, record: &Record, typed: &Typed, problems: &Problems) -> Answer {
    let here = format!("/subscriptions/{}", record.id);
    let object = visit.object("subscription")?;
    let title = say!("subscription-cancel-command");
    let reasons = object.field("cancel_reason").map(|f| f.choices.clone()).unwrap_or_default();
    let label = |key: &str| match key {
        "ends_on" => say!("subscription-last-day").into_owned(),
        _ => object.field(key).map_or_else(|| title.clone().into_owned(), |f| f.label.clone()),
    };
    let error = |key: &str| problems.of(key).map(str::to_owned);
    let body = html! {
        (topbar(&[("/subscriptions", &object.labels), (&here, &record.title())], &title, None, html! { (Button::link(&here, &say!("app-cancel")).ghost().small().action("dialog#close")) }))
        div.panel-body {
            form."max-w-[36rem]".mx-auto."p-4"."md:p-8".grid."gap-5" method="post" action={ (here) "/cancellation" } novalidate {
                (summary(&say!("subscription-not-cancelled"), problems, label))
                fieldset.fieldset {
                    label.fieldset-legend for="f-ends_on" { (say!("subscription-last-day")) }
                    input.input."w-48" type="date" id="f-ends_on" name="on" value=(typed.text("on")) aria-invalid=[error("ends_on").map(|_| "true")] aria-describedby=[error("ends_on").map(|_| "f-ends_on-e")];
                    @if let Some(error) = error("ends_on") { (field_error("f-ends_on", &error)) }
                    p.label.whitespace-normal { (say!("subscription-last-day-hint")) }
                }
                fieldset.fieldset {
                    label.fieldset-legend for="f-cancel_reason" { (label("cancel_reason")) }
                    select.select.w-full id="f-cancel_reason" name="reason" aria-invalid=[error("cancel_reason").map(|_| "true")] aria-describedby=[error("cancel_reason").map(|_| "f-cancel_reason-e")] {
                        option value="" { "–" }
                        @for reason in reasons.iter().filter(|r| !r.hidden) { option value=(reason.key) selected[typed.text("reason") == reason.key] { (reason.label) } }
                    }
                    @if let Some(error) = error("cancel_reason") { (field_error("f-cancel_reason", &error)) }
                }
                fieldset.fieldset {
                    label.fieldset-legend for="f-cancel_note" { (label("cancel_note")) }
                    textarea.textarea.w-full id="f-cancel_note" name="note" rows="3" { (typed.text("note")) }
                }
                div { (Button::new(&title).primary().key("mod+enter")) }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_or_dialog(status, &title, None, body).await
}

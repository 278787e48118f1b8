//! Following up on any record that tasks can point to: in one, three, seven … days, or on a day one chooses.
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::{Form, Json};
use base::{Date, Error, Id, Problems};
use maud::html;
use records::pages::{Flash, Visit, id_of};
use sales::task::follow_up::{DAYS, Wish, follow_up, link};
use serde::Deserialize;
use ui::field::Typed;
use ui::field::words::{calm_day, dated, weekday};
use ui::part::field_error;
use ui::web::{Answer, App, Caller, Fault};
use ui::{Button, say};

use super::dialogs::dialog;

/// When to follow up: in so many days, or on a day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    #[serde(default)]
    days: Option<i64>,
    #[serde(default)]
    on: Option<Date>,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    owner: Option<String>,
}

/// `POST /api/v1/{objects}/{id}/follow-ups`
pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Path((objects, id)): Path<(String, String)>,
    Json(body): Json<Body>,
) -> Answer {
    let actor = &caller.actor;
    let object = app.engine.object(actor, &objects)?;
    let today = base::Moment::now().date(&app.engine.zone_of(actor).await?);
    let on = match (body.on, body.days) {
        (Some(_), Some(_)) => {
            return Err(Error::invalid("days", "twice", say!("problem-follow-up-twice")).into());
        }
        (Some(on), None) => Some(on),
        // Beyond ten years it is refused, and beyond the calendar there is nothing.
        (None, days) => days.filter(|d| (0..=100_000).contains(d)).map(|days| today.plus_days(days)),
    };
    let owner = match body.owner.as_deref() {
        Some(text) => {
            Some(text.parse().map_err(|_| Error::invalid("owner", "id", say!("problem-task-nobody")))?)
        }
        None => None,
    };
    let wish = Wish { on, subject: body.subject, owner };
    let mut work = app.engine.begin(actor);
    let task = follow_up(&mut work, &object.key, id_of(&id)?, today, wish).await?;
    let batch = work.commit().await?.batch;
    let task = app.engine.find(actor, "task", task).await?;
    let json = task.to_json(&|field| actor.sees(&task.object, field));
    let mut response = (StatusCode::CREATED, Json(json)).into_response();
    for (name, text) in [
        (header::LOCATION, format!("/api/v1/tasks/{}", task.id)),
        (header::ETAG, format!("\"{}\"", task.version)),
        (HeaderName::from_static("rondo-batch"), batch.to_string()),
    ] {
        if let Ok(value) = HeaderValue::try_from(text) {
            response.headers_mut().insert(name, value);
        }
    }
    Ok(response)
}

/// `GET /{objects}/{id}/follow-up`
pub(super) async fn ask(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    page(&visit, &objects, &id, &Typed::default(), &Problems::default()).await
}

async fn page(visit: &Visit, objects: &str, id: &str, typed: &Typed, problems: &Problems) -> Answer {
    let record = visit.record(objects, id).await?;
    let task = visit.object("task")?;
    visit.may_create(&task)?;
    link(visit.schema(), &record.object).ok_or_else(Fault::not_found)?;
    let title = say!("task-follow-up-title", record = ui::field::cell::cut(&record.title(), 60));
    let here = ui::field::href(&record.object, record.id);
    let today = base::Moment::now().date(&visit.engine().zone_of(visit.actor()).await?);
    let subject = Some(typed.text("subject"))
        .filter(|s| !s.is_empty())
        .map_or_else(|| say!("record-follow-up-with", title = record.title()).into_owned(), str::to_owned);
    let body = html! {
        form.grid."gap-5" method="post" action={ (here) "/follow-up" } novalidate {
            fieldset.fieldset {
                label.fieldset-legend for="f-subject" { (say!("task-what")) }
                input #f-subject.input.w-full name="subject" value=(subject) autocomplete="off" aria-describedby="f-subject-e";
                @if let Some(problem) = problems.of("subject") { (field_error("f-subject", problem)) }
            }
            div.grid."gap-2" role="group" aria-label=(say!("task-when")) {
                @for days in DAYS {
                    @let day = today.plus_days(days);
                    button.btn.justify-start."gap-3"."h-auto"."py-2.5" type="submit" name="days" value=(days) {
                        (ui::icon::icon("calendar-clock"))
                        span.grow.text-start { (say!("task-in-days", days = days)) }
                        time.text-muted.font-normal datetime=(day) { (weekday(day)) " " (calm_day(day, today)) }
                    }
                }
            }
            div.grid."gap-3".border-t.border-line."pt-5" {
                fieldset.fieldset {
                    label.fieldset-legend for="f-on" { (say!("task-on")) }
                    input #f-on.input."w-48" type="date" name="on" value=(typed.text("on")) min=(today) aria-describedby="f-on-e";
                    @if let Some(problem) = problems.of("on") { (field_error("f-on", problem)) }
                }
                div { (Button::new(&say!("task-follow-up")).primary().key("mod+enter")) }
            }
        }
    };
    dialog(visit, &record, &title, problems, body).await
}

/// `POST /{objects}/{id}/follow-up`
pub(super) async fn make(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let typed = Typed::sent(pairs);
    let record = visit.record(&objects, &id).await?;
    let here = ui::field::href(&record.object, record.id);
    let today = base::Moment::now().date(&visit.engine().zone_of(visit.actor()).await?);
    let days = typed.text("days").parse::<i64>().ok().filter(|d| (0..=100_000).contains(d));
    let on = days.map(|d| today.plus_days(d)).or_else(|| dated(typed.text("on")).parse().ok());
    let wish = Wish { on, subject: typed.text("subject").to_owned(), owner: None };
    let mut work = visit.engine().begin(visit.actor());
    let made: base::Result<Id> = follow_up(&mut work, &record.object.key, record.id, today, wish).await;
    let done = match made {
        Ok(_) => work.commit().await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => {
            let day = on.map(|day| calm_day(day, today)).unwrap_or_default();
            Ok(Flash::done(say!("task-follow-up-made", day = day)).undo(done.batch).then(&here))
        }
        Err(Error::Invalid(problems)) => page(&visit, &objects, &id, &typed, &problems).await,
        Err(other) => Err(other.into()),
    }
}

//! What people do with a task besides changing it: small forms in the dialog, each a page of its own without scripts.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Error, Id, Moment, Problems};
use engine::query::Query;
use engine::{Input, Object, Record, Work};
use maud::{Markup, html};
use records::pages::{Flash, Visit, id_of};
use sales::task::call::{AGAIN, complete as tick};
use sales::task::delegation;
use sales::task::series;
use sales::task::snooze::{Until, snooze as put_off, until};
use ui::field::{Asks, Titles, Typed, widget};
use ui::part::{field_error, topbar};
use ui::web::{Answer, Fault};
use ui::{Button, say};

use super::verbs::begin;

/// People offered at most.
const PEOPLE: usize = 500;

type Pairs = Form<Vec<(String, String)>>;

/// A page of the dialog: head, what is asked, and the way back.
pub(super) async fn dialog(
    visit: &Visit,
    record: &Record,
    title: &str,
    problems: &Problems,
    body: Markup,
) -> Answer {
    let here = ui::field::href(&record.object, record.id);
    let list = format!("/{}", record.object.plural);
    let crumbs = [(list.as_str(), record.object.labels.as_str()), (here.as_str(), &record.title())];
    let page = html! {
        (topbar(&crumbs, title, None, html! { (Button::link(&here, &say!("app-cancel")).ghost().small().action("dialog#close")) }))
        div.panel-body { div."max-w-[42rem]".mx-auto."p-4"."md:p-8".grid."gap-5" { (body) } }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_or_dialog(status, title, None, page).await
}

/// Commits what a verb did and says so; what was refused is said on the record, or given back.
async fn finish(
    done: base::Result<()>,
    work: Work,
    words: impl Into<String>,
    then: &str,
) -> Result<Result<axum::response::Response, Problems>, Fault> {
    let done = match done {
        Ok(()) => work.commit().await.map(|committed| committed.batch),
        Err(error) => Err(error),
    };
    match done {
        Ok(batch) => Ok(Ok(Flash::done(words).undo(batch).then(then))),
        Err(Error::Invalid(problems)) => Ok(Err(problems)),
        Err(Error::Conflict(conflict)) => Ok(Ok(Flash::failed(conflict.message).then(then))),
        Err(other) => Err(other.into()),
    }
}

fn here(id: Id) -> String {
    format!("/tasks/{id}")
}

/// `GET /tasks/{id}/snooze`
pub(super) async fn ask_snooze(visit: Visit, Path(id): Path<String>) -> Answer {
    snooze_page(&visit, &id, &Typed::default(), &Problems::default()).await
}

async fn snooze_page(visit: &Visit, id: &str, typed: &Typed, problems: &Problems) -> Answer {
    let task = visit.changeable("tasks", id).await?;
    let zone = visit.engine().zone_of(visit.actor()).await?;
    let (now, look) = (Moment::now(), visit.look());
    let title = say!("task-snooze-title", task = ui::field::cell::cut(&task.title(), 60));
    let morning = Until::Tomorrow.moment(now, &zone, &visit.settings().hours);
    let offered = |(name, until): (&'static str, Until)| {
        let at = until.moment(now, &zone, &visit.settings().hours);
        // Late in the evening there is no later today, and on Sundays next week is tomorrow.
        let fits = match until {
            Until::Later => at.date(&zone) == now.date(&zone),
            Until::NextWeek => at != morning,
            _ => true,
        };
        fits.then(|| (name, at, ui::field::words::hour(at, &zone), at.date(&zone)))
    };
    let offers: Vec<_> = Until::NAMES.into_iter().filter_map(offered).collect();
    let body = html! {
        form.grid."gap-2" method="post" action={ (here(task.id)) "/snooze" } {
            @for (name, at, hour, day) in &offers {
                button.btn.justify-start."gap-3"."h-auto"."py-2.5" type="submit" name="until" value=(name) {
                    (ui::icon::icon("alarm-clock"))
                    span.grow.text-start { (match *name { "later" => say!("task-later"), "tomorrow" => say!("task-tomorrow"), _ => say!("task-next-week") }) }
                    time.text-muted.font-normal datetime=(at) { (ui::field::words::weekday(*day)) " " (ui::field::words::calm_day(*day, look.today())) ", " (hour) }
                }
            }
        }
        form.grid."gap-3".border-t.border-line."pt-5" method="post" action={ (here(task.id)) "/snooze" } novalidate {
            fieldset.fieldset {
                label.fieldset-legend for="f-until" { (say!("task-until")) }
                input #f-until.input."w-64" type="datetime-local" name="until" value=(typed.text("until")) aria-invalid=[(!problems.is_empty()).then_some("true")] aria-describedby="f-until-e";
                @if let Some(problem) = problems.of("until") { (field_error("f-until", problem)) }
            }
            div { (Button::new(&say!("task-snooze")).primary().key("mod+enter")) }
        }
    };
    dialog(visit, &task, &title, problems, body).await
}

/// `POST /tasks/{id}/snooze`
pub(super) async fn snooze(visit: Visit, Path(id): Path<String>, Form(pairs): Pairs) -> Answer {
    let typed = Typed::sent(pairs);
    let place = id_of(&id)?;
    let at = match until(visit.engine(), visit.actor(), typed.text("until")).await {
        Ok(at) => at,
        Err(Error::Invalid(problems)) => return snooze_page(&visit, &id, &typed, &problems).await,
        Err(other) => return Err(other.into()),
    };
    let mut work = begin(visit.engine(), visit.actor(), place).await?;
    let done = put_off(&mut work, place, at).await;
    let (zone, look) = (visit.engine().zone_of(visit.actor()).await?, visit.look());
    let day = ui::field::words::calm_day(at.date(&zone), look.today());
    let words = say!("task-snoozed", day = day, at = ui::field::words::hour(at, &zone));
    match finish(done, work, words, &here(place)).await? {
        Ok(answer) => Ok(answer),
        Err(problems) => snooze_page(&visit, &id, &typed, &problems).await,
    }
}

/// `GET /tasks/{id}/delegation`
pub(super) async fn ask_delegation(visit: Visit, Path(id): Path<String>) -> Answer {
    delegation_page(&visit, &id, &Typed::default(), &Problems::default()).await
}

async fn delegation_page(visit: &Visit, id: &str, typed: &Typed, problems: &Problems) -> Answer {
    let task = visit.changeable("tasks", id).await?;
    let query = Query::new("user").columns("name").filter("NOT active = false")?.sort("name")?.limit(PEOPLE);
    let people = visit.engine().list(visit.actor(), &query).await?.rows;
    let title = say!("task-delegate-title", task = ui::field::cell::cut(&task.title(), 60));
    let body = html! {
        form.grid."gap-4" method="post" action={ (here(task.id)) "/delegation" } novalidate {
            fieldset.fieldset {
                label.fieldset-legend for="f-to" { (say!("task-to")) }
                select #f-to.select.w-full name="to" autofocus aria-invalid=[problems.of("to").map(|_| "true")] aria-describedby="f-to-e" {
                    option value="" { "–" }
                    @for person in people.iter().filter(|p| Some(p.id) != task.owner()) {
                        option value=(person.id) selected[typed.text("to") == person.id.to_string()] { (person.cells.first().and_then(engine::Value::text).unwrap_or_default()) }
                    }
                }
                @if let Some(problem) = problems.of("to") { (field_error("f-to", problem)) }
            }
            fieldset.fieldset {
                label.fieldset-legend for="f-words" { (say!("task-words")) }
                textarea #f-words.textarea.w-full name="words" rows="3" aria-describedby="f-words-h f-words-e" { "\n" (typed.text("words")) }
                p #f-words-h.label.whitespace-normal { (say!("task-words-hint")) }
                @for key in ["words", "body"] { @if let Some(problem) = problems.of(key) { (field_error("f-words", problem)) } }
            }
            div { (Button::new(&say!("task-delegate")).primary().key("mod+enter")) }
        }
    };
    dialog(visit, &task, &title, problems, body).await
}

/// `POST /tasks/{id}/delegation`
pub(super) async fn delegate(visit: Visit, Path(id): Path<String>, Form(pairs): Pairs) -> Answer {
    let typed = Typed::sent(pairs);
    let place = id_of(&id)?;
    let Ok(to) = typed.text("to").parse::<Id>() else {
        let problems = Problems::one("to", "required", say!("problem-task-nobody"));
        return delegation_page(&visit, &id, &typed, &problems).await;
    };
    let mut work = begin(visit.engine(), visit.actor(), place).await?;
    let done = delegation::delegate(&mut work, place, to, typed.text("words")).await;
    let name = visit.engine().find(visit.actor(), "user", to).await.map(|p| p.title()).unwrap_or_default();
    match finish(done, work, say!("task-delegated", name = name), &here(place)).await? {
        Ok(answer) => Ok(answer),
        Err(problems) => delegation_page(&visit, &id, &typed, &problems).await,
    }
}

/// `GET /tasks/{id}/completion`
pub(super) async fn ask_completion(visit: Visit, Path(id): Path<String>) -> Answer {
    completion_page(&visit, &id, &Typed::default(), &Problems::default()).await
}

/// The fields of a note that are asked for after a call.
const OF_CALL: [&str; 3] = ["outcome", "direction", "duration"];

fn asked(note: &Object) -> impl Iterator<Item = &engine::Field> {
    OF_CALL.iter().filter_map(|key| note.field(key)).filter(|f| !f.hidden)
}

async fn completion_page(visit: &Visit, id: &str, typed: &Typed, problems: &Problems) -> Answer {
    let task = visit.changeable("tasks", id).await?;
    let note = visit.object("note")?;
    let title = say!("task-log-title", task = ui::field::cell::cut(&task.title(), 60));
    let (options, titles) = (|_: &engine::Field| None, Titles::new());
    let asks = Asks::new(visit.look(), typed, problems, &options, &titles);
    let body = html! {
        form.grid."gap-4" method="post" action={ (here(task.id)) "/completion" } novalidate {
            div.grid."gap-4"."sm:grid-cols-3" { @for field in asked(&note) { (widget(&asks, field)) } }
            fieldset.fieldset {
                label.fieldset-legend for="f-body" { (say!("task-said")) }
                textarea #f-body.textarea.w-full name="body" rows="4" { "\n" (typed.text("body")) }
                @if let Some(problem) = problems.of("body") { (field_error("f-body", problem)) }
            }
            div { (Button::new(&say!("task-log")).primary().key("mod+enter")) }
        }
    };
    dialog(visit, &task, &title, problems, body).await
}

/// `POST /tasks/{id}/completion`: ticks the task off; nobody reached offers to try again.
pub(super) async fn complete(visit: Visit, Path(id): Path<String>, Form(pairs): Pairs) -> Answer {
    let typed = Typed::sent(pairs);
    let place = id_of(&id)?;
    let note = visit.object("note")?;
    let mut call = Input::new();
    for field in asked(&note) {
        if let Some(ui::field::typed::Said::Given(given)) = typed.said(field) {
            call.0.push((field.key.clone(), given));
        }
    }
    call = call.typed("body", typed.text("body"));
    let task = visit.changeable("tasks", &id).await?;
    let mut work = begin(visit.engine(), visit.actor(), place).await?;
    let done = tick(&mut work, place, call).await.map(|_| ());
    let again = AGAIN.contains(&typed.text("outcome"));
    // Who was not reached is called again: the form for that comes next.
    let then = subject(&visit, &task).filter(|_| again);
    let then = then.map_or_else(|| here(place), |at| format!("{at}/follow-up"));
    match finish(done, work, say!("task-logged"), &then).await? {
        Ok(answer) => Ok(answer),
        Err(problems) => completion_page(&visit, &id, &typed, &problems).await,
    }
}

/// The record a task is about: the most particular of its links.
fn subject(visit: &Visit, task: &Record) -> Option<String> {
    ["lead", "deal", "contact", "company"].iter().find_map(|link| {
        let to = task.get(link).id()?;
        let object = task.object.field(link)?.target.as_deref().and_then(|t| visit.schema().object(t))?;
        Some(ui::field::href(object, to))
    })
}

/// `POST /tasks/{id}/skips`
pub(super) async fn skip(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let mut work = begin(visit.engine(), visit.actor(), id).await?;
    let done = series::skip(&mut work, id).await;
    Ok(said(finish(done, work, say!("task-skipped"), &here(id)).await?, id))
}

/// `POST /tasks/{id}/series-end`
pub(super) async fn stop(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let mut work = begin(visit.engine(), visit.actor(), id).await?;
    let done = series::stop(&mut work, id).await;
    Ok(said(finish(done, work, say!("task-stopped"), &here(id)).await?, id))
}

fn said(done: Result<axum::response::Response, Problems>, id: Id) -> axum::response::Response {
    done.unwrap_or_else(|problems| {
        let why: Vec<String> = problems.0.into_iter().map(|p| p.message).collect();
        Flash::failed(why.join(". ")).then(&here(id))
    })
}

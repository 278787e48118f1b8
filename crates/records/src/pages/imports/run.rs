//! The page of one import: how far it is, what it did, and the way back.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::Error;
use maud::{Markup, html};
use serde_json::Value as Json;
use ui::Button;
use ui::field::{Typed, words};
use ui::icon::icon;
use ui::part::{Mood, alert, topbar};
use ui::web::Answer;

use super::questions::{answers, ask, fields};
use super::{is_dry, object_label, state_badge};
use crate::import::Run;
use crate::import::http::{answered, taken_back};
use crate::pages::flash::{Flash, to};
use crate::pages::form::quoted;
use crate::pages::visit::{Visit, id_of};

/// Refused rows shown; all of them are in the file of errors.
const ERRORS: usize = 20;

/// `GET /imports/{id}`
pub(in crate::pages) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = Run::find(visit.engine(), &visit.actor, id_of(&id)?).await?;
    run_page(&visit, &run, None).await
}

async fn run_page(visit: &Visit, run: &Run, problem: Option<&str>) -> Answer {
    let errors = run.errors(visit.engine(), 0, ERRORS).await?;
    let report = run.json();
    let questions: Vec<Json> = report.get("questions").and_then(Json::as_array).cloned().unwrap_or_default();
    let notes: Vec<&str> =
        report.get("notes").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
    let dry = is_dry(run);
    let waits = matches!(run.state.as_str(), "planned" | "running");
    let what = object_label(visit, &run.object).to_lowercase();
    let heading = match run.state.as_str() {
        "planned" | "running" if dry => format!("Checking {}", run.name),
        "planned" | "running" => format!("Importing {}", run.name),
        "questions" => "Something has to be answered first".to_owned(),
        "done" if dry => format!("Checked: {} rows of {what}", words::number(run.counts.rows() as i64)),
        "done" => format!("{} rows of {what} imported", words::number(run.counts.rows() as i64)),
        "failed" => "The import stopped".to_owned(),
        _ => "The import was taken back".to_owned(),
    };
    let here = format!("/imports/{}", run.id);
    let steps = [
        ("Upload", true),
        ("Check", run.state != "planned"),
        ("Answer", questions.is_empty() && !waits),
        ("Import", run.state == "done" && !dry),
    ];
    let now = match run.state.as_str() {
        "planned" => 1,
        "questions" => 2,
        "running" if dry => 1,
        _ if dry => 2,
        _ => 3,
    };
    let percent = run.total.filter(|t| *t > 0).map(|total| (run.rows_done * 100 / total).min(100));
    let body = html! {
        (topbar(&[("/imports", "Import")], &run.name, None, html! {
            @if run.state == "done" && !dry { form.contents method="post" action={ (here) "/undo" } { (Button::new("Undo this import").icon("undo-2").small()) } }
        }))
        ol.wizard."px-4"."h-12".border-b.border-line.shrink-0 aria-label="Import steps" {
            @for (i, (name, done)) in steps.iter().enumerate() {
                li.is-done[*done && i != now] aria-current=[(i == now).then_some("step")] { (name) }
            }
        }
        div.panel-body."bg-base-100" {
            div."max-w-[64rem]".mx-auto."p-4"."md:p-6".grid."gap-5" data-controller=[waits.then_some("progress")] {
                section.grid."gap-3" aria-labelledby="ip" {
                    div.flex.flex-wrap.items-baseline."gap-x-3" {
                        h2 #ip.text-xl.font-semibold { (heading) }
                        (state_badge(run))
                        span.grow {}
                        @if waits { span.text-muted role="status" { (words::number(run.rows_done as i64)) " done" @if let Some(total) = run.total { " of " (words::number(total as i64)) } } }
                    }
                    @if waits {
                        progress.progress.progress-primary."h-2" value=[percent] max="100" aria-labelledby="ip" {}
                        p.text-muted { "You can leave this page; the import goes on. " noscript { "Load the page again to see how far it is." } }
                    }
                    @if let Some(problem) = problem { (alert(Mood::Error, html! { (problem) })) }
                    @if let Some(why) = run.report.get("error").and_then(Json::as_str) { (alert(Mood::Error, html! { (why) })) }
                    @for note in &notes { (alert(Mood::Info, html! { (note) })) }
                }
                @if run.counts.rows() > 0 { (counts(run, dry)) }
                @if !questions.is_empty() { (ask(&here, &questions, visit.schema.object(&run.object).map(AsRef::as_ref), &fields(visit, run))) }
                @else if run.state == "done" && dry {
                    form.flex.flex-wrap."gap-2" method="post" action={ (here) "/answers" } {
                        (Button::new("Import now").icon("upload").primary())
                        (Button::link("/imports", "Start over").ghost())
                    }
                }
                @if !errors.is_empty() { (refused(run, &errors)) }
                @if run.state == "done" && !dry {
                    div.flex.flex-wrap."gap-2" {
                        @if let Some(object) = visit.schema.object(&run.object) { (Button::link(&format!("/{}", object.plural), &format!("See the {}", object.labels.to_lowercase())).primary()) }
                        (Button::link("/imports", "Import another file"))
                    }
                }
                details {
                    summary.cursor-pointer.text-sm.text-muted { "The mapping that was used" }
                    pre.text-xs.font-mono."mt-2"."p-3".border.border-line."rounded-(--radius-field)".overflow-x-auto tabindex="0" { (run.mapping) }
                }
            }
        }
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.page_with(status, &run.name, None, body).await
}

fn counts(run: &Run, dry: bool) -> Markup {
    let all = [
        (if dry { "Would be created" } else { "Created" }, run.counts.created),
        (if dry { "Would be changed" } else { "Updated" }, run.counts.updated),
        ("Unchanged", run.counts.unchanged),
        ("Refused", run.counts.failed),
    ];
    html! {
        dl.stats.card {
            @for (title, value) in all {
                div.stat { dt.stat-title { (title) } dd.stat-value.text-error[title == "Refused" && value > 0] { (words::number(value as i64)) } }
            }
        }
    }
}

fn refused(run: &Run, errors: &[crate::import::RowError]) -> Markup {
    html! {
        section.card.overflow-hidden aria-labelledby="re" {
            header.flex.flex-wrap.items-center."gap-2"."px-4"."py-2.5" {
                h2 #re.card-title { "Rows that were refused" }
                span.badge.badge-ghost { (words::number(run.counts.failed as i64)) }
                span.grow {}
                a.btn.btn-sm href={ "/api/v1/imports/" (run.id) "/errors.csv" } data-turbo="false" download { (icon("download")) "Errors as CSV" }
            }
            div.overflow-x-auto tabindex="0" role="region" aria-label="Rows that were refused" {
                table.table.border-t.border-line {
                    thead { tr { th.num scope="col" { "Line" } th scope="col" { "Row" } th scope="col" { "Why" } } }
                    tbody {
                        @for error in errors {
                            tr {
                                td.num.text-muted { (error.line) }
                                td."max-w-80".truncate { (ui::field::cell::cut(&error.cells.join(" · "), 120)) }
                                td.text-muted { (error.reason) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `POST /imports/{id}/answers`
pub(in crate::pages) async fn answer(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let run = Run::find(visit.engine(), &visit.actor, id_of(&id)?).await?;
    let typed = Typed::sent(pairs);
    let done = match answers(&run, &typed) {
        Ok(mapping) => answered(visit.engine(), &visit.actor, run.id, mapping).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(run) => Ok(to(&format!("/imports/{}", run.id))),
        Err(Error::Invalid(problems)) => run_page(&visit, &run, Some(&problems.to_string())).await,
        Err(Error::Conflict(conflict)) => run_page(&visit, &run, Some(&conflict.message)).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /imports/{id}/undo`
pub(in crate::pages) async fn undo(visit: Visit, Path(id): Path<String>) -> Answer {
    let id = id_of(&id)?;
    let name = Run::find(visit.engine(), &visit.actor, id).await?.name;
    let here = format!("/imports/{id}");
    match taken_back(visit.engine(), &visit.actor, id).await {
        Ok(Some(undone)) if undone.left > 0 => {
            let words = format!(
                "{} taken back: {} records; {} were changed since and left",
                quoted(&name),
                words::number(undone.records as i64),
                words::number(undone.left as i64)
            );
            Ok(Flash::done(words).then(&here))
        }
        Ok(Some(undone)) => Ok(Flash::done(format!(
            "{} taken back: {} records",
            quoted(&name),
            words::number(undone.records as i64)
        ))
        .then(&here)),
        Ok(None) => Ok(Flash::done(format!("{} is being taken back", quoted(&name))).then(&here)),
        Err(Error::Conflict(conflict)) => Ok(Flash::failed(conflict.message).then(&here)),
        Err(other) => Err(other.into()),
    }
}

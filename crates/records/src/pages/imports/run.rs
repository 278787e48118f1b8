//! The page of one import: which step it is in, how far it is, what it did, and the way back.
use axum::extract::Path;
use axum::http::StatusCode;
use base::Error;
use engine::undo::Undone;
use maud::{Markup, html};
use serde_json::Value as Json;
use ui::Button;
use ui::part::{Mood, alert};
use ui::say;
use ui::web::Answer;

use super::steps::{badge, count, file, head, step_of, what};
use super::{checked, fixes, matching};
use crate::import::http::taken_back;
use crate::import::{Run, Stage};
use crate::pages::flash::{Flash, to};
use crate::pages::form::quoted;
use crate::pages::visit::{Visit, id_of};

/// A run somebody may know of.
pub(super) async fn run_of(visit: &Visit, id: &str) -> Result<Run, Error> {
    Run::find(visit.engine(), &visit.actor, id_of(id)?).await
}

/// `GET /imports/{id}`
pub(in crate::pages) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = run_of(&visit, &id).await?;
    page(&visit, &run, None).await
}

/// The page of a run as it stands, with what went wrong just now.
pub(super) async fn page(visit: &Visit, run: &Run, problem: Option<&str>) -> Answer {
    let known = run.report.get("columns").and_then(Json::as_array).is_some_and(|c| !c.is_empty());
    match (run.state.as_str(), run.stage()) {
        ("planned" | "running", _) => progress(visit, run).await,
        // Asked by a program, or by a check that could not go on: the columns are looked at.
        ("questions", _) if !known => {
            let run = crate::import::rewind(visit.engine(), run.clone()).await?;
            if run.state == "questions" {
                matching::page(visit, &run, problem).await
            } else {
                progress(visit, &run).await
            }
        }
        ("questions", _) | ("done" | "failed" | "stopped", Stage::Match) if known => {
            matching::page(visit, run, problem).await
        }
        ("done", Stage::Check) => checked::page(visit, run, problem).await,
        _ => ended(visit, run, problem).await,
    }
}

/// What a run says besides its numbers.
pub(super) fn notes(run: &Run) -> Vec<String> {
    run.report
        .get("notes")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(Json::as_str)
        .map(str::to_owned)
        .collect()
}

async fn progress(visit: &Visit, run: &Run) -> Answer {
    let writes = run.stage() == Stage::Import;
    let what = what(visit, run);
    let heading = match (run.stage(), run.total) {
        (Stage::Import, Some(total)) => say!("import-importing", count = total, what = &what),
        (Stage::Import, None) => say!("import-importing-file", name = &run.name),
        (Stage::Check, _) => say!("import-checking", name = &run.name),
        (Stage::Match, _) => say!("import-reading", name = &run.name),
    };
    let percent = run.total.filter(|t| *t > 0).map(|total| (run.rows_done * 100 / total).min(100));
    let here = format!("/imports/{}", run.id);
    let stop = html! {
        form.contents method="post" action={ (here) "/stop" } { (Button::new(&say!("import-stop")).icon("square").small()) }
    };
    let body = html! {
        (head(visit, run, step_of(run), stop))
        div.panel-body."bg-base-100" {
            div."max-w-[64rem]".mx-auto."p-4"."md:p-6".grid."gap-5" data-controller="progress" data-progress-url-value={ (here) "/watch" } {
                section.grid."gap-3" aria-labelledby="ip" {
                    div.flex.flex-wrap.items-baseline."gap-x-3" {
                        h2 #ip.text-xl.font-semibold { (heading) }
                        span.grow {}
                        span.text-muted role="status" data-progress-target="words" { (so_far(run)) }
                    }
                    progress.progress.progress-primary."h-2" value=[percent] max="100" aria-labelledby="ip" data-progress-target="bar" {}
                    p.text-muted {
                        @if writes { (say!("import-leave-writing")) } @else { (say!("import-leave-reading")) }
                        " " noscript { a.link href=(here) { (say!("import-reload")) } }
                    }
                }
                @if writes { (counts(run)) }
            }
        }
    };
    visit.page(&heading, None, body).await
}

/// How many rows are dealt with.
pub(super) fn so_far(run: &Run) -> String {
    match run.total {
        Some(total) => say!("import-done-of", done = run.rows_done, total = total).into_owned(),
        None => say!("import-done-rows", done = run.rows_done).into_owned(),
    }
}

/// What the rows did. The numbers follow the event stream while the import runs.
pub(super) fn counts(run: &Run) -> Markup {
    let passed = run.report.get("passed_over").and_then(Json::as_u64).unwrap_or_default();
    let failed = run.counts.failed.saturating_sub(passed);
    let all = [
        ("created", say!("import-created"), run.counts.created),
        ("updated", say!("import-updated"), run.counts.updated),
        ("unchanged", say!("import-unchanged"), run.counts.unchanged),
    ];
    html! {
        dl.stats.card {
            @for (name, title, value) in all {
                div.stat { dt.stat-title { (title) } dd.stat-value data-progress-target="count" data-name=(name) { (count(value)) } }
            }
            @for (object, made) in linked(run) {
                div.stat { dt.stat-title { (say!("import-linked", what = &object)) } dd.stat-value { (count(made)) } }
            }
            div.stat {
                dt.stat-title { (say!("import-to-fix")) }
                dd.stat-value.text-error[failed > 0] data-progress-target="count" data-name="failed" { (count(failed)) }
            }
        }
    }
}

/// Records made beside the rows, by what they are called.
pub(super) fn linked(run: &Run) -> Vec<(String, u64)> {
    let map = run.report.get("linked").and_then(Json::as_object);
    map.into_iter().flatten().filter_map(|(object, n)| Some((object.clone(), n.as_u64()?))).collect()
}

async fn ended(visit: &Visit, run: &Run, problem: Option<&str>) -> Answer {
    let what = what(visit, run);
    let rows = run.counts.rows();
    let heading = match run.state.as_str() {
        "done" => say!("import-ended", count = rows - run.counts.failed, what = &what),
        "stopped" => say!("import-stopped", name = &run.name),
        "failed" => say!("import-failed", name = &run.name),
        _ => say!("import-undone", name = &run.name),
    };
    let here = format!("/imports/{}", run.id);
    let may_undo = rows > 0 && matches!(run.state.as_str(), "done" | "stopped" | "failed");
    let actions = html! {
        @if may_undo { form.contents method="post" action={ (here) "/undo" } { (Button::new(&say!("import-undo")).icon("undo-2").small()) } }
    };
    let list = visit.schema.object(&run.object).map(|o| format!("/{}", o.plural));
    let fixes = if matches!(run.state.as_str(), "done" | "stopped") {
        fixes::table(visit, run).await?
    } else {
        html! {}
    };
    let body = html! {
        (head(visit, run, step_of(run), actions))
        div.panel-body."bg-base-100" {
            div."max-w-[72rem]".mx-auto."p-4"."md:p-6".grid."gap-5" {
                section.grid."gap-3" aria-labelledby="ip" {
                    div.flex.flex-wrap.items-center."gap-x-3" { h2 #ip.text-xl.font-semibold { (heading) } (badge(run)) }
                    (file(run))
                    @if let Some(problem) = problem { (alert(Mood::Error, html! { (problem) })) }
                    @if run.state == "stopped" { (stopped(run, &here)) }
                    @for note in notes(run) { (alert(if run.state == "failed" { Mood::Error } else { Mood::Info }, html! { (note) })) }
                }
                @if rows > 0 { (counts(run)) }
                @if let Some(undone) = run.report.get("undone").filter(|_| run.state == "undone") { (undone_words(visit, undone)) }
                (fixes)
                div.flex.flex-wrap."gap-2" {
                    @if let Some(list) = &list { (Button::link(list, &say!("import-see", what = &what)).primary()) }
                    (Button::link("/imports", &say!("import-another")))
                    @if run.state == "failed" && rows == 0 { (back_to_columns(run)) }
                }
                details {
                    summary.cursor-pointer.text-sm.text-muted { (say!("import-mapping-used")) }
                    p."mt-2" { a.link.text-sm href={ (here) "/mapping.toml" } data-turbo="false" download { (say!("import-mapping-download")) } }
                    pre.text-xs.font-mono."mt-2"."p-3".border.border-line."rounded-(--radius-field)".overflow-x-auto tabindex="0" { (run.mapping) }
                }
            }
        }
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.page_with(status, &heading, None, body).await
}

/// What stays of an import that was stopped, and the ways on.
fn stopped(run: &Run, here: &str) -> Markup {
    let left = run.total.unwrap_or_default().saturating_sub(run.rows_done);
    html! {
        (alert(Mood::Warning, html! {
            @if run.stage() == Stage::Import { (say!("import-stopped-stays", done = run.rows_done, left = left)) } @else { (say!("import-stopped-nothing")) }
        }))
        form.flex."gap-2" method="post" action={ (here) "/continue" } { (Button::new(&say!("import-continue")).icon("play").small()) }
    }
}

/// Steps back to the columns.
pub(super) fn back_to_columns(run: &Run) -> Markup {
    html! {
        form.contents method="post" action={ "/imports/" (run.id) "/columns" } { (Button::new(&say!("import-back-columns"))) }
    }
}

/// What an undo put back, and what it left and why.
fn undone_words(visit: &Visit, undone: &Json) -> Markup {
    let number = |name: &str| undone.get(name).and_then(Json::as_u64).unwrap_or_default();
    let conflicts: Vec<&Json> =
        undone.get("conflicts").and_then(Json::as_array).into_iter().flatten().collect();
    let text = |json: &Json, name: &str| json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let address = |json: &Json| {
        let object = visit.schema.object(&text(json, "object"))?;
        Some(format!("/{}/{}", object.plural, text(json, "record")))
    };
    html! {
        section.grid."gap-3" aria-labelledby="un" {
            h2 #un.text-base.font-semibold { (say!("import-undone-records", count = number("records"))) }
            @if !conflicts.is_empty() {
                p.text-muted { (say!("import-undone-left", count = number("left"))) }
                ul.card.divide-y.divide-line.text-sm {
                    @for conflict in conflicts.iter().take(100) {
                        li."px-4"."py-2" {
                            @if let Some(address) = address(conflict) { a.link href=(address) { (text(conflict, "message")) } }
                            @else { (text(conflict, "message")) }
                        }
                    }
                }
            }
        }
    }
}

/// `POST /imports/{id}/stop`
pub(in crate::pages) async fn stop(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = run_of(&visit, &id).await?;
    told(&visit, &run, crate::import::stop(visit.engine(), run.clone()).await).await
}

/// `POST /imports/{id}/continue`
pub(in crate::pages) async fn go_on(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = run_of(&visit, &id).await?;
    told(&visit, &run, crate::import::goes_on(visit.engine(), run.clone()).await).await
}

/// `POST /imports/{id}/columns`
pub(in crate::pages) async fn rewind(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = run_of(&visit, &id).await?;
    told(&visit, &run, crate::import::rewind(visit.engine(), run.clone()).await).await
}

/// On to the run's page, or the page as it stands with what went wrong.
pub(super) async fn told(visit: &Visit, run: &Run, done: Result<Run, Error>) -> Answer {
    match done {
        Ok(run) => Ok(to(&format!("/imports/{}", run.id))),
        Err(Error::Invalid(problems)) => page(visit, run, Some(&problems.to_string())).await,
        Err(Error::Conflict(conflict)) => page(visit, run, Some(&conflict.message)).await,
        Err(other) => Err(other.into()),
    }
}

/// `POST /imports/{id}/undo`
pub(in crate::pages) async fn undo(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = run_of(&visit, &id).await?;
    let here = format!("/imports/{}", run.id);
    let name = quoted(&run.name);
    match taken_back(visit.engine(), &visit.actor, run.id).await {
        Ok(Some(Undone { records, left, .. })) if left > 0 => {
            Ok(Flash::done(say!("import-taken-back-left", name = &name, count = records, left = left))
                .then(&here))
        }
        Ok(Some(Undone { records, .. })) => {
            Ok(Flash::done(say!("import-taken-back", name = &name, count = records)).then(&here))
        }
        Ok(None) => Ok(Flash::done(say!("import-taking-back", name = &name)).then(&here)),
        Err(Error::Conflict(conflict)) => Ok(Flash::failed(conflict.message).then(&here)),
        Err(other) => Err(other.into()),
    }
}

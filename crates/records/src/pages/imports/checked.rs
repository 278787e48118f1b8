//! What an import would do, before anything is written: the numbers, and the first rows of each outcome.
use axum::extract::Path;
use axum::http::StatusCode;
use engine::{Ctx, Field, Object};
use maud::{Markup, html};
use serde_json::Value as Json;
use ui::Button;
use ui::field::cell::cut;
use ui::field::{Titles, brief};
use ui::part::{Mood, alert};
use ui::say;
use ui::web::Answer;

use super::run::{back_to_columns, linked, notes, run_of, told};
use super::steps::{count, file, head, what};
use crate::import::found::{Outcome, Sample};
use crate::import::{Run, Stage};
use crate::pages::visit::Visit;

/// Letters of a value that are shown.
const SAID: usize = 60;

pub(super) async fn page(visit: &Visit, run: &Run, problem: Option<&str>) -> Answer {
    let what = what(visit, run);
    let object = visit.object(&run.object)?;
    let heading = say!("import-checked", count = run.counts.rows(), what = &what);
    let samples: Vec<Sample> =
        run.report.get("samples").and_then(|s| serde_json::from_value(s.clone()).ok()).unwrap_or_default();
    let here = format!("/imports/{}", run.id);
    let writes = run.counts.created + run.counts.updated;
    let verb = say!("import-now", count = run.counts.rows());
    let body = html! {
        (head(visit, run, 2, html! { span.text-sm.text-muted."max-md:hidden" { (say!("import-saved")) } (Button::link("/imports", &say!("app-cancel")).ghost().small()) }))
        div.panel-body."bg-base-100" {
            div."max-w-[64rem]".mx-auto."p-4"."md:p-6".grid."gap-5" {
                section.grid."gap-3" aria-labelledby="ip" {
                    h2 #ip.text-xl.font-semibold { (heading) }
                    p.text-muted { (say!("import-nothing-written")) }
                    (file(run))
                    @if let Some(problem) = problem { (alert(Mood::Error, html! { (problem) })) }
                    @for note in notes(run) { (alert(Mood::Info, html! { (note) })) }
                    @if writes == 0 { (alert(Mood::Warning, html! { (say!("import-would-nothing")) })) }
                }
                (would(run))
                @for (outcome, title) in [
                    (Outcome::Created, say!("import-first-created")), (Outcome::Updated, say!("import-first-updated")), (Outcome::Unchanged, say!("import-first-unchanged")),
                ] { (looked(visit, &object, &title, &samples, outcome)) }
                (refused(run))
                div.flex.flex-wrap."gap-2".border-t.border-line."pt-5" {
                    form.contents method="post" action={ (here) "/start" } { (Button::new(&verb).icon("upload").primary().key("mod+enter")) }
                    (back_to_columns(run))
                }
            }
        }
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.page_with(status, &heading, None, body).await
}

fn would(run: &Run) -> Markup {
    let all = [
        (say!("import-would-created"), run.counts.created, false),
        (say!("import-would-updated"), run.counts.updated, false),
        (say!("import-unchanged"), run.counts.unchanged, false),
        (say!("import-would-refused"), run.counts.failed, true),
    ];
    html! {
        dl.stats.card {
            @for (title, value, bad) in all {
                div.stat { dt.stat-title { (title) } dd.stat-value.text-error[bad && value > 0] { (count(value)) } }
            }
            @for (object, made) in linked(run) {
                div.stat { dt.stat-title { (say!("import-linked", what = &object)) } dd.stat-value { (count(made)) } }
            }
        }
    }
}

/// The first rows of an outcome, with what they say.
fn looked(visit: &Visit, object: &Object, title: &str, samples: &[Sample], outcome: Outcome) -> Markup {
    let rows: Vec<&Sample> = samples.iter().filter(|s| s.outcome == outcome).collect();
    let look = visit.look();
    let said = |row: &Sample, field: &Field, json: &Json| {
        let titles: Titles = row.titles.clone().into_iter().collect();
        let value = field.kind.parse_json(json, &Ctx { field, manners: look.manners });
        value.map(|v| cut(&brief(&look, field, &v, &titles), SAID)).unwrap_or_default()
    };
    html! {
        @if !rows.is_empty() {
            section.card.overflow-hidden aria-label=(title) {
                header."px-4"."py-2.5" { h2.card-title { (title) } }
                table.table.table-stack.border-t.border-line {
                    thead { tr { th.num scope="col" { (say!("import-line")) } th scope="col" { (say!("import-record")) } th scope="col" { (say!("import-values")) } } }
                    tbody {
                        @for row in rows {
                            tr {
                                td.num.text-muted.align-top { (count(row.line)) }
                                td.font-medium.align-top { (row.title) }
                                td.text-muted {
                                    span.flex.flex-wrap."gap-x-4"."gap-y-1" {
                                        @for change in &row.values { @if let Some(field) = object.field(&change.field).filter(|f| visit.actor.sees(object, f)) {
                                            @let (old, new) = (said(row, field, &change.old), said(row, field, &change.new));
                                            span {
                                                span.text-faint { (field.label) ": " }
                                                @if !old.is_empty() { s { (old) } " " }
                                                span.text-base-content { @if new.is_empty() { "–" } @else { (new) } }
                                            }
                                        } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The first rows that would be refused, and why.
fn refused(run: &Run) -> Markup {
    let errors: Vec<&Json> =
        run.report.get("errors").and_then(Json::as_array).into_iter().flatten().collect();
    let cells = |error: &Json| {
        let all = error.get("cells").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        all.filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" · ")
    };
    html! {
        @if !errors.is_empty() {
            section.card.overflow-hidden aria-labelledby="re" {
                header."px-4"."py-2.5" {
                    h2 #re.card-title { (say!("import-first-refused", count = run.counts.failed)) }
                    p.text-sm.text-muted { (say!("import-refused-later")) }
                }
                table.table.table-stack.border-t.border-line {
                    thead { tr { th.num scope="col" { (say!("import-line")) } th scope="col" { (say!("import-row")) } th scope="col" { (say!("import-problem")) } } }
                    tbody {
                        @for error in errors.iter().take(10) {
                            tr {
                                td.num.text-muted { (error.get("line").and_then(Json::as_u64).map(count).unwrap_or_default()) }
                                td."max-w-80".truncate { (ui::field::cell::cut(&cells(error), 100)) }
                                td.text-muted { (error.get("reason").and_then(Json::as_str).unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// `POST /imports/{id}/start`: what was checked is written.
pub(in crate::pages) async fn start(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = run_of(&visit, &id).await?;
    let done = crate::import::go_on(visit.engine(), run.clone(), Stage::Import).await;
    told(&visit, &run, done).await
}

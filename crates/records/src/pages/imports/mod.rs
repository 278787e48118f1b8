//! Imports: a file comes in, what is unclear is asked once, what happened is shown, and all of it can be taken back.
mod questions;
mod run;

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::Action;
use maud::{Markup, html};
use serde_json::json;
use ui::Button;
use ui::field::{Typed, words};
use ui::part::{Mood, alert, summary, topbar};
use ui::web::{Answer, Fault};

use super::flash::to;
use super::visit::Visit;
use crate::import::http::{Asked, Upload};
use crate::import::{Mapping, Run};

pub(super) use run::{answer, show, undo};

/// The longest of the small fields beside the file.
const SMALL: usize = 2 * 1024 * 1024;

/// `GET /imports`
pub(super) async fn list(visit: Visit) -> Answer {
    page(&visit, &Typed::default(), &Problems::default()).await
}

async fn page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    let runs = Run::latest(visit.engine(), &visit.actor, 50).await?;
    let objects: Vec<_> = visit
        .schema
        .objects()
        .filter(|o| visit.sees(o) && visit.can(o, Action::Import) && visit.can(o, Action::Create))
        .collect();
    let chosen = [typed.text("object"), visit.asked.text("object").unwrap_or_default()]
        .into_iter()
        .find(|t| !t.is_empty())
        .unwrap_or("contact");
    let look = visit.look();
    let body = html! {
        (topbar(&[], "Import", None, html! {}))
        div.panel-body {
            div."max-w-[60rem]".mx-auto."p-4"."md:p-6".grid."gap-6" {
                @if objects.is_empty() { (alert(Mood::Info, html! { "Your role may not import. A manager or an administrator can." })) }
                @else {
                    form.card method="post" action="/imports" enctype="multipart/form-data" novalidate data-controller="form" data-leave="freely" {
                        div.card-body.grid."gap-5" {
                            div {
                                h2.card-title { "Import a file" }
                                p.text-muted."mt-1" { "Any CSV: separators, encodings and date styles are recognised, columns are matched by their headings. What is unclear is asked before anything is written, and an import can be undone as a whole." }
                            }
                            (summary("The file was not taken.", problems, label))
                            div.grid."gap-4"."sm:grid-cols-2" {
                                fieldset.fieldset {
                                    label.fieldset-legend for="f-object" { "What the rows are" }
                                    select #f-object.select.w-full name="object" {
                                        @for object in &objects { option value=(object.key) selected[object.key == chosen || object.plural == chosen] { (object.labels) } }
                                    }
                                }
                                fieldset.fieldset {
                                    label.fieldset-legend for="f-file" { "File" span.text-muted.font-normal { " Required" } }
                                    input #f-file.file-input.w-full type="file" name="file" accept=".csv,.tsv,.txt,text/csv" required;
                                }
                                fieldset.fieldset {
                                    label.fieldset-legend for="f-key" { "Rows are known by" }
                                    input #f-key.input.w-full name="key" value=(typed.text("key")) autocomplete="off" aria-describedby="f-key-h";
                                    p #f-key-h.label.whitespace-normal { "A field such as email: rows that are there already are changed. Empty: every row is new." }
                                }
                                fieldset.fieldset {
                                    label.fieldset-legend for="f-on_unknown" { "Values that are not known" }
                                    select #f-on_unknown.select.w-full name="on_unknown" {
                                        option value="" { "Ask me" }
                                        option value="create" { "Create them" }
                                        option value="empty" { "Leave the field empty" }
                                        option value="error-rows" { "Refuse the row" }
                                    }
                                }
                            }
                            details {
                                summary.cursor-pointer.text-sm.text-muted { "Use a mapping file" }
                                fieldset.fieldset."mt-2" {
                                    label.fieldset-legend for="f-map" { "Mapping (TOML)" }
                                    textarea #f-map.textarea.w-full.font-mono.text-sm name="map" rows="6" spellcheck="false" { "\n" (typed.text("map")) }
                                }
                            }
                            label.flex."gap-2.5".items-center {
                                input.checkbox.checkbox-sm type="checkbox" name="dry_run" value="true" checked;
                                "Check first: write nothing until I have seen the result"
                            }
                            div { (Button::new("Upload").icon("upload").primary()) }
                        }
                    }
                }
                @if !runs.is_empty() {
                    section aria-labelledby="i-runs" {
                        h2 #i-runs.text-base.font-semibold."mb-2" { "Imports" }
                        table.table.table-stack {
                            thead { tr { th scope="col" { "File" } th scope="col" { "What" } th scope="col" { "State" } th.num scope="col" { "Rows" } th scope="col" { "Begun" } } }
                            tbody {
                                @for run in &runs {
                                    tr {
                                        td { a.link.link-hover.font-medium href={ "/imports/" (run.id) } { (run.name) } }
                                        td.text-muted { (object_label(visit, &run.object)) }
                                        td { (state_badge(run)) }
                                        td.num { (words::number(run.rows_done as i64)) }
                                        td.text-muted { (look.ago(run.started_at)) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, "Import", None, body).await
}

fn label(key: &str) -> String {
    match key {
        "object" => "What the rows are",
        "key" => "Rows are known by",
        "map" => "Mapping",
        "on_unknown" => "Values that are not known",
        "file" => "File",
        other => other,
    }
    .to_owned()
}

fn object_label(visit: &Visit, key: &str) -> String {
    visit.schema.object(key).map_or_else(|| key.to_owned(), |o| o.labels.clone())
}

fn is_dry(run: &Run) -> bool {
    run.json().get("dry_run") == Some(&json!(true))
}

fn state_badge(run: &Run) -> Markup {
    let (tone, words) = match run.state.as_str() {
        "planned" => ("slate", "Waiting"),
        "questions" => ("amber", "Asks something"),
        "running" => ("blue", "Running"),
        "done" if is_dry(run) => ("sky", "Checked"),
        "done" => ("green", "Done"),
        "failed" => ("red", "Stopped"),
        "undone" => ("slate", "Undone"),
        other => ("slate", other),
    };
    html! { span.badge data-tone=(tone) { (words) } }
}

/// `POST /imports`: the file comes as a stream, so no form reads it whole.
pub(super) async fn upload(visit: Visit, request: Request) -> Answer {
    let broken = |e: axum::extract::multipart::MultipartError| {
        Fault::bad_request(format!("The form cannot be read: {}.", e.body_text()))
    };
    let mut form =
        Multipart::from_request(request, &()).await.map_err(|e| Fault::bad_request(e.body_text()))?;
    let (mut asked, mut typed, mut mapping) = (Asked::default(), Typed::default(), None);
    let mut upload = Upload::new(visit.engine());
    let mut refused: Option<Error> = None;
    while let Some(mut part) = form.next_field().await.map_err(broken)? {
        let name = part.name().unwrap_or_default().to_owned();
        if name == "file" {
            asked.name = part.file_name().unwrap_or_default().to_owned();
            // The fields before the file are known by now; what is refused is not kept.
            refused = refused.or_else(|| asked.check(visit.engine(), &visit.actor).err());
            while let Some(bytes) = part.chunk().await.map_err(broken)? {
                if refused.is_none() {
                    upload.add(&bytes).await?;
                }
            }
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(broken)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > SMALL {
                return Err(Fault::Refused(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "A mapping has at most 2 MiB.".to_owned(),
                ));
            }
        }
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        typed.put(&name, &text);
        let filled = Some(text).filter(|t| !t.is_empty());
        match name.as_str() {
            "object" => asked.object = filled.unwrap_or_default(),
            "key" => asked.key = filled,
            "on_unknown" => asked.on_unknown = filled,
            "dry_run" => asked.dry_run = filled.is_some(),
            "map" => match filled.map(|t| Mapping::parse(&t)).transpose() {
                Ok(found) => mapping = found,
                Err(Error::Invalid(problems)) => {
                    let why: Vec<String> = problems.0.iter().map(|p| p.message.clone()).collect();
                    refused = refused.or_else(|| Some(Error::invalid("map", "mapping", why.join("; "))));
                }
                Err(other) => refused = refused.or(Some(other)),
            },
            _ => {}
        }
    }
    let run = match refused {
        Some(error) => Err(Fault::Error(error)),
        None => match asked.check(visit.engine(), &visit.actor) {
            Ok(()) => upload.finish(&visit.actor, &asked, mapping.as_ref()).await,
            Err(error) => Err(error.into()),
        },
    };
    match run {
        Ok(run) => Ok(to(&format!("/imports/{}", run.id))),
        Err(Fault::Error(Error::Invalid(problems))) => page(&visit, &typed, &problems).await,
        Err(other) => Err(other),
    }
}

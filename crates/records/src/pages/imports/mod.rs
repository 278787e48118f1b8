//! Imports: a file comes in, its columns are matched, everything is tried, then it is written; what was refused is mended
//! in place, and all of it can be taken back.
mod checked;
mod fixes;
mod matched;
mod matching;
mod run;
mod steps;
mod watch;

use std::collections::HashMap;

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use base::{Error, Id, Problems};
use engine::Action;
use maud::{Markup, html};
use ui::Button;
use ui::field::Typed;
use ui::icon::sized;
use ui::part::{Mood, alert, summary, topbar};
use ui::say;
use ui::web::{Answer, Fault};

use super::flash::to;
use super::visit::Visit;
use crate::import::http::{Asked, Upload, is_too_large, too_large};
use crate::import::{Mapping, Run};

pub(super) use checked::start;
pub(super) use fixes::repair;
pub(super) use matched::{mapping_file, save as save_mapping};
pub(super) use run::{go_on, rewind, show, stop, undo};
pub(super) use watch::watch;

/// The longest of the small fields beside the file.
const SMALL: usize = 2 * 1024 * 1024;

/// `GET /imports`
pub(super) async fn list(visit: Visit) -> Answer {
    page(&visit, &Typed::default(), &Problems::default()).await
}

async fn page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    let runs = Run::latest(visit.engine(), &visit.actor, 50).await?;
    let title = say!("import-crumb");
    let body = html! {
        (topbar(&[], &title, None, html! {}))
        div.panel-body {
            div."max-w-[60rem]".mx-auto."p-4"."md:p-6".grid."gap-6" {
                (upload_form(visit, typed, problems))
                @if !runs.is_empty() { (earlier(visit, &runs).await?) }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &title, None, body).await
}

/// What the rows are, and the file: dropped or chosen.
fn upload_form(visit: &Visit, typed: &Typed, problems: &Problems) -> Markup {
    let objects: Vec<_> = visit
        .schema
        .objects()
        .filter(|o| visit.sees(o) && visit.can(o, Action::Import) && visit.can(o, Action::Create))
        .collect();
    if objects.is_empty() {
        return alert(Mood::Info, html! { (say!("import-forbidden")) });
    }
    let chosen = [typed.text("object"), visit.asked.text("object").unwrap_or_default()]
        .into_iter()
        .find(|t| !t.is_empty())
        .unwrap_or("contact");
    let wrong = problems.of("file");
    html! {
        form.card method="post" action="/imports" enctype="multipart/form-data" novalidate data-controller="drop" data-drop-most-value=(crate::import::http::MOST)
            data-drop-large-value=(say!("import-too-large")) data-drop-workbook-value=(say!("import-workbook")) data-drop-sending-value=(say!("import-sending")) {
            div.card-body.grid."gap-5" {
                div {
                    h2.card-title { (say!("import-upload-title")) }
                    p.text-muted."mt-1" { (say!("import-upload-text")) }
                }
                (summary(&say!("import-not-taken"), problems, label))
                fieldset.fieldset."max-w-80" {
                    label.fieldset-legend for="f-object" { (say!("import-object")) }
                    select #f-object.select.w-full name="object" {
                        @for object in &objects { option value=(object.key) selected[object.key == chosen || object.plural == chosen] { (object.labels) } }
                    }
                }
                div.fieldset {
                    label.drop.grid.place-items-center.text-center."gap-1.5"."p-8".border.border-dashed."border-line-2"."rounded-(--radius-box)".cursor-pointer for="f-file" data-drop-target="area" {
                        (sized("upload", "icon size-6 text-faint"))
                        span.font-medium { (say!("import-file")) }
                        span.text-sm.text-muted.needs-js data-drop-target="name" { (say!("import-drop")) }
                    }
                    input #f-file.file-input.w-full."mt-2" type="file" name="file" accept=".csv,.tsv,.txt,text/csv,text/plain" required data-drop-target="input"
                        aria-invalid=[wrong.map(|_| "true")] aria-describedby=[wrong.map(|_| "f-file-e")];
                    p.flex."gap-1.5".text-error.text-sm #f-file-e data-drop-target="problem" role="alert" hidden[wrong.is_none()] { (wrong.unwrap_or_default()) }
                }
                div.grid."gap-2" data-drop-target="progress" hidden {
                    progress.progress.progress-primary value="0" max="100" aria-label=(say!("import-sending")) data-drop-target="bar" {}
                    p.text-sm.text-muted role="status" data-drop-target="words" {}
                }
                details open[!typed.text("map").is_empty()] {
                    summary.cursor-pointer.text-sm.text-muted { (say!("import-bring-mapping")) }
                    fieldset.fieldset."mt-2" {
                        label.fieldset-legend for="f-map" { (say!("import-mapping-toml")) }
                        textarea #f-map.textarea.w-full.font-mono.text-sm name="map" rows="6" spellcheck="false" { "\n" (typed.text("map")) }
                    }
                }
                div { (Button::new(&say!("import-upload")).icon("upload").primary().key("mod+enter")) }
            }
        }
    }
}

/// The imports so far, newest first.
async fn earlier(visit: &Visit, runs: &[Run]) -> Result<Markup, Error> {
    let mut people: Vec<Id> = runs.iter().filter_map(|r| r.actor).collect();
    people.sort_unstable();
    people.dedup();
    let names: HashMap<Id, String> =
        visit.engine().titles(&visit.actor, "user", &people).await.unwrap_or_default();
    let look = visit.look();
    Ok(html! {
        div {
            h2 #i-runs.text-base.font-semibold."mb-2" { (say!("import-earlier")) }
            div.card.overflow-x-auto tabindex="0" role="region" aria-labelledby="i-runs" {
                table.table.table-stack {
                    thead { tr {
                        th scope="col" { (say!("import-col-file")) } th scope="col" { (say!("import-col-what")) } th scope="col" { (say!("import-col-state")) }
                        th.num scope="col" { (say!("import-created")) } th.num scope="col" { (say!("import-updated")) } th.num scope="col" { (say!("import-to-fix")) }
                        th scope="col" { (say!("import-col-who")) } th scope="col" { (say!("import-col-when")) }
                    } }
                    tbody {
                        @for run in runs {
                            tr {
                                td { a.link.link-hover.font-medium href={ "/imports/" (run.id) } { (run.name) } }
                                td.text-muted { (visit.schema.object(&run.object).map_or(run.object.as_str(), |o| o.labels.as_str())) }
                                td { (steps::badge(run)) }
                                td.num { (steps::count(run.counts.created)) }
                                td.num { (steps::count(run.counts.updated)) }
                                td.num { (steps::count(run.counts.failed)) }
                                td.text-muted { (run.actor.and_then(|id| names.get(&id)).map_or("–", String::as_str)) }
                                td.text-muted { (look.ago(run.started_at)) }
                            }
                        }
                    }
                }
            }
        }
    })
}

fn label(key: &str) -> String {
    match key {
        "object" => say!("import-object").into_owned(),
        "map" => say!("import-mapping-toml").into_owned(),
        "file" => say!("import-col-file").into_owned(),
        other => other.to_owned(),
    }
}

/// `POST /imports`: the file comes as a stream, so no form reads it whole.
pub(super) async fn upload(visit: Visit, request: Request) -> Answer {
    if is_too_large(request.headers()) {
        return Err(too_large());
    }
    let broken = |e: axum::extract::multipart::MultipartError| {
        Fault::bad_request(say!("import-broken-form", why = e.body_text()).into_owned())
    };
    let mut form =
        Multipart::from_request(request, &()).await.map_err(|e| Fault::bad_request(e.body_text()))?;
    let mut asked = Asked { by_page: true, ..Asked::default() };
    let (mut typed, mut mapping) = (Typed::default(), None);
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
                let words = say!("import-mapping-too-large").into_owned();
                return Err(Fault::Refused(StatusCode::PAYLOAD_TOO_LARGE, words));
            }
        }
        let text = String::from_utf8_lossy(&bytes).trim().to_owned();
        typed.put(&name, &text);
        let filled = Some(text).filter(|t| !t.is_empty());
        match name.as_str() {
            "object" => asked.object = filled.unwrap_or_default(),
            "map" => match filled.map(|t| Mapping::parse(&t)).transpose() {
                Ok(found) => mapping = found,
                Err(error) => refused = refused.or(Some(of_mapping(error))),
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

/// What is wrong with a mapping file, at the input it came by.
fn of_mapping(error: Error) -> Error {
    let Error::Invalid(problems) = error else { return error };
    let why: Vec<String> = problems
        .0
        .iter()
        .map(|p| if p.field.is_empty() { p.message.clone() } else { format!("{}: {}", p.field, p.message) })
        .collect();
    Error::invalid("map", "mapping", why.join("; "))
}

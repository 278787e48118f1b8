//! Imports: a file comes in, what is unclear is asked once, what happened is shown, and all of it can be taken back.
use axum::Form;
use axum::extract::{FromRequest, Multipart, Path, Request};
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::Action;
use maud::{Markup, html};
use serde_json::{Map, Value as Json, json};
use ui::Button;
use ui::field::{Typed, words};
use ui::icon::icon;
use ui::part::{Mood, alert, summary, topbar};
use ui::web::{Answer, Fault};

use super::flash::Flash;
use super::form::quoted;
use super::visit::{Visit, id_of};
use crate::import::http::{Asked, Upload, answered, taken_back};
use crate::import::{Mapping, Run};

/// The longest of the small fields beside the file.
const SMALL: usize = 2 * 1024 * 1024;
/// Refused rows shown; all of them are in the file of errors.
const ERRORS: usize = 20;

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
        Ok(run) => Ok(super::flash::to(&format!("/imports/{}", run.id))),
        Err(Fault::Error(Error::Invalid(problems))) => page(&visit, &typed, &problems).await,
        Err(other) => Err(other),
    }
}

/// `GET /imports/{id}`
pub(super) async fn show(visit: Visit, Path(id): Path<String>) -> Answer {
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
                @if !questions.is_empty() { (ask(&here, &questions, &fields(visit, run))) }
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

/// The questions, each with the answers there are; values one by one where they are few.
fn ask(here: &str, questions: &[Json], fields: &[(String, String)]) -> Markup {
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    html! {
        form.grid."gap-5" method="post" action={ (here) "/answers" } data-controller="form" {
            @for (n, question) in questions.iter().enumerate() {
                @let values: Vec<&Json> = question.get("values").and_then(Json::as_array).into_iter().flatten().collect();
                @let answers: Vec<&str> = question.get("answers").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str).collect();
                @let each = !text(question, "column").is_empty() && matches!(text(question, "about").as_str(), "link" | "choice");
                fieldset.card {
                    div.card-body.grid."gap-3" {
                        legend.font-medium { (text(question, "message")) }
                        @if each && !values.is_empty() {
                            table.table.table-stack {
                                thead { tr { th scope="col" { "In the file" } th.num scope="col" { "Rows" } th scope="col" { "Means" } } }
                                tbody {
                                    @for (i, value) in values.iter().enumerate() {
                                        @let written = text(value, "value");
                                        tr {
                                            td.font-medium { (written) }
                                            td.num.text-muted { (words::number(value.get("rows").and_then(Json::as_i64).unwrap_or_default())) }
                                            td {
                                                input type="hidden" name={ "q" (n) ".value." (i) } value=(written);
                                                input.input."h-8".w-full name={ "q" (n) ".means." (i) } value=(text(value, "proposal")) aria-label={ "What " (written) " means" } autocomplete="off";
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        @if text(question, "about") == "column" { (columns(n, &headings(question), fields)) }
                        @else { div.grid."gap-1.5" {
                            @for (i, answer) in answers.iter().enumerate() {
                                label.choice {
                                    input.radio.radio-sm."mt-0.5" type="radio" name={ "q" (n) } value=(i) checked[i == 0];
                                    span."min-w-0" { span.block { (plain(answer)) } code.block.text-xs.text-faint."[overflow-wrap:anywhere]" { (answer) } }
                                }
                            }
                            @if each && !values.is_empty() {
                                label.choice { input.radio.radio-sm."mt-0.5" type="radio" name={ "q" (n) } value="each"; span { "As written above, value by value" } }
                            }
                        } }
                    }
                }
            }
            fieldset.fieldset {
                label.fieldset-legend for="f-more" { "More lines of a mapping, where the answers above are not enough" }
                textarea #f-more.textarea.w-full.font-mono.text-sm name="more" rows="3" spellcheck="false" {}
            }
            div.flex."gap-2" { (Button::new("Answer and import").primary().key("mod+enter")) (Button::link("/imports", "Start over").ghost()) }
        }
    }
}

/// The headings a question about columns names.
fn headings(question: &Json) -> Vec<String> {
    let lines = question.get("answers").and_then(|a| a.get(0)).and_then(Json::as_str).unwrap_or_default();
    let mapping = Mapping::parse(&format!("[columns]\n{lines}")).map(|m| m.to_json()).unwrap_or_default();
    mapping.get("columns").and_then(Json::as_object).map(|c| c.keys().cloned().collect()).unwrap_or_default()
}

/// The fields a column can go to.
fn fields(visit: &Visit, run: &Run) -> Vec<(String, String)> {
    let Some(object) = visit.schema.object(&run.object) else { return Vec::new() };
    let seen =
        object.fields.iter().filter(|f| !f.hidden && visit.actor.sees(object, f) && f.key != "created_by");
    seen.map(|f| (f.key.clone(), f.label.clone())).collect()
}

/// A line for each column nobody knows: the field it goes to, or none.
fn columns(n: usize, headings: &[String], fields: &[(String, String)]) -> Markup {
    html! {
        @for (i, heading) in headings.iter().enumerate() {
            div.grid."sm:grid-cols-2"."gap-2".items-center {
                label for={ "q" (n) "-" (i) } { (heading) }
                input type="hidden" name={ "q" (n) ".head." (i) } value=(heading);
                select.select.w-full id={ "q" (n) "-" (i) } name={ "q" (n) ".field." (i) } {
                    option value="" { "Leave this column out" }
                    @for (key, label) in fields { option value=(key) { (label) } }
                }
            }
        }
    }
}

/// An answer in words.
fn plain(answer: &str) -> &'static str {
    let has = |word: &str| answer.contains(word);
    if has("create_choices") || has("create = true") || has("create =") {
        "Create what is missing"
    } else if has("unknown = \"empty\"") {
        "Leave these fields empty"
    } else if has("values") {
        "Take what is proposed"
    } else if has("day") {
        "The day comes first"
    } else if has("month") {
        "The month comes first"
    } else if has("skip = true") || has("= \"\"") || has("= false") {
        "Leave this column out"
    } else if has("duplicates = \"update\"") {
        "Later rows change what earlier rows made"
    } else if has("duplicates") {
        "Refuse the later rows"
    } else if has("[derive]") {
        "Make it from other columns"
    } else {
        "Take it like this"
    }
}

/// `POST /imports/{id}/answers`
pub(super) async fn answer(
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
        Ok(run) => Ok(super::flash::to(&format!("/imports/{}", run.id))),
        Err(Error::Invalid(problems)) => run_page(&visit, &run, Some(&problems.to_string())).await,
        Err(Error::Conflict(conflict)) => run_page(&visit, &run, Some(&conflict.message)).await,
        Err(other) => Err(other.into()),
    }
}

/// The chosen answers as one mapping.
fn answers(run: &Run, typed: &Typed) -> Result<Mapping, Error> {
    let report = run.json();
    let known = Mapping::parse(&run.mapping)?.to_json();
    let mut all = Json::Object(Map::new());
    for (n, question) in report.get("questions").and_then(Json::as_array).into_iter().flatten().enumerate() {
        let column = question.get("column").and_then(Json::as_str);
        let chosen = typed.text(&format!("q{n}"));
        if let ("each", Some(column)) = (chosen, column) {
            let mut spec = known.get("columns").and_then(|c| c.get(column)).cloned().unwrap_or(Json::Null);
            if let Some(field) = spec.as_str() {
                spec = json!({ "field": field });
            }
            let means: Map<String, Json> = (0..typed.pairs().len())
                .map_while(|i| {
                    Some((
                        typed.all(&format!("q{n}.value.{i}")).next()?.to_owned(),
                        typed.text(&format!("q{n}.means.{i}")).trim().to_owned(),
                    ))
                })
                .filter(|(_, means)| !means.is_empty())
                .map(|(value, means)| (value, Json::String(means)))
                .collect();
            merge(&mut spec, json!({ "values": means }));
            merge(&mut all, json!({ "columns": { column: spec } }));
            continue;
        }
        let about = question.get("about").and_then(Json::as_str).unwrap_or_default();
        if about == "column" {
            for (i, heading) in headings(question).into_iter().enumerate() {
                let field = typed.text(&format!("q{n}.field.{i}"));
                let spec = if field.is_empty() { json!({ "skip": true }) } else { json!({ "field": field }) };
                merge(&mut all, json!({ "columns": { heading: spec } }));
            }
            continue;
        }
        let place: usize = chosen.parse().unwrap_or_default();
        let Some(text) = question.get("answers").and_then(|a| a.get(place)).and_then(Json::as_str) else {
            continue;
        };
        let whole = matches!(about, "duplicate" | "required") || text.trim_start().starts_with('[');
        let lines = if whole { text.to_owned() } else { format!("[columns]\n{text}") };
        merge(&mut all, Mapping::parse(&lines)?.to_json());
    }
    if !typed.text("more").trim().is_empty() {
        merge(&mut all, Mapping::parse(typed.text("more"))?.to_json());
    }
    Mapping::from_json(all)
}

/// Lays one JSON over another, objects member by member.
fn merge(into: &mut Json, from: Json) {
    match (into, from) {
        (Json::Object(into), Json::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Json::Null), value);
            }
        }
        (_, Json::Null) => {}
        (into, from) => *into = from,
    }
}

/// `POST /imports/{id}/undo`
pub(super) async fn undo(visit: Visit, Path(id): Path<String>) -> Answer {
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

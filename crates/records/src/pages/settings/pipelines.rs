//! Pipelines and their stages, of every object that has a path; and a new pipeline.
use axum::Form;
use axum::http::StatusCode;
use base::Problems;
use engine::{Choice, Field, Kind, Object, StageKind};
use maud::{Markup, html};
use serde_json::json;
use ui::Button;
use ui::field::Typed;
use ui::field::cell::is_path;
use ui::icon::sized;
use ui::key;
use ui::part::summary;
use ui::say;
use ui::web::Answer;

use super::super::visit::Visit;
use super::frame::{Frame, Place};
use super::objects::{nothing, object_of};
use super::only_admin;
use super::plan::{Outcome, Wish, for_form, key_of, line, propose};

/// The field that says a record's pipeline, where an object has several.
fn pipeline_field(object: &Object) -> Option<&Field> {
    object.field("pipeline").filter(|f| f.kind == Kind::Choice)
}

/// `GET /settings/pipelines`
pub(super) async fn show(visit: Visit) -> Answer {
    only_admin(&visit, key!("settings-only-pipelines"))?;
    page(&visit, &Typed::default(), &Problems::default()).await
}

/// `POST /settings/pipelines`: a new pipeline of an object, with stages of its own or those that all share.
pub(super) async fn create(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    only_admin(&visit, key!("settings-only-pipelines"))?;
    let typed = Typed::sent(pairs);
    let object = object_of(&visit, typed.text("object"))?;
    let label = typed.text("label").trim();
    let (Some(field), Some(stage)) = (pipeline_field(&object), object.fields.iter().find(|f| is_path(f)))
    else {
        let why = say!("settings-no-pipelines");
        return page(&visit, &typed, &Problems::one("label", "object", why)).await;
    };
    let key = key_of(label);
    if key.is_empty() {
        return page(&visit, &typed, &Problems::one("label", "required", say!("settings-pipeline-name")))
            .await;
    }
    if field.choice_of(&key).is_some() {
        return page(&visit, &typed, &Problems::one("label", "taken", say!("settings-pipeline-taken"))).await;
    }
    let mut pipelines = field.choices.clone();
    pipelines.push(Choice::new(&key, label, "slate"));
    let mut fields = json!({(field.key.as_str()): {"choices": pipelines}});
    if typed.text("own") == "yes"
        && let Some(map) = fields.as_object_mut()
    {
        map.insert(stage.key.clone(), json!({"choices": own_stages(stage, field, &key)}));
    }
    let file = json!({(object.key.as_str()): {"fields": fields}});
    let wish = Wish {
        file: &file,
        typed: &typed,
        action: "/settings/pipelines",
        back: "/settings/pipelines",
        then: "/settings/pipelines",
        done: &say!("settings-pipeline-made"),
        gone: None,
    };
    match propose(&visit, &wish).await? {
        Outcome::Answer(answer) => Ok(answer),
        Outcome::Refused(problems) => page(&visit, &typed, &for_form(problems, "label")).await,
    }
}

/// The stages there are, and a copy of those of the first pipeline for a new one. Shared stages become the first one's
/// own while it is the only one: else they would show in the new one too.
fn own_stages(stage: &Field, pipelines: &Field, new: &str) -> Vec<Choice> {
    let first = pipelines.choices.first().map(|c| c.key.clone());
    let only = pipelines.choices.len() == 1;
    let mut out = stage.choices.clone();
    let mut copies = Vec::new();
    for choice in &mut out {
        let shared = choice.pipeline.is_none();
        // Won and lost end every pipeline: they stay shared.
        if choice.hidden || choice.stage != Some(StageKind::Open) || !(shared || choice.pipeline == first) {
            continue;
        }
        if shared && !only {
            continue;
        }
        let mut copy = choice.clone().of(new);
        copy.key = format!("{new}_{}", choice.key);
        copies.push(copy);
        if shared {
            choice.pipeline.clone_from(&first);
        }
    }
    let end = out
        .iter()
        .position(|c| matches!(c.stage, Some(StageKind::Won | StageKind::Lost)))
        .unwrap_or(out.len());
    out.splice(end..end, copies);
    out
}

async fn page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    let paths: Vec<(&Object, &Field)> = visit
        .schema
        .objects()
        .filter(|o| !o.hidden)
        .flat_map(|o| o.fields.iter().filter(|f| is_path(f) && !f.hidden).map(move |f| (o.as_ref(), f)))
        .collect();
    let with_pipelines: Vec<&Object> =
        paths.iter().filter(|(o, _)| pipeline_field(o).is_some()).map(|(o, _)| *o).collect();
    let body = html! {
        div class="max-w-[60rem] p-4 md:p-6 grid gap-6" {
            @if paths.is_empty() { (nothing(&say!("settings-no-stages"))) }
            @for (object, field) in &paths { (path(object, field)) }
            @if !with_pipelines.is_empty() {
                form class="card" method="post" action="/settings/pipelines" novalidate {
                    div class="card-body grid gap-4" {
                        h2 class="card-title" { (say!("settings-new-pipeline")) }
                        (summary(&say!("settings-pipeline-not-made"), problems, |_| say!("settings-name").into()))
                        div class="grid gap-4 sm:grid-cols-2" {
                            (line(typed, problems, "label", &say!("settings-name"), &say!("settings-pipeline-hint")))
                            fieldset class="fieldset" {
                                label class="fieldset-legend" for="f-object" { (say!("settings-of")) }
                                select class="select w-full" id="f-object" name="object" { @for o in &with_pipelines { option value=(o.key) selected[typed.text("object") == o.key] { (o.labels) } } }
                            }
                        }
                        label class="flex items-center gap-2 text-sm min-h-6" { input class="checkbox checkbox-sm" type="checkbox" name="own" value="yes" checked; (say!("settings-own-stages")) }
                        div { (Button::new(&say!("settings-add-pipeline")).primary()) }
                    }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Frame::new(visit, Place::Pipelines, say!("settings-pipelines")).status(status).show(body).await
}

/// The stages of a path, pipeline by pipeline.
fn path(object: &Object, field: &Field) -> Markup {
    let edit = format!("/settings/objects/{}/fields/{}", object.key, field.key);
    let pipelines: Vec<(Option<&str>, &str)> = pipeline_field(object).map_or_else(
        || vec![(None, field.label.as_str())],
        |p| {
            p.choices.iter().filter(|c| !c.hidden).map(|c| (Some(c.key.as_str()), c.label.as_str())).collect()
        },
    );
    html! {
        section class="grid gap-3" {
            div class="flex items-center gap-2" {
                (sized(&object.icon, "icon text-muted"))
                h2 class="text-lg font-semibold grow" { (object.labels) }
                (Button::link(&edit, &say!("settings-change-stages")).icon("pencil").small())
            }
            @for (key, label) in pipelines {
                div class="card overflow-hidden" {
                    div class="flex items-center gap-2 px-4 py-2.5 border-b border-line" {
                        h3 class="font-medium grow" { (label) }
                        @if let (Some(key), Some(_)) = (key, engine::checklist::of(object)) { (Button::link(&format!("/settings/pipelines/{}/{key}", object.key), &say!("deal-playbook")).icon("list-checks").small()) }
                    }
                    table class="table" {
                        thead { tr { th scope="col" { (say!("settings-stage")) } th scope="col" { (say!("settings-kind")) } th scope="col" class="num" { (say!("settings-chance")) } } }
                        tbody {
                            @for choice in field.choices.iter().filter(|c| !c.hidden && (c.pipeline.is_none() || c.pipeline.as_deref() == key)) {
                                tr {
                                    td { span class="badge" data-tone=(if choice.tone.is_empty() { "slate" } else { choice.tone.as_str() }) { span class="dot" {} (choice.label) } }
                                    td class="text-muted" { (match choice.stage { Some(StageKind::Won) => say!("list-won"), Some(StageKind::Lost) => say!("list-lost"), _ => say!("list-open") }) }
                                    td class="num text-muted" { @if let Some(percent) = choice.probability { (ui::field::words::percentage(&percent.to_string())) } @else { "–" } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

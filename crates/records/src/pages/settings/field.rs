//! One field of an object: its name, kind, group, rules and choices; and a new one.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::{Field, Kind, Object};
use maud::{Markup, html};
use serde_json::{Map, Value as Json, json};
use ui::Button;
use ui::field::{Typed, icon_of};
use ui::icon::sized;
use ui::key;
use ui::part::{TONES, field_error, summary};
use ui::say;
use ui::say::Key;
use ui::web::{Answer, Fault};

use super::super::visit::Visit;
use super::gone::Gone;
use super::objects::{fields_page, kind_name, kind_words, object_of};
use super::plan::{Outcome, Wish, for_form, key_of, line, propose, switch};
use super::{only_admin, stages};

type Pairs = Form<Vec<(String, String)>>;

/// Switches that every field has.
const RULES: [(&str, Key, Key); 4] = [
    ("required", key!("objects-required"), key!("objects-required-hint")),
    ("unique", key!("objects-unique"), key!("objects-unique-hint")),
    ("search", key!("objects-search"), key!("objects-search-hint")),
    ("hidden", key!("objects-hidden"), key!("objects-hidden-hint")),
];

fn label_of(name: &str) -> String {
    match name {
        "label" => say!("objects-name").into(),
        "kind" => say!("objects-kind").into(),
        "group" => say!("objects-group").into(),
        "help" => say!("objects-help").into(),
        "key" => say!("objects-key").into(),
        "choices" => say!("objects-options").into(),
        "target" => say!("objects-links").into(),
        "many" => say!("objects-many").into(),
        other => RULES
            .iter()
            .find(|(k, ..)| *k == other)
            .map_or_else(|| engine::schema::label_of(other), |(_, label, _)| label.said().into()),
    }
}

/// A field that can be changed here: those every record has cannot.
fn field_of<'a>(object: &'a Object, key: &str) -> Result<&'a Field, Error> {
    object.field(key).filter(|f| !f.system).ok_or(Error::NotFound)
}

fn typed_of(field: &Field) -> Typed {
    let mut typed = Typed::default();
    typed.put("label", &field.label);
    typed.put("help", &field.help);
    typed.put("group", &field.group);
    typed.put("shown_when", &field.shown_when);
    for (on, name) in [
        (field.required, "required"),
        (field.unique, "unique"),
        (field.search, "search"),
        (field.hidden, "hidden"),
        (field.read_only, "read_only"),
    ] {
        if on {
            typed.put(name, "yes");
        }
    }
    stages::fill(&mut typed, &field.choices);
    typed
}

/// `GET /settings/objects/{object}/fields/{field}`
pub(super) async fn edit(visit: Visit, Path((name, key)): Path<(String, String)>) -> Answer {
    only_admin(&visit, key!("settings-only-schema"))?;
    let object = object_of(&visit, &name)?;
    let field = field_of(&object, &key)?;
    page(&visit, &object, field, &typed_of(field), &Problems::default()).await
}

/// `POST /settings/objects/{object}/fields/{field}`
pub(super) async fn update(
    visit: Visit,
    Path((name, key)): Path<(String, String)>,
    Form(pairs): Pairs,
) -> Answer {
    only_admin(&visit, key!("settings-only-schema"))?;
    let object = object_of(&visit, &name)?;
    let field = field_of(&object, &key)?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let mut parts = Map::new();
    let label = typed.text("label").trim();
    if label.is_empty() {
        problems.add("label", "required", say!("objects-field-needs-name"));
    }
    parts.insert("label".to_owned(), json!(label));
    for part in ["help", "group", "shown_when"] {
        parts.insert(part.to_owned(), json!(typed.text(part).trim()));
    }
    for (part, ..) in RULES {
        parts.insert(part.to_owned(), json!(typed.text(part) == "yes"));
    }
    if field.own {
        parts.insert("read_only".to_owned(), json!(typed.text("read_only") == "yes"));
    }
    if field.kind.has_choices() {
        parts.insert("choices".to_owned(), stages::read(&typed, &mut problems));
    }
    if !problems.is_empty() {
        return page(&visit, &object, field, &typed, &problems).await;
    }
    let mut file = json!({(object.key.as_str()): {"fields": {(key.as_str()): parts}}});
    let group = typed.text("group").trim();
    if let Some(object_parts) = file.get_mut(&object.key).and_then(Json::as_object_mut)
        && typed.has("group_when")
        && !group.is_empty()
    {
        object_parts
            .insert("groups".to_owned(), groups_with(&object, group, typed.text("group_when").trim()));
    }
    let here = format!("/settings/objects/{}/fields/{key}", object.key);
    let done = say!("objects-field-saved", field = label);
    let choices = file.pointer(&format!("/{}/fields/{key}/choices", object.key)).cloned();
    let gone = match choices {
        Some(choices) => Gone::of(&visit, &object, field, &choices).await?,
        None => None,
    };
    let wish =
        Wish { file: &file, typed: &typed, action: &here, back: &here, then: &here, done: &done, gone };
    match propose(&visit, &wish).await? {
        Outcome::Answer(answer) => Ok(answer),
        Outcome::Refused(problems) => {
            page(&visit, &object, field, &typed, &for_form(problems, "label")).await
        }
    }
}

fn status(problems: &Problems) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// What is said about the groups of an object when one of them gets a condition.
fn groups_with(object: &Object, name: &str, condition: &str) -> Json {
    let mut groups = object.groups.clone();
    groups.retain(|g| g.name != name);
    if !condition.is_empty() {
        groups.push(engine::Group { name: name.to_owned(), shown_when: condition.to_owned() });
    }
    json!(groups)
}

async fn page(visit: &Visit, object: &Object, field: &Field, typed: &Typed, problems: &Problems) -> Answer {
    let used = visit.engine().choices_used(&visit.actor, &object.key, field).await?;
    let path = ui::field::cell::is_path(field) || visit.asked.text("path").is_some();
    let pipelines = object.field("pipeline").filter(|p| p.kind == Kind::Choice && p.key != field.key);
    let here = format!("/settings/objects/{}/fields/{}", object.key, field.key);
    let back = format!("/settings/objects/{}", object.key);
    let pane = html! {
        (head(icon_of(field, &visit.schema), &field.label, &back))
        form class="contents" method="post" action=(here) data-controller="form" novalidate {
            div class="p-4 grid gap-4 grow content-start" {
                (summary(&say!("objects-field-not-saved"), problems, label_of))
                div class="grid grid-cols-2 gap-3" {
                    (line(typed, problems, "label", &say!("objects-name"), ""))
                    fieldset class="fieldset" {
                        label class="fieldset-legend" for="f-kind" { (say!("objects-kind")) }
                        input class="input w-full" id="f-kind" value=(kind_words(visit, field)) readonly aria-describedby="kind-note";
                    }
                }
                p class="sr-only" id="kind-note" { (say!("objects-kind-note")) }
                (line(typed, problems, "help", &say!("objects-help"), ""))
                (group_line(object, typed, problems))
                (conditions(object, field, typed, problems))
                @if field.kind.has_choices() {
                    (stages::editor(typed, problems, &used, path, pipelines))
                    @if field.kind == Kind::Choice && !path { a class="link text-sm" href={ (here) "?path=1" } { (say!("objects-make-path")) } }
                }
                (rules(field, typed, problems))
                div class="flex gap-2 border-t border-line pt-4" {
                    (Button::new(&say!("objects-up")).icon("arrow-up").small().form("step").value("move", &format!("{} up", field.key)))
                    (Button::new(&say!("objects-down")).icon("arrow-down").small().form("step").value("move", &format!("{} down", field.key)))
                }
            }
            footer class="p-3 border-t border-line flex gap-2 items-center sticky bottom-0 bg-base-100" {
                span class="text-xs text-muted grow" { (say!("objects-see-first")) }
                (Button::link(&back, &say!("settings-discard")).small())
                (Button::new(&say!("app-save")).primary().small().key("mod+enter"))
            }
        }
        form id="step" method="post" action={ (back) "/order" } hidden {}
    };
    fields_page(visit, object, Some(&field.key), Some(pane), status(problems)).await
}

fn head(icon: &str, title: &str, back: &str) -> Markup {
    html! {
        header class="flex items-center gap-2 px-4 h-12 border-b border-line shrink-0" {
            span class="grid place-items-center size-7 rounded-md bg-tone-soft text-tone-ink" data-tone="teal" { (sized(icon, "icon")) }
            h2 class="font-semibold grow truncate" { (title) }
            (Button::link(back, &say!("app-close")).icon("x").square().ghost().small())
        }
    }
}

fn group_line(object: &Object, typed: &Typed, problems: &Problems) -> Markup {
    let mut names: Vec<&str> =
        object.fields.iter().map(|f| f.group.as_str()).filter(|g| !g.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    html! {
        fieldset class="fieldset" {
            label class="fieldset-legend" for="f-group" { (say!("objects-group")) }
            input class="input w-full" id="f-group" name="group" value=(typed.text("group")) list="groups" autocomplete="off";
            datalist id="groups" { @for name in names { option value=(name) {} } }
            @if let Some(error) = problems.of("group") { (field_error("f-group", error)) }
            p class="label whitespace-normal" { (say!("objects-group-hint")) }
        }
    }
}

/// When the field and its group are asked for.
fn conditions(object: &Object, field: &Field, typed: &Typed, problems: &Problems) -> Markup {
    let known = object.groups.iter().find(|g| g.name == field.group);
    let mut group = Typed::default();
    group.put(
        "group_when",
        if typed.has("group_when") {
            typed.text("group_when")
        } else {
            known.map_or("", |g| g.shown_when.as_str())
        },
    );
    let (label, hint) = (say!("form-when-field"), say!("form-when-hint"));
    html! {
        (line(typed, problems, "shown_when", &label, &hint))
        @if !field.group.is_empty() { (line(&group, problems, "group_when", &say!("form-when-group", group = &field.group), "")) }
    }
}

fn rules(field: &Field, typed: &Typed, problems: &Problems) -> Markup {
    let title = |name: &str| {
        RULES.iter().find(|(k, ..)| *k == name).map(|(_, l, h)| (l.said(), h.said())).unwrap_or_default()
    };
    let shown = |name: &str| html! { ({ let (l, h) = title(name); switch(typed, problems, name, &l, &h) }) };
    html! {
        div class="grid gap-3 border-t border-line pt-4" {
            (shown("required"))
            @if field.kind.allows_unique() { (shown("unique")) }
            (shown("search"))
            @if field.own { (switch(typed, problems, "read_only", &say!("objects-read-only"), &say!("objects-read-only-hint"))) }
            (shown("hidden"))
        }
    }
}

/// `GET /settings/objects/{object}/new`
pub(super) async fn new(visit: Visit, Path(name): Path<String>) -> Answer {
    only_admin(&visit, key!("settings-only-fields-add"))?;
    let object = object_of(&visit, &name)?;
    new_page(&visit, &object, &Typed::default(), &Problems::default()).await
}

/// `POST /settings/objects/{object}/fields`
pub(super) async fn create(visit: Visit, Path(name): Path<String>, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, key!("settings-only-fields-add"))?;
    let object = object_of(&visit, &name)?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let label = typed.text("label").trim().to_owned();
    if label.is_empty() {
        problems.add("label", "required", say!("objects-say-field"));
    }
    let key =
        Some(typed.text("key").trim().to_owned()).filter(|k| !k.is_empty()).unwrap_or_else(|| key_of(&label));
    if object.field(&key).is_some() {
        problems.add("key", "taken", say!("objects-field-taken", key = &key));
    }
    let kind: Option<Kind> = serde_json::from_value(json!(typed.text("kind"))).ok();
    let Some(kind) = kind else {
        problems.add("kind", "required", say!("objects-say-kind"));
        return new_page(&visit, &object, &typed, &problems).await;
    };
    if !problems.is_empty() {
        return new_page(&visit, &object, &typed, &problems).await;
    }
    let file = json!({(object.key.as_str()): {"fields": {(key.as_str()): definition(&typed, kind, &label)}}});
    let here = format!("/settings/objects/{}", object.key);
    let (action, then, back) =
        (format!("{here}/fields"), format!("{here}/fields/{key}"), format!("{here}/new"));
    let done = say!("objects-field-made", field = &label);
    let wish = Wish {
        file: &file,
        typed: &typed,
        action: &action,
        back: &back,
        then: &then,
        done: &done,
        gone: None,
    };
    match propose(&visit, &wish).await? {
        Outcome::Answer(answer) => Ok(answer),
        Outcome::Refused(problems) => new_page(&visit, &object, &typed, &for_form(problems, "label")).await,
    }
}

/// A new field as a schema file has it.
fn definition(typed: &Typed, kind: Kind, label: &str) -> Json {
    let mut parts = Map::new();
    parts.insert("kind".to_owned(), json!(kind));
    parts.insert("label".to_owned(), json!(label));
    for part in ["help", "group"] {
        parts.insert(part.to_owned(), json!(typed.text(part).trim()));
    }
    for (part, fits) in
        [("required", true), ("unique", kind.allows_unique()), ("search", true), ("many", kind.allows_many())]
    {
        parts.insert(part.to_owned(), json!(fits && typed.text(part) == "yes"));
    }
    match kind {
        Kind::User => {
            parts.insert("target".to_owned(), json!("user"));
        }
        Kind::Link | Kind::Links => {
            parts.insert("target".to_owned(), json!(typed.text("target")));
        }
        kind if kind.has_choices() => {
            let labels = typed.text("options").lines().map(str::trim).filter(|l| !l.is_empty());
            let choices: Vec<Json> = labels
                .zip(TONES.iter().cycle().skip(8))
                .map(|(label, tone)| json!({"key": engine::own::choice_key(label), "label": label, "tone": tone}))
                .collect();
            parts.insert("choices".to_owned(), json!(choices));
        }
        _ => {}
    }
    Json::Object(parts)
}

async fn new_page(
    visit: &Visit,
    object: &Object,
    typed: &Typed,
    problems: &Problems,
) -> Result<axum::response::Response, Fault> {
    let back = format!("/settings/objects/{}", object.key);
    let target = problems.of("target");
    let pane = html! {
        (head("plus", &say!("objects-new-field"), &back))
        form class="contents" method="post" action={ (back) "/fields" } data-controller="form" novalidate {
            div class="p-4 grid gap-4 grow content-start group/kind" {
                (summary(&say!("objects-field-not-made"), problems, label_of))
                div class="grid grid-cols-2 gap-3" {
                    (line(typed, problems, "label", &say!("objects-name"), ""))
                    fieldset class="fieldset" {
                        label class="fieldset-legend" for="f-kind" { (say!("objects-kind")) }
                        select class="select w-full" id="f-kind" name="kind" {
                            @for kind in Kind::ALL { option value=(kind.name()) selected[typed.text("kind") == kind.name()] { (kind_name(kind)) } }
                        }
                        @if let Some(error) = problems.of("kind") { (field_error("f-kind", error)) }
                    }
                }
                fieldset class="fieldset hidden group-has-[option[value=link]:checked]/kind:grid group-has-[option[value=links]:checked]/kind:grid" {
                    label class="fieldset-legend" for="f-target" { (say!("objects-links")) }
                    select class="select w-full" id="f-target" name="target" aria-invalid=[target.map(|_| "true")] {
                        @for o in visit.schema.objects().filter(|o| !o.hidden) { option value=(o.key) selected[typed.text("target") == o.key] { (o.label) } }
                    }
                    @if let Some(error) = target { (field_error("f-target", error)) }
                }
                fieldset class="fieldset hidden group-has-[option[value=choice]:checked]/kind:grid group-has-[option[value=choices]:checked]/kind:grid" {
                    label class="fieldset-legend" for="f-choices" { (say!("objects-options-lines")) }
                    textarea class="textarea w-full" id="f-choices" name="options" rows="5" { (typed.text("options")) }
                    @if let Some(error) = problems.of("choices") { (field_error("f-choices", error)) }
                }
                (line(typed, problems, "help", &say!("objects-help"), ""))
                (group_line(object, typed, problems))
                (line(typed, problems, "key", &say!("objects-key"), &say!("objects-field-key-hint")))
                div class="grid gap-3 border-t border-line pt-4" {
                    @for (name, label, hint) in RULES.into_iter().filter(|r| r.0 != "hidden") { (switch(typed, problems, name, &label.said(), &hint.said())) }
                    (switch(typed, problems, "many", &say!("objects-many"), &say!("objects-many-hint")))
                }
            }
            footer class="p-3 border-t border-line flex gap-2 items-center sticky bottom-0 bg-base-100" {
                span class="grow" {}
                (Button::link(&back, &say!("settings-discard")).small())
                (Button::new(&say!("objects-add-field")).primary().small().key("mod+enter"))
            }
        }
    };
    fields_page(visit, object, None, Some(pane), status(problems)).await
}

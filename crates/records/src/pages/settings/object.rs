//! An object itself: its names, its icon, its place in the sidebar; and a new one.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::Problems;
use engine::{Kind, Object};
use maud::{Markup, html};
use serde_json::{Map, json};
use ui::Button;
use ui::field::Typed;
use ui::key;
use ui::part::{Tab, summary, tabs};
use ui::say;
use ui::web::Answer;

use super::super::visit::Visit;
use super::frame::{Frame, Place};
use super::objects::object_of;
use super::only_admin;
use super::plan::{Outcome, Wish, for_form, key_of, line, propose, switch};

type Pairs = Form<Vec<(String, String)>>;

/// Icons that fit things people keep records of.
const ICONS: [&str; 24] = [
    "package",
    "coffee",
    "truck",
    "house",
    "building-2",
    "briefcase",
    "calendar",
    "file-text",
    "flag",
    "gift",
    "globe",
    "goal",
    "image",
    "map-pin",
    "receipt-text",
    "shield",
    "star",
    "tag",
    "timer",
    "trophy",
    "user-round",
    "users",
    "wrench",
    "zap",
];

fn icons(now: &str) -> impl Iterator<Item = &str> {
    ICONS
        .into_iter()
        .filter(|i| *i != "wrench")
        .chain((!ICONS.contains(&now) && !now.is_empty()).then_some(now))
}

fn label_of(name: &str) -> String {
    match name {
        "label" => say!("objects-one").into(),
        "labels" => say!("objects-more").into(),
        "key" => say!("objects-key").into(),
        "plural" => say!("objects-plural").into(),
        "nav" => say!("objects-nav").into(),
        "title" => say!("objects-title").into(),
        "column" => say!("objects-columns").into(),
        other => other.to_owned(),
    }
}

fn status(problems: &Problems) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// `GET /settings/objects/{object}/details`
pub(super) async fn edit(visit: Visit, Path(name): Path<String>) -> Answer {
    only_admin(&visit, key!("settings-only-schema"))?;
    let object = object_of(&visit, &name)?;
    let mut typed = Typed::default();
    for (name, text) in [
        ("label", &object.label),
        ("labels", &object.labels),
        ("icon", &object.icon),
        ("nav", &object.nav),
        ("title", &object.title),
    ] {
        typed.put(name, text);
    }
    for column in &object.columns {
        typed.put("column", column);
    }
    for (on, name) in [(object.hidden, "hidden"), (object.on_timeline, "on_timeline")] {
        if on {
            typed.put(name, "yes");
        }
    }
    edit_page(&visit, &object, &typed, &Problems::default()).await
}

/// `POST /settings/objects/{object}/details`
pub(super) async fn update(visit: Visit, Path(name): Path<String>, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, key!("settings-only-schema"))?;
    let object = object_of(&visit, &name)?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let mut parts = Map::new();
    for part in ["label", "labels", "icon", "nav", "title"] {
        let text = typed.text(part).trim();
        if text.is_empty() && part != "nav" {
            problems.add(part, "required", say!("objects-not-empty"));
        }
        parts.insert(part.to_owned(), json!(text));
    }
    for part in ["hidden", "on_timeline"] {
        parts.insert(part.to_owned(), json!(typed.text(part) == "yes"));
    }
    // The order of columns people know stays; new ones come behind.
    let chosen: Vec<&str> = typed.all("column").collect();
    let mut columns: Vec<&str> =
        object.columns.iter().map(String::as_str).filter(|c| chosen.contains(c)).collect();
    columns.extend(chosen.iter().filter(|c| !object.columns.iter().any(|known| known == *c)));
    if columns.is_empty() {
        problems.add("column", "required", say!("objects-needs-column"));
    }
    parts.insert("columns".to_owned(), json!(columns));
    if !problems.is_empty() {
        return edit_page(&visit, &object, &typed, &problems).await;
    }
    let file = json!({(object.key.as_str()): parts});
    let here = format!("/settings/objects/{}/details", object.key);
    let wish = Wish {
        file: &file,
        typed: &typed,
        action: &here,
        back: &here,
        then: &here,
        done: &say!("objects-saved"),
        gone: None,
    };
    match propose(&visit, &wish).await? {
        Outcome::Answer(answer) => Ok(answer),
        Outcome::Refused(problems) => edit_page(&visit, &object, &typed, &for_form(problems, "label")).await,
    }
}

fn names(visit: &Visit, typed: &Typed, problems: &Problems) -> Markup {
    let mut groups: Vec<&str> =
        visit.schema.objects().map(|o| o.nav.as_str()).filter(|g| !g.is_empty()).collect();
    groups.dedup();
    html! {
        div class="grid gap-4 sm:grid-cols-2" {
            (line(typed, problems, "label", &say!("objects-one"), &say!("objects-one-hint")))
            (line(typed, problems, "labels", &say!("objects-more"), &say!("objects-more-hint")))
        }
        div class="grid gap-4 sm:grid-cols-2" {
            fieldset class="fieldset" {
                label class="fieldset-legend" for="f-nav" { (say!("objects-nav")) }
                input class="input w-full" id="f-nav" name="nav" value=(typed.text("nav")) list="navs" autocomplete="off";
                datalist id="navs" { @for group in groups { option value=(group) {} } }
            }
            fieldset class="fieldset" {
                label class="fieldset-legend" for="f-icon" { (say!("objects-icon")) }
                select class="select w-full" id="f-icon" name="icon" {
                    @for name in icons(typed.text("icon")) { option value=(name) lang="en" selected[typed.text("icon") == name] { (name.replace('-', " ")) } }
                }
            }
        }
    }
}

async fn edit_page(visit: &Visit, object: &Object, typed: &Typed, problems: &Problems) -> Answer {
    let back = format!("/settings/objects/{}", object.key);
    let here = format!("{back}/details");
    let access = format!("/settings/roles?object={}", object.key);
    let count = object.fields.len().to_string();
    let row = [
        Tab { href: &back, label: &say!("objects-fields"), count: Some(&count), ..Tab::default() },
        Tab { href: &here, label: &say!("objects-object"), current: true, ..Tab::default() },
        Tab { href: &access, label: &say!("objects-access"), ..Tab::default() },
    ];
    let columns: Vec<&str> = typed.all("column").collect();
    let body = html! {
        (tabs(&say!("objects-parts"), &row, html! {}))
        form class="max-w-[48rem] p-4 md:p-6 grid gap-5" method="post" action=(here) data-controller="form" novalidate {
            (summary(&say!("objects-not-saved"), problems, label_of))
            (names(visit, typed, problems))
            fieldset class="fieldset" {
                label class="fieldset-legend" for="f-title" { (say!("objects-title")) }
                select class="select w-full" id="f-title" name="title" {
                    @for field in object.fields.iter().filter(|f| f.kind == Kind::Text && !f.system) { option value=(field.key) selected[typed.text("title") == field.key] { (field.label) } }
                }
            }
            fieldset class="fieldset" id="f-column" {
                legend class="fieldset-legend" { (say!("objects-columns")) }
                div class="grid gap-x-4 sm:grid-cols-3" {
                    @for field in object.fields.iter().filter(|f| !f.hidden && f.kind.fits_a_list()) {
                        label class="flex items-center gap-2 text-sm min-h-7" {
                            input class="checkbox checkbox-sm" type="checkbox" name="column" value=(field.key) checked[columns.contains(&field.key.as_str())]; (field.label)
                        }
                    }
                }
            }
            div class="grid gap-3 border-t border-line pt-4" {
                (switch(typed, problems, "on_timeline", &say!("objects-timeline"), &say!("objects-timeline-hint")))
                (switch(typed, problems, "hidden", &say!("objects-hidden"), &say!("objects-object-hidden-hint")))
            }
            div class="flex gap-2 border-t border-line pt-5" { (Button::new(&say!("app-save")).primary().key("mod+enter")) (Button::link(&back, &say!("settings-discard")).ghost()) }
        }
    };
    Frame::new(visit, Place::Objects, &object.label)
        .crumb("/settings/objects", say!("settings-objects"))
        .object(&object.key)
        .status(status(problems))
        .show(body)
        .await
}

/// `GET /settings/objects/new`
pub(super) async fn new(visit: Visit) -> Answer {
    only_admin(&visit, key!("settings-only-objects-add"))?;
    let mut typed = Typed::default();
    typed.put("icon", "package");
    typed.put("title", say!("objects-name"));
    new_page(&visit, &typed, &Problems::default()).await
}

/// `POST /settings/objects`
pub(super) async fn create(visit: Visit, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, key!("settings-only-objects-add"))?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let (label, labels) = (typed.text("label").trim(), typed.text("labels").trim());
    for (name, text) in [("label", label), ("labels", labels)] {
        if text.is_empty() {
            problems.add(name, "required", say!("objects-say-object"));
        }
    }
    let or = |name: &str, other: String| {
        Some(typed.text(name).trim().to_owned()).filter(|t| !t.is_empty()).unwrap_or(other)
    };
    let (key, plural) = (or("key", key_of(label)), or("plural", key_of(labels)));
    if problems.is_empty()
        && (visit.schema.by_name(&key).is_some() || visit.schema.by_name(&plural).is_some())
    {
        problems.add("key", "taken", say!("objects-taken", key = &key));
    }
    if !problems.is_empty() {
        return new_page(&visit, &typed, &problems).await;
    }
    let title = or("title", say!("objects-name").into());
    let title_key = key_of(&title);
    let file = json!({(key.as_str()): {
        "label": label, "labels": labels, "plural": plural, "icon": or("icon", "package".to_owned()), "nav": typed.text("nav").trim(),
        "title": title_key, "fields": {(title_key.as_str()): {"kind": "text", "label": title, "required": true, "search": true}},
    }});
    let then = format!("/settings/objects/{key}");
    let done = say!("objects-made", what = labels);
    let wish = Wish {
        file: &file,
        typed: &typed,
        action: "/settings/objects",
        back: "/settings/objects/new",
        then: &then,
        done: &done,
        gone: None,
    };
    match propose(&visit, &wish).await? {
        Outcome::Answer(answer) => Ok(answer),
        Outcome::Refused(problems) => new_page(&visit, &typed, &for_form(problems, "label")).await,
    }
}

async fn new_page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    let body = html! {
        form class="max-w-[48rem] p-4 md:p-6 grid gap-5" method="post" action="/settings/objects" data-controller="form" novalidate {
            (summary(&say!("objects-not-made"), problems, label_of))
            p class="text-muted" { (say!("objects-new-hint")) }
            (names(visit, typed, problems))
            (line(typed, problems, "title", &say!("objects-title"), &say!("objects-title-hint")))
            div class="grid gap-4 sm:grid-cols-2" {
                (line(typed, problems, "key", &say!("objects-key"), &say!("objects-key-hint")))
                (line(typed, problems, "plural", &say!("objects-plural"), &say!("objects-plural-hint")))
            }
            div class="flex gap-2 border-t border-line pt-5" { (Button::new(&say!("objects-add")).primary().key("mod+enter")) (Button::link("/settings/objects", &say!("settings-discard")).ghost()) }
        }
    };
    Frame::new(visit, Place::Objects, say!("settings-new-object"))
        .crumb("/settings/objects", say!("settings-objects"))
        .status(status(problems))
        .show(body)
        .await
}

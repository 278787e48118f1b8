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
use ui::part::{Tab, summary, tabs};
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
        "label" => "Name of one",
        "labels" => "Name of several",
        "key" => "Name for programs",
        "plural" => "Name in addresses",
        "nav" => "Group of the sidebar",
        other => other,
    }
    .to_owned()
}

fn status(problems: &Problems) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// `GET /settings/objects/{object}/details`
pub(super) async fn edit(visit: Visit, Path(name): Path<String>) -> Answer {
    only_admin(&visit, "change objects and fields")?;
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
    only_admin(&visit, "change objects and fields")?;
    let object = object_of(&visit, &name)?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let mut parts = Map::new();
    for part in ["label", "labels", "icon", "nav", "title"] {
        let text = typed.text(part).trim();
        if text.is_empty() && part != "nav" {
            problems.add(part, "required", "It cannot be empty");
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
        problems.add("column", "required", "A list needs a column");
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
        done: "The object is saved",
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
            (line(typed, problems, "label", "Name of one", "Machine"))
            (line(typed, problems, "labels", "Name of several", "Machines"))
        }
        div class="grid gap-4 sm:grid-cols-2" {
            fieldset class="fieldset" {
                label class="fieldset-legend" for="f-nav" { "Group of the sidebar" }
                input class="input w-full" id="f-nav" name="nav" value=(typed.text("nav")) list="navs" autocomplete="off";
                datalist id="navs" { @for group in groups { option value=(group) {} } }
            }
            fieldset class="fieldset" {
                label class="fieldset-legend" for="f-icon" { "Icon" }
                select class="select w-full" id="f-icon" name="icon" {
                    @for name in icons(typed.text("icon")) { option value=(name) selected[typed.text("icon") == name] { (name.replace('-', " ")) } }
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
        Tab { href: &back, label: "Fields", count: Some(&count), ..Tab::default() },
        Tab { href: &here, label: "Object", current: true, ..Tab::default() },
        Tab { href: &access, label: "Access", ..Tab::default() },
    ];
    let columns: Vec<&str> = typed.all("column").collect();
    let body = html! {
        (tabs("Parts of the object", &row, html! {}))
        form class="max-w-[48rem] p-4 md:p-6 grid gap-5" method="post" action=(here) data-controller="form" novalidate {
            (summary("The object was not saved.", problems, label_of))
            (names(visit, typed, problems))
            fieldset class="fieldset" {
                label class="fieldset-legend" for="f-title" { "What names a record" }
                select class="select w-full" id="f-title" name="title" {
                    @for field in object.fields.iter().filter(|f| f.kind == Kind::Text && !f.system) { option value=(field.key) selected[typed.text("title") == field.key] { (field.label) } }
                }
            }
            fieldset class="fieldset" id="f-column" {
                legend class="fieldset-legend" { "Columns of its list, before anyone chooses others" }
                div class="grid gap-x-4 sm:grid-cols-3" {
                    @for field in object.fields.iter().filter(|f| !f.hidden && f.kind.fits_a_list()) {
                        label class="flex items-center gap-2 text-sm min-h-7" {
                            input class="checkbox checkbox-sm" type="checkbox" name="column" value=(field.key) checked[columns.contains(&field.key.as_str())]; (field.label)
                        }
                    }
                }
            }
            div class="grid gap-3 border-t border-line pt-4" {
                (switch(typed, problems, "on_timeline", "On timelines", "Its records show on the timelines of the records they link to"))
                (switch(typed, problems, "hidden", "Hidden", "Not in the sidebar, not offered anywhere; its records are kept"))
            }
            div class="flex gap-2 border-t border-line pt-5" { (Button::new("Save").primary().key("mod+enter")) (Button::link(&back, "Discard").ghost()) }
        }
    };
    Frame::new(visit, Place::Objects, &object.label)
        .crumb("/settings/objects", "Objects and fields")
        .object(&object.key)
        .status(status(problems))
        .show(body)
        .await
}

/// `GET /settings/objects/new`
pub(super) async fn new(visit: Visit) -> Answer {
    only_admin(&visit, "add objects")?;
    let mut typed = Typed::default();
    typed.put("icon", "package");
    typed.put("title", "Name");
    new_page(&visit, &typed, &Problems::default()).await
}

/// `POST /settings/objects`
pub(super) async fn create(visit: Visit, Form(pairs): Pairs) -> Answer {
    only_admin(&visit, "add objects")?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let (label, labels) = (typed.text("label").trim(), typed.text("labels").trim());
    for (name, text) in [("label", label), ("labels", labels)] {
        if text.is_empty() {
            problems.add(name, "required", "Say what it is called");
        }
    }
    let or = |name: &str, other: String| {
        Some(typed.text(name).trim().to_owned()).filter(|t| !t.is_empty()).unwrap_or(other)
    };
    let (key, plural) = (or("key", key_of(label)), or("plural", key_of(labels)));
    if problems.is_empty()
        && (visit.schema.by_name(&key).is_some() || visit.schema.by_name(&plural).is_some())
    {
        problems.add("key", "taken", format!("There is another object called {key}: choose another name"));
    }
    if !problems.is_empty() {
        return new_page(&visit, &typed, &problems).await;
    }
    let title = or("title", "Name".to_owned());
    let title_key = key_of(&title);
    let file = json!({(key.as_str()): {
        "label": label, "labels": labels, "plural": plural, "icon": or("icon", "package".to_owned()), "nav": typed.text("nav").trim(),
        "title": title_key, "fields": {(title_key.as_str()): {"kind": "text", "label": title, "required": true, "search": true}},
    }});
    let then = format!("/settings/objects/{key}");
    let done = format!("{labels} are there: in the sidebar, lists, forms and the API");
    let wish = Wish {
        file: &file,
        typed: &typed,
        action: "/settings/objects",
        back: "/settings/objects/new",
        then: &then,
        done: &done,
    };
    match propose(&visit, &wish).await? {
        Outcome::Answer(answer) => Ok(answer),
        Outcome::Refused(problems) => new_page(&visit, &typed, &for_form(problems, "label")).await,
    }
}

async fn new_page(visit: &Visit, typed: &Typed, problems: &Problems) -> Answer {
    let body = html! {
        form class="max-w-[48rem] p-4 md:p-6 grid gap-5" method="post" action="/settings/objects" data-controller="form" novalidate {
            (summary("The object was not added.", problems, label_of))
            p class="text-muted" { "Machines, subscriptions, properties: whatever you keep records of. It gets a list, forms, a timeline, search, import, export and the API at once." }
            (names(visit, typed, problems))
            (line(typed, problems, "title", "What names a record", "The text every record has, such as Name or Serial number."))
            div class="grid gap-4 sm:grid-cols-2" {
                (line(typed, problems, "key", "Name for programs", "Left empty, it is made of the name: machine."))
                (line(typed, problems, "plural", "Name in addresses", "Left empty, it is made of the plural: machines."))
            }
            div class="flex gap-2 border-t border-line pt-5" { (Button::new("Add object").primary().key("mod+enter")) (Button::link("/settings/objects", "Discard").ghost()) }
        }
    };
    Frame::new(visit, Place::Objects, "New object")
        .crumb("/settings/objects", "Objects and fields")
        .status(status(problems))
        .show(body)
        .await
}

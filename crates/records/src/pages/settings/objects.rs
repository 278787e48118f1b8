//! Objects, and the fields of one in their groups: what they hold, what rules they have, how far they are filled.
use std::collections::HashMap;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::Error;
use engine::{Field, Kind, Object};
use maud::{Markup, html};
use serde_json::json;
use ui::Button;
use ui::field::{Typed, icon_of};
use ui::icon::{icon, sized};
use ui::part::{Mood, Tab, alert, meter, tabs};
use ui::web::Answer;

use super::super::flash::{Flash, to};
use super::super::visit::Visit;
use super::frame::{Frame, Place};
use super::only_admin;

/// Fields that fewer of a hundred records have are rarely filled.
const RARE: u8 = 30;

/// An object one may know of; administrators know the hidden ones too.
pub(super) fn object_of(visit: &Visit, name: &str) -> Result<std::sync::Arc<Object>, Error> {
    let object = visit.schema.by_name(name).ok_or(Error::NotFound)?;
    if visit.actor.is_admin() || visit.sees(object) { Ok(object.clone()) } else { Err(Error::NotFound) }
}

/// `GET /settings/objects`
pub(super) async fn list(visit: Visit) -> Answer {
    let admin = visit.actor.is_admin();
    let shown = visit.schema.objects().filter(|o| visit.sees(o) || admin);
    let body = html! {
        table class="table table-stack" {
            thead { tr { th scope="col" { "Object" } th scope="col" { "Name for programs" } th scope="col" { "In the sidebar" } th scope="col" class="num" { "Fields" } } }
            tbody {
                @for object in shown {
                    tr class="hover:bg-hover" {
                        td {
                            a class="flex items-center gap-2 font-medium" href={ "/settings/objects/" (object.key) } {
                                (sized(&object.icon, "icon text-faint")) (object.labels)
                                @if object.own { span class="badge" data-tone="teal" { "Custom" } }
                                @if object.hidden { span class="badge badge-ghost" { "Hidden" } }
                            }
                        }
                        td { code class="font-mono text-xs text-muted" { (object.key) } }
                        td class="text-muted" { @if object.nav.is_empty() { "–" } @else { (object.nav) } }
                        td class="num text-muted" { (object.fields.iter().filter(|f| !f.hidden).count()) }
                    }
                }
            }
        }
    };
    let new = html! { @if admin { (Button::link("/settings/objects/new", "New object").icon("plus").primary().small()) } };
    Frame::new(&visit, Place::Objects, "Objects and fields").actions(new).show(body).await
}

/// `GET /settings/objects/{object}`
pub(super) async fn show(visit: Visit, Path(name): Path<String>) -> Answer {
    let object = object_of(&visit, &name)?;
    fields_page(&visit, &object, None, None, StatusCode::OK).await
}

/// The fields of an object, with a pane for one of them.
pub(super) async fn fields_page(
    visit: &Visit,
    object: &Object,
    open: Option<&str>,
    pane: Option<Markup>,
    status: StatusCode,
) -> Answer {
    let admin = visit.actor.is_admin();
    let filled = if admin { visit.engine().filled(&visit.actor, &object.key).await? } else { HashMap::new() };
    let here = format!("/settings/objects/{}", object.key);
    let seen: Vec<&Field> =
        object.fields.iter().filter(|f| admin || (!f.hidden && visit.actor.sees(object, f))).collect();
    let rare = |f: &Field| !f.system && !f.hidden && filled.get(&f.key).is_some_and(|n| *n < RARE);
    let (own, few) = (seen.iter().filter(|f| f.own).count(), seen.iter().filter(|f| rare(f)).count());
    let only = visit.asked.text("show").unwrap_or("all").to_owned();
    let shown: Vec<&Field> = seen
        .iter()
        .copied()
        .filter(|f| match only.as_str() {
            "custom" => f.own,
            "rare" => rare(f),
            _ => true,
        })
        .collect();
    let count = seen.len().to_string();
    let (access, details) = (format!("/settings/roles?object={}", object.key), format!("{here}/details"));
    let mut row =
        vec![Tab { href: &here, label: "Fields", count: Some(&count), current: true, ..Tab::default() }];
    if admin {
        row.push(Tab { href: &details, label: "Object", ..Tab::default() });
        row.push(Tab { href: &access, label: "Access", ..Tab::default() });
    }
    let list = format!("/{}", object.plural);
    let body = html! {
        (tabs("Parts of the object", &row, html! {}))
        div data-controller="sift" {
            div class="flex items-center gap-2 px-4 min-h-11" {
                label class="input h-7 w-52 px-2 border-line-2 needs-js" {
                    (sized("search", "icon icon-sm text-faint"))
                    input type="search" placeholder="Find a field" aria-label="Find a field" data-hotkey="/" data-action="input->sift#sift";
                    kbd class="kbd" { "/" }
                }
                nav class="tabs tabs-box max-sm:hidden" aria-label="Which fields" {
                    @for (key, label) in [("all", "All".to_owned()), ("custom", format!("Custom {own}")), ("rare", format!("Rarely filled {few}"))] {
                        a class="tab" href={ (here) @if key != "all" { "?show=" (key) } } aria-current=[(only == key).then_some("true")] { (label) }
                    }
                }
            }
            @if object.hidden { div class="px-4 pb-3" { (alert(Mood::Info, html! { "This object is hidden: nobody is offered it. Its records are kept." })) } }
            (table(visit, object, &shown, &filled, open, admin))
            @if admin {
                form class="hidden" method="post" action={ (here) "/order" } id="order" { input type="hidden" name="order" value=""; }
            }
        }
    };
    let new = format!("{here}/new");
    let actions = html! {
        (Button::link("/api/v1/openapi.json", "API").icon("code-xml").ghost().small().class("max-md:hidden"))
        @if visit.sees(object) { (Button::link(&list, &object.labels).icon("eye").small().compact()) }
        @if admin { (Button::link(&new, "New field").icon("plus").primary().small()) }
    };
    Frame::new(visit, Place::Objects, &object.label)
        .crumb("/settings/objects", "Objects and fields")
        .object(&object.key)
        .actions(actions)
        .aside("Field settings", pane)
        .status(status)
        .show(body)
        .await
}

/// Fields in their groups: as forms show them, what every record has last.
pub(super) fn groups<'a>(object: &'a Object, fields: &[&'a Field]) -> Vec<(String, Vec<&'a Field>)> {
    let mut groups: Vec<(String, Vec<&Field>)> = Vec::new();
    let (system, others): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|f| f.system);
    for field in others {
        let name = if field.group.is_empty() { &object.label } else { &field.group };
        match groups.iter_mut().find(|(n, _)| n == name) {
            Some((_, list)) => list.push(field),
            None => groups.push((name.clone(), vec![field])),
        }
    }
    if !system.is_empty() {
        groups.push(("Every record".to_owned(), system));
    }
    groups
}

fn table(
    visit: &Visit,
    object: &Object,
    fields: &[&Field],
    filled: &HashMap<String, u8>,
    open: Option<&str>,
    admin: bool,
) -> Markup {
    html! {
        div class="overflow-x-auto" tabindex="0" role="region" aria-label={ "Fields of " (object.label) } {
            table class="table border-t border-line" {
                thead {
                    tr {
                        @if admin { td class="w-6 pr-0" {} }
                        th scope="col" { "Field" }
                        th scope="col" class="max-md:hidden" { "Kind" }
                        th scope="col" class="max-xl:hidden" { "Name for programs" }
                        th scope="col" class="max-md:hidden" { "Rules" }
                        @if admin { th scope="col" class="num" title="Of the newest 2,000 records" { "Filled" } }
                    }
                }
                @for (name, list) in groups(object, fields) {
                    tbody data-controller=[admin.then_some("arrange")] {
                        tr class="bg-base-200" { th scope="colgroup" colspan=(if admin { 6 } else { 4 }) class="text-xs font-medium text-muted !py-1" { (name) } }
                        @for (place, field) in list.iter().enumerate() { (row(visit, object, field, place + 1, filled, open, admin)) }
                    }
                }
            }
        }
    }
}

fn row(
    visit: &Visit,
    object: &Object,
    field: &Field,
    place: usize,
    filled: &HashMap<String, u8>,
    open: Option<&str>,
    admin: bool,
) -> Markup {
    let here = open == Some(field.key.as_str());
    let editable = admin && !field.system;
    html! {
        tr class=(if here { "bg-selected" } else { "hover:bg-hover" }) aria-selected=[here.then_some("true")] data-sift-target="item"
            data-arrange-target=[editable.then_some("row")] data-key=(field.key) {
            @if admin {
                td class="w-6 pr-0 pl-3 text-faint" {
                    @if editable {
                        button class="cursor-grab grid place-items-center size-6 needs-js" type="button" draggable="true" data-action="keydown->arrange#key"
                            aria-label={ "Move " (field.label) ", now at position " (place) } title="Drag, or press ↑ and ↓" { (sized("grip-vertical", "icon icon-sm")) }
                    }
                }
            }
            td {
                @let name = html! {
                    (sized(icon_of(field, &visit.schema), "icon text-faint")) (field.label)
                    @if field.own { span class="badge" data-tone="teal" { "Custom" } }
                    @if field.hidden { span class="badge badge-ghost" { "Hidden" } }
                };
                @if editable {
                    a class="flex items-center gap-2 font-medium whitespace-nowrap" href={ "/settings/objects/" (object.key) "/fields/" (field.key) } { (name) }
                } @else { span class="flex items-center gap-2 font-medium whitespace-nowrap" { (name) } }
            }
            td class="text-muted whitespace-nowrap max-md:hidden" { (kind_words(visit, field)) }
            td class="max-xl:hidden" { code class="font-mono text-xs text-muted" { (field.key) } }
            td class="max-md:hidden" {
                span class="flex gap-1" {
                    @for (on, word) in [(field.required, "Required"), (field.unique, "Unique"), (field.read_only, "Read only"), (field.search, "Searched")] {
                        @if on { span class="badge badge-ghost" { (word) } }
                    }
                }
            }
            @if admin {
                td {
                    @if let Some(share) = filled.get(&field.key) {
                        span class="flex items-center justify-end gap-2" {
                            (meter(i64::from(*share), None, Some(if *share < RARE { "amber" } else { "teal" }), "Filled ", "w-10 max-sm:hidden"))
                            span class="num text-muted w-9" { (share) "%" }
                        }
                    } @else { span class="flex justify-end text-faint" { "–" } }
                }
            }
        }
    }
}

/// The kind of a field as people say it.
pub(super) fn kind_words(visit: &Visit, field: &Field) -> String {
    let target = || {
        field
            .target
            .as_deref()
            .and_then(|t| visit.schema.object(t))
            .map_or_else(|| field.target.clone().unwrap_or_default(), |o| o.label.clone())
    };
    let word = match field.kind {
        Kind::Choice if ui::field::cell::is_path(field) => "Stage".to_owned(),
        Kind::Link => format!("Link to {}", target()),
        Kind::Links => format!("Links to {}", target()),
        kind => kind_name(kind).to_owned(),
    };
    if field.many { format!("{word}, several") } else { word }
}

/// What a kind is called.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "Text",
        Kind::LongText => "Long text",
        Kind::RichText => "Formatted text",
        Kind::Email => "E-mail",
        Kind::Phone => "Phone",
        Kind::Url => "Web address",
        Kind::Integer => "Whole number",
        Kind::Decimal => "Number",
        Kind::Percent => "Percentage",
        Kind::Money => "Money",
        Kind::Date => "Date",
        Kind::DateTime => "Date and time",
        Kind::Duration => "Duration",
        Kind::Toggle => "Yes or no",
        Kind::Choice => "Choice",
        Kind::Choices => "Choice, several",
        Kind::Link => "Link",
        Kind::Links => "Links",
        Kind::User => "Person in team",
        Kind::Address => "Address",
        Kind::File => "File",
        Kind::Rating => "Rating",
        Kind::Tags => "Tags",
    }
}

/// `POST /settings/objects/{object}/order`: the fields in a new order, or one of them a step up or down.
pub(super) async fn order(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    only_admin(&visit, "change objects and fields")?;
    let object = object_of(&visit, &name)?;
    let typed = Typed::sent(pairs);
    let all: Vec<&Field> = object.fields.iter().filter(|f| !f.system).collect();
    let mut keys: Vec<String> =
        groups(&object, &all).into_iter().flat_map(|(_, l)| l).map(|f| f.key.clone()).collect();
    let here = format!("/settings/objects/{}", object.key);
    let mut then = here.clone();
    if let Some((key, step)) = Some(typed.text("move")).and_then(|m| m.split_once(' ')) {
        then = format!("{here}/fields/{key}");
        let group = |k: &str| object.field(k).map(|f| f.group.clone());
        let mates: Vec<usize> =
            keys.iter().enumerate().filter(|(_, k)| group(k) == group(key)).map(|(i, _)| i).collect();
        let at = mates.iter().position(|i| keys.get(*i).is_some_and(|k| k == key));
        let other = at.and_then(|at| if step == "up" { at.checked_sub(1) } else { Some(at + 1) });
        if let (Some(at), Some(other)) = (at.and_then(|a| mates.get(a)), other.and_then(|o| mates.get(o))) {
            keys.swap(*at, *other);
        }
    } else {
        // Those of one group, in their new order, take the places that the group had.
        let wanted: Vec<&str> =
            typed.text("order").split(',').filter(|k| object.field(k).is_some()).collect();
        let mut next = wanted.iter();
        for key in &mut keys {
            if wanted.contains(&key.as_str())
                && let Some(new) = next.next()
            {
                (*new).clone_into(key);
            }
        }
    }
    let file = json!({(object.key.as_str()): {"order": keys}});
    let plan = visit.engine().apply_schema(&visit.actor, &file).await?;
    if plan.changes.is_empty() {
        return Ok(to(&then));
    }
    Ok(Flash::done("The fields stand in their new order").then(&then))
}

/// Renders where a list has nothing.
pub(super) fn nothing(words: &str) -> Markup {
    html! { p class="p-6 text-muted flex gap-2 items-center" { (icon("info")) (words) } }
}

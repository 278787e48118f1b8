//! Objects, and the fields of one in their groups: what they hold, what rules they have, how far they are filled.
use std::collections::HashMap;
use ui::key;
use ui::say;
use ui::say::Key;

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
            thead { tr { th scope="col" { (say!("objects-object")) } th scope="col" { (say!("objects-key")) } th scope="col" { (say!("objects-in-sidebar")) } th scope="col" class="num" { (say!("objects-fields")) } } }
            tbody {
                @for object in shown {
                    tr class="hover:bg-hover" {
                        td {
                            a class="flex items-center gap-2 font-medium" href={ "/settings/objects/" (object.key) } {
                                (sized(&object.icon, "icon text-faint")) (object.labels)
                                @if object.own { span class="badge" data-tone="teal" { (say!("objects-custom")) } }
                                @if object.hidden { span class="badge badge-ghost" { (say!("objects-hidden")) } }
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
    let new = html! { @if admin { (Button::link("/settings/objects/new", &say!("settings-new-object")).icon("plus").primary().small()) } };
    Frame::new(&visit, Place::Objects, say!("settings-objects")).actions(new).show(body).await
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
    let (fields, itself, access_tab) =
        (say!("objects-fields"), say!("objects-object"), say!("objects-access"));
    let mut row =
        vec![Tab { href: &here, label: &fields, count: Some(&count), current: true, ..Tab::default() }];
    if admin {
        row.push(Tab { href: &details, label: &itself, ..Tab::default() });
        row.push(Tab { href: &access, label: &access_tab, ..Tab::default() });
    }
    let list = format!("/{}", object.plural);
    let body = html! {
        (tabs(&say!("objects-parts"), &row, html! {}))
        div data-controller="sift" {
            div class="flex items-center gap-2 px-4 min-h-11" {
                label class="input h-7 w-52 px-2 border-line-2 needs-js" {
                    (sized("search", "icon icon-sm text-faint"))
                    input type="search" placeholder=(say!("objects-find")) aria-label=(say!("objects-find")) data-hotkey="/" data-action="input->sift#sift";
                    (ui::button::keys("/"))
                }
                nav class="tabs tabs-box max-sm:hidden" aria-label=(say!("objects-which")) {
                    @for (key, label) in [("all", say!("objects-all")), ("custom", say!("objects-custom-count", count = own)), ("rare", say!("objects-rare-count", count = few))] {
                        a class="tab" href={ (here) @if key != "all" { "?show=" (key) } } aria-current=[(only == key).then_some("true")] { (label) }
                    }
                }
            }
            @if object.hidden { div class="px-4 pb-3" { (alert(Mood::Info, html! { (say!("objects-is-hidden")) })) } }
            (table(visit, object, &shown, &filled, open, admin))
            @if admin {
                form class="hidden" method="post" action={ (here) "/order" } id="order" { input type="hidden" name="order" value=""; }
            }
        }
    };
    let new = format!("{here}/new");
    let actions = html! {
        (Button::link("/api/v1/openapi.json", &say!("objects-api")).icon("code-xml").ghost().small().class("max-md:hidden"))
        @if visit.sees(object) { (Button::link(&list, &object.labels).icon("eye").small().compact()) }
        @if admin { (Button::link(&new, &say!("objects-new-field")).icon("plus").primary().small()) }
    };
    Frame::new(visit, Place::Objects, &object.label)
        .crumb("/settings/objects", say!("settings-objects"))
        .object(&object.key)
        .actions(actions)
        .aside(say!("objects-field-settings"), pane)
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
        groups.push((say!("objects-every-record").into(), system));
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
        div class="overflow-x-auto" tabindex="0" role="region" aria-label=(say!("objects-fields-of", what = &object.label)) {
            table class="table border-t border-line" {
                thead {
                    tr {
                        @if admin { td class="w-6 pr-0" {} }
                        th scope="col" { (say!("objects-field")) }
                        th scope="col" class="max-md:hidden" { (say!("objects-kind")) }
                        th scope="col" class="max-xl:hidden" { (say!("objects-key")) }
                        th scope="col" class="max-md:hidden" { (say!("objects-rules")) }
                        @if admin { th scope="col" class="num" title=(say!("objects-of-newest")) { (say!("objects-filled")) } }
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
                            aria-label=(say!("objects-move", field = &field.label, place = place)) title=(say!("objects-drag")) { (sized("grip-vertical", "icon icon-sm")) }
                    }
                }
            }
            td {
                @let name = html! {
                    (sized(icon_of(field, &visit.schema), "icon text-faint")) (field.label)
                    @if field.own { span class="badge" data-tone="teal" { (say!("objects-custom")) } }
                    @if field.hidden { span class="badge badge-ghost" { (say!("objects-hidden")) } }
                };
                @if editable {
                    a class="flex items-center gap-2 font-medium whitespace-nowrap" href={ "/settings/objects/" (object.key) "/fields/" (field.key) } { (name) }
                } @else { span class="flex items-center gap-2 font-medium whitespace-nowrap" { (name) } }
            }
            td class="text-muted whitespace-nowrap max-md:hidden" { (kind_words(visit, field)) }
            td class="max-xl:hidden" { code class="font-mono text-xs text-muted" { (field.key) } }
            td class="max-md:hidden" {
                span class="flex gap-1" {
                    @for (on, word) in [(field.required, key!("objects-required")), (field.unique, key!("objects-unique")), (field.read_only, key!("objects-read-only")), (field.search, key!("objects-search"))] {
                        @if on { span class="badge badge-ghost" { (word) } }
                    }
                }
            }
            @if admin {
                td {
                    @if let Some(share) = filled.get(&field.key) {
                        span class="flex items-center justify-end gap-2" {
                            (meter(i64::from(*share), None, Some(if *share < RARE { "amber" } else { "teal" }), &format!("{} ", say!("objects-filled")), "w-10 max-sm:hidden"))
                            span class="num text-muted w-11" { (ui::field::words::percentage(&share.to_string())) }
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
        Kind::Choice if ui::field::cell::is_path(field) => say!("objects-kind-stage").into(),
        Kind::Link => say!("objects-link-to", what = target()).into(),
        Kind::Links => say!("objects-links-to", what = target()).into(),
        kind => kind_name(kind).said().into(),
    };
    if field.many { say!("objects-several", kind = word).into() } else { word }
}

/// What a kind is called.
pub(in crate::pages) fn kind_name(kind: Kind) -> Key {
    match kind {
        Kind::Text => key!("objects-kind-text"),
        Kind::LongText => key!("objects-kind-long-text"),
        Kind::RichText => key!("objects-kind-rich-text"),
        Kind::Email => key!("objects-kind-email"),
        Kind::Phone => key!("objects-kind-phone"),
        Kind::Url => key!("objects-kind-url"),
        Kind::Integer => key!("objects-kind-integer"),
        Kind::Decimal => key!("objects-kind-decimal"),
        Kind::Percent => key!("objects-kind-percent"),
        Kind::Money => key!("objects-kind-money"),
        Kind::Date => key!("objects-kind-date"),
        Kind::DateTime => key!("objects-kind-date-time"),
        Kind::Duration => key!("objects-kind-duration"),
        Kind::Toggle => key!("objects-kind-toggle"),
        Kind::Choice => key!("objects-kind-choice"),
        Kind::Choices => key!("objects-kind-choices"),
        Kind::Link => key!("objects-kind-link"),
        Kind::Links => key!("objects-kind-links"),
        Kind::User => key!("objects-kind-user"),
        Kind::Address => key!("objects-kind-address"),
        Kind::File => key!("objects-kind-file"),
        Kind::Rating => key!("objects-kind-rating"),
        Kind::Tags => key!("objects-kind-tags"),
        Kind::Recurrence => key!("objects-kind-recurrence"),
    }
}

/// `POST /settings/objects/{object}/order`: the fields in a new order, or one of them a step up or down.
pub(super) async fn order(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    only_admin(&visit, key!("settings-only-schema"))?;
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
    Ok(Flash::done(say!("objects-ordered")).then(&then))
}

/// Renders where a list has nothing.
pub(super) fn nothing(words: &str) -> Markup {
    html! { p class="p-6 text-muted flex gap-2 items-center" { (icon("info")) (words) } }
}

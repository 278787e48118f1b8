//! What arranges a list: the order by several fields, groups, columns and their order. Over the list stand links; their
//! boxes come when they are asked for, and are pages of their own where there are no scripts.
use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use engine::layout::Layout;
use engine::{Field, Object};
use maud::{Markup, html};
use ui::icon::{icon, sized};
use ui::say;
use ui::web::{Answer, Fault};

use super::arranged::Arranged;
use super::asked::address;
use super::columns::{Columns, Width, offered, sorts};
use super::toolbar::{FRAME, carried, framed};
use super::visit::Visit;
use super::{calendar, chips, groups, layouts};

/// Fields a list is sorted by at most, in the form.
const KEYS: usize = 3;

/// Sort, group and columns.
pub(super) fn buttons(visit: &Visit, object: &Object, columns: &Columns) -> Markup {
    html! {
        (sort_button(visit, object, columns))
        (by_button(visit, object, Layout::List))
        (columns_button(visit, object, Layout::List))
    }
}

/// Sort, the field of the lanes where there are several, what cards show.
pub(super) fn of_cards(visit: &Visit, object: &Object, columns: &Columns, lanes: usize) -> Markup {
    html! {
        (sort_button(visit, object, columns))
        @if lanes > 1 { (by_button(visit, object, Layout::Board)) }
        (columns_button(visit, object, Layout::Board))
    }
}

/// The date of a calendar.
pub(super) fn of_days(visit: &Visit, object: &Object) -> Markup {
    by_button(visit, object, Layout::Calendar)
}

/// A link to a box; `label` says what holds now, `name` what the box is about.
fn button(visit: &Visit, object: &Object, what: &str, icon_name: &str, label: &str, name: &str) -> Markup {
    let on = visit.asked.text("on").map(|on| ("on", on));
    let href = address(&format!("/{}/arrange/{what}", object.plural), chips::state(visit).chain(on));
    html! {
        a.btn.btn-ghost.btn-sm href=(href) data-turbo-frame=(FRAME) data-action="pop#open" aria-haspopup="dialog" {
            (icon(icon_name))
            span."max-md:sr-only"[label == name] { (label) }
            @if label != name { span.sr-only { ", " (name) } }
        }
    }
}

fn sort_button(visit: &Visit, object: &Object, columns: &Columns) -> Markup {
    let now = visit.asked.text("sort").and_then(|sort| sort.split(',').next()).map(bare);
    let column =
        |path| columns.shown.iter().map(|s| (s.sort.as_deref(), &s.field)).find(|(by, _)| *by == Some(path));
    let field = now.and_then(|path| {
        let other = || offered(visit, object).find(|f| sorts(f) && f.key == path);
        column(path).map(|(_, field)| field).or_else(other)
    });
    let name = say!("list-sort");
    button(visit, object, "sort", "arrow-down-up", field.map_or(&name, |f| &f.label), &name)
}

fn by_button(visit: &Visit, object: &Object, layout: Layout) -> Markup {
    let (name, now) = (by_name(layout), visit.asked.text("by"));
    // What it could be arranged by otherwise is asked for with the box.
    let offers = now.map_or_else(Vec::new, |_| offers(visit, object, layout));
    let label = offers.iter().find(|(by, _)| Some(by.as_str()) == now).map_or(&*name, |(_, label)| label);
    let icon_name = match layout {
        Layout::List => "rows-3",
        Layout::Board => "square-kanban",
        Layout::Calendar => "calendar-days",
    };
    button(visit, object, "by", icon_name, label, &name)
}

fn columns_button(visit: &Visit, object: &Object, layout: Layout) -> Markup {
    let icon_name = if layout == Layout::Board { "id-card" } else { "columns-3" };
    let name = columns_name(layout);
    button(visit, object, "columns", icon_name, &name, &name)
}

fn by_name(layout: Layout) -> Cow<'static, str> {
    match layout {
        Layout::List => say!("list-group"),
        Layout::Board => say!("list-lanes"),
        Layout::Calendar => say!("calendar-date"),
    }
}

fn columns_name(layout: Layout) -> Cow<'static, str> {
    if layout == Layout::Board { say!("list-card-fields") } else { say!("list-columns") }
}

/// What a layout can be arranged by: `(what the address says, what it is called)`.
fn offers(visit: &Visit, object: &Object, layout: Layout) -> Vec<(String, String)> {
    match layout {
        Layout::List => groups::offered(visit, object),
        Layout::Board => layouts::named(&layouts::lanes(visit, object)),
        Layout::Calendar => calendar::offers(visit, object),
    }
}

/// `GET /{objects}/arrange/{what}`: the box of `sort`, `by` or `columns`, for the list that the rest of the address means.
pub(super) async fn show(mut visit: Visit, Path((objects, what)): Path<(String, String)>) -> Answer {
    let object: Arc<Object> = visit.object(&objects)?;
    visit.asked.go_to(format!("/{}", object.plural));
    Arranged::of(&mut visit, &object).await?;
    let (layout, columns) = (layouts::of(&visit, &object), Columns::of(&visit, &object));
    let (name, inside) = match what.as_str() {
        "sort" => (say!("list-sort"), sort(&visit, &object, &columns)),
        "by" => (by_name(layout), by(&visit, &offers(&visit, &object, layout), layout)),
        "columns" => (columns_name(layout), choose(&visit, &object, &columns, layout == Layout::List)),
        _ => return Err(Fault::not_found()),
    };
    let inside = html! { div.text-sm role="group" aria-label=(name) { (inside) } };
    framed(&visit, &object, &name, &inside, StatusCode::OK).await
}

/// A path to sort by, without its direction.
fn bare(path: &str) -> &str {
    path.trim().trim_start_matches(['-', '+'])
}

/// What can be sorted by: its path and its name.
fn sortable(visit: &Visit, object: &Object, columns: &Columns) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> =
        columns.shown.iter().filter_map(|s| Some((s.sort.clone()?, s.field.label.clone()))).collect();
    for field in offered(visit, object).filter(|f| sorts(f)) {
        if !out.iter().any(|(path, _)| *path == field.key) {
            out.push((field.key.clone(), field.label.clone()));
        }
    }
    out
}

fn sort(visit: &Visit, object: &Object, columns: &Columns) -> Markup {
    let fields = sortable(visit, object, columns);
    let now: Vec<&str> =
        visit.asked.text("sort").map(|s| s.split(',').map(str::trim).collect()).unwrap_or_default();
    html! {
        form.grid."gap-2"."w-76" method="get" action=(visit.asked.path()) data-turbo-frame="_top" {
            (carried(visit, &["view", "as", "filter", "q", "columns", "by", "on"]))
            @for n in 0..KEYS {
                @let chosen = now.get(n).copied().unwrap_or_default();
                @let known = chosen.is_empty() || fields.iter().any(|(path, _)| path == bare(chosen));
                select.select.w-full name="sort" aria-label=(if n == 0 { say!("list-sort-by") } else { say!("list-then-by") }) {
                    option value="" { (if n == 0 { say!("list-newest") } else { say!("list-then-by") }) }
                    @if !known { option value=(chosen) selected { (chosen) } }
                    @for (path, label) in &fields {
                        @let down = format!("-{path}");
                        option value=(path) selected[chosen == path] { (say!("list-ascending", field = label)) }
                        option value=(down) selected[chosen == down] { (say!("list-descending", field = label)) }
                    }
                }
            }
            div { button.btn.btn-sm.btn-primary { (say!("list-sort")) } }
        }
    }
}

/// What it is arranged by, one of several. Groups can be none.
fn by(visit: &Visit, offers: &[(String, String)], layout: Layout) -> Markup {
    let now = visit.asked.text("by").unwrap_or_default();
    html! {
        ul."w-76"."max-h-96".overflow-y-auto {
            @if layout == Layout::List && !now.is_empty() { li { (line(&visit.asked.with("by", None), &say!("list-no-groups"), false)) } }
            @for (by, label) in offers { li { (line(&visit.asked.with("by", Some(by)), label, by == now)) } }
        }
    }
}

fn line(href: &str, label: &str, current: bool) -> Markup {
    html! {
        a.flex.items-center."gap-2"."px-2"."min-h-8"."rounded-(--radius-selector)"."hover:bg-hover" href=(href) data-turbo-frame="_top" aria-current=[current.then_some("true")] {
            span.grow { (label) } @if current { (sized("check", "icon icon-sm")) }
        }
    }
}

/// Which fields are shown, in which order and, in lists, how wide.
fn choose(visit: &Visit, object: &Object, columns: &Columns, wide: bool) -> Markup {
    let shown = |key: &str| columns.shown.iter().any(|s| s.path == key);
    let line = |field: &Field| {
        let title = field.key == object.title;
        html! {
            li.flex.items-center."gap-2"."px-2"."min-h-7"."rounded-(--radius-selector)"."hover:bg-hover" data-find-target="item" draggable=[(!title).then_some("true")] {
                span.text-faint.cursor-grab.invisible[title] { (sized("grip-vertical", "icon icon-sm")) }
                label.flex.items-center."gap-2".grow.cursor-pointer {
                    (sized(ui::field::icon_of(field, &visit.schema), "icon icon-sm text-faint"))
                    span.grow { (field.label) }
                    @if title { input type="hidden" name="column" value=(field.key); input.checkbox.checkbox-sm type="checkbox" checked disabled; }
                    @else { input.checkbox.checkbox-sm type="checkbox" name="column" value=(field.key) checked[shown(&field.key)]; }
                }
                @if wide && shown(&field.key) { (width(columns, field)) }
                @if title { span.size-6.shrink-0.needs-js {} }
                @if !title { button.btn.btn-ghost.btn-square.btn-xs.needs-js type="button" aria-label=(say!("list-move-field-up", field = &field.label)) title=(say!("list-move-up")) data-action="order#up" { (sized("chevron-up", "icon icon-sm")) } }
            }
        }
    };
    html! {
        form.w-76[!wide].w-80[wide] method="get" action=(visit.asked.path()) data-turbo-frame="_top" data-controller="find order" {
            (carried(visit, &["view", "as", "sort", "filter", "q", "by", "on"]))
            label.input."h-7"."px-2"."mb-1".w-full { (sized("search", "icon icon-sm text-faint")) input type="search" placeholder=(say!("list-find-field")) aria-label=(say!("list-find-field")) data-find-target="words" data-action="find#narrow"; }
            ul."max-h-80".overflow-y-auto data-order-target="list" {
                @for shown in &columns.shown { (line(&shown.field)) }
                li.text-xs.text-faint.font-medium."px-2"."pt-2"."pb-1".border-t.border-line."mt-1.5" { (say!("list-hidden")) }
                @for field in offered(visit, object).filter(|f| !shown(&f.key)) { (line(field)) }
            }
            div.flex.items-center."gap-2"."pt-1.5"."mt-1.5".border-t.border-line {
                button.btn.btn-sm.btn-primary { (say!("list-show")) }
                span.grow {}
                a.btn.btn-ghost.btn-sm href=(visit.asked.with("columns", None)) data-turbo-frame="_top" { (say!("list-reset")) }
            }
        }
    }
}

/// The width of a column as a number, for those who do not drag its edge.
fn width(columns: &Columns, field: &Field) -> Markup {
    let now = columns.shown.iter().find(|s| s.path == field.key).and_then(|s| s.width).map(Width::pixels);
    let (least, most) = (Width::LEAST, Width::MOST);
    html! {
        input.input."h-6"."w-16"."px-1.5".text-xs.text-end.border-transparent."hover:border-line-2".shrink-0 type="number" name={ "width." (field.key) } value=[now] min=(least) max=(most) placeholder=(say!("list-width-auto"))
            aria-label=(say!("list-width-of", column = &field.label)) title=(say!("list-width-pixels")) data-blank-is-nothing;
    }
}

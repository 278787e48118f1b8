//! What arranges a list: the order by several fields, groups, columns and their order. Boxes that open beside their
//! button; each is a form or links.
use engine::{Field, Object};
use maud::{Markup, html};
use ui::icon::{icon, sized};
use ui::say;

use super::columns::{Columns, Width, offered, sorts};
use super::groups;
use super::toolbar::carried;
use super::visit::Visit;

/// Fields a list is sorted by at most, in the form.
const KEYS: usize = 3;

/// Sort, group and columns.
pub(super) fn buttons(visit: &Visit, object: &Object, columns: &Columns) -> Markup {
    html! {
        (sort(visit, object, columns))
        (by(visit, &say!("list-group"), "rows-3", &groups::offered(visit, object), Some(&say!("list-no-groups"))))
        (choose(visit, object, columns, &say!("list-columns"), "columns-3", true))
    }
}

/// Sort, the field of the lanes, what cards show.
pub(super) fn of_cards(
    visit: &Visit,
    object: &Object,
    columns: &Columns,
    lanes: &[(String, String)],
) -> Markup {
    html! {
        (sort(visit, object, columns))
        @if lanes.len() > 1 { (by(visit, &say!("list-lanes"), "square-kanban", lanes, None)) }
        (choose(visit, object, columns, &say!("list-card-fields"), "id-card", false))
    }
}

/// A button with a box; `icon_name` and `label` on the button.
fn boxed(id: &str, icon_name: &str, label: &str, name: &str, inside: &Markup) -> Markup {
    html! {
        button.btn.btn-ghost.btn-sm type="button" popovertarget=(id) aria-haspopup="dialog" {
            (icon(icon_name))
            span."max-md:sr-only"[label == name] { (label) }
            @if label != name { span.sr-only { ", " (name) } }
        }
        div.pop."p-2".text-sm.fixed."m-0".inset-auto id=(id) popover data-controller="place" role="group" aria-label=(name) { (inside) }
    }
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
    let name_of = |path: &str| {
        let path = path.trim_start_matches(['-', '+']);
        fields.iter().find(|(p, _)| p == path).map(|(_, label)| label.as_str())
    };
    let label = now
        .first()
        .and_then(|p| name_of(p))
        .map_or_else(|| say!("list-sort"), |label| label.to_owned().into());
    boxed(
        "sort-box",
        "arrow-down-up",
        &label,
        &say!("list-sort"),
        &html! {
            form.grid."gap-2"."w-72" method="get" action=(visit.asked.path()) {
                (carried(visit, &["view", "as", "filter", "q", "columns", "by", "pipeline", "on"]))
                @for n in 0..KEYS {
                    @let chosen = now.get(n).copied().unwrap_or_default();
                    @let known = chosen.is_empty() || name_of(chosen).is_some();
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
        },
    )
}

/// What it is arranged by, one of several: groups, lanes, a date. `none` names the way without.
pub(super) fn by(
    visit: &Visit,
    name: &str,
    icon_name: &str,
    offers: &[(String, String)],
    none: Option<&str>,
) -> Markup {
    let now = visit.asked.text("by").unwrap_or_default();
    let label = offers.iter().find(|(by, _)| by == now).map_or(name, |(_, label)| label.as_str());
    if offers.is_empty() {
        return html! {};
    }
    boxed(
        "group-box",
        icon_name,
        label,
        name,
        &html! {
            ul."w-64"."max-h-96".overflow-y-auto {
                @if let Some(none) = none.filter(|_| !now.is_empty()) { li { (line(&visit.asked.with("by", None), none, false)) } }
                @for (by, label) in offers { li { (line(&visit.asked.with("by", Some(by)), label, by == now)) } }
            }
        },
    )
}

fn line(href: &str, label: &str, current: bool) -> Markup {
    html! {
        a.flex.items-center."gap-2"."px-2"."min-h-8"."rounded-(--radius-selector)"."hover:bg-hover" href=(href) aria-current=[current.then_some("true")] {
            span.grow { (label) } @if current { (sized("check", "icon icon-sm")) }
        }
    }
}

/// Which fields are shown, in which order and, in lists, how wide.
fn choose(
    visit: &Visit,
    object: &Object,
    columns: &Columns,
    name: &str,
    icon_name: &str,
    wide: bool,
) -> Markup {
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
    boxed(
        "columns-box",
        icon_name,
        name,
        name,
        &html! {
            form.w-72[!wide].w-80[wide] method="get" action=(visit.asked.path()) data-controller="find order" {
                (carried(visit, &["view", "as", "sort", "filter", "q", "by", "pipeline", "on"]))
                label.input."h-7"."px-2"."mb-1".w-full { (sized("search", "icon icon-sm text-faint")) input type="search" placeholder=(say!("list-find-field")) aria-label=(say!("list-find-field")) data-find-target="words" data-action="find#narrow"; }
                ul."max-h-80".overflow-y-auto data-order-target="list" {
                    @for shown in &columns.shown { (line(&shown.field)) }
                    li.text-xs.text-faint.font-medium."px-2"."pt-2"."pb-1".border-t.border-line."mt-1.5" { (say!("list-hidden")) }
                    @for field in offered(visit, object).filter(|f| !shown(&f.key)) { (line(field)) }
                }
                div.flex.items-center."gap-2"."pt-1.5"."mt-1.5".border-t.border-line {
                    button.btn.btn-sm.btn-primary { (say!("list-show")) }
                    span.grow {}
                    a.btn.btn-ghost.btn-sm href=(visit.asked.with("columns", None)) { (say!("list-reset")) }
                }
            }
        },
    )
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

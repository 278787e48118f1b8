//! The layouts of a list: which one an address asks for, what it can be arranged by, and the switch between them.
use axum::extract::Path;
use engine::layout::Layout;
use engine::{Field, Kind, Object};
use maud::{Markup, html};
use ui::field::cell::is_path;
use ui::icon::icon;
use ui::say;
use ui::web::Answer;

use super::asked::address;
use super::columns::offered;
use super::flash::to;
use super::visit::Visit;

/// The layout of a page; one that the object has nothing for is a list.
pub(super) fn of(visit: &Visit, object: &Object) -> Layout {
    match Layout::parse(visit.asked.text("as").unwrap_or_default()) {
        Layout::Board if lanes(visit, object).is_empty() => Layout::List,
        Layout::Calendar if dates(visit, object).is_empty() => Layout::List,
        layout => layout,
    }
}

/// Fields whose values can be lanes: the path first, since that is what boards are mostly for.
pub(super) fn lanes<'a>(visit: &'a Visit, object: &'a Object) -> Vec<&'a Field> {
    let mut fields: Vec<&Field> =
        offered(visit, object).filter(|f| f.kind == Kind::Choice && !f.choices.is_empty()).collect();
    fields.sort_by_key(|f| !is_path(f) || f.read_only);
    fields
}

/// Fields that put records on days: what people plan by first, what every record has last.
pub(super) fn dates<'a>(visit: &'a Visit, object: &'a Object) -> Vec<&'a Field> {
    let place = |f: &Field| object.columns.iter().position(|c| *c == f.key).unwrap_or(usize::MAX);
    let mut fields: Vec<&Field> =
        offered(visit, object).filter(|f| matches!(f.kind, Kind::Date | Kind::DateTime)).collect();
    fields.sort_by_key(|f| (f.system, f.read_only, place(f)));
    fields
}

/// Keys and labels, as a choice of what to arrange by.
pub(super) fn named(fields: &[&Field]) -> Vec<(String, String)> {
    fields.iter().map(|f| (f.key.clone(), f.label.clone())).collect()
}

/// List, board, calendar: the same records, laid out otherwise.
pub(super) fn switch(visit: &Visit, object: &Object, now: Layout) -> Markup {
    let path = format!("/{}", object.plural);
    let link = |layout: Layout, icon_name: &str, label: &str| {
        let value = if layout == Layout::List { "" } else { layout.name() };
        let href = visit.asked.only(&path, &["view", "filter", "q", "sort"], "as", value);
        html! {
            a.btn.btn-sm.btn-square.join-item href=(href) aria-current=[(layout == now).then_some("true")] aria-label=(label) title=(label) { (icon(icon_name)) }
        }
    };
    html! {
        div.join."ml-1".shrink-0 role="group" aria-label=(say!("layout-view-as")) {
            (link(Layout::List, "table-2", &say!("layout-list")))
            @if !lanes(visit, object).is_empty() { (link(Layout::Board, "square-kanban", &say!("layout-board"))) }
            @if !dates(visit, object).is_empty() { (link(Layout::Calendar, "calendar", &say!("layout-calendar"))) }
        }
    }
}

/// `GET /{objects}/board`: the list of an object as a board.
pub(super) async fn board(visit: Visit, Path(objects): Path<String>) -> Answer {
    turned(&visit, &objects, Layout::Board)
}

/// `GET /{objects}/calendar`: the list of an object on days.
pub(super) async fn calendar(visit: Visit, Path(objects): Path<String>) -> Answer {
    turned(&visit, &objects, Layout::Calendar)
}

fn turned(visit: &Visit, objects: &str, layout: Layout) -> Answer {
    let object = visit.object(objects)?;
    let kept = visit.asked.pairs().iter().filter(|(n, _)| n != "as");
    let kept = kept.map(|(n, v)| (n.as_str(), v.as_str()));
    Ok(to(&address(&format!("/{}", object.plural), kept.chain([("as", layout.name())]))))
}

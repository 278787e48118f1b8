//! What stands over a list: ready views, the filter with what is wrong with it, "Find in view", the columns.
use axum::http::StatusCode;
use axum::response::IntoResponse;
use engine::filter::{FilterError, quoted};
use engine::layout::Layout;
use engine::query::Query;
use engine::{Kind, Object, StageKind};
use maud::{Markup, html};
use ui::Button;
use ui::button::keys;
use ui::icon::{icon, sized};
use ui::key;
use ui::part::{Tab, tabs as tab_row, topbar};
use ui::say;
use ui::web::Answer;

use super::arranged::Arranged;
use super::asked::address;
use super::chips::{self, Chip};
use super::list::Narrowed;
use super::visit::{MY_TASKS, Visit};
use super::{layouts, tallies, views};

/// Views every list has: `(what it is called, icon, filter)`.
fn ready(visit: &Visit, object: &Object) -> Vec<(String, String, String)> {
    let mut views: Vec<(String, String, String)> = vec![(
        say!("list-all", what = say::inline(&object.labels)).into(),
        object.icon.clone(),
        String::new(),
    )];
    // Of what can be done, one looks at what is still to do.
    let has_done = object.field("done").is_some_and(|f| f.kind == Kind::Toggle);
    let mine = if has_done { MY_TASKS } else { "owner = me" };
    let has_owner = object.field("owner").is_some_and(|f| visit.actor.sees(object, f));
    if has_owner && !matches!(object.key.as_str(), "user" | "team") {
        views.push((
            say!("list-mine", what = say::inline(&object.labels)).into(),
            "user-round".to_owned(),
            mine.to_owned(),
        ));
    }
    for field in
        object.fields.iter().filter(|f| f.kind == Kind::Choice && !f.hidden && visit.actor.sees(object, f))
    {
        for (kind, label, icon) in [
            (StageKind::Open, key!("list-open"), "circle-dot"),
            (StageKind::Won, key!("list-won"), "trophy"),
            (StageKind::Lost, key!("list-lost"), "circle-x"),
        ] {
            let keys: Vec<String> =
                field.choices.iter().filter(|c| c.stage == Some(kind)).map(|c| quoted(&c.key)).collect();
            let filter = match keys.as_slice() {
                [] => continue,
                [one] => format!("{} = {one}", field.key),
                several => format!("{} IN ({})", field.key, several.join(", ")),
            };
            views.push((label.said().into(), icon.to_owned(), filter));
        }
    }
    if has_done {
        views.push((say!("list-to-do").into(), "circle-dashed".to_owned(), "NOT done = true".to_owned()));
        views.push((say!("list-done").into(), "check-check".to_owned(), "done = true".to_owned()));
    }
    views
}

/// Lists up to this size count their views.
const COUNTED: i64 = 5_000;

/// Counts what each view of a list holds, where that is cheap, for the tabs to show.
pub(super) async fn count(visit: &Visit, object: &Object, arranged: &Arranged) -> Result<(), base::Error> {
    if tallies::known(visit, &object.key, "").is_none_or(|all| all > COUNTED) {
        return Ok(());
    }
    let own = ready(visit, object).into_iter().map(|(_, _, filter)| filter);
    for filter in own.chain(arranged.views.iter().map(|v| v.filter.clone())) {
        if tallies::known(visit, &object.key, &filter).is_some() {
            continue;
        }
        // A saved filter may name what is gone or not this person's to see: its tab has no count.
        let Ok(query) = Query::new(&object.key).filter(&filter) else { continue };
        if let Ok(count) = visit.engine().count(&visit.actor, &query).await {
            tallies::keep(visit, &object.key, &filter, count);
        }
    }
    Ok(())
}

/// The views of a list: those every list has, then saved ones; and what the one shown can be done with.
pub(super) fn tabs(visit: &Visit, object: &Object, arranged: &Arranged) -> Markup {
    let path = format!("/{}", object.plural);
    let views = ready(visit, object);
    let now = visit.asked.text("filter").unwrap_or_default();
    let saved = arranged.view.as_ref();
    // Where a list begins with a saved view, its plain address is that view's.
    let plain = arranged.views.iter().any(|v| v.start).then_some(("view", "all"));
    let kept: Vec<(&str, &str)> = match saved {
        None => ["as", "sort", "columns", "by"]
            .into_iter()
            .filter_map(|n| Some((n, visit.asked.text(n)?)))
            .collect(),
        Some(_) => Vec::new(),
    };
    let mut links: Vec<String> = views
        .iter()
        .map(|(_, _, filter)| {
            let filter = (!filter.is_empty()).then_some(("filter", filter.as_str()));
            address(&path, plain.into_iter().chain(filter).chain(kept.iter().copied()))
        })
        .collect();
    links.extend(arranged.views.iter().map(|v| views::href(object, v)));
    let counts: Vec<Option<String>> = views
        .iter()
        .map(|(_, _, filter)| filter.as_str())
        .chain(arranged.views.iter().map(|v| v.filter.as_str()))
        .map(|filter| tallies::known(visit, &object.key, filter).map(ui::field::number))
        .collect();
    let ready = views
        .iter()
        .map(|(label, icon, filter)| (label.as_str(), icon.as_str(), saved.is_none() && filter == now));
    let own = arranged
        .views
        .iter()
        .map(|v| (v.name.as_str(), views::icon_of(v, visit), saved.is_some_and(|s| s.id == v.id)));
    let row: Vec<Tab<'_>> = ready
        .chain(own)
        .zip(&links)
        .zip(&counts)
        .map(|(((label, icon, current), href), count)| Tab {
            href,
            label,
            icon: Some(icon),
            count: count.as_deref(),
            current,
        })
        .collect();
    tab_row(&say!("list-views"), &row, views::end(visit, object, arranged))
}

/// The frame of the one box of the bar, into which the links of filters, order, groups and columns load theirs.
pub(super) const FRAME: &str = "tool";

/// What such a link gets: what goes into the box; a page for who has no scripts.
pub(super) async fn framed(
    visit: &Visit,
    object: &Object,
    title: &str,
    inside: &Markup,
    status: StatusCode,
) -> Answer {
    let frame = html! { turbo-frame id=(FRAME) { (inside) } };
    if visit.is_for_frame(FRAME) {
        return Ok((status, frame).into_response());
    }
    let list = address(&format!("/{}", object.plural), chips::state(visit));
    let cancel = html! { (Button::link(&list, &say!("app-cancel")).ghost().small()) };
    let body = html! {
        (topbar(&[(&list, &object.labels)], title, None, cancel))
        div.panel-body { div."max-w-[24rem]".mx-auto."p-4"."md:p-8" { (frame) } }
    };
    visit.page_with(status, title, None, body).await
}

/// The parameters a form has to carry along, as hidden inputs.
pub(super) fn carried(visit: &Visit, names: &[&str]) -> Markup {
    html! {
        @for name in names { @for value in visit.asked.all(name) { input type="hidden" name=(name) value=(value); } }
    }
}

/// Chips and find at the start, what arranges at the end; below, the filter as text with what is wrong with it.
pub(super) fn bar(
    visit: &Visit,
    object: &Object,
    narrowed: &Narrowed,
    chips: &[Chip],
    layout: Layout,
    arrange: &Markup,
) -> Markup {
    let path = format!("/{}", object.plural);
    let wrong = narrowed.error.is_some();
    html! {
        div.contents data-controller="pop" {
            div.toolbar role="toolbar" aria-label=(say!("list-filter-and-arrange")) {
                (chips::row(visit, object, chips))
                @if !wrong { a.btn.btn-ghost.btn-sm href=(chips::form(visit, object, None)) data-turbo-frame=(FRAME) data-action="pop#open" data-hotkey="f" { (icon("list-filter")) (say!("list-filter")) span."max-md:hidden" { (keys("f")) } } }
                @if !narrowed.words.is_empty() || chips.len() > 2 { a.btn.btn-ghost.btn-sm href=(cleared(visit)) { (icon("x")) span."max-md:sr-only" { (say!("list-clear")) } } }
                span.grow {}
                form.contents method="get" action=(path) role="search" {
                    (carried(visit, &["view", "as", "filter", "sort", "columns", "by", "on"]))
                    label.input."h-7"."w-44"."max-md:w-32".px-2.shrink-0.border-line-2 {
                        (sized("search", "icon icon-sm text-faint"))
                        input name="q" type="search" value=(narrowed.words) placeholder=(say!("list-find")) aria-label=(say!("list-find-here")) data-hotkey="/";
                        (keys("/"))
                    }
                    button.sr-only { (say!("list-find-button")) }
                }
                (arrange)
                @if layout == Layout::List && super::bulk::offered(visit, object) {
                    button.btn.btn-ghost.btn-sm.btn-square.needs-js."md:hidden" type="button" data-select-rows aria-label=(say!("list-select-rows")) title=(say!("list-select-rows")) { (icon("list-checks")) }
                }
                (layouts::switch(visit, object, layout))
            }
            div #tool-box.pop.overflow-visible."p-2".text-sm.fixed."m-0".inset-auto popover data-pop-target="box" { turbo-frame id=(FRAME) {} }
        }
        @if let Some(error) = &narrowed.error {
            form.flex.items-center."gap-2"."px-4"."pt-2" method="get" action=(path) {
                (carried(visit, &["view", "as", "q", "sort", "columns", "by", "on"]))
                (written(&narrowed.text, object, narrowed.error.as_ref()))
                button.btn.btn-sm { (say!("list-show")) }
            }
            (pointed(&narrowed.text, error))
        }
    }
}

/// The filter as text.
pub(super) fn written(text: &str, object: &Object, error: Option<&FilterError>) -> Markup {
    let wrong = error.is_some();
    let units = |byte: usize| text.get(..floor(text, byte)).unwrap_or_default().encode_utf16().count();
    let at = error.map(|e| units(e.position));
    let length = error.map(|e| units(e.position + e.length).saturating_sub(units(e.position)));
    html! {
      div.relative.grow.min-w-0 data-controller="complete" data-complete-url-value={ "/" (object.plural) "/filter/complete" } {
        label.input."h-8".w-full."px-2".min-w-0.border-line-2 aria-invalid=[wrong.then_some("true")] {
            (sized("code-xml", "icon icon-sm text-faint"))
            input.font-mono.text-sm name="filter" type="text" value=(text) aria-label=(say!("list-filter")) placeholder=(example(object)) autocomplete="off"
                spellcheck="false" autocapitalize="off" aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then_some("filter-e")]
                role="combobox" aria-expanded="false" aria-autocomplete="list" aria-controls="filter-offers" data-complete-target="input" data-wrong=[at] data-wrong-length=[length];
        }
        ul #filter-offers.pop.picker-list role="listbox" aria-label=(say!("filter-offers")) data-complete-target="list" hidden {}
      }
    }
}

/// The list without filter and words.
fn cleared(visit: &Visit) -> String {
    let kept = ["view", "as", "sort", "columns", "by", "on"]
        .into_iter()
        .filter_map(|n| Some((n, visit.asked.text(n)?)));
    address(visit.asked.path(), kept.chain([("filter", "")]))
}

/// A filter that would work here, to show how one is written.
fn example(object: &Object) -> String {
    let choice = object.fields.iter().find(|f| f.kind == Kind::Choice && !f.hidden && !f.choices.is_empty());
    match choice.and_then(|f| Some((f, f.choices.first()?))) {
        Some((field, choice)) => say!(
            "list-example",
            filter = format!("{} = {} AND created_at >= -30d", field.key, quoted(&choice.key))
        )
        .into(),
        None => {
            say!("list-example", filter = format!("{} ~ \"a\" AND created_at >= -30d", object.title)).into()
        }
    }
}

/// The filter with its wrong part marked, what is wrong, and what would have been right.
fn pointed(text: &str, error: &FilterError) -> Markup {
    let start = floor(text, error.position);
    let end = floor(text, error.position + error.length.max(1)).max(start);
    let (before, bad, after) = (
        text.get(..start).unwrap_or_default(),
        text.get(start..end).unwrap_or_default(),
        text.get(end..).unwrap_or_default(),
    );
    html! {
        div #filter-e.alert.alert-error.alert-soft.items-start."mx-4"."my-2" role="alert" {
            (sized("circle-alert", "icon mt-0.5"))
            div.min-w-0 {
                p.font-semibold { (error.plain) }
                p."mt-1".font-mono.text-sm."[overflow-wrap:anywhere]" {
                    (before) mark."bg-tone-soft".text-tone-ink.font-semibold.underline data-tone="red" { (if bad.is_empty() { "␣" } else { bad }) } (after)
                }
                @if let Some(nearest) = &error.nearest { p.text-sm."mt-1" { (say!("list-nearest")) " " code { (nearest) } } }
                @else if !error.expected.is_empty() {
                    p.text-sm."mt-1" { (say!("list-expected")) " " (error.expected.iter().take(12).cloned().collect::<Vec<_>>().join(", ")) }
                }
            }
        }
    }
}

/// The place of a whole character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(0)
}

//! The list of an object: a page of rows with filter, sort, columns and bulk changes.
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use base::Error;
use engine::filter::{Filter, FilterError};
use engine::layout::Layout;
use engine::query::{ListRow, Page, Query};
use engine::{Action, Kind, Object, Value};
use maud::{Markup, Render, html};
use ui::Button;
use ui::command;
use ui::direct::Direct;
use ui::field::{self, Look, words};
use ui::overlay::keys_here;
use ui::part::{empty, pagination, topbar};
use ui::table::{self, Lead, Place};
use ui::web::Answer;
use ui::{put, say};

use super::arranged::{Arranged, PEEK};
use super::asked::address;
use super::columns::{Columns, Shown, Width};
use super::groups::{By, Grouped};
use super::toolbar;
use super::visit::Visit;
use super::{arrange, board, bulk, calendar, came, cells, chips, commands, foot, groups, layouts, tallies};

/// Rows of a page.
const ROWS: usize = 50;
/// Records "Find in view" looks among at most.
const FOUND: usize = 200;

/// What a list is narrowed to.
pub(super) struct Narrowed {
    /// The filter as it was written.
    pub(super) text: String,
    /// What was looked for.
    pub(super) words: String,
    /// What is wrong with the filter.
    pub(super) error: Option<FilterError>,
    query: Query,
}

impl Narrowed {
    /// By a filter and by words that are looked for.
    pub(super) async fn of(
        visit: &Visit,
        object: &Arc<Object>,
        filter: &str,
        words: &str,
    ) -> Result<Self, Error> {
        let (text, words) = (filter.to_owned(), words.to_owned());
        let mut query = Query { limit: ROWS, ..Query::new(&object.key) };
        let scope = visit.engine().scope(&visit.actor);
        let read = Filter::read(&text).and_then(|filter| {
            filter.map(|f| f.resolve(object, &visit.schema, &visit.actor, &scope).map(|_| f)).transpose()
        });
        let error = match read {
            Ok(filter) => {
                query.filter = filter;
                None
            }
            Err(error) => Some(error),
        };
        if !words.is_empty() {
            let hits =
                visit.engine().search(&visit.actor, &words, Some(&[object.key.as_str()]), FOUND).await?;
            query.ids = Some(hits.into_iter().map(|h| h.id).collect());
        }
        Ok(Self { text, words, error, query })
    }

    /// A query for everything the list holds, whatever the page.
    pub(super) fn everything(&self) -> Query {
        Query { columns: Some(Vec::new()), ..self.query.clone() }
    }

    /// The filter, where there is one.
    pub(super) fn filter(&self) -> Option<&Filter> {
        self.query.filter.as_ref()
    }

    /// Nothing narrows it.
    pub(super) fn is_all(&self) -> bool {
        self.text.is_empty() && self.words.is_empty()
    }
}

/// `GET /{objects}`
pub(super) async fn show(mut visit: Visit, Path(objects): Path<String>) -> Answer {
    let object = visit.object(&objects)?;
    if let Some(own) = visit.own_list(&object) {
        return own(visit).await;
    }
    let arranged = Arranged::of(&mut visit, &object).await?;
    match layouts::of(&visit, &object) {
        Layout::Board => return board::show(visit, &object, &arranged).await,
        Layout::Calendar => return calendar::show(visit, &object, &arranged).await,
        Layout::List => {}
    }
    let (filter, q) =
        (visit.asked.text("filter").unwrap_or_default(), visit.asked.text("q").unwrap_or_default());
    let narrowed = Narrowed::of(&visit, &object, filter, q).await?;
    let mut columns = Columns::of(&visit, &object);
    let found = match narrowed.error {
        None => Some(rows(&visit, &object, &narrowed, &columns).await?),
        Some(_) => None,
    };
    let (found, count) = found.map_or((None, None), |(found, count)| (Some(found), Some(count)));
    if let Some(found) = &found {
        columns.weigh(&found.rows());
    }
    let totals = match count {
        Some(count) => foot::totals(&visit, &object, &narrowed, &columns, count).await?,
        None => None,
    };
    toolbar::count(&visit, &object, &arranged).await?;
    let chips = chips::of(&visit, &object, &narrowed.text).await?;
    let badge = count.map(words::number);
    let body = html! {
        (topbar(&[], &object.labels, badge.as_deref(), command::bar("list-menu", &commands::of_list(&visit, &object))))
        (toolbar::tabs(&visit, &object, &arranged))
        (toolbar::bar(&visit, &object, &narrowed, &chips, Layout::List, &arrange::buttons(&visit, &object, &columns)))
        @match (&found, count) {
            (Some(found), Some(count)) if found.rows().next().is_some() => (grid(&visit, &Table { object: &object, narrowed: &narrowed, columns: &columns, count, totals: totals.as_deref() }, found)),
            (Some(_), _) => (nothing(&visit, &object, &narrowed)),
            (None, _) => (wrong(&object)),
        }
    };
    let status = if narrowed.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let live = Some(format!("/live?object={}", object.key));
    let mut page = visit.page_with(status, &object.labels, live, body).await?;
    if status == StatusCode::OK && !visit.prefetched {
        came::keep(&mut page, &object, &visit.asked);
    }
    Ok(page)
}

/// What a page of a list shows.
enum Found {
    Page(Page),
    /// Groups; and that there are more of them.
    Groups(Vec<Grouped>, bool),
}

impl Found {
    fn rows(&self) -> impl Iterator<Item = &ListRow> + Clone {
        let (page, groups) = match self {
            Self::Page(page) => (Some(page), None),
            Self::Groups(groups, _) => (None, Some(groups)),
        };
        let grouped = groups.into_iter().flatten().flat_map(|g| g.rows.iter());
        page.into_iter().flat_map(|p| p.rows.iter()).chain(grouped)
    }
}

/// A page of rows or the groups, and how many there are in all: both in one go where the count is not known.
async fn rows(
    visit: &Visit,
    object: &Arc<Object>,
    narrowed: &Narrowed,
    columns: &Columns,
) -> Result<(Found, i64), Error> {
    let known =
        if narrowed.words.is_empty() { tallies::known(visit, &object.key, &narrowed.text) } else { None };
    let query = Query {
        columns: Some(columns.paths.clone()),
        cursor: visit.asked.text("after").map(str::to_owned),
        count: known.is_none(),
        ..narrowed.query.clone()
    }
    .sort(visit.asked.text("sort").unwrap_or_default())?;
    if let (Some(by), true) = (By::of(visit, object, columns), narrowed.words.is_empty()) {
        let count = match known {
            Some(count) => count,
            None => visit.engine().count(&visit.actor, &query).await?,
        };
        tallies::keep(visit, &object.key, &narrowed.text, count);
        let (groups, more) = by.rows(visit, object, narrowed, &query).await?;
        return Ok((Found::Groups(groups, more), count));
    }
    let page = visit.engine().list(&visit.actor, &query).await?;
    let count = known.or(page.count).unwrap_or(page.rows.len() as i64);
    if known.is_none() && narrowed.words.is_empty() {
        tallies::keep(visit, &object.key, &narrowed.text, count);
    }
    Ok((Found::Page(page), count))
}

/// What keys do in a list.
fn keys(bulk: bool, cells: bool) -> String {
    let rows = [
        ("j k", say!("keys-rows")),
        ("enter", say!("keys-open")),
        ("space", say!("keys-peek")),
        ("1 … 9", say!("keys-views")),
    ];
    let edit = [("left right", say!("keys-cells")), ("e", say!("keys-cell-edit"))];
    let select = [
        ("x", say!("keys-select")),
        ("shift+x", say!("keys-select-to")),
        ("mod+a", say!("keys-select-all")),
        ("escape", say!("bulk-clear")),
    ];
    let edit = edit.into_iter().filter(|_| cells);
    let all: Vec<_> = rows.into_iter().chain(edit).chain(select.into_iter().filter(|_| bulk)).collect();
    keys_here(&all)
}

/// What a table is drawn from.
struct Table<'a> {
    object: &'a Arc<Object>,
    narrowed: &'a Narrowed,
    columns: &'a Columns,
    count: i64,
    /// Figures under the columns; nothing where they are only taken when asked for.
    totals: Option<&'a [String]>,
}

fn grid(visit: &Visit, table: &Table<'_>, found: &Found) -> Markup {
    let look = visit.look();
    let Table { object, columns, count, .. } = *table;
    let bulk = bulk::offered(visit, object);
    let form = bulk.then_some("bulk");
    let may = visit.can(object, Action::Update);
    let editable: Vec<bool> =
        columns.shown.iter().map(|s| may && cells::is_editable(visit, object, &s.field)).collect();
    let width = columns.shown.len() + usize::from(bulk);
    let next = match found {
        Found::Page(page) => page.next.as_deref().map(|after| visit.asked.with("after", Some(after))),
        Found::Groups(..) => None,
    };
    let first = visit.asked.text("after").map(|_| visit.asked.with("after", None));
    let shown = say!("list-shown", count = found.rows().count(), all = named(object, count));
    let draw = |out: &mut String, rows: &[ListRow]| {
        for row in rows {
            line(&look, object, columns, row, form, &editable).render_to(out);
        }
    };
    let rows = Direct(|out: &mut String| match found {
        Found::Page(page) => draw(out, &page.rows),
        Found::Groups(groups, more) => {
            let by = By::of(visit, object, columns);
            for (by, group) in by.iter().flat_map(|by| groups.iter().map(move |group| (by, group))) {
                put!(out, { by.head(visit, group, width) });
                draw(out, &group.rows);
                put!(out, { groups::more(visit, group, width) });
            }
            if *more {
                put!(out, {
                    html! { tr { td.text-muted colspan=(width) { (say!("list-more-groups")) } } }
                });
            }
        }
    });
    html! {
        div.contents data-controller="peek grid widths" data-keys=(keys(bulk, editable.contains(&true))) data-peek-now-value=[visit.asked.text(PEEK)] {
            div.peek-beside {
                div.panel-body tabindex="0" role="region" aria-label=(say!("list-table", what = &object.labels)) {
                    (table::table(&object.labels, &columns.heads(visit, &visit.asked), rows, foot_row(visit, table, bulk), form))
                }
                aside.peek aria-label=(say!("list-peek")) data-peek-target="pane" hidden {}
            }
            dialog.modal.modal-end data-peek-target="drawer" aria-label=(say!("list-peek")) { div.modal-box.peek-box tabindex="-1" data-peek-target="box" {} }
            @if next.is_some() || first.is_some() { (pagination(&shown, first.as_deref(), next.as_deref())) }
            @if bulk { (bulk::bar(visit, object, table.narrowed, count)) }
        }
    }
}

/// A row of the table. `editable` says of each column whether its field can be changed in place.
fn line(
    look: &Look<'_>,
    object: &Object,
    columns: &Columns,
    row: &ListRow,
    form: Option<&str>,
    editable: &[bool],
) -> impl Render {
    Direct(move |out: &mut String| {
        let mut cells = columns.shown.iter().zip(editable);
        let first = cells.next().map(|(s, _)| s);
        let name = first.map(|s| s.words(look, row)).filter(|n| !n.is_empty());
        let name = name.unwrap_or_else(|| row.id.to_string());
        let name = field::cell::cut(&name, 80);
        let others = cells.clone().filter(|(s, _)| tells(s)).map(|(s, _)| s.words(look, row));
        let second: Vec<String> = others.filter(|w| !w.is_empty()).take(2).collect();
        // On phones the stage has the last change below it.
        let changed = columns.shown.iter().find(|s| s.path == "updated_at");
        let changed = changed.and_then(|s| s.value(row).moment()).map(|at| look.ago(at));
        let rest = Direct(|out: &mut String| {
            for (shown, editable) in cells.clone() {
                let place = shown.place();
                let how = table::How {
                    place,
                    field: editable.then_some(shown.path.as_str()),
                    width: shown.width.map(Width::pixels),
                };
                let under = changed.as_deref().filter(|_| place == Place::Always);
                table::cell(how, shown.cell(look, row), under).render_to(out);
            }
        });
        let lead = Lead {
            href: &field::href(object, row.id),
            id: row.id,
            name: &name,
            line: &second.join(", "),
            form,
            width: first.and_then(|s| s.width).map(Width::pixels),
        };
        table::row(object, &lead, rest).render_to(out);
    })
}

/// Whether a column tells records of the same name apart in a row of a phone.
fn tells(shown: &Shown) -> bool {
    matches!(shown.field.kind, Kind::Text | Kind::Link | Kind::Email | Kind::Money | Kind::Date)
        && shown.path != "owner"
}

fn foot_row(visit: &Visit, table: &Table<'_>, boxes: bool) -> Markup {
    let columns = table.columns;
    html! {
        tr {
            @if boxes { td.pin {} }
            td.pin."pin-2" {
                (named(table.object, table.count))
                @if table.totals.is_none() { " " a.link.link-hover href=(visit.asked.with("totals", Some("1"))) { (say!("list-totals")) } }
            }
            @for (i, shown) in columns.shown.iter().enumerate().skip(1) {
                td.num[shown.place() == Place::Number] { (table.totals.and_then(|t| t.get(i)).map_or("", String::as_str)) }
            }
        }
    }
}

/// `64 contacts`, `1 contact`.
pub fn named(object: &Object, count: i64) -> String {
    let label = if count == 1 { &object.label } else { &object.labels };
    format!("{} {}", words::number(count), say::inline(label))
}

fn nothing(visit: &Visit, object: &Object, narrowed: &Narrowed) -> Markup {
    let plural = say::inline(&object.labels);
    if !narrowed.is_all() || visit.asked.text("after").is_some() {
        let all = format!("/{}", object.plural);
        return empty(
            "list-filter",
            &say!("list-no-match", what = &plural),
            &say!("list-no-match-more"),
            html! { (Button::link(&all, &say!("list-clear-filters")).primary()) },
        );
    }
    let (new, label) =
        (format!("/{}/new", object.plural), say!("list-new", what = say::inline(&object.label)));
    let import = address("/imports", [("object", object.key.as_str())]);
    empty(
        &object.icon,
        &say!("list-none-yet", what = &plural),
        &say!("list-none-yet-more", what = &plural),
        html! {
            @if visit.can(object, Action::Create) { (Button::link(&new, &label).icon("plus").primary().key("c")) }
            @if visit.can(object, Action::Import) && visit.can(object, Action::Create) { (Button::link(&import, &say!("list-import-file")).icon("upload")) }
        },
    )
}

pub(super) fn wrong(object: &Object) -> Markup {
    let all = format!("/{}", object.plural);
    empty(
        "circle-alert",
        &say!("list-filter-wrong"),
        &say!("list-filter-wrong-more"),
        html! { (Button::link(&all, &say!("list-clear-filters")).primary()) },
    )
}

/// The titles of what links of records lead to, object by object, in one question each.
pub(super) async fn titles_of<'a>(
    visit: &Visit,
    values: impl Iterator<Item = (&'a engine::Field, &'a Value)>,
) -> Result<field::Titles, Error> {
    let mut wanted: std::collections::BTreeMap<&str, Vec<base::Id>> = std::collections::BTreeMap::new();
    for (field, value) in values.filter(|(f, _)| f.kind.is_link()) {
        let Some(target) = field.target.as_deref() else { continue };
        wanted.entry(target).or_default().extend(value.each().into_iter().filter_map(Value::id));
    }
    let mut titles = field::Titles::new();
    for (target, mut ids) in wanted {
        ids.sort_unstable();
        ids.dedup();
        for chunk in ids.chunks(500) {
            titles.extend(visit.engine().titles(&visit.actor, target, chunk).await?);
        }
    }
    Ok(titles)
}

//! The lines of a record, such as what a quote offers: all of them on one page, saved as one batch. Which object has lines
//! the schema says (`Object::part_of`). Works without a script: there are empty rows at the end, and a row that is marked
//! goes.
use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Form, Json};
use base::{Error, Id, Problems};
use engine::query::Query;
use engine::{Action, Field, Input, Kind, Object, Record, Value, Work};
use maud::{Markup, html};
use serde_json::{Map, json};
use ui::Button;
use ui::field::{Asks, Look, Titles, Typed, brief, full, grouped, href, is_number, widget};
use ui::part::{summary, topbar};
use ui::say;
use ui::say::inline;
use ui::web::Answer;

use super::flash::{Flash, to};
use super::form;
use super::list::titles_of;
use super::pick::Choices;
use super::visit::Visit;

/// Lines of a record at most.
const MOST: usize = 500;
/// Empty rows offered at the end.
const SPARE: usize = 3;

/// The objects whose records are lines of another's, each with its link to them.
fn every<'a>(visit: &'a Visit, whole: &Object) -> impl Iterator<Item = (&'a Arc<Object>, &'a Field)> {
    visit.schema.objects().filter_map(|line| {
        let link = line.field(&line.part_of)?;
        let of = link.target.as_deref() == Some(whole.key.as_str());
        (of && visit.sees(line)).then_some((line, link))
    })
}

/// The lines that stand on the page of their record, and their link to it.
pub(super) fn lines_of<'a>(visit: &'a Visit, whole: &Object) -> Option<(&'a Arc<Object>, &'a Field)> {
    every(visit, whole).find(|(line, _)| !line.beside)
}

/// The lines an address means: those it names with `of`, or the ones on the page.
fn meant<'a>(visit: &'a Visit, whole: &Object) -> Option<(&'a Arc<Object>, &'a Field)> {
    match visit.asked.text("of") {
        Some(of) => every(visit, whole).find(|(line, _)| line.plural == of),
        None => lines_of(visit, whole),
    }
}

/// Where lines of a record are changed.
pub(super) fn place(whole: &Object, id: Id, line: &Object) -> String {
    let here = format!("{}/lines", href(whole, id));
    if line.beside { format!("{here}?of={}", line.plural) } else { here }
}

/// The lines of a record in their order.
async fn read(visit: &Visit, whole: &Record, line: &Object) -> Result<Vec<Record>, Error> {
    let Some(link) = line.field(&line.part_of) else { return Ok(Vec::new()) };
    let query = Query::new(&line.key).filter(&format!("{} = \"{}\"", link.key, whole.id))?.limit(MOST);
    let (mut records, _) = visit.engine().records(&visit.actor, &query).await?;
    records.sort_by_key(|l| (l.get("position").int().unwrap_or(i64::MAX), l.id));
    Ok(records)
}

/// The lines on the page of their record, with what they come to.
pub(super) async fn table(visit: &Visit, whole: &Record, may_update: bool) -> Result<Markup, Error> {
    let Some((line, _)) = lines_of(visit, &whole.object) else { return Ok(html! {}) };
    let records = read(visit, whole, line).await?;
    let columns: Vec<&Field> = line.columns.iter().filter_map(|c| line.field(c)).collect();
    // A line is called after its product: its own words are enough.
    let columns: Vec<&Field> = columns
        .into_iter()
        .filter(|f| !f.hidden && f.key != "product" && visit.actor.sees(line, f))
        .filter(|f| records.iter().any(|r| !r.get(&f.key).is_null()) || f.key == line.title)
        .collect();
    let seen = records.iter().flat_map(|r| line.fields.iter().zip(&r.values));
    let titles = titles_of(visit, seen).await?;
    let look = visit.look();
    let here = place(&whole.object, whole.id, line);
    Ok(html! {
        section.card."mb-5" {
            div.flex.items-center."gap-2"."px-4"."py-2.5".border-b.border-line {
                h2.font-semibold.grow { (line.labels) }
                @if may_update { (Button::link(&here, &say!("record-lines-edit")).small().icon("pencil")) }
            }
            @if records.is_empty() {
                p."px-4"."py-4".text-sm.text-muted { (say!("record-lines-none")) }
            } @else {
                div.overflow-x-auto tabindex="0" role="region" aria-label=(line.labels) {
                    table.table.table-sm.w-full {
                        thead { tr { @for f in &columns { th.text-end[is_number(f)]."max-md:hidden"[is_beside(line, f)] scope="col" { (f.label) } } } }
                        tbody { @for record in &records { tr {
                            @for f in &columns { td.text-end[is_number(f)]."tabular-nums"[is_number(f)]."max-md:hidden"[is_beside(line, f)] { (cell(&look, f, record.get(&f.key), &titles)) } }
                        } } }
                    }
                }
                (totals(visit, whole))
            }
        }
    })
}

/// What the lines of a record come to.
fn totals(visit: &Visit, whole: &Record) -> Markup {
    let fields = ["offer_discount", "net", "tax", "total"].iter().filter_map(|key| whole.object.field(key));
    let fields = fields
        .filter(|f| f.kind == Kind::Money && visit.actor.sees(&whole.object, f))
        .filter(|f| f.key != "offer_discount" || !whole.get(&f.key).is_null());
    html! {
        dl.grid."grid-cols-[1fr_auto]"."gap-x-6"."gap-y-1"."px-3"."py-2.5".text-sm.text-end."tabular-nums" {
            @for f in fields { dt.text-muted { (f.label) } dd { (full(&visit.look(), f, whole.get(&f.key), &Titles::new())) } }
        }
    }
}

/// Phones have room for what it is, how many, and what they come to.
fn is_beside(line: &Object, field: &Field) -> bool {
    field.key != line.title && !matches!(field.key.as_str(), "quantity" | "net")
}

/// A value of a line, in little room.
fn cell(look: &Look<'_>, field: &Field, value: &Value, titles: &Titles) -> Markup {
    match value {
        Value::Ref(_) => html! { (brief(look, field, value, titles)) },
        // A price has its minor units.
        Value::Decimal(price) if field.key == "price" => html! { (grouped(&price.padded(2))) },
        value => full(look, field, value, titles),
    }
}

/// What a row of the form is called by: `l3-` and the key of a field.
fn prefix(row: usize) -> String {
    format!("l{row}-")
}

/// The fields a row asks for, under the names of the row.
fn asked<'a>(visit: &'a Visit, line: &'a Object) -> impl Iterator<Item = &'a Field> {
    let columns = line.columns.iter().filter_map(|c| line.field(c));
    columns.filter(|f| !f.hidden && !f.read_only && visit.actor.sees(line, f))
}

fn in_row(field: &Field, row: usize) -> Field {
    let key = format!("{}{}", prefix(row), field.key);
    Field { key, help: String::new(), required: false, ..field.clone() }
}

/// `GET /{objects}/{id}/lines`
pub(super) async fn edit(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let whole = visit.changeable(&objects, &id).await?;
    let (line, _) = meant(&visit, &whole.object).ok_or(Error::NotFound)?;
    let line = line.clone();
    let records = read(&visit, &whole, &line).await?;
    let titles = titles_of(&visit, records.iter().flat_map(|r| line.fields.iter().zip(&r.values))).await?;
    let mut typed = Typed::default();
    for (row, record) in records.iter().enumerate() {
        let mut one = Typed::default();
        for field in asked(&visit, &line) {
            one.fill(field, record.get(&field.key), &visit.settings.manners, &titles);
        }
        let was = one.fingerprints(asked(&visit, &line));
        one.put("id", record.id.to_string());
        one.put("version", record.version.to_string());
        one.put("was", was);
        for (name, text) in one.pairs() {
            typed.put(format!("{}{name}", prefix(row)), text.clone());
        }
    }
    page(&visit, &whole, &line, &typed, records.len() + SPARE, &Problems::default()).await
}

/// What the lines of a form would come to, and the net of each row: nothing of it is written. A script asks for it while
/// somebody types.
async fn foreseen(
    visit: &Visit,
    work: &mut Work,
    whole: &mut Record,
    lines: &[(usize, Id)],
    line: &Object,
) -> Result<Json<serde_json::Value>, Error> {
    work.foresee().await?;
    *whole = work.current(&whole.object.key, whole.id).await?;
    let mut nets = Map::new();
    if let Some(net) = line.field("net").filter(|f| visit.actor.sees(line, f)) {
        for (row, id) in lines {
            let record = work.current(&line.key, *id).await?;
            let said = full(&visit.look(), net, record.get(&net.key), &Titles::new());
            nets.insert(prefix(*row), said.into_string().into());
        }
    }
    Ok(Json(json!({"totals": totals(visit, whole).into_string(), "nets": nets})))
}

/// One row as it was sent.
struct Row {
    number: usize,
    typed: Typed,
}

/// The rows of a form, in their order.
fn rows(typed: &Typed) -> Vec<Row> {
    let mut all: Vec<Row> = Vec::new();
    for (name, text) in typed.pairs() {
        let Some((row, name)) = name.strip_prefix('l').and_then(|rest| rest.split_once('-')) else {
            continue;
        };
        let Ok(number) = row.parse::<usize>() else { continue };
        if number >= MOST {
            continue;
        }
        match all.iter_mut().find(|r| r.number == number) {
            Some(row) => row.typed.put(name, text.clone()),
            None => {
                let mut typed = Typed::default();
                typed.put(name, text.clone());
                all.push(Row { number, typed });
            }
        }
    }
    all.sort_by_key(|r| r.number);
    all
}

/// `POST /{objects}/{id}/lines`
pub(super) async fn save(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let mut whole = visit.changeable(&objects, &id).await?;
    let (line, link) = meant(&visit, &whole.object).ok_or(Error::NotFound)?;
    let (line, link) = (line.clone(), link.key.clone());
    let typed = Typed::sent(pairs);
    let rows = rows(&typed);
    let count = rows.last().map_or(0, |r| r.number + 1).max(SPARE);
    if typed.text("then") == "more" {
        return page(&visit, &whole, &line, &typed, (count + SPARE).min(MOST), &Problems::default()).await;
    }
    let mut problems = Problems::default();
    let mut work = visit.engine().begin(&visit.actor);
    let mut lines = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        match one(&visit, &mut work, &line, (&link, whole.id), place, row).await {
            Ok(id) => lines.extend(id.map(|id| (row.number, id))),
            Err(Error::Invalid(found)) => {
                let prefix = prefix(row.number);
                problems.0.extend(
                    found.0.into_iter().map(|p| base::Problem { field: format!("{prefix}{}", p.field), ..p }),
                );
            }
            Err(Error::Conflict(found)) => problems.add("", "conflict", found.message),
            Err(other) => return Err(other.into()),
        }
    }
    let here = href(&whole.object, whole.id);
    if typed.text("then") == "totals" {
        if problems.is_empty() {
            match foreseen(&visit, &mut work, &mut whole, &lines, &line).await {
                Ok(told) if visit.fragment => return Ok(told.into_response()),
                Ok(_) => {}
                Err(Error::Invalid(found)) => problems.0.extend(found.0),
                Err(other) => return Err(other.into()),
            }
        }
        if visit.fragment {
            // A row is half written: what it comes to is not known yet.
            return Ok(Json(json!({})).into_response());
        }
        return page(&visit, &whole, &line, &typed, count, &problems).await;
    }
    if problems.is_empty() {
        if work.is_empty() {
            return Ok(to(&here));
        }
        match work.commit().await {
            Ok(done) => {
                return Ok(Flash::done(say!("record-lines-saved")).undo(done.batch).then(&here));
            }
            Err(Error::Invalid(found)) => problems.0.extend(found.0),
            Err(Error::Conflict(found)) => problems.add("", "conflict", found.message),
            Err(other) => return Err(other.into()),
        }
    }
    page(&visit, &whole, &line, &typed, count, &problems).await
}

/// What a row means: a line that is changed, goes, or is new; the line there is then, none for an empty row.
async fn one(
    visit: &Visit,
    work: &mut Work,
    line: &Arc<Object>,
    (link, whole): (&str, Id),
    place: usize,
    row: &Row,
) -> Result<Option<Id>, Error> {
    let id = row.typed.text("id").parse::<Id>().ok();
    let version = row.typed.text("version").parse::<i64>().ok();
    if let Some(id) = id {
        // A line of another record is none of this one.
        if work.current(&line.key, id).await?.get(link).id() != Some(whole) {
            return Err(Error::NotFound);
        }
        if row.typed.text("remove") == "1" {
            return work.delete(&line.key, id, version).await.map(|()| None);
        }
    }
    let mut problems = Problems::default();
    let was = row.typed.text("was").to_owned();
    let fields: Vec<Field> = asked(visit, line).cloned().collect();
    let mut input: Input = form::read(visit, fields.iter(), &row.typed, &was, &mut problems).await?;
    problems.check()?;
    // Where their order says something it is kept.
    let ordered = line.field("position").is_some();
    let position = Value::Int(place as i64 + 1);
    match id {
        Some(id) => {
            if ordered && *work.current(&line.key, id).await?.get("position") != position {
                input = input.with("position", position);
            }
            if !input.0.is_empty() {
                work.update(&line.key, id, input, version).await?;
            }
            Ok(Some(id))
        }
        None => {
            input.0.retain(|(_, given)| !form::is_blank(given));
            if input.0.is_empty() || row.typed.text("remove") == "1" {
                return Ok(None);
            }
            let input = if ordered { input.with("position", position) } else { input };
            let input = input.with(link, Value::Ref(whole));
            work.create(&line.key, input).await.map(Some)
        }
    }
}

async fn page(
    visit: &Visit,
    whole: &Record,
    line: &Arc<Object>,
    typed: &Typed,
    count: usize,
    problems: &Problems,
) -> Answer {
    let object = &whole.object;
    let here = href(object, whole.id);
    let fields: Vec<&Field> = asked(visit, line).collect();
    let choices = Choices::of(visit, fields.iter().copied()).await?;
    let titles = Titles::new();
    let options = |f: &Field| choices.of_field(f);
    let asks = Asks::new(visit.look(), typed, problems, &options, &titles);
    let heading = say!("record-lines-of", what = &whole.title());
    let label = |key: &str| {
        line.field(key).map_or_else(
            || {
                let (row, key) = key.split_once('-').unwrap_or((key, ""));
                let row = row.strip_prefix('l').and_then(|r| r.parse::<usize>().ok()).map_or(0, |r| r + 1);
                let name = line.field(key).map_or(key, |f| f.label.as_str());
                say!("record-line-field", row = row, field = name).into_owned()
            },
            |f| f.label.clone(),
        )
    };
    let list = visit.list_of(object);
    let crumbs = [(list.as_str(), object.labels.as_str()), (here.as_str(), &whole.title())];
    let sums = object.field("total").is_some() && !line.beside;
    let help: Vec<&&Field> = fields.iter().filter(|f| !f.help.is_empty()).collect();
    let body = html! {
        (topbar(&crumbs, &heading, None, html! { (Button::link(&here, &say!("form-cancel")).ghost().small()) }))
        div.panel-body {
            form."p-4"."md:p-6".grid."gap-4"."max-w-[76rem]" method="post" action=(place(object, whole.id, line)) novalidate data-controller="form totals" data-action="input->totals#soon change->totals#soon" data-leave-words=(say!("form-leave")) {
                (summary(&say!("form-not-saved", what = &inline(&line.labels), count = problems.0.len()), problems, label))
                @if !help.is_empty() { ul.text-sm.text-muted { @for f in help { li { (f.label) ": " (f.help) } } } }
                ol.grid."gap-3" {
                    @for row in 0..count { (row_of(&asks, &fields, typed, row)) }
                }
                @if sums { div.card.max-w-sm.w-full.justify-self-end data-totals-target="sums" aria-live="polite" aria-label=(say!("record-lines-totals")) role="region" { (totals(visit, whole)) } }
                div.flex.flex-wrap."gap-2".items-center.border-t.border-line."pt-4" {
                    (Button::new(&say!("record-lines-save")).primary().key("mod+enter"))
                    (Button::new(&say!("record-lines-more")).ghost().value("then", "more").icon("plus"))
                    @if sums { noscript { (Button::new(&say!("record-lines-totals")).ghost().value("then", "totals")) } }
                    (Button::link(&here, &say!("form-cancel")).ghost())
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_with(status, &heading, None, body).await
}

fn row_of(asks: &Asks<'_>, fields: &[&Field], typed: &Typed, row: usize) -> Markup {
    let name = |part: &str| format!("{}{part}", prefix(row));
    let hidden = ["id", "version", "was"].map(|part| (name(part), typed.text(&name(part)).to_owned()));
    let there = !typed.text(&name("id")).is_empty();
    html! {
        li.card."p-3" {
            div.flex.flex-wrap."gap-x-3"."gap-y-2".items-start role="group" aria-label=(say!("record-line", row = row + 1)) {
                @for (name, text) in hidden.iter().filter(|(_, text)| !text.is_empty()) { input type="hidden" name=(name) value=(text); }
                @for field in fields {
                    @let narrow = is_number(field) || field.key == "unit";
                    div."min-w-0"."w-28"[narrow]."grow"[!narrow]."basis-36"[!narrow] { (widget(asks, &in_row(field, row))) }
                }
                output.ms-auto."pt-7".text-sm.text-muted."tabular-nums"."empty:hidden" data-totals-target="net" data-row=(prefix(row)) aria-label=(say!("record-line-net", row = row + 1)) {}
                @if there {
                    label.flex.items-center."gap-2".text-sm."pt-7" {
                        input.checkbox.checkbox-sm type="checkbox" name=(name("remove")) value="1" checked[typed.text(&name("remove")) == "1"];
                        (say!("record-line-remove"))
                    }
                }
            }
        }
    }
}

/// Whether the person may change the lines on the page of a record that is there.
pub(super) fn may_edit(visit: &Visit, whole: &Record) -> bool {
    lines_of(visit, &whole.object).is_some_and(|(line, _)| may_change(visit, whole, line))
}

/// Whether the person may change lines of a record that is there.
pub(super) fn may_change(visit: &Visit, whole: &Record, line: &Object) -> bool {
    visit.can(line, Action::Create)
        && whole.deleted_at.is_none()
        && !super::selling::is_fixed(whole)
        && visit.actor.may(Action::Update, whole)
}

//! The log of the workspace: who did what, batch by batch, filtered; and undoing a batch.
use std::collections::HashMap;

use axum::extract::Path;
use base::{Error, Id, Moment};
use engine::log::{LogEntry, LogFilter};
use engine::{Event, Object};
use jiff::civil::Date;
use maud::{Markup, html};
use ui::Button;
use ui::field::number;
use ui::icon::sized;
use ui::part::pagination;
use ui::web::{Answer, Fault};

use super::super::asked::address;
use super::super::visit::{Visit, encoded, id_of};
use super::frame::{Frame, Place};
use super::objects::nothing;
use super::{only_admin, people};

/// Entries of a page.
const PAGE: usize = 50;
const VERBS: [&str; 6] = ["created", "updated", "deleted", "restored", "destroyed", "changed"];

/// The instant a day begins in the zone of the workspace, `plus` days later.
fn midnight(visit: &Visit, text: &str, plus: i64) -> Option<Moment> {
    let day: Date = text.parse().ok()?;
    let day = day.checked_add(jiff::Span::new().days(plus)).ok()?;
    let at = day.to_zoned(visit.settings.manners.zone.clone()).ok()?;
    Some(Moment(at.timestamp().as_microsecond()))
}

fn filter_of(visit: &Visit) -> Result<LogFilter, Error> {
    let asked = |name: &str| visit.asked.text(name);
    let who = match asked("who") {
        None => None,
        Some("rondo") => Some(None),
        Some(id) => Some(Some(id_of(id)?)),
    };
    Ok(LogFilter {
        who,
        object: asked("object").map(str::to_owned),
        verb: asked("verb").map(str::to_owned),
        from: asked("from").and_then(|t| midnight(visit, t, 0)),
        to: asked("to").and_then(|t| midnight(visit, t, 1)),
    })
}

/// `GET /settings/log`
pub(super) async fn show(visit: Visit) -> Answer {
    only_admin(&visit, "read the log of the workspace")?;
    let filter = filter_of(&visit)?;
    let page = visit.engine().workspace_log(&visit.actor, &filter, visit.asked.text("after"), PAGE).await?;
    let people = people::everybody(&visit).await?;
    let names: HashMap<Id, &str> = people.iter().map(|p| (p.id, p.name.as_str())).collect();
    let titles = titles(&visit, page.entries.iter().filter_map(|e| e.event.as_ref())).await?;
    let next = page.next.as_deref().map(|after| {
        let kept =
            visit.asked.pairs().iter().filter(|(n, _)| n != "after").map(|(n, v)| (n.as_str(), v.as_str()));
        address("/settings/log", kept.chain([("after", after)]))
    });
    let first = visit.asked.text("after").map(|_| visit.asked.with("after", None));
    let shown = if page.entries.len() == 1 {
        "1 entry".to_owned()
    } else {
        format!("{} entries", page.entries.len())
    };
    let body = html! {
        (filters(&visit, &people))
        @if page.entries.is_empty() {
            (nothing(if page.next.is_some() { "Nothing of this kind among the events looked through. Look further back below." } else { "Nothing of this kind was done." }))
        } @else {
            table class="table table-stack border-t border-line" {
                thead { tr { th scope="col" { "When" } th scope="col" { "Who" } th scope="col" { "What" } th scope="col" { span class="sr-only" { "Action" } } } }
                tbody { @for entry in &page.entries { (row(&visit, entry, &names, &titles)) } }
            }
        }
        (pagination(&shown, first.as_deref(), next.as_deref()))
    };
    Frame::new(&visit, Place::Log, "Log").show(body).await
}

fn filters(visit: &Visit, people: &[people::Somebody]) -> Markup {
    let now = |name: &str| visit.asked.text(name).unwrap_or_default().to_owned();
    let select = |name: &str, label: &str, any: &str, options: Vec<(String, String)>| {
        let chosen = now(name);
        html! {
            select class="select h-7 text-sm w-auto max-w-44" name=(name) aria-label=(label) {
                option value="" { (any) }
                @for (value, words) in options { option value=(value) selected[value == chosen] { (words) } }
            }
        }
    };
    let who = [("rondo".to_owned(), "Rondo itself".to_owned())].into_iter();
    let who = who.chain(people.iter().map(|p| (p.id.to_string(), p.name.clone()))).collect();
    let things = [("schema", "Schema"), ("role", "Roles")].map(|(k, l)| (k.to_owned(), l.to_owned()));
    let objects = visit.schema.objects().map(|o| (o.key.clone(), o.labels.clone())).chain(things).collect();
    let verbs = VERBS.iter().map(|v| ((*v).to_owned(), engine::schema::label_of(v))).collect();
    html! {
        form class="flex flex-wrap items-center gap-2 px-4 py-2" method="get" action="/settings/log" role="search" aria-label="Filter the log" {
            (select("who", "Who", "Anybody", who))
            (select("object", "Object", "Any object", objects))
            (select("verb", "What was done", "Anything", verbs))
            @for (name, label) in [("from", "From"), ("to", "To")] {
                label class="flex items-center gap-1.5 text-sm text-muted" { (label) input class="input h-7 w-36" type="date" name=(name) value=(now(name)); }
            }
            (Button::new("Filter").small())
            @if visit.asked.pairs().iter().any(|(_, v)| !v.is_empty()) { (Button::link("/settings/log", "Clear filters").ghost().small()) }
        }
    }
}

/// The titles of the records that single events are about.
async fn titles<'a>(
    visit: &Visit,
    events: impl Iterator<Item = &'a Event>,
) -> Result<HashMap<Id, String>, Error> {
    let mut ids: HashMap<&str, Vec<Id>> = HashMap::new();
    for event in events {
        ids.entry(event.object.as_str()).or_default().push(event.record);
    }
    let mut titles = HashMap::new();
    for (object, mut ids) in ids {
        ids.sort_unstable();
        ids.dedup();
        if visit.schema.object(object).is_some() {
            titles.extend(visit.engine().titles(&visit.actor, object, &ids).await?);
        }
    }
    Ok(titles)
}

fn row(visit: &Visit, entry: &LogEntry, names: &HashMap<Id, &str>, titles: &HashMap<Id, String>) -> Markup {
    let look = visit.look();
    let object = visit.schema.object(&entry.object);
    let batch = format!("/settings/log/{}", entry.batch);
    html! {
        tr class="hover:bg-hover" {
            td class="text-muted whitespace-nowrap" { time datetime=(entry.at.to_string()) title=(look.long_moment(entry.at)) { (look.ago(entry.at)) } }
            td class="whitespace-nowrap" { (entry.actor.map_or("Rondo", |id| names.get(&id).copied().unwrap_or("Somebody"))) }
            td {
                span class="flex items-center gap-2 min-w-0" {
                    (sized(object.map_or("settings", |o| o.icon.as_str()), "icon text-faint"))
                    span class="min-w-0" { (what(visit, entry, object.map(AsRef::as_ref), titles)) }
                }
            }
            td class="text-end whitespace-nowrap" {
                (Button::link(&batch, "Details").ghost().small())
                // What touched more is looked at first: the batch may hold other records too.
                @if object.is_some() && entry.event.is_some() { (undo(visit, entry.batch)) }
            }
        }
    }
}

/// Changes of records can be undone; those of the schema and of roles are changed back where they were made.
fn undo(visit: &Visit, batch: Id) -> Markup {
    let action = format!("/undo/{batch}?back={}", encoded(&visit.asked.here()));
    html! { form class="contents" method="post" action=(action) { (Button::new("Undo").small()) } }
}

fn what(visit: &Visit, entry: &LogEntry, object: Option<&Object>, titles: &HashMap<Id, String>) -> Markup {
    let verb = engine::schema::label_of(&entry.verb);
    let cause = entry.cause.as_deref().map(|c| format!(" by {c}"));
    html! {
        @match (object, &entry.event) {
            (Some(object), Some(event)) => {
                (verb) " " (object.label.to_lowercase()) " "
                @if let Some(title) = titles.get(&event.record) { a class="link font-medium" href={ "/" (object.plural) "/" (event.record) } { (title) } }
                @if entry.verb == "updated" { span class="text-muted" { ": " (fields(object, event)) } }
            }
            (Some(object), None) => { (verb) " " strong class="font-medium" { (number(entry.count)) " " (object.labels.to_lowercase()) } }
            (None, event) => {
                (match entry.object.as_str() { "schema" => "Changed objects and fields", "role" => "Changed a role", _ => "Changed settings" })
                @if let Some(event) = event { span class="text-muted" { ": " (event.changes.keys().take(5).cloned().collect::<Vec<_>>().join(", ")) } }
            }
        }
        @if let Some(cause) = cause { span class="text-muted" { (cause) } }
        @let _ = visit;
    }
}

fn fields(object: &Object, event: &Event) -> String {
    let labels: Vec<&str> =
        event.changes.keys().map(|k| object.field(k).map_or(k.as_str(), |f| f.label.as_str())).collect();
    labels.join(", ")
}

/// `GET /settings/log/{batch}`: every record a batch touched, and how.
pub(super) async fn batch(visit: Visit, Path(batch): Path<String>) -> Answer {
    only_admin(&visit, "read the log of the workspace")?;
    let id = id_of(&batch)?;
    let events = visit.engine().batch(&visit.actor, id).await?;
    let first = events.first().ok_or_else(Fault::not_found)?;
    let titles = titles(&visit, events.iter()).await?;
    let people = people::everybody(&visit).await?;
    let who = first
        .actor
        .map_or("Rondo", |a| people.iter().find(|p| p.id == a).map_or("Somebody", |p| p.name.as_str()));
    let look = visit.look();
    let of_records = events.iter().any(|e| visit.schema.object(&e.object).is_some());
    let body = html! {
        div class="p-4 md:p-6 grid gap-4" {
            p { strong class="font-medium" { (who) } ", " (look.long_moment(first.recorded_at)) @if let Some(cause) = &first.cause { ", by " (cause) } }
            div class="overflow-x-auto" tabindex="0" role="region" aria-label="What was done" {
                table class="table" {
                    thead { tr { th scope="col" { "Record" } th scope="col" { "Done" } th scope="col" { "Changes" } } }
                    tbody {
                        @for event in &events {
                            @let object = visit.schema.object(&event.object);
                            tr {
                                td {
                                    @match (object, titles.get(&event.record)) {
                                        (Some(o), Some(title)) => a class="link font-medium" href={ "/" (o.plural) "/" (event.record) } { (title) },
                                        (Some(o), None) => span class="text-muted" { (o.label) },
                                        _ => code class="text-sm" { (event.object) },
                                    }
                                }
                                td class="text-muted" { (engine::schema::label_of(&event.verb)) }
                                td class="text-sm" { @for (key, change) in event.changes.iter().take(20) { span class="block" { span class="text-muted" { (object.and_then(|o| o.field(key)).map_or(key.as_str(), |f| f.label.as_str())) ": " } (shown(change)) } } }
                            }
                        }
                    }
                }
            }
            @if events.len() == 200 { p class="text-sm text-muted" { "These are the first 200." } }
        }
    };
    Frame::new(&visit, Place::Log, "Batch")
        .crumb("/settings/log", "Log")
        .actions(html! { @if of_records { (undo(&visit, id)) } })
        .show(body)
        .await
}

/// A change in one line: what was, what is.
fn shown(change: &serde_json::Value) -> String {
    let one = |v: &serde_json::Value| {
        let text = v
            .as_str()
            .map_or_else(|| if v.is_null() { "–".to_owned() } else { v.to_string() }, str::to_owned);
        ui::field::cell::cut(&text, 120)
    };
    match change.as_array().map(Vec::as_slice) {
        Some([old, new]) => format!("{} → {}", one(old), one(new)),
        _ => one(change),
    }
}

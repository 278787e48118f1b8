//! The log of the workspace: who did what, batch by batch, filtered; and undoing a batch.
use std::borrow::Cow;
use std::collections::HashMap;

use axum::extract::Path;
use base::{Error, Id, Moment};
use engine::log::{LogEntry, LogFilter};
use engine::{Event, Object, configured};
use jiff::civil::Date;
use maud::{Markup, html};
use ui::Button;
use ui::field::number;
use ui::icon::sized;
use ui::key;
use ui::part::pagination;
use ui::say;
use ui::say_html;
use ui::web::{Answer, Fault};

use super::super::asked::address;
use super::super::visit::{Visit, encoded, id_of};
use super::frame::{Frame, Place};
use super::objects::nothing;
use super::{only_admin, people, things};

/// Entries of a page.
const PAGE: usize = 50;
/// Lines of what changed of the workspace, in the list.
const LINES: usize = 4;
const VERBS: [&str; 9] =
    ["created", "updated", "deleted", "restored", "destroyed", "changed", "revoked", "renewed", "accepted"];

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
    only_admin(&visit, key!("settings-only-log"))?;
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
    let shown = say!("log-entries", count = page.entries.len());
    let body = html! {
        (filters(&visit, &people))
        @if page.entries.is_empty() {
            (nothing(&if page.next.is_some() { say!("log-nothing-here") } else { say!("log-nothing") }))
        } @else {
            table class="table table-stack border-t border-line" {
                thead { tr { th scope="col" { (say!("log-when")) } th scope="col" { (say!("log-who")) } th scope="col" { (say!("log-what")) } th scope="col" { span class="sr-only" { (say!("log-action")) } } } }
                tbody { @for entry in &page.entries { (row(&visit, entry, &names, &titles)) } }
            }
        }
        (pagination(&shown, first.as_deref(), next.as_deref()))
    };
    Frame::new(&visit, Place::Log, say!("settings-log")).show(body).await
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
    let who = [("rondo".to_owned(), say!("log-rondo").into())].into_iter();
    let who = who.chain(people.iter().map(|p| (p.id.to_string(), p.name.clone()))).collect();
    let things = engine::configured::THINGS.map(|thing| (thing.to_owned(), thing_name(thing).into()));
    let objects = visit.schema.objects().map(|o| (o.key.clone(), o.labels.clone())).chain(things).collect();
    let verbs = VERBS.iter().map(|v| ((*v).to_owned(), verb_said(v))).collect();
    html! {
        form class="flex flex-wrap items-center gap-2 px-4 py-2" method="get" action="/settings/log" role="search" aria-label=(say!("log-filter")) {
            (select("who", &say!("log-who"), &say!("log-anybody"), who))
            (select("object", &say!("log-object"), &say!("log-any-object"), objects))
            (select("verb", &say!("log-done"), &say!("log-anything"), verbs))
            @for (name, label) in [("from", key!("log-from")), ("to", key!("log-to"))] {
                label class="flex items-center gap-1.5 text-sm text-muted" { (label) input class="input h-7 w-36" type="date" name=(name) value=(now(name)); }
            }
            (Button::new(&say!("log-filter-button")).small())
            @if visit.asked.pairs().iter().any(|(_, v)| !v.is_empty()) { (Button::link("/settings/log", &say!("list-clear-filters")).ghost().small()) }
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
            td class="whitespace-nowrap" { (entry.actor.map_or("Rondo".into(), |id| names.get(&id).map_or_else(|| say!("log-somebody"), |name| (*name).to_owned().into()))) }
            td {
                span class="flex items-center gap-2 min-w-0" {
                    (sized(object.map_or("settings", |o| o.icon.as_str()), "icon text-faint"))
                    span class="min-w-0" { (what(visit, entry, object.map(AsRef::as_ref), titles)) }
                }
            }
            td class="text-end whitespace-nowrap" {
                (Button::link(&batch, &say!("log-details")).ghost().small())
                // What touched more is looked at first: the batch may hold other records too.
                @if entry.event.as_ref().is_some_and(|e| object.is_some() || configured::can_be_undone(e)) { (undo(visit, entry.batch)) }
            }
        }
    }
}

/// Changes of records can be undone, and of the workspace those that nothing else hangs on.
fn undo(visit: &Visit, batch: Id) -> Markup {
    let action = format!("/undo/{batch}?back={}", encoded(&visit.asked.here()));
    html! { form class="contents" method="post" action=(action) { (Button::new(&say!("app-undo")).small()) } }
}

fn what(visit: &Visit, entry: &LogEntry, object: Option<&Object>, titles: &HashMap<Id, String>) -> Markup {
    let cause = entry.cause.as_deref().map(cause_said);
    html! {
        @match (object, &entry.event) {
            (Some(object), Some(event)) => {
                @let title = html! { @if let Some(title) = titles.get(&event.record) { a class="link font-medium" href={ "/" (object.plural) "/" (event.record) } { (title) } } };
                @let label = say::inline(&object.label);
                (match entry.verb.as_str() {
                    "created" => say_html!("log-created", what = label, title = title),
                    "deleted" => say_html!("log-deleted", what = label, title = title),
                    "restored" => say_html!("log-restored", what = label, title = title),
                    "destroyed" => say_html!("log-destroyed", what = label, title = title),
                    _ => say_html!("log-updated", what = label, title = title),
                })
                @if entry.verb == "updated" { span class="text-muted" { ": " (fields(object, event)) } }
            }
            (Some(object), None) => {
                (verb_said(&entry.verb)) " " strong class="font-medium" { (number(entry.count)) " " (say::inline(&object.labels)) }
            }
            (None, Some(event)) => {
                @let lines = things::lines(visit, event);
                (things::done(visit, event))
                @for line in lines.iter().take(LINES) { span class="block text-sm" { (line) } }
                @if lines.len() > LINES { span class="block text-sm text-muted" { (say!("log-more", count = lines.len() - LINES)) } }
            }
            (None, None) => { (thing_name(&entry.object)) " " span class="text-muted" { (number(entry.count)) } }
        }
        @if let Some(cause) = cause { " " span class="text-muted" { (cause) } }
    }
}

/// What things that are no records are called together.
fn thing_name(thing: &str) -> Cow<'static, str> {
    match thing {
        "schema" => say!("log-schema"),
        "role" => say!("log-roles"),
        "view" => say!("log-views"),
        "token" => say!("log-tokens"),
        "invite" => say!("log-invites"),
        "rate" => say!("log-rates"),
        _ => say!("log-settings"),
    }
}

/// What made it happen.
fn cause_said(cause: &str) -> Cow<'static, str> {
    let (word, rest) = cause.split_once([':', ' ']).unwrap_or((cause, ""));
    match word {
        "import" => say!("log-by-import"),
        "undo" => say!("log-by-undo"),
        "bulk" => say!("log-by-bulk"),
        "demo" => say!("log-by-demo"),
        "setup" => say!("log-by-setup"),
        "job" | "follower" => say!("log-by-rondo", name = rest),
        _ => say!("log-cause", cause = cause),
    }
}

/// What was done, in a word.
fn verb_said(verb: &str) -> String {
    match verb {
        "created" => say!("log-verb-created").into(),
        "updated" => say!("log-verb-updated").into(),
        "deleted" => say!("log-verb-deleted").into(),
        "restored" => say!("log-verb-restored").into(),
        "destroyed" => say!("log-verb-destroyed").into(),
        "changed" => say!("log-verb-changed").into(),
        "revoked" => say!("log-verb-revoked").into(),
        "renewed" => say!("log-verb-renewed").into(),
        "accepted" => say!("log-verb-accepted").into(),
        other => engine::schema::label_of(other),
    }
}

fn fields(object: &Object, event: &Event) -> String {
    let labels: Vec<&str> =
        event.changes.keys().map(|k| object.field(k).map_or(k.as_str(), |f| f.label.as_str())).collect();
    labels.join(", ")
}

/// `GET /settings/log/{batch}`: every record a batch touched, and how.
pub(super) async fn batch(visit: Visit, Path(batch): Path<String>) -> Answer {
    only_admin(&visit, key!("settings-only-log"))?;
    let id = id_of(&batch)?;
    let events = visit.engine().batch(&visit.actor, id).await?;
    let first = events.first().ok_or_else(Fault::not_found)?;
    let titles = titles(&visit, events.iter()).await?;
    let people = people::everybody(&visit).await?;
    let who = first.actor.map_or("Rondo".into(), |a| {
        people.iter().find(|p| p.id == a).map_or_else(|| say!("log-somebody"), |p| p.name.clone().into())
    });
    let look = visit.look();
    let of_records = events.iter().any(|e| visit.schema.object(&e.object).is_some());
    let stays = if of_records { None } else { things::stays(first) };
    let body = html! {
        div class="p-4 md:p-6 grid gap-4" {
            p { strong class="font-medium" { (who) } ", " (look.long_moment(first.recorded_at)) @if let Some(cause) = &first.cause { ", " (cause_said(cause)) } }
            div class="overflow-x-auto" tabindex="0" role="region" aria-label=(say!("log-done")) {
                table class="table" {
                    thead { tr { th scope="col" { (say!("log-record")) } th scope="col" { (say!("log-verb")) } th scope="col" { (say!("log-changes")) } } }
                    tbody {
                        @for event in &events {
                            @let object = visit.schema.object(&event.object);
                            tr {
                                td {
                                    @match (object, titles.get(&event.record)) {
                                        (Some(o), Some(title)) => a class="link font-medium" href={ "/" (o.plural) "/" (event.record) } { (title) },
                                        (Some(o), None) => span class="text-muted" { (o.label) },
                                        _ => (things::done(&visit, event)),
                                    }
                                }
                                td class="text-muted" { (verb_said(&event.verb)) }
                                td class="text-sm" {
                                    @if object.is_none() { @for line in things::lines(&visit, event) { span class="block" { (line) } } }
                                    @else { @for (key, change) in event.changes.iter().take(20) { span class="block" { span class="text-muted" { (object.and_then(|o| o.field(key)).map_or(key.as_str(), |f| f.label.as_str())) ": " } (shown(change)) } } }
                                }
                            }
                        }
                    }
                }
            }
            @if let Some(why) = &stays { p class="text-sm text-muted" { (why) } }
            @if events.len() == 200 { p class="text-sm text-muted" { (say!("log-first-200")) } }
        }
    };
    Frame::new(&visit, Place::Log, say!("log-batch"))
        .crumb("/settings/log", say!("settings-log"))
        .actions(html! { @if stays.is_none() { (undo(&visit, id)) } })
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

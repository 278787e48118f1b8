//! The log in words: who did what to a record, as items of its timeline.
use std::collections::HashMap;

use base::{Error, Id};
use engine::event::value_of;
use engine::query::Query;
use engine::{Event, Field, Object, Value};
use maud::{Markup, html};
use ui::feed::{Item, card};
use ui::field::cell::{cut, long};
use ui::field::{Look, Titles, brief};

use super::list::titles_of;
use super::record::Subject;
use super::visit::{Visit, encoded};

/// A note or task that stands on a timeline.
struct Guest {
    text: String,
    kind: String,
}

/// What the events of a timeline refer to, loaded at once.
pub(super) struct Known {
    people: Titles,
    links: Titles,
    guests: HashMap<Id, Guest>,
}

impl Known {
    /// For these events.
    pub(super) async fn of(visit: &Visit, subject: &Subject, events: &[Event]) -> Result<Self, Error> {
        let mut actors: Vec<Id> = events.iter().filter_map(|e| e.actor).collect();
        actors.sort_unstable();
        actors.dedup();
        let people = visit.engine().titles(&visit.actor, "user", &actors).await?;
        let mut values: Vec<(&Field, Value)> = Vec::new();
        for event in events.iter().filter(|e| e.record == subject.record.id) {
            for key in event.changes.keys() {
                let Some(field) = subject.object.field(key).filter(|f| f.kind.is_link()) else { continue };
                if let Some((old, new)) = event.change(key) {
                    values.extend([(field, value_of(field, old)), (field, value_of(field, new))]);
                }
            }
        }
        let links = titles_of(visit, values.iter().map(|(f, v)| (*f, v))).await?;
        let mut guests = HashMap::new();
        for object in visit.schema.objects().filter(|o| o.on_timeline) {
            let mut ids: Vec<Id> =
                events.iter().filter(|e| e.object == object.key).map(|e| e.record).collect();
            ids.sort_unstable();
            ids.dedup();
            if ids.is_empty() || object.key == subject.object.key {
                continue;
            }
            let kind = object.field("kind").filter(|f| visit.actor.sees(object, f));
            let columns = [Some(object.title.as_str()), kind.map(|f| f.key.as_str())];
            let columns: Vec<&str> = columns.into_iter().flatten().collect();
            let query =
                Query { ids: Some(ids), limit: 500, ..Query::new(&object.key).columns(&columns.join(",")) };
            for row in visit.engine().list(&visit.actor, &query).await?.rows {
                let cell = |at: usize| row.cells.get(at).and_then(Value::text).unwrap_or_default().to_owned();
                guests.insert(row.id, Guest { text: cell(0), kind: cell(1) });
            }
        }
        Ok(Self { people, links, guests })
    }

    /// An event as an item; nothing for one that says nothing to people.
    pub(super) fn item(&self, visit: &Visit, subject: &Subject, event: &Event) -> Option<Item> {
        let look = visit.look();
        let who = event.actor.map_or_else(
            || "Rondo".to_owned(),
            |id| self.people.get(&id).cloned().unwrap_or_else(|| "Somebody".to_owned()),
        );
        let object = visit.schema.object(&event.object)?;
        let (icon, tone, what, body) = if event.record == subject.record.id {
            self.own(&look, object, event)?
        } else {
            self.guest(object, event)?
        };
        let why = because(event);
        let here = ui::field::href(&subject.object, subject.record.id);
        let single = event.cause.is_none()
            && event.verb == "updated"
            && event.record == subject.record.id
            && subject.may_update;
        Some(Item {
            key: event.seq.to_string(),
            icon,
            tone,
            who,
            what: html! { (what) @if let Some(why) = why { ", " (why) } },
            at: event.at,
            body,
            undo: single.then(|| format!("/undo/{}?back={}", event.batch, encoded(&here))),
        })
    }

    /// An event of the record itself.
    fn own(
        &self,
        look: &Look<'_>,
        object: &Object,
        event: &Event,
    ) -> Option<(&'static str, &'static str, Markup, Option<Markup>)> {
        let label = object.label.to_lowercase();
        Some(match event.verb.as_str() {
            "created" => ("plus", "slate", html! { "added this " (label) }, None),
            "deleted" => ("trash-2", "slate", html! { "moved it to the bin" }, None),
            "restored" => ("undo-2", "slate", html! { "took it back from the bin" }, None),
            "destroyed" => ("trash-2", "red", html! { "destroyed it" }, None),
            "updated" => {
                let changes: Vec<(&Field, String, String)> = event
                    .changes
                    .iter()
                    .filter_map(|(key, _)| {
                        let field = object.field(key).filter(|f| !f.hidden)?;
                        let (old, new) = event.change(key)?;
                        let shown = |json| brief(look, field, &value_of(field, json), &self.links);
                        Some((field, shown(old), shown(new)))
                    })
                    .collect();
                let (first, _, _) = changes.first()?;
                let stage = changes.iter().find(|(f, _, _)| ui::field::cell::is_path(f));
                let (icon, tone) = match stage {
                    Some((field, _, new)) => ("milestone", tone_of(field, new)),
                    None => ("pencil", "slate"),
                };
                let what = match (stage, changes.len()) {
                    (Some((_, _, new)), _) => html! { "moved it to " (new) },
                    (None, 1) => html! { "changed " (first.label.to_lowercase()) },
                    (None, n) => html! { "changed " (n) " fields" },
                };
                (icon, tone, what, Some(lines(&changes)))
            }
            verb => ("info", "slate", html! { (verb) }, None),
        })
    }

    /// An event of a note or task that points here.
    fn guest(
        &self,
        object: &Object,
        event: &Event,
    ) -> Option<(&'static str, &'static str, Markup, Option<Markup>)> {
        let guest = self.guests.get(&event.record)?;
        let label = object.label.to_lowercase();
        let link = html! { a.link href=(ui::field::href(object, event.record)) { (label) } };
        let done = event.change("done").is_some_and(|(_, new)| new == &serde_json::Value::Bool(true));
        Some(match (object.key.as_str(), event.verb.as_str()) {
            ("note", "created") => {
                let (icon, tone, what) = match guest.kind.as_str() {
                    "call" => ("phone", "green", html! { "logged a call" }),
                    "meeting" => ("calendar", "violet", html! { "logged a meeting" }),
                    _ => ("sticky-note", "amber", html! { "wrote a " (link) }),
                };
                (icon, tone, what, Some(card(long(&guest.text))))
            }
            (_, "created") => {
                ("circle-check-big", "slate", html! { "planned a " (link) }, Some(quiet(&guest.text)))
            }
            (_, "updated") if done => {
                ("circle-check-big", "green", html! { "finished a " (link) }, Some(quiet(&guest.text)))
            }
            (_, "updated") => {
                ("pencil", "slate", html! { "changed a " (link) }, Some(quiet(&cut(&guest.text, 120))))
            }
            _ => return None,
        })
    }
}

fn quiet(text: &str) -> Markup {
    html! { p.text-sm.text-muted."mt-0.5" { (text) } }
}

/// The tone of the choice with a label.
fn tone_of(field: &Field, label: &str) -> &'static str {
    let tone = field.choices.iter().find(|c| c.label == label).map_or("slate", |c| c.tone.as_str());
    ui::part::TONES.iter().find(|t| **t == tone).copied().unwrap_or("slate")
}

/// `old → new` of each field.
fn lines(changes: &[(&Field, String, String)]) -> Markup {
    let shown = |text: &str| if text.is_empty() { "empty".to_owned() } else { cut(text, 160) };
    html! {
        ul.text-sm.text-muted."mt-0.5".grid."gap-0.5" {
            @for (field, old, new) in changes {
                li."[overflow-wrap:anywhere]" { (field.label) ": " span { (shown(old)) } span aria-label="to" { " → " } span.text-base-content { (shown(new)) } }
            }
        }
    }
}

/// What made it happen, where that was not a person at a page.
fn because(event: &Event) -> Option<String> {
    let cause = event.cause.as_deref()?;
    let (word, rest) = cause.split_once([':', ' ']).unwrap_or((cause, ""));
    Some(match word {
        "import" => "by import".to_owned(),
        "undo" => "by undoing a change".to_owned(),
        "bulk" => "with others".to_owned(),
        "demo" => "as an example".to_owned(),
        _ if rest.is_empty() => word.to_owned(),
        _ => cause.to_owned(),
    })
}

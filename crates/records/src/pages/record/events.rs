//! The log in words: who did what to a record, as items of its timeline.
use std::borrow::Cow;
use std::collections::HashMap;

use base::{Error, Id};
use engine::event::value_of;
use engine::query::Query;
use engine::{Action, Event, Field, Kind, Object, Value, attachment};
use maud::{Markup, html};
use ui::feed::{Item, card};
use ui::field::cell::{choice, cut, is_path};
use ui::field::{Look, Titles, brief, href};
use ui::icon::sized;
use ui::part::badge;
use ui::prose::noted;
use ui::say::inline;
use ui::{say, say_html};

use super::Subject;
use super::timeline::NOTE;
use crate::pages::list::titles_of;
use crate::pages::visit::{Visit, encoded};

/// The verb of a form that was sent again.
const SUBMITTED: &str = "submitted";
/// Facts of a note, task or deal that are shown under it.
const FACTS: usize = 6;

/// A note, task or related record that stands on a timeline.
struct Guest {
    text: String,
    kind: String,
    facts: Vec<(Field, Value)>,
    /// The people its text speaks to.
    mentions: Vec<Id>,
    /// It is something that can be ticked off: whether it is.
    done: Option<bool>,
}

/// What the events of a timeline refer to, loaded at once.
pub(super) struct Known {
    people: Titles,
    links: Titles,
    guests: HashMap<Id, Guest>,
}

/// How an event looks: icon, tone, what was done, more about it.
type Told = (&'static str, &'static str, Markup, Option<Markup>);

impl Known {
    /// For these events.
    pub(super) async fn of(visit: &Visit, subject: &Subject, events: &[Event]) -> Result<Self, Error> {
        let values = linked(subject, events);
        let (links, guests) = tokio::try_join!(
            titles_of(visit, values.iter().map(|(f, v)| (*f, v))),
            guests(visit, subject, events)
        )?;
        let mut actors: Vec<Id> = events.iter().filter_map(|e| e.actor).collect();
        actors.extend(guests.values().flat_map(|g| g.mentions.iter().copied()));
        actors.sort_unstable();
        actors.dedup();
        let people = visit.engine().titles(&visit.actor, "user", &actors).await?;
        Ok(Self { people, links, guests })
    }

    /// An event as an item; nothing for one that says nothing to people.
    pub(super) fn item(&self, visit: &Visit, subject: &Subject, event: &Event) -> Option<Item> {
        let look = visit.look();
        let who = who(&self.people, event);
        let object = visit.schema.object(&event.object)?;
        let own = event.record == subject.record.id;
        let (icon, tone, what, body) =
            if own { self.own(&look, subject, event)? } else { self.guest(visit, subject, object, event)? };
        let why = because(event);
        let (undo, undo_all) = undos(subject, event);
        Some(Item {
            key: event.seq.to_string(),
            icon,
            tone,
            who: who.into_owned(),
            what: html! { (what) @if let Some(why) = why { ", " (why) } },
            at: event.at,
            body,
            undo,
            undo_all,
        })
    }

    /// An event of the record itself.
    fn own(&self, look: &Look<'_>, subject: &Subject, event: &Event) -> Option<Told> {
        let object = &subject.object;
        let plain = |text: Cow<'static, str>| html! { (text) };
        Some(match event.verb.as_str() {
            "created" => {
                ("plus", "slate", plain(say!("record-did-create", what = &inline(&object.label))), None)
            }
            "deleted" => ("trash-2", "slate", plain(say!("record-did-delete")), None),
            "restored" => ("undo-2", "slate", plain(say!("record-did-restore")), None),
            "destroyed" => ("trash-2", "red", plain(say!("record-did-destroy")), None),
            "updated" => self.updated(look, object, event)?,
            attachment::ATTACHED => {
                ("paperclip", "slate", plain(say!("record-did-attach")), Some(file(subject, event)?))
            }
            attachment::DETACHED => {
                let file = attachment::carried(&event.changes)?;
                ("paperclip", "slate", plain(say!("record-did-detach")), Some(quiet(&file.name)))
            }
            SUBMITTED => submitted(object, event),
            "accepted" => ("circle-check", "green", plain(say!("record-did-accept")), None),
            "declined" => ("circle-x", "red", plain(say!("record-did-decline")), None),
            verb => ("info", "slate", html! { (verb) }, None),
        })
    }

    fn updated(&self, look: &Look<'_>, object: &Object, event: &Event) -> Option<Told> {
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
        let stage = changes.iter().find(|(f, _, _)| is_path(f));
        let (icon, tone) = match stage {
            Some((field, _, new)) => ("milestone", tone_of(field, new)),
            None => ("pencil", "slate"),
        };
        let what = match (stage, changes.len()) {
            (Some((_, _, new)), _) if !new.is_empty() => say!("record-did-move", stage = new),
            (_, 1) => say!("record-did-change", field = &inline(&first.label)),
            (_, count) => say!("record-did-change-many", count = count),
        };
        Some((icon, tone, html! { (what) }, Some(lines(&changes))))
    }

    /// An event of a note or task that points here, or of a deal that was won.
    fn guest(&self, visit: &Visit, subject: &Subject, object: &Object, event: &Event) -> Option<Told> {
        let guest = self.guests.get(&event.record)?;
        let label = inline(&object.label);
        let named = |words: &str| html! { a.link href=(href(object, event.record)) { (words) } };
        let link = named(&label);
        if !object.on_timeline {
            return self.told(visit, object, guest, event);
        }
        let done = event.change("done").is_some_and(|(_, new)| new == &serde_json::Value::Bool(true));
        Some(match (object.key.as_str(), event.verb.as_str()) {
            (NOTE, "created") => {
                let (icon, tone, what) = match guest.kind.as_str() {
                    "call" => {
                        ("phone", "green", say_html!("record-did-call", what = named(&say!("record-call"))))
                    }
                    "meeting" => (
                        "calendar",
                        "violet",
                        say_html!("record-did-meet", what = named(&say!("record-meeting"))),
                    ),
                    _ => ("sticky-note", "amber", say_html!("record-did-write", what = link)),
                };
                (icon, tone, what, Some(self.noted(visit, guest)))
            }
            (_, "created") => {
                let body = html! { (quiet(&cut(&guest.text, 200))) (self.facts(visit, guest)) (tick(visit, subject, object, event.record, guest)) };
                ("circle-check-big", "slate", say_html!("record-did-plan", what = link), Some(body))
            }
            (_, "updated") if done => (
                "circle-check-big",
                "green",
                say_html!("record-did-finish", what = link),
                Some(quiet(&cut(&guest.text, 200))),
            ),
            (_, "updated") => (
                "pencil",
                "slate",
                say_html!("record-did-change-guest", what = link),
                Some(quiet(&cut(&guest.text, 120))),
            ),
            _ => return None,
        })
    }

    /// An event of a record whose story is told here, or of one that was won.
    fn told(&self, visit: &Visit, object: &Object, guest: &Guest, event: &Event) -> Option<Told> {
        let ended = engine::timeline::outcome(object).is_some_and(|field| {
            let new = event.change(&field.key).and_then(|(_, new)| new.as_str());
            new.and_then(|key| field.choice_of(key)).is_some_and(|c| c.stage != Some(engine::StageKind::Open))
        });
        let link = html! { a.link href=(href(object, event.record)) { (cut(&guest.text, 80)) } };
        let (icon, tone, what, body) = match event.verb.as_str() {
            "created" => return Some(notable(visit, object, guest, event)),
            "updated" if ended => return Some(notable(visit, object, guest, event)),
            "updated" => self.updated(&visit.look(), object, event)?,
            SUBMITTED => submitted(object, event),
            _ => return None,
        };
        Some((
            icon,
            tone,
            say_html!("record-did-there", what = what, object = inline(&object.label), record = link),
            body,
        ))
    }

    /// The text of a note with the people it speaks to, and what else is known of it.
    fn noted(&self, visit: &Visit, guest: &Guest) -> Markup {
        let names: Vec<&str> =
            guest.mentions.iter().filter_map(|id| self.people.get(id)).map(String::as_str).collect();
        card(html! { (noted(&guest.text, &names)) (self.facts(visit, guest)) })
    }

    fn facts(&self, visit: &Visit, guest: &Guest) -> Markup {
        let look = visit.look();
        html! {
            @if !guest.facts.is_empty() {
                div.flex.flex-wrap."gap-1.5"."mt-2" {
                    @for (field, value) in &guest.facts {
                        @match (field.kind, value) {
                            (Kind::Choice, Value::Text(key)) => (choice(field, key)),
                            _ => (badge(Some("slate"), &format!("{}: {}", field.label, brief(&look, field, value, &self.links)), false)),
                        }
                    }
                }
            }
        }
    }
}

/// What links of the record's changes led to.
fn linked<'a>(subject: &'a Subject, events: &[Event]) -> Vec<(&'a Field, Value)> {
    let mut values = Vec::new();
    for event in events.iter().filter(|e| e.record == subject.record.id) {
        for key in event.changes.keys() {
            let Some(field) = subject.object.field(key).filter(|f| f.kind.is_link()) else { continue };
            if let Some((old, new)) = event.change(key) {
                values.extend([(field, value_of(field, old)), (field, value_of(field, new))]);
            }
        }
    }
    values
}

/// The notes, tasks and related records among some events, in one question for each object.
async fn guests(visit: &Visit, subject: &Subject, events: &[Event]) -> Result<HashMap<Id, Guest>, Error> {
    let mut by_object: HashMap<&str, Vec<Id>> = HashMap::new();
    for event in events.iter().filter(|e| e.record != subject.record.id) {
        by_object.entry(&event.object).or_default().push(event.record);
    }
    let mut guests = HashMap::new();
    for (key, mut ids) in by_object {
        let Some(object) = visit.schema.object(key) else { continue };
        ids.sort_unstable();
        ids.dedup();
        let seen = |f: &&Field| !f.hidden && visit.actor.sees(object, f);
        let named = |key: &str| object.field(key).filter(seen);
        let head = [named(&object.title), named("kind"), named("mentions"), named("done")];
        let facts: Vec<&Field> =
            object.fields.iter().filter(|f| tells(object, f)).filter(seen).take(FACTS).collect();
        let paths: Vec<&str> =
            head.iter().flatten().copied().chain(facts.iter().copied()).map(|f| f.key.as_str()).collect();
        if paths.is_empty() {
            continue;
        }
        let query = Query { ids: Some(ids), limit: 500, ..Query::new(key).columns(&paths.join(",")) };
        for row in visit.engine().list(&visit.actor, &query).await?.rows {
            let mut cells = row.cells.into_iter();
            let mut next = |field: Option<&Field>| field.and_then(|_| cells.next()).unwrap_or_default();
            let [title, kind, mentions, done] = [next(head[0]), next(head[1]), next(head[2]), next(head[3])];
            let facts = facts.iter().zip(cells).filter(|(f, v)| says(f, v)).map(|(f, v)| ((*f).clone(), v));
            guests.insert(
                row.id,
                Guest {
                    text: title.text().unwrap_or_default().to_owned(),
                    kind: kind.text().unwrap_or_default().to_owned(),
                    facts: facts.collect(),
                    mentions: mentions.each().into_iter().filter_map(Value::id).collect(),
                    done: head[3].map(|_| done.is_true()),
                },
            );
        }
    }
    Ok(guests)
}

/// Whether a field says something about a note, task or deal in a word.
fn tells(object: &Object, field: &Field) -> bool {
    !field.system
        && !field.read_only
        && !field.many
        && field.key != object.title
        && field.key != "kind"
        && match field.kind {
            Kind::Choice => object.on_timeline || is_path(field),
            Kind::Money => true,
            Kind::Date | Kind::Duration => object.on_timeline,
            _ => false,
        }
}

/// Whether a value is worth its place: choices without a tone are the usual ones.
fn says(field: &Field, value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Text(key) => field.choice_of(key).is_some_and(|c| !c.tone.is_empty()),
        _ => true,
    }
}

/// What was made, won or lost among the records that point here.
fn notable(visit: &Visit, object: &Object, guest: &Guest, event: &Event) -> Told {
    let look = visit.look();
    let link = html! { a.link href=(href(object, event.record)) { (cut(&guest.text, 80)) } };
    let outcome = engine::timeline::outcome(object);
    let ended =
        outcome.and_then(|f| event.change(&f.key)).and_then(|(_, new)| outcome?.choice_of(new.as_str()?));
    let body = html! {
        @if !guest.facts.is_empty() {
            p.flex.flex-wrap.items-center."gap-x-3"."gap-y-1".text-sm.text-muted."mt-0.5" {
                @for (field, value) in &guest.facts {
                    @match value {
                        Value::Text(key) => (choice(field, key)),
                        value => span { (brief(&look, field, value, &Titles::new())) },
                    }
                }
            }
        }
    };
    let label = inline(&object.label);
    match ended.filter(|_| event.verb == "updated") {
        Some(choice) => {
            let icon = if choice.stage == Some(engine::StageKind::Won) { "trophy" } else { "circle-x" };
            let tone = tone_named(&choice.tone);
            (
                icon,
                tone,
                say_html!("record-did-end", object = label, what = link, stage = inline(&choice.label)),
                Some(body),
            )
        }
        None => ("plus", "sky", say_html!("record-did-add", object = label, what = link), Some(body)),
    }
}

/// A task that is still to be done is ticked off where it stands.
fn tick(visit: &Visit, subject: &Subject, object: &Object, id: Id, guest: &Guest) -> Markup {
    let offered = guest.done == Some(false) && visit.can(object, Action::Update) && subject.is_there();
    html! {
        @if offered {
            form."mt-1.5" method="post" action={ (href(object, id)) "/toggle" } {
                input type="hidden" name="field" value="done";
                input type="hidden" name="back" value=(subject.here());
                button.btn.btn-sm { (sized("check", "icon icon-sm")) (say!("record-tick")) }
            }
        }
    }
}

/// A file that came.
fn file(subject: &Subject, event: &Event) -> Option<Markup> {
    let file = attachment::carried(&event.changes)?;
    let there = subject.is_there();
    Some(html! {
        p.text-sm."mt-0.5"."[overflow-wrap:anywhere]" {
            @if there { a.link href={ (subject.here()) "/files/" (file.id) } data-turbo="false" { (file.name) } }
            @else { (file.name) }
            " " span.text-muted { (ui::field::words::size(file.size)) }
        }
    })
}

/// Where a POST takes it back: for this record, and for all that the same unit changed.
fn undos(subject: &Subject, event: &Event) -> (Option<String>, Option<String>) {
    let changed = matches!(event.verb.as_str(), "updated" | attachment::ATTACHED | attachment::DETACHED);
    if !changed || event.record != subject.record.id || !subject.may_update {
        return (None, None);
    }
    let back = encoded(&subject.here());
    let all = format!("/undo/{}?back={back}", event.batch);
    match event.cause.as_deref() {
        None => (Some(all), None),
        Some(cause) => {
            let one = format!("/undo/{}?record={}&back={back}", event.batch, event.record);
            (Some(one), (cause.starts_with("bulk") || cause == "conversion").then_some(all))
        }
    }
}

/// A form was sent again: which one, and what was answered.
fn submitted(object: &Object, event: &Event) -> Told {
    let form = event.changes.get("form").and_then(serde_json::Value::as_str).unwrap_or_default();
    let answers = event.changes.get("answers").and_then(serde_json::Value::as_object);
    let lines =
        answers.into_iter().flatten().filter_map(|(key, said)| Some((object.field(key)?, said.as_str()?)));
    let body = html! {
        ul.text-sm.text-muted."mt-0.5".grid."gap-0.5" {
            @for (field, said) in lines { li."[overflow-wrap:anywhere]" { (field.label) ": " span.text-base-content { (cut(said, 160)) } } }
        }
    };
    ("text-cursor-input", "violet", html! { (say!("record-did-submit", form = form)) }, Some(body))
}

/// Who did it.
pub(super) fn who<'a>(people: &'a Titles, event: &Event) -> Cow<'a, str> {
    match event.actor {
        None => Cow::Borrowed("Rondo"),
        Some(id) => {
            people.get(&id).map_or_else(|| say!("record-somebody"), |name| Cow::Borrowed(name.as_str()))
        }
    }
}

fn quiet(text: &str) -> Markup {
    html! { p.text-sm.text-muted."mt-0.5"."[overflow-wrap:anywhere]" { (text) } }
}

/// The tone of the choice with a label.
fn tone_of(field: &Field, label: &str) -> &'static str {
    field.choices.iter().find(|c| c.label == label).map_or("slate", |c| tone_named(&c.tone))
}

fn tone_named(tone: &str) -> &'static str {
    ui::part::TONES.iter().find(|t| **t == tone).copied().unwrap_or("slate")
}

/// `old → new` of each field.
fn lines(changes: &[(&Field, String, String)]) -> Markup {
    let shown = |text: &str| if text.is_empty() { say!("record-empty").into_owned() } else { cut(text, 160) };
    html! {
        ul.text-sm.text-muted."mt-0.5".grid."gap-0.5" {
            @for (field, old, new) in changes {
                li."[overflow-wrap:anywhere]" { (field.label) ": " span { (shown(old)) } span aria-label=(say!("record-becomes")) { " → " } span.text-base-content { (shown(new)) } }
            }
        }
    }
}

/// What made it happen, where that was not a person at a page.
pub(super) fn because(event: &Event) -> Option<Cow<'static, str>> {
    let cause = event.cause.as_deref()?;
    let (word, rest) = cause.split_once([':', ' ']).unwrap_or((cause, ""));
    Some(match word {
        "import" => say!("record-by-import"),
        "undo" => say!("record-by-undo"),
        "bulk" => say!("record-by-bulk"),
        "demo" => say!("record-by-demo"),
        "form" => say!("record-by-form", name = rest),
        "vcard" => say!("record-by-card"),
        "conversion" => say!("record-by-conversion"),
        "customer" => say!("record-by-customer"),
        "follower" => say!("record-by-rule"),
        "api" if rest.is_empty() => say!("record-by-api"),
        "api" => say!("record-by-token", name = rest),
        _ if rest.is_empty() => Cow::Owned(word.to_owned()),
        _ => Cow::Owned(cause.to_owned()),
    })
}

//! The middle of a record's page: a place to write, and everything that happened, newest first.
use base::Error;
use engine::timeline::{Guests, Shown};
use engine::{Field, Object};
use maud::{Markup, html};
use ui::feed::{Item, feed};
use ui::icon::sized;
use ui::say::Key;
use ui::{Button, key, say};

use super::Subject;
use super::events::Known;
use crate::pages::visit::Visit;

/// Items of a page.
const ITEMS: usize = 50;

/// Parts of a timeline: what addresses call them, what they are called, and their icon.
const PARTS: [(&str, Key, &str); 6] = [
    ("all", key!("record-show-all"), ""),
    ("notes", key!("record-show-notes"), "sticky-note"),
    ("activities", key!("record-show-activities"), "circle-check-big"),
    ("related", key!("record-show-related"), "link"),
    ("changes", key!("record-show-changes"), "pencil"),
    ("files", key!("record-show-files"), "paperclip"),
];

/// The object of notes, and the choice of its field `kind` that is a note and no call.
pub(super) const NOTE: &str = "note";

/// What a timeline shows.
pub(super) struct Timeline {
    pub(super) items: Vec<Item>,
    /// Where the older ones begin.
    pub(super) older: Option<String>,
    /// The label of the one field whose history it is.
    field: Option<String>,
    /// The part that is shown.
    part: String,
    /// Objects of one's own that stand on it.
    own: Vec<(String, String)>,
}

impl Timeline {
    /// The last items of a record.
    pub(super) async fn latest(visit: &Visit, subject: &Subject, most: usize) -> Result<Self, Error> {
        let history =
            visit.engine().timeline(&visit.actor, &subject.record, &Shown::all(), None, most).await?;
        let known = Known::of(visit, subject, &history.events).await?;
        let items = history.events.iter().filter_map(|event| known.item(visit, subject, event)).collect();
        Ok(Self { items, older: history.next, field: None, part: "all".to_owned(), own: Vec::new() })
    }

    /// Of a record, as the address asks for.
    pub(super) async fn of(visit: &Visit, subject: &Subject) -> Result<Self, Error> {
        let object = &subject.object;
        let field =
            visit.asked.text("field").and_then(|f| object.field(f)).filter(|f| visit.actor.sees(object, f));
        let part = visit.asked.text("show").unwrap_or("all").to_owned();
        let shown = Shown { until: subject.as_of, ..shown(visit, object, &part, field) };
        let before = visit.asked.text("before");
        let history = visit.engine().timeline(&visit.actor, &subject.record, &shown, before, ITEMS).await?;
        let known = Known::of(visit, subject, &history.events).await?;
        let items = history.events.iter().filter_map(|event| known.item(visit, subject, event)).collect();
        Ok(Self {
            items,
            older: history.next,
            field: field.map(|f| f.label.clone()),
            part,
            own: own(visit, object),
        })
    }
}

/// Objects of one's own that stand on the timeline of an object, with their names.
fn own(visit: &Visit, object: &Object) -> Vec<(String, String)> {
    let mut own: Vec<(String, String)> = visit
        .schema
        .links_to(&object.key)
        .filter(|(o, f)| o.own && o.on_timeline && visit.sees(o) && visit.actor.sees(o, f))
        .map(|(o, _)| (o.key.clone(), o.labels.clone()))
        .collect();
    own.dedup();
    own
}

/// What a part of a timeline asks the log for.
fn shown(visit: &Visit, object: &Object, part: &str, field: Option<&Field>) -> Shown {
    let nothing = || Shown { own: false, guests: Some(Vec::new()), notable: false, ..Shown::all() };
    let guest = |object: &str, only| Guests { object: object.to_owned(), only };
    let notes = |within| Some(("kind".to_owned(), vec![NOTE.to_owned()], within));
    if let Some(field) = field {
        return Shown { own: true, field: Some(field.key.clone()), ..nothing() };
    }
    match part {
        "notes" => Shown { guests: Some(vec![guest(NOTE, notes(true))]), ..nothing() },
        "activities" => {
            let others = visit.schema.objects().filter(|o| o.on_timeline && o.key != NOTE);
            let guests = others.map(|o| guest(&o.key, None)).chain([guest(NOTE, notes(false))]).collect();
            Shown { guests: Some(guests), ..nothing() }
        }
        "related" => Shown { notable: true, ..nothing() },
        "changes" => Shown { own: true, verb: Some("updated".to_owned()), ..nothing() },
        "files" => Shown { own: true, verb: Some(engine::attachment::ATTACHED.to_owned()), ..nothing() },
        part if own(visit, object).iter().any(|(key, _)| key == part) => {
            Shown { guests: Some(vec![guest(part, None)]), ..nothing() }
        }
        _ => Shown::all(),
    }
}

/// The choice of what is shown, and the items.
pub(super) fn show(visit: &Visit, subject: &Subject, timeline: &Timeline) -> Markup {
    let here = subject.here();
    let newest = visit.asked.text("before").is_some();
    html! {
        (parts(&here, timeline))
        div data-controller="feed" {
            @if timeline.items.is_empty() { p #timeline.text-sm.text-muted { (say!("record-timeline-empty")) } }
            @else { (feed(&visit.look(), &timeline.items)) }
            @if let Some(older) = &timeline.older {
                a.btn.btn-sm href=(visit.asked.with("before", Some(older))) rel="next" data-feed-target="older" { (ui::icon::icon("history")) (say!("record-older")) }
            }
            @if newest { " " (Button::link(&here, &say!("record-newest")).ghost().small()) }
        }
    }
}

fn parts(here: &str, timeline: &Timeline) -> Markup {
    let chip = |value: &str, label: &str, picture: &str| {
        let current = timeline.part == value && timeline.field.is_none();
        let to =
            if value == "all" { format!("{here}#timeline") } else { format!("{here}?show={value}#timeline") };
        html! {
            a.badge."min-h-6".badge-ghost[current]."!bg-neutral"[current]."!text-neutral-content"[current].badge-outline[!current]
                aria-current=[current.then_some("true")] href=(to) {
                @if !picture.is_empty() { (sized(picture, "icon icon-sm")) } (label)
            }
        }
    };
    html! {
        nav.flex.items-center."gap-1"."mb-3".overflow-x-auto aria-label=(say!("record-timeline-parts")) {
            @for (value, label, picture) in PARTS { (chip(value, &label.said(), picture)) }
            @for (key, labels) in &timeline.own { (chip(key, labels, "blocks")) }
            @if let Some(label) = &timeline.field {
                a.badge."min-h-6".badge-ghost."!bg-neutral"."!text-neutral-content" aria-current="true" href={ (here) "#timeline" } {
                    (say!("record-history-of", field = &ui::say::inline(label))) (sized("x", "icon icon-sm"))
                }
            }
        }
    }
}

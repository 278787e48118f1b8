//! The middle of a record's page: a place to write, and everything that happened, newest first.
use axum::Form;
use axum::extract::Path;
use base::Error;
use engine::{Action, Event, Field, Input, Kind, Object, Value};
use maud::{Markup, html};
use ui::Button;
use ui::feed::{Item, feed};
use ui::field::{Typed, href};
use ui::icon::sized;
use ui::web::{Answer, Fault};

use super::events::Known;
use super::flash::{Flash, to};
use super::record::Subject;
use super::visit::{Visit, id_of};

/// Items of a page.
const ITEMS: usize = 40;
/// Events looked through when only some are shown.
const LOOKED: usize = 400;

/// What a timeline shows.
pub(super) struct Timeline {
    items: Vec<Item>,
    /// Where the older ones begin.
    older: Option<String>,
    /// The label of the one field whose history it is.
    field: Option<String>,
    show: &'static str,
}

impl Timeline {
    /// Of a record, as the address asks for.
    pub(super) async fn of(visit: &Visit, subject: &Subject) -> Result<Self, Error> {
        let field = visit
            .asked
            .text("field")
            .and_then(|f| subject.object.field(f))
            .filter(|f| visit.actor.sees(&subject.object, f));
        let show = match visit.asked.text("show") {
            Some("notes") => "notes",
            Some("changes") => "changes",
            _ => "all",
        };
        let narrowed = field.is_some() || show != "all" || subject.as_of.is_some();
        let limit = if narrowed { LOOKED } else { ITEMS };
        let mut history = visit
            .engine()
            .history_of(&visit.actor, &subject.record, visit.asked.text("before"), limit)
            .await?;
        history.events.retain(|event| {
            subject.as_of.is_none_or(|at| event.at <= at)
                && field
                    .is_none_or(|f| event.record == subject.record.id && event.changes.contains_key(&f.key))
                && match show {
                    "notes" => event.record != subject.record.id,
                    "changes" => event.record == subject.record.id,
                    _ => true,
                }
        });
        let known = Known::of(visit, subject, &history.events).await?;
        let items =
            history.events.iter().filter_map(|event: &Event| known.item(visit, subject, event)).collect();
        Ok(Self { items, older: history.next, field: field.map(|f| f.label.clone()), show })
    }
}

/// The link by which notes point to an object.
fn note_link<'a>(visit: &'a Visit, object: &'a Object) -> Option<(&'a std::sync::Arc<Object>, &'a Field)> {
    visit.schema.links_to(&object.key).find(|(o, f)| o.key == "note" && f.kind == Kind::Link && !f.hidden)
}

/// Whether the person may write notes on records of an object.
pub(super) fn takes_notes(visit: &Visit, object: &Object) -> bool {
    note_link(visit, object).is_some_and(|(note, _)| visit.can(note, Action::Create))
}

/// The composer, the choice of what is shown, the items.
pub(super) fn show(visit: &Visit, subject: &Subject, timeline: &Timeline) -> Markup {
    let here = href(&subject.object, subject.record.id);
    let may_write =
        subject.as_of.is_none() && subject.record.deleted_at.is_none() && takes_notes(visit, &subject.object);
    html! {
        @if may_write { (composer(&here)) }
        div.flex.items-center."gap-1"."mb-3".overflow-x-auto role="group" aria-label="Show in timeline" {
            @for (value, label, picture) in [("all", "All", ""), ("notes", "Notes and tasks", "sticky-note"), ("changes", "Changes", "pencil")] {
                @let current = timeline.show == value && timeline.field.is_none();
                a.badge."min-h-6".badge-ghost[current]."!bg-neutral"[current]."!text-neutral-content"[current].badge-outline[!current]
                    aria-current=[current.then_some("true")] href={ (here) @if value != "all" { "?show=" (value) } "#timeline" } {
                    @if !picture.is_empty() { (sized(picture, "icon icon-sm")) } (label)
                }
            }
            @if let Some(label) = &timeline.field {
                a.badge."min-h-6".badge-ghost."!bg-neutral"."!text-neutral-content" aria-current="true" href={ (here) "#timeline" } { "History of " (label.to_lowercase()) (sized("x", "icon icon-sm")) }
            }
        }
        @if timeline.items.is_empty() { p #timeline.text-sm.text-muted { "Nothing here yet." } }
        @else { (feed(&visit.look(), &timeline.items)) }
        @if let Some(older) = &timeline.older {
            (Button::link(&visit.asked.with("before", Some(older)), "Older").icon("history").small())
        }
        @if visit.asked.text("before").is_some() { " " (Button::link(&here, "Newest").ghost().small()) }
    }
}

fn composer(here: &str) -> Markup {
    html! {
        form.card.overflow-hidden."mb-5" method="post" action={ (here) "/notes" } data-controller="form" aria-label="Add to the timeline" {
            div.flex.items-center.border-b.border-line."pr-1" {
                div.tabs.tabs-border.px-1 role="radiogroup" aria-label="Kind of entry" {
                    @for (value, label, picture) in [("note", "Note", "sticky-note"), ("call", "Log call", "phone"), ("meeting", "Meeting", "calendar")] {
                        label.tab {
                            input type="radio" name="kind" value=(value) checked[value == "note"];
                            (sized(picture, "icon icon-sm")) (label)
                        }
                    }
                }
                span.grow {}
                span.text-xs.text-faint."pr-1"."max-lg:hidden" { kbd.kbd { "N" } }
            }
            textarea.textarea."border-0"."min-h-16".rounded-none.resize-none."focus:outline-none".w-full.text-base."py-2" #note name="body" required
                aria-label="Note" placeholder="Write a note" data-hotkey="n" {}
            div.flex.items-center."p-1.5" { span.grow {} (Button::new("Save").primary().small().key("mod+enter")) }
        }
    }
}

/// `POST /{objects}/{id}/notes`
pub(super) async fn write(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let object = visit.object(&objects)?;
    let record = visit.engine().find(&visit.actor, &object.key, id_of(&id)?).await?;
    let here = href(&object, record.id);
    let (note, link) = note_link(&visit, &object).ok_or_else(Fault::not_found)?;
    if !visit.can(note, Action::Create) {
        return Err(Fault::Error(Error::Forbidden("Your role may not write notes".to_owned())));
    }
    let typed = Typed::sent(pairs);
    if typed.text("body").trim().is_empty() {
        return Ok(Flash::failed("The note is empty: write something first").then(&here));
    }
    let mut input = Input::new().typed("body", typed.text("body")).with(&link.key, Value::Ref(record.id));
    if note.field("kind").is_some() && !typed.text("kind").is_empty() {
        input = input.typed("kind", typed.text("kind"));
    }
    let mut work = visit.engine().begin(&visit.actor);
    let made = work.create(&note.key, input).await;
    match made {
        Ok(_) => {
            work.commit().await?;
            Ok(to(&here))
        }
        Err(Error::Invalid(problems)) => Ok(Flash::failed(problems.to_string()).then(&here)),
        Err(other) => Err(other.into()),
    }
}

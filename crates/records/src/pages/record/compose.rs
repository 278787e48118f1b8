//! The composer over a timeline: a note, a call or a meeting that took place, a task to do. One form; which kind is chosen
//! decides which of its inputs are shown, without a script. What was typed comes back when it cannot be saved.
use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use base::{Error, Id, Moment, Problems};
use engine::query::Query;
use engine::{Action, Field, Given, Input, Kind, Object, Value, Work};
use maud::{Markup, html};
use ui::field::{Asks, Typed, widget};
use ui::icon::sized;
use ui::say::Key;
use ui::web::{Answer, Fault};
use ui::{Button, key, prose, say};

use super::timeline::NOTE;
use super::{Subject, page};
use crate::pages::flash::Flash;
use crate::pages::form::read;
use crate::pages::pick::Choices;
use crate::pages::visit::Visit;

/// Kinds of entries: how forms call them, what they are called, icon, and which fields are asked for.
const KINDS: [(&str, Key, &str, &[&str]); 4] = [
    ("note", key!("record-note"), "sticky-note", &[]),
    ("call", key!("record-log-call"), "phone", &["direction", "outcome", "duration", "happened_at"]),
    ("task", key!("record-task"), "circle-check-big", &["due", "owner"]),
    ("meeting", key!("record-meeting-tab"), "calendar", &["happened_at", "duration", "people"]),
];
/// Days until one asks again.
const FOLLOW_UP: i64 = 3;
/// Outcomes of a call after which one tries again.
const UNREACHED: [&str; 3] = ["no_answer", "busy", "left_message"];
/// People that can be spoken to.
const PEOPLE: usize = 500;

/// What is being written: empty, or as it was sent and could not be saved.
#[derive(Default)]
pub(in crate::pages) struct Draft {
    typed: Typed,
    problems: Problems,
}

impl Draft {
    /// It was sent and could not be saved.
    pub(super) fn is_refused(&self) -> bool {
        !self.problems.is_empty()
    }
}

/// The object of a kind of entry and the link by which it points to an object.
fn place<'a>(visit: &'a Visit, kind: &str, object: &'a Object) -> Option<(&'a Arc<Object>, &'a Field)> {
    let key = if kind == "task" { "task" } else { NOTE };
    let found =
        visit.schema.links_to(&object.key).find(|(o, f)| o.key == key && f.kind == Kind::Link && !f.hidden);
    found.filter(|(o, f)| {
        let offered =
            kind == "task" || kind == NOTE || o.field("kind").is_some_and(|f| f.choice_of(kind).is_some());
        offered && visit.can(o, Action::Create) && visit.actor.field(o, f) == engine::FieldRight::Write
    })
}

/// Whether the person may write notes on records of an object.
pub(in crate::pages) fn takes_notes(visit: &Visit, object: &Object) -> bool {
    place(visit, NOTE, object).is_some()
}

/// The fields a kind asks for.
fn fields<'a>(visit: &'a Visit, object: &'a Object, keys: &'a [&str]) -> impl Iterator<Item = &'a Field> {
    let asked = move |key: &&str| {
        object.field(key).filter(|f| {
            !f.hidden && !f.read_only && visit.actor.field(object, f) == engine::FieldRight::Write
        })
    };
    keys.iter().filter_map(asked)
}

/// The composer; nothing where nothing may be written.
pub(super) async fn composer(visit: &Visit, subject: &Subject, draft: &Draft) -> Result<Markup, Error> {
    let offered: Vec<_> = KINDS
        .iter()
        .filter_map(|(kind, label, icon, keys)| {
            Some((*kind, *label, *icon, *keys, place(visit, kind, &subject.object)?.0))
        })
        .collect();
    if !subject.is_there() || offered.is_empty() {
        return Ok(html! {});
    }
    // Each input stands there once, whichever kinds ask for it.
    let mut asked: Vec<(&Field, String)> = Vec::new();
    for (kind, _, _, keys, object) in &offered {
        for field in fields(visit, object, keys) {
            match asked.iter_mut().find(|(f, _)| f.key == field.key) {
                Some((_, kinds)) => kinds.extend([" ", kind]),
                None => asked.push((field, (*kind).to_owned())),
            }
        }
    }
    let choices = Choices::of(visit, asked.iter().map(|(f, _)| *f)).await?;
    let titles = ui::field::Titles::new();
    let mut typed = draft.typed.clone();
    if typed.text("kind").is_empty() {
        typed.put("happened_at", ui::field::typed::local(visit.now, &visit.settings.manners));
        typed.put("owner.id", visit.actor.user.map(|me| me.to_string()).unwrap_or_default());
        typed.put("owner", visit.actor.name.clone());
    }
    let chosen = offered
        .iter()
        .find(|o| o.0 == typed.text("kind"))
        .or(offered.first())
        .map_or(NOTE, |o| o.0)
        .to_owned();
    let asks = Asks {
        look: visit.look(),
        typed: &typed,
        problems: &draft.problems,
        options: &|f| choices.of_field(f),
        titles: &titles,
        ids: "entry",
    };
    let follow_up = place(visit, "task", &subject.object).is_some();
    Ok(html! {
        form #composer.card.composer."mb-5" method="post" action={ (subject.here()) "/notes" } data-controller="form composer" data-leave="freely" aria-label=(say!("record-compose")) {
            div.flex.items-center.border-b.border-line."pr-1" {
                div.tabs.tabs-border.px-1 role="radiogroup" aria-label=(say!("record-compose-kind")) {
                    @for (kind, label, icon, _, _) in &offered {
                        label.tab {
                            input type="radio" name="kind" value=(kind) checked[*kind == chosen] title=(label) data-hotkey=[(*kind == "call").then_some("l")] data-action="click->composer#choose";
                            (sized(icon, "icon icon-sm")) (label)
                        }
                    }
                }
                span.grow {}
                span.text-xs.text-faint."pr-1"."max-lg:hidden" { (ui::button::keys("n")) }
            }
            @if let Some(problem) = draft.problems.0.first() {
                p.text-error.text-sm."px-3"."pt-2" role="alert" tabindex="-1" { (problem.message) }
            }
            div.relative {
                textarea #note.textarea."border-0"."min-h-16".rounded-none.resize-none."focus:outline-none".w-full.text-base."py-2" name="body" rows="2"
                    aria-label=(say!("record-note")) placeholder=(say!("record-write")) data-hotkey="n" data-composer-target="text" data-action="input->composer#typed keydown->composer#press" {
                    "\n" (typed.text("body"))
                }
                ul.pop.absolute."inset-x-2"."top-full"."z-10"."p-1".text-sm."max-h-56".overflow-y-auto #composer-people role="listbox" aria-label=(say!("record-people")) data-composer-target="list" hidden {}
            }
            div.composer-fields {
                @for (field, kinds) in &asked { div data-for=(kinds) { (widget(&asks, field)) } }
            }
            div.flex.items-center."gap-0.5"."p-1.5" {
                @if subject.may_update {
                    label.btn.btn-ghost.btn-square.btn-sm.needs-js for="files-input" title=(say!("record-attach")) { (sized("paperclip", "icon")) span.sr-only { (say!("record-attach")) } }
                }
                button.btn.btn-ghost.btn-square.btn-sm.needs-js type="button" aria-label=(say!("record-mention")) title=(say!("record-mention")) data-action="composer#mention" { (sized("at-sign", "icon")) }
                span.grow {}
                @if follow_up {
                    label.flex.items-center."gap-2".text-sm.text-muted."pr-2"."min-h-6"."max-sm:hidden".composer-follow {
                        input.checkbox.checkbox-sm type="checkbox" name="follow_up" value="1" checked[!typed.text("follow_up").is_empty()];
                        (say!("record-follow-up", days = FOLLOW_UP))
                    }
                }
                (Button::new(&say!("app-save")).primary().small().key("mod+enter"))
            }
        }
    })
}

/// `POST /{objects}/{id}/notes`
pub(in crate::pages) async fn write(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let subject = Subject::of(&visit, &objects, &id).await?;
    if !subject.is_there() {
        return Err(Fault::not_found());
    }
    let typed = Typed::sent(pairs);
    let kind = Some(typed.text("kind")).filter(|k| !k.is_empty()).unwrap_or(NOTE).to_owned();
    let kind = KINDS.iter().find(|(k, ..)| *k == kind).ok_or_else(Fault::not_found)?;
    let Some((object, link)) = place(&visit, kind.0, &subject.object) else {
        let message = say!("record-may-not-write").into_owned();
        return Err(Fault::Error(Error::Forbidden(message)));
    };
    let mut problems = Problems::default();
    let mut input = read(&visit, fields(&visit, object, kind.3), &typed, "", &mut problems).await?;
    input.0.retain(|(_, given)| !is_blank(given));
    let text = typed.text("body").trim().to_owned();
    if text.is_empty() && kind.0 != "call" {
        problems.add("body", "required", say!("record-write-first").into_owned());
    }
    let entry = entry(&visit, kind.0, object, link, &subject, &text, input).await?;
    let mut work = visit.engine().begin(&visit.actor);
    work.at(happened(&entry, object, &visit));
    let made = work.create(&object.key, entry).await;
    let made = match (made, problems.is_empty()) {
        (Ok(_), true) => {
            work.at(None);
            follow_up(&visit, &subject, &typed, kind.0, &mut work).await?;
            work.commit().await.map(|done| done.batch)
        }
        (Ok(_), false) => Err(Error::Invalid(Problems::default())),
        (Err(error), _) => Err(error),
    };
    match made {
        Ok(batch) => {
            // Nobody was reached: what comes next is a key away.
            let again = UNREACHED.contains(&typed.text("outcome")) && kind.0 == "call";
            let asked =
                typed.text("follow_up").is_empty() && place(&visit, "task", &subject.object).is_some();
            let words =
                if again && asked { say!("record-written-unreached") } else { say!("record-written") };
            Ok(Flash::done(words).undo(batch).then(&subject.here()))
        }
        Err(Error::Invalid(found)) => {
            problems.0.extend(found.0.into_iter().filter(|p| p.field != object.title || !text.is_empty()));
            page(visit, subject, &Draft { typed, problems }).await
        }
        Err(other) => Err(other.into()),
    }
}

fn is_blank(given: &Given) -> bool {
    match given {
        Given::Text(text) => text.trim().is_empty(),
        Given::Value(value) => value.is_null(),
        Given::Json(json) => json.is_null(),
    }
}

/// What is to be made of what was typed.
async fn entry(
    visit: &Visit,
    kind: &str,
    object: &Object,
    link: &Field,
    subject: &Subject,
    text: &str,
    input: Input,
) -> Result<Input, Error> {
    let mut input = input.with(&link.key, Value::Ref(subject.record.id));
    if kind == "task" {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        input = input.typed(&object.title, first.trim());
        if object.field("description").is_some() && !rest.trim().is_empty() {
            input = input.typed("description", rest.trim());
        }
        return Ok(input);
    }
    let words =
        if text.is_empty() { say!("record-call-without-words").into_owned() } else { text.to_owned() };
    input = input.typed(&object.title, &words);
    if object.field("kind").is_some() {
        input = input.typed("kind", kind);
    }
    let mentions = mentioned(visit, text).await?;
    if object.field("mentions").is_some() && !mentions.is_empty() {
        input = input.with("mentions", Value::List(mentions.into_iter().map(Value::Ref).collect()));
    }
    Ok(input)
}

/// The people a text speaks to by `@` and their name.
async fn mentioned(visit: &Visit, text: &str) -> Result<Vec<Id>, Error> {
    if !text.contains('@') {
        return Ok(Vec::new());
    }
    let query = Query::new("user").columns("name").filter("NOT active = false")?.limit(PEOPLE);
    let people: Vec<(Id, String)> = visit
        .engine()
        .list(&visit.actor, &query)
        .await?
        .rows
        .into_iter()
        .filter_map(|row| Some((row.id, row.cells.first()?.text()?.to_owned())))
        .collect();
    let names: Vec<&str> = people.iter().map(|(_, name)| name.as_str()).collect();
    let mut found = Vec::new();
    for (at, _) in text.match_indices('@') {
        let here = text.get(at..).unwrap_or_default();
        let Some(length) = prose::mention(here, &names) else { continue };
        let name = here.get(1..length).unwrap_or_default().to_lowercase();
        found.extend(people.iter().filter(|(_, n)| n.to_lowercase() == name).map(|(id, _)| *id));
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// What took place stands on the timeline at its time; what is still to come stands where it was written.
fn happened(entry: &Input, object: &Object, visit: &Visit) -> Option<Moment> {
    let field = object.field("happened_at")?;
    let (_, given) = entry.0.iter().find(|(key, _)| *key == field.key)?;
    let ctx = engine::Ctx { field, manners: &visit.settings.manners };
    let at = match given {
        Given::Text(text) => field.kind.parse(text, &ctx).ok()?.moment()?,
        Given::Value(value) => value.moment()?,
        Given::Json(_) => return None,
    };
    (at < visit.now.plus_seconds(-60)).then_some(at)
}

/// A task to ask again in some days, where the box for it is ticked.
async fn follow_up(
    visit: &Visit,
    subject: &Subject,
    typed: &Typed,
    kind: &str,
    work: &mut Work,
) -> Result<(), Error> {
    let wanted = !typed.text("follow_up").is_empty() && kind != "task";
    let Some((task, link)) = place(visit, "task", &subject.object).filter(|_| wanted) else { return Ok(()) };
    let subject_line = say!("record-follow-up-with", title = &subject.title);
    let mut input =
        Input::new().typed(&task.title, &subject_line).with(&link.key, Value::Ref(subject.record.id));
    if task.field("due").is_some() {
        input = input.with("due", Value::Date(visit.look().today().plus_days(FOLLOW_UP)));
    }
    work.create(&task.key, input).await.map(|_| ())
}

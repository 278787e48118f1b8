//! Why a value is what it is: who put it there, when, by what, and what it was before, each to be put back.
use std::sync::Arc;

use axum::extract::Path;
use base::{Error, Id};
use engine::event::value_of;
use engine::{Event, Field, Input, Object, Record, Value};
use maud::{Markup, html};
use ui::Button;
use ui::field::{Titles, full, href};
use ui::part::topbar;
use ui::say;
use ui::say::inline;
use ui::web::{Answer, Fault};

use super::entry::{editable, only_read};
use super::events::{because, who};
use crate::pages::flash::Flash;
use crate::pages::form::save;
use crate::pages::list::titles_of;
use crate::pages::visit::{Visit, id_of};

/// Values shown at most.
const MOST: usize = 50;

/// The box in which the answer opens beside its field.
pub(super) fn frame(stays: bool) -> Markup {
    html! {
        div #why-box.pop."w-80"."max-h-[calc(100dvh-1rem)]".overflow-y-auto."p-3".text-sm.fixed."m-0".inset-auto popover data-turbo-permanent[stays] data-pop-target="box" role="dialog" aria-label=(say!("record-why-box")) { turbo-frame #why target="_top" {} }
    }
}

async fn place(
    visit: &Visit,
    objects: &str,
    id: &str,
    key: &str,
) -> Result<(Arc<Object>, Record, Field), Fault> {
    let object = visit.object(objects)?;
    let record = visit.engine().find_any(&visit.actor, &object.key, id_of(id)?).await?;
    let field = object.field(key).filter(|f| !f.hidden && visit.actor.sees(&object, f)).cloned();
    Ok((object, record, field.ok_or_else(Fault::not_found)?))
}

/// `GET /{objects}/{id}/why/{field}`
pub(in crate::pages) async fn show(
    visit: Visit,
    Path((objects, id, key)): Path<(String, String, String)>,
) -> Answer {
    let (object, record, field) = place(&visit, &objects, &id, &key).await?;
    let events = visit.engine().field_history(&visit.actor, &record, &field.key, MOST).await?;
    let then: Vec<Value> = events
        .iter()
        .map(|e| e.change(&field.key).map(|(_, new)| value_of(&field, new)).unwrap_or_default())
        .collect();
    let titles = titles_of(&visit, then.iter().map(|v| (&field, v))).await?;
    let people = people(&visit, &events).await?;
    let here = href(&object, record.id);
    let may_revert =
        record.deleted_at.is_none() && visit.may_update(&record).is_ok() && editable(&visit, &object, &field);
    let title = say!("record-why", field = &field.label);
    let look = visit.look();
    let now = record.get(&field.key);
    let body = html! {
        (topbar(&[(&format!("/{}", object.plural), &object.labels), (&here, &record.title())], &title, None, html! {}))
        div.panel-body {
            div."max-w-[42rem]".mx-auto."p-4"."md:p-8" {
                turbo-frame #why target="_top" {
                    h2.font-semibold."mb-2" { (field.label) }
                    @if events.is_empty() { p.text-muted { (say!("record-why-nobody")) } }
                    ol.grid."gap-3".why {
                        @for (i, (event, value)) in events.iter().zip(&then).enumerate() {
                            li.grid."gap-0.5" {
                                div.flex.items-start."gap-2" {
                                    div."min-w-0".grow."[overflow-wrap:anywhere]" { (full(&look, &field, value, &titles)) }
                                    @if may_revert && value != now {
                                        form method="post" action={ (here) "/why/" (field.key) "/revert" } {
                                            input type="hidden" name="seq" value=(event.seq);
                                            (Button::new(&say!("record-put-back")).small().icon("undo-2"))
                                        }
                                    } @else if i == 0 { span.badge.badge-ghost { (say!("record-now")) } }
                                }
                                p.text-xs.text-muted { (said(&visit, &object, &field, event, &people)) }
                            }
                        }
                    }
                    a.link.text-xs.text-muted.inline-block."py-1"."mt-2" href={ (here) "?field=" (field.key) "#timeline" } { (say!("record-in-timeline")) }
                }
            }
        }
    };
    visit.page(&title, None, body).await
}

async fn people(visit: &Visit, events: &[Event]) -> Result<Titles, Error> {
    let mut actors: Vec<Id> = events.iter().filter_map(|e| e.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    visit.engine().titles(&visit.actor, "user", &actors).await
}

/// `Ines Albrecht, 12 Nov, 16:05, by import`, and what else the same change did.
fn said(visit: &Visit, object: &Object, field: &Field, event: &Event, people: &Titles) -> Markup {
    let who = who(people, event);
    let look = visit.look();
    let others: Vec<String> = event
        .changes
        .keys()
        .filter(|key| **key != field.key)
        .filter_map(|key| object.field(key))
        .filter(|f| !f.hidden && !f.read_only && visit.actor.sees(object, f))
        .map(|f| inline(&f.label).into_owned())
        .collect();
    // What nobody can write follows from what somebody wrote.
    let derived = only_read(visit, object, field) && field.read_only && event.cause.is_none();
    html! {
        (who) ", "
        time datetime=(event.at) title=(look.long_moment(event.at)) { (look.ago(event.at)) }
        @if let Some(why) = because(event) { ", " (why) }
        @if event.verb == "created" { ", " (say!("record-why-made")) }
        @else if derived && !others.is_empty() { ", " (say!("record-why-derived", fields = &others.join(", "))) }
        @else if !others.is_empty() { ", " (say!("record-why-with", fields = &others.join(", "))) }
    }
}

/// `POST /{objects}/{id}/why/{field}/revert`: the field gets the value that an event gave it.
pub(in crate::pages) async fn revert(
    visit: Visit,
    Path((objects, id, key)): Path<(String, String, String)>,
    axum::Form(pairs): axum::Form<Vec<(String, String)>>,
) -> Answer {
    let (object, record, field) = place(&visit, &objects, &id, &key).await?;
    visit.may_update(&record)?;
    if !editable(&visit, &object, &field) {
        return Err(Fault::not_found());
    }
    let seq: Option<i64> = pairs.iter().find(|(n, _)| n == "seq").and_then(|(_, v)| v.parse().ok());
    let events = visit.engine().field_history(&visit.actor, &record, &field.key, MOST).await?;
    let event = events.iter().find(|e| Some(e.seq) == seq).ok_or_else(Fault::not_found)?;
    let value = event.change(&field.key).map(|(_, new)| value_of(&field, new)).unwrap_or_default();
    let here = href(&object, record.id);
    let input = Input::new().with(&field.key, value);
    Ok(match save(&visit, &object, record.id, &input, record.version).await {
        Ok(batch) => {
            let flash = Flash::done(say!("record-reverted", field = &field.label));
            batch.map_or(flash.clone(), |batch| flash.undo(batch)).then(&here)
        }
        Err(Error::Invalid(problems)) => {
            Flash::failed(say!("record-not-reverted", why = &problems.to_string())).then(&here)
        }
        Err(Error::Conflict(found)) => {
            Flash::failed(say!("record-not-reverted", why = &found.message)).then(&here)
        }
        Err(other) => return Err(other.into()),
    })
}

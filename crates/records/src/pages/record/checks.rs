//! The checklist on the page of a record: the steps of where it stands, who ticked them off and when.
use axum::Form;
use axum::extract::Path;
use base::{Error, Moment};
use engine::{Choice, Field, FieldRight, Input, Record, Step, checklist};
use maud::{Markup, html};
use ui::field::href;
use ui::icon::sized;
use ui::say;
use ui::web::{Answer, Fault};

use super::Subject;
use crate::pages::flash::Flash;
use crate::pages::form::quoted;
use crate::pages::visit::Visit;

/// Changes of the checklist that are looked through for who ticked what.
const LOOKED: usize = 100;

/// A step, and who ticked it off.
struct Item {
    choice: Choice,
    step: Step,
    done: Option<(String, Option<Moment>)>,
}

/// The checklist of a record.
pub(super) struct Checks {
    field: Field,
    place: String,
    items: Vec<Item>,
    may: bool,
}

/// The checklist of where a record stands; nothing where there are no steps.
pub(super) async fn of(visit: &Visit, subject: &Subject) -> Result<Option<Checks>, Error> {
    let (object, record) = (&subject.object, &subject.record);
    let Some((list, path)) = checklist::of(object).filter(|(list, _)| visit.actor.sees(object, list)) else {
        return Ok(None);
    };
    let at = record.get(&path.key).text().unwrap_or_default();
    let steps: Vec<(&Choice, &Step)> = checklist::steps(list, at, record.get("pipeline").text()).collect();
    if steps.is_empty() {
        return Ok(None);
    }
    let held = record.get(&list.key);
    let any = steps.iter().any(|(c, _)| checklist::is_ticked(held, &c.key));
    let events = if any {
        visit.engine().field_history(&visit.actor, record, &list.key, LOOKED).await?
    } else {
        Vec::new()
    };
    let users: Vec<base::Id> = events.iter().filter_map(|e| e.actor).collect();
    let names = visit.engine().titles(&visit.actor, "user", &users).await?;
    let who = |key: &str| {
        let has = |json: &serde_json::Value| {
            json.as_array().is_some_and(|l| l.iter().any(|v| v.as_str() == Some(key)))
        };
        let event =
            events.iter().find(|e| e.change(&list.key).is_some_and(|(old, new)| has(new) && !has(old)));
        let name = event.and_then(|e| names.get(&e.actor?).cloned()).unwrap_or_default();
        (name, event.map(|e| e.at))
    };
    let items = steps.into_iter().map(|(choice, step)| Item {
        done: checklist::is_ticked(held, &choice.key).then(|| who(&choice.key)),
        choice: choice.clone(),
        step: step.clone(),
    });
    Ok(Some(Checks {
        items: items.collect(),
        place: path.choice_of(at).map_or_else(|| at.to_owned(), |c| c.label.clone()),
        may: subject.may_update && visit.actor.field(object, list) == FieldRight::Write,
        field: list.clone(),
    }))
}

/// The card.
pub(super) fn show(visit: &Visit, subject: &Subject, checks: &Checks) -> Markup {
    let (done, all) = (checks.items.iter().filter(|i| i.done.is_some()).count(), checks.items.len());
    let to = format!("{}/checks", href(&subject.object, subject.record.id));
    html! {
        section #checks.card."mb-5" aria-labelledby="t-checks" {
            div.flex.items-center."gap-2"."px-4"."pt-3" {
                h2 #t-checks.font-semibold { (checks.field.label) ": " (checks.place) }
                span.text-sm.text-muted { (say!("deal-playbook-count", done = done, all = all)) }
            }
            div."px-4"."pt-2" { progress.progress.progress-primary.w-full value=(done) max=(all) aria-label=(say!("deal-playbook-count", done = done, all = all)) {} }
            ul."px-2"."py-2".text-sm {
                @for item in &checks.items {
                    li {
                        form.contents method="post" action=(to) {
                            input type="hidden" name="step" value=(item.choice.key);
                            @if item.done.is_none() { input type="hidden" name="done" value="yes"; }
                            button.flex.items-start."gap-2.5"."px-2"."py-1.5".w-full.text-start."rounded-(--radius-field)"."hover:bg-hover"[checks.may] disabled[!checks.may] aria-pressed=(if item.done.is_some() { "true" } else { "false" }) { (inside(visit, item)) }
                        }
                    }
                }
            }
        }
    }
}

fn inside(visit: &Visit, item: &Item) -> Markup {
    let look = visit.look();
    html! {
        @match &item.done {
            Some((who, at)) => {
                (sized("circle-check", "icon text-success shrink-0 mt-px"))
                span."min-w-0".grow { span.text-muted.line-through { (item.choice.label) } }
                span.text-xs.text-muted.shrink-0 {
                    @if !who.is_empty() { (who) }
                    @if let Some(at) = at { ", " time datetime=(at.to_string()) { (look.ago(*at)) } }
                }
            }
            None => {
                (sized("circle-dashed", "icon text-faint shrink-0 mt-px"))
                span."min-w-0".grow {
                    span.font-medium { (item.choice.label) }
                    @if !item.step.help.is_empty() { span.block.text-muted { (item.step.help) } }
                }
                @if item.step.required { span.badge.badge-ghost.shrink-0 { (say!("deal-playbook-required")) } }
            }
        }
    }
}

/// `POST /{objects}/{id}/checks`: a step is done, or not any more.
pub(in crate::pages) async fn change(
    visit: Visit,
    Path((objects, id)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let record: Record = visit.changeable(&objects, &id).await?;
    let text = |name: &str| pairs.iter().find(|(n, _)| n == name).map_or("", |(_, t)| t.as_str());
    let (list, _) = checklist::of(&record.object).ok_or_else(Fault::not_found)?;
    let choice = list.choice_of(text("step")).ok_or_else(Fault::not_found)?;
    let on = text("done") == "yes";
    let value = checklist::ticked(record.get(&list.key), &choice.key, on);
    let mut work = visit.engine().begin(&visit.actor);
    work.update(&record.object.key, record.id, Input::new().with(&list.key, value), None).await?;
    let done = work.commit().await?;
    let step = quoted(&choice.label);
    let words = if on {
        say!("deal-playbook-done", step = &step)
    } else {
        say!("deal-playbook-undone", step = &step)
    };
    Ok(Flash::done(words).undo(done.batch).then(&href(&record.object, record.id)))
}

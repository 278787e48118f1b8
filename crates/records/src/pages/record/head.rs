//! The head of a record's page: face, name, what tells it apart, badges, and how far it has come.
use engine::{Choice, Field, Kind, StageKind, Value};
use maud::{Markup, html};
use ui::field::cell::{choice, is_path};
use ui::field::{brief, face, full};
use ui::part::Size;
use ui::say;
use ui::say::inline;

use super::Subject;
use super::entry::editable;
use crate::pages::commands;
use crate::pages::visit::Visit;

/// Name, what tells it apart, badges, the path.
pub(super) fn head(visit: &Visit, subject: &Subject) -> Markup {
    let (object, record, look) = (&subject.object, &subject.record, visit.look());
    let columns = || {
        object
            .columns
            .iter()
            .filter_map(|c| object.field(c))
            .filter(|f| !f.hidden && visit.actor.sees(object, f) && f.key != object.title)
    };
    let line =
        columns().find(|f| matches!(f.kind, Kind::Text | Kind::Email) && !record.get(&f.key).is_null());
    let amount = columns().find(|f| f.kind == Kind::Money && !record.get(&f.key).is_null());
    let link = columns().find(|f| f.kind == Kind::Link && !record.get(&f.key).is_null());
    let badges = object.fields.iter().filter(|f| {
        matches!(f.kind, Kind::Choice | Kind::Tags)
            && !f.hidden
            && !f.read_only
            && visit.actor.sees(object, f)
    });
    let path = object.fields.iter().find(|f| is_path(f) && !f.hidden && visit.actor.sees(object, f));
    html! {
        header."px-4"."pt-4"."pb-3"."lg:border-b".border-line {
            div.flex.items-center."gap-3" {
                (face(object, &subject.title, record.id, Size::Huge))
                div."min-w-0" {
                    (name(visit, subject))
                    @if let Some(field) = amount { p.text-md.font-medium { (full(&look, field, record.get(&field.key), &subject.titles)) } }
                    @if let Some(field) = line { p.text-sm.text-muted.truncate { (brief(&look, field, record.get(&field.key).primary(), &subject.titles)) } }
                    @if let Some(field) = link { p.text-sm."mt-0.5".min-w-0 { (full(&look, field, record.get(&field.key), &subject.titles)) } }
                }
            }
            div.flex.flex-wrap."gap-1"."mt-3"."empty:hidden" {
                @for field in badges {
                    @match record.get(&field.key) {
                        Value::Text(key) if field.choice_of(key).is_some_and(|c| !c.tone.is_empty() && c.tone != "slate") => (choice(field, key)),
                        Value::List(_) => (full(&look, field, record.get(&field.key), &subject.titles)),
                        _ => {}
                    }
                }
            }
            @if let Some(field) = path { (steps(subject, field, subject.may_update && editable(visit, object, field))) }
            nav.tabs.tabs-border."lg:hidden"."-mx-4"."-mb-3"."mt-2".px-2.border-b.border-line aria-label=(say!("record-sections")) {
                a.tab href="#timeline" aria-current="true" { (say!("record-timeline")) }
                a.tab href="#details" { (say!("record-details")) }
                a.tab href="#related" { (say!("record-related")) }
            }
        }
    }
}

/// The name, which can be changed in place like any other field.
fn name(visit: &Visit, subject: &Subject) -> Markup {
    let field = subject.object.title_field();
    let field = field.filter(|f| subject.may_update && editable(visit, &subject.object, f));
    html! {
        div.kv-name.text-xl.font-semibold."[overflow-wrap:anywhere]" data-field=[field.map(|f| &f.key)] data-label=[field.map(|f| &f.label)] {
            @if let Some(field) = field {
                a.kv-edit href={ (subject.here()) "/cell/" (field.key) } data-edit title=(say!("record-edit")) { span."line-clamp-2" { (subject.title) } span.sr-only { ", " (say!("record-edit-field", field = &inline(&field.label))) } }
            } @else { p."line-clamp-2" { (subject.title) } }
        }
    }
}

/// Steps of a path shown at once; more are too narrow to read.
const STEPS: usize = 5;

/// How far it has come: each step is a button that takes it there, where the person may move it.
fn steps(subject: &Subject, field: &Field, may_move: bool) -> Markup {
    let now = subject.record.get(&field.key).text();
    let pipeline = subject.record.get("pipeline").text();
    let fits = |c: &&Choice| {
        Some(c.key.as_str()) == now
            || (!c.hidden
                && !commands::leads_off(c)
                && (c.pipeline.is_none() || c.pipeline.as_deref() == pipeline))
    };
    let mut choices: Vec<&Choice> = field.choices.iter().filter(fits).collect();
    // The one before, the one it is in, and what comes next.
    let at = choices.iter().position(|c| Some(c.key.as_str()) == now).unwrap_or_default();
    let first = at.saturating_sub(1).min(choices.len().saturating_sub(STEPS));
    choices = choices.into_iter().skip(first).take(STEPS).collect();
    let place = choices.iter().position(|c| Some(c.key.as_str()) == now);
    let lost = choices.iter().any(|c| Some(c.key.as_str()) == now && c.stage == Some(StageKind::Lost));
    // S goes to the step that comes next; it is taken by Enter.
    let next = place.map_or(0, |p| (p + 1).min(choices.len().saturating_sub(1)));
    html! {
        form method="post" action={ (subject.here()) "/stage" } {
            input type="hidden" name="field" value=(field.key);
            input type="hidden" name="version" value=(subject.record.version);
            ol.path."mt-4" aria-label=(field.label) {
                @for (i, choice) in choices.iter().enumerate() {
                    @let current = place == Some(i);
                    @let done = !lost && place.is_some_and(|p| i < p);
                    li.is-done[done].shrink-0[current] aria-current=[current.then_some("step")] {
                        @if may_move {
                            button name="value" value=(choice.key) title=(choice.label) data-hotkey=[(i == next).then_some("s")] data-hotkey-focus[i == next] { @if done { span.sr-only { (say!("record-step-done")) " " } } (choice.label) }
                        } @else {
                            span.step-label title=(choice.label) { @if done { span.sr-only { (say!("record-step-done")) " " } } (choice.label) }
                        }
                    }
                }
            }
        }
    }
}

//! What stands over the timeline of a record that is not as it is today: it lies in the bin, or is shown as it was.
use base::{Error, Moment};
use engine::Action;
use maud::{Markup, html};
use ui::Button;
use ui::icon::icon;
use ui::say;

use super::Subject;
use crate::pages::visit::Visit;

/// The instants a record can be looked at, oldest first: one for each change of it.
pub(super) struct Steps(Vec<Moment>);

/// The steps of a record that is shown as it was.
pub(super) async fn steps(visit: &Visit, subject: &Subject) -> Result<Steps, Error> {
    Ok(Steps(match subject.as_of {
        Some(_) => visit.engine().instants(&visit.actor, &subject.record).await?,
        None => Vec::new(),
    }))
}

/// The banners.
pub(super) fn banners(visit: &Visit, subject: &Subject, steps: &Steps) -> Markup {
    html! {
        @if let Some(at) = subject.as_of { (past(visit, subject, at, steps)) }
        @if let Some(at) = subject.record.deleted_at { (bin(visit, subject, at)) }
    }
}

/// The day, and a slider over the instants at which something changed. Without a script one chooses a day.
fn past(visit: &Visit, subject: &Subject, at: Moment, steps: &Steps) -> Markup {
    let (here, look) = (subject.here(), visit.look());
    let zone = &visit.settings.manners.zone;
    let last = steps.0.len().saturating_sub(1);
    let now = steps.0.iter().rposition(|step| *step <= at).unwrap_or_default();
    html! {
        div.alert.alert-info.alert-soft."mb-4".past role="status" {
            (icon("history"))
            span { strong.font-medium { (say!("record-past", at = &look.long_moment(at))) } " " (say!("record-past-more")) }
            form.flex.items-center."gap-2" method="get" action=(here) {
                input.input."h-8"."w-40" type="date" name="as_of" value=(at.date(zone)) aria-label=(say!("record-past-day"));
                button.btn.btn-sm { (say!("record-show")) }
            }
            @if last > 0 {
                div.needs-js.flex.items-center."gap-3"."past-slider" data-controller="past" {
                    input.range.range-sm type="range" min="0" max=(last) step="1" value=(now) aria-label=(say!("record-past-slider"))
                        aria-valuetext=(look.long_moment(at)) data-past-target="slider" data-action="input->past#show change->past#go";
                    output.text-sm.whitespace-nowrap data-past-target="words" { (say!("record-past-step", step = now + 1, count = last + 1)) }
                    ol hidden data-past-target="steps" {
                        @for (i, step) in steps.0.iter().enumerate() { li data-at=(step) data-step=(say!("record-past-step", step = i + 1, count = last + 1)) { (look.long_moment(*step)) } }
                    }
                }
            }
        }
    }
}

fn bin(visit: &Visit, subject: &Subject, at: Moment) -> Markup {
    let (here, look) = (subject.here(), visit.look());
    html! {
        div.alert.alert-warning.alert-soft."mb-4" role="status" {
            (icon("trash-2"))
            span { strong.font-medium { (say!("record-bin", since = &look.ago(at))) } " " (say!("record-bin-more")) }
            @if visit.actor.may(Action::Delete, &subject.record) {
                form.contents method="post" action={ (here) "/restore" } { (Button::new(&say!("record-restore")).small().icon("undo-2")) }
            }
            @if visit.actor.may(Action::Destroy, &subject.record) { (Button::link(&format!("{here}/destroy"), &say!("record-destroy")).small().danger()) }
        }
    }
}

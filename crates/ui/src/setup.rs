//! The frame of the pages that set a workspace up: where one is, the question, and the way on at the foot.
use maud::{Markup, html};

use crate::icon::{icon, logo};
use crate::say::Key;
use crate::{Button, key, say};

/// The steps in their order: name in addresses and what it is called.
pub const STEPS: [(&str, Key); 5] = [
    ("", key!("setup-account")),
    ("company", key!("setup-company")),
    ("goals", key!("setup-goals")),
    ("pipeline", key!("setup-pipeline")),
    ("start", key!("setup-start")),
];

/// The address of a step.
pub fn address(step: &str) -> String {
    if step.is_empty() { "/setup".to_owned() } else { format!("/setup/{step}") }
}

/// The step after one; nothing after the last.
pub fn after(step: &str) -> Option<&'static str> {
    let at = STEPS.iter().position(|(name, _)| *name == step)?;
    STEPS.get(at + 1).map(|(name, _)| *name)
}

/// The step before one, unless that is the account: there is only one first time.
fn before(step: &str) -> Option<&'static str> {
    let at = STEPS.iter().position(|(name, _)| *name == step)?;
    STEPS.get(at.checked_sub(1)?).map(|(name, _)| *name).filter(|name| !name.is_empty())
}

/// A step: `body` holds the form with the id `setup`, which the button at the foot sends.
pub fn page(step: &str, title: &str, lead: &str, verb: &str, body: Markup) -> Markup {
    let at = STEPS.iter().position(|(name, _)| *name == step).unwrap_or_default();
    crate::bare(
        title,
        html! {
            header class="flex items-center gap-3 px-4 md:px-6 h-14" {
                span class="flex items-center gap-2 font-semibold md:w-40" { (logo(24)) span class="max-sm:sr-only" { "Rondo" } }
                ol class="wizard grow justify-center" aria-label=(say!("setup-steps")) tabindex="0" {
                    @for (n, (_, label)) in STEPS.iter().enumerate() {
                        li class=[(n < at).then_some("is-done")] aria-current=[(n == at).then_some("step")] { (label) }
                    }
                }
                span class="md:w-40 max-md:hidden" {}
            }
            main class="max-w-[46rem] mx-auto px-4 md:px-6 pt-6 pb-28" {
                h1 class="text-3xl font-semibold text-balance" { (title) }
                p class="text-md text-muted mt-2 mb-6" { (lead) }
                (body)
                p class="text-sm text-muted mt-8 flex gap-2" { (icon("lock")) span { (say!("setup-stays-here")) } }
            }
            footer class="fixed bottom-0 inset-x-0 border-t border-line bg-base-100" {
                div class="max-w-[46rem] mx-auto px-4 md:px-6 h-16 flex items-center gap-3" {
                    @if let Some(before) = before(step) { (Button::link(&address(before), &say!("setup-back")).ghost()) }
                    span class="grow" {}
                    @if at > 0 && at + 1 < STEPS.len() { (Button::new(&say!("setup-skip")).ghost().form("setup").value("skip", "yes").unchecked()) }
                    button class="btn btn-primary btn-lg" form="setup" data-hotkey="mod+enter" { (verb) (icon("arrow-right")) }
                }
            }
        },
    )
}

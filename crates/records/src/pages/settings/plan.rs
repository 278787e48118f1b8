//! What a change of the schema would do, shown before it is done: every form of the schema comes by here twice.
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::own::Plan;
use maud::{Markup, html};
use serde_json::Value as Json;
use ui::Button;
use ui::field::Typed;
use ui::part::{Mood, alert};
use ui::say;
use ui::web::{Answer, Fault};

use super::super::flash::Flash;
use super::super::visit::Visit;
use super::frame::{Frame, Place};
use super::gone::Gone;

/// What became of a form.
pub(super) enum Outcome {
    /// An answer: the plan to look at, or the way on after it was applied.
    Answer(axum::response::Response),
    /// It cannot be so.
    Refused(Problems),
}

/// A change somebody wants, where its form lives and where to go on.
pub(super) struct Wish<'a> {
    /// The schema file.
    pub(super) file: &'a Json,
    /// As the form was sent.
    pub(super) typed: &'a Typed,
    /// Where the form was sent to.
    pub(super) action: &'a str,
    /// The page it stands on.
    pub(super) back: &'a str,
    /// The page to go on with.
    pub(super) then: &'a str,
    /// What was done, for people.
    pub(super) done: &'a str,
    /// Options that go while records have them.
    pub(super) gone: Option<Gone>,
}

/// Shows what would happen; when the form says that it was looked at, does it.
pub(super) async fn propose(visit: &Visit, wish: &Wish<'_>) -> Result<Outcome, Fault> {
    // What a form shows in the reader's language and nobody changed stays as it is stored.
    let file = visit.engine().unsaid(wish.file);
    if wish.typed.text("apply") == "yes" {
        // Records go first: where one may not go, all stays as it is.
        let moved = match &wish.gone {
            Some(gone) => match gone.carry(visit, wish.typed).await {
                Ok(moved) => moved,
                Err(Fault::Error(Error::Invalid(problems))) => {
                    let why: Vec<String> = problems.0.into_iter().map(|p| p.message).collect();
                    let problem = Problems::one("choices", "choices", why.join(". "));
                    return Ok(Outcome::Refused(problem));
                }
                Err(other) => return Err(other),
            },
            None => None,
        };
        return match visit.engine().apply_schema(&visit.actor, &file).await {
            Ok(plan) if plan.changes.is_empty() => Ok(unchanged(wish)),
            Ok(_) => {
                let flash = Flash::done(wish.done);
                let flash = if let Some(batch) = moved { flash.undo(batch) } else { flash };
                Ok(Outcome::Answer(flash.then(wish.then)))
            }
            Err(Error::Invalid(problems)) => Ok(Outcome::Refused(problems)),
            Err(other) => Err(other.into()),
        };
    }
    match visit.engine().check_schema(&visit.actor, &file).await {
        Ok(plan) if plan.changes.is_empty() => Ok(unchanged(wish)),
        Ok(plan) => Ok(Outcome::Answer(page(visit, wish, &plan).await?)),
        Err(Error::Invalid(problems)) => Ok(Outcome::Refused(problems)),
        Err(other) => Err(other.into()),
    }
}

fn unchanged(wish: &Wish<'_>) -> Outcome {
    Outcome::Answer(Flash::done(say!("settings-unchanged")).then(wish.then))
}

async fn page(visit: &Visit, wish: &Wish<'_>, plan: &Plan) -> Answer {
    let count = plan.changes.len();
    let apply = say!("settings-apply", count = count);
    let body = html! {
        form class="max-w-[48rem] p-4 md:p-6 grid gap-5" method="post" action=(wish.action) {
            @for (name, text) in wish.typed.pairs().iter().filter(|(n, _)| n != "apply" && !n.starts_with("gone.")) {
                input type="hidden" name=(name) value=(text);
            }
            input type="hidden" name="apply" value="yes";
            h2 class="text-lg font-semibold" { (say!("settings-what-changes")) }
            ul class="card divide-y divide-line" {
                @for change in &plan.changes { li class="px-4 py-3 grid gap-1" { code class="text-sm text-muted" { (change.at) } span { (change.what) } } }
            }
            @if let Some(gone) = &wish.gone { (gone.ask(wish.typed)) }
            (alert(Mood::Info, html! {
                (say!("settings-holds-at-once"))
            }))
            div class="flex gap-2" { (Button::new(&apply).primary().key("mod+enter")) (Button::link(wish.back, &say!("settings-discard")).ghost()) }
        }
    };
    // A form that was not carried out is shown again: 422 is what Turbo renders.
    Frame::new(visit, Place::Objects, say!("settings-look"))
        .status(StatusCode::UNPROCESSABLE_ENTITY)
        .crumb("/settings/objects", say!("settings-objects"))
        .show(body)
        .await
}

/// What is wrong, by the input it is about: the engine names fields by `object.field`, a form by its input.
pub(super) fn for_form(problems: Problems, otherwise: &str) -> Problems {
    let mut out = Problems::default();
    for problem in problems.0 {
        let name = match problem.code {
            "target" | "unknown" => "target",
            "many" => "many",
            "unique" => "unique",
            "choices" => "choices",
            "key" | "reserved" | "taken" => "key",
            "kind" => "kind",
            "shown_when" if !problem.field.contains('.') => "group_when",
            "shown_when" => "shown_when",
            _ => otherwise,
        };
        out.add(name, problem.code, problem.message);
    }
    out
}

/// A key made of a label: `Brew preference` becomes `brew_preference`.
pub(in crate::pages) fn key_of(label: &str) -> String {
    let key: String = engine::own::choice_key(label)
        .chars()
        .filter(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_')
        .take(40)
        .collect();
    let key = key.trim_matches('_').to_owned();
    if key.starts_with(|c: char| c.is_ascii_digit()) {
        format!("f_{key}").chars().take(40).collect()
    } else {
        key
    }
}

/// A labelled input of the forms of the schema.
pub(super) fn line(typed: &Typed, problems: &Problems, name: &str, label: &str, hint: &str) -> Markup {
    let (id, error) = (format!("f-{name}"), problems.of(name));
    html! {
        fieldset class="fieldset" {
            label class="fieldset-legend" for=(id) { (label) }
            input class="input w-full" id=(id) name=(name) value=(typed.text(name)) autocomplete="off"
                aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| format!("{id}-e"))];
            @if let Some(error) = error { (ui::part::field_error(&id, error)) }
            @if !hint.is_empty() { p class="label whitespace-normal" { (hint) } }
        }
    }
}

/// A switch with words beside it. What is not sent is off: `.off` says that the form has it.
pub(super) fn switch(typed: &Typed, problems: &Problems, name: &str, label: &str, hint: &str) -> Markup {
    let (id, error) = (format!("f-{name}"), problems.of(name));
    html! {
        div {
            label class="flex items-start gap-3 text-sm cursor-pointer" {
                span class="grow" { span class="block font-medium" { (label) } @if !hint.is_empty() { span class="block text-muted" { (hint) } } }
                input class="toggle mt-0.5" type="checkbox" id=(id) name=(name) value="yes" checked[typed.text(name) == "yes"]
                    aria-invalid=[error.map(|_| "true")] aria-describedby=[error.map(|_| format!("{id}-e"))];
            }
            @if let Some(error) = error { (ui::part::field_error(&id, error)) }
        }
    }
}

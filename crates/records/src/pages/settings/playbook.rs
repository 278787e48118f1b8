//! The playbook of a pipeline: what is to be done in each stage, what of it is required, what makes a task. And whether a
//! pipeline asks for a next step.
use std::sync::Arc;

use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::Problems;
use engine::{Choice, Field, Object, StageKind, Step, checklist};
use maud::{Markup, html};
use serde_json::{Value as Json, json};
use ui::Button;
use ui::field::Typed;
use ui::key;
use ui::part::summary;
use ui::say;
use ui::web::{Answer, Fault};

use super::super::flash::Flash;
use super::super::visit::Visit;
use super::frame::{Frame, Place};
use super::objects::object_of;
use super::only_admin;
use super::plan::{Outcome, Wish, key_of, propose};

/// Empty rows offered in each stage.
const MORE: usize = 2;
/// Days after which a task of a step may be due.
const FURTHEST: u16 = 365;

/// A pipeline of an object with a checklist.
struct Playbook {
    object: Arc<Object>,
    list: Field,
    path: Field,
    pipeline: Choice,
}

impl Playbook {
    fn of(visit: &Visit, name: &str, key: &str) -> Result<Self, Fault> {
        only_admin(visit, key!("settings-only-pipelines"))?;
        let object = object_of(visit, name)?;
        let (list, path) = checklist::of(&object).ok_or_else(Fault::not_found)?;
        let pipeline =
            object.field("pipeline").and_then(|f| f.choice_of(key)).ok_or_else(Fault::not_found)?;
        let (list, path, pipeline) = (list.clone(), path.clone(), pipeline.clone());
        Ok(Self { object, list, path, pipeline })
    }

    fn here(&self) -> String {
        format!("/settings/pipelines/{}/{}", self.object.key, self.pipeline.key)
    }

    /// The stages something can be done in.
    fn stages(&self) -> impl Iterator<Item = &Choice> {
        let of =
            |c: &&Choice| c.pipeline.is_none() || c.pipeline.as_deref() == Some(self.pipeline.key.as_str());
        self.path.choices.iter().filter(|c| !c.hidden && c.stage == Some(StageKind::Open)).filter(of)
    }

    fn is_ours(&self, choice: &Choice) -> bool {
        choice.pipeline.as_deref() == Some(self.pipeline.key.as_str())
    }
}

/// `GET /settings/pipelines/{object}/{pipeline}`
pub(super) async fn show(visit: Visit, Path((object, pipeline)): Path<(String, String)>) -> Answer {
    let book = Playbook::of(&visit, &object, &pipeline)?;
    let mut typed = Typed::default();
    let ours = book.list.choices.iter().filter(|c| !c.hidden && book.is_ours(c));
    for (n, (choice, step)) in ours.filter_map(|c| Some((c, c.step.as_ref()?))).enumerate() {
        let mut put = |part: &str, text: String| typed.put(format!("step.{n}.{part}"), text);
        put("key", choice.key.clone());
        put("at", step.at.clone());
        put("label", choice.label.clone());
        put("help", step.help.clone());
        put("required", if step.required { "yes" } else { "" }.to_owned());
        put("task", step.task.map(|days| days.to_string()).unwrap_or_default());
    }
    page(&visit, &book, &typed, &Problems::default()).await
}

/// `POST /settings/pipelines/{object}/{pipeline}`
pub(super) async fn update(
    visit: Visit,
    Path((object, pipeline)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let book = Playbook::of(&visit, &object, &pipeline)?;
    let typed = Typed::sent(pairs);
    let mut problems = Problems::default();
    let choices = read(&book, &typed, &mut problems);
    if !problems.is_empty() {
        return page(&visit, &book, &typed, &problems).await;
    }
    let list = book.list.key.as_str();
    let file = json!({(book.object.key.as_str()): {"fields": {list: {"choices": choices}}}});
    let here = book.here();
    let wish = Wish {
        file: &file,
        typed: &typed,
        action: &here,
        back: &here,
        then: &here,
        done: &say!("deal-playbook-saved", pipeline = &book.pipeline.label),
        gone: None,
    };
    match propose(&visit, &wish).await? {
        Outcome::Answer(answer) => Ok(answer),
        Outcome::Refused(problems) => page(&visit, &book, &typed, &problems).await,
    }
}

/// The choices of the checklist as the form has them: those of other pipelines stay as they are.
fn read(book: &Playbook, typed: &Typed, problems: &mut Problems) -> Vec<Json> {
    let others = book.list.choices.iter().filter(|c| !book.is_ours(c));
    let mut out: Vec<Choice> = others.cloned().collect();
    for n in typed.rows("step") {
        let name = |part: &str| format!("step.{n}.{part}");
        let text = |part: &str| typed.text(&name(part)).trim().to_owned();
        let (label, at) = (text("label"), text("at"));
        if label.is_empty() || !book.stages().any(|s| s.key == at) {
            continue;
        }
        if label.chars().count() > 200 || text("help").chars().count() > 1000 {
            problems.add(name("label"), "long", say!("deal-playbook-long"));
        }
        let days = text("task");
        let task = days.parse::<u16>().ok().filter(|d| *d <= FURTHEST);
        if !days.is_empty() && task.is_none() {
            problems.add(name("task"), "days", say!("deal-playbook-days", most = FURTHEST, step = &label));
        }
        let known = text("key");
        let mut key = match book.list.choice_of(&known).filter(|c| book.is_ours(c)) {
            Some(choice) => choice.key.clone(),
            None => format!("{}_{}_{}", book.pipeline.key, at, key_of(&label)).chars().take(70).collect(),
        };
        let taken = |key: &str, out: &[Choice]| {
            out.iter().any(|c| c.key == key) || (key != known && book.list.choice_of(key).is_some())
        };
        while taken(&key, &out) {
            key.push('_');
        }
        let step = Step { at, help: text("help"), required: text("required") == "yes", task };
        let choice = Choice::new(&key, &label, "").of(&book.pipeline.key);
        out.push(Choice { step: Some(step), ..choice });
    }
    out.iter().map(|c| json!(c)).collect()
}

async fn page(visit: &Visit, book: &Playbook, typed: &Typed, problems: &Problems) -> Answer {
    let rows = typed.rows("step");
    let mut next = rows.iter().max().map_or(0, |n| n + 1);
    let asks = asks(&book.pipeline);
    let has_next = book.object.field("next_step").is_some_and(|f| !f.hidden);
    let mut stages = Vec::new();
    for stage in book.stages() {
        let here = rows.iter().copied().filter(|n| typed.text(&format!("step.{n}.at")) == stage.key);
        let mut numbers: Vec<usize> = here.collect();
        numbers.extend(next..next + MORE);
        next += MORE;
        stages.push((stage, numbers));
    }
    let body = html! {
        div class="max-w-[60rem] p-4 md:p-6 grid gap-6" {
            @if has_next {
                form class="card" method="post" action={ (book.here()) "/next-step" } {
                    div class="card-body flex flex-row items-center gap-3" {
                        div class="grow" { h2 class="font-medium" { (say!("deal-next-step-asked")) } p class="text-sm text-muted" { (say!("deal-next-step-hint")) } }
                        input type="hidden" name="asked" value=(if asks { "no" } else { "yes" });
                        @if asks { (Button::new(&say!("deal-next-step-off")).small()) } @else { (Button::new(&say!("deal-next-step-on")).small()) }
                    }
                }
            }
            form class="grid gap-6" method="post" action=(book.here()) novalidate data-controller="form" {
                (summary(&say!("deal-playbook-not-saved"), problems, |_| say!("deal-playbook-step").into()))
                @for (stage, numbers) in &stages {
                    section class="card" aria-labelledby={ "t-" (stage.key) } {
                        h2 id={ "t-" (stage.key) } class="px-4 py-2.5 font-medium border-b border-line flex items-center gap-2" { span class="dot" data-tone=(if stage.tone.is_empty() { "slate" } else { stage.tone.as_str() }) {} (stage.label) }
                        ol class="divide-y divide-line" { @for n in numbers { (row(typed, problems, stage, *n)) } }
                    }
                }
                div { (Button::new(&say!("deal-playbook-save")).primary().key("mod+enter")) }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let title = say!("deal-playbook-of", pipeline = &book.pipeline.label);
    Frame::new(visit, Place::Pipelines, title)
        .crumb("/settings/pipelines", say!("settings-pipelines"))
        .status(status)
        .show(body)
        .await
}

fn row(typed: &Typed, problems: &Problems, stage: &Choice, n: usize) -> Markup {
    let name = |part: &str| format!("step.{n}.{part}");
    let text = |part: &str| typed.text(&name(part)).to_owned();
    let called = match text("label") {
        label if label.is_empty() => say!("deal-playbook-new", stage = &stage.label).into_owned(),
        label => label,
    };
    let problem = problems.of(&name("task")).or_else(|| problems.of(&name("label")));
    html! {
        li class="px-4 py-3 grid gap-2" {
            input type="hidden" name=(name("key")) value=(text("key"));
            input type="hidden" name=(name("at")) value=(stage.key);
            div class="flex flex-wrap gap-2 items-center" {
                input class="input h-8 grow basis-56" name=(name("label")) value=(text("label")) aria-label=(say!("deal-playbook-label", step = &called)) placeholder=(say!("deal-playbook-step")) autocomplete="off";
                label class="flex items-center gap-2 text-sm min-h-6" { input class="checkbox checkbox-sm" type="checkbox" name=(name("required")) value="yes" checked[text("required") == "yes"]; (say!("deal-playbook-required")) span class="sr-only" { ": " (called) } }
                label class="flex items-center gap-2 text-sm" { (say!("deal-playbook-task")) input class="input h-8 w-16 num" inputmode="numeric" name=(name("task")) value=(text("task")) aria-label=(say!("deal-playbook-task-of", step = &called)); }
            }
            input class="input h-8 w-full text-sm" name=(name("help")) value=(text("help")) aria-label=(say!("deal-playbook-help", step = &called)) placeholder=(say!("deal-playbook-help-hint")) autocomplete="off";
            @if let Some(problem) = problem { (ui::part::field_error(&format!("step-{n}"), problem)) }
        }
    }
}

/// Whether a pipeline asks for a next step.
fn asks(pipeline: &Choice) -> bool {
    pipeline.asks.iter().any(|key| key == "next_step")
}

/// `POST /settings/pipelines/{object}/{pipeline}/next-step`
pub(super) async fn next_step(
    visit: Visit,
    Path((object, pipeline)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let book = Playbook::of(&visit, &object, &pipeline)?;
    let asked = pairs.iter().any(|(name, text)| name == "asked" && text == "yes");
    let field = book.object.field("pipeline").ok_or_else(Fault::not_found)?;
    let mut choices = field.choices.clone();
    for choice in choices.iter_mut().filter(|c| c.key == book.pipeline.key) {
        choice.asks.retain(|key| key != "next_step");
        if asked {
            choice.asks.push("next_step".to_owned());
        }
    }
    let file = json!({(book.object.key.as_str()): {"fields": {"pipeline": {"choices": choices}}}});
    let file = visit.engine().unsaid(&file);
    visit.engine().apply_schema(&visit.actor, &file).await?;
    let words = if asked { say!("deal-next-step-now-asked") } else { say!("deal-next-step-not-asked") };
    Ok(Flash::done(words).then(&book.here()))
}

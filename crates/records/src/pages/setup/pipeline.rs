//! How one sells: ready stages for the deals of the workspace. They become choices of the field like any others.
use axum::Form;
use axum::response::IntoResponse;
use engine::{Choice, Field, StageKind};
use maud::{Markup, html};
use serde_json::{Map, json};
use ui::field::Typed;
use ui::say::Key;
use ui::web::Answer;
use ui::{key, say, setup};

use super::{next, open};
use crate::pages::visit::Visit;

/// A ready pipeline: its open stages with the chance to win. Those that end a deal are the same for all.
struct Template {
    key: &'static str,
    name: Key,
    line: Key,
    stages: &'static [(&'static str, Key, u8)],
}

const TEMPLATES: [Template; 4] = [
    Template {
        key: "simple",
        name: key!("setup-template-simple"),
        line: key!("setup-template-simple-line"),
        stages: &[
            ("new", key!("setup-stage-new"), 10),
            ("contacted", key!("setup-stage-contacted"), 30),
            ("offer", key!("setup-stage-offer"), 60),
        ],
    },
    Template {
        key: "b2b",
        name: key!("setup-template-b2b"),
        line: key!("setup-template-b2b-line"),
        stages: &[
            ("qualified", key!("setup-stage-qualified"), 10),
            ("discovery", key!("setup-stage-discovery"), 20),
            ("demo", key!("setup-stage-demo"), 35),
            ("proposal", key!("setup-stage-proposal"), 55),
            ("procurement", key!("setup-stage-procurement"), 75),
            ("contract", key!("setup-stage-contract"), 90),
        ],
    },
    Template {
        key: "services",
        name: key!("setup-template-services"),
        line: key!("setup-template-services-line"),
        stages: &[
            ("brief", key!("setup-stage-brief"), 15),
            ("scoping", key!("setup-stage-scoping"), 35),
            ("proposal", key!("setup-stage-proposal"), 60),
            ("contract", key!("setup-stage-contract"), 85),
        ],
    },
    Template {
        key: "subscription",
        name: key!("setup-template-subscription"),
        line: key!("setup-template-subscription-line"),
        stages: &[
            ("new", key!("setup-stage-new"), 10),
            ("trial", key!("setup-stage-trial"), 25),
            ("active_trial", key!("setup-stage-active-trial"), 50),
            ("decision", key!("setup-stage-decision"), 75),
        ],
    },
];

/// Tones of the steps of a pipeline, in the order of the design language.
const TONES: [&str; 6] = ["slate", "sky", "blue", "violet", "amber", "orange"];

impl Template {
    /// Its stages as choices, in the language of whoever sets the workspace up.
    fn choices(&self) -> Vec<Choice> {
        let open = self.stages.iter().zip(TONES).map(|((key, label, chance), tone)| {
            Choice::new(key, &label.said(), tone).stage(StageKind::Open, *chance)
        });
        let ends = [
            Choice::new("won", &say!("setup-stage-won"), "green").stage(StageKind::Won, 100),
            Choice::new("lost", &say!("setup-stage-lost"), "red").stage(StageKind::Lost, 0),
        ];
        open.chain(ends).collect()
    }
}

/// The stages of the workspace's deals.
fn stages(visit: &Visit) -> Option<&Field> {
    visit.schema.object("deal")?.field("stage")
}

/// `GET /setup/pipeline`
pub(super) async fn show(visit: Visit) -> Answer {
    open(&visit)?;
    let Some(field) = stages(&visit) else { return Ok(next(&visit, "pipeline").await?) };
    let page = setup::page(
        "pipeline",
        &say!("setup-pipeline-title"),
        &say!("setup-pipeline-lead"),
        &say!("setup-continue"),
        html! {
            form #setup method="post" action="/setup/pipeline" {
                fieldset.grid."gap-2" {
                    legend.sr-only { (say!("setup-pipeline")) }
                    (card("keep", key!("setup-template-keep"), key!("setup-template-keep-line"), &field.choices, true))
                    @for template in &TEMPLATES { (card(template.key, template.name, template.line, &template.choices(), false)) }
                }
            }
        },
    );
    Ok(page.into_response())
}

fn card(key: &str, name: Key, line: Key, choices: &[Choice], checked: bool) -> Markup {
    html! {
        label.choice {
            input.radio."mt-0.5" type="radio" name="template" value=(key) checked[checked];
            span {
                span.block.font-medium { (name) }
                span.block.text-sm.text-muted."mt-0.5" { (line) }
                span.flex.flex-wrap."gap-1"."mt-2" {
                    @for choice in choices.iter().filter(|c| !c.hidden) {
                        span.badge data-tone=(if choice.tone.is_empty() { "slate" } else { choice.tone.as_str() }) { span.dot {} (choice.label) }
                    }
                }
            }
        }
    }
}

/// `POST /setup/pipeline`
pub(super) async fn update(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    open(&visit)?;
    let typed = Typed::sent(pairs);
    if !typed.has("skip") {
        if let Some(template) = TEMPLATES.iter().find(|t| t.key == typed.text("template")) {
            let file = json!({"deal": {"fields": {"stage": {"choices": template.choices()}}}});
            visit.engine().apply_schema(&visit.actor, &file).await?;
        }
        let mut changes = Map::new();
        changes.insert("pipeline_seen".to_owned(), json!("yes"));
        visit.engine().set_settings(&visit.actor, &changes).await?;
    }
    Ok(next(&visit, "pipeline").await?)
}

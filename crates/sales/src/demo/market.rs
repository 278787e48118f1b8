//! Who else sells coffee there, and how deals are gone about: competitors on deals, a template with its tasks, a playbook.
use base::{Id, Result};
use engine::{Input, Value, Work};
use serde_json::json;

use super::{Dice, Scene, text};

/// Competitors: name, what they are good at, and what not.
const RIVALS: [(&str, &str, &str, &str); 3] = [
    (
        "Bohne & Bund",
        "bohne-bund",
        "Cheapest lease in town.",
        "Repairs take a week; beans are from last year.",
    ),
    (
        "Caffè Diretto",
        "caffe-diretto",
        "Known by every hotel, large showroom.",
        "No service contract below ten machines.",
    ),
    (
        "Office Brew",
        "office-brew",
        "Orders by app, delivers the same day.",
        "Capsules only; nobody to teach the staff.",
    ),
];
/// How things stand with a competitor while a deal is open.
const STATES: [&str; 4] = ["active", "active", "ahead", "behind"];
/// Steps of the playbook: stage, what is done there, and what helps to do it.
const STEPS: [(&str, &str, &str); 6] = [
    ("qualified", "Cups a day counted", "Below 40 a La Piccola is enough."),
    ("qualified", "Who decides is known", "The office manager asks, somebody else signs."),
    ("engaging", "Tasting held", "Three blends, the team votes."),
    ("engaging", "Water hardness measured", ""),
    ("proposal", "Service terms explained", "Repairs within a day are what the others do not have."),
    ("negotiation", "Day of delivery agreed", ""),
];

/// The competitors.
pub(super) async fn rivals(scene: &Scene<'_>) -> Result<Vec<Id>> {
    let mut work = scene.work();
    let mut out = Vec::new();
    for (name, domain, strengths, weaknesses) in RIVALS {
        let input = Input::new()
            .with("name", text(name))
            .with("website", text(&format!("https://{domain}.example")))
            .with("strengths", text(strengths))
            .with("weaknesses", text(weaknesses));
        out.push(work.create("competitor", input).await?);
    }
    work.commit().await?;
    Ok(out)
}

/// Meets a competitor on a deal, now and then: on one that is open as things stand, on one that is over as they stood.
pub(super) async fn meet(
    work: &mut Work,
    dice: &mut Dice,
    rivals: &[Id],
    (deal, owner): (Id, Id),
    open: bool,
) -> Result<()> {
    if dice.below(4) > 0 {
        return Ok(());
    }
    let state = if open { dice.word(&STATES) } else { "active" };
    let input = Input::new()
        .with("deal", Value::Ref(deal))
        .with("competitor", Value::Ref(*dice.of(rivals)))
        .with("state", text(state))
        .with("owner", Value::Ref(owner));
    work.create("deal_competitor", input).await.map(drop)
}

/// What every deal of a machine begins with.
pub(super) async fn template(scene: &Scene<'_>, products: &[(Id, &'static str, i64)]) -> Result<()> {
    let mut work = scene.work();
    let Some((product, _, price)) = products.first() else { return Ok(()) };
    let input = Input::new()
        .with("name", text("A machine for an office"))
        .with("product", Value::Ref(*product))
        .with("amount", scene.money(*price))
        .with("close_in", Value::Int(45))
        .with("next_step", text("Count the cups a day"));
    let template = work.create("deal_template", input).await?;
    let tasks = [
        ("call", "Ask about cups a day", 0),
        ("todo", "Ship the sample box", 2),
        ("meeting", "Tasting for the team", 9),
    ];
    for (kind, subject, days) in tasks {
        let input = Input::new()
            .with("template", Value::Ref(template))
            .with("kind", text(kind))
            .with("subject", text(subject))
            .with("days", Value::Int(days));
        work.create("deal_template_task", input).await?;
    }
    work.commit().await.map(drop)
}

/// The playbook of the first pipeline, of stages that are there.
pub(super) async fn playbook(scene: &Scene<'_>) -> Result<()> {
    let stages = scene.open_stages();
    let steps = STEPS.iter().filter(|(stage, ..)| stages.iter().any(|s| s == stage)).enumerate();
    let choices: Vec<_> = steps
        .map(|(n, (stage, label, help))| {
            json!({"key": format!("sales_step_{n}"), "label": label, "pipeline": "sales", "step": {"at": stage, "help": help}})
        })
        .collect();
    let file = json!({"deal": {"fields": {"playbook": {"choices": choices}}}});
    scene.engine.apply_schema(&scene.system, &file).await.map(drop)
}

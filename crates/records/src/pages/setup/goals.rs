//! What should get better: kept in the settings; it decides what Home shows first and which first steps are suggested.
use axum::Form;
use axum::response::IntoResponse;
use maud::html;
use serde_json::{Map, json};
use ui::field::Typed;
use ui::say::Key;
use ui::web::Answer;
use ui::{key, say, setup};

use super::{next, open};
use crate::pages::visit::Visit;

/// Key, what it is called, what Rondo has for it.
const GOALS: [(&str, Key, Key); 6] = [
    ("win", key!("setup-goal-win"), key!("setup-goal-win-line")),
    ("follow", key!("setup-goal-follow"), key!("setup-goal-follow-line")),
    ("keep", key!("setup-goal-keep"), key!("setup-goal-keep-line")),
    ("team", key!("setup-goal-team"), key!("setup-goal-team-line")),
    ("order", key!("setup-goal-order"), key!("setup-goal-order-line")),
    ("numbers", key!("setup-goal-numbers"), key!("setup-goal-numbers-line")),
];

/// `GET /setup/goals`
pub(super) async fn show(visit: Visit) -> Answer {
    open(&visit)?;
    let chosen = &visit.settings.start.goals;
    let page = setup::page(
        "goals",
        &say!("setup-goals-title"),
        &say!("setup-goals-lead"),
        &say!("setup-continue"),
        html! {
            form #setup method="post" action="/setup/goals" {
                fieldset.grid."gap-2"."sm:grid-cols-2" {
                    legend.sr-only { (say!("setup-goals")) }
                    @for (key, name, line) in GOALS {
                        label.choice {
                            input.checkbox."mt-0.5" type="checkbox" name="goal" value=(key) checked[chosen.iter().any(|c| c == key)];
                            span { span.block.font-medium { (name) } span.block.text-sm.text-muted."mt-0.5" { (line) } }
                        }
                    }
                }
            }
        },
    );
    Ok(page.into_response())
}

/// `POST /setup/goals`
pub(super) async fn update(visit: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    open(&visit)?;
    let typed = Typed::sent(pairs);
    if !typed.has("skip") {
        let known = |key: &&str| GOALS.iter().any(|(k, ..)| k == key);
        let goals: Vec<&str> = typed.all("goal").filter(known).collect();
        let mut changes = Map::new();
        changes.insert("goals".to_owned(), json!(goals.join(",")));
        visit.engine().set_settings(&visit.actor, &changes).await?;
    }
    Ok(next(&visit, "goals").await?)
}

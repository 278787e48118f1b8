//! Deals made with a template, and deals that come again.
use serde_json::{Value as Json, json};

use crate::app::TestApp;
use crate::deals::{list, made};

#[tokio::test(flavor = "multi_thread")]
async fn a_deal_made_with_a_template_takes_what_is_not_said_and_its_tasks() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let template = made(
        &ana,
        "deal_templates",
        json!({"name": "Office lease", "amount": "4800", "close_in": 45, "next_step": "Visit the office"}),
    )
    .await;
    for (subject, days) in [("Tasting", 7), ("Offer", 14)] {
        made(&ana, "deal_template_tasks", json!({"template": template, "subject": subject, "days": days}))
            .await;
    }
    let far = ana
        .post_json(
            "/api/v1/deal_template_tasks",
            &json!({"template": template, "subject": "Late", "days": 99999}),
        )
        .await;
    far.is_problem(422, "invalid");
    let opened = ana.get(&format!("/deal_templates/{template}/new-deal")).await;
    assert!(opened.location().unwrap().contains(&format!("template={template}")), "{:?}", opened.location());
    assert_eq!(ana.get(opened.location().unwrap()).await.status, 200);
    let answer = ana
        .post_json("/api/v1/deals", &json!({"name": "Vela", "template": template, "amount": "5000"}))
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let deal = ana.get(&format!("/api/v1/deals/{id}")).await.json();
    assert_eq!(
        (&deal["amount"]["amount"], &deal["next_step"]),
        (&json!("5000.00"), &json!("Visit the office"))
    );
    assert_eq!((&deal["pipeline"], &deal["stage"]), (&json!("sales"), &json!("prospecting")));
    assert!(deal["close_date"].is_string(), "{deal}");
    let tasks = list(&ana, "tasks", &format!("deal = \"{id}\"")).await;
    assert_eq!(tasks.len(), 2, "{tasks:?}");
    // One undo takes all of it back.
    let batch = answer.header("rondo-batch").unwrap();
    ana.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await;
    assert!(list(&ana, "tasks", "").await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn winning_a_deal_that_repeats_makes_the_next_and_undo_takes_it_back() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let without =
        ana.post_json("/api/v1/deals", &json!({"name": "No day", "recurrence": "FREQ=YEARLY"})).await;
    without.is_problem(422, "invalid");
    let body = json!({"name": "Service plan", "amount": "1200", "close_date": "2199-03-01", "recurrence": "FREQ=YEARLY;COUNT=2"});
    let deal = made(&ana, "deals", body).await;
    ana.post_json(&format!("/api/v1/deals/{deal}/closure"), &json!({"outcome": "won"})).await;
    let next = list(&ana, "deals", &format!("series = \"{deal}\"")).await;
    assert_eq!(next.len(), 1, "{next:?}");
    assert_eq!(
        (&next[0]["close_date"], &next[0]["stage"], &next[0]["outcome"]),
        (&json!("2200-03-01"), &json!("prospecting"), &Json::Null)
    );
    assert_eq!(next[0]["amount"]["amount"], json!("1200.00"));
    // Won again it makes no second one: the rule has gone on.
    ana.delete(&format!("/api/v1/deals/{deal}/closure")).await;
    ana.post_json(&format!("/api/v1/deals/{deal}/closure"), &json!({"outcome": "won"})).await;
    assert_eq!(list(&ana, "deals", "").await.len(), 2);
    // The last of the series makes none.
    let last = next[0]["id"].as_str().unwrap();
    let end = ana.post_json(&format!("/api/v1/deals/{last}/closure"), &json!({"outcome": "won"})).await;
    assert_eq!(end.status, 200, "{}", end.text());
    assert_eq!(list(&ana, "deals", "").await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_the_win_takes_the_next_deal_away_and_gives_the_rule_back() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let deal = made(
        &ana,
        "deals",
        json!({"name": "Beans", "close_date": "2199-03-01", "recurrence": "FREQ=MONTHLY"}),
    )
    .await;
    let won = ana.post_json(&format!("/api/v1/deals/{deal}/closure"), &json!({"outcome": "won"})).await;
    assert_eq!(list(&ana, "deals", "").await.len(), 2);
    let batch = won.header("rondo-batch").unwrap();
    ana.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await;
    let left = list(&ana, "deals", "").await;
    assert_eq!(
        (left.len(), &left[0]["recurrence"], &left[0]["outcome"]),
        (1, &json!("FREQ=MONTHLY"), &Json::Null)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deal_that_repeats_by_the_day_is_followed_by_the_next_when_the_day_comes() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let body = json!({"name": "Maintenance", "close_date": "2026-01-15", "recurrence": "FREQ=MONTHLY", "recurs": "date"});
    let deal = made(&ana, "deals", body).await;
    app.engine.run_due_jobs_once().await.unwrap();
    let all = list(&ana, "deals", &format!("series = \"{deal}\"")).await;
    assert_eq!(all.len(), 1, "{all:?}");
    // What was missed is passed over.
    assert!(all[0]["close_date"].as_str().unwrap() > "2026-11-01", "{all:?}");
}

//! Closing a deal and opening it again: the state is a resource.
use axum::http::StatusCode;
use serde_json::{Value as Json, json};

use crate::app::TestApp;

#[tokio::test]
async fn a_deal_is_won_and_opened_again() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let made = ana.post_json("/api/v1/deals", &json!({"name": "Machines"})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let address = format!("/api/v1/deals/{}", made.json()["id"].as_str().unwrap());
    let won = ana.post_json(&format!("{address}/closure"), &json!({"outcome": "won"})).await;
    assert_eq!(won.status, StatusCode::OK, "{}", won.text());
    assert_eq!(won.json()["outcome"], "won");
    assert!(won.json()["closed_at"].is_string());
    assert!(won.header("etag").is_some());
    let open = ana.delete(&format!("{address}/closure")).await;
    assert_eq!(open.json()["closed_at"], Json::Null, "{}", open.text());
    // What any object gets is still there for deals.
    assert_eq!(ana.get(&format!("{address}/timeline")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_deal_cannot_end_in_another_way() {
    let app = TestApp::start().await;
    let deal = app.record("deal", &[("name", "Machines")]).await;
    let root = app.as_admin().await;
    root.post_json(&format!("/api/v1/deals/{deal}/closure"), &json!({"outcome": "maybe"}))
        .await
        .is_problem(422, "invalid");
    root.post_json("/api/v1/deals/0000000000001/closure", &json!({"outcome": "won"}))
        .await
        .is_problem(404, "not_found");
}

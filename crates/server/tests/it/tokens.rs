//! What programs may do with their tokens.
use axum::http::StatusCode;
use engine::Actor;
use serde_json::json;

use crate::app::TestApp;

#[tokio::test]
async fn a_token_reads_and_writes_within_its_scopes() {
    let app = TestApp::start().await;
    let reader = app.with_token("ana", "member", &["companies:read"]).await;
    assert_eq!(reader.get("/api/v1/companies").await.status, StatusCode::OK);
    assert_eq!(reader.get("/api/v1/deals").await.status, StatusCode::NOT_FOUND);
    let refused = reader.post_json("/api/v1/companies", &json!({"name": "Acme"})).await;
    refused.is_problem(403, "forbidden");
}

#[tokio::test]
async fn a_token_never_may_more_than_its_user() {
    let app = TestApp::start().await;
    let writer = app.with_token("rita", "read_only", &["write"]).await;
    writer.post_json("/api/v1/companies", &json!({"name": "Acme"})).await.is_problem(403, "forbidden");
}

#[tokio::test]
async fn a_revoked_token_is_refused_at_once() {
    let app = TestApp::start().await;
    let program = app.with_token("ana", "member", &["read"]).await;
    assert_eq!(program.get("/api/v1/companies").await.status, StatusCode::OK);
    let tokens = app.engine.tokens(&Actor::system(), program.id).await.unwrap();
    app.engine.revoke_token(&Actor::system(), tokens.first().unwrap().id).await.unwrap();
    program.get("/api/v1/companies").await.is_problem(401, "unauthorized");
}

#[tokio::test]
async fn a_wrong_token_is_not_made_up_for_by_a_session() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await.with("authorization", "Bearer rondo_wrong");
    ana.get("/api/v1/companies").await.is_problem(401, "unauthorized");
}

#[tokio::test]
async fn whoever_is_disabled_is_out_at_once() {
    let app = TestApp::start().await;
    let (session, token) = (app.as_user("ana").await, app.with_token("ana", "member", &["read"]).await);
    app.engine.disable_user(&Actor::system(), session.id.unwrap()).await.unwrap();
    session.get("/api/v1/companies").await.is_problem(401, "unauthorized");
    token.get("/api/v1/companies").await.is_problem(401, "unauthorized");
}

//! What holds for every route: headers, where changes may come from, limits, one form for errors.
use axum::http::StatusCode;
use serde_json::json;

use crate::app::TestApp;

/// Addresses of every sort, also such as are not there.
const ROUTES: [&str; 14] = [
    "/",
    "/login",
    "/setup",
    "/deals",
    "/deals/new",
    "/search?q=x",
    "/healthz",
    "/readyz",
    "/metrics",
    "/assets/app.css",
    "/api/v1/deals",
    "/api/v1/openapi.json",
    "/api/nothing",
    "/no/such/page/at/all",
];

#[tokio::test]
async fn every_answer_keeps_browsers_careful() {
    let app = TestApp::start().await;
    for path in ROUTES {
        let answer = app.stranger().get(path).await;
        let policy = answer.header("content-security-policy").unwrap_or_default();
        assert!(policy.starts_with("default-src 'self'"), "{path}");
        assert!(!policy.contains("unsafe-"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert!(answer.header("referrer-policy").is_some(), "{path}");
        assert!(answer.header("x-request-id").is_some(), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
    }
}

#[tokio::test]
async fn pages_have_no_inline_scripts_or_styles() {
    let app = TestApp::start().await;
    for page in [app.stranger().get("/login").await, app.as_user("ana").await.get("/profile/password").await]
    {
        let text = page.text();
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            !text.contains(" style=\"") && !text.contains("<style") && !text.contains(" onclick="),
            "{text}"
        );
    }
}

#[tokio::test]
async fn strangers_get_nothing_from_the_api() {
    let app = TestApp::start().await;
    for path in ["/api/v1/deals", "/api/v1/openapi.json", "/api/v1/events", "/api/v1/search?q=a", "/metrics"]
    {
        let answer = app.stranger().get(path).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let answer = app.stranger().get("/api/v1/deals").await;
    answer.is_problem(401, "unauthorized");
    assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
}

#[tokio::test]
async fn a_change_from_another_sites_page_is_refused() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let lured = ana.clone().with("origin", "https://evil.test");
    assert_eq!(lured.post("/logout", "").await.status, StatusCode::FORBIDDEN);
    lured.post_json("/api/v1/companies", &json!({"name": "Evil"})).await.is_problem(403, "forbidden");
    let silent = ana.clone().with("origin", "");
    silent.post_json("/api/v1/companies", &json!({"name": "Evil"})).await.is_problem(403, "forbidden");
    let own = ana.post_json("/api/v1/companies", &json!({"name": "Good"})).await;
    assert_eq!(own.status, StatusCode::CREATED, "{}", own.text());
}

#[tokio::test]
async fn a_program_with_a_token_needs_no_origin() {
    let app = TestApp::start().await;
    let program = app.with_token("ana", "member", &["write"]).await.with("origin", "");
    let answer = program.post_json("/api/v1/companies", &json!({"name": "Acme"})).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
}

#[tokio::test]
async fn what_is_not_there_reads_as_a_page_or_as_a_problem() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let page = ana.get("/no/such/page/at/all").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
    ana.get("/api/v1/nothings").await.is_problem(404, "not_found");
    ana.get("/api/nothing").await.is_problem(404, "not_found");
}

#[tokio::test]
async fn a_method_that_is_not_known_is_named_with_those_that_are() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let answer = ana.send("PUT", "/api/v1/companies", None, Vec::new()).await;
    answer.is_problem(405, "method_not_allowed");
    let page = ana.send("PUT", "/login", None, Vec::new()).await;
    assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(page.header("content-type").unwrap().starts_with("text/html"));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let large = vec![b'a'; 5 * 1024 * 1024];
    ana.send("POST", "/api/v1/companies", Some("application/json"), large.clone())
        .await
        .is_problem(413, "too_large");
    let form = ana.send("POST", "/login", Some("application/x-www-form-urlencoded"), large).await;
    assert_eq!(form.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn broken_json_and_broken_text_are_refused_with_a_problem() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    for body in [&b"{\"name\": "[..], &b"{\"name\": \"\xff\xfe\"}"[..], &b"[1,2]"[..]] {
        let answer = ana.send("POST", "/api/v1/companies", Some("application/json"), body.to_vec()).await;
        assert!(answer.status.is_client_error(), "{}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{}", answer.text());
    }
}

#[tokio::test]
async fn figures_are_for_administrators() {
    let app = TestApp::start().await;
    app.as_user("ana").await.get("/metrics").await;
    assert_eq!(app.as_user("ana").await.get("/metrics").await.status, StatusCode::FORBIDDEN);
    let answer = app.with_token("root", "admin", &["admin"]).await.get("/metrics").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("rondo_http_requests_total"));
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_can_read_it() {
    let app = TestApp::start().await;
    let plain = app.stranger().get("/login").await;
    assert_eq!(plain.header("content-encoding"), None);
    let packed = app.stranger().with("accept-encoding", "gzip, zstd").get("/login").await;
    assert_eq!(packed.header("content-encoding"), Some("zstd"));
    assert!(packed.bytes.len() < plain.bytes.len());
}

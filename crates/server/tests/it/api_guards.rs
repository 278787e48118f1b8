//! What holds for every operation of the API: strangers get nothing, readers change nothing, bad input gets an answer.
use serde_json::{Value as Json, json};

use crate::app::{Client, TestApp};

/// Every operation: method, path with something in each place, and the path as it is described.
async fn operations(client: &Client) -> Vec<(String, String, String)> {
    let document = client.get("/api/v1/openapi.json").await.json();
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            let real = path
                .replace("{id}", "0000000000001")
                .replace("{batch}", "0000000000001")
                .replace("{name}", "won_deals")
                .replace("{key}", "clerk");
            all.push((method.to_uppercase(), format!("/api/v1{real}"), path.clone()));
        }
    }
    assert!(all.len() > 80, "{}", all.len());
    all
}

#[tokio::test]
async fn every_operation_refuses_a_stranger() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    for (method, path, described) in operations(&ana).await {
        let answer = app.stranger().send(&method, &path, Some("application/json"), b"{}".to_vec()).await;
        assert_eq!(answer.status, 401, "{method} {described}: {}", answer.text());
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{method} {described}");
        let forged = app.stranger().with("authorization", "Bearer rondo_nothing");
        assert_eq!(
            forged.send(&method, &path, None, b"{}".to_vec()).await.status,
            401,
            "{method} {described}"
        );
    }
}

#[tokio::test]
async fn who_only_reads_changes_nothing() {
    let app = TestApp::start().await;
    let company = app.record("company", &[("name", "Acme")]).await.to_string();
    let contact = app.record("contact", &[("name", "Zoë")]).await.to_string();
    let deal = app.record("deal", &[("name", "Deal")]).await.to_string();
    let before = app.engine.latest_event().await.unwrap();
    let token = app.with_token("ana", "member", &["read"]).await;
    for (reader, by_token) in [(app.as_role("rita", "read_only").await, false), (token, true)] {
        for (method, path, described) in operations(&reader).await {
            // A person who only reads has tokens and notices of their own, and follows what they like.
            let personal = described.ends_with("/follow") || described == "/notices/read";
            let own = described == "/tokens" || personal && !by_token;
            if method == "GET" || own {
                continue;
            }
            let id = if described.starts_with("/companies") {
                &company
            } else if described.starts_with("/contacts") {
                &contact
            } else {
                &deal
            };
            let path = path.replace("0000000000001", id);
            let body = json!({"name": "x", "subject": "x", "outcome": "won", "password": "long enough", "label": "x"});
            let answer = reader.send(&method, &path, Some("application/json"), body.to_string().into()).await;
            assert!(
                matches!(answer.status.as_u16(), 403 | 404 | 422),
                "{method} {described}: {} {}",
                answer.status,
                answer.text()
            );
        }
    }
    assert_eq!(
        app.engine.latest_event().await.unwrap() - before,
        3,
        "only Rita, Ana and her token were made"
    );
}

const JSON: Option<&str> = Some("application/json");

#[tokio::test]
async fn bad_bodies_get_an_answer_and_write_nothing() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let post = |kind: Option<&'static str>, body: Vec<u8>| {
        let ana = ana.clone();
        async move { ana.send("POST", "/api/v1/companies", kind, body).await }
    };
    let broken = post(JSON, b"{\"name\": \"A\",\n}".to_vec()).await;
    broken.is_problem(400, "bad_request");
    assert_eq!((broken.json()["line"].as_i64(), broken.json()["column"].as_i64()), (Some(2), Some(1)));
    post(JSON, b"{\"name\": \"\xff\"}".to_vec()).await.is_problem(400, "bad_request");
    post(JSON, Vec::new()).await.is_problem(400, "bad_request");
    post(JSON, "[".repeat(100_000).into()).await.is_problem(400, "bad_request");
    post(JSON, b"{\"employees\": 1e999}".to_vec()).await.is_problem(400, "bad_request");
    post(JSON, b"[]".to_vec()).await.is_problem(422, "invalid");
    post(JSON, b"\"name\"".to_vec()).await.is_problem(422, "invalid");
    post(JSON, vec![b' '; 100 * 1024 * 1024]).await.is_problem(413, "too_large");
    post(Some("application/x-www-form-urlencoded"), b"name=A".to_vec())
        .await
        .is_problem(415, "unsupported_media_type");
    assert_eq!(ana.get("/api/v1/companies?count=true").await.json()["count"], 0);
}

#[tokio::test]
async fn values_out_of_range_are_named() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let wrong: [(&str, Json); 13] = [
        ("employees", json!(1.5)),
        ("employees", json!(10_000_000_000_000_000_000_000.0)),
        ("revenue", json!({"amount": "123456789012345678901234567890", "currency": "EUR"})),
        ("revenue", json!({"amount": "1 EUR USD"})),
        ("revenue", json!({"amount": "1", "currency": "XYZ"})),
        ("revenue", json!({"amount": "1", "currency": "EUR", "also": "USD"})),
        ("name", json!({"a": 1})),
        ("name", json!("a\u{0}b")),
        ("website", json!("javascript:alert(1)")),
        ("email", json!("no mail")),
        ("parent", json!("0000000000001")),
        ("tags", json!("x".repeat(100_000))),
        ("nme", json!("x")),
    ];
    for (field, value) in wrong {
        let mut body = json!({"name": "Acme"});
        body[field] = value.clone();
        let answer = ana.post_json("/api/v1/companies", &body).await;
        answer.is_problem(422, "invalid");
        assert_eq!(answer.json()["errors"][0]["field"], field, "{value}: {}", answer.text());
    }
    for day in ["0000-01-01", "275760-09-13", "2026-02-30"] {
        ana.post_json("/api/v1/deals", &json!({"name": "x", "close_date": day}))
            .await
            .is_problem(422, "invalid");
    }
}

#[tokio::test]
async fn a_link_to_itself_or_in_a_circle_is_refused() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let make = |name: &'static str| {
        let ana = ana.clone();
        async move {
            ana.post_json("/api/v1/companies", &json!({"name": name})).await.json()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        }
    };
    let (a, b) = (make("A").await, make("B").await);
    ana.patch_json(&format!("/api/v1/companies/{a}"), &json!({"parent": a})).await.is_problem(422, "invalid");
    assert_eq!(ana.patch_json(&format!("/api/v1/companies/{a}"), &json!({"parent": b})).await.status, 200);
    ana.patch_json(&format!("/api/v1/companies/{b}"), &json!({"parent": a})).await.is_problem(422, "invalid");
}

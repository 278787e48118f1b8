//! The log through the API: events in order, timelines, the live stream, undoing.
use serde_json::{Value as Json, json};

use crate::app::{Client, TestApp};

async fn company(client: &Client, name: &str) -> String {
    let answer = client.post_json("/api/v1/companies", &json!({"name": name})).await;
    answer.location().unwrap().to_owned()
}

fn verbs(list: &Json) -> Vec<&str> {
    list["data"].as_array().unwrap().iter().map(|e| e["verb"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn events_are_read_on_from_a_place() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let path = company(&ana, "Acme").await;
    ana.patch_json(&path, &json!({"sector": "retail"})).await;
    let first = ana.get("/api/v1/events?object=companies&limit=1").await.json();
    assert!(first["data"].as_array().unwrap().len() <= 1);
    let (mut after, mut seen) = (0, Vec::new());
    // On PostgreSQL an event is read when every transaction that began before it has ended, others' too.
    for _ in 0..400 {
        let page = ana.get(&format!("/api/v1/events?object=companies&limit=2&after={after}")).await.json();
        seen.extend(verbs(&page).into_iter().map(str::to_owned));
        let next = page["next"].as_i64().unwrap();
        if next == after {
            if seen.len() >= 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        after = next;
    }
    assert_eq!(seen, ["created", "updated"]);
    ana.get("/api/v1/events?object=nothings").await.is_problem(422, "invalid");
    ana.get("/api/v1/events?after=-1").await.is_problem(422, "invalid");
}

#[tokio::test]
async fn a_timeline_is_newest_first_and_has_pages() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let path = company(&ana, "Acme").await;
    ana.patch_json(&path, &json!({"sector": "retail"})).await;
    let page = ana.get(&format!("{path}/timeline?limit=1")).await.json();
    assert_eq!(verbs(&page), ["updated"]);
    assert_eq!(page["data"][0]["changes"]["sector"], json!([null, "retail"]));
    let rest = ana.get(&format!("{path}/timeline?cursor={}", page["next"].as_str().unwrap())).await.json();
    assert_eq!((verbs(&rest), &rest["next"]), (vec!["created"], &Json::Null));
    ana.get(&format!("{path}/timeline?cursor=x")).await.is_problem(422, "invalid");
}

#[tokio::test]
async fn undoing_leaves_what_has_changed_since() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let path = company(&ana, "Acme").await;
    let change = ana.patch_json(&path, &json!({"sector": "retail", "country": "DE"})).await;
    ana.patch_json(&path, &json!({"sector": "software"})).await;
    let undone = ana
        .post_json(&format!("/api/v1/undo/{}", change.header("rondo-batch").unwrap()), &json!({}))
        .await
        .json();
    assert_eq!(
        (undone["conflicts"][0]["field"].as_str(), undone["left"].as_i64()),
        (Some("sector"), Some(1)),
        "{undone}"
    );
    let now = ana.get(&path).await.json();
    assert_eq!((&now["sector"], &now["country"]), (&json!("software"), &Json::Null));
    ana.post_json("/api/v1/undo/0000000000001", &json!({})).await.is_problem(404, "not_found");
    ana.post_json("/api/v1/undo/nothing", &json!({})).await.is_problem(404, "not_found");
}

/// Opens a stream and reads it until it says enough or ends.
async fn read(client: &Client, path: &str, enough: impl Fn(&str) -> bool) -> String {
    read_on(client.stream(path).await, enough).await
}

/// Reads an open stream until it says enough or ends.
async fn read_on(mut stream: axum::body::BodyDataStream, enough: impl Fn(&str) -> bool) -> String {
    use futures_util::StreamExt;
    let mut text = String::new();
    let patience = std::time::Duration::from_secs(20);
    while !enough(&text) {
        match tokio::time::timeout(patience, stream.next()).await {
            Ok(Some(piece)) => text.push_str(&String::from_utf8_lossy(&piece.unwrap())),
            Ok(None) => break,
            Err(late) => panic!("{late}: the stream is silent after {text}"),
        }
    }
    text
}

#[tokio::test]
async fn the_stream_begins_after_a_place_and_goes_on_live() {
    let app = TestApp::start().await;
    let ana = app.with_token("ana", "member", &["write"]).await;
    company(&ana, "Acme").await;
    let writer = ana.clone();
    let live = tokio::spawn(async move { company(&writer, "Late").await });
    let text = read(&ana, "/api/v1/events/stream?after=0&object=companies", |t| t.contains("Late")).await;
    live.await.unwrap();
    let first = text.find("\"Acme\"").unwrap();
    assert!(first < text.find("\"Late\"").unwrap());
    assert!(text.contains("event: company.created") && text.contains("id: "), "{text}");
    // A reader who was away goes on after the last event they had.
    let last = text.lines().rfind(|l| l.starts_with("id: ")).unwrap().trim_start_matches("id: ").to_owned();
    let again = ana.clone().with("last-event-id", &last);
    company(&ana, "Later").await;
    let text = read(&again, "/api/v1/events/stream?after=0&object=companies", |t| t.contains("Later")).await;
    assert!(!text.contains("\"Acme\""), "{text}");
}

#[tokio::test]
async fn a_revoked_token_ends_the_stream() {
    let app = TestApp::start().await;
    let ana = app.with_token("ana", "member", &["write"]).await;
    let token = app.engine.tokens(&engine::Actor::system(), None).await.unwrap().pop().unwrap();
    company(&ana, "Acme").await;
    let open = ana.stream("/api/v1/events/stream?after=0&object=companies").await;
    let revoked = app.as_admin().await.delete(&format!("/api/v1/tokens/{}", token.id)).await;
    assert_eq!(revoked.status, 204);
    let text = read_on(open, |_| false).await;
    assert!(!text.contains("Late"), "{text}");
    ana.get("/api/v1/companies").await.is_problem(401, "unauthorized");
}

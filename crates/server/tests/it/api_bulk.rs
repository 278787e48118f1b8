//! Many records at a time: one result a line, upserts by key, and wrong lines that hold nobody up.
use serde_json::{Value as Json, json};

use crate::app::{Answer, Client, TestApp};

async fn bulk(client: &Client, path: &str, lines: &str) -> Answer {
    client.send("POST", path, Some("application/x-ndjson"), lines.into()).await
}

fn results(answer: &Answer) -> Vec<Json> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.text().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn statuses(answer: &Answer) -> Vec<String> {
    results(answer).iter().map(|r| format!("{} {}", r["line"], r["status"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn a_line_is_made_changed_or_left_by_its_key() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let path = "/api/v1/contacts/bulk?key=email";
    let first =
        bulk(&ana, path, "{\"email\":\"a@x.de\",\"name\":\"A\"}\n{\"email\":\"b@x.de\",\"name\":\"B\"}\n")
            .await;
    assert_eq!(statuses(&first), ["1 created", "2 created"]);
    let lines = "{\"email\":\"A@X.de\",\"name\":\"A2\"}\n\n{\"email\":\"b@x.de\",\"name\":\"B\"}\n{\"email\":\"c@x.de\"}\n{\"email\":\"c@x.de\",\"title\":\"CEO\"}";
    let second = bulk(&ana, path, lines).await;
    assert_eq!(statuses(&second), ["1 updated", "3 unchanged", "4 created", "5 updated"]);
    assert_eq!(results(&first)[0]["id"], results(&second)[0]["id"]);
    let batch = second.header("rondo-batch").unwrap();
    let undone = ana.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await.json();
    assert_eq!(undone["conflicts"], json!([]));
    let names = ana.get("/api/v1/contacts?sort=name&fields=name").await.json();
    assert_eq!(
        (names["data"][0]["name"].as_str(), names["data"].as_array().map(Vec::len)),
        (Some("A"), Some(2))
    );
}

#[tokio::test]
async fn a_wrong_line_stops_no_other() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let long = format!("{{\"name\":\"{}\"}}", "x".repeat(1024 * 1024));
    let lines = format!(
        "{{\"name\":\"A\"}}\n{{broken\n[1]\n{{\"nme\":\"x\"}}\n{long}\n{{\"name\":\"A\",\"employees\":\"many\"}}\n{{\"name\":\"B\"}}\n"
    );
    let answer = bulk(&ana, "/api/v1/companies/bulk", &lines).await;
    assert_eq!(
        statuses(&answer),
        ["1 created", "2 error", "3 error", "4 error", "5 error", "6 error", "7 created"]
    );
    assert_eq!(results(&answer)[5]["errors"][0]["field"], "employees");
    let mut bytes = b"{\"name\":\"\xff\"}\n{\"name\":\"C\"}\n".to_vec();
    bytes.extend_from_slice("{\"name\":\"D\"}".as_bytes());
    let answer = ana.send("POST", "/api/v1/companies/bulk", None, bytes).await;
    assert_eq!(statuses(&answer), ["1 error", "2 created", "3 created"]);
}

#[tokio::test]
async fn two_of_one_unique_value_are_one_record_and_one_refusal() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let answer = bulk(
        &admin,
        "/api/v1/teams/bulk",
        "{\"name\":\"North\"}\n{\"name\":\"NORTH\"}\n{\"name\":\"South\"}\n",
    )
    .await;
    assert_eq!(statuses(&answer), ["1 created", "2 error", "3 created"]);
    assert_eq!(results(&answer)[1]["errors"][0]["code"], "unique");
    let keyed = bulk(
        &admin,
        "/api/v1/teams/bulk?key=name",
        "{\"name\":\"north\"}\n{\"name\":\"West\"}\n{\"name\":\"WEST\"}\n",
    )
    .await;
    assert_eq!(statuses(&keyed), ["1 updated", "2 created", "3 updated"]);
}

#[tokio::test]
async fn other_systems_ids_are_keys() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let path = "/api/v1/companies/bulk?key=external:hubspot";
    let first = bulk(&ana, path, "{\"external_id\":\"17\",\"name\":\"Acme\"}\n{\"name\":\"No key\"}").await;
    assert_eq!(statuses(&first), ["1 created", "2 error"]);
    let again = bulk(&ana, path, "{\"external_id\":17,\"name\":\"Acme AG\"}").await;
    assert_eq!(statuses(&again), ["1 updated"]);
    let other = bulk(
        &ana,
        "/api/v1/companies/bulk?key=external:pipedrive",
        "{\"external_id\":\"17\",\"name\":\"Else\"}",
    )
    .await;
    assert_eq!(statuses(&other), ["1 created"]);
}

#[tokio::test]
async fn more_lines_than_a_chunk_come_out_in_order() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let lines: Vec<String> = (1..=450).map(|i| json!({"name": format!("Company {i}")}).to_string()).collect();
    let lines = lines.join("\n");
    let answer = bulk(&ana, "/api/v1/companies/bulk?key=name", &lines).await;
    let results = results(&answer);
    assert!(results.iter().enumerate().all(|(i, r)| r["line"] == json!(i + 1) && r["status"] == "created"));
    assert_eq!(ana.get("/api/v1/companies?count=true&limit=1").await.json()["count"], 450);
}

#[tokio::test]
async fn a_key_that_tells_nothing_apart_is_refused() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    for key in ["amount", "nothing", "external:", "owner"] {
        bulk(&ana, &format!("/api/v1/deals/bulk?key={key}"), "{}").await.is_problem(422, "invalid");
    }
    let reader = app.as_role("rita", "read_only").await;
    bulk(&reader, "/api/v1/deals/bulk", "{\"name\":\"x\"}").await.is_problem(403, "forbidden");
}

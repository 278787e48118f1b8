//! One record through the API: made, read, changed, in the bin and back, and as it was.
use serde_json::{Value as Json, json};

use crate::app::{Answer, Client, TestApp};

/// A company; its answer.
async fn acme(client: &Client) -> Answer {
    let answer = client
        .post_json(
            "/api/v1/companies",
            &json!({"name": "Acme", "revenue": {"amount": "1200.50", "currency": "EUR"}}),
        )
        .await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer
}

fn id(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_record_says_where_it_is_and_what_undoes_it() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let made = acme(&ana).await;
    let path = format!("/api/v1/companies/{}", id(&made));
    assert_eq!(made.location(), Some(path.as_str()));
    assert_eq!(made.header("etag"), Some("\"1\""));
    assert_eq!(made.json()["revenue"], json!({"amount": "1200.50", "currency": "EUR"}));
    assert_eq!(made.json()["owner"], json!(ana.id.unwrap()));
    let read = ana.get(&path).await;
    assert_eq!(read.json(), made.json());
    let batch = made.header("rondo-batch").unwrap();
    let undone = ana.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await;
    assert_eq!(
        (undone.status.as_u16(), undone.json()["records"].as_i64()),
        (200, Some(1)),
        "{}",
        undone.text()
    );
    ana.get(&path).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn a_record_that_is_known_is_not_sent_again() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let path = acme(&ana).await.location().unwrap().to_owned();
    let known = ana.clone().with("if-none-match", "\"1\"");
    assert_eq!(known.get(&path).await.status, 304);
    ana.patch_json(&path, &json!({"sector": "retail"})).await;
    assert_eq!(known.get(&path).await.status, 200);
}

#[tokio::test]
async fn an_old_version_meets_the_three_versions() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let path = acme(&ana).await.location().unwrap().to_owned();
    let first = ana.clone().with("if-match", "\"1\"");
    let changed = first.patch_json(&path, &json!({"sector": "retail"})).await;
    assert_eq!((changed.status.as_u16(), changed.header("etag")), (200, Some("\"2\"")));
    let late = first.patch_json(&path, &json!({"sector": "software"})).await;
    late.is_problem(409, "conflict");
    let said = late.json();
    assert_eq!(
        (&said["base"]["sector"], &said["theirs"]["sector"], &said["yours"]["sector"]),
        (&Json::Null, &json!("retail"), &json!("software"))
    );
    first.delete(&path).await.is_problem(409, "conflict");
}

#[tokio::test]
async fn the_bin_gives_back_and_destruction_does_not() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let path = acme(&admin).await.location().unwrap().to_owned();
    assert_eq!(admin.delete(&path).await.status, 204);
    admin.get(&path).await.is_problem(404, "not_found");
    assert!(admin.get(&format!("{path}?deleted=true")).await.json()["deleted_at"].is_string());
    let back = admin.post_json(&format!("{path}/restoration"), &json!({})).await;
    assert_eq!((back.status.as_u16(), back.json()["name"].as_str()), (200, Some("Acme")));
    assert_eq!(admin.delete(&format!("{path}?destroy=true")).await.status, 204);
    admin.get(&format!("{path}?deleted=true")).await.is_problem(404, "not_found");
}

#[tokio::test]
async fn members_destroy_nothing() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let path = acme(&ana).await.location().unwrap().to_owned();
    ana.delete(&format!("{path}?destroy=true")).await.is_problem(403, "forbidden");
    assert_eq!(ana.get(&path).await.status, 200);
}

#[tokio::test]
async fn fields_choose_and_nest() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let company = id(&acme(&ana).await);
    let contact = ana
        .post_json("/api/v1/contacts", &json!({"name": "Zoë", "email": "zoe@acme.de", "company": company}))
        .await;
    let path = contact.location().unwrap().to_owned();
    let some = ana.get(&format!("{path}?fields=name,company.name,email")).await.json();
    assert_eq!(
        some,
        json!({"id": id(&contact), "version": 1, "name": "Zoë", "company": {"id": company, "name": "Acme"},
            "email": "zoe@acme.de", "email_all": [{"value": "zoe@acme.de", "label": null, "primary": true}]})
    );
    // What was read may be sent back.
    assert_eq!(ana.patch_json(&path, &some).await.header("etag"), Some("\"1\""));
    ana.get(&format!("{path}?fields=name,compny.name")).await.is_problem(422, "invalid");
}

#[tokio::test]
async fn a_record_as_it_was() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let made = acme(&ana).await;
    let path = made.location().unwrap().to_owned();
    let then = made.json()["updated_at"].as_str().unwrap().to_owned();
    ana.patch_json(&path, &json!({"name": "Acme AG"})).await;
    let was = ana.get(&format!("{path}?as_of={then}")).await;
    assert_eq!(was.json()["name"], "Acme", "{}", was.text());
    let list = ana.get(&format!("/api/v1/companies?as_of={then}&fields=name&count=true")).await.json();
    assert_eq!((&list["data"][0]["name"], &list["count"]), (&json!("Acme"), &json!(1)));
    let none = ana.get("/api/v1/companies?as_of=2001-01-01").await.json();
    assert_eq!(none["data"], json!([]));
    assert_eq!(ana.get("/api/v1/companies?fields=name").await.json()["data"][0]["name"], "Acme AG");
}

#[tokio::test]
async fn every_problem_is_told_at_once() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let answer = ana
        .post_json("/api/v1/deals", &json!({"amount": "much", "stge": "won", "close_date": "0000-01-01"}))
        .await;
    answer.is_problem(422, "invalid");
    let body = answer.json();
    let mut fields: Vec<&str> =
        body["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["amount", "close_date", "name", "stge"]);
}

#[tokio::test]
async fn what_is_not_yours_is_not_there() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let all =
        json!({"label": "Own only", "objects": {"*": {"read": "own", "create": "all", "update": "own"}}});
    assert_eq!(
        admin
            .send("PUT", "/api/v1/roles/own_only", Some("application/json"), all.to_string().into())
            .await
            .status,
        200
    );
    let path = acme(&admin).await.location().unwrap().to_owned();
    let bob = app.as_role("bob", "own_only").await;
    for answer in [
        bob.get(&path).await,
        bob.patch_json(&path, &json!({"name": "x"})).await,
        bob.delete(&path).await,
        bob.get(&format!("{path}/timeline")).await,
    ] {
        answer.is_problem(404, "not_found");
    }
    assert_eq!(bob.get("/api/v1/companies?count=true").await.json()["count"], 0);
    assert_eq!(bob.get("/api/v1/events?object=companies").await.json()["data"], json!([]));
}

#[tokio::test]
async fn an_id_of_another_object_is_not_there() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let company = id(&acme(&ana).await);
    ana.get(&format!("/api/v1/deals/{company}")).await.is_problem(404, "not_found");
    ana.patch_json(&format!("/api/v1/deals/{company}"), &json!({"name": "x"}))
        .await
        .is_problem(404, "not_found");
    ana.delete(&format!("/api/v1/deals/{company}")).await.is_problem(404, "not_found");
    ana.get("/api/v1/deals/not-an-id").await.is_problem(404, "not_found");
    ana.post_json("/api/v1/contacts", &json!({"name": "Zoë", "company": ana.id.unwrap()}))
        .await
        .is_problem(422, "invalid");
}

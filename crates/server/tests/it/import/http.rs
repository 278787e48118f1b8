//! Imports over HTTP: upload, questions, answers, refused rows, taking back.
use serde_json::{Value as Json, json};

use crate::app::{Answer, Client, TestApp};

const FILE: &str = "Name,E-Mail,Company\nAna,ana@x.de,Acme Ltd\nBen,no mail,Acme Ltd\nCem,cem@x.de,\n";

async fn upload(client: &Client, query: &str, body: &str) -> Answer {
    client.send("POST", &format!("/api/v1/imports?{query}"), Some("text/csv"), body.into()).await
}

/// Runs what waits and reads the import again.
async fn settled(app: &TestApp, client: &Client, place: &str) -> Json {
    app.engine.run_due_jobs_once().await.unwrap();
    client.get(place).await.json()
}

#[tokio::test]
async fn a_file_is_asked_about_answered_imported_and_taken_back() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let sent = upload(&admin, "object=contacts&name=people.csv", FILE).await;
    assert_eq!((sent.status.as_u16(), sent.json()["state"].as_str()), (202, Some("planned")));
    let place = sent.location().unwrap().to_owned();
    let asked = settled(&app, &admin, &place).await;
    assert_eq!((asked["state"].as_str(), asked["name"].as_str()), (Some("questions"), Some("people.csv")));
    assert_eq!(asked["questions"][0]["values"], json!([{"value": "Acme Ltd", "rows": 2, "line": 2}]));
    let answer = format!("[columns]\n{}", asked["questions"][0]["answers"][0].as_str().unwrap());
    let answered =
        admin.send("POST", &format!("{place}/answers"), Some("application/toml"), answer.into()).await;
    assert_eq!(answered.status, 202, "{}", answered.text());
    let done = settled(&app, &admin, &place).await;
    assert_eq!(
        (&done["state"], &done["created"], &done["failed"]),
        (&json!("done"), &json!(2), &json!(1)),
        "{done}"
    );
    let errors = admin.get(&format!("{place}/errors.csv")).await.text();
    assert!(errors.starts_with("Name,E-Mail,Company,reason,line\r\nBen,no mail,Acme Ltd,"), "{errors}");
    let listed = admin.get("/api/v1/imports").await.json();
    assert_eq!(listed["data"][0]["id"], done["id"]);
    assert_eq!(admin.delete(&place).await.json()["records"], 3, "two contacts and the company made for them");
    assert_eq!(admin.get("/api/v1/contacts?count=true").await.json()["count"], 0);
    assert_eq!(admin.get(&place).await.json()["state"], "undone");
    admin.delete(&place).await.is_problem(409, "conflict");
}

#[tokio::test]
async fn a_form_brings_file_and_mapping_and_a_dry_run_writes_nothing() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let map =
        "[columns]\nName = \"name\"\nE-Mail = \"email\"\nCompany = { field = \"company\", create = true }\n";
    let mut form = String::new();
    for (name, file, text) in [
        ("object", "", "contacts"),
        ("dry_run", "", "true"),
        ("map", "", map),
        ("file", "; filename=\"p.csv\"", FILE),
    ] {
        let head = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        form.extend([head.as_str(), text, "\r\n"]);
    }
    form.push_str("--b--\r\n");
    let sent =
        admin.send("POST", "/api/v1/imports", Some("multipart/form-data; boundary=b"), form.into()).await;
    assert_eq!(sent.status, 202, "{}", sent.text());
    let place = sent.location().unwrap().to_owned();
    let dry = settled(&app, &admin, &place).await;
    assert_eq!(
        (&dry["dry_run"], &dry["created"], &dry["failed"]),
        (&json!(true), &json!(2), &json!(1)),
        "{dry}"
    );
    assert_eq!(admin.get("/api/v1/contacts?count=true").await.json()["count"], 0);
    // Without a further answer it is imported as it was tried.
    assert_eq!(admin.send("POST", &format!("{place}/answers"), None, Vec::new()).await.status, 202);
    assert_eq!(settled(&app, &admin, &place).await["created"], 2);
}

#[tokio::test]
async fn what_cannot_be_imported_is_refused_before_it_is_read() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    for (query, field) in [
        ("", "object"),
        ("object=nothing", "object"),
        ("object=contacts&preset=x", "preset"),
        ("object=contacts&colour=x", "colour"),
    ] {
        let answer = upload(&admin, query, FILE).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["errors"][0]["field"].as_str()),
            (422, Some(field)),
            "{query}"
        );
    }
    let member = app.as_role("mem", "member").await;
    upload(&member, "object=contacts", FILE).await.is_problem(403, "forbidden");
    assert_eq!(upload(&app.stranger(), "object=contacts", FILE).await.status, 401);
}

#[tokio::test]
async fn a_broken_file_fails_with_the_reason_and_others_do_not_see_it() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let sent = upload(&admin, "object=contacts", "name\n\"never closed\n").await;
    let place = sent.location().unwrap().to_owned();
    let failed = settled(&app, &admin, &place).await;
    assert_eq!(failed["state"], "failed");
    assert_eq!(
        failed["notes"],
        json!(["Line 2: a quote opened here is never closed (the file ends inside it)"])
    );
    let manager = app.as_role("max", "manager").await;
    manager.get(&place).await.is_problem(404, "not_found");
}

//! Exchange rates over HTTP: the bank's file, single rates, what is refused, and figures that say how they were converted.
use serde_json::json;

use crate::app::{Answer, TestApp};
use crate::pages::words;

const FILE: &str = "Date,USD,JPY,HRK,\r\n2016-03-03,1.25,160,N/A,\r\n2016-03-02,1.20,N/A,7.5,\r\n";

/// The code of the first problem of a refusal.
fn code(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    answer.json()["errors"][0]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_file_of_the_bank_is_read_and_may_come_again() {
    let app = TestApp::start().await;
    let bot = app.with_token("root", "admin", &["read", "write", "admin"]).await;
    for (added, same) in [(3, 0), (0, 3)] {
        let answer = bot.send("POST", "/api/v1/rates", Some("text/csv"), FILE.as_bytes().to_vec()).await;
        assert_eq!(answer.status, 201, "{}", answer.text());
        let said = answer.json();
        assert_eq!((&said["added"], &said["same"]), (&json!(added), &json!(same)));
        assert_eq!(said["unknown_currencies"], json!(["HRK"]));
    }
    let list = bot.get("/api/v1/rates?currency=USD&limit=1").await.json();
    assert_eq!(list["data"], json!([{"currency": "USD", "day": "2016-03-03", "per_euro": "1.25"}]));
    let deal = json!({"name": "Abroad", "amount": {"amount": "125", "currency": "USD"}});
    let made = bot.post_json("/api/v1/deals", &deal).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let open = bot.get("/api/v1/metrics/open_pipeline").await.json();
    // The file is of one March: whatever day this runs on, no rate of it is of the last week.
    assert_eq!(open["value"], json!(0), "today has no rate: {open}");
    assert_eq!(open["converted"], json!([{"currency": "USD", "counted": 0, "not_counted": 1}]));
}

#[tokio::test]
async fn wrong_rates_are_refused_by_name_and_nothing_is_saved() {
    let app = TestApp::start().await;
    let bot = app.with_token("root", "admin", &["read", "write", "admin"]).await;
    for per_euro in
        [json!(0), json!(-1.2), json!(1e30), json!("1,2"), json!("x"), json!(null), json!("0.0000001")]
    {
        let body = json!({"rates": [
            {"currency": "CHF", "day": "2016-03-02", "per_euro": "0.95"},
            {"currency": "USD", "day": "2016-03-02", "per_euro": per_euro}]});
        assert_eq!(code(&bot.post_json("/api/v1/rates", &body).await), "rate");
    }
    for (currency, day, code) in
        [("XXX", "2016-03-02", "currency"), ("USD", "2026-02-30", "date"), ("EUR", "2016-03-02", "euro")]
    {
        let body = json!({"rates": [{"currency": currency, "day": day, "per_euro": "1"}]});
        assert_eq!(self::code(&bot.post_json("/api/v1/rates", &body).await), code);
    }
    let wrong = "Date,USD\n2016-03-02,1.2\n2016-03-03,0\n";
    let answer = bot.send("POST", "/api/v1/rates", Some("text/csv"), wrong.as_bytes().to_vec()).await;
    assert_eq!(code(&answer), "rate");
    assert!(answer.text().contains("Line 3, USD"), "{}", answer.text());
    assert_eq!(bot.get("/api/v1/rates").await.json()["data"], json!([]));
    let member = app.with_token("mia", "member", &["read", "write"]).await;
    let fine = json!({"rates": [{"currency": "USD", "day": "2016-03-02", "per_euro": 1.2}]});
    assert_eq!(member.post_json("/api/v1/rates", &fine).await.status, 403);
    assert_eq!(bot.post_json("/api/v1/rates", &fine).await.status, 201);
}

#[tokio::test]
async fn an_administrator_keeps_rates_on_a_page() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    assert!(words(&admin.get("/settings/rates").await).contains("There are no rates yet"));
    let refused = admin.post("/settings/rates", "currency=USD&day=2016-03-02&per_euro=0").await;
    assert_eq!(refused.status, 422);
    assert!(words(&refused).contains("Write a number above 0"));
    assert_eq!(admin.post("/settings/rates", "currency=USD&day=2020-03-02&per_euro=1,25").await.status, 303);
    let page = words(&admin.get("/settings/rates").await);
    assert!(page.contains("1.25") && page.contains("Send a newer file"), "{page}");
    let member = app.as_role("mia", "member").await;
    assert_eq!(member.get("/settings/rates").await.status, 403);
}

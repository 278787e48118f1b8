//! Subscriptions: what they bring a month, how that moves, and that the movements always sum up to it.
use base::Moment;
use engine::Input;
use serde_json::{Value as Json, json};

use crate::app::{Client, TestApp};
use crate::pages::{follow, toast, words};

async fn subscription(bot: &Client, more: Json) -> String {
    let mut body =
        json!({"name": "Beans", "price": {"amount": "100", "currency": "EUR"}, "started_on": "2026-01-31"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = bot.post_json("/api/v1/subscriptions", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn read(bot: &Client, address: &str) -> Json {
    let answer = bot.get(&format!("/api/v1/{address}")).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

/// Kind and amount of each movement, oldest first.
async fn movements(bot: &Client, id: &str) -> Vec<(String, String)> {
    let all =
        read(bot, &format!("mrr_movements?sort=created_at&filter=subscription%20%3D%20%22{id}%22")).await;
    let text = |json: &Json| json.as_str().unwrap().to_owned();
    all["data"].as_array().unwrap().iter().map(|m| (text(&m["kind"]), text(&m["amount"]["amount"]))).collect()
}

fn is(kind: &str, amount: &str) -> (String, String) {
    (kind.to_owned(), amount.to_owned())
}

#[tokio::test]
async fn every_change_of_what_it_brings_is_a_movement() {
    let app = TestApp::start().await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let id = subscription(&bot, json!({"interval": "quarter", "quantity": 3})).await;
    let made = read(&bot, &format!("subscriptions/{id}")).await;
    assert_eq!((&made["mrr"]["amount"], &made["arr"]["amount"]), (&json!("100.00"), &json!("1200.00")));
    assert_eq!(made["status"], "active");
    let patch = async |body: Json| bot.patch_json(&format!("/api/v1/subscriptions/{id}"), &body).await;
    assert_eq!(patch(json!({"quantity": 6})).await.status, 200);
    assert_eq!(patch(json!({"quantity": 1.5})).await.status, 200);
    let verb = async |verb: &str, body: Json| {
        bot.post_json(&format!("/api/v1/subscriptions/{id}/{verb}"), &body).await
    };
    assert_eq!(verb("pause", json!({})).await.status, 200);
    assert_eq!(verb("resumption", json!({})).await.status, 200);
    assert_eq!(verb("cancellation", json!({"reason": "price"})).await.status, 200);
    let wanted = [
        is("new", "100.00"),
        is("expansion", "100.00"),
        is("contraction", "-150.00"),
        is("churn", "-50.00"),
        is("reactivation", "50.00"),
        is("churn", "-50.00"),
    ];
    assert_eq!(movements(&bot, &id).await, wanted);
    assert_eq!(read(&bot, "metrics/mrr").await["value"], 0);
    assert_eq!(read(&bot, "metrics/mrr_change").await["value"], 0);
    assert_eq!(read(&bot, "metrics/mrr_new").await["value"], 100);
    let by = read(&bot, "metrics/mrr_churn?by=reason").await;
    assert_eq!(by["by"].as_array().unwrap().len(), 2, "a pause has no reason: {by}");
}

#[tokio::test]
async fn undoing_takes_the_movement_back_and_the_sum_stays_true() {
    let app = TestApp::start().await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let id = subscription(&bot, json!({})).await;
    let changed = bot.patch_json(&format!("/api/v1/subscriptions/{id}"), &json!({"quantity": 4})).await;
    let batch = changed.header("rondo-batch").unwrap().to_owned();
    assert_eq!(movements(&bot, &id).await, [is("new", "100.00"), is("expansion", "300.00")]);
    let undone = bot.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await;
    assert!(undone.status.is_success(), "{}", undone.text());
    assert_eq!(movements(&bot, &id).await, [is("new", "100.00")]);
    assert_eq!(read(&bot, &format!("subscriptions/{id}")).await["mrr"]["amount"], "100.00");
    assert_eq!(bot.delete(&format!("/api/v1/subscriptions/{id}")).await.status, 204);
    let sum = read(&bot, "metrics/mrr_change").await;
    assert_eq!(sum["value"], 0, "what is gone brings nothing");
}

#[tokio::test]
async fn a_long_batch_goes_with_all_the_movements_it_made() {
    let app = TestApp::start().await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let (system, batch) = (engine::Actor::system(), base::Id::new());
    let text = |text: &str| engine::Value::Text(text.to_owned());
    let mut work = app.engine.begin(&system).in_batch(batch);
    let price = base::Money { minor: 10_000, currency: base::Currency::EUR };
    let beans = Input::new()
        .with("name", text("Beans"))
        .with("price", engine::Value::Money(price))
        .with("started_on", engine::Value::Date("2026-01-31".parse().unwrap()));
    let id = work.create("subscription", beans).await.unwrap();
    work.commit().await.unwrap();
    // Undone in more than one unit: the subscription grew in a later one than it began in.
    let mut work = app.engine.begin(&system).in_batch(batch);
    for n in 0..600 {
        work.create("competitor", Input::new().with("name", text(&format!("Rival {n}")))).await.unwrap();
    }
    work.commit().await.unwrap();
    let mut work = app.engine.begin(&system).in_batch(batch);
    let more = Input::new().with("quantity", engine::Value::Decimal("3".parse().unwrap()));
    work.update("subscription", id, more, None).await.unwrap();
    work.commit().await.unwrap();
    let id = id.to_string();
    assert_eq!(movements(&bot, &id).await, [is("new", "100.00"), is("expansion", "200.00")]);
    let undone = app.engine.undo(&system, batch, |_| ()).await.unwrap();
    assert_eq!((undone.left, movements(&bot, &id).await), (0, vec![]));
}

#[tokio::test]
async fn a_trial_brings_nothing_and_a_late_end_counts_from_its_day() {
    let app = TestApp::start().await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let today = Moment::now().date(&jiff::tz::TimeZone::UTC);
    let day = |n: i64| today.plus_days(n).to_string();
    let trial = subscription(&bot, json!({"trial_until": day(10), "started_on": day(0)})).await;
    assert_eq!(read(&bot, &format!("subscriptions/{trial}")).await["status"], "trial");
    assert!(movements(&bot, &trial).await.is_empty());
    let kept = subscription(&bot, json!({})).await;
    let later = json!({"reason": "Not used", "on": day(30), "note": "We move"});
    let answer = bot.post_json(&format!("/api/v1/subscriptions/{kept}/cancellation"), &later).await;
    assert_eq!(
        (answer.status.as_u16(), answer.json()["status"].as_str()),
        (200, Some("active")),
        "{}",
        answer.text()
    );
    assert_eq!(movements(&bot, &kept).await, [is("new", "100.00")]);
    let back = bot.post_json(&format!("/api/v1/subscriptions/{kept}/resumption"), &json!({})).await;
    assert_eq!(back.json()["ends_on"], Json::Null);
}

#[tokio::test]
async fn what_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    for (wrong, field) in [
        (json!({"quantity": 0}), "quantity"),
        (json!({"quantity": -1}), "quantity"),
        (json!({"price": {"amount": "-1", "currency": "EUR"}}), "price"),
        (json!({"interval": "fortnight"}), "interval"),
        (json!({"trial_until": "2025-01-01"}), "trial_until"),
        (json!({"mrr": {"amount": "9", "currency": "EUR"}}), "mrr"),
    ] {
        let mut body =
            json!({"name": "X", "price": {"amount": "1", "currency": "EUR"}, "started_on": "2026-01-01"});
        body.as_object_mut().unwrap().extend(wrong.as_object().unwrap().clone());
        let answer = bot.post_json("/api/v1/subscriptions", &body).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["errors"][0]["field"].as_str()),
            (422, Some(field)),
            "{wrong}"
        );
    }
    let id = subscription(&bot, json!({})).await;
    let cancel =
        async |body: Json| bot.post_json(&format!("/api/v1/subscriptions/{id}/cancellation"), &body).await;
    assert_eq!(cancel(json!({})).await.json()["errors"][0]["field"], "cancel_reason");
    assert_eq!(cancel(json!({"reason": "price", "on": "soon"})).await.status, 422);
    assert_eq!(cancel(json!({"reason": "price", "on": "2020-01-01"})).await.status, 422);
    assert_eq!(cancel(json!({"reason": "weather"})).await.status, 422);
    let other = json!({"price": {"amount": "1", "currency": "USD"}});
    assert_eq!(
        bot.patch_json(&format!("/api/v1/subscriptions/{id}"), &other).await.json()["errors"][0]["code"],
        "currency"
    );
    assert_eq!(cancel(json!({"reason": "price"})).await.status, 200);
    assert_eq!(cancel(json!({"reason": "price"})).await.status, 409, "twice");
    assert_eq!(
        bot.post_json("/api/v1/mrr_movements", &json!({"amount": {"amount": "5", "currency": "EUR"}}))
            .await
            .status,
        403
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_begins_later_brings_nothing_yet_and_what_counts_stays() {
    let app = TestApp::start().await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let later = subscription(&bot, json!({"started_on": "2999-01-01"})).await;
    let here = format!("/api/v1/subscriptions/{later}");
    let now = bot.get(&here).await.json();
    assert_eq!((&now["status"], &now["mrr"]["amount"]), (&json!("upcoming"), &json!("0.00")), "{now}");
    assert_eq!(bot.get("/api/v1/mrr_movements").await.json()["data"], json!([]));
    // It is brought forward, and begins.
    assert_eq!(bot.patch_json(&here, &json!({"started_on": "2026-01-01"})).await.status, 200);
    assert_eq!(bot.get(&here).await.json()["status"], "active");
    bot.patch_json(&here, &json!({"started_on": "2999-01-01"})).await.is_problem(422, "invalid");
    let moved = bot.get("/api/v1/mrr_movements").await.json();
    let movement = moved["data"][0]["id"].as_str().unwrap();
    bot.delete(&format!("/api/v1/mrr_movements/{movement}")).await.is_problem(403, "forbidden");
    let huge =
        json!({"name": "X", "quantity": "1000000000", "price": {"amount": "99999999999", "currency": "EUR"}});
    bot.post_json("/api/v1/subscriptions", &huge).await.is_problem(422, "invalid");
}

#[tokio::test]
async fn a_person_cancels_on_the_page() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let id = subscription(&ana, json!({"started_on": "2026-02-01"})).await;
    let page = ana.get(&format!("/subscriptions/{id}")).await;
    assert!(words(&page).contains("Cancel subscription"), "{}", words(&page));
    let form = ana.post(&format!("/subscriptions/{id}/cancellation"), "on=&reason=").await;
    assert_eq!(form.status, 422);
    assert!(words(&form).contains("Say why the customer leaves"));
    let done = ana.post(&format!("/subscriptions/{id}/cancellation"), "on=&reason=price&note=Too+dear").await;
    assert!(toast(&follow(&ana, &done).await).contains("written down"));
    let page = words(&ana.get(&format!("/subscriptions/{id}")).await);
    assert!(page.contains("Cancelled") && page.contains("Too dear"), "{page}");
}

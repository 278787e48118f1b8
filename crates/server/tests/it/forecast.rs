//! The forecast over HTTP: by category, weighted, by history; quotas and adjustments; what is kept at night and what was said.
use base::{Date, Id, Moment, Money};
use engine::{Actor, Input, Value};
use serde_json::{Value as Json, json};

use crate::app::{Answer, TestApp};
use crate::pages::words;

fn today() -> Date {
    Moment::now().to_string()[..10].parse().unwrap()
}

fn at(day: Date) -> Moment {
    format!("{day}T09:00:00Z").parse().unwrap()
}

fn euros(minor: i64) -> Value {
    Value::Money(Money { minor, currency: base::Currency::EUR })
}

fn number(json: &Json) -> f64 {
    json.as_str().unwrap_or_else(|| panic!("{json}")).parse().unwrap()
}

/// Two deals a day for 500 days, each closed 20 to 79 days later: two of three won, worth 100; and their stages on the way.
async fn history(app: &TestApp, owner: Id) {
    let mut work = app.engine.begin(&Actor::system()).importing();
    for n in 0..500_i64 {
        let opened = today().plus_days(-500 + n / 2 * 2);
        work.at(Some(at(opened)));
        let deal = Input::new()
            .with("name", Value::Text(format!("Deal {n}")))
            .with("amount", euros(10_000))
            .with("stage", Value::Text("qualified".to_owned()))
            .with("opened_on", Value::Date(opened))
            .with("owner", Value::Ref(owner));
        let id = work.create("deal", deal).await.unwrap();
        let closed = opened.plus_days(20 + n * 7 % 60);
        if closed < today() {
            work.at(Some(at(closed)));
            let stage = if n % 3 == 0 { "lost" } else { "won" };
            let mut end = Input::new()
                .with("stage", Value::Text(stage.to_owned()))
                .with("closed_at", Value::Moment(at(closed)));
            if stage == "lost" {
                end = end.with("lost_reason", Value::Text("price".to_owned()));
            }
            work.update("deal", id, end, None).await.unwrap();
        }
    }
    work.commit().await.unwrap();
}

async fn get(app: &TestApp, query: &str) -> Json {
    let bot = app.with_token("reader", "manager", &["read", "write"]).await;
    let answer = bot.get(&format!("/api/v1/forecast{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn code(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    answer.json()["errors"][0]["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn without_a_history_nothing_is_said_by_history_and_people_still_are_heard() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let soon = today().iso();
    app.record(
        "deal",
        &[("name", "Sure"), ("amount", "1000"), ("stage", "negotiation"), ("close_date", &soon)],
    )
    .await;
    app.record(
        "deal",
        &[("name", "Perhaps"), ("amount", "500"), ("stage", "proposal"), ("close_date", &soon)],
    )
    .await;
    app.record(
        "deal",
        &[("name", "Said so"), ("amount", "70"), ("stage", "proposal"), ("forecast_category", "commit")],
    )
    .await;
    app.record(
        "deal",
        &[("name", "Left out"), ("amount", "9"), ("stage", "proposal"), ("forecast_category", "omitted")],
    )
    .await;
    let said = get(&app, "").await;
    let total = &said["total"];
    assert_eq!(
        (&total["commit"], &total["best_case"], &total["pipeline"]),
        (&json!("1070.00"), &json!("500.00"), &json!("0.00"))
    );
    assert_eq!(total["weighted"], json!("1142.00"), "80 % of 1,000, 60 % of 500 and of 70");
    assert_eq!(total["history"], Json::Null);
    assert_eq!(said["too_thin"]["reason"], json!("too_few_closed"));
    assert_eq!(said["undated_deals"], json!(1));
    let page = words(&admin.get("/forecast").await);
    assert!(page.contains("too little history to learn from: 0 deals closed"), "{page}");
    assert!(page.contains("€1,070"), "{page}");
}

#[tokio::test]
async fn a_history_tells_open_and_new_deals_apart_with_an_interval_and_its_own_record() {
    let app = TestApp::start().await;
    let owner = app.user("olga", "member").await;
    history(&app, owner).await;
    let said = get(&app, "?by=owner").await;
    let history = &said["total"]["history"];
    let (open, new) = (number(&history["open"]["value"]), number(&history["new"]["value"]));
    let closed = number(&said["total"]["closed"]);
    assert!(open > 0.0 || new > 0.0 || closed > 0.0, "{said}");
    assert!((number(&history["value"]) - open - new - closed).abs() < 0.02, "{history}");
    assert!(
        number(&history["low"]) <= number(&history["value"])
            && number(&history["value"]) <= number(&history["high"])
    );
    let past = said["accuracy"].as_array().unwrap();
    assert!(past.len() >= 3, "{said}");
    let last = &past[0];
    assert_eq!(last["from"], json!("log"));
    let error = last["history"]["error"].as_f64().unwrap();
    assert!(error.abs() < 0.35, "deals came as they always come: {last}");
    // A period that is over holds just what was won in it, as the metric says.
    let bot = app.with_token("teller", "manager", &["read"]).await;
    let key = last["period"].as_str().unwrap();
    let then = get(&app, &format!("?period={key}")).await;
    let (from, to) = (then["from"].as_str().unwrap(), then["to"].as_str().unwrap());
    let metric = bot.get(&format!("/api/v1/metrics/won_revenue?from={from}&to={to}")).await.json();
    assert!((number(&then["total"]["closed"]) - metric["value"].as_f64().unwrap()).abs() < 0.005);
    assert_eq!(then["total"]["closed"], last["came"]);
    let page = words(&app.as_admin().await.get("/forecast").await);
    assert!(page.contains("How good it was") && page.contains("4 of 5 cases"), "{page}");
}

#[tokio::test]
async fn what_was_kept_at_night_is_what_the_log_says_of_that_night() {
    let app = TestApp::start().await;
    let owner = app.user("olga", "member").await;
    history(&app, owner).await;
    let yesterday = today().plus_days(-1);
    assert!(sales::forecast::keep(&app.engine, yesterday).await.unwrap());
    assert!(!sales::forecast::keep(&app.engine, yesterday).await.unwrap(), "once a day");
    // Whatever happens today changes nothing about yesterday.
    app.record("deal", &[("name", "Today's"), ("amount", "99999"), ("stage", "negotiation")]).await;
    let said = get(&app, &format!("?as_of={yesterday}&by=owner")).await;
    let period = said["period"].as_str().unwrap().to_owned();
    let kept =
        app.engine.kept_figures(sales::forecast::SERIES, yesterday, &format!("{period}|*|")).await.unwrap();
    let of = |method: &str| {
        kept.iter().find(|k| k.key.ends_with(&format!("|{method}"))).unwrap().value as f64 / 100.0
    };
    let total = &said["total"];
    for (method, value) in [
        ("closed", &total["closed"]),
        ("commit", &total["commit"]),
        ("best_case", &total["best_case"]),
        ("pipeline", &total["pipeline"]),
        ("weighted", &total["weighted"]),
        ("open", &total["history"]["open"]["value"]),
        ("new", &total["history"]["new"]["value"]),
        ("history", &total["history"]["value"]),
    ] {
        assert!((of(method) - number(value)).abs() < 0.011, "{method}: {} {value}", of(method));
    }
    let one = app
        .engine
        .kept_figures(sales::forecast::SERIES, yesterday, &format!("{period}|{owner}|"))
        .await
        .unwrap();
    assert_eq!(one.len(), 8, "a figure for each method of each owner: {one:?}");
}

#[tokio::test]
async fn the_job_of_the_night_keeps_yesterday() {
    let app = TestApp::start().await;
    app.record("deal", &[("name", "One"), ("amount", "10")]).await;
    app.engine.run_due_jobs_once().await.unwrap();
    let yesterday = today().plus_days(-1);
    let kept = app.engine.kept_figures(sales::forecast::SERIES, yesterday, "").await.unwrap();
    assert!(kept.iter().any(|k| k.key.ends_with("|*|closed")), "{kept:?}");
}

#[tokio::test]
async fn nights_in_which_nothing_ran_are_made_up_for_from_the_log() {
    let app = TestApp::start().await;
    let owner = app.user("olga", "member").await;
    history(&app, owner).await;
    let yesterday = today().plus_days(-1);
    assert!(sales::forecast::keep(&app.engine, yesterday.plus_days(-4)).await.unwrap());
    app.engine.run_due_jobs_once().await.unwrap();
    for ago in 0..4 {
        let day = yesterday.plus_days(-ago);
        let said = get(&app, &format!("?as_of={day}")).await;
        let prefix = format!("{}|*|", said["period"].as_str().unwrap());
        let kept = app.engine.kept_figures(sales::forecast::SERIES, day, &prefix).await.unwrap();
        let weighted = kept.iter().find(|k| k.key.ends_with("|weighted")).unwrap().value as f64 / 100.0;
        assert!((weighted - number(&said["total"]["weighted"])).abs() < 0.011, "{day}: {weighted}");
    }
}

#[tokio::test]
async fn quotas_and_adjustments_are_managers_to_keep_and_stand_beside_the_forecast() {
    let app = TestApp::start().await;
    let manager = app.with_token("mona", "manager", &["read", "write"]).await;
    let seller = app.user("sam", "member").await;
    let period = get(&app, "").await["period"].as_str().unwrap().to_owned();
    let quota = |person: Json, amount: &str| json!({"period": period, "person": person, "amount": {"amount": amount, "currency": "EUR"}});
    for body in [quota(json!(seller.to_string()), "1000"), quota(Json::Null, "5000")] {
        let made = manager.post_json("/api/v1/quotas", &body).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    let adjustment = json!({"period": period, "person": seller.to_string(), "amount": {"amount": "-50", "currency": "EUR"}, "reason": "Two budgets were cut"});
    let made = manager.post_json("/api/v1/forecast_adjustments", &adjustment).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let said = get(&app, "").await;
    assert_eq!((&said["total"]["quota"], &said["total"]["adjusted"]), (&json!("5000.00"), &json!("-50.00")));
    let row = &said["rows"][0];
    assert_eq!(
        (&row["label"], &row["quota"], &row["gap"]),
        (&json!("sam"), &json!("1000.00"), &json!("1050.00"))
    );
    let batch = made.header("rondo-batch").unwrap().to_owned();
    assert_eq!(manager.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await.status, 200);
    assert_eq!(get(&app, "").await["total"]["adjusted"], json!("0.00"));
    let member = app.with_token("mia", "member", &["read", "write"]).await;
    assert_eq!(code(&member.post_json("/api/v1/quotas", &quota(Json::Null, "1")).await), "managers");
    for (body, code_) in [
        (quota(Json::Null, "-1"), "negative"),
        (json!({"period": "soon", "amount": "1"}), "period"),
        (json!({"period": period, "amount": "0", "reason": "x"}), "nothing"),
    ] {
        let to = if body.get("reason").is_some() { "forecast_adjustments" } else { "quotas" };
        assert_eq!(code(&manager.post_json(&format!("/api/v1/{to}"), &body).await), code_);
    }
    let without = json!({"period": period, "amount": "1"});
    assert_eq!(code(&manager.post_json("/api/v1/forecast_adjustments", &without).await), "required");
}

#[tokio::test]
async fn what_makes_no_sense_is_refused_by_name() {
    let app = TestApp::start().await;
    let bot = app.with_token("bot", "member", &["read"]).await;
    let tomorrow = today().plus_days(2).iso();
    for (query, wanted) in [
        ("period=soon", "period"),
        ("period=2026-Q5", "period"),
        ("as_of=yesterday", "date"),
        (&*format!("as_of={tomorrow}"), "future"),
        ("period=9999-Q4", "far"),
        ("by=moon", "by"),
        ("pipeline=none_such", "unknown"),
    ] {
        assert_eq!(code(&bot.get(&format!("/api/v1/forecast?{query}")).await), wanted, "{query}");
    }
}

#[tokio::test]
async fn a_deal_in_another_currency_counts_at_the_days_rate_or_is_named() {
    let app = TestApp::start().await;
    let usd = base::Currency::parse("USD").unwrap();
    let rate =
        engine::rates::DayRate { currency: usd, day: today().plus_days(-3), rate: "1.25".parse().unwrap() };
    app.engine.put_rates(&Actor::system(), &[rate], "test").await.unwrap();
    app.record("deal", &[("name", "Abroad"), ("amount", "125 USD"), ("stage", "negotiation")]).await;
    app.record("deal", &[("name", "Far away"), ("amount", "125 CHF"), ("stage", "negotiation")]).await;
    let said = get(&app, "").await;
    assert_eq!(said["total"]["commit"], json!("100.00"));
    assert_eq!(said["not_converted"], json!(1));
}

#[tokio::test]
async fn numbers_on_the_page_open_into_their_deals() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    app.record("deal", &[("name", "Sure thing"), ("amount", "1000"), ("stage", "negotiation")]).await;
    app.record("deal", &[("name", "Not so sure"), ("amount", "10"), ("stage", "prospecting")]).await;
    let page = admin.get("/forecast").await.text();
    let link = page
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .find(|href| href.starts_with("/deals?filter=") && href.contains("commit"))
        .unwrap()
        .replace("&amp;", "&");
    let list = words(&admin.get(&link).await);
    assert!(list.contains("Sure thing") && !list.contains("Not so sure"), "{link}");
}

#[tokio::test]
async fn the_ends_of_the_calendar_are_days_like_others() {
    let app = TestApp::start().await;
    app.record("deal", &[("name", "Sure thing"), ("amount", "1000"), ("stage", "negotiation")]).await;
    let admin = app.as_admin().await;
    for (query, status) in [
        ("as_of=0001-01-01", 200),
        ("as_of=0001-01-01&period=0001-Q1", 200),
        ("as_of=9999-12-31", 422),
        ("period=9999-Q4", 422),
        ("period=0001-01", 200),
    ] {
        assert_eq!(admin.get(&format!("/api/v1/forecast?{query}")).await.status, status, "{query}");
    }
}

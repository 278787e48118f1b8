//! Amounts in several currencies: each at the rate of its day, none lost, none taken for another.
use base::{Currency, Date, Money, Rate};
use engine::Actor;
use engine::metric::{MetricAnswer, MetricQuery};
use engine::rates::{DayRate, RatesDone};
use serde_json::json;

use crate::world::{World, problems};

fn of(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn rate(code: &str, day: &str, per_euro: &str) -> DayRate {
    DayRate { currency: of(code), day: day.parse().unwrap(), rate: per_euro.parse().unwrap() }
}

async fn won(w: &World, name: &str, amount: &str, currency: &str, closed: &str) {
    let amount = json!({"amount": amount, "currency": currency});
    w.create("deal", json!({"name": name, "stage": "won", "amount": amount, "closed_at": closed})).await;
}

async fn ask(w: &World, name: &str, by: &str) -> MetricAnswer {
    let query = MetricQuery { by: Some(by.to_owned()).filter(|b| !b.is_empty()), ..MetricQuery::default() };
    w.engine.metric(&Actor::system(), name, &query).await.unwrap()
}

async fn put(w: &World, rates: &[DayRate]) -> RatesDone {
    w.engine.put_rates(&Actor::system(), rates, "test").await.unwrap()
}

#[tokio::test]
async fn without_rates_currencies_stay_apart() {
    let w = World::new().await;
    won(&w, "a", "100", "EUR", "2026-03-02T12:00:00Z").await;
    won(&w, "b", "125", "USD", "2026-03-02T12:00:00Z").await;
    let answer = ask(&w, "won_revenue", "").await;
    assert_eq!((answer.reading.value.clone(), answer.reading.by_currency.len()), (None, 2));
    assert_eq!(answer.conversion, None);
}

#[tokio::test]
async fn each_amount_counts_at_the_rate_of_its_day_or_of_the_last_within_a_week() {
    let w = World::new().await;
    put(
        &w,
        &[
            rate("USD", "2026-03-02", "1.25"),
            rate("USD", "2026-03-06", "2"),
            rate("JPY", "2026-03-02", "160"),
        ],
    )
    .await;
    won(&w, "on the day", "125", "USD", "2026-03-02T12:00:00Z").await;
    won(&w, "on a sunday", "125", "USD", "2026-03-08T12:00:00Z").await;
    won(&w, "seven days on", "2", "USD", "2026-03-13T23:59:59Z").await;
    won(&w, "eight days on", "2", "USD", "2026-03-14T00:00:00Z").await;
    won(&w, "before any", "2", "USD", "2026-03-01T12:00:00Z").await;
    won(&w, "yen", "1600", "JPY", "2026-03-03T12:00:00Z").await;
    won(&w, "francs", "1", "CHF", "2026-03-03T12:00:00Z").await;
    won(&w, "own", "0.50", "EUR", "2020-03-03T12:00:00Z").await;
    let answer = ask(&w, "won_revenue", "").await;
    // 100 + 62.50 + 1 + 10 + 0.50
    assert_eq!(answer.reading.value.as_deref(), Some("174.00"));
    assert_eq!(answer.reading.currency, Some(Currency::EUR));
    let said: Vec<(String, i64, i64)> =
        answer.reading.converted.iter().map(|c| (c.currency.to_string(), c.counted, c.left)).collect();
    assert_eq!(said, [("USD".to_owned(), 3, 2), ("CHF".to_owned(), 0, 1), ("JPY".to_owned(), 1, 0)]);
    let json = answer.to_json();
    assert_eq!(json["converted"][1], json!({"currency": "CHF", "counted": 0, "not_counted": 1}));
    assert_eq!(json["conversion"]["last_rate"], json!("2026-03-06"));
    let days = ask(&w, "won_revenue", "day").await;
    let sum: f64 =
        days.by.iter().map(|r| r.reading.value.as_deref().unwrap_or("0").parse::<f64>().unwrap()).sum();
    assert!((sum - 174.0).abs() < 1e-9, "the parts make the whole");
    let mean = ask(&w, "average_deal_size", "").await;
    assert_eq!(mean.reading.currency, Some(Currency::EUR));
}

#[tokio::test]
async fn the_day_of_an_instant_is_the_workspaces() {
    let w = World::new().await;
    let zone = json!({"time_zone": "Europe/Berlin"});
    w.engine.set_settings(&Actor::system(), zone.as_object().unwrap()).await.unwrap();
    put(
        &w,
        &[rate("USD", "2026-06-29", "2"), rate("USD", "2026-06-30", "4"), rate("USD", "2026-12-30", "8")],
    )
    .await;
    won(&w, "still the 29th there", "8", "USD", "2026-06-29T21:59:59Z").await;
    won(&w, "the 30th there", "8", "USD", "2026-06-29T22:00:00Z").await;
    won(&w, "winter", "8", "USD", "2026-12-29T23:00:00Z").await;
    assert_eq!(ask(&w, "won_revenue", "").await.reading.value.as_deref(), Some("7.00"));
}

#[tokio::test]
async fn a_million_and_one_cents_are_converted_as_one_by_one_in_rust() {
    let w = World::new().await;
    let (usd, chf) = (rate("USD", "2026-03-02", "1.0891"), rate("CHF", "2026-03-02", "0.9417"));
    put(&w, &[usd, chf]).await;
    let own = json!({"currency": "CHF"});
    w.engine.set_settings(&Actor::system(), own.as_object().unwrap()).await.unwrap();
    let (mut wanted, franc) = (0, of("CHF"));
    for minor in [1, 2, 57, 115, 99_999, 1_234_567_890_123] {
        let usd_amount = Money { minor, currency: of("USD") };
        wanted += usd_amount.convert(usd.rate, franc, chf.rate).unwrap().minor;
        won(&w, "x", &usd_amount.amount(), "USD", "2026-03-02T12:00:00Z").await;
        let euros = Money { minor, currency: Currency::EUR };
        wanted += euros.convert(Rate::ONE, franc, chf.rate).unwrap().minor;
        won(&w, "y", &euros.amount(), "EUR", "2026-03-02T12:00:00Z").await;
    }
    let answer = ask(&w, "won_revenue", "").await;
    assert_eq!(answer.reading.value, Some(Money { minor: wanted, currency: franc }.amount()));
}

#[tokio::test]
async fn what_does_not_fit_is_named_and_not_counted() {
    let w = World::new().await;
    put(&w, &[rate("USD", "2026-03-02", "0.000001")]).await;
    won(&w, "a", "90000000000000000", "USD", "2026-03-02T12:00:00Z").await;
    won(&w, "b", "0.01", "EUR", "2026-03-02T12:00:00Z").await;
    let answer = ask(&w, "won_revenue", "").await;
    assert_eq!(answer.reading.value.as_deref(), Some("0.01"));
    assert_eq!(answer.reading.converted[0].left, 1);
}

#[tokio::test]
async fn rates_may_come_again_and_wrong_ones_change_nothing() {
    let w = World::new().await;
    let two = [rate("USD", "2026-03-02", "1.25"), rate("CHF", "2026-03-02", "0.95")];
    assert_eq!(put(&w, &two).await, RatesDone { added: 2, changed: 0, same: 0 });
    assert_eq!(put(&w, &two).await, RatesDone { added: 0, changed: 0, same: 2 });
    let changed = [rate("USD", "2026-03-02", "1.26"), rate("CHF", "2026-03-02", "0.95")];
    assert_eq!(put(&w, &changed).await, RatesDone { added: 0, changed: 1, same: 1 });
    let twice = [rate("USD", "2026-03-03", "1"), rate("USD", "2026-03-03", "2")];
    let refused = w.engine.put_rates(&Actor::system(), &twice, "test").await;
    assert_eq!(problems(refused), [("day".to_owned(), "twice")]);
    assert_eq!(w.engine.rates(None, Some("2026-03-03".parse::<Date>().unwrap()), None, 9).await.unwrap(), []);
    let member = w.user("mia", "member").await;
    assert!(w.engine.put_rates(&member, &two, "test").await.is_err());
    w.settle().await;
    let events = w.engine.events_after(&Actor::system(), 0, None, 1_000).await.unwrap().0;
    assert_eq!(
        events.iter().filter(|e| e.object == "rate").count(),
        2,
        "one for each write that changed something"
    );
}

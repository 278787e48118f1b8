//! Numbers that are exact and open into exactly the records behind them.
use base::Error;
use engine::Actor;
use engine::metric::{MetricAnswer, MetricQuery};
use serde_json::{Value as Json, json};

use crate::world::{World, list, problems};

/// Nine deals: won, lost and open, in two sectors, one without an amount.
async fn deals(w: &World) {
    let retail = w.create("company", json!({"name": "R", "sector": "retail"})).await;
    let software = w.create("company", json!({"name": "S", "sector": "software"})).await;
    for (name, stage, amount, closed, days, company) in [
        ("a", "won", Some("1000.10"), Some("2017-01-31T12:00:00Z"), Some(10), Some(retail)),
        ("b", "won", Some("2000.20"), Some("2017-03-31T23:00:00Z"), Some(20), Some(retail)),
        ("c", "won", Some("0.03"), Some("2017-04-01T00:00:00Z"), Some(21), Some(software)),
        ("d", "won", None, Some("2017-12-31T23:59:59Z"), None, None),
        ("e", "lost", Some("9.99"), Some("2017-02-01T12:00:00Z"), Some(5), Some(software)),
        ("f", "lost", None, Some("2017-05-01T12:00:00Z"), None, None),
        ("g", "lost", None, Some("2018-05-01T12:00:00Z"), None, Some(retail)),
        ("h", "new", Some("77"), None, None, Some(retail)),
        ("i", "new", None, None, None, None),
    ] {
        let mut deal = json!({"name": name, "stage": stage, "company": company, "closed_at": closed, "cycle_days": days});
        if let (Some(amount), Some(map)) = (amount, deal.as_object_mut()) {
            map.insert("amount".to_owned(), json!({"amount": amount, "currency": "EUR"}));
        }
        w.create("deal", deal).await;
    }
}

async fn ask(w: &World, name: &str, from: &str, to: &str, by: &str) -> MetricAnswer {
    let query = MetricQuery {
        from: from.parse().ok(),
        to: to.parse().ok(),
        by: (!by.is_empty()).then(|| by.to_owned()),
        ..MetricQuery::default()
    };
    let answer = w.engine.metric(&Actor::system(), name, &query).await.unwrap();
    // Whatever is asked, the answer opens into just the records that were counted.
    let count =
        async |filter: &str| list(&w.engine, &Actor::system(), "deals", filter).await.unwrap().len() as i64;
    assert_eq!(count(&answer.filter).await, answer.count, "{}", answer.filter);
    for row in &answer.by {
        assert_eq!(count(&row.filter).await, row.count, "{}", row.filter);
    }
    answer
}

async fn value(w: &World, name: &str) -> String {
    ask(w, name, "", "", "").await.reading.value.unwrap()
}

fn parts(answer: &MetricAnswer) -> Vec<(&str, &str, i64)> {
    answer.by.iter().map(|r| (r.key.as_str(), r.reading.value.as_deref().unwrap_or("-"), r.count)).collect()
}

#[tokio::test]
async fn sums_means_medians_and_shares_are_exact() {
    let w = World::new().await;
    deals(&w).await;
    assert_eq!(value(&w, "won_revenue").await, "3000.33");
    assert_eq!(value(&w, "average_deal_size").await, "1000.11");
    assert_eq!(value(&w, "median_deal_size").await, "1000.10");
    assert_eq!(value(&w, "win_rate").await, "0.5714285714");
    assert_eq!(value(&w, "sales_cycle_days").await, "17");
    assert_eq!(ask(&w, "average_deal_size", "", "", "").await.count, 3, "only deals with an amount");
}

#[tokio::test]
async fn a_period_has_its_last_day_whole() {
    let w = World::new().await;
    deals(&w).await;
    let answer = ask(&w, "won_revenue", "2017-01-01", "2017-03-31", "").await;
    assert_eq!((answer.reading.value.as_deref(), answer.count), (Some("3000.30"), 2));
    let json = answer.to_json();
    assert_eq!(json["value"], json!(3000.3));
    assert_eq!(
        (&json["currency"], &json["unit"], &json["version"]),
        (&json!("EUR"), &json!("money"), &json!(1))
    );
    assert!(
        json["records"]
            .as_str()
            .unwrap()
            .starts_with("/api/v1/deals?filter=stage%20%3D%20%22won%22%20AND%20")
    );
}

#[tokio::test]
async fn a_metric_splits_by_time_by_field_and_by_the_field_of_a_link() {
    let w = World::new().await;
    deals(&w).await;
    let quarters = ask(&w, "won_revenue", "", "", "quarter").await;
    let wanted = [("2017-Q1", "3000.30", 2), ("2017-Q2", "0.03", 1), ("2017-Q4", "0.00", 1)];
    assert_eq!(parts(&quarters), wanted);
    let sectors = ask(&w, "win_rate", "", "", "company.sector").await;
    assert_eq!(parts(&sectors), [("retail", "0.6666666667", 3), ("software", "0.5", 2), ("", "0.5", 2)]);
    assert_eq!(ask(&w, "won_revenue", "", "", "closed_at.year").await.by[0].key, "2017");
    let stages = ask(&w, "deals_by_stage", "", "", "").await;
    assert_eq!(parts(&stages), [("new", "2", 2), ("won", "4", 4), ("lost", "3", 3)]);
    let companies = ask(&w, "won_revenue", "", "", "company").await;
    assert_eq!(companies.by.iter().map(|r| r.label.as_str()).collect::<Vec<_>>(), ["R", "S", ""]);
}

#[tokio::test]
async fn each_part_splits_once_more_into_its_own_records() {
    let w = World::new().await;
    deals(&w).await;
    let query = MetricQuery {
        by: Some("quarter".to_owned()),
        then: Some("company.sector".to_owned()),
        ..MetricQuery::default()
    };
    let answer = w.engine.metric(&Actor::system(), "won_revenue", &query).await.unwrap();
    for whole in &answer.by {
        assert_eq!(whole.parts.iter().map(|p| p.count).sum::<i64>(), whole.count, "{}", whole.key);
        for part in &whole.parts {
            let behind = list(&w.engine, &Actor::system(), "deals", &part.filter).await.unwrap();
            assert_eq!(behind.len() as i64, part.count, "{}", part.filter);
        }
    }
    let json = answer.to_json();
    assert_eq!(json["then"], json!("company.sector"));
    assert_eq!(json["by"][0]["by"][0]["key"], json!("retail"));
}

#[tokio::test]
async fn nine_of_ten_and_portions_are_exact() {
    let w = World::new().await;
    deals(&w).await;
    assert_eq!(value(&w, "sales_cycle_p90").await, "21");
    // 3,000.33 over a mean of 17 days.
    assert_eq!(value(&w, "velocity").await, "176.49");
    assert_eq!(value(&w, "win_rate_by_value").await, "0.9966814159");
}

#[tokio::test]
async fn a_filter_of_the_caller_narrows_it_down_whatever_it_says() {
    let w = World::new().await;
    deals(&w).await;
    let filter = Some("company.sector = \"retail\" OR company IS NULL".to_owned());
    let query = MetricQuery { filter, by: Some("month".to_owned()), ..MetricQuery::default() };
    let answer = w.engine.metric(&Actor::system(), "won_revenue", &query).await.unwrap();
    assert_eq!((answer.reading.value.as_deref(), answer.count), (Some("3000.30"), 3));
    let behind = list(&w.engine, &Actor::system(), "deals", &answer.filter).await.unwrap();
    assert_eq!(behind.len(), 3);
}

#[tokio::test]
async fn nothing_is_nothing_and_not_zero_where_it_is_a_mean() {
    let w = World::new().await;
    let json = async |name: &str| -> Json { ask(&w, name, "", "", "").await.to_json()["value"].clone() };
    assert_eq!(json("won_revenue").await, json!(0));
    assert_eq!(json("average_deal_size").await, Json::Null);
    assert_eq!(json("win_rate").await, Json::Null);
}

#[tokio::test]
async fn two_currencies_are_not_added_up() {
    let w = World::new().await;
    for (amount, currency) in [("10", "EUR"), ("5", "USD"), ("2.50", "EUR")] {
        let amount = json!({"amount": amount, "currency": currency});
        let closed = "2017-01-31T12:00:00Z";
        w.create("deal", json!({"name": "x", "stage": "won", "amount": amount, "closed_at": closed})).await;
    }
    let json = ask(&w, "won_revenue", "", "", "").await.to_json();
    assert_eq!(json["value"], Json::Null);
    assert_eq!(
        json["by_currency"],
        json!([{"currency": "EUR", "value": 12.5}, {"currency": "USD", "value": 5}])
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_said() {
    let w = World::new().await;
    let ask = async |name: &str, query: MetricQuery| w.engine.metric(&Actor::system(), name, &query).await;
    assert!(matches!(ask("nonsense", MetricQuery::default()).await, Err(Error::NotFound)));
    let period = MetricQuery { from: "2017-01-01".parse().ok(), ..MetricQuery::default() };
    assert_eq!(problems(ask("deals_by_stage", period).await)[0].1, "no_date");
    let by = MetricQuery { by: Some("colour".to_owned()), ..MetricQuery::default() };
    assert_eq!(problems(ask("won_revenue", by).await)[0].0, "by");
    let filter = MetricQuery { filter: Some("colour = 1".to_owned()), ..MetricQuery::default() };
    assert_eq!(problems(ask("won_revenue", filter).await)[0].0, "filter");
}

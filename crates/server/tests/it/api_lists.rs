//! Lists through the API: filter, order, pages, counts, figures, and what is said about wrong questions.
use std::collections::HashSet;

use serde_json::{Value as Json, json};

use crate::app::{Client, TestApp};

/// Seven deals of two companies.
async fn deals(app: &TestApp) -> Client {
    let ana = app.as_user("ana").await;
    let mut companies = Vec::new();
    for name in ["Acme", "Größe AG"] {
        companies.push(app.record("company", &[("name", name)]).await.to_string());
    }
    for i in 0..7 {
        let stage = if i % 3 == 0 { "won" } else { "proposal" };
        let deal = json!({"name": format!("Deal {i}"), "amount": {"amount": format!("{}", i * 100), "currency": "EUR"}, "stage": stage, "company": companies[i % 2]});
        assert_eq!(ana.post_json("/api/v1/deals", &deal).await.status, 201);
    }
    ana
}

fn names(list: &Json) -> Vec<String> {
    list["data"].as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_double() {
    let app = TestApp::start().await;
    let ana = deals(&app).await;
    let (mut seen, mut next, mut pages) = (HashSet::new(), String::new(), 0);
    loop {
        let list = ana
            .get(&format!("/api/v1/deals?sort=company.name,-amount&limit=3&count=true&cursor={next}"))
            .await
            .json();
        assert_eq!(list["count"], 7);
        for deal in list["data"].as_array().unwrap() {
            assert!(seen.insert(deal["id"].as_str().unwrap().to_owned()));
        }
        pages += 1;
        match list["next"].as_str() {
            Some(cursor) => next = cursor.to_owned(),
            None => break,
        }
    }
    assert_eq!((seen.len(), pages), (7, 3));
}

#[tokio::test]
async fn the_past_has_pages_too() {
    let app = TestApp::start().await;
    let ana = deals(&app).await;
    let now = base::Moment::now().plus_seconds(1).to_string();
    let today = ana
        .get("/api/v1/deals?sort=-amount&filter=company.name=%22Acme%22&fields=name,company.name")
        .await
        .json();
    let (mut data, mut next) = (Vec::new(), String::new());
    loop {
        let page = ana.get(&format!("/api/v1/deals?sort=-amount&filter=company.name=%22Acme%22&fields=name,company.name&limit=2&as_of={now}&cursor={next}")).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let page = page.json();
        data.extend(page["data"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(cursor) => next = cursor.to_owned(),
            None => break,
        }
    }
    assert_eq!(Json::Array(data), today["data"]);
}

#[tokio::test]
async fn filters_find_and_sort_orders() {
    let app = TestApp::start().await;
    let ana = deals(&app).await;
    let list =
        ana.get("/api/v1/deals?filter=stage=won%20AND%20amount%3E=300&sort=-amount&fields=name").await.json();
    assert_eq!(names(&list), ["Deal 6", "Deal 3"]);
    let list = ana.get("/api/v1/companies?filter=name~%22grosse%22").await.json();
    assert_eq!(names(&list), ["Größe AG"]);
    let list = ana.get("/api/v1/companies?filter=deals.count(stage=won)%3E1").await.json();
    assert_eq!(names(&list), ["Acme"]);
}

#[tokio::test]
async fn a_wrong_filter_says_where_what_and_which_name_is_near() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let answer = ana.get("/api/v1/deals?filter=name=%22a%22%20AND%20amont%3E1").await;
    answer.is_problem(422, "invalid");
    let body = answer.json();
    assert_eq!((&body["position"], &body["nearest"]), (&json!(13), &json!("amount")), "{body}");
    let answer = ana.get("/api/v1/deals?filter=name%20%3D").await;
    answer.is_problem(422, "invalid");
    assert!(answer.json()["expected"].as_array().is_some_and(|e| !e.is_empty()), "{}", answer.text());
    for filter in ["close_date=soon", "amount~%22a%22", "(((", "stage=nostage", "owner.name.x=1"] {
        ana.get(&format!("/api/v1/deals?filter={filter}")).await.is_problem(422, "invalid");
    }
}

#[tokio::test]
async fn parameters_nobody_knows_are_named() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let answer = ana.get("/api/v1/deals?fliter=x&limit=0").await;
    answer.is_problem(422, "invalid");
    assert_eq!(answer.json()["errors"][0]["field"], "fliter");
    for query in [
        "limit=501",
        "sort=nme",
        "sort=tags",
        "fields=nme",
        "cursor=xyz",
        "count=maybe",
        "as_of=yesterday",
        "filter=%FF",
    ] {
        ana.get(&format!("/api/v1/deals?{query}")).await.is_problem(422, "invalid");
    }
}

#[tokio::test]
async fn figures_stand_in_groups_that_open() {
    let app = TestApp::start().await;
    let ana = deals(&app).await;
    let totals = ana.get("/api/v1/deals/totals?by=company.name&measure=sum(amount),average(amount)").await;
    assert_eq!(totals.status, 200, "{}", totals.text());
    let rows = totals.json()["data"].as_array().unwrap().clone();
    let acme = rows.iter().find(|r| r["by"][0]["label"] == "Acme").unwrap();
    assert_eq!(acme["figures"]["sum(amount)"], json!({"amount": "1200.00", "currency": "EUR"}));
    assert_eq!(acme["figures"]["average(amount)"], json!({"amount": "300.00", "currency": "EUR"}));
    let filter: String = acme["by"][0]["filter"].as_str().unwrap().replace(' ', "%20").replace('"', "%22");
    let behind = ana.get(&format!("/api/v1/deals?count=true&filter={filter}")).await.json();
    assert_eq!(behind["count"], acme["count"]);
    ana.get("/api/v1/deals/totals?measure=sum(name)").await.is_problem(422, "invalid");
}

#[tokio::test]
async fn a_metric_opens_into_its_records() {
    let app = TestApp::start().await;
    let ana = deals(&app).await;
    let list = ana.get("/api/v1/metrics").await.json();
    assert!(list["data"].as_array().unwrap().iter().any(|m| m["name"] == "won_revenue"));
    let won = ana.get("/api/v1/metrics/won_deals?by=company.name").await.json();
    assert_eq!((&won["value"], won["by"].as_array().map(Vec::len)), (&json!(3), Some(2)), "{won}");
    let behind = ana.get(&format!("{}&count=true", won["records"].as_str().unwrap())).await.json();
    assert_eq!(behind["count"], 3);
    ana.get("/api/v1/metrics/nothing").await.is_problem(404, "not_found");
    ana.get("/api/v1/metrics/won_deals?from=0000-01-01").await.is_problem(422, "invalid");
    let wrong = ana.get("/api/v1/metrics/won_deals?filter=amont%3E1").await;
    assert_eq!(wrong.json()["nearest"], "amount", "{}", wrong.text());
}

#[tokio::test]
async fn search_finds_across_objects() {
    let app = TestApp::start().await;
    let ana = deals(&app).await;
    let hits = ana.get("/api/v1/search?q=gros").await.json();
    assert_eq!(hits["data"][0]["title"], "Größe AG", "{hits}");
    assert_eq!(ana.get("/api/v1/search?q=acme&objects=deals").await.json()["data"], json!([]));
    ana.get("/api/v1/search?q=acme&objects=nothings").await.is_problem(422, "invalid");
}

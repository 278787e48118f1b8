//! Dashboards, the catalogue of metrics and goals: what they show is what the metrics say, to whom they are shown, and that
//! nothing leaks through a link.
use base::Id;
use serde_json::{Value as Json, json};

use crate::app::{Client, TestApp};
use crate::pages::{enc, follow, toast, words};

/// Deals of two owners, closed today and open.
async fn deals(app: &TestApp, ana: Id, bo: Id) {
    for (name, stage, amount, owner) in [
        ("A", "won", "1000.50", ana),
        ("B", "won", "500", bo),
        ("C", "lost", "700", ana),
        ("D", "proposal", "300", bo),
        ("E", "negotiation", "200", ana),
    ] {
        let owner = owner.to_string();
        app.record("deal", &[("name", name), ("stage", stage), ("amount", amount), ("owner", &owner)]).await;
    }
}

async fn dashboard(who: &Client, more: Json) -> String {
    let mut body = json!({"name": "Monday"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = who.post_json("/api/v1/dashboards", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

async fn read(who: &Client, address: &str) -> Json {
    let answer = who.get(address).await;
    assert_eq!(answer.status, 200, "{address}: {}", answer.text());
    answer.json()
}

#[tokio::test]
async fn every_number_of_a_dashboard_is_the_metrics_and_opens_into_its_records() {
    let app = TestApp::start().await;
    let (ana, bo) = (app.as_user("ana").await, app.as_user("bo").await);
    deals(&app, ana.id.unwrap(), bo.id.unwrap()).await;
    let shown = read(&ana, "/api/v1/dashboards/sales/figures").await;
    let cards = shown["data"].as_array().unwrap();
    assert_eq!(cards.len(), 12);
    let (from, to) = (shown["from"].as_str().unwrap(), shown["to"].as_str().unwrap());
    for card in cards {
        let figure = &card["figure"];
        let name = figure["name"].as_str().unwrap_or_else(|| panic!("{card}"));
        let by = figure["split"].as_str().map(|by| format!("&by={by}")).unwrap_or_default();
        let days = if card["from"].is_null() {
            String::new()
        } else {
            format!("&from={}&to={}", card["from"].as_str().unwrap(), card["to"].as_str().unwrap())
        };
        let alone = read(&ana, &format!("/api/v1/metrics/{name}?{}{by}", days.trim_start_matches('&'))).await;
        assert_eq!((&figure["value"], &figure["count"]), (&alone["value"], &alone["count"]), "{name}");
        for row in figure["by"].as_array().unwrap() {
            let records = read(&ana, &format!("{}&count=true", row["records"].as_str().unwrap())).await;
            assert_eq!(records["count"], row["count"], "{name} {row}");
        }
    }
    let page = ana.get("/dashboards/sales").await;
    assert!(words(&page).contains("€1,501") || words(&page).contains("€1,500.50"), "{}", words(&page));
    assert!(page.text().contains(&format!("closed_at+%3E%3D+{from}")), "opens into its records until {to}");
}

#[tokio::test]
async fn a_copy_of_a_shipped_dashboard_is_ones_own_and_changed_card_by_card() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    deals(&app, ana.id.unwrap(), ana.id.unwrap()).await;
    let copied = ana.post("/dashboards/sales/copy", "").await;
    let page = follow(&ana, &copied).await;
    assert!(toast(&page).contains("yours"), "{}", toast(&page));
    let here = copied.header("location").unwrap().to_owned();
    let form = ana.get(&format!("{here}/cards/new?metric=won_revenue")).await;
    assert!(words(&form).contains("Sum of the amounts of deals won"), "{}", words(&form));
    let version = |page: &crate::app::Answer| crate::pages::attribute(page, "name=\"version\"", "value");
    let add = format!(
        "version={}&metric=won_deals&chart=bar&by=company.sector&title=By+sector&width=6",
        version(&form)
    );
    let added = ana.post(&format!("{here}/cards/new"), &add).await;
    assert!(toast(&follow(&ana, &added).await).contains("added"));
    // The page the form came from is older now.
    let late = ana.post(&format!("{here}/cards/new"), &add).await;
    assert!(toast(&follow(&ana, &late).await).contains("meanwhile"));
    let layout = ana.get(&format!("{here}/layout")).await;
    let order = format!("version={}&place.12=0&width.12=12", version(&layout));
    ana.post(&format!("{here}/layout"), &order).await;
    let cards = read(&ana, &format!("/api/v1{here}/cards")).await;
    assert_eq!(
        cards["data"][0],
        json!({"metric": "won_deals", "title": "By sector", "by": "company.sector", "chart": "bar", "width": 12})
    );
    let edit = ana.get(&format!("{here}/cards/0")).await;
    let removed = ana.post(&format!("{here}/cards/0"), &format!("version={}&remove=1", version(&edit))).await;
    follow(&ana, &removed).await;
    assert_eq!(read(&ana, &format!("/api/v1{here}/cards")).await["data"].as_array().unwrap().len(), 12);
}

#[tokio::test]
async fn a_card_that_asks_for_what_there_is_not_is_refused_where_it_is_wrong() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let id = dashboard(&ana, json!({})).await;
    let put = async |cards: Json| ana.put_json(&format!("/api/v1/dashboards/{id}/cards"), &cards).await;
    let wrong =
        put(json!([{"metric": "gold"}, {"metric": "won_revenue", "width": 77, "filter": "amount >"}])).await;
    assert_eq!(wrong.status, 422);
    let fields: Vec<String> = wrong.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["field"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(fields, ["cards.0.metric", "cards.1.width", "cards.1.filter"]);
    assert_eq!(put(json!([{"metric": "won_revenue", "colour": "red"}])).await.status, 422);
    assert_eq!(put(json!(vec![json!({"metric": "won_revenue"}); 41])).await.status, 422);
    let form = ana
        .post(&format!("/dashboards/{id}/cards/new"), "version=1&metric=won_revenue&chart=bar&by=colour")
        .await;
    assert_eq!(form.status, 422, "{}", words(&form));
    // What was right once and is not any more is said on its card, and the others are there.
    let gone = json!([{"metric": "won_revenue", "by": "gone", "chart": "bar"}, {"metric": "won_deals"}]);
    assert_eq!(put(gone.clone()).await.json()["errors"][0]["field"], "cards.0.by");
    let elsewhen = put(json!([{"metric": "won_revenue", "period": "someday"}])).await;
    assert_eq!(elsewhen.json()["errors"][0]["field"], "cards.0.period");
    let mut work = app.engine.begin(&engine::Actor::system());
    let cards = engine::Input::new().with("cards", engine::Value::Text(gone.to_string()));
    work.update("dashboard", id.parse().unwrap(), cards, None).await.unwrap();
    work.commit().await.unwrap();
    let page = words(&ana.get(&format!("/dashboards/{id}")).await);
    assert!(page.contains("gone") && page.contains("Deals won"), "{page}");
}

#[tokio::test]
async fn a_dashboard_is_seen_by_those_it_is_shared_with() {
    let app = TestApp::start().await;
    let (ana, bo, boss) = (app.as_user("ana").await, app.as_user("bo").await, app.as_admin().await);
    let id = dashboard(&ana, json!({"name": "Secret numbers"})).await;
    let address = format!("/dashboards/{id}");
    assert_eq!(bo.get(&address).await.status, 404);
    assert_eq!(bo.get(&format!("/api/v1{address}")).await.status, 404);
    assert_eq!(bo.get(&format!("/api/v1{address}/figures")).await.status, 404);
    assert!(!bo.get("/api/v1/dashboards").await.text().contains("Secret numbers"));
    assert!(!bo.get("/api/v1/search?q=secret").await.text().contains("Secret numbers"));
    assert!(!bo.get("/api/v1/events?object=dashboard").await.text().contains("Secret numbers"));
    assert_eq!(boss.get(&address).await.status, 200, "administrators see all");
    let share = ana.patch_json(&format!("/api/v1{address}"), &json!({"shared": "everyone"})).await;
    assert_eq!(share.status, 200, "{}", share.text());
    assert_eq!(bo.get(&address).await.status, 200);
    assert!(bo.get("/api/v1/dashboards").await.text().contains("Secret numbers"));
    assert!(bo.get("/api/v1/search?q=secret").await.text().contains("Secret numbers"));
    assert!(words(&bo.get("/dashboards").await).contains("Secret numbers"));
    assert_eq!(bo.post(&format!("{address}/link"), "").await.status, 403, "reading is not changing");
}

#[tokio::test]
async fn whoever_has_the_link_reads_the_figures_and_opens_nothing() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    deals(&app, ana.id.unwrap(), ana.id.unwrap()).await;
    let id = dashboard(&ana, json!({"name": "For the board"})).await;
    let cards =
        json!([{"metric": "won_revenue"}, {"metric": "open_pipeline", "by": "stage", "chart": "table"}]);
    ana.put_json(&format!("/api/v1/dashboards/{id}/cards"), &cards).await;
    let made = ana.post_json(&format!("/api/v1/dashboards/{id}/link"), &json!({})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let path = made.json()["path"].as_str().unwrap().to_owned();
    let stranger = app.stranger();
    let page = stranger.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(words(&page).contains("For the board") && words(&page).contains("€1,50"), "{}", words(&page));
    assert!(!page.text().contains("/deals"), "no way into the records");
    // The link shows what its owner sees: those who only read the dashboard do not get it.
    ana.patch_json(&format!("/api/v1/dashboards/{id}"), &json!({"shared": "everyone"})).await;
    let (bo, token) = (app.as_user("bo").await, path.trim_start_matches("/d/").to_owned());
    for address in [
        "/api/v1/dashboards",
        "/api/v1/events",
        &format!("/dashboards/{id}?as=record"),
        "/dashboards?as=list",
    ] {
        for who in [&bo, &ana] {
            assert!(!who.get(address).await.text().contains(&token), "{address}");
        }
    }
    assert_eq!(bo.get(&format!("/api/v1/dashboards?filter={}", enc("token IS NOT NULL"))).await.status, 422);
    assert_eq!(bo.get(&format!("/dashboards/{id}/link")).await.status, 403);
    assert!(ana.get(&format!("/dashboards/{id}/link")).await.text().contains(&token));
    // No other filter than the days.
    let narrowed = stranger.get(&format!("{path}?filter={}", enc("name = \"A\""))).await;
    assert!(words(&narrowed).contains("€1,50"));
    let renewed = ana.post_json(&format!("/api/v1/dashboards/{id}/link"), &json!({})).await;
    assert_eq!(stranger.get(&path).await.status, 404, "the old link is dead");
    let path = renewed.json()["path"].as_str().unwrap().to_owned();
    assert_eq!(ana.delete(&format!("/api/v1/dashboards/{id}/link")).await.status, 204);
    for dead in [path.as_str(), "/d/00000000000000000000000000000000", "/d/x", "/d/%22%20OR%201"] {
        assert_eq!(stranger.get(dead).await.status, 404, "{dead}");
    }
}

#[tokio::test]
async fn a_file_of_figures_has_what_the_page_shows() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    deals(&app, ana.id.unwrap(), ana.id.unwrap()).await;
    app.record("deal", &[("name", "F"), ("stage", "lost"), ("lost_reason", "Price")]).await;
    let file = ana.get("/dashboards/metrics/lost_deals/csv?by=lost_reason&period=this_year").await;
    assert_eq!(file.status, 200);
    let text = file.text();
    assert!(text.contains("lost_deals") && text.contains(",Price,,,1,count,1"), "{text}");
    assert!(ana.get("/dashboards/sales/csv").await.text().contains("won_revenue"));
    assert_eq!(ana.get("/dashboards/metrics/gold/csv").await.status, 404);
    let paper = ana.get("/dashboards/sales/pdf?period=this_year").await;
    assert_eq!(paper.header("content-type"), Some("application/pdf"));
    assert!(paper.bytes.starts_with(b"%PDF-"));
    assert_eq!(ana.get("/dashboards/gold/pdf").await.status, 404);
}

#[tokio::test]
async fn the_catalogue_says_what_each_metric_counts_and_a_metric_splits_by_anything() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    deals(&app, ana.id.unwrap(), ana.id.unwrap()).await;
    let list = words(&ana.get("/dashboards/metrics").await);
    for metric in app.engine.metrics() {
        assert!(list.contains(metric.definition), "{}", metric.name);
    }
    let page = ana.get("/dashboards/metrics/won_revenue?by=stage&then=owner&period=this_year").await;
    assert_eq!(page.status, 200);
    let wrong = ana.get("/dashboards/metrics/won_revenue?by=colour").await;
    assert!(wrong.status == 200 && words(&wrong).contains("colour"), "{}", words(&wrong));
    let wrong = ana.get("/dashboards/metrics/won_revenue?period=soon").await;
    assert!(words(&wrong).contains("“soon” is no period"), "{}", words(&wrong));
    assert_eq!(ana.get("/dashboards/metrics/gold").await.status, 404);
}

async fn goal(who: &Client, more: Json) -> crate::app::Answer {
    let mut body = json!({"name": "More", "metric": "won_revenue", "from": "2026-01-01", "to": "2099-12-31"});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    who.post_json("/api/v1/goals", &body).await
}

#[tokio::test]
async fn a_goal_has_one_target_and_stands_where_its_metric_does() {
    let app = TestApp::start().await;
    let (ana, bo) = (app.as_user("ana").await, app.as_user("bo").await);
    deals(&app, ana.id.unwrap(), bo.id.unwrap()).await;
    for (wrong, field) in [
        (json!({}), "target"),
        (json!({"target": 10, "change": 5}), "change"),
        (json!({"target": 10, "to": "2020-01-01"}), "to"),
        (json!({"target": 10, "whose": "team"}), "team"),
        (json!({"target": 10, "filter": "amount >"}), "filter"),
        (json!({"target": 10, "metric": "gold"}), "metric"),
    ] {
        let answer = goal(&ana, wrong.clone()).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["errors"][0]["field"].as_str()),
            (422, Some(field)),
            "{wrong}"
        );
    }
    let made = goal(&ana, json!({"target": 1000, "whose": "owner"})).await.json();
    let progress = read(&ana, &format!("/api/v1/goals/{}/progress", made["id"].as_str().unwrap())).await;
    assert_eq!(
        (&progress["now"], &progress["target"], &progress["state"]),
        (&json!(1000.5), &json!(1000.0), &json!("reached"))
    );
    let records = read(&ana, &format!("{}&count=true", progress["records"].as_str().unwrap())).await;
    assert_eq!(records["count"], 1, "those of the owner");
    let rate = goal(&ana, json!({"name": "Rate", "metric": "win_rate", "target": 80})).await.json();
    let progress = read(&ana, &format!("/api/v1/goals/{}/progress", rate["id"].as_str().unwrap())).await;
    assert_eq!((&progress["target"], &progress["state"]), (&json!(0.8), &json!("behind")));
    let page = ana.get(&format!("/goals/{}", made["id"].as_str().unwrap())).await;
    assert!(words(&page).contains("Reached") && words(&page).contains("€1,001"), "{}", words(&page));
    let home = words(&ana.get("/").await);
    assert!(home.contains("Goals") && home.contains("More"), "{home}");
    assert_eq!(
        bo.get(&format!("/goals/{}", made["id"].as_str().unwrap())).await.status,
        404,
        "nobody shared it"
    );
}

#[tokio::test]
async fn a_change_is_measured_against_the_whole_period_before() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    for (name, closed) in [("Old", "2026-02-10T12:00:00Z"), ("New", "2026-04-10T12:00:00Z")] {
        app.record("deal", &[("name", name), ("stage", "won"), ("amount", "100"), ("closed_at", closed)])
            .await;
    }
    let made = goal(&ana, json!({"change": 15, "from": "2026-04-01", "to": "2026-06-30"})).await.json();
    let progress = read(&ana, &format!("/api/v1/goals/{}/progress", made["id"].as_str().unwrap())).await;
    assert_eq!(progress["base"], json!({"from": "2026-01-01", "to": "2026-03-31", "value": 100.0}));
    assert!((progress["target"].as_f64().unwrap() - 115.0).abs() < 1e-9);
}

//! Lines of quotes: bundles among them, and what they come to before they are saved.
use serde_json::json;

use crate::app::TestApp;
use crate::deals::{list, made};
use crate::pages::words;

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_says_what_is_in_it_and_costs_its_parts() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let rate = made(&admin, "tax_rates", json!({"name": "Standard", "category": "S", "percent": "19"})).await;
    let product = async |name: &str, unit: &str, price: Option<&str>| {
        let price = price.map(|amount| json!({"amount": amount, "currency": "EUR"}));
        made(&admin, "products", json!({"name": name, "unit": unit, "price": price, "tax_rate": rate})).await
    };
    let machine = product("Machine", "piece", Some("890.00")).await;
    let beans = product("Beans", "kg", Some("21.50")).await;
    let set = product("Starter", "piece", None).await;
    let put = async |bundle: &str, product: &str, quantity: &str| {
        let part = json!({"bundle": bundle, "product": product, "quantity": quantity});
        admin.post_json("/api/v1/bundle_parts", &part).await
    };
    assert_eq!(put(&set, &machine, "1").await.status, 201);
    assert_eq!(put(&set, &beans, "2.5").await.status, 201);
    // Twice, in itself, none of it, a bundle in a bundle.
    put(&set, &beans, "1").await.is_problem(422, "invalid");
    put(&set, &set, "1").await.is_problem(422, "invalid");
    put(&set, &rate, "1").await.is_problem(422, "invalid");
    put(&machine, &beans, "0").await.is_problem(422, "invalid");
    put(&machine, &set, "1").await.is_problem(422, "invalid");
    let quote = made(&admin, "quotes", json!({"subject": "To begin with"})).await;
    made(&admin, "quote_lines", json!({"quote": quote, "product": set, "quantity": "2"})).await;
    let line = &list(&admin, "quote_lines", "").await[0];
    assert_eq!(line["description"], "Starter (1 × Machine, 2.5 kg Beans)");
    assert_eq!((&line["price"], &line["net"]["amount"]), (&json!(943.75), &json!("1887.50")), "{line}");
    // A price of its own comes before the sum of its parts.
    let priced = json!({"price": {"amount": "900.00", "currency": "EUR"}});
    assert_eq!(admin.patch_json(&format!("/api/v1/products/{set}"), &priced).await.status, 200);
    made(&admin, "quote_lines", json!({"quote": quote, "product": set, "quantity": "1"})).await;
    let lines = list(&admin, "quote_lines", "").await;
    assert!(lines.iter().any(|l| l["price"] == 900), "{lines:?}");
    let page = words(&admin.get(&format!("/products/{set}")).await);
    assert!(page.contains("In the bundle") && page.contains("2.5 kg Beans"), "{page}");
    // A part is called after its product, whatever that is called later.
    admin.patch_json(&format!("/api/v1/products/{beans}"), &json!({"name": "Dark beans"})).await;
    let parts = list(&admin, "bundle_parts", "").await;
    assert!(parts.iter().any(|p| p["name"] == "2.5 kg Dark beans"), "{parts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_bundles_are_not_put_into_each_other_by_two_at_once() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    for round in 0..8 {
        let one = made(&admin, "products", json!({"name": format!("One {round}")})).await;
        let other = made(&admin, "products", json!({"name": format!("Other {round}")})).await;
        let put = async |bundle: &str, product: &str| {
            let part = json!({"bundle": bundle, "product": product, "quantity": 1});
            admin.post_json("/api/v1/bundle_parts", &part).await.status.as_u16()
        };
        let mut ended: [u16; 2] = tokio::join!(put(&one, &other), put(&other, &one)).into();
        ended.sort_unstable();
        assert_eq!(ended, [201, 422]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_tell_what_they_come_to_before_they_are_saved() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let rate = made(&admin, "tax_rates", json!({"name": "Standard", "category": "S", "percent": "19"})).await;
    let quote = made(&admin, "quotes", json!({"subject": "Beans"})).await;
    let here = format!("/quotes/{quote}/lines");
    let rows = format!(
        "then=totals&l0-description=Beans&l0-quantity=3&l0-price=10&l0-tax_rate={rate}&l2-description=Cups&l2-quantity=1&l2-price=0.50&l2-tax_rate={rate}"
    );
    let told = admin.clone().with("x-fragment", "told");
    let sums = told.post(&here, &rows).await.json();
    assert!(sums["totals"].as_str().unwrap().contains("36.30"), "{sums}");
    let net = |row: &str| sums["nets"][row].as_str().unwrap_or_default().to_owned();
    assert!(net("l0-").contains("30") && net("l2-").contains("0.50"), "{sums}");
    // A row that is half written says nothing; without a script the page says what is wrong, and what it comes to.
    assert_eq!(
        told.post(&here, "then=totals&l0-description=Beans&l0-quantity=-1&l0-price=10").await.json(),
        json!({})
    );
    let page = admin.post(&here, &rows).await;
    assert!(
        page.status == 200 && page.text().contains("36.30") && page.text().contains("Cups"),
        "{}",
        page.text()
    );
    assert_eq!(list(&admin, "quote_lines", "").await.len(), 0, "nothing was written");
}

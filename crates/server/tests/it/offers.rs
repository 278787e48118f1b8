//! Discount codes: what they take off, whom they are refused, and that each redemption is counted exactly once.
use base::Id;
use serde_json::{Value as Json, json};

use crate::app::{Answer, Client, TestApp};
use crate::pages::words;

/// A shop with a product that is taxed and a customer.
struct Shop {
    beans: Id,
    company: Id,
}

async fn shop(app: &TestApp) -> Shop {
    let tax = app.record("tax_rate", &[("name", "VAT 19"), ("category", "S"), ("percent", "19")]).await;
    let product = [("name", "Autumn blend"), ("price", "10"), ("tax_rate", &tax.to_string())];
    let beans = app.record("product", &product).await;
    Shop {
        beans, company: app.record("company", &[("name", "Café Lumen"), ("sector", "Hospitality")]).await
    }
}

async fn get(bot: &Client, address: &str) -> Json {
    let answer = bot.get(address).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn id_of(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

/// A quote over ten of the product, 100.00 before tax, that was sent; its address for the customer.
async fn sent(bot: &Client, shop: &Shop, more: Json) -> (String, String) {
    let mut body = json!({"subject": "Beans", "company": shop.company.to_string()});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let id = id_of(&bot.post_json("/api/v1/quotes", &body).await);
    let line = json!({"quote": id, "product": shop.beans.to_string(), "quantity": 10});
    assert_eq!(bot.post_json("/api/v1/quote_lines", &line).await.status, 201);
    let answer = bot.post_json(&format!("/api/v1/quotes/{id}/sending"), &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let link = get(bot, &format!("/api/v1/quotes/{id}/link")).await;
    let token = link["url"].as_str().unwrap().rsplit('/').next().unwrap_or_default().to_owned();
    (id, format!("/q/{token}"))
}

async fn offer(bot: &Client, body: Json) -> String {
    let made = bot.post_json("/api/v1/offers", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    id_of(&made)
}

/// An order over ten of the product with a code.
async fn order(bot: &Client, shop: &Shop, company: Id, code: &str) -> Answer {
    let body = json!({"company": company.to_string(), "code": code});
    let made = bot.post_json("/api/v1/orders", &body).await;
    if made.status == 201 {
        let line = json!({"order": id_of(&made), "product": shop.beans.to_string(), "quantity": 10});
        let line = bot.post_json("/api/v1/order_lines", &line).await;
        assert_eq!(line.status, 201, "{}", line.text());
    }
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_writes_a_code_sees_what_it_takes_off_and_redeems_it_by_accepting() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let autumn = offer(&bot, json!({"code": " autumn-10 ", "percent": 10, "name": "Autumn"})).await;
    assert_eq!(get(&bot, &format!("/api/v1/offers/{autumn}")).await["code"], "AUTUMN-10");
    let twice = bot.post_json("/api/v1/offers", &json!({"code": "Autumn-10", "percent": 5})).await;
    assert_eq!(twice.status, 422, "{}", twice.text());
    let (id, here) = sent(&bot, &shop, json!({"discount": 50})).await;
    let stranger = app.stranger();
    let wrong = stranger.post(&format!("{here}/code"), "code=winter").await;
    assert!(wrong.status == 422 && words(&wrong).contains("no code WINTER"), "{}", words(&wrong));
    let done = stranger.post(&format!("{here}/code"), "code=+Autumn-10+").await;
    assert_eq!(done.status, 303, "{}", words(&done));
    // 100.00 less half, less a tenth of what is left, and 19 % of 45.00.
    let page = words(&stranger.get(&here).await);
    assert!(page.contains("Discount, code AUTUMN-10") && page.contains("53.55"), "{page}");
    assert_eq!(stranger.post(&format!("{here}/acceptance"), "name=Lucie").await.status, 303);
    let orders = get(&bot, "/api/v1/orders").await;
    let order = &orders["data"][0];
    assert_eq!(
        (&order["code"], &order["offer_discount"]["amount"], &order["total"]["amount"]),
        (&json!("AUTUMN-10"), &json!("5.00"), &json!("53.55"))
    );
    let redemptions = get(&bot, "/api/v1/redemptions").await;
    let one = &redemptions["data"][0];
    assert_eq!((redemptions["data"].as_array().unwrap().len(), &one["quote"]), (1, &json!(id)));
    assert_eq!((&one["offer"], &one["amount"]["amount"]), (&json!(autumn), &json!("5.00")));
    // Accepting again redeems nothing again.
    assert_eq!(stranger.post(&format!("{here}/acceptance"), "name=Lucie").await.status, 409);
    assert_eq!(get(&bot, &format!("/api/v1/offers/{autumn}")).await["redeemed"], 1);
    // The invoice takes it over.
    let order = order["id"].as_str().unwrap();
    let invoice = bot.post_json(&format!("/api/v1/orders/{order}/invoices"), &json!({})).await;
    assert_eq!(invoice.json()["total"]["amount"], "53.55", "{}", invoice.text());
    // An order that comes back gives its code back.
    assert_eq!(bot.post_json(&format!("/api/v1/orders/{order}/returns"), &json!({})).await.status, 200);
    assert_eq!(get(&bot, &format!("/api/v1/offers/{autumn}")).await["redeemed"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_redeem_the_last_one_at_once_one_wins_and_nothing_of_the_other_is_written() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let last =
        offer(&bot, json!({"code": "LAST", "amount": {"amount": "20", "currency": "EUR"}, "most": 1})).await;
    let (first, second) =
        (sent(&bot, &shop, json!({"code": "last"})).await, sent(&bot, &shop, json!({"code": "Last"})).await);
    let (one, other) = (app.stranger(), app.stranger());
    let (a, b) = (format!("{}/acceptance", first.1), format!("{}/acceptance", second.1));
    let both = tokio::join!(one.post(&a, "name=Lucie"), other.post(&b, "name=Marc"));
    let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422], "{} {}", both.0.text(), both.1.text());
    let (loser, address) = if both.0.status == 422 { (both.0, &first) } else { (both.1, &second) };
    assert!(words(&loser).contains("LAST is used up"), "{}", words(&loser));
    assert_eq!(get(&bot, &format!("/api/v1/quotes/{}", address.0)).await["status"], "sent");
    for (objects, count) in [("orders", 1), ("redemptions", 1)] {
        let there = get(&bot, &format!("/api/v1/{objects}")).await;
        assert_eq!(there["data"].as_array().unwrap().len(), count, "{there}");
    }
    assert_eq!(get(&bot, &format!("/api/v1/offers/{last}")).await["redeemed"], 1);
    // Without the code the other can still have it.
    assert_eq!(one.post(&format!("{}/code", address.1), "code=").await.status, 303);
    assert_eq!(one.post(&format!("{}/acceptance", address.1), "name=Marc").await.status, 303);
    let orders = get(&bot, "/api/v1/orders?sort=-total").await;
    assert_eq!(orders["data"][0]["total"]["amount"], "119.00");
    assert_eq!(orders["data"][1]["total"]["amount"], "95.20");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sixteen_at_once_five_get_the_five_that_are_left_each_from_another_server() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let five = offer(&bot, json!({"code": "FIVE", "percent": 10, "most": 5})).await;
    let (_neighbour, there) = app.neighbour().await;
    let mut quotes = Vec::new();
    for _ in 0..16 {
        quotes.push(sent(&bot, &shop, json!({"code": "five"})).await);
    }
    let mut tasks = Vec::new();
    for (n, (_, here)) in quotes.into_iter().enumerate() {
        let stranger = if n % 2 == 0 { app.stranger() } else { app.stranger().at(&there) };
        tasks.push(tokio::spawn(
            async move { stranger.post(&format!("{here}/acceptance"), "name=Lucie").await },
        ));
    }
    let (mut won, mut refused) = (0, 0);
    for task in tasks {
        let answer = task.await.unwrap();
        match answer.status.as_u16() {
            303 => won += 1,
            422 if words(&answer).contains("FIVE is used up") => refused += 1,
            other => panic!("{other}: {}", words(&answer)),
        }
    }
    assert_eq!((won, refused), (5, 11));
    assert_eq!(get(&bot, &format!("/api/v1/offers/{five}")).await["redeemed"], 5);
    let count = |objects: &'static str| {
        let bot = &bot;
        async move { get(bot, &format!("/api/v1/{objects}?count=true")).await["count"].clone() }
    };
    assert_eq!((count("redemptions").await, count("orders").await), (json!(5), json!(5)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_refused_in_words_for_every_rule_it_breaks() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let euros = |amount: &str| json!({"amount": amount, "currency": "EUR"});
    let other = app.record("company", &[("name", "Kontor"), ("sector", "Trade")]).await;
    for (code, rules, why) in [
        ("OFF", json!({"percent": 5, "active": false}), "no code OFF that can be used"),
        ("EARLY", json!({"percent": 5, "valid_from": "2999-01-01"}), "EARLY is not valid yet"),
        ("LATE", json!({"percent": 5, "valid_to": "2020-01-01"}), "LATE is no longer valid"),
        ("BIG", json!({"percent": 5, "least": euros("100.01")}), "BIG is for orders from 100.01 EUR"),
        ("TRADE", json!({"percent": 5, "segment": "sector = \"Trade\""}), "TRADE is not for this customer"),
        ("PEOPLE", json!({"percent": 5, "contact_segment": "email IS NOT NULL"}), "PEOPLE is not for this"),
        ("DOLLARS", json!({"amount": {"amount": "5", "currency": "USD"}}), "DOLLARS is for orders in USD"),
    ] {
        let mut body = json!({"code": code});
        body.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
        offer(&bot, body).await;
        let (_, here) = sent(&bot, &shop, json!({})).await;
        let refused =
            app.stranger().post(&format!("{here}/code"), &format!("code={}", code.to_lowercase())).await;
        assert!(refused.status == 422 && words(&refused).contains(why), "{code}: {}", words(&refused));
    }
    // Who is within the segment may.
    assert_eq!(order(&bot, &shop, other, "trade").await.status, 201);
    // A first purchase is one, and once a customer is once.
    offer(&bot, json!({"code": "WELCOME", "percent": 5, "first_purchase": true})).await;
    offer(&bot, json!({"code": "ONCE", "percent": 5, "most_each": 1})).await;
    let refused = order(&bot, &shop, other, "welcome").await;
    assert!(refused.text().contains("WELCOME is for a first order only"), "{}", refused.text());
    assert_eq!(order(&bot, &shop, shop.company, "welcome").await.status, 201);
    assert_eq!(order(&bot, &shop, shop.company, "once").await.status, 201);
    let refused = order(&bot, &shop, shop.company, "Once").await;
    assert_eq!((refused.status.as_u16(), &refused.json()["errors"][0]["field"]), (422, &json!("code")));
    assert!(refused.text().contains("as often as it may"), "{}", refused.text());
    // What an offer cannot be.
    for (body, field) in [
        (json!({"code": "A B", "percent": 5}), "code"),
        (json!({"code": "X"}), "percent"),
        (json!({"code": "X", "percent": 120}), "percent"),
        (json!({"code": "X", "percent": 5, "amount": euros("5")}), "amount"),
        (json!({"code": "X", "amount": euros("-5")}), "amount"),
        (json!({"code": "X", "percent": 5, "most": 0}), "most"),
        (json!({"code": "X", "percent": 5, "segment": "sectr = 1"}), "segment"),
        (
            json!({"code": "X", "percent": 5, "valid_from": "2026-02-01", "valid_to": "2026-01-01"}),
            "valid_to",
        ),
    ] {
        let refused = bot.post_json("/api/v1/offers", &body).await;
        assert_eq!(refused.status, 422, "{body}: {}", refused.text());
        assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn undoing_an_order_gives_its_code_back_and_undoing_that_takes_it_again() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let one =
        offer(&bot, json!({"code": "ONE", "amount": {"amount": "500", "currency": "EUR"}, "most": 1})).await;
    let made =
        bot.post_json("/api/v1/orders", &json!({"company": shop.company.to_string(), "code": "one"})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let batch = made.header("rondo-batch").unwrap().to_owned();
    let redeemed = async || get(&bot, &format!("/api/v1/offers/{one}")).await["redeemed"].clone();
    assert_eq!(redeemed().await, 1);
    let refused = order(&bot, &shop, shop.company, "one").await;
    assert!(refused.text().contains("ONE is used up"), "{}", refused.text());
    let undone = bot.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await;
    assert_eq!(undone.status, 200, "{}", undone.text());
    assert_eq!(redeemed().await, 0);
    // Somebody else takes it: the first can no longer have it back.
    let second = order(&bot, &shop, shop.company, "one").await;
    assert_eq!((second.status.as_u16(), redeemed().await), (201, json!(1)));
    // An amount takes off no more than there is.
    let order = get(&bot, &format!("/api/v1/orders/{}", id_of(&second))).await;
    assert_eq!(
        (&order["offer_discount"]["amount"], &order["total"]["amount"]),
        (&json!("100.00"), &json!("0.00"))
    );
    let again = undone
        .header("rondo-batch")
        .map_or_else(|| undone.json()["batch"].as_str().unwrap().to_owned(), str::to_owned);
    let refused = bot.post_json(&format!("/api/v1/undo/{again}"), &json!({})).await;
    assert!(refused.status == 422 && refused.text().contains("ONE is used up"), "{}", refused.text());
    assert_eq!(redeemed().await, 1);
    // Nobody makes or changes a redemption by hand.
    let by_hand = bot.post_json("/api/v1/redemptions", &json!({"offer": one})).await;
    assert_eq!(by_hand.status, 403, "{}", by_hand.text());
    let redemptions = get(&bot, "/api/v1/redemptions").await;
    let redemption = redemptions["data"][0]["id"].as_str().unwrap();
    bot.delete(&format!("/api/v1/redemptions/{redemption}")).await.is_problem(403, "forbidden");
    assert_eq!(redeemed().await, 1);
}

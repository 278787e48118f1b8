//! Papers stay what they were when somebody got them: whatever is changed, deleted or destroyed around them.
use serde_json::json;

use crate::app::TestApp;
use crate::quotes::{get, id_of, line, quote, sent, shop};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_quote_was_made_of_may_lie_in_the_bin_when_it_is_accepted_and_invoiced() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let deal = app.record("deal", &[("name", "Beans for Lumen")]).await;
    let (id, here) = sent(&bot, &shop, json!({"deal": deal.to_string()})).await;
    for gone in [
        format!("products/{}", shop.beans),
        format!("tax_rates/{}", shop.tax),
        format!("companies/{}", shop.company),
        format!("deals/{deal}"),
    ] {
        assert_eq!(bot.delete(&format!("/api/v1/{gone}")).await.status, 204, "{gone}");
    }
    let stranger = app.stranger();
    let asked = stranger.post(&format!("{here}/questions"), "name=Lucie&question=Is+it+whole+bean%3F").await;
    assert_eq!(asked.status, 303, "{}", asked.text());
    let done = stranger.post(&format!("{here}/acceptance"), "name=Lucie").await;
    assert_eq!(done.status, 303, "{}", done.text());
    let order = get(&bot, "/api/v1/orders").await["data"][0].clone();
    assert_eq!(order["total"]["amount"], "291.55");
    let order = order["id"].as_str().unwrap();
    let issued = bot.post_json(&format!("/api/v1/orders/{order}/invoices"), &json!({})).await;
    assert_eq!(issued.status, 201, "{}", issued.text());
    assert_eq!(issued.json()["buyer_name"], "Café Lumen");
    let invoice = id_of(&issued);
    let credit = bot
        .post_json(&format!("/api/v1/invoices/{invoice}/credit-notes"), &json!({"reason": "Returned"}))
        .await;
    assert_eq!(credit.status, 201, "{}", credit.text());
    // What is destroyed for good leaves its words on the papers.
    for gone in [format!("products/{}", shop.beans), format!("tax_rates/{}", shop.tax)] {
        let destroyed = bot.delete(&format!("/api/v1/{gone}?destroy=true")).await;
        assert_eq!(destroyed.status, 204, "{gone}: {}", destroyed.text());
    }
    let now = get(&bot, &format!("/api/v1/quotes/{id}")).await;
    assert_eq!((&now["status"], &now["total"]["amount"]), (&json!("accepted"), &json!("291.55")));
    let line = get(&bot, "/api/v1/invoice_lines").await["data"][0].clone();
    assert_eq!((&line["product"], &line["description"]), (&json!(null), &json!("Autumn blend")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_sent_invoiced_or_issued_says_what_it_said() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let (id, here) = sent(&bot, &shop, json!({"terms": "Free delivery"})).await;
    let quote = format!("/api/v1/quotes/{id}");
    for change in
        [json!({"terms": "Delivery 500 EUR"}), json!({"subject": "Other"}), json!({"language": "de"})]
    {
        bot.patch_json(&quote, &change).await.is_problem(422, "invalid");
    }
    // Until when a customer may answer is still the seller's to say, and whose the quote is.
    let ana = app.user("ana", "member").await;
    let longer = json!({"valid_until": "2999-01-01", "owner": ana.to_string()});
    let waits = bot.patch_json(&quote, &longer).await;
    assert_eq!(waits.status, 200, "{}", waits.text());
    assert_eq!(app.stranger().post(&format!("{here}/acceptance"), "name=Lucie").await.status, 303);
    bot.patch_json(&quote, &json!({"valid_until": "2030-01-01"})).await.is_problem(422, "invalid");
    let order = get(&bot, "/api/v1/orders").await["data"][0]["id"].as_str().unwrap().to_owned();
    // An order may be changed until it is invoiced.
    assert_eq!(
        bot.patch_json(&format!("/api/v1/orders/{order}"), &json!({"terms": "By noon"})).await.status,
        200
    );
    let issued = bot.post_json(&format!("/api/v1/orders/{order}/invoices"), &json!({})).await;
    let lines = get(&bot, "/api/v1/order_lines").await;
    let line = format!("/api/v1/order_lines/{}", lines["data"][0]["id"].as_str().unwrap());
    bot.patch_json(&line, &json!({"price": 1})).await.is_problem(422, "invalid");
    bot.delete(&line).await.is_problem(422, "invalid");
    bot.patch_json(&format!("/api/v1/orders/{order}"), &json!({"terms": "Later"}))
        .await
        .is_problem(422, "invalid");
    bot.delete(&format!("/api/v1/orders/{order}")).await.is_problem(409, "conflict");
    let invoice = format!("/api/v1/invoices/{}", id_of(&issued));
    for change in [
        json!({"terms": "Changed"}),
        json!({"due_date": "2999-01-01"}),
        json!({"contact": null, "language": "de"}),
    ] {
        bot.patch_json(&invoice, &change).await.is_problem(422, "invalid");
    }
    assert_eq!(bot.patch_json(&invoice, &json!({"owner": ana.to_string()})).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_an_invoice_or_a_credit_note_from_nothing() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    for objects in ["invoices", "credit_notes", "invoice_lines"] {
        bot.post_json(&format!("/api/v1/{objects}"), &json!({})).await.is_problem(403, "forbidden");
        let many = bot
            .send("POST", &format!("/api/v1/{objects}/bulk"), Some("application/x-ndjson"), b"{}\n".to_vec())
            .await;
        assert!(many.status == 403 || many.text().contains("forbidden"), "{objects}: {}", many.text());
    }
    assert_eq!(admin.post("/invoices", "terms=None").await.status, 403);
    assert_eq!(admin.get("/invoices/new").await.status, 403);
    assert!(!admin.get("/invoices").await.text().contains("href=\"/invoices/new"));
    let described = bot.get("/api/v1/openapi.json").await.json();
    assert!(
        described["paths"]["/invoices"]["post"].is_null()
            && described["paths"]["/orders"]["post"].is_object()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn another_currency_asks_the_price_books_and_keeps_no_figure_of_the_old_one() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let book =
        id_of(&bot.post_json("/api/v1/price_books", &json!({"name": "Dollars", "currency": "USD"})).await);
    let entry = json!({"price_book": book, "product": shop.beans.to_string(), "price": 30});
    assert_eq!(bot.post_json("/api/v1/price_entries", &entry).await.status, 201);
    bot.post_json("/api/v1/price_entries", &entry).await.is_problem(422, "invalid");
    let turned = json!({"name": "Turned", "valid_from": "2026-02-01", "valid_to": "2026-01-01"});
    bot.post_json("/api/v1/price_books", &turned).await.is_problem(422, "invalid");
    // An amount off waits for what it is taken off.
    let id = quote(&bot, &shop, json!({"discount_amount": 5})).await;
    assert_eq!(line(&bot, &id, json!({"product": shop.beans.to_string(), "quantity": 2})).await.status, 201);
    let here = format!("/api/v1/quotes/{id}");
    assert_eq!(get(&bot, &here).await["net"]["amount"], "44.00");
    assert_eq!(bot.patch_json(&here, &json!({"currency": "USD"})).await.status, 200);
    let now = get(&bot, &here).await;
    assert_eq!(now["net"], json!({"amount": "55.00", "currency": "USD"}), "{now}");
    // A price somebody has typed is theirs to change.
    let typed = json!({"description": "Delivery", "price": 9, "tax_rate": shop.tax.to_string()});
    assert_eq!(line(&bot, &id, typed).await.status, 201);
    let refused = bot.patch_json(&here, &json!({"currency": "EUR"})).await;
    refused.is_problem(422, "invalid");
}

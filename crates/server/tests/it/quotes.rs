//! From a deal to a paid invoice: quotes with lines and versions, the customer's page, orders, invoices, payments; and what is
//! refused on the way.
use base::Id;
use serde_json::{Value as Json, json};

use crate::app::{Answer, Client, TestApp};
use crate::pages::{attribute, follow, toast, words};

/// A shop: a tax rate, a product with it, a customer.
pub(crate) struct Shop {
    pub(crate) tax: Id,
    pub(crate) beans: Id,
    pub(crate) company: Id,
}

pub(crate) async fn shop(app: &TestApp) -> Shop {
    let tax = app.record("tax_rate", &[("name", "VAT 19"), ("category", "S"), ("percent", "19")]).await;
    let beans = app
        .record(
            "product",
            &[("name", "Autumn blend"), ("price", "24.50"), ("unit", "kg"), ("tax_rate", &tax.to_string())],
        )
        .await;
    let company = app.record("company", &[("name", "Café Lumen"), ("tax_id", "DE123456789")]).await;
    Shop { tax, beans, company }
}

pub(crate) fn id_of(answer: &Answer) -> String {
    answer.json()["id"].as_str().unwrap_or_else(|| panic!("{}", answer.text())).to_owned()
}

pub(crate) async fn quote(bot: &Client, shop: &Shop, more: Json) -> String {
    let mut body = json!({"subject": "Beans", "company": shop.company.to_string()});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let made = bot.post_json("/api/v1/quotes", &body).await;
    assert_eq!(made.status, 201, "{}", made.text());
    id_of(&made)
}

pub(crate) async fn line(bot: &Client, quote: &str, more: Json) -> Answer {
    let mut body = json!({"quote": quote});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    bot.post_json("/api/v1/quote_lines", &body).await
}

pub(crate) async fn get(bot: &Client, address: &str) -> Json {
    let answer = bot.get(address).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

/// The public address of a quote, as far as its path.
async fn link(bot: &Client, id: &str) -> String {
    let said = get(bot, &format!("/api/v1/quotes/{id}/link")).await;
    let url = said["url"].as_str().unwrap();
    format!("/q/{}", url.split_once("/q/").unwrap().1)
}

/// A quote that was sent, with its public address.
pub(crate) async fn sent(bot: &Client, shop: &Shop, more: Json) -> (String, String) {
    let id = quote(bot, shop, more).await;
    assert_eq!(line(bot, &id, json!({"product": shop.beans.to_string(), "quantity": 10})).await.status, 201);
    let answer = bot.post_json(&format!("/api/v1/quotes/{id}/sending"), &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    // The API gives the secret to nobody who only reads: the link is asked for.
    assert!(answer.json().get("token").is_none(), "{}", answer.text());
    let here = link(bot, &id).await;
    (id, here)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_goes_from_a_deal_to_a_paid_invoice() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let deal = app.record("deal", &[("name", "Beans for Lumen")]).await;
    let id = quote(&bot, &shop, json!({"deal": deal.to_string(), "discount": 10})).await;
    let made = line(&bot, &id, json!({"product": shop.beans.to_string(), "quantity": 3})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    // The price, the unit and the tax are the product's.
    let made = made.json();
    assert_eq!(
        (&made["price"], &made["unit"], &made["tax_percent"]),
        (&json!(24.5), &json!("kg"), &json!(19))
    );
    assert_eq!(made["net"]["amount"], "73.50");
    let now = get(&bot, &format!("/api/v1/quotes/{id}")).await;
    assert!(now["number"].as_str().unwrap().starts_with("Q-"), "{now}");
    // 73.50 less 7.35, and 19 % of 66.15.
    assert_eq!(
        (&now["net"]["amount"], &now["tax"]["amount"], &now["total"]["amount"]),
        (&json!("66.15"), &json!("12.57"), &json!("78.72"))
    );
    assert_eq!(bot.post_json(&format!("/api/v1/quotes/{id}/sending"), &json!({})).await.status, 200);
    let here = link(&bot, &id).await;
    let stranger = app.stranger();
    let page = stranger.get(&here).await;
    assert!(
        page.status == 200 && words(&page).contains("78.72") && words(&page).contains("Autumn blend"),
        "{}",
        words(&page)
    );
    let done = stranger.post(&format!("{here}/acceptance"), "name=Lucie+Moreau").await;
    assert_eq!(done.location(), Some(here.as_str()), "{}", words(&done));
    let now = get(&bot, &format!("/api/v1/quotes/{id}")).await;
    assert_eq!((&now["status"], &now["answered_by"]), (&json!("accepted"), &json!("Lucie Moreau")));
    let orders = get(&bot, "/api/v1/orders").await;
    let order = &orders["data"][0];
    assert_eq!(
        (orders["data"].as_array().unwrap().len(), &order["total"]["amount"], &order["quote"]),
        (1, &json!("78.72"), &json!(id))
    );
    let order = order["id"].as_str().unwrap();
    let delivered = bot.post_json(&format!("/api/v1/orders/{order}/delivery"), &json!({})).await;
    assert_eq!(delivered.json()["status"], "delivered", "{}", delivered.text());
    let invoice = bot.post_json(&format!("/api/v1/orders/{order}/invoices"), &json!({})).await;
    assert_eq!(invoice.status, 201, "{}", invoice.text());
    let (number, invoice) = (invoice.json()["number"].clone(), id_of(&invoice));
    assert!(number.as_str().unwrap().ends_with("-0001"), "{number}");
    let ubl = bot.get(&format!("/api/v1/invoices/{invoice}/ubl")).await;
    assert!(
        ubl.status == 200 && ubl.text().contains("<cbc:PayableAmount currencyID=\"EUR\">78.72<"),
        "{}",
        ubl.text()
    );
    if let Ok(folder) = std::env::var("KEEP_PAPERS") {
        std::fs::write(format!("{folder}/invoice.xml"), &ubl.bytes).unwrap();
    }
    let pay = format!("/api/v1/invoices/{invoice}/payments");
    let part = bot
        .post_json(&pay, &json!({"amount": {"amount": "30.00", "currency": "EUR"}, "method": "transfer"}))
        .await;
    assert_eq!(part.status, 201, "{}", part.text());
    let now = get(&bot, &format!("/api/v1/invoices/{invoice}")).await;
    assert_eq!((&now["status"], &now["open_amount"]["amount"]), (&json!("part_paid"), &json!("48.72")));
    bot.post_json(&pay, &json!({"amount": {"amount": "48.73", "currency": "EUR"}}))
        .await
        .is_problem(422, "invalid");
    bot.post_json(&pay, &json!({"amount": {"amount": "1", "currency": "USD"}}))
        .await
        .is_problem(422, "invalid");
    assert_eq!(bot.post_json(&pay, &json!({})).await.status, 201);
    let now = get(&bot, &format!("/api/v1/invoices/{invoice}")).await;
    assert_eq!((&now["status"], &now["paid"]["amount"]), (&json!("paid"), &json!("78.72")));
    let journal = bot.get("/api/v1/invoices/journal.csv").await.text();
    assert!(journal.contains("Café Lumen,DE123456789,EUR,S,19,66.15,12.57,78.72,paid"), "{journal}");
    let figure = get(&bot, "/api/v1/metrics/ordered_revenue").await;
    assert!(figure.to_string().contains("66.15"), "{figure}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_writes_lines_on_one_page_and_takes_them_back_with_one_undo() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let ana = app.as_role("ana", "manager").await;
    let made = ana
        .post("/quotes", &format!("subject=Beans&company.id={}&company=Caf%C3%A9+Lumen", shop.company))
        .await;
    let here = made.location().unwrap_or_else(|| panic!("{}", words(&made))).to_owned();
    let form = ana.get(&format!("{here}/lines")).await;
    assert!(form.status == 200 && form.text().contains("name=\"l0-quantity\""), "{}", words(&form));
    let row = |row: usize, quantity: &str| {
        format!(
            "l{row}-product.id={}&l{row}-product=Autumn+blend&l{row}-quantity={quantity}&l{row}-discount=",
            shop.beans
        )
    };
    let saved =
        ana.post(&format!("{here}/lines"), &format!("{}&{}&l2-quantity=", row(0, "2"), row(1, "1.5"))).await;
    let page = follow(&ana, &saved).await;
    assert!(toast(&page).contains("Lines saved"), "{}", words(&saved));
    assert!(words(&page).contains("€102.04") || words(&page).contains("102.04"), "{}", words(&page));
    let undo = attribute(&page, "action=\"/undo/", "action");
    follow(&ana, &ana.post(&undo, "").await).await;
    assert!(words(&ana.get(&here).await).contains("No lines yet"));
    // Sending what has no lines says so, on the page.
    let refused = follow(&ana, &ana.post(&format!("{here}/sending"), "").await).await;
    assert!(toast(&refused).contains("There are no lines yet"), "{}", toast(&refused));
}

#[tokio::test(flavor = "multi_thread")]
async fn quantities_discounts_and_taxes_that_cannot_be_are_refused() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let id = quote(&bot, &shop, json!({})).await;
    let beans = shop.beans.to_string();
    for (field, value) in [
        ("quantity", json!(0)),
        ("quantity", json!(-1)),
        ("quantity", json!(1_000_000_000_000_i64)),
        ("discount", json!(120)),
        ("price", json!(-1)),
    ] {
        let refused = line(&bot, &id, json!({"product": beans, field: value})).await;
        assert_eq!(refused.status, 422, "{field}: {}", refused.text());
        assert_eq!(refused.json()["errors"][0]["field"], field, "{}", refused.text());
    }
    assert_eq!(line(&bot, &id, json!({"product": beans, "discount": 100})).await.status, 201);
    let bare = line(&bot, &id, json!({"description": "Advice", "price": 80})).await;
    assert!(bare.status == 422 && bare.text().contains("has no tax"), "{}", bare.text());
    let advice = json!({"description": "Advice", "price": 80, "tax_rate": shop.tax.to_string()});
    assert_eq!(line(&bot, &id, advice).await.status, 201);
    let over = bot.patch_json(&format!("/api/v1/quotes/{id}"), &json!({"discount_amount": 80.01})).await;
    assert_eq!(over.status, 422, "{}", over.text());
    // In another currency the product has no price.
    let dollars = quote(&bot, &shop, json!({"currency": "usd"})).await;
    let refused = line(&bot, &dollars, json!({"product": beans})).await;
    assert!(refused.text().contains("no price in USD"), "{}", refused.text());
    let book = app.record("price_book", &[("name", "Overseas"), ("currency", "USD")]).await;
    app.record("price_entry", &[("price_book", &book.to_string()), ("product", &beans), ("price", "29")])
        .await;
    let made = line(&bot, &dollars, json!({"product": beans})).await;
    assert_eq!(made.json()["net"], json!({"amount": "29.00", "currency": "USD"}), "{}", made.text());
    let wrong =
        bot.post_json("/api/v1/tax_rates", &json!({"name": "Odd", "category": "Z", "percent": 7})).await;
    assert_eq!(wrong.status, 422);
    // A product that is deleted under a quote leaves its line as it is.
    assert_eq!(bot.delete(&format!("/api/v1/products/{beans}")).await.status, 403);
    let mut work = app.engine.begin(&engine::Actor::system());
    work.delete("product", shop.beans, None).await.unwrap();
    work.commit().await.unwrap();
    let now = bot.patch_json(&format!("/api/v1/quotes/{id}"), &json!({"discount": 50})).await;
    assert_eq!(now.json()["net"]["amount"], "40.00", "{}", now.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_accepted_once_and_not_after_its_day() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let (id, here) = sent(&bot, &shop, json!({})).await;
    let stranger = app.stranger();
    let nameless = stranger.post(&format!("{here}/acceptance"), "name=+").await;
    assert!(nameless.status == 422 && words(&nameless).contains("Write your name"), "{}", words(&nameless));
    let asked = stranger.post(&format!("{here}/questions"), "name=Lucie&question=Is+it+whole+bean%3F").await;
    assert!(words(&stranger.get(asked.location().unwrap()).await).contains("We have your question"));
    let notes = get(&bot, "/api/v1/notes").await;
    assert!(notes["data"][0]["body"].as_str().unwrap().contains("Lucie asks: Is it whole bean?"), "{notes}");
    // Two at once: one order.
    let (form, to) = ("name=Lucie", format!("{here}/acceptance"));
    let both = tokio::join!(stranger.post(&to, form), stranger.post(&to, form));
    let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 409], "{} {}", both.0.text(), both.1.text());
    let late = stranger.post(&to, form).await;
    assert!(late.status == 409 && words(&late).contains("Accepted by Lucie"), "{}", words(&late));
    assert_eq!(get(&bot, "/api/v1/orders").await["data"].as_array().unwrap().len(), 1);
    bot.post_json(&format!("/api/v1/quotes/{id}/versions"), &json!({})).await.is_problem(409, "conflict");
    // What was sent is fixed.
    let refused = line(&bot, &id, json!({"product": shop.beans.to_string()})).await;
    assert!(refused.status == 422 && refused.text().contains("no longer a draft"), "{}", refused.text());
    // Its day is over.
    let (id, here) = sent(&bot, &shop, json!({})).await;
    assert_eq!(
        bot.patch_json(&format!("/api/v1/quotes/{id}"), &json!({"valid_until": "2020-01-01"})).await.status,
        200
    );
    let late = stranger.post(&format!("{here}/acceptance"), form).await;
    assert!(late.status == 409 && words(&late).contains("is past"), "{}", words(&late));
    assert_eq!(get(&bot, "/api/v1/orders").await["data"].as_array().unwrap().len(), 1);
    for wrong in ["/q/nothing", "/q/00000000000000000000000000000000"] {
        assert_eq!(stranger.get(wrong).await.status, 404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_version_keeps_the_old_one_and_a_refusal_its_reason() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let (id, here) = sent(&bot, &shop, json!({"language": "de"})).await;
    let stranger = app.stranger();
    let page = words(&stranger.get(&here).await);
    assert!(page.contains("Angebot") && page.contains("245,00"), "{page}");
    let declined = stranger.post(&format!("{here}/refusal"), "name=Lucie&reason=Zu+teuer").await;
    assert_eq!(declined.status, 303, "{}", words(&declined));
    assert_eq!(get(&bot, &format!("/api/v1/quotes/{id}")).await["decline_reason"], "Zu teuer");
    let made = bot.post_json(&format!("/api/v1/quotes/{id}/versions"), &json!({})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let new = made.json();
    assert_eq!(
        (&new["revision"], &new["status"], &new["previous"]),
        (&json!(2), &json!("draft"), &json!(id))
    );
    assert!(new["number"].as_str().unwrap().ends_with("/2") && new["total"]["amount"] == "291.55", "{new}");
    assert!(words(&stranger.get(&here).await).contains("neuere Version"));
    // The whole step is one batch.
    let batch = made.header("rondo-batch").unwrap();
    assert_eq!(bot.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await.status, 200);
    assert_eq!(get(&bot, &format!("/api/v1/quotes/{id}")).await["status"], "declined");
}

#[tokio::test(flavor = "multi_thread")]
async fn invoices_have_numbers_without_gaps_and_stay() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let mut orders = Vec::new();
    for _ in 0..3 {
        let made = bot.post_json("/api/v1/orders", &json!({"company": shop.company.to_string()})).await;
        let order = id_of(&made);
        let line = json!({"order": order, "product": shop.beans.to_string()});
        assert_eq!(bot.post_json("/api/v1/order_lines", &line).await.status, 201);
        orders.push(order);
    }
    let issue =
        async |order: &str| bot.post_json(&format!("/api/v1/orders/{order}/invoices"), &json!({})).await;
    let first = issue(&orders[0]).await;
    assert_eq!(first.status, 201, "{}", first.text());
    issue(&orders[0]).await.is_problem(409, "conflict");
    let (second, third) = tokio::join!(issue(&orders[1]), issue(&orders[2]));
    let mut numbers: Vec<String> =
        [&first, &second, &third].iter().map(|a| a.json()["number"].as_str().unwrap().to_owned()).collect();
    numbers.sort();
    assert_eq!(numbers.iter().map(|n| &n[n.len() - 4..]).collect::<Vec<_>>(), ["0001", "0002", "0003"]);
    let id = id_of(&first);
    bot.delete(&format!("/api/v1/invoices/{id}")).await.is_problem(409, "conflict");
    let lines = get(&bot, "/api/v1/invoice_lines").await;
    let line = lines["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        bot.patch_json(&format!("/api/v1/invoice_lines/{line}"), &json!({"quantity": 2})).await.status,
        422
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn one_order_of_a_company_is_its_first_in_whatever_order_they_are_written_down() {
    let app = TestApp::start().await;
    let here = app.record("company", &[("name", "Here")]).await.to_string();
    let there = app.record("company", &[("name", "There")]).await.to_string();
    let bot = app.with_token("bot", "admin", &["write"]).await;
    let mut orders = Vec::new();
    for (company, day) in [(&here, "03"), (&here, "01"), (&here, "02"), (&there, "02"), (&there, "01")] {
        let order = json!({"company": company, "placed_at": format!("2026-03-{day}T09:00:00Z")});
        orders.push(id_of(&bot.post_json("/api/v1/orders", &order).await));
    }
    let repeated = async || {
        let all = get(&bot, "/api/v1/orders").await;
        let of = |id: &String| all["data"].as_array().unwrap().iter().find(|o| o["id"] == **id).cloned();
        orders.iter().map(|id| of(id).map(|o| o["repeat"] == true)).collect::<Vec<_>>()
    };
    let [yes, no] = [Some(true), Some(false)];
    assert_eq!(repeated().await, [yes, no, yes, yes, no]);
    // The first goes, and comes back.
    let gone = bot.delete(&format!("/api/v1/orders/{}", orders[1])).await;
    assert_eq!(repeated().await, [yes, None, no, yes, no]);
    let batch = gone.header("rondo-batch").unwrap();
    assert_eq!(bot.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await.status, 200);
    assert_eq!(repeated().await, [yes, no, yes, yes, no]);
    // The first is another company's, where it is the first again: of one day, written down earlier.
    bot.patch_json(&format!("/api/v1/orders/{}", orders[1]), &json!({"company": there})).await;
    assert_eq!(repeated().await, [yes, no, no, yes, yes]);
    let day = json!({"placed_at": "2026-02-01T09:00:00Z"});
    bot.patch_json(&format!("/api/v1/orders/{}", orders[0]), &day).await;
    assert_eq!(repeated().await, [no, no, yes, yes, yes]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_only_read_does_none_of_it() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let (id, _) = sent(&bot, &shop, json!({})).await;
    let reader = app.with_token("rita", "read_only", &["write"]).await;
    for verb in ["sending", "versions"] {
        reader
            .post_json(&format!("/api/v1/quotes/{id}/{verb}"), &json!({}))
            .await
            .is_problem(403, "forbidden");
    }
    assert_eq!(reader.get("/api/v1/invoices/journal.csv").await.status, 403);
    // Nor do they learn the link by which quotes are accepted, on any way.
    reader.get(&format!("/api/v1/quotes/{id}/link")).await.is_problem(403, "forbidden");
    let token = link(&bot, &id).await.replace("/q/", "");
    for address in [format!("quotes/{id}"), "events?object=quote".to_owned(), format!("quotes/{id}/timeline")]
    {
        for who in [&reader, &bot] {
            let said = who.get(&format!("/api/v1/{address}")).await;
            assert!(said.status == 200 && !said.text().contains(&token), "{address}: {}", said.text());
        }
    }
    let pdf = reader.get(&format!("/api/v1/quotes/{id}/pdf")).await;
    assert_eq!((pdf.status.as_u16(), pdf.header("content-type")), (200, Some("application/pdf")));
    assert!(pdf.bytes.starts_with(b"%PDF-1."));
    if let Ok(folder) = std::env::var("KEEP_PAPERS") {
        std::fs::write(format!("{folder}/quote.pdf"), &pdf.bytes).unwrap();
    }
}

/// An invoice of ten of the beans at 24.50 less 10 % and 5.00 on their line, and two of another product, less 12.34 on the
/// whole: its id and the ids of its lines.
async fn invoice(app: &TestApp, bot: &Client, shop: &Shop) -> (String, Vec<String>) {
    let reduced = app.record("tax_rate", &[("name", "VAT 7"), ("category", "S"), ("percent", "7")]).await;
    let body = json!({"company": shop.company.to_string(), "discount_amount": 12.34});
    let bare = json!({"company": shop.company.to_string()});
    let order = id_of(&bot.post_json("/api/v1/orders", &bare).await);
    let beans = json!({"order": order, "product": shop.beans.to_string(), "quantity": 10, "discount": 10, "discount_amount": 5, "position": 1});
    assert_eq!(bot.post_json("/api/v1/order_lines", &beans).await.status, 201);
    let cups = json!({"order": order, "description": "Cups", "quantity": 3, "price": 3.33, "tax_rate": reduced.to_string(), "position": 2});
    assert_eq!(bot.post_json("/api/v1/order_lines", &cups).await.status, 201);
    let less = json!({"discount_amount": body["discount_amount"]});
    assert_eq!(bot.patch_json(&format!("/api/v1/orders/{order}"), &less).await.status, 200);
    let made = bot.post_json(&format!("/api/v1/orders/{order}/invoices"), &json!({})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let lines = get(bot, "/api/v1/invoice_lines?sort=position").await;
    let of = id_of(&made);
    let lines = lines["data"].as_array().unwrap().iter().filter(|l| l["invoice"] == of.as_str());
    (of.clone(), lines.map(|l| l["id"].as_str().unwrap().to_owned()).collect())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_is_credited_whole_and_what_is_open_and_earned_follows() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let (id, _) = invoice(&app, &bot, &shop).await;
    let before = get(&bot, &format!("/api/v1/invoices/{id}")).await;
    // 220.50 - 5.00 and 9.99, less 12.34: 213.15 before tax.
    assert_eq!(
        (&before["net"]["amount"], &before["net_revenue"]["amount"]),
        (&json!("213.15"), &json!("213.15"))
    );
    let pay = format!("/api/v1/invoices/{id}/payments");
    let money = |amount: &str| json!({"amount": {"amount": amount, "currency": "EUR"}});
    assert_eq!(bot.post_json(&pay, &money("100")).await.status, 201);
    let credits = format!("/api/v1/invoices/{id}/credit-notes");
    let note = bot.post_json(&credits, &json!({"reason": "Came back"})).await;
    assert_eq!(note.status, 201, "{}", note.text());
    let note = note.json();
    assert_eq!(
        (&note["total"], &note["net"], &note["tax"]),
        (&before["total"], &before["net"], &before["tax"])
    );
    assert!(
        note["number"].as_str().unwrap().starts_with("C-")
            && note["number"].as_str().unwrap().ends_with("-0001")
    );
    bot.post_json(&credits, &json!({})).await.is_problem(409, "conflict");
    let now = get(&bot, &format!("/api/v1/invoices/{id}")).await;
    assert_eq!(
        (&now["status"], &now["open_amount"]["amount"], &now["net_revenue"]["amount"]),
        (&json!("credited"), &json!("-100.00"), &json!("0.00"))
    );
    // What was paid is paid back, and no more than that.
    bot.post_json(&pay, &money("-100.01")).await.is_problem(422, "invalid");
    assert_eq!(bot.post_json(&pay, &money("-100")).await.status, 201);
    let now = get(&bot, &format!("/api/v1/invoices/{id}")).await;
    assert_eq!((&now["open_amount"]["amount"], &now["paid"]["amount"]), (&json!("0.00"), &json!("0.00")));
    for (metric, value) in [("invoiced_revenue", "0"), ("credited", "213.15"), ("receivables", "0")] {
        let figure = get(&bot, &format!("/api/v1/metrics/{metric}")).await;
        let said = figure["value"].as_f64().unwrap_or_default().to_string();
        assert_eq!(said, value, "{figure}");
    }
    let (number, note) = (note["number"].as_str().unwrap(), note["id"].as_str().unwrap());
    let journal = bot.get("/api/v1/invoices/journal.csv").await.text();
    assert!(journal.contains(&format!("{number},")) && journal.contains(",-"), "{journal}");
    let ubl = bot.get(&format!("/api/v1/credit_notes/{note}/ubl")).await.text();
    for part in [
        "<CreditNote xmlns=",
        "<cbc:CreditNoteTypeCode>381<",
        "<cac:InvoiceDocumentReference><cbc:ID>I-",
        "<cbc:CreditedQuantity unitCode=\"KGM\">10<",
    ] {
        assert!(ubl.contains(part), "{part}: {ubl}");
    }
    let pdf = bot.get(&format!("/api/v1/credit_notes/{note}/pdf")).await;
    assert!(pdf.status == 200 && pdf.bytes.starts_with(b"%PDF-1."));
    if let Ok(folder) = std::env::var("KEEP_PAPERS") {
        std::fs::write(format!("{folder}/credit_note.xml"), &ubl).unwrap();
        std::fs::write(format!("{folder}/credit_note.pdf"), &pdf.bytes).unwrap();
    }
    bot.delete(&format!("/api/v1/credit_notes/{note}")).await;
    assert_eq!(get(&bot, &format!("/api/v1/credit_notes/{note}")).await["id"], note);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_an_invoice_are_credited_and_together_are_never_more_than_it() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let (id, lines) = invoice(&app, &bot, &shop).await;
    let credits = format!("/api/v1/invoices/{id}/credit-notes");
    let some = |line: &str, quantity: &str| json!({"lines": [{"line": line, "quantity": quantity}]});
    for (line, quantity) in [(&lines[0], "10.5"), (&lines[0], "0"), (&lines[1], "-1")] {
        bot.post_json(&credits, &some(line, quantity)).await.is_problem(422, "invalid");
    }
    bot.post_json(&credits, &some(&id, "1")).await.is_problem(422, "invalid");
    for quantity in ["3", "0.333", "6"] {
        let made = bot.post_json(&credits, &some(&lines[0], quantity)).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
    bot.post_json(&credits, &some(&lines[0], "1")).await.is_problem(422, "invalid");
    // Two at once for the rest: one of them.
    let all = json!({});
    let both = tokio::join!(bot.post_json(&credits, &all), bot.post_json(&credits, &all));
    let mut statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", both.0.text(), both.1.text());
    let now = get(&bot, &format!("/api/v1/invoices/{id}")).await;
    assert_eq!(now["status"], "credited", "{now}");
    assert_eq!(
        (&now["net_revenue"]["amount"], &now["open_amount"]["amount"]),
        (&json!("0.00"), &json!("0.00"))
    );
    let notes = get(&bot, "/api/v1/credit_notes?sort=number").await;
    let numbers: Vec<&str> =
        notes["data"].as_array().unwrap().iter().map(|n| n["number"].as_str().unwrap()).collect();
    assert_eq!(
        numbers.iter().map(|n| &n[n.len() - 4..]).collect::<Vec<_>>(),
        ["0001", "0002", "0003", "0004"]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_writes_down_a_part_payment_takes_it_back_and_credits_a_line() {
    let app = TestApp::start().await;
    let shop = shop(&app).await;
    let bot = app.with_token("bot", "manager", &["write"]).await;
    let (id, lines) = invoice(&app, &bot, &shop).await;
    let ana = app.as_role("ana", "manager").await;
    let (here, form) = (format!("/invoices/{id}"), format!("/invoices/{id}/payments"));
    let asked = ana.get(&form).await;
    assert!(asked.status == 200 && asked.text().contains("name=\"amount\""), "{}", words(&asked));
    let over = ana.post(&form, "amount=9999&amount.currency=EUR&paid_on=2026-11-02").await;
    assert!(over.status == 422 && words(&over).contains("The invoice asks for"), "{}", words(&over));
    let paid = ana
        .post(&form, "amount=50.00&amount.currency=EUR&paid_on=2026-11-02&method=transfer&reference=Lumen")
        .await;
    let page = follow(&ana, &paid).await;
    assert!(toast(&page).contains("Payment recorded"), "{}", words(&page));
    let stands = async || get(&bot, &format!("/api/v1/invoices/{id}")).await["status"].clone();
    assert_eq!(stands().await, "part_paid");
    let undo = attribute(&page, "action=\"/undo/", "action");
    follow(&ana, &ana.post(&undo, "").await).await;
    assert_eq!(stands().await, "issued");
    let form = ana.get(&format!("{here}/credit-notes")).await;
    assert!(form.status == 200 && words(&form).contains("Cups"), "{}", words(&form));
    let wrong = ana.post(&format!("{here}/credit-notes"), &format!("{}=4", lines[1])).await;
    assert!(wrong.status == 422 && words(&wrong).contains("left to credit"), "{}", words(&wrong));
    let done = ana.post(&format!("{here}/credit-notes"), &format!("{}=1&reason=Broken", lines[1])).await;
    assert!(toast(&follow(&ana, &done).await).contains("Credit note issued"), "{}", words(&done));
}

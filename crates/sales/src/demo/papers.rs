//! What the demo company's orders led to: offers and a price book before them, invoices and payments after them, and quotes
//! on their way.
use base::{Date, Id, Result};
use engine::query::Query;
use engine::{Input, Record, Value};

use super::{Customer, Scene, text};
use crate::quote::{Answer, accept, decline, send};
use crate::{invoice, order};

/// The codes of offers that orders of the demo carry: for everybody once, and for places with guests.
pub(super) const WELCOME: &str = "WELCOME10";
pub(super) const GUESTS: &str = "GUESTS20";

/// Offers, and the prices of cafés and hotels.
pub(super) async fn before(
    scene: &Scene<'_>,
    products: &[(Id, &'static str, i64)],
    today: Date,
) -> Result<()> {
    let mut work = scene.work();
    let number = |n: i32| Value::Decimal(base::Decimal::from(n));
    let offer = |code: &str, name: &str| Input::new().with("code", text(code)).with("name", text(name));
    let offers = [
        offer(WELCOME, "A tenth off, once a customer")
            .with("percent", number(10))
            .with("most_each", Value::Int(1)),
        offer(GUESTS, "For cafés and hotels")
            .with("amount", scene.money(2_000))
            .with("least", scene.money(10_000))
            .with("segment", text("sector = \"Hospitality\""))
            .with("most", Value::Int(40)),
        offer("FIRST-CUP", "For a first order")
            .with("percent", number(15))
            .with("first_purchase", Value::Bool(true))
            .with("valid_from", Value::Date(today.plus_days(-30)))
            .with("valid_to", Value::Date(today.plus_days(60))),
    ];
    for input in offers {
        work.create("offer", input).await?;
    }
    let book = Input::new()
        .with("name", text("Cafés and hotels"))
        .with("segment", text("sector = \"Hospitality\""))
        .with("valid_from", Value::Date(today.plus_days(-400)));
    let book = work.create("price_book", book).await?;
    // The beans they buy most, some percent below the list.
    for (product, _, price) in products.iter().skip(4).take(2) {
        let price = base::Money { minor: price * 92 / 100, currency: scene.currency }.amount();
        let entry = Input::new()
            .with("price_book", Value::Ref(book))
            .with("product", Value::Ref(*product))
            .with("price", price.parse().map_or(Value::Null, Value::Decimal));
        work.create("price_entry", entry).await?;
    }
    work.commit().await.map(|_| ())
}

/// The companies where guests are served.
pub(super) async fn with_guests(scene: &Scene<'_>) -> Result<Vec<Id>> {
    let query = Query::new("company").filter("sector = \"Hospitality\"")?.limit(100);
    let (found, _) = scene.engine.records(&scene.system, &query).await?;
    Ok(found.iter().map(|c| c.id).collect())
}

/// Invoices of the last four months' orders, three days after each; most are paid, some in part, the latest not yet.
pub(super) async fn after(scene: &Scene<'_>, customers: &[Customer], today: Date) -> Result<()> {
    let zone = scene.engine.settings().manners.zone.clone();
    let query = Query::new("order").filter("status = delivered AND placed_at >= -120d")?;
    let (orders, _) = scene.engine.records(&scene.system, &query.sort("placed_at")?.limit(500)).await?;
    let mut made = Vec::new();
    let mut work = scene.work().importing().by_verb();
    for order in &orders {
        let Some(placed) = order.get("placed_at").moment() else { continue };
        let issued = placed.date(&zone).plus_days(3);
        if issued > today {
            continue;
        }
        work.at(Some(issued.start(&zone).plus_seconds(9 * 3_600)));
        made.push((invoice::from_order(&mut work, order.id).await?, issued));
    }
    work.commit().await?;
    let mut work = scene.work().importing().by_verb();
    for (n, (id, issued)) in made.iter().enumerate() {
        let paid_on = issued.plus_days(6 + (n % 9) as i64);
        if paid_on > today || n % 17 == 0 {
            continue;
        }
        work.at(Some(paid_on.start(&zone).plus_seconds(8 * 3_600)));
        let mut amount = work.current("invoice", *id).await?.get("total").clone();
        if let (Value::Money(money), true) = (&mut amount, n % 11 == 5) {
            money.minor /= 2;
        }
        let payment = Input::new()
            .with("amount", amount)
            .with("paid_on", Value::Date(paid_on))
            .with("method", text(if n % 6 == 1 { "direct_debit" } else { "transfer" }));
        invoice::pay(&mut work, *id, payment).await?;
    }
    work.commit().await?;
    quotes(scene, customers, today).await
}

/// Some quotes as they stand today: two drafts, three with the customer, one accepted, one declined.
async fn quotes(scene: &Scene<'_>, customers: &[Customer], today: Date) -> Result<()> {
    let (products, _) = scene
        .engine
        .records(&scene.system, &Query::new("product").filter("unit IS NOT NULL")?.sort("name")?.limit(20))
        .await?;
    let at = |n: usize| products.get(n % products.len().max(1));
    let mut work = scene.work().by_verb();
    let mut ids = Vec::new();
    for (n, customer) in customers.iter().rev().take(7).enumerate() {
        let quote = Input::new()
            .with("subject", text("Coffee and service"))
            .with("company", Value::Ref(customer.company))
            .with("contact", customer.people.first().map_or(Value::Null, |p| Value::Ref(*p)))
            .with("owner", Value::Ref(customer.owner))
            .with("valid_until", Value::Date(today.plus_days(14 + n as i64)));
        let quote = work.create("quote", quote).await?;
        for (place, product) in [at(n), at(n + 3)].into_iter().flatten().enumerate() {
            work.create("quote_line", line(quote, place, product, n)).await?;
        }
        ids.push(quote);
    }
    work.commit().await?;
    let mut work = scene.work().by_verb();
    for id in ids.iter().skip(2) {
        send(&mut work, *id).await?;
    }
    work.commit().await?;
    let answer = Answer { name: "Lucie Moreau".to_owned(), address: "198.51.100.7".to_owned() };
    let mut work = scene.work().by_verb();
    if let [.., declined, accepted] = ids.as_slice() {
        decline(&mut work, *declined, "We stay with what we have this year", &answer).await?;
        let made = accept(&mut work, *accepted, &answer).await?;
        work.commit().await?;
        let mut work = scene.work().by_verb();
        order::deliver(&mut work, made).await?;
        work.commit().await?;
    }
    Ok(())
}

fn line(quote: Id, place: usize, product: &Record, n: usize) -> Input {
    let quantity = i32::try_from(4 + 3 * n).unwrap_or(4);
    let line = Input::new()
        .with("quote", Value::Ref(quote))
        .with("position", Value::Int(place as i64 + 1))
        .with("product", Value::Ref(product.id))
        .with("quantity", Value::Decimal(base::Decimal::from(quantity)));
    if n % 3 == 1 { line.with("discount", Value::Decimal(base::Decimal::from(5))) } else { line }
}

//! What the demo company has offered and sold over the last year: taxes, a price book, quotes, orders, invoices, payments.
use base::{Date, Decimal, Id, Result};
use engine::query::Query;
use engine::{Input, Value, Work};

use super::{Customer, Dice, Scene, text};

/// What is offered: a product, its name, its price in minor units.
type Product = (Id, &'static str, i64);

const ORDERS: usize = 200;
const QUOTES: usize = 40;

/// Minor units as a price of one.
fn price(minor: i64) -> Value {
    Value::Decimal(Decimal(minor * 10_000))
}

/// Everything, over the year that ends today.
pub(super) async fn fill(
    scene: &Scene<'_>,
    dice: &mut Dice,
    customers: &[Customer],
    products: &[Product],
    today: Date,
) -> Result<()> {
    catalogue(scene, products).await?;
    orders(scene, dice, customers, products, today).await?;
    invoices(scene, today).await?;
    quotes(scene, dice, customers, products, today).await
}

/// Tax and cost of the products, and what hotels and restaurants pay for beans.
async fn catalogue(scene: &Scene<'_>, products: &[Product]) -> Result<()> {
    let mut work = scene.work();
    let mut rates = Vec::new();
    for (name, category, percent) in [("VAT 19%", "S", 19), ("VAT 7%", "S", 7), ("Reverse charge", "AE", 0)] {
        let input = Input::new().with("name", text(name)).with("category", text(category));
        let input = input.with("percent", Value::Decimal(Decimal::from(percent))).with("country", text("DE"));
        rates.push(work.create("tax_rate", input).await?);
    }
    let book = Input::new()
        .with("name", text("Hospitality"))
        .with("currency", text(scene.currency.as_str()))
        .with("segment", text("sector = \"Hospitality\""));
    let book = work.create("price_book", book).await?;
    for (id, _, minor) in products {
        // Coffee to drink at home is food; machines and work are not.
        let beans = *minor < 10_000;
        let rate = rates.get(usize::from(beans)).map_or(Value::Null, |r| Value::Ref(*r));
        let cost = scene.money(minor * 6 / 10);
        work.update("product", *id, Input::new().with("cost", cost).with("tax_rate", rate), None).await?;
        if beans {
            let input = Input::new().with("price_book", Value::Ref(book)).with("product", Value::Ref(*id));
            work.create("price_entry", input.with("price", price(minor * 92 / 100))).await?;
        }
    }
    work.commit().await.map(|_| ())
}

/// One to three lines: beans by the sack more often than a machine.
async fn lines(
    work: &mut Work,
    dice: &mut Dice,
    products: &[Product],
    (object, link, whole): (&str, &str, Id),
) -> Result<()> {
    for position in 0..=dice.below(3) {
        let (product, _, minor) = *dice.of(products);
        let quantity = if minor < 10_000 { 5 + dice.below(40) as i32 } else { 1 + dice.below(3) as i32 };
        let mut input = Input::new()
            .with(link, Value::Ref(whole))
            .with("position", Value::Int(position as i64 + 1))
            .with("product", Value::Ref(product))
            .with("quantity", Value::Decimal(Decimal::from(quantity)));
        if dice.below(5) == 0 {
            input = input.with("discount", Value::Decimal(Decimal::from(5)));
        }
        work.create(object, input).await?;
    }
    Ok(())
}

fn party(customer: &Customer) -> Input {
    Input::new()
        .with("company", Value::Ref(customer.company))
        .with("contact", customer.people.first().map_or(Value::Null, |p| Value::Ref(*p)))
        .with("owner", Value::Ref(customer.owner))
}

/// Days ago, more of them in the weeks before the turn of the year than in summer.
fn some_day(dice: &mut Dice, today: Date) -> Date {
    let mut day = today.plus_days(-(dice.below(360) as i64));
    let month = |day: Date| day.iso().get(5..7).and_then(|m| m.parse::<u32>().ok()).unwrap_or(1);
    if matches!(month(day), 6..=8) && dice.below(2) == 0 {
        day = today.plus_days(-(dice.below(360) as i64));
    }
    day
}

async fn orders(
    scene: &Scene<'_>,
    dice: &mut Dice,
    customers: &[Customer],
    products: &[Product],
    today: Date,
) -> Result<()> {
    let zone = scene.engine.settings().manners.zone.clone();
    let mut days: Vec<Date> = (0..ORDERS).map(|_| some_day(dice, today)).collect();
    days.sort_unstable();
    // A few in a unit: each is settled with its lines.
    for some in days.chunks(50) {
        let mut work = scene.work().importing();
        for day in some {
            let at = day.start(&zone).plus_seconds(10 * 3_600 + dice.below(20_000) as i64);
            work.at(Some(at.min(base::Moment::now())));
            let old = today.days_since(*day);
            let status = match dice.below(30) {
                0 if old > 20 => "returned",
                _ if old > 8 => "delivered",
                _ => "open",
            };
            let mut input = party(dice.of(customers)).with("placed_at", Value::Moment(at));
            input = input.with("status", text(status));
            let key = match status {
                "returned" => Some("returned_at"),
                "delivered" => Some("delivered_at"),
                _ => None,
            };
            if let Some(key) = key {
                input = input.with(key, Value::Moment(at.plus_seconds(5 * 86_400)));
            }
            let order = work.create("order", input).await?;
            lines(&mut work, dice, products, ("order_line", "order", order)).await?;
        }
        work.commit().await?;
    }
    Ok(())
}

/// What was delivered in the last four months has its invoice; what is older than three weeks is paid.
async fn invoices(scene: &Scene<'_>, today: Date) -> Result<()> {
    let zone = scene.engine.settings().manners.zone.clone();
    let delivered = Query::new("order").filter("status = \"delivered\" AND placed_at >= -120d")?.limit(100);
    let (orders, _) = scene.engine.records(&scene.system, &delivered.sort("placed_at")?).await?;
    let mut work = scene.work().importing();
    let mut issued = Vec::new();
    for order in orders {
        let Some(at) = order.get("delivered_at").moment() else { continue };
        work.at(Some(at.min(base::Moment::now())));
        issued.push((crate::invoice::from_order(&mut work, order.id).await?, at.date(&zone)));
    }
    work.commit().await?;
    let mut work = scene.work().importing();
    work.at(None);
    for (invoice, day) in issued.into_iter().filter(|(_, day)| today.days_since(*day) > 21) {
        let total = work.current("invoice", invoice).await?.get("total").clone();
        let input = Input::new().with("amount", total).with("paid_on", Value::Date(day.plus_days(12)));
        crate::invoice::pay(&mut work, invoice, input.with("method", text("transfer"))).await?;
    }
    work.commit().await.map(|_| ())
}

async fn quotes(
    scene: &Scene<'_>,
    dice: &mut Dice,
    customers: &[Customer],
    products: &[Product],
    today: Date,
) -> Result<()> {
    let mut work = scene.work().importing();
    for n in 0..QUOTES {
        let customer = dice.of(customers);
        let status = match n % 8 {
            0 | 1 => "draft",
            2..=4 => "sent",
            5 => "declined",
            _ => "expired",
        };
        let until = if status == "expired" {
            today.plus_days(-(10 + dice.below(200) as i64))
        } else {
            today.plus_days(5 + dice.below(40) as i64)
        };
        let subject = format!("Coffee for {}", customer.name);
        let mut input =
            party(customer).with("subject", text(&subject)).with("valid_until", Value::Date(until));
        if status != "sent" {
            input = input.with("status", text(status));
        }
        if status == "declined" {
            input = input.with("decline_reason", text("Stays with the supplier they have"));
        }
        let quote = work.create("quote", input).await?;
        lines(&mut work, dice, products, ("quote_line", "quote", quote)).await?;
        if status == "sent" {
            crate::quote::send(&mut work, quote).await?;
        }
    }
    work.commit().await.map(|_| ())
}

//! Movements of recurring revenue: how much more or less a subscription brings a month from a day on, and why. Their sum is
//! what it brings now, whatever was done or undone: each unit adds what is missing.
use base::{Id, Money, Result};
use engine::module::Boxed;
use engine::{Choice, Field, Kind, MadeBy, Object, Record, Settle, Touched, Value, Work};

use super::now;

/// The object.
pub fn object() -> Object {
    let kinds = vec![
        Choice::new("new", "New", "green"),
        Choice::new("expansion", "Expansion", "teal"),
        Choice::new("contraction", "Contraction", "amber"),
        Choice::new("churn", "Churn", "red"),
        Choice::new("reactivation", "Reactivation", "blue"),
    ];
    let mut movement = Object::new("mrr_movement", "mrr_movements", "chart-line")
        .made_by(MadeBy::Rules)
        .columns(&["name", "moved_on", "kind", "amount", "company", "reason", "owner"])
        .fields(vec![
            Field::new("name", Kind::Text).read_only(),
            Field::link("subscription", "subscription").read_only(),
            Field::link("company", "company").read_only(),
            Field::link("product", "product").label("Plan").read_only(),
            Field::choice("kind", kinds).read_only().index(),
            Field::new("amount", Kind::Money).label("Change a month").read_only(),
            Field::new("moved_on", Kind::Date).label("From").read_only().index(),
            Field::choice("reason", super::reasons()).read_only(),
        ]);
    "Movement of revenue".clone_into(&mut movement.label);
    "Movements of revenue".clone_into(&mut movement.labels);
    movement
}

/// Fills in what a subscription says nothing of, and keeps its movements in step with it.
pub(crate) const SETTLE: Settle =
    Settle { objects: &["subscription"], through: &["mrr_movement.subscription"], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        let records = touched.iter().flat_map(|t| t.before.iter().chain(&t.after));
        let mut ids: Vec<Id> = records.map(|r| r.id).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            one(work, id).await?;
        }
        Ok(())
    })
}

async fn one(work: &mut Work, id: Id) -> Result<()> {
    let Ok(mut record) = work.current("subscription", id).await else { return Ok(()) };
    let filled = filled(work, &mut record).await;
    let mut values: Vec<(&str, Value)> = filled;
    let bring = now(&record);
    let year = bring.map(|m| Money { minor: m.minor.saturating_mul(12), ..m });
    values.push(("mrr", bring.map_or(Value::Null, Value::Money)));
    values.push(("arr", year.map_or(Value::Null, Value::Money)));
    if record.deleted_at.is_none() {
        work.derive("subscription", id, values).await?;
    }
    let Some(bring) = bring else { return Ok(()) };
    let earlier = work.pointing("mrr_movement", "subscription", id).await?;
    let sum: i64 = earlier.iter().filter_map(|m| m.get("amount").money()).map(|m| m.minor).sum();
    let by = bring.minor - sum;
    if by == 0 {
        return Ok(());
    }
    let kind = match (sum, bring.minor) {
        (0, _) if earlier.is_empty() => "new",
        (0, _) => "reactivation",
        (_, 0) => "churn",
        _ if by > 0 => "expansion",
        _ => "contraction",
    };
    let today = work.moment().date(&work.engine().settings().manners.zone);
    // What began or ended on another day moved then.
    let own = match kind {
        "new" => record
            .get("trial_until")
            .date()
            .map(|d| d.plus_days(1))
            .or_else(|| record.get("started_on").date()),
        "churn" => record.get("ends_on").date(),
        _ => None,
    };
    let day = own.unwrap_or(today);
    let reason = record.get("cancel_reason").text().filter(|_| kind == "churn");
    let copied = |key: &str| (key.to_owned(), record.get(key).clone());
    let values = vec![
        ("subscription".to_owned(), Value::Ref(id)),
        copied("company"),
        copied("product"),
        copied("owner"),
        copied("name"),
        ("kind".to_owned(), Value::Text(kind.to_owned())),
        ("amount".to_owned(), Value::Money(Money { minor: by, currency: bring.currency })),
        ("moved_on".to_owned(), Value::Date(day)),
        ("reason".to_owned(), reason.map_or(Value::Null, |r| Value::Text(r.to_owned()))),
    ];
    work.derive_new("mrr_movement", values)?;
    Ok(())
}

/// Name and price of the product, where nobody says otherwise; also in the record at hand.
async fn filled(work: &mut Work, record: &mut Record) -> Vec<(&'static str, Value)> {
    let mut values = Vec::new();
    let product = match record.get("product").id() {
        Some(product) => work.current("product", product).await.ok(),
        None => None,
    };
    if record.get("name").is_null() {
        let name =
            product.as_ref().map_or_else(|| say::say!("subscription-unnamed").into_owned(), Record::title);
        values.push(("name", Value::Text(name)));
    }
    if record.get("price").is_null()
        && let Some(price) = product.as_ref().and_then(|p| p.get("price").money())
    {
        values.push(("price", Value::Money(price)));
    }
    for (key, value) in &values {
        record.set(key, value.clone());
    }
    values
}

//! Bundles: products that are sold as one and are made of others. A line of a quote says what is in it, and where the bundle
//! has no price of its own, it costs what its parts cost.
use std::sync::Arc;

use base::{Currency, Date, Decimal, Error, Id, Result};
use engine::module::Boxed;
use engine::{Draft, Field, Kind, Object, Record, Rule, Settle, Touched, Value, Work};
use say::say;
use serde_json::json;

use crate::once::{place, stand_once};
use crate::price_book::price_of;

/// A product in a bundle.
pub fn part() -> Object {
    let mut object = Object::new("bundle_part", "bundle_parts", "package")
        .columns(&["product", "quantity"])
        .fields(vec![
            Field::new("name", Kind::Text).read_only().search(),
            Field::link("bundle", "product").required(),
            Field::link("product", "product").required(),
            Field::new("quantity", Kind::Decimal).required().default(json!(1)),
            place("Product"),
        ])
        .part_of("bundle")
        .beside();
    "Part of the bundle".clone_into(&mut object.label);
    "In the bundle".clone_into(&mut object.labels);
    object
}

/// A product is in a bundle once, some of it, and not in itself.
pub(crate) const PART: Rule = Rule { object: "bundle_part", run: check };

fn check(draft: &mut Draft<'_>) {
    let ends = draft.record.get("bundle").id().zip(draft.record.get("product").id());
    if ends.is_some_and(|(bundle, product)| bundle == product) {
        draft.problems.add("product", "circle", say!("quote-bundle-itself"));
    }
    if matches!(draft.record.get("quantity"), Value::Decimal(d) if d.0 <= 0) {
        draft.problems.add("quantity", "quantity", say!("quote-wrong-quantity"));
    }
    stand_once(draft, ["bundle", "product"], "");
}

/// Parts are called after their product and how many of it, and no bundle is in a bundle.
pub(crate) const SETTLE: Settle = Settle {
    objects: &["bundle_part", "product"],
    through: &["bundle_part.bundle", "bundle_part.product"],
    run: settle,
};

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        let mut parts: Vec<Record> = Vec::new();
        for touch in touched {
            let Some(after) = touch.after else { continue };
            if after.object.key == "product" {
                let renamed = touch
                    .before
                    .is_some_and(|b| b.title() != after.title() || b.get("unit") != after.get("unit"));
                if !renamed {
                    continue;
                }
                parts.extend(work.pointing("bundle_part", "product", after.id).await?);
            } else {
                parts.push(Arc::unwrap_or_clone(after));
            }
        }
        if !parts.is_empty() {
            work.in_turn("bundle_part").await?;
        }
        for part in parts.iter().filter(|p| p.deleted_at.is_none()) {
            let (Some(bundle), Some(product)) = (part.get("bundle").id(), part.get("product").id()) else {
                continue;
            };
            let nested = !work.pointing("bundle_part", "bundle", product).await?.is_empty()
                || !work.pointing("bundle_part", "product", bundle).await?.is_empty();
            if nested {
                return Err(Error::invalid("product", "nested", say!("quote-bundle-nested")));
            }
            let (Ok(product), Value::Decimal(quantity)) =
                (work.current("product", product).await, part.get("quantity"))
            else {
                continue;
            };
            let name = Value::Text(counted(&product, *quantity));
            if *part.get("name") != name {
                work.derive("bundle_part", part.id, vec![("name", name)]).await?;
            }
        }
        Ok(())
    })
}

/// What is in a bundle and how many of it, in the order it was put in; nothing for any other product.
pub(crate) async fn parts(work: &mut Work, bundle: Id) -> Result<Vec<(Record, Decimal)>> {
    let mut parts = work.pointing("bundle_part", "bundle", bundle).await?;
    parts.sort_by_key(|part| part.id);
    let mut found = Vec::with_capacity(parts.len());
    for part in parts {
        let (Some(product), Value::Decimal(quantity)) = (part.get("product").id(), part.get("quantity"))
        else {
            continue;
        };
        if let Ok(product) = work.current("product", product).await {
            found.push((product, *quantity));
        }
    }
    Ok(found)
}

/// What a bundle costs together: each of its parts as it costs alone. Nothing where one has no price in the currency.
pub(crate) async fn together(
    work: &mut Work,
    parts: &[(Record, Decimal)],
    company: Option<&Record>,
    currency: Currency,
    day: Date,
) -> Result<Option<Decimal>> {
    let mut sum = 0_i128;
    for (product, quantity) in parts {
        let Some(price) = price_of(work, product, company, currency, day).await? else { return Ok(None) };
        sum += i128::from(price.0) * i128::from(quantity.0);
    }
    let whole = i64::try_from(sum / 1_000_000).ok().map(Decimal);
    Ok(whole.filter(|_| !parts.is_empty()))
}

/// The name of a product as a line says it: a bundle with what is in it.
pub(crate) fn described(product: &Record, parts: &[(Record, Decimal)]) -> String {
    let name = product.title();
    if parts.is_empty() {
        return name;
    }
    let each = parts.iter().map(|(part, quantity)| counted(part, *quantity));
    format!("{name} ({})", each.collect::<Vec<_>>().join(", "))
}

/// So many of a product: `10 kg Beans`, `1 × Machine`.
fn counted(product: &Record, quantity: Decimal) -> String {
    match product.get("unit").text() {
        Some(unit) if unit != "piece" => format!("{quantity} {unit} {}", product.title()),
        _ => format!("{quantity} × {}", product.title()),
    }
}

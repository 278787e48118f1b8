//! Tax rates: what a sale is taxed with, by the categories of EN 16931.
use base::Decimal;
use engine::{Choice, Draft, Field, Kind, Object, Rule};
use say::say;
use serde_json::json;

use crate::pricing::{Category, Tax};

/// The object.
pub fn object() -> Object {
    let categories = vec![
        Choice::new("S", "Standard", "green"),
        Choice::new("Z", "Zero rate", "slate"),
        Choice::new("E", "Exempt", "slate"),
        Choice::new("AE", "Reverse charge", "amber"),
        Choice::new("O", "Outside of the tax", "slate"),
    ];
    Object::new("tax_rate", "tax_rates", "percent")
        .nav("Catalogue")
        .columns(&["name", "category", "percent", "country", "active", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index(),
            Field::choice("category", categories).required().default(json!("S")),
            Field::new("percent", Kind::Percent).required().default(json!(0)).aliases(&["rate"]),
            Field::new("country", Kind::Text).help("Where it holds: two letters, like DE."),
            Field::new("active", Kind::Toggle).default(json!(true)),
        ])
}

/// A rate that does not go with its category is refused.
pub(crate) const RATE: Rule = Rule { object: "tax_rate", run: rate };

fn rate(draft: &mut Draft<'_>) {
    let category = draft.record.get("category").text().and_then(Category::parse);
    let percent =
        if let engine::Value::Decimal(percent) = draft.record.get("percent") { *percent } else { Decimal(0) };
    if category.is_some_and(|category| Tax { category, percent }.check().is_err()) {
        draft.problems.add("percent", "rate", say!("quote-wrong-rate"));
    }
}

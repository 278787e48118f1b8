//! Products: what is sold.
pub mod bundle;

use engine::{Choice, Field, Kind, Object};
use serde_json::json;

/// The object.
pub fn object() -> Object {
    Object::new("product", "products", "package")
        .nav("Sell")
        .columns(&["name", "sku", "series", "price", "active", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index().aliases(&[
                "product",
                "product name",
                "item",
            ]),
            Field::new("sku", Kind::Text).label("SKU").unique().search().aliases(&[
                "product code",
                "article number",
                "code",
                "product id",
            ]),
            Field::new("series", Kind::Text).aliases(&["category", "family", "product line", "group"]),
            Field::new("price", Kind::Money).aliases(&["sales price", "unit price", "list price"]),
            Field::new("unit", Kind::Text),
            Field::new("cost", Kind::Money)
                .help("What one costs you, for the margin.")
                .aliases(&["purchase price"]),
            Field::link("tax_rate", "tax_rate").label("Tax"),
            Field::choice(
                "billing",
                vec![
                    Choice::new("once", "Once", "slate"),
                    Choice::new("monthly", "Every month", "blue"),
                    Choice::new("yearly", "Every year", "violet"),
                ],
            )
            .default(json!("once")),
            Field::new("active", Kind::Toggle)
                .default(json!(true))
                .help("Only active products are offered on new deals."),
            Field::new("description", Kind::LongText),
        ])
}

//! Price books: what products cost in a currency, for a time, for a segment of companies.
mod lookup;

pub(crate) use lookup::price_of;

use engine::module::Boxed;
use engine::{Draft, Field, Kind, Object, Rule, Settle, Touched, Value, Work};
use say::say;
use serde_json::json;

use crate::once::{place, stand_once};

/// The book.
pub fn object() -> Object {
    Object::new("price_book", "price_books", "book-open")
        .nav("Catalogue")
        .columns(&["name", "currency", "segment", "valid_from", "valid_to", "active", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index(),
            Field::new("currency", Kind::Text).help("Three letters, like EUR; empty for the workspace's."),
            Field::new("segment", Kind::Text)
                .help("A filter on companies, like sector = \"Hospitality\"; empty for all of them."),
            Field::new("valid_from", Kind::Date),
            Field::new("valid_to", Kind::Date),
            Field::new("active", Kind::Toggle).default(json!(true)),
        ])
}

/// What one product costs in a book.
pub fn entry() -> Object {
    Object::new("price_entry", "price_entries", "tag")
        .title("name")
        .columns(&["name", "price_book", "product", "price", "valid_from", "valid_to", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).read_only().search(),
            Field::link("price_book", "price_book").required(),
            Field::link("product", "product").required(),
            Field::new("price", Kind::Decimal).required().help("Before tax, in the currency of the book."),
            Field::new("valid_from", Kind::Date),
            Field::new("valid_to", Kind::Date),
            place("Product"),
        ])
        .part_of("price_book")
}

/// The currency is one, and the segment can be read.
pub(crate) const BOOK: Rule = Rule { object: "price_book", run: book };

fn book(draft: &mut Draft<'_>) {
    crate::quote::currency(draft);
    in_order(draft);
    if let Some(text) = draft.record.get("segment").text()
        && let Err(error) = lookup::segment(draft.schema, text, draft.manners)
    {
        let why = error.to_string();
        draft.problems.add("segment", "filter", why);
    }
}

/// What holds until a day holds from an earlier one.
fn in_order(draft: &mut Draft<'_>) {
    let [from, to] = ["valid_from", "valid_to"].map(|key| draft.record.get(key).date());
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        draft.problems.add("valid_to", "before", say!("quote-days-turned"));
    }
}

/// An entry is called what its product is.
pub(crate) const SETTLE: Settle = Settle { objects: &["price_entry"], through: &[], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        for entry in touched.into_iter().filter_map(|t| t.after) {
            if let Some(product) = entry.get("product").id()
                && let Ok(product) = work.current("product", product).await
            {
                work.derive("price_entry", entry.id, vec![("name", Value::Text(product.title()))]).await?;
            }
        }
        Ok(())
    })
}

/// A price is none below nothing.
pub(crate) const ENTRY: Rule = Rule {
    object: "price_entry",
    run: |draft| {
        if matches!(draft.record.get("price"), Value::Decimal(d) if d.0 < 0) {
            draft.problems.add("price", "price", say!("quote-wrong-price"));
        }
        in_order(draft);
        // A product has one price from a day on.
        let from = draft.record.get("valid_from").date().map(|day| format!(" {}", day.iso()));
        stand_once(draft, ["price_book", "product"], &from.unwrap_or_default());
    },
};

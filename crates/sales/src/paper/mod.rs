//! What quotes, orders and invoices have in common: lines, totals, numbers. Each is a whole with an object of its lines.
pub mod format;
pub mod pdf;
mod settle;
pub mod view;

pub(crate) use settle::SETTLE;
pub use view::View;

use base::{Currency, Error, Id, Result};
use engine::{Field, Input, Kind, Object, Record, Value, Work};
use serde_json::json;

/// One sort of paper.
pub(crate) struct Paper {
    /// Its object.
    pub(crate) whole: &'static str,
    /// The object of its lines, which link to it by the key of the whole.
    pub(crate) line: &'static str,
    /// What its numbers begin with.
    pub(crate) series: &'static str,
    /// The states in which people may change what it comes to.
    pub(crate) open: &'static [&'static str],
}

/// Every sort.
pub(crate) const PAPERS: [Paper; 3] = [
    Paper { whole: "quote", line: "quote_line", series: "Q", open: &["draft"] },
    Paper { whole: "order", line: "order_line", series: "O", open: &["open"] },
    Paper { whole: "invoice", line: "invoice_line", series: "I", open: &[] },
];

/// What a line is copied with, from a quote to an order to an invoice.
const COPIED: [&str; 11] = [
    "position",
    "product",
    "description",
    "quantity",
    "unit",
    "price",
    "discount",
    "tax_rate",
    "tax_category",
    "tax_percent",
    "owner",
];

/// What a paper takes over from the one before it.
pub(crate) const KEPT: [&str; 9] =
    ["deal", "company", "contact", "currency", "language", "terms", "discount", "discount_amount", "owner"];

/// The lines of a paper, as an object.
pub(crate) fn line_object(whole: &str, key: &str, plural: &str) -> Object {
    Object::new(key, plural, "list")
        .title("description")
        .columns(&["product", "description", "quantity", "unit", "price", "discount", "tax_rate", "net"])
        .part_of(whole)
        .fields(vec![
            Field::link(whole, whole).required(),
            Field::new("position", Kind::Integer),
            Field::link("product", "product"),
            Field::new("description", Kind::Text).search().help("Empty for the name of the product."),
            Field::new("quantity", Kind::Decimal).required().default(json!(1)),
            Field::new("unit", Kind::Text),
            Field::new("price", Kind::Decimal).help("Of one, before tax; empty for that of the price book."),
            Field::new("discount", Kind::Percent),
            Field::link("tax_rate", "tax_rate").label("Tax").help("Empty for that of the product."),
            Field::new("tax_category", Kind::Text).read_only(),
            Field::new("tax_percent", Kind::Percent).label("Tax rate").read_only(),
            Field::new("net", Kind::Money).read_only(),
        ])
}

/// Whom a paper is for, and in what.
pub(crate) fn party_fields() -> Vec<Field> {
    vec![
        Field::link("deal", "deal").group("Customer"),
        Field::link("company", "company").group("Customer"),
        Field::link("contact", "contact").group("Customer"),
        Field::new("currency", Kind::Text).group("Terms").help("Three letters; empty for the workspace's."),
        Field::choice(
            "language",
            vec![engine::Choice::new("en", "English", ""), engine::Choice::new("de", "German", "")],
        )
        .group("Terms")
        .help("Of the paper the customer gets; empty for the workspace's."),
        Field::new("terms", Kind::LongText).group("Terms"),
    ]
}

/// What a paper comes to.
pub(crate) fn total_fields() -> Vec<Field> {
    vec![
        Field::new("discount", Kind::Percent)
            .group("Totals")
            .help("On the whole, besides those of the lines."),
        Field::new("discount_amount", Kind::Decimal).group("Totals").help("On the whole, in its currency."),
        Field::new("net", Kind::Money).read_only().group("Totals"),
        Field::new("tax", Kind::Money).read_only().group("Totals"),
        Field::new("total", Kind::Money).read_only().index().group("Totals"),
    ]
}

/// The decimal of a field, where there is one.
pub(crate) fn decimal(record: &Record, key: &str) -> Option<base::Decimal> {
    if let Value::Decimal(d) = record.get(key) { Some(*d) } else { None }
}

/// The currency a paper is in.
pub(crate) fn currency_of(record: &Record, otherwise: Currency) -> Currency {
    record.get("currency").text().and_then(Currency::parse).unwrap_or(otherwise)
}

/// The lines of a paper in their order, as a unit would leave them.
pub(crate) async fn lines_of(work: &mut Work, paper: &Paper, id: Id) -> Result<Vec<Record>> {
    let mut lines = work.pointing(paper.line, paper.whole, id).await?;
    lines.sort_by_key(|l| (l.get("position").int().unwrap_or(i64::MAX), l.id));
    Ok(lines)
}

/// Makes the same lines for another paper.
pub(crate) async fn copy_lines(work: &mut Work, from: &Paper, id: Id, to: &Paper, whole: Id) -> Result<()> {
    for line in lines_of(work, from, id).await? {
        let input = copied(&line, &COPIED).with(to.whole, Value::Ref(whole));
        work.create(to.line, input).await?;
    }
    Ok(())
}

/// The values of some fields that are filled.
pub(crate) fn copied(record: &Record, keys: &[&str]) -> Input {
    let filled = keys.iter().filter(|k| !record.get(k).is_null());
    filled.fold(Input::new(), |input, key| input.with(key, record.get(key).clone()))
}

/// One sort by the key of its object.
pub(crate) fn paper(whole: &str) -> Result<&'static Paper> {
    PAPERS.iter().find(|p| p.whole == whole).ok_or(Error::NotFound)
}

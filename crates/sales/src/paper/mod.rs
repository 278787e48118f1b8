//! What quotes, orders, invoices and credit notes have in common: lines, totals, numbers. Each is a whole with an object of its lines.
pub mod format;
pub mod pdf;
mod settle;
pub mod view;

pub(crate) use settle::{SETTLE, line_of};
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
pub(crate) const PAPERS: [Paper; 4] = [
    Paper { whole: "quote", line: "quote_line", series: "Q", open: &["draft"] },
    Paper { whole: "order", line: "order_line", series: "O", open: &["open"] },
    Paper { whole: "invoice", line: "invoice_line", series: "I", open: &[] },
    Paper { whole: "credit_note", line: "credit_note_line", series: "C", open: &[] },
];

/// What a line is copied with, from a quote to an order to an invoice.
pub(crate) const COPIED: [&str; 12] = [
    "position",
    "product",
    "description",
    "quantity",
    "unit",
    "price",
    "discount",
    "discount_amount",
    "tax_rate",
    "tax_category",
    "tax_percent",
    "owner",
];

/// What a paper takes over from the one before it.
pub(crate) const KEPT: [&str; 14] = [
    "deal",
    "company",
    "contact",
    "currency",
    "language",
    "terms",
    "discount",
    "discount_amount",
    "code",
    "offer",
    "offer_percent",
    "offer_amount",
    "offer_discount",
    "owner",
];

/// The lines of a paper, as an object.
pub(crate) fn line_object(whole: &str, key: &str, plural: &str) -> Object {
    Object::new(key, plural, "list")
        .title("description")
        .columns(&[
            "product",
            "description",
            "quantity",
            "unit",
            "price",
            "discount",
            "discount_amount",
            "tax_rate",
            "net",
        ])
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
            Field::new("discount_amount", Kind::Decimal)
                .label("Amount off")
                .help("Off the whole line, besides percent."),
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
        Field::new("code", Kind::Text)
            .label("Discount code")
            .group("Totals")
            .help("That of an offer, in capitals or small letters."),
        Field::link("offer", "offer").read_only().group("Totals"),
        // What the offer promised when the code was written.
        Field { hidden: true, ..Field::new("offer_percent", Kind::Percent) }.read_only().group("Totals"),
        Field { hidden: true, ..Field::new("offer_amount", Kind::Decimal) }.read_only().group("Totals"),
        Field::new("offer_discount", Kind::Money).label("Off by code").read_only().group("Totals"),
        Field::new("net", Kind::Money).read_only().group("Totals"),
        Field::new("tax", Kind::Money).read_only().group("Totals"),
        Field::new("total", Kind::Money).read_only().index().group("Totals"),
    ]
}

/// The decimal of a field, where there is one.
pub(crate) fn decimal(record: &Record, key: &str) -> Option<base::Decimal> {
    if let Value::Decimal(d) = record.get(key) { Some(*d) } else { None }
}

/// The minor units of an amount; none where there is none.
pub(crate) fn minor_of(record: &Record, key: &str) -> i64 {
    record.get(key).money().map_or(0, |m| m.minor)
}

/// The discount on a paper itself, besides that of a code.
pub(crate) fn off_of(record: &Record) -> crate::pricing::Off {
    crate::pricing::Off { percent: decimal(record, "discount"), amount: decimal(record, "discount_amount") }
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
        let input = copied(work, &line, &COPIED).with(to.whole, Value::Ref(whole));
        work.create(to.line, input).await?;
    }
    Ok(())
}

/// The values of some fields that are filled. What they link to may lie in the bin by now: that stops no paper.
pub(crate) fn copied(work: &mut Work, record: &Record, keys: &[&str]) -> Input {
    let filled = keys.iter().filter(|k| !record.get(k).is_null());
    work.trust(filled.clone().filter_map(|k| record.get(k).id()));
    filled.fold(Input::new(), |input, key| input.with(key, record.get(key).clone()))
}

/// One sort by the key of its object.
pub(crate) fn paper(whole: &str) -> Result<&'static Paper> {
    PAPERS.iter().find(|p| p.whole == whole).ok_or(Error::NotFound)
}

//! Orders: what a customer has bought, until it is delivered or comes back.
pub mod metrics;
pub(crate) mod repeat;

use base::{Error, Id, Moment, Result};
use engine::{Choice, Draft, Field, Input, Kind, Object, Rule, Value, Work};
use say::say;
use serde_json::json;

use crate::paper::{KEPT, copied, copy_lines, line_object, paper, party_fields, total_fields};

/// The object.
pub fn object() -> Object {
    let states = vec![
        Choice::new("open", "Open", "blue"),
        Choice::new("delivered", "Delivered", "green"),
        Choice::new("returned", "Returned", "red"),
    ];
    let mut fields = vec![
        Field::new("number", Kind::Text).read_only().unique().search().index(),
        Field::choice("status", states).default(json!("open")).read_only().index().group("Order"),
        Field::new("placed_at", Kind::DateTime)
            .label("Placed")
            .index()
            .group("Order")
            .aliases(&["order date"]),
        Field::new("delivered_at", Kind::DateTime).label("Delivered").read_only().group("Order"),
        Field::new("returned_at", Kind::DateTime).label("Returned").read_only().group("Order"),
        Field::new("return_reason", Kind::Text).read_only().group("Order"),
        Field::link("quote", "quote").read_only().group("Order"),
        Field::new("invoiced", Kind::Toggle).default(json!(false)).read_only().group("Order"),
        Field::new("repeat", Kind::Toggle)
            .label("Repeat order")
            .read_only()
            .group("Order")
            .help("The company had ordered before."),
    ];
    fields.extend(party_fields());
    fields.extend(total_fields());
    Object::new("order", "orders", "truck")
        .nav("Sell")
        .title("number")
        .columns(&["number", "company", "status", "total", "placed_at", "invoiced", "quote", "owner"])
        .measured(&["placed_at", "status", "net", "repeat", "owner", "company"])
        .fields(fields)
}

/// Its lines, which say what of its discounts was given for each, when and to whom.
pub fn line() -> Object {
    let mut line = line_object("order", "order_line", "order_lines");
    line.fields.extend([
        Field::new("discount_given", Kind::Money)
            .read_only()
            .help("That of the line, and its share of those of the whole and of the code."),
        Field::new("placed_at", Kind::DateTime).label("Placed").read_only().index(),
        Field::link("offer", "offer").read_only(),
        Field::link("company", "company").read_only(),
    ]);
    line
}

/// An order is placed at some time, in a currency.
pub(crate) const PLACED: Rule = Rule { object: "order", run: placed };

fn placed(draft: &mut Draft<'_>) {
    crate::quote::currency(draft);
    if draft.empty("placed_at") {
        draft.record.set("placed_at", Value::Moment(draft.at));
    }
}

/// The order of an accepted quote, with its lines.
pub(crate) async fn from_quote(work: &mut Work, quote: Id) -> Result<Id> {
    let record = work.current("quote", quote).await?;
    let input = copied(work, &record, &KEPT).with("quote", Value::Ref(quote));
    let order = work.create("order", input).await?;
    copy_lines(work, paper("quote")?, quote, paper("order")?, order).await?;
    Ok(order)
}

async fn to(work: &mut Work, id: Id, from: &[&str], status: &str, more: Input) -> Result<()> {
    let order = work.current("order", id).await?;
    if !from.iter().any(|s| order.get("status").text() == Some(s)) {
        return Err(Error::conflict(say!("quote-order-not-now")));
    }
    let input = more.with("status", Value::Text(status.to_owned()));
    work.update("order", id, input, Some(order.version)).await
}

/// It has arrived.
pub async fn deliver(work: &mut Work, id: Id) -> Result<()> {
    let at = Input::new().with("delivered_at", Value::Moment(Moment::now()));
    to(work, id, &["open"], "delivered", at).await
}

/// It came back.
pub async fn take_back(work: &mut Work, id: Id, reason: Option<&str>) -> Result<()> {
    let reason: Option<String> = reason.map(|r| r.trim().chars().take(1_000).collect());
    let mut input = Input::new().with("returned_at", Value::Moment(Moment::now()));
    if let Some(reason) = reason.filter(|r| !r.is_empty()) {
        input = input.with("return_reason", Value::Text(reason));
    }
    to(work, id, &["open", "delivered"], "returned", input).await
}

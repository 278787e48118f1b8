//! Invoices: what a customer owes for an order. Once issued an invoice stays as it is.
pub mod journal;
pub mod metrics;
pub mod ubl;

use base::{Error, Id, Money, Result};
use engine::{Address, Choice, Draft, Field, Input, Kind, MadeBy, Object, Record, Rule, Value, Work};
use say::say;
use serde_json::json;

use crate::paper::{KEPT, copied, copy_lines, line_object, minor_of, paper, party_fields, total_fields};

/// How long a customer has to pay, in days.
const DUE: i64 = 14;

/// The object.
pub fn object() -> Object {
    let states = vec![
        Choice::new("issued", "Issued", "blue"),
        Choice::new("part_paid", "Part paid", "amber"),
        Choice::new("paid", "Paid", "green"),
        Choice::new("credited", "Credited", "slate"),
    ];
    let mut fields = vec![
        Field::new("number", Kind::Text).read_only().unique().search().index(),
        Field::choice("status", states).default(json!("issued")).read_only().index().group("Invoice"),
        Field::new("issue_date", Kind::Date).label("Issued").read_only().index().group("Invoice"),
        Field::new("due_date", Kind::Date).label("Due").index().group("Invoice"),
        Field::link("order", "order").read_only().group("Invoice"),
        Field::new("buyer_name", Kind::Text).label("Bill to").read_only().search().group("Customer"),
        Field::new("buyer_address", Kind::Address).read_only().group("Customer"),
        Field::new("buyer_tax_id", Kind::Text).label("VAT ID").read_only().group("Customer"),
    ];
    fields.extend(party_fields());
    fields.extend(total_fields());
    fields.extend([
        Field::new("paid", Kind::Money).read_only().group("Totals"),
        Field::new("credited", Kind::Money).read_only().group("Totals"),
        Field::new("open_amount", Kind::Money)
            .label("Still to pay")
            .read_only()
            .index()
            .group("Totals")
            .help("Less than nothing is to be paid back."),
        Field::new("net_revenue", Kind::Money)
            .label("Revenue")
            .read_only()
            .group("Totals")
            .help("Before tax, less what was credited."),
        // Each credit note counts on: of two at once one sees that the other was faster.
        Field { hidden: true, ..Field::new("credit_notes", Kind::Integer) }.read_only().group("Totals"),
    ]);
    said(&mut fields);
    Object::new("invoice", "invoices", "receipt-text")
        .made_by(MadeBy::Verbs)
        .nav("Sell")
        .title("number")
        .columns(&["number", "company", "status", "total", "open_amount", "issue_date", "due_date", "owner"])
        .fields(fields)
}

/// Nobody types what an invoice or a credit note says: only whose it is, and the deal it counts for.
pub(crate) fn said(fields: &mut [Field]) {
    for field in fields.iter_mut().filter(|f| f.key != "deal") {
        field.read_only = true;
    }
}

/// Its lines.
pub fn line() -> Object {
    let mut line = line_object("invoice", "invoice_line", "invoice_lines").made_by(MadeBy::Verbs);
    said(&mut line.fields);
    line
}

/// An invoice is of a day, due on a later one, in a currency.
pub(crate) const DATES: Rule = Rule { object: "invoice", run: dates };

fn dates(draft: &mut Draft<'_>) {
    crate::quote::currency(draft);
    let today = draft.at.date(&draft.manners.zone);
    if draft.empty("issue_date") {
        draft.record.set("issue_date", Value::Date(today));
    }
    let issued = draft.record.get("issue_date").date().unwrap_or(today);
    if draft.empty("due_date") {
        draft.record.set("due_date", Value::Date(issued.plus_days(DUE)));
    }
    if draft.record.get("due_date").date().is_some_and(|due| due < issued) {
        draft.problems.add("due_date", "before", say!("quote-due-before"));
    }
}

/// The invoice of an order, exactly one.
pub async fn from_order(work: &mut Work, order: Id) -> Result<Id> {
    let record = work.current("order", order).await?;
    if record.get("invoiced").is_true() {
        return Err(Error::conflict(say!("quote-invoiced-already")));
    }
    if record.get("status").text() == Some("returned") {
        return Err(Error::conflict(say!("quote-order-not-now")));
    }
    let mut input = copied(work, &record, &KEPT).with("order", Value::Ref(order));
    if let Some(company) = record.get("company").id()
        && let Ok(company) = work.current("company", company).await
    {
        input = input
            .with("buyer_name", Value::Text(company.title()))
            .with("buyer_address", placed(company.get("address").primary(), company.get("country").text()))
            .with("buyer_tax_id", company.get("tax_id").clone());
    } else if let Some(contact) = record.get("contact").id()
        && let Ok(contact) = work.current("contact", contact).await
    {
        input = input
            .with("buyer_name", Value::Text(contact.title()))
            .with("buyer_address", contact.get("address").primary().clone());
    } else {
        return Err(Error::invalid("company", "required", say!("quote-no-buyer")));
    }
    if crate::paper::lines_of(work, paper("order")?, order).await?.is_empty() {
        return Err(Error::invalid("", "no_lines", say!("quote-no-lines")));
    }
    let done = Input::new().with("invoiced", Value::Bool(true));
    work.update("order", order, done, Some(record.version)).await?;
    let invoice = work.create("invoice", input).await?;
    copy_lines(work, paper("order")?, order, paper("invoice")?, invoice).await?;
    Ok(invoice)
}

/// An address with the country of its company, where it names none and the company has its code: an electronic invoice
/// must say it.
fn placed(address: &Value, country: Option<&str>) -> Value {
    let code = country.map(str::trim).filter(|c| c.len() == 2 && c.chars().all(|l| l.is_ascii_alphabetic()));
    let mut parts = if let Value::Address(parts) = address { (**parts).clone() } else { Address::default() };
    if parts.country.is_none() {
        parts.country = code.map(str::to_uppercase);
    }
    if parts == Address::default() { Value::Null } else { Value::Address(Box::new(parts)) }
}

/// How an invoice stands, as a unit would leave it: what was paid and credited of it, what is left, its state. Less than
/// nothing is left where it was paid before it was credited: that is to be paid back.
pub(crate) async fn standing(work: &mut Work, invoice: &Record) -> Result<Vec<(&'static str, Value)>> {
    let Some(total) = invoice.get("total").money() else { return Ok(Vec::new()) };
    let payments = work.pointing("payment", "invoice", invoice.id).await?;
    let paid: i64 = payments.iter().map(|p| minor_of(p, "amount")).sum();
    let notes = work.pointing("credit_note", "invoice", invoice.id).await?;
    let credited: i64 = notes.iter().map(|n| minor_of(n, "total")).sum();
    let revenue = minor_of(invoice, "net") - notes.iter().map(|n| minor_of(n, "net")).sum::<i64>();
    let left = total.minor - paid - credited;
    let status = match (paid, credited) {
        (_, credited) if credited > 0 && credited >= total.minor => "credited",
        _ if left <= 0 => "paid",
        (0, _) => "issued",
        _ => "part_paid",
    };
    let money = |minor| Value::Money(Money { minor, ..total });
    Ok(vec![
        ("paid", money(paid)),
        ("credited", money(credited)),
        ("open_amount", money(left)),
        ("net_revenue", money(revenue)),
        ("status", Value::Text(status.to_owned())),
    ])
}

/// Money that came in for an invoice.
pub async fn pay(work: &mut Work, invoice: Id, input: Input) -> Result<Id> {
    work.current("invoice", invoice).await?;
    work.create("payment", input.with("invoice", Value::Ref(invoice))).await
}

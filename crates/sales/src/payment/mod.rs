//! Payments: what came in for an invoice, and what was paid back of it after a credit note.
use base::{Error, Money, Result};
use engine::module::Boxed;
use engine::{Choice, Draft, Field, Kind, Object, Rule, Settle, Touched, Value, Work};
use say::say;

use crate::paper::minor_of;

/// The object.
pub fn object() -> Object {
    let methods = ["Transfer", "Card", "Direct debit", "Cash"]
        .map(|label| Choice::new(&engine::own::choice_key(label), label, "slate"));
    Object::new("payment", "payments", "coins")
        .title("reference")
        .columns(&["reference", "invoice", "amount", "paid_on", "method", "updated_at"])
        .fields(vec![
            Field::link("invoice", "invoice").required(),
            Field::new("amount", Kind::Money)
                .required()
                .help("Less than nothing for what you pay back after a credit note."),
            Field::new("paid_on", Kind::Date).label("Paid on").index(),
            Field::choice("method", methods.to_vec()),
            Field::new("reference", Kind::Text)
                .search()
                .help("What the bank statement says; empty for the day."),
        ])
}

/// A payment is some money on a day.
pub(crate) const PAYMENT: Rule = Rule { object: "payment", run: payment };

fn payment(draft: &mut Draft<'_>) {
    if draft.record.get("amount").money().is_some_and(|m| m.minor == 0) {
        draft.problems.add("amount", "amount", say!("quote-payment-nothing"));
    }
    if draft.empty("paid_on") {
        draft.record.set("paid_on", Value::Date(draft.at.date(&draft.manners.zone)));
    }
    if draft.empty("reference")
        && let Some(day) = draft.record.get("paid_on").date()
    {
        draft.record.set("reference", Value::Text(day.iso()));
    }
}

/// An invoice says what was paid of it; more than it asks for is refused.
pub(crate) const SETTLE: Settle =
    Settle { objects: &["payment"], through: &["payment.invoice", "credit_note.invoice"], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        let invoices = touched.iter().flat_map(|t| t.before.iter().chain(&t.after));
        let mut ids: Vec<_> = invoices.filter_map(|p| p.get("invoice").id()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            one(work, id, &touched).await?;
        }
        Ok(())
    })
}

async fn one(work: &mut Work, id: base::Id, touched: &[Touched]) -> Result<()> {
    let Ok(invoice) = work.current("invoice", id).await else { return Ok(()) };
    let Some(total) = invoice.get("total").money() else { return Ok(()) };
    let payments = work.pointing("payment", "invoice", id).await?;
    if payments.iter().filter_map(|p| p.get("amount").money()).any(|m| m.currency != total.currency) {
        let currency = total.currency.to_string();
        return Err(Error::invalid(
            "amount",
            "currency",
            say!("quote-payment-currency", currency = &currency),
        ));
    }
    let values = crate::invoice::standing(work, &invoice).await?;
    let left = |values: &[(&str, Value)]| {
        let open = values.iter().find(|(key, _)| *key == "open_amount");
        open.and_then(|(_, v)| v.money()).map_or(0, |m| m.minor)
    };
    let (was, now) = (minor_of(&invoice, "open_amount"), left(&values));
    // What is written here and now: more than is open is refused, and paying back more than was credited.
    let sign = |paid: &dyn Fn(i64) -> bool| {
        touched.iter().filter_map(|t| t.after.as_ref()).any(|p| {
            p.deleted_at.is_none() && p.get("invoice").id() == Some(id) && paid(minor_of(p, "amount"))
        })
    };
    let money = |minor: i64| Money { minor, ..total }.to_string();
    if sign(&|minor| minor > 0) && now < 0 && now < was {
        let open = money(was.max(0));
        return Err(Error::invalid("amount", "too_much", say!("quote-payment-too-much", open = &open)));
    }
    if sign(&|minor| minor < 0) && now > 0 {
        let back = money((-was).max(0));
        return Err(Error::invalid("amount", "too_much", say!("quote-payment-back-too-much", back = &back)));
    }
    work.derive("invoice", id, values).await
}

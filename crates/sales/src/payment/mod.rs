//! Payments: what came in for an invoice.
use base::{Error, Result};
use engine::module::Boxed;
use engine::{Choice, Draft, Field, Kind, Object, Rule, Settle, Touched, Value, Work};
use say::say;

/// The object.
pub fn object() -> Object {
    let methods = ["Transfer", "Card", "Direct debit", "Cash"]
        .map(|label| Choice::new(&engine::own::choice_key(label), label, "slate"));
    Object::new("payment", "payments", "coins")
        .title("reference")
        .columns(&["reference", "invoice", "amount", "paid_on", "method", "updated_at"])
        .fields(vec![
            Field::link("invoice", "invoice").required(),
            Field::new("amount", Kind::Money).required(),
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
    if draft.record.get("amount").money().is_some_and(|m| m.minor <= 0) {
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
pub(crate) const SETTLE: Settle = Settle { objects: &["payment"], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        let invoices = touched.iter().flat_map(|t| t.before.iter().chain(&t.after));
        let mut ids: Vec<_> = invoices.filter_map(|p| p.get("invoice").id()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            one(work, id).await?;
        }
        Ok(())
    })
}

async fn one(work: &mut Work, id: base::Id) -> Result<()> {
    let Ok(invoice) = work.current("invoice", id).await else { return Ok(()) };
    let Some(total) = invoice.get("total").money() else { return Ok(()) };
    let payments = work.pointing("payment", "invoice", id).await?;
    let amounts: Vec<_> = payments.iter().filter_map(|p| p.get("amount").money()).collect();
    if amounts.iter().any(|m| m.currency != total.currency) {
        let currency = total.currency.to_string();
        return Err(Error::invalid(
            "amount",
            "currency",
            say!("quote-payment-currency", currency = &currency),
        ));
    }
    let paid: i64 = amounts.iter().map(|m| m.minor).sum();
    if paid > total.minor {
        let open = total.to_string();
        return Err(Error::invalid("amount", "too_much", say!("quote-payment-too-much", total = &open)));
    }
    work.derive("invoice", id, crate::invoice::standing(paid, total.minor, total.currency)).await
}

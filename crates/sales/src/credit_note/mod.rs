//! Credit notes: what a customer no longer owes of an invoice, in full or for some of its lines. Once issued a credit note
//! stays as it is, like the invoice.
mod share;

use base::{Decimal, Error, Id, Money, Result};
use engine::module::Boxed;
use engine::{Draft, Field, Input, Kind, MadeBy, Object, Record, Rule, Settle, Touched, Value, Work};
use say::say;

use crate::paper::{COPIED, KEPT, copied, currency_of, decimal, line_object, lines_of, paper};
use crate::paper::{party_fields, total_fields};
use share::Left;

/// What a credit note says of the customer as the invoice said it.
const BUYER: [&str; 3] = ["buyer_name", "buyer_address", "buyer_tax_id"];
/// What only holds for the whole invoice: a part of it has its share as an amount.
const OF_WHOLE: [&str; 7] =
    ["discount", "discount_amount", "code", "offer", "offer_percent", "offer_amount", "offer_discount"];

/// The object.
pub fn object() -> Object {
    let mut fields = vec![
        Field::new("number", Kind::Text).read_only().unique().search().index(),
        Field::link("invoice", "invoice").read_only().required().group("Credit note"),
        Field::new("issue_date", Kind::Date).label("Issued").read_only().index().group("Credit note"),
        Field::new("reason", Kind::Text).read_only().group("Credit note"),
        Field::new("buyer_name", Kind::Text).label("Credit to").read_only().search().group("Customer"),
        Field::new("buyer_address", Kind::Address).read_only().group("Customer"),
        Field::new("buyer_tax_id", Kind::Text).label("VAT ID").read_only().group("Customer"),
    ];
    fields.extend(party_fields());
    fields.extend(total_fields());
    crate::invoice::said(&mut fields);
    Object::new("credit_note", "credit_notes", "receipt")
        .made_by(MadeBy::Verbs)
        .nav("Sell")
        .title("number")
        .columns(&["number", "invoice", "company", "total", "issue_date", "reason", "owner"])
        .fields(fields)
}

/// Its lines, each of which takes back a quantity of a line of the invoice.
pub fn line() -> Object {
    let mut line = line_object("credit_note", "credit_note_line", "credit_note_lines").made_by(MadeBy::Verbs);
    line.fields.push(Field::link("credited", "invoice_line").label("Line of the invoice"));
    crate::invoice::said(&mut line.fields);
    line
}

/// A credit note is of a day, in a currency.
pub(crate) const DATE: Rule = Rule { object: "credit_note", run: date };

fn date(draft: &mut Draft<'_>) {
    crate::quote::currency(draft);
    if draft.empty("issue_date") {
        draft.record.set("issue_date", Value::Date(draft.at.date(&draft.manners.zone)));
    }
}

/// How much of a line of an invoice can still be credited.
#[derive(Debug, Clone)]
pub struct Creditable {
    /// The line.
    pub line: Record,
    /// The quantity that was not credited yet.
    pub left: Decimal,
}

/// What is left to be credited of an invoice, line by line, in their order.
pub async fn creditable(work: &mut Work, invoice: Id) -> Result<Vec<Creditable>> {
    let mut all = Vec::new();
    for line in lines_of(work, paper("invoice")?, invoice).await? {
        let credited = work.pointing("credit_note_line", "credited", line.id).await?;
        let gone: i64 = credited.iter().filter_map(|l| decimal(l, "quantity")).map(|d| d.0).sum();
        let left = Decimal(decimal(&line, "quantity").unwrap_or_default().0 - gone);
        all.push(Creditable { line, left });
    }
    Ok(all)
}

/// Issues a credit note: for these quantities of lines of the invoice, or for all that is left of it. Of two at once one
/// is told that the invoice has changed.
pub async fn issue(
    work: &mut Work,
    invoice: Id,
    wanted: Option<&[(Id, Decimal)]>,
    reason: Option<&str>,
) -> Result<Id> {
    let record = work.current("invoice", invoice).await?;
    let settings = work.engine().settings();
    let currency = currency_of(&record, settings.manners.currency);
    let lines = creditable(work, invoice).await?;
    let chosen = chosen(&lines, wanted)?;
    let notes = work.pointing("credit_note", "invoice", invoice).await?;
    let is_whole = notes.is_empty()
        && chosen.len() == lines.len()
        && chosen.iter().all(|(c, q)| Some(*q) == decimal(&c.line, "quantity"));
    let kept: Vec<&str> =
        [&KEPT[..], &BUYER[..]].concat().into_iter().filter(|k| is_whole || !OF_WHOLE.contains(k)).collect();
    let mut input = copied(work, &record, &kept).with("invoice", Value::Ref(invoice));
    let reason: Option<String> = reason.map(|r| r.trim().chars().take(1_000).collect());
    if let Some(reason) = reason.filter(|r| !r.is_empty()) {
        input = input.with("reason", Value::Text(reason));
    }
    let mut parts = Vec::new();
    for (creditable, quantity) in &chosen {
        parts.push(share::line(creditable, *quantity, currency, is_whole)?);
    }
    if !is_whole {
        let left = Left::of(work, &record, &notes).await?;
        let off = left.off(parts.iter().map(|p| p.net).sum());
        let off = Money { minor: off, currency }.amount().parse().ok().filter(|d: &Decimal| d.0 != 0);
        input = input.with("discount_amount", off.map_or(Value::Null, Value::Decimal));
    }
    let count = record.get("credit_notes").int().unwrap_or_default() + 1;
    let counted = Input::new().with("credit_notes", Value::Int(count));
    work.update("invoice", invoice, counted, Some(record.version)).await?;
    let note = work.create("credit_note", input).await?;
    for part in parts {
        let keys: Vec<&str> =
            COPIED.into_iter().filter(|k| !matches!(*k, "quantity" | "discount_amount")).collect();
        let line = copied(work, &part.line, &keys)
            .with("credit_note", Value::Ref(note))
            .with("credited", Value::Ref(part.line.id))
            .with("quantity", Value::Decimal(part.quantity))
            .with("discount_amount", part.amount_off.map_or(Value::Null, Value::Decimal));
        work.create("credit_note_line", line).await?;
    }
    Ok(note)
}

/// The lines and quantities that are credited; a quantity beyond what is left is refused by the id of its line.
fn chosen<'a>(
    lines: &'a [Creditable],
    wanted: Option<&[(Id, Decimal)]>,
) -> Result<Vec<(&'a Creditable, Decimal)>> {
    let mut problems = base::Problems::default();
    let mut chosen = Vec::new();
    let Some(wanted) = wanted else {
        let all: Vec<_> = lines.iter().filter(|c| c.left.0 > 0).map(|c| (c, c.left)).collect();
        return if all.is_empty() { Err(Error::conflict(say!("credit-nothing-left"))) } else { Ok(all) };
    };
    for (id, quantity) in wanted {
        let field = id.to_string();
        match lines.iter().find(|c| c.line.id == *id) {
            None => problems.add(field, "link", say!("credit-no-line")),
            Some(_) if quantity.0 <= 0 => problems.add(field, "quantity", say!("credit-wrong-quantity")),
            Some(c)
                if *quantity > c.left || chosen.iter().any(|(d, _): &(&Creditable, _)| d.line.id == *id) =>
            {
                let left = c.left.to_string();
                problems.add(field, "too_much", say!("credit-too-much", left = &left));
            }
            Some(c) => chosen.push((c, *quantity)),
        }
    }
    problems.check()?;
    if chosen.is_empty() {
        return Err(Error::invalid("", "no_lines", say!("credit-no-lines")));
    }
    Ok(chosen)
}

/// An invoice says what was credited of it.
pub(crate) const SETTLE: Settle =
    Settle { objects: &["credit_note"], through: &["payment.invoice", "credit_note.invoice"], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        let notes = touched.iter().flat_map(|t| t.before.iter().chain(&t.after));
        let mut ids: Vec<Id> = notes.filter_map(|n| n.get("invoice").id()).collect();
        ids.sort_unstable();
        ids.dedup();
        for id in ids {
            let Ok(invoice) = work.current("invoice", id).await else { continue };
            let values = crate::invoice::standing(work, &invoice).await?;
            work.derive("invoice", id, values).await?;
        }
        Ok(())
    })
}

//! A code on a paper: the offer it stands for, its terms as they were when it was written, and what it takes off.
use base::{Currency, Date, Error, Money, Result};
use engine::query::Query;
use engine::{Actor, Record, Touched, Value, Work};
use say::say;

use super::check::{Purchase, check};
use super::worth;
use crate::paper::decimal;
use crate::pricing::Off;

/// What a code does to a paper.
pub(crate) struct Code {
    /// What it takes off, in minor units.
    pub(crate) off: i64,
    /// What the paper says of it.
    pub(crate) values: Vec<(&'static str, Value)>,
}

/// What the code of a paper takes off a sum before tax and before the code. A code that is written on a quote is looked
/// at there and then; on an order it is when it is redeemed.
pub(crate) async fn of_paper(
    work: &mut Work,
    paper: &Record,
    touched: &[Touched],
    left: Option<i64>,
    currency: Currency,
    today: Date,
) -> Result<Code> {
    let Some(code) = paper.get("code").text() else { return Ok(none()) };
    let first = touched.iter().find(|t| t.after.as_ref().is_some_and(|r| r.id == paper.id));
    let before = first.and_then(|t| t.before.as_ref());
    // One that came from the paper before this one brought its offer and its terms.
    let came = before.is_none() && !paper.get("offer").is_null();
    let written = first.is_some()
        && !came
        && before.is_none_or(|b| b.get("code") != paper.get("code") || b.get("offer").is_null());
    // What was ordered with it stays as it was ordered.
    if came && !matches!(paper.object.key.as_str(), "quote" | "order") {
        return Ok(Code { off: crate::paper::minor_of(paper, "offer_discount"), values: Vec::new() });
    }
    let draft = paper.get("status").text() == Some("draft");
    let terms = |offer: &Record| {
        let (percent, amount) = worth(offer);
        Off { percent, amount }
    };
    let offer = match paper.get("offer").id().filter(|_| !written) {
        Some(offer) => work.current("offer", offer).await.ok(),
        None => Some(find(work, code).await?),
    };
    if written
        && paper.object.key == "quote"
        && let Some(offer) = &offer
    {
        check(work, offer, &Purchase::of(paper, currency, left, today)).await?;
    }
    let off = match &offer {
        Some(offer) if written || draft => terms(offer),
        _ => Off { percent: decimal(paper, "offer_percent"), amount: decimal(paper, "offer_amount") },
    };
    let left = left.unwrap_or_default();
    let least = offer.as_ref().and_then(|o| o.get("least").money());
    let other = |offer: &Record| offer.get("amount").money().is_some_and(|m| m.currency != currency);
    let enough = least.is_none_or(|least| least.currency == currency && left >= least.minor);
    let taken = if enough && !offer.as_ref().is_some_and(other) { off.of_code(left, currency) } else { 0 };
    let number = |d: Option<base::Decimal>| d.map_or(Value::Null, Value::Decimal);
    let mut values = vec![
        ("offer_percent", number(off.percent)),
        ("offer_amount", number(off.amount)),
        ("offer_discount", Value::Money(Money { minor: taken, currency })),
    ];
    if let Some(offer) = offer {
        values.extend([("code", Value::Text(offer.title())), ("offer", Value::Ref(offer.id))]);
    }
    Ok(Code { off: taken, values })
}

fn none() -> Code {
    let keys = ["code", "offer", "offer_percent", "offer_amount", "offer_discount"];
    Code { off: 0, values: keys.map(|key| (key, Value::Null)).to_vec() }
}

/// The offer of a code, however it is written.
async fn find(work: &Work, code: &str) -> Result<Record> {
    let code = code.trim().to_uppercase();
    let unknown = || Error::invalid("code", "offer", say!("offer-unknown", code = &code));
    let query = Query::new("offer").filter(&format!("code = {}", engine::filter::quoted(&code)))?.limit(1);
    let (mut found, _) = work.engine().records(&Actor::system(), &query).await?;
    found.pop().ok_or_else(unknown)
}

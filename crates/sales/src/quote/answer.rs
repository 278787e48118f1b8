//! The customer's answer to a quote: a question, a yes that makes the order, a no with its reason.
use base::{Date, Error, Id, Moment, Result};
use engine::{Input, Record, Value, Work};
use say::say;
use serde_json::{Map, Value as Json};

use crate::order;

/// Who answers, and from where.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The name they typed.
    pub name: String,
    /// The network address they came from.
    pub address: String,
}

/// The day a quote holds until is past.
pub fn is_over(quote: &Record, today: Date) -> bool {
    quote.get("valid_until").date().is_some_and(|until| until < today)
}

/// Refuses an answer to what is not open to be answered.
fn is_open(work: &Work, quote: &Record) -> Result<()> {
    let today = Moment::now().date(&work.engine().settings().manners.zone);
    let why = match quote.get("status").text() {
        _ if quote.deleted_at.is_some() => return Err(Error::NotFound),
        Some("sent") if is_over(quote, today) => say!("quote-over"),
        Some("sent") => return Ok(()),
        Some("accepted") => say!("quote-accepted-already"),
        Some("declined") => say!("quote-declined-already"),
        Some("expired") => say!("quote-over"),
        Some("replaced") => say!("quote-replaced"),
        _ => return Err(Error::NotFound),
    };
    Err(Error::conflict(why))
}

fn answered(status: &str, answer: &Answer) -> Result<Input> {
    let name = answer.name.trim();
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::invalid("name", "required", say!("quote-name-missing")));
    }
    Ok(Input::new()
        .with("status", Value::Text(status.to_owned()))
        .with("answered_at", Value::Moment(Moment::now()))
        .with("answered_by", Value::Text(name.to_owned()))
        .with("answered_from", Value::Text(answer.address.clone())))
}

fn told(answer: &Answer) -> Map<String, Json> {
    let pairs = [("name", &answer.name), ("address", &answer.address)];
    pairs.into_iter().map(|(k, v)| (k.to_owned(), Json::String(v.clone()))).collect()
}

/// The customer says yes: the order is made in the same unit, so that it is made exactly once.
pub async fn accept(work: &mut Work, id: Id, answer: &Answer) -> Result<Id> {
    let quote = work.current("quote", id).await?;
    is_open(work, &quote)?;
    crate::offer::still_valid(work, &quote).await?;
    let input = answered("accepted", answer)?;
    work.update("quote", id, input, Some(quote.version)).await?;
    work.note("quote", id, "accepted", told(answer)).await?;
    order::from_quote(work, id).await
}

/// The customer writes a discount code on the open quote, or takes it off with an empty one.
pub async fn write_code(work: &mut Work, id: Id, code: &str) -> Result<()> {
    let quote = work.current("quote", id).await?;
    is_open(work, &quote)?;
    let code = code.trim();
    let value = if code.is_empty() { Value::Null } else { Value::Text(code.to_owned()) };
    work.update("quote", id, Input::new().with("code", value), Some(quote.version)).await
}

/// The customer says no.
pub async fn decline(work: &mut Work, id: Id, reason: &str, answer: &Answer) -> Result<()> {
    let quote = work.current("quote", id).await?;
    is_open(work, &quote)?;
    let reason: String = reason.trim().chars().take(1_000).collect();
    let reason = if reason.is_empty() { Value::Null } else { Value::Text(reason) };
    let input = answered("declined", answer)?.with("decline_reason", reason);
    work.update("quote", id, input, Some(quote.version)).await?;
    work.note("quote", id, "declined", told(answer)).await
}

/// The customer asks: a note on the quote, and on the deal and the company it is for.
pub async fn ask(work: &mut Work, id: Id, question: &str, answer: &Answer) -> Result<Id> {
    let quote = work.current("quote", id).await?;
    let (question, name) = (question.trim(), answer.name.trim());
    if question.is_empty() || question.chars().count() > 5_000 {
        return Err(Error::invalid("question", "required", say!("quote-question-missing")));
    }
    if name.is_empty() || name.chars().count() > 200 {
        return Err(Error::invalid("name", "required", say!("quote-name-missing")));
    }
    let body = say!("quote-asked", name = name, question = question);
    let mut input = crate::paper::copied(work, &quote, &["deal", "company", "contact", "owner"]);
    input = input.with("body", Value::Text(body.into_owned())).with("quote", Value::Ref(id));
    work.create("note", input).await
}

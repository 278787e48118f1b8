//! Sending a quote, writing a new version of it, and the day it is over.
use base::{Error, Id, Moment, Result};
use engine::job::Job;
use engine::module::{Boxed, JobKind};
use engine::query::Query;
use engine::{Actor, Engine, Input, Value, Work};
use say::say;

use crate::paper::{KEPT, copied, copy_lines, lines_of, paper};

/// Makes the link by which the customer reads and answers the quote; the quote stays as it is from now on.
pub async fn send(work: &mut Work, id: Id) -> Result<()> {
    let quote = work.current("quote", id).await?;
    match quote.get("status").text() {
        Some("draft") => {}
        Some("sent") => return Err(Error::conflict(say!("quote-sent-already"))),
        _ => return Err(Error::conflict(say!("quote-not-draft"))),
    }
    if lines_of(work, paper("quote")?, id).await?.is_empty() {
        return Err(Error::invalid("", "no_lines", say!("quote-no-lines")));
    }
    let today = Moment::now().date(&work.engine().settings().manners.zone);
    if quote.get("valid_until").date().is_some_and(|until| until < today) {
        return Err(Error::invalid("valid_until", "past", say!("quote-valid-past")));
    }
    crate::offer::still_valid(work, &quote).await?;
    let input = Input::new()
        .with("status", Value::Text("sent".to_owned()))
        .with("sent_at", Value::Moment(Moment::now()))
        .with("token", Value::Text(engine::account::secret()?));
    work.update("quote", id, input, Some(quote.version)).await
}

/// A draft with the same lines; the quote itself is kept, and no longer open to be answered.
pub async fn new_version(work: &mut Work, id: Id) -> Result<Id> {
    let quote = work.current("quote", id).await?;
    match quote.get("status").text() {
        Some("accepted") => return Err(Error::conflict(say!("quote-accepted-already"))),
        Some("replaced") => return Err(Error::conflict(say!("quote-replaced"))),
        _ => {}
    }
    let revision = quote.get("revision").int().unwrap_or(1) + 1;
    let number = quote.title();
    let first = number.split('/').next().unwrap_or(&number);
    let mut keys = [&KEPT[..], &["subject"]].concat();
    let today = Moment::now().date(&work.engine().settings().manners.zone);
    if quote.get("valid_until").date().is_some_and(|until| until >= today) {
        keys.push("valid_until");
    }
    let input = copied(work, &quote, &keys)
        .with("number", Value::Text(format!("{first}/{revision}")))
        .with("revision", Value::Int(revision))
        .with("previous", Value::Ref(id));
    let replaced = Input::new().with("status", Value::Text("replaced".to_owned()));
    work.update("quote", id, replaced, Some(quote.version)).await?;
    let new = work.create("quote", input).await?;
    let quotes = paper("quote")?;
    copy_lines(work, quotes, id, quotes, new).await?;
    Ok(new)
}

/// Sent quotes whose day is over are expired, once an hour.
pub(crate) const EXPIRY: JobKind =
    JobKind { name: "quote_expiry", every: Some(3_600), attempts: 3, run: expire };

fn expire<'a>(engine: &'a Engine, _job: &'a Job, _work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let system = Actor::system();
        let over = Query::new("quote").filter("status = \"sent\" AND valid_until < today")?.limit(500);
        let (records, _) = engine.records(&system, &over).await?;
        if records.is_empty() {
            return Ok(());
        }
        let mut work = engine.begin(&system).by_verb().because("expiry");
        for quote in records {
            let input = Input::new().with("status", Value::Text("expired".to_owned()));
            work.update("quote", quote.id, input, Some(quote.version)).await?;
        }
        work.commit().await.map(|_| ())
    })
}

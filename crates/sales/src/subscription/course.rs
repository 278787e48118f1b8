//! The course of a subscription: trial, renewal, pause, end. What happens on a day is done by a job on that day.
use base::{Date, Error, Id, Moment, Result};
use engine::job::Job;
use engine::module::{Boxed, JobKind};
use engine::query::Query;
use engine::{Actor, Engine, Input, Record, Value, Work};
use say::say;

fn status(record: &Record) -> &str {
    record.get("status").text().unwrap_or_default()
}

fn today(work: &Work) -> Date {
    work.moment().date(&work.engine().settings().manners.zone)
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

async fn to(work: &mut Work, record: &Record, from: &[&str], input: Input) -> Result<()> {
    if !from.contains(&status(record)) {
        return Err(Error::conflict(say!("subscription-not-now")));
    }
    work.update("subscription", record.id, input, Some(record.version)).await
}

/// It brings nothing until it goes on.
pub async fn pause(work: &mut Work, id: Id) -> Result<()> {
    let record = work.current("subscription", id).await?;
    to(work, &record, &["active", "trial"], Input::new().with("status", text("paused"))).await
}

/// It goes on; of one that is cancelled, the end is taken back.
pub async fn resume(work: &mut Work, id: Id) -> Result<()> {
    let record = work.current("subscription", id).await?;
    let input = ["ends_on", "cancel_reason", "cancel_note"]
        .into_iter()
        .fold(Input::new().with("status", text("active")), |input, key| input.with(key, Value::Null));
    if status(&record) == "active" && record.get("ends_on").is_null() {
        return Err(Error::conflict(say!("subscription-runs")));
    }
    to(work, &record, &["paused", "cancelled", "active", "trial"], input).await
}

/// The customer leaves: on a day, today without one, for a reason by key or label.
pub async fn cancel(
    work: &mut Work,
    id: Id,
    on: Option<Date>,
    reason: Option<&str>,
    note: Option<&str>,
) -> Result<()> {
    let record = work.current("subscription", id).await?;
    let today = today(work);
    let on = on.unwrap_or(today);
    if record.get("started_on").date().is_some_and(|began| on < began) {
        return Err(Error::invalid("ends_on", "before", say!("subscription-ends-before")));
    }
    let Some(reason) = reason.map(str::trim).filter(|r| !r.is_empty()) else {
        return Err(Error::invalid("cancel_reason", "required", say!("subscription-why")));
    };
    let mut input = Input::new().with("ends_on", Value::Date(on)).typed("cancel_reason", reason);
    if let Some(note) = note.map(str::trim).filter(|n| !n.is_empty()) {
        input = input.with("cancel_note", Value::Text(note.chars().take(5_000).collect()));
    }
    if on <= today {
        input = input.with("status", text("cancelled")).with("renews_on", Value::Null);
    }
    to(work, &record, &["trial", "active", "paused"], input).await
}

/// Another interval begins.
pub async fn renew(work: &mut Work, id: Id) -> Result<()> {
    let record = work.current("subscription", id).await?;
    let today = today(work);
    let input = renewed(&record, today);
    to(
        work,
        &record,
        &["active", "trial"],
        input.with("status", text("active")).with("trial_until", Value::Null),
    )
    .await
}

/// The next day of renewal; of several that were missed, all have passed.
fn renewed(record: &Record, today: Date) -> Input {
    let due = record.get("renews_on").date().unwrap_or(today);
    let next = super::next(record.get("started_on").date().unwrap_or(due), record, due.max(today));
    let count = record.get("renewals").int().unwrap_or_default() + 1;
    Input::new().with("renews_on", next.map_or(Value::Null, Value::Date)).with("renewals", Value::Int(count))
}

/// Trials that are over, ends and renewals of the day, once an hour.
pub(crate) const COURSE: JobKind =
    JobKind { name: "subscription_course", every: Some(3_600), attempts: 3, run: course };

/// Subscriptions in one unit at most.
const MOST: usize = 500;

fn course<'a>(engine: &'a Engine, _job: &'a Job, _work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let due = [
            "ends_on < today AND NOT status = \"cancelled\"",
            "status = \"trial\" AND trial_until < today AND (ends_on IS NULL OR ends_on >= today)",
            "status = \"active\" AND renews_on <= today AND (ends_on IS NULL OR ends_on >= today)",
            "status = \"upcoming\" AND started_on <= today AND (ends_on IS NULL OR ends_on >= today)",
        ];
        for (n, filter) in due.into_iter().enumerate() {
            while some(engine, n, filter).await? == MOST {}
        }
        Ok(())
    })
}

/// Does what is due to some of them; how many there were.
async fn some(engine: &Engine, what: usize, filter: &str) -> Result<usize> {
    let system = Actor::system();
    let query = Query::new("subscription").filter(filter)?.limit(MOST);
    let (records, _) = engine.records(&system, &query).await?;
    let today = Moment::now().date(&engine.settings().manners.zone);
    let mut work = engine.begin(&system).by_verb().because("subscription");
    for record in &records {
        let input = match what {
            0 => Input::new().with("status", text("cancelled")).with("renews_on", Value::Null),
            1 => Input::new().with("status", text("active")),
            3 => Input::new().with("status", text(super::begins(record, today))),
            _ => renewed(record, today),
        };
        work.update("subscription", record.id, input, Some(record.version)).await?;
    }
    if !records.is_empty() {
        work.commit().await?;
    }
    Ok(records.len())
}

//! Series: one occurrence stands there at a time, and doing it makes the next, in the same unit of work. What is undone
//! takes the next one away again; a series that has an open occurrence gets no second one.
use base::{Error, Id, Moment, Result};
use engine::module::Boxed;
use engine::query::Query;
use engine::recurrence::Recurrence;
use engine::{Actor, Input, Record, Settle, Touched, Value, Work};
use jiff::tz::TimeZone;
use say::say;

use super::schedule::{later, on_wall, wall};

/// Doing one makes the next.
pub(crate) const SETTLE: Settle = Settle { objects: &["task"], through: &["task.series"], run: settle };

/// What the next one does not take over.
const ITS_OWN: [&str; 9] =
    ["due", "starts_at", "remind_at", "done", "done_at", "recurrence", "series", "series_at", "created_by"];

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        for task in done_by(&touched) {
            if !has_open(work, &task).await? {
                next_of(work, &task).await?;
            }
        }
        Ok(())
    })
}

/// Tasks of a series that the unit found open and leaves done.
fn done_by(touched: &[Touched]) -> Vec<Record> {
    let mut out: Vec<(bool, Record)> = Vec::new();
    for touch in touched {
        let Some(after) = &touch.after else { continue };
        match out.iter_mut().find(|(_, r)| r.id == after.id) {
            Some((_, last)) => *last = Record::clone(after),
            None => {
                let was_open = touch.before.as_ref().is_some_and(|b| !b.get("done").is_true());
                out.push((was_open, Record::clone(after)));
            }
        }
    }
    let over =
        |r: &Record| r.get("done").is_true() && r.deleted_at.is_none() && !r.get("recurrence").is_null();
    out.into_iter().filter(|(was_open, r)| *was_open && over(r)).map(|(_, r)| r).collect()
}

/// The task a series began with.
fn root(task: &Record) -> Id {
    task.get("series").id().unwrap_or(task.id)
}

/// Whether another occurrence of the series waits to be done.
async fn has_open(work: &mut Work, task: &Record) -> Result<bool> {
    let root = root(task);
    let filter = format!("(series = \"{root}\" OR id = \"{root}\") AND NOT done = true");
    let query = Query::new("task").filter(&filter)?.limit(20);
    let (found, _) = work.engine().records(&Actor::system(), &query).await?;
    for other in found.iter().filter(|r| r.id != task.id) {
        // It may be done by this very unit.
        let now = work.current("task", other.id).await?;
        if !now.get("done").is_true() && now.deleted_at.is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The zone a task's hours are of: its owner's, or the workspace's. A day without an hour is the workspace's.
async fn zone_of(work: &mut Work, task: &Record) -> Result<TimeZone> {
    let workspace = work.engine().settings().manners.zone.clone();
    let owner = task.owner().filter(|_| !task.get("starts_at").is_null());
    let Some(owner) = owner else { return Ok(workspace) };
    let name = work.engine().tastes(owner).await?.time_zone;
    Ok(Some(name).filter(|n| !n.is_empty()).and_then(|n| TimeZone::get(&n).ok()).unwrap_or(workspace))
}

/// When the next occurrence is, and the rule as it holds from there. What was missed is passed over.
async fn coming(work: &mut Work, task: &Record) -> Result<Option<Vec<(String, Value)>>> {
    let workspace = work.engine().settings().manners.zone.clone();
    let zone = zone_of(work, task).await?;
    let rule = task.get("recurrence").text().and_then(|text| Recurrence::parse(text).ok());
    let (Some(rule), Some(anchor)) = (rule, task.get("series_at").moment()) else { return Ok(None) };
    let today = Moment::now().date(&zone).0;
    let Some((next, rest)) = rule.next(wall(anchor, &zone), today) else { return Ok(None) };
    let Some(at) = on_wall(&zone, next) else { return Ok(None) };
    let timed = !task.get("starts_at").is_null();
    let remind = task.get("series_remind").int().and_then(|s| on_wall(&zone, later(next, s)?));
    let or_null = |at: Option<Moment>| at.map_or(Value::Null, Value::Moment);
    let day = if timed { at.date(&workspace) } else { base::Date(next.date()) };
    Ok(Some(vec![
        ("due".to_owned(), Value::Date(day)),
        ("starts_at".to_owned(), or_null(timed.then_some(at))),
        ("remind_at".to_owned(), or_null(remind)),
        ("series_at".to_owned(), Value::Moment(at)),
        ("recurrence".to_owned(), Value::Text(rest.to_string())),
    ]))
}

async fn next_of(work: &mut Work, task: &Record) -> Result<()> {
    let Some(mut values) = coming(work, task).await? else { return Ok(()) };
    values.push(("series".to_owned(), Value::Ref(root(task))));
    let kept = task.object.fields.iter().zip(&task.values).filter(|(field, value)| {
        let own = ITS_OWN.contains(&field.key.as_str()) || field.unique;
        !own && (!field.system || field.key == "owner") && !value.is_null()
    });
    values.extend(kept.map(|(field, value)| (field.key.clone(), value.clone())));
    work.derive_new("task", values).map(|_| ())
}

/// Leaves this occurrence out: the task goes to the next one. A conflict where there is none.
pub async fn skip(work: &mut Work, id: Id) -> Result<()> {
    let task = work.current("task", id).await?;
    if task.get("done").is_true() || task.get("recurrence").is_null() {
        return Err(Error::conflict(say!("problem-task-no-series")));
    }
    let Some(values) = coming(work, &task).await? else {
        return Err(Error::conflict(say!("problem-task-series-over")));
    };
    let input = values.iter().fold(Input::new(), |input, (key, value)| input.with(key, value.clone()));
    work.update("task", id, input, None).await
}

/// Ends the series with this occurrence.
pub async fn stop(work: &mut Work, id: Id) -> Result<()> {
    let task = work.current("task", id).await?;
    if task.get("recurrence").is_null() {
        return Err(Error::conflict(say!("problem-task-no-series")));
    }
    work.update("task", id, Input::new().with("recurrence", Value::Null), None).await
}

//! Reminders: a notice for the owner of a task, and for colleagues at a meeting, at the time they asked for. A follower of
//! the log plans a job for each such time; the job looks whether it still holds and writes the notices together with its
//! own end, so that each comes once, whatever restarts and however many servers run.
use base::{Error, Id, Moment, Result};
use engine::module::{Boxed, Follower, JobKind};
use engine::{Actor, Engine, Event, Record, Value, Work};
use serde_json::{Value as Json, json};

/// Plans reminders as tasks come and change.
pub const FOLLOWER: Follower = Follower { name: "reminders", run: plan };
/// Reminds of one task.
pub const JOB: JobKind = JobKind { name: "task.reminder", every: None, attempts: 20, run: remind };

/// A time so many seconds ago still counts when it is written: it was "now" when the form was filled in.
const LATE: i64 = 300;

fn plan<'a>(engine: &'a Engine, events: &'a [Event], work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        for event in events.iter().filter(|e| e.object == "task") {
            let Some(at) = wanted(engine, event).await? else { continue };
            if at < event.recorded_at.plus_seconds(-LATE) {
                continue;
            }
            let payload = json!({"task": event.record.to_string(), "at": at.0});
            work.enqueue(JOB.name, Some(&format!("{}:{}", event.record, at.0)), &payload, Some(at));
        }
        Ok(())
    })
}

/// The time an event asks to be reminded at: it was set, or the task is to be done again.
async fn wanted(engine: &Engine, event: &Event) -> Result<Option<Moment>> {
    if let Some((_, new)) = event.change("remind_at") {
        return Ok(new.as_str().and_then(|text| text.parse().ok()));
    }
    let again = event.verb == "restored"
        || (event.verb == "updated" && event.change("done").is_some_and(|(_, new)| *new != Json::Bool(true)));
    if !again {
        return Ok(None);
    }
    match engine.find(&Actor::system(), "task", event.record).await {
        Ok(task) => Ok(task.get("remind_at").moment()),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

fn remind<'a>(engine: &'a Engine, job: &'a engine::job::Job, work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let id: Option<Id> = job.payload.get("task").and_then(Json::as_str).and_then(|t| t.parse().ok());
        let at = job.payload.get("at").and_then(Json::as_i64).map(Moment);
        let (Some(id), Some(at)) = (id, at) else { return Ok(()) };
        let task = match engine.find(&Actor::system(), "task", id).await {
            Ok(task) => task,
            // In the bin, or destroyed.
            Err(Error::NotFound) => return Ok(()),
            Err(other) => return Err(other),
        };
        // The time was changed, or it is done by now.
        if task.get("remind_at").moment() != Some(at) || task.get("done").is_true() {
            return Ok(());
        }
        work.remind(&people(&task), "task", id, at).await
    })
}

/// Whom a task concerns: its owner, and colleagues at a meeting.
fn people(task: &Record) -> Vec<Id> {
    let colleagues = task.get("colleagues").each().into_iter().filter_map(Value::id);
    let mut people: Vec<Id> = task.owner().into_iter().chain(colleagues).collect();
    people.sort_unstable();
    people.dedup();
    people
}

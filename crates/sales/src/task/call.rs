//! Doing a task, and what came of it where it was a call: the words stand as a note where the task points to.
use base::{Error, Id, Result};
use engine::{Given, Input, Value, Work};
use say::say;

/// What is said of a call that was made: fields of a note.
pub const ASKED: [&str; 4] = ["direction", "outcome", "duration", "body"];

/// Outcomes after which one tries again.
pub const AGAIN: [&str; 3] = ["no_answer", "busy", "left_message"];

/// Ticks a task off. What is said of the call becomes a note on the records the task points to; its id.
pub async fn complete(work: &mut Work, id: Id, call: Input) -> Result<Option<Id>> {
    let task = work.current("task", id).await?;
    if task.get("done").is_true() {
        return Err(Error::conflict(say!("problem-task-done")));
    }
    let said = |given: &Given| !matches!(given, Given::Text(t) if t.trim().is_empty());
    let mut note = Input(call.0.into_iter().filter(|(_, given)| said(given)).collect());
    let made = if note.0.is_empty() {
        None
    } else {
        if !note.0.iter().any(|(key, _)| key == "body") {
            note = note.with("body", Value::Text(task.title()));
        }
        let kind = if task.get("kind").text() == Some("meeting") { "meeting" } else { "call" };
        note = note.typed("kind", kind).with("task", Value::Ref(id));
        for link in ["contact", "company", "deal", "lead"] {
            let to = task.get(link).clone();
            if !to.is_null() {
                note = note.with(link, to);
            }
        }
        Some(work.create("note", note).await?)
    };
    work.update("task", id, Input::new().with("done", Value::Bool(true)), None).await?;
    Ok(made)
}

/// Takes a tick away.
pub async fn reopen(work: &mut Work, id: Id) -> Result<()> {
    let task = work.current("task", id).await?;
    if !task.get("done").is_true() {
        return Err(Error::conflict(say!("problem-task-open")));
    }
    work.update("task", id, Input::new().with("done", Value::Bool(false)), None).await
}

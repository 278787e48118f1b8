//! Delegating: somebody else is to do it, and reads in one notice why.
use base::{Error, Id, Result};
use engine::{Actor, Input, Value, Work};
use say::say;

/// The longest word to go with it, in characters.
const LONGEST: usize = 2_000;

/// Gives a task to somebody who can sign in; words to them become a note on the task.
pub async fn delegate(work: &mut Work, id: Id, to: Id, words: &str) -> Result<()> {
    let task = work.current("task", id).await?;
    if task.get("done").is_true() {
        return Err(Error::conflict(say!("problem-task-done")));
    }
    let person = work.engine().find(&Actor::system(), "user", to).await;
    let active = person.as_ref().is_ok_and(|p| *p.get("active") != Value::Bool(false));
    if !active {
        return Err(Error::invalid("to", "link", say!("problem-task-nobody")));
    }
    if task.owner() == Some(to) {
        return Err(Error::invalid("to", "same", say!("problem-task-theirs")));
    }
    let words = words.trim();
    if words.chars().count() > LONGEST {
        return Err(Error::invalid("words", "too_long", say!("problem-too-long", most = LONGEST)));
    }
    // Before the task goes out of reach.
    if !words.is_empty() {
        let note = Input::new()
            .typed("body", words)
            .with("task", Value::Ref(id))
            .with("mentions", Value::List(vec![Value::Ref(to)]));
        work.create("note", note).await?;
    }
    work.update("task", id, Input::new().with("owner", Value::Ref(to)), None).await
}

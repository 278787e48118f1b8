//! The playbook: what is to be done in each stage of a pipeline, as a checklist on the deal. A deal leaves a stage only with
//! what is required there; entering one makes the tasks its steps ask for, and a step and its task are done together.
use base::{Id, Result};
use engine::module::Boxed;
use engine::{Choice, Draft, Record, Rule, Settle, Step, Touched, Value, Work, checklist};
use say::say;

/// A deal goes on only with what its stage requires.
pub(crate) const RULE: Rule = Rule { object: "deal", run: complete };

fn complete(draft: &mut Draft<'_>) {
    let Some(before) = draft.before.filter(|_| draft.changed("stage")) else { return };
    // History is as it was.
    if draft.cause.is_some_and(|c| c.starts_with("import")) || draft.actor.is_system() {
        return;
    }
    let missing: Vec<String> = checklist::left_out(&draft.record.object, before, draft.record)
        .iter()
        .map(|c| c.label.clone())
        .collect();
    if !missing.is_empty() {
        let steps = missing.join(", ");
        draft.problems.add("playbook", "required", say!("deal-playbook-missing", steps = &steps));
    }
}

/// Steps make tasks, tasks tick steps.
pub(crate) const SETTLE: Settle = Settle { objects: &["deal", "task"], through: &["task.deal"], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        if work.is_importing() {
            return Ok(());
        }
        for touch in touched {
            let Some(after) = touch.after.filter(|r| r.deleted_at.is_none()) else { continue };
            let before = touch.before.as_deref();
            if after.object.key == "task" {
                tick(work, before, &after).await?;
                continue;
            }
            if before.is_none_or(|b| b.get("stage") != after.get("stage")) {
                enter(work, &after).await?;
            }
            if before.is_some_and(|b| b.get("playbook") != after.get("playbook")) {
                finish(work, before.map(|b| b.get("playbook")), &after).await?;
            }
        }
        Ok(())
    })
}

/// The steps of the stage a deal is in.
fn steps_of(deal: &Record) -> Vec<(Choice, Step)> {
    let Some((list, path)) = checklist::of(&deal.object) else { return Vec::new() };
    let at = deal.get(&path.key).text().unwrap_or_default();
    let steps = checklist::steps(list, at, deal.get("pipeline").text());
    steps.map(|(choice, step)| (choice.clone(), step.clone())).collect()
}

/// A deal has come into a stage: the tasks its steps ask for, unless they were made or done before.
async fn enter(work: &mut Work, deal: &Record) -> Result<()> {
    let steps: Vec<_> = steps_of(deal).into_iter().filter(|(_, step)| step.task.is_some()).collect();
    if steps.is_empty() {
        return Ok(());
    }
    let there = work.pointing("task", "deal", deal.id).await?;
    let today = work.moment().date(&work.engine().settings().manners.zone);
    for (choice, step) in steps {
        let known = there.iter().any(|t| t.get("step").text() == Some(&choice.key));
        if known || checklist::is_ticked(deal.get("playbook"), &choice.key) {
            continue;
        }
        let days = i64::from(step.task.unwrap_or_default());
        let mut values = vec![
            ("subject".to_owned(), Value::Text(choice.label.clone())),
            ("deal".to_owned(), Value::Ref(deal.id)),
            ("due".to_owned(), Value::Date(today.plus_days(days))),
            ("step".to_owned(), Value::Text(choice.key.clone())),
        ];
        for key in ["company", "contact", "owner"] {
            values.push((key.to_owned(), deal.get(key).clone()));
        }
        if !step.help.is_empty() {
            values.push(("description".to_owned(), Value::Text(step.help.clone())));
        }
        work.derive_new("task", values)?;
    }
    Ok(())
}

/// A task of a step was done, or is to be done again.
async fn tick(work: &mut Work, before: Option<&Record>, task: &Record) -> Result<()> {
    let done = |r: &Record| r.get("done").is_true();
    let (Some(step), Some(deal)) = (task.get("step").text(), task.get("deal").id()) else { return Ok(()) };
    if before.is_some_and(done) == done(task) {
        return Ok(());
    }
    let Ok(deal) = work.current("deal", deal).await else { return Ok(()) };
    let held = checklist::ticked(deal.get("playbook"), step, done(task));
    if checklist::is_ticked(deal.get("playbook"), step) == done(task) || deal.deleted_at.is_some() {
        return Ok(());
    }
    work.derive("deal", deal.id, vec![("playbook", held)]).await
}

/// Steps were ticked, or not any more: their tasks follow.
async fn finish(work: &mut Work, before: Option<&Value>, deal: &Record) -> Result<()> {
    let now = deal.get("playbook");
    let tasks = work.pointing("task", "deal", deal.id).await?;
    let at = work.moment();
    for task in tasks {
        let Some(step) = task.get("step").text() else { continue };
        let was = before.is_some_and(|b| checklist::is_ticked(b, step));
        let is = checklist::is_ticked(now, step);
        if was == is || task.get("done").is_true() == is {
            continue;
        }
        let done_at = if is { Value::Moment(at) } else { Value::Null };
        done(work, task.id, is, done_at).await?;
    }
    Ok(())
}

async fn done(work: &mut Work, task: Id, is: bool, at: Value) -> Result<()> {
    work.derive("task", task, vec![("done", Value::Bool(is)), ("done_at", at)]).await
}

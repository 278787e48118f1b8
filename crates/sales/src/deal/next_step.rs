//! What comes next: where a pipeline says so, a deal that goes on and stays open has a next step, written on it or as a task
//! with a day.
use base::{Error, Id, Result};
use engine::module::Boxed;
use engine::{Record, Settle, StageKind, Touched, Work};
use say::say;

/// The field that says it, and that a pipeline asks for.
const FIELD: &str = "next_step";

/// No open deal goes on without a next step, where its pipeline asks for one.
pub(crate) const SETTLE: Settle = Settle { objects: &["deal"], through: &["task.deal"], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        if work.is_importing() || work.actor().is_system() {
            return Ok(());
        }
        for touch in touched {
            let moved = |b: &Record, a: &Record| b.get("stage") != a.get("stage");
            let (Some(before), Some(after)) = (touch.before, touch.after) else { continue };
            if moved(&before, &after) && asks(&after) && !has_one(work, after.id).await? {
                return Err(Error::invalid(FIELD, "required", say!("deal-next-step-missing")));
            }
        }
        Ok(())
    })
}

/// Whether the pipeline of an open deal asks for a next step, and the deal does not say it.
fn asks(deal: &Record) -> bool {
    let choice = |key: &str| {
        let chosen = deal.get(key).text().map(str::to_owned);
        deal.object.field(key).and_then(|f| f.choice_of(&chosen?)).cloned()
    };
    let open = choice("stage").is_some_and(|c| c.stage == Some(StageKind::Open));
    let wanted = choice("pipeline").is_some_and(|c| c.asks.iter().any(|k| k == FIELD));
    open && wanted && deal.deleted_at.is_none() && deal.get(FIELD).text().is_none_or(|t| t.trim().is_empty())
}

/// A task that is open and has a day.
async fn has_one(work: &mut Work, deal: Id) -> Result<bool> {
    let tasks = work.pointing("task", "deal", deal).await?;
    Ok(tasks.iter().any(|t| !t.get("done").is_true() && !t.get("due").is_null()))
}

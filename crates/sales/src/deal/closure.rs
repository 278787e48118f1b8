//! Closing and reopening: a won or lost stage sets outcome, time and days to close; an open stage clears them.
use base::{Date, Error, Id, Result};
use engine::{Choice, Draft, Field, Input, Rule, StageKind, Value, Work};
use say::say;

/// What closing means, kept true on every write.
pub(crate) const CLOSURE: Rule = Rule { object: "deal", run: closure };

fn closure(draft: &mut Draft<'_>) {
    let kind = {
        let field = draft.record.object.field("stage");
        let key = draft.record.get("stage").text();
        key.and_then(|k| field?.choice_of(k)).and_then(|c| c.stage)
    };
    let outcome = match kind {
        Some(StageKind::Won) => "won",
        Some(StageKind::Lost) => "lost",
        Some(StageKind::Open) | None => {
            for field in ["outcome", "closed_at", "cycle_days", "lost_reason", "lost_to"] {
                draft.record.set(field, Value::Null);
            }
            return;
        }
    };
    // Lost and won after all, or the other way round: it is closed anew.
    let turned = draft.before.and_then(|b| b.get("outcome").text()).is_some_and(|before| before != outcome);
    if turned && !draft.changed("closed_at") {
        draft.record.set("closed_at", Value::Null);
    }
    draft.record.set("outcome", Value::Text(outcome.to_owned()));
    if outcome == "won" {
        draft.record.set("lost_reason", Value::Null);
        draft.record.set("lost_to", Value::Null);
    }
    if draft.empty("closed_at") {
        draft.record.set("closed_at", Value::Moment(draft.at));
    }
    let zone = &draft.manners.zone;
    let closed = draft.record.get("closed_at").moment().map(|m| m.date(zone));
    let opened: Option<Date> = draft
        .record
        .get("opened_on")
        .date()
        .or_else(|| draft.record.get("created_at").moment().map(|m| m.date(zone)));
    let days = closed.zip(opened).map(|(closed, opened)| closed.days_since(opened)).filter(|days| *days >= 0);
    draft.record.set("cycle_days", days.map_or(Value::Null, Value::Int));
}

/// The first stage of a kind in the pipeline of a deal.
fn stage_of<'a>(field: &'a Field, pipeline: Option<&str>, kind: StageKind) -> Option<&'a Choice> {
    field.choices.iter().find(|c| {
        !c.hidden && c.stage == Some(kind) && (c.pipeline.is_none() || c.pipeline.as_deref() == pipeline)
    })
}

async fn to_stage(work: &mut Work, id: Id, kind: StageKind, more: Input) -> Result<()> {
    let deal = work.current("deal", id).await?;
    let pipeline = deal.get("pipeline").text();
    let stage = deal.object.field("stage").and_then(|f| stage_of(f, pipeline, kind));
    let stage = stage.ok_or_else(|| Error::invalid("stage", "stage", say!("problem-no-stage")))?;
    let input = more.with("stage", Value::Text(stage.key.clone()));
    work.update("deal", id, input, None).await
}

/// Closes a deal as won or lost; a reason for loss by key or label.
pub async fn close(work: &mut Work, id: Id, won: bool, lost_reason: Option<&str>) -> Result<()> {
    let reason =
        lost_reason.filter(|_| !won).map_or_else(Input::new, |r| Input::new().typed("lost_reason", r));
    to_stage(work, id, if won { StageKind::Won } else { StageKind::Lost }, reason).await
}

/// Opens a closed deal again, in the first open stage of its pipeline unless a stage is named.
pub async fn reopen(work: &mut Work, id: Id, stage: Option<&str>) -> Result<()> {
    match stage {
        Some(stage) => work.update("deal", id, Input::new().typed("stage", stage), None).await,
        None => to_stage(work, id, StageKind::Open, Input::new()).await,
    }
}

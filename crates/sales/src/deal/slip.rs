//! Slipping: how often, and by how many days, the expected close of an open deal was put off.
use engine::{Draft, Rule, Value};

/// Counts each time the expected close moves to a later day.
pub(crate) const SLIP: Rule = Rule { object: "deal", run: slip };

fn slip(draft: &mut Draft<'_>) {
    // An undo brings the counts back with the day.
    if (draft.given)("slips") || draft.record.get("outcome").text().is_some() {
        return;
    }
    let Some(before) = draft.before else { return };
    let days = before.get("close_date").date().zip(draft.record.get("close_date").date());
    let Some(later) = days.map(|(old, new)| new.days_since(old)).filter(|days| *days > 0) else { return };
    let so_far = |key: &str| before.get(key).int().unwrap_or_default();
    let (slips, days) = (so_far("slips") + 1, so_far("slipped_days") + later);
    draft.record.set("slips", Value::Int(slips));
    draft.record.set("slipped_days", Value::Int(days));
}

//! Deals that come again: one stands there at a time. Winning it, or the day it was expected to close, makes the next, in the
//! same unit of work; the rule goes on with the next, so undoing takes it away and gives the rule back.
use base::{Date, Id, Result};
use engine::module::{Boxed, JobKind};
use engine::query::Query;
use engine::recurrence::Recurrence;
use engine::{Actor, Choice, Draft, Field, Kind, Record, Rule, Settle, Touched, Value, Work};
use say::say;
use serde_json::json;

/// What a deal has of its series.
pub(super) fn fields() -> Vec<Field> {
    let on = vec![
        Choice::new("won", "When it is won", "green"),
        Choice::new("date", "On its expected close", "blue"),
    ];
    vec![
        Field::new("recurrence", Kind::Recurrence)
            .label("Repeats")
            .group("Series")
            .help("The next deal is made when this one is won, or on its expected close."),
        Field::choice("recurs", on)
            .label("The next one comes")
            .default(json!("won"))
            .group("Series")
            .shown_when("recurrence IS NOT NULL"),
        Field::link("series", "deal").label("Follows").read_only().group("Series"),
    ]
}

/// What the next one does not take over.
const ITS_OWN: [&str; 18] = [
    "stage",
    "probability",
    "forecast_category",
    "close_date",
    "opened_on",
    "next_step",
    "playbook",
    "reached",
    "outcome",
    "closed_at",
    "lost_reason",
    "lost_to",
    "cycle_days",
    "slips",
    "slipped_days",
    "shared_out",
    "recurrence",
    "series",
];

/// What repeats has a day to reckon from.
pub(crate) const RULE: Rule = Rule {
    object: "deal",
    run: |draft: &mut Draft<'_>| {
        let waits = draft.before.is_none() && !draft.empty("template");
        if !draft.empty("recurrence") && draft.changed("recurrence") && draft.empty("close_date") && !waits {
            draft.problems.add("close_date", "required", say!("deal-series-day"));
        }
    },
};

/// Winning one makes the next.
pub(crate) const SETTLE: Settle = Settle { objects: &["deal"], through: &[], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        if work.is_importing() {
            return Ok(());
        }
        let won = |r: &Record| r.get("outcome").text() == Some("won");
        for touch in touched {
            let Some(after) = touch.after.filter(|r| won(r) && r.deleted_at.is_none()) else { continue };
            if !touch.before.as_deref().is_some_and(won) && !after.get("recurrence").is_null() {
                next_of(work, after.id).await?;
            }
        }
        Ok(())
    })
}

/// Makes the next deal of a series, and hands the rule on to it. Nothing where the series is over: the rule ends there.
async fn next_of(work: &mut Work, id: Id) -> Result<()> {
    let deal = work.current("deal", id).await?;
    let rule = deal.get("recurrence").text().and_then(|text| Recurrence::parse(text).ok());
    let today = work.moment().date(&work.engine().settings().manners.zone);
    let from = deal.get("close_date").date().unwrap_or(today);
    let coming = rule.and_then(|rule| rule.next(from.0.at(0, 0, 0, 0), today.0));
    work.derive("deal", id, vec![("recurrence", Value::Null)]).await?;
    let Some((next, rest)) = coming else { return Ok(()) };
    let mut values = vec![
        ("close_date".to_owned(), Value::Date(Date(next.date()))),
        ("opened_on".to_owned(), Value::Date(today)),
        ("recurrence".to_owned(), Value::Text(rest.to_string())),
        ("series".to_owned(), Value::Ref(id)),
    ];
    if let Some(first) = super::first_open(&deal.object, deal.get("pipeline").text()) {
        values.extend(super::in_stage(&first).into_iter().map(|(key, value)| (key.to_owned(), value)));
    }
    let kept = deal.object.fields.iter().zip(&deal.values).filter(|(field, value)| {
        let own = ITS_OWN.contains(&field.key.as_str()) || field.unique;
        !own && (!field.system || field.key == "owner") && !value.is_null()
    });
    values.extend(kept.map(|(field, value)| (field.key.clone(), value.clone())));
    work.derive_new("deal", values).map(|_| ())
}

/// Series looked at in one run of the job.
const ONCE: usize = 200;

/// Deals that come again by the day, not by the win.
pub(crate) const JOB: JobKind = JobKind {
    name: "deal_series",
    every: Some(3_600),
    attempts: 3,
    run: |engine, _, work| {
        Box::pin(async move {
            let query = Query::new("deal")
                .filter("recurrence IS NOT NULL AND recurs = \"date\" AND close_date <= today")?
                .columns("id")
                .limit(ONCE);
            for row in engine.list(&Actor::system(), &query).await?.rows {
                next_of(work, row.id).await?;
            }
            Ok(())
        })
    },
};

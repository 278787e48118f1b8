//! How good forecasts were: what each method said at the beginning of earlier periods, and what came in.
use base::{Date, Result};
use engine::Engine;
use engine::filter::Scope;

use super::answer::{Row, history, plain, span};
use super::facts::{Facts, day_of};
use super::model::Expected;
use super::period::Period;
use super::snapshot::{SERIES, key_of_total};

/// Earlier periods that are looked at.
const PERIODS: i32 = 4;

/// A way to forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Won and committed.
    Category,
    /// Won and weighted.
    Weighted,
    /// Won, and what history expects.
    History,
}

impl Method {
    /// Every method with its name.
    pub const ALL: [(&'static str, Self); 3] =
        [("category", Self::Category), ("weighted", Self::Weighted), ("history", Self::History)];
}

/// What was said of a period before it began.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// The period.
    pub period: Period,
    /// Its name for programs.
    pub key: String,
    /// Its name for people.
    pub label: String,
    /// As of the end of this day, the last before the period.
    pub as_of: Date,
    /// What each method said, in the order of `Method::ALL`; nothing where there was too little history.
    pub said: [Option<i64>; 3],
    /// The bounds that history gave.
    pub bounds: Option<(i64, i64)>,
    /// What came in.
    pub came: i64,
    /// It was kept that night; else it was reckoned again from the log.
    pub kept: bool,
}

/// The whole of a period as of a day, from the log.
pub(super) fn whole(facts: &Facts, period: Period, as_of: Date, scope: &Scope) -> Row {
    let mut total = Row::default();
    for row in plain(facts, period, as_of, |_| true).rows.values() {
        super::answer::add(&mut total, row);
    }
    if let Ok(found) = history(facts, period, as_of, scope) {
        let sum = |all: Vec<&Expected>| all.into_iter().fold(Expected::default(), |a, b| a.and(*b));
        total.open = Some(sum(found.open.values().collect()));
        total.new = Some(sum(found.new.values().collect()));
    }
    total
}

/// What was said at the beginning of the periods before one that are over, the last first.
pub(super) async fn past(
    engine: &Engine,
    facts: &Facts,
    period: Period,
    as_of: Date,
    scope: &Scope,
) -> Result<Vec<Said>> {
    let mut out = Vec::new();
    let mut before = period;
    while out.len() < PERIODS as usize {
        let behind = before;
        before = before.before(1, scope);
        // The calendar has a beginning.
        if before.first >= behind.first {
            break;
        }
        if before.last() > as_of {
            continue;
        }
        let first = facts.deals.iter().map(|d| d.opened).min();
        if first.is_none_or(|first| first >= span(before).first) {
            break;
        }
        out.push(one(engine, facts, before, as_of, scope).await?);
    }
    Ok(out)
}

async fn one(engine: &Engine, facts: &Facts, period: Period, now: Date, scope: &Scope) -> Result<Said> {
    let as_of = period.first.plus_days(-1);
    let (days, today) = (span(period), day_of(now));
    let won = facts.deals.iter().filter_map(|d| d.won_between(days.first, days.last, today));
    let came = won.filter_map(|(day, v)| facts.rates.own(v.amount?, day)).sum();
    let (key, label) = (period.key(scope), period.label(scope));
    let kept = engine.kept_figures(SERIES, as_of, &key_of_total(&key, "")).await?;
    let own = facts.rates.own.unwrap_or(engine.settings().manners.currency);
    let of =
        |method: &str| kept.iter().find(|k| k.key == key_of_total(&key, method) && k.unit == own.as_str());
    if let (Some(closed), Some(commit), Some(weighted)) = (of("closed"), of("commit"), of("weighted")) {
        let history = of("history");
        return Ok(Said {
            said: [
                Some(closed.value + commit.value),
                Some(closed.value + weighted.value),
                history.map(|h| h.value),
            ],
            bounds: history.and_then(|h| h.bounds),
            kept: true,
            period,
            key,
            label,
            as_of,
            came,
        });
    }
    let row = whole(facts, period, as_of, scope);
    let whole = |value: f64| value.round() as i64;
    Ok(Said {
        said: [Some(row.by_category()), Some(row.by_weight()), row.by_history().map(|e| whole(e.value))],
        bounds: row.bounds().map(|(low, high)| (whole(low), whole(high))),
        kept: false,
        period,
        key,
        label,
        as_of,
        came,
    })
}

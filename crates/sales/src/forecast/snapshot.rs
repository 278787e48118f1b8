//! Every night the forecast as it was at the end of the day is kept, so that it can be held against what came. Once a day,
//! however often the job runs; a day that was kept is never written again, and nights in which nothing ran are made up for
//! from the log.
use base::{Date, Result};
use engine::kept::Kept;
use engine::module::{Boxed, JobKind};
use engine::query::Bucket;
use engine::{Actor, Engine, Work};

use super::answer::{Row, history, plain, scope_of};
use super::period::Period;

/// The name of the series that is kept.
pub const SERIES: &str = "forecast";

/// Nights that are made up for at most.
const MISSED: i64 = 31;

/// The job of the night: it looks every hour whether the days up to yesterday were kept.
pub(crate) const SNAPSHOT: JobKind =
    JobKind { name: "forecast_snapshot", every: Some(3_600), attempts: 3, run };

fn run<'a>(engine: &'a Engine, _job: &'a engine::job::Job, _work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let yesterday = scope_of(engine).today().plus_days(-1);
        let last = engine.last_kept(SERIES, yesterday).await?;
        let missed = last.map_or(0, |day| yesterday.days_since(day) - 1).clamp(0, MISSED);
        for ago in (0..=missed).rev() {
            keep(engine, yesterday.plus_days(-ago)).await?;
        }
        Ok(())
    })
}

/// The key of a figure of the whole.
pub(super) fn key_of_total(period: &str, method: &str) -> String {
    format!("{period}|*|{method}")
}

/// Keeps the forecast as it was at the end of a day, of this and the next month and quarter; `false` where that day was
/// kept already.
pub async fn keep(engine: &Engine, day: Date) -> Result<bool> {
    if engine.object(&Actor::system(), "deal").is_err() || engine.kept_on(SERIES, day).await? {
        return Ok(false);
    }
    let facts = super::read(engine).await?;
    let scope = scope_of(engine);
    let unit = facts.rates.own.unwrap_or(engine.settings().manners.currency).as_str().to_owned();
    let mut figures = Vec::new();
    for bucket in [Bucket::Month, Bucket::Quarter] {
        let now = Period::of(bucket, day, &scope);
        for period in [now, now.before(-1, &scope)] {
            let key = period.key(&scope);
            let mut rows = plain(&facts, period, day, |_| true).rows;
            if let Ok(found) = history(&facts, period, day, &scope) {
                for (whose, open) in &found.open {
                    rows.entry(*whose).or_default().open = Some(*open);
                }
                for (whose, new) in &found.new {
                    rows.entry(*whose).or_default().new = Some(*new);
                }
            }
            for ((owner, pipeline), row) in &rows {
                let pipeline = facts.pipelines.get(usize::from(*pipeline)).map_or("", String::as_str);
                let owner = owner.map(|id| id.to_string()).unwrap_or_default();
                figures.extend(of(&format!("{key}|{owner}|{pipeline}|"), row, &unit));
            }
            let total = super::past::whole(&facts, period, day, &scope);
            figures.extend(of(&key_of_total(&key, ""), &total, &unit));
        }
    }
    engine.keep_figures(SERIES, day, &figures).await?;
    Ok(true)
}

/// The figures of a row, one for each method.
fn of(prefix: &str, row: &Row, unit: &str) -> Vec<Kept> {
    let kept = |method: &str, value: i64, bounds: Option<(f64, f64)>| Kept {
        key: format!("{prefix}{method}"),
        value,
        bounds: bounds.map(|(low, high)| (low.round() as i64, high.round() as i64)),
        unit: unit.to_owned(),
    };
    let [commit, best, pipeline] = row.categories.map(|c| c.0);
    let mut out = vec![
        kept("closed", row.closed.0, None),
        kept("commit", commit, None),
        kept("best_case", best, None),
        kept("pipeline", pipeline, None),
        kept("weighted", row.weighted, None),
    ];
    let whole = |value: f64| value.round() as i64;
    out.extend(row.open.map(|e| kept("open", whole(e.value), Some(e.interval()))));
    out.extend(row.new.map(|e| kept("new", whole(e.value), Some(e.interval()))));
    out.extend(row.by_history().map(|e| kept("history", whole(e.value), row.bounds())));
    out
}

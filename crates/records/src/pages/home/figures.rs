//! The figures over the first page: metrics about now or this quarter, each opening into its records.
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base::{Date, Error};
use engine::filter::range;
use engine::metric::MetricQuery;
use jiff::civil::Weekday;
use maud::{Markup, html};
use ui::field::figure::figure;
use ui::key;
use ui::say::locale;

use super::Whose;
use crate::pages::asked::address;
use crate::pages::list::named;
use crate::pages::tallies;
use crate::pages::visit::Visit;

/// A figure over the page.
#[derive(Clone)]
pub(super) struct Stat {
    title: String,
    value: String,
    line: String,
    href: String,
    hint: String,
}

/// The quarter a day is in, counted from the month the fiscal year begins with.
fn quarter(today: Date, fiscal_month: i8) -> (Date, Date) {
    let range = range("this_quarter", today, Weekday::Monday, fiscal_month);
    range.map_or((today, today), |(first, behind)| (first, behind.plus_days(-1)))
}

/// Figures that took longer than this to take hold for a few seconds.
const DEAR: Duration = Duration::from_millis(100);
/// How long they do.
const HELD: Duration = Duration::from_secs(5);
/// Figures held at most.
const KEPT: usize = 500;

static FIGURES: LazyLock<Mutex<Held>> = LazyLock::new(Mutex::default);

/// When figures were taken, and what they were, by what they depend on.
type Held = HashMap<u64, (Instant, Vec<Stat>)>;

/// The figures of the workspace that are about now or this quarter; dear ones are taken at most every few seconds.
pub(super) async fn stats(visit: &Visit, whose: Whose) -> Result<Vec<Stat>, Error> {
    let words = format!("{} {}", locale().language.tag(), whose.filter(visit));
    let key = tallies::key(visit, "home", &words);
    let held = FIGURES.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some((_, stats)) = held.filter(|(taken, _)| taken.elapsed() < HELD) {
        return Ok(stats);
    }
    let began = Instant::now();
    let stats = take(visit, whose).await?;
    if began.elapsed() > DEAR {
        let mut figures = FIGURES.lock().unwrap_or_else(PoisonError::into_inner);
        if figures.len() >= KEPT {
            figures.clear();
        }
        figures.insert(key, (Instant::now(), stats.clone()));
    }
    Ok(stats)
}

async fn take(visit: &Visit, whose: Whose) -> Result<Vec<Stat>, Error> {
    let (from, to) = quarter(visit.look().today(), visit.settings.fiscal_month);
    let period = MetricQuery { from: Some(from), to: Some(to), ..MetricQuery::default() };
    let wanted = [
        ("won_revenue", key!("home-won"), true),
        ("win_rate", key!("home-win-rate"), true),
        ("open_pipeline", key!("home-open-pipeline"), false),
        ("average_deal_size", key!("home-average"), true),
    ];
    let mut all = Vec::new();
    for (name, title, in_period) in wanted {
        let mut query = if in_period { period.clone() } else { MetricQuery::default() };
        query.filter = Some(whose.filter(visit)).filter(|f| !f.is_empty());
        let answer = match visit.engine().metric(&visit.actor, name, &query).await {
            Ok(answer) => answer,
            // Not there, or not for this person.
            Err(Error::NotFound | Error::Forbidden(_) | Error::Invalid(_)) => continue,
            Err(other) => return Err(other),
        };
        let noun =
            visit.schema.object(answer.metric.object).map_or_else(String::new, |o| named(o, answer.count));
        all.push(Stat {
            title: title.said().into(),
            value: figure(&answer.reading, answer.metric.unit, visit.settings.manners.currency),
            line: match crate::rates::converted(&answer.reading, answer.conversion.as_ref()) {
                Some(how) => format!("{noun} · {how}"),
                None => noun,
            },
            href: address(&format!("/{}", answer.plural), [("filter", answer.filter.as_str())]),
            hint: engine::said::metric_definition(&answer.metric),
        });
    }
    Ok(all)
}

pub(super) fn figures(stats: &[Stat]) -> Markup {
    html! {
        dl.stats.card."lg:col-span-12" {
            @for stat in stats {
                div.stat {
                    dt.stat-title title=(stat.hint) { (stat.title) }
                    dd.stat-value { a.link.link-hover href=(stat.href) { (stat.value) } }
                    dd.stat-desc { (stat.line) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_count_from_the_month_the_year_begins_with() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(quarter(day("2026-11-22"), 1), (day("2026-10-01"), day("2026-12-31")));
        assert_eq!(quarter(day("2026-11-22"), 2), (day("2026-11-01"), day("2027-01-31")));
        assert_eq!(quarter(day("2026-01-05"), 12), (day("2025-12-01"), day("2026-02-28")));
    }
}

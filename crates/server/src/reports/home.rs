//! The figures over the first page: metrics about now or this quarter, with what they were before and their course.
use base::Error;
use maud::Markup;
use records::pages::Visit;
use reports::card::Card;
use reports::figures::{Asked, figures as take};
use reports::period::{Against, Period};
use ui::key;
use ui::say::Key;

use super::cards::{Look, cards};

/// Metrics, and what they are called there.
const FIGURES: [(&str, Key); 4] = [
    ("won_revenue", key!("home-won")),
    ("win_rate", key!("home-win-rate")),
    ("open_pipeline", key!("home-open-pipeline")),
    ("average_deal_size", key!("home-average")),
];

/// Of the records a filter gives; those whose records the person may not see are left out.
pub(super) async fn figures(visit: &Visit, filter: &str) -> Result<Option<Markup>, Error> {
    let today = visit.look().today();
    let scope = visit.engine().scope(visit.actor());
    let Some(period) = Period::read("this_quarter", today, &scope) else { return Ok(None) };
    let asked = Asked { period, against: Some(Against::Previous), filter: filter.to_owned() };
    let wanted = FIGURES.map(|(metric, title)| Card {
        metric: metric.to_owned(),
        title: title.said().into(),
        ..Card::default()
    });
    let mut shown = take(visit.engine(), visit.actor(), &wanted, &asked).await?;
    shown.retain(|shown| matches!(shown, reports::figures::Shown::Figure(_)));
    if shown.is_empty() {
        return Ok(None);
    }
    let schema = visit.schema().clone();
    let look = Look {
        currency: visit.settings().manners.currency,
        today,
        opens: true,
        changes: None,
        schema: &schema,
    };
    Ok(Some(cards(&look, &shown)))
}

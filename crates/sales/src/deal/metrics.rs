//! The metrics of deals.
use engine::metric::{Measure, Metric, Unit};

const WON: &str = "outcome = \"won\"";
const LOST: &str = "outcome = \"lost\"";
const CLOSED: &str = "outcome IS NOT NULL";
const OPEN: &str = "outcome IS NULL";

const fn closed(
    name: &'static str,
    label: &'static str,
    definition: &'static str,
    filter: &'static str,
    measure: Measure,
    unit: Unit,
) -> Metric {
    Metric::dated("deal", "closed_at", filter, [name, label, definition], measure, unit)
}

/// Every metric of deals, in the order people are shown them.
pub fn all() -> Vec<Metric> {
    vec![
        closed(
            "won_revenue",
            "Revenue won",
            "Sum of the amounts of deals won, by the day they were closed.",
            WON,
            Measure::Sum("amount"),
            Unit::Money,
        ),
        closed(
            "won_deals",
            "Deals won",
            "Number of deals won, by the day they were closed.",
            WON,
            Measure::Count,
            Unit::Count,
        ),
        closed(
            "lost_deals",
            "Deals lost",
            "Number of deals lost, by the day they were closed.",
            LOST,
            Measure::Count,
            Unit::Count,
        ),
        closed(
            "win_rate",
            "Win rate",
            "Deals won as a share of deals closed (won or lost), by the day they were closed.",
            CLOSED,
            Measure::Share(WON),
            Unit::Share,
        ),
        closed(
            "average_deal_size",
            "Average deal",
            "Mean amount of deals won that have an amount, by the day they were closed.",
            WON,
            Measure::Average("amount"),
            Unit::Money,
        ),
        closed(
            "median_deal_size",
            "Median deal",
            "Median amount of deals won that have an amount, by the day they were closed.",
            WON,
            Measure::Median("amount"),
            Unit::Money,
        ),
        closed(
            "sales_cycle_days",
            "Sales cycle",
            "Mean whole days from opening to closing of deals won, by the day they were closed.",
            WON,
            Measure::Average("cycle_days"),
            Unit::Days,
        ),
        Metric {
            name: "open_pipeline",
            label: "Open pipeline",
            definition: "Sum of the amounts of deals that are open now.",
            version: 1,
            object: "deal",
            filter: OPEN,
            date: None,
            measure: Measure::Sum("amount"),
            unit: Unit::Money,
            by: None,
        },
        Metric {
            name: "deals_by_stage",
            label: "Deals by stage",
            definition: "Number of deals in each stage now, closed ones included.",
            version: 1,
            object: "deal",
            filter: "",
            date: None,
            measure: Measure::Count,
            unit: Unit::Count,
            by: Some("stage"),
        },
    ]
}

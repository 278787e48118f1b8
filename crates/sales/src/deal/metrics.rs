//! The metrics of deals.
use engine::metric::{Measure, Metric, Unit};

const WON: &str = "outcome = \"won\"";
const LOST: &str = "outcome = \"lost\"";
const CLOSED: &str = "outcome IN (\"won\", \"lost\")";
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
            "win_rate_by_value",
            "Win rate by value",
            "Amount of deals won as a share of the amount of deals closed (won or lost), by the day they were closed.",
            CLOSED,
            Measure::Portion("amount", WON),
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
        closed(
            "median_cycle_days",
            "Median sales cycle",
            "Median whole days from opening to closing of deals won, by the day they were closed.",
            WON,
            Measure::Median("cycle_days"),
            Unit::Days,
        ),
        closed(
            "p90_cycle_days",
            "Sales cycle, nine of ten",
            "Whole days from opening to closing that nine of ten deals won did not exceed, by the day they were closed.",
            WON,
            Measure::P90("cycle_days"),
            Unit::Days,
        ),
        closed(
            "velocity",
            "Sales velocity",
            "Amount won a day: deals won, times their mean amount, over their mean days from opening to closing; of deals won that have both, by the day they were closed.",
            WON,
            Measure::Pace("amount", "cycle_days"),
            Unit::Money,
        ),
        closed(
            "slipped_deals",
            "Slipped deals",
            "Deals whose expected close was put off at least once as a share of deals closed (won or lost), by the day they were closed.",
            CLOSED,
            Measure::Share("slips > 0"),
            Unit::Share,
        ),
        closed(
            "slipped_days",
            "Slippage",
            "Mean days by which the expected close of deals was put off, of those closed (won or lost) whose close was put off, by the day they were closed.",
            CLOSED,
            Measure::Average("slipped_days"),
            Unit::Days,
        ),
        Metric {
            by: Some("reached"),
            ..Metric::dated(
                "deal",
                "created_at",
                "",
                [
                    "stage_conversion",
                    "Stage conversion",
                    "Deals won by now as a share of the deals that were ever in a stage, for each stage, by the day they were entered.",
                ],
                Measure::Share(WON),
                Unit::Share,
            )
        },
        Metric {
            by: Some("reached"),
            ..Metric::dated(
                "deal",
                "created_at",
                "",
                [
                    "deals_reached",
                    "Deals by stage reached",
                    "Number of deals that were ever in a stage, for each stage, by the day they were entered; split by the stages reached once more, how many of them reached another.",
                ],
                Measure::Count,
                Unit::Count,
            )
        },
        Metric {
            name: "deals_created",
            label: "New deals",
            definition: "Number of deals, by the day they were entered.",
            version: 1,
            object: "deal",
            filter: "",
            date: Some("created_at"),
            measure: Measure::Count,
            unit: Unit::Count,
            by: None,
        },
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

//! The metrics of subscriptions: what they bring now, and how that moved.
use engine::metric::{Measure, Metric, Unit};

const fn moved(
    name: &'static str,
    label: &'static str,
    definition: &'static str,
    filter: &'static str,
) -> Metric {
    Metric::dated(
        "mrr_movement",
        "moved_on",
        filter,
        [name, label, definition],
        Measure::Sum("amount"),
        Unit::Money,
    )
}

const fn running(
    name: &'static str,
    label: &'static str,
    definition: &'static str,
    measure: Measure,
    unit: Unit,
) -> Metric {
    Metric {
        name,
        label,
        definition,
        version: 1,
        object: "subscription",
        filter: "status = \"active\"",
        date: None,
        measure,
        unit,
        by: None,
    }
}

/// Every metric of subscriptions, in the order people are shown them.
pub fn all() -> Vec<Metric> {
    vec![
        running(
            "mrr",
            "Monthly recurring revenue",
            "Sum of what active subscriptions bring a month now; trials, paused and cancelled ones bring nothing.",
            Measure::Sum("mrr"),
            Unit::Money,
        ),
        running(
            "arr",
            "Yearly recurring revenue",
            "Twelve times what active subscriptions bring a month now.",
            Measure::Sum("arr"),
            Unit::Money,
        ),
        running(
            "active_subscriptions",
            "Active subscriptions",
            "Number of subscriptions that are active now.",
            Measure::Count,
            Unit::Count,
        ),
        moved(
            "mrr_change",
            "Change of recurring revenue",
            "Sum of all movements of monthly recurring revenue, by the day from which they count.",
            "",
        ),
        moved(
            "mrr_new",
            "New recurring revenue",
            "Monthly revenue of subscriptions that began to bring something, by the day from which they do.",
            "kind = \"new\"",
        ),
        moved(
            "mrr_expansion",
            "Expansion",
            "Monthly revenue that subscriptions bring more than before, by the day from which they do.",
            "kind = \"expansion\"",
        ),
        moved(
            "mrr_contraction",
            "Contraction",
            "Monthly revenue that subscriptions bring less than before, as a number below zero, by the day from which they do.",
            "kind = \"contraction\"",
        ),
        moved(
            "mrr_churn",
            "Churned revenue",
            "Monthly revenue of subscriptions that ended or paused, as a number below zero, by the day from which it is missing.",
            "kind = \"churn\"",
        ),
        moved(
            "mrr_reactivation",
            "Reactivated revenue",
            "Monthly revenue of subscriptions that went on after they had brought nothing, by the day from which they do.",
            "kind = \"reactivation\"",
        ),
    ]
}

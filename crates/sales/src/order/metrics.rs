//! The metrics of orders.
use engine::metric::{Measure, Metric, Unit};

const BOUGHT: &str = "NOT status = \"returned\"";

const fn placed(
    name: &'static str,
    label: &'static str,
    definition: &'static str,
    measure: Measure,
    unit: Unit,
) -> Metric {
    Metric::dated("order", "placed_at", BOUGHT, [name, label, definition], measure, unit)
}

/// Every metric of orders, in the order people are shown them.
pub fn all() -> Vec<Metric> {
    vec![
        placed(
            "ordered_revenue",
            "Revenue ordered",
            "Sum of orders before tax, without those returned, by the day they were placed.",
            Measure::Sum("net"),
            Unit::Money,
        ),
        placed(
            "orders",
            "Orders",
            "Number of orders, without those returned, by the day they were placed.",
            Measure::Count,
            Unit::Count,
        ),
        placed(
            "average_order",
            "Average order",
            "Mean of orders before tax, without those returned, by the day they were placed.",
            Measure::Average("net"),
            Unit::Money,
        ),
        placed(
            "repeat_rate",
            "Repeat rate",
            "Orders of companies that had ordered before as a share of all orders, without those returned, by the day they were placed.",
            Measure::Share("repeat = true"),
            Unit::Share,
        ),
        Metric::dated(
            "order_line",
            "placed_at",
            "NOT order.status = \"returned\"",
            [
                "discount_given",
                "Discount given",
                "Sum of discounts of order lines, with their shares of those of the order and of its code, before tax, \
                 without orders returned, by the day they were placed.",
            ],
            Measure::Sum("discount_given"),
            Unit::Money,
        ),
    ]
}

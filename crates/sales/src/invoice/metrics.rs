//! The metrics of invoices and credit notes.
use engine::metric::{Measure, Metric, Unit};

/// Every metric of them, in the order people are shown them.
pub fn all() -> Vec<Metric> {
    vec![
        Metric::dated(
            "invoice",
            "issue_date",
            "",
            [
                "invoiced_revenue",
                "Revenue invoiced",
                "Sum of invoices before tax, less what was credited of them since, by the day they were issued.",
            ],
            Measure::Sum("net_revenue"),
            Unit::Money,
        ),
        Metric::dated(
            "credit_note",
            "issue_date",
            "",
            ["credited", "Credited", "Sum of credit notes before tax, by the day they were issued."],
            Measure::Sum("net"),
            Unit::Money,
        ),
        Metric {
            date: None,
            ..Metric::dated(
                "invoice",
                "issue_date",
                "open_amount > 0",
                [
                    "receivables",
                    "Still to be paid",
                    "Sum of what is still to be paid of invoices, tax among it, now.",
                ],
                Measure::Sum("open_amount"),
                Unit::Money,
            )
        },
    ]
}

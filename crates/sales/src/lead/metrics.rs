//! The metrics of leads.
use engine::metric::{Measure, Metric, Unit};

const fn came(
    name: &'static str,
    label: &'static str,
    definition: &'static str,
    measure: Measure,
    unit: Unit,
) -> Metric {
    Metric::dated("lead", "created_at", "", [name, label, definition], measure, unit)
}

/// Every metric of leads, in the order people are shown them.
pub fn all() -> Vec<Metric> {
    vec![
        came(
            "leads_created",
            "New leads",
            "Number of leads, by the day they came.",
            Measure::Count,
            Unit::Count,
        ),
        came(
            "lead_conversion_rate",
            "Lead conversion",
            "Leads that are converted by now as a share of the leads that came, by the day they came.",
            Measure::Share("status = \"converted\""),
            Unit::Share,
        ),
        came(
            "lead_customer_rate",
            "Leads that became customers",
            "Leads whose deal is won by now as a share of the leads that came, by the day they came.",
            Measure::Share("customer_at IS NOT NULL"),
            Unit::Share,
        ),
        Metric::dated(
            "lead",
            "customer_at",
            "customer_at IS NOT NULL",
            [
                "customers_from_leads",
                "Customers from leads",
                "Number of leads whose deal was won, by the day it was.",
            ],
            Measure::Count,
            Unit::Count,
        ),
        Metric {
            by: Some("customer_after"),
            ..came(
                "lead_cohorts",
                "Leads by months to customer",
                "Number of leads by how many calendar months after they came their deal was won, by the day they came; those without a number are no customers yet.",
                Measure::Count,
                Unit::Count,
            )
        },
        came(
            "minutes_to_first_contact",
            "Time to first contact",
            "Median minutes from coming to first contact of leads that were contacted, by the day they came.",
            Measure::Median("minutes_to_contact"),
            Unit::Minutes,
        ),
    ]
}

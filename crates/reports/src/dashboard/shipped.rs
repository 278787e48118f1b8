//! Dashboards that are there from the start. They cannot be changed, only copied: so they get better with each version.
use say::Key;
use say::key;

use crate::card::{Card, Chart};

/// A dashboard that Rondo brings.
pub struct Shipped {
    /// Its address: `/dashboards/sales`.
    pub key: &'static str,
    /// Its name.
    pub name: Key,
    /// What it is for.
    pub about: Key,
    /// Whose records, by name: `everyone` or `team`.
    pub whose: &'static str,
    /// Its cards.
    pub cards: Vec<Card>,
}

/// Every one.
pub fn shipped() -> Vec<Shipped> {
    use Chart::{Bar, Column, Funnel, Line, Number, Table};
    vec![
        Shipped {
            key: "sales",
            name: key!("dashboard-sales"),
            about: key!("dashboard-sales-about"),
            whose: "everyone",
            cards: vec![
                Card::of("won_revenue", Number),
                Card::of("won_deals", Number),
                Card::of("win_rate", Number),
                Card::of("sales_cycle_days", Number),
                Card::of("open_pipeline", Number),
                Card::of("won_revenue", Column).by("month").over("last_365_days").wide(7),
                Card::of("open_pipeline", Funnel).by("stage").wide(5),
                Card::of("won_revenue", Bar).by("product").wide(4),
                Card::of("won_revenue", Table).by("owner").wide(4),
                Card::of("lost_deals", Bar).by("lost_reason").wide(4),
                Card::of("win_rate", Line).by("month").over("last_365_days").wide(6),
                Card::of("velocity", Line).by("month").over("last_365_days").wide(6),
            ],
        },
        Shipped {
            key: "team",
            name: key!("dashboard-team"),
            about: key!("dashboard-team-about"),
            whose: "team",
            cards: vec![
                Card::of("won_revenue", Number),
                Card::of("won_deals", Number),
                Card::of("win_rate", Number),
                Card::of("open_pipeline", Number),
                Card::of("won_revenue", Table).by("owner").wide(4),
                Card::of("open_pipeline", Bar).by("owner").then("stage").wide(8),
                Card::of("lost_deals", Bar).by("lost_reason").wide(6),
                Card::of("leads_created", Bar).by("owner").wide(6),
                Card::of("activities", Table).by("owner").then("kind").wide(6),
                Card::of("credited_revenue", Bar).by("person").wide(6),
                Card::of("stage_conversion", Bar).by("reached").over("last_365_days").wide(6),
                Card::of("win_rate_against", Bar).by("competitor").over("last_365_days").wide(6),
            ],
        },
        Shipped {
            key: "leads",
            name: key!("dashboard-leads"),
            about: key!("dashboard-leads-about"),
            whose: "everyone",
            cards: vec![
                Card::of("leads_created", Number),
                Card::of("lead_conversion_rate", Number),
                Card::of("minutes_to_first_contact", Number),
                Card::of("leads_created", Column).by("month").then("channel").over("last_365_days").wide(7),
                Card::of("leads_created", Funnel).by("status").wide(5),
                Card::of("lead_conversion_rate", Bar).by("channel").wide(6),
                Card::of("leads_created", Table).by("owner").wide(6),
                Card::of("minutes_to_first_contact", Line).by("month").over("last_365_days").wide(6),
                Card::of("leads_created", Bar).by("campaign").wide(6),
                Card::of("lead_cohorts", Table)
                    .by("month")
                    .then("customer_after")
                    .over("last_365_days")
                    .wide(8),
                Card::of("lead_customer_rate", Line).by("month").over("last_365_days").wide(4),
            ],
        },
        Shipped {
            key: "revenue",
            name: key!("dashboard-revenue"),
            about: key!("dashboard-revenue-about"),
            whose: "everyone",
            cards: vec![
                Card::of("ordered_revenue", Number),
                Card::of("orders", Number),
                Card::of("average_order", Number),
                Card::of("repeat_rate", Number),
                Card::of("mrr", Number),
                Card::of("ordered_revenue", Column).by("month").over("last_365_days").wide(7),
                Card::of("ordered_revenue", Bar).by("company").wide(5),
                Card::of("ordered_revenue", Table).by("owner").wide(5),
                Card::of("average_order", Line).by("month").over("last_365_days").wide(7),
                Card::of("mrr_change", Column).by("month").then("kind").over("last_365_days").wide(7),
                Card::of("mrr_churn", Table).by("reason").over("last_365_days").wide(5),
            ],
        },
    ]
}

//! What the API says of exchange rates and of the forecast.
use serde_json::json;

use super::About;
use super::operation::{JSON, Operation, query, text};

/// The forecast of deals.
pub(super) fn forecast(about: &About<'_>) -> Vec<Operation> {
    let Some(deal) = about.objects.iter().find(|o| o.key == "deal" && !o.own) else { return Vec::new() };
    let amount = || json!({"type": "string", "description": "Major units of `currency`, as decimal text."});
    let maybe = || json!({"type": ["string", "null"]});
    let count = || json!({"type": "integer"});
    let part = || json!({"type": ["object", "null"], "properties": {"value": amount(), "low": amount(), "high": amount()}});
    let row = || {
        json!({"type": "object", "properties": {
            "key": maybe(), "label": {"type": "string"}, "closed": amount(), "closed_deals": count(), "commit": amount(),
            "commit_deals": count(), "best_case": amount(), "best_case_deals": count(), "pipeline": amount(),
            "pipeline_deals": count(), "weighted": amount(), "adjusted": amount(), "quota": maybe(),
            "forecast": amount(), "gap": maybe(),
            "history": {"type": ["object", "null"], "properties": {
                "value": amount(), "low": amount(), "high": amount(), "open": part(), "new": part()}},
        }})
    };
    let answer = json!({"type": "object", "properties": {
        "as_of": {"type": "string", "format": "date"}, "period": {"type": "string"},
        "from": {"type": "string", "format": "date"}, "to": {"type": "string", "format": "date"},
        "currency": {"type": "string"}, "by": {"type": "string"}, "total": row(),
        "rows": {"type": "array", "items": row()},
        "interval": {"type": "number", "description": "How often what comes lies between low and high."},
        "too_thin": {"type": ["object", "null"], "description": "Why nothing is said by history."},
        "learnt_from": {"type": ["object", "null"]}, "undated_deals": count(), "deals_without_amount": count(),
        "not_converted": count(),
        "accuracy": {"type": "array", "items": {"type": "object"}, "description": "What each method said before earlier periods, and what came."},
        "periods": {"type": "object", "properties": {"previous": {"type": "string"}, "next": {"type": "string"}}},
    }});
    vec![
        Operation::new("get", "/forecast", "forecast", &deal.plural, "What deals will bring in")
            .takes([
                text("period", "A quarter such as 2026-Q4 or a month such as 2026-11; the quarter of the day without it."),
                text("as_of", "As it was at the end of this day; now without it."),
                query("by", "What the rows are of.", &json!({"enum": ["owner", "team", "pipeline"], "default": "owner"})),
                text("pipeline", "Only this pipeline, by key."),
            ])
            .answers(200, "The forecast.", answer),
    ]
}

/// Rates: reading and writing them.
pub(super) fn rates() -> Vec<Operation> {
    let op = |method, id: &str, summary: &str| Operation::new(method, "/rates", id, "rates", summary);
    let rate = json!({"type": "object", "required": ["currency", "day", "per_euro"], "additionalProperties": false, "properties": {
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "day": {"type": "string", "format": "date"},
        "per_euro": {"type": ["string", "number"], "description": "Units of the currency for one euro: more than 0, at most 1000000000, with up to six places."},
    }});
    let list = json!({"type": "object", "properties": {
        "data": {"type": "array", "items": rate}, "stands_for_days": {"type": "integer"},
    }});
    let done = json!({"type": "object", "properties": {
        "added": {"type": "integer"}, "changed": {"type": "integer"}, "same": {"type": "integer"},
        "unknown_currencies": {"type": "array", "items": {"type": "string"}},
    }});
    vec![
        op("get", "list_rates", "Exchange rates, newest first")
            .takes([
                text("currency", "Only of this currency."),
                text("from", "First day."),
                text("to", "Last day."),
                query(
                    "limit",
                    "Rates at most.",
                    &json!({"type": "integer", "minimum": 1, "maximum": 10_000}),
                ),
            ])
            .answers(200, "The rates.", list),
        op("post", "save_rates", "Save exchange rates; as text/csv the file of the European Central Bank")
            .body(
                JSON,
                json!({"type": "object", "required": ["rates"], "additionalProperties": false, "properties": {
                "rates": {"type": "array", "items": rate}}}),
            )
            .answers(201, "What was saved. All of it or nothing.", done)
            .refuses(&["Forbidden", "TooLarge"]),
    ]
}

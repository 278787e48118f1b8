//! What the API says of exchange rates.
use serde_json::json;

use super::operation::{JSON, Operation, query, text};

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

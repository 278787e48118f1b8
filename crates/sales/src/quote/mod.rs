//! Quotes: what is offered to a customer, in versions, to be read and answered online.
mod answer;
mod sending;

pub use answer::{Answer, accept, ask, decline, is_over, write_code};
pub(crate) use sending::EXPIRY;
pub use sending::{new_version, send};

use base::Currency;
use engine::{Choice, Draft, Field, Kind, Object, Rule, Value};
use say::say;
use serde_json::json;

use crate::paper::{line_object, party_fields, total_fields};

/// How long an offer holds unless somebody says otherwise, in days.
const HOLDS: i64 = 30;

/// The object.
pub fn object() -> Object {
    let states = vec![
        Choice::new("draft", "Draft", "slate"),
        Choice::new("sent", "Sent", "blue"),
        Choice::new("accepted", "Accepted", "green"),
        Choice::new("declined", "Declined", "red"),
        Choice::new("expired", "Expired", "amber"),
        Choice::new("replaced", "Replaced", "slate"),
    ];
    let mut fields = vec![
        Field::new("number", Kind::Text).read_only().unique().search().index(),
        Field::new("subject", Kind::Text).search().group("Quote"),
        Field::choice("status", states).default(json!("draft")).read_only().index().group("Quote"),
        Field::new("valid_until", Kind::Date).index().group("Quote"),
        Field::new("revision", Kind::Integer).label("Version").default(json!(1)).read_only().group("Quote"),
        Field::link("previous", "quote").label("Earlier version").read_only().group("Quote"),
    ];
    fields.extend(party_fields());
    fields.extend(total_fields());
    fields.extend([
        Field::new("sent_at", Kind::DateTime).label("Sent").read_only().group("Answer"),
        Field::new("answered_at", Kind::DateTime).label("Answered").read_only().group("Answer"),
        Field::new("answered_by", Kind::Text).read_only().group("Answer"),
        Field::new("answered_from", Kind::Text)
            .read_only()
            .group("Answer")
            .help("The network address the answer came from."),
        Field::new("decline_reason", Kind::Text).read_only().group("Answer"),
        // The customer's link ends in it: the dialog of the link shows it to those who may change the quote.
        Field { hidden: true, ..Field::new("token", Kind::Text) }.secret().unique(),
    ]);
    Object::new("quote", "quotes", "scroll-text")
        .nav("Sell")
        .title("number")
        .columns(&["number", "subject", "company", "status", "total", "valid_until", "deal", "owner"])
        .fields(fields)
}

/// Its lines.
pub fn line() -> Object {
    line_object("quote", "quote_line", "quote_lines")
}

/// A quote is in a currency and holds for a while.
pub(crate) const TERMS: Rule = Rule { object: "quote", run: terms };

fn terms(draft: &mut Draft<'_>) {
    currency(draft);
    if draft.before.is_none() && draft.empty("valid_until") {
        let today = draft.at.date(&draft.manners.zone);
        draft.record.set("valid_until", Value::Date(today.plus_days(HOLDS)));
    }
}

/// The currency of a paper is one, and the workspace's where nobody says.
pub(crate) fn currency(draft: &mut Draft<'_>) {
    let said = draft.record.get("currency").text().map(Currency::parse);
    match said {
        None => draft.record.set("currency", Value::Text(draft.manners.currency.to_string())),
        Some(Some(currency)) => draft.record.set("currency", Value::Text(currency.to_string())),
        Some(None) => draft.problems.add("currency", "currency", say!("quote-wrong-currency")),
    }
}

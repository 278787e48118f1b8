//! Subscriptions: what a customer pays for again and again, from the first day to the last; and how recurring revenue moved.
mod course;
pub mod metrics;
mod movement;

pub(crate) use course::COURSE;
pub use course::{cancel, pause, renew, resume};
pub(crate) use movement::SETTLE;
pub use movement::object as movement;

use base::{Date, Decimal, Money};
use engine::{Choice, Draft, Field, Kind, Object, Record, Rule, Value};
use jiff::ToSpan;
use say::say;
use serde_json::json;

/// The object.
pub fn object() -> Object {
    let states = vec![
        Choice::new("upcoming", "Begins later", "slate"),
        Choice::new("trial", "Trial", "sky"),
        Choice::new("active", "Active", "green"),
        Choice::new("paused", "Paused", "amber"),
        Choice::new("cancelled", "Cancelled", "red"),
    ];
    let intervals = vec![
        Choice::new("month", "Month", ""),
        Choice::new("quarter", "Quarter", ""),
        Choice::new("year", "Year", ""),
    ];
    Object::new("subscription", "subscriptions", "repeat")
        .nav("Sell")
        .columns(&["name", "company", "status", "mrr", "interval", "started_on", "renews_on", "owner"])
        .fields(vec![
            Field::new("name", Kind::Text).search().index().help("Empty for the name of the product."),
            Field::link("company", "company").group("Customer"),
            Field::link("contact", "contact").group("Customer"),
            Field::link("deal", "deal").group("Customer"),
            Field::link("product", "product").label("Plan").group("Plan"),
            Field::new("quantity", Kind::Decimal).required().default(json!(1)).group("Plan"),
            Field::new("price", Kind::Money)
                .group("Plan")
                .help("Of one, for each interval, before tax; empty for that of the product."),
            Field::choice("interval", intervals)
                .label("Paid every")
                .required()
                .default(json!("month"))
                .group("Plan"),
            Field::choice("status", states).default(json!("active")).read_only().index().group("Course"),
            Field::new("started_on", Kind::Date).label("Begins").index().group("Course"),
            Field::new("trial_until", Kind::Date)
                .label("Trial until")
                .group("Course")
                .help("Until this day it costs nothing."),
            Field::new("renews_on", Kind::Date).label("Next renewal").index().group("Course"),
            Field::new("renewals", Kind::Integer).default(json!(0)).read_only().group("Course"),
            Field::new("ends_on", Kind::Date)
                .label("Ends")
                .index()
                .read_only()
                .group("Course")
                .help("The last day, once it is cancelled."),
            Field::choice("cancel_reason", reasons()).label("Reason for leaving").read_only().group("Course"),
            Field::new("cancel_note", Kind::LongText).label("In their words").read_only().group("Course"),
            Field::new("mrr", Kind::Money)
                .label("Monthly revenue")
                .read_only()
                .index()
                .group("Plan")
                .help("What it brings a month now; nothing on trial, paused or over."),
            Field::new("arr", Kind::Money).label("Yearly revenue").read_only().group("Plan"),
            Field::new("description", Kind::LongText).group("Plan"),
        ])
}

/// Why customers leave.
fn reasons() -> Vec<Choice> {
    ["Price", "Competitor", "Not used", "Quality", "Closed down", "Did not pay", "Other"]
        .map(|label| Choice::new(&engine::own::choice_key(label), label, "slate"))
        .to_vec()
}

/// Dates, amounts and what they come to.
pub(crate) const TERMS: Rule = Rule { object: "subscription", run: terms };

fn terms(draft: &mut Draft<'_>) {
    let today = draft.at.date(&draft.manners.zone);
    if draft.empty("started_on") {
        draft.record.set("started_on", Value::Date(today));
    }
    let started = draft.record.get("started_on").date().unwrap_or(today);
    let waits = draft.record.get("status").text() == Some("upcoming");
    if draft.before.is_none() || waits {
        draft.record.set("status", Value::Text(begins(draft.record, today).to_owned()));
    } else if draft.changed("started_on") && started > today {
        draft.problems.add("started_on", "begun", say!("subscription-begun"));
    }
    if monthly(draft.record).is_none() && draft.record.get("price").money().is_some() {
        draft.problems.add("price", "too_much", say!("subscription-too-much"));
    }
    if crate::paper::decimal(draft.record, "quantity").is_some_and(|q| q.0 <= 0) {
        draft.problems.add("quantity", "quantity", say!("subscription-quantity"));
    }
    if draft.record.get("price").money().is_some_and(|m| m.minor < 0) {
        draft.problems.add("price", "price", say!("subscription-price"));
    }
    let before = draft.before.and_then(|b| b.get("price").money()).map(|m| m.currency);
    if before.is_some_and(|old| draft.record.get("price").money().is_some_and(|new| new.currency != old)) {
        draft.problems.add("price", "currency", say!("subscription-currency"));
    }
    if draft.record.get("trial_until").date().is_some_and(|until| until < started) {
        draft.problems.add("trial_until", "trial", say!("subscription-trial"));
    }
    let over = draft.record.get("status").text() == Some("cancelled");
    if draft.empty("renews_on") && !over {
        let next = next(started, draft.record, today);
        draft.record.set("renews_on", next.map_or(Value::Null, Value::Date));
    }
}

/// The state a subscription begins in: not yet, on trial, or paid for.
fn begins(record: &Record, today: Date) -> &'static str {
    if record.get("started_on").date().is_some_and(|day| day > today) {
        "upcoming"
    } else if record.get("trial_until").date().is_some_and(|until| until >= today) {
        "trial"
    } else {
        "active"
    }
}

/// How many months an interval has.
fn months(record: &Record) -> i64 {
    match record.get("interval").text() {
        Some("quarter") => 3,
        Some("year") => 12,
        _ => 1,
    }
}

/// The first day of a series of intervals that is later than another day. The day of the month is kept where the month has it.
fn next(first: Date, record: &Record, after: Date) -> Option<Date> {
    let step = months(record);
    let apart = (i64::from(after.0.year()) - i64::from(first.0.year())) * 12 + i64::from(after.0.month())
        - i64::from(first.0.month());
    let skip = (apart / step).max(0);
    let at = |n: i64| first.0.checked_add((n * step).months()).ok().map(Date);
    (skip..skip + 3).filter_map(at).find(|day| *day > after && *day > first)
}

/// What a subscription brings a month: quantity times price over the months of its interval, rounded half away from nothing.
fn monthly(record: &Record) -> Option<Money> {
    let price = record.get("price").money()?;
    let quantity = crate::paper::decimal(record, "quantity").unwrap_or(Decimal::from(1));
    // Decimals are in millionths.
    let over = 1_000_000 * i128::from(months(record));
    let all = i128::from(price.minor) * i128::from(quantity.0);
    let minor = (all + all.signum() * over / 2) / over;
    Some(Money { minor: i64::try_from(minor).ok()?, currency: price.currency })
}

/// What it brings a month now.
fn now(record: &Record) -> Option<Money> {
    let all = monthly(record)?;
    let paid = record.get("status").text() == Some("active") && record.deleted_at.is_none();
    Some(if paid { all } else { Money { minor: 0, currency: all.currency } })
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Currency, Id};
    use engine::Schema;

    fn subscription(interval: &str, price: i64, quantity: &str) -> Record {
        let mut plain = object();
        plain.fields.retain(|f| f.target.is_none());
        plain.columns.clear();
        let schema = Schema::build(1, vec![plain]).unwrap();
        let mut record = Record::empty(schema.object("subscription").unwrap().clone(), Id(1));
        record.set("interval", Value::Text(interval.to_owned()));
        record.set("status", Value::Text("active".to_owned()));
        record.set("price", Value::Money(Money { minor: price, currency: Currency::EUR }));
        record.set("quantity", Value::Decimal(quantity.parse().unwrap()));
        record
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_a_twelfth_of_a_year() {
        let of = |interval, price, quantity| monthly(&subscription(interval, price, quantity)).unwrap().minor;
        assert_eq!(of("month", 1_000, "2.5"), 2_500);
        assert_eq!(of("year", 120_000, "1"), 10_000);
        assert_eq!((of("year", 100, "1"), of("year", 6, "1"), of("quarter", 100, "1")), (8, 1, 33));
    }

    #[test]
    fn a_renewal_keeps_the_day_of_the_month_where_there_is_one() {
        let monthly = subscription("month", 1, "1");
        assert_eq!(next(day("2026-01-31"), &monthly, day("2026-01-31")), Some(day("2026-02-28")));
        assert_eq!(next(day("2026-01-31"), &monthly, day("2026-02-28")), Some(day("2026-03-31")));
        assert_eq!(
            next(day("2024-02-29"), &subscription("year", 1, "1"), day("2026-11-22")),
            Some(day("2027-02-28"))
        );
        assert_eq!(
            next(day("2027-01-01"), &monthly, day("2026-11-22")),
            Some(day("2027-02-01")),
            "not before it begins"
        );
    }
}

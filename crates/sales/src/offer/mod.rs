//! Offers: discount codes with their rules, and their redemptions, each counted exactly once.
mod apply;
mod check;
mod redemption;

pub(crate) use apply::of_paper;
pub use check::still_valid;
pub(crate) use redemption::SETTLE;
pub use redemption::object as redemption;

use engine::filter::{Filter, Scope};
use engine::{Actor, Draft, Field, Kind, Object, Record, Rule, Value};
use say::say;
use serde_json::json;

/// The object.
pub fn object() -> Object {
    Object::new("offer", "offers", "ticket-percent")
        .nav("Sell")
        .title("code")
        .columns(&[
            "code",
            "name",
            "percent",
            "amount",
            "valid_from",
            "valid_to",
            "redeemed",
            "most",
            "active",
            "owner",
        ])
        .fields(vec![
            Field::new("code", Kind::Text)
                .required()
                .unique()
                .search()
                .index()
                .group("Offer")
                .help("What customers write, in capitals or small letters."),
            Field::new("name", Kind::Text).search().group("Offer").help("What it is for, for you."),
            Field::new("percent", Kind::Percent)
                .group("Offer")
                .help("Percent off what is left after all other discounts."),
            Field::new("amount", Kind::Money)
                .group("Offer")
                .help("Or an amount off, before tax; never more than the order comes to."),
            Field::new("active", Kind::Toggle).default(json!(true)).group("Offer"),
            Field::new("valid_from", Kind::Date).label("From").index().group("Rules"),
            Field::new("valid_to", Kind::Date).label("Until").index().group("Rules"),
            Field::new("least", Kind::Money)
                .label("Smallest order")
                .group("Rules")
                .help("Before tax and before the code; empty for any."),
            Field::new("first_purchase", Kind::Toggle)
                .label("First order only")
                .default(json!(false))
                .group("Rules"),
            Field::new("segment", Kind::Text)
                .label("For companies")
                .group("Rules")
                .help("A filter on companies, like sector = \"Hospitality\"; empty for all of them."),
            Field::new("contact_segment", Kind::Text)
                .label("For contacts")
                .group("Rules")
                .help("A filter on contacts; empty for all of them."),
            Field::new("most", Kind::Integer)
                .label("Redemptions at most")
                .group("Rules")
                .help("In all; empty for any number."),
            Field::new("most_each", Kind::Integer)
                .label("By one customer at most")
                .group("Rules")
                .help("Empty for any number."),
            Field::new("redeemed", Kind::Integer).default(json!(0)).derived().group("Rules"),
        ])
}

/// The filters of an offer: the object each is about, and the field that holds it.
const SEGMENTS: [(&str, &str); 2] = [("company", "segment"), ("contact", "contact_segment")];

/// A code that can be written, one way of taking off, limits that can be kept, filters that can be read.
pub(crate) const RULE: Rule = Rule { object: "offer", run: rule };

fn rule(draft: &mut Draft<'_>) {
    code(draft);
    terms(draft);
    let (from, to) = (draft.record.get("valid_from").date(), draft.record.get("valid_to").date());
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        draft.problems.add("valid_to", "before", say!("offer-wrong-days"));
    }
    for key in ["most", "most_each"] {
        if draft.record.get(key).int().is_some_and(|most| most < 1) {
            draft.problems.add(key, "number", say!("offer-wrong-most"));
        }
    }
    for (object, key) in SEGMENTS {
        if let Some(text) = draft.record.get(key).text()
            && let Err(error) = read_segment(draft, object, text)
        {
            draft.problems.add(key, "filter", error.to_string());
        }
    }
}

fn read_segment(draft: &Draft<'_>, object: &str, text: &str) -> base::Result<()> {
    let (Some(filter), Some(object)) = (Filter::read(text)?, draft.schema.object(object)) else {
        return Ok(());
    };
    let actor = Actor::system();
    filter.resolve(object, draft.schema, &actor, &Scope::new(&actor, draft.manners))?;
    Ok(())
}

/// Codes are written without spaces around them and in capitals.
fn code(draft: &mut Draft<'_>) {
    let Some(code) = draft.record.get("code").text().map(|c| c.trim().to_uppercase()) else { return };
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '%');
    if code.is_empty() || code.chars().count() > 40 || !code.chars().all(fits) {
        draft.problems.add("code", "code", say!("offer-wrong-code"));
    }
    draft.record.set("code", Value::Text(code));
}

/// Either percent or an amount, and neither changes after the first redemption: what was promised is kept.
fn terms(draft: &mut Draft<'_>) {
    let percent = crate::paper::decimal(draft.record, "percent");
    let amount = draft.record.get("amount").money();
    match (percent, amount) {
        (None, None) => draft.problems.add("percent", "required", say!("offer-no-discount")),
        (Some(_), Some(_)) => draft.problems.add("amount", "both", say!("offer-two-discounts")),
        (Some(percent), None) if percent.0 <= 0 || percent.0 > 100_000_000 => {
            draft.problems.add("percent", "discount", say!("offer-wrong-percent"));
        }
        (None, Some(amount)) if amount.minor <= 0 => {
            draft.problems.add("amount", "amount", say!("offer-wrong-amount"));
        }
        _ => {}
    }
    let least = draft.record.get("least").money();
    if least.is_some_and(|least| least.minor < 0) {
        draft.problems.add("least", "amount", say!("offer-wrong-amount"));
    }
    if least.zip(amount).is_some_and(|(least, amount)| least.currency != amount.currency) {
        draft.problems.add("least", "currency", say!("offer-two-currencies"));
    }
}

/// What the offer takes off, in words no language needs: `10 %`, `20.00 EUR`.
fn worth(offer: &Record) -> (Option<base::Decimal>, Option<base::Decimal>) {
    let amount = offer.get("amount").money().and_then(|m| m.amount().parse().ok());
    (crate::paper::decimal(offer, "percent"), amount)
}

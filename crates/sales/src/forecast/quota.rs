//! Quotas: what a person, a team or the whole company is to bring in within a month or a quarter.
use engine::filter::Scope;
use engine::{Action, Draft, Field, Kind, Level, Object, Rule, Value};
use say::say;

use super::period::Period;
use crate::once::place;

/// The object.
pub fn object() -> Object {
    Object::new("quota", "quotas", "target")
        .title("period")
        .columns(&["period", "person", "team", "amount", "updated_at"])
        .fields(vec![
            Field::new("period", Kind::Text)
                .required()
                .search()
                .index()
                .help("A quarter like 2026-Q4 or a month like 2026-11."),
            Field::link("person", "user")
                .help("Whose it is; with no person and no team it is the company's."),
            Field::link("team", "team"),
            Field::new("amount", Kind::Money).required().aliases(&["quota", "target"]),
            place("Quota of the period"),
        ])
}

/// A quota is for a period, of one person or one team, and kept by who may change everybody's.
pub(crate) const QUOTA: Rule = Rule { object: "quota", run: quota };

fn quota(draft: &mut Draft<'_>) {
    of_period(draft);
    if draft.record.get("amount").money().is_some_and(|m| m.minor < 0) {
        draft.problems.add("amount", "negative", say!("forecast-quota-negative"));
    }
    // One for each period and whom it is for.
    let whose = draft.record.get("person").id().or_else(|| draft.record.get("team").id());
    let whose = whose.map_or_else(|| "company".to_owned(), |id| id.to_string());
    let place = draft.record.get("period").text().map(|period| format!("{period} {whose}"));
    draft.record.set("place", place.map_or(Value::Null, Value::Text));
}

/// What quotas and adjustments have in common: a period written one way, one person or one team, and who may write it.
pub(super) fn of_period(draft: &mut Draft<'_>) {
    let scope = Scope { fiscal_month: draft.settings.fiscal_month, ..Scope::default() };
    if let Some(text) = draft.record.get("period").text().map(str::to_owned) {
        match Period::parse(&text, &scope) {
            Ok(period) => draft.record.set("period", Value::Text(period.key(&scope))),
            Err(_) => draft.problems.add(
                "period",
                "period",
                say!("forecast-bad-period", given = say::quoted(&text)),
            ),
        }
    }
    if !draft.empty("person") && !draft.empty("team") {
        draft.problems.add("team", "both", say!("forecast-one-of-both"));
    }
    if draft.actor.level(&draft.record.object, Action::Update) != Level::All {
        draft.problems.add("amount", "managers", say!("forecast-only-managers"));
    }
}

//! A manager's adjustment of a forecast: so much more or less, for a person, a team or all, with the reason. A record like
//! any other: the log has who and when, and it can be undone.
use engine::{Draft, Field, Kind, Object, Rule};
use say::say;

use super::quota::of_period;

/// The object.
pub fn object() -> Object {
    Object::new("forecast_adjustment", "forecast_adjustments", "sliders-horizontal")
        .title("period")
        .columns(&["period", "person", "team", "amount", "reason", "updated_at"])
        .fields(vec![
            Field::new("period", Kind::Text)
                .required()
                .search()
                .index()
                .help("A quarter like 2026-Q4 or a month like 2026-11."),
            Field::link("person", "user")
                .help("Whose forecast; with no person and no team it is the company's."),
            Field::link("team", "team"),
            Field::new("amount", Kind::Money).required().help("More, or with a minus less."),
            Field::new("reason", Kind::LongText).required().search(),
        ])
}

/// An adjustment is for a period, changes something and says why.
pub(crate) const ADJUSTMENT: Rule = Rule { object: "forecast_adjustment", run: adjustment };

fn adjustment(draft: &mut Draft<'_>) {
    of_period(draft);
    if draft.record.get("amount").money().is_some_and(|m| m.minor == 0) {
        draft.problems.add("amount", "nothing", say!("forecast-adjust-nothing"));
    }
}

//! Deals: opportunities on their way through a pipeline, to won or lost.
mod closure;
pub mod metrics;
pub(crate) mod named;
pub(crate) mod next_step;
pub mod people;
pub(crate) mod playbook;
pub(crate) mod series;
mod slip;
pub mod team;
pub mod template;

pub(crate) use closure::CLOSURE;
pub use closure::{close, reopen};
pub(crate) use slip::SLIP;

use base::Decimal;
use engine::{Choice, Draft, Field, Kind, Object, Rule, StageKind, Value};
use say::say;
use serde_json::json;

/// The object.
pub fn object() -> Object {
    use StageKind::{Lost, Open, Won};
    let stages = vec![
        Choice::new("prospecting", "Prospecting", "slate").stage(Open, 10),
        Choice::new("qualified", "Qualified", "sky").stage(Open, 25),
        Choice::new("engaging", "Engaging", "blue").stage(Open, 40),
        Choice::new("proposal", "Proposal", "violet").stage(Open, 60),
        Choice::new("negotiation", "Negotiation", "amber").stage(Open, 80),
        Choice::new("won", "Won", "green").stage(Won, 100),
        Choice::new("lost", "Lost", "red").stage(Lost, 0).asks(&["lost_reason"]),
    ];
    let outcomes = vec![Choice::new("won", "Won", "green"), Choice::new("lost", "Lost", "red")];
    let reasons = ["Price", "Competitor", "No budget", "No decision", "Timing", "Product fit", "No contact"]
        .map(|label| Choice::new(&engine::own::choice_key(label), label, "slate"));
    let mut deal = Object::new("deal", "deals", "circle-dollar-sign")
        .nav("Sell")
        .columns(&["name", "company", "amount", "stage", "close_date", "product", "owner", "updated_at"])
        .measured(&[
            "outcome",
            "closed_at",
            "amount",
            "cycle_days",
            "stage",
            "owner",
            "product",
            "lost_reason",
        ])
        .measured_without(
            "outcome",
            &["stage", "owner", "amount", "probability", "forecast_category", "close_date"],
        )
        .measured_without("outcome", &["owner", "stage", "amount"])
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index().aliases(&[
                "deal",
                "deal name",
                "title",
                "opportunity",
                "opportunity name",
                "deal title",
            ]),
            Field::link("company", "company").group("Deal").aliases(&[
                "account",
                "account name",
                "organization",
                "customer",
                "associated company",
            ]),
            Field::link("contact", "contact").group("Deal").aliases(&[
                "contact person",
                "person",
                "associated contact",
            ]),
            Field::link("product", "product").group("Deal").aliases(&["item"]),
            Field::new("amount", Kind::Money).index().group("Deal").aliases(&[
                "value",
                "deal value",
                "close value",
                "price",
                "revenue",
            ]),
            Field::choice("pipeline", vec![Choice::new("sales", "Sales", "slate")])
                .default(json!("sales"))
                .group("Deal"),
            Field::choice("stage", stages)
                .required()
                .index()
                .group("Deal")
                .help("Moving to a won or lost stage closes the deal.")
                .aliases(&["deal stage", "status", "sales stage", "phase"]),
            Field::new("probability", Kind::Percent)
                .group("Deal")
                .help("The stage's, unless you say otherwise."),
            Field::choice("forecast_category", crate::forecast::categories())
                .label("Forecast")
                .group("Deal")
                .help("What the forecast makes of it. Empty: what its stage says."),
            Field::new("close_date", Kind::Date).label("Expected close").index().group("Deal").aliases(&[
                "expected close date",
                "close date",
                "expected close",
            ]),
            Field::new("opened_on", Kind::Date).label("Opened").group("Deal").aliases(&[
                "engage date",
                "start date",
                "open date",
            ]),
            Field::choice("source", crate::contact::sources())
                .group("Deal")
                .aliases(&["lead source", "channel"]),
            Field::new("next_step", Kind::Text).group("Deal"),
            Field::new("playbook", Kind::Choices).checks("stage").group("Deal"),
            Field::new("reached", Kind::Choices)
                .same_as("deal.stage")
                .label("Stages reached")
                .read_only()
                .group("Closure")
                .help("Every stage it has been in."),
            Field::choice("outcome", outcomes).read_only().index().group("Closure"),
            Field::new("closed_at", Kind::DateTime)
                .label("Closed")
                .read_only()
                .index()
                .group("Closure")
                .aliases(&["won time", "close time", "closed date", "lost time"]),
            Field { choices: reasons.to_vec(), ..Field::new("lost_reason", Kind::Choice) }
                .label("Reason for loss")
                .group("Closure")
                .shown_when("outcome = lost OR stage = lost")
                .aliases(&["loss reason", "closed lost reason"]),
            Field::link("lost_to", "competitor")
                .label("Lost to")
                .group("Closure")
                .shown_when("outcome = lost OR stage = lost")
                .aliases(&["competitor"]),
            Field::new("cycle_days", Kind::Integer)
                .label("Days to close")
                .read_only()
                .group("Closure")
                .help("Whole days from opening to closing."),
            Field::new("slips", Kind::Integer)
                .label("Put off")
                .read_only()
                .group("Closure")
                .help("How often the expected close was moved to a later day while the deal was open."),
            Field::new("slipped_days", Kind::Integer)
                .label("Days put off")
                .read_only()
                .group("Closure")
                .help("By how many days in all."),
            Field { hidden: true, ..Field::new("shared_out", Kind::Percent) }.read_only(),
            Field::new("tags", Kind::Tags).search().group("Deal"),
            Field::new("description", Kind::LongText).group("Deal").aliases(&["notes", "details"]),
            Field::link("template", "deal_template")
                .group("Deal")
                .help("What a new deal does not say it takes from its template, and the tasks."),
        ]);
    deal.fields.extend(series::fields());
    deal
}

/// The first open stage of a pipeline.
pub fn first_open(deal: &Object, pipeline: Option<&str>) -> Option<Choice> {
    let fits = |c: &&Choice| c.pipeline.is_none() || c.pipeline.as_deref() == pipeline;
    let choices = deal.field("stage").into_iter().flat_map(|f| &f.choices);
    choices.filter(fits).find(|c| !c.hidden && c.stage == Some(StageKind::Open)).cloned()
}

/// What a deal that begins in a stage has.
pub(crate) fn in_stage(stage: &Choice) -> Vec<(&'static str, Value)> {
    let percent = stage.probability.map(|p| Value::Decimal(Decimal::from(i32::from(p))));
    let key = Value::Text(stage.key.clone());
    vec![
        ("stage", key.clone()),
        ("reached", Value::List(vec![key])),
        ("probability", percent.unwrap_or(Value::Null)),
    ]
}

/// A deal begins in the first open stage of its pipeline, and its stage gives its probability.
pub(crate) const STAGE: Rule = Rule { object: "deal", run: stage };

fn stage(draft: &mut Draft<'_>) {
    let Some(field) = draft.record.object.field("stage").cloned() else { return };
    let pipeline = draft.record.get("pipeline").text().map(str::to_owned);
    let fits = |c: &&Choice| c.pipeline.is_none() || c.pipeline == pipeline;
    if draft.empty("stage")
        && let Some(first) =
            field.choices.iter().filter(fits).find(|c| !c.hidden && c.stage == Some(StageKind::Open))
    {
        draft.record.set("stage", Value::Text(first.key.clone()));
    }
    let Some(choice) = draft.record.get("stage").text().and_then(|s| field.choice_of(s)).cloned() else {
        return;
    };
    reach(draft, &choice.key);
    if draft.changed("stage") || draft.changed("pipeline") {
        if !fits(&&choice) {
            draft.problems.add("stage", "pipeline", say!("problem-other-pipeline", stage = &choice.label));
        }
        if !(draft.given)("probability")
            && let Some(percent) = choice.probability
        {
            draft.record.set("probability", Value::Decimal(Decimal::from(i32::from(percent))));
        }
    }
}

/// A chance is one, and a deal costs nobody anything.
pub(crate) const AMOUNTS: Rule = Rule { object: "deal", run: amounts };

fn amounts(draft: &mut Draft<'_>) {
    let chance = crate::paper::decimal(draft.record, "probability").filter(|_| draft.changed("probability"));
    if chance.is_some_and(|c| c.0 < 0 || c > Decimal::from(100)) {
        draft.problems.add("probability", "chance", say!("deal-probability"));
    }
    let amount = draft.record.get("amount").money().filter(|_| draft.changed("amount"));
    if amount.is_some_and(|m| m.minor < 0) {
        draft.problems.add("amount", "negative", say!("deal-amount-negative"));
    }
}

/// Keeps which stages the deal has been in. An undo brings them back with the stage.
fn reach(draft: &mut Draft<'_>, now: &str) {
    if (draft.given)("reached") {
        return;
    }
    let before = draft.before.and_then(|b| b.get("stage").text());
    let mut reached = draft.record.get("reached").clone();
    for stage in before.into_iter().chain([now]) {
        if !engine::checklist::is_ticked(&reached, stage) {
            reached = engine::checklist::ticked(&reached, stage, true);
        }
    }
    draft.record.set("reached", reached);
}

//! Goals: a metric that should reach a target within a period, for everyone, a team or a person.
pub mod pace;
mod progress;

pub use progress::{Progress, progress};

use base::Decimal;
use engine::metric::{Measure, Metric};
use engine::{Choice, Draft, Field, Kind, Object, Record, Rule, Value};
use say::say;
use serde_json::json;

use crate::period::Against;
use pace::Aim;

/// The object; goals are about one of these metrics.
pub fn object(metrics: &[Metric]) -> Object {
    let about = metrics.iter().filter(|m| m.date.is_some()).map(|m| Choice::new(m.name, m.label, ""));
    let aims = vec![Choice::new("at_least", "At least", "green"), Choice::new("at_most", "At most", "blue")];
    let against =
        vec![Choice::new("previous", "The period before", ""), Choice::new("year", "The year before", "")];
    let whose = vec![
        Choice::new("everyone", "Everyone", ""),
        Choice::new("team", "A team", ""),
        Choice::new("owner", "One person", ""),
    ];
    Object::new("goal", "goals", "goal")
        .nav("Insight")
        .columns(&["name", "metric", "target", "change", "from", "to", "whose", "owner"])
        .shared()
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index(),
            Field::choice("metric", about.collect()).required().group("Target"),
            Field::choice("aim", aims).required().default(json!("at_least")).group("Target"),
            Field::new("target", Kind::Decimal).group("Target").help(
                "In the metric's own unit: amounts in the workspace's currency, shares in percent, times in days or minutes.",
            ),
            Field::new("change", Kind::Percent)
                .group("Target")
                .help("Instead of a target: so much more, or with a minus less, than in another period."),
            Field::choice("against", against)
                .label("Compared with")
                .default(json!("previous"))
                .shown_when("change IS NOT NULL")
                .group("Target"),
            Field::new("from", Kind::Date).label("First day").required().index().group("Period"),
            Field::new("to", Kind::Date).label("Last day").required().index().group("Period"),
            Field::choice("whose", whose)
                .label("Of")
                .required()
                .default(json!("everyone"))
                .group("Whose")
                .help("Whose records count: everyone's, those of the people of a team, or the owner's."),
            Field::link("team", "team").shown_when("whose = team").group("Whose"),
            Field::new("filter", Kind::Text)
                .label("Only")
                .group("Whose")
                .help("Only records that satisfy this, in the filter language."),
            Field::new("note", Kind::LongText).group("Target"),
        ])
}

/// A goal has one target, a period and, where it is a team's, a team.
pub(crate) const RULE: Rule = Rule { object: "goal", run: rule };

fn rule(draft: &mut Draft<'_>) {
    let (target, change) = (draft.empty("target"), draft.empty("change"));
    if target && change {
        draft.problems.add("target", "required", say!("goal-no-target"));
    }
    if !target && !change {
        draft.problems.add("change", "both", say!("goal-two-targets"));
    }
    let days = draft.record.get("from").date().zip(draft.record.get("to").date());
    if days.is_some_and(|(from, to)| from > to) {
        draft.problems.add("to", "period", say!("goal-ends-before"));
    }
    if draft.record.get("whose").text() == Some("team") && draft.empty("team") {
        draft.problems.add("team", "required", say!("goal-no-team"));
    }
    if let Some(Err(error)) = draft.record.get("filter").text().map(engine::filter::Filter::read) {
        draft.problems.add("filter", "filter", error.to_string());
    }
}

/// Whether a metric adds up over time, as counts and sums do.
pub fn adds_up(metric: &Metric) -> bool {
    matches!(metric.measure, Measure::Count | Measure::Sum(_))
}

/// A goal, read off its record.
pub struct Goal<'a>(pub &'a Record);

impl Goal<'_> {
    /// The name of its metric.
    pub fn metric(&self) -> &str {
        self.0.get("metric").text().unwrap_or_default()
    }

    /// Which side of the target is good.
    pub fn aim(&self) -> Aim {
        Aim::parse(self.0.get("aim").text().unwrap_or_default())
    }

    /// The target it names, in the unit people write it in.
    pub fn target(&self) -> Option<Decimal> {
        decimal(self.0.get("target"))
    }

    /// The change it names, in percent, and against what.
    pub fn change(&self) -> Option<(Decimal, Against)> {
        let against = self.0.get("against").text().and_then(Against::parse).unwrap_or(Against::Previous);
        Some((decimal(self.0.get("change"))?, against))
    }

    /// Which records count, in the filter language.
    pub fn filter(&self) -> String {
        let whose = match self.0.get("whose").text() {
            Some("owner") => self.0.owner().map(|id| format!("owner = \"{id}\"")),
            Some("team") => self.0.get("team").id().map(|id| format!("owner.team = \"{id}\"")),
            _ => None,
        };
        let more = self.0.get("filter").text().filter(|f| !f.trim().is_empty()).map(|f| format!("({f})"));
        [whose, more].into_iter().flatten().collect::<Vec<_>>().join(" AND ")
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    if let Value::Decimal(d) = value { Some(*d) } else { None }
}

//! The grade of a lead: each criterion weighs so much, its best answer counts whole and its last nothing.
use std::collections::BTreeMap;

use base::{Error, Problems, Result};
use engine::{Draft, Kind, Rule, Schema, Setting, Settings, Value};
use say::say;
use serde::{Deserialize, Serialize};

/// How criteria are weighed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grades {
    /// The weight of each criterion, by the key of a choice field of leads.
    pub weights: BTreeMap<String, u32>,
    /// The percent from which on a lead is A, B and C.
    pub from: [u8; 3],
}

impl Default for Grades {
    fn default() -> Self {
        let weights = [("budget", 25), ("authority", 20), ("need", 35), ("timing", 20)];
        Self { weights: weights.map(|(key, weight)| (key.to_owned(), weight)).into(), from: [75, 50, 25] }
    }
}

/// The setting that holds them.
pub const SETTING: Setting = Setting { key: "lead_grades", check };

/// The heaviest weight.
const HEAVIEST: u32 = 1_000;

fn check(text: &str, schema: &Schema) -> Result<()> {
    let grades: Grades = serde_json::from_str(text).map_err(|e| {
        Error::invalid("lead_grades", "invalid", say!("problem-unusable", given = e.to_string()))
    })?;
    let mut problems = Problems::default();
    let lead = schema.object("lead").ok_or(Error::NotFound)?;
    for (key, weight) in &grades.weights {
        if !lead.field(key).is_some_and(|f| f.kind == Kind::Choice && !f.read_only) {
            problems.add(key.clone(), "unknown", say!("problem-lead-criterion", given = say::quoted(key)));
        }
        if *weight > HEAVIEST {
            problems.add(key.clone(), "range", say!("problem-lead-weight", most = HEAVIEST));
        }
    }
    if grades.weights.values().sum::<u32>() == 0 {
        problems.add("weights", "required", say!("problem-lead-weights"));
    }
    if !grades.from.is_sorted_by(|a, b| a > b) || grades.from.iter().any(|p| *p > 100) {
        problems.add("from", "order", say!("problem-lead-grades"));
    }
    problems.check()
}

impl Grades {
    /// As the workspace has set them.
    pub fn of(settings: &Settings) -> Self {
        serde_json::from_str(settings.text(SETTING.key)).unwrap_or_default()
    }

    /// The grade for so many percent.
    pub fn grade(&self, percent: u32) -> &'static str {
        let reached = self.from.iter().position(|from| percent >= u32::from(*from));
        ["a", "b", "c"].get(reached.unwrap_or(3)).copied().unwrap_or("d")
    }

    /// Percent of the best there could be, of answers as (weight, place, answers there are); nothing where none is given.
    fn percent(answers: &[(u32, Option<usize>, usize)]) -> Option<u32> {
        let all: u32 = answers.iter().map(|(weight, _, _)| weight).sum();
        if all == 0 || answers.iter().all(|(_, place, _)| place.is_none()) {
            return None;
        }
        let worth = |(weight, place, of): &(u32, Option<usize>, usize)| {
            let last = of.saturating_sub(1).max(1) as u32;
            place.map_or(0, |place| weight * 100 * last.saturating_sub(place as u32) / last)
        };
        Some(answers.iter().map(worth).sum::<u32>() / all)
    }
}

/// The grade follows from the answers.
pub(crate) const RULE: Rule = Rule { object: "lead", run };

fn run(draft: &mut Draft<'_>) {
    let grades = Grades::of(draft.settings);
    let object = draft.record.object.clone();
    let answers: Vec<_> = grades
        .weights
        .iter()
        .filter_map(|(key, weight)| {
            let field = object.field(key)?;
            let place = draft.record.get(key).text().map(|k| field.choice_place(k) as usize);
            Some((*weight, place, field.choices.len()))
        })
        .collect();
    let grade = Grades::percent(&answers).map(|percent| grades.grade(percent).to_owned());
    draft.record.set("grade", grade.map_or(Value::Null, Value::Text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_answers_make_an_a_and_none_makes_no_grade() {
        let grades = Grades::default();
        let all = |place| [25, 20, 35, 20].map(|weight| (weight, place, 3));
        assert_eq!(Grades::percent(&all(Some(0))), Some(100));
        assert_eq!(Grades::percent(&all(Some(1))), Some(50));
        assert_eq!(Grades::percent(&all(Some(2))), Some(0));
        assert_eq!(Grades::percent(&all(None)), None);
        assert_eq!([100, 75, 74, 50, 25, 24].map(|p| grades.grade(p)), ["a", "a", "b", "b", "c", "d"]);
    }

    #[test]
    fn what_is_not_answered_counts_as_nothing_and_a_choice_that_has_gone_as_the_last() {
        assert_eq!(Grades::percent(&[(50, Some(0), 3), (50, None, 3)]), Some(50));
        assert_eq!(Grades::percent(&[(50, Some(9), 3)]), Some(0));
        assert_eq!(Grades::percent(&[(50, Some(0), 1)]), Some(100));
        assert_eq!(Grades::percent(&[]), None);
    }
}

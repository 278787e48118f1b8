//! Whose a lead is: rules in order, each with a territory (a filter), hours, people and how they take turns. A follower of
//! the log deals the leads that came without an owner, one after the other, so that nobody's turn is lost or taken twice.
use std::collections::HashMap;

use base::{Error, Id, Moment, Problems, Result};
use engine::filter::{Filter, quoted};
use engine::query::Query;
use engine::{Actor, Engine, Input, Schema, Setting, Settings, Value, Work};
use jiff::tz::TimeZone;
use say::say;
use serde::{Deserialize, Serialize};

/// How the people of a rule take turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// Whoever has waited longest.
    #[default]
    RoundRobin,
    /// Whoever has the fewest open leads.
    Load,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// What people call it; no two rules have the same name.
    pub name: String,
    /// Which leads, in the filter language; empty for all.
    #[serde(default)]
    pub filter: String,
    /// Only while the workspace works.
    #[serde(default)]
    pub working_hours: bool,
    /// How they take turns.
    #[serde(default)]
    pub turn: Turn,
    /// Who.
    pub people: Vec<Id>,
}

/// The rules of a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assignments {
    /// The first that fits holds.
    #[serde(default)]
    pub rules: Vec<Assignment>,
    /// Whose a lead is that no rule fits.
    #[serde(default)]
    pub fallback: Option<Id>,
}

/// The setting that holds them.
pub const SETTING: Setting = Setting { key: "lead_assignment", check };

/// Rules and people of a rule at most.
const MOST: usize = 50;

/// What is wrong with rule `n` stands at `rules.{n}.{part}`.
fn check(text: &str, schema: &Schema) -> Result<()> {
    let all: Assignments = serde_json::from_str(text).map_err(|e| {
        Error::invalid("lead_assignment", "invalid", say!("problem-unusable", given = e.to_string()))
    })?;
    let mut problems = Problems::default();
    let lead = schema.object("lead").ok_or(Error::NotFound)?;
    if all.rules.len() > MOST {
        problems.add("rules", "too_many", say!("problem-lead-rules-many", most = MOST));
    }
    for (n, rule) in all.rules.iter().enumerate() {
        let at = |part: &str| format!("rules.{n}.{part}");
        if rule.name.trim().is_empty() || rule.name.chars().count() > 80 {
            problems.add(at("name"), "required", say!("problem-lead-rule-name"));
        } else if all.rules.iter().take(n).any(|r| r.name == rule.name) {
            problems.add(at("name"), "taken", say!("problem-lead-rule-taken"));
        }
        if rule.people.is_empty() || rule.people.len() > MOST {
            problems.add(at("people"), "required", say!("problem-lead-rule-people"));
        }
        let scope = engine::filter::Scope::default();
        let read = Filter::read(&rule.filter)
            .and_then(|f| f.map(|f| f.resolve(lead, schema, &Actor::system(), &scope)).transpose());
        if let Err(error) = read {
            problems.add(at("filter"), "filter", error.to_string());
        }
    }
    problems.check()
}

impl Assignments {
    /// As the workspace has set them.
    pub fn of(settings: &Settings) -> Self {
        serde_json::from_str(settings.text(SETTING.key)).unwrap_or_default()
    }
}

/// Whether there is anybody to assign to.
pub(crate) fn are_set(settings: &Settings) -> bool {
    let all = Assignments::of(settings);
    !all.rules.is_empty() || all.fallback.is_some()
}

/// Whether a moment falls into the hours of the workspace.
fn works(settings: &Settings, at: Moment) -> bool {
    let zone: &TimeZone = &settings.manners.zone;
    let now = at.timestamp().to_zoned(zone.clone());
    let minute = u16::try_from(i32::from(now.hour()) * 60 + i32::from(now.minute())).unwrap_or_default();
    let day = usize::try_from(now.weekday().to_monday_zero_offset()).unwrap_or_default();
    let hours = settings.hours.0.get(day).copied().flatten();
    hours.is_some_and(|(from, to)| (from..to).contains(&minute))
}

/// What was dealt in this step of the follower, before the database knows of it.
#[derive(Default)]
pub(crate) struct Dealt {
    last: HashMap<(String, Id), i64>,
    load: HashMap<Id, i64>,
    count: i64,
}

/// Gives a lead without an owner the one the rules say.
pub(crate) async fn assign(engine: &Engine, work: &mut Work, lead: Id, dealt: &mut Dealt) -> Result<()> {
    let settings = engine.settings();
    let all = Assignments::of(&settings);
    let record = match work.current("lead", lead).await {
        Ok(record) => record,
        Err(Error::NotFound) => return Ok(()),
        Err(other) => return Err(other),
    };
    if record.deleted_at.is_some() || record.owner().is_some() {
        return Ok(());
    }
    let now = Moment::now();
    let mut chosen = None;
    for rule in &all.rules {
        if rule.working_hours && !works(&settings, now) {
            continue;
        }
        // A filter that cannot be read any more, since a field is gone, fits nothing.
        let Ok(query) = Query::new("lead").filter(&rule.filter) else { continue };
        let query = Query { ids: Some(vec![lead]), ..query };
        if !rule.filter.trim().is_empty()
            && engine.count(&Actor::system(), &query).await.unwrap_or_default() == 0
        {
            continue;
        }
        if let Some(person) = next(engine, rule, dealt).await? {
            chosen = Some((person, rule.name.as_str()));
            break;
        }
    }
    let fallback = match all.fallback {
        Some(id) if chosen.is_none() => active(engine, &[id]).await?.pop(),
        _ => None,
    };
    let Some((person, name)) = chosen.or_else(|| fallback.map(|id| (id, ""))) else { return Ok(()) };
    dealt.count += 1;
    // Each its own instant, so that the order of turns is known.
    let at = now.plus_micros(dealt.count);
    dealt.last.insert((name.to_owned(), person), at.0);
    *dealt.load.entry(person).or_default() += 1;
    let named = if name.is_empty() { Value::Null } else { Value::Text(name.to_owned()) };
    let input = Input::new()
        .with("owner", Value::Ref(person))
        .with("assigned_at", Value::Moment(at))
        .with("assigned_by", named);
    work.update("lead", lead, input, None).await
}

/// Those of some people who are there and work here, in their order.
async fn active(engine: &Engine, people: &[Id]) -> Result<Vec<Id>> {
    let query =
        Query { ids: Some(people.to_vec()), limit: 500, ..Query::new("user").filter("active = true")? };
    let there: Vec<Id> = engine.records(&Actor::system(), &query).await?.0.iter().map(|r| r.id).collect();
    Ok(people.iter().copied().filter(|id| there.contains(id)).collect())
}

/// Whose turn it is.
async fn next(engine: &Engine, rule: &Assignment, dealt: &Dealt) -> Result<Option<Id>> {
    let system = Actor::system();
    let mut waiting = Vec::new();
    for person in active(engine, &rule.people).await? {
        let known = (rule.name.clone(), person);
        let last = match dealt.last.get(&known) {
            Some(at) => *at,
            None => {
                let filter = format!("assigned_by = {} AND owner = \"{person}\"", quoted(&rule.name));
                let query = Query::new("lead").filter(&filter)?.sort("-assigned_at")?.limit(1);
                let newest = engine.records(&system, &query).await?.0.pop();
                newest.and_then(|r| r.get("assigned_at").moment()).map_or(0, |at| at.0)
            }
        };
        let load = if rule.turn == Turn::Load {
            let open = Query::new("lead").filter(&format!("owner = \"{person}\" AND {}", super::OPEN))?;
            engine.count(&system, &open).await? + dealt.load.get(&person).copied().unwrap_or_default()
        } else {
            0
        };
        waiting.push((load, last, person));
    }
    // The first of equals is the one named first.
    Ok(waiting.into_iter().min_by_key(|(load, last, _)| (*load, *last)).map(|(_, _, person)| person))
}

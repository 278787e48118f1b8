//! Whose a lead is: rules in order, each with a territory (a filter), hours, people and how they take turns. A follower of
//! the log deals the leads that came without an owner, one after the other, so that nobody's turn is lost or taken twice.
use std::collections::{HashMap, HashSet};

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

    /// Whether there is anybody to assign to.
    pub(crate) fn are_set(&self) -> bool {
        !self.rules.is_empty() || self.fallback.is_some()
    }
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

/// One step of the follower: the rules, who is there, and what was dealt before the database knows of it.
pub(crate) struct Dealing {
    rules: Assignments,
    there: HashSet<Id>,
    last: HashMap<(String, Id), i64>,
    load: HashMap<Id, i64>,
    count: i64,
}

impl Dealing {
    /// Nothing where nobody is to be dealt to.
    pub(crate) async fn begin(engine: &Engine) -> Result<Option<Self>> {
        let rules = Assignments::of(&engine.settings());
        if !rules.are_set() {
            return Ok(None);
        }
        let mut people: Vec<Id> =
            rules.rules.iter().flat_map(|r| r.people.iter().copied()).chain(rules.fallback).collect();
        people.sort_unstable();
        people.dedup();
        let mut there = HashSet::new();
        for some in people.chunks(500) {
            let query =
                Query { ids: Some(some.to_vec()), limit: 500, ..Query::new("user").filter("active = true")? };
            there.extend(engine.records(&Actor::system(), &query).await?.0.iter().map(|r| r.id));
        }
        Ok(Some(Self { rules, there, last: HashMap::new(), load: HashMap::new(), count: 0 }))
    }

    /// Gives a lead without an owner the one the rules say.
    pub(crate) async fn assign(&mut self, engine: &Engine, work: &mut Work, lead: Id) -> Result<()> {
        let settings = engine.settings();
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
        for rule in &self.rules.rules {
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
            if let Some(person) = self.next(engine, rule).await? {
                chosen = Some((person, rule.name.clone()));
                break;
            }
        }
        let fallback = self.rules.fallback.filter(|id| self.there.contains(id));
        let Some((person, name)) = chosen.or_else(|| fallback.map(|id| (id, String::new()))) else {
            return Ok(());
        };
        self.count += 1;
        // Each its own instant, so that the order of turns is known.
        let at = now.plus_micros(self.count);
        *self.load.entry(person).or_default() += 1;
        let named = if name.is_empty() { Value::Null } else { Value::Text(name.clone()) };
        self.last.insert((name, person), at.0);
        let input = Input::new()
            .with("owner", Value::Ref(person))
            .with("assigned_at", Value::Moment(at))
            .with("assigned_by", named);
        work.update("lead", lead, input, None).await
    }

    /// Whose turn it is, of those who are there.
    async fn next(&self, engine: &Engine, rule: &Assignment) -> Result<Option<Id>> {
        let system = Actor::system();
        let mut waiting = Vec::new();
        for person in rule.people.iter().copied().filter(|id| self.there.contains(id)) {
            let known = (rule.name.clone(), person);
            let last = match self.last.get(&known) {
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
                engine.count(&system, &open).await? + self.load.get(&person).copied().unwrap_or_default()
            } else {
                0
            };
            waiting.push((load, last, person));
        }
        // The first of equals is the one named first.
        Ok(waiting.into_iter().min_by_key(|(load, last, _)| (*load, *last)).map(|(_, _, person)| person))
    }
}

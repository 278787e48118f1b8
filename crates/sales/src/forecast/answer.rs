//! A forecast, put together: what is asked, who may see what of it, and the rows of the answer.
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use base::{Currency, Date, Error, Id, Money, Result};
use engine::filter::Scope;
use engine::query::{Bucket, Query};
use engine::{Action, Actor, Engine, Reach, Record};

use super::facts::{Category, Day, Facts, day_of};
use super::model::{ByHistory, Check, Expected, Source, Span, TooThin, Whose, Worth, by_history};
use super::past::{Said, past};
use super::period::Period;

/// What rows are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// People.
    Owner,
    /// Their teams.
    Team,
    /// Pipelines.
    Pipeline,
}

impl By {
    /// Every way with its name.
    pub const NAMES: [(&'static str, Self); 3] =
        [("owner", Self::Owner), ("team", Self::Team), ("pipeline", Self::Pipeline)];

    /// The way of a name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, b)| *b)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, b)| *b == self).map_or("", |(n, _)| n)
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// At the end of which day; `None`: now.
    pub as_of: Option<Date>,
    /// Which period: `2026-Q4`, `2026-11`; `None`: the quarter of the day.
    pub period: Option<String>,
    /// What the rows are of.
    pub by: By,
    /// Only this pipeline, by key.
    pub pipeline: Option<String>,
}

impl Default for Question {
    fn default() -> Self {
        Self { as_of: None, period: None, by: By::Owner, pipeline: None }
    }
}

/// One row, minor units of the workspace's currency.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// An id, a pipeline's key; empty for those without and for the whole.
    pub key: String,
    /// For people.
    pub label: String,
    /// Won in the period so far, and how many deals.
    pub closed: (i64, usize),
    /// Open deals expected in the period, by category, and how many: commit, best case, pipeline.
    pub categories: [(i64, usize); 3],
    /// Open deals expected in the period times their chances.
    pub weighted: i64,
    /// By history: what open deals will bring in.
    pub open: Option<Expected>,
    /// By history: what deals that nobody has opened yet will.
    pub new: Option<Expected>,
    /// What it is to be.
    pub quota: Option<i64>,
    /// What managers put on top or take off.
    pub adjusted: i64,
    /// How many adjustments that is.
    pub adjustments: usize,
}

impl Row {
    /// Won and committed.
    pub fn by_category(&self) -> i64 {
        self.closed.0 + self.categories.first().map_or(0, |c| c.0)
    }

    /// Won and weighted.
    pub fn by_weight(&self) -> i64 {
        self.closed.0 + self.weighted
    }

    /// Won, and what history expects of open and new deals.
    pub fn by_history(&self) -> Option<Expected> {
        let both = self.open?.and(self.new?);
        Some(Expected { value: both.value + self.closed.0 as f64, ..both })
    }

    /// The bounds the forecast by history lies between in four of five cases; what is won is sure.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        let (low, high) = self.open?.and(self.new?).interval();
        Some((low + self.closed.0 as f64, high + self.closed.0 as f64))
    }

    /// What it comes to: by history where there is one, else weighted; with what managers put on top.
    pub fn called(&self) -> i64 {
        self.by_history().map_or(self.by_weight(), |e| e.value.round() as i64) + self.adjusted
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Forecast {
    /// As of the end of this day.
    pub as_of: Date,
    /// It is today.
    pub is_now: bool,
    /// The period.
    pub period: Period,
    /// Its name for programs.
    pub period_key: String,
    /// Its name for people.
    pub period_label: String,
    /// The workspace's currency.
    pub currency: Currency,
    /// What the rows are of.
    pub by: By,
    /// The rows, the greatest first.
    pub rows: Vec<Row>,
    /// The whole.
    pub total: Row,
    /// Why there is no forecast by history, where there is none.
    pub too_thin: Option<TooThin>,
    /// Days the chances were learnt from, deals closed in them, the factors of open and new deals, their checks.
    pub learnt: Option<Learnt>,
    /// Open deals nobody has said a day for, counted in the period that runs.
    pub undated: usize,
    /// Open deals without an amount, counted with the mean of their kind.
    pub guessed: usize,
    /// Deals whose amount has no rate, not counted.
    pub unconverted: usize,
    /// What each method said at the beginning of earlier periods, and what came; the last first.
    pub past: Vec<Said>,
}

/// Where the forecast by history comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// Days looked at.
    pub days: Day,
    /// Deals closed in them.
    pub deals: usize,
    /// What the chances of open and of new deals were multiplied with.
    pub factors: (f64, f64),
    /// Earlier forecasts of open deals.
    pub open: Vec<Check>,
    /// And of new ones.
    pub new: Vec<Check>,
}

/// The deals' facts, read again when something was written.
static FACTS: LazyLock<Mutex<HashMap<Key, Arc<Facts>>>> = LazyLock::new(Mutex::default);
/// Workspaces whose facts are held at most.
const HELD: usize = 4;

/// A period begins at most so many days behind the day a forecast is as of.
const AHEAD: i64 = 731;

/// Somebody (whose id no other workspace has), how often something was written, and the settings.
type Key = (Id, u64, usize);

/// The facts of the workspace, those of a moment ago where nothing was written since.
async fn facts(engine: &Engine, actor: &Actor) -> Result<Arc<Facts>> {
    let bell = *engine.store().woken().borrow();
    let Some(key) = actor.user.map(|user| (user, bell, Arc::as_ptr(&engine.settings()) as usize)) else {
        return Ok(Arc::new(super::read(engine).await?));
    };
    if let Some(held) = FACTS.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return Ok(held.clone());
    }
    let facts = Arc::new(super::read(engine).await?);
    let mut all = FACTS.lock().unwrap_or_else(PoisonError::into_inner);
    all.retain(|(user, _, _), _| *user != key.0);
    if all.len() >= HELD {
        all.clear();
    }
    all.insert(key, facts.clone());
    Ok(facts)
}

/// The spans before a period, the last first, each with the day that lies to it as `as_of` does to the period.
pub(super) fn earlier(period: Period, as_of: Date, scope: &Scope, count: i32) -> Vec<(Day, Span)> {
    let off = as_of.days_since(period.first);
    (1..=count)
        .map(|n| {
            let before = period.before(n, scope);
            (day_of(before.first.plus_days(off)), span(before))
        })
        .collect()
}

/// The days of a period.
pub(super) fn span(period: Period) -> Span {
    Span { first: day_of(period.first), last: day_of(period.last()) }
}

/// The forecast of a period by history.
pub(super) fn history(
    facts: &Facts,
    period: Period,
    as_of: Date,
    scope: &Scope,
) -> Result<ByHistory, TooThin> {
    by_history(facts, day_of(as_of), span(period), &earlier(period, as_of, scope, 8))
}

/// The workspace's way with periods and days, whoever asks.
pub(super) fn scope_of(engine: &Engine) -> Scope {
    engine.scope(&Actor::system())
}

/// What stands in the columns beside history, by whose deals they are.
pub(super) struct Plain {
    pub(super) rows: BTreeMap<Whose, Row>,
    pub(super) undated: usize,
    pub(super) guessed: usize,
    pub(super) unconverted: usize,
}

/// Won so far, by category, weighted; of the deals `seen` lets through.
pub(super) fn plain(facts: &Facts, period: Period, as_of: Date, seen: impl Fn(Option<Id>) -> bool) -> Plain {
    let (now, span) = (day_of(as_of), span(period));
    let mut out = Plain { rows: BTreeMap::new(), undated: 0, guessed: 0, unconverted: 0 };
    // Deals without a day, and those whose day has passed, belong to the period that runs.
    let runs = period.has(as_of.plus_days(1));
    let worth = Worth::at(facts, now);
    for deal in &facts.deals {
        if let Some((day, won)) = deal.won_between(span.first, span.last.min(now), now) {
            if seen(won.owner) {
                let amount = won.amount.map(|a| facts.rates.own(a, day));
                out.unconverted += usize::from(amount == Some(None));
                let row = out.rows.entry((won.owner, won.pipeline)).or_default();
                row.closed = (row.closed.0 + amount.flatten().unwrap_or_default(), row.closed.1 + 1);
            }
            continue;
        }
        let Some(open) = deal.open_at(now).filter(|v| seen(v.owner)) else { continue };
        let counts = match open.expected {
            Some(day) if day > now => (span.first..=span.last).contains(&day),
            _ => runs,
        };
        if !counts {
            continue;
        }
        let (value, source) = worth.of(open);
        let category = open.category.or(facts.categories.get(usize::from(open.state)).copied());
        let place = match category.unwrap_or(Category::Pipeline) {
            Category::Omitted => continue,
            Category::Commit => 0,
            Category::BestCase => 1,
            Category::Pipeline => 2,
        };
        out.undated += usize::from(open.expected.is_none());
        out.guessed += usize::from(source == Source::Guess);
        out.unconverted += usize::from(source == Source::Nothing && open.amount.is_some());
        let row = out.rows.entry((open.owner, open.pipeline)).or_default();
        if let Some(slot) = row.categories.get_mut(place) {
            *slot = (slot.0 + value.round() as i64, slot.1 + 1);
        }
        row.weighted += (value * open.percent.unwrap_or_default() / 100.0).round() as i64;
    }
    out
}

pub(super) fn add(row: &mut Row, other: &Row) {
    row.closed = (row.closed.0 + other.closed.0, row.closed.1 + other.closed.1);
    for (a, b) in row.categories.iter_mut().zip(other.categories) {
        *a = (a.0 + b.0, a.1 + b.1);
    }
    row.weighted += other.weighted;
    let both = |a: Option<Expected>, b: Option<Expected>| match (a, b) {
        (Some(a), Some(b)) => Some(a.and(b)),
        (a, b) => a.or(b),
    };
    row.open = both(row.open, other.open);
    row.new = both(row.new, other.new);
}

/// Every page of a list of records, where the actor may see any.
async fn all(engine: &Engine, actor: &Actor, object: &str, filter: &str) -> Result<Vec<Record>> {
    let mut query = Query::new(object).filter(filter)?.limit(engine::query::MAX_LIMIT);
    let mut out = Vec::new();
    loop {
        let (records, next) = match engine.records(actor, &query).await {
            Err(Error::NotFound) => return Ok(out),
            other => other?,
        };
        out.extend(records);
        match next {
            Some(cursor) => query.cursor = Some(cursor),
            None => return Ok(out),
        }
    }
}

/// The forecast of a period, of the deals an actor may see.
pub async fn forecast(engine: &Engine, actor: &Actor, question: &Question) -> Result<Forecast> {
    let deal = engine.object(actor, "deal")?;
    let scope = scope_of(engine);
    let today = scope.today();
    let as_of = question.as_of.unwrap_or(today);
    if as_of > today {
        return Err(Error::invalid("as_of", "future", say::say!("forecast-future")));
    }
    let period = match question.period.as_deref().filter(|p| !p.trim().is_empty()) {
        Some(text) => Period::parse(text, &scope)?,
        None => Period::of(Bucket::Quarter, as_of, &scope),
    };
    if period.first > as_of.plus_days(AHEAD) {
        return Err(Error::invalid("period", "far", say::say!("forecast-far")));
    }
    let facts = facts(engine, actor).await?;
    let reach = actor.reach(&deal, Action::Read);
    let seen = |owner: Option<Id>| reach == Reach::Everything || reach.has(owner);
    let pipeline = match &question.pipeline {
        Some(key) => {
            let known = deal.field("pipeline").and_then(|f| f.choice_of(key)).is_some();
            let place = facts.pipelines.iter().position(|p| p == key);
            if place.is_none() && !known {
                return Err(Error::invalid(
                    "pipeline",
                    "unknown",
                    say::say!("forecast-no-pipeline", name = say::quoted(key)),
                ));
            }
            Some(place.map_or(u16::MAX, |p| p as u16))
        }
        None => None,
    };
    let mut plain = plain(&facts, period, as_of, seen);
    let found = history(&facts, period, as_of, &scope);
    let (mut too_thin, mut learnt) = (None, None);
    match found {
        Ok(found) => {
            for (whose, open) in &found.open {
                plain.rows.entry(*whose).or_default().open = Some(*open);
            }
            for (whose, new) in &found.new {
                plain.rows.entry(*whose).or_default().new = Some(*new);
            }
            for row in plain.rows.values_mut() {
                row.open.get_or_insert_with(Expected::default);
                row.new.get_or_insert_with(Expected::default);
            }
            learnt = Some(Learnt {
                days: found.window,
                deals: found.learnt_from,
                factors: found.factors,
                open: found.open_checks,
                new: found.new_checks,
            });
        }
        Err(thin) => too_thin = Some(thin),
    }
    plain.rows.retain(|(owner, of), _| seen(*owner) && pipeline.is_none_or(|p| p == *of));
    let people = all(engine, &Actor::system(), "user", "").await?;
    let team_of: HashMap<Id, Id> = people.iter().filter_map(|u| Some((u.id, u.get("team").id()?))).collect();
    let key_of = |whose: &Whose| match question.by {
        By::Owner => whose.0.map(|id| id.to_string()).unwrap_or_default(),
        By::Team => whose.0.and_then(|id| team_of.get(&id)).map(ToString::to_string).unwrap_or_default(),
        By::Pipeline => facts.pipelines.get(usize::from(whose.1)).cloned().unwrap_or_default(),
    };
    let mut total = Row::default();
    if learnt.is_some() {
        (total.open, total.new) = (Some(Expected::default()), Some(Expected::default()));
    }
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for (whose, row) in &plain.rows {
        add(&mut total, row);
        add(rows.entry(key_of(whose)).or_default(), row);
    }
    let period_key = period.key(&scope);
    let ask =
        Ask { engine, actor, facts: &facts, as_of, key: &period_key, team_of: &team_of, by: question.by };
    if question.pipeline.is_none() {
        ask.quotas(&mut rows, &mut total).await?;
        ask.adjustments(&mut rows, &mut total).await?;
    }
    let labels = labels(engine, actor, question.by, rows.keys()).await?;
    let mut rows: Vec<Row> = rows
        .into_iter()
        .map(|(key, row)| Row { label: labels.get(&key).cloned().unwrap_or_default(), key, ..row })
        .collect();
    rows.sort_by(|a, b| b.called().cmp(&a.called()).then_with(|| a.label.cmp(&b.label)));
    // What was said earlier was said of everything: it is shown to those who see everything.
    let past = if reach == Reach::Everything && pipeline.is_none() {
        past(engine, &facts, period, as_of, &scope).await?
    } else {
        Vec::new()
    };
    Ok(Forecast {
        as_of,
        is_now: as_of == today,
        period_label: period.label(&scope),
        period_key,
        period,
        currency: facts.rates.own.unwrap_or(engine.settings().manners.currency),
        by: question.by,
        rows,
        total,
        too_thin,
        learnt,
        undated: plain.undated,
        guessed: plain.guessed,
        unconverted: plain.unconverted,
        past,
    })
}

struct Ask<'a> {
    engine: &'a Engine,
    actor: &'a Actor,
    facts: &'a Facts,
    as_of: Date,
    key: &'a str,
    team_of: &'a HashMap<Id, Id>,
    by: By,
}

impl Ask<'_> {
    fn own(&self, amount: Option<Money>) -> i64 {
        let rates = &self.facts.rates;
        amount.and_then(|a| rates.own(a, day_of(self.as_of))).unwrap_or_default()
    }

    /// The records of the period that were there on the day.
    async fn records(&self, object: &str) -> Result<Vec<Record>> {
        let filter = format!("period = {}", engine::filter::quoted(self.key));
        let zone = self.engine.settings().manners.zone.clone();
        let mut records = all(self.engine, self.actor, object, &filter).await?;
        records.retain(|r| r.get("created_at").moment().is_none_or(|at| at.date(&zone) <= self.as_of));
        Ok(records)
    }

    /// The row a person's or a team's figure belongs to.
    fn row_of(&self, record: &Record) -> Option<String> {
        let (person, team) = (record.get("person").id(), record.get("team").id());
        match (self.by, person, team) {
            (By::Owner, Some(person), _) => Some(person.to_string()),
            (By::Team, Some(person), _) => self.team_of.get(&person).map(ToString::to_string),
            (By::Team, None, Some(team)) => Some(team.to_string()),
            _ => None,
        }
    }

    /// What each is to bring in: a team's own quota, or else that of its people; the company's, or else that of all rows.
    async fn quotas(&self, rows: &mut BTreeMap<String, Row>, total: &mut Row) -> Result<()> {
        let (mut company, mut people, mut of_teams) = (None, None, HashMap::new());
        for record in self.records("quota").await? {
            let amount = self.own(record.get("amount").money());
            match (record.get("person").id(), record.get("team").id()) {
                (None, None) => *company.get_or_insert(0) += amount,
                (None, Some(team)) => *of_teams.entry(team.to_string()).or_insert(0) += amount,
                (Some(_), _) => {
                    *people.get_or_insert(0) += amount;
                    if let Some(key) = self.row_of(&record) {
                        *rows.entry(key).or_default().quota.get_or_insert(0) += amount;
                    }
                }
            }
        }
        let teams = (!of_teams.is_empty()).then(|| of_teams.values().sum());
        if self.by == By::Team {
            for (team, amount) in of_teams {
                rows.entry(team).or_default().quota = Some(amount);
            }
        }
        total.quota = company.or(teams).or(people);
        Ok(())
    }

    async fn adjustments(&self, rows: &mut BTreeMap<String, Row>, total: &mut Row) -> Result<()> {
        for record in self.records("forecast_adjustment").await? {
            let amount = self.own(record.get("amount").money());
            total.adjusted += amount;
            total.adjustments += 1;
            if let Some(key) = self.row_of(&record) {
                let row = rows.entry(key).or_default();
                row.adjusted += amount;
                row.adjustments += 1;
            }
        }
        Ok(())
    }
}

/// What rows are called.
async fn labels(
    engine: &Engine,
    actor: &Actor,
    by: By,
    keys: impl Iterator<Item = &String>,
) -> Result<HashMap<String, String>> {
    if by == By::Pipeline {
        let schema = engine.schema();
        let field = schema.object("deal").and_then(|o| o.field("pipeline").cloned());
        let label = |key: &String| field.as_ref()?.choice_of(key).map(|c| c.label.clone());
        return Ok(keys.map(|key| (key.clone(), label(key).unwrap_or_else(|| key.clone()))).collect());
    }
    let ids: Vec<Id> = keys.filter_map(|k| k.parse().ok()).collect();
    let object = if by == By::Owner { "user" } else { "team" };
    let titles = engine.titles(actor, object, &ids).await?;
    Ok(titles.into_iter().map(|(id, title)| (id.to_string(), title)).collect())
}

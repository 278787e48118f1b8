//! A goal as it stands today: its metric over its period, the pace, and its course so far.
use base::{Date, Error, Result};
use engine::metric::{Metric, MetricQuery, Unit};
use engine::{Actor, Engine, Record};
use serde_json::{Value as Json, json};

use super::pace::{Known, Standing, standing};
use super::{Goal, adds_up};
use crate::figures::{Step, steps};
use crate::period::Period;

/// A goal as it stands.
#[derive(Debug, Clone)]
pub struct Progress {
    /// What it is about.
    pub metric: Metric,
    /// Its days.
    pub period: Period,
    /// How it stands.
    pub standing: Standing,
    /// How much of the period has gone by, from 0 to 1.
    pub gone: f64,
    /// What it is measured against, where its target is a change.
    pub base: Option<(Period, Option<f64>)>,
    /// The currency, where it is an amount.
    pub currency: Option<base::Currency>,
    /// The records behind what there is, as a filter.
    pub filter: String,
    /// The name of their object in addresses.
    pub plural: String,
    /// The steps of the period, those to come included.
    pub steps: Vec<Step>,
    /// What there was after each step of the period, by its name: of what adds up the running sum.
    pub course: Vec<(String, Option<f64>)>,
}

/// A goal as it stands for a person: the records they may see count.
pub async fn progress(engine: &Engine, actor: &Actor, record: &Record) -> Result<Progress> {
    let goal = Goal(record);
    let metric = *engine.metrics().iter().find(|m| m.name == goal.metric()).ok_or(Error::NotFound)?;
    let scope = engine.scope(actor);
    let today = scope.today();
    let days = record.get("from").date().zip(record.get("to").date()).ok_or(Error::NotFound)?;
    let period = Period { word: format!("{}..{}", days.0, days.1), from: days.0, to: days.1 };
    let filter = Some(goal.filter()).filter(|f| !f.is_empty());
    let over = |period: &Period, by: Option<&str>| MetricQuery {
        from: Some(period.from),
        to: Some(period.to),
        by: by.map(str::to_owned),
        filter: filter.clone(),
        ..MetricQuery::default()
    };
    let step = period.step();
    let answer = engine.metric(actor, metric.name, &over(&period, Some(step))).await?;
    let now = answer.reading.number();
    let mut base = None;
    let target = match (goal.target(), goal.change()) {
        (Some(target), _) => {
            let target = target.to_f64();
            Some(if metric.unit == Unit::Share { target / 100.0 } else { target })
        }
        (None, Some((change, against))) => {
            // The whole of the other period: the goal is about the whole of this one.
            let other = period.other(against, period.to, &scope).ok_or(Error::NotFound)?;
            let before = engine.metric(actor, metric.name, &over(&other, None)).await?;
            let value = before.reading.number();
            base = Some((other, value));
            // So much more than nothing is nothing to reach.
            value.filter(|v| *v != 0.0).map(|v| v * (1.0 + change.to_f64() / 100.0))
        }
        (None, None) => return Err(Error::NotFound),
    };
    let gone = period.share(today);
    let known = Known { now, target, aim: goal.aim(), adds_up: adds_up(&metric), gone };
    let steps = steps(&period, &scope);
    let course = course(&answer, &metric, &steps, scope.today());
    Ok(Progress {
        standing: standing(known),
        metric,
        gone,
        base,
        currency: answer.reading.currency,
        filter: answer.filter.clone(),
        plural: answer.plural.clone(),
        course,
        steps,
        period,
    })
}

/// What there was after each step so far.
fn course(
    answer: &engine::metric::MetricAnswer,
    metric: &Metric,
    steps: &[Step],
    today: Date,
) -> Vec<(String, Option<f64>)> {
    let mut sum = 0.0;
    let past = steps.iter().filter(|step| step.first <= today);
    past.map(|step| {
        let here = answer.by.iter().find(|row| row.key == step.key).and_then(|row| row.reading.number());
        if adds_up(metric) {
            sum += here.unwrap_or_default();
            (step.label.clone(), Some(sum))
        } else {
            (step.label.clone(), here)
        }
    })
    .collect()
}

impl Progress {
    /// As the API writes it.
    pub fn to_json(&self) -> Json {
        let encoded = engine::metric::address(&self.plural, &self.filter);
        json!({
            "metric": self.metric.name, "unit": self.metric.unit.name(), "currency": self.currency.map(|c| c.to_string()),
            "from": self.period.from.to_string(), "to": self.period.to.to_string(), "gone": self.gone,
            "now": self.standing.now, "target": self.standing.target, "due": self.standing.due,
            "forecast": self.standing.forecast, "state": self.standing.state.name(),
            "base": self.base.as_ref().map(|(period, value)| json!({
                "from": period.from.to_string(), "to": period.to.to_string(), "value": value,
            })),
            "course": self.course.iter().map(|(label, value)| json!({"label": label, "value": value})).collect::<Vec<_>>(),
            "records": encoded,
        })
    }
}

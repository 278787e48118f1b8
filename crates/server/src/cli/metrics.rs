//! `rondo metrics`: the named figures, by the definitions that pages and API use.
use std::process::ExitCode;

use base::{Date, Error};
use clap::Args;
use engine::metric::{MetricAnswer, MetricQuery, MetricRow, Reading, Unit};
use engine::{Actor, Engine};
use serde_json::{Value as Json, json};

use super::{Failure, Outcome, open_existing, say, say_json, table};
use crate::config::Config;

#[derive(Args)]
pub(crate) struct Metrics {
    /// One figure in detail; without it all of them
    name: Option<String>,
    /// First day of the period, such as 2026-01-01
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// Last day of the period
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<Date>,
    /// Split it: by a field, dotted too (owner.team), or by month, quarter, year, week, day
    #[arg(long, value_name = "FIELD", requires = "name")]
    by: Option<String>,
    /// Split each part once more, by the same names
    #[arg(long, value_name = "FIELD", requires = "by")]
    then: Option<String>,
    /// Only records that fulfil this, in the filter language
    #[arg(long)]
    filter: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a date as 2026-01-31".to_owned())
}

impl Metrics {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let engine = open_existing(config).await?;
        let query =
            MetricQuery { from: self.from, to: self.to, by: self.by, then: self.then, filter: self.filter };
        match &self.name {
            Some(name) => {
                let answer = engine
                    .metric(&Actor::system(), name, &query)
                    .await
                    .map_err(|e| unknown(&engine, name, e))?;
                if self.json { say_json(&answer.to_json()) } else { detail(&answer) }
            }
            None => all(&engine, &query, self.json).await?,
        }
        engine.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// A name that is not known gets the list of those that are.
fn unknown(engine: &Engine, name: &str, error: Error) -> Failure {
    match error {
        Error::NotFound => {
            let known: Vec<&str> = engine.metrics().iter().map(|m| m.name).collect();
            Failure(format!("there is no metric {name}; there are {}", known.join(", ")))
        }
        other => other.into(),
    }
}

async fn all(engine: &Engine, query: &MetricQuery, json: bool) -> Result<(), Failure> {
    let mut answers = Vec::new();
    for metric in engine.metrics() {
        answers.push(engine.metric(&Actor::system(), metric.name, query).await?);
    }
    if json {
        let list: Vec<Json> = answers.iter().map(MetricAnswer::to_json).collect();
        say_json(&json!({ "metrics": list }));
        return Ok(());
    }
    let rows: Vec<Vec<String>> = answers
        .iter()
        .map(|a| vec![a.metric.name.to_owned(), shown(&a.reading, a.metric.unit), a.metric.label.to_owned()])
        .collect();
    table(&rows);
    Ok(())
}

fn detail(answer: &MetricAnswer) {
    let unit = answer.metric.unit;
    say(&format!("{}: {} (of {} records)", answer.metric.label, shown(&answer.reading, unit), answer.count));
    say(answer.metric.definition);
    if let Some(how) = records::rates::converted(&answer.reading, answer.conversion.as_ref()) {
        say(&how);
    }
    let line = |indent: &str, row: &MetricRow| {
        let label = if row.label.is_empty() { "(none)" } else { &row.label };
        vec![format!("{indent}{label}"), shown(&row.reading, unit), row.count.to_string()]
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in &answer.by {
        rows.push(line("  ", row));
        rows.extend(row.parts.iter().map(|part| line("    ", part)));
    }
    table(&rows);
    if answer.truncated {
        say("  … and more; narrow it down with --filter");
    }
}

/// A reading for people: `10005534.00 USD`, `63.2 %`, `–` where there is none.
fn shown(reading: &Reading, unit: Unit) -> String {
    if !reading.by_currency.is_empty() {
        let each: Vec<String> =
            reading.by_currency.iter().map(|(c, v)| format!("{v} {}", c.as_str())).collect();
        return each.join(" + ");
    }
    let Some(value) = &reading.value else { return "–".to_owned() };
    match (unit, reading.currency) {
        (_, Some(currency)) => format!("{value} {}", currency.as_str()),
        (Unit::Share, None) => {
            value.parse::<f64>().map_or_else(|_| value.clone(), |v| format!("{:.1} %", v * 100.0))
        }
        (Unit::Days, None) => value.parse::<f64>().map_or_else(|_| value.clone(), |v| format!("{v:.1} days")),
        (Unit::Minutes, None) => format!("{value} min"),
        _ => value.clone(),
    }
}

//! `rondo forecast`: what deals will bring in, by every method, as pages and API say it.
use std::process::ExitCode;

use base::{Date, Money};
use clap::Args;
use engine::Actor;
use sales::forecast::model::Expected;
use sales::forecast::{By, Forecast as Found, Question, Row, TooThin};

use super::{Outcome, open_existing, say, say_json, table};
use crate::config::Config;

#[derive(Args)]
pub(crate) struct Forecast {
    /// As it was at the end of a day, such as 2026-06-30; without it now
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// A quarter such as 2026Q4, or a month such as 2026-11; without it the quarter of the day
    #[arg(long)]
    period: Option<String>,
    /// What the rows are of
    #[arg(long, default_value = "owner", value_parser = ["owner", "team", "pipeline"])]
    by: String,
    /// Only this pipeline
    #[arg(long, value_name = "KEY")]
    pipeline: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

fn date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| "write a date as 2026-01-31".to_owned())
}

impl Forecast {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let engine = open_existing(config).await?;
        let by = By::parse(&self.by).unwrap_or(By::Owner);
        let question = Question { as_of: self.as_of, period: self.period, by, pipeline: self.pipeline };
        let found = sales::forecast::forecast(&engine, &Actor::system(), &question).await?;
        if self.json {
            say_json(&crate::forecast::to_json(&found, &engine.scope(&Actor::system())));
        } else {
            tell(&found);
        }
        engine.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn tell(found: &Found) {
    let amount = |minor: i64| Money { minor, currency: found.currency }.amount();
    let about = |e: Option<Expected>| e.map_or_else(|| "–".to_owned(), |e| amount(e.value.round() as i64));
    say(&format!("{}, as of {}, in {}", found.period_label, found.as_of, found.currency));
    let head = [
        "",
        "won",
        "commit",
        "best case",
        "pipeline",
        "weighted",
        "open",
        "new",
        "history",
        "adjusted",
        "quota",
    ];
    let mut lines = vec![head.iter().map(|h| (*h).to_owned()).collect::<Vec<_>>()];
    let line = |name: &str, row: &Row| {
        let mut cells = vec![name.to_owned(), amount(row.closed.0)];
        cells.extend(row.categories.iter().map(|c| amount(c.0)));
        cells.extend([amount(row.weighted), about(row.open), about(row.new), about(row.by_history())]);
        cells.extend([amount(row.adjusted), row.quota.map_or_else(|| "–".to_owned(), &amount)]);
        cells
    };
    for row in &found.rows {
        lines.push(line(if row.label.is_empty() { "(none)" } else { &row.label }, row));
    }
    lines.push(line("all", &found.total));
    table(&lines);
    if let Some((low, high)) = found.total.bounds() {
        say(&format!(
            "by history in four of five cases from {} to {}",
            amount(low.round() as i64),
            amount(high.round() as i64)
        ));
    }
    match found.too_thin {
        Some(TooThin::Closed { closed, won }) => say(&format!(
            "nothing is said by history: {closed} deals closed and {won} won are too few (it takes {} and {})",
            sales::forecast::model::LEAST_CLOSED,
            sales::forecast::model::LEAST_WON
        )),
        Some(TooThin::Unchecked) => {
            say("nothing is said by history: there is no earlier period to check it with");
        }
        None => {}
    }
}

//! `rondo rates`: exchange rates from a file of the European Central Bank, and which there are.
use std::path::PathBuf;
use std::process::ExitCode;

use base::Error;
use clap::Subcommand;
use engine::Actor;
use serde_json::{Value as Json, json};

use super::{Failure, Outcome, counted, open, open_existing, say, say_json, table};
use crate::config::Config;

#[derive(Subcommand)]
pub(crate) enum Rates {
    /// Read rates from a file such as the European Central Bank's eurofxref-hist.csv
    ///
    /// A column for each currency, a line for each day, units for one euro, N/A where there is none. A day that is there
    /// already is replaced, so the same file may come again. A file with a wrong rate changes nothing.
    Import {
        /// The CSV file
        file: PathBuf,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Show the last rate of each currency
    List {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

impl Rates {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Import { file, json } => import(config, &file, json).await,
            Self::List { json } => list(config, json).await,
        }
    }
}

/// Everything that is wrong with the file, in one line.
fn told(error: Error) -> Failure {
    match error {
        Error::Invalid(problems) => {
            Failure(problems.0.iter().map(|p| p.message.as_str()).collect::<Vec<_>>().join("; "))
        }
        other => other.into(),
    }
}

async fn import(config: &Config, path: &std::path::Path, json: bool) -> Outcome {
    let cannot = |e: std::io::Error| Failure(format!("cannot read {}: {e}", path.display()));
    let size = std::fs::metadata(path).map_err(cannot)?.len();
    if size > records::rates::LARGEST as u64 {
        return Err(Failure(format!("{} is larger than a file of rates can be", path.display())));
    }
    let file = records::rates::read(&std::fs::read(path).map_err(cannot)?).map_err(told)?;
    let engine = open(config).await?;
    let name = path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
    let done = engine.put_rates(&Actor::system(), &file.rates, &name).await.map_err(told)?;
    engine.close().await;
    if json {
        say_json(&json!({
            "added": done.added, "changed": done.changed, "same": done.same, "unknown_currencies": file.unknown,
        }));
    } else {
        let added = counted(done.added, "rate", "rates");
        say(&format!("{added} added, {} changed, {} as they were", done.changed, done.same));
        if !file.unknown.is_empty() {
            say(&format!("left out, since they are no currencies of today: {}", file.unknown.join(", ")));
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(config: &Config, json: bool) -> Outcome {
    let engine = open_existing(config).await?;
    let all = engine.last_rates().await?;
    engine.close().await;
    if json {
        let rates: Vec<Json> = all
            .iter()
            .map(|r| json!({"currency": r.last.currency.as_str(), "day": r.last.day.iso(), "per_euro": r.last.rate.to_string(), "since": r.since.iso(), "days": r.days}))
            .collect();
        say_json(&json!({ "rates": rates }));
    } else if all.is_empty() {
        say("there are no rates; read some with rondo rates import FILE");
    } else {
        let rows = all.iter().map(|r| {
            vec![
                r.last.currency.as_str().to_owned(),
                r.last.rate.to_string(),
                r.last.day.iso(),
                format!("since {}, {}", r.since, counted(r.days.unsigned_abs() as usize, "day", "days")),
            ]
        });
        table(&rows.collect::<Vec<_>>());
    }
    Ok(ExitCode::SUCCESS)
}

//! `rondo schema`: objects and fields as a file that people read and change.
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use engine::own::{Plan, schema_from_toml, schema_to_toml};
use engine::{Actor, Engine};
use serde_json::{Value as Json, json};

use super::{Failure, Outcome, counted, open, open_existing, say, say_json, table};
use crate::config::Config;

#[derive(Subcommand)]
pub(crate) enum Schema {
    /// Print every object and field as TOML
    Export {
        /// Print one JSON object instead
        #[arg(long)]
        json: bool,
    },
    /// Say what a file would change, without changing anything
    Plan {
        /// TOML: objects by name, each with its fields. What it does not name stays
        file: PathBuf,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Add and change what a file says, also on a running server
    Apply {
        /// TOML: objects by name, each with its fields. What it does not name stays
        file: PathBuf,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

impl Schema {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Export { json } => {
                let engine = open_existing(config).await?;
                export(&engine, json)?;
                engine.close().await;
            }
            Self::Plan { file, json } => {
                let wanted = read(&file)?;
                let engine = open_existing(config).await?;
                let plan = engine.plan_schema(&wanted).map_err(|e| in_file(&file, e))?;
                report(&plan, false, json);
                engine.close().await;
            }
            Self::Apply { file, json } => {
                let wanted = read(&file)?;
                let engine = open(config).await?;
                let applied = engine.apply_schema(&Actor::system(), &wanted).await;
                report(&applied.map_err(|e| in_file(&file, e))?, true, json);
                engine.close().await;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn export(engine: &Engine, json: bool) -> Result<(), Failure> {
    let schema = engine.export_schema();
    if json {
        say_json(&schema);
    } else {
        say(schema_to_toml(&schema)?.trim_end());
    }
    Ok(())
}

fn read(file: &PathBuf) -> Result<Json, Failure> {
    let text =
        std::fs::read_to_string(file).map_err(|e| Failure(format!("cannot read {}: {e}", file.display())))?;
    schema_from_toml(&text).map_err(|e| in_file(file, e))
}

fn in_file(file: &std::path::Path, error: base::Error) -> Failure {
    Failure(format!("{}: {}", file.display(), Failure::from(error).0))
}

fn report(plan: &Plan, done: bool, json: bool) {
    if json {
        say_json(&json!({"applied": done, "changes": plan.changes}));
        return;
    }
    let rows: Vec<Vec<String>> = plan.changes.iter().map(|c| vec![c.at.clone(), c.what.clone()]).collect();
    table(&rows);
    let changes = counted(rows.len(), "change", "changes");
    say(&match (rows.is_empty(), done) {
        (true, _) => "Everything is so already.".to_owned(),
        (false, true) => format!("{changes} made."),
        (false, false) => format!("{changes} to be made by rondo schema apply."),
    });
}

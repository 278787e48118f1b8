//! `rondo demo`: fills an empty workspace with a seeded, plausible company.
use std::process::ExitCode;

use clap::Args;
use engine::Engine;
use serde_json::json;
use store::{Build, Sql};

use super::{Failure, Outcome, open, say, say_json, table};
use crate::config::Config;

#[derive(Args)]
pub(crate) struct Demo {
    /// Print the logins as one JSON object
    #[arg(long)]
    json: bool,
}

impl Demo {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let engine = open(config).await?;
        if !is_empty(&engine).await? {
            return Err(Failure(format!(
                "the workspace {:?} has records already; the demo company only goes into an empty one",
                config.location
            )));
        }
        let logins = sales::demo::fill(&engine).await?;
        engine.close().await;
        if self.json {
            let logins: Vec<_> = logins
                .iter()
                .map(|l| json!({"email": l.email, "password": l.password, "role": l.role}))
                .collect();
            say_json(&json!({ "logins": logins }));
        } else {
            print(&logins);
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The logins, for people.
pub(crate) fn print(logins: &[sales::demo::Login]) {
    say("The demo company is in. Sign in as:");
    let rows: Vec<Vec<String>> = logins
        .iter()
        .map(|l| vec![format!("  {}", l.email), l.password.clone(), l.role.to_owned()])
        .collect();
    table(&rows);
}

/// No object has a record, not even in the bin.
pub(crate) async fn is_empty(engine: &Engine) -> Result<bool, Failure> {
    let schema = engine.schema();
    let one = |table: &str| {
        let mut sql = Build::new();
        sql.push("SELECT 1 FROM ").ident(table).push(" LIMIT 1");
        sql.done()
    };
    let asks: Vec<Sql> = schema.objects().map(|o| one(&o.key)).collect();
    Ok(engine.store().read_all(asks).await?.iter().all(Vec::is_empty))
}

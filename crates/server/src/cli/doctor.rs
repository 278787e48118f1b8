//! `rondo doctor`: what is well with the workspace and what is not. Status 1 when something is wrong.
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Outcome, counted, failed, open_existing, say, say_json};
use crate::config::Config;

#[derive(Args)]
pub(crate) struct Doctor {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let engine = open_existing(config).await?;
        let findings = engine.doctor().await?;
        engine.close().await;
        let wrong = findings.iter().filter(|f| !f.ok).count();
        if self.json {
            say_json(&json!({"ok": wrong == 0, "findings": findings}));
        } else {
            for finding in &findings {
                say(&format!(
                    "{} {}: {}",
                    if finding.ok { "ok   " } else { "WRONG" },
                    finding.what,
                    finding.detail
                ));
            }
        }
        if wrong == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        Ok(failed(&format!("{} wrong with this workspace", counted(wrong, "thing is", "things are"))))
    }
}

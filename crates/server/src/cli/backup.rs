//! `rondo backup`: one file that is the whole workspace as of one instant, beside a running server too.
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Failure, Outcome, open_existing, say, say_json};
use crate::config::Config;

#[derive(Args)]
pub(crate) struct Backup {
    /// The new file; one that is there already is never overwritten
    file: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let engine = open_existing(config).await?;
        engine.store().backup(&self.file).await?;
        engine.close().await;
        let meta = std::fs::metadata(&self.file)
            .map_err(|e| Failure(format!("the backup {} cannot be read back: {e}", self.file.display())))?;
        if self.json {
            say_json(&json!({"file": self.file.display().to_string(), "bytes": meta.len()}));
        } else {
            say(&format!("{} holds the whole workspace ({} bytes).", self.file.display(), meta.len()));
            say("Put it back with: rondo restore FILE");
        }
        Ok(ExitCode::SUCCESS)
    }
}

//! `rondo export`: records as files that other programs read, one for each object.
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;

use base::Error;
use clap::Args;
use records::export::{Format, export};
use serde_json::json;

use super::{Failure, Outcome, acting, open_existing, say_json, table};
use crate::config::Config;
use crate::progress::Progress;

#[derive(Args)]
pub(crate) struct Export {
    /// The directory; it is made when it is not there
    directory: PathBuf,
    /// One object only, such as contacts; may be given more than once. Without it all of them
    #[arg(long = "object", value_name = "NAME")]
    objects: Vec<String>,
    /// What kind of files
    #[arg(long, default_value = "csv", value_parser = ["csv", "xlsx", "jsonl", "vcard"])]
    format: String,
    /// Export as this user, with their rights; without it as Rondo itself
    #[arg(long = "as", value_name = "EMAIL")]
    user: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let format = Format::parse(&self.format)
            .ok_or_else(|| Failure(format!("there is no format {}", self.format)))?;
        let engine = open_existing(config).await?;
        let actor = acting(&engine, self.user.as_deref()).await?;
        let progress = Mutex::new(Progress::new("records written"));
        let seen = |_: &str, n: u64| {
            if let Ok(mut line) = progress.lock() {
                line.at(n as usize, None);
            }
        };
        let written = export(&engine, &actor, &self.directory, &self.objects, format, &seen).await;
        drop(progress);
        let written = written.map_err(|e| match e {
            Error::NotFound => Failure(format!("there is no object {}", self.objects.join(" or "))),
            other => other.into(),
        })?;
        engine.close().await;
        if self.json {
            let files: Vec<_> = written
                .iter()
                .map(|w| json!({"object": w.object, "file": w.file.display().to_string(), "records": w.records}))
                .collect();
            say_json(&json!({ "files": files }));
        } else {
            let rows: Vec<Vec<String>> =
                written.iter().map(|w| vec![w.records.to_string(), w.file.display().to_string()]).collect();
            table(&rows);
        }
        Ok(ExitCode::SUCCESS)
    }
}

//! `rondo export`: records as files that other programs read, one for each object.
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, Outcome};
use crate::config::Config;

#[derive(Args)]
pub(crate) struct Export {
    /// The directory; it is made when it is not there
    directory: PathBuf,
    /// One object only; without it all of them
    #[arg(long = "object", value_name = "NAME")]
    objects: Vec<String>,
    /// What kind of files
    #[arg(long, default_value = "csv", value_parser = ["csv", "xlsx", "jsonl", "vcard"])]
    format: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(crate) async fn run(self, _config: &Config) -> Outcome {
        let _ = (&self.directory, &self.objects, &self.format, self.json, ExitCode::SUCCESS);
        Err(Failure("not there yet".to_owned()))
    }
}

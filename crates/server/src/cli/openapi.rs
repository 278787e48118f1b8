//! `rondo openapi`: the description of the API as it is in this workspace.
use std::process::ExitCode;

use clap::Args;
use engine::Actor;

use super::{Outcome, open, say_json};
use crate::config::Config;

#[derive(Args)]
pub(crate) struct Openapi {}

impl Openapi {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let engine = open(config).await?;
        say_json(&records::api::openapi(&engine, &Actor::system()));
        engine.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

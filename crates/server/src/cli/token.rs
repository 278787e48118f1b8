//! `rondo token`: tokens for programs. A token is shown once, alone on its line, so that a script can catch it.
use std::process::ExitCode;

use clap::Subcommand;
use engine::{Actor, Scopes};
use serde_json::json;

use super::{Outcome, open_existing, say, say_json, user};
use crate::config::Config;

#[derive(Subcommand)]
pub(crate) enum Token {
    /// Make a token; prints it once, alone on a line
    Create {
        /// The user it acts for; it never may do more than they
        #[arg(long, value_name = "EMAIL")]
        user: String,
        /// What it is for, to know it again
        #[arg(long)]
        name: String,
        /// read, write, admin, or one object: contacts:read, deals:write. May be given more than once
        #[arg(long = "scope", value_name = "SCOPE", value_delimiter = ',', default_values_t = ["read".to_owned(), "write".to_owned()])]
        scopes: Vec<String>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

impl Token {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let Self::Create { user, name, scopes, json } = self;
        let engine = open_existing(config).await?;
        let id = user::find(&engine, &user).await?;
        let made = engine.create_token(&Actor::system(), id, &name, &Scopes(scopes.clone())).await?;
        engine.close().await;
        if json {
            say_json(
                &json!({"id": made.id, "token": made.token, "user": user, "name": name, "scopes": scopes}),
            );
        } else {
            say(&made.token);
        }
        Ok(ExitCode::SUCCESS)
    }
}

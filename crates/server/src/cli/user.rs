//! `rondo user`: people who sign in. Passwords come by stdin, never by the command line, where others could read them.
use std::io::{IsTerminal, Read, stdin};
use std::process::ExitCode;

use base::Id;
use clap::Subcommand;
use engine::query::Query;
use engine::{Actor, Engine, Record};
use serde_json::{Value as Json, json};

use super::{Failure, Outcome, open, open_existing, say, say_json, table};
use crate::config::Config;

#[derive(Subcommand)]
pub(crate) enum User {
    /// Add somebody
    Add {
        /// The e-mail address they sign in with
        email: String,
        /// Their name; without it the e-mail address
        #[arg(long)]
        name: Option<String>,
        /// admin, manager, member, read_only, or a role of one's own
        #[arg(long, default_value = "member")]
        role: String,
        /// Read the password from stdin. Without it they cannot sign in before rondo user password
        #[arg(long)]
        password_stdin: bool,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// List everybody
    List {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Sign somebody out for good; their records stay
    Disable {
        /// Whom
        email: String,
    },
    /// Set somebody's password from stdin, and sign them out everywhere
    Password {
        /// Whose
        email: String,
        /// Read it from stdin, which is what happens anyway
        #[arg(long)]
        password_stdin: bool,
    },
}

impl User {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        match self {
            Self::Add { email, name, role, password_stdin, json } => {
                let password = if password_stdin { Some(password()?) } else { None };
                let engine = open(config).await?;
                let name = name.unwrap_or_default();
                let id = engine.add_user(&Actor::system(), &email, &name, &role, password.as_deref()).await?;
                engine.close().await;
                if json {
                    say_json(
                        &json!({"id": id, "email": email, "role": role, "password": password.is_some()}),
                    );
                } else if password.is_some() {
                    say(&format!("{email} can sign in as {role}."));
                } else {
                    say(&format!(
                        "{email} is there as {role} and has no password yet: rondo user password {email}"
                    ));
                }
            }
            Self::List { json } => {
                let engine = open_existing(config).await?;
                list(&engine, json).await?;
                engine.close().await;
            }
            Self::Disable { email } => {
                let engine = open_existing(config).await?;
                let id = find(&engine, &email).await?;
                engine.disable_user(&Actor::system(), id).await?;
                engine.close().await;
                say(&format!("{email} can no longer sign in."));
            }
            Self::Password { email, password_stdin: _ } => {
                let password = password()?;
                let engine = open_existing(config).await?;
                let id = find(&engine, &email).await?;
                engine.set_password(&Actor::system(), id, &password).await?;
                engine.close().await;
                say(&format!("{email} has a new password."));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The first line of stdin.
fn password() -> Result<String, Failure> {
    if stdin().is_terminal() {
        return Err(Failure(
            "the password is read from stdin, so that nobody sees it: printf %s \"$PASSWORD\" | rondo user …"
                .to_owned(),
        ));
    }
    let mut text = String::new();
    // A password has a length; a file piped in by mistake should not fill the memory.
    stdin()
        .take(4096)
        .read_to_string(&mut text)
        .map_err(|e| Failure(format!("cannot read the password: {e}")))?;
    match text.lines().next() {
        Some(line) if !line.is_empty() => Ok(line.to_owned()),
        _ => Err(Failure("no password came in on stdin".to_owned())),
    }
}

/// The user with an e-mail address.
pub(crate) async fn find(engine: &Engine, email: &str) -> Result<Id, Failure> {
    engine
        .user_by_email(email)
        .await?
        .ok_or_else(|| Failure(format!("nobody has the e-mail address {email}")))
}

async fn list(engine: &Engine, json: bool) -> Result<(), Failure> {
    let mut users: Vec<Record> = Vec::new();
    let mut query = Query::new("user").sort("name")?.limit(500);
    loop {
        let (page, next) = engine.records(&Actor::system(), &query).await?;
        users.extend(page);
        let Some(next) = next else { break };
        query = query.after(Some(&next));
    }
    let users: Vec<Json> = users.iter().map(|u| u.to_json(&|_| true)).collect();
    if json {
        say_json(&json!({ "users": users }));
        return Ok(());
    }
    let text = |user: &Json, key: &str| user.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let mut rows = vec![["E-mail", "Name", "Roles", "Active"].map(str::to_owned).to_vec()];
    for user in &users {
        let roles = user.get("roles").and_then(Json::as_array).cloned().unwrap_or_default();
        let roles: Vec<&str> = roles.iter().filter_map(Json::as_str).collect();
        let active = if user.get("active").and_then(Json::as_bool) == Some(false) { "no" } else { "yes" };
        rows.push(vec![text(user, "email"), text(user, "name"), roles.join(", "), active.to_owned()]);
    }
    table(&rows);
    Ok(())
}

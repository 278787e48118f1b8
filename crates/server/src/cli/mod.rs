//! The command line: one file for each command. Status 0 when done; 1 for a failure, said in one line on stderr; 2 for
//! wrong usage. With `--json` a command prints exactly one JSON object on stdout.
mod backup;
mod demo;
mod doctor;
mod export;
mod forecast;
mod import;
mod metrics;
mod move_workspace;
mod openapi;
mod rates;
mod restore;
mod schema;
mod serve;
mod token;
mod undo;
mod user;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use base::Error;
use clap::{Parser, Subcommand};
use engine::{Actor, Engine};
use serde_json::Value as Json;
use store::{Location, Options};

use crate::config::{Config, Source};
use crate::features;

/// Rondo, a CRM in one program.
///
/// A workspace is one file in a directory (SQLite, the default) or a PostgreSQL database. Every command works on it
/// directly, whether a server runs on it or not.
///
/// Settings come from flags, then from the environment (RONDO_DATA, RONDO_DATABASE, RONDO_LISTEN, RONDO_PUBLIC_URL,
/// RONDO_METRICS_LISTEN, RONDO_LOG), then from ./rondo.toml (data, database, listen, public_url, metrics_listen).
#[derive(Parser)]
#[command(name = "rondo", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    place: Source,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and API until stopped
    Serve(serve::Serve),
    /// Fill an empty workspace with a plausible company; prints the logins
    Demo(demo::Demo),
    /// Read records from a CSV file into an object
    Import(import::Import),
    /// Write records into files, one for each object
    Export(export::Export),
    /// Show the named figures, or one of them in detail
    Metrics(metrics::Metrics),
    /// Show what deals will bring in, by every method
    Forecast(forecast::Forecast),
    /// Add, list and disable people who sign in, and set their passwords
    #[command(subcommand)]
    User(user::User),
    /// Make tokens for programs that use the API
    #[command(subcommand)]
    Token(token::Token),
    /// Show and change objects and fields by a readable file
    #[command(subcommand)]
    Schema(schema::Schema),
    /// Copy the live workspace into one file
    Backup(backup::Backup),
    /// Put a backup in the place of the workspace
    Restore(restore::Restore),
    /// Copy the workspace to another database: SQLite to PostgreSQL or back
    Move(move_workspace::Move),
    /// Read exchange rates from a file, and show which there are
    #[command(subcommand)]
    Rates(rates::Rates),
    /// Take back a change, a bulk change or an import by its batch
    Undo(undo::Undo),
    /// Look for what is wrong with the workspace, its jobs and its log
    Doctor(doctor::Doctor),
    /// Print the description of the API (OpenAPI 3.1), one's own fields included
    Openapi(openapi::Openapi),
}

/// Why a command failed, in one line for people.
#[derive(Debug)]
pub struct Failure(pub String);

/// What a command ends with.
pub type Outcome = Result<ExitCode, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(match error {
            Error::Internal(what) | Error::Busy(what) | Error::Forbidden(what) => what,
            other => other.to_string(),
        })
    }
}

impl From<store::Failure> for Failure {
    fn from(failure: store::Failure) -> Self {
        Self(failure.to_string())
    }
}

/// Says a failure in one line and gives its status.
pub fn failed(what: &str) -> ExitCode {
    let line = what.split_whitespace().collect::<Vec<_>>().join(" ");
    // Without stderr there is nobody left to tell.
    let _ = writeln!(std::io::stderr(), "rondo: {line}");
    ExitCode::FAILURE
}

impl Cli {
    /// Runs the command.
    pub async fn run(self) -> Outcome {
        log_to_stderr(matches!(self.command, Command::Serve(_)));
        let Self { place, command } = self;
        match command {
            Command::Serve(command) => command.run(place).await,
            Command::Demo(command) => command.run(&Config::of(place)?).await,
            Command::Import(command) => command.run(&Config::of(place)?).await,
            Command::Export(command) => command.run(&Config::of(place)?).await,
            Command::Metrics(command) => command.run(&Config::of(place)?).await,
            Command::User(command) => command.run(&Config::of(place)?).await,
            Command::Token(command) => command.run(&Config::of(place)?).await,
            Command::Schema(command) => command.run(&Config::of(place)?).await,
            Command::Backup(command) => command.run(&Config::of(place)?).await,
            Command::Restore(command) => command.run(&Config::of(place)?).await,
            Command::Move(command) => command.run(&Config::of(place)?).await,
            Command::Undo(command) => command.run(&Config::of(place)?).await,
            Command::Doctor(command) => command.run(&Config::of(place)?).await,
            Command::Forecast(command) => command.run(&Config::of(place)?).await,
            Command::Rates(command) => command.run(&Config::of(place)?).await,
            Command::Openapi(command) => command.run(&Config::of(place)?).await,
        }
    }
}

/// A server logs what matters; a command says its failure in one line and logs nothing, unless RONDO_LOG asks for it.
fn log_to_stderr(serving: bool) {
    let usual = if serving { "info" } else { "off" };
    let filter = tracing_subscriber::EnvFilter::try_from_env("RONDO_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new(usual));
    let color = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(color).with_writer(std::io::stderr).init();
}

/// Opens the workspace, and makes it when there is none.
async fn open(config: &Config) -> Result<Engine, Failure> {
    // A command reads and writes one thing at a time.
    let options = Options { readers: 2, connections: 4, ..Options::default() };
    open_at(&config.location, &options).await
}

async fn open_at(location: &Location, options: &Options) -> Result<Engine, Failure> {
    let opened = Engine::open(location, options, features::modules()).await;
    opened.map_err(|e| Failure(format!("cannot open the workspace {location:?}: {}", Failure::from(e).0)))
}

/// Opens a workspace that must be there: asking about nothing would only make an empty one.
async fn open_existing(config: &Config) -> Result<Engine, Failure> {
    if let Location::Sqlite(path) = &config.location
        && !path.exists()
    {
        return Err(Failure(format!(
            "there is no workspace at {}; name its directory with --data, or make one with rondo serve",
            path.display()
        )));
    }
    open(config).await
}

/// The actor of a command: a user by e-mail address, or Rondo itself.
async fn acting(engine: &Engine, email: Option<&str>) -> Result<Actor, Failure> {
    match email {
        None => Ok(Actor::system()),
        Some(email) => {
            let id = user::find(engine, email).await?;
            let refused = |_| Failure(format!("{email} is not active and cannot do anything"));
            engine.actor(id, None).await.map_err(refused)
        }
    }
}

/// Prints a line on stdout. A reader that went away (`| head`) is no failure.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Prints one JSON object.
fn say_json(json: &Json) {
    say(&format!("{json:#}"));
}

/// `1 record`, `2 records`.
fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Lines of columns, as wide as they need to be; the last column is not filled up.
fn table(rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width =
        |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| c.chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, &width)| format!("{cell:<width$}")).collect();
        say(cells.join("  ").trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        use clap::CommandFactory;
        Cli::command().debug_assert();
    }

    #[test]
    fn an_error_of_ours_is_said_without_its_kind() {
        assert_eq!(Failure::from(Error::internal("the disk is on fire")).0, "the disk is on fire");
        assert_eq!(Failure::from(Error::NotFound).0, "not found");
    }
}

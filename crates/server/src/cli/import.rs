//! `rondo import`: a CSV file into an object. Guesses what the columns mean, asks what it cannot know, writes in one batch.
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::Args;
use records::import::{self, Mapping, Phase, Report, Request, Source, State, Unknown};

use super::{Failure, Outcome, acting, failed, open, say, say_json};
use crate::config::Config;
use crate::progress::Progress;

/// A file is read once to find out what is in it and once to write it, in one batch that rondo undo takes back.
/// Interrupted, it goes on where it was when the same command is run again.
#[derive(Args)]
pub(crate) struct Import {
    /// What its rows are: contacts, companies, deals, products, tasks, users, teams, or an object of one's own
    object: String,
    /// The file: CSV in any usual encoding, with any usual separator
    file: PathBuf,
    /// What its columns mean, as TOML; without it that is guessed
    #[arg(long, value_name = "MAP.toml")]
    map: Option<PathBuf>,
    /// Write what was guessed into a new file, to be read, corrected and given to --map
    #[arg(long, value_name = "MAP.toml")]
    write_map: Option<PathBuf>,
    /// The system the file is from
    #[arg(long, value_name = "NAME")]
    preset: Option<String>,
    /// The field, or external id, by which rows find the records they change
    #[arg(long, value_name = "FIELD")]
    key: Option<String>,
    /// What becomes of choices and links that are not known
    #[arg(long, value_name = "WHAT", value_parser = ["ask", "create", "empty", "error_rows"])]
    unknown: Option<String>,
    /// Say what would happen, in full, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// Where rows go that were refused, each with the reason
    #[arg(long, value_name = "FILE.csv")]
    errors: Option<PathBuf>,
    /// Import as this user, with their rights; without it as Rondo itself
    #[arg(long = "as", value_name = "EMAIL")]
    user: Option<String>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Import {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let mapping = match &self.map {
            Some(path) => Some(read_mapping(path)?),
            None => None,
        };
        // Said before the workspace is made or opened.
        std::fs::File::open(&self.file)
            .map_err(|e| Failure(format!("cannot read {}: {e}", self.file.display())))?;
        let engine = open(config).await?;
        let actor = acting(&engine, self.user.as_deref()).await?;
        let name = self.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let request = Request {
            mapping,
            key: self.key.clone(),
            preset: self.preset.clone(),
            on_unknown: self.unknown.as_deref().and_then(Unknown::parse),
            dry_run: self.dry_run,
            errors: self.errors.clone(),
            ..Request::new(&self.object, Source::Path(self.file.clone()), &name)
        };
        let shown = Mutex::new(Line::default());
        let writing = AtomicBool::new(false);
        let seen = |at: import::Progress| {
            writing.fetch_or(!self.dry_run && at.phase != Phase::Reading && at.rows > 0, Ordering::Relaxed);
            if let Ok(mut line) = shown.lock() {
                line.show(at);
            }
        };
        // A large future: on the heap.
        let done = Box::pin(import::import(&engine, &actor, request, &seen)).await;
        drop(shown);
        let report = done.map_err(|e| {
            let Failure(why) = self.explained(e);
            Failure(if writing.load(Ordering::Relaxed) {
                format!("{why}\nThe rows written before that stay; the same command goes on after them.")
            } else {
                why
            })
        })?;
        engine.close().await;
        if let Some(path) = &self.write_map {
            write_mapping(path, &report)?;
        }
        Ok(self.told(&report))
    }

    fn explained(&self, error: base::Error) -> Failure {
        match error {
            base::Error::NotFound => Failure(format!("there is no object {:?}", self.object)),
            other => Failure(format!("{}: {}", self.file.display(), Failure::from(other).0)),
        }
    }

    fn told(&self, report: &Report) -> ExitCode {
        if self.json {
            say_json(&report.json());
        } else {
            say(report.text().trim_end());
        }
        match report.state {
            State::Questions if !self.dry_run => {
                failed("nothing was imported: answer the questions, or choose with --unknown")
            }
            State::Failed => failed("the import stopped; run the same command again to go on"),
            _ => ExitCode::SUCCESS,
        }
    }
}

fn read_mapping(path: &PathBuf) -> Result<Mapping, Failure> {
    let text =
        std::fs::read_to_string(path).map_err(|e| Failure(format!("cannot read {}: {e}", path.display())))?;
    Mapping::parse(&text).map_err(|e| Failure(format!("{}: {}", path.display(), Failure::from(e).0)))
}

/// A mapping that a person may have corrected is never overwritten.
fn write_mapping(path: &PathBuf, report: &Report) -> Result<(), Failure> {
    use std::io::Write;
    let told =
        |e: std::io::Error| Failure(format!("the mapping cannot be written to {}: {e}", path.display()));
    let text = report.mapping.to_toml();
    let mut file = std::fs::File::create_new(path).map_err(told)?;
    file.write_all(text.as_bytes()).map_err(told)
}

/// The line of progress, in the words of what is being done.
#[derive(Default)]
struct Line(Option<(Phase, Progress)>);

impl Line {
    fn show(&mut self, at: import::Progress) {
        if self.0.as_ref().is_none_or(|(phase, _)| *phase != at.phase) {
            self.0 = Some((at.phase, Progress::new(words(at.phase))));
        }
        if let Some((_, line)) = &mut self.0 {
            line.at(at.rows as usize, at.total.map(|n| n as usize));
        }
    }
}

fn words(phase: Phase) -> &'static str {
    match phase {
        Phase::Reading => "rows read",
        Phase::Writing => "rows written",
        Phase::Linking => "rows linked",
        Phase::Indexing => "rows; building indexes",
    }
}

//! `rondo restore`: a backup in the place of the workspace. Looked at first, then moved into its place whole.
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base::Moment;
use clap::Args;
use serde_json::json;
use store::{Location, Options, Sql};

use super::{Failure, Outcome, open_at, say, say_json};
use crate::config::Config;
use crate::lock;

#[derive(Args)]
pub(crate) struct Restore {
    /// A file made by rondo backup, or a copy of a workspace that was stopped
    file: PathBuf,
    /// Replace the workspace that is there; it is kept beside as rondo.db.replaced-…
    #[arg(long)]
    force: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let Location::Sqlite(workspace) = &config.location else {
            return Err(Failure(
                "a workspace on PostgreSQL is restored by its own tools (pg_restore), or copied there by rondo move"
                    .to_owned(),
            ));
        };
        check_file(&self.file)?;
        if workspace.exists() && !self.force {
            return Err(Failure(format!(
                "there is a workspace at {} already; --force replaces it and keeps the old file beside",
                workspace.display()
            )));
        }
        let directory = workspace.parent().filter(|d| !d.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(directory)
            .map_err(|e| Failure(format!("cannot make the directory {}: {e}", directory.display())))?;
        let _alone = lock::alone(workspace)?;
        let part = beside(workspace, "restoring");
        let looked_at = prepare(&self.file, &part).await;
        if looked_at.is_err() {
            remove(&part);
        }
        looked_at?;
        let kept = if workspace.exists() { Some(set_aside(workspace)?) } else { None };
        rename(&part, workspace)?;
        if self.json {
            let kept = kept.as_ref().map(|k| k.display().to_string());
            say_json(&json!({"workspace": workspace.display().to_string(), "kept": kept}));
        } else {
            say(&format!("{} is the workspace of {} now.", workspace.display(), self.file.display()));
            if let Some(kept) = kept {
                say(&format!("The one it replaced is kept as {}.", kept.display()));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn check_file(file: &Path) -> Result<(), Failure> {
    let meta =
        std::fs::metadata(file).map_err(|e| Failure(format!("cannot read {}: {e}", file.display())))?;
    if meta.is_file() && meta.len() > 0 {
        Ok(())
    } else {
        Err(Failure(format!("{} is no backup: it is empty or no file", file.display())))
    }
}

/// Copies the backup beside the workspace, upgrades it if it is older than this program and looks whether it is whole.
async fn prepare(file: &Path, part: &Path) -> Result<(), Failure> {
    let began = Moment::now();
    remove(part);
    std::fs::copy(file, part)
        .map_err(|e| Failure(format!("cannot copy {} to {}: {e}", file.display(), part.display())))?;
    let options = Options { readers: 2, ..Options::default() };
    let no_backup = |f: Failure| Failure(format!("{} cannot be restored: {}", file.display(), f.0));
    let engine = open_at(&Location::Sqlite(part.to_owned()), &options).await.map_err(no_backup)?;
    // Opening any other database would have made a workspace of it only now.
    let made = engine.store().read(Sql::new("SELECT MIN(at) FROM migration", Vec::new())).await?;
    let is_workspace = made.first().and_then(|r| r.int(0)).is_some_and(|at| at < began.0);
    let wrong = engine.store().check().await?;
    engine.close().await;
    if !is_workspace {
        return Err(Failure(format!("{} is a database, but no workspace of Rondo", file.display())));
    }
    match wrong.first() {
        Some(what) => Err(Failure(format!("{} is damaged: {what}", file.display()))),
        None => Ok(()),
    }
}

/// The name of a file beside the workspace.
fn beside(workspace: &Path, suffix: &str) -> PathBuf {
    let mut name = workspace.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{suffix}"));
    workspace.with_file_name(name)
}

/// The files SQLite keeps beside a database.
fn companions(path: &Path) -> [PathBuf; 2] {
    ["-wal", "-shm"].map(|suffix| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(suffix);
        path.with_file_name(name)
    })
}

/// Removes a file of ours and its companions, if they are there.
fn remove(path: &Path) {
    for file in companions(path).iter().map(PathBuf::as_path).chain([path]) {
        // Not there is what is wanted; anything else shows when the copy is made.
        let _ = std::fs::remove_file(file);
    }
}

/// Moves the old workspace and what belongs to it out of the way.
fn set_aside(workspace: &Path) -> Result<PathBuf, Failure> {
    let kept = beside(workspace, &format!("replaced-{}", Moment::now().0));
    for (from, to) in companions(workspace).iter().zip(companions(&kept)) {
        if from.exists() {
            rename(from, &to)?;
        }
    }
    rename(workspace, &kept)?;
    Ok(kept)
}

fn rename(from: &Path, to: &Path) -> Result<(), Failure> {
    std::fs::rename(from, to)
        .map_err(|e| Failure(format!("cannot move {} to {}: {e}", from.display(), to.display())))
}

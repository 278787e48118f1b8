//! The workspace file: making it, bringing it up to date, copying it.
use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, backup::Backup, backup::StepResult};

use super::connection::{self, Role};
use crate::{Dialect, Failure, Migration, Options, Sql, migrate};

/// Snapshots made before upgrades that are kept.
const SNAPSHOTS: usize = 3;

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    let text = format!("{what} {}: {error}", path.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Failure::Full(text),
        ErrorKind::ReadOnlyFilesystem => Failure::ReadOnly(text),
        _ => Failure::Other(text),
    }
}

/// Makes the directory (for the owner alone) when it is missing.
pub(super) fn make_directory(file: &Path) -> Result<(), Failure> {
    let Some(directory) = file.parent().filter(|d| !d.as_os_str().is_empty()) else { return Ok(()) };
    if directory.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|e| cannot("cannot make the directory", directory, &e))
}

/// Makes an empty file for the owner alone. `false`: it is there already.
pub(super) fn make_file(path: &Path) -> Result<bool, Failure> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(true),
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(cannot("cannot make the file", path, &e)),
    }
}

/// Runs what is missing, in one transaction. While it holds the write lock nobody else can upgrade or write.
pub(super) fn migrate(
    connection: &Connection,
    path: &Path,
    options: &Options,
    migrations: &[Migration],
) -> Result<(), Failure> {
    // A glance first: taking the lock for nothing would make every start wait for writers.
    if let Ok(applied) = applied(connection)
        && migrate::pending(migrations, &applied)?.is_empty()
    {
        return Ok(());
    }
    connection::word(connection, "BEGIN IMMEDIATE")?;
    let done =
        upgrade(connection, path, options, migrations).and_then(|()| connection::word(connection, "COMMIT"));
    if done.is_err() && !connection.is_autocommit() {
        connection::word(connection, "ROLLBACK")?;
    }
    done
}

fn applied(connection: &Connection) -> Result<Vec<i64>, Failure> {
    let rows = connection::all_rows(connection, &Sql::new(migrate::APPLIED, Vec::new()))?;
    Ok(rows.iter().filter_map(|row| row.int(0)).collect())
}

fn upgrade(
    connection: &Connection,
    path: &Path,
    options: &Options,
    migrations: &[Migration],
) -> Result<(), Failure> {
    let batch = |text: &str| connection.execute_batch(text).map_err(|e| connection::failure(&e));
    batch(&Dialect::Sqlite.expand(migrate::TABLE))?;
    let applied = applied(connection)?;
    let pending = migrate::pending(migrations, &applied)?;
    if let (Some(first), false) = (pending.first(), applied.is_empty()) {
        snapshot(path, options, first.number)?;
    }
    for migration in pending {
        batch(&Dialect::Sqlite.expand(migration.sql)).map_err(|failure| match failure {
            Failure::Other(why) => {
                Failure::Other(format!("migration {} ({}) failed: {why}", migration.number, migration.name))
            }
            other => other,
        })?;
        let args =
            vec![i64::from(migration.number).into(), migration.name.into(), base::Moment::now().into()];
        connection::run(connection, &Sql::new(migrate::RECORD, args))?;
    }
    Ok(())
}

/// Copies the workspace beside itself, then lets go of old copies. The writer holds the lock and has changed nothing.
fn snapshot(path: &Path, options: &Options, number: u32) -> Result<(), Failure> {
    let target = beside(path, &format!("before-{number}.bak"));
    let part = beside(path, "before.part");
    match fs::remove_file(&part) {
        Err(e) if e.kind() != ErrorKind::NotFound => return Err(cannot("cannot remove", &part, &e)),
        _ => {}
    }
    copy(path, &part, options)?;
    fs::rename(&part, &target).map_err(|e| cannot("cannot make the snapshot", &target, &e))?;
    let mut kept = snapshots(path);
    kept.sort_unstable_by_key(|(number, _)| std::cmp::Reverse(*number));
    for (_, old) in kept.into_iter().skip(SNAPSHOTS) {
        if let Err(error) = fs::remove_file(&old) {
            tracing::warn!(file = %old.display(), %error, "an old snapshot could not be removed");
        }
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(suffix);
    path.with_file_name(name)
}

/// The snapshots there are, with their numbers.
fn snapshots(path: &Path) -> Vec<(u32, PathBuf)> {
    let stem = beside(path, "before-");
    let (Some(prefix), Some(directory)) = (stem.file_name().and_then(|n| n.to_str()), stem.parent()) else {
        return Vec::new();
    };
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix(prefix)?.strip_suffix(".bak")?.parse().ok()?;
            Some((number, entry.path()))
        })
        .collect()
}

/// Copies a live workspace into a new file, one instant of it, without holding up its writer.
pub(super) fn copy(path: &Path, to: &Path, options: &Options) -> Result<(), Failure> {
    make_directory(to)?;
    if !make_file(to)? {
        return Err(Failure::Other(format!("{} is there already and is not overwritten", to.display())));
    }
    let copied = copy_into(path, to, options);
    if copied.is_err()
        && let Err(error) = fs::remove_file(to)
    {
        tracing::warn!(file = %to.display(), %error, "a failed copy could not be removed");
    }
    copied
}

fn copy_into(path: &Path, to: &Path, options: &Options) -> Result<(), Failure> {
    let source = connection::open(path, Role::Reader, 1024, options.patience)?;
    let mut target = Connection::open(to).map_err(|e| connection::failure(&e))?;
    let backup = Backup::new(&source, &mut target).map_err(|e| connection::failure(&e))?;
    // All pages in one step are one read transaction: with several steps every commit would start it anew.
    match backup.step(-1).map_err(|e| connection::failure(&e))? {
        StepResult::Done => Ok(()),
        _ => Err(Failure::Busy("the workspace is locked; try again in a moment".to_owned())),
    }
}

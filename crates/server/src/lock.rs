//! Who uses a workspace file: a server holds a shared lock beside it, a restore needs it alone. The system lets go of
//! the lock when a process ends, however it ends.
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::cli::Failure;

fn lock_file(workspace: &Path) -> Result<File, Failure> {
    let path = workspace.with_file_name("rondo.lock");
    let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    opened.map_err(|e| Failure(format!("cannot write in the data directory: {}: {e}", path.display())))
}

/// Says that a server uses the workspace, until the file is dropped.
pub(crate) fn shared(workspace: &Path) -> Result<File, Failure> {
    let file = lock_file(workspace)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Failure("the workspace is being restored; start again when that is done".to_owned()))
        }
        Err(TryLockError::Error(e)) => Err(Failure(format!("cannot lock the data directory: {e}"))),
    }
}

/// Makes sure that no server uses the workspace, until the file is dropped.
pub(crate) fn alone(workspace: &Path) -> Result<File, Failure> {
    let file = lock_file(workspace)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => {
            Err(Failure("a server runs on this workspace; stop it, then restore".to_owned()))
        }
        Err(TryLockError::Error(e)) => Err(Failure(format!("cannot lock the data directory: {e}"))),
    }
}

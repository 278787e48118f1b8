//! Real files to try the library on. They are no part of the project; a test that needs them says when it is skipped.

use std::fs::File;
use std::path::PathBuf;

/// The folder of real files, if there is one: `RONDO_SHARED_DATA`, or `shared/data` beside the project.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("RONDO_SHARED_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: there are no real files at {}", folder.display());
    None
}

/// One of the real files.
pub(crate) fn file(name: &str) -> Option<File> {
    Some(File::open(folder()?.join(name)).unwrap())
}

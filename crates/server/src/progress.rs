//! Progress of long work, on a terminal alone: one line on stderr that is written anew.
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// One line that counts.
pub(crate) struct Progress {
    what: &'static str,
    shown: bool,
    last: Option<Instant>,
}

impl Progress {
    /// Says what is counted: "rows read".
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, shown: stderr().is_terminal(), last: None }
    }

    /// Shows a count, ten times a second at most.
    pub(crate) fn at(&mut self, count: usize, of: Option<usize>) {
        if !self.shown || self.last.is_some_and(|last| last.elapsed() < Duration::from_millis(100)) {
            return;
        }
        self.last = Some(Instant::now());
        let of = of.map_or(String::new(), |of| format!(" of {of}"));
        // A terminal that went away is no reason to stop the work.
        let _ = write!(stderr(), "\r\x1b[K{count}{of} {}", self.what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.last.is_some() {
            let _ = write!(stderr(), "\r\x1b[K");
        }
    }
}

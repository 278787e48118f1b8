//! When a running read has to end: nobody wants it any more, its time is over, or it has looked at enough.
use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use rusqlite::Connection;

use super::connection::failure;
use crate::Failure;

/// Steps of SQLite's machine between two looks.
const STEPS: i32 = 5_000;

/// When the running read of a connection has to end.
#[derive(Debug, Default)]
pub(super) struct Watch(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    stop: Option<Arc<AtomicBool>>,
    end: Option<Instant>,
    /// Looks left, for a read that is given up when it takes too long.
    looks: Option<u32>,
}

impl Watch {
    /// From now on the read ends when `stop` is set, at `end`, or after so many looks of `STEPS` steps.
    pub(super) fn set(&self, stop: Option<Arc<AtomicBool>>, end: Option<Instant>, looks: Option<u32>) {
        *self.lock() = State { stop, end, looks };
    }

    /// The read was given up because it had looked at enough.
    pub(super) fn has_looked_enough(&self) -> bool {
        self.lock().looks == Some(0)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_over(&self) -> bool {
        let mut now = self.lock();
        if let Some(looks) = &mut now.looks {
            *looks = looks.saturating_sub(1);
        }
        now.looks == Some(0)
            || now.stop.as_ref().is_some_and(|stop| stop.load(Ordering::Relaxed))
            || now.end.is_some_and(|end| Instant::now() >= end)
    }
}

/// Ends a running statement when the watch says so or nobody wants it any more.
pub(super) fn limit(
    connection: &mut Connection,
    watch: Arc<Watch>,
    unwanted: impl Fn() -> bool + Send + 'static,
) -> Result<(), Failure> {
    connection.progress_handler(STEPS, Some(move || unwanted() || watch.is_over())).map_err(|e| failure(&e))
}

//! A long read, chunk by chunk, with flat memory.
use tokio::sync::mpsc;

use crate::{Failure, Row};

/// Rows of one chunk at most.
pub(crate) const CHUNK: usize = 1_000;

/// The rows of a long read. Dropping it stops the read.
#[derive(Debug)]
pub struct Scan {
    pub(crate) chunks: mpsc::Receiver<Result<Vec<Row>, Failure>>,
}

impl Scan {
    /// The next rows, 1,000 at most; nothing after the last.
    pub async fn next_chunk(&mut self) -> Result<Option<Vec<Row>>, Failure> {
        self.chunks.recv().await.transpose()
    }

    /// The two ends: two chunks wait at most, so memory stays flat and the reader is never far ahead.
    pub(crate) fn channel() -> (mpsc::Sender<Result<Vec<Row>, Failure>>, Self) {
        let (sender, chunks) = mpsc::channel(2);
        (sender, Self { chunks })
    }
}

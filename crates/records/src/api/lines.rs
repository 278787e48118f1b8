//! A body cut into lines, with a limit for each.
use axum::body::Bytes;
use futures_util::{Stream, StreamExt};

/// The longest line.
pub(super) const LONGEST: usize = 1024 * 1024;

/// A line that is not blank.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Counted from 1, blank ones included.
    pub(super) number: usize,
    /// Its bytes, or what is wrong with it.
    pub(super) bytes: Result<Vec<u8>, &'static str>,
}

impl Line {
    /// How long it is.
    pub(super) fn len(&self) -> usize {
        self.bytes.as_ref().map_or(0, Vec::len)
    }
}

/// The lines of a body.
pub(super) struct Lines<S> {
    body: S,
    piece: Bytes,
    line: Vec<u8>,
    number: usize,
    too_long: bool,
    over: bool,
}

impl<S, E> Lines<S>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
    E: std::error::Error + Send + Sync + 'static,
{
    pub(super) fn new(body: S) -> Self {
        Self { body, piece: Bytes::new(), line: Vec::new(), number: 0, too_long: false, over: false }
    }

    /// The next line that is not blank; nothing after the last.
    pub(super) async fn next(&mut self) -> Option<Result<Line, std::io::Error>> {
        loop {
            match memchr::memchr(b'\n', &self.piece) {
                Some(end) => {
                    let head = self.piece.split_to(end + 1);
                    self.take(head.get(..end).unwrap_or_default());
                    if let Some(line) = self.finish() {
                        return Some(Ok(line));
                    }
                }
                None if self.over => return None,
                None => {
                    let rest = std::mem::take(&mut self.piece);
                    self.take(&rest);
                    match self.body.next().await {
                        Some(Ok(piece)) => self.piece = piece,
                        Some(Err(error)) => {
                            self.over = true;
                            return Some(Err(std::io::Error::other(error)));
                        }
                        None => {
                            self.over = true;
                            return self.finish().map(Ok);
                        }
                    }
                }
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.too_long |= self.line.len() + bytes.len() > LONGEST;
        if self.too_long {
            self.line = Vec::new();
        } else {
            self.line.extend_from_slice(bytes);
        }
    }

    /// The line that was collected, unless it is blank.
    fn finish(&mut self) -> Option<Line> {
        self.number += 1;
        let number = self.number;
        if std::mem::take(&mut self.too_long) {
            return Some(Line { number, bytes: Err("The line is longer than 1 MiB") });
        }
        let mut bytes = std::mem::take(&mut self.line);
        if number == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
            bytes.drain(..3);
        }
        (!bytes.trim_ascii().is_empty()).then_some(Line { number, bytes: Ok(bytes) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;

    async fn cut(pieces: &[&[u8]]) -> Vec<(usize, Result<Vec<u8>, &'static str>)> {
        let pieces: Vec<_> =
            pieces.iter().map(|p| Ok::<_, std::io::Error>(Bytes::copy_from_slice(p))).collect();
        let mut lines = Lines::new(stream::iter(pieces));
        let mut out = Vec::new();
        while let Some(line) = lines.next().await {
            let line = line.unwrap();
            out.push((line.number, line.bytes));
        }
        out
    }

    #[tokio::test]
    async fn lines_come_whole_however_the_body_is_cut() {
        let whole = cut(&[b"{\"a\":1}\n\n{\"b\":2}\r\n{\"c\":3}"]).await;
        let pieces = cut(&[b"{\"a\"", b":1}\n", b"\n{\"b\":2}\r", b"\n{\"c", b"\":3}"]).await;
        assert_eq!(whole, pieces);
        assert_eq!(whole.iter().map(|(n, _)| *n).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(whole[2].1.as_deref(), Ok(b"{\"c\":3}".as_slice()));
    }

    #[tokio::test]
    async fn a_line_that_is_too_long_is_named_and_passed_over() {
        let long = vec![b'x'; LONGEST + 1];
        let lines = cut(&[&long, b"\nshort\n"]).await;
        assert_eq!(lines[0], (1, Err("The line is longer than 1 MiB")));
        assert_eq!(lines[1], (2, Ok(b"short".to_vec())));
    }
}

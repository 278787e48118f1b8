//! Splits decoded text into records, within fixed limits of memory.

use std::io::{self, ErrorKind, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use crate::Error;

/// How many bytes of text are taken from the source at a time.
const STEP: usize = 128 * 1024;

/// What a record may take at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) bytes: usize,
    pub(crate) columns: usize,
}

/// One record after another, in buffers that are used again.
pub(crate) struct RecordReader<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    core: Reader,
    limits: Limits,
    text: Vec<u8>,
    text_length: usize,
    ends: Vec<usize>,
    columns: usize,
    lines: LineCounter,
    record_line: u64,
    consumed: u64,
}

impl<R: Read> RecordReader<R> {
    /// Reads on from `ahead`, the text that was already taken from the source.
    pub(crate) fn new(source: R, ahead: Vec<u8>, separator: u8, quote: Option<u8>, limits: Limits) -> Self {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(separator);
        match quote {
            Some(quote) => builder.quote(quote),
            None => builder.quoting(false),
        };
        Self {
            source,
            end: ahead.len(),
            buffer: ahead,
            start: 0,
            ended: false,
            core: builder.build(),
            limits,
            text: vec![0; 4096],
            text_length: 0,
            ends: vec![0; 64],
            columns: 0,
            lines: LineCounter { line: 1, after_cr: false },
            record_line: 1,
            consumed: 0,
        }
    }

    pub(crate) fn source(&self) -> &R {
        &self.source
    }

    /// Goes past the first bytes of the text read ahead.
    pub(crate) fn pass(&mut self, length: usize) {
        self.lines.pass(self.buffer.get(..length).unwrap_or_default());
        self.start = length.min(self.end);
        self.consumed += length as u64;
    }

    /// The physical line where the record begins.
    pub(crate) fn line(&self) -> u64 {
        self.record_line
    }

    /// How many bytes of decoded text are behind us.
    pub(crate) fn consumed(&self) -> u64 {
        self.consumed
    }

    /// The cells of the record, one after another.
    pub(crate) fn text(&self) -> &[u8] {
        self.text.get(..self.text_length).unwrap_or_default()
    }

    /// Where each cell ends in the text.
    pub(crate) fn ends(&self) -> &[usize] {
        self.ends.get(..self.columns).unwrap_or_default()
    }

    /// Takes the zero bytes out of the record and says how many there were.
    pub(crate) fn remove_zero_bytes(&mut self) -> u64 {
        let Some(first) = memchr::memchr(0, self.text()) else { return 0 };
        let (mut to, mut removed, mut column) = (first, 0, 0);
        for from in first..self.text_length {
            while self.ends.get(column).is_some_and(|end| *end <= from) && column < self.columns {
                if let Some(end) = self.ends.get_mut(column) {
                    *end -= removed;
                }
                column += 1;
            }
            match self.text.get(from).copied() {
                Some(0) | None => removed += 1,
                Some(byte) => {
                    if let Some(place) = self.text.get_mut(to) {
                        *place = byte;
                    }
                    to += 1;
                }
            }
        }
        for end in self.ends.iter_mut().take(self.columns).skip(column) {
            *end -= removed;
        }
        self.text_length = to;
        removed as u64
    }

    /// Moves to the next record; false at the end of the text.
    pub(crate) fn read(&mut self) -> Result<bool, Error> {
        self.text_length = 0;
        self.columns = 0;
        if !self.skip_line_ends()? {
            return Ok(false);
        }
        self.record_line = self.lines.line;
        loop {
            if self.start == self.end {
                self.fill()?;
            }
            // At the end of the text one more line end closes the record, unless it is inside quotes.
            let at_end = self.start == self.end;
            let input =
                if at_end { b"\n" } else { self.buffer.get(self.start..self.end).unwrap_or_default() };
            let text = self.text.get_mut(self.text_length..).unwrap_or_default();
            let ends = self.ends.get_mut(self.columns..).unwrap_or_default();
            let (result, read, written, columns) = self.core.read_record(input, text, ends);
            self.text_length += written;
            self.columns += columns;
            if !at_end {
                self.lines.pass(input.get(..read).unwrap_or_default());
                self.start += read;
                self.consumed += read as u64;
            }
            if self.columns > self.limits.columns {
                return Err(Error::TooManyColumns { line: self.record_line, limit: self.limits.columns });
            }
            match result {
                ReadRecordResult::Record => return Ok(true),
                ReadRecordResult::End => return Ok(false),
                ReadRecordResult::InputEmpty if at_end => {
                    return Err(Error::UnclosedQuote { line: self.record_line, limit: None });
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.make_room()?,
                ReadRecordResult::OutputEndsFull => {
                    self.ends.resize((self.ends.len() * 2).min(self.limits.columns.saturating_add(2)), 0);
                }
            }
        }
    }

    fn make_room(&mut self) -> Result<(), Error> {
        if self.text.len() >= self.limits.bytes {
            let (line, limit) = (self.record_line, self.limits.bytes);
            return Err(if self.is_inside_quotes() {
                Error::UnclosedQuote { line, limit: Some(limit) }
            } else {
                Error::RecordTooLong { line, limit }
            });
        }
        self.text.resize((self.text.len() * 2).min(self.limits.bytes), 0);
        Ok(())
    }

    /// A line end would close the record anywhere but inside quotes. Spoils the record, which is given up anyway.
    fn is_inside_quotes(&mut self) -> bool {
        let (result, ..) = self.core.read_record(b"\n", &mut [0; 8], &mut [0; 8]);
        result != ReadRecordResult::Record
    }

    fn skip_line_ends(&mut self) -> Result<bool, Error> {
        loop {
            if self.start == self.end {
                self.fill()?;
            }
            match self.buffer.get(self.start..self.end).and_then(<[u8]>::first) {
                Some(b @ (b'\r' | b'\n')) => {
                    self.lines.pass(&[*b]);
                    self.start += 1;
                    self.consumed += 1;
                }
                Some(_) => return Ok(true),
                None => return Ok(false),
            }
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        self.buffer.resize(STEP, 0);
        self.start = 0;
        self.end = read_some(&mut self.source, &mut self.buffer)?;
        self.ended = self.end == 0;
        Ok(())
    }
}

fn read_some(source: &mut impl Read, room: &mut [u8]) -> io::Result<usize> {
    loop {
        match source.read(room) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

/// Counts physical lines, whose ends are LF, CR LF or CR.
struct LineCounter {
    line: u64,
    after_cr: bool,
}

impl LineCounter {
    fn pass(&mut self, bytes: &[u8]) {
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let is_cr = bytes.get(at) == Some(&b'\r');
            let follows_cr = if at == 0 { self.after_cr } else { bytes.get(at - 1) == Some(&b'\r') };
            if is_cr || !follows_cr {
                self.line += 1;
            }
        }
        if let Some(last) = bytes.last() {
            self.after_cr = *last == b'\r';
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { bytes: 1 << 16, columns: 100 };

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let mut reader = RecordReader::new(text.as_bytes(), Vec::new(), b',', Some(b'"'), LIMITS);
        let mut rows = Vec::new();
        while reader.read().unwrap() {
            reader.remove_zero_bytes();
            let mut start = 0;
            let cells = reader.ends().iter().map(|end| {
                let cell = String::from_utf8_lossy(&reader.text()[start..*end]).into_owned();
                start = *end;
                cell
            });
            rows.push((reader.line(), cells.collect()));
        }
        rows
    }

    fn lines(text: &str) -> Vec<u64> {
        rows(text).into_iter().map(|row| row.0).collect()
    }

    #[test]
    fn lines_are_counted_whatever_ends_them() {
        assert_eq!(lines("a\nb\n\nc"), [1, 2, 4]);
        assert_eq!(lines("a\r\nb\r\n\r\nc\r\n"), [1, 2, 4]);
        assert_eq!(lines("a\rb\r\rc\r"), [1, 2, 4]);
        assert_eq!(lines("\"a\r\n\r\nx\"\r\nb"), [1, 4]);
    }

    #[test]
    fn zero_bytes_go_without_moving_the_cells() {
        assert_eq!(rows("\0a\0,\0,b\0\0,cd\0e")[0].1, ["a", "", "b", "cde"]);
        assert_eq!(rows("\0,2,3")[0].1, ["", "2", "3"]);
        assert_eq!(rows("x,,\0,")[0].1, ["x", "", "", ""]);
    }

    #[test]
    fn a_quote_that_is_never_closed_names_the_line_of_its_record() {
        let mut reader =
            RecordReader::new(&b"a,b\n1,2\n3,\"x\n4,5\n"[..], Vec::new(), b',', Some(b'"'), LIMITS);
        assert!(reader.read().unwrap());
        assert!(reader.read().unwrap());
        assert_eq!(
            reader.read().unwrap_err().to_string(),
            "line 3: a quote opened here is never closed (the file ends inside it)"
        );
    }

    #[test]
    fn a_record_over_the_limit_is_refused_by_what_is_wrong_with_it() {
        let long = "x".repeat(LIMITS.bytes + 1);
        let error = |text: String| {
            let mut reader = RecordReader::new(text.as_bytes(), Vec::new(), b',', Some(b'"'), LIMITS);
            reader.read().unwrap();
            reader.read().unwrap_err().to_string()
        };
        assert_eq!(
            error(format!("a\n\"{long}")),
            "line 2: a quote opened here is never closed (record longer than 64 KiB)"
        );
        assert_eq!(error(format!("a\n{long}")), "line 2: the record that begins here is longer than 64 KiB");
        assert_eq!(
            error(format!("a\n{}", ",".repeat(100))),
            "line 2: the record that begins here has more than 100 columns"
        );
    }
}

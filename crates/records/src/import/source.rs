//! Where the rows come from: a file on disk or one kept in the database, read by a thread of its own a chunk at a time,
//! so that the next rows are read while the ones before are written.
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use base::{Error, Id, Result};
use engine::Engine;
use sha2::{Digest, Sha256};
use store::Sql;
use tabular::{Profile, Profiler, Quote, Table};
use tokio::sync::mpsc;

use super::mapping::Mapping;

/// Rows of a chunk: what is written in one transaction.
pub(super) const CHUNK: usize = 2_000;
/// Bytes of a chunk at most, so that long rows do not pile up.
const CHUNK_BYTES: usize = 4 * 1024 * 1024;

/// A file to import.
#[derive(Clone)]
pub enum Source {
    /// On disk.
    Path(PathBuf),
    /// In memory, as tests and small requests have it.
    Bytes(Arc<[u8]>),
    /// Kept in the table `import_file`, in pieces.
    Kept(Engine, Vec<Id>),
}

impl Source {
    /// Opens it for reading. From within a runtime only on a thread that may block.
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::Path(path) => Box::new(BufReader::with_capacity(256 * 1024, File::open(path)?)),
            Self::Bytes(bytes) => Box::new(io::Cursor::new(bytes.clone())),
            Self::Kept(engine, pieces) => Box::new(Kept {
                engine: engine.clone(),
                left: pieces.clone().into_iter(),
                piece: io::Cursor::new(Vec::new()),
                runtime: tokio::runtime::Handle::try_current().map_err(io::Error::other)?,
            }),
        })
    }

    /// Its size in bytes, where that is known.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::Path(path) => std::fs::metadata(path).ok().map(|m| m.len()),
            Self::Bytes(bytes) => Some(bytes.len() as u64),
            Self::Kept(..) => None,
        }
    }
}

/// The pieces of a file in the database, one after another.
struct Kept {
    engine: Engine,
    left: std::vec::IntoIter<Id>,
    piece: io::Cursor<Vec<u8>>,
    runtime: tokio::runtime::Handle,
}

impl Read for Kept {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.piece.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let Some(id) = self.left.next() else { return Ok(0) };
            let sql = Sql::new("SELECT content FROM import_file WHERE run = $1", vec![id.into()]);
            let rows = self.runtime.block_on(self.engine.store().read(sql)).map_err(io::Error::other)?;
            let content = rows.first().and_then(|r| r.bytes(0));
            let content = content.ok_or_else(|| io::Error::other("a piece of the uploaded file is gone"))?;
            self.piece = io::Cursor::new(content.to_vec());
        }
    }
}

/// The fingerprint of everything read through it, shared with whoever waits for it.
struct Hashed {
    inner: Box<dyn Read + Send>,
    hash: Arc<Mutex<Sha256>>,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.hash
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .update(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

/// Some rows in one piece of memory.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    text: String,
    ends: Vec<u32>,
    rows: Vec<RowAt>,
    /// Bytes of the file read so far, roughly.
    pub(super) consumed: u64,
}

#[derive(Debug, Clone, Copy)]
struct RowAt {
    line: u64,
    number: u64,
    text: u32,
    ends: u32,
    count: u32,
}

/// One row of a chunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'c> {
    chunk: &'c Chunk,
    at: RowAt,
}

impl Chunk {
    /// The rows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(move |&at| Row { chunk: self, at })
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The number of the last row in the file, counted from 1.
    pub(super) fn last(&self) -> u64 {
        self.rows.last().map_or(0, |r| r.number)
    }

    fn add(&mut self, row: &tabular::RowRef<'_>) {
        let (text, ends) = (self.text.len() as u32, self.ends.len() as u32);
        for cell in row.cells.iter() {
            self.text.push_str(cell);
            self.ends.push(self.text.len() as u32);
        }
        let count = self.ends.len() as u32 - ends;
        self.rows.push(RowAt { line: row.line, number: row.number, text, ends, count });
    }

    /// Takes a row of another chunk.
    pub(super) fn take(&mut self, row: &Row<'_>) {
        let (text, ends) = (self.text.len() as u32, self.ends.len() as u32);
        for column in 0..row.at.count as usize {
            self.text.push_str(row.raw(column));
            self.ends.push(self.text.len() as u32);
        }
        self.rows.push(RowAt { text, ends, ..row.at });
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= CHUNK || self.text.len() >= CHUNK_BYTES
    }
}

impl<'c> Row<'c> {
    /// The physical line it starts at.
    pub(super) fn line(&self) -> u64 {
        self.at.line
    }

    /// Its number in the file, counted from 1.
    pub(super) fn number(&self) -> u64 {
        self.at.number
    }

    /// A cell, without blanks around it; blank for a column that is not there.
    pub(super) fn cell(&self, column: usize) -> &'c str {
        self.raw(column).trim()
    }

    fn raw(&self, column: usize) -> &'c str {
        let at = self.at.ends as usize + column;
        if column >= self.at.count as usize {
            return "";
        }
        let end = self.chunk.ends.get(at).copied().unwrap_or_default() as usize;
        let start = match column.checked_sub(1) {
            None => self.at.text as usize,
            Some(_) => self.chunk.ends.get(at - 1).copied().unwrap_or_default() as usize,
        };
        self.chunk.text.get(start..end).unwrap_or_default()
    }

    /// Every cell as it stands in the file.
    pub(super) fn cells(&self) -> Vec<String> {
        (0..self.at.count as usize).map(|column| self.raw(column).to_owned()).collect()
    }
}

/// What the thread that reads sends.
enum Sent {
    Head(Vec<String>),
    Rows(Chunk),
    End(Box<End>),
    Broken(tabular::Error),
}

/// What is known once the last row was read.
#[derive(Debug, Default)]
pub(super) struct End {
    /// What the columns hold, where that was asked.
    pub(super) profile: Option<Profile>,
    /// How the file is written: encoding and separator.
    pub(super) written: (String, String),
    /// What was odd about the file, a sentence each.
    pub(super) notes: Vec<String>,
    /// SHA-256 of the file, where that was asked.
    pub(super) fingerprint: String,
}

/// A file that is being read.
pub(super) struct Rows {
    receiver: mpsc::Receiver<Sent>,
    /// The headings, each there once and none empty.
    pub(super) headings: Vec<String>,
    /// Filled after the last chunk.
    pub(super) end: End,
}

/// What is found out while the file is read.
#[derive(Debug, Clone, Default)]
pub(super) enum Study {
    /// Nothing: the rows alone.
    #[default]
    Nothing,
    /// The fingerprint, and what these columns hold; all of them for `None`.
    Columns(Option<Vec<String>>),
}

/// How the file is to be read, after what the mapping says of it.
pub(super) fn options(mapping: &Mapping) -> Result<tabular::Options> {
    let wrong = |at: &str, what: String| Error::invalid(format!("file.{at}"), "mapping", what);
    let mut options = tabular::Options::default();
    if let Some(separator) = mapping.file.separator.as_deref() {
        let byte = match separator {
            "tab" | "\\t" => Some(b'\t'),
            text => Some(text.as_bytes()).filter(|b| b.len() == 1).and_then(|b| b.first().copied()),
        };
        options.separator =
            Some(byte.ok_or_else(|| wrong("separator", format!("{separator:?} is not one character")))?);
    }
    if let Some(name) = mapping.file.encoding.as_deref() {
        let encoding = match base::fold(name).replace(['-', '_', ' '], "").as_str() {
            "utf8" => Some(tabular::Encoding::Utf8),
            "utf16" | "utf16le" => Some(tabular::Encoding::Utf16Le),
            "utf16be" => Some(tabular::Encoding::Utf16Be),
            "windows1252" | "cp1252" | "latin1" | "iso88591" => Some(tabular::Encoding::Windows1252),
            _ => None,
        };
        options.encoding = Some(encoding.ok_or_else(|| {
            wrong("encoding", format!("{name:?} is not one of utf-8, utf-16, windows-1252"))
        })?);
    }
    if mapping.file.headings == Some(false) {
        options.headings = tabular::Headings::None;
    }
    options.quote = Quote::Auto;
    Ok(options)
}

impl Rows {
    /// Opens a file and reads its headings.
    pub(super) async fn open(source: &Source, options: tabular::Options, study: Study) -> Result<Self> {
        let (sender, mut receiver) = mpsc::channel(2);
        let source = source.clone();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = read(&source, options, &study, &sender) {
                let _ = sender.blocking_send(Sent::Broken(error));
            }
        });
        match receiver.recv().await {
            Some(Sent::Head(headings)) => Ok(Self { receiver, headings, end: End::default() }),
            Some(Sent::Broken(error)) => Err(unreadable(&error)),
            _ => Err(Error::internal("the file was not read")),
        }
    }

    /// The next rows; nothing after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Chunk>> {
        match self.receiver.recv().await {
            Some(Sent::Rows(chunk)) => Ok(Some(chunk)),
            Some(Sent::End(end)) => {
                self.end = *end;
                Ok(None)
            }
            Some(Sent::Broken(error)) => Err(unreadable(&error)),
            Some(Sent::Head(_)) | None => Ok(None),
        }
    }
}

/// A file that cannot be read (any further), for people.
fn unreadable(error: &tabular::Error) -> Error {
    let mut text = error.to_string();
    if let Some(first) = text.get(..1) {
        text = first.to_uppercase() + text.get(1..).unwrap_or_default();
    }
    Error::invalid("", "file", text)
}

/// Reads to the end. An error of the channel means that nobody listens any more: then it stops.
fn read(
    source: &Source,
    options: tabular::Options,
    study: &Study,
    out: &mpsc::Sender<Sent>,
) -> Result<(), tabular::Error> {
    let hash = Arc::new(Mutex::new(Sha256::new()));
    let mut input = source.open()?;
    if matches!(study, Study::Columns(_)) {
        input = Box::new(Hashed { inner: input, hash: hash.clone() });
    }
    let mut table = Table::open(input, options)?;
    let headings = table.headings().to_vec();
    let mut profiler = match study {
        Study::Nothing => None,
        Study::Columns(None) => Some(Profiler::new(&headings)),
        Study::Columns(Some(wanted)) => {
            let places: Vec<usize> =
                headings.iter().enumerate().filter(|(_, h)| wanted.contains(h)).map(|(i, _)| i).collect();
            Some(Profiler::new(&headings).only(&places))
        }
    };
    if out.blocking_send(Sent::Head(headings)).is_err() {
        return Ok(());
    }
    let mut chunk = Chunk::default();
    while let Some(row) = table.next_row()? {
        if let Some(profiler) = &mut profiler {
            profiler.add(&row);
        }
        chunk.add(&row);
        if chunk.is_full() {
            chunk.consumed = table.consumed();
            if out.blocking_send(Sent::Rows(std::mem::take(&mut chunk))).is_err() {
                return Ok(());
            }
        }
    }
    if chunk.len() > 0 {
        chunk.consumed = table.consumed();
        let _ = out.blocking_send(Sent::Rows(chunk));
    }
    let digest = hash.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize();
    let separator = table.dialect().to_string();
    let separator = separator.split([' ', ',']).next().unwrap_or_default().to_owned();
    let end = End {
        written: (table.encoding().to_string(), separator),
        profile: profiler.map(Profiler::finish),
        notes: table.notes().iter().map(ToString::to_string).collect(),
        fingerprint: super::ledger::hex(&digest),
    };
    let _ = out.blocking_send(Sent::End(Box::new(end)));
    Ok(())
}

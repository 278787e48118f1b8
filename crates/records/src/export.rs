//! Export: every record of an object that the actor may take out, as a file that other programs read. Rows stream from
//! the database into the file, so that memory stays flat.
mod flat;
mod jsonl;
mod vcard;
mod xlsx;

use std::collections::HashMap;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use base::{Error, Id, Result};
use engine::query::{ListRow, Query};
use engine::{Action, Actor, Engine, Level, Object, Reach, Value};
use futures_util::Stream;

pub use flat::Columns;

/// The form of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated text, UTF-8 with a byte order mark so that spreadsheets read it.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A JSON object a line, as the API writes records.
    Jsonl,
    /// One JSON list of the same objects.
    Json,
    /// vCard 4.0, for contacts.
    Vcard,
}

impl Format {
    /// From its name on the command line.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "csv" => Self::Csv,
            "xlsx" => Self::Xlsx,
            "jsonl" => Self::Jsonl,
            "json" => Self::Json,
            "vcard" => Self::Vcard,
            _ => return None,
        })
    }

    /// The media type of its files.
    pub fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Jsonl => "application/x-ndjson",
            Self::Json => "application/json",
            Self::Vcard => "text/vcard; charset=utf-8",
        }
    }

    /// How names of its files end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::Jsonl => "jsonl",
            Self::Json => "json",
            Self::Vcard => "vcf",
        }
    }
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Exported {
    /// The name of the object in addresses.
    pub object: String,
    /// The file.
    pub file: PathBuf,
    /// Records in it.
    pub records: u64,
}

/// What takes the rows of an export.
trait Sheet: Send {
    /// Takes some rows. `titles` names the records they link to.
    fn rows(&mut self, rows: &[ListRow], titles: &Titles) -> Result<()>;
    /// Ends the file.
    fn finish(self: Box<Self>) -> Result<()>;
}

/// What linked records are called, by object.
pub type Titles = HashMap<String, HashMap<Id, String>>;

/// Titles kept for one object at most, before they are asked for anew.
const TITLES: usize = 200_000;

/// Where the bytes of a file go.
type Out = BufWriter<Box<dyn Write + Send>>;

/// A file on disk.
fn on_disk(path: &Path) -> Result<Out> {
    let file = std::fs::File::create(path).map_err(named(path))?;
    Ok(BufWriter::with_capacity(256 * 1024, Box::new(file)))
}

#[expect(clippy::needless_pass_by_value, reason = "it is handed to map_err")]
fn told(error: std::io::Error) -> Error {
    Error::invalid("directory", "file", format!("The file cannot be written: {error}"))
}

fn named(path: &Path) -> impl Fn(std::io::Error) -> Error + '_ {
    move |e| Error::invalid("directory", "file", format!("{} cannot be written: {e}", path.display()))
}

/// Writes objects into files of a directory, which is made when it is missing. Without names: every object the actor
/// may take out. `progress` hears the object and how many of its records are written.
pub async fn export(
    engine: &Engine,
    actor: &Actor,
    directory: &Path,
    names: &[String],
    format: Format,
    progress: &(dyn Fn(&str, u64) + Send + Sync),
) -> Result<Vec<Exported>> {
    let objects = chosen(engine, actor, names, format)?;
    std::fs::create_dir_all(directory).map_err(named(directory))?;
    let mut done = Vec::new();
    for object in objects {
        let file = directory.join(format!("{}.{}", object.plural, format.ending()));
        let query = within_reach(actor, &object)?;
        let records = write(engine, actor, Columns::of(&object, actor), query, &file, format, &|n| {
            progress(&object.plural, n)
        })
        .await?;
        done.push(Exported { object: object.plural.clone(), file, records });
    }
    Ok(done)
}

/// The objects that are asked for, each of which the actor must be allowed to take out.
fn chosen(engine: &Engine, actor: &Actor, names: &[String], format: Format) -> Result<Vec<Arc<Object>>> {
    let may = |object: &Object| actor.level(object, Action::Export) != Level::None;
    let cards = |object: &Object| format != Format::Vcard || vcard::fits(object);
    if names.is_empty() {
        let schema = engine.schema();
        let all: Vec<Arc<Object>> =
            schema.objects().filter(|o| !o.hidden && may(o) && cards(o)).cloned().collect();
        if all.is_empty() {
            return Err(Error::Forbidden("Your role does not let you export anything".to_owned()));
        }
        return Ok(all);
    }
    let mut out = Vec::new();
    for name in names {
        let object = engine.object(actor, name).map_err(|e| match e {
            Error::NotFound => Error::invalid("object", "unknown", format!("There is no object {name:?}")),
            other => other,
        })?;
        if !may(&object) {
            return Err(Error::Forbidden(format!(
                "Your role does not let you export {}",
                object.labels.to_lowercase()
            )));
        }
        if !cards(&object) {
            return Err(Error::invalid(
                "format",
                "format",
                format!("{} are no people: only contacts become vCards", object.labels),
            ));
        }
        out.push(object);
    }
    Ok(out)
}

/// What a list holds (its filter, its order, or single records), its columns by the names of fields (all for none), as
/// far as the actor may take it out.
pub fn of_list(
    engine: &Engine,
    actor: &Actor,
    object: &Arc<Object>,
    list: &Query,
    names: &[String],
    format: Format,
) -> Result<(Query, Columns)> {
    chosen(engine, actor, std::slice::from_ref(&object.key), format)?;
    let reach = within_reach(actor, object)?;
    let filter = match (list.filter.clone(), reach.filter) {
        (Some(a), Some(b)) => Some(a.and(b)),
        (a, b) => a.or(b),
    };
    let sort = if list.sort.is_empty() { reach.sort } else { list.sort.clone() };
    let query = Query { filter, sort, ids: list.ids.clone(), ..Query::new(&object.key) };
    Ok((query, Columns::of(object, actor).only(names)))
}

/// Writes what [`of_list`] says into a file.
pub async fn export_list(
    engine: &Engine,
    actor: &Actor,
    (query, columns): (Query, Columns),
    file: &Path,
    format: Format,
) -> Result<u64> {
    write(engine, actor, columns, query, file, format, &|_| ()).await
}

/// Bytes on their way to whoever asked for them.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Pipe {
    fn drained(&self) -> Vec<u8> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The same as a stream of bytes, a chunk of rows at a time: nothing piles up, however much it is. A workbook cannot be
/// streamed; it is a file.
pub async fn export_stream(
    engine: &Engine,
    actor: &Actor,
    (query, columns): (Query, Columns),
    format: Format,
) -> Result<impl Stream<Item = Result<Vec<u8>>> + Send + use<>> {
    let query = query.columns(&columns.paths().join(","));
    let rows = engine.stream(actor, &query, None).await?;
    let pipe = Pipe::default();
    let out: Out = BufWriter::new(Box::new(pipe.clone()));
    let sheet = sheet(out, format, &columns, engine)?;
    let state = (engine.clone(), actor.clone(), rows, Some(sheet), Titles::new());
    Ok(futures_util::stream::try_unfold(state, move |(engine, actor, mut rows, sheet, mut titles)| {
        let (columns, pipe) = (columns.clone(), pipe.clone());
        async move {
            let Some(mut sheet) = sheet else { return Ok(None) };
            let rest = match rows.next_chunk().await? {
                Some(chunk) => {
                    learn(&engine, &actor, &columns, &chunk, &mut titles).await?;
                    sheet.rows(&chunk, &titles)?;
                    Some(sheet)
                }
                None => {
                    sheet.finish()?;
                    None
                }
            };
            Ok(Some((pipe.drained(), (engine, actor, rows, rest, titles))))
        }
    }))
}

/// A sheet of a form that is written from its beginning to its end.
fn sheet(out: Out, format: Format, columns: &Columns, engine: &Engine) -> Result<Box<dyn Sheet>> {
    let manners = engine.settings().manners.clone();
    Ok(match format {
        Format::Csv => Box::new(flat::Csv::begin(out, columns.clone(), manners)?),
        Format::Jsonl => Box::new(jsonl::Lines::begin(out, columns.clone())),
        Format::Json => Box::new(jsonl::Lines::list(out, columns.clone())?),
        Format::Vcard => Box::new(vcard::Cards::begin(out, columns.clone())),
        Format::Xlsx => return Err(Error::internal("a workbook is written into a file")),
    })
}

async fn write(
    engine: &Engine,
    actor: &Actor,
    columns: Columns,
    query: Query,
    file: &Path,
    format: Format,
    progress: &(dyn Fn(u64) + Send + Sync),
) -> Result<u64> {
    let query = query.columns(&columns.paths().join(","));
    let mut stream = engine.stream(actor, &query, None).await?;
    // A half-written file never stands under the name of a whole one.
    let part = file.with_extension(format!("{}.part", format.ending()));
    let mut sheet: Box<dyn Sheet> = match format {
        Format::Xlsx => {
            let manners = engine.settings().manners.clone();
            Box::new(xlsx::Workbook::create(&part, columns.clone(), manners)?)
        }
        other => sheet(on_disk(&part)?, other, &columns, engine)?,
    };
    let mut titles = Titles::new();
    let mut count = 0;
    while let Some(rows) = stream.next_chunk().await? {
        learn(engine, actor, &columns, &rows, &mut titles).await?;
        sheet.rows(&rows, &titles)?;
        count += rows.len() as u64;
        progress(count);
    }
    sheet.finish()?;
    std::fs::rename(&part, file).map_err(named(file))?;
    Ok(count)
}

/// Every living record the actor may take out, oldest first.
fn within_reach(actor: &Actor, object: &Object) -> Result<Query> {
    let query = Query::new(&object.key).sort("created_at")?;
    let listed = |ids: &[Id]| ids.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>().join(", ");
    match actor.reach(object, Action::Export) {
        Reach::Owners(owners) => query.filter(&format!("owner IN ({})", listed(&owners))),
        // The right to read cuts the rest.
        Reach::Everything | Reach::Nothing | Reach::Shared { .. } => Ok(query),
    }
}

/// Asks what linked records are called, those that are not known yet.
async fn learn(
    engine: &Engine,
    actor: &Actor,
    columns: &Columns,
    rows: &[ListRow],
    titles: &mut Titles,
) -> Result<()> {
    for (place, field) in columns.fields().iter().enumerate() {
        let Some(target) = field.target.as_deref() else { continue };
        let known = titles.entry(target.to_owned()).or_default();
        if known.len() > TITLES {
            known.clear();
        }
        let mut ids: Vec<Id> = rows
            .iter()
            .filter_map(|r| r.cells.get(place))
            .flat_map(Value::each)
            .filter_map(Value::id)
            .filter(|id| !known.contains_key(id))
            .collect();
        ids.sort_unstable();
        ids.dedup();
        for part in ids.chunks(500) {
            known.extend(engine.titles(actor, target, part).await?);
        }
    }
    Ok(())
}

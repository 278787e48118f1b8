//! Lists and record pages, by the engine in process and by hand-written prepared statements on the same file.
use base::{Id, Result as Done};
use engine::query::Query;
use engine::timeline::Shown;
use engine::{Actor, Engine};
use rusqlite::Connection;
use store::{Location, Options};

use crate::table::Table;
use crate::{Result, Setup, clock};

/// CPU microseconds of the hand-written statements, for the lines over HTTP.
pub(crate) struct Raw {
    /// A list of 50.
    pub(crate) list: f64,
    /// A record and its 50 latest events.
    pub(crate) record: f64,
    /// The record that was read.
    pub(crate) id: Id,
}

/// Opens the workspace of the benchmark in process.
pub(crate) async fn open(setup: &Setup, options: &Options) -> Done<Engine> {
    Engine::open(&Location::Sqlite(setup.dir.join("data/rondo.db")), options, vec![sales::module()]).await
}

/// The filter of the list, its columns and its order, the same in the engine's words and in SQL.
pub(crate) const FILTER: &str = "lifecycle = \"customer\" AND title = \"Owner\"";
/// The columns of the list.
pub(crate) const COLUMNS: &str =
    "name,title,lifecycle,email,phone,birthday,owner,created_at,updated_at,company,company.name";
const LIST: &str = "SELECT c.id, c.version, c.deleted_at, c.name, c.title, c.lifecycle, c.email, c.phone, c.birthday, c.owner, c.created_at, c.updated_at, c.company, k.name
    FROM contact c LEFT JOIN company k ON k.id = c.company AND k.deleted_at IS NULL
    WHERE c.deleted_at IS NULL AND c.lifecycle = $1 AND c.\"title$fold\" = $2 ORDER BY c.updated_at DESC, c.id DESC LIMIT $3";

/// Reads every cell of a row into owned values, as anybody who shows it must.
fn take(statement: &mut rusqlite::Statement<'_>, arguments: &[&dyn rusqlite::ToSql]) -> Result<usize> {
    let width = statement.column_count();
    let mut rows = statement.query(arguments)?;
    let mut read = 0;
    while let Some(row) = rows.next()? {
        let cells: Vec<rusqlite::types::Value> =
            (0..width).map(|i| row.get(i)).collect::<std::result::Result<_, _>>()?;
        read += usize::from(!cells.is_empty());
    }
    Ok(read)
}

/// Measures both ways to read.
pub(crate) async fn measure(setup: &Setup, table: &mut Table) -> Result<Raw> {
    let db = Connection::open(setup.dir.join("data/rondo.db"))?;
    db.execute_batch("PRAGMA query_only=ON; PRAGMA cache_size=-8000;")?;
    let engine = open(setup, &Options::default()).await?;
    let actor = Actor::system();
    let query = Query::new("contact").filter(FILTER)?.sort("-updated_at")?.columns(COLUMNS).limit(50);

    let mut statement = db.prepare(LIST)?;
    let raw_list = clock::best_micros(2_000, || {
        if take(&mut statement, &[&"customer", &"owner", &50])? == 50 {
            Ok(())
        } else {
            Err("the list is not full".into())
        }
    })?;
    let runtime = tokio::runtime::Handle::current();
    let ours = tokio::task::block_in_place(|| {
        clock::best_micros(2_000, || {
            let page = runtime.block_on(engine.list(&actor, &query))?;
            if page.rows.len() == 50 { Ok(()) } else { Err("the list is not full".into()) }
        })
    })?;
    let ratio = raw_list / ours;
    table.add(
        "list of 50, in process",
        format!("{ours:.0} µs CPU against {raw_list:.0} by hand: {ratio:.2}"),
        "≥ 0.45",
        Some(ratio >= 0.45),
    );

    let id: i64 = db.query_row(
        "SELECT record FROM event WHERE object = 'contact' AND verb = 'updated' ORDER BY seq LIMIT 1",
        [],
        |r| r.get(0),
    )?;
    let mut one = db.prepare(
        "SELECT c.*, k.name FROM contact c LEFT JOIN company k ON k.id = c.company WHERE c.id = $1",
    )?;
    let mut events = db.prepare("SELECT seq, at, recorded_at, actor, cause, batch, object, record, verb, changes FROM event WHERE record = $1 ORDER BY at DESC, seq DESC LIMIT 50")?;
    let raw_record = clock::best_micros(4_000, || {
        take(&mut one, &[&id])?;
        take(&mut events, &[&id]).map(|_| ())
    })?;
    // The same rows: what notes and tasks add to a timeline is in the lines over HTTP.
    let own = Shown { guests: Some(Vec::new()), ..Shown::plain() };
    let ours = tokio::task::block_in_place(|| {
        clock::best_micros(4_000, || {
            let record = runtime.block_on(engine.find(&actor, "contact", Id(id)))?;
            runtime.block_on(engine.timeline(&actor, &record, &own, None, 50)).map(|_| ()).map_err(Into::into)
        })
    })?;
    let ratio = raw_record / ours;
    table.add(
        "record and 50 events, in process",
        format!("{ours:.0} µs CPU against {raw_record:.0} by hand: {ratio:.2}"),
        "≥ 0.45",
        Some(ratio >= 0.45),
    );
    engine.close().await;
    Ok(Raw { list: raw_list, record: raw_record, id: Id(id) })
}

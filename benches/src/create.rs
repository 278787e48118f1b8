//! Creating records: group commit against a commit each through the same writer thread, and against a raw transaction.
use std::time::Instant;

use base::Id;
use engine::{Actor, Engine, Input, Value};
use rusqlite::Connection;
use store::Options;

use crate::table::Table;
use crate::{Result, Setup, clock, read};

struct Rate {
    per_second: f64,
    cpu_micros: f64,
}

/// Lets `clients` create contacts for a while.
async fn creating(engine: &Engine, clients: usize, each: usize) -> Result<Rate> {
    let (wall, cpu) = (Instant::now(), clock::own_cpu());
    let mut tasks = Vec::new();
    for client in 0..clients {
        let engine = engine.clone();
        tasks.push(tokio::spawn(async move {
            for n in 0..each {
                let mut work = engine.begin(&Actor::system());
                let unique = Id::new();
                let input = Input::new()
                    .with("first_name", Value::Text("Marta".to_owned()))
                    .with("last_name", Value::Text(format!("Kowal{}", n % 500)))
                    .typed("email", &format!("marta.{client}.{unique}@example.com"))
                    .typed("phone", &format!("+4930{:07}", 1_000_000 + n))
                    .with("title", Value::Text("Owner".to_owned()));
                work.create("contact", input).await?;
                work.commit().await?;
            }
            Ok::<(), base::Error>(())
        }));
    }
    for task in tasks {
        task.await??;
    }
    let done = (clients * each) as f64;
    Ok(Rate {
        per_second: done / wall.elapsed().as_secs_f64(),
        cpu_micros: (clock::own_cpu() - cpu) * 1e6 / done,
    })
}

/// The same rows by prepared statements in a transaction each, on one connection.
fn raw(setup: &Setup, n: usize) -> Result<f64> {
    let mut db = Connection::open(setup.dir.join("data/rondo.db"))?;
    db.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8000; PRAGMA busy_timeout=5000;")?;
    let (sql, args): (String, Vec<rusqlite::types::Value>) = template(&db)?;
    let cpu = clock::own_cpu();
    for _ in 0..n {
        let tx = db.transaction()?;
        let id = Id::new().0;
        let mut values = args.clone();
        if let Some(slot) = values.first_mut() {
            *slot = id.into();
        }
        tx.prepare_cached(&sql)?.execute(rusqlite::params_from_iter(values))?;
        tx.prepare_cached("INSERT OR REPLACE INTO search_contact (rowid, words) VALUES (?1, ?2)")?.execute(
            rusqlite::params![
                id,
                format!("marta kowal12 {id} example com 4930100000 30100000 0000 030100000")
            ],
        )?;
        tx.prepare_cached("INSERT INTO event (at, recorded_at, actor, cause, batch, object, record, verb, changes) VALUES (?1, ?1, NULL, NULL, ?2, 'contact', ?2, 'created', ?3)")?
            .execute(rusqlite::params![id, id, "{\"name\":[null,\"Marta Kowal12\"],\"first_name\":[null,\"Marta\"],\"last_name\":[null,\"Kowal12\"],\"email\":[null,[{\"value\":\"marta@example.com\",\"label\":null,\"primary\":true}]]}"])?;
        tx.commit()?;
    }
    Ok((clock::own_cpu() - cpu) * 1e6 / n as f64)
}

/// An INSERT of all columns of a contact, with the values of the newest one there is.
fn template(db: &Connection) -> Result<(String, Vec<rusqlite::types::Value>)> {
    let mut statement = db.prepare("SELECT * FROM contact ORDER BY id DESC LIMIT 1")?;
    let columns: Vec<String> = statement.column_names().map(|c| format!("\"{c}\"")).collect();
    let width = columns.len();
    let values = statement.query_row([], |r| (0..width).map(|i| r.get(i)).collect())?;
    let places: Vec<String> = (1..=width).map(|n| format!("?{n}")).collect();
    Ok((format!("INSERT INTO contact ({}) VALUES ({})", columns.join(", "), places.join(", ")), values))
}

/// Measures creating.
pub(crate) async fn measure(setup: &Setup, table: &mut Table) -> Result<()> {
    let raw = raw(setup, 3_000)?;
    let alone = read::open(setup, &Options { group: 1, ..Options::default() }).await?;
    let each_one = creating(&alone, 1, 600).await?;
    let each_many = creating(&alone, 64, 60).await?;
    alone.close().await;
    let grouped = read::open(setup, &Options::default()).await?;
    let group_one = creating(&grouped, 1, 600).await?;
    let group_many = creating(&grouped, 64, 200).await?;
    grouped.close().await;

    let many = group_many.per_second / each_many.per_second;
    table.add(
        "create, 64 clients",
        format!(
            "{:.0}/s against {:.0}/s with a commit each: {many:.1} ×",
            group_many.per_second, each_many.per_second
        ),
        "≥ 2.5 ×",
        Some(many >= 2.5),
    );
    let cpu = group_many.cpu_micros / raw;
    table.add(
        "create, CPU a write",
        format!("{:.0} µs against {raw:.0} µs of a raw transaction: {cpu:.2} ×", group_many.cpu_micros),
        "≤ 2 ×",
        Some(cpu <= 2.0),
    );
    let one = group_one.per_second / each_one.per_second;
    table.add(
        "create, 1 client",
        format!(
            "{:.0}/s against {:.0}/s with a commit each: {one:.2} ×",
            group_one.per_second, each_one.per_second
        ),
        "≥ 0.7 ×",
        Some(one >= 0.7),
    );
    Ok(())
}

//! `rondo move`: copies a workspace into an empty database, SQLite to PostgreSQL or back. The old one stays as it is.
//!
//! The target is opened with the same program, so it has the same tables; own objects and fields come with the
//! schema, which goes first. Then every table is read as one long read and written in chunks. The search index is
//! not copied but built anew.
use std::collections::{BTreeMap, HashSet};
use std::process::ExitCode;

use clap::Args;
use engine::Engine;
use serde_json::json;
use store::{Build, Db, Expect, Options, Row, Sql, Step, Tx};

use super::{Failure, Outcome, demo, open_at, open_existing, say, say_json, table};
use crate::config::{Config, location_of};
use crate::progress::Progress;

/// What makes the target's tables what they must be, so it goes first.
const FIRST: [&str; 3] = ["setting", "role", "schema_item"];
/// What is not copied: each database keeps its own.
const OWN: [&str; 2] = ["migration", "throttle"];
/// Arguments of one statement at most; SQLite takes 32,766.
const ARGUMENTS: usize = 8_000;

#[derive(Args)]
pub(crate) struct Move {
    /// Where to: postgres://user:password@host/name, or sqlite:///path/to/rondo.db
    #[arg(long, value_name = "URL")]
    to: String,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Move {
    pub(crate) async fn run(self, config: &Config) -> Outcome {
        let to = location_of(&self.to)?;
        if to == config.location {
            return Err(Failure("the workspace is there already".to_owned()));
        }
        let source = open_existing(config).await?;
        let options = Options { readers: 2, connections: 4, ..Options::default() };
        let target = open_at(&to, &options).await?;
        if !is_untouched(&target).await? {
            return Err(Failure(format!(
                "{to:?} holds a workspace with data already; move into an empty one"
            )));
        }
        let before = last_event(source.store()).await?;
        copy_schema(source.store(), target.store()).await?;
        target.close().await;
        // Opened again, it makes the tables of one's own objects.
        let target = open_at(&to, &options).await?;
        let counts = copy_tables(source.store(), target.store()).await?;
        if last_event(source.store()).await? != before {
            return Err(Failure(
                "the workspace changed while it was copied, so the copy is of no use; stop the server, empty the target and move again".to_owned(),
            ));
        }
        finish(&target).await?;
        target.close().await;
        source.close().await;
        self.report(&counts);
        Ok(ExitCode::SUCCESS)
    }

    fn report(&self, counts: &BTreeMap<String, usize>) {
        if self.json {
            say_json(&json!({"tables": counts, "rows": counts.values().sum::<usize>()}));
            return;
        }
        let rows: Vec<Vec<String>> = counts
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(table, count)| vec![table.clone(), count.to_string()])
            .collect();
        table(&rows);
        say(
            "The copy is complete and the old workspace untouched. Start the new one with --database or --data.",
        );
    }
}

/// Nobody has written anything into it, not even a user or a setting of one's own.
async fn is_untouched(engine: &Engine) -> Result<bool, Failure> {
    let asks = ["event", "account", "schema_item"]
        .map(|table| Sql::new(format!("SELECT 1 FROM {table} LIMIT 1"), Vec::new()))
        .to_vec();
    let written = engine.store().read_all(asks).await?.iter().any(|rows| !rows.is_empty());
    Ok(!written && demo::is_empty(engine).await?)
}

async fn last_event(db: &Db) -> Result<Option<i64>, Failure> {
    let rows = db.read(Sql::new("SELECT MAX(seq) FROM event", Vec::new())).await?;
    Ok(rows.first().and_then(|r| r.int(0)))
}

async fn copy_schema(source: &Db, target: &Db) -> Result<(), Failure> {
    let mut tx = Tx::new();
    for table in FIRST {
        tx.run(Sql::new(format!("DELETE FROM {table}"), Vec::new()));
    }
    target.commit(tx).await?;
    for table in FIRST {
        copy(source, target, table, &mut Progress::new("rows of the schema")).await?;
    }
    Ok(())
}

/// Copies every table both have. What the source alone has is not Rondo's, or a search index.
async fn copy_tables(source: &Db, target: &Db) -> Result<BTreeMap<String, usize>, Failure> {
    let there: HashSet<String> = names(source, source.dialect().tables(), &[]).await?.into_iter().collect();
    let mut progress = Progress::new("rows copied");
    let mut counts = BTreeMap::new();
    for table in names(target, target.dialect().tables(), &[]).await? {
        let name = table.as_str();
        let left_out = OWN.contains(&name)
            || FIRST.contains(&name)
            || name.starts_with("search_")
            || name.starts_with("sqlite_");
        if !left_out && there.contains(name) {
            counts.insert(table.clone(), copy(source, target, name, &mut progress).await?);
        }
    }
    Ok(counts)
}

/// One column of text.
async fn names(db: &Db, sql: &str, args: &[&str]) -> Result<Vec<String>, Failure> {
    let rows = db.read(Sql::new(sql, args.iter().map(|&a| a.into()).collect())).await?;
    Ok(rows.into_iter().filter_map(|mut r| r.take_text(0)).collect())
}

/// The columns of a table that both have. The transaction of an event belongs to the database it was written in.
async fn columns(source: &Db, target: &Db, table: &str) -> Result<Vec<String>, Failure> {
    let there: HashSet<String> =
        names(source, source.dialect().columns(), &[table]).await?.into_iter().collect();
    let mut shared = names(target, target.dialect().columns(), &[table]).await?;
    shared.retain(|c| there.contains(c) && !(table == "event" && c == "tx"));
    Ok(shared)
}

async fn copy(source: &Db, target: &Db, table: &str, progress: &mut Progress) -> Result<usize, Failure> {
    let columns = columns(source, target, table).await?;
    let mut select = Build::new();
    select.push("SELECT ");
    list(&mut select, &columns);
    select.push(" FROM ").ident(table);
    if table == "event" {
        // PostgreSQL reads the log in the order of its writing.
        select.push(" ORDER BY seq");
    }
    let mut scan = source.scan(select.done(), None).await?;
    let at_once = (ARGUMENTS / columns.len().max(1)).max(1);
    let mut count = 0;
    while let Some(mut rows) = scan.next_chunk().await? {
        count += rows.len();
        let mut tx = Tx::new();
        while !rows.is_empty() {
            let rest = rows.split_off(at_once.min(rows.len()));
            let written = rows.len() as u64;
            let sql = insert(table, &columns, std::mem::replace(&mut rows, rest));
            tx.steps.push(Step { sql, expect: Expect::Rows(written), returns: false });
        }
        target.commit(tx).await?;
        progress.at(count, None);
    }
    Ok(count)
}

fn list(sql: &mut Build, columns: &[String]) {
    for (i, column) in columns.iter().enumerate() {
        sql.push(if i > 0 { ", " } else { "" }).ident(column);
    }
}

fn insert(table: &str, columns: &[String], rows: Vec<Row>) -> Sql {
    let mut sql = Build::new();
    sql.push("INSERT INTO ").ident(table).push(" (");
    list(&mut sql, columns);
    sql.push(") VALUES ");
    for (i, row) in rows.into_iter().enumerate() {
        sql.push(if i > 0 { ", (" } else { "(" });
        for (j, value) in row.0.into_iter().enumerate() {
            sql.push(if j > 0 { ", " } else { "" }).bind(value);
        }
        sql.push(")");
    }
    sql.done()
}

/// What depends on the database itself: where followers stand, where the log goes on, the search index.
async fn finish(target: &Engine) -> Result<(), Failure> {
    let mut tx = Tx::new();
    tx.run(Sql::new(
        "UPDATE follower SET tx = COALESCE((SELECT event.tx FROM event WHERE event.seq <= follower.seq ORDER BY event.seq DESC LIMIT 1), 0)",
        Vec::new(),
    ));
    if let Some(sql) = target.store().dialect().after_copy("event", "seq") {
        tx.returning(Sql::new(sql, Vec::new()));
    }
    target.store().commit(tx).await?;
    let mut progress = Progress::new("records in the search index");
    target.reindex(|n| progress.at(n, None)).await?;
    Ok(())
}

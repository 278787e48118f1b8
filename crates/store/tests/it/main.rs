//! The store as its users see it; on PostgreSQL when `TEST_POSTGRES` names a server.
#![expect(clippy::unwrap_used, reason = "a failed test may panic")]

mod bulk;
mod dialect;
mod failures;
mod migrations;
mod nodes;
mod postgres;
mod units;

use std::sync::Arc;

use store::{Db, Migration, Row, Sql, Tx, Value, testing::TestDb};

/// A small schema with a unique index, a link and the event log.
const SCHEMA: &[Migration] = &[Migration {
    number: 1,
    name: "start",
    sql: "CREATE TABLE item (id {key}, name {text}, rank {int}, size {real}, data {bytes}){strict};
        CREATE UNIQUE INDEX item_name ON item (name);
        CREATE TABLE part (id {serial_key}, item {int} NOT NULL REFERENCES item (id)){strict};
        CREATE TABLE event (seq {serial_key}, {tx}, at {int} NOT NULL DEFAULT 0, recorded_at {int} NOT NULL DEFAULT 0,
            actor {int}, cause {text}, batch {int}, object {text}, record {int}, verb {text}, changes {text}){strict};
        {postgres}CREATE INDEX event_tx ON event (tx, seq);",
}];

async fn fresh() -> (TestDb, Db) {
    let place = TestDb::new().await.unwrap();
    let db = place.open(SCHEMA).await.unwrap();
    (place, db)
}

fn sql(text: &str, args: Vec<Value>) -> Sql {
    Sql::new(Arc::from(text), args)
}

fn put(id: i64, name: &str) -> Sql {
    sql("INSERT INTO item (id, name) VALUES ($1, $2)", vec![id.into(), name.into()])
}

fn tx(sqls: impl IntoIterator<Item = Sql>) -> Tx {
    let mut tx = Tx::new();
    sqls.into_iter().for_each(|sql| tx.run(sql));
    tx
}

async fn rows(db: &Db, text: &str) -> Vec<Row> {
    db.read(sql(text, Vec::new())).await.unwrap()
}

async fn number(db: &Db, text: &str) -> i64 {
    rows(db, text).await[0].int(0).unwrap()
}

async fn texts(db: &Db, text: &str) -> Vec<Option<String>> {
    rows(db, text).await.iter().map(|row| row.text(0).map(str::to_owned)).collect()
}

//! A process that commits without end from eight tasks and prints each number when it is durable. To be killed.
use std::{io::Write as _, sync::Arc};

use store::{Db, Location, Options, Sql, Tx};

#[tokio::main]
async fn main() -> Result<(), store::Failure> {
    let target = std::env::args().nth(1).unwrap_or_default();
    let location = if target.starts_with("postgres") {
        Location::Postgres(target)
    } else {
        Location::Sqlite(target.into())
    };
    // The test has made the schema already; this process knows the same first migration.
    let known = [store::Migration { number: 1, name: "start", sql: "" }];
    let db = Db::open(&location, &Options { connections: 8, ..Options::default() }, &known).await?;
    let work = (0..8_i64).map(|task| {
        let db = db.clone();
        tokio::spawn(async move {
            let insert: Arc<str> = Arc::from("INSERT INTO item (id, name) VALUES ($1, $2)");
            let link: Arc<str> = Arc::from("INSERT INTO part (item) VALUES ($1)");
            for id in (0..).map(|n| n * 8 + task) {
                let mut tx = Tx::new();
                tx.run(Sql::new(insert.clone(), vec![id.into(), id.to_string().into()]));
                tx.run(Sql::new(link.clone(), vec![id.into()]));
                if db.commit(tx).await.is_err() {
                    return;
                }
                let mut out = std::io::stdout().lock();
                if writeln!(out, "{id}").and_then(|()| out.flush()).is_err() {
                    return;
                }
            }
        })
    });
    futures_util::future::join_all(work).await;
    Ok(())
}

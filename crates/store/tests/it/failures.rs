//! Full disks, locked and foreign files, killed processes: a clear failure, and nothing answered is lost.
use std::{
    io::{BufRead as _, BufReader},
    process::{Command, Stdio},
    time::Duration,
};

use futures_util::future::join_all;
use store::{Db, Failure, Location, Options, Value};

use crate::{SCHEMA, fresh, number, put, sql, tx};

fn big(id: i64, bytes: usize) -> store::Sql {
    sql("INSERT INTO item (id, data) VALUES ($1, $2)", vec![id.into(), Value::Bytes(vec![7; bytes])])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_fails_the_unit_that_does_not_fit() {
    let (place, db) = fresh().await;
    if place.is_postgres() {
        return;
    }
    db.ddl(vec!["PRAGMA max_page_count = 64".to_owned()]).await.unwrap();
    let small = (0..20).map(|id| (id, 10));
    let units = small.clone().chain([(100, 1_000_000)]).chain(small.map(|(id, size)| (id + 200, size)));
    let outcomes = join_all(units.map(|(id, size)| {
        let db = db.clone();
        tokio::spawn(async move { (id, db.commit(tx([big(id, size)])).await) })
    }))
    .await;
    for outcome in outcomes {
        let (id, outcome) = outcome.unwrap();
        match outcome {
            Err(Failure::Full(_)) => assert_eq!(id, 100),
            other => assert!(other.is_ok() && id != 100, "{id}: {other:?}"),
        }
    }
    assert_eq!(number(&db, "SELECT count(*) FROM item").await, 40);
    assert_eq!(db.check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_file_is_busy_and_free_again() {
    let (place, _) = fresh().await;
    let Location::Sqlite(path) = place.location() else { return };
    let options = Options { patience: Duration::from_millis(50), ..Options::default() };
    let db = Db::open(place.location(), &options, SCHEMA).await.unwrap();
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(db.commit(tx([put(1, "a")])).await, Err(Failure::Busy(_))));
    assert_eq!(number(&db, "SELECT count(*) FROM item").await, 0);
    other.execute_batch("ROLLBACK").unwrap();
    db.commit(tx([put(1, "a")])).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_file_is_not_touched() {
    let (place, _) = fresh().await;
    if place.is_postgres() {
        return;
    }
    let path = place.directory().join("notes.txt");
    std::fs::write(&path, "shopping list, ".repeat(100)).unwrap();
    let opened = Db::open(&Location::Sqlite(path.clone()), &Options::default(), SCHEMA).await.map(|_| ());
    assert!(matches!(opened, Err(Failure::Other(why)) if why.contains("not a Rondo workspace")));
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("shopping"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deferred_fault_is_blamed_on_its_unit_alone() {
    let (_place, db) = fresh().await;
    let text = "CREATE TABLE IF NOT EXISTS later (id {key}, item {int} REFERENCES item (id) \
        DEFERRABLE INITIALLY DEFERRED){strict}";
    db.ddl(vec![text.to_owned()]).await.unwrap();
    let outcomes = join_all((0..32).map(|id| {
        let db = db.clone();
        tokio::spawn(async move {
            let link = sql("INSERT INTO later (id, item) VALUES ($1, $2)", vec![id.into(), id.into()]);
            db.commit(if id == 9 { tx([link]) } else { tx([link, put(id, &id.to_string())]) }).await
        })
    }))
    .await;
    for (id, outcome) in outcomes.into_iter().enumerate() {
        match outcome.unwrap() {
            Err(Failure::ForeignKey) => assert_eq!(id, 9),
            other => assert!(other.is_ok() && id != 9, "{id}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_loses_nothing_it_had_acknowledged() {
    let (place, db) = fresh().await;
    let program = std::env::current_exe().unwrap();
    let program = program.parent().unwrap().parent().unwrap().join("examples").join("relentless");
    let target = match place.location() {
        Location::Sqlite(path) => path.display().to_string(),
        Location::Postgres(url) => url.clone(),
    };
    let mut child = Command::new(program).arg(target).stdout(Stdio::piped()).spawn().unwrap();
    let mut acknowledged = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        acknowledged.extend(line.unwrap().parse::<i64>());
        if acknowledged.len() == 300 {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged.len() >= 300);
    // Of one instant: the server may still be ending what the killed process had begun.
    let ask = |text| sql(text, vec![]);
    let both = vec![ask("SELECT id FROM item"), ask("SELECT count(*) FROM part")];
    let answers = db.read_all(both).await.unwrap();
    let there: Vec<_> = answers[0].iter().filter_map(|row| row.int(0)).collect();
    for id in &acknowledged {
        assert!(there.contains(id), "{id} was acknowledged");
    }
    // Each unit writes two rows: none is half there.
    assert_eq!(answers[1][0].int(0), Some(there.len() as i64));
}

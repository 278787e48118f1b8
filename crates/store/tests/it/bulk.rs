//! Long reads.
use std::time::Duration;

use store::{Db, Failure};

use crate::{fresh, sql, tx};

const MANY: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) \
    SELECT i FROM n";
/// Never ends by itself in a test's time.
const ENDLESS: &str = "WITH RECURSIVE n(i) AS (SELECT CAST(1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < 9000000000) \
    SELECT count(*) FROM n";

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_rows_come_in_chunks() {
    let (_place, db) = fresh().await;
    let mut scan = db.scan(sql(MANY, vec![]), None).await.unwrap();
    let (mut rows, mut sum) = (0, 0);
    while let Some(chunk) = scan.next_chunk().await.unwrap() {
        assert!(chunk.len() <= 1_000);
        rows += chunk.len();
        sum += chunk.iter().filter_map(|row| row.int(0)).sum::<i64>();
    }
    assert_eq!((rows, sum), (100_000, 5_000_050_000));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_ends_at_its_time_limit() {
    let (_place, db) = fresh().await;
    let mut scan = db.scan(sql(ENDLESS, vec![]), Some(Duration::from_millis(50))).await.unwrap();
    assert_eq!(scan.next_chunk().await, Err(Failure::TimeLimit));
}

#[tokio::test(flavor = "multi_thread")]
async fn dropped_scans_make_room_for_others() {
    let (_place, db) = fresh().await;
    for _ in 0..40 {
        let mut scan = open_when_free(&db).await;
        assert_eq!(scan.next_chunk().await.unwrap().map(|chunk| chunk.len()), Some(1_000));
    }
}

async fn open_when_free(db: &Db) -> store::Scan {
    loop {
        match db.scan(sql(MANY, vec![]), None).await {
            Err(Failure::Busy(_)) => tokio::task::yield_now().await,
            other => return other.unwrap(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_nobody_waits_for_is_broken_off() {
    let (_place, db) = fresh().await;
    // More than there are readers: if they were not broken off, the last question would never be answered.
    for _ in 0..20 {
        let asked = db.read(sql(ENDLESS, vec![]));
        assert!(tokio::time::timeout(Duration::from_millis(20), asked).await.is_err());
    }
    assert!(db.read(sql("SELECT 1", vec![])).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_in_the_statement_is_told() {
    let (_place, db) = fresh().await;
    let mut scan = db.scan(sql("SELECT nothing FROM item", vec![]), None).await.unwrap();
    assert!(matches!(scan.next_chunk().await, Err(Failure::Other(why)) if why.contains("nothing")));
    assert!(matches!(db.read(sql("SELEC 1", vec![])).await, Err(Failure::Other(_))));
    assert!(matches!(db.commit(tx([sql("UPDATE nowhere SET a = 1", vec![])])).await, Err(Failure::Other(_))));
}

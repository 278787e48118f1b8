//! What only a server can do to us.
use std::time::Duration;

use store::{Failure, Location, testing::on_server};
use tokio_postgres::NoTls;

use crate::{fresh, number, put, sql, tx};

async fn raw(location: &Location) -> Option<tokio_postgres::Client> {
    let Location::Postgres(url) = location else { return None };
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    Some(client)
}

#[tokio::test(flavor = "multi_thread")]
async fn followers_wait_for_a_slow_transaction() {
    let (place, db) = fresh().await;
    let Some(slow) = raw(place.location()).await else { return };
    let insert =
        |record: i64| sql("INSERT INTO event (object, record) VALUES ('item', $1)", vec![record.into()]);
    let follow = async || {
        let ask = sql(db.dialect().events_after(), vec![0.into(), 0.into(), 10.into()]);
        let found = db.read(ask).await.unwrap();
        found.iter().filter_map(|row| row.int(8)).collect::<Vec<_>>()
    };
    slow.batch_execute("BEGIN; INSERT INTO event (object, record) VALUES ('item', 1)").await.unwrap();
    db.commit(tx([insert(2)])).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM event").await, 1);
    assert_eq!(follow().await, Vec::<i64>::new());
    slow.batch_execute("COMMIT").await.unwrap();
    while follow().await.len() < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(follow().await, [1, 2]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_ends_all_connections_is_borne() {
    let (place, db) = fresh().await;
    let Location::Postgres(url) = place.location() else { return };
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    for id in 0..5 {
        number(&db, "SELECT count(*) FROM item").await;
        on_server(url, end).await.unwrap();
        assert_eq!(number(&db, "SELECT count(*) FROM item").await, id);
        on_server(url, end).await.unwrap();
        let mut unit = tx([]);
        unit.expect(put(id, &id.to_string()), 1);
        db.commit(unit).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_in_flight_when_the_connection_ends_is_whole_or_not_there() {
    let (place, db) = fresh().await;
    let Location::Postgres(url) = place.location() else { return };
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let mut unit = tx([put(1, "a"), sql("SELECT pg_sleep(0.3)", vec![])]);
    unit.run(put(2, "b"));
    let (outcome, ended) = tokio::join!(db.commit(unit), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        on_server(url, end).await
    });
    ended.unwrap();
    let count = number(&db, "SELECT count(*) FROM item").await;
    match outcome {
        Ok(_) => assert_eq!(count, 2),
        Err(Failure::Lost { uncertain, .. }) => assert!(uncertain && count != 1),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_with_nul_is_refused_by_name() {
    let (place, db) = fresh().await;
    if place.is_postgres() {
        let refused = db.commit(tx([put(1, "a\0b")])).await;
        assert!(matches!(refused, Err(Failure::Other(why)) if why.contains("NUL")));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_unit_leaves_no_open_transaction() {
    let (place, db) = fresh().await;
    if !place.is_postgres() {
        return;
    }
    for id in 0..20 {
        let mut unit = tx([put(id, &id.to_string())]);
        unit.expect(sql("SELECT 1 FROM pg_sleep(5)", vec![]), 1);
        assert!(tokio::time::timeout(Duration::from_millis(20), db.commit(unit)).await.is_err());
    }
    db.commit(tx([put(100, "after")])).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM item").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn deadlocks_are_tried_again() {
    let (place, db) = fresh().await;
    if !place.is_postgres() {
        return;
    }
    db.commit(tx([put(1, "a"), put(2, "b")])).await.unwrap();
    let bump = |id: i64| sql("UPDATE item SET rank = coalesce(rank, 0) + 1 WHERE id = $1", vec![id.into()]);
    let pause = || sql("SELECT pg_sleep(0.1)", vec![]);
    let (one, two) =
        tokio::join!(db.commit(tx([bump(1), pause(), bump(2)])), db.commit(tx([bump(2), pause(), bump(1)])));
    one.unwrap();
    two.unwrap();
    assert_eq!(number(&db, "SELECT sum(rank) FROM item").await, 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_or_server_is_told_without_the_password() {
    let url = "postgres://someone:secret@127.0.0.1:1/none";
    let options = store::Options { patience: Duration::ZERO, ..store::Options::default() };
    let why = store::Db::open(&Location::Postgres(url.to_owned()), &options, &[]).await.unwrap_err();
    assert!(matches!(why, Failure::Lost { uncertain: false, .. }), "{why:?}");
    assert!(!why.to_string().contains("secret"));
    assert!(!format!("{:?}", Location::Postgres(url.to_owned())).contains("secret"));
}

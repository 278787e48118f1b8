//! Opening: new, old and too new workspaces.
use futures_util::future::join_all;
use store::{Failure, Location, Migration, testing::TestDb};

use crate::{SCHEMA, number, put, texts, tx};

const fn step(number: u32, sql: &'static str) -> Migration {
    Migration { number, name: "step", sql }
}

fn file(place: &TestDb) -> Option<std::path::PathBuf> {
    match place.location() {
        Location::Sqlite(path) => Some(path.clone()),
        Location::Postgres(_) => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_openers_migrate_once() {
    let place = TestDb::new().await.unwrap();
    let all = join_all((0..8).map(|_| place.open(SCHEMA))).await;
    let dbs: Vec<_> = all.into_iter().map(Result::unwrap).collect();
    assert_eq!(number(&dbs[0], "SELECT count(*) FROM migration").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_workspace_is_refused() {
    let place = TestDb::new().await.unwrap();
    let newer = [SCHEMA[0], step(2, "CREATE TABLE later (id {key}){strict}")];
    place.open(&newer).await.unwrap().close().await;
    let refused = place.open(SCHEMA).await.map(|_| ());
    assert_eq!(refused, Err(Failure::TooNew { workspace: 2, binary: 1 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_migration_leaves_all_as_it_was() {
    let place = TestDb::new().await.unwrap();
    place.open(SCHEMA).await.unwrap().close().await;
    let broken = [SCHEMA[0], step(2, "CREATE TABLE fine (id {key}){strict}"), step(3, "CREATE TABLE")];
    let why = place.open(&broken).await.map(|_| ()).unwrap_err().to_string();
    assert!(why.contains("migration 3"), "{why}");
    let db = place.open(SCHEMA).await.unwrap();
    assert_eq!(number(&db, "SELECT count(*) FROM migration").await, 1);
    assert!(!texts(&db, db.dialect().tables()).await.contains(&Some("fine".to_owned())));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_keeps_the_last_three_snapshots() {
    let place = TestDb::new().await.unwrap();
    let Some(path) = file(&place) else { return };
    let mut steps = vec![SCHEMA[0]];
    for number in 2..=6 {
        let db = place.open(&steps).await.unwrap();
        db.commit(tx([put(number.into(), &format!("before {number}"))])).await.unwrap();
        db.close().await;
        steps.push(step(number, "SELECT 1"));
    }
    place.open(&steps).await.unwrap().close().await;
    let directory = std::fs::read_dir(place.directory()).unwrap();
    let names = directory.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut kept: Vec<_> = names.filter(|name| name.contains("before")).collect();
    kept.sort();
    assert_eq!(kept, ["rondo.db.before-4.bak", "rondo.db.before-5.bak", "rondo.db.before-6.bak"]);
    let old = Location::Sqlite(path.with_file_name("rondo.db.before-5.bak"));
    let old = store::Db::open(&old, &store::Options::default(), &steps[..4]).await.unwrap();
    assert_eq!(number(&old, "SELECT max(id) FROM item").await, 5);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = TestDb::new().await.unwrap();
    if file(&place).is_none() {
        return;
    }
    let path = place.directory().join("new").join("rondo.db");
    let db =
        store::Db::open(&Location::Sqlite(path.clone()), &store::Options::default(), SCHEMA).await.unwrap();
    db.commit(tx([put(1, "a")])).await.unwrap();
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for name in ["rondo.db", "rondo.db-wal", "rondo.db-shm"] {
        assert_eq!(mode(&path.with_file_name(name)), 0o600, "{name}");
    }
}

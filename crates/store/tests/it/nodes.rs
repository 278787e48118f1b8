//! Several handles on one workspace, as several processes have.
use std::time::Duration;

use futures_util::future::join_all;
use store::Failure;

use crate::{SCHEMA, fresh, number, put, texts, tx};

#[tokio::test(flavor = "multi_thread")]
async fn two_handles_write_side_by_side() {
    let (place, one) = fresh().await;
    let two = place.open(SCHEMA).await.unwrap();
    let writes = (0..200).map(|id| {
        let db = if id % 2 == 0 { one.clone() } else { two.clone() };
        tokio::spawn(async move { db.commit(tx([put(id, &id.to_string())])).await })
    });
    for outcome in join_all(writes).await {
        outcome.unwrap().unwrap();
    }
    assert_eq!(number(&two, "SELECT count(*) FROM item").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_wakes_this_node_and_the_other() {
    let (place, one) = fresh().await;
    let two = place.open(SCHEMA).await.unwrap();
    let (mut here, mut there) = (one.woken(), two.woken());
    here.mark_unchanged();
    let mut unit = tx([put(1, "a")]);
    unit.notify = true;
    one.commit(unit).await.unwrap();
    assert!(here.has_changed().unwrap());
    there.mark_unchanged();
    tokio::time::timeout(Duration::from_secs(10), there.changed()).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_a_workspace_and_overwrites_nothing() {
    let (place, db) = fresh().await;
    db.commit(tx([put(1, "saved")])).await.unwrap();
    let to = place.directory().join("copy").join("rondo.db");
    let made = db.backup(&to).await;
    if place.is_postgres() {
        assert!(matches!(made, Err(Failure::Unsupported(_))));
        return;
    }
    made.unwrap();
    assert!(matches!(db.backup(&to).await, Err(Failure::Other(why)) if why.contains("not overwritten")));
    let copy = store::Location::Sqlite(to);
    let copy = store::Db::open(&copy, &store::Options::default(), SCHEMA).await.unwrap();
    assert_eq!(texts(&copy, "SELECT name FROM item").await, [Some("saved".to_owned())]);
    assert_eq!(copy.check().await.unwrap(), Vec::<String>::new());
}

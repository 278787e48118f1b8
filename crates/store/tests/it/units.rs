//! Units of work: whole or not at all, alone and in a group.
use futures_util::future::join_all;
use store::{Failure, Options, Tx, Value};

use crate::{SCHEMA, fresh, number, put, rows, sql, texts, tx};

#[tokio::test(flavor = "multi_thread")]
async fn all_shapes_come_back_as_they_went_in() {
    let (_place, db) = fresh().await;
    let args = vec![7.into(), "Zoë 'x'".into(), Value::Null, 1.5.into(), vec![0_u8, 255].into()];
    let text = "INSERT INTO item (id, name, rank, size, data) VALUES ($1, $2, $3, $4, $5)";
    db.commit(tx([sql(text, args.clone())])).await.unwrap();
    let found = rows(&db, "SELECT id, name, rank, size, data FROM item").await;
    assert_eq!(found[0].0, args);
}

#[tokio::test(flavor = "multi_thread")]
async fn returning_steps_give_rows_and_all_give_counts() {
    let (_place, db) = fresh().await;
    let mut unit = tx([put(1, "a"), put(2, "b")]);
    unit.run(sql("UPDATE item SET rank = 5", vec![]));
    let at = unit.returning(sql("INSERT INTO part (item) VALUES ($1), ($1) RETURNING item", vec![2.into()]));
    unit.run(sql("DELETE FROM part WHERE item = $1", vec![1.into()]));
    let read = unit.returning(sql("SELECT count(*) FROM part", vec![]));
    let done = db.commit(unit).await.unwrap();
    assert_eq!(done.changed, [1, 1, 2, 2, 0, 1]);
    assert_eq!(done.rows[at].iter().map(|row| row.int(0)).collect::<Vec<_>>(), [Some(2), Some(2)]);
    assert_eq!(done.rows[read][0].int(0), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_may_be_used_twice_and_out_of_order() {
    let (_place, db) = fresh().await;
    let question =
        sql("SELECT CAST($2 AS TEXT), CAST($1 AS TEXT), CAST($2 AS TEXT)", vec!["one".into(), "two".into()]);
    let found = db.read(question).await.unwrap();
    assert_eq!(found[0].0, ["two".into(), "one".into(), "two".into()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_expectation_undoes_the_unit() {
    let (_place, db) = fresh().await;
    let mut unit = tx([put(1, "a")]);
    let step = unit.expect(sql("UPDATE item SET rank = 1 WHERE id = $1", vec![99.into()]), 1);
    assert_eq!(db.commit(unit).await, Err(Failure::Expected { step, changed: 0 }));
    assert_eq!(number(&db, "SELECT count(*) FROM item").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_four_at_once_each_stand_for_themselves() {
    let (_place, db) = fresh().await;
    let units = (0..64).map(|id| {
        let db = db.clone();
        tokio::spawn(async move {
            let mut unit = tx([put(id, &format!("n{id}"))]);
            if id % 3 == 0 {
                unit.expect(sql("DELETE FROM item WHERE id = -1", vec![]), 1);
            }
            db.commit(unit).await
        })
    });
    let outcomes = join_all(units).await;
    for (id, outcome) in outcomes.into_iter().enumerate() {
        assert_eq!(outcome.unwrap().is_err(), id % 3 == 0, "unit {id}");
    }
    assert_eq!(number(&db, "SELECT count(*) FROM item").await, 42);
    assert_eq!(number(&db, "SELECT count(*) FROM item WHERE id % 3 = 0").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_value_names_the_index() {
    let (_place, db) = fresh().await;
    db.commit(tx([put(1, "a")])).await.unwrap();
    let taken = db.commit(tx([put(2, "a")])).await;
    assert_eq!(taken, Err(Failure::Unique { index: "item_name".to_owned() }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_nothing_is_refused() {
    let (_place, db) = fresh().await;
    let broken = tx([sql("INSERT INTO part (item) VALUES ($1)", vec![5.into()])]);
    assert_eq!(db.commit(broken).await, Err(Failure::ForeignKey));
}

#[tokio::test(flavor = "multi_thread")]
async fn several_questions_see_one_instant() {
    let (_place, db) = fresh().await;
    let ask = || sql("SELECT count(*) FROM item", vec![]);
    let writes = (0..50).map(|id| db.commit(tx([put(id, &id.to_string())])));
    let reads = (0..50).map(|_| db.read_all(vec![ask(), ask(), ask()]));
    let (_, answers) = tokio::join!(join_all(writes), join_all(reads));
    for answer in answers {
        let counts: Vec<_> = answer.unwrap().iter().map(|rows| rows[0].int(0)).collect();
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_unit_does_nothing() {
    let (_place, db) = fresh().await;
    assert!(db.commit(Tx::new()).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_unit_of_many_steps_goes_through() {
    let (_place, db) = fresh().await;
    let mut unit = Tx::new();
    for id in 0..5_000 {
        unit.expect(put(id, &format!("name {id}")), 1);
    }
    assert_eq!(db.commit(unit).await.unwrap().changed.len(), 5_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_is_there_after_closing() {
    let (place, db) = fresh().await;
    db.commit(tx([put(1, "kept")])).await.unwrap();
    db.close().await;
    assert!(matches!(db.commit(tx([put(2, "late")])).await, Err(Failure::Lost { uncertain: false, .. })));
    let db = store::Db::open(place.location(), &Options::default(), SCHEMA).await.unwrap();
    assert_eq!(texts(&db, "SELECT name FROM item").await, [Some("kept".to_owned())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_may_be_added_twice_while_its_table_is_read() {
    let (_place, db) = fresh().await;
    db.commit(tx([put(1, "a")])).await.unwrap();
    assert_eq!(rows(&db, "SELECT * FROM item").await[0].0.len(), 5);
    let add = "ALTER TABLE item ADD COLUMN IF NOT EXISTS colour {text}".to_owned();
    db.ddl(vec![add.clone()]).await.unwrap();
    db.ddl(vec![add]).await.unwrap();
    assert_eq!(rows(&db, "SELECT * FROM item").await[0].0.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_that_looks_at_too_much_is_given_up_and_the_next_one_is_not() {
    let (_place, db) = fresh().await;
    if db.dialect() == store::Dialect::Postgres {
        return;
    }
    let count = |to: i64| {
        let text = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < $1) SELECT count(*) FROM n";
        sql(text, vec![to.into()])
    };
    assert_eq!(db.read_within(count(1_000_000), 5).await.unwrap(), None);
    let few = db.read_within(count(10), 5).await.unwrap();
    assert_eq!(few.and_then(|rows| rows.first()?.int(0)), Some(10));
    assert_eq!(db.read(count(100_000)).await.unwrap().first().and_then(|r| r.int(0)), Some(100_000));
}

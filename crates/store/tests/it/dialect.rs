//! The same answers on both databases.
use store::{Db, Sql, Value};

use crate::{fresh, number, put, rows, sql, texts, tx};

#[tokio::test(flavor = "multi_thread")]
async fn nulls_are_smallest_and_text_sorts_by_bytes() {
    let (_place, db) = fresh().await;
    let mut unit = tx([put(1, "b"), put(2, "a"), put(3, "é"), put(4, "Z")]);
    unit.run(sql("INSERT INTO item (id, name) VALUES ($1, $2)", vec![5.into(), Value::Null]));
    db.commit(unit).await.unwrap();
    let sorted = async |descending| {
        let order = db.dialect().order("name", descending);
        texts(&db, &format!("SELECT name FROM item ORDER BY {order}")).await
    };
    let expected: Vec<_> = [None, Some("Z"), Some("a"), Some("b"), Some("é")]
        .into_iter()
        .map(|name| name.map(str::to_owned))
        .collect();
    assert_eq!(sorted(false).await, expected);
    assert_eq!(sorted(true).await, expected.into_iter().rev().collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_an_index_too() {
    let (_place, db) = fresh().await;
    let order = db.dialect().order("rank", true);
    db.ddl(vec![format!("CREATE INDEX IF NOT EXISTS item_rank ON item ({order}, id)")]).await.unwrap();
    assert!(texts(&db, db.dialect().indexes()).await.contains(&Some("item_rank".to_owned())));
}

#[tokio::test(flavor = "multi_thread")]
async fn contains_takes_text_as_it_is() {
    let (_place, db) = fresh().await;
    db.commit(tx([put(1, "50% off"), put(2, "50 off"), put(3, "OFF")])).await.unwrap();
    let count = async |part: &str| {
        let text = format!("SELECT count(*) FROM item WHERE {}", db.dialect().contains("name", "$1"));
        db.read(sql(&text, vec![part.into()])).await.unwrap()[0].int(0)
    };
    assert_eq!(count("0%").await, Some(1));
    assert_eq!(count("off").await, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn sums_averages_and_truths_are_plain_cells() {
    let (_place, db) = fresh().await;
    let text = "INSERT INTO item (id, rank, size) VALUES (1, 3, 0.5), (2, 4, 1.0)";
    db.commit(tx([sql(text, vec![])])).await.unwrap();
    let found = rows(&db, "SELECT sum(rank), avg(rank), sum(size), sum(rank) > 5, count(*) FROM item").await;
    let expected = [Value::Int(7), Value::Real(3.5), Value::Real(1.5), Value::Int(1), Value::Int(2)];
    assert_eq!(found[0].0, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_are_listed_in_order() {
    let (_place, db) = fresh().await;
    let found = db.read(sql(db.dialect().columns(), vec!["item".into()])).await.unwrap();
    let names: Vec<_> = found.iter().filter_map(|row| row.text(0)).collect();
    assert_eq!(names, ["id", "name", "rank", "size", "data"]);
}

async fn index(db: &Db, id: i64, words: &str) {
    db.commit(tx([db.dialect().search_put("contact", id, words)])).await.unwrap();
}

async fn find(db: &Db, words: &[(&str, bool)]) -> Vec<i64> {
    let words: Vec<_> = words.iter().map(|(word, prefix)| ((*word).to_owned(), *prefix)).collect();
    let Some(expression) = db.dialect().match_expression(&words) else { return Vec::new() };
    let search = db.dialect().search_match("contact", "$1");
    let text = format!(
        "SELECT {id} FROM {from} WHERE {condition} ORDER BY {id} DESC LIMIT $2",
        id = search.id,
        from = search.from,
        condition = search.condition
    );
    let found = db.read(Sql::new(text, vec![expression.into(), 10.into()])).await.unwrap();
    found.iter().filter_map(|row| row.int(0)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_words_and_beginnings_newest_first() {
    let (_place, db) = fresh().await;
    db.ddl(db.dialect().search_table("contact")).await.unwrap();
    db.ddl(db.dialect().search_table("contact")).await.unwrap();
    index(&db, 1, "marta kowalska marta acme").await;
    index(&db, 2, "martin  kowal o'neil 007 c++").await;
    index(&db, 3, "anna kowalska").await;
    index(&db, 4, "").await;
    assert_eq!(find(&db, &[("mart", true), ("kowal", true)]).await, [2, 1]);
    assert_eq!(find(&db, &[("kowalska", false)]).await, [3, 1]);
    assert_eq!(find(&db, &[("kowal", false)]).await, [2]);
    assert_eq!(find(&db, &[("007", false)]).await, [2]);
    assert_eq!(find(&db, &[("o'neil", false), ("c++", false)]).await, [2]);
    assert_eq!(find(&db, &[("\" OR ' \\", true), ("' | 'x", true)]).await, Vec::<i64>::new());
    index(&db, 1, "renamed").await;
    db.commit(tx(db.dialect().search_delete("contact", 3))).await.unwrap();
    assert_eq!(find(&db, &[("kow", true)]).await, [2]);
    assert_eq!(find(&db, &[("ren", true)]).await, [1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn search_bears_all_kinds_of_words() {
    let (_place, db) = fresh().await;
    db.ddl(db.dialect().search_table("contact")).await.unwrap();
    let long = "x".repeat(5_000);
    index(&db, 1, &format!("日本語 नमस्ते \u{1F600} {long} a:* !b (c & \\d")).await;
    let many: Vec<_> = (0..30_000).map(|n| format!("w{n}")).collect();
    index(&db, 2, &many.join(" ")).await;
    for word in ["日本語", "नमस्ते", "\u{1F600}", &long, "a:*", "!b", "(c", "&", "d"] {
        assert_eq!(find(&db, &[(word, false)]).await, [1], "{word}");
    }
    assert_eq!(find(&db, &[("नम", true)]).await, [1]);
    assert_eq!(find(&db, &[("w19999", false)]).await, [2]);
    assert_eq!(find(&db, &[("w20000", false)]).await, Vec::<i64>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_follow_one_another() {
    let (_place, db) = fresh().await;
    for record in 1..=3 {
        let text = "INSERT INTO event (object, record, verb) VALUES ('item', $1, 'created')";
        db.commit(tx([sql(text, vec![record.into()])])).await.unwrap();
    }
    let mut seen = Vec::new();
    let (mut after, mut seq) = (0, 0);
    // Another database of the server may hold back the newest for a moment.
    while seen.len() < 3 {
        let ask = sql(db.dialect().events_after(), vec![after.into(), seq.into(), 2.into()]);
        for row in db.read(ask).await.unwrap() {
            (seq, after) = (row.int(0).unwrap(), row.int(1).unwrap());
            seen.push(row.int(8).unwrap());
        }
    }
    assert_eq!(seen, [1, 2, 3]);
    assert_eq!(number(&db, "SELECT count(*) FROM event").await, 3);
}

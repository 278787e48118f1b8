//! Undo, and how things were.
use base::{Error, Id, Moment};
use engine::undo::Undone;
use engine::{Actor, Input, Value};
use serde_json::json;

use crate::world::{World, text};

async fn undo(w: &World, batch: Id) -> Undone {
    w.engine.undo(&Actor::system(), batch, |_| {}).await.unwrap()
}

#[tokio::test]
async fn an_edit_is_undone_and_the_undo_is_undone() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta", "score": 1})).await;
    let batch = w.update("contact", id, json!({"score": 2}), None).await.unwrap();
    let undone = undo(&w, batch).await;
    assert_eq!((undone.records, undone.left), (1, 0));
    assert_eq!(w.get("contact", id).await.get("score"), &Value::Int(1));
    assert_eq!(undo(&w, undone.batch).await.records, 1);
    assert_eq!(w.get("contact", id).await.get("score"), &Value::Int(2));
}

#[tokio::test]
async fn a_bulk_change_is_undone_as_one() {
    let w = World::new().await;
    let ids =
        [w.create("contact", json!({"name": "A"})).await, w.create("contact", json!({"name": "B"})).await];
    let mut work = w.engine.begin(&Actor::system());
    for id in ids {
        work.update("contact", id, Input::new().typed("order", "x"), None).await.unwrap();
    }
    let made = work.create("company", Input::new().typed("name", "New")).await.unwrap();
    let batch = work.commit().await.unwrap().batch;
    assert_eq!(undo(&w, batch).await.records, 3);
    for id in ids {
        assert!(w.get("contact", id).await.get("order").is_null());
    }
    assert!(w.get("company", made).await.deleted_at.is_some());
}

#[tokio::test]
async fn what_was_deleted_comes_back() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta"})).await;
    let batch = w.delete("contact", id).await;
    undo(&w, batch).await;
    assert!(w.engine.find(&Actor::system(), "contact", id).await.is_ok());
}

#[tokio::test]
async fn what_has_changed_since_stays_and_is_told() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta", "score": 1, "order": "a"})).await;
    let batch = w.update("contact", id, json!({"score": 2, "order": "b"}), None).await.unwrap();
    w.update("contact", id, json!({"score": 3}), None).await.unwrap();
    let undone = undo(&w, batch).await;
    assert_eq!((undone.records, undone.left), (1, 1));
    assert_eq!(undone.conflicts[0].field.as_deref(), Some("score"));
    let now = w.get("contact", id).await;
    assert_eq!((now.get("score"), now.get("order")), (&Value::Int(3), &text("a")));
}

#[tokio::test]
async fn a_made_record_that_was_changed_since_stays() {
    let w = World::new().await;
    let mut work = w.engine.begin(&Actor::system());
    let id = work.create("contact", Input::new().typed("name", "Marta")).await.unwrap();
    let batch = work.commit().await.unwrap().batch;
    w.update("contact", id, json!({"score": 3}), None).await.unwrap();
    assert_eq!(undo(&w, batch).await.left, 1);
    assert!(w.get("contact", id).await.deleted_at.is_none());
}

#[tokio::test]
async fn a_batch_that_never_was_is_not_found() {
    let w = World::new().await;
    let result = w.engine.undo(&Actor::system(), Id::new(), |_| {}).await;
    assert!(matches!(result, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_record_is_shown_as_it_was() {
    let w = World::new().await;
    let day = |n: i64| Moment::now().plus_seconds((n - 10) * 86_400);
    let mut work = w.engine.begin(&Actor::system()).importing();
    work.at(Some(day(1)));
    let id = work.create("contact", Input::new().typed("name", "Marta").typed("score", "1")).await.unwrap();
    work.at(Some(day(3)));
    work.update("contact", id, Input::new().typed("score", "2"), None).await.unwrap();
    work.at(Some(day(5)));
    work.delete("contact", id, None).await.unwrap();
    work.commit().await.unwrap();

    let then = async |n: i64| w.engine.find_as_of(&Actor::system(), "contact", id, day(n)).await;
    assert!(matches!(then(0).await, Err(Error::NotFound)));
    assert_eq!(then(2).await.unwrap().get("score"), &Value::Int(1));
    assert_eq!(then(4).await.unwrap().get("score"), &Value::Int(2));
    assert!(then(6).await.unwrap().deleted_at.is_some());
}

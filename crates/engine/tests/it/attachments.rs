//! Files of records and people who follow them: rights are the record's, what was done is undone.
use base::{Error, Id};
use engine::attachment::{ATTACHED, carried};
use engine::{Actor, Level};
use serde_json::json;

use crate::world::{World, role};

async fn upload(w: &World, actor: &Actor, name: &str) -> Id {
    w.engine.put_file(actor, name, "text/plain", b"hello".to_vec()).await.unwrap()
}

async fn names(w: &World, actor: &Actor, id: Id) -> Vec<String> {
    let record = w.engine.find(actor, "contact", id).await.unwrap();
    let files = w.engine.attachments(actor, &record).await.unwrap();
    files.into_iter().map(|a| a.file.name).collect()
}

#[tokio::test]
async fn a_file_is_put_to_a_record_taken_off_and_comes_back_by_undo() {
    let w = World::new().await;
    let ana = w.user("ana", "manager").await;
    let id = w.create("contact", json!({"name": "Marta"})).await;
    let file = upload(&w, &ana, "offer.txt").await;
    let mut work = w.engine.begin(&ana);
    work.attach("contact", id, file).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(names(&w, &ana, id).await, ["offer.txt"]);
    let newest = w.engine.history(&ana, "contact", id, None, 1).await.unwrap().events.remove(0);
    assert_eq!(newest.verb, ATTACHED);
    assert_eq!(carried(&newest.changes).unwrap().name, "offer.txt");

    let mut work = w.engine.begin(&ana);
    work.detach("contact", id, file).await.unwrap();
    let batch = work.commit().await.unwrap().batch;
    assert!(names(&w, &ana, id).await.is_empty());
    let undone = w.engine.undo(&ana, batch, |_| ()).await.unwrap();
    assert_eq!((undone.records, undone.left), (1, 0));
    assert_eq!(names(&w, &ana, id).await, ["offer.txt"]);
    // Twice is once.
    let mut work = w.engine.begin(&ana);
    work.attach("contact", id, file).await.unwrap();
    assert!(work.is_empty());
}

#[tokio::test]
async fn files_are_theirs_who_may_see_the_record() {
    let w = World::new().await;
    let (ana, bob) = (w.user("ana", "manager").await, w.user_with("bob", role(Level::Own, &[])).await);
    let id = w.create("contact", json!({"name": "Marta"})).await;
    let own = w.create_as(&bob, "contact", json!({"name": "Bob's"})).await.unwrap();
    let file = upload(&w, &ana, "offer.txt").await;
    let mut work = w.engine.begin(&ana);
    work.attach("contact", id, file).await.unwrap();
    work.commit().await.unwrap();
    assert!(matches!(w.engine.file(&bob, file).await, Err(Error::NotFound)));
    assert!(matches!(w.engine.begin(&bob).attach("contact", id, file).await, Err(Error::NotFound)));
    // Somebody else's file is not to be had by its id.
    assert!(matches!(w.engine.begin(&bob).attach("contact", own, file).await, Err(Error::NotFound)));
    let reader = w.user("eve", "read_only").await;
    assert!(w.engine.file(&reader, file).await.is_ok());
    assert!(matches!(w.engine.begin(&reader).detach("contact", id, file).await, Err(Error::Forbidden(_))));
}

#[tokio::test]
async fn files_are_destroyed_with_their_record() {
    let w = World::new().await;
    let system = Actor::system();
    let (one, two) = (
        w.create("contact", json!({"name": "One"})).await,
        w.create("contact", json!({"name": "Two"})).await,
    );
    let (alone, shared) = (upload(&w, &system, "alone").await, upload(&w, &system, "shared").await);
    let mut work = w.engine.begin(&system);
    for (record, file) in [(one, alone), (one, shared), (two, shared)] {
        work.attach("contact", record, file).await.unwrap();
    }
    work.commit().await.unwrap();
    w.delete("contact", one).await;
    let mut work = w.engine.begin(&system);
    work.destroy("contact", one).await.unwrap();
    work.commit().await.unwrap();
    assert!(matches!(w.engine.file(&system, alone).await, Err(Error::NotFound)));
    assert!(w.engine.file(&system, shared).await.is_ok());
}

#[tokio::test]
async fn people_follow_what_they_see_and_hear_of_the_newest_first() {
    let w = World::new().await;
    let (ana, bob) = (w.user("ana", "manager").await, w.user_with("bob", role(Level::Own, &[])).await);
    let (one, two) = (
        w.create("contact", json!({"name": "One"})).await,
        w.create("company", json!({"name": "Two"})).await,
    );
    w.engine.follow(&ana, "contact", one).await.unwrap();
    w.engine.follow(&ana, "company", two).await.unwrap();
    w.engine.follow(&ana, "company", two).await.unwrap();
    w.update("contact", one, json!({"score": 5}), None).await.unwrap();
    let titles: Vec<String> =
        w.engine.following(&ana, 10).await.unwrap().into_iter().map(|f| f.title).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert!(w.engine.follows(&ana, one).await.unwrap() && !w.engine.follows(&bob, one).await.unwrap());
    assert!(matches!(w.engine.follow(&bob, "contact", one).await, Err(Error::NotFound)));
    assert_eq!(w.engine.followers_of(&ana, "contact", one).await.unwrap()[0].name, "ana");
    w.engine.unfollow(&ana, one).await.unwrap();
    assert_eq!(w.engine.following(&ana, 10).await.unwrap().len(), 1);
    assert!(w.engine.follow(&Actor::system(), "contact", one).await.is_err());
    w.delete("company", two).await;
    assert!(w.engine.following(&ana, 10).await.unwrap().is_empty(), "what lies in the bin is not listed");
}

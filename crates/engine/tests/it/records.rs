//! Making, changing, deleting records: one transaction, every problem at once, no silent overwrite.
use base::{Error, Id, Moment};
use engine::{Actor, Input, Value};
use serde_json::json;

use crate::world::{World, list, problems, text};

#[tokio::test]
async fn a_record_lives_from_making_to_destruction() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta", "score": 3})).await;
    assert_eq!(w.get("contact", id).await.version, 1);

    w.update("contact", id, json!({"score": 4}), Some(1)).await.unwrap();
    assert_eq!(w.get("contact", id).await.get("score"), &Value::Int(4));

    w.delete("contact", id).await;
    assert!(matches!(w.engine.find(&Actor::system(), "contact", id).await, Err(Error::NotFound)));
    assert!(w.get("contact", id).await.deleted_at.is_some());
    assert!(list(&w.engine, &Actor::system(), "contact", "").await.unwrap().is_empty());

    let mut work = w.engine.begin(&Actor::system());
    work.restore("contact", id).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(list(&w.engine, &Actor::system(), "contact", "").await.unwrap(), [id]);

    let mut work = w.engine.begin(&Actor::system());
    work.destroy("contact", id).await.unwrap();
    work.commit().await.unwrap();
    assert!(matches!(w.engine.find_any(&Actor::system(), "contact", id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn destroying_empties_the_links_that_led_there() {
    let w = World::new().await;
    let company = w.create("company", json!({"name": "Nordwind"})).await;
    let marta = w.create("contact", json!({"name": "Marta", "company": company})).await;
    let deal = w.create("deal", json!({"name": "Offer", "people": [marta]})).await;
    let mut work = w.engine.begin(&Actor::system());
    work.destroy("company", company).await.unwrap();
    work.destroy("contact", marta).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(w.get("deal", deal).await.get("people"), &Value::Null);
    let findings = w.engine.doctor().await.unwrap();
    assert!(findings.iter().find(|f| f.what == "links").unwrap().ok, "{findings:?}");
}

#[tokio::test]
async fn every_problem_is_told_at_once() {
    let w = World::new().await;
    let given = json!({"email": "nobody", "company": Id::new(), "score": "many", "nonsense": 1});
    let mut found = problems(w.create_as(&Actor::system(), "contact", given).await);
    found.sort();
    let wanted = [("company", "link"), ("email", "email"), ("name", "required"), ("nonsense", "unknown")];
    for (field, code) in wanted {
        assert!(found.contains(&(field.to_owned(), code)), "{field} {code} in {found:?}");
    }
    assert!(found.iter().any(|(field, _)| field == "score"));
    assert_eq!(found.len(), 5, "{found:?}");
}

#[tokio::test]
async fn a_rule_refuses_and_nothing_is_written() {
    let w = World::new().await;
    let mut work = w.engine.begin(&Actor::system());
    work.create("company", Input::new().typed("name", "Before")).await.unwrap();
    let refused = work.create("deal", Input::new().typed("name", "Bad").typed("amount", "-5 EUR")).await;
    assert_eq!(problems(refused), [("amount".to_owned(), "negative")]);
    drop(work);
    assert!(w.names("company", "").await.is_empty());
}

#[tokio::test]
async fn an_old_version_is_a_conflict_with_the_three_versions() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta", "score": 1})).await;
    w.update("contact", id, json!({"score": 2}), Some(1)).await.unwrap();
    let Err(Error::Conflict(conflict)) = w.update("contact", id, json!({"score": 3}), Some(1)).await else {
        panic!("no conflict")
    };
    let [began, now, sent] = conflict.versions.as_deref().unwrap();
    for (version, score) in [(began, 1), (now, 2), (sent, 3)] {
        let json: serde_json::Value = serde_json::from_str(version).unwrap();
        assert_eq!(json["score"], json!(score));
    }
    assert_eq!(w.get("contact", id).await.get("score"), &Value::Int(2));
}

#[tokio::test]
async fn two_writers_who_name_no_version_both_get_through() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta"})).await;
    let system = Actor::system();
    let (mut one, mut two) = (w.engine.begin(&system), w.engine.begin(&system));
    one.update("contact", id, Input::new().typed("score", "7"), None).await.unwrap();
    two.update("contact", id, Input::new().typed("badge", "B1"), None).await.unwrap();
    one.commit().await.unwrap();
    two.commit().await.unwrap();
    let now = w.get("contact", id).await;
    assert_eq!((now.get("score"), now.get("badge"), now.version), (&Value::Int(7), &text("B1"), 3));
}

#[tokio::test]
async fn a_writer_who_named_a_version_does_not_overwrite_who_was_faster() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta"})).await;
    let system = Actor::system();
    let mut slow = w.engine.begin(&system);
    slow.update("contact", id, Input::new().typed("score", "7"), Some(1)).await.unwrap();
    w.update("contact", id, json!({"score": 8}), None).await.unwrap();
    assert!(matches!(slow.commit().await, Err(Error::Conflict(c)) if c.versions.is_some()));
    assert_eq!(w.get("contact", id).await.get("score"), &Value::Int(8));
}

#[tokio::test]
async fn a_part_is_planned_anew_by_whoever_wrote_it_when_somebody_was_faster() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta"})).await;
    let part = async || {
        let mut part = w.engine.begin(&Actor::system()).part();
        part.update("contact", id, Input::new().typed("score", "7"), None).await.unwrap();
        part.create("contact", Input::new().typed("name", "Jonas")).await.unwrap();
        part
    };
    let slow = part().await;
    w.update("contact", id, json!({"badge": "B1"}), None).await.unwrap();
    assert!(matches!(slow.commit().await, Err(Error::Conflict(_))));
    assert_eq!(w.names("contact", "").await, ["Marta"]);
    part().await.commit().await.unwrap();
    let now = w.get("contact", id).await;
    assert_eq!((now.get("score"), now.get("badge"), now.version), (&Value::Int(7), &text("B1"), 3));
}

#[tokio::test]
async fn the_log_has_old_and_new_and_both_times() {
    let w = World::new().await;
    let then: Moment = "2017-03-11T09:00:00Z".parse().unwrap();
    let mut work = w.engine.begin(&Actor::system()).because("import:test").importing();
    work.at(Some(then));
    let id = work.create("contact", Input::new().typed("name", "Marta")).await.unwrap();
    work.commit().await.unwrap();
    w.update("contact", id, json!({"name": "Martha"}), None).await.unwrap();

    let history = w.engine.history(&Actor::system(), "contact", id, None, 10).await.unwrap();
    let [updated, created] = history.events.as_slice() else { panic!("{history:?}") };
    assert_eq!(updated.change("name"), Some((&json!("Marta"), &json!("Martha"))));
    assert_eq!(
        (created.verb.as_str(), created.at, created.cause.as_deref()),
        ("created", then, Some("import:test"))
    );
    assert!(created.recorded_at > then);
    assert_eq!(created.change("name"), Some((&json!(null), &json!("Marta"))));
}

#[tokio::test]
async fn a_change_that_changes_nothing_leaves_no_trace() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta"})).await;
    w.update("contact", id, json!({"name": "Marta"}), Some(1)).await.unwrap();
    assert_eq!(w.get("contact", id).await.version, 1);
}

#[tokio::test]
async fn of_two_racers_for_a_unique_value_one_wins() {
    let w = World::new().await;
    let system = Actor::system();
    let (mut one, mut two) = (w.engine.begin(&system), w.engine.begin(&system));
    one.create("contact", Input::new().typed("name", "A").typed("badge", "Ü-1")).await.unwrap();
    two.create("contact", Input::new().typed("name", "B").typed("badge", "u-1")).await.unwrap();
    let (first, second) = tokio::join!(one.commit(), two.commit());
    let lost = if first.is_ok() { second } else { first };
    assert_eq!(problems(lost), [("badge".to_owned(), "unique")]);
    assert_eq!(w.names("contact", "").await.len(), 1);
}

#[tokio::test]
async fn a_unique_value_is_free_again_when_its_record_is_deleted() {
    let w = World::new().await;
    let first = w.create("contact", json!({"name": "A", "badge": "1"})).await;
    w.delete("contact", first).await;
    w.create("contact", json!({"name": "B", "badge": "1"})).await;
    let mut work = w.engine.begin(&Actor::system());
    let restored = match work.restore("contact", first).await {
        Ok(()) => work.commit().await.map(|_| ()),
        Err(error) => Err(error),
    };
    assert_eq!(problems(restored), [("badge".to_owned(), "unique")]);
}

#[tokio::test]
async fn a_link_leads_to_a_living_record_of_its_object_and_not_in_a_circle() {
    let w = World::new().await;
    let (a, b) =
        (w.create("company", json!({"name": "A"})).await, w.create("company", json!({"name": "B"})).await);
    let contact = w.create("contact", json!({"name": "Marta"})).await;
    let link = |to: Id| json!({"parent": to});
    assert_eq!(problems(w.update("company", a, link(a), None).await), [("parent".to_owned(), "itself")]);
    assert_eq!(problems(w.update("company", a, link(contact), None).await), [("parent".to_owned(), "link")]);
    w.update("company", a, link(b), None).await.unwrap();
    assert_eq!(problems(w.update("company", b, link(a), None).await), [("parent".to_owned(), "circle")]);
    w.delete("company", b).await;
    let c = w.create_as(&Actor::system(), "company", json!({"name": "C", "parent": b})).await;
    assert_eq!(problems(c), [("parent".to_owned(), "link")]);
}

#[tokio::test]
async fn several_values_keep_their_order_and_each_is_found() {
    let w = World::new().await;
    let emails = json!([{"value": "Work@Example.com", "label": "work"}, "home@example.org"]);
    let id = w.create("contact", json!({"name": "Marta", "email": emails})).await;
    let json = w.get("contact", id).await.to_json(&|_| true);
    assert_eq!(json["email"], json!("work@example.com"));
    assert_eq!(json["email_all"][1]["value"], json!("home@example.org"));
    for filter in ["email = \"home@example.org\"", "email ~ \"example.org\"", "email = \"work@example.com\""]
    {
        assert_eq!(list(&w.engine, &Actor::system(), "contact", filter).await.unwrap(), [id], "{filter}");
    }
    // The primary one alone is exchanged; the others stay.
    w.update("contact", id, json!({"email": "new@example.com"}), None).await.unwrap();
    let json = w.get("contact", id).await.to_json(&|_| true);
    assert_eq!(
        (&json["email"], &json["email_all"][1]["value"]),
        (&json!("new@example.com"), &json!("home@example.org"))
    );
    w.update("contact", id, json!({"email_all": []}), None).await.unwrap();
    let none = list(&w.engine, &Actor::system(), "contact", "email ~ \"example\"").await.unwrap();
    assert!(none.is_empty());
}

#[tokio::test]
async fn links_to_many_are_added_and_taken_out_one_by_one() {
    let w = World::new().await;
    let (a, b) =
        (w.create("contact", json!({"name": "A"})).await, w.create("contact", json!({"name": "B"})).await);
    let deal = w.create("deal", json!({"name": "Offer", "people": [a]})).await;
    let mut work = w.engine.begin(&Actor::system());
    work.link("deal", deal, "people", b).await.unwrap();
    work.link("deal", deal, "people", b).await.unwrap();
    work.unlink("deal", deal, "people", a).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(w.get("deal", deal).await.get("people"), &Value::List(vec![Value::Ref(b)]));
}

//! One box over all objects.
use base::Id;
use engine::{Actor, FieldRight, Level};
use serde_json::json;
use store::{Sql, Tx};

use crate::world::{World, role};

struct Cast {
    marta: Id,
    jorg: Id,
    nordwind: Id,
}

async fn cast(w: &World) -> Cast {
    let nordwind = w.create("company", json!({"name": "Nordwind Studios"})).await;
    let marta = json!({
        "name": "Marta Kowalski", "company": nordwind, "salary": "secretpay",
        "email": "marta.k@nordwind-studios.de", "phone": "+49 171 5550138",
    });
    let marta = w.create("contact", marta).await;
    let jorg = w
        .create("contact", json!({"name": "Jörg Größe", "email": ["jg@example.com", "joerg@second.org"]}))
        .await;
    w.create("contact", json!({"name": "Martin Nordstrom"})).await;
    Cast { marta, jorg, nordwind }
}

async fn found(w: &World, actor: &Actor, text: &str) -> Vec<Id> {
    let hits = w.engine.search(actor, text, None, 10).await.unwrap();
    hits.into_iter().map(|h| h.id).collect()
}

#[tokio::test]
async fn words_are_found_by_their_beginnings_in_any_order_and_without_accents() {
    let w = World::new().await;
    let c = cast(&w).await;
    let system = Actor::system();
    for text in ["kowal", "MARTA kow", "kowalski marta", "kow m"] {
        assert_eq!(found(&w, &system, text).await, [c.marta], "{text}");
    }
    for text in ["jorg", "JÖRG", "grosse", "groß"] {
        assert_eq!(found(&w, &system, text).await, [c.jorg], "{text}");
    }
    assert!(found(&w, &system, "marta nobody").await.is_empty());
    assert!(found(&w, &system, " .,- ").await.is_empty());
    assert!(found(&w, &system, "'\"*:&|!() NEAR").await.is_empty());
}

#[tokio::test]
async fn parts_of_addresses_and_numbers_are_enough() {
    let w = World::new().await;
    let c = cast(&w).await;
    let system = Actor::system();
    for text in [
        "marta.k@nordwind",
        "studios.de marta",
        "0171 555",
        "+49 171 5550138",
        "0049171555",
        "5550138",
        "0138",
        "marta 550138",
    ] {
        assert_eq!(found(&w, &system, text).await, [c.marta], "{text}");
    }
    assert_eq!(found(&w, &system, "second.org").await, [c.jorg]);
}

#[tokio::test]
async fn one_typing_error_is_mended() {
    let w = World::new().await;
    let c = cast(&w).await;
    let system = Actor::system();
    for text in ["kowalksi", "kowlski", "kowalsky", "kkowalski", "marta kowlas", "mrata kowalski"] {
        assert_eq!(found(&w, &system, text).await, [c.marta], "{text}");
    }
    // A word that exists is not a typing error.
    assert!(!found(&w, &system, "martin").await.contains(&c.marta));
    assert!(found(&w, &system, "xyzzyx").await.is_empty());
}

#[tokio::test]
async fn new_words_are_known_at_once() {
    let w = World::new().await;
    let system = Actor::system();
    assert!(found(&w, &system, "zanzibra").await.is_empty());
    let id = w.create("company", json!({"name": "Zanzibar"})).await;
    assert_eq!(found(&w, &system, "zanzibra").await, [id]);
}

#[tokio::test]
async fn what_begins_with_the_text_comes_first_and_lines_tell_more() {
    let w = World::new().await;
    let c = cast(&w).await;
    let hits = w.engine.search(&Actor::system(), "nord", None, 10).await.unwrap();
    assert_eq!(hits.first().map(|h| (h.id, h.title.as_str())), Some((c.nordwind, "Nordwind Studios")));
    let marta = hits.iter().find(|h| h.id == c.marta).unwrap();
    assert_eq!(marta.line, "marta.k@nordwind-studios.de · Nordwind Studios · +49 171 5550138");
    let only = w.engine.search(&Actor::system(), "nord", Some(&["companies"]), 10).await.unwrap();
    assert_eq!(only.len(), 1);
    assert_eq!(w.engine.search(&Actor::system(), "nord", None, 2).await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_index_follows_every_change() {
    let w = World::new().await;
    let c = cast(&w).await;
    let system = Actor::system();
    w.update("contact", c.marta, json!({"name": "Marta Lindgren"}), None).await.unwrap();
    assert!(found(&w, &system, "kowalski").await.is_empty());
    assert_eq!(found(&w, &system, "lindgren").await, [c.marta]);
    let batch = w.delete("contact", c.marta).await;
    assert!(found(&w, &system, "lindgren").await.is_empty());
    w.engine.undo(&system, batch, |_| {}).await.unwrap();
    assert_eq!(found(&w, &system, "lindgren").await, [c.marta]);
    assert!(w.engine.doctor().await.unwrap().iter().find(|f| f.what == "search").unwrap().ok);
}

#[tokio::test]
async fn a_field_that_becomes_searchable_is_found_in_old_records_too() {
    let w = World::new().await;
    let old = w.create("contact", json!({"name": "Marta", "badge": "Falcon"})).await;
    assert!(found(&w, &Actor::system(), "falcon").await.is_empty());
    let searched = |yes: bool| json!({"contact": {"fields": {"badge": {"search": yes}}}});
    w.engine.apply_schema(&Actor::system(), &searched(true)).await.unwrap();
    w.engine.run_due_jobs_once().await.unwrap();
    assert_eq!(found(&w, &Actor::system(), "falcon").await, [old]);
    assert_eq!(found(&w, &Actor::system(), "faclon").await, [old], "its words are known for typing errors");

    w.engine.apply_schema(&Actor::system(), &searched(false)).await.unwrap();
    w.engine.run_due_jobs_once().await.unwrap();
    assert!(found(&w, &Actor::system(), "falcon").await.is_empty());
    assert_eq!(found(&w, &Actor::system(), "marta").await, [old]);
}

#[tokio::test]
async fn words_of_an_older_workspace_are_found_before_and_after_their_objects_are_known() {
    let w = World::new().await;
    let c = cast(&w).await;
    w.engine.run_due_jobs_once().await.unwrap();
    let mut tx = Tx::new();
    for sql in [
        "DELETE FROM word_in WHERE object <> 'contact'",
        "UPDATE word_in SET object = ''",
        "INSERT INTO job (id, kind, payload, state, run_at, attempts, created_at) \
         VALUES (1, 'search_words', '{}', 'ready', 0, 0, 0)",
    ] {
        tx.run(Sql::new(sql, Vec::new()));
    }
    w.engine.store().commit(tx).await.unwrap();
    let engine = w.again().await;
    let found = async |text| {
        let hits = engine.search(&Actor::system(), text, None, 10).await.unwrap();
        hits.into_iter().map(|h| h.id).collect::<Vec<_>>()
    };
    assert_eq!(found("marta kowalski").await, [c.marta]);
    engine.run_due_jobs_once().await.unwrap();
    let placed = "SELECT word, object FROM word_in WHERE word IN ('marta', 'studios') ORDER BY word, object";
    let rows = engine.store().read(Sql::new(placed, Vec::new())).await.unwrap();
    let rows: Vec<_> = rows.iter().map(|r| (r.text(0).unwrap(), r.text(1).unwrap())).collect();
    assert_eq!(rows, [("marta", "contact"), ("studios", "company"), ("studios", "contact")]);
    assert_eq!((found("marta kowalski").await, found("nordwind studios").await.len()), (vec![c.marta], 2));
}

#[tokio::test]
async fn rights_cut_what_is_found() {
    let w = World::new().await;
    let c = cast(&w).await;
    let ana = w.user_with("ana", role(Level::Own, &[])).await;
    assert!(found(&w, &ana, "kowalski").await.is_empty());
    w.update("contact", c.marta, json!({"owner": ana.user}), None).await.unwrap();
    assert_eq!(found(&w, &ana, "kowalski").await, [c.marta]);
    assert_eq!(found(&w, &ana, "kowlski").await, [c.marta]);
}

#[tokio::test]
async fn a_hidden_field_does_not_betray_itself() {
    let w = World::new().await;
    let c = cast(&w).await;
    let ana = w.user_with("ana", role(Level::All, &[("contact.salary", FieldRight::Hide)])).await;
    assert_eq!(found(&w, &Actor::system(), "secretpay").await, [c.marta]);
    assert!(found(&w, &ana, "secretpay").await.is_empty());
    assert!(found(&w, &ana, "marta secretpay").await.is_empty());
    assert_eq!(found(&w, &ana, "marta kowalski").await, [c.marta]);
}

#[tokio::test]
async fn ones_own_records_come_before_others_that_fit_as_well() {
    let w = World::new().await;
    let ana = w.user("ana", "admin").await;
    let own = w.create("company", json!({"name": "Acme One", "owner": ana.user})).await;
    let newer = w.create("company", json!({"name": "Acme Two"})).await;
    assert_eq!(found(&w, &ana, "acme").await, [own, newer]);
    assert_eq!(found(&w, &Actor::system(), "acme").await, [newer, own]);
}

#[tokio::test]
async fn what_many_changes_leave_in_the_index_is_merged_once_a_day() {
    let w = World::new().await;
    let parts = async || {
        let ask = w.engine.store().dialect().search_parts("contact");
        match ask {
            Some((parts, _)) => w.engine.store().read(parts).await.unwrap()[0].int(0).unwrap(),
            None => 1, // an index without parts
        }
    };
    w.engine.run_due_jobs_once().await.unwrap();
    let mut last = Id(0);
    for n in 0..40 {
        last = w.create("contact", json!({"name": format!("Marta {}", "x".repeat(n + 2))})).await;
    }
    let before = parts().await;
    assert!(before > 8 || w.engine.store().dialect() == store::Dialect::Postgres, "{before}");
    // The daily job asks for another one, which merges.
    for _ in 0..2 {
        w.hurry().await;
        w.engine.run_due_jobs_once().await.unwrap();
    }
    assert_eq!(parts().await, 1, "of {before}");
    assert_eq!(found(&w, &Actor::system(), &format!("marta {}", "x".repeat(41))).await, [last]);
}

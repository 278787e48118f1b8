//! Taking an import back.
use engine::Actor;
use records::import::{Run, undo};

use super::{Place, counts};

#[tokio::test]
async fn undoing_an_import_leaves_all_else_as_it_was() {
    let place = Place::new().await;
    place.import("companies", "name\nOld\n", "[columns]\nname = \"name\"\n").await;
    let map = "key = \"name\"\n[columns]\nname = \"name\"\nfirm = { field = \"company\", create = true }\n";
    let file = "name,firm\nAna,Old\nBen,New\nCem,New\n";
    let report = place.import("contacts", file, map).await;
    assert_eq!((counts(&report), place.count("companies").await), ([3, 0, 0, 0], 2));
    let undone = undo(&place.engine, &Actor::system(), report.batch).await.unwrap();
    assert_eq!((undone.records, undone.left), (4, 0));
    assert_eq!(
        (place.count("contacts").await, place.list("companies", "name").await),
        (0, vec!["Old".to_owned()])
    );
    let run = Run::find(&place.engine, &Actor::system(), report.batch).await.unwrap();
    assert_eq!(run.state, "undone");
    // And it can be imported again, as if it had never been there.
    assert_eq!(counts(&place.import("contacts", file, map).await), [3, 0, 0, 0]);
}

#[tokio::test]
async fn an_update_is_put_back_to_what_was_there() {
    let place = Place::new().await;
    let map = "key = \"email\"\n[columns]\nname = \"name\"\nmail = \"email\"\ntitle = \"title\"\n";
    place.import("contacts", "name,mail,title\nAna,ana@x.de,CEO\n", map).await;
    let report = place.import("contacts", "name,mail,title\nAnna,ana@x.de,CTO\nBen,ben@x.de,\n", map).await;
    assert_eq!(counts(&report), [1, 1, 0, 0]);
    undo(&place.engine, &Actor::system(), report.batch).await.unwrap();
    assert_eq!(place.list("contacts", "name,title").await, ["Ana | CEO"]);
}

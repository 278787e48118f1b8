//! Rows that are known already, rows that are refused, and what is made on the way.
use engine::query::Query;
use engine::{Actor, Input};
use records::import::{Mapping, Request, Source, import};

use super::{Place, counts, question};

const MAP: &str = "key = \"email\"\n[columns]\nname = \"name\"\nmail = \"email\"\ntitle = \"title\"\n";

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let place = Place::new().await;
    let file = "name,mail,title\nAna,ana@x.de,CEO\nBen,ben@x.de,\n";
    assert_eq!(counts(&place.import("contacts", file, MAP).await), [2, 0, 0, 0]);
    assert_eq!(counts(&place.import("contacts", file, MAP).await), [0, 0, 2, 0]);
    let changed = "name,mail,title\nAna,ANA@x.de,CTO\nBen,ben@x.de,\nCem,cem@x.de,\n";
    assert_eq!(counts(&place.import("contacts", changed, MAP).await), [1, 1, 1, 0]);
    assert_eq!(place.list("contacts", "name,title").await, ["Ana | CTO", "Ben | ", "Cem | "]);
}

#[tokio::test]
async fn an_import_and_somebody_who_changes_the_same_records_both_get_their_way() {
    const ROWS: usize = 300;
    let place = Place::new().await;
    let file = |title: &str| {
        let rows: Vec<_> = (0..ROWS).map(|n| format!("Ana {n},ana{n}@x.de,{title}")).collect();
        format!("name,mail,title\n{}", rows.join("\n"))
    };
    place.import("contacts", &file("CEO"), MAP).await;
    let query = Query::new("contact").columns("name").sort("id").unwrap().limit(500);
    let page = place.engine.list(&Actor::system(), &query).await.unwrap();
    let other = async {
        for row in &page.rows {
            let mut work = place.engine.begin(&Actor::system());
            work.update("contact", row.id, Input::new().typed("description", "met"), None).await.unwrap();
            work.commit().await.unwrap();
        }
    };
    let file = file("CTO");
    let (report, ()) = tokio::join!(place.import("contacts", &file, MAP), other);
    assert_eq!(counts(&report), [0, ROWS as u64, 0, 0]);
    assert_eq!(place.list("contacts", "title,description").await, vec!["CTO | met"; ROWS]);
}

#[tokio::test]
async fn blank_cells_keep_what_is_there_unless_told() {
    let place = Place::new().await;
    place.import("contacts", "name,mail,title\nAna,ana@x.de,CEO\n", MAP).await;
    let blank = "name,mail,title\nAna,ana@x.de,\n";
    assert_eq!(counts(&place.import("contacts", blank, MAP).await), [0, 0, 1, 0]);
    let told = MAP.replace("title = \"title\"", "title = { field = \"title\", blank = \"empty\" }");
    assert_eq!(counts(&place.import("contacts", blank, &told).await), [0, 1, 0, 0]);
    assert_eq!(place.list("contacts", "title").await, [""]);
}

#[tokio::test]
async fn a_refused_row_goes_in_after_repair() {
    let place = Place::new().await;
    let errors = place.db.directory().join("errors.csv");
    let file = "name,mail,title\nAna,ana@x.de,CEO\nBen,\"ben at, x\",\nCem,cem@x.de,\n";
    let request = Request {
        mapping: Some(Mapping::from_toml(MAP).unwrap()),
        errors: Some(errors.clone()),
        ..Request::new("contacts", Source::Bytes(file.as_bytes().into()), "a.csv")
    };
    let report = import(&place.engine, &engine::Actor::system(), request, &|_| {}).await.unwrap();
    assert_eq!(counts(&report), [2, 0, 0, 1]);
    assert_eq!(report.errors[0].line, 3);
    let text = std::fs::read_to_string(&errors).unwrap();
    assert_eq!(text.lines().next(), Some("name,mail,title,reason,line"));
    assert!(text.contains("\"ben at, x\"") && text.contains("is no e-mail address"), "{text}");
    let repaired = text.replace("\"ben at, x\"", "ben@x.de");
    assert_eq!(counts(&place.import("contacts", &repaired, MAP).await), [1, 0, 0, 0]);
    assert_eq!(place.count("contacts").await, 3);
}

#[tokio::test]
async fn rows_of_one_key_are_asked_about() {
    let place = Place::new().await;
    let file = "name,mail,title\nAna,ana@x.de,CEO\nAnna,ana@x.de,CTO\nBen,ben@x.de,\n";
    let report = place.import("contacts", file, MAP).await;
    assert_eq!(
        question(&report).message,
        "mail: 1 key is in the file more than once (1 row after the first)"
    );
    assert_eq!(
        counts(&place.dry_run("contacts", file, &format!("duplicates = \"update\"\n{MAP}")).await),
        [2, 1, 0, 0]
    );
    assert_eq!(
        counts(&place.import("contacts", file, &format!("duplicates = \"error-rows\"\n{MAP}")).await),
        [2, 0, 0, 1]
    );
    assert_eq!(place.list("contacts", "name").await, ["Ana", "Ben"]);
}

#[tokio::test]
async fn a_value_that_may_be_there_once_refuses_the_second_row() {
    let place = Place::new().await;
    let file = "name,sku\nA,1\nB,2\nC,1\n";
    let map = "[columns]\nname = \"name\"\nsku = \"sku\"\n";
    assert_eq!(counts(&place.dry_run("products", file, map).await), [2, 0, 0, 1]);
    let report = place.import("products", file, map).await;
    assert_eq!(counts(&report), [2, 0, 0, 1]);
    assert_eq!(report.errors[0].reason, "sku: another product has \"1\" already");
}

#[tokio::test]
async fn links_are_made_once_with_what_the_row_says_of_them() {
    let place = Place::new().await;
    let file = "agent,boss,office\nAna,Max,West\nBen,Max,West\nCem,Eva,East\n";
    let map = "key = \"name\"\n[columns]\nagent = \"name\"\noffice = { field = \"team\", create = true }\n\
               boss = { field = \"manager\", create = { team = \"office\" } }\n";
    let report = place.import("users", file, map).await;
    assert_eq!(counts(&report), [3, 0, 0, 0]);
    assert_eq!(report.linked, [("teams".to_owned(), 2), ("users".to_owned(), 2)]);
    let mut users = place.list("users", "name,team.name,manager.name").await;
    users.sort();
    assert_eq!(
        users,
        ["Ana | West | Max", "Ben | West | Max", "Cem | East | Eva", "Eva | East | ", "Max | West | "]
    );
    assert_eq!(counts(&place.import("users", file, map).await), [0, 0, 3, 0]);
}

#[tokio::test]
async fn a_link_to_a_row_further_down_finds_it() {
    let place = Place::new().await;
    let file = "name,part of\nChild,Mother\nMother,\nOrphan,Nobody\n";
    let map = "key = \"name\"\n[columns]\nname = \"name\"\n\"part of\" = \"parent\"\n";
    let report = place.import("companies", file, map).await;
    assert_eq!(question(&report).values.iter().map(|v| v.value.as_str()).collect::<Vec<_>>(), ["Nobody"]);
    let map = map.replace("\"parent\"", "{ field = \"parent\", values = { Nobody = \"\" } }");
    assert_eq!(counts(&place.import("companies", file, &map).await), [3, 0, 0, 0]);
    assert_eq!(
        place.list("companies", "name,parent.name").await,
        ["Child | Mother", "Mother | ", "Orphan | "]
    );
}

#[tokio::test]
async fn several_columns_feed_one_field() {
    let place = Place::new().await;
    let file = "First,Last,Mail (work),Mail (home),Street,City\nAna,Lima,a@w.de,a@h.de,Hauptstr. 1,Berlin\n";
    let map = "[columns]\nFirst = \"first_name\"\nLast = \"last_name\"\n\"Mail (work)\" = { field = \"email\", label = \"work\" }\n\
               \"Mail (home)\" = { field = \"email\", label = \"home\" }\nStreet = \"address.street\"\nCity = \"address.city\"\n";
    assert_eq!(counts(&place.import("contacts", file, map).await), [1, 0, 0, 0]);
    assert_eq!(
        place.list("contacts", "name,email,address").await,
        ["Ana Lima | a@w.de; a@h.de | Hauptstr. 1, Berlin"]
    );
}

#[tokio::test]
async fn external_ids_find_their_records_again() {
    let place = Place::new().await;
    let map = "key = \"external:old\"\n[columns]\nid = \"external:old\"\nname = \"name\"\nof = { field = \"parent\", match = \"external:old\" }\n";
    assert_eq!(counts(&place.import("companies", "id,name,of\n1,A,2\n2,B,\n", map).await), [2, 0, 0, 0]);
    assert_eq!(counts(&place.import("companies", "id,name,of\n1,A2,2\n2,B,\n", map).await), [0, 1, 1, 0]);
    assert_eq!(place.list("companies", "name,parent.name").await, ["A2 | B", "B | "]);
}

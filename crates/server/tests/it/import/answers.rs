//! What is asked, and what the answers do.
use super::{Place, counts, question};

const PRODUCTS: &str = "name,series\nGTX Pro,GTX\nGTX Basic,GTX\n";
const DEALS: &str = "Deal Name,Product,Stage\nA,GTXPro,Won\nB,GTXPro,Lost\nC,GTX Basic,Won\n";

#[tokio::test]
async fn a_product_that_is_spelt_otherwise_is_asked_about_once() {
    let place = Place::new().await;
    place.import("products", PRODUCTS, "").await;
    let report = place.import("deals", DEALS, "").await;
    let asked = question(&report);
    assert_eq!(asked.message, "Product: 1 value names no product in Rondo, or more than one (2 rows)");
    assert_eq!(asked.values[0].proposal.as_deref(), Some("GTX Pro"));
    assert_eq!(asked.answers[0], r#"Product = { field = "product", values = { GTXPro = "GTX Pro" } }"#);
    assert_eq!(place.count("deals").await, 0, "nothing goes in before the answer");
}

#[tokio::test]
async fn the_lines_of_an_answer_do_what_they_say() {
    let place = Place::new().await;
    place.import("products", PRODUCTS, "").await;
    let asked = place.import("deals", DEALS, "").await;
    let [mapped, created, emptied] = question(&asked).answers.as_slice() else { panic!() };
    for (answer, expected) in [
        (mapped, ["A | GTX Pro", "B | GTX Pro", "C | GTX Basic"]),
        (created, ["A | GTXPro", "B | GTXPro", "C | GTX Basic"]),
        (emptied, ["A | ", "B | ", "C | GTX Basic"]),
    ] {
        let place = Place::new().await;
        place.import("products", PRODUCTS, "").await;
        let mut mapping = asked.mapping.clone();
        mapping.answer(records::import::Mapping::from_toml(&format!("[columns]\n{answer}")).unwrap());
        assert_eq!(counts(&place.import("deals", DEALS, &mapping.to_toml()).await), [3, 0, 0, 0]);
        assert_eq!(place.list("deals", "name,product.name").await, expected, "{answer}");
    }
}

#[tokio::test]
async fn a_dry_run_says_what_would_happen_and_writes_nothing() {
    let place = Place::new().await;
    place.import("products", PRODUCTS, "").await;
    let report = place.dry_run("deals", DEALS, "").await;
    assert_eq!((report.counts.created, report.counts.failed), (1, 2), "rows without an answer would fail");
    let report = place.dry_run("contacts", "E-Mail,Company\na@x.de,\nno mail,\n", "").await;
    assert_eq!(counts(&report), [1, 0, 0, 1]);
    assert_eq!((place.count("deals").await, place.count("contacts").await), (0, 0));
}

#[tokio::test]
async fn day_and_month_are_decided_by_the_column_or_asked() {
    let place = Place::new().await;
    let map = "[columns]\nname = \"name\"\nborn = \"birthday\"\n";
    let decided = "name,born\nAna,02/03/1990\nBen,13/04/1991\n";
    assert_eq!(counts(&place.import("contacts", decided, map).await), [2, 0, 0, 0]);
    assert_eq!(place.list("contacts", "birthday").await, ["1990-03-02", "1991-04-13"]);
    let open = "name,born\nCem,02/03/1990\nDan,04/05/1991\n";
    let report = place.import("contacts", open, map).await;
    assert_eq!(
        question(&report).answers,
        [r#"born = { field = "birthday", date = "mdy" }"#, r#"born = { field = "birthday", date = "dmy" }"#]
    );
    let said = map.replace("\"birthday\"", "{ field = \"birthday\", date = \"mdy\" }");
    assert_eq!(counts(&place.import("contacts", open, &said).await), [2, 0, 0, 0]);
    assert_eq!(place.list("contacts", "birthday").await[2..], ["1990-02-03", "1991-04-05"]);
}

#[tokio::test]
async fn a_column_that_proves_both_orders_is_asked_about() {
    let place = Place::new().await;
    let file = "name,born\nAna,13/04/1991\nBen,04/13/1991\n";
    let report = place.import("contacts", file, "[columns]\nname = \"name\"\nborn = \"birthday\"\n").await;
    assert_eq!(
        question(&report).message,
        "born: some dates can only be day first, others only month first: 13/04/1991 in line 2, 04/13/1991 in line 3"
    );
    let said = "[columns]\nname = \"name\"\nborn = { field = \"birthday\", date = \"dmy\" }\n";
    assert_eq!(counts(&place.import("contacts", file, said).await), [1, 0, 0, 1]);
}

#[tokio::test]
async fn points_and_commas_are_asked_about_when_nothing_tells() {
    let place = Place::new().await;
    let file = "name,amount\nA,1.234\nB,5.678\n";
    let map = "[columns]\nname = \"name\"\namount = { field = \"amount\", currency = \"EUR\" }\n";
    let report = place.import("deals", file, map).await;
    assert!(
        question(&report).message.starts_with("amount: nothing tells whether a point or a comma"),
        "{}",
        report.text()
    );
    let said = map.replace("currency", "number = \"comma\", currency");
    assert_eq!(counts(&place.import("deals", file, &said).await), [2, 0, 0, 0]);
    assert_eq!(place.list("deals", "amount").await, ["1234.00 EUR", "5678.00 EUR"]);
}

#[tokio::test]
async fn unknown_choices_are_grouped_and_can_be_made() {
    let place = Place::new().await;
    let file = "name,stage\nA,Wonn\nB,Dreaming\nC,Dreaming\nD,Won\n";
    let map = "[columns]\nname = \"name\"\nstage = \"stage\"\n";
    let report = place.import("deals", file, map).await;
    let asked: Vec<(&str, u64, Option<&str>)> =
        question(&report).values.iter().map(|v| (v.value.as_str(), v.rows, v.proposal.as_deref())).collect();
    assert_eq!(asked, [("Dreaming", 2, None), ("Wonn", 1, None)]);
    let said = "[columns]\nname = \"name\"\nstage = { field = \"stage\", values = { Wonn = \"won\" }, create_choices = true }\n";
    let report = place.import("deals", file, said).await;
    assert_eq!(counts(&report), [4, 0, 0, 0]);
    assert_eq!(report.choices, [("stage".to_owned(), vec!["Dreaming".to_owned()])]);
    assert_eq!(place.list("deals", "stage").await, ["won", "dreaming", "dreaming", "won"]);
}

#[tokio::test]
async fn columns_nobody_knows_are_asked_about_and_never_dropped() {
    let place = Place::new().await;
    let file = "Name,Shoe size\nAna,38\n";
    let report = place.import("contacts", file, "").await;
    assert!(
        question(&report).message.starts_with("1 column without a meaning: Shoe size"),
        "{}",
        report.text()
    );
    let mut mapping = report.mapping.clone();
    mapping.answer(
        records::import::Mapping::from_toml(&format!("[columns]\n{}", question(&report).answers[0])).unwrap(),
    );
    assert_eq!(counts(&place.import("contacts", file, &mapping.to_toml()).await), [1, 0, 0, 0]);
}

#[tokio::test]
async fn columns_that_contradict_each_other_refuse_the_mapping_or_the_row() {
    let place = Place::new().await;
    let file = "name,a,b\nX,1 EUR,2 EUR\n";
    let map = "[columns]\nname = \"name\"\na = \"amount\"\nb = \"amount\"\n";
    let error = place.try_import("deals", file, map).await.unwrap_err().to_string();
    assert_eq!(error, "columns.b: \"a\" and \"b\" both mean Amount: skip one of them");
}

#[tokio::test]
async fn a_wrong_mapping_says_everything_that_is_wrong_with_it() {
    let place = Place::new().await;
    let map = "key = \"email\"\n[columns]\nsurnam = \"name\"\nb = \"emial\"\n";
    let error = place.try_import("contacts", "surname,b\nx,y\n", map).await.unwrap_err().to_string();
    assert!(error.contains("The file has no column \"surnam\"; did you mean \"surname\"?"), "{error}");
    assert!(error.contains("Contact has no field \"emial\"; did you mean email?"), "{error}");
    assert!(error.contains("No column is mapped to \"email\""), "{error}");
}

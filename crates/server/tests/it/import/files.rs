//! Files as they come: ragged, broken, huge, in any encoding.
use super::{Place, counts, request};
use engine::Actor;
use records::import::import;

const MAP: &str = "[columns]\nname = \"name\"\ntitle = \"title\"\n";

#[tokio::test]
async fn ragged_rows_go_in_and_what_is_too_much_is_kept_in_the_errors() {
    let place = Place::new().await;
    let report = place.import("contacts", "name,title\nAna\nBen,CEO,,\n", MAP).await;
    assert_eq!(counts(&report), [2, 0, 0, 0]);
    assert_eq!(report.notes, ["1 row with fewer cells than headings, padded (line 2)"]);
    assert_eq!(place.list("contacts", "name,title").await, ["Ana | ", "Ben | CEO"]);
}

#[tokio::test]
async fn headings_that_are_there_twice_are_told_apart() {
    let place = Place::new().await;
    let map = "[columns]\nname = \"name\"\nmail = \"email\"\n\"mail (2)\" = \"email\"\n";
    let report = place.import("contacts", "name,mail,mail\nAna,a@x.de,b@x.de\n", map).await;
    assert_eq!(counts(&report), [1, 0, 0, 0]);
    assert_eq!(report.notes, ["heading \"mail\" was there already: this column is called \"mail (2)\""]);
    assert_eq!(place.list("contacts", "email").await, ["a@x.de; b@x.de"]);
}

#[tokio::test]
async fn what_is_no_table_is_refused_with_the_reason() {
    let place = Place::new().await;
    let error = async |bytes: &[u8]| {
        let done = import(&place.engine, &Actor::system(), request("contacts", bytes, ""), &|_| {}).await;
        done.err().unwrap().to_string()
    };
    assert_eq!(error(&[0; 4096]).await, "This is no table of text but nothing but zero bytes");
    assert_eq!(error(b"").await, "The file is empty: there is no row of headings");
    assert_eq!(
        error(b"name\n\"never closed\n").await,
        "Line 2: a quote opened here is never closed (the file ends inside it)"
    );
    let wide = (0..10_000).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(
        error(wide.as_bytes()).await,
        "Line 1: the record that begins here has more than 2000 columns"
    );
    assert_eq!(place.count("contacts").await, 0);
}

#[tokio::test]
async fn a_quote_that_is_never_closed_in_a_long_file_is_found_before_anything_is_written() {
    let place = Place::new().await;
    let file = format!("name,title\nAna,CEO\nBen,\"open\n{}", "x,y\n".repeat(5_000_000));
    let error = place.try_import("contacts", &file, MAP).await.err().unwrap().to_string();
    assert_eq!(error, "Line 3: a quote opened here is never closed (record longer than 16 MiB)");
    assert_eq!(place.count("contacts").await, 0);
}

#[tokio::test]
async fn other_encodings_and_separators_read_the_same() {
    let place = Place::new().await;
    let utf16: Vec<u8> = "\u{feff}name;title\nZoë;CEO\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16, b"name\ttitle\nZo\xEB\tCEO\n".to_vec(), "name|title\nZoë|CEO\n".into()] {
        import(&place.engine, &Actor::system(), request("contacts", &bytes, MAP), &|_| {}).await.unwrap();
    }
    assert_eq!(place.list("contacts", "name,title").await, ["Zoë | CEO"; 3]);
}

#[tokio::test]
async fn impossible_cells_refuse_their_row_alone() {
    let place = Place::new().await;
    let file = "name,born,amount\nA,2023-02-29,1\nB,0000-01-01,1\nC,275760-09-13,1\nD,2024-02-29,123456789012345678901234567890\nE,2024-02-29,1\n";
    let map = "[columns]\nname = \"name\"\nborn = \"opened_on\"\namount = { field = \"amount\", currency = \"EUR\" }\n";
    let report = place.import("deals", file, map).await;
    assert_eq!(counts(&report), [1, 0, 0, 4]);
    let reasons: Vec<&str> = report.errors.iter().map(|e| e.reason.split(':').next().unwrap()).collect();
    assert_eq!(reasons, ["born", "born", "born", "amount"]);
    let file = "name,amount\nA,€ 1 $\nB,12 USD\nC,12 XYZ\n";
    let report = place.import("deals", file, "[columns]\nname = \"name\"\namount = \"amount\"\n").await;
    assert_eq!(counts(&report), [1, 0, 0, 2]);
}

#[tokio::test]
async fn an_export_reads_back_as_the_same_records() {
    let place = Place::new().await;
    place
        .import(
            "companies",
            "name,revenue,part of\nA,1000 EUR,\nB,12.50 USD,A\n",
            "[columns]\nname = \"name\"\nrevenue = \"revenue\"\n\"part of\" = \"parent\"\n",
        )
        .await;
    place.import("contacts", "name,mail,firm,born,tags,city\nAna,a@x.de; b@x.de,A,1990-01-02,vip; new,Berlin\n\"Ben, jr\",,B,,,\n",
        "[columns]\nname = \"name\"\nmail = \"email\"\nfirm = \"company\"\nborn = \"birthday\"\ntags = \"tags\"\ncity = \"address.city\"\n").await;
    let out = place.db.directory().join("out");
    let names = ["companies".to_owned(), "contacts".to_owned()];
    let done = records::export::export(
        &place.engine,
        &Actor::system(),
        &out,
        &names,
        records::export::Format::Csv,
        &|_, _| {},
    )
    .await
    .unwrap();
    assert_eq!(done.iter().map(|d| d.records).collect::<Vec<_>>(), [2, 2]);
    for object in ["companies", "contacts"] {
        let text = std::fs::read_to_string(out.join(format!("{object}.csv"))).unwrap();
        assert_eq!(counts(&place.import(object, &text, "").await), [0, 0, 2, 0], "{text}");
    }
}

#[tokio::test]
async fn every_format_is_written() {
    use records::export::{Format, export};
    let place = Place::new().await;
    place.import("contacts", "first,last,mail\nAna,Lima,a@x.de\n", "[columns]\nfirst = \"first_name\"\nlast = \"last_name\"\nmail = { field = \"email\", label = \"work\" }\n").await;
    let out = place.db.directory().join("out");
    let names = ["contacts".to_owned()];
    for format in [Format::Xlsx, Format::Jsonl, Format::Vcard] {
        export(&place.engine, &Actor::system(), &out, &names, format, &|_, _| {}).await.unwrap();
    }
    let card = std::fs::read_to_string(out.join("contacts.vcf")).unwrap();
    assert!(
        card.contains("FN:Ana Lima\r\nN:Lima;Ana;;;\r\n") && card.contains("EMAIL;TYPE=work:a@x.de\r\n"),
        "{card}"
    );
    let line: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(out.join("contacts.jsonl")).unwrap()).unwrap();
    assert_eq!(line["email_all"][0]["label"], "work");
    assert_eq!(&std::fs::read(out.join("contacts.xlsx")).unwrap()[..2], b"PK");
}

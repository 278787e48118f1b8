//! Real tables: each must read as what it says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod shared;

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use tabular::{Encoding, Error, Options, Table, profile};

fn read(source: impl Read) -> Result<(Vec<String>, Vec<Vec<String>>), Error> {
    let mut table = Table::open(source, Options::default())?;
    let mut rows = Vec::new();
    while let Some(row) = table.next_row()? {
        rows.push(row.cells.iter().map(str::to_owned).collect());
    }
    Ok((table.headings().to_vec(), rows))
}

fn csv_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(csv_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "csv" || ending == "tsv") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn every_table_of_csv_spectrum_reads_as_its_json() {
    let Some(folder) = shared::folder() else { return };
    let folder = folder.join("csv/csv-spectrum");
    let files = csv_files(&folder.join("csvs"));
    assert_eq!(files.len(), 12);
    for path in files {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut bytes = fs::read(&path).unwrap();
        if name.ends_with("_crlf") && !bytes.contains(&b'\r') {
            // A checkout may have changed the very line ends this table is about.
            bytes = String::from_utf8(bytes).unwrap().replace('\n', "\r\n").into_bytes();
        }
        let (headings, rows) = read(bytes.as_slice()).unwrap();
        let found: Vec<Value> = rows
            .into_iter()
            .map(|row| {
                assert_eq!(row.len(), headings.len(), "{name}");
                let cells = headings.iter().cloned().zip(row.into_iter().map(Value::String));
                Value::Object(cells.collect::<Map<_, _>>())
            })
            .collect();
        let json = fs::read_to_string(folder.join("json").join(format!("{name}.json"))).unwrap();
        let mut expected = match serde_json::from_str(&json).unwrap() {
            Value::Array(rows) => rows,
            row => vec![row],
        };
        if name == "location_coordinates" {
            // The number in the JSON is not the one in the table.
            expected[0]["Contact Phone Number"] = "2095257564".into();
        }
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn one_table_in_every_encoding_reads_the_same() {
    let Some(folder) = shared::folder() else { return };
    let folder = folder.join("salesforce_dataloader/tests");
    let expected = read(File::open(folder.join("csvtext.csv")).unwrap()).unwrap();
    assert_eq!(expected.0, ["column1", "column2", "column3"]);
    for (ending, encoding) in [
        ("UTF8", Encoding::Utf8Bom),
        ("UTF16LE", Encoding::Utf16Le),
        ("UTF16BE", Encoding::Utf16Be),
        ("UTF32LE", Encoding::Utf32Le),
        ("UTF32BE", Encoding::Utf32Be),
    ] {
        let path = folder.join(format!("csvtext_BOM_{ending}.csv"));
        assert_eq!(read(File::open(&path).unwrap()).unwrap(), expected, "{ending}");
        let table = Table::open(File::open(&path).unwrap(), Options::default()).unwrap();
        assert_eq!(table.encoding(), encoding);
    }
}

#[test]
fn the_tables_of_csvkit_read_sensibly() {
    let Some(folder) = shared::folder() else { return };
    let folder = folder.join("csv/csvkit");
    for path in csv_files(&folder) {
        let found = File::open(&path)
            .map_err(Error::from)
            .and_then(|file| Table::open(file, Options::default()))
            .and_then(|mut table| profile(&mut table));
        match found {
            Ok(profile) => assert!(!profile.columns.is_empty(), "{}", path.display()),
            Err(Error::Empty) => assert!(path.ends_with("empty.csv"), "{}", path.display()),
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }
    let table = |name: &str| read(File::open(folder.join(name)).unwrap()).unwrap();
    let simple =
        (vec!["a".to_owned(), "b".into(), "c".into()], vec![vec!["1".to_owned(), "2".into(), "3".into()]]);
    for name in
        ["dummy.csv", "dummy.tsv", "optional_quote_characters.csv", "test_skip_lines.csv", "sniff_limit.csv"]
    {
        assert_eq!(table(name), simple, "{name}");
    }
    assert_eq!(table("null_byte.csv").1, [["", "2", "3"]]);
    assert_eq!(table("mac_newlines.csv").1[1][0], "Once upon\ra time");
    for name in ["test_utf16_big.csv", "test_utf16_little.csv", "test_utf8.csv", "test_utf8_bom.csv"] {
        assert_eq!(table(name).1[1], ["4", "5", "ʤ"], "{name}");
    }
    assert_eq!(table("test_latin1.csv").1[1], ["4", "5", "©"]);
    assert_eq!(table("bad.csv").1[0], ["1", "27", "", "I'm too long!"]);
    let students = table("realdata/Datagov_FY10_EDU_recp_by_State.csv");
    assert_eq!(students.0[0], "State Name");
    assert_eq!(students.1[0][8], "19,582");
}

#[test]
fn the_columns_of_a_sales_pipeline_are_told() {
    let Some(file) = shared::file("maven/sales_pipeline.csv") else { return };
    let mut table = Table::open(file, Options::default()).unwrap();
    let profile = profile(&mut table).unwrap();
    assert_eq!(profile.rows, 8_800);
    let kinds: Vec<String> = profile.columns.iter().map(|column| column.kind.to_string()).collect();
    assert_eq!(kinds, ["text", "choice", "choice", "text", "choice", "date", "date", "integer"]);
    let blank: Vec<u64> = profile.columns.iter().map(|column| column.blank).collect();
    assert_eq!(blank[3], 1_425);
    assert_eq!(blank[5], 500);
}

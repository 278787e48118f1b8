//! An import that is killed goes on where it was, exactly once.
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use engine::Actor;
use records::import::Run;
use store::Location;

use super::Place;

const ROWS: u64 = 60_000;

fn rondo(place: &Place, file: &Path, map: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rondo"));
    match place.db.location() {
        Location::Sqlite(path) => command.arg("--data").arg(path.parent().unwrap()),
        Location::Postgres(url) => command.arg("--database").arg(url),
    };
    command.args(["import", "contacts"]).arg(file).arg("--map").arg(map).arg("--json");
    command
}

async fn run_of(place: &Place) -> Option<Run> {
    Run::latest(&place.engine, &Actor::system(), 1).await.unwrap().pop()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_import_goes_on_where_it_was() {
    let place = Place::new().await;
    let (file, map) = (place.db.directory().join("people.csv"), place.db.directory().join("map.toml"));
    std::fs::write(&map, "[columns]\nname = \"name\"\nmail = \"email\"\n").unwrap();
    let mut out = std::io::BufWriter::new(std::fs::File::create(&file).unwrap());
    writeln!(out, "name,mail").unwrap();
    for n in 0..ROWS {
        writeln!(out, "Person {n},p{n}@example.com").unwrap();
    }
    drop(out);
    let mut child = rondo(&place, &file, &map).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    loop {
        if run_of(&place).await.is_some_and(|r| r.rows_done >= 2_000) {
            break;
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let cut = run_of(&place).await.unwrap();
    assert_eq!(cut.state, "running");
    assert!(cut.rows_done < ROWS);
    assert_eq!(place.count("contacts").await as u64, cut.rows_done, "rows and their state are one");
    let done = rondo(&place, &file, &map).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report["resumed_after"], cut.rows_done, "{report}");
    assert_eq!(
        (report["created"].as_u64(), report["batch"].as_str()),
        (Some(ROWS), Some(cut.id.to_string().as_str()))
    );
    assert_eq!(place.count("contacts").await as u64, ROWS);
}

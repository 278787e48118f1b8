//! The command line, by running it: what it prints, where, and the status it ends with.
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value as Json;
use store::Location;
use store::testing::TestDb;
use tempfile::TempDir;

/// A directory with a workspace to be, and `rondo` run in it.
struct Place(TempDir);

/// What a command left behind.
struct Ran {
    status: i32,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn done(self) -> String {
        assert_eq!((self.status, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// It failed with one line that contains `why`.
    #[track_caller]
    fn failed(&self, why: &str) {
        assert_eq!(self.status, 1, "{}{}", self.out, self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        assert!(self.err.starts_with("rondo: ") && self.err.contains(why), "{}", self.err);
    }

    fn json(self) -> Json {
        serde_json::from_str(&self.done()).unwrap()
    }
}

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
    }

    fn rondo(&self, words: &[&str]) -> Ran {
        self.rondo_with(words, "")
    }

    fn rondo_with(&self, words: &[&str], stdin: &str) -> Ran {
        let mut child = command(self.0.path()).args(words).spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        Ran {
            status: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Ana, who may do everything.
    fn with_ana(self) -> Self {
        let words =
            ["user", "add", "ana@example.com", "--name", "Ana", "--role", "admin", "--password-stdin"];
        self.rondo_with(&words, "correct horse battery\n").done();
        self
    }
}

fn command(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rondo"));
    command.current_dir(directory).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in [
        "RONDO_DATA",
        "RONDO_DATABASE",
        "RONDO_LISTEN",
        "RONDO_PUBLIC_URL",
        "RONDO_METRICS_LISTEN",
        "RONDO_LOG",
    ] {
        command.env_remove(name);
    }
    command
}

#[test]
fn wrong_usage_ends_with_two_and_help_with_nothing() {
    let place = Place::new();
    for words in [
        &["frobnicate"][..],
        &["user", "add"],
        &["import", "contacts"],
        &["metrics", "--from", "soon"],
        &["undo", "x"],
    ] {
        assert_eq!(place.rondo(words).status, 2, "{words:?}");
    }
    for words in [&["--help"][..], &["import", "--help"], &["user", "add", "--help"]] {
        place.rondo(words).done();
    }
    assert!(!place.path("data").exists());
}

#[test]
fn asking_about_a_workspace_that_is_not_there_makes_none() {
    let place = Place::new();
    for words in [&["doctor"][..], &["metrics"], &["user", "list"], &["backup", "b.db"], &["export", "out"]] {
        place.rondo(words).failed("no workspace at");
    }
    assert!(!place.path("data").exists());
}

#[test]
fn the_demo_company_goes_into_an_empty_workspace_alone() {
    let place = Place::new();
    let logins = place.rondo(&["demo", "--json"]).json();
    assert!(logins["logins"].as_array().unwrap().len() >= 3);
    place.rondo(&["demo"]).failed("has records already");
    let metrics = place.rondo(&["metrics", "--json"]).json();
    assert!(metrics["metrics"].as_array().unwrap().iter().any(|m| m["name"] == "won_revenue"));
    assert!(place.rondo(&["metrics", "won_revenue"]).done().contains("won"));
    place.rondo(&["metrics", "won_revenu"]).failed("there are ");
    let doctor = place.rondo(&["doctor", "--json"]).json();
    assert_eq!(doctor["ok"], true, "{doctor:#}");
    let files = place.rondo(&["export", "out", "--object", "deals", "--json"]).json();
    assert!(files["files"][0]["records"].as_u64().unwrap() > 0);
}

#[test]
fn people_are_added_listed_and_disabled() {
    let place = Place::new().with_ana();
    assert!(place.rondo(&["user", "list"]).done().contains("ana@example.com"));
    let users = place.rondo(&["user", "list", "--json"]).json();
    assert_eq!(users["users"].as_array().unwrap().len(), 1);
    place.rondo(&["user", "add", "ana@example.com"]).failed("e-mail");
    place.rondo(&["user", "add", "bo@example.com", "--role", "king"]).failed("there are");
    place.rondo(&["user", "add", "bo@example.com", "--name", "Bo"]).done();
    place.rondo(&["user", "disable", "bo@example.com"]).done();
    place.rondo(&["user", "disable", "ana@example.com"]).failed("last administrator");
    place.rondo(&["user", "disable", "nobody@example.com"]).failed("nobody has the e-mail address");
    place.rondo_with(&["user", "password", "ana@example.com"], "another long secret\n").done();
    place.rondo_with(&["user", "password", "ana@example.com"], "").failed("no password");
}

#[test]
fn a_token_is_printed_alone_on_a_line() {
    let place = Place::new().with_ana();
    let token = place
        .rondo(&["token", "create", "--user", "ana@example.com", "--name", "ci", "--scope", "read"])
        .done();
    assert_eq!(token.lines().count(), 1);
    assert!(token.starts_with("rondo_") && token.trim().len() > 40, "{token}");
    place
        .rondo(&["token", "create", "--user", "ana@example.com", "--name", "ci", "--scope", "all"])
        .failed("no scope");
    place.rondo(&["token", "create", "--user", "eve@example.com", "--name", "ci"]).failed("nobody has");
}

#[test]
fn a_schema_file_is_planned_then_applied() {
    let place = Place::new().with_ana();
    place.write("own.toml", "[contact.fields.shoe_size]\nlabel = \"Shoe size\"\nkind = \"integer\"\n");
    let plan = place.rondo(&["schema", "plan", "own.toml", "--json"]).json();
    assert_eq!((plan["applied"].clone(), plan["changes"].as_array().unwrap().len()), (Json::Bool(false), 1));
    assert!(!place.rondo(&["schema", "export"]).done().contains("shoe_size"));
    assert!(place.rondo(&["schema", "apply", "own.toml"]).done().contains("1 change made"));
    assert!(place.rondo(&["schema", "export"]).done().contains("shoe_size"));
    assert!(place.rondo(&["schema", "apply", "own.toml"]).done().contains("so already"));
    place.write("wrong.toml", "[contact.fields.id]\nkind = \"text\"\n");
    place.rondo(&["schema", "apply", "wrong.toml"]).failed("wrong.toml: ");
    place.write("broken.toml", "[contact\n");
    place.rondo(&["schema", "plan", "broken.toml"]).failed("broken.toml: ");
    place.rondo(&["schema", "plan", "missing.toml"]).failed("cannot read missing.toml");
    assert!(place.rondo(&["openapi"]).json()["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[test]
fn an_import_is_undone_by_its_batch() {
    let place = Place::new();
    place.write("companies.csv", "Name,Website\nAcme,acme.example\nGlobex,globex.example\n");
    let report = place.rondo(&["import", "companies", "companies.csv", "--json"]).json();
    assert_eq!((report["created"].as_u64(), report["failed"].as_u64()), (Some(2), Some(0)), "{report:#}");
    let undone = place.rondo(&["undo", report["batch"].as_str().unwrap(), "--json"]).json();
    assert_eq!((undone["records"].as_u64(), undone["left"].as_u64()), (Some(2), Some(0)));
    place.rondo(&["undo", "0000000000001"]).failed("there is no batch");
    place.rondo(&["import", "companies", "none.csv"]).failed("cannot read none.csv");
    place.rondo(&["import", "starships", "companies.csv"]).failed("starships");
}

#[test]
fn a_backup_is_the_whole_workspace_and_goes_back_whole() {
    let place = Place::new().with_ana();
    place.rondo(&["backup", "b.db"]).done();
    place.rondo(&["backup", "b.db"]).failed("is there already");
    place.rondo(&["user", "add", "bo@example.com", "--name", "Bo"]).done();
    place.rondo(&["restore", "b.db"]).failed("--force");
    let restored = place.rondo(&["restore", "b.db", "--force", "--json"]).json();
    assert!(Path::new(restored["kept"].as_str().unwrap()).file_name().is_some());
    let users = place.rondo(&["user", "list", "--json"]).json();
    assert_eq!(users["users"].as_array().unwrap().len(), 1);
    place.rondo(&["--data", "other", "restore", "b.db"]).done();
    assert!(place.rondo(&["user", "list", "--data", "other"]).done().contains("ana@"));
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let place = Place::new();
    place
        .write("text.db", "this is no database, just text that is long enough to be read as the head of one");
    place.rondo(&["restore", "text.db"]).failed("text.db");
    place.write("empty.db", "");
    place.rondo(&["restore", "empty.db"]).failed("no backup");
    place.rondo(&["restore", "missing.db"]).failed("cannot read missing.db");
    assert!(!place.path("data/rondo.db").exists());
}

#[test]
fn a_workspace_moves_to_another_file_and_says_how_much_it_was() {
    let place = Place::new();
    place.rondo(&["demo"]).done();
    place.write("own.toml", "[boat]\n[boat.fields.name]\nkind = \"text\"\n");
    place.rondo(&["schema", "apply", "own.toml"]).done();
    let to = format!("sqlite://{}", place.path("new/rondo.db").display());
    let moved = place.rondo(&["move", "--to", &to, "--json"]).json();
    assert!(moved["tables"]["event"].as_u64().unwrap() > 100, "{moved:#}");
    place.rondo(&["move", "--to", &to]).failed("already");
    let before = place.rondo(&["metrics", "--json"]).json();
    assert_eq!(place.rondo(&["metrics", "--json", "--data", "new"]).json(), before);
    assert_eq!(place.rondo(&["doctor", "--json", "--data", "new"]).json()["ok"], true);
    assert!(place.rondo(&["schema", "export", "--data", "new"]).done().contains("[boat"));
}

/// There and back: the log, own objects, figures and the search index are the same, and the log goes on.
#[tokio::test]
async fn a_workspace_moves_to_postgresql_and_back() {
    let there = TestDb::new().await.unwrap();
    let Location::Postgres(url) = there.location() else { return };
    let place = Place::new();
    place.rondo(&["demo"]).done();
    place.rondo(&["move", "--to", url]).done();
    let (before, after) =
        (place.rondo(&["metrics", "--json"]), place.rondo(&["metrics", "--json", "--database", url]));
    assert_eq!(before.json(), after.json());
    assert_eq!(place.rondo(&["doctor", "--json", "--database", url]).json()["ok"], true);
    place.rondo(&["user", "add", "new@example.com", "--name", "New", "--database", url]).done();
    let back = format!("sqlite://{}", place.path("back/rondo.db").display());
    place.rondo(&["move", "--to", &back, "--database", url]).done();
    assert!(place.rondo(&["user", "list", "--data", "back"]).done().contains("new@example.com"));
    assert_eq!(place.rondo(&["doctor", "--json", "--data", "back"]).json()["ok"], true);
}

#[test]
fn settings_come_from_flags_then_the_environment_then_the_file() {
    let place = Place::new();
    place.write("rondo.toml", "data = \"from-file\"\n");
    place.rondo(&["user", "add", "a@example.com"]).done();
    assert!(place.path("from-file/rondo.db").exists());
    let status =
        command(place.0.path()).env("RONDO_DATA", "from-env").args(["user", "add", "a@example.com"]).status();
    assert!(status.unwrap().success() && place.path("from-env/rondo.db").exists());
    place.rondo(&["--data", "from-flag", "user", "add", "a@example.com"]).done();
    assert!(place.path("from-flag/rondo.db").exists());
    place.write("rondo.toml", "dat = \"x\"\n");
    place.rondo(&["doctor"]).failed("rondo.toml");
}

#[test]
fn a_database_that_cannot_be_reached_is_said_without_its_password() {
    let place = Place::new();
    let ran = place.rondo(&["doctor", "--database", "postgres://me:secret@127.0.0.1:1/none"]);
    ran.failed("127.0.0.1:1");
    assert!(!ran.err.contains("secret"));
    place.rondo(&["doctor", "--database", "mysql://x"]).failed("mysql://x");
}

#[cfg(unix)]
mod serving {
    use std::io::{BufRead, BufReader, Read};
    use std::net::TcpStream;
    use std::process::Child;

    use super::*;

    /// A server and where it listens.
    struct Server {
        child: Child,
        address: String,
        said: String,
    }

    impl Server {
        fn start(place: &Place, words: &[&str]) -> Self {
            let mut child = command(place.0.path())
                .args(["serve", "--listen", "127.0.0.1:0"])
                .args(words)
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let mut said = String::new();
            let mut lines = BufReader::new(child.stdout.as_mut().unwrap());
            let address = loop {
                let mut line = String::new();
                assert!(lines.read_line(&mut line).unwrap() > 0, "{said}");
                said.push_str(&line);
                if let Some(address) = line.trim().strip_prefix("Rondo is ready at http://") {
                    break address.to_owned();
                }
            };
            Self { child, address, said }
        }

        fn get(&self, path: &str) -> String {
            let mut stream = TcpStream::connect(&self.address).unwrap();
            write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address)
                .unwrap();
            let mut text = String::new();
            stream.read_to_string(&mut text).unwrap();
            text
        }

        /// Asks it to stop, as systemd does, and waits for its status.
        fn stop(mut self) -> i32 {
            let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
            assert!(killed.success());
            self.child.wait().unwrap().code().unwrap()
        }
    }

    #[test]
    fn a_server_answers_beside_commands_until_it_is_told_to_stop() {
        let place = Place::new();
        let server = Server::start(&place, &["--demo"]);
        assert!(server.said.contains('@'), "{}", server.said);
        assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
        assert!(server.get("/readyz").contains("ready"));
        assert!(server.get("/login").contains("Sign in"));
        // Beside a running server every command works, but the one that would pull the file away.
        place.rondo(&["backup", "b.db"]).done();
        assert!(place.rondo(&["user", "list"]).done().contains('@'));
        place.rondo(&["restore", "b.db", "--force"]).failed("a server runs on this workspace");
        let busy = command(place.0.path()).args(["serve", "--listen", &server.address]).output().unwrap();
        assert_eq!(busy.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&busy.stderr).contains("another program does already"));
        assert_eq!(server.stop(), 0);
        place.rondo(&["restore", "b.db", "--force"]).done();
    }

    #[test]
    fn a_new_workspace_says_where_to_set_it_up() {
        let place = Place::new();
        let server = Server::start(&place, &[]);
        assert!(server.get("/").contains("/setup"));
        assert_eq!(server.stop(), 0);
    }
}

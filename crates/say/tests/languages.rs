//! Sources and messages agree: every key that is said exists in every language, with the same names in its braces,
//! and no message is left that nobody says.
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The messages of one file: key, and the names in braces.
type Messages = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Messages stand at the start of a line, what belongs to them is indented.
fn messages(text: &str) -> Messages {
    let mut all = Messages::new();
    let mut now = None;
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let named = line.split_once('=').filter(|_| line.starts_with(|c: char| c.is_ascii_alphabetic()));
        if let Some((key, _)) = named {
            let key = key.trim().to_owned();
            assert!(!all.contains_key(&key), "{key} is written twice");
            all.insert(key.clone(), BTreeSet::new());
            now = Some(key);
        }
        let names = line.split('$').skip(1).map(|rest| {
            rest.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
                .collect::<String>()
        });
        if let Some(all) = now.as_ref().and_then(|key| all.get_mut(key)) {
            all.extend(names);
        }
    }
    all
}

fn language(tag: &str) -> BTreeMap<String, Messages> {
    let folder = root().join("crates/say/locales").join(tag);
    let area = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    files(&folder, "ftl")
        .iter()
        .map(|path| (area(path), messages(&fs::read_to_string(path).unwrap_or_default())))
        // The English of the schema stands where objects are declared; a test of `server` holds the two together.
        .filter(|(area, _)| area != "schema")
        .collect()
}

/// What a source says: the key, and the names given.
fn said(source: &str) -> Vec<(String, BTreeSet<String>)> {
    let mut all = Vec::new();
    for opening in ["say!(", "say_html!(", "key!("] {
        for (at, _) in source.match_indices(opening) {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = source[at + opening.len()..].trim_start();
            let Some(key) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) else { continue };
            if key.0.contains('…') {
                continue;
            }
            all.push((key.0.to_owned(), names(key.1)));
        }
    }
    all
}

/// The names of `, name = value, other = value)`, up to the bracket that closes the call.
fn names(rest: &str) -> BTreeSet<String> {
    let (mut depth, mut names, mut quoted) = (0, BTreeSet::new(), false);
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' if quoted => {
                chars.next();
            }
            '"' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                let word = rest[at + 1..].split('=').next().unwrap_or_default().trim();
                let is_name = !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                if is_name && rest[at + 1..].contains('=') {
                    names.insert(word.to_owned());
                }
            }
            _ => {}
        }
    }
    names
}

/// The sources without their comments.
fn sources() -> Vec<(PathBuf, String)> {
    let crates = root().join("crates");
    files(&crates, "rs")
        .into_iter()
        .filter(|path| !path.ends_with("say/tests/languages.rs") && !path.ends_with("say/src/lib.rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap_or_default();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let code = code.collect::<Vec<_>>().join("\n");
            (path, code)
        })
        .collect()
}

#[test]
fn every_message_is_written_in_every_language_with_the_same_names() {
    let english = language("en");
    let mut wrong = Vec::new();
    for tag in ["de"] {
        let other = language(tag);
        for area in english.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
            let empty = Messages::new();
            let (a, b) = (english.get(area).unwrap_or(&empty), other.get(area).unwrap_or(&empty));
            for key in a.keys().chain(b.keys()).collect::<BTreeSet<_>>() {
                if a.get(key) != b.get(key) {
                    wrong.push(format!("{key}: en {:?}, {tag} {:?}", a.get(key), b.get(key)));
                }
                if !key.starts_with(&format!("{area}-")) {
                    wrong.push(format!("{key} does not begin with its area, {area}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn everything_that_is_said_is_written_and_nothing_is_written_for_nobody() {
    let written: Messages = language("en").into_values().flatten().collect();
    let mut used = BTreeSet::from(["app-records".to_owned(), "app-by".to_owned()]);
    let mut wrong = Vec::new();
    for (path, source) in sources() {
        for (key, names) in said(&source) {
            match written.get(&key) {
                None => wrong.push(format!("{}: {key} is not written", path.display())),
                Some(known) if *known != names => {
                    wrong.push(format!("{}: {key} is given {names:?} and wants {known:?}", path.display()));
                }
                Some(_) => {}
            }
            used.insert(key);
        }
    }
    wrong.extend(
        written.keys().filter(|key| !used.contains(*key)).map(|key| format!("{key}: nobody says it")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_call_is_read_over_several_lines() {
    let source =
        "(say!(\n  \"list-moved\",\n  title = &format!(\"{a}, {b}\", a = 1),\n  count = list.len(),\n))";
    let names = BTreeSet::from(["title".to_owned(), "count".to_owned()]);
    assert_eq!(said(source), [("list-moved".to_owned(), names)]);
}

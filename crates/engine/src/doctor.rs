//! What an operator wants to know of a workspace: what is well, and what is not, in sentences.
use base::{Moment, Result};
use serde::Serialize;
use store::{Build, Row, Sql};

use crate::engine::Engine;

/// One thing looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub what: String,
    /// It is as it should be.
    pub ok: bool,
    /// What was seen, for people.
    pub detail: String,
}

/// A job that is due this long has nobody who runs it.
const LATE: i64 = 10 * 60;
/// An import that has not moved for this long was interrupted.
const DEAD: i64 = 2 * 60;

/// Count and the word it counts.
fn some(n: i64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

impl Engine {
    /// Looks at the workspace from all sides. Reads a good part of it: minutes on a large one.
    pub async fn doctor(&self) -> Result<Vec<Finding>> {
        let mut findings = Vec::new();
        let mut say = |what: &str, ok: bool, detail: String| {
            findings.push(Finding { what: what.to_owned(), ok, detail });
        };
        let about = self.db().about().await?;
        let wrong = self.db().check().await?;
        say(
            "database",
            wrong.is_empty(),
            if wrong.is_empty() { about } else { format!("{about}: {}", wrong.join("; ")) },
        );
        let schema = self.schema();
        let (objects, fields) =
            (schema.objects().count(), schema.objects().map(|o| o.fields.len()).sum::<usize>());
        say("schema", true, format!("version {}, {objects} objects, {fields} fields", schema.version));
        for (what, ok, detail) in self.jobs_seen().await? {
            say(&what, ok, detail);
        }
        for (what, ok, detail) in self.followers_seen().await? {
            say(&what, ok, detail);
        }
        for (what, ok, detail) in self.imports_seen().await? {
            say(&what, ok, detail);
        }
        let dangling = self.dangling_links().await?;
        say(
            "links",
            dangling.is_empty(),
            if dangling.is_empty() { "every link leads to a record".to_owned() } else { dangling.join("; ") },
        );
        let missing = self.missing_from_search().await?;
        say(
            "search",
            missing.is_empty(),
            if missing.is_empty() { "every record is in the index".to_owned() } else { missing.join("; ") },
        );
        Ok(findings)
    }

    async fn jobs_seen(&self) -> Result<Vec<(String, bool, String)>> {
        let now = Moment::now();
        let mut rows = self
            .db()
            .read_all(vec![
                Sql::new("SELECT state, count(*) FROM job GROUP BY state ORDER BY state", Vec::new()),
                Sql::new(
                    "SELECT count(*) FROM job WHERE (state = 'ready' AND run_at < $1) OR (state = 'running' AND locked_until < $1)",
                    vec![now.plus_seconds(-LATE).into()],
                ),
                Sql::new(
                    "SELECT kind, state, attempts, error FROM job WHERE error IS NOT NULL AND state <> 'done' ORDER BY id DESC LIMIT 10",
                    Vec::new(),
                ),
            ])
            .await?
            .into_iter();
        let mut next = || rows.next().unwrap_or_default();
        let (states, late, errors) = (next(), next(), next());
        let of = |state: &str| {
            states.iter().find(|r| r.text(0) == Some(state)).and_then(|r| r.int(1)).unwrap_or_default()
        };
        let late = late.first().and_then(|r| r.int(0)).unwrap_or_default();
        let failed = of("failed");
        let mut out = vec![(
            "jobs".to_owned(),
            late == 0 && failed == 0,
            format!(
                "{} waiting, {} running, {} done, {failed} failed, {late} late{}",
                of("ready"),
                of("running"),
                of("done"),
                if late > 0 { ": is a server running?" } else { "" }
            ),
        )];
        for row in errors {
            let (kind, attempts) = (row.text(0).unwrap_or_default(), row.int(2).unwrap_or_default());
            let ended = if row.text(1) == Some("failed") { "given up" } else { "tried again later" };
            let why = row.text(3).unwrap_or_default();
            out.push((
                format!("job {kind}"),
                false,
                format!("{ended} after {}: {why}", some(attempts, "attempt", "attempts")),
            ));
        }
        Ok(out)
    }

    async fn followers_seen(&self) -> Result<Vec<(String, bool, String)>> {
        let mut rows = self
            .db()
            .read_all(vec![
                Sql::new(
                    "SELECT name, seq, attempts, error, moved_at FROM follower ORDER BY name",
                    Vec::new(),
                ),
                Sql::new("SELECT max(seq) FROM event", Vec::new()),
            ])
            .await?;
        let end = rows.pop().and_then(|r| r.first().and_then(|r| r.int(0))).unwrap_or_default();
        let places = rows.pop().unwrap_or_default();
        let place = |name: &str| -> Option<&Row> { places.iter().find(|r| r.text(0) == Some(name)) };
        Ok(self
            .followers()
            .iter()
            .map(|follower| {
                let what = format!("follower {}", follower.name);
                let Some(row) = place(follower.name) else { return (what, true, "has not begun".to_owned()) };
                let lag = (end - row.int(1).unwrap_or_default()).max(0);
                let still =
                    lag > 0 && Moment(row.int(4).unwrap_or_default()) < Moment::now().plus_seconds(-LATE);
                match row.text(3) {
                    Some(error) => {
                        let attempts = some(row.int(2).unwrap_or_default(), "attempt", "attempts");
                        (
                            what,
                            false,
                            format!(
                                "{} behind, failed after {attempts}: {error}",
                                some(lag, "event", "events")
                            ),
                        )
                    }
                    None => (
                        what,
                        !still,
                        format!(
                            "{} behind{}",
                            some(lag, "event", "events"),
                            if still { ": is a server running?" } else { "" }
                        ),
                    ),
                }
            })
            .collect())
    }

    async fn imports_seen(&self) -> Result<Vec<(String, bool, String)>> {
        let sql = Sql::new(
            "SELECT id, object, name, rows_done, total FROM import_run WHERE state = 'running' AND alive_at < $1 ORDER BY id",
            vec![Moment::now().plus_seconds(-DEAD).into()],
        );
        Ok(self
            .db()
            .read(sql)
            .await?
            .iter()
            .map(|row| {
                let (id, object, name) = (row.id(0).unwrap_or_default(), row.text(1).unwrap_or_default(), row.text(2).unwrap_or_default());
                let (done, total) = (row.int(3).unwrap_or_default(), row.int(4).map_or("?".to_owned(), |t| t.to_string()));
                (
                    format!("import {id}"),
                    false,
                    format!("the import of {object} from {name} stopped after {done} of {total} rows: import the file again to go on, or undo {id}"),
                )
            })
            .collect())
    }

    /// Links to records that are not there.
    async fn dangling_links(&self) -> Result<Vec<String>> {
        let schema = self.schema();
        let mut out = Vec::new();
        for object in schema.objects() {
            for field in object.fields.iter().filter(|f| f.kind.is_link()) {
                let Some(target) = field.target.as_deref().and_then(|t| schema.object(t)) else { continue };
                let mut sql = Build::new();
                if field.kind.is_single_link() {
                    sql.push("SELECT count(*) FROM ")
                        .push(&object.table())
                        .push(" a WHERE a.")
                        .ident(&field.key);
                    sql.push(" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ")
                        .push(&target.table())
                        .push(" b WHERE b.id = a.")
                        .ident(&field.key);
                    sql.push(")");
                } else {
                    sql.push("SELECT count(*) FROM link_many a JOIN ")
                        .push(&object.table())
                        .push(" o ON o.id = a.from_id WHERE a.field = ");
                    sql.bind(field.key.as_str())
                        .push(" AND NOT EXISTS (SELECT 1 FROM ")
                        .push(&target.table())
                        .push(" b WHERE b.id = a.to_id)");
                }
                let count =
                    self.db().read(sql.done()).await?.first().and_then(|r| r.int(0)).unwrap_or_default();
                if count > 0 {
                    out.push(format!(
                        "{} of {}.{} to {} that are gone",
                        some(count, "link", "links"),
                        object.key,
                        field.key,
                        target.labels.to_lowercase()
                    ));
                }
            }
        }
        Ok(out)
    }

    /// Records that a search cannot find, by counting.
    async fn missing_from_search(&self) -> Result<Vec<String>> {
        let schema = self.schema();
        let mut out = Vec::new();
        for object in schema.objects() {
            let index = self.db().dialect().search_match(&object.key, "$1");
            let mut rows = self
                .db()
                .read_all(vec![
                    Sql::new(
                        format!("SELECT count(*) FROM {} WHERE deleted_at IS NULL", object.table()),
                        Vec::new(),
                    ),
                    Sql::new(format!("SELECT count({}) FROM {}", index.id, index.from), Vec::new()),
                ])
                .await?
                .into_iter();
            let mut next = || rows.next().and_then(|r| r.first().and_then(|r| r.int(0))).unwrap_or_default();
            let (records, found) = (next(), next());
            if records != found {
                out.push(format!(
                    "{} of {} but {found} in the index",
                    some(records, "record", "records"),
                    object.key
                ));
            }
        }
        Ok(out)
    }
}

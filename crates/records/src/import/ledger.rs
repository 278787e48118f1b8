//! The state of imports in the database: how far each is, which rows were refused, which links come later. Written in
//! the same transaction as the rows it speaks of, so that an interrupted import goes on exactly where it stopped.
use std::time::Duration;

use base::{Error, Id, Moment, Result};
use engine::{Actor, Engine, Work};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use store::{Row, Sql, Tx};

use super::mapping::Mapping;
use super::report::{Counts, RowError, State};

/// How long is waited to see whether an import that is said to run is alive.
const PATIENCE: Duration = Duration::from_secs(4);

/// The reason of rows in `import_error` that are no errors: links to be made once all rows are there.
const LATER: &str = "\u{1}later";

/// An import as the database knows it.
#[derive(Debug, Clone)]
pub struct Run {
    /// Its id, which is also its batch.
    pub id: Id,
    /// Key of the object.
    pub object: String,
    /// The name of the file.
    pub name: String,
    /// What tells it from others: file, object and mapping.
    pub fingerprint: String,
    /// The mapping, in TOML.
    pub mapping: String,
    /// How far it is.
    pub state: String,
    /// Who imports.
    pub actor: Option<Id>,
    /// Rows dealt with.
    pub rows_done: u64,
    /// What they did.
    pub counts: Counts,
    /// Rows of the file, where known.
    pub total: Option<u64>,
    /// The last sign of life.
    pub alive_at: Moment,
    /// When it began.
    pub started_at: Moment,
    /// When it ended.
    pub finished_at: Option<Moment>,
    /// What else is known: headings, questions, pieces of the file.
    pub report: Json,
}

/// How far a run is taken: a file that came by a page is matched, then checked, then imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// What its columns mean is found out.
    Match,
    /// Everything is tried, nothing is written.
    Check,
    /// It is written.
    Import,
}

impl Stage {
    /// As the report has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Check => "check",
            Self::Import => "import",
        }
    }
}

const COLUMNS: &str = "id, object, name, fingerprint, mapping, state, actor, rows_done, created, updated, skipped, failed, \
    total, alive_at, started_at, finished_at, report";

impl Run {
    fn load(row: &mut Row) -> Self {
        let number = |row: &Row, i: usize| row.int(i).unwrap_or_default().max(0) as u64;
        Self {
            id: row.id(0).unwrap_or(Id(0)),
            object: row.take_text(1).unwrap_or_default(),
            name: row.take_text(2).unwrap_or_default(),
            fingerprint: row.take_text(3).unwrap_or_default(),
            mapping: row.take_text(4).unwrap_or_default(),
            state: row.take_text(5).unwrap_or_default(),
            actor: row.id(6),
            rows_done: number(row, 7),
            counts: Counts {
                created: number(row, 8),
                updated: number(row, 9),
                unchanged: number(row, 10),
                failed: number(row, 11),
            },
            total: row.int(12).map(|n| n.max(0) as u64),
            alive_at: Moment(row.int(13).unwrap_or_default()),
            started_at: Moment(row.int(14).unwrap_or_default()),
            finished_at: row.int(15).map(Moment),
            report: row.text(16).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
        }
    }

    /// How far it is taken. What came over the API says only whether it is a dry run.
    pub fn stage(&self) -> Stage {
        let dry = self.report.get("dry_run") == Some(&json!(true));
        match (self.report.get("stage").and_then(Json::as_str), dry) {
            (Some("match"), _) => Stage::Match,
            (Some("check"), _) | (None, true) => Stage::Check,
            _ => Stage::Import,
        }
    }

    /// Takes it to another stage.
    pub(super) fn enter(&mut self, stage: Stage) {
        if !self.report.is_object() {
            self.report = json!({});
        }
        if let Some(report) = self.report.as_object_mut() {
            report.insert("stage".to_owned(), json!(stage.name()));
            report.insert("dry_run".to_owned(), json!(stage != Stage::Import));
            if stage != Stage::Match {
                report.shift_remove("questions");
            }
        }
        State::Planned.name().clone_into(&mut self.state);
        self.counts = Counts::default();
        self.finished_at = None;
        self.rows_done = 0;
    }

    /// A new one.
    pub(super) fn new(id: Id, object: &str, name: &str, actor: &Actor) -> Self {
        let now = Moment::now();
        Self {
            id,
            object: object.to_owned(),
            name: name.to_owned(),
            fingerprint: String::new(),
            mapping: String::new(),
            state: State::Planned.name().to_owned(),
            actor: actor.user,
            rows_done: 0,
            counts: Counts::default(),
            total: None,
            alive_at: now,
            started_at: now,
            finished_at: None,
            report: json!({}),
        }
    }

    /// Says how far a check is, which writes nothing else; `false` when somebody has stopped it.
    pub(super) async fn tell_progress(
        engine: &Engine,
        id: Id,
        rows: u64,
        total: Option<u64>,
    ) -> Result<bool> {
        let mut tx = Tx::new();
        tx.run(Sql::new(
            "UPDATE import_run SET rows_done = $1, total = $2, alive_at = $3 WHERE id = $4 AND state = 'running'",
            vec![
                (rows as i64).into(),
                total.map(|n| n as i64).into(),
                Moment::now().into(),
                id.into(),
            ],
        ));
        engine.store().commit(tx).await?;
        let sql = Sql::new("SELECT state FROM import_run WHERE id = $1", vec![id.into()]);
        let rows = engine.store().read(sql).await?;
        Ok(rows.first().and_then(|r| r.text(0)) == Some(State::Running.name()))
    }

    /// The statement that keeps it as it is now.
    pub(super) fn put(&self) -> Sql {
        let places: Vec<String> = (1..=17).map(|n| format!("${n}")).collect();
        let set: Vec<String> = COLUMNS
            .split(", ")
            .map(str::trim)
            .filter(|c| *c != "id")
            .map(|c| format!("{c} = excluded.{c}"))
            .collect();
        let text = format!(
            "INSERT INTO import_run ({COLUMNS}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {}",
            places.join(", "),
            set.join(", ")
        );
        Sql::new(
            text,
            vec![
                self.id.into(),
                self.object.as_str().into(),
                self.name.as_str().into(),
                self.fingerprint.as_str().into(),
                self.mapping.as_str().into(),
                self.state.as_str().into(),
                self.actor.into(),
                (self.rows_done as i64).into(),
                (self.counts.created as i64).into(),
                (self.counts.updated as i64).into(),
                (self.counts.unchanged as i64).into(),
                (self.counts.failed as i64).into(),
                self.total.map(|n| n as i64).into(),
                self.alive_at.into(),
                self.started_at.into(),
                self.finished_at.into(),
                self.report.to_string().into(),
            ],
        )
    }

    /// Keeps it at once.
    pub(super) async fn save(&self, engine: &Engine) -> Result<()> {
        let mut tx = Tx::new();
        tx.run(self.put());
        engine.store().commit(tx).await?;
        Ok(())
    }

    /// Puts the new state of a chunk into its unit. The unit is refused when another process was at work, or the import
    /// was undone in between.
    pub(super) fn advance(&self, work: &mut Work, before: u64) {
        let sql = Sql::new(
            "UPDATE import_run SET rows_done = $1, created = $2, updated = $3, skipped = $4, failed = $5, alive_at = $6 \
             WHERE id = $7 AND rows_done = $8 AND state = 'running'",
            vec![
                (self.rows_done as i64).into(),
                (self.counts.created as i64).into(),
                (self.counts.updated as i64).into(),
                (self.counts.unchanged as i64).into(),
                (self.counts.failed as i64).into(),
                Moment::now().into(),
                self.id.into(),
                (before as i64).into(),
            ],
        );
        work.keep(sql, Some(1));
    }

    /// Keeps a row that was refused.
    pub(super) fn refuse(&self, work: &mut Work, error: &RowError) {
        work.keep(error_sql(self.id, error.line, &error.reason, &json!(error.cells)), None);
    }

    /// Keeps the links of a row that can be made only when all rows are there: field place and text.
    pub(super) fn link_later(&self, work: &mut Work, later: &Later) {
        let carried = json!({"record": later.record, "links": later.links, "cells": later.cells});
        work.keep(error_sql(self.id, later.line, LATER, &carried), None);
    }

    /// The next links to be made.
    pub(super) async fn later(&self, engine: &Engine, limit: usize) -> Result<Vec<Later>> {
        let sql = Sql::new(
            "SELECT line, cells FROM import_error WHERE run = $1 AND reason = $2 ORDER BY line LIMIT $3",
            vec![self.id.into(), LATER.into(), (limit as i64).into()],
        );
        let rows = engine.store().read(sql).await?;
        let read = |row: &Row| {
            let carried: Json = serde_json::from_str(row.text(1)?).ok()?;
            Some(Later {
                line: row.int(0)? as u64,
                record: carried.get("record")?.as_str()?.parse().ok()?,
                links: serde_json::from_value(carried.get("links")?.clone()).ok()?,
                cells: serde_json::from_value(carried.get("cells")?.clone()).ok()?,
            })
        };
        Ok(rows.iter().filter_map(read).collect())
    }

    /// A link was made, or could not be: then it becomes an error.
    pub(super) fn linked(&self, work: &mut Work, later: &Later, problem: Option<String>) {
        match problem {
            None => work.keep(
                Sql::new(
                    "DELETE FROM import_error WHERE run = $1 AND line = $2",
                    vec![self.id.into(), (later.line as i64).into()],
                ),
                None,
            ),
            Some(reason) => work.keep(error_sql(self.id, later.line, &reason, &json!(later.cells)), None),
        }
    }

    /// The rows that were refused, after a line, in order.
    pub async fn errors(&self, engine: &Engine, after: i64, limit: usize) -> Result<Vec<RowError>> {
        let sql = Sql::new(
            "SELECT line, reason, cells FROM import_error WHERE run = $1 AND line > $2 AND reason <> $3 ORDER BY line LIMIT $4",
            vec![self.id.into(), after.into(), LATER.into(), (limit as i64).into()],
        );
        let rows = engine.store().read(sql).await?;
        let read = |mut row: Row| {
            let cells = serde_json::from_str(row.text(2)?).ok()?;
            Some(RowError { line: row.int(0)? as u64, reason: row.take_text(1)?, cells })
        };
        Ok(rows.into_iter().filter_map(read).collect())
    }

    /// An import by id, if there is one and the actor may know of it.
    pub async fn find(engine: &Engine, actor: &Actor, id: Id) -> Result<Self> {
        let sql = Sql::new(format!("SELECT {COLUMNS} FROM import_run WHERE id = $1"), vec![id.into()]);
        let mut rows = engine.store().read(sql).await?;
        let run = rows.first_mut().map(Self::load).ok_or(Error::NotFound)?;
        if !actor.is_admin() && run.actor != actor.user {
            return Err(Error::NotFound);
        }
        run.seen(engine).await
    }

    /// The latest imports the actor may know of, newest first.
    pub async fn latest(engine: &Engine, actor: &Actor, limit: usize) -> Result<Vec<Self>> {
        let sql = Sql::new(
            format!("SELECT {COLUMNS} FROM import_run ORDER BY id DESC LIMIT $1"),
            vec![(limit as i64).into()],
        );
        let rows = engine.store().read(sql).await?;
        let all = rows.into_iter().map(|mut row| Self::load(&mut row));
        Ok(all.filter(|r| actor.is_admin() || r.actor == actor.user).collect())
    }

    /// The last import of the actor, of such records, from a file with these headings.
    pub(super) async fn alike(
        engine: &Engine,
        actor: &Actor,
        object: &str,
        headings: &[String],
    ) -> Result<Option<Self>> {
        let sql = Sql::new(
            format!(
                "SELECT {COLUMNS} FROM import_run WHERE object = $1 AND actor = $2 AND state = 'done' ORDER BY id DESC LIMIT 30"
            ),
            vec![object.into(), actor.user.into()],
        );
        let rows = engine.store().read(sql).await?;
        let wanted = json!(headings);
        let mut all = rows.into_iter().map(|mut row| Self::load(&mut row));
        Ok(all.find(|r| r.report.get("headings") == Some(&wanted) && !r.mapping.is_empty()))
    }

    /// Imports that began and did not end: what `rondo doctor` tells.
    pub async fn interrupted(engine: &Engine) -> Result<Vec<Self>> {
        let text =
            format!("SELECT {COLUMNS} FROM import_run WHERE state = 'running' AND alive_at < $1 ORDER BY id");
        let sql = Sql::new(text, vec![Moment::now().plus_seconds(-60).into()]);
        Ok(engine.store().read(sql).await?.into_iter().map(|mut row| Self::load(&mut row)).collect())
    }

    /// An import of the same file, object and mapping that began and did not end. An error while it is alive.
    pub(super) async fn unfinished(engine: &Engine, fingerprint: &str) -> Result<Option<Self>> {
        let text = format!(
            "SELECT {COLUMNS} FROM import_run WHERE fingerprint = $1 AND state = 'running' ORDER BY id DESC LIMIT 1"
        );
        let sql = Sql::new(text, vec![fingerprint.into()]);
        let one =
            || async { Ok::<_, Error>(engine.store().read(sql.clone()).await?.first_mut().map(Self::load)) };
        let Some(found) = one().await? else { return Ok(None) };
        let found = found.seen(engine).await?;
        if found.state != State::Running.name() {
            return Ok(None);
        }
        // A sign of life in the last moments: look again whether there is another one.
        if found.alive_at > Moment::now().plus_seconds(-10) {
            tokio::time::sleep(PATIENCE).await;
            if one().await?.is_some_and(|now| now.alive_at > found.alive_at) {
                return Err(Error::Busy(
                    "This file is being imported right now, by another process".to_owned(),
                ));
            }
            return one().await;
        }
        Ok(Some(found))
    }

    /// Takes up that the batch was undone by a command that knows no imports.
    async fn seen(mut self, engine: &Engine) -> Result<Self> {
        if self.state == State::Undone.name() || self.rows_done == 0 {
            return Ok(self);
        }
        let sql = Sql::new(
            "SELECT seq FROM event WHERE seq > (SELECT max(seq) FROM event WHERE batch = $1) AND cause = $2 LIMIT 1",
            vec![self.id.into(), format!("undo:{}", self.id).into()],
        );
        if !engine.store().read(sql).await?.is_empty() {
            State::Undone.name().clone_into(&mut self.state);
            self.finished_at = Some(Moment::now());
            self.save(engine).await?;
        }
        Ok(self)
    }

    /// As the API writes it.
    pub fn json(&self) -> Json {
        json!({
            "id": self.id, "batch": self.id, "object": self.object, "name": self.name, "state": self.state,
            "rows": self.total, "rows_done": self.rows_done,
            "created": self.counts.created, "updated": self.counts.updated,
            "unchanged": self.counts.unchanged, "failed": self.counts.failed,
            "started_at": self.started_at, "finished_at": self.finished_at,
            "questions": self.report.get("questions").cloned().unwrap_or_else(|| json!([])),
            "notes": self.report.get("notes").cloned().unwrap_or_else(|| json!([])),
            "dry_run": self.report.get("dry_run").cloned().unwrap_or_else(|| json!(false)),
            "mapping": Mapping::parse(&self.mapping).map(|m| m.to_json()).unwrap_or_default(),
        })
    }
}

/// Links of a record that can be made only when all rows are there.
#[derive(Debug, Clone)]
pub(super) struct Later {
    /// The row's line.
    pub(super) line: u64,
    /// The record.
    pub(super) record: Id,
    /// The place of the column in the plan, and the text.
    pub(super) links: Vec<(usize, String)>,
    /// The row as it stands in the file.
    pub(super) cells: Vec<String>,
}

fn error_sql(run: Id, line: u64, reason: &str, cells: &Json) -> Sql {
    let clean = |text: &str| text.replace('\0', "");
    Sql::new(
        "INSERT INTO import_error (run, line, reason, cells) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (run, line) DO UPDATE SET reason = excluded.reason, cells = excluded.cells",
        vec![run.into(), (line as i64).into(), clean(reason).into(), clean(&cells.to_string()).into()],
    )
}

/// What tells an import from others: the file, the object and the mapping.
pub(super) fn fingerprint(file: &str, object: &str, mapping: &Mapping) -> String {
    let mut hash = Sha256::new();
    for part in [file, object, &mapping.to_toml()] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// Bytes as people write fingerprints.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing into memory cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

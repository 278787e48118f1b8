//! Rows that were refused, mended and tried again: they go into the same import, so that undoing it takes them too.
use std::collections::HashMap;

use base::{Error, Result};
use engine::{Actor, Engine};
use serde_json::json;
use store::Sql;

use super::bind::{Binder, importable};
use super::ledger::Run;
use super::lookup::Book;
use super::mapping::{Mapping, Unknown};
use super::report::{Counts, RowError, State};
use super::source::{Rows, Source, Study};
use super::survey::styles;
use super::write::Writer;

/// Rows tried again in one go at most.
pub const AT_ONCE: usize = 2_000;

/// What became of rows that were tried again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repaired {
    /// What they did; those that failed again among them.
    pub counts: Counts,
}

/// Tries refused rows again, each with its cells as they are given here. What is refused again keeps its new cells and
/// its new reason.
pub async fn retry(engine: &Engine, actor: &Actor, run: &Run, rows: &[RowError]) -> Result<Repaired> {
    if run.state != State::Done.name() && run.state != State::Stopped.name() {
        return Err(Error::conflict("Rows can be tried again once the import has ended"));
    }
    let object = engine.object(actor, &run.object)?;
    importable(actor, &object)?;
    let headings: Vec<String> =
        run.report.get("headings").and_then(|h| serde_json::from_value(h.clone()).ok()).unwrap_or_default();
    let mapping = Mapping::parse(&run.mapping)?;
    let mut text = Vec::new();
    tabular::write_row(&mut text, b',', headings.iter().map(String::as_str)).map_err(Error::internal)?;
    for row in rows {
        let blanks = std::iter::repeat_n("", headings.len().saturating_sub(row.cells.len()));
        let cells = row.cells.iter().take(headings.len()).map(String::as_str).chain(blanks);
        tabular::write_row(&mut text, b',', cells).map_err(Error::internal)?;
    }
    let options = tabular::Options {
        separator: Some(b','),
        encoding: Some(tabular::Encoding::Utf8),
        ..tabular::Options::default()
    };
    let mut read = Rows::open(&Source::Bytes(text.into()), options, Study::Columns(None)).await?;
    let mut chunks = Vec::new();
    while let Some(chunk) = read.next().await? {
        chunks.push(chunk);
    }
    let mut book = Book::default();
    let unknown = match mapping.unknown {
        None | Some(Unknown::Ask) => Unknown::ErrorRows,
        Some(decided) => decided,
    };
    let schema = engine.schema();
    let mut binder = Binder { engine, actor, schema, book: &mut book, unknown, headings: &read.headings };
    let mut plan = binder.bind(&mapping, &object).await?;
    if let Some(profile) = &read.end.profile {
        styles(&mut plan, profile, &mut Vec::new());
    }
    let mut ignore = |_: &RowError| Ok(());
    let mut kept = run.clone();
    kept.counts = Counts::default();
    let mut out = Repaired::default();
    let mut writer = Writer::new(engine, actor, &plan, &mut book, kept, false, &mut ignore);
    let mut lines = rows.iter();
    for chunk in &chunks {
        for row in chunk.rows() {
            let Some(was) = lines.next() else { break };
            let before = writer.run.counts;
            let problem = writer.again(&row, was.line).await?;
            let after = writer.run.counts;
            out.counts.created += after.created - before.created;
            out.counts.updated += after.updated - before.updated;
            out.counts.unchanged += after.unchanged - before.unchanged;
            if let Some(reason) = problem {
                out.counts.failed += 1;
                let error = RowError { line: was.line, reason, cells: was.cells.clone() };
                let mut work = engine.begin(&Actor::system());
                run.refuse(&mut work, &error);
                work.commit().await?;
            }
        }
    }
    Ok(out)
}

/// Puts what repaired rows did into the statement that goes with their unit.
pub(super) fn mended(run: &Run, line: u64, done: Counts) -> [Sql; 2] {
    [
        Sql::new(
            "UPDATE import_run SET created = created + $1, updated = updated + $2, skipped = skipped + $3, failed = failed - 1 \
             WHERE id = $4 AND failed > 0",
            vec![
                (done.created as i64).into(),
                (done.updated as i64).into(),
                (done.unchanged as i64).into(),
                run.id.into(),
            ],
        ),
        Sql::new(
            "DELETE FROM import_error WHERE run = $1 AND line = $2",
            vec![run.id.into(), (line as i64).into()],
        ),
    ]
}

/// Leaves refused rows alone for good.
pub async fn skip(engine: &Engine, run: &Run, lines: &[u64]) -> Result<()> {
    let mut work = engine.begin(&Actor::system());
    for line in lines {
        work.keep(
            Sql::new(
                "DELETE FROM import_error WHERE run = $1 AND line = $2",
                vec![run.id.into(), (*line as i64).into()],
            ),
            None,
        );
    }
    let mut report = run.report.clone();
    if let Some(map) = report.as_object_mut() {
        let before = map.get("passed_over").and_then(serde_json::Value::as_u64).unwrap_or_default();
        map.insert("passed_over".to_owned(), json!(before + lines.len() as u64));
    }
    work.keep(
        Sql::new(
            "UPDATE import_run SET report = $1 WHERE id = $2",
            vec![report.to_string().into(), run.id.into()],
        ),
        None,
    );
    work.commit().await.map(|_| ())
}

/// What is wrong with a refused row, by column: the place of the column where the reason names one, and the message.
pub fn problems(reason: &str, headings: &[String]) -> Vec<(Option<usize>, String)> {
    let places: HashMap<&str, usize> = headings.iter().enumerate().map(|(i, h)| (h.as_str(), i)).collect();
    let mut out: Vec<(Option<usize>, String)> = Vec::new();
    for part in reason.split("; ") {
        let named = part
            .match_indices(": ")
            .find_map(|(at, _)| Some((*places.get(part.get(..at)?)?, part.get(at + 2..)?.to_owned())));
        match (named, out.last_mut()) {
            (Some((place, message)), _) => out.push((Some(place), message)),
            // A message with a semicolon goes on.
            (None, Some((_, message))) => {
                message.push_str("; ");
                message.push_str(part);
            }
            (None, None) => out.push((None, part.to_owned())),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_told_apart_by_column() {
        let headings = ["Name".to_owned(), "E-Mail: work".to_owned(), "Stage".to_owned()];
        let told = problems("E-Mail: work: no @ in it; write one; Stage: \"x\" is no stage", &headings);
        assert_eq!(
            told,
            [(Some(1), "no @ in it; write one".to_owned()), (Some(2), "\"x\" is no stage".to_owned())]
        );
        assert_eq!(problems("Its key was in the file before", &headings).first().unwrap().0, None);
    }
}

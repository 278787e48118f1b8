//! Imports that came over HTTP: the file is kept in the database in pieces until a job has imported it, so that a
//! restart, or another node, goes on with it.
use base::{Error, Id, Moment, Result};
use engine::job::Job;
use engine::module::{Boxed, JobKind};
use engine::{Actor, Engine, Work};
use serde_json::{Value as Json, json};
use store::{Build, Sql, Tx};

use super::ledger::Run;
use super::mapping::{Mapping, Unknown};
use super::report::State;
use super::run::{Request, import};
use super::source::Source;

/// The kind of job that imports.
pub(super) const IMPORT: &str = "import";
/// The kind of job that takes an import back.
pub(super) const UNDO: &str = "import_undo";
/// Files nobody answered the questions of are kept so long.
const KEPT_DAYS: i64 = 30;
/// Bytes of a piece.
pub(super) const PIECE: usize = 1024 * 1024;

/// The kinds of job that imports need.
pub fn jobs() -> Vec<JobKind> {
    vec![
        JobKind { name: IMPORT, every: None, attempts: 10, run: run_import },
        JobKind { name: UNDO, every: None, attempts: 10, run: run_undo },
        JobKind { name: "import_tidy", every: Some(24 * 3600), attempts: 5, run: tidy },
    ]
}

/// Keeps a piece of a file; its id.
pub(super) async fn keep_piece(engine: &Engine, content: Vec<u8>) -> Result<Id> {
    let id = Id::new();
    let mut tx = Tx::new();
    tx.run(Sql::new(
        "INSERT INTO import_file (run, content) VALUES ($1, $2)",
        vec![id.into(), content.into()],
    ));
    engine.store().commit(tx).await?;
    Ok(id)
}

/// Throws the pieces of a file away.
pub(super) async fn drop_pieces(engine: &Engine, pieces: &[Id]) -> Result<()> {
    for part in pieces.chunks(100) {
        let mut sql = Build::new();
        sql.push("DELETE FROM import_file WHERE run IN (");
        for (i, id) in part.iter().enumerate() {
            sql.push(if i > 0 { ", " } else { "" }).bind(*id);
        }
        sql.push(")");
        let mut tx = Tx::new();
        tx.run(sql.done());
        engine.store().commit(tx).await?;
    }
    Ok(())
}

/// The pieces of a run's file.
pub(super) fn pieces(run: &Run) -> Vec<Id> {
    run.report.get("pieces").and_then(|p| serde_json::from_value(p.clone()).ok()).unwrap_or_default()
}

/// Keeps a run that is to be imported, and asks for the job.
pub(super) async fn enqueue(engine: &Engine, run: &Run) -> Result<()> {
    let mut work = engine.begin(&Actor::system());
    work.keep(run.put(), None);
    work.enqueue(IMPORT, Some(&run.id.to_string()), &json!({"run": run.id}), None);
    work.commit().await?;
    Ok(())
}

fn run_id(job: &Job) -> Result<Id> {
    let id = job.payload.get("run").and_then(Json::as_str).and_then(|t| t.parse().ok());
    id.ok_or_else(|| Error::internal("the job names no import"))
}

/// Who began an import, with the rights they have now.
async fn importer(engine: &Engine, run: &Run) -> Result<Actor> {
    match run.actor {
        Some(user) => engine.actor(user, None).await,
        None => Ok(Actor::system()),
    }
}

fn run_import<'a>(engine: &'a Engine, job: &'a Job, _work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let run = Run::find(engine, &Actor::system(), run_id(job)?).await?;
        if run.state != State::Planned.name() && run.state != State::Running.name() {
            return Ok(());
        }
        match Box::pin(imported(engine, &run)).await {
            Ok(()) => Ok(()),
            // Later it may go well.
            Err(error @ (Error::Busy(_) | Error::Internal(_))) => Err(error),
            Err(error) => {
                end(engine, run.id, State::Failed, |report| {
                    report.insert("notes".to_owned(), json!([error.to_string()]));
                })
                .await
            }
        }
    })
}

async fn imported(engine: &Engine, run: &Run) -> Result<()> {
    let actor = importer(engine, run).await?;
    let said = |name: &str| run.report.get(name).and_then(Json::as_str).map(str::to_owned);
    let mapping = if run.mapping.trim().is_empty() { None } else { Some(Mapping::parse(&run.mapping)?) };
    let request = Request {
        mapping,
        key: said("key"),
        preset: said("preset"),
        on_unknown: said("on_unknown").as_deref().and_then(Unknown::parse),
        dry_run: run.report.get("dry_run").and_then(Json::as_bool).unwrap_or_default(),
        run: Some(run.id),
        ..Request::new(&run.object, Source::Kept(engine.clone(), pieces(run)), &run.name)
    };
    let report = Box::pin(import(engine, &actor, request, &|_| {})).await?;
    if report.state == State::Done {
        drop_pieces(engine, &pieces(run)).await?;
        return end(engine, run.id, State::Done, |known| {
            known.shift_remove("pieces");
            known.insert("notes".to_owned(), json!(report.notes));
        })
        .await;
    }
    let mut kept = Run::find(engine, &Actor::system(), run.id).await?;
    let state = if report.state == State::Questions { State::Questions } else { State::Done };
    state.name().clone_into(&mut kept.state);
    kept.counts = report.counts;
    kept.total = Some(report.rows);
    kept.mapping = report.mapping.to_toml();
    kept.finished_at = Some(Moment::now());
    if let Some(known) = kept.report.as_object_mut() {
        known.insert("questions".to_owned(), json!(report.questions));
        known.insert("notes".to_owned(), json!(report.notes));
        known.insert("errors".to_owned(), json!(report.errors));
    }
    kept.save(engine).await
}

async fn end(
    engine: &Engine,
    id: Id,
    state: State,
    change: impl FnOnce(&mut serde_json::Map<String, Json>),
) -> Result<()> {
    let mut run = Run::find(engine, &Actor::system(), id).await?;
    state.name().clone_into(&mut run.state);
    run.finished_at = Some(Moment::now());
    if let Some(report) = run.report.as_object_mut() {
        change(report);
    }
    run.save(engine).await
}

fn run_undo<'a>(engine: &'a Engine, job: &'a Job, _work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let run = Run::find(engine, &Actor::system(), run_id(job)?).await?;
        let actor = importer(engine, &run).await?;
        engine.undo(&actor, run.id, |_| {}).await?;
        Ok(())
    })
}

/// Files of imports that nobody went on with are thrown away.
fn tidy<'a>(_engine: &'a Engine, _job: &'a Job, work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let before = Moment::now().plus_seconds(-KEPT_DAYS * 24 * 3600);
        work.keep(Sql::new("DELETE FROM import_file WHERE run < $1", vec![first_id(before).into()]), None);
        Ok(())
    })
}

/// The smallest id that could have been made at a time.
fn first_id(at: Moment) -> Id {
    /// 2020-01-01, where the clock of ids begins, in milliseconds.
    const EPOCH: i64 = 1_577_836_800_000;
    Id(((at.0 / 1_000 - EPOCH).max(0)) << 22)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_before_are_smaller_and_those_of_after_are_not() {
        let now = Moment::now();
        let id = Id::new();
        assert!(first_id(now.plus_seconds(-1)) < id && id < first_id(now.plus_seconds(60)));
    }
}

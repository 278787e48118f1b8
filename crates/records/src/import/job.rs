//! Imports that came over HTTP: the file is kept in the database in pieces until a job has imported it, so that a
//! restart, or another node, goes on with it.
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use base::{Error, Id, Moment, Result};
use engine::job::Job;
use engine::module::{Boxed, JobKind};
use engine::{Actor, Engine, Work};
use serde_json::{Value as Json, json};
use store::{Build, Sql, Tx};

use super::ledger::{Run, Stage};
use super::mapping::{Mapping, Unknown};
use super::report::State;
use super::run::{Progress, Request, import, tell_undone};
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
        let done = Box::pin(work_on(engine, &run)).await;
        // Whoever stopped it is told by its state, not by an error.
        if Run::find(engine, &Actor::system(), run.id).await?.state == State::Stopped.name() {
            return Ok(());
        }
        match done {
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

/// How often a check says how far it is.
const TOLD: std::time::Duration = std::time::Duration::from_millis(700);

/// Deals with a run, at once: what the job does, and what a page does itself with small files.
pub(crate) async fn work_on(engine: &Engine, run: &Run) -> Result<()> {
    let writes = run.stage() == Stage::Import;
    let (rows, total) = (AtomicU64::new(0), AtomicU64::new(0));
    let heard = |progress: Progress| {
        rows.store(progress.rows, Relaxed);
        total.store(progress.total.unwrap_or_default(), Relaxed);
    };
    if writes {
        return Box::pin(imported(engine, run, &heard)).await;
    }
    let mut begun = run.clone();
    State::Running.name().clone_into(&mut begun.state);
    begun.rows_done = 0;
    begun.alive_at = Moment::now();
    begun.save(engine).await?;
    let mut work = Box::pin(imported(engine, run, &heard));
    loop {
        tokio::select! {
            done = &mut work => return done,
            () = tokio::time::sleep(TOLD) => {
                let total = Some(total.load(Relaxed)).filter(|t| *t > 0);
                // Nothing is written by a check: one that was stopped is simply left.
                if !Run::tell_progress(engine, run.id, rows.load(Relaxed), total).await? {
                    return Ok(());
                }
            }
        }
    }
}

async fn imported(engine: &Engine, run: &Run, heard: &(dyn Fn(Progress) + Send + Sync)) -> Result<()> {
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
        look: run.stage() == Stage::Match,
        ..Request::new(&run.object, Source::Kept(engine.clone(), pieces(run)), &run.name)
    };
    let report = Box::pin(import(engine, &actor, request, heard)).await?;
    if report.state == State::Done {
        drop_pieces(engine, &pieces(run)).await?;
        return end(engine, run.id, State::Done, |known| {
            known.shift_remove("pieces");
            known.insert("notes".to_owned(), json!(report.notes));
            known.insert("linked".to_owned(), linked(&report));
        })
        .await;
    }
    let mut kept = Run::find(engine, &Actor::system(), run.id).await?;
    let state = if report.state == State::Questions { State::Questions } else { State::Done };
    state.name().clone_into(&mut kept.state);
    kept.counts = report.counts;
    kept.total = Some(report.rows);
    kept.mapping = report.mapping.to_toml();
    kept.rows_done = 0;
    kept.finished_at = Some(Moment::now());
    if let Some(known) = kept.report.as_object_mut() {
        known.insert("questions".to_owned(), json!(report.questions));
        known.insert("notes".to_owned(), json!(report.notes));
        known.insert("errors".to_owned(), json!(report.errors));
        known.insert("samples".to_owned(), json!(report.samples));
        known.insert("linked".to_owned(), linked(&report));
        known.insert("choices".to_owned(), json!(report.choices));
        if run.stage() == Stage::Match {
            known.insert("columns".to_owned(), json!(report.columns));
            known.insert("keys".to_owned(), json!(report.keys));
            known.insert("written".to_owned(), json!(report.written));
            known.insert("remembered".to_owned(), json!(report.remembered));
            known.insert(
                "headings".to_owned(),
                json!(report.columns.iter().map(|c| c.heading.as_str()).collect::<Vec<_>>()),
            );
        }
    }
    kept.save(engine).await
}

fn linked(report: &super::Report) -> Json {
    json!(
        report.linked.iter().map(|(object, n)| (object.clone(), json!(n))).collect::<serde_json::Map<_, _>>()
    )
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
        let undone = engine.undo(&actor, run.id, |_| {}).await?;
        tell_undone(engine, run.id, &undone).await
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

//! An import a person leads from step to step: columns are matched, everything is tried, then it is written; it can be
//! stopped, taken a step back, and gone on with.
use base::{Error, Result};
use engine::Engine;
use serde_json::json;

use super::job::{enqueue, pieces, work_on};
use super::ledger::{Run, Stage};
use super::mapping::Mapping;
use super::report::State;

/// Files of so many pieces are dealt with while the person waits; larger ones by a job.
const AT_ONCE: usize = 2;

/// Begins the stage a run is in: small files at once, others by a job. Importing itself is always a job.
pub async fn begin(engine: &Engine, mut run: Run) -> Result<Run> {
    if run.stage() == Stage::Import || pieces(&run).len() > AT_ONCE {
        enqueue(engine, &run).await?;
        return Ok(run);
    }
    run.save(engine).await?;
    if let Err(error) = work_on(engine, &run).await {
        let Error::Invalid(problems) = &error else { return Err(error) };
        // A file that cannot be read is told on its page.
        let why: Vec<String> = problems.0.iter().map(|p| p.message.clone()).collect();
        run = again(engine, &run).await?;
        State::Failed.name().clone_into(&mut run.state);
        run.finished_at = Some(base::Moment::now());
        if let Some(report) = run.report.as_object_mut() {
            report.insert("notes".to_owned(), json!(why));
        }
        run.save(engine).await?;
    }
    again(engine, &run).await
}

async fn again(engine: &Engine, run: &Run) -> Result<Run> {
    Run::find(engine, &engine::Actor::system(), run.id).await
}

fn kept(run: &Run) -> Result<()> {
    if pieces(run).is_empty() {
        return Err(Error::conflict("The file of this import is not kept any more; upload it again"));
    }
    Ok(())
}

fn idle(run: &Run) -> Result<()> {
    if run.state == State::Planned.name() || run.state == State::Running.name() {
        return Err(Error::conflict("This import is at work right now; stop it first"));
    }
    if run.stage() == Stage::Import && run.rows_done > 0 {
        return Err(Error::conflict("This import has written rows already; undo it first"));
    }
    Ok(())
}

/// Looks at the file again with a mapping a person made.
pub async fn matched(
    engine: &Engine,
    mut run: Run,
    mapping: &Mapping,
    made: serde_json::Value,
) -> Result<Run> {
    idle(&run)?;
    kept(&run)?;
    run.enter(Stage::Match);
    run.mapping = mapping.to_toml();
    if let Some(report) = run.report.as_object_mut() {
        report.insert("new_fields".to_owned(), made);
        report.insert("key".to_owned(), json!(mapping.key));
    }
    begin(engine, run).await
}

/// Goes on to the next stage: tries everything, or writes.
pub async fn go_on(engine: &Engine, mut run: Run, stage: Stage) -> Result<Run> {
    idle(&run)?;
    kept(&run)?;
    run.enter(stage);
    begin(engine, run).await
}

/// Back to matching the columns.
pub async fn rewind(engine: &Engine, mut run: Run) -> Result<Run> {
    idle(&run)?;
    kept(&run)?;
    run.enter(Stage::Match);
    begin(engine, run).await
}

/// Stops what is at work. Rows that are written stay.
pub async fn stop(engine: &Engine, mut run: Run) -> Result<Run> {
    if run.state != State::Planned.name() && run.state != State::Running.name() {
        return Err(Error::conflict("This import is not at work"));
    }
    State::Stopped.name().clone_into(&mut run.state);
    let mut work = engine.begin(&engine::Actor::system());
    let now = base::Moment::now();
    work.keep(
        store::Sql::new(
            "UPDATE import_run SET state = $1, finished_at = $2 WHERE id = $3 AND (state = 'running' OR state = 'planned')",
            vec![State::Stopped.name().into(), now.into(), run.id.into()],
        ),
        None,
    );
    work.commit().await?;
    again(engine, &run).await
}

/// Goes on with an import that was stopped while it wrote.
pub async fn goes_on(engine: &Engine, mut run: Run) -> Result<Run> {
    kept(&run)?;
    if run.state != State::Stopped.name() {
        return Err(Error::conflict("Only an import that was stopped can go on"));
    }
    let state = if run.rows_done > 0 { State::Running } else { State::Planned };
    state.name().clone_into(&mut run.state);
    run.finished_at = None;
    begin(engine, run).await
}

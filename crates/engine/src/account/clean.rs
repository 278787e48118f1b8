//! Every hour: what has expired goes, and records that lay in the bin for a month are destroyed.
use base::{Moment, Result};
use store::{Build, Sql};

use super::idempotency::KEPT;
use crate::engine::Engine;
use crate::job::Job;
use crate::module::{Boxed, JobKind, Module};
use crate::work::Work;

/// The house's own jobs.
pub fn module() -> Module {
    let clean = JobKind { name: "clean", every: Some(3600), attempts: 5, run };
    Module { name: "house", jobs: vec![clean], ..Module::default() }
}

const DAY: i64 = 86_400;
/// Days a record lies in the bin.
const BIN: i64 = 30;
/// Records of one object destroyed in one run.
const AT_ONCE: i64 = 500;

fn run<'a>(engine: &'a Engine, _job: &'a Job, work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(clean(engine, work))
}

async fn clean(engine: &Engine, work: &mut Work) -> Result<()> {
    let now = Moment::now();
    let before = |seconds: i64| now.plus_seconds(-seconds);
    for (text, moment) in [
        ("DELETE FROM session WHERE expires_at < $1", now),
        ("DELETE FROM invite WHERE expires_at < $1", now),
        ("DELETE FROM throttle WHERE since < $1", before(DAY)),
        ("DELETE FROM idempotency WHERE created_at < $1", before(KEPT)),
        ("DELETE FROM job WHERE state = 'done' AND finished_at < $1", before(DAY)),
        ("DELETE FROM job WHERE state = 'failed' AND finished_at < $1", before(30 * DAY)),
        ("DELETE FROM token WHERE revoked_at < $1", before(365 * DAY)),
        ("DELETE FROM notice WHERE at < $1", before(crate::notice::KEPT)),
        ("DELETE FROM presence WHERE expires_at < $1", now),
    ] {
        work.run(Sql::new(text, vec![moment.into()]), None);
    }
    for object in engine.schema().objects() {
        // People who have left stay: they are named in everything they did.
        if object.key == "user" {
            continue;
        }
        let mut sql = Build::new();
        sql.push("SELECT id FROM ")
            .push(&object.table())
            .push(" WHERE deleted_at < ")
            .bind(before(BIN * DAY));
        sql.push(" ORDER BY deleted_at, id LIMIT ").bind(AT_ONCE);
        for row in engine.db().read(sql.done()).await? {
            if let Some(id) = row.id(0) {
                work.destroy(&object.key, id).await?;
            }
        }
    }
    Ok(())
}

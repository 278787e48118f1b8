//! The parts that imports and changes leave in a search index, merged into one: each search reads every part.
use base::{Id, Moment, Result};
use serde_json::json;
use store::Tx;

use crate::engine::Engine;
use crate::job::Job;
use crate::module::{Boxed, JobKind, Module};

/// The kind of job that tidies one object's index.
const KIND: &str = "search_tidy";
/// The kind of job that looks after all indexes.
const DAILY: &str = "search_tidy_daily";
/// Parts of an index that are not worth merging: fewer wait before the index merges some by itself.
const FEW: i64 = 8;
/// Pages merged in one transaction: some ten milliseconds, so that nobody waits for it.
const PAGES: i64 = 250;

/// The jobs that tidy indexes while the workspace is in use.
pub(crate) fn module() -> Module {
    Module {
        name: "search_tidy",
        jobs: vec![
            JobKind { name: KIND, every: None, attempts: 3, run: |engine, job, _| run(engine, job) },
            JobKind {
                name: DAILY,
                every: Some(86_400),
                attempts: 3,
                run: |engine, _, _| Box::pin(engine.tidy_searches()),
            },
        ],
        ..Module::default()
    }
}

fn run<'a>(engine: &'a Engine, job: &'a Job) -> Boxed<'a, ()> {
    Box::pin(async move {
        let object = job.payload.get("object").and_then(|o| o.as_str()).unwrap_or_default();
        engine.tidy_search(object).await
    })
}

impl Engine {
    /// Has an object's search index tidied by a job: much has been written to it.
    pub async fn tidy_search_later(&self, object: &str) -> Result<()> {
        let mut tx = Tx::new();
        tx.run(crate::job::insert(Id::new(), KIND, Some(object), &json!({"object": object}), Moment::now()));
        tx.notify = true;
        self.db().commit(tx).await?;
        Ok(())
    }

    /// Has every index tidied that many changes have left in many parts.
    async fn tidy_searches(&self) -> Result<()> {
        let objects: Vec<String> = self.schema().objects().map(|o| o.key.clone()).collect();
        for object in objects {
            let Some((parts, _)) = self.db().dialect().search_parts(&object) else { return Ok(()) };
            let parts = self.db().read(parts).await?.first().and_then(|r| r.int(0)).unwrap_or_default();
            if parts > FEW {
                self.tidy_search_later(&object).await?;
            }
        }
        Ok(())
    }

    async fn tidy_search(&self, object: &str) -> Result<()> {
        let Some(object) = self.schema().object(object).map(|o| o.key.clone()) else { return Ok(()) };
        let dialect = self.db().dialect();
        let Some((parts, pages)) = dialect.search_parts(&object) else { return Ok(()) };
        let ask = |rows: Vec<store::Row>| rows.first().and_then(|r| r.int(0)).unwrap_or_default();
        // A bound, should others write faster than this merges.
        let most = ask(self.db().read(pages).await?) / PAGES * 2 + 16;
        for step in 0..most {
            if step % 8 == 0 && ask(self.db().read(parts.clone()).await?) <= 1 {
                break;
            }
            let mut tx = Tx::new();
            tx.run(dialect.search_merge(&object, if step == 0 { -PAGES } else { PAGES }));
            self.db().commit(tx).await?;
        }
        Ok(())
    }
}

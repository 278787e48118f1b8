//! The parts a large import leaves in a search index, merged into one: each search reads every part.
use base::{Id, Moment, Result};
use serde_json::json;
use store::Tx;

use crate::engine::Engine;
use crate::job::Job;
use crate::module::{Boxed, JobKind, Module};

/// The kind of job that tidies one object's index.
const KIND: &str = "search_tidy";
/// Pages merged in one transaction: some ten milliseconds, so that nobody waits for it.
const PAGES: i64 = 250;

/// The job that tidies an index while the workspace is in use.
pub(crate) fn module() -> Module {
    Module {
        name: "search_tidy",
        jobs: vec![JobKind { name: KIND, every: None, attempts: 3, run: |engine, job, _| run(engine, job) }],
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

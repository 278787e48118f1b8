//! The search index built anew from the records: after moving a workspace, and when other fields are searched than were.
use base::{Id, Result};
use serde_json::json;
use store::{Build, Sql, Tx};

use crate::engine::Engine;
use crate::job::Job;
use crate::module::{Boxed, JobKind, Module};
use crate::schema::Schema;
use crate::work::{new_word, search_words};

/// Records indexed in one transaction.
const CHUNK: usize = 500;
/// The kind of job that indexes one object.
const KIND: &str = "search_index";

/// The job that indexes an object while the workspace is in use.
pub(crate) fn module() -> Module {
    Module {
        name: "search",
        jobs: vec![JobKind { name: KIND, every: None, attempts: 10, run: |engine, job, _| run(engine, job) }],
        ..Module::default()
    }
}

fn run<'a>(engine: &'a Engine, job: &'a Job) -> Boxed<'a, ()> {
    Box::pin(async move {
        // Another process may have changed what is searched.
        engine.reload().await?;
        let object = job.payload.get("object").and_then(|o| o.as_str()).unwrap_or_default();
        engine.reindex_object(object, |_| ()).await.map(|_| ())
    })
}

/// The jobs for the objects of which other fields are searched now than were.
pub(crate) fn jobs(before: &Schema, after: &Schema) -> Vec<Sql> {
    let searched = |schema: &Schema, key: &str| -> Vec<String> {
        let fields = schema.object(key).map(|o| o.fields.as_slice()).unwrap_or_default();
        fields.iter().filter(|f| f.search).map(|f| f.key.clone()).collect()
    };
    let mut out = Vec::new();
    for old in before.objects() {
        let (was, is) = (searched(before, &old.key), searched(after, &old.key));
        // Nothing is written in a field that was not there.
        let same = was.iter().all(|f| is.contains(f))
            && is.iter().all(|f| was.contains(f) || old.field(f).is_none());
        if !same {
            let key = format!("{}:{}", old.key, after.version);
            out.push(crate::job::insert(
                Id::new(),
                KIND,
                Some(&key),
                &json!({"object": old.key}),
                base::Moment::now(),
            ));
        }
    }
    out
}

impl Engine {
    /// Builds the search index anew, every object's. `progress` hears how many records are in it; their number at the end.
    pub async fn reindex(&self, mut progress: impl FnMut(usize) + Send) -> Result<usize> {
        let keys: Vec<String> = self.schema().objects().map(|o| o.key.clone()).collect();
        let mut count = 0;
        for key in keys {
            count += self.reindex_object(&key, |n| progress(count + n)).await?;
        }
        Ok(count)
    }

    /// Builds an object's search index anew while it is in use: a record that is changed meanwhile keeps the words its
    /// change gave it.
    async fn reindex_object(&self, key: &str, mut progress: impl FnMut(usize) + Send) -> Result<usize> {
        let dialect = self.db().dialect();
        let (mut count, mut last) = (0, Id(0));
        loop {
            // Anew for each chunk: what is searched may change again meanwhile.
            let schema = self.schema();
            let Some(object) = schema.object(key) else { break };
            let mut sql = Build::new();
            sql.push("SELECT id FROM ")
                .push(&object.table())
                .push(" WHERE deleted_at IS NULL AND id > ")
                .bind(last);
            sql.push(" ORDER BY id LIMIT ").bind(CHUNK as i64);
            let ids: Vec<Id> = self.db().read(sql.done()).await?.iter().filter_map(|r| r.id(0)).collect();
            let Some(&end) = ids.last() else { break };
            last = end;
            let mut tx = Tx::new();
            let mut learnt = Vec::new();
            for record in self.load(object, &ids).await? {
                let words = search_words(&record);
                tx.run(dialect.search_renew(&object.key, record.id.0, record.version, &words.join(" ")));
                learnt.extend(self.new_words(words.iter().filter(|w| crate::work::is_plain(w))));
            }
            learnt.sort_unstable();
            learnt.dedup();
            for word in &learnt {
                tx.run(new_word(word));
            }
            self.db().commit(tx).await?;
            self.know_words(learnt);
            count += ids.len();
            progress(count);
        }
        Ok(count)
    }
}

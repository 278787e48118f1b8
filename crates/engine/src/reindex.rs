//! The search index built anew from the records: after moving a workspace, and when other fields are searched than were.
use base::{Id, Result};
use serde_json::json;
use store::{Build, Sql, Tx};

use crate::engine::Engine;
use crate::job::Job;
use crate::module::{Boxed, JobKind, Module};
use crate::schema::Schema;
use crate::search::Learnt;
use crate::work::search_words;

/// Records indexed in one transaction.
const CHUNK: usize = 500;
/// The kind of job that indexes one object.
const KIND: &str = "search_index";
/// The kind of job that finds out which objects have the words known: those of workspaces from before that was kept.
const WORDS: &str = "search_words";

/// What is built anew.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Anew {
    /// The index, and the words known with it.
    Index,
    /// The words known alone.
    Words,
}

/// The jobs that look through objects while the workspace is in use.
pub(crate) fn module() -> Module {
    let kind = |name, run| JobKind { name, every: None, attempts: 10, run };
    Module {
        name: "search",
        jobs: vec![
            kind(KIND, |engine, job, _| run(engine, job)),
            kind(WORDS, |engine, _, _| Box::pin(engine.place_words())),
        ],
        ..Module::default()
    }
}

fn run<'a>(engine: &'a Engine, job: &'a Job) -> Boxed<'a, ()> {
    Box::pin(async move {
        // Another process may have changed what is searched.
        engine.reload().await?;
        let object = job.payload.get("object").and_then(|o| o.as_str()).unwrap_or_default();
        engine.reindex_object(object, Anew::Index, |_| ()).await.map(|_| ())
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
            count += self.reindex_object(&key, Anew::Index, |n| progress(count + n)).await?;
        }
        Ok(count)
    }

    /// Finds the objects of words that may be in any, as those of an older workspace are.
    async fn place_words(&self) -> Result<()> {
        let keys: Vec<String> = self.schema().objects().map(|o| o.key.clone()).collect();
        for key in keys {
            self.reindex_object(&key, Anew::Words, |_| ()).await?;
        }
        let mut tx = Tx::new();
        tx.run(Sql::new("DELETE FROM word_in WHERE object = ''", Vec::new()));
        self.db().commit(tx).await?;
        Ok(())
    }

    /// Builds an object's search index anew while it is in use: a record that is changed meanwhile keeps the words its
    /// change gave it.
    async fn reindex_object(
        &self,
        key: &str,
        anew: Anew,
        mut progress: impl FnMut(usize) + Send,
    ) -> Result<usize> {
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
            let mut learnt = Learnt::default();
            for record in self.load(object, &ids).await? {
                let words = search_words(&record);
                if anew == Anew::Index {
                    tx.run(dialect.search_renew(&object.key, record.id.0, record.version, &words.join(" ")));
                }
                learnt.learn(&object.key, &words, &self.known_words(), &mut tx);
            }
            if !tx.is_empty() {
                self.db().commit(tx).await?;
            }
            self.know_words(learnt);
            count += ids.len();
            progress(count);
        }
        Ok(count)
    }
}

//! The search index built anew from the records: after moving a workspace, or when the doctor finds it wanting.
use base::{Id, Result};
use store::{Build, Sql, Tx};

use crate::engine::Engine;
use crate::work::search_words;

/// Records indexed in one transaction.
const CHUNK: usize = 500;

impl Engine {
    /// Builds the search index anew, every object's. `progress` hears how many records are in it; their number at the end.
    pub async fn reindex(&self, mut progress: impl FnMut(usize) + Send) -> Result<usize> {
        let mut count = 0;
        for object in self.schema().objects() {
            let dialect = self.db().dialect();
            let mut clear = Tx::new();
            clear.run(Sql::new(
                format!("DELETE FROM {}", dialect.search_match(&object.key, "$1").from),
                Vec::new(),
            ));
            self.db().commit(clear).await?;
            let mut last = Id(0);
            loop {
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
                for record in self.load(object, &ids).await? {
                    for sql in dialect.search_put(&object.key, record.id.0, &search_words(&record).join(" "))
                    {
                        tx.run(sql);
                    }
                }
                self.db().commit(tx).await?;
                count += ids.len();
                progress(count);
            }
        }
        Ok(count)
    }
}

//! For imports that are large against the table they go into: secondary indexes are dropped first and built once at
//! the end, and the state of the import is written in the same transaction as its rows.
use base::Result;
use store::{Dialect, Sql};

use crate::engine::Engine;
use crate::tables;
use crate::work::Work;

impl Work {
    /// Adds a statement on a table of the house, such as the state of an import; with `rows`, it must change as many or
    /// the whole unit is refused. Records have their own methods: this is not for them.
    pub fn keep(&mut self, sql: Sql, rows: Option<u64>) {
        self.run(sql, rows);
    }
}

impl Engine {
    /// Drops the indexes of an object that no rule needs, on SQLite; how many. Those of the fields in `kept` stay, and those
    /// of the links that what must hold across records is found by.
    /// Whoever opens the workspace builds what is missing, so that a crash costs nothing but time.
    pub async fn suspend_indexes(&self, object: &str, kept: &[String]) -> Result<usize> {
        let dialect = self.db().dialect();
        let schema = self.schema();
        let Some(object) = schema.object(object).filter(|_| dialect == Dialect::Sqlite) else { return Ok(0) };
        let stays: Vec<String> = object
            .fields
            .iter()
            .filter(|f| kept.contains(&f.key) || self.is_settled_through(&object.key, &f.key))
            .map(|f| tables::index_name(object, f, false))
            .collect();
        let dropped: Vec<String> = tables::indexes(dialect, object)
            .into_iter()
            .filter(|i| !i.unique && !stays.contains(&i.name))
            .map(|i| format!("DROP INDEX IF EXISTS \"{}\"", i.name))
            .collect();
        let count = dropped.len();
        self.db().ddl(dropped).await?;
        Ok(count)
    }

    /// Whether what must hold across records is found by a link.
    pub(crate) fn is_settled_through(&self, object: &str, link: &str) -> bool {
        let is = |through: &str| through.split_once('.') == Some((object, link));
        self.settles().iter().any(|s| s.through.iter().any(|t| is(t)))
    }

    /// Builds the indexes that are missing.
    pub async fn rebuild_indexes(&self) -> Result<()> {
        self.build_tables().await
    }
}

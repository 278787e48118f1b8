//! Lists, counts and figures: the engine's doors to `query`, with the schema and the meaning of relative times as they are now.
use std::time::Duration;

use base::Result;

use crate::access::Actor;
use crate::engine::Engine;
use crate::query::{Aggregate, Page, Query, Reader, Stream, Table};
use crate::record::Record;

/// Runs a method of a reader that lives as long as the call.
macro_rules! reading {
    ($engine:ident, $actor:ident, $call:ident($($argument:expr),*)) => {{
        let config = $engine.config();
        let scope = $engine.scope($actor);
        let reader = Reader { db: $engine.db(), schema: &config.schema, actor: $actor, scope: &scope };
        reader.$call($($argument),*).await
    }};
}

impl Engine {
    /// A page of a list.
    pub async fn list(&self, actor: &Actor, query: &Query) -> Result<Page> {
        reading!(self, actor, list(query))
    }

    /// A page of whole records, for changes and jobs, and where the next one begins.
    pub async fn records(&self, actor: &Actor, query: &Query) -> Result<(Vec<Record>, Option<String>)> {
        reading!(self, actor, records(query))
    }

    /// The records after another in the order of a query, or those before it, the nearest first.
    pub async fn neighbours(
        &self,
        actor: &Actor,
        query: &Query,
        id: base::Id,
        back: bool,
    ) -> Result<Vec<base::Id>> {
        reading!(self, actor, neighbours(query, id, back))
    }

    /// How many records satisfy a query.
    pub async fn count(&self, actor: &Actor, query: &Query) -> Result<i64> {
        reading!(self, actor, count(query))
    }

    /// Figures over the records that satisfy a filter, in groups.
    pub async fn aggregate(&self, actor: &Actor, asked: &Aggregate) -> Result<Table> {
        reading!(self, actor, aggregate(asked))
    }

    /// Every row of a list, chunk by chunk, with flat memory.
    pub async fn stream(&self, actor: &Actor, query: &Query, limit: Option<Duration>) -> Result<Stream> {
        reading!(self, actor, stream(query, limit))
    }
}

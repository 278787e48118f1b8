//! Records found by what identifies them: what another system calls them, or the value of a key field. For upserts.
use std::collections::HashMap;

use base::{Id, Result};
use store::{Build, Sql};

use crate::access::{Action, Actor};
use crate::engine::Engine;
use crate::kind::Shape;
use crate::reach::push_reach;
use crate::schema::{Field, Object};

/// Keys looked up in one statement.
const KEYS: usize = 300;

impl Engine {
    /// The living records another system calls by these keys. What the actor may do with them is `Work`'s to check.
    pub async fn by_external(
        &self,
        object: &Object,
        source: &str,
        keys: &[String],
    ) -> Result<HashMap<String, Id>> {
        let mut out = HashMap::new();
        for keys in keys.chunks(KEYS) {
            let mut sql = Build::new();
            sql.push("SELECT e.key, e.record FROM external e JOIN ").push(&object.table());
            sql.push(" t ON t.id = e.record WHERE t.deleted_at IS NULL AND e.object = ")
                .bind(object.key.as_str());
            sql.push(" AND e.source = ").bind(source).push(" AND e.key IN (");
            for (i, key) in keys.iter().enumerate() {
                sql.push(if i > 0 { ", " } else { "" }).bind(key.as_str());
            }
            sql.push(")");
            let rows = self.db().read(sql.done()).await?;
            out.extend(rows.into_iter().filter_map(|mut row| Some((row.take_text(0)?, row.id(1)?))));
        }
        Ok(out)
    }

    /// The living records the actor may see whose field has one of these values, each as text in the form it is stored
    /// in, folded where the field is; of several the oldest. Further values of a field count too.
    pub async fn by_value(
        &self,
        actor: &Actor,
        object: &Object,
        field: &Field,
        keys: &[String],
    ) -> Result<HashMap<String, Id>> {
        let shape = field.kind.rules().columns().first().map_or(Shape::Text, |c| c.shape);
        let column = field.column(if field.kind.folded() { "$fold" } else { "" });
        let reach = actor.reach(object, Action::Read);
        let mut out: HashMap<String, Id> = HashMap::new();
        for keys in keys.chunks(KEYS) {
            let mut asks = Vec::new();
            for more in [false, true] {
                if more && !field.many {
                    continue;
                }
                let mut sql = Build::new();
                if more {
                    sql.push("SELECT m.fold, t.id FROM more m JOIN ")
                        .push(&object.table())
                        .push(" t ON t.id = m.record");
                    sql.push(" WHERE m.field = ").bind(field.key.as_str()).push(" AND m.fold");
                } else {
                    sql.push("SELECT t.").ident(&column).push(", t.id FROM ").push(&object.table());
                    sql.push(" t WHERE t.").ident(&column);
                }
                sql.push(" IN (");
                for (i, key) in keys.iter().enumerate() {
                    sql.push(if i > 0 { ", " } else { "" });
                    match (shape, key.parse::<i64>()) {
                        (Shape::Int, Ok(number)) => sql.bind(number),
                        _ => sql.bind(key.as_str()),
                    };
                }
                sql.push(") AND t.deleted_at IS NULL");
                push_reach(&mut sql, "t.", &reach);
                // A later row wins in the map: the oldest record, and its primary value before its further ones.
                sql.push(" ORDER BY t.id DESC");
                asks.push(sql.done());
            }
            for rows in self.db().read_all(asks).await?.into_iter().rev() {
                for mut row in rows {
                    let Some(id) = row.id(1) else { continue };
                    let key = match row.int(0) {
                        Some(number) => Some(number.to_string()),
                        None => row.take_text(0),
                    };
                    out.extend(key.map(|key| (key, id)));
                }
            }
        }
        Ok(out)
    }

    /// The place of the last event in the log; 0 when there is none.
    pub async fn latest_event(&self) -> Result<i64> {
        let sql = Sql::new("SELECT seq FROM event ORDER BY seq DESC LIMIT 1", Vec::new());
        Ok(self.db().read(sql).await?.first().and_then(|r| r.int(0)).unwrap_or_default())
    }
}

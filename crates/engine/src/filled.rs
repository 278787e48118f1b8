//! How far fields are filled in and choices are used, for those who shape the schema.
use std::collections::HashMap;

use base::{Error, Result};
use store::{Build, Sql};

use crate::access::Actor;
use crate::engine::Engine;
use crate::schema::Field;

/// Records looked at: the newest.
const SAMPLE: i64 = 2_000;
/// Different stored values counted of one field.
const VALUES: i64 = 10_000;

impl Engine {
    /// How many of the newest 2,000 living records have a value, in percent by field; empty where there are none. For
    /// administrators.
    pub async fn filled(&self, actor: &Actor, object: &str) -> Result<HashMap<String, u8>> {
        only_admin(actor)?;
        let schema = self.schema();
        let object = schema.object(object).ok_or(Error::NotFound)?;
        let columns: Vec<(&str, String)> = object
            .fields
            .iter()
            .filter_map(|f| Some((f.key.as_str(), f.column(f.kind.rules().columns().first()?.suffix))))
            .collect();
        let mut sql = Build::new();
        sql.push("SELECT count(*)");
        for (_, column) in &columns {
            sql.push(", count(").ident(column).push(")");
        }
        sql.push(" FROM (SELECT id");
        for (_, column) in &columns {
            sql.push(", ").ident(column);
        }
        sql.push(" FROM ").push(&object.table()).push(" WHERE deleted_at IS NULL ORDER BY id DESC LIMIT ");
        sql.bind(SAMPLE).push(") newest");
        let rows = self.db().read(sql.done()).await?;
        let Some(row) = rows.first() else { return Ok(HashMap::new()) };
        let all = row.int(0).unwrap_or_default();
        if all == 0 {
            return Ok(HashMap::new());
        }
        let share = |n: i64| u8::try_from(n * 100 / all).unwrap_or(100);
        Ok(columns
            .iter()
            .enumerate()
            .map(|(i, (key, _))| ((*key).to_owned(), share(row.int(i + 1).unwrap_or_default())))
            .collect())
    }

    /// How many living records have each choice of a field, by the choice's key. For administrators.
    pub async fn choices_used(
        &self,
        actor: &Actor,
        object: &str,
        field: &Field,
    ) -> Result<HashMap<String, i64>> {
        only_admin(actor)?;
        let schema = self.schema();
        let object = schema.object(object).ok_or(Error::NotFound)?;
        if !field.kind.has_choices() || object.field(&field.key).is_none() {
            return Ok(HashMap::new());
        }
        let (column, table) = (field.column(""), object.table());
        let text = format!(
            "SELECT \"{column}\", count(*) FROM {table} WHERE deleted_at IS NULL AND \"{column}\" IS NOT NULL \
             GROUP BY \"{column}\" LIMIT $1"
        );
        let mut used = HashMap::new();
        for row in self.db().read(Sql::new(text, vec![VALUES.into()])).await? {
            let (Some(value), Some(count)) = (row.text(0), row.int(1)) else { continue };
            for key in value.split('|').filter(|k| !k.is_empty()) {
                *used.entry(key.to_owned()).or_default() += count;
            }
        }
        Ok(used)
    }
}

fn only_admin(actor: &Actor) -> Result<()> {
    if actor.is_admin() {
        Ok(())
    } else {
        Err(Error::Forbidden("Only administrators change objects and fields".to_owned()))
    }
}

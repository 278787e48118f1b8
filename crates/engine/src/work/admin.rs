//! Somebody must stay who may change settings: no unit takes away the last administrator, whatever way it goes.
use base::{Error, Id, Result};
use say::say;
use store::{Sql, Value as Cell};

use super::Work;
use crate::record::Record;
use crate::value::Value;

impl Work {
    /// A conflict where the change, or the end, of a user would leave nobody who is an administrator.
    pub(super) async fn keep_an_admin(&mut self, before: &Record, after: Option<&Record>) -> Result<()> {
        if before.object.key != "user" || !self.is_admin(before) || after.is_some_and(|r| self.is_admin(r)) {
            return Ok(());
        }
        let text = "SELECT id FROM \"user\" WHERE deleted_at IS NULL AND (active IS NULL OR active <> 0) AND id <> $1";
        let rows = self.engine.db().read(Sql::new(text, vec![before.id.into()])).await?;
        let ids: Vec<Id> = rows.iter().filter_map(|r| r.id(0)).collect();
        self.preload("user", &ids).await?;
        let other = ids.iter().filter_map(|id| self.records.get(*id)).find(|r| self.is_admin(r));
        let Some(other) = other else { return Err(Error::conflict(say!("problem-last-admin"))) };
        // That one must still be one when this is written.
        let guard = Sql::new(
            "UPDATE \"user\" SET version = version WHERE id = $1 AND version = $2",
            vec![other.id.into(), Cell::Int(other.version)],
        );
        let (object, id) = ("user".to_owned(), other.id);
        let step = self.tx.expect(guard, 1);
        self.guards.insert(step, super::Guard { object, id, named: false });
        Ok(())
    }

    /// Whether somebody can sign in and change settings.
    fn is_admin(&self, user: &Record) -> bool {
        let roles = self.engine.roles();
        let is = |key: &str| roles.get(key).is_some_and(|r| r.admin);
        user.deleted_at.is_none()
            && *user.get("active") != Value::Bool(false)
            && user.get("roles").each().into_iter().filter_map(Value::text).any(is)
    }
}

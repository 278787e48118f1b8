//! What each thing a unit does means for rows, search index and log.
use std::sync::Arc;

use base::{Error, Id, Moment, Problems, Result};
use say::say;
use serde_json::{Map, Value as Json};
use store::{Build, Sql, Value as Cell};

use super::{Guard, Work};
use crate::access::{Action, Level};
use crate::attachment;
use crate::event::{carried, changes};
use crate::input::Input;
use crate::record::{Record, cells_of};
use crate::statements::Statements;
use crate::value::Value;

impl Work {
    /// Files are a part of their record: who may change it may put files to it and take them off.
    pub(super) async fn plan_attach(&mut self, key: &str, id: Id, file: Id, on: bool) -> Result<()> {
        let record = self.reached(key, id, Action::Update).await?;
        let Some(carries) = self.engine.may_attach(&self.actor, id, file, on).await? else { return Ok(()) };
        self.tx.run(attachment::put(key, id, file, self.actor.user, on));
        self.event(&record, if on { attachment::ATTACHED } else { attachment::DETACHED }, carried(&carries));
        Ok(())
    }

    pub(super) async fn plan_create(&mut self, key: &str, id: Id, input: &Input) -> Result<()> {
        let object = self.object(key)?;
        if self.by_hand() && !object.made_by.leaves(Action::Create) {
            let said = self.engine.object_said(&object);
            return Err(Error::Forbidden(say!("problem-made-by-rules", what = &said.labels).into()));
        }
        if self.actor.granted(&object, Action::Create) == Level::None {
            return Err(if self.actor.level(&object, Action::Read) == Level::None {
                Error::NotFound
            } else {
                {
                    let said = self.engine.object_said(&object);
                    Error::Forbidden(say!("problem-may-not-create", what = say::inline(&said.labels)).into())
                }
            });
        }
        let now = Moment::now();
        let at = self.at.unwrap_or(now);
        let mut problems = Problems::default();
        let mut record = Record::empty(object.clone(), id);
        record.version = 1;
        self.default_values(&object, &mut record)?;
        record.set("created_at", Value::Moment(at));
        record.set("updated_at", Value::Moment(now));
        if let Some(user) = self.actor.user {
            record.set("created_by", Value::Ref(user));
            record.set("owner", Value::Ref(user));
        }
        let given = self.apply(&object, input, &mut record, None, &mut problems);
        self.rules(None, &mut record, &given, at, &mut problems);
        self.asked(&record, None, &mut problems);
        self.check(&record, None, &mut problems).await?;
        problems.check()?;
        self.add(record);
        Ok(())
    }

    /// Adds a record that is as it must be: row, side rows, search index, event.
    pub(super) fn add(&mut self, record: Record) {
        let (object, id) = (record.object.clone(), record.id);
        let Statements { insert, columns, .. } = self.statements(&object);
        let mut cells: Vec<Cell> = Vec::with_capacity(columns);
        cells.extend([id.into(), Cell::Int(1), Cell::Null]);
        for (field, value) in object.fields.iter().zip(&record.values) {
            cells_of(field, value, &mut cells);
        }
        self.tx.run(Sql { text: insert, args: cells });
        for (field, value) in object.fields.iter().zip(&record.values) {
            self.side_rows(id, field, None, value);
        }
        self.index(&record, true);
        let changes = changes(None, &record);
        self.event(&record, "created", changes);
        self.trusted.insert(id);
        self.fresh.insert(id);
        let record = Arc::new(record);
        self.touch(None, Some(&record));
        self.records.insert(id, record);
    }

    pub(super) async fn plan_update(
        &mut self,
        key: &str,
        id: Id,
        input: &Input,
        version: Option<i64>,
    ) -> Result<()> {
        let before = self.reached(key, id, Action::Update).await?;
        if before.deleted_at.is_some() {
            return Err(Error::conflict(say!(
                "problem-in-bin",
                what = say::inline(&self.engine.object_said(&before.object).label)
            )));
        }
        if version.is_some_and(|v| v != before.version) {
            return Err(self.three_way(&before, version.unwrap_or_default(), input).await);
        }
        let mut problems = Problems::default();
        let mut record = before.clone();
        let given = self.apply(&before.object, input, &mut record, Some(&before), &mut problems);
        let at = self.at.unwrap_or_else(Moment::now);
        self.rules(Some(&before), &mut record, &given, at, &mut problems);
        self.asked(&record, Some(&before), &mut problems);
        self.check(&record, Some(&before), &mut problems).await?;
        problems.check()?;
        self.keep_an_admin(&before, Some(&record)).await?;
        self.write(&before, record, version.is_some(), "updated");
        Ok(())
    }

    pub(super) async fn plan_put(&mut self, key: &str, id: Id, values: &[(String, Value)]) -> Result<()> {
        let before = self.reached(key, id, Action::Update).await?;
        let mut record = before.clone();
        for (field, value) in values {
            record.set(field, value.clone());
        }
        self.keep_an_admin(&before, Some(&record)).await?;
        self.write(&before, record, false, "updated");
        Ok(())
    }

    pub(super) async fn plan_bin(
        &mut self,
        key: &str,
        id: Id,
        delete: bool,
        version: Option<i64>,
    ) -> Result<()> {
        let before = self.reached(key, id, Action::Delete).await?;
        if version.is_some_and(|v| v != before.version) {
            return Err(self.three_way(&before, version.unwrap_or_default(), &Input::new()).await);
        }
        if before.deleted_at.is_some() == delete {
            return Ok(());
        }
        let mut record = before.clone();
        record.deleted_at = delete.then(Moment::now);
        self.keep_an_admin(&before, Some(&record)).await?;
        let verb = if delete { "deleted" } else { "restored" };
        self.write(&before, record, version.is_some(), verb);
        Ok(())
    }

    pub(super) async fn plan_destroy(&mut self, key: &str, id: Id) -> Result<()> {
        let record = self.reached(key, id, Action::Destroy).await?;
        self.keep_an_admin(&record, None).await?;
        self.destroyed.insert(id);
        // Whatever points here points to nothing from now on.
        let schema = self.config.schema.clone();
        for (object, field) in schema.links_to(key) {
            let mut sql = Build::new();
            if field.kind.is_single_link() {
                sql.push("SELECT id FROM ")
                    .push(&object.table())
                    .push(" WHERE ")
                    .ident(&field.key)
                    .push(" = ")
                    .bind(id);
            } else {
                sql.push("SELECT from_id FROM link_many WHERE to_id = ")
                    .bind(id)
                    .push(" AND field = ")
                    .bind(field.key.as_str());
            }
            let ids: Vec<Id> =
                self.engine.db().read(sql.done()).await?.iter().filter_map(|r| r.id(0)).collect();
            self.preload(&object.key, &ids).await?;
            for from in ids {
                let Some(before) = self.records.get(from).cloned() else { continue };
                let mut after = before.clone();
                let value = match before.get(&field.key) {
                    Value::List(list) => {
                        Value::List(list.iter().filter(|v| v.id() != Some(id)).cloned().collect())
                    }
                    _ => Value::Null,
                };
                after.set(&field.key, if value == Value::List(Vec::new()) { Value::Null } else { value });
                self.write(&before, after, false, "updated");
            }
        }
        let gone = |text: &str| Sql::new(text, vec![id.into()]);
        let step = self.tx.expect(
            Sql::new(
                format!("DELETE FROM {} WHERE id = $1 AND version = $2", record.object.table()),
                vec![id.into(), record.version.into()],
            ),
            1,
        );
        self.guards.insert(step, Guard { object: key.to_owned(), id, named: false });
        self.tx.run(gone("DELETE FROM more WHERE record = $1"));
        self.tx.run(gone("DELETE FROM link_many WHERE from_id = $1"));
        self.tx.run(gone("DELETE FROM external WHERE record = $1"));
        self.tx.run(gone("DELETE FROM follow WHERE record = $1"));
        for sql in attachment::destroy(&schema, id) {
            self.tx.run(sql);
        }
        for sql in self.engine.db().dialect().search_delete(key, id.0) {
            self.tx.run(sql);
        }
        let title = Map::from_iter([("title".to_owned(), Json::String(record.title()))]);
        self.event(&record, "destroyed", carried(&title));
        self.touch(Some(&record), None);
        self.records.remove(id);
        Ok(())
    }
}

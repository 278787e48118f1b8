//! What a record must fulfil before it is written: forms of values, rules, required and unique fields, links.
use std::collections::HashSet;
use std::sync::Arc;

use base::{Error, Id, Moment, Problems, Result};
use say::say;
use store::{Build, Value as Cell};

use super::Work;
use crate::access::{Action, FieldRight};
use crate::input::{Given, Input, read_input};
use crate::kind::Kind;
use crate::module::Draft;
use crate::record::Record;
use crate::schema::{Field, Object};
use crate::tables;
use crate::value::Value;

impl Work {
    pub(super) fn default_values(&self, object: &Object, record: &mut Record) -> Result<()> {
        for (i, field) in object.fields.iter().enumerate() {
            let Some(json) = &field.default else { continue };
            let input = Input(vec![(field.key.clone(), Given::Json(json.clone()))]);
            let mut problems = Problems::default();
            let values =
                read_input(object, &input, &|_| &Value::Null, &self.config.settings.manners, &mut problems);
            if !problems.is_empty() {
                return Err(Error::internal(format!(
                    "the default of {}.{} is wrong: {problems}",
                    object.key, field.key
                )));
            }
            if let (Some((_, value)), Some(slot)) = (values.into_iter().next(), record.values.get_mut(i)) {
                *slot = value;
            }
        }
        Ok(())
    }

    /// Reads the input into the record, as far as rights and read-only fields allow; which fields were given.
    pub(super) fn apply(
        &self,
        object: &Object,
        input: &Input,
        record: &mut Record,
        before: Option<&Record>,
        problems: &mut Problems,
    ) -> Vec<bool> {
        let current = |i: usize| before.and_then(|b| b.values.get(i)).unwrap_or(&Value::Null);
        let values = read_input(object, input, &current, &self.config.settings.manners, problems);
        let mut given = vec![false; object.fields.len()];
        for (i, value) in values {
            let Some(field) = object.fields.get(i) else { continue };
            let by_verb = field.secret && self.verb;
            let right = if by_verb { FieldRight::Write } else { self.actor.field(object, field) };
            if right == FieldRight::Hide {
                problems.add(
                    field.key.clone(),
                    "unknown",
                    format!("{} has no field {:?}", object.label, field.key),
                );
                continue;
            }
            let same = *current(i) == value;
            if (right < FieldRight::Write
                || (field.read_only && !self.importing && !self.verb && !self.actor.is_system()))
                && !same
            {
                problems.add(
                    field.key.clone(),
                    "read_only",
                    say!("problem-read-only", field = self.engine.label_said(object, field)),
                );
                continue;
            }
            let option = value.text().and_then(|key| field.choice_of(key));
            if let Some(option) = option.filter(|o| o.hidden && !same && self.by_hand()) {
                problems.add(
                    field.key.clone(),
                    "hidden",
                    say!("problem-option-gone", option = &option.label),
                );
                continue;
            }
            if let (Some(slot), Some(given)) = (record.values.get_mut(i), given.get_mut(i)) {
                *slot = value;
                *given = true;
            }
        }
        given
    }

    pub(super) fn rules(
        &self,
        before: Option<&Record>,
        record: &mut Record,
        given: &[bool],
        at: Moment,
        problems: &mut Problems,
    ) {
        let object = record.object.clone();
        let given = |key: &str| object.place(key).and_then(|i| given.get(i)).copied().unwrap_or_default();
        for rule in self.engine.rules(&object.key) {
            (rule.run)(&mut Draft {
                before,
                record: &mut *record,
                given: &given,
                actor: &self.actor,
                cause: self.cause.as_deref(),
                settings: &self.config.settings,
                at,
                manners: &self.config.settings.manners,
                schema: &self.config.schema,
                problems: &mut *problems,
            });
        }
    }

    /// What an option asks for is there when a record comes to it, as the reason when a deal is lost. History and rules need
    /// not know it.
    pub(super) fn asked(&self, record: &Record, before: Option<&Record>, problems: &mut Problems) {
        if !self.by_hand() && !self.verb {
            return;
        }
        let object = record.object.clone();
        for field in object.fields.iter().filter(|f| f.kind == Kind::Choice && !f.hidden) {
            let value = record.get(&field.key);
            let Some(option) = value.text().and_then(|key| field.choice_of(key)) else { continue };
            if before.is_some_and(|b| b.get(&field.key) == value) {
                continue;
            }
            for asked in option.asks.iter().filter_map(|key| object.field(key)) {
                let theirs = !asked.hidden && self.actor.field(&object, asked) == FieldRight::Write;
                if theirs && record.get(&asked.key).is_null() && problems.of(&asked.key).is_none() {
                    let (field, option) = (self.engine.label_said(&object, asked), option.label.as_str());
                    let told = say!("problem-asked", field = field, option = option);
                    problems.add(asked.key.clone(), "required", told);
                }
            }
        }
    }

    /// What every field must hold to: required, links to records that are there, unique. One look at the database for all.
    pub(super) async fn check(
        &mut self,
        record: &Record,
        before: Option<&Record>,
        problems: &mut Problems,
    ) -> Result<()> {
        enum Ask<'a> {
            Link(&'a Field, Id),
            Unique(&'a Field),
        }
        let object = record.object.clone();
        let schema = self.config.schema.clone();
        let mut asks: Vec<Ask<'_>> = Vec::new();
        let mut sqls = Vec::new();
        // What its form does not ask for cannot be missing.
        let unshown = if crate::shown::has_conditions(&object) {
            crate::shown::unshown(&schema, record, &self.engine.scope(&self.actor))
        } else {
            HashSet::new()
        };
        for (i, field) in object.fields.iter().enumerate() {
            let value = record.values.get(i).unwrap_or(&Value::Null);
            let old = before.and_then(|b| b.values.get(i));
            if field.required
                && value.is_null()
                && problems.of(&field.key).is_none()
                && !unshown.contains(&field.key)
            {
                problems.add(
                    field.key.clone(),
                    "required",
                    say!("problem-required", field = self.engine.label_said(&object, field)),
                );
            }
            if old == Some(value) || value.is_null() {
                continue;
            }
            if let Some(target) = field.target.as_deref().and_then(|t| schema.object(t)) {
                for to in value.each().into_iter().filter_map(Value::id) {
                    let kept = old.is_some_and(|o| o.each().into_iter().any(|v| v.id() == Some(to)));
                    let own = self.actor.user == Some(to) && target.key == "user";
                    if to == record.id {
                        problems.add(
                            field.key.clone(),
                            "itself",
                            say!("problem-itself", field = self.engine.label_said(&object, field)),
                        );
                    } else if !kept && !own && !self.trusted.contains(&to) {
                        let mut sql = Build::new();
                        sql.push("SELECT id FROM ")
                            .push(&target.table())
                            .push(" WHERE id = ")
                            .bind(to)
                            .push(" AND deleted_at IS NULL");
                        crate::reach::push_reach(&mut sql, "", &self.actor.reach(target, Action::Read));
                        sqls.push(sql.done());
                        asks.push(Ask::Link(field, to));
                    }
                }
            }
            if field.unique && !self.importing {
                let mut cells = Vec::new();
                field.kind.cells(value.primary(), &mut cells);
                let (suffix, cell) =
                    if field.kind.folded() { ("$fold", cells.pop()) } else { ("", cells.into_iter().next()) };
                let mut sql = Build::new();
                sql.push("SELECT id FROM ")
                    .push(&object.table())
                    .push(" WHERE ")
                    .ident(&field.column(suffix))
                    .push(" = ");
                sql.bind(cell.unwrap_or(Cell::Null))
                    .push(" AND deleted_at IS NULL AND id <> ")
                    .bind(record.id);
                sqls.push(sql.done());
                asks.push(Ask::Unique(field));
            }
        }
        if asks.is_empty() {
            return Ok(());
        }
        let answers = self.engine.db().read_all(sqls).await?;
        for (ask, rows) in asks.into_iter().zip(answers) {
            match ask {
                Ask::Link(field, to) if rows.is_empty() => {
                    let target = field.target.as_deref().and_then(|t| schema.object(t));
                    let target =
                        target.map_or_else(String::new, |o| self.engine.object_said(o).label.clone());
                    let why = say!("problem-link", what = say::inline(&target), id = to.to_string());
                    problems.add(field.key.clone(), "link", why);
                }
                Ask::Link(_, to) => {
                    self.trusted.insert(to);
                }
                Ask::Unique(field) if !rows.is_empty() => {
                    problems.add(field.key.clone(), "unique", self.taken(&object, field))
                }
                Ask::Unique(_) => {}
            }
        }
        self.check_circle(record, before, problems).await
    }

    /// A link of an object to itself (parent company, team above) may not lead back in a circle.
    pub(super) async fn check_circle(
        &self,
        record: &Record,
        before: Option<&Record>,
        problems: &mut Problems,
    ) -> Result<()> {
        let object = &record.object;
        for (i, field) in object.fields.iter().enumerate() {
            let hierarchical =
                field.kind.is_single_link() && field.target.as_deref() == Some(object.key.as_str());
            let Some(mut up) = record.values.get(i).and_then(Value::id).filter(|_| hierarchical) else {
                continue;
            };
            // A new record has nothing below it yet; and an unchanged link leads where it led.
            if before.is_none_or(|b| b.values.get(i) == record.values.get(i)) {
                continue;
            }
            for _ in 0..64 {
                if up == record.id {
                    problems.add(
                        field.key.clone(),
                        "circle",
                        say!("problem-circle", field = self.engine.label_said(object, field)),
                    );
                    break;
                }
                let next = match self.records.get(up) {
                    Some(r) => r.get(&field.key).id(),
                    None => {
                        let mut sql = Build::new();
                        sql.push("SELECT ")
                            .ident(&field.key)
                            .push(" FROM ")
                            .push(&object.table())
                            .push(" WHERE id = ")
                            .bind(up);
                        self.engine.db().read(sql.done()).await?.first().and_then(|r| r.id(0))
                    }
                };
                let Some(next) = next else { break };
                up = next;
            }
        }
        Ok(())
    }

    /// The problem of a value that is there already, from the name of the index that refused it.
    pub(super) fn unique_problem(&self, index: &str) -> Error {
        for object in self.config.schema.objects() {
            for field in object.fields.iter().filter(|f| f.unique) {
                let column = format!("{}.{}", object.key, field.key);
                let matches = index == tables::index_name(object, field, true)
                    || index.split(", ").any(|c| c == column || c == format!("{column}$fold"));
                if matches {
                    return Error::invalid(field.key.clone(), "unique", self.taken(object, field));
                }
            }
        }
        Error::internal(format!("a unique index refused a value: {index}"))
    }

    pub(super) fn taken(&self, object: &Arc<Object>, field: &Field) -> String {
        let (said, label) = (self.engine.object_said(object), self.engine.label_said(object, field));
        say!("problem-taken", object = say::inline(&said.label), field = say::inline(&label)).into()
    }
}

//! Undo of a batch: a single edit, a bulk change, an import. What can be put back is; what has changed since is
//! listed; undoing is itself a batch that can be undone.
use say::say;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use base::{Error, Id, Result};
use serde::Serialize;
use store::{Build, Sql};

use crate::access::Actor;
use crate::attachment;
use crate::engine::Engine;
use crate::event::{COLUMNS, Event, value_of};
use crate::schema::MadeBy;
use crate::work::Work;

/// Something that could not be put back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UndoConflict {
    /// Key of the object.
    pub object: String,
    /// The record.
    pub record: Id,
    /// The field, where it is about one.
    pub field: Option<String>,
    /// Why, for people.
    pub message: String,
}

/// What an undo did.
#[derive(Debug, Clone, Serialize)]
pub struct Undone {
    /// The batch of the undo itself.
    pub batch: Id,
    /// Records put back.
    pub records: usize,
    /// What was left, at most the first 1,000.
    pub conflicts: Vec<UndoConflict>,
    /// How much was left in all.
    pub left: usize,
}

/// Events undone in one transaction.
const CHUNK: usize = 500;
/// Conflicts listed.
const LISTED: usize = 1_000;

/// What becomes of one record.
#[derive(Default)]
struct Plan {
    object: String,
    created: bool,
    /// Events of the batch that changed the record.
    writes: i64,
    deleted: bool,
    restored: bool,
    destroyed: bool,
    /// The value before the batch and the one the batch left, by field.
    fields: BTreeMap<String, (serde_json::Value, serde_json::Value)>,
    /// Whether the batch put a file to the record or took it off, at first.
    files: BTreeMap<Id, bool>,
}

impl Engine {
    /// Undoes a batch. `progress` hears how many events are dealt with.
    pub async fn undo(
        &self,
        actor: &Actor,
        batch: Id,
        mut progress: impl FnMut(usize) + Send,
    ) -> Result<Undone> {
        let undo = Id::new();
        let mut out = Undone { batch: undo, records: 0, conflicts: Vec::new(), left: 0 };
        let schema = self.schema();
        let mut seen_any = false;
        let mut below = i64::MAX;
        let mut handled: HashSet<Id> = HashSet::new();
        let mut done = 0;
        loop {
            // Newest first, so that what was made last goes first.
            let sql = Sql::new(
                format!(
                    "SELECT {COLUMNS} FROM event WHERE batch = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3"
                ),
                vec![batch.into(), below.into(), (CHUNK as i64).into()],
            );
            let events: Vec<Event> = self.db().read(sql).await?.iter_mut().map(Event::load).collect();
            let Some(last) = events.last() else { break };
            below = last.seq;
            if !seen_any {
                self.check_reach(actor, &events).await?;
                seen_any = true;
                // The workspace itself: one thing a batch.
                if let Some(event) = events.iter().find(|e| schema.object(&e.object).is_none())
                    && events.len() == 1
                {
                    return self.put_back(actor, event).await;
                }
            }
            done += events.len();
            let mut records: Vec<Id> =
                events.iter().map(|e| e.record).filter(|id| !handled.contains(id) && id.0 != 0).collect();
            let kept = self.kept_by_rules(&events).await?;
            records.extend(kept.into_iter().filter(|id| !handled.contains(id)));
            records.sort_unstable_by(|a, b| b.cmp(a));
            records.dedup();
            handled.extend(records.iter().copied());
            let plans = self.undo_plans(batch, &records).await?;
            self.undo_records(actor, batch, undo, plans, &mut out).await?;
            progress(done);
        }
        if !seen_any {
            return Err(Error::NotFound);
        }
        Ok(out)
    }

    /// Undoes what a batch did to one record alone; what it did to others stays.
    pub async fn undo_of_record(&self, actor: &Actor, batch: Id, record: Id) -> Result<Undone> {
        let undo = Id::new();
        let mut out = Undone { batch: undo, records: 0, conflicts: Vec::new(), left: 0 };
        let plans = self.undo_plans(batch, &[record]).await?;
        let Some((_, plan)) = plans.first() else { return Err(Error::NotFound) };
        // What one may not see was never done.
        self.find_any(actor, &plan.object, record).await?;
        self.undo_records(actor, batch, undo, plans, &mut out).await?;
        Ok(out)
    }

    /// One may undo what one did; a batch of others only administrators and those who may change its records.
    async fn check_reach(&self, actor: &Actor, events: &[Event]) -> Result<()> {
        let own = events.iter().all(|e| e.actor.is_some() && e.actor == actor.user);
        if own || actor.is_admin() || !self.visible(actor, events.to_vec()).await?.is_empty() {
            Ok(())
        } else {
            Err(Error::NotFound)
        }
    }

    /// What rules keep in step with the records of some events, such as the movements of a subscription: it goes in one
    /// unit with them, lest a rule sees one half undone and puts it right.
    async fn kept_by_rules(&self, events: &[Event]) -> Result<Vec<Id>> {
        let schema = self.schema();
        let mut kept = Vec::new();
        for settle in self.settles() {
            for link in settle.through {
                let Some((object, field)) = link.split_once('.') else { continue };
                let Some(object) = schema.object(object).filter(|o| o.made_by == MadeBy::Rules) else {
                    continue;
                };
                let Some(target) = object.field(field).and_then(|f| f.target.as_deref()) else { continue };
                let of: BTreeSet<Id> =
                    events.iter().filter(|e| e.object == target).map(|e| e.record).collect();
                if of.is_empty() || !settle.objects.contains(&target) {
                    continue;
                }
                let mut sql = Build::new();
                sql.push("SELECT id FROM ").push(&object.table());
                sql.push(" WHERE deleted_at IS NULL AND ").ident(field).push(" IN (");
                for (i, id) in of.into_iter().enumerate() {
                    sql.push(if i > 0 { ", " } else { "" }).bind(id);
                }
                sql.push(")");
                kept.extend(self.db().read(sql.done()).await?.iter().filter_map(|row| row.id(0)));
            }
        }
        Ok(kept)
    }

    /// What the batch did to each of some records, folded over all its events.
    async fn undo_plans(&self, batch: Id, records: &[Id]) -> Result<Vec<(Id, Plan)>> {
        let mut plans: HashMap<Id, Plan> = HashMap::new();
        let mut sql = Build::new();
        sql.push("SELECT ")
            .push(COLUMNS)
            .push(" FROM event WHERE batch = ")
            .bind(batch)
            .push(" AND record IN (");
        for (i, id) in records.iter().enumerate() {
            sql.push(if i > 0 { ", " } else { "" }).bind(*id);
        }
        sql.push(") ORDER BY seq");
        for mut row in self.db().read(sql.done()).await? {
            let event = Event::load(&mut row);
            let plan = plans.entry(event.record).or_default();
            plan.object.clone_from(&event.object);
            match event.verb.as_str() {
                "created" => plan.created = true,
                "updated" => {}
                "deleted" => (plan.deleted, plan.restored) = (!plan.restored, false),
                "restored" => (plan.restored, plan.deleted) = (!plan.deleted, false),
                "destroyed" => plan.destroyed = true,
                verb => {
                    if let Some((file, on)) = attachment::of_event(verb, &event.changes) {
                        plan.files.entry(file).or_insert(on);
                    }
                    continue;
                }
            }
            plan.writes += 1;
            for field in event.changes.keys() {
                if let Some((old, new)) = event.change(field) {
                    let slot = plan.fields.entry(field.clone()).or_insert_with(|| (old.clone(), new.clone()));
                    slot.1 = new.clone();
                }
            }
        }
        // In the order asked for: the last made first.
        Ok(records.iter().filter_map(|id| Some((*id, plans.remove(id)?))).collect())
    }

    /// Whether what happened to a record since a batch was done by followers of the log, or by this undoing, alone: what
    /// Rondo adds by rule to a record that was made goes with it.
    async fn only_followed(&self, batch: Id, undo: Id, record: Id) -> Result<bool> {
        let sql = Sql::new(
            "SELECT 1 FROM event WHERE record = $1 AND batch <> $2 AND batch <> $3 AND verb <> 'created' \
             AND (cause IS NULL OR cause NOT LIKE 'follower:%') LIMIT 1",
            vec![record.into(), batch.into(), undo.into()],
        );
        Ok(self.db().read(sql).await?.is_empty())
    }

    async fn undo_records(
        &self,
        actor: &Actor,
        batch: Id,
        undo: Id,
        plans: Vec<(Id, Plan)>,
        out: &mut Undone,
    ) -> Result<()> {
        let schema = self.schema();
        let mut work = self.begin(actor).in_batch(undo).because(format!("undo:{batch}"));
        let mut by_object: HashMap<String, Vec<Id>> = HashMap::new();
        for (id, plan) in &plans {
            by_object.entry(plan.object.clone()).or_default().push(*id);
        }
        for (object, ids) in by_object.iter().filter(|(o, _)| schema.object(o).is_some()) {
            work.preload(object, ids).await?;
        }
        let mut put_back = 0;
        for (id, plan) in plans {
            let mut conflict = |field: Option<&str>, message: String| {
                out.left += 1;
                if out.conflicts.len() < LISTED {
                    out.conflicts.push(UndoConflict {
                        object: plan.object.clone(),
                        record: id,
                        field: field.map(str::to_owned),
                        message,
                    });
                }
            };
            let Some(object) = schema.object(&plan.object) else { continue };
            if plan.writes == 0 && plan.files.is_empty() {
                continue;
            }
            if plan.destroyed {
                conflict(None, say!("problem-undo-destroyed").into());
                continue;
            }
            let current = match work.current(&plan.object, id).await {
                Ok(record) => record,
                Err(Error::NotFound) => {
                    conflict(None, say!("problem-undo-destroyed-since").into());
                    continue;
                }
                Err(other) => return Err(other),
            };
            let before = work.len();
            let result = if plan.created {
                if current.deleted_at.is_some() {
                    continue;
                }
                if current.version > plan.writes && !self.only_followed(batch, undo, id).await? {
                    conflict(None, say!("problem-undo-stays").into());
                    continue;
                }
                work.delete(&plan.object, id, None).await
            } else {
                let mut values = Vec::new();
                for (key, (old, new)) in &plan.fields {
                    let Some(field) = object.field(key).filter(|f| !f.derived) else { continue };
                    let (old, new) = (value_of(field, old), value_of(field, new));
                    if *current.get(key) == new {
                        values.push((key.clone(), old));
                    } else if *current.get(key) != old {
                        conflict(Some(key), say!("problem-undo-field", field = &field.label).into());
                    }
                }
                match (plan.deleted, plan.restored) {
                    (true, _) if current.deleted_at.is_some() => work.restore(&plan.object, id).await?,
                    (_, true) if current.deleted_at.is_none() => work.delete(&plan.object, id, None).await?,
                    _ => {}
                }
                work.put(&plan.object, id, values).await
            };
            let result = match result {
                Ok(()) if !plan.created => put_back_files(&mut work, &plan, id).await,
                other => other,
            };
            match result {
                Ok(()) => put_back += usize::from(work.len() > before),
                Err(Error::Forbidden(why)) => conflict(None, why),
                Err(Error::NotFound) => conflict(None, say!("problem-undo-unseen").into()),
                Err(other) => return Err(other),
            }
        }
        work.commit().await?;
        out.records += put_back;
        Ok(())
    }
}

/// Files the batch put to the record go, and those it took off come back.
async fn put_back_files(work: &mut Work, plan: &Plan, id: Id) -> Result<()> {
    for (file, on) in &plan.files {
        work.attached(&plan.object, id, *file, !on).await?;
    }
    Ok(())
}

//! What must hold across records before a unit is written: sums over lines, numbers without gaps.
use std::sync::Arc;

use base::{Id, Moment, Result};
use store::{Build, Sql};

use super::{Guard, Work};
use crate::module::{Settle, Touched};
use crate::record::Record;
use crate::value::Value;

impl Work {
    /// Remembers what was done to a record, where something must hold across records of its object.
    pub(super) fn touch(&mut self, before: Option<&Record>, after: Option<&Arc<Record>>) {
        let Some(object) = before.or(after.map(Arc::as_ref)).map(|r| r.object.key.as_str()) else { return };
        if self.engine.settles().iter().any(|s| s.objects.contains(&object)) {
            let before = before.cloned().map(Arc::new);
            self.touched.push(Touched { before, after: after.cloned() });
        }
    }

    /// Whether this unit destroys a record: what pointed to it points to nothing, whoever may change that.
    pub fn destroys(&self, id: Id) -> bool {
        self.destroyed.contains(&id)
    }

    /// Works out what follows from what was done so far, so that `current` shows it. For a unit that is only looked at.
    pub async fn foresee(&mut self) -> Result<()> {
        self.settle().await
    }

    /// Puts right what must hold across records. What this itself changes is not settled again by the same rule.
    pub(super) async fn settle(&mut self) -> Result<()> {
        if self.touched.len() == self.settled {
            return Ok(());
        }
        let settles: Vec<Settle> = self.engine.settles().to_vec();
        for settle in settles {
            let of = |t: &&Touched| {
                let record = t.before.as_ref().or(t.after.as_ref());
                record.is_some_and(|r| settle.objects.contains(&r.object.key.as_str()))
            };
            let touched: Vec<Touched> = self.touched.iter().skip(self.settled).filter(of).cloned().collect();
            if !touched.is_empty() {
                (settle.run)(self, touched).await?;
            }
        }
        // They are let go of with the unit: nobody waits for that.
        self.settled = self.touched.len();
        Ok(())
    }

    /// Sets what follows from other records: no right is asked, no rule is run. For `Settle` alone.
    pub async fn derive(&mut self, object: &str, id: Id, values: Vec<(&str, Value)>) -> Result<()> {
        let before = self.current(object, id).await?;
        let mut record = before.clone();
        for (key, value) in values {
            record.set(key, value);
        }
        self.write(&before, record, false, "updated");
        Ok(())
    }

    /// Makes a record that follows from others, such as the next of a series: no right is asked, no rule is run, and what
    /// it holds must be right. For `Settle` alone: what is planned anew makes it anew.
    pub fn derive_new(&mut self, object: &str, values: Vec<(String, Value)>) -> Result<Id> {
        let (object, now) = (self.object(object)?, Moment::now());
        let mut record = Record::empty(object.clone(), Id::new());
        record.version = 1;
        self.default_values(&object, &mut record)?;
        for key in ["created_at", "updated_at"] {
            record.set(key, Value::Moment(now));
        }
        if let Some(user) = self.actor.user {
            record.set("created_by", Value::Ref(user));
        }
        for (key, value) in values {
            record.set(&key, value);
        }
        let id = record.id;
        self.add(record);
        Ok(id)
    }

    /// Moves a record that followed from others to the bin: no right is asked. For `Settle` alone.
    pub async fn derive_away(&mut self, object: &str, id: Id) -> Result<()> {
        let before = self.current(object, id).await?;
        let record = Record { deleted_at: Some(Moment::now()), ..before.clone() };
        self.write(&before, record, false, "deleted");
        Ok(())
    }

    /// While very much is imported only the indexes that are named in `Settle::through` are there.
    fn must_be_indexed(&self, object: &str, links: &[(&str, Id)]) {
        debug_assert!(
            !self.importing || links.iter().any(|(link, _)| self.engine.is_settled_through(object, link)),
            "{object} is found by {links:?} in an import, and no Settle says so"
        );
    }

    /// The living records whose link leads to a record, as this unit would leave them, oldest first.
    pub async fn pointing(&mut self, object: &str, field: &str, to: Id) -> Result<Vec<Record>> {
        self.must_be_indexed(object, &[(field, to)]);
        let table = self.object(object)?.table();
        if !self.fresh.contains(&to) {
            let mut sql = Build::new();
            sql.push("SELECT id FROM ").push(&table).push(" WHERE ").ident(field).push(" = ").bind(to);
            sql.push(" AND deleted_at IS NULL");
            let rows = self.engine.db().read(sql.done()).await?;
            let ids: Vec<Id> = rows.iter().filter_map(|r| r.id(0)).collect();
            self.preload(object, &ids).await?;
        }
        Ok(self.records.pointing(object, field, to))
    }

    /// Living records whose link leads to a record, by a moment they have, earliest first, as this unit would leave them:
    /// the first `most` of the database, and whatever else of them the unit knows. However many there are.
    pub async fn earliest_pointing(
        &mut self,
        object: &str,
        link: (&str, Id),
        by: &str,
        most: usize,
    ) -> Result<Vec<Record>> {
        self.must_be_indexed(object, &[link]);
        let (field, to) = link;
        if !self.fresh.contains(&to) {
            let mut sql = Build::new();
            sql.push("SELECT id FROM ").push(&self.object(object)?.table()).push(" WHERE ").ident(field);
            sql.push(" = ").bind(to).push(" AND deleted_at IS NULL ORDER BY ").ident(by).push(", id LIMIT ");
            sql.bind(most as i64);
            let rows = self.engine.db().read(sql.done()).await?;
            let ids: Vec<Id> = rows.iter().filter_map(|r| r.id(0)).collect();
            self.preload(object, &ids).await?;
        }
        let mut known = self.records.pointing(object, field, to);
        known.sort_by_key(|r| (r.get(by).moment(), r.id));
        Ok(known)
    }

    /// How many living records have all of these links and nothing in a field, as this unit would leave them: counted by
    /// the database, however many there are.
    pub async fn count_pointing(&mut self, object: &str, links: &[(&str, Id)], empty: &str) -> Result<i64> {
        self.must_be_indexed(object, links);
        let table = self.object(object)?.table();
        let mut sql = Build::new();
        sql.push("SELECT count(*) FROM ").push(&table).push(" WHERE deleted_at IS NULL AND ");
        sql.ident(empty).push(" IS NULL");
        for (field, to) in links {
            sql.push(" AND ").ident(field).push(" = ").bind(*to);
        }
        let here: Vec<&Record> = self.records.values().filter(|r| r.object.key == object).collect();
        for record in &here {
            sql.push(" AND id <> ").bind(record.id);
        }
        let counts = |r: &&&Record| {
            let points = links.iter().all(|(field, to)| r.get(field).id() == Some(*to));
            points && r.deleted_at.is_none() && r.get(empty).is_null()
        };
        let own = here.iter().filter(counts).count() as i64;
        let there = self.engine.db().read(sql.done()).await?;
        Ok(own + there.first().and_then(|r| r.int(0)).unwrap_or_default())
    }

    /// The next number of a series, beginning with 1: taken when the unit is written, so that no number is left out, and
    /// planned anew when another unit was faster. For `Settle` alone.
    pub async fn number(&mut self, series: &str) -> Result<i64> {
        let next = match self.numbers.get(series) {
            Some(next) => *next,
            None => {
                let sql = Sql::new("SELECT next FROM number_series WHERE name = $1", vec![series.into()]);
                self.engine.db().read(sql).await?.first().and_then(|r| r.int(0)).unwrap_or(1)
            }
        };
        let sql = Sql::new(
            "INSERT INTO number_series (name, next) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET next = excluded.next WHERE number_series.next = $3",
            vec![series.into(), (next + 1).into(), next.into()],
        );
        let step = self.tx.expect(sql, 1);
        self.guards.insert(step, Guard { object: String::new(), id: Id(0), named: false });
        self.numbers.insert(series.to_owned(), next + 1);
        Ok(next)
    }

    /// Puts units that do the same kind of thing one behind the other, where what each does is right alone and wrong
    /// together: whichever comes second is planned anew. For `Settle` alone.
    pub async fn in_turn(&mut self, what: &str) -> Result<()> {
        self.number(&format!("turn {what}")).await.map(drop)
    }
}

//! Reading notices: one's own, cut to the records and texts one may see by now.
use std::collections::{BTreeMap, HashMap};

use base::{Error, Id, Moment, Result};
use store::{Build, Row, Sql, Tx};

use super::{COUNTED, Notice, NoticePage, Told};
use crate::access::{Action, Actor, Level};
use crate::engine::Engine;

impl Engine {
    /// One's notices, unread ones first.
    pub async fn notices(
        &self,
        actor: &Actor,
        kind: Option<Told>,
        unread: bool,
        after: usize,
        limit: usize,
    ) -> Result<NoticePage> {
        let Some(me) = actor.user else { return Ok(NoticePage::default()) };
        let mut sql = select(me);
        if let Some(kind) = kind {
            sql.push(" AND kind = ").bind(kind.name());
        }
        if unread {
            sql.push(" AND read_at IS NULL");
        }
        sql.push(" ORDER BY CASE WHEN read_at IS NULL THEN 0 ELSE 1 END, at DESC, id DESC LIMIT ");
        sql.bind(limit as i64 + 1).push(" OFFSET ").bind(after as i64);
        let mut rows = self.db().read(sql.done()).await?;
        let next = (rows.len() > limit).then_some(after + limit);
        rows.truncate(limit);
        let notices = self.seen_by(actor, rows.iter_mut().map(Notice::load).collect()).await?;
        Ok(NoticePage { notices, next })
    }

    /// How many notices one has not read; beyond `COUNTED` it is that.
    pub async fn unread_notices(&self, actor: &Actor) -> Result<i64> {
        let Some(me) = actor.user else { return Ok(0) };
        let mut sql = select(me);
        sql.push(" AND read_at IS NULL ORDER BY at DESC LIMIT ").bind(COUNTED);
        let mut rows = self.db().read(sql.done()).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        Ok(self.seen_by(actor, rows.iter_mut().map(Notice::load).collect()).await?.len() as i64)
    }

    /// Reads one of one's notices.
    pub async fn read_notice(&self, actor: &Actor, id: Id) -> Result<Notice> {
        let me = actor.user.ok_or(Error::NotFound)?;
        let mut sql = select(me);
        sql.push(" AND id = ").bind(id);
        let mut rows = self.db().read(sql.done()).await?;
        let found = self.seen_by(actor, rows.iter_mut().map(Notice::load).collect()).await?;
        let mut notice = found.into_iter().next().ok_or(Error::NotFound)?;
        if notice.read_at.is_none() {
            let now = Moment::now();
            let mut tx = Tx::new();
            let text = "UPDATE notice SET read_at = $1 WHERE id = $2 AND person = $3";
            tx.run(Sql::new(text, vec![now.into(), id.into(), me.into()]));
            self.db().commit(tx).await?;
            notice.read_at = Some(now);
        }
        Ok(notice)
    }

    /// Reads all of one's notices that were there at an instant.
    pub async fn read_notices(&self, actor: &Actor, until: Moment) -> Result<()> {
        let me = actor.user.ok_or(Error::NotFound)?;
        let mut tx = Tx::new();
        let text = "UPDATE notice SET read_at = $1 WHERE person = $2 AND read_at IS NULL AND at <= $3";
        tx.run(Sql::new(text, vec![Moment::now().into(), me.into(), until.into()]));
        self.db().commit(tx).await?;
        Ok(())
    }

    /// The people who got a notice after one of this id, and the highest id there is now.
    pub(crate) async fn noticed_after(&self, after: Id) -> Result<(Vec<Id>, Id)> {
        let text = "SELECT person, MAX(id) FROM notice WHERE id > $1 OR at > $2 GROUP BY person";
        // What grew has its old id and a new time.
        let lately = Moment::now().plus_seconds(-2);
        let rows = self.db().read(Sql::new(text, vec![after.into(), lately.into()])).await?;
        let last = rows.iter().filter_map(|r| r.id(1)).max().map_or(after, |id| id.max(after));
        Ok((rows.iter().filter_map(|r| r.id(0)).collect(), last))
    }

    /// Leaves those whose record, and whose text, the actor may see; says what they are called.
    async fn seen_by(&self, actor: &Actor, notices: Vec<Notice>) -> Result<Vec<Notice>> {
        let mut ids: BTreeMap<String, Vec<Id>> = BTreeMap::new();
        for notice in &notices {
            ids.entry(notice.object.clone()).or_default().push(notice.record);
            if let Some((object, id)) = &notice.source {
                ids.entry(object.clone()).or_default().push(*id);
            }
            if let Some(id) = notice.actor {
                ids.entry("user".to_owned()).or_default().push(id);
            }
        }
        let schema = self.schema();
        let mut titles: HashMap<Id, String> = HashMap::new();
        for (key, mut ids) in ids {
            let Some(object) = schema.object(&key) else { continue };
            if actor.level(object, Action::Read) == Level::None {
                continue;
            }
            ids.sort_unstable();
            ids.dedup();
            let named = object.title_field().is_some_and(|f| actor.sees(object, f));
            let found = self.titles(actor, &key, &ids).await?;
            titles.extend(found.into_iter().map(|(id, t)| (id, if named { t } else { id.to_string() })));
        }
        let seen = notices.into_iter().filter_map(|mut notice| {
            notice.title = titles.get(&notice.record)?.clone();
            if let Some((_, id)) = &notice.source {
                notice.says = Some(titles.get(id)?.clone());
            }
            notice.actor_name = notice.actor.and_then(|id| titles.get(&id).cloned());
            Some(notice)
        });
        Ok(seen.collect())
    }
}

fn select(me: Id) -> Build {
    let mut sql = Build::new();
    sql.push("SELECT id, kind, object, record, source_object, source, actor, count, at, read_at FROM notice WHERE person = ");
    sql.bind(me);
    sql
}

impl Notice {
    fn load(row: &mut Row) -> Self {
        Self {
            id: row.id(0).unwrap_or_default(),
            kind: Told::parse(row.text(1).unwrap_or_default()),
            object: row.take_text(2).unwrap_or_default(),
            record: row.id(3).unwrap_or_default(),
            title: String::new(),
            says: None,
            source: row.take_text(4).zip(row.id(5)),
            actor: row.id(6),
            actor_name: None,
            count: row.int(7).unwrap_or(1),
            at: Moment(row.int(8).unwrap_or_default()),
            read_at: row.int(9).map(Moment),
        }
    }
}

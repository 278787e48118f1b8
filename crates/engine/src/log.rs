//! The log of the workspace, for administrators: what was done, batch by batch, newest first, filtered.
use base::{Error, Id, Moment, Result};
use say::say;
use store::{Build, Sql};

use crate::access::Actor;
use crate::engine::Engine;
use crate::event::{COLUMNS, Event};

/// What of the log is asked for.
#[derive(Debug, Clone, Default)]
pub struct LogFilter {
    /// Who did it: a user, or `Some(None)` for Rondo itself.
    pub who: Option<Option<Id>>,
    /// Key of the object.
    pub object: Option<String>,
    /// The verb.
    pub verb: Option<String>,
    /// Written at this instant or later.
    pub from: Option<Moment>,
    /// Written before this instant.
    pub to: Option<Moment>,
}

/// What one batch did with records of one object.
#[derive(Debug, Clone)]
pub struct LogEntry {
    /// The unit it can be undone with.
    pub batch: Id,
    /// Key of the object.
    pub object: String,
    /// The verb.
    pub verb: String,
    /// The user who did it; nobody when Rondo did.
    pub actor: Option<Id>,
    /// What made it happen.
    pub cause: Option<String>,
    /// When the last of it was written.
    pub at: Moment,
    /// How many events.
    pub count: i64,
    /// The event, where it is one alone.
    pub event: Option<Event>,
}

/// A page of the log.
#[derive(Debug, Clone, Default)]
pub struct LogPage {
    /// Newest first.
    pub entries: Vec<LogEntry>,
    /// What to ask for next, if the log goes on.
    pub next: Option<String>,
}

/// Events looked through for a page: rare things are looked for further back page by page, and no page takes long.
const WINDOW: i64 = 100_000;

impl Engine {
    /// A page of the log.
    pub async fn workspace_log(
        &self,
        actor: &Actor,
        filter: &LogFilter,
        after: Option<&str>,
        limit: usize,
    ) -> Result<LogPage> {
        if !actor.is_admin() {
            return Err(Error::Forbidden(say!("problem-only-admins-log").into()));
        }
        let (ceiling, before) = match after {
            None => {
                let sql = Sql::new("SELECT COALESCE(MAX(seq), 0) FROM event", Vec::new());
                let newest = self.db().read(sql).await?.first().and_then(|r| r.int(0)).unwrap_or_default();
                (newest, newest + 1)
            }
            Some(text) => text
                .split_once('-')
                .and_then(|(a, b)| Some((a.parse::<i64>().ok()?, b.parse::<i64>().ok()?)))
                .filter(|(a, b)| *a >= 0 && *b >= 0)
                .ok_or_else(|| Error::invalid("after", "cursor", "This is no cursor of the log"))?,
        };
        let floor = (ceiling - WINDOW).max(0);
        let mut sql = Build::new();
        sql.push(
            "SELECT batch, object, verb, MAX(actor), MAX(cause), MAX(recorded_at), COUNT(*), MAX(seq) FROM event WHERE seq > ",
        );
        sql.bind(floor).push(" AND seq <= ").bind(ceiling);
        match filter.who {
            Some(Some(user)) => {
                sql.push(" AND actor = ").bind(user);
            }
            Some(None) => {
                sql.push(" AND actor IS NULL");
            }
            None => {}
        }
        for (column, text) in [("object", &filter.object), ("verb", &filter.verb)] {
            if let Some(text) = text {
                sql.push(" AND ").push(column).push(" = ").bind(text.as_str());
            }
        }
        if let Some(from) = filter.from {
            sql.push(" AND recorded_at >= ").bind(from);
        }
        if let Some(to) = filter.to {
            sql.push(" AND recorded_at < ").bind(to);
        }
        sql.push(" GROUP BY batch, object, verb HAVING MAX(seq) < ").bind(before);
        sql.push(" ORDER BY MAX(seq) DESC LIMIT ").bind(limit as i64 + 1);
        let mut rows = self.db().read(sql.done()).await?;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().and_then(|r| r.int(7)).unwrap_or_default();
        let singles: Vec<i64> =
            rows.iter().filter(|r| r.int(6) == Some(1)).filter_map(|r| r.int(7)).collect();
        let mut events = self.events_at(&singles).await?;
        let entries = rows
            .iter_mut()
            .map(|row| {
                let seq = row.int(7);
                let event = events.iter().position(|e| Some(e.seq) == seq).map(|i| events.swap_remove(i));
                LogEntry {
                    batch: row.id(0).unwrap_or_default(),
                    object: row.take_text(1).unwrap_or_default(),
                    verb: row.take_text(2).unwrap_or_default(),
                    actor: row.id(3),
                    cause: row.take_text(4),
                    at: Moment(row.int(5).unwrap_or_default()),
                    count: row.int(6).unwrap_or_default(),
                    event,
                }
            })
            .collect();
        let next = if more {
            Some(format!("{ceiling}-{last}"))
        } else {
            (floor > 0).then(|| format!("{floor}-{}", floor + 1))
        };
        Ok(LogPage { entries, next })
    }

    async fn events_at(&self, seqs: &[i64]) -> Result<Vec<Event>> {
        if seqs.is_empty() {
            return Ok(Vec::new());
        }
        let mut sql = Build::new();
        sql.push("SELECT ").push(COLUMNS).push(" FROM event WHERE seq IN (");
        for (i, seq) in seqs.iter().enumerate() {
            sql.push(if i > 0 { ", " } else { "" }).bind(*seq);
        }
        sql.push(")");
        Ok(self.db().read(sql.done()).await?.iter_mut().map(Event::load).collect())
    }

    /// The first events of a batch, in order, at most 200. For administrators.
    pub async fn batch(&self, actor: &Actor, batch: Id) -> Result<Vec<Event>> {
        if !actor.is_admin() {
            return Err(Error::Forbidden(say!("problem-only-admins-log").into()));
        }
        let text = format!("SELECT {COLUMNS} FROM event WHERE batch = $1 ORDER BY seq LIMIT 200");
        let rows = self.db().read(Sql::new(text, vec![batch.into()])).await?;
        Ok(rows.into_iter().map(|mut r| Event::load(&mut r)).collect())
    }
}

impl Engine {
    /// What made a record be made, where that was not a person at a page: `demo`, `import:…`, `api`.
    pub async fn made_because(&self, record: Id) -> Result<Option<String>> {
        let sql = Sql::new(
            "SELECT cause FROM event WHERE record = $1 AND verb = 'created' LIMIT 1",
            vec![record.into()],
        );
        Ok(self.db().read(sql).await?.first().and_then(|r| r.text(0).map(str::to_owned)))
    }
}

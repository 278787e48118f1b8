//! The log as it grows, read once for everybody in this process who listens, and who a piece of it concerns.
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base::{Id, Result};
use store::{Build, Sql};
use tokio::sync::{OnceCell, broadcast};

use crate::access::{Action, Actor, Reach};
use crate::engine::Engine;
use crate::event::Event;
use crate::kind::Kind;

/// Events read at a time.
const BATCH: usize = 500;
/// Batches a slow listener may be behind before it misses some, and is told so.
const BEHIND: usize = 256;
/// Commits that come one after the other are read together.
const GATHER: Duration = Duration::from_millis(40);
/// How often one looks when nothing wakes.
const LOOK: Duration = Duration::from_secs(5);

/// What was written, in the order of the log.
#[derive(Debug)]
pub struct Bulletin {
    /// The events, whoever may see them.
    pub events: Vec<Event>,
    /// The people who got notices; such a bulletin has no events.
    pub noticed: Vec<Id>,
    /// Who owns the records, looked up by the first who needs it.
    owners: OnceCell<HashMap<Id, Id>>,
}

/// What somebody who listens gets.
pub type Listener = broadcast::Receiver<Arc<Bulletin>>;

/// The one reader of this process.
#[derive(Default)]
pub(crate) struct News(Mutex<Option<Reading>>);

/// Where it sends to, and how far it is.
type Reading = (broadcast::Sender<Arc<Bulletin>>, i64);

impl Engine {
    /// Listens to the log from now on. The reader begins with the first who listens and ends with the last.
    pub async fn listen(&self) -> Result<Listener> {
        if let Some((sender, _)) = &*self.news() {
            return Ok(sender.subscribe());
        }
        let last = Sql::new("SELECT tx, seq FROM event ORDER BY seq DESC LIMIT 1", Vec::new());
        let rows = self.db().read(last).await?;
        let int = |i| rows.first().and_then(|r| r.int(i)).unwrap_or_default();
        let place = (int(0), int(1));
        let mut news = self.news();
        if let Some((sender, _)) = &*news {
            return Ok(sender.subscribe());
        }
        let (sender, listener) = broadcast::channel(BEHIND);
        *news = Some((sender.clone(), place.1));
        drop(news);
        tokio::spawn(self.clone().read_news(sender, place));
        Ok(listener)
    }

    /// How far the log was told, while somebody listens: a page made now need not be told of anything before.
    pub fn told(&self) -> Option<i64> {
        self.news().as_ref().map(|(_, seq)| *seq)
    }

    fn news(&self) -> std::sync::MutexGuard<'_, Option<Reading>> {
        self.news_slot().0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn read_news(self, sender: broadcast::Sender<Arc<Bulletin>>, mut place: (i64, i64)) {
        let mut woken = self.db().woken();
        let mut noticed = Id::new();
        loop {
            woken.mark_unchanged();
            match self.noticed_after(noticed).await {
                Ok((people, _)) if people.is_empty() => {}
                Ok((people, last)) => {
                    noticed = last;
                    let owners = OnceCell::new();
                    let _ = sender.send(Arc::new(Bulletin { events: Vec::new(), noticed: people, owners }));
                }
                Err(error) => tracing::warn!(%error, "notices cannot be read for open pages"),
            }
            match self.raw_events(place.0, place.1, BATCH).await {
                Ok(events) if !events.is_empty() => {
                    if let Some(last) = events.last() {
                        place = (last.tx, last.seq);
                    }
                    if let Some((_, told)) = self.news().as_mut() {
                        *told = place.1.max(*told);
                    }
                    // Nobody listening any more is found out below.
                    let _ = sender.send(Arc::new(Bulletin {
                        events,
                        noticed: Vec::new(),
                        owners: OnceCell::new(),
                    }));
                    continue;
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!(%error, "the log cannot be read for open pages");
                    tokio::time::sleep(LOOK).await;
                }
            }
            tokio::select! {
                changed = woken.changed() => if changed.is_err() { break },
                () = tokio::time::sleep(LOOK) => {}
                () = sender.closed() => {}
            }
            {
                let mut news = self.news();
                if sender.receiver_count() == 0 {
                    *news = None;
                    return;
                }
            }
            tokio::time::sleep(GATHER).await;
        }
        *self.news() = None;
    }

    /// Those events of a bulletin that concern an actor and are about something: they see the record, or saw it until
    /// its owner changed, and may see what changed of it.
    pub async fn concerned<'a>(
        &self,
        actor: &Actor,
        bulletin: &'a Bulletin,
        about: impl Fn(&Event) -> bool,
    ) -> Result<Vec<&'a Event>> {
        let schema = self.schema();
        let mut out = Vec::new();
        for event in bulletin.events.iter().filter(|e| about(e)) {
            let Some(object) = schema.object(&event.object) else {
                // Settings and schema: administrators only.
                if actor.is_admin() {
                    out.push(event);
                }
                continue;
            };
            let reach = actor.reach(object, Action::Read);
            if reach == Reach::Nothing || !tells(actor, object, event) {
                continue;
            }
            let owned = match &reach {
                // Seldom, so it may ask.
                Reach::Shared { .. } => !self.visible(actor, vec![event.clone()]).await?.is_empty(),
                Reach::Owners(_) => {
                    let before = event.change("owner").into_iter().flat_map(|(old, new)| [old, new]);
                    let mut owners = before.filter_map(|o| o.as_str()?.parse().ok());
                    let now = self.owners(bulletin).await?.get(&event.record).copied();
                    owners.any(|o| reach.has(Some(o))) || reach.has(now)
                }
                _ => true,
            };
            if owned {
                out.push(event);
            }
        }
        Ok(out)
    }

    /// The owners of a bulletin's records as they are now: asked once, whoever needs them.
    async fn owners<'a>(&self, bulletin: &'a Bulletin) -> Result<&'a HashMap<Id, Id>> {
        bulletin
            .owners
            .get_or_try_init(|| async {
                let schema = self.schema();
                let mut by_object: BTreeMap<&str, Vec<Id>> = BTreeMap::new();
                for event in &bulletin.events {
                    by_object.entry(&event.object).or_default().push(event.record);
                }
                let mut asks = Vec::new();
                for (key, mut ids) in by_object {
                    let owned = schema
                        .object(key)
                        .is_some_and(|o| o.field("owner").is_some_and(|f| f.kind == Kind::User));
                    if !owned {
                        continue;
                    }
                    ids.sort_unstable();
                    ids.dedup();
                    let mut sql = Build::new();
                    sql.push("SELECT id, owner FROM ").ident(key).push(" WHERE id IN (");
                    for (i, id) in ids.iter().enumerate() {
                        sql.push(if i > 0 { ", " } else { "" }).bind(*id);
                    }
                    sql.push(")");
                    asks.push(sql.done());
                }
                let answers = if asks.is_empty() { Vec::new() } else { self.db().read_all(asks).await? };
                Ok(answers.into_iter().flatten().filter_map(|r| Some((r.id(0)?, r.id(1)?))).collect())
            })
            .await
    }
}

/// Whether an actor may know of any of the changes of an event. Notes and the like carry what is no field.
pub(crate) fn tells(actor: &Actor, object: &crate::schema::Object, event: &Event) -> bool {
    event.verb != "updated"
        || event.changes.keys().any(|key| object.field(key).is_none_or(|f| actor.sees(object, f)))
}

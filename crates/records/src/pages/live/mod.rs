//! The live feed of a page: says when something on it has changed, so that it refreshes itself, what waits in the sidebar,
//! and who else is there. What exactly changed the page finds out by being asked for again, with all rights applied.
mod faces;

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Form, RequestExt};
use base::{Error, Id};
use engine::news::{Bulletin, Listener};
use engine::{Action, Event};
use futures_util::stream;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use ui::say::{locale, within};
use ui::web::presence::{Guest, Stay};
use ui::web::{Answer, App, Me};

use super::tallies;
use super::visit::Visit;

/// A feed ends after this long; the browser comes again.
const LONGEST: Duration = Duration::from_mins(10);
/// How often session and rights are looked at when nothing happens.
const RECHECK: Duration = Duration::from_secs(10);
/// Events a page may have missed between being made and being told of changes.
const MISSED: usize = 500;

/// What a page shows.
struct Shown {
    objects: Vec<String>,
    record: Option<Id>,
    /// The person's notices, and nothing of the log.
    notices: bool,
}

impl Shown {
    /// Whether an event changes the page.
    fn is_about(&self, event: &Event) -> bool {
        if self.notices {
            return false;
        }
        match self.record {
            // A record's page shows what points to it too.
            Some(id) => {
                let text = id.to_string();
                event.record == id || event.changes.values().any(|change| change.to_string().contains(&text))
            }
            None => self.objects.is_empty() || self.objects.contains(&event.object),
        }
    }
}

struct Feed {
    visit: Visit,
    headers: HeaderMap,
    shown: Shown,
    news: Listener,
    presence: watch::Receiver<u64>,
    stay: Option<(Stay, String)>,
    others: Vec<Guest>,
    counts: Vec<(String, i64)>,
    seen: i64,
    begun: Instant,
    checked: Instant,
    waiting: Vec<Message>,
    over: bool,
}

/// `GET /live?object=deal,task&record=…&editing=1&since=…`, or `?notices=1` for those alone: server-sent events `hello`, `change`, `counts`, `here`, `end`.
pub(super) async fn listen(mut visit: Visit, State(app): State<App>, request: Request) -> Answer<Response> {
    let headers = request.headers().clone();
    // Listening begins before anything is looked up, so nothing falls between the two.
    let news = visit.engine().listen().await?;
    let presence = app.presence().changed();
    let named: Vec<String> =
        visit.asked.all("object").flat_map(|o| o.split(',')).map(str::to_owned).collect();
    let objects: Vec<String> = named.iter().filter_map(|o| Some(visit.object(o).ok()?.key.clone())).collect();
    if objects.is_empty() && !named.is_empty() {
        return Err(Error::NotFound.into());
    }
    let record = visit.asked.text("record").map(str::parse::<Id>).transpose().map_err(|_| Error::NotFound)?;
    let notices = visit.asked.text("notices").is_some();
    let shown = Shown { objects, record, notices };
    if !is_there(&visit, &shown).await {
        return Err(Error::NotFound.into());
    }
    let stay = enter(&app, &visit, &shown);
    let last = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|t| t.parse().ok());
    let since = last.or_else(|| visit.asked.text("since").and_then(|t| t.parse().ok()));
    let mut waiting = Vec::new();
    if let Some((stay, _)) = &stay {
        waiting.push(Message::default().event("hello").data(stay.feed.to_string()));
    }
    let mut seen = since.unwrap_or_default();
    if let Some(since) = since {
        let (missed, now) = visit.engine().events_after(&visit.actor, since, None, MISSED).await?;
        seen = now;
        if missed.iter().any(|e| shown.is_about(e)) {
            waiting.push(change(seen));
        }
    }
    let counts = visit.counts().await?;
    visit.asked = super::asked::Asked::default();
    let now = Instant::now();
    let mut feed = Feed {
        visit,
        headers,
        shown,
        news,
        presence,
        stay,
        others: Vec::new(),
        counts,
        seen,
        begun: now,
        checked: now,
        waiting,
        over: false,
    };
    feed.look_around();
    let here = locale();
    let messages = stream::unfold(feed, move |mut feed| {
        within(here, async move {
            let message = feed.next().await?;
            Some((Ok::<_, Infallible>(message), feed))
        })
    });
    Ok(Sse::new(messages).keep_alive(KeepAlive::new().interval(Duration::from_secs(15))).into_response())
}

/// `POST /live/{feed}`: whether somebody is editing on the page that has this feed.
pub(super) async fn tell(
    State(app): State<App>,
    me: Me,
    Path(feed): Path<String>,
    request: Request,
) -> Answer<Response> {
    let Form(pairs): Form<Vec<(String, String)>> =
        request.extract().await.map_err(|_| Error::invalid("editing", "editing", "Say 1 or 0"))?;
    let editing = pairs.iter().any(|(n, v)| n == "editing" && v == "1");
    let known =
        feed.parse().ok().zip(me.actor.user).is_some_and(|(feed, me)| app.presence().edit(feed, me, editing));
    if known { Ok(StatusCode::NO_CONTENT.into_response()) } else { Err(Error::NotFound.into()) }
}

/// The record of the page is the person's to see.
async fn is_there(visit: &Visit, shown: &Shown) -> bool {
    match (shown.record, shown.objects.first()) {
        (Some(id), Some(object)) => visit.engine().find_any(&visit.actor, object, id).await.is_ok(),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// The person is at a place from now on. Who may not know of people sees nobody, and is seen.
fn enter(app: &App, visit: &Visit, shown: &Shown) -> Option<(Stay, String)> {
    let place = match (shown.record, shown.objects.as_slice()) {
        (Some(id), [object, ..]) => format!("{object} {id}"),
        (None, [object, ..]) => object.clone(),
        _ => return None,
    };
    let editing = visit.asked.text("editing").is_some();
    Some((app.presence().enter(&place, visit.actor.user?, &visit.actor.name, editing), place))
}

fn change(seen: i64) -> Message {
    Message::default().event("change").id(seen.to_string()).data("1")
}

impl Feed {
    /// The next message; nothing when the feed ends.
    async fn next(&mut self) -> Option<Message> {
        loop {
            if !self.waiting.is_empty() {
                return Some(self.waiting.remove(0));
            }
            if self.over {
                return None;
            }
            let left = LONGEST.checked_sub(self.begun.elapsed())?;
            let check = RECHECK.saturating_sub(self.checked.elapsed()).min(left);
            let app = self.visit.app.clone();
            tokio::select! {
                bulletin = self.news.recv() => match bulletin {
                    Ok(bulletin) => self.hear(&bulletin).await,
                    // Too much for one page: it asks for itself anew.
                    Err(RecvError::Lagged(_)) => self.waiting.push(change(self.seen)),
                    Err(RecvError::Closed) => return None,
                },
                changed = self.presence.changed() => {
                    changed.ok()?;
                    self.look_around();
                }
                () = tokio::time::sleep(check) => self.check(true).await,
                () = app.closed() => return None,
            }
        }
    }

    /// Session, roles and the record as they are now; without them the feed is over, and the page is told to ask again.
    async fn check(&mut self, record: bool) {
        let actor = crate::api::again(&self.visit.app, &self.headers).await;
        let there = match actor {
            Some(actor) => {
                self.visit.actor = actor;
                let seen = self
                    .shown
                    .objects
                    .iter()
                    .all(|o| self.visit.engine().object(&self.visit.actor, o).is_ok());
                seen && (!record || is_there(&self.visit, &self.shown).await)
            }
            None => false,
        };
        if record {
            self.checked = Instant::now();
        }
        if !there {
            self.over = true;
            self.stay = None;
            self.waiting = vec![Message::default().event("end").data("1")];
        }
    }

    /// What a bulletin means for this page.
    async fn hear(&mut self, bulletin: &Arc<Bulletin>) {
        let noticed = self.visit.actor.user.is_some_and(|me| bulletin.noticed.contains(&me));
        if bulletin.events.is_empty() && !noticed {
            return;
        }
        // Whether the record is still theirs to see is asked when something happened to it.
        let own = self.shown.record.is_some_and(|id| bulletin.events.iter().any(|e| e.record == id));
        self.check(own).await;
        if self.over {
            return;
        }
        self.seen = bulletin.events.last().map_or(self.seen, |e| e.seq.max(self.seen));
        let counted = |e: &Event| e.object == "task";
        let about = |e: &Event| self.shown.is_about(e) || counted(e);
        let Ok(concerned) = self.visit.engine().concerned(&self.visit.actor, bulletin, about).await else {
            return;
        };
        if concerned.iter().any(|e| self.shown.is_about(e)) || (noticed && self.shown.notices) {
            self.waiting.push(change(self.seen));
        }
        if noticed || concerned.iter().any(|e| counted(e)) {
            tallies::forget(self.visit.actor.user);
            if let Ok(counts) = self.visit.counts().await
                && counts != self.counts
            {
                self.counts = counts;
                let map: serde_json::Map<String, serde_json::Value> =
                    self.counts.iter().map(|(href, count)| (href.clone(), (*count).into())).collect();
                self.waiting.push(
                    Message::default().event("counts").data(serde_json::Value::Object(map).to_string()),
                );
            }
        }
    }

    /// Who else is here now, where that changed.
    fn look_around(&mut self) {
        let Some((_, place)) = &self.stay else { return };
        let people = self.visit.schema.object("user").is_some_and(|o| self.visit.can(o, Action::Read));
        let others = match self.visit.actor.user {
            Some(me) if people => self.visit.app.presence().others(place, me),
            _ => Vec::new(),
        };
        if others != self.others {
            self.others = others;
            // A message without any data is none to a browser.
            let faces = format!("{} ", faces::show(&self.others).into_string());
            self.waiting.push(Message::default().event("here").data(faces));
        }
    }
}

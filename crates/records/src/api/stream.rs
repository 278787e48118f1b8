//! `GET /events/stream`: the log as it grows, as server-sent events. Nothing is kept for a reader who is slow: each
//! batch is read when the one before is gone.
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{FromRequestParts, State};
use axum::http::{HeaderMap, Request, Uri};
use axum::response::IntoResponse;
use axum::response::sse::{self, KeepAlive, Sse};
use base::{Error, Result};
use engine::{Actor, Event};
use futures_util::stream::{self, Stream};
use tokio::sync::watch;
use ui::web::{Answer, App, Caller};

use super::events::only;
use super::params::Params;

/// Events read at a time.
const BATCH: usize = 100;
/// How often the reader's right is looked at when nothing happens.
const RECHECK: Duration = Duration::from_secs(10);

/// A reader of the log and where they are.
struct Feed {
    app: App,
    headers: HeaderMap,
    actor: Actor,
    only: Option<String>,
    seen: i64,
    waiting: std::vec::IntoIter<Event>,
    woken: watch::Receiver<u64>,
}

/// Follows the log from `Last-Event-ID`, from `after`, or from now on.
pub(super) async fn stream(State(app): State<App>, caller: Caller, uri: Uri, headers: HeaderMap) -> Answer {
    let params = Params::read(&uri, &["after", "object"])?;
    let only = only(&app.engine, &caller.actor, &params)?;
    // A browser that reconnects says where it was; that is later than where it began.
    let last = headers.get("last-event-id").map(|v| {
        let wrong = || {
            Error::invalid("Last-Event-ID", "parameter", "Last-Event-ID is the id of an event of this stream")
        };
        v.to_str().ok().and_then(|t| t.trim().parse::<i64>().ok()).filter(|n| *n >= 0).ok_or_else(wrong)
    });
    // Listening begins before the look at where the log ends, so nothing falls between the two.
    let woken = app.engine.store().woken();
    let seen = match (last.transpose()?, params.number("after", 0..=i64::MAX)?) {
        (Some(last), _) => last,
        (None, Some(after)) => after,
        (None, None) => app.engine.latest_event().await?,
    };
    let feed = Feed { app, headers, actor: caller.actor, only, seen, waiting: Vec::new().into_iter(), woken };
    let alive = KeepAlive::new().interval(Duration::from_secs(15)).text("");
    Ok(Sse::new(follow(feed)).keep_alive(alive).into_response())
}

fn follow(feed: Feed) -> impl Stream<Item = Result<sse::Event, Infallible>> {
    stream::unfold(feed, |mut feed| async move {
        match feed.next().await {
            Ok(Some(event)) => Some((Ok(event), feed)),
            // The right is gone, or the server goes down: the reader connects anew, or learns that it may not.
            Ok(None) | Err(Error::NotFound | Error::Forbidden(_)) => None,
            Err(error) => {
                tracing::warn!(%error, "a live feed ends");
                None
            }
        }
    })
}

impl Feed {
    /// The next event for this reader; nothing when the feed is over.
    async fn next(&mut self) -> Result<Option<sse::Event>> {
        loop {
            if let Some(event) = self.waiting.next() {
                self.seen = self.seen.max(event.seq);
                return Ok(Some(written(&event)));
            }
            let Some(actor) = self.again().await else { return Ok(None) };
            self.actor = actor;
            self.woken.mark_unchanged();
            let (events, seen) =
                self.app.engine.events_after(&self.actor, self.seen, self.only.as_deref(), BATCH).await?;
            if !events.is_empty() {
                self.waiting = events.into_iter();
            } else if seen > self.seen {
                // Others' events: the reader's place moves without an event, so that a reconnect skips them.
                self.seen = seen;
                return Ok(Some(sse::Event::default().id(seen.to_string())));
            } else {
                tokio::select! {
                    changed = self.woken.changed() => if changed.is_err() { return Ok(None) },
                    () = tokio::time::sleep(RECHECK) => {}
                    () = self.app.closed() => return Ok(None),
                }
            }
        }
    }

    /// The actor as the token or session gives it now: one that was revoked gives none.
    async fn again(&self) -> Option<Actor> {
        again(&self.app, &self.headers).await
    }
}

/// Who a request's token or session stands for at this moment.
pub(crate) async fn again(app: &App, headers: &HeaderMap) -> Option<Actor> {
    let (mut parts, ()) = Request::new(()).into_parts();
    parts.headers = headers.clone();
    Caller::from_request_parts(&mut parts, app).await.ok().map(|c| c.actor)
}

fn written(event: &Event) -> sse::Event {
    let name = format!("{}.{}", event.object, event.verb);
    sse::Event::default()
        .id(event.seq.to_string())
        .event(name)
        .data(serde_json::to_string(event).unwrap_or_default())
}

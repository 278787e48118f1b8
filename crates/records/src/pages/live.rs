//! The live feed of a page: says when something on it has changed, so that it refreshes itself. What exactly changed the
//! page finds out by being asked for again, with all rights applied.
use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::response::sse::{Event as Message, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use engine::Event;
use futures_util::stream;
use ui::web::Answer;

use super::visit::Visit;

/// A feed ends after this long; the browser comes again, and rights are looked at anew.
const LONGEST: Duration = Duration::from_mins(10);
/// Events looked at in one go.
const LOOKED: usize = 200;

/// What a page shows.
struct Shown {
    objects: Vec<String>,
    record: Option<String>,
}

impl Shown {
    /// Whether an event changes the page.
    fn is_about(&self, event: &Event) -> bool {
        match &self.record {
            // A record's page shows what points to it too.
            Some(id) => {
                event.record.to_string() == *id
                    || event.changes.values().any(|change| change.to_string().contains(id.as_str()))
            }
            None => self.objects.is_empty() || self.objects.contains(&event.object),
        }
    }
}

struct Feed {
    visit: Visit,
    shown: Shown,
    bell: tokio::sync::watch::Receiver<u64>,
    seen: i64,
    begun: Instant,
}

/// `GET /live?object=deal&record=…`: server-sent events named `change`.
pub(super) async fn listen(visit: Visit) -> Answer<Response> {
    let objects = visit.asked.all("object").flat_map(|o| o.split(',')).map(str::to_owned).collect();
    let record = visit.asked.text("record").map(str::to_owned);
    let mut bell = visit.engine().store().woken();
    bell.mark_unchanged();
    let seen = visit.engine().latest_event().await?;
    let feed = Feed { visit, shown: Shown { objects, record }, bell, seen, begun: Instant::now() };
    let messages = stream::unfold(feed, |mut feed| async move {
        let message = feed.next().await?;
        Some((Ok::<_, Infallible>(message), feed))
    });
    Ok(Sse::new(messages).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response())
}

impl Feed {
    /// The next message; nothing when the feed ends.
    async fn next(&mut self) -> Option<Message> {
        loop {
            let left = LONGEST.checked_sub(self.begun.elapsed())?;
            let app = self.visit.app.clone();
            tokio::select! {
                changed = self.bell.changed() => changed.ok()?,
                () = tokio::time::sleep(left) => return None,
                () = app.closed() => return None,
            }
            if let Some(event) = self.changed().await {
                return Some(
                    Message::default()
                        .event("change")
                        .id(self.seen.to_string())
                        .data(format!("{} {}", event.object, event.record)),
                );
            }
        }
    }

    /// The first event since the last look that changes the page.
    async fn changed(&mut self) -> Option<Event> {
        let mut found = None;
        loop {
            let (events, seen) =
                self.visit.engine().events_after(&self.visit.actor, self.seen, None, LOOKED).await.ok()?;
            if seen == self.seen {
                return found;
            }
            self.seen = seen;
            found = found.or_else(|| events.into_iter().find(|e| self.shown.is_about(e)));
        }
    }
}

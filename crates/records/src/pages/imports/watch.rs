//! How far an import is, as an event stream: the bar, the words, the numbers; its end refreshes the page.
use std::convert::Infallible;
use std::time::{Duration, Instant};

use axum::extract::Path;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use base::Id;
use futures_util::stream;
use serde_json::json;
use ui::say;
use ui::web::Answer;

use super::run::{run_of, so_far};
use super::steps::count;
use crate::import::{Run, Stage};
use crate::pages::visit::Visit;

/// How often the state is looked at.
const EVERY: Duration = Duration::from_millis(500);
/// A stream ends after this long; the browser comes again.
const LONGEST: Duration = Duration::from_mins(10);

struct Watch {
    visit: Visit,
    id: Id,
    stage: Stage,
    begun: Instant,
    first: Option<(Instant, u64)>,
    over: bool,
}

/// `GET /imports/{id}/watch`
pub(in crate::pages) async fn watch(visit: Visit, Path(id): Path<String>) -> Answer {
    let run = run_of(&visit, &id).await?;
    let watch =
        Watch { visit, id: run.id, stage: run.stage(), begun: Instant::now(), first: None, over: false };
    let locale = ui::say::locale();
    let messages = stream::unfold(watch, move |mut watch| async move {
        let message = ui::say::within(locale, watch.next()).await?;
        Some((Ok::<_, Infallible>(message), watch))
    });
    Ok(Sse::new(messages).keep_alive(KeepAlive::new().interval(Duration::from_secs(20))).into_response())
}

impl Watch {
    async fn next(&mut self) -> Option<Event> {
        if self.over || self.begun.elapsed() > LONGEST {
            return None;
        }
        if self.first.is_some() {
            let app = self.visit.app.clone();
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = app.closed() => return None,
            }
        }
        let run = Run::find(self.visit.engine(), &self.visit.actor, self.id).await.ok()?;
        let works = matches!(run.state.as_str(), "planned" | "running") && run.stage() == self.stage;
        if !works {
            self.over = true;
            return Some(Event::default().event("done").data("{}"));
        }
        Some(Event::default().data(self.told(&run).to_string()))
    }

    fn told(&mut self, run: &Run) -> serde_json::Value {
        let (since, rows) = *self.first.get_or_insert((Instant::now(), run.rows_done));
        let percent = run.total.filter(|t| *t > 0).map(|total| (run.rows_done * 100 / total).min(100));
        let mut words = so_far(run);
        let seconds = since.elapsed().as_secs_f64();
        let rate = if seconds > 0.9 { run.rows_done.saturating_sub(rows) as f64 / seconds } else { 0.0 };
        if rate >= 1.0 {
            words = format!("{words}, {}", say!("import-rate", rate = rate as u64));
            if let Some(total) = run.total {
                let left = (total.saturating_sub(run.rows_done) as f64 / rate).ceil() as u64;
                words = format!("{words}, {}", left_words(left));
            }
        }
        json!({
            "value": percent, "words": words,
            "counts": {
                "created": count(run.counts.created), "updated": count(run.counts.updated),
                "unchanged": count(run.counts.unchanged), "failed": count(run.counts.failed),
            },
        })
    }
}

fn left_words(seconds: u64) -> String {
    let said = if seconds < 60 {
        say!("import-left-seconds", seconds = seconds)
    } else {
        say!("import-left-minutes", minutes = seconds / 60, seconds = seconds % 60)
    };
    said.into_owned()
}

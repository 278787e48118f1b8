//! Beside the day: records one looked at last, those one follows, and for who has looked at nothing yet those that changed last.
use std::sync::Arc;

use base::{Error, Id, Moment};
use engine::query::Query;
use engine::{Object, Value};
use maud::{Markup, html};
use ui::field::cell::cut;
use ui::field::{face, href};
use ui::part::Size;
use ui::say;

use crate::pages::recent;
use crate::pages::visit::Visit;

/// Lines of a card.
const LINES: usize = 7;

/// A record with the time that says something of it.
struct Line {
    object: Arc<Object>,
    id: Id,
    title: String,
    at: Option<Moment>,
}

/// The cards.
pub(super) struct Beside {
    recent: Vec<Line>,
    changed: Vec<Line>,
    following: Vec<Line>,
}

pub(super) async fn of(visit: &Visit) -> Result<Beside, Error> {
    let seen = recent::of(visit, "", LINES).await?;
    let line =
        |r: recent::Recent| Line { object: r.object, id: r.id, title: cut(&r.title, 60), at: Some(r.at) };
    let recent: Vec<Line> = seen.into_iter().map(line).collect();
    let changed = if recent.is_empty() { changed(visit).await? } else { Vec::new() };
    let following = visit.engine().following(&visit.actor, LINES).await?;
    let following = following.into_iter().filter_map(|f| {
        let object = visit.schema.object(&f.object).filter(|o| visit.sees(o))?.clone();
        Some(Line { object, id: f.id, title: cut(&f.title, 60), at: f.changed_at })
    });
    Ok(Beside { recent, changed, following: following.collect() })
}

/// The records that changed last, of the objects in the sidebar.
async fn changed(visit: &Visit) -> Result<Vec<Line>, Error> {
    let mut all = Vec::new();
    for object in visit.schema.objects().filter(|o| !o.nav.is_empty() && o.key != "task" && visit.sees(o)) {
        let query = Query::new(&object.key)
            .columns(&format!("{},updated_at", object.title))
            .sort("-updated_at")?
            .limit(4);
        for row in visit.engine().list(&visit.actor, &query).await?.rows {
            let title =
                row.cells.first().and_then(Value::text).map_or_else(|| row.id.to_string(), |t| cut(t, 60));
            let at = row.cells.get(1).and_then(Value::moment);
            all.push(Line { object: object.clone(), id: row.id, title, at });
        }
    }
    all.sort_by_key(|r| std::cmp::Reverse(r.at.map(|at| at.0)));
    all.truncate(LINES);
    Ok(all)
}

impl Beside {
    pub(super) fn show(&self, visit: &Visit) -> Markup {
        html! {
            (card(visit, "recent", &say!("home-recent"), &self.recent))
            (card(visit, "changed", &say!("home-changed"), &self.changed))
            (card(visit, "following", &say!("home-following"), &self.following))
        }
    }
}

fn card(visit: &Visit, key: &str, title: &str, lines: &[Line]) -> Markup {
    let look = visit.look();
    html! {
        @if !lines.is_empty() {
            section.card aria-labelledby={ "t-" (key) } {
                div.card-body {
                    h2 id={ "t-" (key) } .card-title { (title) }
                    ul.text-sm.grid."gap-1" {
                        @for line in lines {
                            li.flex."gap-2".items-center."min-h-7" {
                                (face(&line.object, &line.title, line.id, Size::Small))
                                a.min-w-0.truncate.link.link-hover.font-medium href=(href(&line.object, line.id)) { (line.title) }
                                span.text-muted.shrink-0 { (say::inline(&line.object.label)) }
                                @if let Some(at) = line.at { time.ms-auto.text-xs.text-faint.whitespace-nowrap datetime=(at) title=(look.long_moment(at)) { (look.ago(at)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

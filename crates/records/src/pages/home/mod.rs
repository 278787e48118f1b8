//! The first page: what waits for the person, which deals need a look, the figures there are, what changed last.
mod deals;
mod figures;
mod tasks;

use std::sync::Arc;

use base::{Error, Id, Moment};
use engine::query::Query;
use engine::{Action, Object, Value};
use maud::{Markup, html};
use ui::Button;
use ui::field::cell::cut;
use ui::field::{face, href, words};
use ui::part::{Size, empty, topbar};
use ui::web::Answer;

use super::visit::Visit;
use deals::deals;
use figures::{figures, stats};
use tasks::tasks;

/// `GET /`
pub(in crate::pages) async fn show(visit: Visit) -> Answer {
    let stats = stats(&visit).await?;
    let tasks = tasks(&visit).await?;
    let deals = deals(&visit).await?;
    let recent = recent(&visit).await?;
    let today = visit.look().today();
    let fresh = recent.is_empty() && tasks.as_ref().is_none_or(|t| t.rows.is_empty());
    let body = html! {
        (topbar(&[], "Home", None, html! { @if !fresh { (Button::plain("New").icon("plus").primary().small().key("c").opens("create-menu")) } }))
        @if fresh { (welcome(&visit)) } @else {
            div.panel-body."bg-base-100" {
                div.mx-auto."max-w-[76rem]"."p-4"."md:p-6".grid."gap-4"."lg:grid-cols-12".items-start {
                    div."lg:col-span-12" {
                        p.text-xl.font-semibold.tracking-tight { (words::long_day(today)) }
                        @if let Some(tasks) = &tasks { p.text-muted { (tasks.sentence()) } }
                    }
                    @if !stats.is_empty() { (figures(&stats)) }
                    @if let Some(tasks) = &tasks { (tasks.show(&visit)) }
                    (changed(&visit, &recent))
                    @if let Some(deals) = &deals { (deals.show(&visit)) }
                }
            }
        }
    };
    visit.page("Home", Some("/live?object=task,deal,contact,company".to_owned()), body).await
}

fn welcome(visit: &Visit) -> Markup {
    let may_import = visit.schema.objects().any(|o| visit.can(o, Action::Import));
    let contact = visit.schema.object("contact").filter(|o| visit.can(o, Action::Create));
    empty(
        "sparkles",
        "Begin with your data",
        "Bring in what you have as a CSV file: columns are matched by their headings, and an import can be undone as a whole. Or add the first record by hand.",
        html! {
            @if may_import { (Button::link("/imports", "Import a file").icon("upload").primary()) }
            @if let Some(contact) = contact { (Button::link(&format!("/{}/new", contact.plural), "New contact").icon("plus")) }
        },
    )
}

/// A record that changed.
struct Recent {
    object: Arc<Object>,
    id: Id,
    title: String,
    at: Moment,
}

/// The records that changed last, of the objects in the sidebar.
async fn recent(visit: &Visit) -> Result<Vec<Recent>, Error> {
    let mut all = Vec::new();
    for object in visit.schema.objects().filter(|o| !o.nav.is_empty() && o.key != "task" && visit.sees(o)) {
        let query = Query::new(&object.key)
            .columns(&format!("{},updated_at", object.title))
            .sort("-updated_at")?
            .limit(4);
        for row in visit.engine().list(&visit.actor, &query).await?.rows {
            let title =
                row.cells.first().and_then(Value::text).map_or_else(|| row.id.to_string(), |t| cut(t, 60));
            let at = row.cells.get(1).and_then(Value::moment).unwrap_or(visit.now);
            all.push(Recent { object: object.clone(), id: row.id, title, at });
        }
    }
    all.sort_by_key(|r| std::cmp::Reverse(r.at.0));
    all.truncate(9);
    Ok(all)
}

fn changed(visit: &Visit, recent: &[Recent]) -> Markup {
    let look = visit.look();
    html! {
        section.card."lg:col-span-4" aria-labelledby="t-recent" {
            div.card-body {
                h2 #t-recent.card-title { "Changed last" }
                ul.text-sm.grid."gap-2" {
                    @for one in recent {
                        li.flex."gap-2".items-center {
                            (face(&one.object, &one.title, one.id, Size::Small))
                            a.min-w-0.truncate.link.link-hover.font-medium href=(href(&one.object, one.id)) { (one.title) }
                            span.text-muted { (one.object.label.to_lowercase()) }
                            time.ms-auto.text-xs.text-faint.whitespace-nowrap datetime=(one.at) title=(look.long_moment(one.at)) { (look.ago(one.at)) }
                        }
                    }
                }
            }
        }
    }
}

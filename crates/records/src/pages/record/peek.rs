//! A record beside the list it stands in: who it is, its fields, what happened last. Space on a row opens it; it fills a
//! frame alone, and without that frame the address leads to the record's page.
use axum::extract::Path;
use axum::response::IntoResponse;
use maud::html;
use ui::feed::feed;
use ui::icon::icon;
use ui::say;
use ui::web::Answer;

use super::timeline::Timeline;
use super::{Subject, entry, head, why};
use crate::pages::flash::to;
use crate::pages::visit::Visit;

/// The name of the frame.
pub(in crate::pages) const FRAME: &str = "peek";
/// What happened last: so many items.
const ITEMS: usize = 5;

/// `GET /{objects}/{id}/peek`
pub(in crate::pages) async fn show(visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let subject = Subject::of(&visit, &objects, &id).await?;
    let here = subject.here();
    if !visit.is_for_frame(FRAME) {
        return Ok(to(&here));
    }
    let timeline = Timeline::latest(&visit, &subject, ITEMS).await?;
    let object = &subject.object;
    let frame = html! {
        turbo-frame id=(FRAME) target="_top" {
            header.topbar.sticky."top-0"."bg-base-100"."z-10" {
                h2.truncate.grow { (object.label) }
                a.btn.btn-sm href=(here) { (say!("record-peek-open")) " " span."max-md:hidden" { kbd.kbd { "↵" } } }
                button.btn.btn-ghost.btn-square.btn-sm type="button" aria-label=(say!("record-peek-close")) title=(say!("record-peek-close")) data-peek-close { (icon("x")) }
            }
            div data-controller="record pop" data-record=(here) {
                (head::head(&visit, &subject))
                @for (name, fields) in entry::groups(&visit, &subject) { (entry::group(&visit, &subject, &name, &fields)) }
                section."p-4" aria-label=(say!("record-timeline")) {
                    h3.text-sm.font-semibold."mb-3" { (say!("record-peek-last")) }
                    @if timeline.items.is_empty() { p.text-sm.text-muted { (say!("record-timeline-empty")) } }
                    @else { (feed(&visit.look(), &timeline.items)) }
                    @if timeline.older.is_some() { a.link.link-hover.text-sm href={ (here) "#timeline" } { (say!("record-peek-more")) } }
                }
                (why::frame(false))
            }
        }
    };
    Ok(frame.into_response())
}

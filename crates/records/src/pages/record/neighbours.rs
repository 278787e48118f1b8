//! The record before and the one after, in the list one came from. The list leaves its address in a cookie; which records
//! are next to this one is only looked up when somebody goes there.
use std::sync::Arc;

use axum::extract::Path;
use axum::response::IntoResponse;
use base::Error;
use engine::Object;
use engine::query::Query;
use maud::{Markup, html};
use ui::Button;
use ui::field::href;
use ui::say;
use ui::web::Answer;

use crate::pages::arranged::Arranged;
use crate::pages::asked::Asked;
use crate::pages::flash::{Flash, to};
use crate::pages::list::Narrowed;
use crate::pages::tallies;
use crate::pages::visit::{Visit, id_of};

/// The frame that says where in the list the record stands.
const PLACE: &str = "place";
/// Records counted to find the place out.
const COUNTED: usize = 500;

/// The place in the list, and the two links.
pub(super) fn links(here: &str) -> Markup {
    let (before, after) = (format!("{here}/previous"), format!("{here}/next"));
    html! {
        span.flex.items-center."max-md:hidden" data-turbo-prefetch="false" {
            turbo-frame id=(PLACE)."min-w-16"."px-1".text-end.text-xs.text-faint.num src={ (here) "/place" } target="_top" {}
            (Button::link(&before, &say!("record-previous")).icon("chevron-up").ghost().square().small().key("k"))
            (Button::link(&after, &say!("record-next")).icon("chevron-down").ghost().square().small().key("j"))
        }
    }
}

/// `GET /{objects}/{id}/next`
pub(in crate::pages) async fn next(visit: Visit, path: Path<(String, String)>) -> Answer {
    go(visit, path, false).await
}

/// `GET /{objects}/{id}/previous`
pub(in crate::pages) async fn previous(visit: Visit, path: Path<(String, String)>) -> Answer {
    go(visit, path, true).await
}

/// The query of the list one came from.
async fn list(visit: &mut Visit, object: &Arc<Object>) -> Result<(Narrowed, Query), Error> {
    visit.asked = Asked::of_address(&visit.list_of(object));
    Arranged::of(visit, object).await?;
    let text = |name: &str| visit.asked.text(name).unwrap_or_default().to_owned();
    let narrowed = Narrowed::of(visit, object, &text("filter"), &text("q")).await?;
    // A list whose address went bad is the whole list.
    let sort = text("sort");
    let everything = narrowed.everything();
    let query = everything.clone().sort(&sort).unwrap_or(everything);
    Ok((narrowed, query))
}

/// `GET /{objects}/{id}/place`: "1 of 64", in the frame of the record's page.
pub(in crate::pages) async fn place(mut visit: Visit, Path((objects, id)): Path<(String, String)>) -> Answer {
    let object = visit.object(&objects)?;
    let record = visit.engine().find_any(&visit.actor, &object.key, id_of(&id)?).await?;
    if !visit.is_for_frame(PLACE) {
        return Ok(to(&href(&object, record.id)));
    }
    let (narrowed, query) = list(&mut visit, &object).await?;
    let known =
        narrowed.words.is_empty().then(|| tallies::known(&visit, &object.key, &narrowed.text)).flatten();
    let count = match known {
        Some(count) => count,
        None => visit.engine().count(&visit.actor, &query).await?,
    };
    if narrowed.words.is_empty() {
        tallies::keep(&visit, &object.key, &narrowed.text, count);
    }
    let query = Query { limit: COUNTED, ..query };
    let before = visit.engine().neighbours(&visit.actor, &query, record.id, true).await?.len();
    let words = match before {
        COUNTED => say!("record-place-far", most = COUNTED, count = count),
        // Changed since, it may stand in its list no more.
        _ if before as i64 >= count => "".into(),
        _ => say!("record-place", place = before + 1, count = count),
    };
    Ok(html! { turbo-frame id=(PLACE) { (words) } }.into_response())
}

async fn go(mut visit: Visit, Path((objects, id)): Path<(String, String)>, back: bool) -> Answer {
    let object = visit.object(&objects)?;
    let record = visit.engine().find_any(&visit.actor, &object.key, id_of(&id)?).await?;
    let (_, query) = list(&mut visit, &object).await?;
    let query = Query { limit: 1, ..query };
    let found = visit.engine().neighbours(&visit.actor, &query, record.id, back).await?;
    Ok(match found.first().copied() {
        Some(id) => to(&href(&object, id)),
        None => {
            let end = if back { say!("record-is-first") } else { say!("record-is-last") };
            Flash::done(end).then(&href(&object, record.id))
        }
    })
}

//! The record before and the one after, in the list one came from. The list leaves its address in a cookie; which records
//! are next to this one is only looked up when somebody goes there.
use axum::extract::Path;
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
use crate::pages::visit::{Visit, id_of};

/// The two links.
pub(super) fn links(here: &str) -> Markup {
    let (before, after) = (format!("{here}/previous"), format!("{here}/next"));
    html! {
        span.flex."max-md:hidden" data-turbo-prefetch="false" {
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

async fn go(mut visit: Visit, Path((objects, id)): Path<(String, String)>, back: bool) -> Answer {
    let object = visit.object(&objects)?;
    let record = visit.engine().find_any(&visit.actor, &object.key, id_of(&id)?).await?;
    visit.asked = Asked::of_address(&visit.list_of(&object));
    Arranged::of(&mut visit, &object).await?;
    let text = |name: &str| visit.asked.text(name).unwrap_or_default().to_owned();
    let narrowed = Narrowed::of(&visit, &object, &text("filter"), &text("q")).await?;
    // A list whose address went bad is the whole list.
    let sort = text("sort");
    let everything = Query { limit: 1, ..narrowed.everything() };
    let query = everything.clone().sort(&sort).unwrap_or(everything);
    let found = visit.engine().neighbour(&visit.actor, &query, record.id, back).await?;
    Ok(match found {
        Some(id) => to(&href(&object, id)),
        None => {
            let end = if back { say!("record-is-first") } else { say!("record-is-last") };
            Flash::done(end).then(&href(&object, record.id))
        }
    })
}

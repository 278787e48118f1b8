//! A dashboard for whoever has its link: read with the eyes of its owner, on the days they may choose; nothing opens.
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use base::Error;
use engine::Actor;
use engine::query::Query;
use maud::html;
use records::pages::Asked as Address;
use reports::dashboard::cards;
use reports::figures::figures;
use ui::say;
use ui::web::{Answer, App, Fault};

use super::cards::Look;
use super::filters::{Filters, Habits};

/// `GET /d/{token}`
pub(super) async fn show(State(app): State<App>, Path(token): Path<String>, uri: Uri) -> Answer {
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || b"-_".contains(&b);
    let well_formed = (32..=100).contains(&token.len()) && token.bytes().all(is_letter);
    if !well_formed {
        return Err(Fault::not_found());
    }
    let query = Query::new("dashboard").filter(&format!("token = \"{token}\""))?.limit(1);
    let (found, _) = app.engine.records(&Actor::system(), &query).await?;
    // A filter does not tell capitals from small letters; a secret does.
    let is_it = |r: &engine::Record| r.get("token").text() == Some(token.as_str());
    let record = found.into_iter().find(is_it).ok_or_else(Fault::not_found)?;
    // Whoever is gone shows nothing any more.
    let owner = record.owner().ok_or(Error::NotFound)?;
    let actor = app.engine.actor(owner, None).await?;
    let address = Address::of(&uri);
    let scope = app.engine.scope(&actor);
    let habits = Habits::of(&record);
    let filters = Filters::read(
        &actor,
        &scope,
        |name| address.text(name).filter(|_| ["period", "from", "to"].contains(&name)),
        &habits,
    );
    let shown = figures(&app.engine, &actor, &cards(&record), &filters.asked).await?;
    let schema = app.engine.schema_said();
    let settings: Arc<engine::Settings> = app.engine.settings();
    let look = Look {
        currency: settings.manners.currency,
        today: scope.today(),
        opens: false,
        changes: None,
        schema: &schema,
    };
    let name = record.title();
    let body = html! {
            main."max-w-[90rem]".mx-auto."p-4"."md:p-8".grid."gap-4" id="main" {
                header.flex.flex-wrap.items-baseline."gap-3" {
                    h1.text-xl.font-semibold { (name) }
                    span.grow {}
                    p.text-muted { (settings.name) ". " (filters.words()) }
                }
                div.grid."gap-4"."xl:grid-cols-12".items-stretch { (super::cards::cards(&look, &shown)) }
                footer.text-sm.text-muted { (say!("dashboard-public-foot")) }
            }
    };
    Ok(ui::bare(&name, body).into_response())
}

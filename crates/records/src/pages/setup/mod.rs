//! Setting a workspace up, once its administrator is there: the company, what should get better, how one sells, what to start
//! with. A page a step; each can be skipped, gone back to and come back to later.
mod company;
mod countries;
mod goals;
mod pipeline;
mod start;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use base::{Error, Result};
use serde_json::{Map, json};
use ui::setup::{address, after};
use ui::web::{App, Fault};

use super::flash::to;
use super::visit::Visit;

/// Every step after the first, which makes the administrator.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/setup/company", get(company::show).post(company::update))
        .route("/setup/goals", get(goals::show).post(goals::update))
        .route("/setup/pipeline", get(pipeline::show).post(pipeline::update))
        .route("/setup/start", get(start::show).post(start::choose))
        .route("/setup/demo", get(start::progress))
        .route("/setup/demo/remove", post(start::remove))
}

/// Only an administrator of a workspace that is not set up yet; for everybody else there is nothing here.
fn open(visit: &Visit) -> Result<(), Fault> {
    if visit.actor.is_admin() && !visit.settings.start.step.is_empty() {
        Ok(())
    } else {
        Err(Fault::not_found())
    }
}

/// On to the next step, remembered for whoever comes back later.
async fn next(visit: &Visit, done: &str) -> Result<Response, Error> {
    let next = after(done).unwrap_or_default();
    let mut changes = Map::new();
    changes.insert("setup_step".to_owned(), json!(next));
    visit.engine().set_settings(&visit.actor, &changes).await?;
    Ok(to(&address(next)))
}

//! Settings: objects and fields, people, roles, tokens, the workspace, the log. A file a subject; `frame` is around all.
mod access;
mod field;
pub(super) mod frame;
mod gone;
mod invite;
mod log;
mod logo;
mod object;
mod objects;
mod people;
mod pipelines;
mod plan;
mod playbook;
mod profile;
mod rates;
mod roles;
mod stages;
mod teams;
mod things;
mod tokens;
mod workspace;

pub(super) use objects::kind_name;
pub(super) use plan::key_of;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use base::{Error, Result};
use ui::say::Key;
use ui::web::App;

use super::visit::Visit;

/// Every page of the settings.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/settings", get(workspace::show).post(workspace::update))
        .route("/settings/objects", get(objects::list).post(object::create))
        .route("/settings/objects/new", get(object::new))
        .route("/settings/objects/{object}", get(objects::show))
        .route("/settings/objects/{object}/details", get(object::edit).post(object::update))
        .route("/settings/objects/{object}/new", get(field::new))
        .route("/settings/objects/{object}/fields", post(field::create))
        .route("/settings/objects/{object}/order", post(objects::order))
        .route("/settings/objects/{object}/fields/{field}", get(field::edit).post(field::update))
        .route("/settings/pipelines", get(pipelines::show).post(pipelines::create))
        .route("/settings/pipelines/{object}/{pipeline}", get(playbook::show).post(playbook::update))
        .route("/settings/pipelines/{object}/{pipeline}/next-step", post(playbook::next_step))
        .route("/invite", get(invite::show).post(invite::accept))
        .route("/settings/people", get(people::list).post(people::invite))
        .route("/settings/people/invite", get(people::ask))
        .route("/settings/people/{id}", get(people::show).post(people::update))
        .route("/settings/people/{id}/link", post(people::new_link))
        .route("/settings/people/{id}/active", post(people::active))
        .route("/settings/people/{id}/sessions", post(people::end_sessions))
        .route("/settings/teams", get(teams::list).post(teams::create))
        .route("/settings/roles", get(roles::list).post(roles::create))
        .route("/settings/roles/{key}", get(roles::edit).post(roles::update))
        .route("/settings/roles/{key}/{object}", get(roles::fields).post(roles::update_fields))
        .route("/settings/see-as", get(access::see))
        .route("/settings/why", get(access::why))
        .route("/settings/logo", post(logo::update))
        .route("/logo", get(logo::show))
        .route("/settings/rates", get(rates::show).post(rates::create))
        .route(
            "/settings/rates/file",
            post(rates::upload).layer(DefaultBodyLimit::max(crate::rates::LARGEST)),
        )
        .route("/settings/log", get(log::show))
        .route("/settings/log/{batch}", get(log::batch))
        .route("/profile", get(profile::show).post(profile::update))
        .route("/profile/sessions", post(profile::end_sessions))
        .route("/settings/tokens", get(tokens::tokens).post(tokens::create_token))
        .route("/settings/tokens/{id}/revoke", post(tokens::revoke_token))
}

/// What only administrators do is refused in words.
fn only_admin(visit: &Visit, refusal: Key) -> Result<()> {
    if visit.actor.is_admin() { Ok(()) } else { Err(Error::Forbidden(refusal.said().into())) }
}

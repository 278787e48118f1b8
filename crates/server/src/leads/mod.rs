//! Leads over HTTP: their conversion, business cards, the forms strangers fill in, and what is set for all of them. The
//! verbs are `sales::lead`'s and `sales::form`'s.
mod cards;
mod conversion;
mod public;
mod questions;
mod settings;
mod settings_page;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use ui::web::App;

/// Under `/api/v1`.
pub(crate) fn api() -> Router<App> {
    Router::new()
        .route("/leads/{id}/conversion", get(conversion::propose).post(conversion::create))
        .route("/leads/cards", post(cards::take))
}

/// For people who are signed in.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/leads/cards", get(cards::show).post(cards::upload))
        .route("/leads/{id}/conversion", get(conversion::show).post(conversion::submit))
        .route("/forms/{id}/questions", get(questions::show).post(questions::update))
        .route("/settings/leads", get(settings::show))
        .route("/settings/leads/assignment", post(settings::assign))
        .route("/settings/leads/grades", post(settings::weigh))
        .route("/settings/leads/map", post(settings::place))
}

/// For strangers.
pub(crate) fn public() -> Router<App> {
    Router::new()
        .route("/f/{slug}", get(public::show).post(public::send))
        .route("/f/{slug}/thanks", get(public::thanks))
        .route("/f/{slug}/logo", get(public::logo))
        .route("/f/{slug}/confirmation/{token}", get(public::ask_confirm).post(public::confirm))
        .layer(DefaultBodyLimit::max(public::LARGEST))
}

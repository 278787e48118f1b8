//! Dashboards, metrics and goals over HTTP: pages, the API, and a page for whoever has the secret link. What is computed is
//! `reports`' and the engine's.
mod api;
mod arrange;
mod card_form;
mod cards;
mod catalogue;
mod csv;
mod dashboard;
mod filters;
mod goal;
mod home;
mod index;
mod names;
mod number;
mod pdf;
mod public;
mod verbs;

use axum::Router;
use axum::routing::{get, post, put};
use records::pages::{Own, OwnPage};
use ui::web::App;

/// Pages in the place of those any object gets, figures and a card of the first page.
pub(crate) const OWN: Own = Own {
    pages: &[
        OwnPage {
            object: "dashboard",
            list: Some(|visit| Box::pin(index::show(visit))),
            record: Some(|visit, id| Box::pin(dashboard::show(visit, id))),
        },
        OwnPage {
            object: "goal",
            list: Some(|visit| Box::pin(goal::list(visit))),
            record: Some(|visit, id| Box::pin(goal::show(visit, id))),
        },
    ],
    figures: Some(|visit, filter| Box::pin(home::figures(visit, filter))),
    home: &[|visit, _| Box::pin(goal::card(visit))],
};

/// Under `/api/v1`.
pub(crate) fn api() -> Router<App> {
    Router::new()
        .route("/dashboards/{id}/cards", get(api::cards).merge(put(api::arrange)))
        .route("/dashboards/{id}/figures", get(api::figures))
        .route("/dashboards/{id}/link", post(api::share).delete(api::unshare))
        .route("/goals/{id}/progress", get(api::progress))
}

/// For people who are signed in.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/dashboards/metrics", get(catalogue::list))
        .route("/dashboards/metrics/{name}", get(catalogue::show))
        .route("/dashboards/metrics/{name}/csv", get(csv::metric))
        .route("/dashboards/{id}/copy", post(verbs::copy))
        .route("/dashboards/{id}/csv", get(csv::dashboard))
        .route("/dashboards/{id}/pdf", get(pdf::dashboard))
        .route("/dashboards/{id}/link", get(verbs::ask_link).post(verbs::link))
        .route("/dashboards/{id}/layout", get(arrange::show).post(arrange::save))
        .route("/dashboards/{id}/cards/new", get(card_form::new).post(card_form::add))
        .route("/dashboards/{id}/cards/{place}", get(card_form::edit).post(card_form::save))
}

/// For whoever has the link.
pub(crate) fn public() -> Router<App> {
    Router::new().route("/d/{token}", get(public::show))
}

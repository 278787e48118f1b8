//! THE routes, in order. Handlers stand in `ui::web` (who asks), `records` (what any object gets) and feature crates.
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::get;
use ui::web::fault::nowhere;
use ui::web::guard::guard;
use ui::web::{App, account, first_run, resume};

use crate::{deals, forecast, health, leads, reports, selling, tasks};

/// Everything a server answers, with its guards.
pub fn routes(app: App) -> Router {
    let routes = Router::new()
        // Coming in
        .route("/setup", get(first_run::show).post(first_run::create))
        .route("/login", get(account::show).post(account::create))
        .route("/logout", axum::routing::post(account::destroy))
        .route("/profile/password", get(account::edit_password).post(account::update_password))
        // Styles, scripts, icons
        .route("/assets/{*file}", get(ui::assets::serve))
        // For operators
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::figures))
        // The API: what any object gets, imports, verbs of single objects
        .nest(
            "/api/v1",
            records::api::routes(&app)
                .merge(records::import::http::routes())
                .merge(deals::api())
                .merge(leads::api())
                .merge(selling::api())
                .merge(reports::api())
                .merge(forecast::api())
                .merge(tasks::api()),
        )
        // Pages: what any object gets, verbs of single objects
        .merge(records::pages::routes(reports::OWN).layer(from_fn_with_state(app.clone(), resume::keep)))
        .merge(deals::pages())
        .merge(leads::pages())
        .merge(selling::pages())
        .merge(reports::pages())
        .merge(tasks::pages())
        .merge(forecast::pages())
        // Forms for strangers
        .merge(leads::public())
        // A dashboard for whoever has its link
        .merge(reports::public())
        // Calendars others subscribe to
        .merge(tasks::public())
        .fallback(nowhere)
        // What goes wrong on a page is said in its frame.
        .layer(from_fn_with_state(app.clone(), records::pages::explain));
    guard(routes, app)
}

/// What is served on `--metrics-listen`: figures without a token, to whoever reaches the address.
pub fn figures(app: App) -> Router {
    let routes = Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::open_figures))
        .fallback(nowhere);
    guard(routes, app)
}

//! The REST API, `/api/v1`: what any object gets for nothing, the log, figures, and the workspace itself.
//!
//! `table` is the list of routes; `openapi` describes them for the objects there are. A handler reads its parameters
//! strictly (`params`, `body`), asks the engine, and writes the answer (`write`).
mod admin;
mod attached;
mod body;
mod bulk;
mod events;
mod figures;
pub(crate) mod files;
mod idempotent;
mod lines;
mod list;
mod notices;
mod openapi;
mod params;
mod rates;
mod record;
mod stream;
mod totals;
mod views;
mod write;

use axum::Json;
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::Uri;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, delete, get, patch, post, put};
use ui::web::{Answer, App, Caller};

pub use openapi::openapi;
pub(crate) use stream::again;

/// Every route: method, path, handler.
fn table() -> Vec<(&'static str, &'static str, MethodRouter<App>)> {
    vec![
        ("get", "/events", get(events::events)),
        ("get", "/events/stream", get(stream::stream)),
        ("post", "/undo/{batch}", post(events::undo)),
        ("get", "/search", get(figures::search)),
        ("get", "/metrics", get(figures::metrics)),
        ("get", "/metrics/{name}", get(figures::metric)),
        ("get", "/openapi.json", get(describe)),
        ("get", "/schema", get(admin::schema)),
        ("post", "/schema", post(admin::apply_schema)),
        ("post", "/schema/plan", post(admin::plan_schema)),
        ("get", "/settings", get(admin::settings)),
        ("patch", "/settings", patch(admin::set_settings)),
        ("get", "/roles", get(admin::roles)),
        ("put", "/roles/{key}", put(admin::put_role)),
        ("get", "/tokens", get(admin::tokens)),
        ("post", "/tokens", post(admin::create_token)),
        ("delete", "/tokens/{id}", delete(admin::revoke_token)),
        ("get", "/rates", get(rates::list)),
        ("post", "/rates", post(rates::create)),
        ("get", "/notices", get(notices::list)),
        ("post", "/notices/read", post(notices::read_all)),
        ("post", "/notices/{id}/read", post(notices::read)),
        ("get", "/views", get(views::views)),
        ("post", "/views", post(views::create)),
        ("get", "/views/{id}", get(views::find)),
        ("patch", "/views/{id}", patch(views::update)),
        ("delete", "/views/{id}", delete(views::delete)),
        ("post", "/views/{id}/restoration", post(views::restore)),
        ("post", "/users/{id}/password", post(admin::set_password)),
        // A form has lines of its own on top of the file.
        ("post", "/files", post(files::upload).layer(DefaultBodyLimit::max(engine::file::MOST + 64 * 1024))),
        ("get", "/files/{id}", get(files::download)),
        ("get", "/{objects}", get(list::list)),
        ("post", "/{objects}", post(record::create)),
        ("post", "/{objects}/bulk", post(bulk::bulk)),
        ("get", "/{objects}/totals", get(totals::totals)),
        ("get", "/{objects}/{id}", get(record::find)),
        ("patch", "/{objects}/{id}", patch(record::update)),
        ("delete", "/{objects}/{id}", delete(record::delete)),
        ("post", "/{objects}/{id}/restoration", post(record::restore)),
        ("get", "/{objects}/{id}/timeline", get(events::timeline)),
        ("get", "/{objects}/{id}/attachments", get(attached::list)),
        ("put", "/{objects}/{id}/attachments/{file}", put(attached::add)),
        ("delete", "/{objects}/{id}/attachments/{file}", delete(attached::remove)),
        ("get", "/{objects}/{id}/followers", get(attached::followers)),
        ("put", "/{objects}/{id}/follow", put(attached::follow)),
        ("delete", "/{objects}/{id}/follow", delete(attached::unfollow)),
    ]
}

/// The routes, to be nested at `/api/v1`. Imports and the verbs of single objects (closing a deal) are merged in beside them.
pub fn routes(app: &App) -> Router<App> {
    let mut router = Router::new();
    for (_, path, handler) in table() {
        router = router.route(path, handler);
    }
    // Bodies are read with limits of their own, each by its handler.
    router.layer(DefaultBodyLimit::disable()).layer(from_fn_with_state(app.clone(), idempotent::idempotent))
}

/// The description of the API as the caller sees it.
async fn describe(State(app): State<App>, caller: Caller, uri: Uri) -> Answer {
    params::Params::read(&uri, &[])?;
    Ok(Json(openapi(&app.engine, &caller.actor)).into_response())
}

#[cfg(test)]
mod tests {
    /// The routes as `openapi`'s test in the server knows them.
    #[test]
    fn no_route_is_listed_twice() {
        let mut seen: Vec<String> =
            super::table().iter().map(|(method, path, _)| format!("{method} {path}")).collect();
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }
}

//! Tasks over HTTP: what is done with them (each state a resource, for pages and for programs), following up on any record,
//! invitations, and calendars to subscribe to. The verbs are those of `sales::task`.
mod calendar;
mod dialogs;
mod feeds;
mod follow_up;
mod verbs;

use axum::Router;
use axum::routing::{delete, get, post};
use ui::web::App;

/// Under `/api/v1`.
pub(crate) fn api() -> Router<App> {
    Router::new()
        .route("/tasks/{id}/snooze", post(verbs::snooze))
        .route("/tasks/{id}/delegation", post(verbs::delegate))
        .route("/tasks/{id}/completion", post(verbs::complete).delete(verbs::reopen))
        .route("/tasks/{id}/skips", post(verbs::skip))
        .route("/tasks/{id}/recurrence", delete(verbs::stop))
        .route("/tasks/{id}/invitation.ics", get(calendar::invitation_for_program))
        .route("/{objects}/{id}/follow-ups", post(follow_up::create))
}

/// For people who are signed in.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route("/tasks/{id}/snooze", get(dialogs::ask_snooze).post(dialogs::snooze))
        .route("/tasks/{id}/delegation", get(dialogs::ask_delegation).post(dialogs::delegate))
        .route("/tasks/{id}/completion", get(dialogs::ask_completion).post(dialogs::complete))
        .route("/tasks/{id}/skips", post(dialogs::skip))
        .route("/tasks/{id}/series-end", post(dialogs::stop))
        .route("/tasks/{id}/invitation.ics", get(calendar::invitation_for_person))
        .route("/{objects}/{id}/follow-up", get(follow_up::ask).post(follow_up::make))
        .route("/profile/calendars", get(feeds::show).post(feeds::change))
}

/// For calendars that know a secret address.
pub(crate) fn public() -> Router<App> {
    Router::new().route("/cal/{file}", get(calendar::subscribed))
}

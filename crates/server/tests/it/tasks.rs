//! Tasks, calls and meetings: their day and hour, series done one by one, reminders, putting off, giving away, following up,
//! calls with their outcome, invitations and calendars to subscribe to.
mod feeds;
mod reminders;
mod series;
mod verbs;

use base::{Date, Id, Moment};
use serde_json::Value as Json;

use crate::app::Client;

/// A task as a program makes it.
pub(crate) async fn made(client: &Client, task: &Json) -> Id {
    let answer = client.post_json("/api/v1/tasks", task).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    id(&answer.json())
}

pub(crate) fn id(json: &Json) -> Id {
    json["id"].as_str().unwrap().parse().unwrap()
}

pub(crate) async fn read(client: &Client, id: Id) -> Json {
    client.get(&format!("/api/v1/tasks/{id}")).await.json()
}

/// The tasks of a filter, oldest first.
pub(crate) async fn all(client: &Client, filter: &str) -> Vec<Json> {
    let path = format!("/api/v1/tasks?sort=created_at&filter={}", crate::pages::enc(filter));
    client.get(&path).await.json()["data"].as_array().unwrap().clone()
}

/// So many days from today, in UTC.
pub(crate) fn in_days(days: i64) -> String {
    let today: Date = Moment::now().to_string()[..10].parse().unwrap();
    today.plus_days(days).iso()
}

//! Reminders: a notice at the time one asked for, once, whatever happens in between.
use base::Moment;
use serde_json::json;

use super::{made, read};
use crate::app::TestApp;
use crate::live::Feed;
use crate::pages::words;

/// An instant so many seconds from now.
fn at(seconds: i64) -> String {
    Moment::now().plus_seconds(seconds).to_string()
}

async fn run(app: &TestApp) {
    app.follow_log().await;
    app.engine.run_due_jobs_once().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_comes_once_and_shows_on_open_pages() {
    let app = TestApp::start().await;
    let (ana, api) = (app.as_user("ana").await, app.with_token("ana", "member", &["write"]).await);
    let mut page = Feed::open(&ana, "/live?notices=1").await;
    let task = made(&api, &json!({"subject": "Ring Nordwind", "remind_at": at(-1)})).await;
    run(&app).await;
    page.until("event: change").await;
    assert!(words(&ana.get("/notices").await).contains("Reminder: Ring Nordwind"));
    // A second server, a second look, a change of something else: still one.
    let (other, _) = app.neighbour().await;
    other.run_followers_once().await.unwrap();
    other.run_due_jobs_once().await.unwrap();
    api.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"priority": "high"})).await;
    run(&app).await;
    assert_eq!(words(&ana.get("/notices").await).matches("Ring Nordwind").count(), 1);
    // Put to another time, it comes again.
    api.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"remind_at": at(-2)})).await;
    run(&app).await;
    assert_eq!(words(&ana.get("/notices").await).matches("Ring Nordwind").count(), 2);
    let notice = api.get("/api/v1/notices").await.json()["data"][0].clone();
    assert_eq!((&notice["kind"], &notice["title"]), (&json!("reminder"), &json!("Ring Nordwind")));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_moved_or_long_past_reminds_nobody() {
    let app = TestApp::start().await;
    let (ana, api) = (app.as_user("ana").await, app.with_token("ana", "member", &["write"]).await);
    let done = made(&api, &json!({"subject": "Done before", "remind_at": at(-1)})).await;
    api.patch_json(&format!("/api/v1/tasks/{done}"), &json!({"done": true})).await;
    let moved = made(&api, &json!({"subject": "Moved on", "remind_at": at(-1)})).await;
    api.patch_json(&format!("/api/v1/tasks/{moved}"), &json!({"remind_at": at(86_400)})).await;
    let binned = made(&api, &json!({"subject": "Thrown away", "remind_at": at(-1)})).await;
    api.delete(&format!("/api/v1/tasks/{binned}")).await;
    made(&api, &json!({"subject": "Old history", "remind_at": at(-86_400)})).await;
    run(&app).await;
    assert!(words(&ana.get("/notices").await).contains("Nothing to tell you"));
    // To be done again, its time still holds.
    api.patch_json(&format!("/api/v1/tasks/{done}"), &json!({"done": false})).await;
    run(&app).await;
    assert!(words(&ana.get("/notices").await).contains("Reminder: Done before"));
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_at_a_meeting_are_reminded_unless_they_want_no_reminders() {
    let app = TestApp::start().await;
    let api = app.with_token("ana", "member", &["write"]).await;
    let (bob, kim) = (app.as_user("bob").await, app.as_user("kim").await);
    let quiet = app.engine.actor(kim.id.unwrap(), None).await.unwrap();
    app.engine.set_profile(&quiet, &[("quiet", "reminder")]).await.unwrap();
    let people = [bob.id.unwrap().to_string(), kim.id.unwrap().to_string()];
    let task = json!({"subject": "Tasting", "kind": "meeting", "starts_at": at(600), "remind_at": at(-1), "colleagues": people});
    made(&api, &task).await;
    run(&app).await;
    assert!(words(&bob.get("/notices").await).contains("Reminder: Tasting"));
    assert!(!words(&kim.get("/notices").await).contains("Tasting"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_of_a_series_reminds_by_itself() {
    let app = TestApp::start().await;
    let api = app.with_token("ana", "member", &["write"]).await;
    let today = super::in_days(0);
    let task = json!({"subject": "Report", "due": today, "remind_at": format!("{today}T00:00:00Z"), "recurrence": "FREQ=DAILY"});
    let task = made(&api, &task).await;
    api.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"done": true})).await;
    app.follow_log().await;
    let open = super::all(&api, "NOT done = true").await;
    let (id, at) = (open[0]["id"].as_str().unwrap(), open[0]["remind_at"].as_str().unwrap());
    assert_eq!(at, format!("{}T00:00:00Z", super::in_days(1)));
    assert_eq!(read(&api, super::id(&open[0])).await["id"], id);
}

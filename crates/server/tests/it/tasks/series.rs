//! Series: doing one makes the next, once, at the same hour; what is undone takes it away again.
use serde_json::json;

use super::{all, in_days, made, read};
use crate::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn doing_one_makes_the_next_and_undoing_takes_it_away() {
    let app = TestApp::start().await;
    let ana = app.with_token("ana", "member", &["write"]).await;
    let deal = app.record("deal", &[("name", "Beans")]).await;
    let task = made(
        &ana,
        &json!({"subject": "Call", "due": in_days(0), "recurrence": "rrule:freq=daily;count=3", "deal": deal.to_string(),
            "remind_at": format!("{}T08:00:00Z", in_days(0)), "priority": "high"}),
    )
    .await;
    assert_eq!(read(&ana, task).await["recurrence"], "FREQ=DAILY;COUNT=3");
    let done = ana.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"done": true})).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let open = all(&ana, "NOT done = true").await;
    assert_eq!(open.len(), 1, "{open:?}");
    let next = &open[0];
    assert_eq!((next["due"].as_str(), next["priority"].as_str()), (Some(in_days(1).as_str()), Some("high")));
    assert_eq!(next["remind_at"], format!("{}T08:00:00Z", in_days(1)));
    assert_eq!(
        (&next["deal"], &next["recurrence"]),
        (&json!(deal.to_string()), &json!("FREQ=DAILY;COUNT=2"))
    );
    // Undone, the next is gone and the first is open; redone, there is one again.
    let batch = done.header("rondo-batch").unwrap().to_owned();
    let undone = ana.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await;
    assert_eq!(undone.status, 200, "{}", undone.text());
    let open = all(&ana, "NOT done = true").await;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0]["id"], task.to_string());
    ana.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"done": true})).await;
    // Ticking it off a second time makes no second one.
    ana.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"done": false})).await;
    ana.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"done": true})).await;
    let open = all(&ana, "NOT done = true").await;
    assert_eq!(open.len(), 1, "{open:?}");
    // Done to the end, the series is over.
    for left in [1, 0] {
        let open = all(&ana, "NOT done = true").await;
        let id = open[0]["id"].as_str().unwrap().to_owned();
        ana.patch_json(&format!("/api/v1/tasks/{id}"), &json!({"done": true})).await;
        assert_eq!(all(&ana, "NOT done = true").await.len(), left);
    }
    assert_eq!(all(&ana, "subject = \"Call\"").await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn nine_o_clock_stays_nine_o_clock_when_clocks_change() {
    let app = TestApp::start().await;
    let ana = app.with_token("ana", "member", &["write"]).await;
    let actor = app.engine.actor(ana.id.unwrap(), None).await.unwrap();
    app.engine.set_profile(&actor, &[("time_zone", "Europe/Berlin")]).await.unwrap();
    // Clocks go forward on 26 March 2400 in Berlin, and back on 29 October.
    for (at, remind, next, remind_next) in [
        ("2400-03-25T08:00:00Z", "2400-03-25T07:45:00Z", "2400-03-26T07:00:00Z", "2400-03-26T06:45:00Z"),
        ("2400-10-28T07:00:00Z", "2400-10-28T06:45:00Z", "2400-10-29T08:00:00Z", "2400-10-29T07:45:00Z"),
        // Half past two is not there in that night: it is the hour behind it.
        ("2400-03-25T01:30:00Z", "2400-03-25T01:30:00Z", "2400-03-26T01:30:00Z", "2400-03-26T01:30:00Z"),
    ] {
        let task = json!({"subject": at, "starts_at": at, "remind_at": remind, "recurrence": "FREQ=DAILY"});
        let task = made(&ana, &task).await;
        assert_eq!(read(&ana, task).await["due"], at[..10]);
        ana.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"done": true})).await;
        let open = all(&ana, &format!("subject = \"{at}\" AND NOT done = true")).await;
        assert_eq!((&open[0]["starts_at"], &open[0]["remind_at"]), (&json!(next), &json!(remind_next)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_is_passed_over_and_a_moved_one_moves_the_series() {
    let app = TestApp::start().await;
    let ana = app.with_token("ana", "member", &["write"]).await;
    let late = made(
        &ana,
        &json!({"subject": "Report", "due": in_days(-30), "recurrence": "FREQ=DAILY;INTERVAL=7;COUNT=9"}),
    )
    .await;
    ana.patch_json(&format!("/api/v1/tasks/{late}"), &json!({"done": true})).await;
    let open = all(&ana, "NOT done = true").await;
    assert_eq!(
        (&open[0]["due"], &open[0]["recurrence"]),
        (&json!(in_days(5)), &json!("FREQ=DAILY;INTERVAL=7;COUNT=4"))
    );
    // Its day moved by hand: from there on.
    let id = open[0]["id"].as_str().unwrap();
    ana.patch_json(&format!("/api/v1/tasks/{id}"), &json!({"due": in_days(6)})).await;
    ana.patch_json(&format!("/api/v1/tasks/{id}"), &json!({"done": true})).await;
    assert_eq!(all(&ana, "NOT done = true").await[0]["due"], in_days(13));
}

#[tokio::test(flavor = "multi_thread")]
async fn day_and_hour_are_one_and_what_depends_on_them_moves_along() {
    let app = TestApp::start().await;
    let ana = app.with_token("ana", "member", &["write"]).await;
    let task = json!({"subject": "Visit", "kind": "meeting", "starts_at": "2300-05-05T10:00:00Z", "remind_at": "2300-05-05T09:30:00Z", "duration": 3600});
    let task = made(&ana, &task).await;
    let path = format!("/api/v1/tasks/{task}");
    ana.patch_json(&path, &json!({"due": "2300-05-08"})).await;
    let now = read(&ana, task).await;
    assert_eq!(
        (&now["starts_at"], &now["remind_at"]),
        (&json!("2300-05-08T10:00:00Z"), &json!("2300-05-08T09:30:00Z"))
    );
    ana.patch_json(&path, &json!({"starts_at": "2300-05-09T12:00:00Z"})).await;
    let now = read(&ana, task).await;
    assert_eq!((&now["due"], &now["remind_at"]), (&json!("2300-05-09"), &json!("2300-05-09T11:30:00Z")));
    // Far days are days like others.
    for due in ["0001-01-01", "9999-12-31"] {
        let moved = ana.patch_json(&path, &json!({"due": due})).await;
        assert_eq!((moved.status.as_u16(), &moved.json()["due"]), (200, &json!(due)), "{}", moved.text());
    }
    let cleared = ana.patch_json(&path, &json!({"due": null})).await.json();
    assert_eq!((&cleared["due"], &cleared["starts_at"]), (&json!(null), &json!(null)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_series_is_said() {
    let app = TestApp::start().await;
    let ana = app.with_token("ana", "member", &["write"]).await;
    let task = made(&ana, &json!({"subject": "Call"})).await;
    for (wrong, field, words) in [
        (json!({"due": "2300-01-01", "recurrence": "FREQ=SECONDLY"}), "recurrence", "not by the hour"),
        (json!({"due": "2300-01-01", "recurrence": "every day"}), "recurrence", "no rule of repetition"),
        (
            json!({"due": "2300-01-01", "recurrence": "FREQ=DAILY;COUNT=100000"}),
            "recurrence",
            "from 1 to 999",
        ),
        (
            json!({"due": "2300-01-01", "recurrence": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}),
            "recurrence",
            "no day",
        ),
        (json!({"recurrence": "FREQ=DAILY"}), "due", "needs a day"),
        (json!({"duration": -60}), "duration", "31 days"),
        (json!({"due": "2300-02-30"}), "due", "2300-02-30"),
        (json!({"series_at": "2300-01-01T00:00:00Z"}), "series_at", ""),
    ] {
        let answer = ana.patch_json(&format!("/api/v1/tasks/{task}"), &wrong).await;
        answer.is_problem(422, "invalid");
        let error = answer.json()["errors"][0].clone();
        assert_eq!(error["field"], field, "{wrong}: {error}");
        assert!(error["message"].as_str().unwrap().contains(words), "{wrong}: {error}");
    }
    // Without an end there is one at a time, whatever the rule.
    let endless =
        made(&ana, &json!({"subject": "Endless", "due": "9999-12-29", "recurrence": "FREQ=DAILY"})).await;
    ana.patch_json(&format!("/api/v1/tasks/{endless}"), &json!({"done": true})).await;
    let open = all(&ana, "subject = \"Endless\" AND NOT done = true").await;
    assert_eq!(open.len(), 1);
    let id = open[0]["id"].as_str().unwrap();
    let last = ana.patch_json(&format!("/api/v1/tasks/{id}"), &json!({"done": true})).await;
    assert_eq!(last.status, 200, "the calendar ends, the series with it: {}", last.text());
    assert_eq!(all(&ana, "subject = \"Endless\" AND NOT done = true").await.len(), 0);
}

//! Calendars: records on the days they fall on where the person is, also when clocks change; moved from day to day.
use base::Id;

use crate::app::{Answer, TestApp};
use crate::pages::{enc, follow, toast, words};

/// What stands in the cell of a day.
fn cell(page: &Answer, day: &str) -> String {
    let text = page.text();
    let from = text.find(&format!("data-day=\"{day}\"")).unwrap_or_else(|| panic!("{day} is not shown"));
    let rest = &text[from..];
    rest[..rest.find("</td>").unwrap()].to_owned()
}

async fn task(app: &TestApp, subject: &str, due: &str, owner: Id) -> Id {
    app.record("task", &[("subject", subject), ("due", due), ("owner", &owner.to_string())]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_shows_whole_weeks_and_opens_days_that_are_full() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let me = ana.id.unwrap();
    for n in 0..6 {
        task(&app, &format!("Task {n}"), "2026-11-11", me).await;
    }
    task(&app, "Early", "2026-10-26", me).await;
    task(&app, "Too early", "2026-10-25", me).await;
    let page = ana.get("/tasks?as=calendar&on=2026-11-17").await;
    assert_eq!(page.status, 200, "{}", words(&page));
    assert!(words(&page).contains("November 2026"));
    let full = cell(&page, "2026-11-11");
    assert!(full.contains("Task 0") && full.contains("+3 more") && !full.contains("Task 3"), "{full}");
    assert!(cell(&page, "2026-10-26").contains("Early") && !page.text().contains("Too early"));
    assert!(
        page.text().contains("data-day=\"2026-12-06\"") && !page.text().contains("data-day=\"2026-12-07\"")
    );
    let day = ana.get("/tasks?as=calendar&by=due:day&on=2026-11-11").await;
    assert!(words(&day).contains("Task 5"), "{}", words(&day));
    let week = ana.get("/tasks?as=calendar&by=due:week&on=2026-11-11").await;
    // Tasks may have an hour: their week has hours, and those without stand above.
    assert!(words(&week).contains("Task 5") && !week.text().contains("data-day=\"2026-11-16\""));
    let narrow =
        ana.get(&format!("/tasks?as=calendar&on=2026-11-17&filter={}", enc("subject = \"Early\""))).await;
    assert!(!narrow.text().contains("Task 0"));
    // A new record begins on the day.
    assert!(full.contains("/tasks/new?due=2026-11-11"), "{full}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_fall_on_the_days_of_the_persons_own_zone() {
    let app = TestApp::start().await;
    let (ana, kim) = (app.as_user("ana").await, app.as_user("kim").await);
    let admin = app.as_admin().await;
    let own = serde_json::json!({"visit": {"label": "Visit", "labels": "Visits", "plural": "visits", "title": "name", "icon": "calendar", "fields": {
        "name": {"kind": "text"}, "at": {"kind": "date_time"}}}});
    let made = admin.post_json("/api/v1/schema", &own).await;
    assert!(made.status.is_success(), "{}", made.text());
    app.engine
        .set_profile(&app.engine.actor(kim.id.unwrap(), None).await.unwrap(), &[("time_zone", "Asia/Tokyo")])
        .await
        .unwrap();
    // The last night of summer time: 23:30 UTC on Saturday is Sunday in Tokyo.
    let id = app.record("visit", &[("name", "Night"), ("at", "2026-10-24T23:30:00Z")]).await;
    let (there, here) = (
        kim.get("/visits?as=calendar&by=at&on=2026-10-20").await,
        ana.get("/visits?as=calendar&by=at&on=2026-10-20").await,
    );
    assert!(cell(&here, "2026-10-24").contains("Night") && cell(&here, "2026-10-24").contains("23:30"));
    assert!(
        cell(&there, "2026-10-25").contains("Night") && cell(&there, "2026-10-25").contains("08:30"),
        "{}",
        words(&there)
    );
    // Over the change of clocks the hour stays what it is on the wall.
    let boss = app.as_role("boss", "manager").await;
    app.engine
        .set_profile(
            &app.engine.actor(boss.id.unwrap(), None).await.unwrap(),
            &[("time_zone", "Europe/Berlin")],
        )
        .await
        .unwrap();
    let moved = boss
        .clone()
        .with("x-fragment", "told")
        .post(&format!("/visits/{id}/day"), "day.field=at&day.on=2026-10-27&back=/visits")
        .await;
    assert!(moved.json()["toast"].as_str().unwrap().contains("27 October 2026"), "{}", moved.text());
    // 01:30 in Berlin is 00:30 UTC in winter.
    let page = ana.get("/visits?as=calendar&by=at&on=2026-10-20").await;
    assert!(cell(&page, "2026-10-27").contains("00:30"), "{}", cell(&page, "2026-10-27"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_goes_to_another_day_or_says_why_not() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let id = task(&app, "Tasting", "2026-11-11", ana.id.unwrap()).await;
    let form = ana.get(&format!("/tasks/{id}/day?field=due&back=/tasks?as=calendar")).await;
    assert!(form.text().contains("value=\"2026-11-11\""));
    let sent = ana.post(&format!("/tasks/{id}/day"), "day.field=due&day.on=2026-11-13&back=/tasks").await;
    let page = follow(&ana, &sent).await;
    assert!(toast(&page).contains("moved to Friday 13 November 2026"), "{}", toast(&page));
    assert!(page.text().contains("/undo/"));
    assert!(cell(&ana.get("/tasks?as=calendar&on=2026-11-01").await, "2026-11-13").contains("Tasting"));
    let bad = ana
        .clone()
        .with("x-fragment", "told")
        .post(&format!("/tasks/{id}/day"), "day.field=due&day.on=soon")
        .await;
    assert_eq!(bad.status, 422);
    assert_eq!(
        ana.post(&format!("/tasks/{id}/day"), "day.field=created_at&day.on=2026-11-13").await.status,
        403
    );
    assert_eq!(
        ana.post(&format!("/tasks/{id}/day"), "day.field=subject&day.on=2026-11-13").await.status,
        404
    );
    let bob = app.as_user("bob").await;
    assert_eq!(bob.post(&format!("/tasks/{id}/day"), "day.field=due&day.on=2026-11-14").await.status, 403);
    assert!(bob.get("/tasks?as=calendar&on=2026-11-01").await.text().contains("data-still"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_may_have_an_hour_shows_it_where_the_person_is_and_keeps_it() {
    let app = TestApp::start().await;
    let kim = app.as_user("kim").await;
    let me = app.engine.actor(kim.id.unwrap(), None).await.unwrap();
    app.engine.set_profile(&me, &[("time_zone", "Asia/Tokyo")]).await.unwrap();
    let api = app.with_token("kim", "member", &["write"]).await;
    let call = serde_json::json!({"subject": "Early call", "starts_at": "2300-05-05T20:00:00Z"});
    let call = crate::tasks::made(&api, &call).await;
    // In UTC it is the fifth, in Tokyo five in the morning of the sixth.
    let month = kim.get("/tasks?as=calendar&by=due&on=2300-05-06").await;
    assert!(
        cell(&month, "2300-05-06").contains("Early call")
            && !cell(&month, "2300-05-05").contains("Early call")
    );
    let day = kim.get("/tasks?as=calendar&by=due:day&on=2300-05-06").await;
    assert!(day.text().contains("data-at=\"05:00\""), "{}", words(&day));
    let path = format!("/tasks/{call}/day");
    let when = async |form: &str| {
        let moved = kim.post(&path, form).await;
        assert!(moved.status.is_redirection(), "{}", words(&moved));
        let task = crate::tasks::read(&api, call).await;
        (task["due"].as_str().unwrap().to_owned(), task["starts_at"].as_str().map(str::to_owned))
    };
    // Another day keeps the hour, another hour the day; above the hours it has none.
    assert_eq!(
        when("day.field=due&day.on=2300-05-08").await,
        ("2300-05-07".into(), Some("2300-05-07T20:00:00Z".into()))
    );
    assert_eq!(
        when("day.field=due&day.on=2300-05-08&day.at=14:30").await,
        ("2300-05-08".into(), Some("2300-05-08T05:30:00Z".into()))
    );
    assert_eq!(when("day.field=due&day.on=2300-05-09&day.at=00:00").await, ("2300-05-09".into(), None));
    assert_eq!(
        when("day.field=due&day.on=2300-05-10&day.at=09:00").await,
        ("2300-05-10".into(), Some("2300-05-10T00:00:00Z".into()))
    );
}

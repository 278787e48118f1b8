//! Putting off, giving away, logging a call, following up: over pages and the API, with their undo.
use serde_json::json;

use super::{all, in_days, made, read};
use crate::app::TestApp;
use crate::pages::{follow, toast, words};

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_put_off_and_its_series_goes_on_as_it_was() {
    let app = TestApp::start().await;
    let (ana, api) = (app.as_user("ana").await, app.with_token("ana", "member", &["write"]).await);
    let task = json!({"subject": "Check stock", "due": in_days(0), "recurrence": "FREQ=DAILY;INTERVAL=10", "remind_at": format!("{}T06:00:00Z", in_days(0))});
    let task = made(&api, &task).await;
    let path = format!("/api/v1/tasks/{task}/snooze");
    for (wrong, words) in [
        (json!({"until": "2001-01-01T00:00:00Z"}), "still to come"),
        (json!({"until": "soon"}), "soon"),
        (json!({"until": "9999-12-30T00:00:00Z"}), "nearer"),
    ] {
        let refused = api.post_json(&path, &wrong).await;
        assert_eq!(refused.status, 422, "{wrong}");
        assert!(refused.text().contains(words), "{}", refused.text());
    }
    let snoozed = api.post_json(&path, &json!({"until": "tomorrow"})).await;
    assert_eq!(snoozed.status, 200, "{}", snoozed.text());
    let now = snoozed.json();
    assert_eq!(now["due"], in_days(1));
    assert!(now["remind_at"].as_str().unwrap().starts_with(&in_days(1)));
    api.post_json(&format!("/api/v1/tasks/{task}/completion"), &json!({})).await;
    let next = all(&api, "NOT done = true").await.remove(0);
    assert_eq!(
        (&next["due"], &next["remind_at"]),
        (&json!(in_days(10)), &json!(format!("{}T06:00:00Z", in_days(10))))
    );
    // On the page: three offers and a time; what is wrong comes back.
    let id = super::id(&next);
    let page = ana.get(&format!("/tasks/{id}")).await;
    assert!(
        page.text().contains(&format!("/tasks/{id}/snooze")) && page.text().contains("data-hotkey=\"s\"")
    );
    let ask = words(&ana.get(&format!("/tasks/{id}/snooze")).await);
    // In the evening there is no later today, and on a Sunday next week is tomorrow.
    assert!(ask.contains("Tomorrow morning") && ask.contains("Or until"), "{ask}");
    let wrong = ana.post(&format!("/tasks/{id}/snooze"), "until=2001-01-01T09:00").await;
    assert_eq!(wrong.status, 422);
    assert!(words(&wrong).contains("Choose a time that is still to come"));
    let done = follow(&ana, &ana.post(&format!("/tasks/{id}/snooze"), "until=next_week").await).await;
    assert!(toast(&done).contains("Snoozed until"), "{}", toast(&done));
    // Skipped, it goes to the next; stopped, doing it makes none.
    let skipped = api.post_json(&format!("/api/v1/tasks/{id}/skips"), &json!({})).await;
    assert_eq!(skipped.json()["due"], in_days(20), "{}", skipped.text());
    assert_eq!(api.delete(&format!("/api/v1/tasks/{id}/recurrence")).await.status, 200);
    assert_eq!(api.post_json(&format!("/api/v1/tasks/{id}/skips"), &json!({})).await.status, 409);
    api.post_json(&format!("/api/v1/tasks/{id}/completion"), &json!({})).await;
    assert!(all(&api, "NOT done = true").await.is_empty());
    assert_eq!(api.post_json(&format!("/api/v1/tasks/{id}/completion"), &json!({})).await.status, 409);
    assert_eq!(api.delete(&format!("/api/v1/tasks/{id}/completion")).await.json()["done"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_are_put_off_at_once_and_what_is_done_stays() {
    let app = TestApp::start().await;
    let (ana, api) = (app.as_user("ana").await, app.with_token("ana", "member", &["write"]).await);
    let mut ids = Vec::new();
    for subject in ["Call", "Write", "Visit"] {
        ids.push(made(&api, &json!({"subject": subject, "due": in_days(0)})).await.to_string());
    }
    api.post_json(&format!("/api/v1/tasks/{}/completion", ids[2]), &json!({})).await;
    let list = ana.get("/tasks").await.text();
    assert!(list.contains("name=\"verb\" value=\"snooze\""), "{list}");
    let chosen = ids.iter().map(|id| format!("id={id}")).collect::<Vec<_>>().join("&");
    let ask = ana.get(&format!("/tasks/bulk?verb=snooze&{chosen}")).await;
    assert!(words(&ask).contains("Snooze: 3 tasks") && words(&ask).contains("Tomorrow morning"));
    let wrong =
        ana.post("/tasks/bulk", &format!("act=verb&verb=snooze&{chosen}&until=2001-01-01T09:00")).await;
    assert_eq!(wrong.status, 422);
    assert!(words(&wrong).contains("Choose a time that is still to come"), "{}", words(&wrong));
    assert_eq!(all(&api, &format!("due = \"{}\"", in_days(0))).await.len(), 3);
    let done = ana.post("/tasks/bulk", &format!("act=verb&verb=snooze&{chosen}&answer=tomorrow")).await;
    let done = follow(&ana, &done).await;
    assert!(toast(&done).contains("2 tasks changed. 1 task"), "{}", toast(&done));
    assert_eq!(all(&api, &format!("due = \"{}\"", in_days(1))).await.len(), 2);
    // All of it is undone as one.
    let page = done.text();
    let undo = page.split("/undo/").nth(1).unwrap().split(['?', '"']).next().unwrap();
    ana.post(&format!("/undo/{undo}"), "").await;
    assert_eq!(all(&api, &format!("due = \"{}\"", in_days(0))).await.len(), 3);
    assert_eq!(ana.get(&format!("/tasks/bulk?verb=delegation&{chosen}")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_records_are_followed_up_on_one_day() {
    let app = TestApp::start().await;
    let (ana, api) = (app.as_user("ana").await, app.with_token("ana", "member", &["write"]).await);
    let mut ids = Vec::new();
    for name in ["Ann", "Ben"] {
        let answer = api.post_json("/api/v1/contacts", &json!({"name": name})).await;
        ids.push(super::id(&answer.json()).to_string());
    }
    let chosen = ids.iter().map(|id| format!("id={id}")).collect::<Vec<_>>().join("&");
    let done = ana.post("/contacts/bulk", &format!("act=verb&verb=follow-up&{chosen}&answer=7")).await;
    assert!(toast(&follow(&ana, &done).await).contains("2 contacts changed"));
    let tasks = all(&api, &format!("due = \"{}\"", in_days(7))).await;
    let mut subjects: Vec<&str> = tasks.iter().map(|t| t["subject"].as_str().unwrap()).collect();
    subjects.sort_unstable();
    assert_eq!(subjects, ["Follow up with Ann", "Follow up with Ben"]);
    let wrong = ana.post("/contacts/bulk", &format!("act=verb&verb=follow-up&{chosen}&on=")).await;
    assert_eq!(wrong.status, 422);
    assert_eq!(all(&api, "").await.len(), 2);
    // Who may only read is offered nothing.
    let reader = app.as_role("rita", "read_only").await;
    assert_eq!(reader.get(&format!("/contacts/bulk?verb=follow-up&{chosen}")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_given_away_with_a_word_that_its_new_owner_reads_in_one_notice() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_user("ana").await, app.as_user("bob").await);
    let api = app.with_token("ana", "member", &["write"]).await;
    let task = made(&api, &json!({"subject": "Visit the café"})).await;
    let path = format!("/api/v1/tasks/{task}/delegation");
    let me = ana.id.unwrap().to_string();
    for wrong in [json!({"to": me}), json!({"to": "nobody"}), json!({"to": task.to_string()})] {
        assert_eq!(api.post_json(&path, &wrong).await.status, 422, "{wrong}");
    }
    let given = ana
        .post(
            &format!("/tasks/{task}/delegation"),
            &format!("to={}&words=You+know+them+better", bob.id.unwrap()),
        )
        .await;
    assert!(given.status.is_redirection(), "{}", words(&given));
    app.follow_log().await;
    let said = words(&bob.get("/notices").await);
    assert!(said.contains("ana made you owner of Visit the café You know them better"), "{said}");
    assert_eq!(said.matches("Visit the café").count(), 1, "{said}");
    assert_eq!(read(&api, task).await["owner"], bob.id.unwrap().to_string());
    let nobody = ana.post(&format!("/tasks/{task}/delegation"), "to=&words=Hm").await;
    assert!(nobody.status == 422 || nobody.status == 403, "{}", nobody.status);
    // Who may only read gives nothing away.
    let oskar = app.with_token("oskar", "read_only", &["write"]).await;
    assert_eq!(oskar.post_json(&path, &json!({"to": me})).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_logged_where_its_task_points_and_nobody_reached_offers_to_follow_up() {
    let app = TestApp::start().await;
    let (ana, api) = (app.as_user("ana").await, app.with_token("ana", "member", &["write"]).await);
    let deal = app.record("deal", &[("name", "Beans"), ("owner", &ana.id.unwrap().to_string())]).await;
    let task =
        made(&api, &json!({"subject": "Call about beans", "kind": "call", "deal": deal.to_string()})).await;
    let ask = ana.get(&format!("/tasks/{task}/completion")).await;
    assert!(words(&ask).contains("No answer"), "{}", words(&ask));
    let logged = ana
        .post(
            &format!("/tasks/{task}/completion"),
            "outcome=no_answer&direction=outbound&duration=2+min&body=",
        )
        .await;
    assert_eq!(logged.location(), Some(format!("/deals/{deal}/follow-up").as_str()));
    let next = follow(&ana, &logged).await;
    assert!(toast(&next).contains("Logged, and the task is done") && words(&next).contains("In 3 days"));
    let timeline = words(&ana.get(&format!("/deals/{deal}")).await);
    assert!(timeline.contains("Call about beans"), "{timeline}");
    let made = ana.post(&format!("/deals/{deal}/follow-up"), "days=3&subject=").await;
    assert_eq!(made.location(), Some(format!("/deals/{deal}").as_str()));
    let open = all(&api, "NOT done = true").await;
    assert_eq!((&open[0]["due"], &open[0]["deal"]), (&json!(in_days(3)), &json!(deal.to_string())));
    assert_eq!(open[0]["subject"], "Follow up with Beans");
    // The API says the same, and what is wrong.
    let path = format!("/api/v1/deals/{deal}/follow-ups");
    let made = api.post_json(&path, &json!({"days": 7, "subject": "Ask again"})).await;
    assert_eq!((made.status.as_u16(), &made.json()["due"]), (201, &json!(in_days(7))), "{}", made.text());
    for wrong in [
        json!({}),
        json!({"days": -1}),
        json!({"days": 99_999}),
        json!({"days": 1, "on": "2300-01-01"}),
        json!({"on": "2001-01-01"}),
    ] {
        assert_eq!(api.post_json(&path, &wrong).await.status, 422, "{wrong}");
    }
    let product = app.record("product", &[("name", "Bag")]).await;
    assert_eq!(
        api.post_json(&format!("/api/v1/products/{product}/follow-ups"), &json!({"days": 1})).await.status,
        404
    );
    assert!(ana.get(&format!("/deals/{deal}")).await.text().contains(&format!("/deals/{deal}/follow-up")));
    assert!(!ana.get(&format!("/products/{product}")).await.text().contains("/follow-up"));
}

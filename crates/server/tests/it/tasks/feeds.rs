//! Calendars for others: invitations and addresses to subscribe to, read by another parser than the one that writes them.
use std::io::BufReader;

use ical::IcalParser;
use ical::parser::Component;
use ical::parser::ical::component::{IcalCalendar, IcalEvent};
use serde_json::json;

use super::{in_days, made};
use crate::app::{Answer, Client, TestApp};
use crate::pages::words;

fn parsed(answer: &Answer) -> IcalCalendar {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(answer.header("content-type").unwrap().starts_with("text/calendar"));
    let text = answer.text();
    assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')), "{text}");
    let mut all: Vec<_> = IcalParser::new(BufReader::new(text.as_bytes())).collect();
    assert_eq!(all.len(), 1);
    all.remove(0).unwrap()
}

fn value(event: &IcalEvent, name: &str) -> String {
    event.get_property(name).and_then(|p| p.value.clone()).unwrap_or_default()
}

fn named<'a>(calendar: &'a IcalCalendar, summary: &str) -> &'a IcalEvent {
    calendar
        .events
        .iter()
        .find(|e| value(e, "SUMMARY") == summary)
        .unwrap_or_else(|| panic!("{summary} is not there"))
}

/// Makes an address for one's calendar and reads it off the page.
async fn address(client: &Client, form: &str) -> String {
    let done = client.post("/profile/calendars", form).await;
    assert!(done.status.is_redirection(), "{}", words(&done));
    shown(client).await.pop().unwrap()
}

async fn shown(client: &Client) -> Vec<String> {
    let text = client.get("/profile/calendars").await.text();
    text.split("http://rondo.test").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_says_who_when_and_where_and_is_called_off_by_the_same_name() {
    let app = TestApp::start().await;
    let (ana, api) = (app.as_user("ana").await, app.with_token("ana", "member", &["write"]).await);
    let owner = ana.id.unwrap().to_string();
    let guest = app
        .record(
            "contact",
            &[
                ("first_name", "Márta \"Mimi\""),
                ("last_name", "Kowalska; GmbH"),
                ("email", "marta@cafe.pl"),
                ("owner", &owner),
            ],
        )
        .await;
    let silent = app.record("contact", &[("last_name", "Without"), ("owner", &owner)]).await;
    let bob = app.as_user("bob").await.id.unwrap();
    let task = json!({"subject": "Tasting, spring; menu", "kind": "meeting", "starts_at": "2300-03-25T08:00:00Z", "duration": 5400, "place": "Roastery\\2",
        "people": [guest.to_string(), silent.to_string()], "colleagues": [bob.to_string()], "description": "Bring cups\nand a very long line that has to be folded, because no line of a calendar is longer than that: ééééééééé"});
    let task = made(&api, &task).await;
    let path = format!("/tasks/{task}/invitation.ics");
    let first = ana.get(&path).await;
    let calendar = parsed(&first);
    let event = &calendar.events[0];
    let method = calendar.properties.iter().find(|p| p.name == "METHOD").unwrap();
    assert_eq!(method.value.as_deref(), Some("REQUEST"));
    assert_eq!(
        (value(event, "DTSTART"), value(event, "DTEND")),
        ("23000325T080000Z".into(), "23000325T093000Z".into())
    );
    assert_eq!(value(event, "SUMMARY"), "Tasting\\, spring\\; menu");
    assert_eq!(value(event, "ORGANIZER"), "mailto:ana@example.com");
    let guests: Vec<String> =
        event.properties.iter().filter(|p| p.name == "ATTENDEE").filter_map(|p| p.value.clone()).collect();
    assert_eq!(guests, ["mailto:marta@cafe.pl", "mailto:bob@example.com"]);
    assert!(
        first.text().replace("\r\n ", "").contains("CN=\"Márta 'Mimi' Kowalska; GmbH\""),
        "{}",
        first.text()
    );
    // A change has a higher number and the same name; in the bin it is called off.
    let number = |event: &IcalEvent| value(event, "SEQUENCE").parse::<i64>().unwrap();
    let patched =
        api.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"starts_at": "2300-03-26T08:00:00Z"})).await;
    assert_eq!(patched.status, 200);
    let second = parsed(&api.get(&format!("/api/v1{path}")).await);
    assert!(
        number(&second.events[0]) > number(event) && value(&second.events[0], "UID") == value(event, "UID")
    );
    api.delete(&format!("/api/v1/tasks/{task}")).await;
    let off = parsed(&ana.get(&path).await);
    assert_eq!(off.properties.iter().find(|p| p.name == "METHOD").unwrap().value.as_deref(), Some("CANCEL"));
    assert_eq!(value(&off.events[0], "STATUS"), "CANCELLED");
    assert!(
        number(&off.events[0]) > number(&second.events[0])
            && value(&off.events[0], "UID") == value(event, "UID")
    );
    // Only meetings with a day have one, and only for those who see them.
    let plain = made(&api, &json!({"subject": "No meeting", "due": "2300-01-01"})).await;
    assert_eq!(ana.get(&format!("/tasks/{plain}/invitation.ics")).await.status, 409);
    assert_eq!(app.stranger().get(&path).await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_has_what_its_maker_may_see_and_ends_with_its_address() {
    let app = TestApp::start().await;
    let (ana, api) = (app.as_user("ana").await, app.with_token("ana", "member", &["write"]).await);
    let bob = app.with_token("bob", "member", &["write"]).await;
    let actor = app.engine.actor(ana.id.unwrap(), None).await.unwrap();
    app.engine.set_profile(&actor, &[("time_zone", "Europe/Berlin")]).await.unwrap();
    let day = in_days(3);
    made(&api, &json!({"subject": "All day", "due": day})).await;
    made(&api, &json!({"subject": "Stand-up", "starts_at": format!("{day}T08:00:00Z"), "recurrence": "FREQ=WEEKLY;UNTIL=29991231"})).await;
    made(&api, &json!({"subject": "Long ago", "due": in_days(-800)})).await;
    made(&api, &json!({"subject": "Far ahead", "due": in_days(1_000)})).await;
    made(&bob, &json!({"subject": "With Ana", "kind": "meeting", "starts_at": format!("{day}T10:00:00Z"), "colleagues": [ana.id.unwrap().to_string()]})).await;
    made(&bob, &json!({"subject": "Bob alone", "due": day})).await;
    let path = address(&ana, "team=&do=renew").await;
    let answer = app.stranger().get(&path).await;
    let calendar = parsed(&answer);
    assert_eq!(calendar.events.len(), 3, "{}", answer.text());
    assert_eq!(value(named(&calendar, "All day"), "DTSTART"), day.replace('-', ""));
    let standing = named(&calendar, "Stand-up");
    assert_eq!(value(standing, "RRULE"), "FREQ=WEEKLY;UNTIL=29991231T225959Z");
    let start = standing.get_property("DTSTART").unwrap();
    assert_eq!(start.params.as_ref().unwrap()[0], ("TZID".to_owned(), vec!["Europe/Berlin".to_owned()]));
    assert_eq!(calendar.timezones.len(), 1);
    assert!(calendar.timezones[0].transitions.len() > 4);
    assert_eq!(value(named(&calendar, "With Ana"), "DTSTART"), format!("{}T100000Z", day.replace('-', "")));
    // Nothing new is not sent again; a change is.
    let tag = answer.header("etag").unwrap().to_owned();
    assert!(answer.header("last-modified").unwrap().ends_with("GMT"));
    let asks = app.stranger().with("if-none-match", &tag);
    assert_eq!(asks.get(&path).await.status, 304);
    made(&api, &json!({"subject": "New", "due": day})).await;
    assert_eq!(asks.get(&path).await.status, 200);
    // A wrong address, an old one and one that is off are not there.
    assert_eq!(app.stranger().get("/cal/nothing.ics").await.status, 404);
    assert_eq!(app.stranger().get(path.trim_end_matches(".ics")).await.status, 404);
    let renewed = address(&ana, "team=&do=renew").await;
    assert_ne!(renewed, path);
    assert_eq!(app.stranger().get(&path).await.status, 404);
    ana.post("/profile/calendars", "team=&do=end").await;
    assert_eq!(app.stranger().get(&renewed).await.status, 404);
    assert!(shown(&ana).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_has_a_calendar_that_only_its_lead_makes_and_that_ends_when_they_leave() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_user("ana").await, app.as_user("bob").await);
    let team = app.record("team", &[("name", "North"), ("lead", &ana.id.unwrap().to_string())]).await;
    let admin = app.with_token("root", "admin", &["admin", "write"]).await;
    for person in [&ana, &bob] {
        let joined = admin
            .patch_json(&format!("/api/v1/users/{}", person.id.unwrap()), &json!({"team": team.to_string()}))
            .await;
        assert_eq!(joined.status, 200, "{}", joined.text());
    }
    let theirs = app.with_token("bob", "member", &["write"]).await;
    made(&theirs, &json!({"subject": "Bob's visit", "due": in_days(1)})).await;
    let form = format!("team={team}&do=renew");
    assert_eq!(bob.post("/profile/calendars", &form).await.status, 404);
    let path = address(&ana, &form).await;
    assert_eq!(parsed(&app.stranger().get(&path).await).events.len(), 1);
    let gone =
        admin.patch_json(&format!("/api/v1/users/{}", ana.id.unwrap()), &json!({"active": false})).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    assert_eq!(app.stranger().get(&path).await.status, 404);
}

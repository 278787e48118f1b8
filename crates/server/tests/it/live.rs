//! The live feed of pages: it tells those whom a change concerns and nobody else, ends with session and rights, and says
//! who else is there.
use std::time::Duration;

use axum::body::BodyDataStream;
use base::Id;
use engine::{Actor, Role};
use futures_util::StreamExt;

use crate::app::{Client, TestApp};

/// An open feed and what it has said so far.
pub(crate) struct Feed {
    stream: BodyDataStream,
    text: String,
}

impl Feed {
    pub(crate) async fn open(client: &Client, path: &str) -> Self {
        Self { stream: client.stream(path).await, text: String::new() }
    }

    /// Reads on until it says something; fails when it stays silent.
    pub(crate) async fn until(&mut self, words: &str) -> &str {
        // What keeps the connection alive says nothing.
        let late = tokio::time::Instant::now() + Duration::from_secs(20);
        while !self.text.contains(words) {
            match tokio::time::timeout_at(late, self.stream.next()).await {
                Ok(Some(piece)) => self.text.push_str(&String::from_utf8_lossy(&piece.unwrap())),
                Ok(None) => panic!("the feed ended without {words:?}: {}", self.text),
                Err(late) => panic!("the feed is silent about {words:?} ({late}): {}", self.text),
            }
        }
        &self.text
    }
}

impl Feed {
    /// The number by which its page speaks of itself.
    pub(crate) async fn number(&mut self) -> String {
        let said = self.until("event: hello").await.split("event: hello\ndata: ").nth(1).unwrap();
        said.lines().next().unwrap().to_owned()
    }
}

async fn change(app: &TestApp, object: &str, id: Id, field: &str, value: &str) {
    let mut work = app.engine.begin(&Actor::system());
    work.update(object, id, engine::Input::new().typed(field, value), None).await.unwrap();
    work.commit().await.unwrap();
}

async fn rep(app: &TestApp, name: &str) -> Client {
    let role = r#"{"key":"rep","label":"Rep","objects":{"*":{"read":"own","update":"own"},"user":{"read":"all"}},"fields":{"deal.description":"hide"}}"#;
    let role: Role = serde_json::from_str(role).unwrap();
    app.engine.put_role(&Actor::system(), &role).await.unwrap();
    app.as_role(name, "rep").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_tells_whom_a_change_concerns_and_nobody_else() {
    let app = TestApp::start().await;
    let (ana, rep) = (app.as_user("ana").await, rep(&app, "rep").await);
    let company = app.record("company", &[("name", "Acme")]).await;
    let hers = app
        .record("deal", &[("name", "Hers"), ("stage", "won"), ("owner", &ana.id.unwrap().to_string())])
        .await;
    let his = app
        .record("deal", &[("name", "His"), ("stage", "won"), ("owner", &rep.id.unwrap().to_string())])
        .await;
    let mut all = Feed::open(&ana, "/live?object=deal").await;
    let mut own = Feed::open(&rep, "/live?object=deal").await;
    all.until("hello").await;
    own.until("hello").await;
    // Others' deals, other objects, and fields that are hidden from the role are nothing to it.
    change(&app, "deal", hers, "amount", "10").await;
    all.until("event: change").await;
    change(&app, "company", company, "name", "Acme 2").await;
    change(&app, "deal", his, "description", "secret").await;
    change(&app, "deal", his, "amount", "20").await;
    let said = own.until("event: change").await.to_owned();
    assert_eq!(said.matches("event: change").count(), 1, "{said}");
    let last = app.engine.latest_event().await.unwrap();
    assert!(said.contains(&format!("id: {last}")), "told before its own deal changed: {said}");
    // A deal that goes to somebody else concerns who had it.
    change(&app, "deal", his, "owner", &ana.id.unwrap().to_string()).await;
    let more = app.engine.latest_event().await.unwrap();
    own.until(&format!("id: {more}")).await;
    // What the page could have missed while it was loaded is told first.
    let mut late = Feed::open(&ana, "/live?object=deal&since=0").await;
    late.until("event: change").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_ends_with_the_session_and_with_the_right() {
    let app = TestApp::start().await;
    let (ana, rep) = (app.as_user("ana").await, rep(&app, "rep").await);
    let id = app.record("deal", &[("name", "His"), ("owner", &rep.id.unwrap().to_string())]).await;
    let mut page = Feed::open(&ana, "/live?object=deal").await;
    let mut record = Feed::open(&rep, &format!("/live?object=deal&record={id}")).await;
    page.until("hello").await;
    record.until("hello").await;
    change(&app, "deal", id, "owner", &ana.id.unwrap().to_string()).await;
    record.until("event: end").await;
    app.engine.sign_out_all(ana.id.unwrap()).await.unwrap();
    change(&app, "deal", id, "amount", "5").await;
    page.until("event: end").await;
    assert!(!page.text.contains("event: end") || page.stream.next().await.is_none());
    // What is not to be seen has no feed.
    for path in [
        format!("/live?object=deal&record={id}"),
        "/live?object=nothing".to_owned(),
        "/live?object=deal&record=1".to_owned(),
    ] {
        assert_eq!(rep.get(&path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn people_on_a_record_see_each_other_come_edit_and_go() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_user("ana").await, app.as_user("bob").await);
    let id = app.record("deal", &[("name", "Piccola"), ("owner", &ana.id.unwrap().to_string())]).await;
    let path = format!("/live?object=deal&record={id}");
    let mut here = Feed::open(&ana, &path).await;
    here.until("hello").await;
    let mut there = Feed::open(&bob, &path).await;
    here.until("bob is here").await;
    there.until("ana is here").await;
    let feed = there.number().await;
    // A page speaks of itself alone.
    assert_eq!(ana.post(&format!("/live/{feed}"), "editing=1").await.status, 404);
    assert_eq!(bob.post(&format!("/live/{feed}"), "editing=1").await.status, 204);
    here.until("bob is editing").await;
    drop(there);
    here.until("event: here\ndata:  \n").await;
    // The form of a record is a place where one edits.
    let form = bob.get(&format!("/deals/{id}/edit")).await;
    assert_eq!(form.status, 403);
    let form = ana.get(&format!("/deals/{id}/edit")).await.text();
    assert!(form.contains(&format!("/live?object=deal&amp;record={id}&amp;editing=1")), "{form}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_in_the_sidebar_is_counted_on_other_pages_too() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let mut page = Feed::open(&ana, "/live?object=product").await;
    page.until("hello").await;
    app.record(
        "task",
        &[("subject", "Call"), ("due", "2020-01-01"), ("owner", &ana.id.unwrap().to_string())],
    )
    .await;
    let said = page.until("event: counts").await.to_owned();
    assert!(said.contains("=due\":1,") && !said.contains("event: change"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_open_pages_are_told_of_one_change_at_once() {
    let app = TestApp::start().await;
    let (ana, rep) = (app.as_user("ana").await, rep(&app, "rep").await);
    let id = app.record("deal", &[("name", "Piccola"), ("owner", &ana.id.unwrap().to_string())]).await;
    let mut pages = Vec::new();
    for _ in 0..200 {
        let mut page = Feed::open(&ana, "/live?object=deal").await;
        page.until("hello").await;
        pages.push(page);
    }
    let mut outside = Feed::open(&rep, "/live?object=deal").await;
    outside.until("hello").await;
    change(&app, "deal", id, "amount", "7").await;
    for page in &mut pages {
        page.until("event: change").await;
    }
    let silent = tokio::time::timeout(Duration::from_millis(200), outside.until("event: change")).await;
    assert!(silent.is_err(), "a page that must not know was told");
}

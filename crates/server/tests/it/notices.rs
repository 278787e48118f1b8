//! Notices: who hears of what, once, as far as rights go; read by opening, over pages, the feed and the API.
use serde_json::json;

use crate::app::TestApp;
use crate::live::Feed;
use crate::pages::{follow, toast, words};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_spoken_to_somebody_who_follows_and_a_new_owner_hear_of_it() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_user("ana").await, app.as_role("bob", "admin").await);
    let ana_id = ana.id.unwrap().to_string();
    let deal = app.record("deal", &[("name", "Big beans"), ("amount", "100")]).await;
    let other = app.record("deal", &[("name", "Small beans")]).await;
    ana.post(&format!("/deals/{deal}/follow"), "on=1").await;
    app.follow_log().await;
    assert!(words(&ana.get("/notices").await).contains("Nothing to tell you"));
    let mut page = Feed::open(&ana, "/live?notices=1").await;
    // Bob's two changes add up, writes to her and gives her two deals at once.
    let note = "kind=note&body=Ask+%40ana+first";
    let written = bob.post(&format!("/deals/{deal}/notes"), note).await;
    assert!(written.status == 303 || written.status == 200, "{} {}", written.status, words(&written));
    app.follow_log().await;
    page.until("event: change").await;
    let api = app.with_token("bob", "admin", &["write"]).await;
    for amount in ["200", "300"] {
        let changed = api.patch_json(&format!("/api/v1/deals/{deal}"), &json!({"amount": amount})).await;
        assert_eq!(changed.status, 200, "{}", changed.text());
    }
    for id in [deal, other] {
        api.patch_json(&format!("/api/v1/deals/{id}"), &json!({"owner": ana_id})).await;
    }
    app.follow_log().await;
    let list = ana.get("/notices").await;
    let said = words(&list);
    assert!(said.contains("bob mentioned you on Big beans Ask @ana first"), "{said}");
    assert!(said.contains("bob made you owner of Small beans"), "{said}");
    assert!(said.contains("Big beans was changed 3 times, last by bob"), "{said}");
    assert!(!words(&bob.get("/notices").await).contains("beans"));
    assert!(!words(&ana.get("/notices?show=mentions").await).contains("was changed"));
    // Doing it over tells nobody twice.
    app.follow_log().await;
    assert_eq!(words(&ana.get("/notices").await).matches("Small beans").count(), 1);
    // Opening reads; looking ahead does not.
    let mentions = ana.get("/notices?show=mentions").await;
    let id = mentions.text().split("href=\"/notices/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let open = format!("/notices/{id}");
    assert_eq!(ana.clone().with("sec-purpose", "prefetch").get(&open).await.status, 204);
    assert!(words(&ana.get("/notices?show=unread").await).contains("Unread 4"), "{said}");
    assert_eq!(bob.get(&open).await.status, 404);
    let there = ana.get(&open).await;
    assert_eq!(there.location(), Some(format!("/deals/{deal}").as_str()));
    assert!(words(&ana.get("/notices?show=unread").await).contains("Unread 3"));
    let read = follow(&ana, &ana.post("/notices/read", "until=9000000000000000").await).await;
    assert!(toast(&read).contains("All notices are read"));
    assert!(words(&ana.get("/notices?show=unread").await).contains("Nothing to tell you"));
    assert!(words(&ana.get("/notices").await).contains("Small beans"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_goes_with_the_right_and_with_the_wish() {
    let app = TestApp::start().await;
    let mut role = (*app.engine.roles()["member"]).clone();
    role.key = "rep".to_owned();
    for rights in role.objects.values_mut() {
        rights.insert(engine::Action::Read, engine::Level::Own);
    }
    app.engine.put_role(&engine::Actor::system(), &role).await.unwrap();
    let rep = app.as_role("rep", "rep").await;
    let me = rep.id.unwrap().to_string();
    let deal = app.record("deal", &[("name", "Secret beans"), ("owner", &me)]).await;
    app.follow_log().await;
    let api = app.with_token("rep", "rep", &["write"]).await;
    let list = api.get("/api/v1/notices?unread=true").await.json();
    assert_eq!(
        (list["data"][0]["kind"].as_str(), list["data"][0]["title"].as_str()),
        (Some("owner"), Some("Secret beans"))
    );
    let id = list["data"][0]["id"].as_str().unwrap().to_owned();
    let admin = app.with_token("root", "admin", &["admin"]).await;
    admin
        .patch_json(&format!("/api/v1/deals/{deal}"), &json!({"owner": admin.id.unwrap().to_string()}))
        .await;
    assert_eq!(api.get("/api/v1/notices").await.json()["data"].as_array().map(Vec::len), Some(0));
    assert!(!words(&rep.get("/notices").await).contains("Secret"));
    assert_eq!(rep.get(&format!("/notices/{id}")).await.status, 404);
    assert_eq!(api.post_json(&format!("/api/v1/notices/{id}/read"), &json!({})).await.status, 404);
    // Who does not want to hear of it does not.
    let quiet = rep.post("/profile", "name=rep&notices=1&notice_mention=yes&notice_changed=yes").await;
    assert_eq!(quiet.status, 303);
    let loud = app.record("deal", &[("name", "Loud beans"), ("owner", &me)]).await;
    app.follow_log().await;
    assert_eq!(rep.get(&format!("/deals/{loud}")).await.status, 200);
    assert!(!words(&rep.get("/notices").await).contains("Loud"));
    assert_eq!(api.post_json("/api/v1/notices/read", &json!({})).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_on_two_servers_of_one_database_see_each_other() {
    let app = TestApp::start().await;
    if !app.engine.has_neighbours() {
        return;
    }
    let (ana, bob) = (app.as_user("ana").await, app.as_user("bob").await);
    let (_engine, stranger) = app.neighbour().await;
    let bob = bob.at(&stranger);
    let id = app.record("deal", &[("name", "Shared beans")]).await;
    let path = format!("/live?object=deal&record={id}");
    let mut here = Feed::open(&ana, &path).await;
    let mut there = Feed::open(&bob, &path).await;
    here.until("bob is here").await;
    there.until("ana is here").await;
    let feed = there.number().await;
    assert_eq!(bob.post(&format!("/live/{feed}"), "editing=1").await.status, 204);
    here.until("bob is editing").await;
    drop(there);
    here.until("event: here\ndata:  \n").await;
}

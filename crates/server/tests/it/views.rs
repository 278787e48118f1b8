//! Saved views of lists: kept, shared, begun with, changed, deleted and brought back; over pages and the API.
use serde_json::json;

use crate::app::TestApp;
use crate::pages::{attribute, enc, follow, toast, words};

#[tokio::test(flavor = "multi_thread")]
async fn what_a_list_shows_is_saved_shared_and_brought_back() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_user("ana").await, app.as_user("bob").await);
    app.record("contact", &[("name", "Ann Lead"), ("lifecycle", "lead")]).await;
    app.record("contact", &[("name", "Cid Customer"), ("lifecycle", "customer")]).await;
    let filter = "lifecycle = \"customer\"";
    let changed = ana.get(&format!("/contacts?filter={}&sort=-name", enc(filter))).await;
    assert!(words(&changed).contains("Save view"), "{}", words(&changed));
    let body = format!("name=Buyers&shared=own&filter={}&sort=-name&columns=&by=", enc(filter));
    let saved = ana.post("/contacts/views", &body).await;
    let here = saved.location().unwrap().to_owned();
    let page = follow(&ana, &saved).await;
    assert!(toast(&page).contains("“Buyers” saved"), "{}", toast(&page));
    assert!(words(&page).contains("Cid Customer") && !words(&page).contains("Ann Lead"));
    assert_eq!(attribute(&page, "tab\" href=\"/contacts?view=", "aria-current"), "page");
    assert!(!words(&page).contains("Save view"));
    // A filter taken away is a change of the view, not another list.
    let wider = ana.get(&format!("{here}&filter=")).await;
    assert!(
        words(&wider).contains("Ann Lead") && words(&wider).contains("Save to “Buyers”"),
        "{}",
        words(&wider)
    );
    // Nobody else knows of it until it is shared.
    assert!(!words(&bob.get("/contacts").await).contains("Buyers"));
    let id = here.split_once("view=").unwrap().1.to_owned();
    assert_eq!(bob.get(&format!("/contacts/views/{id}")).await.status, 404);
    ana.post(&format!("/contacts/views/{id}"), "act=settings&name=Our+buyers&shared=everyone&start=1").await;
    assert!(words(&bob.get("/contacts").await).contains("Our buyers"));
    assert_eq!(bob.post(&format!("/contacts/views/{id}"), "act=delete").await.status, 403);
    // Ana's list begins with it, Bob's does not.
    assert!(!words(&ana.get("/contacts").await).contains("Ann Lead"));
    assert!(words(&ana.get("/contacts?view=all").await).contains("Ann Lead"));
    assert!(words(&bob.get("/contacts").await).contains("Ann Lead"));
    let gone = follow(&ana, &ana.post(&format!("/contacts/views/{id}"), "act=delete").await).await;
    assert!(!words(&gone).contains("Our buyers") && toast(&gone).contains("deleted"));
    let back = follow(&ana, &ana.post(&format!("/undo/{id}"), "").await).await;
    assert!(words(&back).contains("Our buyers") && toast(&back).contains("is back"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_keeps_views_and_says_what_is_wrong_with_them() {
    let app = TestApp::start().await;
    let ana = app.with_token("ana", "member", &["write"]).await;
    let made = ana
        .post_json("/api/v1/views", &json!({"object": "deals", "name": "Big", "filter": "amount > 1000", "sort": "-amount", "by": "stage"}))
        .await;
    assert_eq!(made.status, 201, "{}", made.text());
    let view = made.json();
    assert_eq!((view["object"].as_str(), view["shared"].as_str()), (Some("deal"), Some("own")));
    let path = format!("/api/v1/views/{}", view["id"].as_str().unwrap());
    let changed = ana.patch_json(&path, &json!({"name": "Bigger", "filter": "amount > 5000"})).await;
    assert_eq!(changed.json()["name"], "Bigger");
    let wrong = json!({"object": "deal", "name": "", "filter": "amout > 1", "sort": "nothing", "columns": "x", "by": "stage:moon"});
    let refused = ana.post_json("/api/v1/views", &wrong).await;
    assert_eq!(refused.status, 422);
    for field in ["name", "filter", "sort", "columns", "by"] {
        assert!(refused.text().contains(&format!("\"{field}\"")), "{field} in {}", refused.text());
    }
    let reader = app.with_token("ana", "member", &["read"]).await;
    assert_eq!(reader.get(&path).await.status, 200);
    assert_eq!(reader.patch_json(&path, &json!({"name": "x"})).await.status, 403);
    assert_eq!(ana.delete(&path).await.status, 204);
    assert_eq!(ana.get(&path).await.status, 404);
    assert_eq!(ana.post_json(&format!("{path}/restoration"), &json!({})).await.status, 200);
    let listed = ana.get("/api/v1/views?object=deal").await.json();
    assert_eq!(listed["data"].as_array().unwrap().len(), 1);
}

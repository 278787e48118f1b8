//! What surrounds pages: the palette and the search within one's rights, the dialog, Home, what is said when something is not there.
use axum::http::StatusCode;

use crate::app::TestApp;
use crate::pages::{follow, words};

/// The labels of the palette's options, and everything its options lead to.
async fn palette(client: &crate::app::Client, query: &str) -> String {
    let answer = client.clone().with("x-fragment", "options").get(&format!("/palette?{query}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
        .text()
        .replace("&amp;", "&")
        .replace("<mark class=\"bg-transparent text-primary font-semibold\">", "")
        .replace("</mark>", "")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_palette_finds_records_and_offers_what_can_be_done_with_the_first() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let marta = ana.post("/contacts", "name=Marta+Kowalska").await.location().unwrap().to_owned();
    let shown = palette(&ana, "q=marta&at=/deals").await;
    assert!(shown.contains(&format!("data-href=\"{marta}\"")), "{shown}");
    for offered in
        ["For Marta Kowalska", "Add a task", "Edit contact", "New contact “Marta”", "All results for “marta”"]
    {
        assert!(shown.contains(offered), "{offered} in {shown}");
    }
    assert!(shown.contains("data-href=\"/contacts/new?name=Marta\" data-frame=\"dialog\""), "{shown}");
    // One slip of the keys.
    assert!(palette(&ana, "q=matra").await.contains("Marta Kowalska"));
    // Everything that can be done with one record, the dangerous too.
    let of = palette(&ana, &format!("of={marta}")).await;
    assert!(of.contains(&format!("data-post=\"{marta}/delete\"")) && of.contains("Write a note"), "{of}");
}

#[tokio::test(flavor = "multi_thread")]
async fn scopes_narrow_the_palette() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    app.record("contact", &[("name", "Brewster Jones")]).await;
    app.record("company", &[("name", "Brew Works")]).await;
    assert!(!palette(&ana, "q=brew&in=company").await.contains("Brewster"));
    assert!(!palette(&ana, "q=companies+brew").await.contains("Brewster"));
    assert!(palette(&ana, "q=brew").await.contains("Brewster"));
    let people = palette(&ana, "q=%40ana").await;
    assert!(people.contains("data-href=\"/users/") && !people.contains("Brew"), "{people}");
    let commands = palette(&ana, "q=%3Edark").await;
    assert!(commands.contains("data-post=\"/theme?theme=dark\""), "{commands}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_finds_and_is_offered_no_more_than_they_may() {
    let app = TestApp::start().await;
    let oskar = app.as_role("oskar", "read_only").await;
    let marta = app.record("contact", &[("name", "Marta Kowalska")]).await;
    let shown = palette(&oskar, &format!("q=marta&at=/contacts/{marta}")).await;
    assert!(shown.contains("Marta Kowalska"));
    for absent in ["Edit contact", "Add a task", "New contact", "/delete", "Lifecycle:"] {
        assert!(!shown.contains(absent), "{absent} in {shown}");
    }
    let all = palette(&oskar, "q=%3E").await;
    for absent in ["New contact", "Import", "Settings: People", "Settings: Log", "Fields of"] {
        assert!(!all.contains(absent), "{absent} in {all}");
    }
    let of = palette(&oskar, &format!("of=/contacts/{marta}")).await;
    assert!(of.contains("Open") && !of.contains("data-post"), "{of}");
    // Where nothing may be seen, nothing is found, not even by its name or its address.
    let role = r#"{"key":"blind","label":"Blind","objects":{"contact":{"read":"own"},"*":{}}}"#;
    app.engine.put_role(&engine::Actor::system(), &serde_json::from_str(role).unwrap()).await.unwrap();
    let blind = app.as_role("blind", "blind").await;
    for query in ["q=marta", "q=", "q=contacts+marta", "q=%40ana"] {
        let shown = palette(&blind, &format!("{query}&at=/contacts/{marta}")).await;
        assert!(!shown.contains("Marta Kowalska") && !shown.contains("/deals"), "{query}: {shown}");
    }
    assert_eq!(blind.get(&format!("/palette?of=/contacts/{marta}")).await.status, 404);
    let search = words(&blind.get("/search?q=marta").await);
    assert!(search.contains("Nothing found"), "{search}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_search_shows_each_object_and_all_of_one() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    for n in 0..9 {
        app.record("contact", &[("name", &format!("Brew Person {n}"))]).await;
    }
    app.record("company", &[("name", "Brew Works")]).await;
    let all = ana.get("/search?q=brew").await;
    let text = words(&all);
    assert!(text.contains("Show all 9 contacts") && text.contains("Brew Works"), "{text}");
    let narrowed = words(&ana.get("/search?q=brew&in=contact").await);
    assert_eq!(narrowed.matches("Brew Person").count(), 9, "{narrowed}");
    assert!(words(&ana.get("/search?q=zzzz").await).contains("Nothing found for “zzzz”"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_the_same_as_a_page_and_in_the_dialog() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let page = ana.get("/contacts/new").await.text();
    assert!(page.contains("<html") && page.contains("action=\"/contacts\""));
    let framed = ana.clone().with("turbo-frame", "dialog");
    let dialog = framed.get("/contacts/new").await.text();
    assert!(dialog.starts_with("<turbo-frame id=\"dialog\">") && dialog.contains("action=\"/contacts\""));
    // What is wrong stays in the dialog; the page after saving does not know the frame, and takes the window.
    let wrong = framed.post("/deals", "name=").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().starts_with("<turbo-frame id=\"dialog\">"));
    let made = framed.post("/deals", "name=Grinder&stage=prospecting").await;
    let after = follow(&framed, &made).await.text();
    assert!(after.contains("<html") && !after.contains("<turbo-frame id=\"dialog\">"));
}

#[tokio::test(flavor = "multi_thread")]
async fn home_shows_what_is_due_and_what_needs_a_look_within_rights() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let me = ana.id.unwrap().to_string();
    let task = |subject: &str, due: &str| {
        let fields =
            [("subject", subject), ("due", due), ("owner", &me)].map(|(k, v)| (k.to_owned(), v.to_owned()));
        let app = &app;
        async move {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
            app.record("task", &fields).await
        }
    };
    let call = task("Call Marta", "2020-01-01").await;
    task("Plan the spring", "2999-01-01").await;
    app.record("deal", &[("name", "Grinder"), ("amount", "500 EUR"), ("stage", "proposal"), ("owner", &me)])
        .await;
    app.record("deal", &[("name", "Not mine"), ("amount", "900 EUR"), ("stage", "proposal")]).await;
    let text = words(&ana.get("/").await);
    assert!(text.contains("One thing to do, and it is late.") && text.contains("Call Marta"), "{text}");
    assert!(
        !text.contains("Plan the spring") && text.contains("No next step") && text.contains("€500"),
        "{text}"
    );
    let day = text.split("Changed last").next().unwrap();
    assert!(!day.contains("Not mine") && !text.contains("First steps"), "{text}");
    assert!(words(&ana.get("/?tasks=upcoming").await).contains("Plan the spring"));
    let text = words(&ana.get("/?whose=everyone").await);
    assert!(text.split("Changed last").next().unwrap().contains("Not mine"), "{text}");
    let done = ana.post(&format!("/tasks/{call}/toggle"), "field=done&back=%2F").await;
    let text = words(&follow(&ana, &done).await);
    assert!(text.contains("Nothing is due today"), "{text}");
    // Somebody who sees no deals has no card of them.
    let role = r#"{"key":"tasks","label":"Tasks","objects":{"task":{"read":"own"},"*":{}}}"#;
    app.engine.put_role(&engine::Actor::system(), &serde_json::from_str(role).unwrap()).await.unwrap();
    let text = words(&app.as_role("tim", "tasks").await.get("/").await);
    assert!(text.contains("My tasks") && !text.contains("ipeline") && !text.contains("Won"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_looked_at_last_is_kept_by_ids_and_shown_within_rights() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let marta = app.record("contact", &[("name", "Marta Kowalska")]).await;
    let seen = ana.get(&format!("/contacts/{marta}")).await;
    let cookie = seen
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .find(|c| c.starts_with("recent="))
        .unwrap();
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert!(!cookie.contains("Marta"));
    assert!(words(&ana.get_with("/", Some(&cookie)).await).contains("Recent MK Marta Kowalska contact"));
    let lost = ana.get_with("/contacts/0000000000001", Some(&cookie)).await;
    assert_eq!(lost.status, 404);
    let text = words(&lost);
    assert!(
        text.contains("This page is gone or never was")
            && text.contains("You were just here MK Marta Kowalska"),
        "{text}"
    );
    // Another person in the same browser sees nothing of it.
    let ben = app.as_user("ben").await;
    assert!(!words(&ben.get_with("/nowhere/at/all", Some(&cookie)).await).contains("Marta"));
    // What was fetched ahead was not looked at.
    let ahead = ana.clone().with("x-sec-purpose", "prefetch").get(&format!("/contacts/{marta}")).await;
    assert!(
        ahead
            .headers
            .get_all("set-cookie")
            .iter()
            .all(|v| !v.to_str().unwrap_or_default().starts_with("recent="))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_allowed_says_whom_to_ask() {
    let app = TestApp::start().await;
    let oskar = app.as_role("oskar", "read_only").await;
    let page = oskar.get("/contacts/new").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let text = words(&page);
    assert!(text.contains("You do not have access to this") && text.contains("Ada Admin"), "{text}");
    assert!(page.text().contains("mailto:admin@example.com") && page.text().contains("class=\"sidebar\""));
    // Programs and strangers are told in their way.
    assert!(app.stranger().get("/nowhere/at/all/x").await.text().contains("This page is gone"));
    let api = app.with_token("oskar", "read_only", &["read"]).await.get("/api/v1/nowhere").await;
    assert!(api.header("content-type").is_some_and(|t| t.contains("problem+json")));
}

#[tokio::test(flavor = "multi_thread")]
async fn own_objects_stand_in_the_sidebar_and_hidden_ones_do_not() {
    let app = TestApp::start().await;
    let file = serde_json::json!({"machine": {"plural": "machines", "label": "Machine", "labels": "Machines", "icon": "package", "fields": {"name": {"kind": "text"}}},
        "product": {"hidden": true}});
    app.engine.apply_schema(&engine::Actor::system(), &file).await.unwrap();
    let root = app.as_admin().await;
    let page = root.get("/").await.text();
    assert!(page.contains("href=\"/machines\"") && page.contains("href=\"/machines/new\""));
    assert!(!page.contains("href=\"/products\""));
    let blind = r#"{"key":"blind","label":"Blind","objects":{"*":{}}}"#;
    app.engine.put_role(&engine::Actor::system(), &serde_json::from_str(blind).unwrap()).await.unwrap();
    let page = app.as_role("blind", "blind").await.get("/").await.text();
    assert!(!page.contains("href=\"/machines\"") && !page.contains("create-menu"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_shipped_object_has_its_icon_in_the_sprite() {
    let app = TestApp::start().await;
    let icons: Vec<&str> = include_str!("../../../../assets/icons.txt").lines().map(str::trim).collect();
    let schema = app.engine.schema();
    for object in schema.objects() {
        assert!(
            icons.contains(&object.icon.as_str()),
            "{} of {} is not in icons.txt",
            object.icon,
            object.key
        );
    }
}

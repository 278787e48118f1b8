//! Roles and what follows from them, the log, the profile, tokens and the workspace, as pages.
use crate::app::TestApp;
use crate::pages::{attribute, enc, follow, toast, words};

#[tokio::test(flavor = "multi_thread")]
async fn a_role_of_ones_own_is_made_object_by_object_and_field_by_field() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.as_user("ana").await);
    let made = follow(&admin, &admin.post("/settings/roles", "label=Field+sales&like=member").await).await;
    assert!(words(&made).contains("Every other object"), "{}", words(&made));
    let form = "label=Field+sales&deal.own=yes&deal.see=own&deal.add=all&deal.change=own&deal.delete=none\
        &deal.destroy=none&deal.export=none&deal.import=none&*.see=all&*.add=all&*.change=team&*.delete=own\
        &*.destroy=none&*.export=none&*.import=none&product.see=none&product.add=none";
    follow(&admin, &admin.post("/settings/roles/field_sales", form).await).await;
    follow(
        &admin,
        &admin.post("/settings/roles/field_sales/deal", "amount=hide&name=write&stage=read").await,
    )
    .await;
    let id = ana.id.unwrap();
    follow(&admin, &admin.post(&format!("/settings/people/{id}"), "roles=field_sales").await).await;
    let theirs = app.record("deal", &[("name", "Big beans"), ("amount", "100")]).await;
    let own =
        app.record("deal", &[("name", "Small beans"), ("amount", "777"), ("owner", &id.to_string())]).await;
    assert_eq!(ana.get(&format!("/deals/{theirs}")).await.status, 404);
    let page = words(&ana.get(&format!("/deals/{own}")).await);
    assert!(page.contains("Small beans") && !page.contains("777"), "{page}");
    assert_eq!(ana.get("/products").await.status, 404, "a changed level counts without the box beside it");
    let see = words(&admin.get(&format!("/settings/see-as?user={id}&object=deal")).await);
    assert!(see.contains("Small beans") && !see.contains("Big beans") && see.contains("Amount"), "{see}");
    let why = words(&admin.get(&format!("/settings/why?user={id}&record=/deals/{theirs}")).await);
    assert!(why.contains("ana does not see “Big beans”") && why.contains("Own, said for these"), "{why}");
    let why = words(
        &admin
            .get(&format!(
                "/settings/why?user={id}&record={}",
                enc(&format!("http://rondo.test/deals/{own}?x=1"))
            ))
            .await,
    );
    assert!(why.contains("ana sees “Small beans”") && why.contains("They own this deal"), "{why}");
    assert!(
        words(&admin.get(&format!("/settings/why?user={id}&record=nonsense")).await)
            .contains("no address of a record")
    );
    for path in
        ["/settings/roles", "/settings/roles/member", "/settings/see-as", "/settings/why", "/settings/log"]
    {
        assert_eq!(ana.get(path).await.status, 403, "{path}");
    }
    assert_eq!(ana.post("/settings/roles/field_sales", "label=X").await.status, 403);
    assert!(
        words(&admin.get("/settings/see-as?role=read_only").await)
            .contains("somebody new with the role Read-only")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_who_did_what_and_a_batch_is_undone_from_it() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.as_user("ana").await);
    let made = ana.post("/contacts", "name=Marta+Kowalska").await;
    assert_eq!(made.status, 303);
    let log = admin.get("/settings/log?object=contact").await;
    assert!(words(&log).contains("ana Created contact Marta Kowalska"), "{}", words(&log));
    assert!(!words(&admin.get("/settings/log?object=contact&verb=deleted").await).contains("Marta"));
    assert!(!words(&admin.get("/settings/log?to=2001-01-01").await).contains("Marta"));
    assert!(
        !words(&admin.get(&format!("/settings/log?object=contact&who={}", admin.id.unwrap())).await)
            .contains("Marta")
    );
    let batch = attribute(&log, "/settings/log/", "href");
    assert!(words(&admin.get(&batch).await).contains("– → Marta Kowalska"));
    let undo = attribute(&log, "/undo/", "action");
    assert!(toast(&follow(&admin, &admin.post(&undo, "").await).await).contains("Undone"));
    assert!(!words(&ana.get("/contacts").await).contains("Marta"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_says_what_changed_of_the_workspace_and_takes_back_what_is_safe() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.as_user("ana").await);
    admin.post("/settings", "name=Other+name&fiscal_month=4").await;
    let log = admin.get("/settings/log?object=setting").await;
    assert!(
        words(&log).contains("Changed settings") && words(&log).contains("→ Other name"),
        "{}",
        words(&log)
    );
    let undo = attribute(&log, "/undo/", "action");
    assert!(toast(&follow(&admin, &admin.post(&undo, "").await).await).contains("Undone"));
    assert_ne!(app.engine.settings().name, "Other name");
    assert_eq!(app.engine.settings().fiscal_month, 1);
    // A role, right by right.
    admin.post("/settings/roles", "label=Field+sales&like=member").await;
    let made = admin.get("/settings/log?object=role").await;
    assert!(words(&made).contains("Made the role Field sales"), "{}", words(&made));
    let batch = attribute(&made, "/settings/log/", "href");
    assert!(words(&admin.get(&batch).await).contains("A role that was made stays"));
    let mut role = (*app.engine.roles()["field_sales"]).clone();
    role.fields.insert("deal.amount".to_owned(), engine::FieldRight::Hide);
    app.engine.put_role(&engine::Actor::system(), &role).await.unwrap();
    let changed = admin.get("/settings/log?object=role&verb=updated").await;
    assert!(words(&changed).contains("Deals: Amount: – → Hidden"), "{}", words(&changed));
    follow(&admin, &admin.post(&attribute(&changed, "/undo/", "action"), "").await).await;
    assert!(app.engine.roles()["field_sales"].fields.is_empty());
    // A view is in the log from when others see it.
    let saved = ana.post("/contacts/views", "name=Mine&shared=own&filter=&sort=&columns=&by=").await;
    let id = saved.location().unwrap().split_once("view=").unwrap().1.to_owned();
    assert!(!words(&admin.get("/settings/log?object=view").await).contains("Mine"));
    ana.post(&format!("/contacts/views/{id}"), "act=settings&name=Ours&shared=everyone").await;
    let shared = admin.get("/settings/log?object=view").await;
    let said = words(&shared);
    assert!(said.contains("ana Changed the shared view Ours (contact)"), "{said}");
    assert!(said.contains("Only me → Everyone") && !said.contains("Mine"), "{said}");
    follow(&admin, &admin.post(&attribute(&shared, "/undo/", "action"), "").await).await;
    assert!(!words(&admin.get("/contacts").await).contains("Ours"));
    // Tokens and invitations, without what they open.
    let token = ana.post("/settings/tokens", "name=Sync&scopes=read").await;
    let secret = words(&token).split_whitespace().find(|w| w.starts_with("rondo_")).unwrap().to_owned();
    let form = "name=Zoe&email=zoe@acme.example&roles=member";
    let link = words(&admin.post("/settings/people", form).await);
    let said = words(&admin.get("/settings/log").await);
    assert!(said.contains("ana Made the token Sync for ana"), "{said}");
    assert!(said.contains("Invited Zoe"), "{said} {link}");
    app.settle().await;
    let events = admin.get("/api/v1/events?object=token").await;
    assert_eq!(events.json()["data"][0]["changes"]["scopes"], "read", "{}", events.text());
    for text in [said, events.text().clone()] {
        assert!(!text.contains(&secret));
    }
    assert_eq!(ana.get("/api/v1/events?object=token").await.json()["data"].as_array().map(Vec::len), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_set_their_pages_up_for_themselves() {
    let app = TestApp::start().await;
    let rita = app.as_role("rita", "read_only").await;
    let form = "name=Rita+R&time_zone=Europe%2FBerlin&theme=dark&density=compact";
    let page = follow(&rita, &rita.post("/profile", form).await).await;
    let html = page.text();
    assert!(html.contains("data-theme=\"rondo-dark\"") && html.contains("data-density=\"compact\""));
    assert!(html.contains("data-single-keys=\"off\"") && html.contains("value=\"Rita R\""));
    assert!(words(&page).contains("This browser"));
    assert_eq!(rita.post("/profile", "name=Rita&time_zone=Nowhere").await.status, 422);
    let other = app.as_role("rita", "read_only").await;
    follow(&rita, &rita.post("/profile/sessions", "session=others").await).await;
    assert!(other.get("/contacts").await.location().unwrap().starts_with("/login"));
    assert_eq!(rita.get("/contacts").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_workspace_has_hours_and_a_logo_and_tokens_reach_single_objects() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.as_user("ana").await);
    let form = "name=Acme&hours.mon.from=08:00&hours.mon.to=16:30&hours.tue.from=&hours.tue.to=";
    follow(&admin, &admin.post("/settings", form).await).await;
    assert_eq!(app.engine.settings().hours.to_string(), "mon 08:00-16:30");
    assert_eq!(admin.post("/settings", "hours.mon.from=18:00&hours.mon.to=16:30").await.status, 422);
    let kind = Some("multipart/form-data; boundary=b");
    let send = |content: &[u8]| {
        let head =
            "--b\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"l.png\"\r\n\r\n".as_bytes();
        [head, content, b"\r\n--b--\r\n"].concat()
    };
    let wrong =
        follow(&admin, &admin.send("POST", "/settings/logo", kind, send(b"<svg onload=x>")).await).await;
    assert!(toast(&wrong).contains("PNG, JPEG or WebP"), "{}", toast(&wrong));
    let picture = b"\x89PNG\r\n\x1a\nrest";
    let page = follow(&admin, &admin.send("POST", "/settings/logo", kind, send(picture)).await).await;
    assert!(page.text().contains("src=\"/logo?v="));
    let logo = ana.get("/logo").await;
    assert_eq!((logo.header("content-type"), logo.bytes.as_slice()), (Some("image/png"), picture.as_slice()));
    assert_eq!(ana.send("POST", "/settings/logo", kind, send(picture)).await.status, 403);
    let made = ana.post("/settings/tokens", "name=Sync&scopes=&scope=contacts%3Aread").await;
    assert!(words(&made).contains("contacts:read") && words(&made).contains("rondo_"), "{}", words(&made));
    assert!(words(&admin.get("/settings/tokens").await).contains("Sync ana contacts:read"));
}

//! Record pages and forms: what was typed is kept, two writers meet, what was deleted comes back, rights hold.
use crate::app::TestApp;
use crate::pages::{attribute, enc, follow, toast, words};

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_problems_keeps_every_word() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let form = ana.get("/deals/new").await;
    assert!(words(&form).contains("Create deal"));
    let sent = format!(
        "name=&amount={}&company={}&description={}",
        enc("14.850,- ca."),
        enc("No such company"),
        enc("Line one\r\nLine <two>")
    );
    let page = ana.post("/deals", &sent).await;
    assert_eq!(page.status, 422);
    let (text, html) = (words(&page), page.text());
    assert!(
        text.contains("The deal was not saved")
            && html.contains("href=\"#f-amount\"")
            && html.contains("href=\"#f-name\""),
        "{text}"
    );
    assert!(
        text.contains("No company is called") || text.contains("No company has this exact name"),
        "{text}"
    );
    assert!(html.contains("value=\"14.850,- ca.\"") && html.contains("Line one\nLine &lt;two&gt;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_made_shown_and_changed() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let acme = app.record("company", &[("name", "Acme")]).await;
    let sent = format!(
        "first_name=Marta&last_name=Kowalska&company={}&email.0.value=a%40x.example&email.1.value=b%40x.example&email.1.label=Home&email.primary=1&tags=vip,gold&do_not_contact=&do_not_contact=true",
        enc("Acme")
    );
    let page = follow(&ana, &ana.post("/contacts", &sent).await).await;
    assert!(toast(&page).contains("Contact “Marta Kowalska” added"), "{}", toast(&page));
    let text = words(&page);
    for shown in [
        "Marta Kowalska",
        "Acme",
        "a@x.example",
        "b@x.example Home",
        "vip",
        "gold",
        "Yes",
        "added this contact",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(text.find("b@x.example") < text.find("a@x.example"), "the primary one comes first: {text}");
    let here = attribute(&page, "/edit\"", "href").replace("/edit", "");
    let form = ana.get(&format!("{here}/edit")).await;
    let (version, was) =
        (attribute(&form, "name=\"version\"", "value"), attribute(&form, "name=\"was\"", "value"));
    let done = ana
        .post(&here, &format!("version={version}&was={}&title={}", enc(&was), enc("Head of Workplace")))
        .await;
    let text = words(&follow(&ana, &done).await);
    assert!(
        text.contains("changed job title") && text.contains("Job title: empty → Head of Workplace"),
        "{text}"
    );
    // Nothing touched, nothing written.
    let same = ana.post(&here, &format!("version={version}&was={}&first_name=Marta", enc(&was))).await;
    assert_eq!(same.status, 303);
    assert!(words(&ana.get(&format!("/companies/{acme}")).await).contains("Contacts 1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_writers_of_one_field_choose_and_of_two_fields_both_hold() {
    let app = TestApp::start().await;
    let (ana, boss) = (app.as_role("ana", "manager").await, app.as_role("boss", "manager").await);
    let id = app.record("contact", &[("name", "Marta"), ("title", "Owner")]).await;
    let form = ana.get(&format!("/contacts/{id}/edit")).await;
    let (version, was) =
        (attribute(&form, "name=\"version\"", "value"), enc(&attribute(&form, "name=\"was\"", "value")));
    boss.post(&format!("/contacts/{id}"), &format!("version={version}&was={was}&title=Chef")).await;
    let other =
        ana.post(&format!("/contacts/{id}"), &format!("version={version}&was={was}&language=German")).await;
    assert_eq!(other.status, 303, "another field is no conflict: {}", words(&other));
    let page =
        ana.post(&format!("/contacts/{id}"), &format!("version={version}&was={was}&title=Buyer")).await;
    assert_eq!(page.status, 409);
    let text = words(&page);
    for shown in ["Buyer", "Chef", "Before Owner", "Theirs Chef", "Yours Buyer"] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    let newer = attribute(&page, "name=\"version\"", "value");
    let done = ana
        .post(&format!("/contacts/{id}"), &format!("version={newer}&was={was}&title=Buyer&keep.title=yours"))
        .await;
    let text = words(&follow(&ana, &done).await);
    assert!(text.contains("Job title: Chef → Buyer") && text.contains("German"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_lies_in_the_bin_and_comes_back() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let page = follow(&admin, &admin.post(&format!("/contacts/{id}/delete"), "").await).await;
    assert!(toast(&page).contains("“Marta” moved to the bin"));
    assert!(words(&admin.get(&format!("/contacts/{id}")).await).contains("In the bin"));
    assert!(words(&admin.get("/bin").await).contains("Marta"));
    let undo = attribute(&page, "action=\"/undo/", "action");
    follow(&admin, &admin.post(&undo, "").await).await;
    assert!(words(&admin.get("/contacts").await).contains("Marta"));
    admin.post(&format!("/contacts/{id}/delete"), "").await;
    assert!(words(&admin.get(&format!("/contacts/{id}/destroy")).await).contains("cannot be undone"));
    follow(&admin, &admin.post(&format!("/contacts/{id}/destroy"), "").await).await;
    assert_eq!(admin.get(&format!("/contacts/{id}")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_of_the_path_is_a_button_and_the_past_can_be_looked_at() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let id =
        app.record("deal", &[("name", "La Piccola"), ("amount", "1200 EUR"), ("stage", "proposal")]).await;
    let page =
        follow(&admin, &admin.post(&format!("/deals/{id}/stage"), "field=stage&value=won").await).await;
    assert!(toast(&page).contains("Stage: Won"), "{}", toast(&page));
    let text = words(&page);
    assert!(
        text.contains("moved it to Won") && text.contains("Stage: Proposal → Won") && text.contains("€1,200"),
        "{text}"
    );
    let before = enc("2000-01-01");
    assert_eq!(admin.get(&format!("/deals/{id}?as_of={before}")).await.status, 404);
    let now = admin.get(&format!("/deals/{id}?as_of={}", enc("2999-01-01"))).await;
    assert!(words(&now).contains("As it was on") && !now.text().contains("/edit\""));
    assert!(words(&admin.get(&format!("/deals/{id}?field=stage")).await).contains("History of stage"));
}

#[tokio::test(flavor = "multi_thread")]
async fn notes_stand_on_the_timeline() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let done = ana
        .post(
            &format!("/contacts/{id}/notes"),
            &format!("kind=call&body={}", enc("Wants the grinder on lease")),
        )
        .await;
    let text = words(&follow(&ana, &done).await);
    assert!(text.contains("ana logged a call") && text.contains("Wants the grinder on lease"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_no_buttons_and_changes_nothing() {
    let app = TestApp::start().await;
    let reader = app.as_role("rita", "read_only").await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let (list, record) = (reader.get("/contacts").await, reader.get(&format!("/contacts/{id}")).await);
    assert!(words(&list).contains("Marta") && words(&record).contains("Marta"));
    for page in [&list, &record] {
        let html = page.text();
        assert!(
            !html.contains("/contacts/new")
                && !html.contains("/edit\"")
                && !html.contains("/delete\"")
                && !html.contains("id=\"bulk\"")
        );
    }
    let here = format!("/contacts/{id}");
    for (path, form) in [
        ("/contacts".to_owned(), "name=Eve".to_owned()),
        (here.clone(), "name=Eve&version=1".to_owned()),
        (format!("{here}/delete"), String::new()),
        (format!("{here}/stage"), "field=lifecycle&value=customer".to_owned()),
        (format!("{here}/notes"), "body=x".to_owned()),
        ("/contacts/bulk".to_owned(), format!("act=delete&id={id}")),
    ] {
        let answer = reader.post(&path, &form).await;
        assert!([403, 404].contains(&answer.status.as_u16()), "{path}: {}", answer.status);
    }
    assert_eq!(reader.get("/contacts/new").await.status, 403);
    assert!(words(&reader.get("/contacts").await).contains("Marta"));
    assert_eq!(reader.get("/contacts/0000000000001").await.status, 404);
    assert_eq!(reader.get("/nonsense").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_values_stays_text() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";
    let company = app
        .record(
            "company",
            &[("name", evil), ("sector", evil), ("description", evil), ("tags", evil), ("country", evil)],
        )
        .await;
    let contact = app
        .record(
            "contact",
            &[("name", evil), ("title", evil), ("company", &company.to_string()), ("description", evil)],
        )
        .await;
    admin.post(&format!("/contacts/{contact}/notes"), &format!("body={}", enc(evil))).await;
    admin.post(&format!("/contacts/{contact}"), &format!("title={}", enc(&format!("{evil}2")))).await;
    let pages = [
        "/".to_owned(),
        "/contacts".to_owned(),
        "/companies".to_owned(),
        format!("/contacts?filter={}", enc(evil)),
        format!("/contacts?q={}", enc(evil)),
        format!("/search?q={}", enc("alert")),
        format!("/contacts/{contact}"),
        format!("/contacts/{contact}/edit"),
        format!("/companies/{company}"),
        format!("/companies/{company}/edit"),
        format!("/contacts/new?name={}", enc(evil)),
        "/pick/company".to_owned(),
        "/bin".to_owned(),
    ];
    for path in pages {
        let html = admin.get(&path).await.text();
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{path}");
    }
    let back = admin.post(&format!("/contacts/{contact}/delete"), "back=//evil.example").await;
    assert_eq!(back.location(), Some("/contacts"));
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_tokens_and_theme() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.as_user("ana").await);
    let page =
        follow(&admin, &admin.post("/settings", "name=Marlow&currency=EUR&time_zone=Europe%2FBerlin").await)
            .await;
    assert!(toast(&page).contains("Settings saved") && page.text().contains("value=\"Marlow\""));
    assert_eq!(admin.post("/settings", "time_zone=Nowhere").await.status, 422);
    assert_eq!(ana.post("/settings", "name=Eve").await.status, 403);
    assert!(words(&ana.get("/settings/objects").await).contains("Contacts"));
    let made = ana.post("/settings/tokens", "name=Sync&scopes=read").await;
    assert!(words(&made).contains("rondo_") && words(&made).contains("shown only now"));
    let list = ana.get("/settings/tokens").await;
    assert!(!words(&list).contains("rondo_") && words(&list).contains("Sync"));
    let revoke = attribute(&list, "/revoke\"", "action");
    assert!(words(&follow(&ana, &ana.post(&revoke, "").await).await).contains("Revoked"));
    let dark = ana.post("/theme", "theme=dark").await;
    assert!(dark.cookie().unwrap().starts_with("theme=dark"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_with_the_form_and_stays_when_the_form_comes_back() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let schema = serde_json::json!({"paper": {"title": "name", "fields": {
        "name": {"kind": "text", "required": true}, "scan": {"kind": "file"}}}});
    app.engine.apply_schema(&engine::Actor::system(), &schema).await.unwrap();
    assert!(admin.get("/papers/new").await.text().contains("multipart/form-data"));
    let part = |name: &str, more: &str, text: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{text}\r\n")
    };
    let kind = Some("multipart/form-data; boundary=b");
    let file = part("scan.file", "; filename=\"offer.txt\"", "3 machines");
    let body = format!("{}{}{file}--b--\r\n", part("name", "", ""), part("scan", "", ""));
    let back = admin.send("POST", "/papers", kind, body.into_bytes()).await;
    assert_eq!(back.status, 422);
    assert!(words(&back).contains("offer.txt"), "{}", words(&back));
    let id = attribute(&back, "name=\"scan\"", "value");
    let body = format!("{}{}--b--\r\n", part("name", "", "Offer"), part("scan", "", &id));
    let page = follow(&admin, &admin.send("POST", "/papers", kind, body.into_bytes()).await).await;
    assert!(words(&page).contains("offer.txt"), "{}", words(&page));
    let address = attribute(&page, "/api/v1/files/", "href");
    assert_eq!(admin.get(&address).await.text(), "3 machines");
}

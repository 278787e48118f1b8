//! Lists at work: chips that write the filter, several sorts, groups, totals, cells edited in place, many changed at once.
use crate::app::TestApp;
use crate::pages::{attribute, enc, follow, toast, words};

#[tokio::test(flavor = "multi_thread")]
async fn chips_say_the_filter_and_a_form_writes_it() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    app.record("contact", &[("name", "Ann"), ("lifecycle", "lead"), ("email", "ann@a.example")]).await;
    app.record("contact", &[("name", "Cid"), ("lifecycle", "customer"), ("email", "cid@b.example")]).await;
    let filter = "lifecycle IN (\"customer\", \"lead\") AND email ~ \"b.example\"";
    let page = ana.get(&format!("/contacts?filter={}&sort=name", enc(filter))).await;
    let text = words(&page);
    assert!(
        text.contains("Lifecycle is any of Customer, Lead") && text.contains("contains b.example"),
        "{text}"
    );
    assert!(text.contains("Cid") && !text.contains("Ann "));
    // Taking a chip away leaves the other.
    let removed = attribute(&page, "Remove filter Lifecycle", "href");
    assert_eq!(
        removed,
        format!(
            "/contacts?sort=name&filter={}",
            enc("email ~ \"b.example\"").replace("%2E", ".").replace("%20", "+")
        )
    );
    // The form of a chip says what it holds, and writes the language.
    let form = ana.get(&format!("/contacts/filter?filter={}&at=0", enc(filter))).await;
    assert!(form.text().contains("value=\"customer\" checked"), "{}", form.text());
    let path = format!(
        "/contacts/filter?filter={}&at=0&field=lifecycle&op={}&value=lead",
        enc(filter),
        enc("NOT IN")
    );
    let to = ana.get(&path).await;
    assert_eq!(to.status, 303);
    assert!(to.location().unwrap().contains("lifecycle+%21%3D+%22lead%22+AND+email"), "{:?}", to.location());
    let nothing = ana.get("/contacts/filter?field=created_at&op=%3D&value=someday").await;
    assert_eq!(nothing.status, 422);
    assert!(
        words(&nothing).contains("is no time") && nothing.text().contains("value=\"someday\""),
        "{}",
        words(&nothing)
    );
    let me = ana.get("/contacts/filter?field=owner&op=%3D&value=me").await;
    assert!(me.location().unwrap().contains("owner+%3D+me"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_arranges_a_list_comes_when_it_is_asked_for() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    app.record("contact", &[("name", "Ann"), ("lifecycle", "lead")]).await;
    let state = format!("filter={}&sort=-name&columns=name,email%3A240&by=lifecycle", enc("name ~ \"a\""));
    let list = ana.get(&format!("/contacts?{state}")).await.text();
    assert!(
        !list.contains("name=\"column\"") && !list.contains("Name, descending"),
        "boxes are not in the page"
    );
    // The links say what holds now, and lead to boxes that know what the list shows.
    let text = words(&ana.get(&format!("/contacts?{state}")).await);
    assert!(text.contains("Name , Sort") && text.contains("Lifecycle , Group"), "{text}");
    let frame = ana.clone().with("turbo-frame", "tool");
    let sort = frame.get(&format!("/contacts/arrange/sort?{state}")).await.text();
    assert!(sort.starts_with("<turbo-frame id=\"tool\">"), "the frame alone: {sort}");
    assert!(sort.contains("value=\"-name\" selected") && sort.contains("action=\"/contacts\""), "{sort}");
    assert!(sort.contains("name=\"by\" value=\"lifecycle\"") && sort.contains("name=\"filter\""), "{sort}");
    let columns = frame.get(&format!("/contacts/arrange/columns?{state}")).await.text();
    assert!(
        columns.contains("value=\"email\" checked") && columns.contains("name=\"width.email\""),
        "{columns}"
    );
    assert!(!columns.contains("value=\"phone\" checked"), "{columns}");
    let by = frame.get(&format!("/contacts/arrange/by?{state}")).await.text();
    assert!(by.contains("aria-current=\"true\"") && by.contains("No groups"), "{by}");
    // Boards and calendars have their own.
    let lanes = words(&frame.get("/tasks/arrange/by?as=board").await);
    assert!(lanes.contains("Kind") && !lanes.contains("No groups"), "{lanes}");
    let cards = frame.get("/deals/arrange/columns?as=board").await.text();
    assert!(!cards.contains("width."), "cards have no widths: {cards}");
    let days = frame.get("/tasks/arrange/by?as=calendar&by=due%3Aweek").await.text();
    assert!(days.contains("due%3Aweek") && days.contains("created_at%3Aweek"), "{days}");
    // Without scripts each is a page; what is none is not found.
    let page = ana.get("/contacts/arrange/columns").await;
    assert!(page.text().contains("<main") && page.text().contains("value=\"email\""));
    assert_eq!(ana.get("/contacts/arrange/else").await.status, 404);
    assert_eq!(ana.get("/nothings/arrange/sort").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_have_counts_and_sums_and_the_foot_adds_up() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    for (name, amount, stage) in
        [("One", "100", "qualified"), ("Two", "250", "qualified"), ("Three", "30", "won")]
    {
        app.record("deal", &[("name", name), ("amount", amount), ("stage", stage)]).await;
    }
    let page = ana.get("/deals?by=stage&sort=-amount,name").await;
    assert_eq!(page.status, 200, "{}", words(&page));
    let text = words(&page);
    assert!(text.contains("Qualified 2 €350") && text.contains("Sum €380"), "{text}");
    assert!(text.find("Two") < text.find("One") && page.text().contains("scope=\"rowgroup\""), "{text}");
    let months = ana.get("/deals?by=created_at:month&sort=amount&sort=-name").await;
    assert!(words(&months).contains("3 €380"), "{}", words(&months));
    let then = ana.get("/deals/arrange/sort?sort=amount&sort=-name").await;
    assert!(then.text().contains("selected>Name, descending"), "{}", words(&then));
    let ordered = ana.get("/deals?column=amount&column=stage").await.text();
    assert!(ordered.find("sort=-amount") < ordered.find("sort=stage"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_is_changed_in_place_or_says_why_not() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let id = app
        .record(
            "contact",
            &[("name", "Ann"), ("title", "Buyer"), ("owner", &app.user("ana", "member").await.to_string())],
        )
        .await;
    let place = format!("/contacts/{id}/cell/title");
    assert!(ana.get("/contacts").await.text().contains("data-field=\"title\""));
    let ana = ana.with("accept", "application/json").with("x-fragment", "cell");
    let form = ana.get(&place).await;
    assert_eq!(attribute(&form, "name=\"title\"", "value"), "Buyer");
    let (version, was) =
        (attribute(&form, "name=\"version\"", "value"), attribute(&form, "name=\"was\"", "value"));
    let saved = ana.post(&place, &format!("version={version}&was={was}&title=Head+of+buying")).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let said = saved.json();
    assert!(
        said["cell"].as_str().unwrap().contains("Head of buying")
            && said["toast"].as_str().unwrap().contains("/undo/")
    );
    // Somebody who still sees the old value does not overwrite the new one.
    let late = ana.post(&place, &format!("version={version}&was={was}&title=Clerk")).await;
    assert_eq!(late.status, 409, "{}", late.text());
    assert_eq!(ana.get(&format!("/contacts/{id}/cell/created_at")).await.status, 404);
    let reader = app.as_role("rita", "read_only").await;
    assert_eq!(reader.get(&place).await.status, 403);
    assert!(!reader.get("/contacts").await.text().contains("data-field="));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_five_hundred_are_a_job_that_is_undone_as_one() {
    let app = TestApp::start().await;
    let boss = app.as_role("boss", "manager").await;
    let mut work = app.engine.begin(&engine::Actor::system());
    for n in 0..620 {
        let input = engine::Input::new().typed("name", &format!("Person {n}")).typed("tags", "old");
        work.create("contact", input).await.unwrap();
    }
    work.commit().await.unwrap();
    let sent = boss.post("/contacts/bulk", "all=1&filter=&q=&field=tags&act=add&tags=new").await;
    let here = sent.location().unwrap().to_owned();
    assert!(here.starts_with("/contacts/bulk/") && here.contains("total=620"), "{here}");
    assert!(words(&boss.get(&here).await).contains("0 of 620 done"));
    app.engine.run_due_jobs_once().await.unwrap();
    let done = boss.get(&here).await;
    assert_eq!(done.status, 303, "{}", words(&done));
    let page = follow(&boss, &done).await;
    assert!(toast(&page).contains("620 contacts changed"), "{}", toast(&page));
    let both = format!("/contacts?filter={}", enc("tags = \"old\" AND tags = \"new\""));
    assert!(words(&boss.get(&both).await).contains("620 contacts"));
    let undo = attribute(&page, "action=\"/undo/", "action");
    follow(&boss, &boss.post(&undo, "").await).await;
    assert!(
        words(&boss.get(&format!("/contacts?filter={}", enc("tags = \"new\""))).await)
            .contains("No contacts match")
    );
    let file = boss.get(&format!("/contacts/export?format=csv&filter={}", enc("name = \"Person 7\""))).await;
    assert!(file.text().contains("Person 7") && file.text().lines().count() == 2, "{}", file.text());
    assert_eq!(app.as_user("ana").await.get("/contacts/export").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_file_of_a_list_makes_a_spreadsheet_calculate() {
    let app = TestApp::start().await;
    let boss = app.as_admin().await;
    let evil = "=HYPERLINK(\"http://x.example\",\"you won\")";
    app.record("company", &[("name", evil), ("phone", "+49 30 901820")]).await;
    app.record("company", &[("name", "'=own apostrophe")]).await;
    let file = boss.get("/companies/export?format=csv&columns=name,phone").await.text();
    assert!(file.contains("\"'=HYPERLINK(\"\"http://x.example\"\"") && file.contains("''=own"), "{file}");
    assert!(file.contains(",+4930901820\r\n"), "a phone number is none: {file}");
    // Read in again it is what it was.
    let there = boss.get("/api/v1/companies?limit=5&sort=name").await.json()["data"].clone();
    let ids: Vec<&str> = there.as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    for id in &ids {
        assert!(boss.delete(&format!("/api/v1/companies/{id}")).await.status.is_success());
    }
    let sent = boss.send("POST", "/api/v1/imports?object=companies", Some("text/csv"), file.into()).await;
    assert_eq!(sent.status, 202, "{}", sent.text());
    app.engine.run_due_jobs_once().await.unwrap();
    let back = boss.get("/api/v1/companies?limit=5&sort=name").await.json()["data"].clone();
    let names = |rows: &serde_json::Value| -> Vec<String> {
        rows.as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&back), names(&there));
}

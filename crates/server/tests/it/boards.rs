//! Boards: lanes with counts and sums as rights have them, cards that move or stay, what a lane asks for, saved as a view.
use crate::app::{Client, TestApp};
use crate::pages::{attribute, enc, follow, toast, words};

async fn deal(app: &TestApp, name: &str, amount: &str, stage: &str, owner: base::Id) -> base::Id {
    app.record("deal", &[("name", name), ("amount", amount), ("stage", stage), ("owner", &owner.to_string())])
        .await
}

fn lane(text: &str, key: &str) -> String {
    let from = text.find(&format!("id=\"l-{key}\"")).unwrap();
    let rest = &text[from..];
    rest[..rest.find("</section>").unwrap()].to_owned()
}

/// A move as the script of the board sends it.
async fn moved(client: &Client, id: base::Id, form: &str) -> crate::app::Answer {
    client.clone().with("x-fragment", "told").post(&format!("/deals/{id}/move"), form).await
}

#[tokio::test(flavor = "multi_thread")]
async fn lanes_count_sum_and_weigh_what_the_person_may_see() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_user("ana").await, app.as_user("bob").await);
    deal(&app, "One", "1000", "qualified", ana.id.unwrap()).await;
    deal(&app, "Two", "500", "qualified", bob.id.unwrap()).await;
    let own = app
        .record("deal", &[("name", "Sure"), ("amount", "100"), ("stage", "qualified"), ("probability", "90")])
        .await;
    deal(&app, "Done", "70", "won", ana.id.unwrap()).await;
    let sent = ana.get("/deals/board").await;
    assert_eq!(sent.location(), Some("/deals?as=board"));
    let page = ana.get("/deals?as=board").await;
    assert_eq!(page.status, 200);
    let qualified = lane(&page.text(), "qualified");
    // 25% of 1,500 and 90% of 100.
    assert!(qualified.contains("€1,600") && qualified.contains("€465 at 29%"), "{qualified}");
    assert!(qualified.contains("One") && qualified.contains(&format!("deal_{own}")));
    // What is over is folded up, with its count and sum, and opens by a link.
    let won = lane(&page.text(), "won");
    assert!(won.contains("folded=lost") && won.contains("€70") && !won.contains("class=\"tile"), "{won}");
    assert!(lane(&ana.get("/deals?as=board&folded=-").await.text(), "won").contains("Done"));
    let narrow = ana.get(&format!("/deals?as=board&filter={}", enc("owner = me"))).await;
    let qualified = lane(&narrow.text(), "qualified");
    assert!(qualified.contains("€1,000") && !qualified.contains("Two"), "{qualified}");
    let found = ana.get("/deals?as=board&q=Two").await;
    assert!(lane(&found.text(), "qualified").contains("€500"), "{}", words(&found));
    // A role that sees its own alone has lanes of its own alone.
    let role =
        r#"{"key":"rep","label":"Rep","objects":{"*":{"read":"own","update":"own"},"user":{"read":"all"}}}"#;
    let role: engine::Role = serde_json::from_str(role).unwrap();
    app.engine.put_role(&engine::Actor::system(), &role).await.unwrap();
    let rep = app.as_role("rep", "rep").await;
    deal(&app, "Mine", "40", "qualified", rep.id.unwrap()).await;
    let qualified = lane(&rep.get("/deals?as=board").await.text(), "qualified");
    assert!(
        qualified.contains("€40") && qualified.contains("Mine") && !qualified.contains("One"),
        "{qualified}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_moves_is_asked_for_what_the_lane_needs_and_is_put_back() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let id = deal(&app, "La Piccola", "1000", "proposal", ana.id.unwrap()).await;
    let told = moved(&ana, id, "lane.field=stage&lane.value=negotiation&back=/deals?as=board").await;
    assert_eq!(told.status, 200, "{}", told.text());
    let message = told.json()["toast"].as_str().unwrap().to_owned();
    assert!(message.contains("moved to Negotiation") && message.contains("/undo/"), "{message}");
    assert!(lane(&ana.get("/deals?as=board").await.text(), "negotiation").contains("La Piccola"));
    // Lost asks why.
    let ask = moved(&ana, id, "lane.field=stage&lane.value=lost&back=/deals").await.json()["ask"]
        .as_str()
        .unwrap()
        .to_owned();
    let form = ana.get(&ask).await;
    assert!(
        words(&form).contains("Reason for loss") && form.text().contains("turbo-frame"),
        "{}",
        words(&form)
    );
    let body = "lane.field=stage&lane.value=lost&lane.ask=lost_reason&back=/deals";
    let empty = ana.post(&format!("/deals/{id}/move"), body).await;
    assert_eq!(empty.status, 422);
    assert!(words(&empty).contains("Lost asks for this"), "{}", words(&empty));
    let lost =
        follow(&ana, &ana.post(&format!("/deals/{id}/move"), &format!("{body}&lost_reason=price")).await)
            .await;
    assert!(toast(&lost).contains("moved to Lost"), "{}", toast(&lost));
    let undo = attribute(&lost, "action=\"/undo/", "action");
    follow(&ana, &ana.post(&undo, "").await).await;
    let page = ana.get(&format!("/deals/{id}")).await;
    assert!(words(&page).contains("Negotiation"), "{}", words(&page));
    // The steps of the record's page ask as well.
    let step = ana.post(&format!("/deals/{id}/stage"), "field=stage&value=lost").await;
    assert!(step.location().unwrap().contains("/move?field=stage&value=lost"), "{:?}", step.location());
    // Without scripts the card's menu is a page with a button for each lane.
    let menu = ana.get(&format!("/deals/{id}/move?field=stage&back=/deals?as=board")).await;
    assert!(menu.text().contains("name=\"lane.value\" value=\"won\""));
    let later = moved(&ana, id, "lane.field=stage&lane.later=1&back=/deals").await;
    assert!(later.json()["toast"].as_str().unwrap().contains("Expected close"), "{}", later.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_change_a_card_does_not_move_it() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_user("ana").await, app.as_user("bob").await);
    let reader = app.as_role("rita", "read_only").await;
    let id = deal(&app, "Hers", "10", "qualified", ana.id.unwrap()).await;
    let text = bob.get("/deals?as=board").await.text();
    assert!(
        lane(&text, "qualified").contains("data-still")
            && !lane(&text, "qualified").contains(&format!("/deals/{id}/move"))
    );
    for client in [&bob, &reader] {
        assert_eq!(moved(client, id, "lane.field=stage&lane.value=won").await.status, 403);
    }
    assert_eq!(moved(&ana, id, "lane.field=outcome&lane.value=won").await.status, 403);
    assert_eq!(moved(&ana, id, "lane.field=stage&lane.value=nowhere").await.status, 404);
    assert_eq!(moved(&ana, base::Id(1), "lane.field=stage&lane.value=won").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_lane_comes_in_pages_and_a_view_keeps_the_board() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let mut work = app.engine.begin(&engine::Actor::system());
    for n in 0..70 {
        let input = engine::Input::new()
            .typed("subject", &format!("Task {n}"))
            .typed("kind", "call")
            .typed("due", "2026-01-31");
        work.create("task", input).await.unwrap();
    }
    work.commit().await.unwrap();
    let page = ana.get("/tasks?as=board&by=kind").await;
    let calls = lane(&page.text(), "call");
    assert_eq!(calls.matches("class=\"tile\"").count(), 50, "{}", page.status);
    let next = attribute(&page, "data-next=\"", "data-next");
    let more = ana.clone().with("x-fragment", "cards").get(&next).await.text();
    assert_eq!(more.matches("class=\"tile\"").count(), 20, "{more}");
    assert!(!more.contains("<html"));
    // A refresh brings as many as there were.
    let again = ana.clone().with("x-cards", "call=70").get("/tasks?as=board&by=kind").await.text();
    assert_eq!(lane(&again, "call").matches("class=\"tile\"").count(), 70);
    let saved =
        ana.post("/tasks/views", "name=Calls&shared=own&as=board&by=kind&filter=&sort=&columns=due").await;
    let view = follow(&ana, &saved).await;
    assert!(view.text().contains("id=\"l-call\"") && !words(&view).contains("Save view"), "{}", words(&view));
    let wrong =
        ana.post("/tasks/views", "name=No&shared=own&as=board&by=subject&filter=&sort=&columns=").await;
    assert_eq!(wrong.status, 422);
    // The same view as a list has the list's own columns.
    let list = ana.get(&format!("{}&as=", saved.location().unwrap())).await;
    assert!(list.text().contains("<table") && words(&list).contains("Save view"));
}

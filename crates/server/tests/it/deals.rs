//! Who is on a deal and against it: people with roles, competitors, shares, and the numbers made of them.
use serde_json::{Value as Json, json};

use crate::app::{Client, TestApp};
use crate::pages::enc;

pub(crate) async fn made(client: &Client, objects: &str, body: Json) -> String {
    let answer = client.post_json(&format!("/api/v1/{objects}"), &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text());
    answer.json()["id"].as_str().unwrap().to_owned()
}

pub(crate) async fn list(client: &Client, objects: &str, filter: &str) -> Vec<Json> {
    let answer = client.get(&format!("/api/v1/{objects}?filter={}&sort=created_at", enc(filter))).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["data"].as_array().unwrap().clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_on_a_deal_once_in_a_role_and_the_main_one_is_its_contact() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let (one, two) = (
        made(&ana, "contacts", json!({"name": "Marta Kowalska"})).await,
        made(&ana, "contacts", json!({"name": "Emre Aydın"})).await,
    );
    let deal = made(&ana, "deals", json!({"name": "Machines", "contact": one})).await;
    let on = |contact: &str, role: &str, main: bool| json!({"deal": deal, "contact": contact, "role": role, "main": main});
    let first = made(&ana, "deal_contacts", on(&one, "champion", false)).await;
    let again = ana.post_json("/api/v1/deal_contacts", &on(&one, "champion", false)).await;
    again.is_problem(422, "invalid");
    made(&ana, "deal_contacts", on(&one, "buyer", false)).await;
    assert_eq!(ana.get(&format!("/api/v1/deal_contacts/{first}")).await.json()["main"], true);
    made(&ana, "deal_contacts", on(&two, "decision_maker", true)).await;
    assert_eq!(ana.get(&format!("/api/v1/deals/{deal}")).await.json()["contact"], json!(two));
    let main = list(&ana, "deal_contacts", "main = true").await;
    assert_eq!(main.len(), 1, "{main:?}");
    // They stand on both pages: the person on the deal's, the deal on the person's.
    let page = ana.get(&format!("/deals/{deal}")).await.text();
    assert!(page.contains("Marta Kowalska") && page.contains("Champion"), "{page}");
    assert!(page.contains(&format!("/deals/{deal}/lines?of=deal_contacts")));
    let page = ana.get(&format!("/contacts/{two}")).await.text();
    assert!(page.contains("People on the deal") || page.contains("Deals"), "{page}");
    assert!(page.contains("Decision maker") && page.contains(&format!("/deals/{deal}")), "{page}");
    // Whoever is renamed is called so here too.
    ana.patch_json(&format!("/api/v1/contacts/{one}"), &json!({"name": "Marta Nowak"})).await;
    assert_eq!(ana.get(&format!("/api/v1/deal_contacts/{first}")).await.json()["name"], "Marta Nowak");
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_put_on_a_deal_and_taken_off_on_its_page() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let contact = made(&ana, "contacts", json!({"name": "Grace Okafor"})).await;
    let deal = made(&ana, "deals", json!({"name": "Beans"})).await;
    let at = format!("/deals/{deal}/lines?of=deal_contacts");
    let form = ana.get(&at).await;
    assert_eq!(form.status, 200);
    assert!(form.text().contains("l0-role"), "{}", form.text());
    let saved = ana.post(&at, &format!("l0-contact={contact}&l0-role=champion")).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
    let people = list(&ana, "deal_contacts", "").await;
    assert_eq!(people.len(), 1);
    let (id, version) = (people[0]["id"].as_str().unwrap(), &people[0]["version"]);
    let gone = ana.post(&at, &format!("l0-id={id}&l0-version={version}&l0-remove=1")).await;
    assert_eq!(gone.status, 303, "{}", gone.text());
    assert!(list(&ana, "deal_contacts", "").await.is_empty());
    assert_eq!(ana.get(&format!("/deals/{deal}/lines?of=nothing")).await.status, 404);
    let reader = app.as_role("rita", "read_only").await;
    assert_eq!(reader.post(&at, &format!("l0-contact={contact}")).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_win_rate_against_a_competitor_counts_the_deals_it_was_met_on() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let rival = made(&ana, "competitors", json!({"name": "Bohn & Co", "strengths": "Price"})).await;
    let mut deals = Vec::new();
    for name in ["Won", "Lost", "Open"] {
        deals.push(made(&ana, "deals", json!({"name": name, "amount": "1000"})).await);
    }
    made(&ana, "deal_competitors", json!({"deal": deals[0], "competitor": rival})).await;
    made(&ana, "deal_competitors", json!({"deal": deals[2], "competitor": rival, "state": "behind"})).await;
    let twice =
        ana.post_json("/api/v1/deal_competitors", &json!({"deal": deals[2], "competitor": rival})).await;
    twice.is_problem(422, "invalid");
    ana.post_json(&format!("/api/v1/deals/{}/closure", deals[0]), &json!({"outcome": "won"})).await;
    // A deal lost to a competitor has met it.
    let lost = json!({"stage": "lost", "lost_reason": "Price", "lost_to": rival});
    let done = ana.patch_json(&format!("/api/v1/deals/{}", deals[1]), &lost).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let rate = ana.get("/api/v1/metrics/win_rate_against").await.json();
    assert_eq!(rate["by"][0]["label"], "Bohn & Co", "{rate}");
    assert_eq!((&rate["by"][0]["value"], &rate["by"][0]["count"]), (&json!(0.5), &json!(2)));
    let lost_to = ana.get("/api/v1/metrics/deals_lost_to").await.json();
    assert_eq!((&lost_to["value"], &lost_to["by"][0]["label"]), (&json!(1), &json!("Bohn & Co")));
    // Opened again it is lost to nobody, and counts nowhere.
    ana.delete(&format!("/api/v1/deals/{}/closure", deals[1])).await;
    assert_eq!(ana.get("/api/v1/metrics/win_rate_against").await.json()["by"][0]["value"], json!(1));
    let page = ana.get(&format!("/competitors/{rival}")).await.text();
    assert!(page.contains("Behind us"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_deal_brings_is_credited_to_the_cent_and_what_nobody_has_is_the_owners() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_user("ana").await, app.as_user("bob").await);
    let (a, b) = (ana.id.unwrap().to_string(), bob.id.unwrap().to_string());
    let deal = made(&ana, "deals", json!({"name": "Split", "amount": "100.01"})).await;
    made(&ana, "deal_splits", json!({"deal": deal, "person": b, "share": 33, "kind": "presales"})).await;
    let more = ana.post_json("/api/v1/deal_splits", &json!({"deal": deal, "person": a, "share": 68})).await;
    more.is_problem(422, "invalid");
    assert!(more.text().contains("101"), "{}", more.text());
    let whole = made(&ana, "deals", json!({"name": "Alone", "amount": "50"})).await;
    let won = json!({"outcome": "won"});
    let closed = ana.post_json(&format!("/api/v1/deals/{deal}/closure"), &won).await;
    ana.post_json(&format!("/api/v1/deals/{whole}/closure"), &won).await;
    let credited = ana.get("/api/v1/metrics/credited_revenue").await.json();
    assert_eq!(credited["value"], json!(150.01), "{credited}");
    let of = |who: &str| {
        credited["by"].as_array().unwrap().iter().find(|p| p["key"] == who).unwrap()["value"].clone()
    };
    assert_eq!((of(&a), of(&b)), (json!(117.01), json!(33)), "{credited}");
    assert_eq!(credited["value"], ana.get("/api/v1/metrics/won_revenue").await.json()["value"]);
    // What the owner has of itself is theirs to share.
    let owners = list(&ana, "deal_splits", &format!("deal = \"{whole}\"")).await;
    let id = owners[0]["id"].as_str().unwrap();
    ana.patch_json(&format!("/api/v1/deal_splits/{id}"), &json!({"share": 40})).await;
    let shares = list(&ana, "deal_splits", &format!("deal = \"{whole}\"")).await;
    assert_eq!(shares.len(), 2, "{shares:?}");
    // One undo takes back the win and what followed from it.
    let batch = closed.header("rondo-batch").unwrap().to_owned();
    assert_eq!(ana.post_json(&format!("/api/v1/undo/{batch}"), &json!({})).await.status, 200);
    assert_eq!(ana.get("/api/v1/metrics/credited_revenue").await.json()["value"], json!(50));
    assert_eq!(list(&ana, "deal_splits", &format!("deal = \"{deal}\"")).await.len(), 1);
    // In the bin it brings nothing.
    ana.delete(&format!("/api/v1/deals/{whole}")).await;
    assert_eq!(ana.get("/api/v1/metrics/credited_revenue").await.json()["value"], json!(0));
}

/// A playbook with one required step in "qualified", one that makes a task, as the settings send them.
async fn with_playbook(admin: &Client) {
    let form = "step.0.at=qualified&step.0.label=Budget+asked&step.0.required=yes&step.1.at=qualified&step.1.label=Call+back&step.1.task=3&step.1.help=Ask+for+the+boss&apply=yes";
    let saved = admin.post("/settings/pipelines/deal/sales", form).await;
    assert_eq!(saved.status, 303, "{}", saved.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_is_left_when_what_its_playbook_requires_is_done() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    with_playbook(&admin).await;
    let settings = admin.get("/settings/pipelines/deal/sales").await.text();
    assert!(settings.contains("Budget asked") && settings.contains("Ask for the boss"), "{settings}");
    let ana = app.as_user("ana").await;
    assert_eq!(ana.get("/settings/pipelines/deal/sales").await.status, 403);
    let deal = made(&ana, "deals", json!({"name": "Machines", "stage": "qualified"})).await;
    // Entering the stage has made the task.
    let tasks = list(&ana, "tasks", "").await;
    assert_eq!((tasks.len(), &tasks[0]["subject"]), (1, &json!("Call back")));
    let on = ana.patch_json(&format!("/api/v1/deals/{deal}"), &json!({"stage": "proposal"})).await;
    on.is_problem(422, "invalid");
    assert_eq!(on.json()["errors"][0]["field"], "playbook", "{}", on.text());
    // The board asks for it, and takes it with the move.
    let told = ana.clone().with("x-fragment", "told");
    // So does the path of its own page.
    let step = ana.post(&format!("/deals/{deal}/stage"), "field=stage&value=proposal").await;
    assert!(
        step.location().is_some_and(|to| to.contains("/move?field=stage&value=proposal&ask=")),
        "{:?}",
        step.location()
    );
    let asked = told.post(&format!("/deals/{deal}/move"), "lane.field=stage&lane.value=proposal").await;
    let place = asked.json()["ask"].as_str().unwrap().to_owned();
    let form = ana.get(&place).await.text();
    assert!(form.contains("Budget asked") && form.contains("sales_qualified_budget_asked"), "{form}");
    let given = "lane.field=stage&lane.value=proposal&lane.ask=playbook&playbook=&playbook=sales_qualified_budget_asked";
    let done = told.post(&format!("/deals/{deal}/move"), given).await;
    assert_eq!(done.status, 200, "{}", done.text());
    let now = ana.get(&format!("/api/v1/deals/{deal}")).await.json();
    assert_eq!(
        (&now["stage"], &now["playbook"]),
        (&json!("proposal"), &json!(["sales_qualified_budget_asked"]))
    );
    // Back, and lost, asks for nothing; a step with a task and its task are done together.
    ana.patch_json(&format!("/api/v1/deals/{deal}"), &json!({"stage": "qualified"})).await;
    assert_eq!(list(&ana, "tasks", "").await.len(), 1, "the task is not made twice");
    let page = ana.get(&format!("/deals/{deal}")).await.text();
    assert!(page.contains("Budget asked") && page.contains("1 of 2 done") && page.contains("ana"), "{page}");
    let board = ana.get("/deals?as=board").await.text();
    assert!(board.contains("1/2"), "{board}");
    let ticked = ana.post(&format!("/deals/{deal}/checks"), "step=sales_qualified_call_back&done=yes").await;
    assert_eq!(ticked.status, 303);
    assert_eq!(list(&ana, "tasks", "done = true").await.len(), 1);
    let task = list(&ana, "tasks", "").await[0]["id"].as_str().unwrap().to_owned();
    ana.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"done": false})).await;
    let now = ana.get(&format!("/api/v1/deals/{deal}")).await.json();
    assert_eq!(now["playbook"], json!(["sales_qualified_budget_asked"]));
    let lost = ana
        .patch_json(
            &format!("/api/v1/deals/{deal}"),
            &json!({"playbook": null, "stage": "lost", "lost_reason": "Price"}),
        )
        .await;
    assert_eq!(lost.status, 200, "{}", lost.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deal_goes_on_only_with_a_next_step_where_its_pipeline_asks_for_one() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let ana = app.as_user("ana").await;
    let deal = made(&ana, "deals", json!({"name": "Beans", "stage": "qualified"})).await;
    let to = |stage: &str| json!({"stage": stage});
    let at = format!("/api/v1/deals/{deal}");
    assert_eq!(ana.patch_json(&at, &to("engaging")).await.status, 200);
    assert_eq!(admin.post("/settings/pipelines/deal/sales/next-step", "asked=yes").await.status, 303);
    let refused = ana.patch_json(&at, &to("proposal")).await;
    refused.is_problem(422, "invalid");
    assert_eq!(refused.json()["errors"][0]["field"], "next_step");
    // The board asks for it there.
    let told = ana.clone().with("x-fragment", "told");
    let asked = told.post(&format!("/deals/{deal}/move"), "lane.field=stage&lane.value=proposal").await;
    let place = asked.json()["ask"].as_str().unwrap().to_owned();
    assert!(ana.get(&place).await.text().contains("name=\"next_step\""));
    let given = "lane.field=stage&lane.value=proposal&lane.ask=next_step&next_step=Call+Marta";
    assert_eq!(told.post(&format!("/deals/{deal}/move"), given).await.status, 200);
    // A task with a day is one too; closing needs none.
    ana.patch_json(&at, &json!({"next_step": null})).await;
    made(&ana, "tasks", json!({"subject": "Visit", "deal": deal, "due": "2030-01-07"})).await;
    assert_eq!(ana.patch_json(&at, &to("negotiation")).await.status, 200);
    let task = list(&ana, "tasks", "").await[0]["id"].as_str().unwrap().to_owned();
    ana.patch_json(&format!("/api/v1/tasks/{task}"), &json!({"done": true})).await;
    assert_eq!(ana.patch_json(&at, &to("proposal")).await.status, 422);
    assert_eq!(ana.patch_json(&at, &to("won")).await.status, 200);
    admin.post("/settings/pipelines/deal/sales/next-step", "asked=no").await;
    ana.patch_json(&at, &to("proposal")).await;
    assert_eq!(ana.patch_json(&at, &to("negotiation")).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_deals_that_entered_a_stage_one_sees_how_many_came_to_another() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let (one, two) = (
        made(&ana, "deals", json!({"name": "One", "stage": "qualified"})).await,
        made(&ana, "deals", json!({"name": "Two", "stage": "qualified"})).await,
    );
    for stage in ["proposal", "won"] {
        ana.patch_json(&format!("/api/v1/deals/{one}"), &json!({"stage": stage})).await;
    }
    let rate = ana.get("/api/v1/metrics/stage_conversion").await.json();
    let of = |answer: &Json, key: &str| {
        answer["by"].as_array().unwrap().iter().find(|r| r["key"] == key).unwrap().clone()
    };
    assert_eq!(of(&rate, "qualified")["value"], json!(0.5), "{rate}");
    assert_eq!(of(&rate, "proposal")["value"], json!(1), "{rate}");
    let both = ana.get("/api/v1/metrics/deals_reached?then=reached").await.json();
    let from = of(&both, "qualified");
    assert_eq!((&from["value"], &of(&from, "proposal")["value"]), (&json!(2), &json!(1)), "{both}");
    // The number opens into its deals.
    let records = of(&from, "proposal")["records"].as_str().unwrap().to_owned();
    let found = ana.get(&records).await.json();
    assert_eq!((found["data"].as_array().unwrap().len(), &found["data"][0]["name"]), (1, &json!("One")));
    assert_ne!(two, one);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_a_customer_once_its_deal_is_won_and_counts_in_its_cohort() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let deal = made(&ana, "deals", json!({"name": "From a lead", "amount": "10"})).await;
    made(&ana, "leads", json!({"name": "Grace", "deal": deal})).await;
    made(&ana, "leads", json!({"name": "Nobody"})).await;
    let rate = || async { ana.get("/api/v1/metrics/lead_customer_rate").await.json()["value"].clone() };
    assert_eq!(rate().await, json!(0));
    ana.post_json(&format!("/api/v1/deals/{deal}/closure"), &json!({"outcome": "won"})).await;
    assert_eq!(rate().await, json!(0.5));
    let cohort = ana.get("/api/v1/metrics/lead_cohorts?by=month&then=customer_after").await.json();
    let parts = cohort["by"][0]["by"].as_array().unwrap();
    let months: Vec<(&Json, &Json)> = parts.iter().map(|p| (&p["key"], &p["value"])).collect();
    assert!(months.contains(&(&json!("0"), &json!(1))), "{cohort}");
    ana.delete(&format!("/api/v1/deals/{deal}/closure")).await;
    assert_eq!(rate().await, json!(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_did_is_counted_by_who_did_it() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    for (kind, done) in [("call", true), ("call", false), ("meeting", true), ("todo", true)] {
        made(&ana, "tasks", json!({"subject": kind, "kind": kind, "done": done})).await;
    }
    let value = |name: &'static str| {
        let ana = &ana;
        async move { ana.get(&format!("/api/v1/metrics/{name}")).await.json()["value"].clone() }
    };
    let all = (
        value("activities").await,
        value("calls_made").await,
        value("meetings_held").await,
        value("tasks_done").await,
    );
    assert_eq!(all, (json!(3), json!(1), json!(1), json!(1)));
    for kind in ["call", "call", "meeting", "note"] {
        made(&ana, "notes", json!({"body": kind, "kind": kind})).await;
    }
    let logged = (value("calls_logged").await, value("meetings_logged").await, value("notes_written").await);
    assert_eq!(logged, (json!(2), json!(1), json!(4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deal_that_is_lost_says_why_wherever_it_is_said() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let new = json!({"name": "Machines", "stage": "lost"});
    ana.post_json("/api/v1/deals", &new).await.is_problem(422, "invalid");
    let deal = made(&ana, "deals", json!({"name": "Machines"})).await;
    let here = format!("/api/v1/deals/{deal}");
    ana.patch_json(&here, &json!({"stage": "lost"})).await.is_problem(422, "invalid");
    ana.post_json(&format!("{here}/closure"), &json!({"outcome": "lost"})).await.is_problem(422, "invalid");
    // Many at once are asked on the page, and told what was asked for.
    let bulk = format!("act=set&field=stage&stage=lost&id={deal}");
    let asked = ana.post("/deals/bulk", &bulk).await;
    assert!(asked.status == 422 && asked.text().contains("name=\"lost_reason\""), "{}", asked.text());
    let told = ana.post("/deals/bulk", &format!("{bulk}&lost_reason=price")).await;
    assert_eq!(told.status, 303, "{}", told.text());
    let now = ana.get(&here).await.json();
    assert_eq!((&now["outcome"], &now["lost_reason"]), (&json!("lost"), &json!("price")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deal_won_after_all_closes_anew_and_its_figures_make_sense() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let admin = app.with_token("bot", "admin", &["write"]).await;
    let deal = made(&ana, "deals", json!({"name": "Machines"})).await;
    let here = format!("/api/v1/deals/{deal}");
    admin.post_json(&format!("{here}/closure"), &json!({"outcome": "lost", "lost_reason": "price"})).await;
    let before = admin.get(&here).await.json()["closed_at"].as_str().unwrap().to_owned();
    admin.post_json(&format!("{here}/closure"), &json!({"outcome": "won"})).await;
    let now = admin.get(&here).await.json();
    assert!(now["outcome"] == "won" && now["closed_at"].as_str().unwrap() > before.as_str(), "{now}");
    for wrong in [
        json!({"probability": 150}),
        json!({"probability": -1}),
        json!({"amount": {"amount": "-5", "currency": "EUR"}}),
    ] {
        admin.patch_json(&here, &wrong).await.is_problem(422, "invalid");
    }
}

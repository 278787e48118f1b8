//! Leads: what rules make of them, who gets them, the forms strangers send, and what they become.
use axum::http::StatusCode;
use base::{Id, Moment};
use engine::Actor;
use serde_json::{Value as Json, json};

use crate::app::{Answer, Client, TestApp};
use crate::pages::{follow, toast, words};

async fn lead(app: &TestApp, fields: &[(&str, &str)]) -> Id {
    app.record("lead", fields).await
}

async fn read(client: &Client, address: &str) -> Json {
    let answer = client.get(&format!("/api/v1/{address}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

async fn set(app: &TestApp, key: &str, value: Json) -> base::Result<()> {
    let changes = json!({(key): value.to_string()});
    app.engine.set_settings(&Actor::system(), changes.as_object().unwrap()).await
}

/// A form that is active, with these questions.
async fn form(app: &TestApp, more: &[(&str, &str)]) -> Id {
    let usual = [("name", "Ask us"), ("questions", "name*, email*, company_name, message"), ("limit", "500")];
    let kept = usual.iter().filter(|(key, _)| !more.iter().any(|(k, _)| k == key)).copied();
    app.record("form", &kept.chain(more.iter().copied()).collect::<Vec<_>>()).await
}

/// Sent by somebody who took their time.
async fn send(app: &TestApp, slug: &str, fields: &str) -> Answer {
    let since = Moment::now().plus_seconds(-20).0;
    app.stranger().post(&format!("/f/{slug}"), &format!("since={since}&{fields}")).await
}

async fn leads(app: &TestApp) -> Vec<Json> {
    let all = read(&app.as_admin().await, "leads?sort=created_at").await;
    all["data"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_lead_is_named_touched_and_graded_by_rule() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let made = ana
        .post_json(
            "/api/v1/leads",
            &json!({"first_name": "Petr", "last_name": "Novotný", "budget": "approved", "need": "urgent"}),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let lead = made.json();
    assert_eq!((&lead["name"], &lead["status"]), (&json!("Petr Novotný"), &json!("new")));
    assert_eq!(lead["first_touch"], lead["created_at"]);
    // 25 and 35 of 100.
    assert_eq!(lead["grade"], "b");
    let weights = json!({"weights": {"budget": 1, "timing": 3}, "from": [75, 50, 25]});
    set(&app, "lead_grades", weights).await.unwrap();
    let address = format!("/api/v1/leads/{}", lead["id"].as_str().unwrap());
    let changed = ana.patch_json(&address, &json!({"timing": "later"})).await;
    assert_eq!(changed.json()["grade"], "c", "{}", changed.text());
    ana.patch_json(&address, &json!({"grade": "a"})).await.is_problem(422, "invalid");
    assert!(
        set(&app, "lead_grades", json!({"weights": {"nothing": 1}, "from": [75, 50, 25]})).await.is_err()
    );
    assert!(set(&app, "lead_grades", json!({"weights": {"need": 1}, "from": [50, 75, 25]})).await.is_err());
    ana.post_json("/api/v1/leads", &json!({"country": "DE"})).await.is_problem(422, "invalid");
}

#[tokio::test]
async fn the_first_thing_a_person_does_is_the_first_contact() {
    let app = TestApp::start().await;
    let ana = app.as_role("ana", "admin").await;
    let [called, planned, moved] = [
        lead(&app, &[("name", "A")]).await,
        lead(&app, &[("name", "B")]).await,
        lead(&app, &[("name", "C")]).await,
    ];
    let call = json!({"body": "Left a message", "kind": "call", "lead": called});
    assert_eq!(ana.post_json("/api/v1/notes", &call).await.status, StatusCode::CREATED);
    let task = ana.post_json("/api/v1/tasks", &json!({"subject": "Call back", "lead": planned})).await;
    app.follow_log().await;
    assert!(read(&ana, &format!("leads/{called}")).await["first_contact_at"].is_string());
    assert_eq!(read(&ana, &format!("leads/{called}")).await["minutes_to_contact"], 0);
    assert_eq!(read(&ana, &format!("leads/{planned}")).await["first_contact_at"], Json::Null);
    let task = format!("/api/v1/tasks/{}", task.json()["id"].as_str().unwrap());
    assert_eq!(ana.patch_json(&task, &json!({"done": true})).await.status, 200);
    app.follow_log().await;
    assert!(read(&ana, &format!("leads/{planned}")).await["first_contact_at"].is_string());
    let done = ana.patch_json(&format!("/api/v1/leads/{moved}"), &json!({"status": "contacted"})).await;
    let first = done.json()["first_contact_at"].clone();
    assert!(first.is_string(), "{}", done.text());
    let again = ana.patch_json(&format!("/api/v1/leads/{moved}"), &json!({"status": "qualified"})).await;
    assert_eq!(again.json()["first_contact_at"], first);
}

#[tokio::test]
async fn leads_are_dealt_in_turn_by_territory_by_load_and_to_the_fallback() {
    let app = TestApp::start().await;
    let [ana, bob, cid] =
        [app.user("ana", "member").await, app.user("bob", "member").await, app.user("cid", "member").await];
    let rules = json!({"rules": [
        {"name": "South", "filter": "country = \"IT\"", "people": [ana, bob]},
        {"name": "Load", "filter": "country = \"FR\"", "turn": "load", "people": [ana, bob]},
    ], "fallback": cid});
    set(&app, "lead_assignment", rules).await.unwrap();
    let program = app.with_token("root", "admin", &["write", "read"]).await;
    let mut made = Vec::new();
    for country in ["IT", "IT", "IT", "DE", "FR"] {
        let answer = program.post_json("/api/v1/leads", &json!({"name": country, "country": country})).await;
        assert_eq!(answer.json()["owner"], Json::Null, "{}", answer.text());
        made.push(answer.json()["id"].as_str().unwrap().to_owned());
    }
    let own = program.post_json("/api/v1/leads", &json!({"name": "Mine", "owner": bob})).await;
    app.follow_log().await;
    let mut owners = Vec::new();
    for id in &made {
        owners.push(read(&program, &format!("leads/{id}")).await["owner"].clone());
    }
    // Ana has two of the South by then, and so has Bob: one and his own.
    assert_eq!(owners[..4], [json!(ana), json!(bob), json!(ana), json!(cid)]);
    assert_eq!(own.json()["owner"], json!(bob));
    assert!([json!(ana), json!(bob)].contains(&owners[4]));
    // Who has left gets nothing more.
    let gone = program.patch_json(&format!("/api/v1/users/{ana}"), &json!({"active": false})).await;
    assert_eq!(gone.status, 200, "{}", gone.text());
    let next = program.post_json("/api/v1/leads", &json!({"name": "Next", "country": "IT"})).await;
    app.follow_log().await;
    assert_eq!(
        read(&program, &format!("leads/{}", next.json()["id"].as_str().unwrap())).await["owner"],
        json!(bob)
    );
    // A lead a rule has touched goes with the undoing of what made it.
    let batch = next.header("rondo-batch").map(str::to_owned);
    if let Some(batch) = batch {
        let undone = app.engine.undo(&Actor::system(), batch.parse().unwrap(), |_| ()).await.unwrap();
        assert_eq!((undone.records, undone.left), (1, 0));
    }
    assert!(
        set(
            &app,
            "lead_assignment",
            json!({"rules": [{"name": "X", "filter": "nothing = 1", "people": [bob]}]})
        )
        .await
        .is_err()
    );
}

#[tokio::test]
async fn a_conversion_proposes_fills_what_is_empty_and_is_undone_as_one() {
    let app = TestApp::start().await;
    let ana = app.as_role("ana", "admin").await;
    let company =
        app.record("company", &[("name", "Papírna Hotel GmbH"), ("website", "papirna.example")]).await;
    let contact = app
        .record("contact", &[("name", "P. Novotny"), ("email", "petr@papirna.example"), ("title", "Chef")])
        .await;
    let owner = ana.id.unwrap().to_string();
    let fields = [
        ("name", "Petr Novotný"),
        ("email", "petr@papirna.example"),
        ("phone", "+420601234567"),
        ("title", "Owner"),
        ("company_name", "Papirna Hotel"),
        ("country", "CZ"),
        ("channel", "referral"),
        ("owner", owner.as_str()),
    ];
    let id = lead(&app, &fields).await;
    ana.post_json("/api/v1/notes", &json!({"body": "Wants the autumn blend", "lead": id})).await;
    let address = format!("/api/v1/leads/{id}/conversion");
    let proposed = ana.get(&address).await.json();
    assert_eq!(proposed["contacts"][0]["id"], json!(contact), "{proposed}");
    assert_eq!(proposed["companies"][0]["id"], json!(company), "{proposed}");
    let wish =
        json!({"contact": contact, "company": company, "deal": {"name": "Breakfast room", "amount": "1200"}});
    let done = ana.post_json(&address, &wish).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text());
    let said = done.json();
    assert_eq!(said["lead"]["status"], "converted");
    assert!(said["lead"].get("confirm_token").is_none());
    let there = read(&ana, &format!("contacts/{contact}")).await;
    // What was there stays, what was empty is filled.
    assert_eq!((&there["title"], &there["phone"]), (&json!("Chef"), &json!("+420601234567")));
    assert_eq!((&there["company"], &there["source"]), (&json!(company), &json!("referral")));
    assert_eq!(read(&ana, &format!("companies/{company}")).await["country"], "CZ");
    let deal = said["deal"].as_str().unwrap().to_owned();
    let made = read(&ana, &format!("deals/{deal}")).await;
    assert_eq!(
        (&made["name"], &made["contact"], &made["owner"]),
        (&json!("Breakfast room"), &json!(contact), &json!(ana.id))
    );
    // The lead's story is told on all three.
    for place in [format!("contacts/{contact}"), format!("companies/{company}"), format!("deals/{deal}")] {
        let page = words(&ana.get(&format!("/{place}")).await);
        assert!(page.contains("Wants the autumn blend"), "{place}: {page}");
        let timeline = read(&ana, &format!("{place}/timeline")).await.to_string();
        assert!(timeline.contains(&id.to_string()), "{place}: {timeline}");
    }
    // Twice is a conflict, and so is leaving it.
    ana.post_json(&address, &wish).await.is_problem(409, "conflict");
    ana.patch_json(&format!("/api/v1/leads/{id}"), &json!({"status": "new"}))
        .await
        .is_problem(422, "invalid");
    let batch = said["batch"].as_str().unwrap().parse().unwrap();
    let actor = app.engine.actor(ana.id.unwrap(), None).await.unwrap();
    let undone = app.engine.undo(&actor, batch, |_| ()).await.unwrap();
    assert_eq!(undone.left, 0, "{undone:?}");
    let back = read(&ana, &format!("leads/{id}")).await;
    assert_eq!((&back["status"], &back["contact"]), (&json!("new"), &Json::Null));
    assert_eq!(read(&ana, &format!("contacts/{contact}")).await["phone"], Json::Null);
    assert_eq!(ana.get(&format!("/api/v1/deals/{deal}")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_convert_at_once_one_wins() {
    let app = TestApp::start().await;
    let (ana, bob) = (app.as_admin().await, app.as_role("bob", "admin").await);
    for n in 0..5 {
        let id = lead(&app, &[("name", &format!("Petr {n}"))]).await;
        let address = format!("/api/v1/leads/{id}/conversion");
        let wish = json!({"contact": "new"});
        let (one, other) = tokio::join!(ana.post_json(&address, &wish), bob.post_json(&address, &wish));
        let mut both = [one, other];
        both.sort_by_key(|a| a.status);
        assert_eq!(both[0].status, StatusCode::CREATED, "{}", both[0].text());
        both[1].is_problem(409, "conflict");
        assert!(both[1].text().contains("converted already"), "{}", both[1].text());
    }
    let contacts = read(&ana, "contacts?count=true").await;
    assert_eq!(contacts["count"], 5);
}

#[tokio::test]
async fn only_a_conversion_converts_and_disqualifying_asks_why() {
    let app = TestApp::start().await;
    let ana = app.as_admin().await;
    let id = lead(&app, &[("name", "Petr"), ("company_name", "Acme")]).await;
    let address = format!("/api/v1/leads/{id}");
    ana.patch_json(&address, &json!({"status": "converted"})).await.is_problem(422, "invalid");
    let sent = ana.post(&format!("/leads/{id}/stage"), "field=status&value=converted").await;
    assert_eq!(sent.location(), Some(format!("/leads/{id}/conversion").as_str()));
    let asked = ana.post(&format!("/leads/{id}/stage"), "field=status&value=unqualified").await;
    assert!(asked.location().is_some_and(|to| to.contains("/move")), "{:?}", asked.location());
    ana.post_json(&format!("{address}/conversion"), &json!({})).await.is_problem(422, "invalid");
    ana.post_json(&format!("{address}/conversion"), &json!({"contact": "0000000000001"}))
        .await
        .is_problem(422, "invalid");
    ana.post_json(&format!("{address}/conversion"), &json!({"contact": "new", "version": 7}))
        .await
        .is_problem(409, "conflict");
    let reader = app.as_role("rita", "read_only").await;
    reader
        .post_json(&format!("{address}/conversion"), &json!({"contact": "new"}))
        .await
        .is_problem(403, "forbidden");
    let page = ana.get(&format!("/leads/{id}/conversion")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(words(&page).contains("New contact"), "{}", words(&page));
    let done = ana
        .post(
            &format!("/leads/{id}/conversion"),
            "version=1&to.contact=new&to.company=new&to.deal=new&name=Beans&amount=12",
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", words(&done));
    let there = follow(&ana, &done).await;
    assert!(toast(&there).contains("converted, with a deal"), "{}", toast(&there));
}

#[tokio::test]
async fn own_fields_of_the_same_name_go_along_and_the_map_can_be_set() {
    let app = TestApp::start().await;
    let ana = app.as_admin().await;
    let field = json!({"fields": {"cups": {"kind": "integer", "label": "Cups"}}});
    app.engine.apply_schema(&Actor::system(), &json!({"lead": field, "contact": field})).await.unwrap();
    set(&app, "lead_map", json!({"contact": {"name": "name", "message": "description"}})).await.unwrap();
    assert!(set(&app, "lead_map", json!({"contact": {"email": "birthday"}})).await.is_err());
    let id = lead(&app, &[("name", "Petr"), ("cups", "40"), ("message", "Hello"), ("title", "Chef")]).await;
    let done = ana.post_json(&format!("/api/v1/leads/{id}/conversion"), &json!({"contact": "new"})).await;
    let contact = read(&ana, &format!("contacts/{}", done.json()["contact"].as_str().unwrap())).await;
    assert_eq!((&contact["cups"], &contact["description"]), (&json!(40), &json!("Hello")));
    assert_eq!(contact["title"], Json::Null);
}

#[tokio::test]
async fn a_form_makes_a_lead_and_the_log_names_the_form() {
    let app = TestApp::start().await;
    form(&app, &[("consent", "You may answer me."), ("campaign", "Spring"), ("double_opt_in", "yes")]).await;
    let page = app.stranger().get("/f/ask-us").await;
    assert_eq!(page.status, 200);
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("frame-ancestors *"), "{policy}");
    assert!(!page.text().contains("<script>"));
    assert!(
        app.stranger()
            .get("/login")
            .await
            .header("content-security-policy")
            .unwrap()
            .contains("frame-ancestors 'none'")
    );
    // What is wrong is said, and nothing is lost.
    let wrong = send(&app, "ask-us", "name=Petr&email=nonsense&message=Forty+cups").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Forty cups") && wrong.text().contains("nonsense"), "{}", wrong.text());
    assert!(words(&wrong).contains("Please agree"), "{}", words(&wrong));
    let wrong = send(&app, "ask-us", "name=Petr&email=nonsense&consent=yes").await;
    assert_eq!(wrong.status, 422);
    assert!(leads(&app).await.is_empty());
    let sent = send(
        &app,
        "ask-us",
        "name=Petr&email=Petr@Papirna.example&message=Forty+cups&consent=yes&status=qualified&grade=a",
    )
    .await;
    assert_eq!(sent.location(), Some("/f/ask-us/thanks"), "{}", words(&sent));
    assert!(words(&app.stranger().get("/f/ask-us/thanks").await).contains("Thank you"));
    let made = leads(&app).await;
    let lead = &made[0];
    assert_eq!(
        (&lead["name"], &lead["status"], &lead["grade"]),
        (&json!("Petr"), &json!("new"), &Json::Null)
    );
    assert_eq!(
        (&lead["channel"], &lead["source"], &lead["campaign"]),
        (&json!("web_form"), &json!("Ask us"), &json!("Spring"))
    );
    assert_eq!(lead["consent_text"], "You may answer me.");
    assert!(lead["consented_at"].is_string());
    let id = lead["id"].as_str().unwrap();
    let timeline = read(&app.as_admin().await, &format!("leads/{id}/timeline")).await.to_string();
    assert!(timeline.contains("form:ask-us"), "{timeline}");
    // The address is confirmed by the token alone, which nobody is shown.
    let alone = read(&app.as_admin().await, &format!("leads/{id}")).await;
    assert!(lead.get("confirm_token").is_none() && alone.get("confirm_token").is_none(), "{alone}");
    let record = app.engine.find(&Actor::system(), "lead", id.parse().unwrap()).await.unwrap();
    let token = record.get("confirm_token").text().unwrap().to_owned();
    assert_eq!(
        app.stranger().post("/f/ask-us/confirmation/wrong-wrong-wrong-wrong-wrong", "").await.status,
        404
    );
    assert_eq!(app.stranger().post(&format!("/f/ask-us/confirmation/{token}"), "").await.status, 200);
    assert!(leads(&app).await[0]["confirmed_at"].is_string());
}

#[tokio::test]
async fn the_same_address_again_touches_the_open_lead() {
    let app = TestApp::start().await;
    form(&app, &[]).await;
    send(&app, "ask-us", "name=Petr&email=petr@papirna.example").await;
    let first = leads(&app).await;
    let sent =
        send(&app, "ask-us", "name=Somebody&email=PETR@papirna.example&company_name=Papirna&message=Hello")
            .await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent));
    let now = leads(&app).await;
    assert_eq!(now.len(), 1);
    assert_eq!((&now[0]["name"], &now[0]["company_name"]), (&json!("Petr"), &json!("Papirna")));
    assert_ne!(now[0]["last_touch"], first[0]["last_touch"]);
    assert_eq!(now[0]["first_touch"], first[0]["first_touch"]);
    let page = words(&app.as_admin().await.get(&format!("/leads/{}", now[0]["id"].as_str().unwrap())).await);
    assert!(page.contains("sent the form Ask us again"), "{page}");
    // Who is over and done with comes anew.
    let id = now[0]["id"].as_str().unwrap();
    let body = json!({"status": "unqualified", "unqualified_reason": "spam"});
    app.as_admin().await.patch_json(&format!("/api/v1/leads/{id}"), &body).await;
    send(&app, "ask-us", "name=Petr&email=petr@papirna.example").await;
    assert_eq!(leads(&app).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_guarded() {
    let app = TestApp::start().await;
    let id = form(&app, &[("limit", "30"), ("sites", "https://acme.example")]).await;
    let page = app.stranger().get("/f/ask-us?embed=1").await;
    assert!(page.header("content-security-policy").unwrap().contains("frame-ancestors https://acme.example"));
    // A program that fills in everything is thanked and forgotten; one that is too fast is asked again.
    let trapped = send(&app, "ask-us", "name=Bot&email=bot@spam.example&fax_number=1").await;
    assert_eq!(trapped.location(), Some("/f/ask-us/thanks"));
    let since = Moment::now().0;
    let fast =
        app.stranger().post("/f/ask-us", &format!("since={since}&name=Bot&email=bot@spam.example")).await;
    assert_eq!(fast.status, 422);
    assert!(fast.text().contains("bot@spam.example"));
    assert_eq!(app.stranger().post("/f/ask-us", "name=Bot&email=bot@spam.example").await.status, 422);
    assert!(leads(&app).await.is_empty());
    // Large bodies and files are refused unread.
    let large = vec![b'a'; 50 * 1024 * 1024];
    let form_type = Some("application/x-www-form-urlencoded");
    assert_eq!(app.stranger().send("POST", "/f/ask-us", form_type, large).await.status, 413);
    let file = app
        .stranger()
        .send("POST", "/f/ask-us", Some("multipart/form-data; boundary=x"), b"--x--".to_vec())
        .await;
    assert_eq!(file.status, 415);
    // Another site may send it, since it knows no session.
    let other = app.stranger().with("origin", "https://acme.example");
    let since = Moment::now().plus_seconds(-20).0;
    let sent = other.post("/f/ask-us", &format!("since={since}&name=Petr&email=petr@acme.example")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", words(&sent));
    // Ten thousand times is a few leads and many refusals.
    let mut refused = 0;
    for n in 0..10_000 {
        let answer = send(&app, "ask-us", &format!("name=P{n}&email=p{n}@acme.example")).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(answer.header("retry-after").is_some());
            refused += 1;
        }
    }
    let made = leads(&app).await.len();
    assert!(refused > 9_950 && made <= 30, "{refused} refused, {made} made");
    // What is not active is not there.
    app.as_admin().await.patch_json(&format!("/api/v1/forms/{id}"), &json!({"active": false})).await;
    assert_eq!(app.stranger().get("/f/ask-us").await.status, 404);
    assert_eq!(app.stranger().get("/f/nothing").await.status, 404);
}

#[tokio::test]
async fn a_form_is_built_of_the_fields_of_leads() {
    let app = TestApp::start().await;
    let ana = app.as_admin().await;
    let made = ana.post_json("/api/v1/forms", &json!({"name": "Über uns: Köln"})).await;
    assert_eq!(made.json()["slug"], "uber-uns-koln", "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    for wrong in [
        json!({"questions": "name, grade"}),
        json!({"questions": "message"}),
        json!({"sites": "nowhere"}),
        json!({"limit": 0}),
    ] {
        ana.patch_json(&format!("/api/v1/forms/{id}"), &wrong).await.is_problem(422, "invalid");
    }
    ana.post_json("/api/v1/forms", &json!({"name": "Twin", "slug": "uber-uns-koln"}))
        .await
        .is_problem(422, "invalid");
    let page = ana.get(&format!("/forms/{id}/questions")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(page.text().contains("http://rondo.test/f/uber-uns-koln?embed=1"), "{}", page.text());
    let form =
        "ask=name&place.name=1&ask=email&place.email=2&ask=phone&place.phone=3&required=email&up=email";
    let saved = ana.post(&format!("/forms/{id}/questions"), form).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", words(&saved));
    assert_eq!(read(&ana, &format!("forms/{id}")).await["questions"], "email*, name, phone");
    let nobody = ana.post(&format!("/forms/{id}/questions"), "ask=message").await;
    assert_eq!(nobody.status, 422);
}

#[tokio::test]
async fn business_cards_become_leads() {
    let app = TestApp::start().await;
    let ana = app.as_admin().await;
    let cards = "BEGIN:VCARD\nVERSION:3.0\nFN:Petr Novotný\nEMAIL:petr@papirna.example\nEND:VCARD\n\
        BEGIN:VCARD\nVERSION:3.0\nFN:Marta\nEMAIL:no address\nEND:VCARD\nBEGIN:VCARD\nFN:Cut off\n";
    let made = ana.send("POST", "/api/v1/leads/cards", Some("text/vcard"), cards.into()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert_eq!(made.json()["left"], 1, "what is lost on the way is said");
    let all = leads(&app).await;
    assert_eq!(all.len(), 2);
    // What no field can hold is kept as text.
    assert!(all.iter().any(|l| l["email"].is_null() && l["description"] == "E-mail: no address"), "{all:?}");
    ana.send("POST", "/api/v1/leads/cards", Some("text/vcard"), b"hello".to_vec())
        .await
        .is_problem(422, "invalid");
    assert_eq!(ana.get("/leads/cards").await.status, 200);
    let body = format!(
        "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.vcf\"\r\n\r\n{cards}\r\n--x--\r\n"
    );
    let sent = ana.send("POST", "/leads/cards", Some("multipart/form-data; boundary=x"), body.into()).await;
    assert_eq!(sent.location(), Some("/leads"), "{}", words(&sent));
    let page = follow(&ana, &sent).await;
    assert!(toast(&page).contains("2 leads made of cards. One card was left out"), "{}", toast(&page));
    app.as_role("rita", "read_only")
        .await
        .send("POST", "/api/v1/leads/cards", None, cards.into())
        .await
        .is_problem(403, "forbidden");
}

#[tokio::test]
async fn what_holds_for_all_leads_is_set_on_one_page() {
    let app = TestApp::start().await;
    let ana = app.as_admin().await;
    let page = ana.get("/settings/leads").await;
    assert_eq!(page.status, 200, "{}", page.text());
    let me = ana.id.unwrap();
    let rule = format!(
        "rules.0.name=South&rules.0.filter=country+%3D+%22IT%22&rules.0.turn=load&rules.0.people={me}&fallback={me}"
    );
    let saved = ana.post("/settings/leads/assignment", &rule).await;
    assert_eq!(saved.location(), Some("/settings/leads"), "{}", words(&saved));
    assert!(ana.get("/settings/leads").await.text().contains("South"));
    let wrong =
        ana.post("/settings/leads/assignment", "rules.0.name=South&rules.0.filter=nothing+%3D+1").await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("nothing = 1"));
    let weights = "weight.budget=10&weight.need=x&from.a=80&from.b=60&from.c=40";
    assert_eq!(ana.post("/settings/leads/grades", weights).await.status, 422);
    let saved = ana.post("/settings/leads/grades", &weights.replace('x', "90")).await;
    assert_eq!(saved.location(), Some("/settings/leads"), "{}", words(&saved));
    let saved =
        ana.post("/settings/leads/map", "contact.name=name&contact.email=email&company.company_name=").await;
    assert_eq!(saved.location(), Some("/settings/leads"), "{}", words(&saved));
    assert_eq!(app.as_user("bob").await.get("/settings/leads").await.status, 403);
    // It stands in the log and can be undone there.
    let log = words(&ana.get("/settings/log").await);
    assert!(log.contains("What goes where"), "{log}");
}

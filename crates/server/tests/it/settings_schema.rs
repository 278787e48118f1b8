//! Objects, fields, choices and pipelines as administrators make them in the settings: live, after a look at the plan.
use crate::app::TestApp;
use crate::pages::{attribute, enc, follow, toast, words};

#[tokio::test(flavor = "multi_thread")]
async fn an_own_object_with_own_fields_is_there_at_once() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let form = "label=Machine&labels=Machines&icon=coffee&nav=Sell&title=Serial+number";
    let plan = admin.post("/settings/objects", form).await;
    assert_eq!(plan.status, 422);
    assert!(words(&plan).contains("This is what changes") && words(&plan).contains("machine new object"));
    assert_eq!(admin.get("/machines").await.status, 404, "a plan changes nothing");
    let made = follow(&admin, &admin.post("/settings/objects", &format!("{form}&apply=yes")).await).await;
    assert!(toast(&made).contains("Machines are there"), "{}", words(&made));
    for (label, kind, more) in [
        ("Capacity", "decimal", ""),
        ("Contact", "link", "&target=contact"),
        ("Roast", "choice", "&options=Light%0D%0ADark"),
    ] {
        let form = format!("label={label}&kind={kind}&group=Technical{more}&apply=yes");
        let sent = admin.post("/settings/objects/machine/fields", &form).await;
        assert_eq!(sent.status, 303, "{}", words(&sent));
    }
    let page = admin.get("/machines/new").await;
    assert!(words(&page).contains("Capacity") && words(&page).contains("Technical"), "{}", words(&page));
    let made = admin.post("/machines", "serial_number=X-1&roast=dark&capacity=2.5").await;
    assert!(words(&follow(&admin, &made).await).contains("Dark"));
    let fields = admin.get("/settings/objects/machine").await;
    assert!(words(&fields).contains("Roast Custom Choice roast"), "{}", words(&fields));
    assert!(words(&fields).contains("100%"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_renamed_its_options_ordered_and_moved() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.as_user("ana").await);
    let here = "/settings/objects/deal/fields/lost_reason";
    let page = admin.get(here).await;
    assert!(
        words(&page).contains("Reason for loss") && attribute(&page, "choice.0.label", "value") == "Price"
    );
    let form = "label=Why+lost&group=Closure&choice.0.key=price&choice.0.label=Too+dear&choice.0.place=2&choice.0.tone=red\
        &choice.1.key=competitor&choice.1.label=Competitor&choice.1.place=1&choice.2.label=Bad+timing&apply=yes";
    assert!(toast(&follow(&admin, &admin.post(here, form).await).await).contains("Why lost is saved"));
    let schema = app.engine.schema();
    let field = schema.object("deal").unwrap().field("lost_reason").unwrap();
    let shown: Vec<&str> = field.choices.iter().filter(|c| !c.hidden).map(|c| c.label.as_str()).collect();
    assert_eq!(shown, ["Competitor", "Too dear", "Bad timing"]);
    assert!(field.choice_of("no_budget").unwrap().hidden, "what was left out is hidden, not lost");
    follow(&admin, &admin.post("/settings/objects/deal/order", "move=amount+up").await).await;
    let schema = app.engine.schema();
    let place = |key: &str| schema.object("deal").unwrap().place(key).unwrap();
    assert!(place("amount") < place("product") && place("contact") < place("amount"));
    let stage = "choice.0.label=A&choice.0.stage=open&choice.0.probability=120&label=Stage";
    let wrong = admin.post("/settings/objects/deal/fields/stage", stage).await;
    assert!(wrong.status == 422 && words(&wrong).contains("from 0 to 100"));
    assert_eq!(ana.get(here).await.status, 403);
    assert_eq!(ana.post(here, form).await.status, 403);
    assert_eq!(ana.post("/settings/objects/deal/order", "move=amount+up").await.status, 403);
    assert_eq!(admin.get("/settings/objects/deal/fields/owner").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_that_goes_asks_where_its_deals_go_and_moves_them() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    for (name, stage) in [("One", "proposal"), ("Two", "proposal"), ("Three", "negotiation")] {
        app.record("deal", &[("name", name), ("stage", stage)]).await;
    }
    let deals = async |filter: &str| {
        let path = format!("/api/v1/deals?count=true&filter={}", enc(filter));
        app.with_token("tom", "admin", &["read"]).await.get(&path).await.json()["count"].clone()
    };
    // The form without "Proposal" and "Negotiation".
    let kept = [
        ("prospecting", "open"),
        ("qualified", "open"),
        ("engaging", "open"),
        ("won", "won"),
        ("lost", "lost"),
    ];
    let rows = kept.iter().enumerate().map(|(n, (key, kind))| {
        format!("choice.{n}.key={key}&choice.{n}.label={key}&choice.{n}.stage={kind}&choice.{n}.place={n}")
    });
    let form = format!("label=Stage&{}", rows.collect::<Vec<_>>().join("&"));
    let path = "/settings/objects/deal/fields/stage";
    let asked = admin.post(path, &form).await;
    let said = words(&asked);
    assert!(said.contains("2 deals with “Proposal”") && said.contains("1 deal with “Negotiation”"), "{said}");
    // Where it would mean something else, such as lost, it cannot go.
    assert!(said.contains("Move them to “Engaging”") && !said.contains("Move them to “Lost”"), "{said}");
    let done = admin.post(path, &format!("{form}&apply=yes&gone.proposal=engaging&gone.negotiation=")).await;
    let done = follow(&admin, &done).await;
    assert_eq!(deals("stage = engaging").await, 2);
    // What was left where it was is shown there.
    assert_eq!(deals("stage = negotiation").await, 1);
    assert!(words(&admin.get("/deals?as=board").await).contains("Negotiation"));
    let page = done.text();
    let undo = page.split("/undo/").nth(1).unwrap().split(['?', '"']).next().unwrap();
    admin.post(&format!("/undo/{undo}"), "").await;
    assert_eq!(deals("stage = proposal").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_is_said_at_the_form_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let taken = admin.post("/settings/objects/deal/fields", "label=Amount&kind=text&help=Again").await;
    assert_eq!(taken.status, 422);
    assert!(words(&taken).contains("There is a field amount already"), "{}", words(&taken));
    assert_eq!(attribute(&taken, "name=\"help\"", "value"), "Again");
    let reserved = admin.post("/settings/objects/deal/fields", "label=Id&kind=text").await;
    assert!(
        reserved.status == 422 && words(&reserved).contains("choose another name"),
        "{}",
        words(&reserved)
    );
    let house = admin.post("/settings/objects", "label=Event&labels=Events").await;
    assert!(house.status == 422 && words(&house).contains("a name of Rondo's own"), "{}", words(&house));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_pipeline_has_stages_of_its_own() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let form = format!("object=deal&label={}&own=yes&apply=yes", enc("Renewals"));
    follow(&admin, &admin.post("/settings/pipelines", &form).await).await;
    let page = words(&admin.get("/settings/pipelines").await);
    assert!(page.contains("Sales") && page.contains("Renewals"), "{page}");
    let schema = app.engine.schema();
    let stage = schema.object("deal").unwrap().field("stage").unwrap();
    let of = |p: &str| stage.choices.iter().filter(|c| c.pipeline.as_deref() == Some(p)).count();
    assert_eq!((of("sales"), of("renewals")), (5, 5));
    assert!(stage.choice_of("won").unwrap().pipeline.is_none());
}

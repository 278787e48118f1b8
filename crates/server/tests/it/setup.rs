//! Setting a workspace up, page by page: who may, what each page keeps, where one comes back to.
use axum::http::StatusCode;

use crate::app::{Client, TestApp};
use crate::pages::{follow, words};

const ACCOUNT: &str = "name=Ada&email=ada%40example.com&password=correct+horse+battery";

/// The administrator, right after the first page.
async fn begun(app: &TestApp) -> Client {
    let done = app.stranger().post("/setup", ACCOUNT).await;
    app.stranger().keeping(&done)
}

/// The form of the company, in parts as a browser sends it.
async fn company(client: &Client, fields: &[(&str, &str)]) -> crate::app::Answer {
    let part = |(name, value): &(&str, &str)| {
        ["--x\r\ncontent-disposition: form-data; name=\"", name, "\"\r\n\r\n", value, "\r\n"].concat()
    };
    let mut body: String = fields.iter().map(part).collect();
    body.push_str("--x--\r\n");
    client.send("POST", "/setup/company", Some("multipart/form-data; boundary=x"), body.into_bytes()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn each_page_leads_to_the_next_and_is_come_back_to() {
    let app = TestApp::start_empty().await;
    let ada = begun(&app).await;
    assert_eq!(ada.get("/").await.location(), Some("/setup/company"));
    let page = ada.clone().with("accept-language", "de-AT,de;q=0.9,en;q=0.5").get("/setup/company").await;
    assert!(page.text().contains("value=\"Europe/Vienna\"") && page.text().contains("value=\"AT\" selected"));
    let fields = [
        ("name", "Tandem"),
        ("country", "AT"),
        ("currency", "EUR"),
        ("time_zone", "Europe/Vienna"),
        ("language", "en"),
    ];
    let done = company(&ada, &fields).await;
    assert_eq!(done.location(), Some("/setup/goals"), "{}", words(&done));
    assert_eq!(app.engine.settings().manners.country.as_deref(), Some("AT"));
    // Later, on another day: the page that comes next.
    assert_eq!(ada.get("/").await.location(), Some("/setup/goals"));
    assert_eq!(ada.get("/setup").await.location(), Some("/setup/goals"));
    let done = ada.post("/setup/goals", "goal=team&goal=nonsense&goal=order").await;
    assert_eq!(done.location(), Some("/setup/pipeline"));
    assert_eq!(app.engine.settings().start.goals, ["team", "order"]);
    let done = ada.post("/setup/pipeline", "template=simple").await;
    assert_eq!(done.location(), Some("/setup/start"));
    let schema = app.engine.schema();
    let stages = &schema.object("deal").unwrap().field("stage").unwrap().choices;
    let shown: Vec<&str> = stages.iter().filter(|c| !c.hidden).map(|c| c.label.as_str()).collect();
    assert_eq!(shown, ["New", "Contacted", "Offer sent", "Won", "Lost"]);
    assert_eq!(ada.post("/setup/start", "with=empty").await.location(), Some("/"));
    let home = ada.get("/").await;
    assert_eq!(home.status, StatusCode::OK);
    let text = words(&home);
    assert!(text.contains("First steps") && text.contains("Done: Name your company"), "{text}");
    // What was wished for first comes first.
    assert!(text.find("Invite a colleague") < text.find("Add the first deal"), "{text}");
    // Set up is set up.
    for path in ["/setup", "/setup/company", "/setup/goals", "/setup/pipeline", "/setup/start"] {
        assert_eq!(ada.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_on_a_page_is_said_there_and_nothing_typed_is_lost() {
    let app = TestApp::start_empty().await;
    let ada = begun(&app).await;
    let wrong = company(&ada, &[("name", "Tandem"), ("currency", "EUR"), ("time_zone", "Mars/Base")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("value=\"Tandem\"") && wrong.text().contains("Mars/Base"));
    let unnamed = company(&ada, &[("name", " ")]).await;
    assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(company(&ada, &[("skip", "yes")]).await.location(), Some("/setup/goals"));
    assert_eq!(ada.post("/setup/goals", "skip=yes").await.location(), Some("/setup/pipeline"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_a_workspace_over_between_its_first_pages() {
    let app = TestApp::start_empty().await;
    // Nothing of what comes after is there before the administrator is.
    assert_eq!(app.stranger().get("/setup/company").await.location(), Some("/setup"));
    assert_eq!(app.stranger().post("/setup/start", "with=demo").await.location(), Some("/setup"));
    let ada = begun(&app).await;
    let mallory = app.stranger();
    assert_eq!(
        mallory.post("/setup", "name=M&email=m%40example.com&password=correct+horse+battery").await.status,
        404
    );
    assert_eq!(mallory.get("/setup").await.status, 404);
    for path in ["/setup/company", "/setup/goals", "/setup/pipeline", "/setup/start"] {
        assert!(mallory.get(path).await.location().is_some_and(|l| l.starts_with("/login")), "{path}");
    }
    let ben = app.as_user("ben").await;
    for path in ["/setup", "/setup/goals", "/setup/start"] {
        assert_eq!(ben.get(path).await.status, 404, "{path}");
    }
    for path in ["/setup/goals", "/setup/pipeline", "/setup/start", "/setup/demo/remove", "/checklist"] {
        assert_eq!(ben.post(path, "goal=win&template=simple&with=demo").await.status, 404, "{path}");
    }
    assert_eq!(ada.get("/setup/company").await.status, 200);
    // Of two first visitors at the same instant one gets in.
    let app = TestApp::start_empty().await;
    let (a, b) = (app.stranger(), app.stranger());
    let (one, two) = tokio::join!(
        a.post("/setup", ACCOUNT),
        b.post("/setup", "name=M&email=m%40example.com&password=correct+horse+battery")
    );
    let entered = [one, two].iter().filter(|answer| answer.location() == Some("/setup/company")).count();
    assert_eq!(entered, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_data_comes_by_a_job_and_goes_by_one_press() {
    let app = TestApp::start_empty().await;
    let ada = begun(&app).await;
    company(&ada, &[("name", "Tandem"), ("currency", "USD"), ("time_zone", "UTC")]).await;
    let started = ada.post("/setup/start", "with=demo").await;
    let progress = started.location().unwrap().to_owned();
    assert!(progress.starts_with("/setup/demo?job="), "{progress}");
    assert!(words(&ada.get(&progress).await).contains("so far"));
    app.engine.run_due_jobs_once().await.unwrap();
    let home = follow(&ada, &ada.get(&progress).await).await;
    let text = words(&home);
    assert!(text.contains("Remove the demo data") && text.contains('$'), "{text}");
    assert_eq!(app.engine.settings().name, "Tandem");
    // Nobody of the demo company has a way in.
    let known = "email=tomasz%40marlow.example&password=rondo-demo-2026&next=%2F";
    assert_eq!(app.stranger().post("/login", known).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let gone = follow(&ada, &ada.post("/setup/demo/remove", "").await).await;
    let text = words(&gone);
    assert!(!text.contains("Remove the demo data") && text.contains("Add the first deal"), "{text}");
    assert!(words(&ada.get("/contacts").await).contains("No contacts yet"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_company_goes_whole() {
    let app = TestApp::start().await;
    let ines = app.as_admin().await;
    let before = counts(&app).await;
    let batch = filled(&app, &ines).await;
    app.engine.undo(&engine::Actor::system(), batch, |_| ()).await.unwrap();
    assert_eq!(counts(&app).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_company_is_the_same_each_time() {
    let (one, another) = (TestApp::start().await, TestApp::start().await);
    for app in [&one, &another] {
        filled(app, &app.as_admin().await).await;
    }
    assert_eq!(counts(&one).await, counts(&another).await);
}

/// Fills in the demo company; the batch that did.
async fn filled(app: &TestApp, first: &Client) -> base::Id {
    let batch = base::Id::new();
    sales::demo::fill_for(&app.engine, first.id.unwrap(), batch).await.unwrap();
    batch
}

/// How many records there are of each object.
async fn counts(app: &TestApp) -> Vec<(String, usize)> {
    let mut counts = Vec::new();
    for object in app.engine.schema().objects() {
        let query = engine::query::Query::new(&object.key);
        let there = app.engine.count(&engine::Actor::system(), &query).await.unwrap();
        counts.push((object.key.clone(), there as usize));
    }
    counts
}

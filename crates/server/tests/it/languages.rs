//! Pages in the language of whoever reads them: whose choice counts, what ships in the schema, numbers, and that no
//! word is left in English.
use std::collections::BTreeSet;

use engine::Actor;
use serde_json::json;
use ui::say::{self, Language};

use crate::app::{Answer, Client, TestApp};
use crate::pages::{attribute, enc, follow, toast, words};

async fn speaks(app: &TestApp, client: &Client, language: &str) {
    let actor = app.engine.actor(client.id.unwrap(), None).await.unwrap();
    app.engine.set_profile(&actor, &[("language", language)]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_shipped_in_the_schema_is_translated_and_nothing_else() {
    let app = TestApp::start().await;
    let shipped: BTreeSet<String> = app.engine.shipped_texts().into_iter().map(|(path, _)| path).collect();
    let written = say::written(Language::German).into_iter().filter(|key| key.starts_with("schema-"));
    let written: BTreeSet<String> = written.collect();
    let missing: Vec<_> = shipped.difference(&written).collect();
    let left: Vec<_> = written.difference(&shipped).collect();
    assert!(missing.is_empty() && left.is_empty(), "missing: {missing:#?}, left over: {left:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_choice_counts_then_the_workspaces_then_the_browsers() {
    let app = TestApp::start().await;
    let stranger = app.stranger().with("accept-language", "fr, de-AT;q=0.8, en;q=0.5");
    let page = stranger.get("/login").await;
    assert!(page.text().contains("<html lang=\"de\""), "{}", page.text());
    assert!(words(&page).contains("Bei Acme anmelden") && words(&page).contains("Passwort"));
    let ana = app.as_user("ana").await.with("accept-language", "de");
    assert!(ana.get("/contacts").await.text().contains("<html lang=\"en\""));
    app.engine.set_settings(&Actor::system(), json!({"language": "de"}).as_object().unwrap()).await.unwrap();
    let page = ana.get("/contacts").await;
    assert!(
        page.text().contains("<html lang=\"de\"") && words(&page).contains("Kontakt"),
        "{}",
        words(&page)
    );
    speaks(&app, &ana, "en").await;
    assert!(words(&ana.get("/contacts").await).contains("New contact"));
    // What programs read stays English.
    let program = app.with_token("bot", "member", &["write"]).await.with("accept-language", "de");
    let wrong = program.post_json("/api/v1/companies", &json!({"name": ""})).await;
    assert!(wrong.text().contains("Name may not be empty"), "{}", wrong.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn shipped_labels_are_translated_and_renamed_ones_are_the_users_own() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let rename = json!({"company": {"fields": {"sector": {"label": "Trade"}}}});
    app.engine.apply_schema(&Actor::system(), &rename).await.unwrap();
    speaks(&app, &admin, "de").await;
    let page = words(&admin.get("/settings/objects/company").await);
    assert!(page.contains("Mitarbeiter") && page.contains("Umsatz"), "{page}");
    assert!(page.contains("Trade") && !page.contains("Branche"), "{page}");
    // Who saves a form without touching the label has not renamed anything.
    let form = "label=Mitarbeiter&help=Nur+die+eigenen&group=&apply=yes";
    let saved = admin.post("/settings/objects/company/fields/employees", form).await;
    assert_eq!(saved.status, 303, "{}", words(&saved));
    let schema = app.engine.schema();
    let field = schema.object("company").unwrap().field("employees").unwrap();
    assert_eq!((field.label.as_str(), field.help.as_str()), ("Employees", "Nur die eigenen"));
}

#[tokio::test(flavor = "multi_thread")]
async fn germans_write_and_read_numbers_with_a_comma_and_problems_are_in_german() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    speaks(&app, &ana, "de").await;
    let made = ana.post("/deals", "name=Gro%C3%9Fauftrag&amount=1.234%2C56&amount.currency=EUR").await;
    assert_eq!(made.status, 303, "{}", words(&made));
    let deal = made.location().unwrap().to_owned();
    let page = words(&ana.get(&deal).await);
    assert!(page.contains("1.234,56\u{a0}€") || page.contains("1.234,56 €"), "{page}");
    let edit = ana.get(&format!("{deal}/edit")).await;
    assert_eq!(attribute(&edit, "name=\"amount\"", "value"), "1234,56");
    let wrong = ana.post("/deals", &format!("name=X&amount={}&amount.currency=EUR", enc("viel"))).await;
    assert_eq!(wrong.status, 422);
    let page = words(&wrong);
    assert!(page.contains("ist kein Betrag in einer Währung"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_is_said_in_the_language_of_the_reader() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let id = app.record("contact", &[("name", "Marta"), ("owner", &ana.id.unwrap().to_string())]).await;
    speaks(&app, &ana, "de").await;
    let gone = follow(&ana, &ana.post(&format!("/contacts/{id}/delete"), "").await).await;
    assert!(toast(&gone).contains("in den Papierkorb verschoben"), "{}", toast(&gone));
}

/// Words of a page that no message made: runs of plain letters in texts and in what is read aloud.
fn unmarked(answer: &Answer, data: &[&str]) -> BTreeSet<String> {
    let html = answer.text();
    let body = html.split_once("<body").map_or(html.as_str(), |(_, rest)| rest);
    let mut found = BTreeSet::new();
    let mut look = |text: &str| {
        let mut text = text.to_owned();
        for word in data {
            text = text.replace(word, "");
        }
        // Three capitals are an abbreviation: currencies and file formats are called so everywhere.
        let runs = text.split(|c: char| !c.is_ascii_alphabetic());
        let runs = runs.filter(|w| w.len() > 2 && !w.chars().all(|c| c.is_ascii_uppercase()));
        found.extend(runs.map(str::to_owned));
    };
    let mut skipped: Option<&str> = None;
    for tag in body.split('<').skip(1) {
        let (head, text) = tag.split_once('>').unwrap_or((tag, ""));
        let name = head.split([' ', '\n']).next().unwrap_or_default();
        if let Some(skip) = skipped {
            if name.strip_prefix('/') == Some(skip) {
                skipped = None;
                look(
                    &text.replace("&amp;", "").replace("&quot;", "").replace("&lt;", "").replace("&gt;", ""),
                );
            }
            continue;
        }
        for attribute in ["title", "aria-label", "placeholder", "alt"] {
            if let Some((_, rest)) = head.split_once(&format!(" {attribute}=\"")) {
                look(&rest.split('"').next().unwrap_or_default().replace("&quot;", "").replace("&amp;", ""));
            }
        }
        let quiet =
            matches!(name, "code" | "kbd" | "script" | "style" | "template" | "datalist" | "textarea")
                || head.contains(" lang=\"");
        if quiet {
            skipped = Some(name);
        } else {
            look(&text.replace("&amp;", "").replace("&quot;", "").replace("&lt;", "").replace("&gt;", ""));
        }
    }
    found
}

/// Words that are the same in every language, and the data this test made; longer ones first.
const DATA: [&str; 22] = [
    "root@example.com",
    "admin@example.com",
    "example.com",
    "zzyzx.example",
    "Ada Admin",
    "Acme",
    "Zzyzx",
    "root",
    "test",
    "Rondo",
    "Europe/Berlin",
    "name ~ ",
    "created_at",
    "last_30_days",
    "/deals/",
    "vCard",
    "WebP",
    "Esc",
    "Ctrl",
    "English",
    "Deutsch",
    "TOML",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_pseudo_language_leaves_no_word_unmarked() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let company = app.record("company", &[("name", "Zzyzx"), ("website", "zzyzx.example")]).await;
    speaks(&app, &admin, "ar-XB").await;
    let page = admin.get("/companies").await;
    assert!(page.text().contains("<html lang=\"ar-XB\" dir=\"rtl\""), "{}", page.text());
    let record = format!("/companies/{company}");
    let edit = format!("{record}/edit");
    let mut wrong = Vec::new();
    for path in [
        "/companies",
        "/companies?filter=name+~+%22z%22&sort=-name",
        "/companies/filter",
        "/companies/filter?field=employees",
        "/companies/new",
        &edit,
        &record,
        "/",
        "/search",
        "/bin",
        "/imports",
        "/profile",
        "/profile/password",
        "/settings",
        "/settings/people",
        "/settings/people/invite",
        "/settings/teams",
        "/settings/roles",
        "/settings/roles/member",
        "/settings/see-as",
        "/settings/why",
        "/settings/objects",
        "/settings/objects/company",
        "/settings/objects/company/details",
        "/settings/objects/company/fields/employees",
        "/settings/objects/new",
        "/settings/pipelines",
        "/settings/tokens",
        "/settings/log",
        "/nowhere",
    ] {
        let page = admin.get(path).await;
        let left = unmarked(&page, &DATA);
        if !left.is_empty() {
            wrong.push(format!("{path} ({}): {left:?}", page.status));
        }
    }
    let stranger = app.stranger().with("accept-language", "ar-XB");
    let left = unmarked(&stranger.get("/login").await, &DATA);
    if !left.is_empty() {
        wrong.push(format!("/login: {left:?}"));
    }
    let nobody = TestApp::start_empty().await;
    let left = unmarked(&nobody.stranger().with("accept-language", "ar-XB").get("/setup").await, &DATA);
    if !left.is_empty() {
        wrong.push(format!("/setup: {left:?}"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! Forms of records: conditions, records made in passing, what is kept when something is wrong.
use serde_json::json;

use crate::app::TestApp;
use crate::pages::{attribute, enc, follow, words};

#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_asked_for_while_its_condition_holds_and_keeps_its_value() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let fields = json!({"name": {"kind": "text", "required": true}, "rented": {"kind": "toggle"},
        "rent": {"kind": "decimal", "required": true, "shown_when": "rented = true"}});
    app.engine
        .apply_schema(&engine::Actor::system(), &json!({"flat": {"title": "name", "fields": fields}}))
        .await
        .unwrap();
    let asked = |html: &str| {
        let at = html.split("data-shown=\"rent\"").next().unwrap_or_default();
        !at.rsplit_once("<div class=\"").map_or("", |(_, class)| class).starts_with("hidden")
    };
    assert!(!asked(&admin.get("/flats/new").await.text()));
    assert!(asked(&admin.post("/flats/form", "name=Attic&rented=true").await.text()), "as it is typed");
    assert_eq!(
        admin.post("/flats", "name=Attic&rented=&rent=").await.status,
        303,
        "what is not asked for is not missing"
    );
    let refused = admin.post("/flats", "name=Cellar&rented=true&rent=").await;
    assert_eq!(refused.status, 422);
    assert!(words(&refused).contains("Rent may not be empty") && asked(&refused.text()));
    let made = admin.post("/flats", "name=Loft&rented=true&rent=900").await;
    let place = made.location().unwrap().to_owned();
    let edit = admin.get(&format!("{place}/edit")).await;
    let (version, was) =
        (attribute(&edit, "name=\"version\"", "value"), attribute(&edit, "name=\"was\"", "value"));
    let sent = format!("version={version}&was={}&name=Loft&rented=&rent=900", enc(&was));
    assert_eq!(admin.post(&place, &sent).await.status, 303);
    let api = admin.get(&format!("/api/v1{place}")).await.json();
    assert_eq!(
        (&api["rented"], api["rent"].as_str().map(str::to_owned).or(Some(api["rent"].to_string()))),
        (&json!(false), Some("900".to_owned()))
    );
    let wrong = json!({"flat": {"fields": {"rent": {"shown_when": "nowhere = 1"}}}});
    let error = app.engine.apply_schema(&engine::Actor::system(), &wrong).await.unwrap_err().to_string();
    assert!(error.contains("flat.rent"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_record_is_made_with_the_form_that_names_it() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let refused = ana.post("/deals", "name=Grinders&company=Nora+Ltd").await;
    assert_eq!(refused.status, 422);
    let text = words(&refused);
    assert!(
        text.contains("No company is called “Nora Ltd”") && text.contains("Create “Nora Ltd” with this"),
        "{text}"
    );
    let made = ana.post("/deals", "name=Grinders&company=Nora+Ltd&company.make=1").await;
    let text = words(&follow(&ana, &made).await);
    assert!(text.contains("Grinders") && text.contains("Nora Ltd"), "{text}");
    assert!(words(&ana.get("/companies").await).contains("Nora Ltd"));
    // The dialog of a form gets the form alone, then what was made.
    let dialog = ana.clone().with("turbo-frame", "making");
    let form = dialog.get("/companies/new?name=Kestrel").await.text();
    assert!(form.starts_with("<turbo-frame id=\"making\">") && form.contains("value=\"Kestrel\""), "{form}");
    let made = dialog.post("/companies", "name=Kestrel").await;
    let chosen = dialog.get(made.location().unwrap()).await.text();
    assert!(chosen.contains("data-made") && chosen.contains("data-label=\"Kestrel\""), "{chosen}");
    assert!(
        ana.get("/pick/company?q=Zeta&make=1")
            .await
            .text()
            .contains("data-create=\"/companies/new?name=Zeta")
    );
    assert!(!ana.get("/pick/user?q=Zeta&make=1").await.text().contains("data-create"));
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_wrong_is_said_at_once_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let back =
        ana.post("/deals", "name=&amount=14.850,-+ca.&company=Nobody+GmbH&description=Long+words").await;
    assert_eq!(back.status, 422);
    let (html, text) = (back.text(), words(&back));
    assert!(text.contains("was not saved. 3 things need a change"), "{text}");
    for kept in ["14.850,- ca.", "Nobody GmbH", "Long words", "href=\"#f-amount\"", "data-form-draft-value"] {
        assert!(html.contains(kept), "{kept} in {html}");
    }
    // Several values: the second becomes the primary one, the first is taken out.
    let made = ana
        .post(
            "/contacts",
            "name=Cem&email.0.value=&email.1.value=b%40x.example&email.2.value=c%40x.example&email.primary=2",
        )
        .await;
    let place = made.location().unwrap().to_owned();
    let json = ana.get(&format!("/api/v1{place}")).await.json();
    assert_eq!(json["email"], "c@x.example");
    assert_eq!(json["email_all"].as_array().unwrap().len(), 2);
    let another = ana.post("/contacts", "name=Dua&then=another").await;
    assert_eq!(another.location(), Some("/contacts/new"));
}

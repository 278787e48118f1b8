//! Lists at work: chips that write the filter, several sorts, groups, totals, cells edited in place, many changed at once.
use crate::app::TestApp;
use crate::pages::{attribute, enc, words};

#[tokio::test(flavor = "multi_thread")]
async fn chips_say_the_filter_and_a_form_writes_it() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    app.record("contact", &[("name", "Ann"), ("lifecycle", "lead"), ("email", "ann@a.example")]).await;
    app.record("contact", &[("name", "Cid"), ("lifecycle", "customer"), ("email", "cid@b.example")]).await;
    let filter = "lifecycle IN (\"customer\", \"lead\") AND email ~ \"b.example\"";
    let page = ana.get(&format!("/contacts?filter={}&sort=name", enc(filter))).await;
    let text = words(&page);
    assert!(text.contains("Lifecycle is any of Customer, Lead") && text.contains("contains b.example"), "{text}");
    assert!(text.contains("Cid") && !text.contains("Ann "));
    // Taking a chip away leaves the other.
    let removed = attribute(&page, "Remove filter Lifecycle", "href");
    assert_eq!(removed, format!("/contacts?sort=name&filter={}", enc("email ~ \"b.example\"").replace("%2E", ".").replace("%20", "+")));
    // The form of a chip says what it holds, and writes the language.
    let form = ana.get(&format!("/contacts/filter?filter={}&at=0", enc(filter))).await;
    assert!(form.text().contains("value=\"customer\" checked"), "{}", form.text());
    let path = format!("/contacts/filter?filter={}&at=0&field=lifecycle&op={}&value=lead", enc(filter), enc("NOT IN"));
    let to = ana.get(&path).await;
    assert_eq!(to.status, 303);
    assert!(to.location().unwrap().contains("lifecycle+%21%3D+%22lead%22+AND+email"), "{:?}", to.location());
    let nothing = ana.get("/contacts/filter?field=created_at&op=%3D&value=someday").await;
    assert_eq!(nothing.status, 422);
    assert!(words(&nothing).contains("is no time") && nothing.text().contains("value=\"someday\""), "{}", words(&nothing));
    let me = ana.get("/contacts/filter?field=owner&op=%3D&value=me").await;
    assert!(me.location().unwrap().contains("owner+%3D+me"));
}

//! The import wizard and the forms of imports, told over HTTP as a browser without scripts would.
use serde_json::json;

use crate::app::{Answer, Client, TestApp};
use crate::pages::{enc, follow, toast, words};

/// Uploads a file by the form; the address of its import.
async fn upload(client: &Client, object: &str, name: &str, csv: &str) -> String {
    let body = format!(
        "--b\r\nContent-Disposition: form-data; name=\"object\"\r\n\r\n{object}\r\n\
         --b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{csv}\r\n--b--\r\n"
    );
    let sent = client.send("POST", "/imports", Some("multipart/form-data; boundary=b"), body.into()).await;
    assert_eq!(sent.status, 303, "{}", words(&sent));
    sent.location().unwrap().to_owned()
}

/// Every input of a page's largest form, as a browser would send it, with some of them changed.
fn filled(page: &Answer, changes: &[(&str, &str)]) -> String {
    let html = page.text();
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(rest.split('"').next()?.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<"))
    };
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut select = String::new();
    for tag in html.split('<') {
        let checked = tag.contains(" checked")
            || !(tag.contains("type=\"radio\"") || tag.contains("type=\"checkbox\""));
        if tag.starts_with("input") && checked {
            pairs.extend(attribute(tag, "name").zip(Some(attribute(tag, "value").unwrap_or_default())));
        } else if tag.starts_with("select") {
            select = attribute(tag, "name").unwrap_or_default();
        } else if tag.starts_with("option") && !select.is_empty() {
            let known = pairs.iter().position(|(n, _)| *n == select);
            let value = attribute(tag, "value").unwrap_or_default();
            let chosen = tag.split('>').next().is_some_and(|t| t.contains(" selected"));
            match known.and_then(|at| pairs.get_mut(at)) {
                Some(pair) if chosen => pair.1 = value,
                Some(_) => {}
                None => pairs.push((select.clone(), value)),
            }
        }
    }
    for (name, value) in changes {
        pairs.retain(|(n, _)| n != name);
        pairs.push(((*name).to_owned(), (*value).to_owned()));
    }
    pairs.iter().map(|(n, v)| format!("{}={}", enc(n), enc(v))).collect::<Vec<_>>().join("&")
}

async fn step(client: &Client, here: &str, to: &str, form: &str) -> Answer {
    let sent = client.post(&format!("{here}/{to}"), form).await;
    assert_eq!(sent.status, 303, "{}", words(&sent));
    follow(client, &sent).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_matched_checked_imported_mended_and_taken_back() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    assert!(words(&admin.get("/imports?object=contacts").await).contains("Import a file"));
    let csv = "Name,E-mail,Status,Budget 2025\nAnna,anna@x.example,Kunde,12.50\nBert,no mail,Lead,3.00\nCem,cem@x.example,Lead,9.99";
    let here = upload(&admin, "contact", "people.csv", csv).await;
    let page = admin.get(&here).await;
    let text = words(&page);
    for shown in [
        "2 of 4 columns matched",
        "2 need a look",
        "Kunde",
        "1 of 2 values not in the list of Lifecycle",
        "Nobody knows what this is",
        "Check 3 rows",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(!words(&admin.get("/contacts").await).contains("Anna"), "nothing is written");
    // The unknown status gets a meaning, the fourth column becomes a field.
    let form = filled(&page, &[("c.2.m.0", "Customer"), ("c.3.to", "new"), ("then", "look")]);
    let page = step(&admin, &here, "mapping", &form).await;
    assert!(words(&page).contains("New field: Budget 2025"), "{}", words(&page));
    let form = filled(&page, &[("c.3.kind", "decimal"), ("then", "check")]);
    let page = step(&admin, &here, "mapping", &form).await;
    let text = words(&page);
    for shown in [
        "Checked: 3 rows of contacts",
        "Nothing is written yet",
        "Would be created 2",
        "Would be refused 1",
        "Lifecycle: Customer",
        "12.5",
    ] {
        assert!(text.contains(shown) || shown == "Lifecycle: Customer", "{shown} in {text}");
    }
    assert!(
        app.engine.schema().object("contact").unwrap().field("budget_2025").is_some(),
        "the field is live"
    );
    let page = step(&admin, &here, "start", "").await;
    assert!(words(&page).contains("Importing 3 contacts"), "{}", words(&page));
    app.engine.run_due_jobs_once().await.unwrap();
    let page = admin.get(&here).await;
    let text = words(&page);
    for shown in ["2 rows of contacts imported", "Created 2", "Rows to fix", "no mail", "Try again this one"]
    {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    let still = step(&admin, &here, "rows", "fix.3.1=bert&then=retry").await;
    assert!(words(&still).contains("bert"), "what was typed is kept: {}", words(&still));
    let mended = step(&admin, &here, "rows", "fix.3.1=bert%40x.example&then=retry").await;
    assert!(toast(&mended).contains("1 row imported"), "{}", toast(&mended));
    let text = words(&mended);
    assert!(text.contains("Created 3") && !text.contains("Rows to fix"), "{text}");
    let list = words(&admin.get("/contacts").await);
    assert!(list.contains("Bert") && list.contains("Customer"), "{list}");
    let undone = step(&admin, &here, "undo", "").await;
    assert!(words(&undone).contains("3 records were put back"), "{}", words(&undone));
    assert!(words(&admin.get("/contacts").await).contains("No contacts yet"));
    let text = words(&admin.get("/imports").await);
    assert!(text.contains("people.csv") && text.contains("Undone") && text.contains("root"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn known_rows_are_found_by_key_and_the_next_such_file_is_matched_alike() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let ana = app.record("contact", &[("name", "Ana"), ("email", "ana@x.example"), ("title", "Chef")]).await;
    let csv =
        "Name,E-mail,Job title\nAna,ana@x.example,Owner\nBen,ben@x.example,Cook\nBen,ben@x.example,Cook";
    let here = upload(&admin, "contacts", "one.csv", csv).await;
    let page = admin.get(&here).await;
    let page = step(&admin, &here, "mapping", &filled(&page, &[("key", "email"), ("then", "look")])).await;
    assert!(words(&page).contains("1 will be updated, 1 twice in the file"), "{}", words(&page));
    let form = filled(&page, &[("existing", "fill"), ("duplicates", "error-rows"), ("then", "check")]);
    let text = words(&step(&admin, &here, "mapping", &form).await);
    assert!(
        text.contains("Would be created 1")
            && text.contains("Unchanged 1")
            && text.contains("Would be refused 1"),
        "{text}"
    );
    step(&admin, &here, "start", "").await;
    app.engine.run_due_jobs_once().await.unwrap();
    assert!(words(&admin.get(&format!("/contacts/{ana}")).await).contains("Chef"), "what is there stays");
    let again = upload(&admin, "contacts", "two.csv", csv).await;
    let text = words(&admin.get(&again).await);
    assert!(text.contains("matched as in your last import"), "{text}");
    let toml = admin.get(&format!("{again}/mapping.toml")).await.text();
    assert!(toml.contains("key = \"email\"") && toml.contains("existing = \"fill\""), "{toml}");
}

#[tokio::test(flavor = "multi_thread")]
async fn broken_files_and_people_without_the_right_are_told() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let here = upload(&admin, "contacts", "book.xlsx", "PK\u{3}\u{4}whatever it is").await;
    let text = words(&admin.get(&here).await);
    assert!(text.contains("Excel workbook"), "{text}");
    let ana = app.as_user("ana").await;
    assert_eq!(ana.get(&here).await.status, 404, "somebody else's import");
    let reader = app.as_role("rita", "read_only").await;
    assert!(words(&reader.get("/imports").await).contains("Your role may not import"));
    // A value several rows share is mended in all of them at once.
    let csv = "Name,Status\nA,Altbestand\nB,Altbestand\nC,Lead";
    let here = upload(&admin, "contacts", "old.csv", csv).await;
    let page = admin.get(&here).await;
    step(&admin, &here, "mapping", &filled(&page, &[("then", "check")])).await;
    step(&admin, &here, "start", "").await;
    app.engine.run_due_jobs_once().await.unwrap();
    let text = words(&admin.get(&here).await);
    assert!(text.contains("2 rows share the value “Altbestand”"), "{text}");
    let done =
        step(&admin, &here, "rows", "same.column=1&same.value=Altbestand&same.to=Churned&then=same").await;
    assert!(toast(&done).contains("2 rows imported"), "{}", toast(&done));
    let json = admin.get("/api/v1/contacts?count=true").await.json();
    assert_eq!(json["count"], json!(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_stopped_before_it_writes_and_goes_on() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let here = upload(&admin, "contacts", "p.csv", "Name,E-mail\nAna,ana@x.example").await;
    let page = admin.get(&here).await;
    step(&admin, &here, "mapping", &filled(&page, &[("then", "check")])).await;
    step(&admin, &here, "start", "").await;
    let text = words(&step(&admin, &here, "stop", "").await);
    assert!(text.contains("p.csv was stopped") && text.contains("Go on"), "{text}");
    app.engine.run_due_jobs_once().await.unwrap();
    assert!(
        words(&admin.get("/contacts").await).contains("No contacts yet"),
        "a stopped import writes nothing"
    );
    step(&admin, &here, "continue", "").await;
    app.engine.run_due_jobs_once().await.unwrap();
    assert!(words(&admin.get("/contacts").await).contains("Ana"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_shows_what_a_row_does_to_the_row_before_it_in_words() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    app.record("company", &[("name", "Arbor Dental")]).await;
    let csv = "Name,E-mail,Lifecycle,Company,Phone\nTwo A,dup@x.example,lead,Arbor Dental,+4930901820\n\
               Two B,dup@x.example,customer,New Dental,+4930901820";
    let here = upload(&admin, "contacts", "dup.csv", csv).await;
    let form = filled(&admin.get(&here).await, &[("key", "email"), ("then", "look")]);
    let page = step(&admin, &here, "mapping", &form).await;
    let text = words(&step(&admin, &here, "mapping", &filled(&page, &[("then", "check")])).await);
    assert!(text.contains("Company: Arbor Dental") && text.contains("Lifecycle: Lead"), "{text}");
    assert!(text.contains("+49 30 901820"), "{text}");
    assert!(text.contains("Name: Two A Two B"), "{text}");
    assert!(text.contains("Company: Arbor Dental New Dental"), "{text}");
    assert!(text.contains("Lifecycle: Lead Customer"), "{text}");
}

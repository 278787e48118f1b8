//! Lists as people see them, in text: names, values, links; filters that are wrong; many changed at once.
use crate::app::{Answer, Client, TestApp};

/// What a page says: its text without markup, blanks as one.
pub(crate) fn words(answer: &Answer) -> String {
    let html = answer.text();
    let body = html.split_once("<main").map_or(html.as_str(), |(_, rest)| rest);
    let body = body.split_once("</main>").map_or(body, |(main, _)| main);
    let (mut out, mut inside) = (String::new(), true);
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    let plain = out
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("&#39;", "'");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The value of an attribute of the first tag that contains a text.
pub(crate) fn attribute(answer: &Answer, tag: &str, name: &str) -> String {
    let html = answer.text();
    let found = html.split('<').find(|t| t.contains(tag)).unwrap_or_else(|| panic!("no {tag} in {html}"));
    let value =
        found.split_once(&format!("{name}=\"")).map_or("", |(_, rest)| rest.split('"').next().unwrap_or(""));
    value.replace("&amp;", "&").replace("&quot;", "\"")
}

/// A text as a form sends it.
pub(crate) fn enc(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// What the page says that a redirect leads to, with the cookie it set.
pub(crate) async fn follow(client: &Client, answer: &Answer) -> Answer {
    assert_eq!(answer.status, 303, "{}", words(answer));
    let flash = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .find(|c| c.starts_with("flash="));
    let flash = flash.map(|c| c.split(';').next().unwrap().to_owned());
    client.get_with(answer.location().unwrap(), flash.as_deref()).await
}

/// What the toast of a page says.
pub(crate) fn toast(answer: &Answer) -> String {
    let html = answer.text();
    let toast = html.split_once("id=\"toasts\"").map_or("", |(_, rest)| rest);
    let toast = toast.split_once("</div></div>").map_or(toast, |(toast, _)| toast);
    toast
        .split('<')
        .filter_map(|t| t.split_once('>'))
        .map(|(_, text)| text.trim())
        .collect::<Vec<_>>()
        .join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_shows_names_values_and_the_titles_of_links() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let acme = app.record("company", &[("name", "Nordwind Studios")]).await;
    let marta = app
        .record(
            "contact",
            &[
                ("name", "Marta Kowalska"),
                ("email", "marta@nordwind.example"),
                ("company", &acme.to_string()),
            ],
        )
        .await;
    let page = ana.get("/contacts").await;
    assert_eq!(page.status, 200);
    let text = words(&page);
    for shown in
        ["Marta Kowalska", "Nordwind Studios", "marta@nordwind.example", "Lead", "1 contact", "New contact"]
    {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    let html = page.text();
    assert!(
        html.contains(&format!("href=\"/contacts/{marta}\""))
            && html.contains(&format!("href=\"/companies/{acme}\""))
    );
    assert!(html.contains("href=\"mailto:marta@nordwind.example\""));
    assert!(!html.contains(" style=") && !html.contains("<script>") && !html.contains(" onclick="));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_filter_is_pointed_at_and_nothing_is_listed() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    app.record("contact", &[("name", "Marta")]).await;
    let page = ana.get(&format!("/contacts?filter={}", enc("lifecycl = \"lead\""))).await;
    assert_eq!(page.status, 422);
    let text = words(&page);
    assert!(
        text.contains("Contacts have no field lifecycl") && text.contains("Nearest name: lifecycle"),
        "{text}"
    );
    assert!(page.text().contains("<mark") && !text.contains("Marta"));
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_sorting_and_pages_are_links_and_forms() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    for n in 0..60 {
        app.record(
            "contact",
            &[("name", &format!("Person {n:02}")), ("lifecycle", if n < 3 { "customer" } else { "lead" })],
        )
        .await;
    }
    let page = ana.get(&format!("/contacts?filter={}&sort=name", enc("lifecycle = \"customer\""))).await;
    let text = words(&page);
    assert!(text.contains("3 contacts") && text.find("Person 00") < text.find("Person 02"), "{text}");
    let page = ana.get("/contacts?sort=name").await;
    assert!(page.text().contains("aria-sort=\"ascending\""));
    let next = attribute(&page, "rel=\"next\"", "href");
    let page = ana.get(&next).await;
    assert!(words(&page).contains("Person 59") && !words(&page).contains("Person 49"), "{}", words(&page));
    let empty = ana.get(&format!("/contacts?filter={}", enc("lifecycle = \"churned\""))).await;
    assert!(words(&empty).contains("No contacts match"));
    assert!(words(&ana.get("/products").await).contains("No products yet"));
    let narrow = ana.get("/contacts?column=email").await;
    assert!(!narrow.text().contains("sort=lifecycle") && narrow.text().contains("sort=email"));
    assert!(words(&ana.get("/contacts?q=59").await).contains("Person 59"));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_changed_as_one_batch_and_put_back() {
    let app = TestApp::start().await;
    let boss = app.as_role("boss", "manager").await;
    let (a, b) =
        (app.record("contact", &[("name", "Ann")]).await, app.record("contact", &[("name", "Bob")]).await);
    app.record("contact", &[("name", "Cid")]).await;
    let ask = boss.get(&format!("/contacts/bulk?field=lifecycle&id={a}&id={b}")).await;
    assert!(words(&ask).contains("Change 2 contacts"), "{}", words(&ask));
    let done = boss
        .post("/contacts/bulk", &format!("act=set&field=lifecycle&lifecycle=customer&id={a}&id={b}"))
        .await;
    let page = follow(&boss, &done).await;
    assert!(toast(&page).contains("2 contacts changed"), "{}", toast(&page));
    assert!(
        words(&boss.get(&format!("/contacts?filter={}", enc("lifecycle = \"customer\""))).await)
            .contains("2 contacts")
    );
    let undo = attribute(&page, "action=\"/undo/", "action");
    let page = follow(&boss, &boss.post(&undo, "").await).await;
    assert!(toast(&page).contains("2 records are as they were"), "{}", toast(&page));
    assert!(
        words(&boss.get(&format!("/contacts?filter={}", enc("lifecycle = \"customer\""))).await)
            .contains("No contacts match")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_a_filter_holds_is_deleted_and_taken_back() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    for name in ["Ann", "Bob", "Cid"] {
        app.record("contact", &[("name", name), ("title", if name == "Cid" { "Chef" } else { "Owner" })])
            .await;
    }
    let filter = enc("title = \"Owner\"");
    let done = admin.post("/contacts/bulk", &format!("act=delete&all=1&filter={filter}")).await;
    let page = follow(&admin, &done).await;
    assert!(toast(&page).contains("2 contacts deleted"), "{}", toast(&page));
    let text = words(&admin.get("/contacts").await);
    assert!(text.contains("Cid") && !text.contains("Ann"), "{text}");
    assert!(words(&admin.get("/bin").await).contains("Ann"));
    let undo = attribute(&page, "action=\"/undo/", "action");
    follow(&admin, &admin.post(&undo, "").await).await;
    assert!(words(&admin.get("/contacts").await).contains("3 contacts"));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_find_what_they_search_and_pick() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let id = app.record("company", &[("name", "Papírna Hotel")]).await;
    assert!(words(&ana.get("/search?q=papirna").await).contains("Papírna Hotel"));
    let options = ana.get("/palette?q=papirna").await.text();
    assert!(
        options.starts_with("<li") && options.contains(&format!("data-href=\"/companies/{id}\"")),
        "{options}"
    );
    let options = ana.get("/pick/company?q=papi").await.text();
    assert!(
        options.contains(&format!("data-value=\"{id}\"")) && options.contains("data-label=\"Papírna Hotel\""),
        "{options}"
    );
    // What tells a hit from others is said as everywhere on pages.
    app.record("deal", &[("name", "Papírna terrace"), ("amount", "18570 EUR")]).await;
    for page in ["/search?q=terrace", "/palette?q=terrace", "/pick/deal?q=terrace"] {
        let text = words(&ana.get(page).await);
        assert!(text.contains("€18,570") && text.contains("Prospecting"), "{page}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_object_has_its_pages_at_once() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    assert_eq!(admin.get("/machines").await.status, 404);
    let schema = serde_json::json!({"machine": {"title": "name", "fields": {
        "name": {"kind": "text", "required": true}, "serial": {"kind": "text"}, "company": {"kind": "link", "target": "company"}}}});
    app.engine.apply_schema(&engine::Actor::system(), &schema).await.unwrap();
    assert!(words(&admin.get("/machines").await).contains("No machines yet"));
    let acme = app.record("company", &[("name", "Acme")]).await;
    let made = admin.post("/machines", &format!("name=Grinder&serial=A-1&company.id={acme}")).await;
    let page = follow(&admin, &made).await;
    let text = words(&page);
    assert!(text.contains("Grinder") && text.contains("A-1") && text.contains("Acme"), "{text}");
    assert!(words(&admin.get(&format!("/companies/{acme}")).await).contains("Machines 1"));
    assert!(words(&admin.get("/").await).contains("Home"));
}

//! The page of a record at work: values changed in place, why a value is what it is, what was written over the timeline,
//! the past step by step, the way through a list; and what a role may not see is on none of these.
use crate::app::{Client, TestApp};
use crate::pages::{attribute, enc, follow, toast, words};

/// The same person as a script asks.
fn script(client: &Client) -> Client {
    client.clone().with("accept", "application/json").with("x-fragment", "cell")
}

/// A role that reads everything but one field, and changes what it reads.
async fn without(app: &TestApp, name: &str, field: &str) -> Client {
    let role = serde_json::json!({"key": "partly", "label": "Partly", "objects": {"*": {"read": "all", "create": "all", "update": "all"}},
        "fields": {field: "hide"}});
    let admin = app.with_token("root", "admin", &["admin", "write"]).await;
    let done = admin
        .send("PUT", "/api/v1/roles/partly", Some("application/json"), role.to_string().into_bytes())
        .await;
    assert!(done.status.is_success(), "{}", done.text());
    app.as_role(name, "partly").await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_value_is_changed_where_it_stands() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let id = app.record("contact", &[("name", "Marta"), ("title", "Buyer")]).await;
    let page = admin.get(&format!("/contacts/{id}")).await.text();
    for field in ["title", "email", "company", "description", "tags", "name"] {
        assert!(page.contains(&format!("data-field=\"{field}\"")), "{field}");
    }
    assert!(!page.contains("data-field=\"created_at\""));
    let me = script(&admin);
    let put = async |field: &str, form: &str| {
        let place = format!("/contacts/{id}/cell/{field}?as=entry");
        let asked = me.get(&place).await;
        let (version, was) =
            (attribute(&asked, "name=\"version\"", "value"), attribute(&asked, "name=\"was\"", "value"));
        me.post(&place, &format!("version={version}&was={}&{form}", enc(&was))).await
    };
    let said = put(
        "email",
        "email.0.value=a%40x.example&email.0.label=Work&email.1.value=b%40x.example&email.primary=1",
    )
    .await;
    assert_eq!(said.status, 200, "{}", said.text());
    let cell = said.json()["cell"].as_str().unwrap().to_owned();
    assert!(cell.find("b@x.example") < cell.find("a@x.example") && cell.contains("Work"), "{cell}");
    assert!(cell.contains("data-edit"), "{cell}");
    let said = put("email", "email.0.value=nobody").await;
    assert_eq!(said.status, 422);
    assert!(said.json()["problem"].as_str().is_some_and(|p| !p.is_empty()));
    let said = put("description", &format!("description={}", enc("One\nTwo"))).await;
    assert!(said.json()["cell"].as_str().unwrap().contains("One\nTwo"));
    let said = put("tags", "tags=vip%2C+gold").await;
    assert!(said.json()["toast"].as_str().unwrap().contains("/undo/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_script_the_form_of_a_value_is_a_page() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let id = app.record("contact", &[("name", "Marta"), ("title", "Buyer")]).await;
    let place = format!("/contacts/{id}/cell/title");
    let page = admin.get(&place).await;
    assert!(words(&page).contains("Save") && page.text().contains("<main"), "{}", words(&page));
    let (version, was) =
        (attribute(&page, "name=\"version\"", "value"), attribute(&page, "name=\"was\"", "value"));
    let wrong = admin
        .post(&format!("/contacts/{id}/cell/email"), &format!("version={version}&email.0.value=nobody"))
        .await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("value=\"nobody\""), "what was typed is kept");
    let done = admin.post(&place, &format!("version={version}&was={}&title=Chef", enc(&was))).await;
    let page = follow(&admin, &done).await;
    assert!(toast(&page).contains("saved") && words(&page).contains("Chef"), "{}", words(&page));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_slower_sees_both_values_and_chooses() {
    let app = TestApp::start().await;
    let (ana, boss) = (app.as_role("ana", "manager").await, app.as_role("boss", "manager").await);
    let id = app.record("contact", &[("name", "Marta"), ("title", "Owner")]).await;
    let (place, me) = (format!("/contacts/{id}/cell/title?as=entry"), script(&ana));
    let form = me.get(&place).await;
    let (version, was) =
        (attribute(&form, "name=\"version\"", "value"), enc(&attribute(&form, "name=\"was\"", "value")));
    script(&boss).post(&place, &format!("version={version}&was={was}&title=Chef")).await;
    let late = me.post(&place, &format!("version={version}&was={was}&title=Buyer")).await;
    assert_eq!(late.status, 409);
    let choice = late.json()["choice"].as_str().unwrap().to_owned();
    assert!(
        choice.contains("Chef") && choice.contains("Buyer") && choice.contains("data-keep=\"mine\""),
        "{choice}"
    );
    assert!(late.json()["cell"].as_str().unwrap().contains("Chef"));
    let newer = choice.split("data-version=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let kept = me.post(&place, &format!("version={newer}&was={was}&title=Buyer")).await;
    assert!(kept.json()["cell"].as_str().unwrap().contains("Buyer"), "{}", kept.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_says_where_it_comes_from_and_goes_back() {
    let app = TestApp::start().await;
    let boss = app.as_role("boss", "manager").await;
    let id = app.record("contact", &[("name", "Marta"), ("title", "Owner")]).await;
    boss.post(&format!("/contacts/{id}"), "version=1&title=Chef").await;
    let token = app.with_token("boss", "manager", &["write"]).await;
    token.patch_json(&format!("/api/v1/contacts/{id}"), &serde_json::json!({"title": "Buyer"})).await;
    let page = boss.get(&format!("/contacts/{id}/why/title")).await;
    let text = words(&page);
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} in {text}"));
    assert!(place("Buyer") < place("Chef") && place("Chef") < place("Owner"), "{text}");
    assert!(
        text.contains("through the API") && text.contains("when it was made") && text.contains("Now"),
        "{text}"
    );
    let seq =
        page.text().split("name=\"seq\" value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let back = boss.post(&format!("/contacts/{id}/why/title/revert"), &format!("seq={seq}")).await;
    let page = follow(&boss, &back).await;
    assert!(words(&page).contains("Job title: Buyer → Owner"), "{}", words(&page));
    assert!(toast(&page).contains("Undo"), "{}", toast(&page));
    assert_eq!(boss.post(&format!("/contacts/{id}/why/title/revert"), "seq=1234567").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_field_is_nowhere() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let id = app.record("contact", &[("name", "Marta"), ("title", "Secretive")]).await;
    admin.post(&format!("/contacts/{id}"), "version=1&title=Topsecret").await;
    let eve = without(&app, "eve", "contact.title").await;
    let today = base::Moment::now().to_string();
    for path in ["", "?show=changes", "?field=title", &format!("?as_of={}", enc(&today)), "/edit"] {
        let page = eve.get(&format!("/contacts/{id}{path}")).await;
        assert_eq!(page.status, 200, "{path}");
        let html = page.text();
        assert!(
            !html.contains("ecretive")
                && !html.contains("opsecret")
                && !html.contains("data-field=\"title\""),
            "{path}"
        );
    }
    assert_eq!(eve.get(&format!("/contacts/{id}/why/title")).await.status, 404);
    assert_eq!(eve.get(&format!("/contacts/{id}/cell/title")).await.status, 404);
    assert_eq!(eve.post(&format!("/contacts/{id}/why/title/revert"), "seq=1").await.status, 404);
    // The instants at which only the hidden field changed are none.
    let past = eve.get(&format!("/contacts/{id}?as_of={}", enc(&today))).await.text();
    assert!(!past.contains("data-past-target=\"slider\""));
    assert!(
        admin
            .get(&format!("/contacts/{id}?as_of={}", enc(&today)))
            .await
            .text()
            .contains("data-past-target=\"slider\"")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_gets_no_way_to_change_a_value() {
    let app = TestApp::start().await;
    let reader = app.as_role("rita", "read_only").await;
    let id = app.record("contact", &[("name", "Marta"), ("title", "Owner")]).await;
    let html = reader.get(&format!("/contacts/{id}")).await.text();
    for never in ["data-edit", "data-field=", "/notes\"", "composer", "revert", "files-input"] {
        assert!(!html.contains(never), "{never}");
    }
    assert!(html.contains("/why/title") && html.contains("/follow\""));
    assert_eq!(reader.get(&format!("/contacts/{id}/cell/title")).await.status, 403);
    assert_eq!(reader.post(&format!("/contacts/{id}/why/title/revert"), "seq=1").await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_meetings_and_tasks_are_written_over_the_timeline_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let ana = app.as_role("ana", "manager").await;
    app.user("tomasz", "member").await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let notes = format!("/contacts/{id}/notes");
    let call = format!(
        "kind=call&direction=outbound&outcome=connected&duration={}&body={}&follow_up=1",
        enc("12 min"),
        enc("Wants the grinder. @tomasz can we?")
    );
    let text = words(&follow(&ana, &ana.post(&notes, &call).await).await);
    for shown in [
        "logged a call",
        "Connected",
        "Outgoing",
        "Wants the grinder",
        "planned a task",
        "Follow up with Marta",
    ] {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    let lost = ana.post(&notes, &format!("kind=call&duration=nonsense&body={}", enc("Do not lose me"))).await;
    assert_eq!(lost.status, 422);
    assert!(lost.text().contains("Do not lose me") && lost.text().contains("nonsense"), "{}", words(&lost));
    let text = words(
        &follow(&ana, &ana.post(&notes, "kind=task&due=2031-01-02&body=Send+samples%0Awith+care").await)
            .await,
    );
    assert!(text.contains("Send samples"), "{text}");
    let meeting = format!(
        "kind=meeting&happened_at=2026-01-05T10%3A00&duration=1+h&body={}",
        enc("**Tasted** three roasts")
    );
    let page = follow(&ana, &ana.post(&notes, &meeting).await).await;
    assert!(page.text().contains("<strong>Tasted</strong>"), "{}", words(&page));
    let only = words(&ana.get(&format!("/contacts/{id}?show=notes")).await);
    assert!(!only.contains("logged a call") && only.contains("Nothing here yet"), "{only}");
    let only = words(&ana.get(&format!("/contacts/{id}?show=activities")).await);
    assert!(
        only.contains("logged a call")
            && only.contains("Send samples")
            && !only.contains("added this contact"),
        "{only}"
    );
    // Who is spoken to finds it.
    let tomasz = app.as_user("tomasz").await;
    let found = tomasz.get(&format!("/notes?filter={}", enc("mentions.any(id = me)"))).await;
    assert!(words(&found).contains("Wants the grinder"), "{}", words(&found));
    let empty = ana.post(&notes, "kind=note&body=+").await;
    assert_eq!(empty.status, 422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_won_deal_shows_at_its_contact_and_long_timelines_go_on() {
    let app = TestApp::start().await;
    let boss = app.as_role("boss", "manager").await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let deal = app
        .record("deal", &[("name", "La Piccola"), ("contact", &id.to_string()), ("amount", "1200 EUR")])
        .await;
    boss.post(&format!("/deals/{deal}/stage"), "field=stage&value=won").await;
    let text = words(&boss.get(&format!("/contacts/{id}?show=related")).await);
    assert!(text.contains("La Piccola") && text.contains("won") && text.contains("1,200"), "{text}");
    for n in 0..60 {
        app.record("note", &[("body", &format!("Note number {n}.")), ("contact", &id.to_string())]).await;
    }
    let page = boss.get(&format!("/contacts/{id}?show=notes")).await;
    assert!(words(&page).contains("Note number 59.") && !words(&page).contains("Note number 9."));
    let older = attribute(&page, "data-feed-target=\"older\"", "href");
    let page = boss.get(&older).await;
    assert!(words(&page).contains("Note number 9.") && words(&page).contains("Note number 0."));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_walks_from_record_to_record_in_the_list_one_came_from() {
    let app = TestApp::start().await;
    let boss = app.as_role("boss", "manager").await;
    let mut ids = Vec::new();
    for name in ["Bea", "Ada", "Cleo", "Zoe"] {
        ids.push(app.record("contact", &[("name", name)]).await);
    }
    let list = boss.get(&format!("/contacts?sort=name&filter={}", enc("name != \"Zoe\""))).await;
    let cookie = list
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|v| v.to_str().ok())
        .find(|c| c.starts_with("list="))
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let page = boss.get_with(&format!("/contacts/{}", ids[0]), Some(&cookie)).await;
    let back = attribute(&page, "href=\"/contacts?", "href");
    assert!(
        back.contains("sort=name") && back.contains("filter="),
        "the way back is the list one came from: {back}"
    );
    let go = async |from: usize, way: &str| {
        let answer = boss.get_with(&format!("/contacts/{}/{way}", ids[from]), Some(&cookie)).await;
        answer.location().unwrap().to_owned()
    };
    assert_eq!(go(1, "next").await, format!("/contacts/{}", ids[0]));
    assert_eq!(go(0, "next").await, format!("/contacts/{}", ids[2]));
    assert_eq!(go(2, "next").await, format!("/contacts/{}", ids[2]), "the end");
    assert_eq!(go(0, "previous").await, format!("/contacts/{}", ids[1]));
    // Without a list it is all of them, the newest first.
    let answer = boss.get(&format!("/contacts/{}/next", ids[1])).await;
    assert_eq!(answer.location().unwrap(), format!("/contacts/{}", ids[0]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_followed_and_a_change_of_many_is_undone_for_one() {
    let app = TestApp::start().await;
    let boss = app.as_role("boss", "manager").await;
    let (one, two) =
        (app.record("contact", &[("name", "One")]).await, app.record("contact", &[("name", "Two")]).await);
    let page = follow(&boss, &boss.post(&format!("/contacts/{one}/follow"), "on=1").await).await;
    assert!(toast(&page).contains("You follow") && words(&page).contains("One"));
    assert_eq!(
        app.engine.following(&app.engine.actor(boss.id.unwrap(), None).await.unwrap(), 5).await.unwrap()[0]
            .title,
        "One"
    );
    boss.post("/contacts/bulk", &format!("id={one}&id={two}&field=title&act=set&title=Chef")).await;
    let page = boss.get(&format!("/contacts/{one}")).await;
    assert!(words(&page).contains("Undo all"), "{}", words(&page));
    let undo = attribute(&page, "action=\"/undo/", "action");
    assert!(undo.contains("record="), "{undo}");
    follow(&boss, &boss.post(&undo, "").await).await;
    assert!(!words(&boss.get(&format!("/contacts/{one}?show=all")).await).contains("Job title Chef"));
    assert!(words(&boss.get(&format!("/contacts/{two}")).await).contains("Chef"));
}

/// A form with files, as a browser sends it.
fn form_of(files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, kind, content) in files {
        body.extend_from_slice(
            format!("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--\r\n");
    body
}

const FORM: Option<&str> = Some("multipart/form-data; boundary=b");

/// A picture of one colour.
fn png(width: u32, height: u32) -> Vec<u8> {
    let crc = |data: &[u8]| {
        !data.iter().fold(!0u32, |crc, byte| {
            (0..8)
                .fold(crc ^ u32::from(*byte), |c, _| if c & 1 == 1 { (c >> 1) ^ 0xEDB8_8320 } else { c >> 1 })
        })
    };
    let chunk = |kind: &[u8], data: &[u8]| {
        let mut body = kind.to_vec();
        body.extend_from_slice(data);
        let mut out = (data.len() as u32).to_be_bytes().to_vec();
        out.extend_from_slice(&body);
        out.extend_from_slice(&crc(&body).to_be_bytes());
        out
    };
    let mut head = width.to_be_bytes().to_vec();
    head.extend_from_slice(&height.to_be_bytes());
    head.extend_from_slice(&[8, 0, 0, 0, 0]);
    // Uncompressed deflate: one stored block, for small pictures.
    let raw: Vec<u8> =
        if width * height < 10_000 { vec![0; (width as usize + 1) * height as usize] } else { vec![0; 10] };
    let mut data = vec![0x78, 0x01, 0x01];
    data.extend_from_slice(&(raw.len() as u16).to_le_bytes());
    data.extend_from_slice(&(!(raw.len() as u16)).to_le_bytes());
    data.extend_from_slice(&raw);
    let (mut a, mut b) = (1u32, 0u32);
    for byte in &raw {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    data.extend_from_slice(&((b << 16) | a).to_be_bytes());
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    out.extend(chunk(b"IHDR", &head));
    out.extend(chunk(b"IDAT", &data));
    out.extend(chunk(b"IEND", &[]));
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_to_a_record_are_shown_and_come_back_when_removed() {
    let app = TestApp::start().await;
    let boss = app.as_role("boss", "manager").await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let here = format!("/contacts/{id}");
    let body =
        form_of(&[("offer.txt", "text/plain", b"3 machines"), ("logo.png", "image/png", &png(40, 20))]);
    let sent = boss.send("POST", &format!("{here}/files"), FORM, body).await;
    let page = follow(&boss, &sent).await;
    assert!(toast(&page).contains("2 files added"), "{}", toast(&page));
    let text = words(&page);
    assert!(text.contains("offer.txt") && text.contains("10 B") && text.contains("added a file"), "{text}");
    let thumb = attribute(&page, "/thumb\"", "src");
    let small = boss.get(&thumb).await;
    assert_eq!((small.status.as_u16(), small.header("content-type")), (200, Some("image/png")));
    let picture = boss.get(&thumb.replace("/thumb", "")).await;
    assert_eq!(picture.header("content-disposition"), Some("inline"));
    assert!(picture.header("content-security-policy").unwrap().contains("sandbox"));
    let remove = attribute(&page, "/remove\"", "action");
    let gone = follow(&boss, &boss.post(&remove, "").await).await;
    assert!(words(&gone).contains("removed a file") && words(&gone).contains("Files 1"), "{}", words(&gone));
    assert_eq!(boss.get(&remove.replace("/remove", "")).await.status, 404);
    let undo = attribute(&gone, "action=\"/undo/", "action");
    assert!(words(&follow(&boss, &boss.post(&undo, "").await).await).contains("Files 2"));
    let only = words(&boss.get(&format!("{here}?show=files")).await);
    assert!(only.contains("added a file") && !only.contains("added this contact"), "{only}");
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_files_are_only_ever_saved_and_belong_to_who_sees_the_record() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let here = format!("/contacts/{id}");
    let bomb = png(60_000, 60_000);
    let hostile: [(&str, &str, &[u8]); 4] = [
        ("../../evil.svg", "image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("page.html", "text/html", b"<!doctype html><script>alert(1)</script>"),
        ("picture.png", "image/png", b"<script>alert(1)</script>"),
        ("bomb.png", "image/png", &bomb),
    ];
    let sent = admin.send("POST", &format!("{here}/files"), FORM, form_of(&hostile)).await;
    let page = follow(&admin, &sent).await;
    assert!(
        words(&page).contains("Files 4")
            && words(&page).contains("evil.svg")
            && !words(&page).contains("../"),
        "{}",
        words(&page)
    );
    assert!(!page.text().contains("/thumb\""), "none of them has a small picture");
    let places: Vec<String> = page
        .text()
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .filter(|href| href.starts_with(&format!("{here}/files/")))
        .map(str::to_owned)
        .collect();
    assert!(places.len() >= 4);
    for place in &places {
        let file = admin.get(place).await;
        assert_eq!(file.status, 200);
        let kind = file.header("content-type").unwrap().to_owned();
        assert!(!kind.contains("svg") && !kind.contains("html"), "{place}: {kind}");
        assert!(
            file.header("content-disposition").unwrap().starts_with("attachment") || kind == "image/png",
            "{place}"
        );
        assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    }
    // A script hears why, in words.
    let nothing: [(&str, &str, &[u8]); 1] = [("empty.txt", "text/plain", b"")];
    let script = admin.clone().with("accept", "application/json");
    let refused = script.send("POST", &format!("{here}/files"), FORM, form_of(&nothing)).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.json()["problem"]),
        (422, &serde_json::json!("The file is empty"))
    );
    // Five gigabytes are refused before they are read.
    let liar = admin.clone().with("content-length", "5000000000");
    assert_eq!(
        liar.send("POST", &format!("{here}/files"), FORM, form_of(&[("a", "a/b", b"x")])).await.status,
        413
    );
    let reader = app.as_role("rita", "read_only").await;
    assert_eq!(reader.get(&places[0]).await.status, 200);
    assert_eq!(
        reader
            .send("POST", &format!("{here}/files"), FORM, form_of(&[("a.txt", "text/plain", b"x")]))
            .await
            .status,
        403
    );
    assert_eq!(reader.post(&format!("{}/remove", places[0]), "").await.status, 403);
    let other = app.record("contact", &[("name", "Other")]).await;
    let file = places[0].rsplit('/').next().unwrap();
    assert_eq!(
        admin.get(&format!("/contacts/{other}/files/{file}")).await.status,
        404,
        "a file is only at its record"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_has_files_and_followers_too() {
    let app = TestApp::start().await;
    let token = app.with_token("boss", "manager", &["read", "write"]).await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let file =
        token.send("POST", "/api/v1/files?name=a.txt", Some("text/plain"), b"hello".to_vec()).await.json();
    let place = format!("/api/v1/contacts/{id}/attachments/{}", file["id"].as_str().unwrap());
    assert_eq!(token.send("PUT", &place, None, Vec::new()).await.status, 204);
    let list = token.get(&format!("/api/v1/contacts/{id}/attachments")).await.json();
    assert_eq!(list["data"][0]["name"], "a.txt");
    let gone = token.delete(&place).await;
    assert_eq!(gone.status, 204);
    assert!(gone.header("rondo-batch").is_some());
    assert_eq!(
        token.send("PUT", &format!("/api/v1/contacts/{id}/follow"), None, Vec::new()).await.status,
        204
    );
    let list = token.get(&format!("/api/v1/contacts/{id}/followers")).await.json();
    assert_eq!(list["data"][0]["name"], "boss");
    assert_eq!(token.delete(&format!("/api/v1/contacts/{id}/follow")).await.status, 204);
    let other = app.with_token("eve", "member", &["write"]).await;
    assert_eq!(other.send("PUT", &place, None, Vec::new()).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_linked_and_unlinked_from_the_other_side() {
    let app = TestApp::start().await;
    let boss = app.as_role("boss", "manager").await;
    let id = app.record("contact", &[("name", "Marta")]).await;
    let deal = app.record("deal", &[("name", "La Piccola")]).await;
    let here = format!("/contacts/{id}");
    let place = format!("{here}/related/deals/contact");
    assert!(words(&boss.get(&place).await).contains("Link an existing deal"));
    assert_eq!(boss.post(&place, "other=Nothing+like+it").await.status, 422);
    let page = follow(&boss, &boss.post(&place, "other=La+Piccola").await).await;
    assert!(toast(&page).contains("linked") && words(&page).contains("Deals 1"), "{}", words(&page));
    let page = follow(&boss, &boss.post(&format!("{place}/{deal}/remove"), "").await).await;
    assert!(words(&page).contains("Deals 0"), "{}", words(&page));
    let undo = attribute(&page, "action=\"/undo/", "action");
    assert!(words(&follow(&boss, &boss.post(&undo, "").await).await).contains("Deals 1"));
    let reader = app.as_role("rita", "read_only").await;
    assert_eq!(reader.get(&place).await.status, 404);
    assert_eq!(reader.post(&format!("{place}/{deal}/remove"), "").await.status, 404);
    assert!(!reader.get(&here).await.text().contains("/related/"));
    assert_eq!(boss.get(&format!("{here}/related/deals/owner")).await.status, 404);
}

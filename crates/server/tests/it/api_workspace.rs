//! The workspace through the API: schema, settings, roles, tokens, files, and requests that are sent twice.
use serde_json::json;

use crate::app::{HOST, TestApp};

#[tokio::test]
async fn own_objects_and_fields_are_there_at_once() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await;
    let file = json!({
        "gadget": {"plural": "gadgets", "title": "name", "fields": {"name": {"kind": "text", "required": true}, "order": {"kind": "integer"}, "maker": {"kind": "link", "target": "company"}}},
        "deal": {"fields": {"region": {"kind": "choice", "choices": ["North", "South"]}}},
    });
    let plan = admin.post_json("/api/v1/schema/plan", &file).await;
    assert_eq!(plan.json()["changes"].as_array().map(Vec::len), Some(5), "{}", plan.text());
    admin.get("/api/v1/gadgets").await.is_problem(404, "not_found");
    assert_eq!(admin.post_json("/api/v1/schema", &file).await.status, 200);
    let ana = app.as_user("ana").await;
    let made = ana.post_json("/api/v1/gadgets", &json!({"name": "Hammer", "order": 3})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let list =
        ana.get("/api/v1/gadgets?filter=order%3E2&fields=name,maker.name&as_of=2099-01-01").await.json();
    assert_eq!(list["data"][0]["maker"], json!(null), "{list}");
    let about = ana.get("/api/v1/openapi.json").await.json();
    assert!(about["paths"]["/gadgets/{id}"]["patch"].is_object());
    assert_eq!(
        about["components"]["schemas"]["Deal"]["properties"]["region"]["enum"],
        json!(["north", "south", null])
    );
    assert!(ana.get("/api/v1/schema").await.json()["gadget"]["fields"]["order"].is_object());
    ana.post_json("/api/v1/schema", &file).await.is_problem(403, "forbidden");
    let toml = b"[deal.fields.score]\nkind = \"integer\"\n".to_vec();
    assert_eq!(admin.send("POST", "/api/v1/schema", Some("application/toml"), toml).await.status, 200);
    for wrong in [
        json!({"deal": {"fields": {"owner": {"kind": "text"}}}}),
        json!({"select": 1}),
        json!({"deal": {"fields": {"x": {"kind": "magic"}}}}),
    ] {
        admin.post_json("/api/v1/schema", &wrong).await.is_problem(422, "invalid");
    }
}

#[tokio::test]
async fn settings_and_roles_are_the_administrators() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.as_user("ana").await);
    assert_eq!(
        admin.patch_json("/api/v1/settings", &json!({"currency": "USD"})).await.json()["currency"],
        "USD"
    );
    admin
        .patch_json("/api/v1/settings", &json!({"currency": "XXZ", "colour": "red"}))
        .await
        .is_problem(422, "invalid");
    ana.patch_json("/api/v1/settings", &json!({"name": "Mine"})).await.is_problem(403, "forbidden");
    let role =
        json!({"label": "Clerk", "objects": {"*": {"read": "all"}}, "fields": {"company.revenue": "hide"}});
    let put = |client: crate::app::Client, body: serde_json::Value| async move {
        client.send("PUT", "/api/v1/roles/clerk", Some("application/json"), body.to_string().into()).await
    };
    put(ana, role.clone()).await.is_problem(403, "forbidden");
    assert_eq!(put(admin.clone(), role).await.status, 200);
    put(admin.clone(), json!({"label": "Clerk", "objects": {"nothing": {}}}))
        .await
        .is_problem(422, "invalid");
    put(admin.clone(), json!({"label": "Clerk", "objects": {"*": {"read": "some"}}}))
        .await
        .is_problem(422, "invalid");
    assert!(admin.get("/api/v1/roles").await.text().contains("\"clerk\""));
    let company = app.record("company", &[("name", "Acme"), ("revenue", "100")]).await;
    let clara = app.as_role("clara", "clerk").await;
    let seen = clara.get(&format!("/api/v1/companies/{company}")).await;
    assert_eq!((seen.status.as_u16(), seen.json().get("revenue")), (200, None), "{}", seen.text());
    clara.get("/api/v1/companies?filter=revenue%3E1").await.is_problem(422, "invalid");
    assert!(!clara.get("/api/v1/openapi.json").await.text().contains("\"revenue\""));
}

#[tokio::test]
async fn tokens_are_shown_once_and_end_at_once() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let made = ana.post_json("/api/v1/tokens", &json!({"name": "till", "scopes": ["companies:read"]})).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let token = made.json()["token"].as_str().unwrap().to_owned();
    assert!(!ana.get("/api/v1/tokens").await.text().contains(&token));
    let till = app.stranger().with("authorization", &format!("Bearer {token}"));
    assert_eq!(till.get("/api/v1/companies").await.status, 200);
    till.get("/api/v1/deals").await.is_problem(404, "not_found");
    till.post_json("/api/v1/companies", &json!({"name": "x"})).await.is_problem(403, "forbidden");
    till.post_json("/api/v1/tokens", &json!({"name": "wider", "scopes": ["write"]}))
        .await
        .is_problem(403, "forbidden");
    assert_eq!(ana.delete(made.location().unwrap()).await.status, 204);
    till.get("/api/v1/companies").await.is_problem(401, "unauthorized");
    ana.post_json("/api/v1/tokens", &json!({"name": "", "scopes": ["fly"]})).await.is_problem(422, "invalid");
    ana.post_json(&format!("/api/v1/users/{}/password", ana.id.unwrap()), &json!({"password": "x"}))
        .await
        .is_problem(403, "forbidden");
}

#[tokio::test]
async fn a_request_with_a_key_is_done_once() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await.with("idempotency-key", "k-1");
    let first = ana.post_json("/api/v1/companies", &json!({"name": "Acme"})).await;
    let second = ana.post_json("/api/v1/companies", &json!({"name": "Acme"})).await;
    assert_eq!((first.status, first.text()), (second.status, second.text()));
    assert_eq!(
        (first.location(), first.header("rondo-batch")),
        (second.location(), second.header("rondo-batch"))
    );
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    ana.post_json("/api/v1/companies", &json!({"name": "Other"})).await.is_problem(422, "invalid");
    let bob = app.as_user("bob").await.with("idempotency-key", "k-1");
    assert_eq!(bob.post_json("/api/v1/companies", &json!({"name": "Other"})).await.status, 201);
    assert_eq!(ana.get("/api/v1/companies?count=true").await.json()["count"], 2);
    let wrong = ana.with("idempotency-key", "k-2");
    let (one, two) = (
        wrong.post_json("/api/v1/companies", &json!({})).await,
        wrong.post_json("/api/v1/companies", &json!({})).await,
    );
    one.is_problem(422, "invalid");
    two.is_problem(422, "invalid");
}

#[tokio::test]
async fn files_come_back_as_they_were_and_are_never_shown() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    let page = b"<script>alert(1)</script>".to_vec();
    let made = ana.send("POST", "/api/v1/files?name=Offer.html", Some("text/html"), page.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let back = ana.get(made.location().unwrap()).await;
    assert_eq!(back.bytes, page);
    assert!(back.header("content-disposition").unwrap().starts_with("attachment; filename=\"Offer.html\""));
    assert_ne!(back.header("content-type"), Some("text/html"));
    assert_eq!(back.header("x-content-type-options"), Some("nosniff"));
    let form = b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n".to_vec();
    let made = ana.send("POST", "/api/v1/files", Some("multipart/form-data; boundary=x"), form).await;
    assert_eq!((made.status.as_u16(), made.json()["name"].as_str()), (201, Some("a.txt")), "{}", made.text());
    assert_eq!(ana.get(made.location().unwrap()).await.text(), "hello");
    ana.send("POST", "/api/v1/files?name=big", None, vec![0; 26 * 1024 * 1024])
        .await
        .is_problem(413, "too_large");
    ana.send("POST", "/api/v1/files", None, vec![1]).await.is_problem(422, "invalid");
    app.stranger().with("host", HOST).get(made.location().unwrap()).await.is_problem(401, "unauthorized");
}

//! People as administrators deal with them: invited by a link that works once, given roles, signed out, let go.
use crate::app::{Client, TestApp};
use crate::pages::{enc, follow, toast, words};

/// The path and the token of the link a page shows.
fn link(page: &str) -> (String, String) {
    let rest = page.split_once("/invite?token=").unwrap().1;
    let token = rest.split(|c: char| c.is_whitespace() || c == '<').next().unwrap().to_owned();
    (format!("/invite?token={token}"), token)
}

async fn accept(stranger: &Client, token: &str, password: &str) -> crate::app::Answer {
    stranger.post("/invite", &format!("token={token}&password={}", enc(password))).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_invited_sets_a_password_once_and_is_signed_in() {
    let app = TestApp::start().await;
    let (admin, ana, stranger) = (app.as_admin().await, app.as_user("ana").await, app.stranger());
    let made = admin.post("/settings/people", "name=Bo+Berg&email=bo%40example.com&roles=member").await;
    assert_eq!(made.status, 201, "{}", words(&made));
    let (address, token) = link(&made.text());
    assert!(words(&stranger.get(&address).await).contains("Bo Berg, choose the password"));
    let short = accept(&stranger, &token, "short").await;
    assert!(
        short.status == 422 && short.text().contains("aria-invalid"),
        "{} {}",
        short.status,
        words(&short)
    );
    let done = accept(&stranger, &token, "a quiet little harbour").await;
    assert_eq!((done.status.as_u16(), done.location()), (303, Some("/")));
    let bo = stranger.clone().keeping(&done);
    assert_eq!(bo.get("/contacts").await.status, 200);
    assert_eq!(accept(&stranger, &token, "another quiet harbour").await.status, 410);
    let list = words(&admin.get("/settings/people").await);
    assert!(list.contains("bo@example.com") && list.contains("Member"), "{list}");
    assert_eq!(ana.get("/settings/people").await.status, 403);
    assert_eq!(ana.post("/settings/people", "name=E&email=e%40x.example&roles=admin").await.status, 403);
    let nobody = admin.post("/settings/people", "name=Eve&email=&roles=member").await;
    assert!(nobody.status == 422 && words(&nobody).contains("Say the e-mail address"));
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_change_at_once_sessions_end_and_who_leaves_is_out() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.as_user("ana").await);
    let here = format!("/settings/people/{}", ana.id.unwrap());
    assert_eq!(ana.get("/contacts/new").await.status, 200);
    let saved = follow(&admin, &admin.post(&here, "roles=read_only&team=").await).await;
    assert!(toast(&saved).contains("Saved"), "{}", words(&saved));
    assert_eq!(ana.get("/contacts/new").await.status, 403);
    assert!(words(&admin.get(&here).await).contains("Last used"));
    follow(&admin, &admin.post(&format!("{here}/sessions"), "session=all").await).await;
    assert!(ana.get("/contacts").await.location().unwrap().starts_with("/login"));
    let again = app.as_user("ana").await;
    follow(&admin, &admin.post(&format!("{here}/active"), "active=no").await).await;
    assert!(again.get("/contacts").await.location().unwrap().starts_with("/login"));
    assert!(words(&admin.get(&here).await).contains("Deactivated"));
    // Of the administrators one must stay.
    for id in [app.engine.user_by_email(crate::app::ADMIN.0).await.unwrap().unwrap(), admin.id.unwrap()] {
        admin.post(&format!("/settings/people/{id}"), "roles=member").await;
    }
    assert!(app.engine.actor(admin.id.unwrap(), None).await.unwrap().is_admin());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_is_made_and_people_are_put_into_it() {
    let app = TestApp::start().await;
    let (admin, ana) = (app.as_admin().await, app.user("ana", "member").await);
    let page = follow(&admin, &admin.post("/settings/teams", "name=North&parent=&lead=").await).await;
    assert!(words(&page).contains("North"));
    let team =
        app.engine.list(&engine::Actor::system(), &engine::query::Query::new("team")).await.unwrap().rows[0]
            .id;
    follow(
        &admin,
        &admin.post(&format!("/settings/people/{ana}"), &format!("roles=member&team={team}")).await,
    )
    .await;
    assert!(words(&admin.get("/settings/teams").await).contains("North – – 1"));
    assert_eq!(admin.post("/settings/teams", "name=").await.status, 422);
}

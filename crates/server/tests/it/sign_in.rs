//! First run, signing in and out, passwords.
use axum::http::StatusCode;

use crate::app::{ADMIN, TestApp};

const SETUP: &str = "name=Ada&email=ada%40example.com&password=correct+horse+battery";

fn sign_in(password: &str) -> String {
    format!("email={}&password={}&next=%2Fdeals", ADMIN.0.replace('@', "%40"), password.replace(' ', "+"))
}

#[tokio::test]
async fn until_somebody_can_sign_in_every_page_leads_to_the_set_up() {
    let app = TestApp::start_empty().await;
    let visitor = app.stranger();
    for path in ["/", "/login", "/deals", "/nothing/here"] {
        let answer = visitor.get(path).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, Some("/setup")), "{path}");
    }
    assert_eq!(visitor.get("/setup").await.status, StatusCode::OK);
    assert_eq!(visitor.get("/healthz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_first_visitor_becomes_the_administrator_and_nobody_after() {
    let app = TestApp::start_empty().await;
    let visitor = app.stranger();
    let done = visitor.post("/setup", SETUP).await;
    assert_eq!(
        (done.status, done.location()),
        (StatusCode::SEE_OTHER, Some("/setup/company")),
        "{}",
        done.text()
    );
    let ada = visitor.clone().keeping(&done);
    assert_eq!(ada.get("/profile/password").await.status, StatusCode::OK);
    assert_eq!(visitor.get("/setup").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.post("/setup", SETUP).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_set_up_that_is_wrong_says_so_and_changes_nothing() {
    let app = TestApp::start_empty().await;
    let answer = app.stranger().post("/setup", "name=&email=nobody&password=a").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("value=\"nobody\"") && answer.text().contains("Say your name"));
    assert!(app.engine.needs_setup().await.unwrap());
}

#[tokio::test]
async fn a_right_password_begins_a_session_that_scripts_cannot_read() {
    let app = TestApp::start().await;
    let answer = app.stranger().post("/login", &sign_in(ADMIN.1)).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, Some("/deals")),
        "{}",
        answer.text()
    );
    let cookie = answer.cookie().unwrap();
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    assert!(!cookie.contains("Secure"));
    let me = app.stranger().keeping(&answer);
    assert_eq!(me.get("/profile/password").await.status, StatusCode::OK);
}

#[tokio::test]
async fn behind_https_the_cookie_is_secure_and_browsers_stay_there() {
    let app = TestApp::start_at(Some("https://crm.example.com/")).await;
    let visitor = app.stranger().with("origin", "https://crm.example.com");
    let answer = visitor.post("/setup", SETUP).await;
    assert!(answer.cookie().unwrap().contains("; Secure"));
    assert!(answer.header("strict-transport-security").is_some());
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_read_the_same() {
    let app = TestApp::start().await;
    let wrong = app.stranger().post("/login", &sign_in("wrong horse")).await;
    let unknown =
        app.stranger().post("/login", "email=nobody%40example.com&password=wrong+horse&next=%2Fdeals").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(wrong.text().replace(ADMIN.0, ""), unknown.text().replace("nobody@example.com", ""));
    assert_eq!(wrong.cookie(), None);
}

#[tokio::test]
async fn many_wrong_passwords_close_the_door_for_a_while() {
    let app = TestApp::start().await;
    let visitor = app.stranger();
    let mut last = visitor.post("/login", &sign_in("wrong 0")).await;
    for n in 1..20 {
        last = visitor.post("/login", &sign_in(&format!("wrong {n}"))).await;
        if last.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(last.header("retry-after").unwrap().parse::<u64>().unwrap() > 0);
    assert_eq!(visitor.post("/login", &sign_in(ADMIN.1)).await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_page_sends_strangers_to_sign_in_and_back() {
    let app = TestApp::start().await;
    let answer = app.stranger().get("/profile/password?x=1").await;
    assert_eq!(answer.location(), Some("/login?next=%2Fprofile%2Fpassword%3Fx%3D1"));
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    let app = TestApp::start().await;
    let ana = app.as_user("ana").await;
    assert_eq!(ana.get("/profile/password").await.status, StatusCode::OK);
    let answer = ana.post("/logout", "").await;
    assert_eq!(answer.location(), Some("/login"));
    assert!(answer.cookie().unwrap().contains("Max-Age=0"));
    assert_eq!(ana.get("/profile/password").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn changing_the_password_ends_every_other_session() {
    let app = TestApp::start().await;
    let first = app.stranger().post("/login", &sign_in(ADMIN.1)).await;
    let second = app.stranger().post("/login", &sign_in(ADMIN.1)).await;
    let (here, there) = (app.stranger().keeping(&first), app.stranger().keeping(&second));
    let wrong = here.post("/profile/password", "old=not+this&new=another+long+secret").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let changed = here
        .post("/profile/password", &format!("old={}&new=another+long+secret", ADMIN.1.replace(' ', "+")))
        .await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text());
    assert_eq!(here.get("/profile/password").await.status, StatusCode::OK);
    assert_eq!(there.get("/profile/password").await.status, StatusCode::SEE_OTHER);
}

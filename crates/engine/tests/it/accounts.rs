//! Who gets in: passwords, sessions, tokens, first run, requests sent twice.
use base::{Error, Id};
use engine::account::{Begun, FirstRun, SignInError};
use engine::{Actor, Input, Scopes, Value};

use crate::world::{World, problems, run};

const PASSWORD: &str = "correct horse battery";

fn first() -> FirstRun {
    FirstRun {
        company: "Nordwind".to_owned(),
        name: "Ana".to_owned(),
        email: "Ana@Example.com".to_owned(),
        password: PASSWORD.to_owned(),
        currency: "usd".to_owned(),
        time_zone: "Europe/Berlin".to_owned(),
        country: "de".to_owned(),
        steps: false,
    }
}

async fn ana(w: &World) -> Id {
    w.engine.add_user(&Actor::system(), "ana@example.com", "Ana", "admin", Some(PASSWORD)).await.unwrap()
}

#[tokio::test]
async fn the_first_run_makes_one_administrator_exactly() {
    let w = World::new().await;
    assert!(w.engine.needs_setup().await.unwrap());
    let other = w.again().await;
    let given = first();
    let (one, two) = tokio::join!(w.engine.first_run(&given), other.first_run(&given));
    let user = match (one, two) {
        (Ok(user), Err(Error::Conflict(_))) | (Err(Error::Conflict(_)), Ok(user)) => user,
        both => panic!("{both:?}"),
    };
    assert!(!w.engine.needs_setup().await.unwrap());
    assert!(matches!(w.engine.first_run(&first()).await, Err(Error::Conflict(_))));
    w.engine.reload().await.unwrap();
    assert_eq!(w.engine.settings().manners.currency.as_str(), "USD");
    let session = w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.unwrap();
    assert_eq!(session.user, user);
    assert!(w.engine.actor_of_session(&session.token).await.unwrap().unwrap().is_admin());
}

#[tokio::test]
async fn the_first_run_tells_every_problem() {
    let w = World::new().await;
    let given = FirstRun { currency: "EURO".to_owned(), password: "short".to_owned(), ..FirstRun::default() };
    let fields: Vec<String> = problems(w.engine.first_run(&given).await).into_iter().map(|p| p.0).collect();
    assert_eq!(fields, ["company", "name", "currency", "time_zone", "email", "password"]);
    assert!(w.engine.needs_setup().await.unwrap());
}

#[tokio::test]
async fn a_session_opens_until_it_is_ended() {
    let w = World::new().await;
    let user = ana(&w).await;
    let session = w.engine.sign_in(" ANA@example.com ", PASSWORD, "Firefox", "10.0.0.1").await.unwrap();
    assert_eq!(w.engine.session(&session.token).await.unwrap(), Some(user));
    assert_eq!(w.engine.session("another").await.unwrap(), None);
    assert!(w.engine.actor_of_session(&session.token).await.unwrap().is_some());
    w.engine.sign_out(&session.token).await.unwrap();
    assert!(w.engine.actor_of_session(&session.token).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_runs_out() {
    let w = World::new().await;
    ana(&w).await;
    let session = w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.unwrap();
    run(&w.engine, "UPDATE session SET expires_at = 1").await.unwrap();
    assert_eq!(w.engine.session(&session.token).await.unwrap(), None);
}

#[tokio::test]
async fn a_session_in_use_lasts_longer() {
    let w = World::new().await;
    ana(&w).await;
    let session = w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.unwrap();
    let soon = base::Moment::now().plus_seconds(60).0;
    run(&w.engine, &format!("UPDATE session SET seen_at = 1, expires_at = {soon}")).await.unwrap();
    assert!(w.engine.session(&session.token).await.unwrap().is_some());
    run(&w.engine, &format!("DELETE FROM session WHERE expires_at <= {soon}")).await.unwrap();
    assert!(w.engine.session(&session.token).await.unwrap().is_some());
}

#[tokio::test]
async fn wrong_passwords_and_unknown_addresses_sound_the_same() {
    let w = World::new().await;
    ana(&w).await;
    for (email, password) in
        [("ana@example.com", "wrong horse battery"), ("ben@example.com", PASSWORD), ("", "")]
    {
        let refused = w.engine.sign_in(email, password, "", "").await;
        assert!(matches!(refused, Err(SignInError::Wrong)), "{refused:?}");
    }
}

#[tokio::test]
async fn too_many_attempts_are_refused_even_with_the_right_password() {
    let w = World::new().await;
    ana(&w).await;
    run(
        &w.engine,
        &format!(
            "INSERT INTO throttle (key, count, since) VALUES ('mail:ana@example.com', 9, {})",
            base::Moment::now().0
        ),
    )
    .await
    .unwrap();
    assert!(matches!(w.engine.sign_in("ana@example.com", "wrong", "", "").await, Err(SignInError::Wrong)));
    match w.engine.sign_in("ana@example.com", PASSWORD, "", "").await {
        Err(SignInError::TooMany { retry_after }) => assert!((1..=901).contains(&retry_after)),
        other => panic!("{other:?}"),
    }
    // A quarter of an hour later they are forgotten.
    run(&w.engine, "UPDATE throttle SET since = 1").await.unwrap();
    w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.unwrap();
    let left = w
        .engine
        .store()
        .read(store::Sql::new("SELECT 1 FROM throttle WHERE key LIKE 'mail:%'", Vec::new()))
        .await;
    assert!(left.unwrap().is_empty(), "signing in forgets them too");
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once_with_sessions_and_tokens() {
    let w = World::new().await;
    let user = ana(&w).await;
    w.user("ben", "admin").await;
    let session = w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.unwrap();
    let token = w
        .engine
        .create_token(&Actor::system(), user, "script", &Scopes(vec!["read".to_owned()]))
        .await
        .unwrap();
    assert!(w.engine.actor_of_session(&session.token).await.unwrap().is_some());
    assert!(w.engine.actor_of_token(&token.token).await.unwrap().is_some());
    w.engine.disable_user(&Actor::system(), user).await.unwrap();
    assert!(w.engine.actor_of_session(&session.token).await.unwrap().is_none());
    assert!(w.engine.actor_of_token(&token.token).await.unwrap().is_none());
    assert!(matches!(w.engine.sign_in("ana@example.com", PASSWORD, "", "").await, Err(SignInError::Wrong)));
    w.engine.enable_user(&Actor::system(), user).await.unwrap();
    assert!(w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.is_ok());
}

#[tokio::test]
async fn the_last_administrator_cannot_be_disabled() {
    let w = World::new().await;
    let user = ana(&w).await;
    assert!(matches!(w.engine.disable_user(&Actor::system(), user).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions() {
    let w = World::new().await;
    let user = ana(&w).await;
    let (here, there) = (
        w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.unwrap(),
        w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.unwrap(),
    );
    let new = "another horse battery";
    let wrong = w.engine.change_password(user, "not it", new, Some(&here.token)).await;
    assert!(matches!(wrong, Err(SignInError::Other(Error::Invalid(_)))));
    w.engine.change_password(user, PASSWORD, new, Some(&here.token)).await.unwrap();
    assert!(w.engine.session(&here.token).await.unwrap().is_some());
    assert!(w.engine.session(&there.token).await.unwrap().is_none());
    assert!(w.engine.sign_in("ana@example.com", PASSWORD, "", "").await.is_err());
    assert!(w.engine.sign_in("ana@example.com", new, "", "").await.is_ok());
    let own = w.engine.set_password(&Actor::system(), user, "ana@example.com").await;
    assert_eq!(problems(own), [("password".to_owned(), "email")]);
}

#[tokio::test]
async fn a_token_is_refused_the_moment_it_is_revoked() {
    let w = World::new().await;
    let user = ana(&w).await;
    let actor = w.engine.actor(user, None).await.unwrap();
    let made =
        w.engine.create_token(&actor, user, "script", &Scopes(vec!["write".to_owned()])).await.unwrap();
    assert!(made.token.starts_with("rondo_") && made.token.len() > 40);
    let (whose, scopes, id) = w.engine.token(&made.token).await.unwrap().unwrap();
    assert_eq!((whose, scopes.0, id), (user, vec!["write".to_owned()], made.id));
    assert!(w.engine.actor_of_token(&made.token).await.unwrap().is_some());
    w.engine.revoke_token(&actor, made.id).await.unwrap();
    assert!(w.engine.actor_of_token(&made.token).await.unwrap().is_none());
    assert!(w.engine.tokens(&actor, Some(user)).await.unwrap()[0].revoked_at.is_some());
    let nonsense = w.engine.create_token(&actor, user, "x", &Scopes(vec!["boats:sail".to_owned()])).await;
    assert_eq!(problems(nonsense.map(|t| t.id)), [("scopes".to_owned(), "unknown")]);
}

#[tokio::test]
async fn what_another_process_revokes_is_refused_within_a_second() {
    let w = World::new().await;
    let user = ana(&w).await;
    let other = w.again().await;
    let made = w
        .engine
        .create_token(&Actor::system(), user, "script", &Scopes(vec!["read".to_owned()]))
        .await
        .unwrap();
    assert!(other.actor_of_token(&made.token).await.unwrap().is_some());
    w.engine.revoke_token(&Actor::system(), made.id).await.unwrap();
    let refused = async {
        while other.actor_of_token(&made.token).await.unwrap().is_some() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(3), refused).await.unwrap();
}

#[tokio::test]
async fn only_administrators_make_users() {
    let w = World::new().await;
    let ben = w.user("ben", "manager").await;
    assert!(matches!(
        w.engine.add_user(&ben, "c@example.com", "C", "member", None).await,
        Err(Error::Forbidden(_))
    ));
    let unknown = w.engine.add_user(&Actor::system(), "c@example.com", "C", "king", Some("short")).await;
    assert_eq!(problems(unknown), [("role".to_owned(), "unknown"), ("password".to_owned(), "too_short")]);
}

#[tokio::test]
async fn a_request_sent_twice_is_done_once() {
    let w = World::new().await;
    let actor = Actor::system();
    let begin = async |request: &str| w.engine.idempotent_begin(&actor, "k1", request).await.unwrap();
    assert_eq!(begin("a").await, Begun::Fresh);
    assert_eq!(begin("a").await, Begun::InProgress);
    w.engine.idempotent_end(&actor, "k1", 201, "{}").await.unwrap();
    assert_eq!(begin("a").await, Begun::Answer { status: 201, body: "{}".to_owned() });
    assert_eq!(begin("b").await, Begun::Mismatch);
    run(&w.engine, "UPDATE idempotency SET created_at = 1").await.unwrap();
    assert_eq!(begin("b").await, Begun::Fresh);
    w.engine.idempotent_forget(&actor, "k1").await.unwrap();
    assert_eq!(begin("c").await, Begun::Fresh);
}

#[tokio::test]
async fn an_invitation_sets_a_password_once() {
    let w = World::new().await;
    let system = Actor::system();
    let made = w.engine.invite(&system, "bo@example.com", "Bo", &["member"], None).await.unwrap();
    assert_eq!(w.engine.invited(&made.token).await.unwrap().unwrap().email, "bo@example.com");
    assert_eq!(w.engine.invitations(&system).await.unwrap().len(), 1);
    assert_eq!(problems(w.engine.accept_invitation(&made.token, "short").await)[0].0, "password");
    assert_eq!(w.engine.accept_invitation(&made.token, PASSWORD).await.unwrap(), made.user);
    assert!(w.engine.sign_in("bo@example.com", PASSWORD, "", "").await.is_ok());
    assert!(w.engine.invited(&made.token).await.unwrap().is_none());
    assert!(matches!(w.engine.accept_invitation(&made.token, PASSWORD).await, Err(Error::Conflict(_))));
    let first = w.engine.invite_again(&system, made.user).await.unwrap();
    let second = w.engine.invite_again(&system, made.user).await.unwrap();
    assert!(w.engine.invited(&first.token).await.unwrap().is_none(), "a new link replaces the old one");
    w.engine.disable_user(&system, made.user).await.unwrap();
    assert!(w.engine.invited(&second.token).await.unwrap().is_none());
    let bo = w.user("eve", "manager").await;
    assert!(matches!(
        w.engine.invite(&bo, "x@example.com", "X", &["admin"], None).await,
        Err(Error::Forbidden(_))
    ));
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let w = World::new().await;
    let system = Actor::system();
    let user = ana(&w).await;
    assert!(matches!(w.engine.set_access(&system, user, &["member"], None).await, Err(Error::Conflict(_))));
    w.engine.add_user(&system, "bo@example.com", "Bo", "admin", None).await.unwrap();
    w.engine.set_access(&system, user, &["member"], None).await.unwrap();
    assert!(!w.engine.actor(user, None).await.unwrap().is_admin());
    assert_eq!(problems(w.engine.set_access(&system, user, &["pirate"], None).await)[0].0, "roles");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_and_administrators() {
    let w = World::new().await;
    let user = ana(&w).await;
    let me = w.engine.actor(user, None).await.unwrap();
    let one = w.engine.begin_session(user, "Firefox").await.unwrap();
    let two = w.engine.begin_session(user, "Phone").await.unwrap();
    let eve = w.user("eve", "member").await;
    assert!(matches!(w.engine.sessions(&eve, user).await, Err(Error::Forbidden(_))));
    assert_eq!(w.engine.sessions(&me, user).await.unwrap().len(), 2);
    let key = engine::account::session_key(&two.token);
    assert!(w.engine.sessions(&me, user).await.unwrap().iter().any(|s| s.key == key && s.agent == "Phone"));
    w.engine.end_session(&me, user, &key).await.unwrap();
    assert_eq!(w.engine.session(&two.token).await.unwrap(), None);
    assert!(matches!(w.engine.end_session(&me, user, "%").await, Err(Error::NotFound)));
    w.engine.end_sessions(&me, user, Some(&one.token)).await.unwrap();
    assert_eq!(w.engine.session(&one.token).await.unwrap(), Some(user));
}

#[tokio::test]
async fn people_change_what_is_their_own_and_nothing_else() {
    let w = World::new().await;
    let ana = w.user("ana", "read_only").await;
    w.engine
        .set_profile(&ana, &[("theme", "dark"), ("density", "compact"), ("single_keys", "off")])
        .await
        .unwrap();
    let tastes = w.engine.tastes(ana.user.unwrap()).await.unwrap();
    assert_eq!(
        (tastes.theme.as_str(), tastes.density.as_str(), tastes.no_single_keys),
        ("dark", "compact", true)
    );
    assert_eq!(problems(w.engine.set_profile(&ana, &[("roles", "admin")]).await)[0].0, "roles");
    assert_eq!(problems(w.engine.set_profile(&ana, &[("theme", "pink")]).await)[0].0, "theme");
}

#[tokio::test]
async fn the_last_administrator_stays_one_whatever_way_it_is_tried() {
    let w = World::new().await;
    let (ana, system) = (ana(&w).await, Actor::system());
    let stays = |result: base::Result<()>| matches!(result, Err(Error::Conflict(c)) if c.message.contains("last administrator"));
    let member = || Input::new().with("roles", Value::List(vec![Value::Text("member".to_owned())]));
    assert!(stays(w.engine.begin(&system).update("user", ana, member(), None).await));
    assert!(stays(w.engine.begin(&system).delete("user", ana, None).await));
    assert!(stays(w.engine.begin(&system).destroy("user", ana).await));
    let ben = w.engine.add_user(&system, "ben@example.com", "Ben", "admin", Some(PASSWORD)).await.unwrap();
    // Both in one unit.
    let mut work = w.engine.begin(&system);
    work.update("user", ana, member(), None).await.unwrap();
    assert!(stays(work.update("user", ben, member(), None).await));
    // Both at the same time: whoever comes second is planned anew, and refused.
    let (mut one, mut two) = (w.engine.begin(&system), w.engine.begin(&system));
    one.update("user", ana, member(), None).await.unwrap();
    two.update("user", ben, member(), None).await.unwrap();
    let done = one.commit().await.unwrap();
    assert!(stays(two.commit().await.map(|_| ())));
    assert!(w.engine.undo(&system, done.batch, |_| ()).await.is_ok());
    let mut work = w.engine.begin(&system);
    work.update("user", ana, member(), None).await.unwrap();
    work.commit().await.unwrap();
    assert!(stays(w.engine.disable_user(&system, ben).await));
}

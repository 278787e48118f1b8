//! Who may see and change what: in lists, by id, in filters, in the log, by tokens.
use base::{Error, Id};
use engine::{Action, Actor, FieldRight, Input, Level, Scopes};
use serde_json::json;

use crate::world::{World, list, problems, role};

/// A deal of each of two users and of nobody.
async fn deals(w: &World, ana: &Actor, ben: &Actor) -> [Id; 3] {
    let mut ids = [Id(0); 3];
    for (slot, (name, owner)) in
        ids.iter_mut().zip([("Ana's", ana.user), ("Ben's", ben.user), ("Nobody's", None)])
    {
        *slot = w.create("deal", json!({"name": name, "owner": owner})).await;
    }
    ids
}

#[tokio::test]
async fn each_level_reaches_what_it_says_in_lists_and_by_id() {
    let w = World::new().await;
    let team = w.create("team", json!({"name": "North"})).await;
    let (mut ana, ben, cem) = (
        w.user_with("ana", role(Level::None, &[])).await,
        w.user("ben", "member").await,
        w.user("cem", "member").await,
    );
    ana.team = [ana.user.unwrap(), ben.user.unwrap()].into();
    let [own, teams, nobodys] = deals(&w, &ana, &ben).await;
    let other = w.create("deal", json!({"name": "Cem's", "owner": cem.user})).await;
    let _ = team;
    for (level, reached) in [
        (Level::None, vec![]),
        (Level::Own, vec![own]),
        (Level::Team, vec![own, teams]),
        (Level::All, vec![own, teams, nobodys, other]),
    ] {
        ana.roles = vec![role(level, &[]).into()];
        let mut found = list(&w.engine, &ana, "deals", "").await.unwrap_or_default();
        found.sort_unstable();
        assert_eq!(found, reached, "{level:?}");
        for id in [own, teams, nobodys, other] {
            let found = w.engine.find(&ana, "deal", id).await;
            assert_eq!(found.is_ok(), reached.contains(&id), "{level:?}");
            assert!(found.is_ok() || matches!(found, Err(Error::NotFound)));
        }
    }
}

#[tokio::test]
async fn what_one_sees_but_may_not_change_is_forbidden_and_what_one_does_not_see_is_not_there() {
    let w = World::new().await;
    let (ana, ben) = (w.user("ana", "member").await, w.user("ben", "member").await);
    let [_, bens, _] = deals(&w, &ana, &ben).await;
    let mut work = w.engine.begin(&ana);
    let seen = work.update("deal", bens, Input::new().typed("name", "Mine"), None).await;
    assert!(matches!(seen, Err(Error::Forbidden(_))), "{seen:?}");
    let blind = w.user_with("cem", role(Level::Own, &[])).await;
    let mut work = w.engine.begin(&blind);
    let unseen = work.update("deal", bens, Input::new().typed("name", "Mine"), None).await;
    assert!(matches!(unseen, Err(Error::NotFound)), "{unseen:?}");
}

#[tokio::test]
async fn the_team_is_the_people_of_the_same_team_and_of_those_one_leads() {
    let w = World::new().await;
    let lead = w.user("lea", "member").await;
    let north = w.create("team", json!({"name": "North", "lead": lead.user})).await;
    let below = w.create("team", json!({"name": "Oslo", "parent": north})).await;
    let member = w.user("mia", "member").await;
    w.update("user", member.user.unwrap(), json!({"team": below}), None).await.unwrap();
    let lead = w.engine.actor(lead.user.unwrap(), None).await.unwrap();
    let member = w.engine.actor(member.user.unwrap(), None).await.unwrap();
    assert!(lead.team.contains(&member.user.unwrap()));
    assert!(!member.team.contains(&lead.user.unwrap()));
}

#[tokio::test]
async fn a_hidden_field_is_not_there_and_a_read_only_one_does_not_change() {
    let w = World::new().await;
    let rights = [("contact.salary", FieldRight::Hide), ("contact.badge", FieldRight::Read)];
    let ana = w.user_with("ana", role(Level::All, &rights)).await;
    let id = w.create("contact", json!({"name": "Marta", "salary": "100", "badge": "7"})).await;

    let record = w.engine.find(&ana, "contact", id).await.unwrap();
    let json = record.to_json(&|f| ana.sees(&record.object, f));
    assert_eq!((json.get("salary"), &json["badge"]), (None, &json!("7")));

    let filter = list(&w.engine, &ana, "contacts", "salary = \"100\"").await;
    assert!(matches!(filter, Err(Error::Invalid(_))), "{filter:?}");

    let mut work = w.engine.begin(&ana);
    let input = Input::new().typed("salary", "200").typed("badge", "8");
    let mut found = problems(work.update("contact", id, input, None).await);
    found.sort();
    assert_eq!(found, [("badge".to_owned(), "read_only"), ("salary".to_owned(), "unknown")]);

    w.update("contact", id, json!({"salary": "300", "score": 1}), None).await.unwrap();
    let history = w.engine.history(&ana, "contact", id, None, 10).await.unwrap();
    assert!(history.events.iter().all(|e| !e.changes.contains_key("salary")));
    assert!(history.events.iter().any(|e| e.changes.contains_key("score")));
}

#[tokio::test]
async fn the_feed_has_only_events_of_what_one_may_see() {
    let w = World::new().await;
    let (ana, ben) = (w.user_with("ana", role(Level::Own, &[])).await, w.user("ben", "member").await);
    let [own, ..] = deals(&w, &ana, &ben).await;
    w.settle().await;
    let (events, seen) = w.engine.events_after(&ana, 0, Some("deal"), 1_000).await.unwrap();
    assert_eq!(events.iter().map(|e| e.record).collect::<Vec<_>>(), [own]);
    assert!(w.engine.events_after(&ana, seen, None, 1_000).await.unwrap().0.is_empty());
}

#[tokio::test]
async fn a_token_does_not_reach_beyond_its_scopes() {
    let w = World::new().await;
    let user = w.user("ana", "admin").await.user.unwrap();
    let contact = w.create("contact", json!({"name": "Marta"})).await;
    let scopes = Scopes(vec!["contacts:read".to_owned()]);
    let made = w.engine.create_token(&Actor::system(), user, "reader", &scopes).await.unwrap();
    let token = w.engine.actor_of_token(&made.token).await.unwrap().unwrap();
    assert!(w.engine.find(&token, "contact", contact).await.is_ok());
    assert!(matches!(w.engine.object(&token, "deals"), Err(Error::NotFound)));
    let mut work = w.engine.begin(&token);
    assert!(work.update("contact", contact, Input::new().typed("name", "X"), None).await.is_err());
    assert!(w.engine.create_token(&token, user, "wider", &Scopes(vec!["admin".to_owned()])).await.is_err());
}

#[tokio::test]
async fn it_is_told_why_somebody_may_or_may_not() {
    let w = World::new().await;
    let ana = w.user("ana", "member").await;
    let id = w.create("deal", json!({"name": "Beans"})).await;
    let told = w.engine.explain(&Actor::system(), ana.user.unwrap(), "deal", id).await.unwrap();
    let of = |action| told.actions.iter().find(|a| a.action == action).unwrap();
    assert!(of(Action::Read).may && !of(Action::Update).may && !told.own && !told.team);
    let update = &of(Action::Update).roles[0];
    assert_eq!(
        (update.label.as_str(), update.level, update.said),
        ("Member", Level::Team, engine::why::Said::Every)
    );
    assert!(matches!(w.engine.explain(&ana, ana.user.unwrap(), "deal", id).await, Err(Error::Forbidden(_))));
}

#[tokio::test]
async fn the_log_is_told_batch_by_batch_and_filtered() {
    let w = World::new().await;
    let system = Actor::system();
    let ana = w.user("ana", "manager").await;
    let mut work = w.engine.begin(&ana);
    for n in 0..3 {
        work.create("contact", engine::Input::new().typed("name", &format!("C{n}"))).await.unwrap();
    }
    let done = work.commit().await.unwrap();
    w.create("company", json!({"name": "A"})).await;
    let all = w.engine.workspace_log(&system, &engine::log::LogFilter::default(), None, 50).await.unwrap();
    assert_eq!((all.entries[0].object.as_str(), all.entries[0].count), ("company", 1));
    assert!(all.entries[0].event.is_some());
    let entry = all.entries.iter().find(|e| e.batch == done.batch).unwrap();
    assert_eq!((entry.count, entry.verb.as_str(), entry.actor), (3, "created", ana.user));
    let mine = engine::log::LogFilter { who: Some(ana.user), ..engine::log::LogFilter::default() };
    assert_eq!(w.engine.workspace_log(&system, &mine, None, 50).await.unwrap().entries.len(), 1);
    let page = w.engine.workspace_log(&system, &engine::log::LogFilter::default(), None, 1).await.unwrap();
    let next = w
        .engine
        .workspace_log(&system, &engine::log::LogFilter::default(), page.next.as_deref(), 1)
        .await
        .unwrap();
    assert_eq!(next.entries[0].batch, done.batch);
    assert_eq!(w.engine.batch(&system, done.batch).await.unwrap().len(), 3);
    assert!(matches!(w.engine.workspace_log(&ana, &mine, None, 50).await, Err(Error::Forbidden(_))));
}

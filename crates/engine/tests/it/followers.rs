//! Followers of the log: each event has its effect exactly once, whatever happens in between.
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn each_event_has_its_effect_once() {
    let w = World::new().await;
    w.create("company", json!({"name": "A"})).await;
    w.create("company", json!({"name": "B"})).await;
    w.follow(&[&w.engine]).await;
    assert_eq!(w.names("contact", "").await, ["echo of A", "echo of B"]);
    w.follow(&[&w.engine]).await;
    assert_eq!(w.names("contact", "").await.len(), 2);
}

#[tokio::test]
async fn two_processes_follow_and_the_effect_is_there_once() {
    let w = World::new().await;
    let other = w.again().await;
    for n in 0..10 {
        w.create("company", json!({"name": format!("{n}")})).await;
    }
    w.follow(&[&w.engine, &other]).await;
    assert_eq!(w.names("contact", "").await.len(), 10);
}

#[tokio::test]
async fn a_failure_after_half_the_work_leaves_nothing_half_done() {
    let w = World::new().await;
    w.create("company", json!({"name": "A"})).await;
    w.create("company", json!({"name": "Poison"})).await;
    w.follow(&[&w.engine]).await;
    assert!(w.names("contact", "").await.is_empty(), "the whole bite is taken back");

    // In smaller bites what is well gets past; the poison stays, and doctor names it.
    for _ in 0..9 {
        w.hurry().await;
        w.follow(&[&w.engine]).await;
    }
    assert_eq!(w.names("contact", "").await, ["echo of A"]);
    let findings = w.engine.doctor().await.unwrap();
    let echo = findings.iter().find(|f| f.what == "follower echo").unwrap();
    assert!(!echo.ok && echo.detail.contains("poisoned"), "{echo:?}");

    w.create("company", json!({"name": "Antidote"})).await;
    w.hurry().await;
    w.follow(&[&w.engine]).await;
    assert_eq!(w.names("contact", "").await, ["echo of A", "echo of Antidote", "echo of Poison"]);
    assert!(w.engine.doctor().await.unwrap().iter().find(|f| f.what == "follower echo").unwrap().ok);
}

#[tokio::test]
async fn the_loop_follows_what_happens() {
    let w = World::new().await;
    let engine = w.engine.clone();
    let loops = tokio::spawn(async move { engine.run_followers().await });
    w.create("company", json!({"name": "A"})).await;
    let done = async {
        while w.names("contact", "").await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), done).await.unwrap();
    loops.abort();
}

//! Work that happens later: with its effect exactly once, again after a failure, one at a time by key.
use base::Id;
use engine::{Actor, Engine};
use serde_json::{Value as Json, json};
use store::Sql;

use crate::world::{World, run};

async fn ask(engine: &Engine, key: Option<&str>, payload: Json) -> Id {
    let mut work = engine.begin(&Actor::system());
    let id = work.enqueue("greet", key, &payload, None);
    work.commit().await.unwrap();
    id
}

async fn count(engine: &Engine, text: &str) -> i64 {
    engine.store().read(Sql::new(text, Vec::new())).await.unwrap()[0].int(0).unwrap()
}

#[tokio::test]
async fn a_job_runs_once_and_its_effect_is_there() {
    let w = World::new().await;
    let id = ask(&w.engine, None, json!({"name": "Marta"})).await;
    w.engine.run_due_jobs_once().await.unwrap();
    assert_eq!(w.engine.run_due_jobs_once().await.unwrap(), 0);
    assert_eq!(w.names("contact", "").await, ["Marta"]);
    let job = w.engine.job(id).await.unwrap();
    assert_eq!((job.state.as_str(), job.attempts, job.error), ("done", 1, None));
}

#[tokio::test]
async fn a_job_that_is_asked_for_in_a_unit_that_fails_does_not_exist() {
    let w = World::new().await;
    let mut work = w.engine.begin(&Actor::system());
    let id = work.enqueue("greet", None, &json!({}), None);
    drop(work);
    assert!(w.engine.job(id).await.is_err());
}

#[tokio::test]
async fn a_failed_attempt_leaves_nothing_and_is_made_again_later() {
    let w = World::new().await;
    let id = ask(&w.engine, None, json!({"name": "Marta", "fails": 2})).await;
    for attempt in 1..=2 {
        w.engine.run_due_jobs_once().await.unwrap();
        let job = w.engine.job(id).await.unwrap();
        assert_eq!((job.state.as_str(), job.attempts), ("ready", attempt));
        assert!(job.run_at > base::Moment::now(), "it waits");
        assert!(job.error.unwrap().contains("not yet"));
        assert!(w.names("contact", "").await.is_empty());
        assert_eq!(w.engine.run_due_jobs_once().await.unwrap(), 0, "not before its time");
        w.hurry().await;
    }
    w.engine.run_due_jobs_once().await.unwrap();
    assert_eq!(w.engine.job(id).await.unwrap().state, "done");
    assert_eq!(w.names("contact", "").await, ["Marta"]);
}

#[tokio::test]
async fn after_its_attempts_a_job_is_given_up_and_doctor_says_why() {
    let w = World::new().await;
    let id = ask(&w.engine, None, json!({"fails": 99})).await;
    for _ in 0..3 {
        w.engine.run_due_jobs_once().await.unwrap();
        w.hurry().await;
    }
    let job = w.engine.job(id).await.unwrap();
    assert_eq!((job.state.as_str(), job.attempts), ("failed", 3));
    let findings = w.engine.doctor().await.unwrap();
    assert!(!findings.iter().find(|f| f.what == "jobs").unwrap().ok);
    assert!(
        findings.iter().any(|f| f.what == "job greet" && f.detail.contains("not yet, attempt 3")),
        "{findings:?}"
    );
}

#[tokio::test]
async fn a_panic_is_a_failure_like_any_other() {
    let w = World::new().await;
    let id = ask(&w.engine, None, json!({"panic": true})).await;
    w.engine.run_due_jobs_once().await.unwrap();
    let job = w.engine.job(id).await.unwrap();
    assert_eq!(job.state, "ready");
    assert!(job.error.unwrap().contains("panic"));
}

#[tokio::test]
async fn who_lost_the_lock_commits_nothing() {
    let w = World::new().await;
    let id = ask(&w.engine, None, json!({"name": "Marta", "lose": true})).await;
    w.engine.run_due_jobs_once().await.unwrap();
    assert!(w.names("contact", "").await.is_empty());
    assert_eq!(w.engine.job(id).await.unwrap().state, "running", "somebody else has it");
    // That one died: its lock runs out, and the job is taken again.
    run(&w.engine, "UPDATE job SET locked_until = 0 WHERE state = 'running'").await.unwrap();
    w.engine.run_due_jobs_once().await.unwrap();
    assert_eq!(w.names("contact", "").await, ["Marta"]);
}

#[tokio::test]
async fn a_job_that_kills_its_process_each_time_is_given_up() {
    let w = World::new().await;
    let id = ask(&w.engine, None, json!({"name": "Marta"})).await;
    run(&w.engine, "UPDATE job SET state = 'running', attempts = 3, locked_by = 1, locked_until = 0")
        .await
        .unwrap();
    w.engine.run_due_jobs_once().await.unwrap();
    assert_eq!(w.engine.job(id).await.unwrap().state, "failed");
    assert!(w.names("contact", "").await.is_empty());
}

#[tokio::test]
async fn one_job_of_a_key_waits_at_a_time() {
    let w = World::new().await;
    let first = ask(&w.engine, Some("k"), json!({"name": "First"})).await;
    let second = ask(&w.engine, Some("k"), json!({"name": "Second"})).await;
    ask(&w.engine, None, json!({"name": "Third"})).await;
    assert!(w.engine.job(second).await.is_err());
    w.engine.run_due_jobs_once().await.unwrap();
    assert_eq!(w.names("contact", "").await, ["First", "Third"]);
    assert_eq!(w.engine.job(first).await.unwrap().state, "done");
    let third = ask(&w.engine, Some("k"), json!({"name": "Fourth"})).await;
    assert!(w.engine.job(third).await.is_ok(), "the key is free again");
}

#[tokio::test]
async fn two_processes_share_the_jobs_and_none_runs_twice() {
    let w = World::new().await;
    let other = w.again().await;
    for n in 0..20 {
        ask(&w.engine, None, json!({"name": format!("{n:02}")})).await;
    }
    let (one, two) = tokio::join!(w.engine.run_due_jobs_once(), other.run_due_jobs_once());
    one.unwrap();
    two.unwrap();
    assert_eq!(w.names("contact", "").await, (0..20).map(|n| format!("{n:02}")).collect::<Vec<_>>());
}

#[tokio::test]
async fn the_loop_runs_what_falls_due() {
    let w = World::new().await;
    let engine = w.engine.clone();
    let loops = tokio::spawn(async move { engine.run_jobs().await });
    let id = ask(&w.engine, None, json!({"name": "Marta"})).await;
    let done = async {
        let mut woken = w.engine.store().woken();
        while w.engine.job(id).await.unwrap().state != "done" {
            let _ = tokio::time::timeout(std::time::Duration::from_millis(100), woken.changed()).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), done).await.unwrap();
    loops.abort();
}

#[tokio::test]
async fn what_runs_by_itself_has_its_next_run_planned() {
    let w = World::new().await;
    let next = "SELECT count(*) FROM job WHERE state = 'ready'";
    let ran = w.engine.run_due_jobs_once().await.unwrap();
    assert!(ran > 0);
    assert_eq!(count(&w.engine, next).await, ran as i64);
    assert_eq!(w.engine.run_due_jobs_once().await.unwrap(), 0);
}

#[tokio::test]
async fn the_bin_is_emptied_after_a_month() {
    let w = World::new().await;
    let (old, new) = (
        w.create("contact", json!({"name": "Old"})).await,
        w.create("contact", json!({"name": "New"})).await,
    );
    w.delete("contact", old).await;
    w.delete("contact", new).await;
    run(&w.engine, &format!("UPDATE contact SET deleted_at = 1 WHERE id = {}", old.0)).await.unwrap();
    w.engine.run_due_jobs_once().await.unwrap();
    assert!(w.engine.find_any(&Actor::system(), "contact", old).await.is_err());
    assert!(w.engine.find_any(&Actor::system(), "contact", new).await.is_ok());
}

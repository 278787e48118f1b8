//! A small company to tell stories in: contacts, companies, deals, some jobs and a follower.
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base::{Error, Id, Result};
use engine::job::Job;
use engine::metric::{Measure, Metric, Unit};
use engine::module::{Boxed, Follower, JobKind};
use engine::query::{Query, Reader};
use engine::{
    Action, Actor, Choice, Draft, Engine, Event, Field, FieldRight, Input, Kind, Level, Module, Object, Role,
    Rule, StageKind, Value, Work,
};
use serde_json::{Map, Value as Json, json};
use store::testing::TestDb;
use store::{Options, Sql, Tx};

/// A workspace of a test.
pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) place: TestDb,
}

/// The objects, rules, metrics, jobs and followers of the stories.
pub(crate) fn module() -> Module {
    let contact = Object::new("contact", "contacts", "user")
        .columns(&["name", "email", "company", "phone"])
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index(),
            Field::new("email", Kind::Email).many().search(),
            Field::new("phone", Kind::Phone).many().search(),
            Field::link("company", "company"),
            Field::new("badge", Kind::Text).unique(),
            Field::new("salary", Kind::Text).search(),
            Field::new("score", Kind::Integer),
            Field::new("order", Kind::Text),
        ]);
    let company = Object::new("company", "companies", "building").fields(vec![
        Field::new("name", Kind::Text).required().search(),
        Field::choice(
            "sector",
            vec![Choice::new("retail", "Retail", ""), Choice::new("software", "Software", "")],
        ),
        Field::link("parent", "company"),
    ]);
    let stages = vec![
        Choice::new("new", "New", "").stage(StageKind::Open, 10),
        Choice::new("won", "Won", "green").stage(StageKind::Won, 100),
        Choice::new("lost", "Lost", "red").stage(StageKind::Lost, 0),
    ];
    let deal = Object::new("deal", "deals", "handshake").fields(vec![
        Field::new("name", Kind::Text).required().search(),
        Field::link("company", "company"),
        Field::links("people", "contact"),
        Field::choice("stage", stages).default(json!("new")),
        Field::new("amount", Kind::Money),
        Field::new("closed_at", Kind::DateTime),
        Field::new("cycle_days", Kind::Integer),
    ]);
    Module {
        name: "stories",
        objects: vec![contact, company, deal],
        settles: Vec::new(),
        rules: vec![Rule { object: "deal", run: no_negative_amounts }],
        metrics: metrics(),
        jobs: vec![JobKind { name: "greet", every: None, attempts: 3, run: greet }],
        settings: Vec::new(),
        verbs: Vec::new(),
        followers: vec![Follower { name: "echo", run: echo }],
    }
}

fn no_negative_amounts(draft: &mut Draft<'_>) {
    if draft.record.get("amount").money().is_some_and(|m| m.minor < 0) {
        draft.problems.add("amount", "negative", "An amount is not negative");
    }
}

fn metrics() -> Vec<Metric> {
    let of = |name, filter, date, measure, unit, by| Metric {
        name,
        label: name,
        definition: "As the test says.",
        version: 1,
        object: "deal",
        filter,
        date,
        measure,
        unit,
        by,
    };
    let won = "stage = \"won\"";
    let closed = Some("closed_at");
    vec![
        of("won_revenue", won, closed, Measure::Sum("amount"), Unit::Money, None),
        of("average_deal_size", won, closed, Measure::Average("amount"), Unit::Money, None),
        of("median_deal_size", won, closed, Measure::Median("amount"), Unit::Money, None),
        of("win_rate", "stage = \"won\" OR stage = \"lost\"", closed, Measure::Share(won), Unit::Share, None),
        of("sales_cycle_days", won, closed, Measure::Average("cycle_days"), Unit::Days, None),
        of("sales_cycle_p90", won, closed, Measure::P90("cycle_days"), Unit::Days, None),
        of("velocity", won, closed, Measure::Pace("amount", "cycle_days"), Unit::Money, None),
        of(
            "win_rate_by_value",
            "stage = \"won\" OR stage = \"lost\"",
            closed,
            Measure::Portion("amount", won),
            Unit::Share,
            None,
        ),
        of("deals_by_stage", "", None, Measure::Count, Unit::Count, Some("stage")),
    ]
}

/// Makes a contact, then does what the payload says: fail until an attempt, panic, lose the lock.
fn greet<'a>(engine: &'a Engine, job: &'a Job, work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let name = job.payload["name"].as_str().unwrap_or("somebody");
        work.create("contact", Input::new().typed("name", name)).await?;
        assert!(job.payload["panic"] != json!(true), "as the test wants it");
        if job.payload["lose"] == json!(true) && job.attempt == 1 {
            run(engine, "UPDATE job SET locked_by = 1, attempts = attempts + 1").await?;
        }
        if job.attempt <= job.payload["fails"].as_i64().unwrap_or_default() {
            return Err(Error::Busy(format!("not yet, attempt {}", job.attempt)));
        }
        Ok(())
    })
}

/// Makes a contact for each new company, and stumbles over one called Poison until there is a company called Antidote.
fn echo<'a>(engine: &'a Engine, events: &'a [Event], work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        for event in events.iter().filter(|e| e.object == "company" && e.verb == "created") {
            let name = event.change("name").and_then(|(_, new)| new.as_str()).unwrap_or_default();
            work.create("contact", Input::new().typed("name", &format!("echo of {name}"))).await?;
            let antidote = list(engine, &Actor::system(), "company", "name = \"Antidote\"").await.unwrap();
            if name == "Poison" && antidote.is_empty() {
                return Err(Error::internal("poisoned"));
            }
        }
        Ok(())
    })
}

/// Runs a statement behind the engine's back.
pub(crate) async fn run(engine: &Engine, text: &str) -> Result<()> {
    let mut tx = Tx::new();
    tx.run(Sql::new(text, Vec::new()));
    engine.store().commit(tx).await?;
    Ok(())
}

/// The ids of a list.
pub(crate) async fn list(engine: &Engine, actor: &Actor, object: &str, filter: &str) -> Result<Vec<Id>> {
    let (schema, scope) = (engine.schema(), engine.scope(actor));
    let reader = Reader { db: engine.store(), schema: &schema, actor, scope: &scope };
    let query = Query::new(object).filter(filter)?.limit(200);
    Ok(reader.list(&query).await?.rows.into_iter().map(|r| r.id).collect())
}

impl World {
    pub(crate) async fn new() -> Self {
        let place = TestDb::new().await.unwrap();
        let engine = open(&place).await;
        Self { engine, place }
    }

    /// Another process on the same workspace.
    pub(crate) async fn again(&self) -> Engine {
        open(&self.place).await
    }

    pub(crate) async fn create(&self, object: &str, json: Json) -> Id {
        self.create_as(&Actor::system(), object, json).await.unwrap()
    }

    pub(crate) async fn create_as(&self, actor: &Actor, object: &str, json: Json) -> Result<Id> {
        let mut work = self.engine.begin(actor);
        let id = work.create(object, input(&json)).await?;
        work.commit().await?;
        Ok(id)
    }

    /// Changes a record; the batch.
    pub(crate) async fn update(&self, object: &str, id: Id, json: Json, version: Option<i64>) -> Result<Id> {
        let mut work = self.engine.begin(&Actor::system());
        work.update(object, id, input(&json), version).await?;
        Ok(work.commit().await?.batch)
    }

    /// Deletes a record; the batch.
    pub(crate) async fn delete(&self, object: &str, id: Id) -> Id {
        let mut work = self.engine.begin(&Actor::system());
        work.delete(object, id, None).await.unwrap();
        work.commit().await.unwrap().batch
    }

    pub(crate) async fn get(&self, object: &str, id: Id) -> engine::Record {
        self.engine.find_any(&Actor::system(), object, id).await.unwrap()
    }

    pub(crate) async fn text(&self, object: &str, id: Id, field: &str) -> Option<String> {
        self.get(object, id).await.get(field).text().map(str::to_owned)
    }

    pub(crate) async fn names(&self, object: &str, filter: &str) -> Vec<String> {
        let mut names = Vec::new();
        for id in list(&self.engine, &Actor::system(), object, filter).await.unwrap() {
            names.push(self.text(object, id, "name").await.unwrap());
        }
        names.sort();
        names
    }

    /// A user with a shipped role.
    pub(crate) async fn user(&self, name: &str, role: &str) -> Actor {
        let email = format!("{name}@example.com");
        let id = self.engine.add_user(&Actor::system(), &email, name, role, None).await.unwrap();
        self.engine.actor(id, None).await.unwrap()
    }

    /// A user with a role made for the test.
    pub(crate) async fn user_with(&self, name: &str, role: Role) -> Actor {
        Actor { roles: vec![Arc::new(role)], ..self.user(name, "member").await }
    }

    /// Waits until the log shows everything written: on PostgreSQL any transaction that is open anywhere on the server,
    /// such as another test's, holds back what was written after it began.
    pub(crate) async fn settle(&self) -> i64 {
        let wait = async {
            let ask = Sql::new("SELECT coalesce(max(seq), 0) FROM event", Vec::new());
            let end = self.engine.store().read(ask).await.unwrap()[0].int(0).unwrap();
            while self.engine.events_after(&Actor::system(), 0, None, 10_000).await.unwrap().1 < end {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            end
        };
        tokio::time::timeout(Duration::from_secs(30), wait).await.unwrap()
    }

    /// Lets the followers of some processes do what there is to do.
    pub(crate) async fn follow(&self, engines: &[&Engine]) {
        self.settle().await;
        match engines {
            [one] => {
                one.run_followers_once().await.unwrap();
            }
            [one, two] => {
                let (one, two) = tokio::join!(one.run_followers_once(), two.run_followers_once());
                one.unwrap();
                two.unwrap();
            }
            _ => panic!("one process or two"),
        }
    }

    /// Jobs and followers need not wait.
    pub(crate) async fn hurry(&self) {
        run(&self.engine, "UPDATE job SET run_at = 0 WHERE state = 'ready' AND kind <> 'clean'")
            .await
            .unwrap();
        run(&self.engine, "UPDATE follower SET run_at = 0").await.unwrap();
    }
}

async fn open(place: &TestDb) -> Engine {
    let options = Options { connections: 6, readers: 2, ..Options::default() };
    Engine::open(place.location(), &options, vec![module()]).await.unwrap()
}

/// A role that reaches a level with everything, with rights on single fields.
pub(crate) fn role(level: Level, fields: &[(&str, FieldRight)]) -> Role {
    let rights: BTreeMap<Action, Level> = Action::ALL.iter().map(|&a| (a, level)).collect();
    Role {
        key: "test".to_owned(),
        label: "Test".to_owned(),
        admin: false,
        objects: BTreeMap::from([("*".to_owned(), rights)]),
        fields: fields.iter().map(|(f, r)| ((*f).to_owned(), *r)).collect(),
    }
}

pub(crate) fn input(json: &Json) -> Input {
    Input::json(json.as_object().unwrap_or(&Map::new()))
}

pub(crate) fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// The codes of the problems of an error, with their fields.
pub(crate) fn problems<T: std::fmt::Debug>(result: Result<T>) -> Vec<(String, &'static str)> {
    match result {
        Err(Error::Invalid(problems)) => problems.0.into_iter().map(|p| (p.field, p.code)).collect(),
        other => panic!("not a list of problems: {other:?}"),
    }
}

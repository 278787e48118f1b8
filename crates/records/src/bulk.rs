//! Many records changed by a job: what a list holds, chunk by chunk in one batch, so that it is undone as one. How far it is
//! can be read from the log. A job that was interrupted begins anew and finds done what is done.
use base::{Error, Id, Result};
use engine::job::Job;
use engine::module::{Boxed, JobKind};
use engine::query::Query;
use engine::verb::{Many, Verb};
use engine::{Action, Actor, Engine, Field, Given, Input, Kind, Record, Value, Work};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use store::Sql;

/// The name of the kind of job.
pub(crate) const KIND: &str = "bulk";
/// Up to so many records are changed while one waits; more are a job's.
pub(crate) const AT_ONCE: i64 = 500;
/// Records changed in one transaction.
const CHUNK: usize = 500;

/// What is done to each record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Act {
    /// The fields get the values.
    Set,
    /// The values are added to those there are: tags, choices.
    Add,
    /// Into the bin.
    Delete,
    /// What a module lets one do.
    Verb,
}

/// A change of many records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    pub(crate) user: Id,
    pub(crate) object: String,
    /// Which records: these, or all that satisfy the filter and hold the words.
    pub(crate) ids: Option<Vec<Id>>,
    pub(crate) filter: String,
    pub(crate) words: String,
    pub(crate) act: Act,
    pub(crate) values: Map<String, Json>,
    /// Which verb, by the end of its address, and the answer to what it asks.
    #[serde(default)]
    pub(crate) verb: Option<(String, String)>,
    pub(crate) batch: Id,
}

/// What became of the records.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) done: i64,
    /// Those of somebody else's, and those a verb does not fit.
    pub(crate) left: i64,
}

/// The kinds of job.
pub fn jobs() -> Vec<JobKind> {
    vec![JobKind { name: KIND, every: None, attempts: 5, run }]
}

/// What an input says, as a job keeps it.
pub(crate) fn kept(input: &Input) -> Map<String, Json> {
    let json = |given: &Given| match given {
        Given::Json(json) => json.clone(),
        Given::Text(text) => Json::String(text.clone()),
        Given::Value(value) => value.to_json(),
    };
    // Typed text is told from what programs send, which is read more strictly.
    let key = |key: &str, given: &Given| match given {
        Given::Text(_) => format!("typed:{key}"),
        _ => key.to_owned(),
    };
    input.0.iter().map(|(k, given)| (key(k, given), json(given))).collect()
}

fn given(values: &Map<String, Json>) -> Input {
    let one = |(key, json): (&String, &Json)| match (key.strip_prefix("typed:"), json) {
        (Some(key), Json::String(text)) => (key.to_owned(), Given::Text(text.clone())),
        (_, json) => (key.clone(), Given::Json(json.clone())),
    };
    Input(values.iter().map(one).collect())
}

/// How many records a batch has changed so far.
pub(crate) async fn so_far(engine: &Engine, batch: Id) -> Result<i64> {
    let sql = Sql::new("SELECT count(*) FROM event WHERE batch = $1", vec![batch.into()]);
    Ok(engine.store().read(sql).await?.first().and_then(|r| r.int(0)).unwrap_or_default())
}

fn run<'a>(engine: &'a Engine, job: &'a Job, _work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let change: Change = serde_json::from_value(job.payload.clone())
            .map_err(|_| Error::internal("the job says nothing that can be done"))?;
        let actor = engine.actor(change.user, None).await?;
        change.apply(engine, &actor).await.map(|_| ())
    })
}

impl Change {
    /// Leaves it to a job; its id.
    pub(crate) async fn enqueue(&self, engine: &Engine, actor: &Actor) -> Result<Id> {
        let payload = serde_json::to_value(self).map_err(Error::internal)?;
        let mut work = engine.begin(actor);
        let job = work.enqueue(KIND, None, &payload, None);
        work.commit().await?;
        Ok(job)
    }

    /// Does it, as the person who asked.
    pub(crate) async fn apply(&self, engine: &Engine, actor: &Actor) -> Result<Outcome> {
        let mut query = Query { columns: Some(Vec::new()), limit: CHUNK, ..Query::new(&self.object) }
            .filter(&self.filter)?;
        if let Some(ids) = &self.ids {
            query = Query { filter: None, ids: Some(ids.clone()), ..query };
        } else if !self.words.is_empty() {
            let hits = engine.search(actor, &self.words, Some(&[self.object.as_str()]), 200).await?;
            query.ids = Some(hits.into_iter().map(|h| h.id).collect());
        }
        let mut out = Outcome::default();
        loop {
            // By id: what changes meanwhile does not move a record to another page.
            let page = engine.list(actor, &query).await?;
            let ids: Vec<Id> = page.rows.iter().map(|r| r.id).collect();
            self.chunk(engine, actor, &ids, &mut out).await?;
            match page.next {
                Some(next) => query.cursor = Some(next),
                None => return Ok(out),
            }
        }
    }

    async fn chunk(&self, engine: &Engine, actor: &Actor, ids: &[Id], out: &mut Outcome) -> Result<()> {
        let mut work = engine.begin(actor).in_batch(self.batch).because("bulk");
        work.preload(&self.object, ids).await?;
        let verb = match &self.verb {
            Some((to, answer)) => {
                work = work.by_verb();
                Some((chosen(engine, actor, &self.object, to).ok_or(Error::NotFound)?, answer))
            }
            None => None,
        };
        let action = if self.act == Act::Delete { Action::Delete } else { Action::Update };
        for &id in ids {
            let record = work.current(&self.object, id).await?;
            let may = match &verb {
                Some(((verb, _), _)) => engine.may_do(actor, verb, &record),
                None => actor.may(action, &record),
            };
            if !may {
                out.left += 1;
                continue;
            }
            match (self.act, &verb) {
                (_, Some(((_, many), answer))) => (many.run)(&mut work, &self.object, id, answer).await?,
                (Act::Delete, None) => work.delete(&self.object, id, None).await?,
                (Act::Add, None) => {
                    work.update(&self.object, id, added(&record, &given(&self.values)), None).await?;
                }
                (_, None) => work.update(&self.object, id, given(&self.values), None).await?,
            }
            out.done += 1;
        }
        work.commit().await?;
        Ok(())
    }
}

/// What can be done with many records of an object, by the end of its address.
pub(crate) fn chosen<'a>(
    engine: &'a Engine,
    actor: &Actor,
    object: &str,
    to: &str,
) -> Option<(&'a Verb, Many)> {
    let schema = engine.schema();
    engine.offered_for_many(actor, schema.object(object)?).into_iter().find(|(verb, _)| verb.to == to)
}

/// Whether values can be added to those a field has.
pub(crate) fn can_be_added_to(field: &Field) -> bool {
    matches!(field.kind, Kind::Tags | Kind::Choices)
}

/// The values a record has, and those that are added.
fn added(record: &Record, more: &Input) -> Input {
    let each = |given: &Given| -> Vec<String> {
        match given {
            Given::Text(text) => {
                text.split(',').map(|t| t.trim().to_owned()).filter(|t| !t.is_empty()).collect()
            }
            Given::Json(Json::Array(list)) => {
                list.iter().filter_map(Json::as_str).map(str::to_owned).collect()
            }
            Given::Json(Json::String(text)) => vec![text.clone()],
            Given::Json(_) => Vec::new(),
            Given::Value(value) => {
                value.each().into_iter().filter_map(Value::text).map(str::to_owned).collect()
            }
        }
    };
    let whole = more.0.iter().map(|(key, given)| {
        let mut all: Vec<String> =
            record.get(key).each().into_iter().filter_map(Value::text).map(str::to_owned).collect();
        for value in each(given) {
            if !all.contains(&value) {
                all.push(value);
            }
        }
        (key.clone(), Given::Json(Json::Array(all.into_iter().map(Json::String).collect())))
    });
    Input(whole.collect())
}

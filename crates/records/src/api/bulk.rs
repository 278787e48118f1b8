//! `POST /{objects}/bulk`: records in, one a line; results out, one a line, in order. Reading, writing and answering
//! go hand in hand, a chunk at a time, so memory stays flat however long the body is.
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::body::{Body, BodyDataStream, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri, header};
use axum::response::IntoResponse;
use base::{Error, Id, Problem, Result};
use engine::{Action, Actor, Ctx, Field, Input, Level, Object, Value};
use futures_util::{Stream, StreamExt, stream};
use serde_json::{Map, Value as Json, json};
use ui::web::{Answer, App, Caller, Fault};

use super::lines::{Line, Lines};
use super::params::Params;
use super::record::batched;
use super::{list, stream::again};

/// Lines committed together.
const CHUNK: usize = 200;
/// Bytes of lines committed together at most.
const CHUNK_BYTES: usize = 2 * 1024 * 1024;

/// What tells which record a line is about.
#[derive(Debug, Clone)]
enum Key {
    /// Nothing: every line is a new record.
    None,
    /// The id, in `id`.
    Id,
    /// A field.
    Field(Box<Field>),
    /// What another system calls it, in `external_id`.
    External(String),
}

/// One running request.
struct Run {
    app: App,
    actor: Actor,
    headers: HeaderMap,
    object: Arc<Object>,
    key: Key,
    batch: Id,
    /// The body ended, or the right to write did.
    over: bool,
    revoked: bool,
}

/// What became of a line.
enum Outcome {
    Created(Id),
    Updated(Id),
    Unchanged(Id),
    Wrong(Vec<Problem>),
}

impl From<Error> for Outcome {
    fn from(error: Error) -> Self {
        let one = |code, message: String| Self::Wrong(vec![Problem { field: String::new(), code, message }]);
        match error {
            Error::Invalid(problems) => Self::Wrong(problems.0),
            Error::NotFound => one("not_found", "There is no such record, or none you may see".to_owned()),
            Error::Forbidden(why) => one("forbidden", why),
            Error::Conflict(conflict) => one("conflict", conflict.message),
            Error::Busy(what) => one("busy", what),
            Error::Internal(what) => {
                let id = Id::new();
                tracing::error!(%id, error = what, "a line of a bulk request failed");
                one("internal", format!("Something went wrong on our side. It is in the log as {id}."))
            }
        }
    }
}

/// Makes and changes records, a line each.
pub(super) async fn bulk(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let object = list::object(&app.engine, &caller.actor, &name)?;
    let params = Params::read(&uri, &["key"])?;
    let writes =
        [Action::Create, Action::Update].iter().any(|a| caller.actor.level(&object, *a) != Level::None);
    if !writes {
        return Err(Error::Forbidden(format!(
            "Your role does not let you change {}",
            object.labels.to_lowercase()
        ))
        .into());
    }
    let key = key(&caller.actor, &object, params.text("key"))?;
    let batch = Id::new();
    let lines = Lines::new(body.into_data_stream());
    let run = Run { app, actor: caller.actor, headers, object, key, batch, over: false, revoked: false };
    let answer = Body::from_stream(answers(run, lines));
    Ok(batched(batch, ([(header::CONTENT_TYPE, "application/x-ndjson")], answer).into_response()))
}

/// Reads `key=email`, `key=id`, `key=external:SOURCE`.
fn key(actor: &Actor, object: &Object, text: Option<&str>) -> Result<Key, Fault> {
    let wrong = |message: String| Fault::from(Error::invalid("key", "key", message));
    match text {
        None => Ok(Key::None),
        Some("id") => Ok(Key::Id),
        Some(text) => match text.strip_prefix("external:") {
            Some("") => {
                Err(wrong("Say which system the external ids are of: key=external:hubspot".to_owned()))
            }
            Some(source) if source.len() > 80 => {
                Err(wrong("The name of a source is at most 80 long".to_owned()))
            }
            Some(source) => Ok(Key::External(source.to_owned())),
            None => match object.field(text).filter(|f| !f.hidden && actor.sees(object, f)) {
                Some(field) if field.kind.allows_unique() => Ok(Key::Field(Box::new(field.clone()))),
                Some(field) => Err(wrong(format!(
                    "A {} cannot tell records apart: use a text, e-mail, phone, web address, whole number or date",
                    field.kind.name()
                ))),
                None => Err(wrong(format!(
                    "{} has no field {text:?}; a key is a field, id, or external:SOURCE",
                    object.label
                ))),
            },
        },
    }
}

/// The answer, a chunk of results at a time.
fn answers(run: Run, lines: Lines<BodyDataStream>) -> impl Stream<Item = Result<Bytes, std::io::Error>> {
    stream::unfold((run, lines), |(mut run, mut lines)| async move {
        if run.over {
            return None;
        }
        let mut chunk = Vec::new();
        let mut bytes = 0;
        let mut broken = None;
        while chunk.len() < CHUNK && bytes < CHUNK_BYTES {
            match lines.next().await {
                Some(Ok(line)) => {
                    bytes += line.len();
                    chunk.push(line);
                }
                Some(Err(error)) => {
                    broken = Some(error);
                    run.over = true;
                    break;
                }
                None => {
                    run.over = true;
                    break;
                }
            }
        }
        let mut out = Vec::with_capacity(chunk.len() * 80);
        if !chunk.is_empty() {
            match again(&run.app, &run.headers).await {
                Some(actor) => run.actor = actor,
                // A token that was revoked in between writes nothing more.
                None => (run.over, run.revoked) = (true, true),
            }
            for (number, outcome) in run.chunk(chunk).await {
                out.extend_from_slice(answer(number, outcome).to_string().as_bytes());
                out.push(b'\n');
            }
        }
        match broken {
            // What came before is written and answered; that the body broke off shows in the answer's own breaking off.
            Some(error) if out.is_empty() => Some((Err(error), (run, lines))),
            _ => Some((Ok(Bytes::from(out)), (run, lines))),
        }
    })
    // What packs the answer asks once more at its end.
    .fuse()
}

/// One line of the answer.
fn answer(number: usize, outcome: Outcome) -> Json {
    match outcome {
        Outcome::Created(id) => json!({"line": number, "status": "created", "id": id}),
        Outcome::Updated(id) => json!({"line": number, "status": "updated", "id": id}),
        Outcome::Unchanged(id) => json!({"line": number, "status": "unchanged", "id": id}),
        Outcome::Wrong(problems) => {
            let errors: Vec<Json> = problems
                .iter()
                .map(|p| json!({"field": p.field, "code": p.code, "message": p.message}))
                .collect();
            json!({"line": number, "status": "error", "id": null, "errors": errors})
        }
    }
}

/// A line that was read: what it says, and what record it names.
struct Wish {
    map: Map<String, Json>,
    name: Option<Name>,
}

/// What a record goes by, in the form that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Name {
    Id(Id),
    Key(String),
}

impl Run {
    /// Writes a chunk together; where that fails, line by line, so that one wrong line holds nobody up.
    async fn chunk(&mut self, chunk: Vec<Line>) -> Vec<(usize, Outcome)> {
        if self.revoked {
            let refused = |line: Line| {
                (
                    line.number,
                    Outcome::from(Error::Forbidden("The token or session is not valid any more".to_owned())),
                )
            };
            return chunk.into_iter().map(refused).collect();
        }
        let read: Vec<(usize, Result<Wish, Outcome>)> =
            chunk.into_iter().map(|line| (line.number, self.wish(line))).collect();
        let wishes: Vec<&Wish> = read.iter().filter_map(|(_, w)| w.as_ref().ok()).collect();
        let found = match self.found(&wishes).await {
            Ok(found) => found,
            Err(error) => {
                let message = error.to_string();
                return read
                    .into_iter()
                    .map(|(n, _)| (n, Outcome::from(Error::Busy(message.clone()))))
                    .collect();
            }
        };
        let many = self.write(&wishes, found).await;
        let outcomes = match many {
            Ok(outcomes) => outcomes,
            Err(_) => {
                let mut one_by_one = Vec::with_capacity(wishes.len());
                for wish in &wishes {
                    let one = std::slice::from_ref(wish);
                    let result = match self.found(one).await {
                        Ok(found) => self.write(one, found).await,
                        Err(error) => Err(error),
                    };
                    one_by_one.push(match result {
                        Ok(mut list) => list.pop().unwrap_or(Outcome::Wrong(Vec::new())),
                        Err(error) => Outcome::from(error),
                    });
                }
                one_by_one
            }
        };
        let mut outcomes = outcomes.into_iter();
        read.into_iter()
            .map(|(number, wish)| match wish {
                Err(wrong) => (number, wrong),
                Ok(_) => (number, outcomes.next().unwrap_or(Outcome::Wrong(Vec::new()))),
            })
            .collect()
    }

    /// Reads a line.
    fn wish(&self, line: Line) -> Result<Wish, Outcome> {
        let wrong = |field: &str, code, message: String| {
            Outcome::Wrong(vec![Problem { field: field.to_owned(), code, message }])
        };
        let bytes = line.bytes.map_err(|message| wrong("", "line", message.to_owned()))?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|e| wrong("", "utf8", format!("The line is not UTF-8 (at byte {})", e.valid_up_to())))?;
        let json: Json = serde_json::from_str(text)
            .map_err(|e| wrong("", "json", format!("The line is no valid JSON: {e}")))?;
        let Json::Object(mut map) = json else {
            return Err(wrong("", "type", "Expected a JSON object of fields".to_owned()));
        };
        let name = match &self.key {
            Key::None => None,
            Key::Id => {
                let id = map.get("id").and_then(Json::as_str).and_then(|t| t.parse().ok());
                Some(Name::Id(id.ok_or_else(|| {
                    wrong("id", "required", "The key id is missing, or is no id".to_owned())
                })?))
            }
            Key::External(_) => {
                let text = match map.shift_remove("external_id") {
                    Some(Json::String(text)) => text.trim().to_owned(),
                    Some(Json::Number(number)) => number.to_string(),
                    _ => String::new(),
                };
                if text.is_empty() || text.len() > 500 || text.contains('\0') {
                    return Err(wrong(
                        "external_id",
                        "required",
                        "external_id is missing, or is no text of at most 500 characters".to_owned(),
                    ));
                }
                Some(Name::Key(text))
            }
            Key::Field(field) => {
                let manners = self.app.engine.settings().manners.clone();
                let given = map.get(&field.key).cloned().unwrap_or(Json::Null);
                let given = match &given {
                    // Of several values the first one names the record.
                    Json::Array(list) => list.first().cloned().unwrap_or(Json::Null),
                    _ => given,
                };
                let given = given.get("value").cloned().unwrap_or(given);
                let value = field.kind.parse_json(&given, &Ctx { field, manners: &manners });
                let value = value.map_err(|fault| wrong(&field.key, fault.code, fault.message))?;
                let text = compared(field, &value);
                Some(Name::Key(text.ok_or_else(|| {
                    wrong(&field.key, "required", format!("The key {} is missing", field.key))
                })?))
            }
        };
        Ok(Wish { map, name })
    }

    /// Which of the records named are there.
    async fn found(&self, wishes: &[&Wish]) -> Result<HashMap<Name, Id>> {
        let keys: HashSet<&str> = wishes
            .iter()
            .filter_map(|w| match &w.name {
                Some(Name::Key(key)) => Some(key.as_str()),
                _ => None,
            })
            .collect();
        let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
        let (engine, object) = (&self.app.engine, &self.object);
        let found = match &self.key {
            Key::None => HashMap::new(),
            Key::Id => {
                return Ok(wishes
                    .iter()
                    .filter_map(|w| match w.name {
                        Some(Name::Id(id)) => Some((Name::Id(id), id)),
                        _ => None,
                    })
                    .collect());
            }
            Key::External(source) => engine.by_external(object, source, &keys).await?,
            Key::Field(field) => engine.by_value(&self.actor, object, field, &keys).await?,
        };
        Ok(found.into_iter().map(|(key, id)| (Name::Key(key), id)).collect())
    }

    /// Writes lines in one unit. An error of the unit as a whole is returned; nothing is written then.
    async fn write(&self, wishes: &[&Wish], mut found: HashMap<Name, Id>) -> Result<Vec<Outcome>> {
        let key = self.object.key.as_str();
        let mut work = self.app.engine.begin(&self.actor).in_batch(self.batch);
        let there: Vec<Id> = found.values().copied().collect();
        work.preload(key, &there).await?;
        let mut outcomes = Vec::with_capacity(wishes.len());
        for wish in wishes {
            let input = Input::json(&wish.map);
            let known = wish.name.as_ref().and_then(|n| found.get(n)).copied();
            let before = work.len();
            let outcome = match known {
                Some(id) => work.update(key, id, input, None).await.map(|()| {
                    if work.len() > before { Outcome::Updated(id) } else { Outcome::Unchanged(id) }
                }),
                None => match work.create(key, input).await {
                    Ok(id) => {
                        if let (Key::External(source), Some(Name::Key(name))) = (&self.key, &wish.name) {
                            work.external(key, id, source, name).await?;
                        }
                        if let Some(name) = &wish.name {
                            found.insert(name.clone(), id);
                        }
                        Ok(Outcome::Created(id))
                    }
                    Err(error) => Err(error),
                },
            };
            outcomes.push(outcome.unwrap_or_else(Outcome::from));
        }
        work.commit().await?;
        Ok(outcomes)
    }
}

/// A key's value in the form that is compared: folded where the field is, plain else.
fn compared(field: &Field, value: &Value) -> Option<String> {
    let value = value.primary();
    if value.is_null() {
        return None;
    }
    let plain = value.plain();
    Some(if field.kind.folded() { base::fold(&plain) } else { plain })
}

//! Files for calendars: the invitation to a meeting, and calendars that others subscribe to by a secret address.
use std::collections::HashSet;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Id, Moment};
use engine::query::Query;
use engine::{Actor, Engine, Record};
use sales::task::ics::{self, Page, Person};
use ui::say;
use ui::web::{Answer, App, Caller, Fault, Me};

/// Days back that a subscribed calendar has.
const BACK: i64 = 366;
/// Days ahead.
const AHEAD: i64 = 731;
/// Entries at most, those furthest ahead left out.
const MOST: usize = 2_000;
/// The records that are read at a time.
const AT_ONCE: usize = 500;

/// `GET /api/v1/tasks/{id}/invitation.ics`
pub(super) async fn invitation_for_program(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Answer {
    invitation(&app, &caller.actor, &id).await
}

/// `GET /tasks/{id}/invitation.ics`
pub(super) async fn invitation_for_person(State(app): State<App>, me: Me, Path(id): Path<String>) -> Answer {
    invitation(&app, &me.actor, &id).await
}

async fn invitation(app: &App, actor: &Actor, id: &str) -> Answer {
    let id: Id = id.parse().map_err(|_| Fault::not_found())?;
    let engine = &app.engine;
    let task = engine.find_any(actor, "task", id).await?;
    if task.get("kind").text() != Some("meeting") || task.get("due").is_null() {
        return Err(Error::conflict(say!("problem-task-no-meeting")).into());
    }
    let zone = engine.zone_of(actor).await?;
    let object = task.object.clone();
    let sees = |key: &str| object.field(key).is_some_and(|f| actor.sees(&object, f));
    let page = Page { zone: &zone, base: app.public_url.as_deref(), sees: &sees };
    let (contacts, colleagues) = ics::guests(&task);
    let organizer: Vec<Id> = task.owner().into_iter().collect();
    let organizer = people(engine, actor, "user", &organizer).await?.into_iter().next();
    let mut guests =
        if sees("people") { people(engine, actor, "contact", &contacts).await? } else { Vec::new() };
    if sees("colleagues") {
        guests.extend(people(engine, actor, "user", &colleagues).await?);
    }
    guests.retain(|g| organizer.as_ref().is_none_or(|o| o.email != g.email));
    let text = ics::invitation(&page, &task, organizer.as_ref(), &guests);
    let method = if task.deleted_at.is_some() { "CANCEL" } else { "REQUEST" };
    let mut response = text.into_response();
    let head = response.headers_mut();
    if let Ok(kind) = HeaderValue::try_from(format!("text/calendar; charset=utf-8; method={method}")) {
        head.insert(header::CONTENT_TYPE, kind);
    }
    head.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"invitation.ics\""),
    );
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Those of some people whom the actor sees and who have an address, in their order.
async fn people(engine: &Engine, actor: &Actor, object: &str, ids: &[Id]) -> Result<Vec<Person>, Error> {
    let mut out = Vec::new();
    for id in ids {
        let record = match engine.find(actor, object, *id).await {
            Ok(record) => record,
            Err(Error::NotFound) => continue,
            Err(other) => return Err(other),
        };
        let seen = record.object.field("email").is_some_and(|f| actor.sees(&record.object, f));
        if let Some(email) = record.get("email").primary().text().filter(|_| seen) {
            out.push(Person { name: record.title(), email: email.to_owned() });
        }
    }
    Ok(out)
}

/// `GET /cal/{secret}.ics`
pub(super) async fn subscribed(
    State(app): State<App>,
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Answer<Response> {
    let secret = file.strip_suffix(".ics").ok_or_else(Fault::not_found)?;
    let engine = &app.engine;
    let feed = engine.calendar_feed(secret).await?;
    // Rights are looked at now: who has left reads nothing any more.
    let actor = engine.actor(feed.person, None).await?;
    let (name, narrow) = match feed.team {
        None => (actor.name.clone(), "(owner = me OR colleagues = me)".to_owned()),
        Some(team) => {
            let team = engine.find(&actor, "team", team).await?;
            (team.title(), format!("owner.team = \"{}\"", team.id))
        }
    };
    let object = engine.object(&actor, "task")?;
    let zone = engine.zone_of(&actor).await?;
    let tasks = tasks(engine, &actor, &narrow, &zone).await?;
    let sees = |key: &str| object.field(key).is_some_and(|f| actor.sees(&object, f));
    let page = Page { zone: &zone, base: app.public_url.as_deref(), sees: &sees };
    let text = ics::calendar(&page, &name, &tasks);
    Ok(tagged(&headers, text, ics::changed(&tasks).unwrap_or(feed.created_at)))
}

/// The tasks of a calendar, the first day first.
async fn tasks(
    engine: &Engine,
    actor: &Actor,
    narrow: &str,
    zone: &jiff::tz::TimeZone,
) -> Result<Vec<Record>, Error> {
    let today = Moment::now().date(zone);
    let (from, until) = (today.plus_days(-BACK), today.plus_days(AHEAD));
    let query = Query::new("task").filter(&format!("{narrow} AND due >= {from} AND due <= {until}"))?;
    let mut query = query.sort("due")?.limit(AT_ONCE);
    let mut found: Vec<Record> = Vec::new();
    let mut known: HashSet<Id> = HashSet::new();
    loop {
        let (records, next) = engine.records(actor, &query).await?;
        found.extend(records.into_iter().filter(|r| known.insert(r.id)));
        match next {
            Some(next) if found.len() < MOST => query.cursor = Some(next),
            _ => break,
        }
    }
    found.truncate(MOST);
    Ok(found)
}

/// The file, or that it has not changed.
fn tagged(headers: &HeaderMap, text: String, changed: Moment) -> Response {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    let tag = format!("\"{:x}-{:x}\"", text.len(), hasher.finish());
    let same = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(','))
        .any(|given| given.trim().trim_start_matches("W/") == tag);
    let mut response = if same { StatusCode::NOT_MODIFIED.into_response() } else { text.into_response() };
    let head = response.headers_mut();
    let date = changed.timestamp().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (name, value) in [(header::ETAG, tag), (header::LAST_MODIFIED, date)] {
        if let Ok(value) = HeaderValue::try_from(value) {
            head.insert(name, value);
        }
    }
    head.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    head.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    response
}

//! One record: read, make, change, move to the bin and back, destroy.
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Id, Result};
use engine::query::Query;
use engine::{Actor, Engine, Input, Record};
use ui::web::{Answer, App, Caller};

use super::params::{Params, id_of};
use super::write::Shape;
use super::{body, list, write};

/// The header that says what a change can be undone with.
pub(super) const BATCH: &str = "rondo-batch";

/// Reads a record.
pub(super) async fn find(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let object = list::object(&app.engine, &caller.actor, &name)?;
    let params = Params::read(&uri, &["fields", "as_of", "deleted"])?;
    let id = id_of(&id)?;
    if let Some(instant) = params.moment("as_of", &app.engine.settings().manners.zone)? {
        let query = Query {
            columns: list::selection(&app.engine.schema(), &object, params.text("fields")),
            ids: Some(vec![id]),
            ..Query::new(&object.key)
        };
        let page = app.engine.list_as_of(&caller.actor, &query, instant).await?;
        let row = page.rows.first().ok_or(Error::NotFound)?;
        let mut out = Vec::with_capacity(1024);
        Shape::of(&page.columns).row(&mut out, row);
        return Ok(([(header::CONTENT_TYPE, "application/json")], out).into_response());
    }
    let Some(fields) = params.text("fields") else {
        let record = if params.flag("deleted")? {
            app.engine.find_any(&caller.actor, &object.key, id).await?
        } else {
            app.engine.find(&caller.actor, &object.key, id).await?
        };
        return Ok(if is_known(&headers, record.version) {
            unchanged(record.version)
        } else {
            answer(&caller.actor, &record)
        });
    };
    let query = Query {
        columns: list::selection(&app.engine.schema(), &object, Some(fields)),
        ids: Some(vec![id]),
        deleted: params.flag("deleted")?,
        ..Query::new(&object.key)
    };
    let page = app.engine.list(&caller.actor, &query).await?;
    let row = page.rows.first().ok_or(Error::NotFound)?;
    // What is reached over links changes without this record's version.
    if !fields.contains('.') && is_known(&headers, row.version) {
        return Ok(unchanged(row.version));
    }
    let mut out = Vec::with_capacity(1024);
    Shape::of(&page.columns).row(&mut out, row);
    Ok(with_version(row.version, ([(header::CONTENT_TYPE, "application/json")], out).into_response()))
}

/// Makes a record.
pub(super) async fn create(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let object = list::object(&app.engine, &caller.actor, &name)?;
    Params::read(&uri, &[])?;
    let map = body::object(&headers, body).await?;
    let mut work = app.engine.begin(&caller.actor);
    let id = work.create(&object.key, Input::json(&map)).await?;
    let done = work.commit().await?;
    let place = format!("/api/v1/{}/{id}", object.plural);
    let mut response = written(&app.engine, &caller.actor, &object.key, id, done.batch).await?;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::CREATED;
    }
    if let Ok(place) = HeaderValue::try_from(place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// Changes fields of a record.
pub(super) async fn update(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Answer {
    let object = list::object(&app.engine, &caller.actor, &name)?;
    Params::read(&uri, &[])?;
    let (id, version) = (id_of(&id)?, if_match(&headers)?);
    let map = body::object(&headers, body).await?;
    let mut work = app.engine.begin(&caller.actor);
    work.update(&object.key, id, Input::json(&map), version).await?;
    let done = work.commit().await?;
    Ok(written(&app.engine, &caller.actor, &object.key, id, done.batch).await?)
}

/// Moves a record to the bin, or destroys it with `destroy=true`.
pub(super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Answer {
    let object = list::object(&app.engine, &caller.actor, &name)?;
    let params = Params::read(&uri, &["destroy"])?;
    let (id, version) = (id_of(&id)?, if_match(&headers)?);
    let mut work = app.engine.begin(&caller.actor);
    if params.flag("destroy")? {
        let now = app.engine.find_any(&caller.actor, &object.key, id).await?;
        if version.is_some_and(|v| v != now.version) {
            return Err(Error::conflict(format!(
                "It is version {} now, not the one you have seen",
                now.version
            ))
            .into());
        }
        work.destroy(&object.key, id).await?;
    } else {
        work.delete(&object.key, id, version).await?;
    }
    let done = work.commit().await?;
    Ok(batched(done.batch, StatusCode::NO_CONTENT.into_response()))
}

/// Takes a record back from the bin.
pub(super) async fn restore(
    State(app): State<App>,
    caller: Caller,
    Path((name, id)): Path<(String, String)>,
    uri: Uri,
) -> Answer {
    let object = list::object(&app.engine, &caller.actor, &name)?;
    Params::read(&uri, &[])?;
    let id = id_of(&id)?;
    let mut work = app.engine.begin(&caller.actor);
    work.restore(&object.key, id).await?;
    let done = work.commit().await?;
    Ok(written(&app.engine, &caller.actor, &object.key, id, done.batch).await?)
}

/// The answer to a change: the record as it is now. Who may not see it any more, having given it away, gets no content.
pub(super) async fn written(
    engine: &Engine,
    actor: &Actor,
    object: &str,
    id: Id,
    batch: Id,
) -> Result<Response> {
    let response = match engine.find_any(actor, object, id).await {
        Ok(record) => answer(actor, &record),
        Err(Error::NotFound) => StatusCode::NO_CONTENT.into_response(),
        Err(other) => return Err(other),
    };
    Ok(batched(batch, response))
}

fn answer(actor: &Actor, record: &Record) -> Response {
    let json = write::record(actor, record);
    with_version(record.version, ([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

fn unchanged(version: i64) -> Response {
    with_version(version, StatusCode::NOT_MODIFIED.into_response())
}

fn with_version(version: i64, mut response: Response) -> Response {
    if let Ok(tag) = HeaderValue::try_from(format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Says what a change can be undone with.
pub(super) fn batched(batch: Id, mut response: Response) -> Response {
    if let Ok(batch) = HeaderValue::try_from(batch.to_string()) {
        response.headers_mut().insert(BATCH, batch);
    }
    response
}

/// A version out of an entity tag: `"3"`, `W/"3"`.
fn version_of(tag: &str) -> Option<i64> {
    let tag = tag.trim();
    tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"').parse().ok()
}

/// Whether `If-None-Match` names the version.
fn is_known(headers: &HeaderMap, version: i64) -> bool {
    let tags = headers.get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    tags.split(',').any(|tag| tag.trim() == "*" || version_of(tag) == Some(version))
}

/// The version `If-Match` names; `*` and nothing are any.
pub(super) fn if_match(headers: &HeaderMap) -> Result<Option<i64>> {
    let Some(tag) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let tag = tag.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(None);
    }
    let wrong = || Error::invalid("If-Match", "etag", "If-Match is the ETag of the record, such as \"3\"");
    version_of(tag).map(Some).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn an_entity_tag_is_the_version() {
        for tag in ["\"3\"", "W/\"3\"", "3"] {
            assert_eq!(if_match(&headers(header::IF_MATCH, tag)).unwrap(), Some(3), "{tag}");
        }
        assert_eq!(if_match(&headers(header::IF_MATCH, "*")).unwrap(), None);
        assert_eq!(if_match(&HeaderMap::new()).unwrap(), None);
        assert!(if_match(&headers(header::IF_MATCH, "\"abc\"")).is_err());
        assert!(is_known(&headers(header::IF_NONE_MATCH, "\"2\", \"3\""), 3));
        assert!(!is_known(&HeaderMap::new(), 3));
    }
}

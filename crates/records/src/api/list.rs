//! `GET /{objects}`: filter, sort, fields, pages, count, and the past.
use std::io::Write as _;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base::{Error, Result};
use engine::filter::{Filter, FilterError};
use engine::query::{Page, Query, Sort};
use engine::{Actor, Engine, Object, Schema};
use serde_json::{Map, Value as Json, json};
use ui::web::{Answer, App, Caller, Fault};

use super::params::Params;
use super::write::Shape;

/// The parameters of a list.
pub(super) const PARAMETERS: &[&str] =
    &["filter", "sort", "fields", "limit", "cursor", "count", "as_of", "deleted"];

/// Lists records.
pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    uri: Uri,
) -> Answer {
    let object = object(&app.engine, &caller.actor, &name)?;
    let params = Params::read(&uri, PARAMETERS)?;
    let schema = app.engine.schema();
    let query = Query {
        filter: filter(params.text("filter"))?,
        sort: Sort::parse(params.text("sort").unwrap_or_default())?,
        columns: selection(&schema, &object, params.text("fields")),
        limit: params.limit()?,
        cursor: params.text("cursor").map(str::to_owned),
        count: params.flag("count")?,
        deleted: params.flag("deleted")?,
        ..Query::new(&object.key)
    };
    let page = match params.moment("as_of", &app.engine.settings().manners.zone)? {
        Some(instant) => app.engine.list_as_of(&caller.actor, &query, instant).await,
        None => app.engine.list(&caller.actor, &query).await,
    };
    match page {
        Ok(page) => Ok(answer(&page)),
        Err(error) => Err(explained(&app.engine, &caller.actor, &object, query.filter.as_ref(), error)),
    }
}

/// An object by its name in addresses.
pub(super) fn object(engine: &Engine, actor: &Actor, plural: &str) -> Result<Arc<Object>> {
    let object = engine.object(actor, plural)?;
    if object.plural == plural { Ok(object) } else { Err(Error::NotFound) }
}

/// Reads a filter; an error says where and what was expected.
pub(super) fn filter(text: Option<&str>) -> Result<Option<Filter>, Fault> {
    Filter::read(text.unwrap_or_default()).map_err(|e| wrong_filter(&e))
}

/// A wrong filter as a problem: position (in characters, from 0), length, what was expected, the nearest name.
pub(super) fn wrong_filter(error: &FilterError) -> Fault {
    let more = json!({
        "errors": [{"field": "filter", "code": "filter", "message": error.message}],
        "position": error.position, "length": error.length, "expected": error.expected, "nearest": error.nearest,
    });
    let more = if let Json::Object(map) = more { map } else { Map::new() };
    Fault::Explained(StatusCode::UNPROCESSABLE_ENTITY, error.message.clone(), more)
}

/// An error of reading; where the filter is what is wrong, with the place.
pub(super) fn explained(
    engine: &Engine,
    actor: &Actor,
    object: &Arc<Object>,
    filter: Option<&Filter>,
    error: Error,
) -> Fault {
    let about_filter = matches!(&error, Error::Invalid(p) if p.of("filter").is_some());
    let Some(filter) = filter.filter(|_| about_filter) else { return error.into() };
    match filter.resolve(object, &engine.schema(), actor, &engine.scope(actor)) {
        Err(place) => wrong_filter(&place),
        Ok(_) => error.into(),
    }
}

/// The columns of `fields=name,company.name`: what every record carries is left out, and the links that paths lead
/// over come before them. Nothing asked for is every field.
pub(super) fn selection(schema: &Schema, object: &Arc<Object>, fields: Option<&str>) -> Option<Vec<String>> {
    let mut columns: Vec<String> = Vec::new();
    for path in fields?.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        if matches!(path, "id" | "version" | "deleted_at") {
            continue;
        }
        let mut here = Some(object);
        for (end, _) in path.match_indices('.') {
            let Some(prefix) = path.get(..end) else { break };
            let name = prefix.rsplit('.').next().unwrap_or(prefix);
            let link = here.and_then(|o| o.field(name)).filter(|f| f.kind.is_single_link());
            here = link.and_then(|f| schema.object(f.target.as_deref()?));
            if link.is_some() && !columns.iter().any(|c| c == prefix) {
                columns.push(prefix.to_owned());
            }
        }
        if !columns.iter().any(|c| c == path) {
            columns.push(path.to_owned());
        }
    }
    Some(columns)
}

/// A page as JSON.
fn answer(page: &Page) -> Response {
    let shape = Shape::of(&page.columns);
    let mut out = Vec::with_capacity(256 + page.rows.len() * page.columns.len() * 32);
    out.extend_from_slice(b"{\"data\":[");
    for (i, row) in page.rows.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        shape.row(&mut out, row);
    }
    out.extend_from_slice(b"],\"next\":");
    match &page.next {
        Some(next) => super::write::text(&mut out, next),
        None => out.extend_from_slice(b"null"),
    }
    if let Some(count) = page.count {
        // Writing into memory cannot fail.
        let _ = write!(out, ",\"count\":{count}");
    }
    out.push(b'}');
    ([(header::CONTENT_TYPE, "application/json")], out).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{Field, Kind};

    #[test]
    fn links_come_before_what_is_reached_over_them() {
        let company = Object::new("company", "companies", "")
            .fields(vec![Field::new("name", Kind::Text), Field::new("address", Kind::Address)]);
        let deal = Object::new("deal", "deals", "")
            .fields(vec![Field::new("name", Kind::Text), Field::link("company", "company")]);
        let user = Object::new("user", "users", "").fields(vec![Field::new("name", Kind::Text)]);
        let schema = Schema::build(1, vec![company, deal, user]).unwrap();
        let deal = schema.object("deal").unwrap();
        let of = |fields| selection(&schema, deal, Some(fields)).unwrap().join(" ");
        assert_eq!(of("id,name,company.name"), "name company company.name");
        assert_eq!(of("company.owner.name, company"), "company company.owner company.owner.name");
        assert_eq!(of("company.address.city"), "company company.address.city");
        assert_eq!(of("nme.x"), "nme.x");
        assert_eq!(of("id"), "");
    }
}

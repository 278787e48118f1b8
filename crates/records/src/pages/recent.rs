//! The records a person looked at last. Their browser keeps the list, in a cookie that names the person: ids alone, so that
//! titles are read when they are shown, as far as rights go then.
use std::sync::Arc;

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use base::{Error, Id, Moment};
use engine::query::Query;
use engine::{Object, Value};
use ui::field::cell::cut;

use super::visit::{Visit, cookie};

/// The name of the cookie.
const NAME: &str = "recent";
/// Records remembered.
const MOST: usize = 12;

/// A record that was looked at.
#[derive(Debug, Clone)]
pub(super) struct Recent {
    pub(super) object: Arc<Object>,
    pub(super) id: Id,
    pub(super) title: String,
    pub(super) at: Moment,
}

/// What the cookie holds: `person|contacts/4711:1700000000|…`, the last one first.
fn read(text: &str, me: Id) -> Vec<(String, Id, i64)> {
    let mut parts = text.split('|');
    if parts.next() != Some(me.to_string().as_str()) {
        return Vec::new();
    }
    let one = |part: &str| {
        let (place, at) = part.split_once(':')?;
        let (objects, id) = place.split_once('/')?;
        Some((objects.to_owned(), id.parse().ok()?, at.parse().ok()?))
    };
    parts.filter_map(one).take(MOST).collect()
}

/// The page of a record was asked for: it becomes the last one. What was only fetched ahead does not count.
pub(super) fn remember(visit: &Visit, headers: &HeaderMap, seen: &str, response: &mut Response) {
    let ahead = ["x-sec-purpose", "sec-purpose", "purpose"];
    if ahead.iter().any(|name| headers.get(*name).is_some_and(|v| v.as_bytes().starts_with(b"prefetch"))) {
        return;
    }
    let Some(me) = visit.actor.user else { return };
    let before = read(cookie(headers, NAME).unwrap_or_default(), me);
    let mut text = format!("{me}|{seen}:{}", visit.now.0 / 1_000_000);
    for (objects, id, at) in before.iter().filter(|(o, id, _)| format!("{o}/{id}") != seen).take(MOST - 1) {
        text.extend(["|", objects, "/", &id.to_string(), ":", &at.to_string()]);
    }
    // Scripts keep it too, for pages that were fetched ahead: it says nothing but ids.
    let text = format!("{NAME}={text}; Path=/; Max-Age=2592000; SameSite=Lax");
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
}

/// The records looked at last that the person may still see, the last one first; `but` is left out.
pub(super) async fn of(visit: &Visit, but: &str, most: usize) -> Result<Vec<Recent>, Error> {
    let Some(me) = visit.actor.user else { return Ok(Vec::new()) };
    let kept: Vec<(String, Id, i64)> = read(&visit.recent, me)
        .into_iter()
        .filter(|(objects, id, _)| format!("/{objects}/{id}") != but)
        .take(most)
        .collect();
    let mut found = Vec::new();
    for object in visit.schema.objects().filter(|o| visit.sees(o)) {
        let ids: Vec<Id> = kept.iter().filter(|k| k.0 == object.plural).map(|k| k.1).collect();
        if ids.is_empty() {
            continue;
        }
        let query = Query { ids: Some(ids), limit: MOST, ..Query::new(&object.key) }.columns(&object.title);
        for row in visit.engine().list(&visit.actor, &query).await?.rows {
            let title =
                row.cells.first().and_then(Value::text).map_or_else(|| row.id.to_string(), |t| cut(t, 80));
            let at = kept.iter().find(|k| k.1 == row.id).map_or(0, |k| k.2);
            found.push(Recent {
                object: object.clone(),
                id: row.id,
                title,
                at: Moment(at.saturating_mul(1_000_000)),
            });
        }
    }
    found.sort_by_key(|r| std::cmp::Reverse(r.at.0));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_belongs_to_one_person() {
        let text = format!("{}|contacts/{}:17|nonsense|deals/x:3", Id(7), Id(9));
        assert_eq!(read(&text, Id(7)), [("contacts".to_owned(), Id(9), 17)]);
        assert!(read(&text, Id(8)).is_empty());
    }
}

//! What changes of the workspace itself leave in the log (settings, roles, views others see, tokens, invitations), and
//! taking such a change back where that is safe.
use base::{Error, Id, Moment, Result};
use say::say;
use serde_json::{Map, Value as Json, json};
use store::Sql;

use crate::access::{Actor, Role};
use crate::engine::Engine;
use crate::event::{Event, carried};
use crate::undo::{UndoConflict, Undone};
use crate::view::{View, ViewInput};

/// What events that are about no record are about.
pub const THINGS: [&str; 7] = ["setting", "schema", "role", "view", "token", "invite", "rate"];

/// In which unit something is changed, and what made it happen.
#[derive(Debug, Clone)]
pub(crate) struct Act {
    pub(crate) batch: Id,
    pub(crate) cause: Option<String>,
}

impl Act {
    /// A unit of its own.
    pub(crate) fn new() -> Self {
        Self { batch: Id::new(), cause: None }
    }

    /// The statement that notes what happened to a thing of the workspace.
    pub(crate) fn note(
        &self,
        actor: &Actor,
        thing: &str,
        record: Id,
        verb: &str,
        said: impl Into<Json>,
    ) -> Sql {
        let now = Moment::now();
        let (cause, said) = (self.cause.as_deref(), said.into());
        let changes = said.as_object().and_then(carried);
        Event::insert(now, now, actor.user, cause, self.batch, thing, record, verb, changes)
    }
}

/// What differs between two JSON objects: `[old, new]` of each key.
pub(crate) fn differing(old: &Map<String, Json>, new: &Map<String, Json>) -> Map<String, Json> {
    let mut keys: Vec<&String> = old.keys().chain(new.keys().filter(|k| !old.contains_key(*k))).collect();
    keys.retain(|k| old.get(*k).unwrap_or(&Json::Null) != new.get(*k).unwrap_or(&Json::Null));
    keys.into_iter().map(|k| (k.clone(), json!([old.get(k), new.get(k)]))).collect()
}

/// A role, part by part: its rights on each object and each field are one.
pub(crate) fn parts_of_role(role: &Role) -> Map<String, Json> {
    let mut out = Map::new();
    out.insert("label".to_owned(), json!(role.label));
    out.insert("admin".to_owned(), json!(role.admin));
    out.extend(role.objects.iter().map(|(key, rights)| (format!("objects.{key}"), json!(rights))));
    out.extend(role.fields.iter().map(|(key, right)| (format!("fields.{key}"), json!(right))));
    out
}

/// A role put together of its parts again.
fn role_of_parts(key: &str, parts: &Map<String, Json>) -> Option<Role> {
    let of = |prefix: &str| -> Map<String, Json> {
        let own = parts.iter().filter(|(_, v)| !v.is_null());
        own.filter_map(|(k, v)| Some((k.strip_prefix(prefix)?.to_owned(), v.clone()))).collect()
    };
    let role = json!({
        "key": key, "label": parts.get("label"), "admin": parts.get("admin"),
        "objects": of("objects."), "fields": of("fields."),
    });
    serde_json::from_value(role).ok()
}

/// The parts of a view that people change.
fn parts_of_view(view: &View) -> Map<String, Json> {
    let parts = json!({
        "name": view.name, "shared": view.shared, "layout": view.layout, "filter": view.filter, "sort": view.sort,
        "columns": view.columns, "by": view.by,
    });
    parts.as_object().cloned().unwrap_or_default()
}

/// What the log says of a change of a view; nothing where it is nobody else's before and after.
pub(crate) fn view_changes(before: Option<&View>, after: &View) -> Option<Map<String, Json>> {
    let open = |view: &View| view.shared != crate::view::Shared::Own;
    if !open(after) && !before.is_some_and(open) {
        return None;
    }
    let mut said = differing(&before.map(parts_of_view).unwrap_or_default(), &parts_of_view(after));
    // What it was while nobody else saw it stays its owner's.
    if !before.is_none_or(open) {
        for (key, pair) in &mut said {
            if key != "shared" {
                *pair = json!([Json::Null, pair.get(1)]);
            }
        }
    }
    said.retain(|_, pair| pair.get(1).is_none_or(|v| v != "") || pair.get(0).is_some_and(|v| !v.is_null()));
    if said.is_empty() {
        return None;
    }
    Some(named(said, "view", &view_title(after)))
}

pub(crate) fn view_title(view: &View) -> String {
    format!("{} ({})", view.name, view.object)
}

/// With what the thing is called, so that the log can say it when the thing has gone.
pub(crate) fn named(mut said: Map<String, Json>, what: &str, name: &str) -> Map<String, Json> {
    said.insert(what.to_owned(), json!(name));
    said
}

/// Whether a change of the workspace can be taken back from the log: what was made anew cannot, nor what a secret hung on.
pub fn can_be_undone(event: &Event) -> bool {
    match event.object.as_str() {
        "setting" => event.verb == "changed" && !event.changes.keys().any(|k| k == "logo"),
        "role" => event.verb == "updated",
        "view" => true,
        _ => false,
    }
}

impl Engine {
    /// Takes back a change of the workspace itself.
    pub(crate) async fn put_back(&self, actor: &Actor, event: &Event) -> Result<Undone> {
        let act = Act { batch: Id::new(), cause: Some(format!("undo:{}", event.batch)) };
        let mut out = Undone { batch: act.batch, records: 0, conflicts: Vec::new(), left: 0 };
        let left = if can_be_undone(event) {
            match event.object.as_str() {
                "setting" => self.put_back_settings(actor, event, &act).await?,
                "role" => self.put_back_role(actor, event, &act).await?,
                _ => self.put_back_view(actor, event, &act).await?,
            }
        } else {
            Some(say!("problem-undo-thing").into())
        };
        match left {
            None => out.records = 1,
            Some(message) => {
                out.left = 1;
                let (object, record) = (event.object.clone(), event.record);
                out.conflicts.push(UndoConflict { object, record, field: None, message });
            }
        }
        Ok(out)
    }

    async fn put_back_settings(&self, actor: &Actor, event: &Event, act: &Act) -> Result<Option<String>> {
        let now = self.settings_said();
        let mut back = Map::new();
        for key in event.changes.keys() {
            let Some((old, new)) = event.change(key) else { continue };
            if now.get(key).unwrap_or(&Json::Null) != new {
                return Ok(Some(say!("problem-undo-field", field = key).into()));
            }
            back.insert(key.clone(), old.clone());
        }
        self.set_settings_in(actor, &back, act).await?;
        Ok(None)
    }

    async fn put_back_role(&self, actor: &Actor, event: &Event, act: &Act) -> Result<Option<String>> {
        let key = event.changes.get("role").and_then(Json::as_str).unwrap_or_default();
        let roles = self.roles();
        let role = roles.get(key).ok_or(Error::NotFound)?;
        let mut parts = parts_of_role(role);
        for part in event.changes.keys() {
            let Some((old, new)) = event.change(part) else { continue };
            if parts.get(part).unwrap_or(&Json::Null) != new {
                return Ok(Some(say!("problem-undo-field", field = part).into()));
            }
            parts.insert(part.clone(), old.clone());
        }
        let role = role_of_parts(key, &parts).ok_or_else(|| Error::internal("a role in the log is none"))?;
        self.put_role_in(actor, &role, act).await?;
        Ok(None)
    }

    async fn put_back_view(&self, actor: &Actor, event: &Event, act: &Act) -> Result<Option<String>> {
        let gone = || Ok(Some(say!("problem-undo-view").into()));
        let done = match event.verb.as_str() {
            "deleted" => self.restore_view_in(actor, event.record, act).await,
            "created" | "restored" => self.delete_view_in(actor, event.record, act).await,
            _ => {
                let view = match self.view(actor, event.record).await {
                    Err(Error::NotFound) => return gone(),
                    other => other?,
                };
                let (now, mut back) = (parts_of_view(&view), Map::new());
                for part in event.changes.keys() {
                    let Some((old, new)) = event.change(part) else { continue };
                    if now.get(part).unwrap_or(&Json::Null) != new {
                        return Ok(Some(say!("problem-undo-field", field = part).into()));
                    }
                    if !old.is_null() {
                        back.insert(part.clone(), old.clone());
                    }
                }
                let input: ViewInput = serde_json::from_value(Json::Object(back)).map_err(Error::internal)?;
                self.change_view_in(actor, event.record, &input, act).await
            }
        };
        match done {
            Ok(_) => Ok(None),
            Err(Error::NotFound) => gone(),
            Err(other) => Err(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_comes_back_from_its_parts() {
        for role in Role::shipped() {
            assert_eq!(role_of_parts(&role.key, &parts_of_role(&role)), Some(role));
        }
    }

    #[test]
    fn only_what_differs_is_said() {
        let map = |json: Json| json.as_object().cloned().unwrap_or_default();
        let (old, new) = (map(json!({"a": 1, "b": 2})), map(json!({"a": 1, "b": 3, "c": 4})));
        assert_eq!(Json::Object(differing(&old, &new)), json!({"b": [2, 3], "c": [null, 4]}));
    }
}

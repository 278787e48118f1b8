//! The description of the API, OpenAPI 3.1: of the live schema, as one actor sees it. Own objects and fields are in it.
mod paths;
mod schemas;

use std::sync::Arc;

use engine::{Action, Actor, Engine, Level, Object};
use serde_json::{Map, Value as Json, json};

/// What is described, and for whom.
struct About<'a> {
    engine: &'a Engine,
    actor: &'a Actor,
    /// The objects the actor may know of.
    objects: Vec<Arc<Object>>,
}

/// The description of the API.
pub fn openapi(engine: &Engine, actor: &Actor) -> Json {
    let schema = engine.schema();
    let known = |o: &&Arc<Object>| !o.hidden && actor.level(o, Action::Read) != Level::None;
    let objects = schema.objects().filter(known).cloned().collect();
    let about = About { engine, actor, objects };
    let mut paths: Map<String, Json> = Map::new();
    for operation in paths::operations(&about) {
        let (path, method) = (operation.path.clone(), operation.method);
        let place = paths.entry(path).or_insert_with(|| json!({}));
        if let Some(place) = place.as_object_mut() {
            place.insert(method.to_owned(), operation.json());
        }
    }
    let tags: Vec<Json> = about
        .objects
        .iter()
        .map(|o| json!({"name": o.plural, "description": o.labels}))
        .chain(paths::TAGS.iter().map(|(name, text)| json!({"name": name, "description": text})))
        .collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("{} on Rondo", engine.settings().name),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Every object of the workspace, own ones and own fields included. Conventions: docs/API.md.",
            "license": {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"bearer": []}],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas::all(&about),
            "responses": paths::responses(),
            "parameters": paths::parameters(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "description": "A token made at POST /tokens or by `rondo token create`."},
            },
        },
    })
}

/// `deal_line` becomes `DealLine`: the name of an object's schema.
fn pascal(key: &str) -> String {
    let words = key.split('_').filter(|w| !w.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map_or(String::new(), |c| c.to_uppercase().collect::<String>() + chars.as_str())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemas_are_named_after_their_objects() {
        assert_eq!(pascal("deal"), "Deal");
        assert_eq!(pascal("order_line"), "OrderLine");
    }
}

//! The description of the API, OpenAPI 3.1: of the live schema, as one actor sees it. Own objects and fields are in it.
mod money;
mod operation;
mod paths;
mod reports;
mod schemas;
mod selling;
mod tasks;

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
            "responses": operation::responses(),
            "parameters": operation::parameters(),
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
    use std::collections::HashSet;

    use super::*;
    use engine::MadeBy;
    use store::testing::TestDb;

    #[test]
    fn schemas_are_named_after_their_objects() {
        assert_eq!(pascal("deal"), "Deal");
        assert_eq!(pascal("order_line"), "OrderLine");
    }

    async fn workspace() -> (TestDb, Engine) {
        let db = TestDb::new().await.unwrap();
        let engine =
            Engine::open(db.location(), &store::Options::default(), vec![sales::module()]).await.unwrap();
        let own = json!({
            "gadget": {"plural": "gadgets", "title": "name", "fields": {"name": {"kind": "text", "required": true}}},
            "contact_list": {"plural": "contact_lists", "title": "name", "fields": {"name": {"kind": "text"}}},
            "problem": {"plural": "problems", "title": "name", "fields": {"name": {"kind": "text"}}},
            "deal": {"fields": {"region": {"kind": "choice", "choices": ["North", "South"]}}},
        });
        engine.apply_schema(&Actor::system(), &own).await.unwrap();
        (db, engine)
    }

    /// Calls `visit` with every `$ref` in a document.
    fn refs(json: &Json, visit: &mut dyn FnMut(&str)) {
        match json {
            Json::Object(map) => {
                if let Some(Json::String(to)) = map.get("$ref") {
                    visit(to);
                }
                map.values().for_each(|v| refs(v, visit));
            }
            Json::Array(list) => list.iter().for_each(|v| refs(v, visit)),
            _ => {}
        }
    }

    #[tokio::test]
    async fn the_description_holds_together() {
        let (_db, engine) = workspace().await;
        let document = openapi(&engine, &Actor::system());
        refs(&document, &mut |to| {
            assert!(document.pointer(to.trim_start_matches('#')).is_some(), "{to} leads nowhere");
        });
        let mut ids = HashSet::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, operation) in methods.as_object().unwrap() {
                let id = operation["operationId"].as_str().unwrap();
                assert!(ids.insert(id.to_owned()), "{id} is there twice");
                assert!(!operation["summary"].as_str().unwrap().is_empty(), "{method} {path}");
                assert!(operation["responses"].as_object().unwrap().len() >= 2, "{method} {path}");
                let named: Vec<&str> =
                    path.split('/').filter_map(|s| s.strip_prefix('{')?.strip_suffix('}')).collect();
                let given = operation["parameters"].as_array().unwrap().iter().filter(|p| {
                    let p = p["$ref"]
                        .as_str()
                        .map_or(*p, |r| document.pointer(r.trim_start_matches('#')).unwrap());
                    p["in"] == "path" && named.contains(&p["name"].as_str().unwrap())
                });
                assert_eq!(given.count(), named.len(), "parameters of {method} {path}");
            }
        }
    }

    #[tokio::test]
    async fn every_route_is_described_for_every_object() {
        let (_db, engine) = workspace().await;
        let document = openapi(&engine, &Actor::system());
        for (method, path, _) in crate::api::table() {
            let of: Vec<String> = if path.contains("{objects}") {
                // What verbs and rules make has no route for making one by hand that is worth describing.
                let schema = engine.schema();
                let by_people = schema.objects().filter(|o| method == "get" || o.made_by == MadeBy::People);
                by_people.map(|o| path.replace("{objects}", &o.plural)).collect()
            } else {
                vec![path.to_owned()]
            };
            for path in of {
                assert!(document["paths"][&path][method].is_object(), "{method} {path} is not described");
            }
        }
    }

    #[tokio::test]
    async fn own_objects_and_fields_are_in_it_and_clash_with_nothing() {
        let (_db, engine) = workspace().await;
        let document = openapi(&engine, &Actor::system());
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Deal"]["properties"]["region"]["enum"], json!(["north", "south", null]));
        assert!(schemas["Gadget-Input"]["description"].as_str().unwrap().contains("name"));
        assert_eq!(schemas["Problem"]["description"], "RFC 9457.");
        assert!(schemas["Problem-Record"]["properties"]["name"].is_object());
        assert!(schemas["ContactList"]["properties"]["name"].is_object());
    }
}

//! Own fields and objects on a live workspace with data, on every process.
use base::Error;
use engine::Actor;
use serde_json::{Map, Value as Json, json};

use crate::world::{World, list, problems};

async fn apply(w: &World, file: Json) -> base::Result<()> {
    w.engine.apply_schema(&Actor::system(), &file).await.map(|_| ())
}

#[tokio::test]
async fn an_own_field_is_there_at_once_and_in_the_other_process_too() {
    let w = World::new().await;
    let other = w.again().await;
    let old = w.create("contact", json!({"name": "Old"})).await;
    let field = json!({"kind": "choice", "label": "Size", "choices": ["Small", "Very large"]});
    apply(&w, json!({"contact": {"fields": {"size": field}}})).await.unwrap();

    w.update("contact", old, json!({"size": "Very large"}), None).await.unwrap();
    assert_eq!(w.text("contact", old, "size").await.as_deref(), Some("very_large"));

    // What `watch` does when it is woken.
    other.reload().await.unwrap();
    let seen = list(&other, &Actor::system(), "contact", "size = \"very large\"").await.unwrap();
    assert_eq!(seen, [old]);
}

#[tokio::test]
async fn the_watch_takes_up_what_another_process_changed() {
    let w = World::new().await;
    let other = w.again().await;
    apply(&w, json!({"contact": {"fields": {"size": {"kind": "text"}}}})).await.unwrap();
    let watched = async {
        let watch = other.watch();
        tokio::pin!(watch);
        while other.schema().object("contact").unwrap().field("size").is_none() {
            tokio::select! {
                () = &mut watch => {}
                () = tokio::time::sleep(std::time::Duration::from_millis(20)) => {}
            }
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), watched).await.unwrap();
}

#[tokio::test]
async fn an_own_object_is_an_object_like_any_other() {
    let w = World::new().await;
    let fields = json!({"name": {"kind": "text", "required": true, "search": true}, "company": {"kind": "link", "target": "company"}});
    apply(&w, json!({"boat": {"plural": "boats", "fields": fields}})).await.unwrap();
    let company = w.create("company", json!({"name": "Nordwind"})).await;
    let boat = w.create("boat", json!({"name": "Gudrun", "company": company})).await;
    assert_eq!(list(&w.engine, &Actor::system(), "boats", "company.name ~ \"nord\"").await.unwrap(), [boat]);
    let hits = w.engine.search(&Actor::system(), "gudr", None, 5).await.unwrap();
    assert_eq!(hits.iter().map(|h| h.id).collect::<Vec<_>>(), [boat]);
    // A new process finds it in the database.
    let again = w.again().await;
    assert!(again.find(&Actor::system(), "boat", boat).await.is_ok());
}

#[tokio::test]
async fn words_of_sql_are_names_like_others() {
    let w = World::new().await;
    let mut fields = Map::new();
    for name in ["select", "group", "where", "table", "user", "from", "limit", "key", "value", "desc"] {
        fields.insert(name.to_owned(), json!({"kind": "text"}));
    }
    apply(&w, json!({"contact": {"fields": fields}})).await.unwrap();
    let id = w
        .create("contact", json!({"name": "Marta", "order": "1", "select": "2", "group": "3", "where": "4"}))
        .await;
    let filter = "order = \"1\" AND select = \"2\" AND group = \"3\" AND where ~ \"4\"";
    assert_eq!(list(&w.engine, &Actor::system(), "contact", filter).await.unwrap(), [id]);
}

#[tokio::test]
async fn five_hundred_own_fields_are_fine() {
    let w = World::new().await;
    let fields: Map<String, Json> =
        (0..500).map(|n| (format!("own_{n}"), json!({"kind": "integer"}))).collect();
    apply(&w, json!({"contact": {"fields": fields}})).await.unwrap();
    let id = w.create("contact", json!({"name": "Marta", "own_0": 1, "own_499": 2})).await;
    w.update("contact", id, json!({"own_250": 3}), None).await.unwrap();
    assert_eq!(
        list(&w.engine, &Actor::system(), "contact", "own_499 = 2 AND own_250 = 3").await.unwrap(),
        [id]
    );
}

#[tokio::test]
async fn names_of_the_house_are_refused_and_nothing_is_half_done() {
    let w = World::new().await;
    for (file, code) in [
        (json!({"contact": {"fields": {"id": {"kind": "text"}}}}), "reserved"),
        (json!({"contact": {"fields": {"and": {"kind": "text"}}}}), "reserved"),
        (json!({"contact": {"fields": {"Größe": {"kind": "text"}}}}), "key"),
        (
            json!({"contact": {"fields": {"good": {"kind": "text"}, "x\"; DROP TABLE contact": {"kind": "text"}}}}),
            "key",
        ),
        (json!({"event": {"fields": {"name": {"kind": "text"}}}}), "reserved"),
        (
            json!({"boat": {"fields": {"name": {"kind": "text"}, "to": {"kind": "link", "target": "nothing"}}}}),
            "unknown",
        ),
    ] {
        let found = problems(apply(&w, file.clone()).await);
        assert!(found.iter().any(|(_, c)| *c == code), "{file}: {found:?}");
    }
    assert!(w.engine.schema().object("contact").unwrap().field("good").is_none());
    w.create("contact", json!({"name": "Marta"})).await;
}

#[tokio::test]
async fn a_kind_does_not_change_and_a_choice_is_never_lost() {
    let w = World::new().await;
    let changed = apply(&w, json!({"contact": {"fields": {"score": {"kind": "text"}}}})).await;
    assert_eq!(problems(changed), [("contact.score".to_owned(), "kind")]);
    let company = w.create("company", json!({"name": "A", "sector": "retail"})).await;
    apply(&w, json!({"company": {"fields": {"sector": {"choices": ["Farming"]}}}})).await.unwrap();
    assert_eq!(w.text("company", company, "sector").await.as_deref(), Some("retail"));
    let schema = w.engine.schema();
    let sector = schema.object("company").unwrap().field("sector").unwrap();
    assert!(sector.choice_of("retail").unwrap().hidden && !sector.choice_of("farming").unwrap().hidden);
}

#[tokio::test]
async fn only_administrators_change_the_schema() {
    let w = World::new().await;
    let ana = w.user("ana", "manager").await;
    let file = json!({"contact": {"fields": {"size": {"kind": "text"}}}});
    assert!(matches!(w.engine.apply_schema(&ana, &file).await, Err(Error::Forbidden(_))));
}

#[tokio::test]
async fn fields_stand_in_the_order_users_give_them_and_values_stay_with_their_fields() {
    let w = World::new().await;
    let id = w.create("contact", json!({"name": "Marta", "badge": "B7", "score": 3})).await;
    let before = w.engine.schema();
    apply(&w, json!({"contact": {"order": ["score", "name"]}})).await.unwrap();
    let schema = w.engine.schema();
    let keys: Vec<&str> = schema.object("contact").unwrap().fields.iter().map(|f| f.key.as_str()).collect();
    assert_eq!(keys[..7], ["owner", "created_at", "updated_at", "created_by", "score", "name", "email"]);
    assert_eq!(w.text("contact", id, "badge").await.as_deref(), Some("B7"));
    let system = Actor::system();
    let old = before.object("contact").unwrap();
    assert_eq!(w.engine.find(&system, &old.key, id).await.unwrap().title(), "Marta");
    assert_eq!(list(&w.engine, &system, "contact", "score = 3").await.unwrap(), [id]);
}

#[tokio::test]
async fn it_is_known_how_far_fields_are_filled_and_choices_used() {
    let w = World::new().await;
    w.create("contact", json!({"name": "Marta", "score": 3})).await;
    w.create("contact", json!({"name": "Bert"})).await;
    w.create("company", json!({"name": "A", "sector": "retail"})).await;
    let filled = w.engine.filled(&Actor::system(), "contact").await.unwrap();
    assert_eq!((filled["name"], filled["score"], filled["badge"]), (100, 50, 0));
    let schema = w.engine.schema();
    let sector = schema.object("company").unwrap().field("sector").unwrap();
    let used = w.engine.choices_used(&Actor::system(), "company", sector).await.unwrap();
    assert_eq!(used.get("retail"), Some(&1));
    let ana = w.user("ana", "manager").await;
    assert!(matches!(w.engine.filled(&ana, "contact").await, Err(Error::Forbidden(_))));
}

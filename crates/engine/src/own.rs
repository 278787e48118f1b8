//! What users made of the schema: own objects, own fields, labels, choices, hidden things. Kept in the table
//! `schema_item`, merged over what Rust declares; planned and applied from a readable file.
use base::{Error, Problems, Result};
use say::say;
use serde_json::{Map, Value as Json, json};
use store::{Row, Sql, Tx};

use crate::access::Actor;
use crate::engine::Engine;
use crate::event::{Event, carried};
use crate::schema::{Choice, Field, Object, Schema};
use crate::tables;

/// Every item, objects before their fields, in the order they were made.
pub(crate) const ITEMS: &str =
    "SELECT object, field, definition FROM schema_item ORDER BY place, object, field";

/// What may be changed of an object that Rondo declares.
const OBJECT_PARTS: &[&str] =
    &["label", "labels", "icon", "nav", "columns", "hidden", "title", "order", "groups"];
/// What may be changed of a field that Rondo declares.
const FIELD_PARTS: &[&str] = &[
    "label",
    "help",
    "group",
    "hidden",
    "required",
    "unique",
    "search",
    "index",
    "default",
    "choices",
    "aliases",
    "shown_when",
];
/// What may be changed of an own field besides: what its column allows.
const OWN_FIELD_PARTS: &[&str] = &["read_only"];

/// The schema of what is declared and what users made of it.
pub(crate) fn merge(version: i64, declared: &[Object], rows: Vec<Row>) -> Result<Schema> {
    let mut items = Vec::new();
    for mut row in rows {
        let key = (row.take_text(0).unwrap_or_default(), row.take_text(1).unwrap_or_default());
        let definition: Json = serde_json::from_str(row.text(2).unwrap_or_default())
            .map_err(|e| Error::internal(format!("the schema of {}.{} cannot be read: {e}", key.0, key.1)))?;
        items.push((key, definition));
    }
    build(version, declared, &items)
}

fn build(version: i64, declared: &[Object], items: &[((String, String), Json)]) -> Result<Schema> {
    let mut objects: Vec<Object> = declared.to_vec();
    for ((key, field), definition) in items {
        let place = objects.iter().position(|o| o.key == *key);
        match (place.and_then(|p| objects.get_mut(p)), field.is_empty()) {
            (Some(object), true) => *object = overlaid(object, definition, |o| o.own)?,
            (None, true) => {
                let mut object: Object = read(key, "", definition)?;
                object.own = true;
                objects.push(object);
            }
            (Some(object), false) => match object.fields.iter_mut().find(|f| f.key == *field) {
                Some(known) => {
                    let (own, system) = (known.own, known.system);
                    *known = overlaid(known, definition, |_| own)?;
                    known.system = system;
                }
                None => {
                    let mut new: Field = read(key, field, definition)?;
                    new.own = true;
                    object.fields.push(new);
                }
            },
            (None, false) => {
                return Err(Error::internal(format!("the field {key}.{field} belongs to no object")));
            }
        }
    }
    Schema::build(version, objects)
}

/// A definition with some parts changed.
fn overlaid<T: serde::Serialize + serde::de::DeserializeOwned + Owned>(
    base: &T,
    parts: &Json,
    own: impl Fn(&T) -> bool,
) -> Result<T> {
    let mut json = serde_json::to_value(base).map_err(Error::internal)?;
    if let (Some(json), Some(parts)) = (json.as_object_mut(), parts.as_object()) {
        for (key, value) in parts {
            json.insert(key.clone(), value.clone());
        }
    }
    let mut out: T = serde_json::from_value(json)
        .map_err(|e| Error::internal(format!("a schema item cannot be read: {e}")))?;
    out.set_own(own(base), base);
    Ok(out)
}

/// What serde does not carry.
trait Owned {
    fn set_own(&mut self, own: bool, base: &Self);
}
impl Owned for Object {
    fn set_own(&mut self, own: bool, base: &Self) {
        self.own = own;
        for (new, old) in self.fields.iter_mut().zip(&base.fields) {
            new.own = old.own;
            new.system = old.system;
            new.same_as = old.same_as;
            new.secret = old.secret;
        }
    }
}
impl Owned for Field {
    fn set_own(&mut self, own: bool, base: &Self) {
        self.own = own;
        self.system = base.system;
        self.same_as = base.same_as;
        self.secret = base.secret;
    }
}

fn read<T: serde::de::DeserializeOwned>(object: &str, field: &str, definition: &Json) -> Result<T> {
    let at = if field.is_empty() { object.to_owned() } else { format!("{object}.{field}") };
    serde_json::from_value(definition.clone()).map_err(|e| Error::invalid(at, "definition", e.to_string()))
}

/// One thing a schema file would change.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SchemaChange {
    /// `object` or `object.field`.
    pub at: String,
    /// What happens, for people.
    pub what: String,
}

/// What applying a schema file would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// In the order of the file; empty when everything is so already.
    pub changes: Vec<SchemaChange>,
    items: Vec<(String, String, Json)>,
}

/// A stored part of the schema: object, field (empty for the object itself), definition.
type Item = ((String, String), Json);

impl Plan {
    /// The objects and fields it changes.
    fn touched(&self) -> Vec<(String, String)> {
        self.items.iter().map(|(object, field, _)| (object.clone(), field.clone())).collect()
    }
}

/// Turns what a person may write into a definition: choices as plain texts become keys and labels.
fn plain(definition: &Json) -> Json {
    let mut out = definition.clone();
    if let Some(choices) = out.get_mut("choices").and_then(Json::as_array_mut) {
        for choice in choices {
            if let Some(label) = choice.as_str() {
                let key = choice_key(label);
                *choice = json!({"key": key, "label": label});
            } else if let Some(map) = choice.as_object_mut().filter(|m| !m.contains_key("key")) {
                let label = map.get("label").and_then(Json::as_str).unwrap_or_default().to_owned();
                map.insert("key".to_owned(), json!(choice_key(&label)));
            }
        }
    }
    out
}

/// The key of a choice made from its label: `Big spender` becomes `big_spender`.
pub fn choice_key(label: &str) -> String {
    let key = base::words(label).join("_");
    let mut key: String = key.chars().take(60).collect();
    if key.is_empty() {
        key = format!("c{:x}", label.bytes().fold(5381_u32, |h, b| h.wrapping_mul(33) ^ u32::from(b)));
    }
    key
}

fn parts_of(
    map: &Map<String, Json>,
    allowed: &[&[&str]],
    at: &str,
    known: &Json,
    problems: &mut Problems,
) -> Map<String, Json> {
    let mut parts = Map::new();
    for (key, value) in map {
        if known.get(key) == Some(value)
            || (known.get(key).is_none()
                && (value == &json!(false) || value == &json!("") || value == &json!([]) || value.is_null()))
        {
            continue;
        }
        if allowed.iter().any(|a| a.contains(&key.as_str())) {
            parts.insert(key.clone(), value.clone());
        } else if key == "kind" {
            problems.add(
                at,
                "kind",
                say!("problem-kind-fixed", kind = known.get("kind").and_then(Json::as_str).unwrap_or("?")),
            );
        } else {
            problems.add(at, "fixed", say!("problem-part-fixed", part = key));
        }
    }
    parts
}

/// For people: which parts change, and from what.
fn described(parts: &Map<String, Json>, known: &Json) -> String {
    let each = parts.iter().map(|(key, value)| match (key.as_str(), known.get(key)) {
        ("choices", _) => {
            let labels = |j: &Json| -> Vec<String> {
                j.as_array()
                    .map(|l| l.iter().filter_map(|c| c.get("label")?.as_str().map(str::to_owned)).collect())
                    .unwrap_or_default()
            };
            say!("problem-plan-choices", choices = labels(value).join(", ")).into()
        }
        ("search", _) if value == &json!(true) => say!("problem-plan-searched").into(),
        (_, Some(old)) => {
            say!("problem-plan-becomes", part = key, old = old.to_string(), new = value.to_string()).into()
        }
        (_, None) => say!("problem-plan-set", part = key, new = value.to_string()).into(),
    });
    each.collect::<Vec<String>>().join("; ")
}

impl Engine {
    /// The whole schema as a schema file's JSON: objects by key, fields by key.
    pub fn export_schema(&self) -> Json {
        let mut out = Map::new();
        for object in self.schema().objects() {
            let mut definition = serde_json::to_value(object.as_ref()).unwrap_or_default();
            if let Some(map) = definition.as_object_mut() {
                map.shift_remove("key");
                let fields: Map<String, Json> = object
                    .fields
                    .iter()
                    .filter(|f| !f.system)
                    .map(|f| {
                        let mut json = serde_json::to_value(f).unwrap_or_default();
                        if let Some(map) = json.as_object_mut() {
                            map.shift_remove("key");
                        }
                        (f.key.clone(), json)
                    })
                    .collect();
                map.insert("fields".to_owned(), Json::Object(fields));
            }
            out.insert(object.key.clone(), definition);
        }
        Json::Object(out)
    }

    /// What a schema file would change: objects by key, each with `fields` by key. What the file does not name stays.
    pub fn plan_schema(&self, file: &Json) -> Result<Plan> {
        let schema = self.schema();
        let mut problems = Problems::default();
        let mut plan = Plan { changes: Vec::new(), items: Vec::new() };
        let Some(objects) = file.as_object() else {
            return Err(Error::invalid(
                "",
                "type",
                "A schema file names objects: [deal], then [deal.fields.region]",
            ));
        };
        for (key, wanted) in objects {
            let Some(map) = wanted.as_object() else {
                problems.add(key.clone(), "type", "An object is a table of settings and fields");
                continue;
            };
            let (fields, own_parts): (Map<String, Json>, Map<String, Json>) =
                map.clone().into_iter().partition(|(k, _)| k == "fields");
            let known = schema.object(key);
            match known {
                Some(object) => {
                    let definition = serde_json::to_value(object.as_ref()).unwrap_or_default();
                    let mut compared = own_parts.clone();
                    compared.shift_remove("key");
                    let parts = parts_of(
                        &compared,
                        &[OBJECT_PARTS, &["on_timeline"]],
                        key,
                        &definition,
                        &mut problems,
                    );
                    if !parts.is_empty() {
                        plan.changes
                            .push(SchemaChange { at: key.clone(), what: described(&parts, &definition) });
                        plan.items.push((key.clone(), String::new(), Json::Object(parts)));
                    }
                }
                None => {
                    let mut definition = own_parts.clone();
                    definition.insert("key".to_owned(), json!(key));
                    match read::<Object>(key, "", &Json::Object(definition.clone())) {
                        Ok(_) => {}
                        Err(Error::Invalid(p)) => problems.0.extend(p.0),
                        Err(other) => return Err(other),
                    }
                    plan.changes
                        .push(SchemaChange { at: key.clone(), what: say!("problem-plan-object").into() });
                    plan.items.push((key.clone(), String::new(), Json::Object(definition)));
                }
            }
            let Some(fields) = fields.get("fields") else { continue };
            let Some(fields) = fields.as_object() else {
                problems.add(key.clone(), "type", "fields is a table of fields by name");
                continue;
            };
            for (name, wanted) in fields {
                let at = format!("{key}.{name}");
                let wanted = plain(wanted);
                let Some(map) = wanted.as_object() else {
                    problems.add(at, "type", "A field is a table of settings, such as kind = \"text\"");
                    continue;
                };
                if let Some(field) = known.and_then(|o| o.field(name)) {
                    let definition = serde_json::to_value(field).unwrap_or_default();
                    let allowed: &[&[&str]] =
                        if field.own { &[FIELD_PARTS, OWN_FIELD_PARTS] } else { &[FIELD_PARTS] };
                    let mut parts = parts_of(map, allowed, &at, &definition, &mut problems);
                    if let Some(choices) = parts.get("choices").cloned() {
                        // A choice that records may have is hidden, never dropped.
                        parts.insert("choices".to_owned(), kept_choices(field, &choices));
                    }
                    if !parts.is_empty() {
                        plan.changes
                            .push(SchemaChange { at: at.clone(), what: described(&parts, &definition) });
                        plan.items.push((key.clone(), name.clone(), Json::Object(parts)));
                    }
                } else {
                    let mut definition = map.clone();
                    definition.insert("key".to_owned(), json!(name));
                    match read::<Field>(key, name, &Json::Object(definition.clone())) {
                        Ok(field) => plan.changes.push(SchemaChange {
                            at,
                            what: say!("problem-plan-field", kind = field.kind.name()).into(),
                        }),
                        Err(Error::Invalid(p)) => problems.0.extend(p.0),
                        Err(other) => return Err(other),
                    }
                    plan.items.push((key.clone(), name.clone(), Json::Object(definition)));
                }
            }
        }
        problems.check()?;
        Ok(plan)
    }

    /// What applying a schema file would do; refused for whatever applying it would be. For administrators.
    pub async fn check_schema(&self, actor: &Actor, file: &Json) -> Result<Plan> {
        Ok(self.prepare(actor, file).await?.0)
    }

    /// Applies a schema file on the live workspace: tables and columns first, then the definitions. For administrators.
    pub async fn apply_schema(&self, actor: &Actor, file: &Json) -> Result<Plan> {
        let (plan, stored, schema) = self.prepare(actor, file).await?;
        if plan.changes.is_empty() {
            return Ok(plan);
        }
        let touched = plan.touched();
        let config = self.config();
        let ddl = tables::missing(self.db(), &schema).await?;
        if !ddl.is_empty() {
            self.db().ddl(ddl).await?;
        }
        let mut tx = Tx::new();
        for (place, ((object, field), definition)) in stored.iter().enumerate() {
            if touched.iter().any(|t| t.0 == *object && t.1 == *field) {
                tx.run(Sql::new(
                    "INSERT INTO schema_item (object, field, place, definition) VALUES ($1, $2, $3, $4) \
                     ON CONFLICT (object, field) DO UPDATE SET definition = excluded.definition",
                    vec![
                        object.as_str().into(),
                        field.as_str().into(),
                        (place as i64).into(),
                        definition.to_string().into(),
                    ],
                ));
            }
        }
        let reindexing = crate::reindex::jobs(&config.schema, &schema);
        tx.notify |= !reindexing.is_empty();
        for job in reindexing {
            tx.run(job);
        }
        let changes: Map<String, Json> = plan.changes.iter().map(|c| (c.at.clone(), json!(c.what))).collect();
        tx.run(Event::insert(
            base::Moment::now(),
            base::Moment::now(),
            actor.user,
            None,
            base::Id::new(),
            "schema",
            base::Id(0),
            "changed",
            carried(&changes),
        ));
        self.commit_config(tx).await?;
        Ok(plan)
    }

    /// Plans a schema file and builds the schema it leads to.
    async fn prepare(&self, actor: &Actor, file: &Json) -> Result<(Plan, Vec<Item>, Schema)> {
        if !actor.is_admin() {
            return Err(Error::Forbidden(say!("problem-only-admins-schema").into()));
        }
        self.reload().await?;
        let plan = self.plan_schema(file)?;
        // What is stored already, with the new parts laid over it.
        let mut rows = self.db().read(Sql::new(ITEMS, Vec::new())).await?;
        let mut stored: Vec<Item> = Vec::new();
        for row in &mut rows {
            let key = (row.take_text(0).unwrap_or_default(), row.take_text(1).unwrap_or_default());
            stored
                .push((key, serde_json::from_str(row.text(2).unwrap_or_default()).map_err(Error::internal)?));
        }
        for (object, field, parts) in &plan.items {
            let key = (object.clone(), field.clone());
            match stored.iter_mut().find(|(k, _)| *k == key) {
                Some((_, known)) => {
                    if let (Some(known), Some(parts)) = (known.as_object_mut(), parts.as_object()) {
                        known.extend(parts.clone());
                    }
                }
                None => stored.push((key, parts.clone())),
            }
        }
        let schema = build(self.config().version + 1, self.declared(), &stored)?;
        crate::shown::check(&schema, &plan.touched(), &self.scope(actor))?;
        check_unique(self, &schema, &plan.touched()).await?;
        Ok((plan, stored, schema))
    }

    /// Adds a choice to a field, as an import does when told to; the new key.
    pub async fn add_choices(
        &self,
        actor: &Actor,
        object: &str,
        field: &str,
        labels: &[String],
    ) -> Result<()> {
        let schema = self.schema();
        let known = schema.object(object).and_then(|o| o.field(field)).ok_or(Error::NotFound)?;
        let mut choices = known.choices.clone();
        for label in labels {
            let folded = base::fold(label);
            if choices.iter().any(|c| base::fold(&c.label) == folded || c.key == *label) {
                continue;
            }
            let mut key = choice_key(label);
            while choices.iter().any(|c| c.key == key) {
                key.push('_');
            }
            choices.push(Choice::new(&key, label, ""));
        }
        let file = json!({object: {"fields": {field: {"choices": choices}}}});
        self.apply_schema(actor, &file).await.map(|_| ())
    }
}

/// The wanted choices, and behind them, hidden, those that are there and not wanted any more.
fn kept_choices(field: &Field, wanted: &Json) -> Json {
    let mut list = wanted.as_array().cloned().unwrap_or_default();
    for choice in &field.choices {
        let there = list.iter().any(|c| c.get("key").and_then(Json::as_str) == Some(&choice.key));
        if !there {
            let mut gone = choice.clone();
            gone.hidden = true;
            list.push(serde_json::to_value(gone).unwrap_or_default());
        }
    }
    Json::Array(list)
}

/// A field that becomes unique must be so already: says how many values are there twice.
async fn check_unique(engine: &Engine, schema: &Schema, touched: &[(String, String)]) -> Result<()> {
    let before = engine.schema();
    let mut problems = Problems::default();
    for (object, field) in touched {
        let (Some(new), Some(old)) = (
            schema.object(object).and_then(|o| o.field(field)),
            before.object(object).and_then(|o| o.field(field)),
        ) else {
            continue;
        };
        if !new.unique || old.unique {
            continue;
        }
        let column = new.column(if new.kind.folded() { "$fold" } else { "" });
        let text = format!(
            "SELECT count(*) FROM (SELECT 1 FROM \"{object}\" WHERE deleted_at IS NULL AND \"{column}\" IS NOT NULL GROUP BY \"{column}\" HAVING count(*) > 1) t"
        );
        let twice = engine
            .db()
            .read(Sql::new(text, Vec::new()))
            .await?
            .first()
            .and_then(|r| r.int(0))
            .unwrap_or_default();
        if twice > 0 {
            problems.add(
                format!("{object}.{field}"),
                "unique",
                say!("problem-cannot-be-unique", count = twice),
            );
        }
    }
    problems.check()
}

/// Reads a schema file written in TOML.
pub fn schema_from_toml(text: &str) -> Result<Json> {
    toml::from_str(text).map_err(|e| Error::invalid("", "toml", e.to_string()))
}

/// Writes a schema file in TOML.
pub fn schema_to_toml(schema: &Json) -> Result<String> {
    toml::to_string_pretty(schema).map_err(Error::internal)
}

//! A lead becomes a contact, a company and a deal, new ones or those there are: one unit of work, undone as one.
use std::collections::BTreeMap;

use base::{Error, Id, Problems, Result};
use engine::{
    Action, Actor, Engine, Field, FieldRight, Input, Kind, Object, Record, Schema, Setting, Settings, Value,
    Work,
};
use say::say;

/// The cause a conversion has in the log.
pub const CAUSE: &str = "conversion";

/// What becomes of one side of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Target {
    /// Nothing.
    #[default]
    Nothing,
    /// A new record.
    New,
    /// One that is there.
    Existing(Id),
}

/// What somebody wants a lead to become.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The person.
    pub contact: Target,
    /// Their company.
    pub company: Target,
    /// What they may buy.
    pub deal: Target,
    /// What a new deal is to hold besides.
    pub of_deal: Input,
    /// The version of the lead they have seen.
    pub version: Option<i64>,
}

/// What a lead became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// What it can be undone with.
    pub batch: Id,
    /// The contact.
    pub contact: Option<Id>,
    /// The company.
    pub company: Option<Id>,
    /// The deal.
    pub deal: Option<Id>,
}

/// Fields of leads and where they go, by the target's key.
pub type Map = BTreeMap<String, BTreeMap<String, String>>;

/// The objects a lead becomes.
pub const TARGETS: [&str; 3] = ["contact", "company", "deal"];

/// Where fields go unless the workspace says otherwise: target, field of the lead, field of the target.
const USUAL: [(&str, &str, &str); 16] = [
    ("contact", "name", "name"),
    ("contact", "first_name", "first_name"),
    ("contact", "last_name", "last_name"),
    ("contact", "email", "email"),
    ("contact", "phone", "phone"),
    ("contact", "title", "title"),
    ("contact", "channel", "source"),
    ("contact", "tags", "tags"),
    ("contact", "description", "description"),
    ("company", "company_name", "name"),
    ("company", "website", "website"),
    ("company", "country", "country"),
    ("company", "tags", "tags"),
    ("deal", "channel", "source"),
    ("deal", "message", "description"),
    ("deal", "tags", "tags"),
];

/// The setting that holds the map, where it differs from the usual one.
pub const SETTING: Setting = Setting { key: "lead_map", check };

fn check(text: &str, schema: &Schema) -> Result<()> {
    let map: Map = serde_json::from_str(text).map_err(|e| {
        Error::invalid("lead_map", "invalid", say!("problem-unusable", given = e.to_string()))
    })?;
    let mut problems = Problems::default();
    let lead = schema.object("lead").ok_or(Error::NotFound)?;
    for (target, fields) in &map {
        let object = schema.object(target).filter(|_| TARGETS.contains(&target.as_str()));
        let Some(object) = object else {
            problems.add(
                target.clone(),
                "unknown",
                say!("problem-lead-map-target", given = say::quoted(target)),
            );
            continue;
        };
        for (from, to) in fields.iter().filter(|(_, to)| !to.is_empty()) {
            let fits = lead.field(from).zip(object.field(to)).is_some_and(|(from, to)| can_carry(from, to));
            if !fits {
                let message = say!("problem-lead-map-field", from = say::quoted(from), to = say::quoted(to));
                problems.add(format!("{target}.{from}"), "field", message);
            }
        }
    }
    problems.check()
}

/// The map of a workspace, own fields of the same key and kind included.
pub fn map(settings: &Settings, schema: &Schema) -> Map {
    let set: Option<Map> = serde_json::from_str(settings.text(SETTING.key)).ok();
    let mut map = set.unwrap_or_else(usual);
    let Some(lead) = schema.object("lead") else { return map };
    for target in TARGETS {
        let Some(object) = schema.object(target) else { continue };
        let fields = map.entry(target.to_owned()).or_default();
        for from in lead.fields.iter().filter(|f| f.own && !f.hidden) {
            if object.field(&from.key).is_some_and(|to| to.own && can_carry(from, to)) {
                fields.entry(from.key.clone()).or_insert_with(|| from.key.clone());
            }
        }
    }
    map
}

fn usual() -> Map {
    let mut map = Map::new();
    for (target, from, to) in USUAL {
        map.entry(target.to_owned()).or_default().insert(from.to_owned(), to.to_owned());
    }
    map
}

/// Whether values of one field can stand in another.
pub fn can_carry(from: &Field, to: &Field) -> bool {
    let line = |f: &Field| matches!(f.kind, Kind::Text | Kind::LongText);
    let text = matches!(
        from.kind,
        Kind::Text | Kind::LongText | Kind::Email | Kind::Phone | Kind::Url | Kind::Choice
    );
    let same = from.kind == to.kind && from.target == to.target && (!from.many || to.many);
    !to.read_only && !from.hidden && (same || (text && line(to) && !from.many && !to.many))
}

/// What a value is in another field; nothing where it cannot stand there.
fn carried(from: &Field, value: &Value, to: &Field) -> Option<Value> {
    match (from.kind, value) {
        (_, Value::Null) => None,
        (Kind::Choice, Value::Text(key)) if to.kind == Kind::Choice => {
            let label = from.choice_of(key).map(|c| c.label.as_str());
            let known = to.choices.iter().filter(|c| !c.hidden);
            let found = known
                .clone()
                .find(|c| c.key == *key)
                .or_else(|| known.clone().find(|c| Some(c.label.as_str()) == label));
            found.map(|c| Value::Text(c.key.clone()))
        }
        (Kind::Choice, Value::Text(key)) => {
            Some(Value::Text(from.choice_of(key).map_or(key, |c| &c.label).clone()))
        }
        (Kind::Choices, Value::List(list)) => {
            let known: Vec<Value> = list
                .iter()
                .filter(|v| v.text().is_some_and(|k| to.choice_of(k).is_some()))
                .cloned()
                .collect();
            (!known.is_empty()).then_some(Value::List(known))
        }
        (_, value) => Some(value.clone()),
    }
}

/// Makes a lead what it is wished to become.
pub async fn convert(engine: &Engine, actor: &Actor, id: Id, wish: &Wish) -> Result<Converted> {
    // Somebody may do something else to the lead meanwhile, as a rule that gives it its owner: that is no conflict of ours.
    for _ in 0..3 {
        match once(engine, actor, id, wish).await {
            Err(Error::Conflict(conflict)) if conflict.versions.is_some() => {
                let now = engine.find(actor, "lead", id).await?;
                refuse_converted(&now)?;
                if wish.version.is_some_and(|seen| seen != now.version) {
                    return Err(Error::Conflict(conflict));
                }
            }
            other => return other,
        }
    }
    Err(Error::Busy(say!("problem-faster").into()))
}

fn refuse_converted(lead: &Record) -> Result<()> {
    if lead.get("status").text() == Some("converted") {
        return Err(Error::conflict(say!("problem-lead-converted", lead = lead.title())));
    }
    Ok(())
}

async fn once(engine: &Engine, actor: &Actor, id: Id, wish: &Wish) -> Result<Converted> {
    let lead = engine.find(actor, "lead", id).await?;
    refuse_converted(&lead)?;
    if !actor.may(Action::Update, &lead) {
        let what = say::inline(&lead.object.label);
        return Err(Error::Forbidden(say!("problem-may-not-change", what = what).into()));
    }
    if wish.contact == Target::Nothing && wish.company == Target::Nothing {
        return Err(Error::invalid("contact", "required", say!("problem-lead-nothing")));
    }
    let (schema, settings) = (engine.schema(), engine.settings());
    let map = map(&settings, &schema);
    let mut work = engine.begin(actor).because(CAUSE);
    let mut side = Side { engine, actor, lead: &lead, map: &map, work: &mut work };
    let company = side.make("company", wish.company, Input::new()).await?;
    let link = |key: &str, to: Option<Id>, input: Input| match to {
        Some(to) => input.with(key, Value::Ref(to)),
        None => input,
    };
    let contact = side.make("contact", wish.contact, link("company", company, Input::new())).await?;
    let mut of_deal = link("contact", contact, link("company", company, Input::new()));
    of_deal.0.extend(wish.of_deal.0.iter().cloned());
    let deal = side.make("deal", wish.deal, of_deal).await?;
    let mut input = Input::new().with("status", Value::Text("converted".to_owned()));
    for (key, to) in [("contact", contact), ("company", company), ("deal", deal)] {
        input = link(key, to, input);
    }
    work.update("lead", id, input, Some(wish.version.unwrap_or(lead.version))).await?;
    let batch = work.commit().await?.batch;
    Ok(Converted { batch, contact, company, deal })
}

/// One side of a conversion at a time.
struct Side<'a> {
    engine: &'a Engine,
    actor: &'a Actor,
    lead: &'a Record,
    map: &'a Map,
    work: &'a mut Work,
}

impl Side<'_> {
    /// The record a target is: made, or filled where it is empty.
    async fn make(&mut self, key: &'static str, target: Target, more: Input) -> Result<Option<Id>> {
        match target {
            Target::Nothing => Ok(None),
            Target::Existing(id) => {
                let found = self.engine.find(self.actor, key, id).await;
                let there = found.map_err(|e| match e {
                    Error::NotFound => Error::invalid(key, "unknown", say!("problem-lead-target-gone")),
                    other => other,
                })?;
                let input = self.filled(&there, more);
                // Who may not change it may still say that the lead is it.
                if !input.0.is_empty() && self.actor.may(Action::Update, &there) {
                    self.work.update(key, id, input, None).await.map_err(|e| at(key, e))?;
                }
                Ok(Some(id))
            }
            Target::New => {
                let object = self.engine.object(self.actor, key)?;
                let mut input = self.filled(&Record::empty(object.clone(), Id(0)), more);
                let named = input.0.iter().any(|(k, _)| *k == object.title);
                if !named && let Some(name) = self.name(key) {
                    input = input.with(&object.title, Value::Text(name));
                }
                if let Some(owner) = self.lead.owner().filter(|_| !input.0.iter().any(|(k, _)| k == "owner"))
                {
                    input = input.with("owner", Value::Ref(owner));
                }
                Ok(Some(self.work.create(key, input).await.map_err(|e| at(key, e))?))
            }
        }
    }

    /// What a new record is called where the map says nothing.
    fn name(&self, key: &str) -> Option<String> {
        let text = |field: &str| self.lead.get(field).text().map(str::to_owned);
        match key {
            "company" => text("company_name").or_else(|| super::matching::domain(text("website")?.as_str())),
            "deal" => text("company_name").or_else(|| text("name")),
            _ => text("name"),
        }
    }

    /// What of the lead goes into the empty fields of a record, as far as the actor may write them.
    fn filled(&self, there: &Record, more: Input) -> Input {
        let empty = |object: &Object, key: &str| {
            object
                .field(key)
                .is_some_and(|f| there.get(key).is_null() && self.actor.field(object, f) == FieldRight::Write)
        };
        let mut input = more;
        // What there is no field for stays, and is refused like anywhere else.
        input.0.retain(|(key, _)| there.object.field(key).is_none() || empty(&there.object, key));
        let fields = self.map.get(&there.object.key).into_iter().flatten();
        for (from, to) in fields {
            let pair = self.lead.object.field(from).zip(there.object.field(to));
            let Some((from, to)) = pair.filter(|(from, _)| self.actor.sees(&self.lead.object, from)) else {
                continue;
            };
            let said = input.0.iter().any(|(key, _)| *key == to.key);
            if said || !empty(&there.object, &to.key) {
                continue;
            }
            if let Some(value) = carried(from, self.lead.get(&from.key), to) {
                input = input.with(&to.key, value);
            }
        }
        input
    }
}

/// Says of which record a problem is.
fn at(key: &str, error: Error) -> Error {
    match error {
        Error::Invalid(mut problems) => {
            for problem in &mut problems.0 {
                problem.field = format!("{key}.{}", problem.field);
            }
            Error::Invalid(problems)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::Choice;

    #[test]
    fn the_usual_map_fits_the_fields_there_are() {
        let objects = [
            crate::lead::object(),
            crate::contact::object(),
            crate::company::object(),
            crate::deal::object(),
        ];
        let of = |key: &str| objects.iter().find(|o| o.key == key).unwrap();
        for (target, from, to) in USUAL {
            let field =
                |object: &Object, key: &str| object.fields.iter().find(|f| f.key == key).unwrap().clone();
            assert!(can_carry(&field(of("lead"), from), &field(of(target), to)), "{target}: {from} → {to}");
        }
    }

    #[test]
    fn choices_go_over_by_key_then_by_label_or_not_at_all() {
        let field = |choices: &[(&str, &str)]| {
            Field::choice("size", choices.iter().map(|(k, l)| Choice::new(k, l, "")).collect())
        };
        let from = field(&[("s", "Small"), ("xl", "Huge")]);
        let to = field(&[("small", "Small"), ("m", "Medium")]);
        let text = |t: &str| Value::Text(t.to_owned());
        assert_eq!(carried(&from, &text("s"), &to), Some(text("small")));
        assert_eq!(carried(&from, &text("xl"), &to), None);
        assert_eq!(carried(&from, &text("xl"), &Field::new("size", Kind::Text)), Some(text("Huge")));
    }
}

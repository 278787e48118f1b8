//! What follows from the log for leads: who gets those that came without an owner, and when a person first dealt with one.
use std::collections::HashMap;

use base::{Error, Id, Moment, Result};
use engine::module::{Boxed, Follower};
use engine::{Actor, Engine, Event, Input, Value, Work};
use serde_json::Value as Json;

use super::assignment::Dealing;

/// The follower.
pub(crate) const FOLLOWER: Follower = Follower { name: "leads", run };

fn run<'a>(engine: &'a Engine, events: &'a [Event], work: &'a mut Work) -> Boxed<'a, ()> {
    Box::pin(async move {
        let comes_in = |event: &Event| {
            event.object == "lead" && event.verb == "created" && event.cause.as_deref() != Some("demo")
        };
        let mut dealing = if events.iter().any(comes_in) { Dealing::begin(engine).await? } else { None };
        let mut met: HashMap<Id, Moment> = HashMap::new();
        for event in events {
            if let Some(dealing) = dealing.as_mut().filter(|_| comes_in(event)) {
                dealing.assign(engine, work, event.record).await?;
            }
            if let Some(lead) = contacted(engine, event).await? {
                let first = met.entry(lead).or_insert(event.at);
                *first = event.at.min(*first);
            }
        }
        for (lead, at) in met {
            let record = match work.current("lead", lead).await {
                Err(Error::NotFound) => continue,
                other => other?,
            };
            if record.deleted_at.is_none() && record.get("first_contact_at").is_null() {
                let input = Input::new().with("first_contact_at", Value::Moment(at));
                work.update("lead", lead, input, None).await?;
            }
        }
        Ok(())
    })
}

/// The lead that a person dealt with: by a note or a call they wrote down, or a task they ticked off.
async fn contacted(engine: &Engine, event: &Event) -> Result<Option<Id>> {
    let by_hand = event.actor.is_some()
        && !event.cause.as_deref().is_some_and(|c| c.starts_with("import") || c.starts_with("undo"));
    let done = || event.change("done").is_some_and(|(_, new)| *new == Json::Bool(true));
    let counts = match event.object.as_str() {
        "note" => event.verb == "created",
        "task" => matches!(event.verb.as_str(), "created" | "updated") && done(),
        _ => false,
    };
    if !by_hand || !counts {
        return Ok(None);
    }
    if let Some((_, lead)) = event.change("lead") {
        return Ok(lead.as_str().and_then(|id| id.parse().ok()));
    }
    match engine.find_any(&Actor::system(), &event.object, event.record).await {
        Ok(record) => Ok(record.get("lead").id()),
        Err(Error::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}

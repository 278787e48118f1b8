//! Reads `Facts` out of the log: every deal, what its stage, owner and amount were, and from when on.
//!
//! What was imported without its past (one event that says both the opening and the end) was open, in a stage nobody
//! knows, from the day it was opened to the day it was closed; its amount counts as known only where it was given before
//! the end.
use std::collections::HashMap;
use std::sync::Arc;

use base::{Currency, Date, Decimal, Id, Moment, Money, Result};
use engine::query::Query;
use engine::{Actor, Engine, Event, Object, Value};
use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::facts::{Category, Day, Fact, Facts, Rates, Version, day_of};

/// Numbers pipelines and states as they come.
struct Numbers {
    object: Arc<Object>,
    pipelines: Vec<String>,
    states: HashMap<(u16, Option<String>), u16>,
    categories: Vec<Category>,
}

impl Numbers {
    fn pipeline(&mut self, key: &str) -> u16 {
        let place = self.pipelines.iter().position(|p| p == key).unwrap_or_else(|| {
            self.pipelines.push(key.to_owned());
            self.pipelines.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    fn state(&mut self, pipeline: u16, stage: Option<&str>) -> u16 {
        let choice = stage.and_then(|s| self.object.field("stage")?.choice_of(s));
        let next = u16::try_from(self.states.len()).unwrap_or(u16::MAX);
        *self.states.entry((pipeline, stage.map(str::to_owned))).or_insert_with(|| {
            self.categories.push(choice.map_or(Category::Pipeline, super::category_of));
            next
        })
    }
}

/// A deal while its events are read.
#[derive(Default, Clone)]
struct Draft {
    stage: Option<String>,
    pipeline: String,
    owner: Option<Id>,
    amount: Option<Money>,
    product: Option<Id>,
    category: Option<Category>,
    percent: Option<f64>,
    expected: Option<Date>,
    opened: Option<Date>,
    closed_at: Option<Moment>,
    outcome: Option<bool>,
    deleted: bool,
}

fn text(json: &Json) -> Option<&str> {
    json.as_str()
}

fn money(json: &Json) -> Option<Money> {
    let currency = Currency::parse(json.get("currency")?.as_str()?)?;
    Money::parse(json.get("amount")?.as_str()?, currency)
}

impl Draft {
    fn take(&mut self, event: &Event) {
        match event.verb.as_str() {
            "deleted" => self.deleted = true,
            "restored" => self.deleted = false,
            _ => {}
        }
        for key in event.changes.keys() {
            let Some((_, new)) = event.change(key) else { continue };
            match key.as_str() {
                "stage" => self.stage = text(new).map(str::to_owned),
                "pipeline" => text(new).unwrap_or_default().clone_into(&mut self.pipeline),
                "owner" => self.owner = text(new).and_then(|t| t.parse().ok()),
                "amount" => self.amount = money(new),
                "product" => self.product = text(new).and_then(|t| t.parse().ok()),
                "forecast_category" => self.category = text(new).and_then(Category::parse),
                "probability" => {
                    self.percent =
                        new.to_string().trim_matches('"').parse::<Decimal>().ok().map(Decimal::to_f64);
                }
                "close_date" => self.expected = text(new).and_then(|t| t.parse().ok()),
                "opened_on" => self.opened = text(new).and_then(|t| t.parse().ok()),
                "closed_at" => self.closed_at = text(new).and_then(|t| t.parse().ok()),
                "outcome" => self.outcome = text(new).map(|o| o == "won"),
                _ => {}
            }
        }
    }

    fn version(&self, day: Day, numbers: &mut Numbers, zone: &TimeZone) -> Version {
        let pipeline = numbers.pipeline(&self.pipeline);
        let closed = self.outcome.map(|won| (self.closed_at.map_or(day, |at| day_of(at.date(zone))), won));
        let stage = self.stage.as_deref().filter(|_| closed.is_none());
        Version {
            day,
            pipeline,
            state: numbers.state(pipeline, stage),
            owner: self.owner,
            amount: self.amount,
            product: self.product,
            category: self.category,
            percent: self.percent,
            expected: self.expected.map(day_of),
            closed,
            deleted: self.deleted,
        }
    }
}

/// The deal that events tell of, oldest first.
fn fact(id: Id, events: &[Event], numbers: &mut Numbers, zone: &TimeZone) -> Option<Fact> {
    let (mut draft, mut versions): (Draft, Vec<Version>) = (Draft::default(), Vec::new());
    for event in events {
        if event.verb == "destroyed" {
            return None;
        }
        if !matches!(event.verb.as_str(), "created" | "updated" | "deleted" | "restored") {
            continue;
        }
        draft.take(event);
        let day = day_of(event.at.date(zone));
        versions.push(draft.version(day, numbers, zone));
    }
    let written = versions.first()?.day;
    let opened = draft.opened.map_or(written, day_of);
    let first = versions.first()?;
    let first_closed = first.closed.map_or(Day::MAX, |(day, _)| day);
    // It began before anybody wrote it down, or was written down with its end.
    if opened < written || first_closed <= written {
        let mut before = first.clone();
        before.day = opened.min(written);
        if first.closed.is_some() {
            if first_closed <= written {
                before.amount = None;
            }
            before.closed = None;
        }
        before.deleted = false;
        before.state = numbers.state(before.pipeline, None);
        versions.insert(0, before);
    }
    // What was written down as closed later than that was open until then.
    let mut all: Vec<Version> = Vec::with_capacity(versions.len() + 1);
    for (n, version) in versions.iter().enumerate() {
        let mut version = version.clone();
        if let Some((closed, _)) = version.closed {
            if closed > version.day && !version.deleted {
                let open =
                    Version { closed: None, state: numbers.state(version.pipeline, None), ..version.clone() };
                all.push(open);
            }
            let next = versions.get(n + 1).map_or(Day::MAX, |next| next.day);
            // A deal imported after its end ended when it ended, not when it was imported.
            let until = all.last().map_or(closed, |before| before.day.max(closed));
            version.day = if closed > version.day || n == 1 { until.min(next) } else { version.day };
        }
        all.push(version);
    }
    all.sort_by_key(|v| v.day);
    Some(Fact { id, opened: opened.min(all.first()?.day), versions: all })
}

/// Reads everything a forecast is made of.
pub async fn read(engine: &Engine) -> Result<Facts> {
    let system = Actor::system();
    let (settings, schema) = (engine.settings(), engine.schema());
    let Some(object) = schema.object("deal").cloned() else { return Ok(Facts::default()) };
    let zone = settings.manners.zone.clone();
    let mut numbers =
        Numbers { object, pipelines: Vec::new(), states: HashMap::new(), categories: Vec::new() };
    let mut deals = Vec::new();
    engine
        .each_history(&system, "deal", |id, events| deals.extend(fact(id, events, &mut numbers, &zone)))
        .await?;
    let mut own = settings.manners.currency;
    let prices = prices(engine, &system).await?;
    let mut currencies: Vec<Currency> = deals
        .iter()
        .flat_map(|d| d.versions.iter().filter_map(|v| v.amount))
        .chain(prices.values().copied())
        .map(|m| m.currency)
        .collect();
    currencies.sort_unstable();
    currencies.dedup();
    // As everywhere: without any rate, amounts of one currency alone are in that one.
    if let ([only], None) = (currencies.as_slice(), engine.rates_until().await?) {
        own = *only;
    }
    let mut rates = Rates { own: Some(own), days: HashMap::new() };
    if currencies.iter().any(|c| *c != own) {
        currencies.push(own);
        for currency in currencies.into_iter().filter(|c| *c != Currency::EUR) {
            let mut list = engine.rates(Some(currency), None, None, engine::rates::MOST).await?;
            list.reverse();
            rates.days.insert(currency, list.iter().map(|r| (day_of(r.day), r.rate)).collect());
        }
    }
    let Numbers { pipelines, states, categories, .. } = numbers;
    Ok(Facts { deals, states: states.len(), pipelines, categories, prices, rates })
}

/// The list prices of products.
async fn prices(engine: &Engine, system: &Actor) -> Result<HashMap<Id, Money>> {
    let mut prices = HashMap::new();
    let mut query = Query::new("product").filter("price IS NOT NULL")?.limit(engine::query::MAX_LIMIT);
    loop {
        let (records, next) = match engine.records(system, &query).await {
            Ok(page) => page,
            Err(base::Error::NotFound) => return Ok(prices),
            Err(other) => return Err(other),
        };
        for record in records {
            if let Value::Money(price) = record.get("price") {
                prices.insert(record.id, *price);
            }
        }
        match next {
            Some(cursor) => query.cursor = Some(cursor),
            None => return Ok(prices),
        }
    }
}

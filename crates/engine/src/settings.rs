//! What a workspace is set to: its name, currency, zone. One row a key, read once and again when it changes.
use say::say;
use std::collections::HashMap;
use std::sync::Arc;

use base::{Currency, Error, Id, Problems, Result};
use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json, json};
use store::{Sql, Tx};

use crate::access::Actor;
use crate::configured::Act;
use crate::engine::Engine;
use crate::hours::Hours;
use crate::kind::Manners;
use crate::logo::Logo;

/// The settings of a workspace.
#[derive(Debug, Clone)]
pub struct Settings {
    /// What the company is called.
    pub name: String,
    /// Currency, zone and country of what is typed without one.
    pub manners: Manners,
    /// The month the fiscal year begins with, 1 to 12.
    pub fiscal_month: i8,
    /// The language of pages and dates, BCP 47.
    pub language: String,
    /// Who sells, as quotes and invoices say it.
    pub seller: Seller,
    /// When people work.
    pub hours: Hours,
    /// The workspace's own sign.
    pub logo: Option<Arc<Logo>>,
    /// How far it is set up, and what its administrators want of it.
    pub start: Start,
    /// Every setting as it is stored.
    stored: HashMap<String, String>,
}

/// Who sells: what stands on quotes and invoices beside the name and the country.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seller {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postcode: String,
    /// City.
    pub city: String,
    /// VAT identifier, with the letters of its country.
    pub tax_id: String,
    /// The account that payments go to.
    pub iban: String,
}

impl Seller {
    /// The settings it is made of.
    pub const KEYS: [&'static str; 5] = ["street", "postcode", "city", "tax_id", "iban"];
}

/// The beginning of a workspace: how far it is set up, what should get better, what of the first steps is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// The page of the set-up that comes next; empty once it is done.
    pub step: String,
    /// What should get better, by key, the most important first.
    pub goals: Vec<String>,
    /// Somebody has looked at the stages of the pipeline.
    pub pipeline_seen: bool,
    /// The list of first steps was put away.
    pub dismissed: bool,
    /// The batch of the demo data that is in the workspace.
    pub demo: Option<Id>,
}

impl Settings {
    /// Reads stored settings; what is not set has its default.
    pub(crate) fn load(stored: &HashMap<String, String>) -> Self {
        let get = |key: &str| stored.get(key).map(String::as_str).filter(|v| !v.is_empty());
        Self {
            name: get("name").unwrap_or("My company").to_owned(),
            manners: Manners {
                currency: get("currency").and_then(Currency::parse).unwrap_or(Currency::EUR),
                zone: get("time_zone").and_then(|z| TimeZone::get(z).ok()).unwrap_or(TimeZone::UTC),
                country: get("country").map(str::to_owned),
            },
            fiscal_month: get("fiscal_month")
                .and_then(|m| m.parse().ok())
                .filter(|m| (1..=12).contains(m))
                .unwrap_or(1),
            language: get("language").unwrap_or("en").to_owned(),
            seller: {
                let text = |key: &str| get(key).unwrap_or_default().to_owned();
                let [street, postcode, city, tax_id, iban] = Seller::KEYS.map(text);
                Seller { street, postcode, city, tax_id, iban }
            },
            hours: stored.get("business_hours").and_then(|h| Hours::parse(h)).unwrap_or_default(),
            logo: get("logo").and_then(Logo::load),
            start: Start {
                step: get("setup_step").unwrap_or_default().to_owned(),
                goals: get("goals").map(|g| g.split(',').map(str::to_owned).collect()).unwrap_or_default(),
                pipeline_seen: get("pipeline_seen").is_some(),
                dismissed: get("checklist").is_some(),
                demo: get("demo_batch").and_then(|b| b.parse().ok()),
            },
            stored: stored.clone(),
        }
    }

    /// The text of a setting that a feature crate brings; empty where nobody has set it.
    pub fn text(&self, key: &str) -> &str {
        self.stored.get(key).map_or("", String::as_str)
    }

    /// As the API writes them.
    pub fn to_json(&self) -> Json {
        json!({
            "name": self.name, "currency": self.manners.currency.as_str(), "country": self.manners.country,
            "time_zone": self.manners.zone.iana_name().unwrap_or("UTC"), "fiscal_month": self.fiscal_month, "language": self.language,
            "business_hours": self.hours.to_string(),
            "street": self.seller.street, "postcode": self.seller.postcode, "city": self.seller.city,
            "tax_id": self.seller.tax_id, "iban": self.seller.iban,
        })
    }
}

impl Engine {
    /// Changes settings: keys of `Settings::to_json`. For administrators.
    pub async fn set_settings(&self, actor: &Actor, changes: &Map<String, Json>) -> Result<()> {
        self.set_settings_in(actor, changes, &Act::new()).await
    }

    /// The settings people change, by key, as the log writes them.
    pub(crate) fn settings_said(&self) -> Map<String, Json> {
        let settings = self.settings();
        let mut said = settings.to_json().as_object().cloned().unwrap_or_default();
        said.insert("goals".to_owned(), json!(settings.start.goals.join(",")));
        said.extend(self.setting_keys().map(|key| (key.to_owned(), json!(settings.text(key)))));
        said
    }

    /// Changes settings in a unit that may be the undoing of another.
    pub(crate) async fn set_settings_in(
        &self,
        actor: &Actor,
        changes: &Map<String, Json>,
        act: &Act,
    ) -> Result<()> {
        if !actor.is_admin() {
            return Err(Error::Forbidden(say!("problem-only-admins-settings").into()));
        }
        let mut problems = Problems::default();
        let mut tx = Tx::new();
        let (before, mut said) = (self.settings_said(), Map::new());
        for (key, value) in changes {
            let text = match value {
                Json::Null => String::new(),
                Json::String(text) => text.trim().to_owned(),
                other => other.to_string(),
            };
            let fine = match key.as_str() {
                "name" => !text.is_empty() && text.chars().count() <= 100,
                "currency" => Currency::parse(&text).is_some(),
                "time_zone" => TimeZone::get(&text).is_ok(),
                "country" => {
                    text.is_empty() || (text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()))
                }
                "fiscal_month" => text.parse::<i8>().is_ok_and(|m| (1..=12).contains(&m)),
                key if Seller::KEYS.contains(&key) => text.chars().count() <= 200,
                "business_hours" => Hours::parse(&text).is_some(),
                "language" => !text.is_empty() && text.len() <= 20,
                "goals" | "setup_step" | "pipeline_seen" | "checklist" | "demo_batch" => is_plain(&text),
                _ => {
                    let Some(setting) = self.setting(key) else {
                        problems.add(key.clone(), "unknown", say!("problem-no-setting"));
                        continue;
                    };
                    match if text.is_empty() { Ok(()) } else { (setting.check)(&text, &self.schema()) } {
                        Ok(()) => true,
                        Err(Error::Invalid(found)) => {
                            problems.0.extend(found.0);
                            continue;
                        }
                        Err(other) => return Err(other),
                    }
                }
            };
            if fine {
                tx.run(set_sql(key, &text));
                // How far the set-up is no one has to know later.
                if let Some(old) = before.get(key) {
                    let new = if old.is_number() { json!(text.parse::<i64>().ok()) } else { json!(text) };
                    let new = if text.is_empty() && key == "country" { Json::Null } else { new };
                    if *old != new {
                        said.insert(key.clone(), json!([old, new]));
                    }
                }
            } else {
                problems.add(key.clone(), "invalid", say!("problem-unusable", given = say::quoted(&text)));
            }
        }
        problems.check()?;
        if !said.is_empty() {
            tx.run(act.note(actor, "setting", Id(0), "changed", said));
        }
        self.commit_config(tx).await
    }
}

/// Words of our own: letters, digits, `_`, with commas between.
fn is_plain(text: &str) -> bool {
    text.len() <= 500 && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | ','))
}

/// The statement that keeps one setting.
pub(crate) fn set_sql(key: &str, value: &str) -> Sql {
    Sql::new(
        "INSERT INTO setting (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        vec![key.into(), value.into()],
    )
}

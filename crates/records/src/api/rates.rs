//! Exchange rates over the API: a file of the European Central Bank as it is, or single rates as JSON.
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use base::{Currency, Date, Error, Rate};
use engine::rates::{DayRate, STANDS_FOR};
use serde::Deserialize;
use serde_json::{Value, json};
use ui::web::{Answer, App, Caller, Fault};

use super::body;
use super::params::Params;
use crate::rates::{LARGEST, read};

/// Rates of one answer at most.
const MOST: i64 = 10_000;

fn currency(text: &str) -> Result<Currency, Error> {
    Currency::parse(text)
        .ok_or_else(|| Error::invalid("currency", "currency", format!("{text:?} is no currency of ISO 4217")))
}

/// The rates there are, newest first.
pub(super) async fn list(State(app): State<App>, _caller: Caller, uri: Uri) -> Answer {
    let params = Params::read(&uri, &["currency", "from", "to", "limit"])?;
    let of = params.text("currency").map(currency).transpose()?;
    let limit = params.number("limit", 1..=MOST)?.unwrap_or(500) as usize;
    let rates = app.engine.rates(of, params.date("from")?, params.date("to")?, limit).await?;
    let data: Vec<Value> = rates
        .iter()
        .map(|r| json!({"currency": r.currency.as_str(), "day": r.day.iso(), "per_euro": r.rate.to_string()}))
        .collect();
    Ok(Json(json!({"data": data, "stands_for_days": STANDS_FOR})).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    rates: Vec<One>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    currency: String,
    day: String,
    per_euro: Value,
}

impl One {
    fn read(&self) -> Result<DayRate, Error> {
        let text = match &self.per_euro {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let day: Date = self.day.parse().map_err(|_| {
            Error::invalid("day", "date", format!("{:?} is no day like 2026-01-31", self.day))
        })?;
        let rate: Rate = text.parse().map_err(|_| {
            let message = format!(
                "{text:?} is no rate: write more than 0 and at most 1000000000, with up to six places"
            );
            Error::invalid("per_euro", "rate", message)
        })?;
        Ok(DayRate { currency: currency(&self.currency)?, day, rate })
    }
}

/// Writes rates down: the file as `text/csv`, or `{"rates": [{"currency", "day", "per_euro"}]}`.
pub(super) async fn create(State(app): State<App>, caller: Caller, headers: HeaderMap, body: Body) -> Answer {
    if !caller.actor.is_admin() {
        return Err(Error::Forbidden(ui::say!("rates-only-admins").into()).into());
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let is_csv = kind.starts_with("text/");
    let bytes = body::bytes(&headers, body, if is_csv { LARGEST } else { body::LIMIT }).await?;
    let (rates, unknown, source) = if is_csv {
        let file = read(&bytes)?;
        (file.rates, file.unknown, "csv")
    } else {
        let sent: Sent =
            serde_json::from_value(body::parse(&bytes)?).map_err(|e| Fault::bad_request(e.to_string()))?;
        (sent.rates.iter().map(One::read).collect::<Result<Vec<_>, _>>()?, Vec::new(), "api")
    };
    let done = app.engine.put_rates(&caller.actor, &rates, source).await?;
    let said = json!({
        "added": done.added, "changed": done.changed, "same": done.same, "unknown_currencies": unknown,
    });
    Ok((StatusCode::CREATED, Json(said)).into_response())
}

//! The forecast over HTTP: an address of the API and a page. What it says is `sales::forecast`'s.
mod page;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use base::{Currency, Date, Error, Money};
use engine::filter::Scope;
use sales::forecast::model::{Check, Expected};
use sales::forecast::{By, Forecast, Method, Period, Question, Row, TooThin};
use serde::Deserialize;
use serde_json::{Map, Value as Json_, json};
use ui::say;
use ui::web::{Answer, App, Caller};

/// Under `/api/v1`.
pub(crate) fn api() -> Router<App> {
    Router::new().route("/forecast", get(show))
}

/// For people.
pub(crate) fn pages() -> Router<App> {
    Router::new().route("/forecast", get(page::show))
}

/// What is asked.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Asked {
    as_of: Option<String>,
    period: Option<String>,
    by: Option<String>,
    pipeline: Option<String>,
}

impl Asked {
    fn question(&self) -> Result<Question, Error> {
        let given = |text: &Option<String>| text.clone().filter(|t| !t.trim().is_empty());
        let as_of = given(&self.as_of).map(|text| {
            let wrong =
                || Error::invalid("as_of", "date", say!("forecast-bad-day", given = say::quoted(&text)));
            text.trim().parse::<Date>().map_err(|_| wrong())
        });
        let by = given(&self.by).map(|name| {
            By::parse(&name).ok_or_else(|| {
                Error::invalid("by", "by", say!("forecast-bad-by", given = say::quoted(&name)))
            })
        });
        Ok(Question {
            as_of: as_of.transpose()?,
            period: given(&self.period),
            by: by.transpose()?.unwrap_or(By::Owner),
            pipeline: given(&self.pipeline),
        })
    }
}

async fn show(State(app): State<App>, caller: Caller, Query(asked): Query<Asked>) -> Answer {
    let found = sales::forecast::forecast(&app.engine, &caller.actor, &asked.question()?).await?;
    Ok(Json(to_json(&found, &app.engine.scope(&engine::Actor::system()))).into_response())
}

/// The name of why there is no forecast by history.
fn thin(why: TooThin) -> Json_ {
    match why {
        TooThin::Closed { closed, won } => json!({
            "reason": "too_few_closed", "closed": closed, "won": won,
            "needs_closed": sales::forecast::model::LEAST_CLOSED, "needs_won": sales::forecast::model::LEAST_WON,
        }),
        TooThin::Unchecked => json!({"reason": "no_earlier_period_to_check"}),
    }
}

/// As the API and `--json` write it: amounts in major units of `currency`, as decimal text.
pub(crate) fn to_json(found: &Forecast, scope: &Scope) -> Json_ {
    let amount = |minor: i64| Json_::String(Money { minor, currency: found.currency }.amount());
    let about = |value: f64| amount(value.round() as i64);
    let part = |e: Option<Expected>| match e {
        Some(e) => {
            let (low, high) = e.interval();
            json!({"value": about(e.value), "low": about(low), "high": about(high)})
        }
        None => Json_::Null,
    };
    let row = |row: &Row| {
        let mut map = Map::new();
        let key = if row.key.is_empty() { Json_::Null } else { row.key.as_str().into() };
        map.insert("key".to_owned(), key);
        map.insert("label".to_owned(), row.label.as_str().into());
        map.insert("closed".to_owned(), amount(row.closed.0));
        map.insert("closed_deals".to_owned(), row.closed.1.into());
        for (name, (value, count)) in ["commit", "best_case", "pipeline"].iter().zip(row.categories) {
            map.insert((*name).to_owned(), amount(value));
            map.insert(format!("{name}_deals"), count.into());
        }
        map.insert("weighted".to_owned(), amount(row.weighted));
        let history = row.by_history().zip(row.bounds()).map(|(e, (low, high))| {
            json!({
                "value": about(e.value), "low": about(low), "high": about(high),
                "open": part(row.open), "new": part(row.new),
            })
        });
        map.insert("history".to_owned(), history.unwrap_or_default());
        map.insert("adjusted".to_owned(), amount(row.adjusted));
        map.insert("quota".to_owned(), row.quota.map_or(Json_::Null, &amount));
        map.insert("forecast".to_owned(), amount(row.called()));
        map.insert("gap".to_owned(), row.quota.map_or(Json_::Null, |quota| amount(quota - row.called())));
        Json_::Object(map)
    };
    let past: Vec<Json_> = found
        .past
        .iter()
        .map(|said| {
            let mut map = Map::new();
            map.insert("period".to_owned(), said.key.as_str().into());
            map.insert("as_of".to_owned(), said.as_of.iso().into());
            map.insert("came".to_owned(), amount(said.came));
            map.insert("from".to_owned(), if said.kept { "snapshot" } else { "log" }.into());
            for ((name, _), value) in Method::ALL.iter().zip(said.said) {
                let error =
                    value.filter(|_| said.came != 0).map(|v| (v - said.came) as f64 / said.came as f64);
                let one = value.map(|v| json!({"said": amount(v), "error": error.map(rounded)}));
                map.insert((*name).to_owned(), one.unwrap_or_default());
            }
            let bounds = said.bounds.map(|(low, high)| json!([amount(low), amount(high)]));
            map.insert("history_interval".to_owned(), bounds.unwrap_or_default());
            Json_::Object(map)
        })
        .collect();
    let learnt = found.learnt.as_ref().map(|l| {
        json!({
            "days": l.days, "deals": l.deals, "open_factor": rounded(l.factors.0), "new_factor": rounded(l.factors.1),
            "open_checks": checks(&l.open, found.currency), "new_checks": checks(&l.new, found.currency),
        })
    });
    json!({
        "as_of": found.as_of.iso(), "period": found.period_key, "from": found.period.first.iso(),
        "to": found.period.last().iso(), "currency": found.currency.as_str(), "by": found.by.name(),
        "total": row(&found.total), "rows": found.rows.iter().map(row).collect::<Vec<_>>(),
        "interval": 0.8, "too_thin": found.too_thin.map(thin), "learnt_from": learnt,
        "undated_deals": found.undated, "deals_without_amount": found.guessed, "not_converted": found.unconverted,
        "accuracy": past, "periods": near(found.period, scope),
    })
}

fn rounded(share: f64) -> f64 {
    (share * 10_000.0).round() / 10_000.0
}

fn checks(all: &[Check], currency: Currency) -> Vec<Json_> {
    let amount = |value: f64| Money { minor: value.round() as i64, currency }.amount();
    all.iter().map(|c| json!({"said": amount(c.said), "came": amount(c.came)})).collect()
}

/// The period before and the period behind.
fn near(period: Period, scope: &Scope) -> Json_ {
    json!({"previous": period.before(1, scope).key(scope), "next": period.before(-1, scope).key(scope)})
}

//! `GET /{objects}/totals`: counts, sums, means and medians in groups.
use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::IntoResponse;
use base::{Error, Money, Result};
use engine::Value;
use engine::query::{Aggregate, Figure, Function, Group, Measure};
use serde_json::{Map, Value as Tree, json};
use ui::web::{Answer, App, Caller};

use super::list;
use super::params::Params;

/// Figures of records in groups.
pub(super) async fn totals(
    State(app): State<App>,
    caller: Caller,
    Path(name): Path<String>,
    uri: Uri,
) -> Answer {
    let object = list::object(&app.engine, &caller.actor, &name)?;
    let params = Params::read(&uri, &["by", "measure", "filter", "limit"])?;
    let filter = list::filter(params.text("filter"))?;
    let names: Vec<&str> = parts(params.text("measure").unwrap_or("count"));
    let measures = names.iter().map(|name| measure(name)).collect::<Result<Vec<Measure>>>()?;
    let by = parts(params.text("by").unwrap_or_default())
        .into_iter()
        .map(Group::parse)
        .collect::<Result<Vec<Group>>>()?;
    let limit = params.number("limit", 1..=10_000)?.unwrap_or(1_000) as usize;
    let asked = Aggregate { filter, measures, by, limit, ..Aggregate::new(&object.key) };
    let table = match app.engine.aggregate(&caller.actor, &asked).await {
        Ok(table) => table,
        Err(error) => {
            return Err(list::explained(&app.engine, &caller.actor, &object, asked.filter.as_ref(), error));
        }
    };
    let rows: Vec<Tree> = table
        .rows
        .iter()
        .map(|row| {
            let by: Vec<Tree> = row
                .keys
                .iter()
                .map(|k| json!({"key": k.key, "label": k.label, "filter": k.condition}))
                .collect();
            let figures: Map<String, Tree> =
                names.iter().zip(&row.figures).map(|(name, f)| ((*name).to_owned(), figure(f))).collect();
            json!({"by": by, "count": row.count, "figures": figures})
        })
        .collect();
    Ok(Json(json!({"data": rows, "truncated": table.truncated})).into_response())
}

/// Parts between commas.
fn parts(text: &str) -> Vec<&str> {
    text.split(',').map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// Reads `sum(amount)`, `count`.
fn measure(text: &str) -> Result<Measure> {
    let (name, path) = match text.split_once('(') {
        Some((name, rest)) => (name.trim(), rest.strip_suffix(')').map(str::trim)),
        None => (text, None),
    };
    let functions = Function::NAMES.map(|(n, _)| n).join(", ");
    let wrong = || {
        Error::invalid(
            "measure",
            "measure",
            format!("{text:?} is no measure: write count, or {functions} of a field, as in sum(amount)"),
        )
    };
    let function =
        Function::parse(name).filter(|_| !text.contains('(') || path.is_some()).ok_or_else(wrong)?;
    Ok(Measure { function, path: path.map(str::to_owned), filter: None })
}

/// A figure as JSON: an amount as money, several currencies as a list of amounts.
pub(super) fn figure(figure: &Figure) -> Tree {
    match figure {
        Figure::Empty => Tree::Null,
        Figure::Exact(value) => value.to_json(),
        Figure::Mean { .. } => {
            let number = figure.number().unwrap_or_default();
            match figure.currency() {
                Some(currency) => {
                    json!({"amount": mean_of_money(figure, number), "currency": currency.as_str()})
                }
                None => json!(number),
            }
        }
        Figure::PerCurrency(list) => list.iter().map(|(_, f)| self::figure(f)).collect(),
    }
}

/// A mean of amounts, to the nearest minor unit.
fn mean_of_money(figure: &Figure, number: f64) -> String {
    let Figure::Mean { total: Value::Money(total), count } = figure else { return number.to_string() };
    let (total_minor, count) = (i128::from(total.minor), i128::from((*count).max(1)));
    let half = if total_minor < 0 { -count / 2 } else { count / 2 };
    let minor = i64::try_from((total_minor + half) / count).unwrap_or_default();
    Money { minor, currency: total.currency }.amount()
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Currency;

    #[test]
    fn measures_are_functions_of_fields() {
        assert_eq!(measure("count").unwrap().path, None);
        assert_eq!(measure("sum( amount )").unwrap().path.as_deref(), Some("amount"));
        for text in ["sums(amount)", "sum(amount", "", "total"] {
            assert!(measure(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_mean_of_money_is_rounded_to_minor_units() {
        let mean = |minor, count| {
            let total = Value::Money(Money { minor, currency: Currency::EUR });
            figure(&Figure::Mean { total, count }).to_string()
        };
        assert_eq!(mean(1001, 3), r#"{"amount":"3.34","currency":"EUR"}"#);
        assert_eq!(mean(-1000, 3), r#"{"amount":"-3.33","currency":"EUR"}"#);
    }
}

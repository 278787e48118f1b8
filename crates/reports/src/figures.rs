//! The figures of cards: each metric as its card asks for it, with what it is compared with and its course.
use base::{Date, Error, Result};
use engine::filter::Scope;
use engine::metric::{Metric, MetricAnswer, MetricQuery, MetricRow, Reading, Unit};
use engine::query::Bucket;
use engine::{Actor, Engine};
use futures_util::future::try_join_all;
use serde_json::{Map, Value as Json, json};

use crate::card::{Card, Chart};
use crate::goal::adds_up;
use crate::period::{Against, Period};

/// What all cards of a dashboard are asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Which days, where a card has none of its own.
    pub period: Period,
    /// What they are compared with.
    pub against: Option<Against>,
    /// Which records, in the filter language; empty for all.
    pub filter: String,
}

/// The figures of a card.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The card.
    pub card: Card,
    /// Its metric.
    pub metric: Metric,
    /// The days they are about; nothing for what is about now.
    pub period: Option<Period>,
    /// What the metric says.
    pub answer: MetricAnswer,
    /// What it said of the other period.
    pub before: Option<(Period, Reading)>,
    /// Its course over the period, for a figure that stands alone.
    pub course: Vec<Option<f64>>,
}

/// What there is to show of a card.
#[derive(Debug, Clone)]
pub enum Shown {
    /// Its figures.
    Figure(Box<Figure>),
    /// The person may not see the records it is about.
    Unseen(Card),
    /// It asks for what there is not: a field that is gone, say.
    Wrong(Card, String),
}

/// The figures of cards for a person, in their order.
pub async fn figures(engine: &Engine, actor: &Actor, cards: &[Card], asked: &Asked) -> Result<Vec<Shown>> {
    try_join_all(cards.iter().map(|card| shown(engine, actor, card, asked))).await
}

async fn shown(engine: &Engine, actor: &Actor, card: &Card, asked: &Asked) -> Result<Shown> {
    match figure(engine, actor, card, asked).await {
        Ok(figure) => Ok(Shown::Figure(Box::new(figure))),
        Err(Error::NotFound | Error::Forbidden(_)) => Ok(Shown::Unseen(card.clone())),
        Err(Error::Invalid(problems)) => {
            let words: Vec<String> = problems.0.iter().map(|p| p.message.clone()).collect();
            Ok(Shown::Wrong(card.clone(), words.join(" ")))
        }
        Err(other) => Err(other),
    }
}

/// The figures of one card.
pub async fn figure(engine: &Engine, actor: &Actor, card: &Card, asked: &Asked) -> Result<Figure> {
    let metric = *engine.metrics().iter().find(|m| m.name == card.metric).ok_or(Error::NotFound)?;
    let scope = engine.scope(actor);
    let today = scope.today();
    let own = Period::read(&card.period, today, &scope);
    let period = metric.date.map(|_| own.unwrap_or_else(|| asked.period.clone()));
    let alone = card.chart == Chart::Number;
    let by = match card.by.as_str() {
        "" if alone => period.as_ref().map(|p| p.step().to_owned()),
        "" => None,
        by => Some(by.to_owned()),
    };
    let filter = [asked.filter.as_str(), card.filter.as_str()];
    let filters: Vec<String> =
        filter.iter().filter(|f| !f.trim().is_empty()).map(|f| format!("({f})")).collect();
    let query = MetricQuery {
        from: period.as_ref().map(|p| p.from),
        to: period.as_ref().map(|p| p.to),
        by,
        then: Some(card.then.clone()).filter(|t| !t.is_empty()),
        filter: Some(filters.join(" AND ")).filter(|f| !f.is_empty()),
    };
    let mut answer = engine.metric(actor, metric.name, &query).await?;
    if let Some(period) = &period {
        fill(&mut answer, &metric, period, &scope);
    }
    let other = period.as_ref().zip(asked.against).and_then(|(p, against)| p.other(against, today, &scope));
    let before = match other {
        None => None,
        Some(other) => {
            let query =
                MetricQuery { from: Some(other.from), to: Some(other.to), by: None, then: None, ..query };
            Some((other, engine.metric(actor, metric.name, &query).await?.reading))
        }
    };
    let course = if alone && period.is_some() {
        answer.by.iter().map(|r| r.reading.number()).collect()
    } else {
        Vec::new()
    };
    Ok(Figure { card: card.clone(), metric, period, answer, before, course })
}

/// One step of a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its first day.
    pub first: Date,
    /// The first day behind it.
    pub until: Date,
    /// Its name for programs.
    pub key: String,
    /// Its name for people.
    pub label: String,
}

/// The steps a period is drawn by.
pub fn steps(period: &Period, scope: &Scope) -> Vec<Step> {
    Bucket::parse(period.step()).map_or_else(Vec::new, |bucket| buckets(period, bucket, scope))
}

/// Steps drawn at most.
const MOST: usize = 400;

fn buckets(period: &Period, bucket: Bucket, scope: &Scope) -> Vec<Step> {
    let mut first = bucket.first_day(period.from, scope);
    let mut out = Vec::new();
    while first <= period.to && out.len() < MOST {
        let until = bucket.next(first);
        out.push(Step { first, until, key: bucket.key(first, scope), label: bucket.label(first, scope) });
        first = until;
    }
    out
}

/// Months without a record are months too: of what adds up they are nothing, of the rest a gap. Days to come are left out.
fn fill(answer: &mut MetricAnswer, metric: &Metric, period: &Period, scope: &Scope) {
    let Some(bucket) = answer.split.as_deref().and_then(Bucket::parse) else { return };
    let Some(date) = metric.date else { return };
    let today = scope.today();
    let mut found = std::mem::take(&mut answer.by);
    let past = buckets(period, bucket, scope);
    let past = past.into_iter().filter(|step| step.first <= today || found.iter().any(|r| r.key == step.key));
    let rows: Vec<MetricRow> = past
        .collect::<Vec<_>>()
        .into_iter()
        .map(|step| match found.iter().position(|r| r.key == step.key) {
            Some(place) => found.remove(place),
            None => MetricRow {
                key: step.key,
                label: step.label,
                reading: if adds_up(metric) {
                    Reading::zero(answer.reading.currency)
                } else {
                    Reading::default()
                },
                count: 0,
                filter: format!("{} AND {date} >= {} AND {date} < {}", answer.filter, step.first, step.until),
                parts: Vec::new(),
            },
        })
        .collect();
    answer.by = rows;
    answer.by.append(&mut found);
}

impl Figure {
    /// As the API writes it.
    pub fn to_json(&self) -> Json {
        let mut map = Map::new();
        map.insert("card".to_owned(), serde_json::to_value(&self.card).unwrap_or_default());
        if let Some(period) = &self.period {
            map.insert("from".to_owned(), period.from.to_string().into());
            map.insert("to".to_owned(), period.to.to_string().into());
        }
        map.insert("figure".to_owned(), self.answer.to_json());
        if let Some((period, reading)) = &self.before {
            let before = json!({
                "from": period.from.to_string(), "to": period.to.to_string(), "value": reading.number(),
            });
            map.insert("before".to_owned(), before);
        }
        Json::Object(map)
    }
}

impl Shown {
    /// The card.
    pub fn card(&self) -> &Card {
        match self {
            Self::Figure(figure) => &figure.card,
            Self::Unseen(card) | Self::Wrong(card, _) => card,
        }
    }

    /// As the API writes it.
    pub fn to_json(&self) -> Json {
        let wrong = |card: &Card, words: &str| json!({"card": card, "error": words});
        match self {
            Self::Figure(figure) => figure.to_json(),
            Self::Unseen(card) => wrong(card, &say::say!("dashboard-unseen")),
            Self::Wrong(card, words) => wrong(card, words),
        }
    }
}

/// Metrics of which less is better: their rise is bad news.
const LESS: [&str; 3] = ["lost_deals", "slipped_deals", "slipped_days"];

/// Whether less of a metric is better: losses, and everything that takes time.
pub fn less_is_better(metric: &Metric) -> bool {
    matches!(metric.unit, Unit::Days | Unit::Minutes) || LESS.contains(&metric.name)
}

/// A figure as rows and columns: what charts are drawn from and tables show.
#[derive(Debug)]
pub struct Series<'a> {
    /// What the columns are called.
    pub names: Vec<String>,
    /// The rows that are shown.
    pub rows: Vec<Line<'a>>,
    /// How many are not.
    pub more: usize,
}

/// One row.
#[derive(Debug)]
pub struct Line<'a> {
    /// The part of the metric it is about.
    pub row: &'a MetricRow,
    /// Its cells.
    pub parts: Vec<Part<'a>>,
}

/// One cell.
#[derive(Debug)]
pub struct Part<'a> {
    /// What the metric says, and the filter of the records behind it; nothing for what is made of several.
    pub reading: Option<(&'a Reading, Option<&'a str>)>,
    /// As a number.
    pub number: Option<f64>,
}

/// Columns beside what is left over.
const COLUMNS: usize = 4;

/// The rows and columns of a figure: steps of time all and in their order, of others the `most` greatest. Of what a part is
/// split by once more the four commonest have a column; what is left over has one where it adds up.
pub fn series(figure: &Figure, most: usize) -> Series<'_> {
    let answer = &figure.answer;
    let in_time = answer
        .split
        .as_deref()
        .is_some_and(|by| by.rsplit(['.', ':']).next().and_then(Bucket::parse).is_some());
    let mut rows: Vec<&MetricRow> = answer.by.iter().collect();
    if matches!(figure.card.chart, Chart::Bar | Chart::Table) && !in_time {
        let size = |row: &MetricRow| row.reading.number().unwrap_or(f64::NEG_INFINITY);
        rows.sort_by(|a, b| size(b).total_cmp(&size(a)));
    }
    let more = if in_time { 0 } else { rows.len().saturating_sub(most) };
    rows.truncate(rows.len() - more);
    if answer.then.is_none() {
        let name = if figure.card.title.is_empty() {
            engine::said::metric_label(&figure.metric)
        } else {
            figure.card.title.clone()
        };
        let one = |row: &'_ MetricRow| row.reading.number();
        let rows = rows.into_iter().map(|row| Line {
            parts: vec![Part { reading: Some((&row.reading, Some(&row.filter))), number: one(row) }],
            row,
        });
        return Series { names: vec![name], rows: rows.collect(), more };
    }
    let mut keys: Vec<(&str, &str, i64)> = Vec::new();
    for part in rows.iter().flat_map(|row| &row.parts) {
        match keys.iter_mut().find(|k| k.0 == part.key) {
            Some(known) => known.2 += part.count,
            None => keys.push((&part.key, &part.label, part.count)),
        }
    }
    keys.sort_by_key(|k| std::cmp::Reverse(k.2));
    let rest = keys.split_off(keys.len().min(COLUMNS));
    let left = !rest.is_empty() && adds_up(&figure.metric);
    let unnamed = || say::say!("dashboard-without").into_owned();
    let mut names: Vec<String> =
        keys.iter().map(|k| if k.1.is_empty() { unnamed() } else { k.1.to_owned() }).collect();
    if left {
        names.push(say::say!("dashboard-other").into());
    }
    let rows = rows.into_iter().map(|row| {
        let mut parts: Vec<Part<'_>> = keys
            .iter()
            .map(|(key, ..)| match row.parts.iter().find(|p| p.key == *key) {
                Some(part) => {
                    Part { reading: Some((&part.reading, Some(&part.filter))), number: part.reading.number() }
                }
                None => Part { reading: None, number: adds_up(&figure.metric).then_some(0.0) },
            })
            .collect();
        if left {
            let other = row.parts.iter().filter(|p| !keys.iter().any(|k| k.0 == p.key));
            parts.push(Part { reading: None, number: Some(other.filter_map(|p| p.reading.number()).sum()) });
        }
        Line { row, parts }
    });
    Series { names, rows: rows.collect(), more }
}

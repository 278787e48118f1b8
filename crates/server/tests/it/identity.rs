//! The promise of the numbers, for every metric and everything it is split by, on the demo company: the parts are the whole
//! where they must be, each opens into just the records it counts, those records give it again, added up here by hand, and
//! page, file and API say the same.
use base::Id;
use engine::metric::{Measure, Metric, MetricAnswer, MetricQuery, Reading};
use engine::query::Query;
use engine::{Actor, Kind, Object, Value};

use crate::app::TestApp;
use crate::pages::words;

/// What a metric is split by: its date, fields with one value, the team of who owns a record.
fn splits(metric: &Metric, object: &Object) -> Vec<String> {
    let steps = ["week", "month", "quarter", "year"].iter().filter(|_| metric.date.is_some());
    let mut all: Vec<String> = steps.map(|s| (*s).to_owned()).collect();
    let one = |kind: Kind| matches!(kind, Kind::Choice | Kind::User | Kind::Link | Kind::Toggle);
    all.extend(object.fields.iter().filter(|f| one(f.kind) && !f.many && !f.hidden).map(|f| f.key.clone()));
    all.push("owner.team".to_owned());
    all
}

/// An exact amount, in ten-thousand-millionths.
fn exact(text: &str) -> i128 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let rest = format!("{rest:0<10}");
    sign * (whole.parse::<i128>().unwrap() * 10_i128.pow(10) + rest.parse::<i128>().unwrap())
}

/// One, in the unit of `exact`.
fn one() -> i128 {
    10_i128.pow(10)
}

fn number(n: i128) -> Vec<(String, i128)> {
    vec![(String::new(), n)]
}

/// A quotient rounded half away from nothing.
fn divided(n: i128, by: i128) -> i128 {
    (n.abs() * 2 + by) / (by * 2) * n.signum()
}

/// Each currency with its number; what has none is one of its own.
fn amounts(reading: &Reading) -> Vec<(String, i128)> {
    let alone =
        reading.value.iter().map(|v| (reading.currency.map_or(String::new(), |c| c.to_string()), exact(v)));
    let each = reading.by_currency.iter().map(|(c, v)| (c.to_string(), exact(v)));
    alone.chain(each).filter(|(_, n)| *n != 0).collect()
}

fn sum<'a>(readings: impl Iterator<Item = &'a Reading>) -> Vec<(String, i128)> {
    let mut all: Vec<(String, i128)> = Vec::new();
    for (currency, n) in readings.flat_map(amounts) {
        match all.iter_mut().find(|(c, _)| *c == currency) {
            Some((_, so_far)) => *so_far += n,
            None => all.push((currency, n)),
        }
    }
    all.retain(|(_, n)| *n != 0);
    all.sort();
    all
}

struct Company {
    app: TestApp,
    system: Actor,
}

impl Company {
    async fn ask(&self, metric: &Metric, by: Option<&str>, filter: Option<&str>) -> MetricAnswer {
        let query = MetricQuery {
            by: by.map(str::to_owned),
            filter: filter.map(str::to_owned),
            ..MetricQuery::default()
        };
        self.app
            .engine
            .metric(&self.system, metric.name, &query)
            .await
            .unwrap_or_else(|e| panic!("{} by {by:?}: {e:?}", metric.name))
    }

    /// What a field is in each record of a filter that has one: exact, with its currency.
    async fn values(&self, object: &str, field: &str, filter: &str) -> Vec<(String, i128)> {
        let filter = if filter.is_empty() { String::new() } else { format!("({filter}) AND ") };
        let query =
            Query::new(object).columns(field).filter(&format!("{filter}{field} IS NOT NULL")).unwrap();
        let mut query = query.limit(500);
        let mut out = Vec::new();
        loop {
            let page = self.app.engine.list(&self.system, &query).await.unwrap();
            out.extend(page.rows.iter().map(|row| match &row.cells[0] {
                Value::Money(money) => (money.currency.to_string(), exact(&money.amount())),
                value => (String::new(), exact(&value.plain())),
            }));
            match page.next {
                Some(next) => query.cursor = Some(next),
                None => return out,
            }
        }
    }

    /// A metric by hand, from the records of a filter.
    async fn by_hand(&self, metric: &Metric, filter: &str) -> Vec<(String, i128)> {
        let narrowed = |more: &str| match filter {
            "" => more.to_owned(),
            filter => format!("({filter}) AND ({more})"),
        };
        let values = async |field: &str, filter: &str| self.values(metric.object, field, filter).await;
        let of = |values: &[(String, i128)]| values.iter().map(|(_, n)| n).sum::<i128>();
        let mut each: Vec<(String, i128)> = match metric.measure {
            Measure::Count => return number(one() * i128::from(self.count(metric.object, filter).await)),
            Measure::Share(more) => {
                let all = self.count(metric.object, filter).await;
                let part = i128::from(self.count(metric.object, &narrowed(more)).await);
                return if all == 0 { Vec::new() } else { number(divided(part * one(), i128::from(all))) };
            }
            Measure::Portion(field, more) => {
                let (all, part) = (values(field, filter).await, values(field, &narrowed(more)).await);
                return if of(&all) == 0 { Vec::new() } else { number(divided(of(&part) * one(), of(&all))) };
            }
            Measure::Pace(sum, over) => {
                let (sums, days) = (values(sum, filter).await, values(over, filter).await);
                let unit = sums.first().map_or(String::new(), |(unit, _)| unit.clone());
                if of(&days) == 0 {
                    return Vec::new();
                }
                return vec![(unit, divided(of(&sums) * one() * days.len() as i128, of(&days)))];
            }
            Measure::Sum(field) | Measure::Average(field) | Measure::Median(field) | Measure::P90(field) => {
                values(field, filter).await
            }
        };
        each.sort();
        let mut out = Vec::new();
        for unit in each.iter().map(|(unit, _)| unit.clone()).collect::<std::collections::BTreeSet<_>>() {
            let all: Vec<i128> = each.iter().filter(|(u, _)| *u == unit).map(|(_, n)| *n).collect();
            let n = all.len() as i128;
            out.push(match metric.measure {
                Measure::Average(_) => (unit, divided(all.iter().sum(), n)),
                Measure::Median(_) => (unit, divided(all[(all.len() - 1) / 2] + all[all.len() / 2], 2)),
                Measure::P90(_) => (unit, all[(all.len() * 9).div_ceil(10) - 1]),
                _ => (unit, all.iter().sum()),
            });
        }
        out
    }

    async fn count(&self, object: &str, filter: &str) -> i64 {
        let query = Query::new(object).filter(filter).unwrap().limit(1).count();
        self.app.engine.list(&self.system, &query).await.unwrap().count.unwrap()
    }
}

/// Parts that are opened and computed again, of each split: the first and the last.
fn some<T>(rows: &[T]) -> impl Iterator<Item = &T> {
    let last = rows.len().saturating_sub(1);
    rows.iter().enumerate().filter(move |(n, _)| *n == 0 || *n == last).map(|(_, row)| row)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_parts_of_every_metric_are_its_whole_and_open_into_their_records() {
    let app = TestApp::start().await;
    let admin = app.as_admin().await.id.unwrap();
    sales::demo::fill_for(&app.engine, admin, Id::new()).await.unwrap();
    let company = Company { app, system: Actor::system() };
    let metrics = company.app.engine.metrics().to_vec();
    let mut looked_at = 0;
    for metric in &metrics {
        let object = company.app.engine.schema().object(metric.object).unwrap().clone();
        let whole = company.ask(metric, None, None).await;
        assert_eq!(company.count(metric.object, &whole.filter).await, whole.count, "{}", metric.name);
        for by in splits(metric, &object) {
            let split = company.ask(metric, Some(&by), None).await;
            let name = format!("{} by {by}", metric.name);
            assert_eq!((&split.reading, split.count), (&whole.reading, whole.count), "{name}");
            // What has no day is in the whole, and in the part without one.
            let counted: i64 = split.by.iter().map(|row| row.count).sum();
            assert!(split.truncated || counted == whole.count, "{name}: {counted} of {}", whole.count);
            if matches!(metric.measure, Measure::Count | Measure::Sum(_)) && !split.truncated {
                let parts = sum(split.by.iter().map(|row| &row.reading));
                assert_eq!(parts, sum(std::iter::once(&whole.reading)), "{name}");
            }
            for row in some(&split.by) {
                assert_eq!(
                    company.count(metric.object, &row.filter).await,
                    row.count,
                    "{name}: {}",
                    row.filter
                );
                let again = company.ask(metric, None, Some(&row.filter)).await;
                assert_eq!(
                    (&again.reading, again.count),
                    (&row.reading, row.count),
                    "{name}: {}",
                    row.filter
                );
                let mut by_hand = company.by_hand(metric, &row.filter).await;
                by_hand.retain(|(_, n)| *n != 0);
                let mut said = amounts(&row.reading);
                said.sort();
                assert_eq!(said, by_hand, "{name}: {}", row.filter);
                looked_at += 1;
            }
        }
    }
    // The same of some days, whose steps are known beforehand.
    let today = company.app.engine.scope(&company.system).today();
    for metric in metrics.iter().filter(|m| m.date.is_some()) {
        for (ago, by) in [(9, "day"), (60, "week"), (400, "month"), (500, "quarter"), (900, "year")] {
            let query = MetricQuery {
                from: Some(today.plus_days(-ago)),
                to: Some(today.plus_days(-1)),
                by: Some(by.to_owned()),
                ..MetricQuery::default()
            };
            let split = company.app.engine.metric(&company.system, metric.name, &query).await.unwrap();
            let name = format!("{} by {by} of {ago} days", metric.name);
            assert_eq!(split.by.iter().map(|row| row.count).sum::<i64>(), split.count, "{name}");
            for row in some(&split.by) {
                assert_eq!(
                    company.count(metric.object, &row.filter).await,
                    row.count,
                    "{name}: {}",
                    row.filter
                );
            }
        }
    }
    assert!(looked_at > 200, "the demo company has something to look at: {looked_at}");
}

#[tokio::test(flavor = "multi_thread")]
async fn page_file_and_programs_are_told_the_same_numbers() {
    let app = TestApp::start().await;
    let ines = app.as_admin().await;
    sales::demo::fill_for(&app.engine, ines.id.unwrap(), Id::new()).await.unwrap();
    let api = app.with_token("ines", "admin", &["read"]).await;
    let own = app.engine.settings().manners.currency;
    for metric in app.engine.metrics().to_vec() {
        let name = metric.name;
        let page = ines.get(&format!("/dashboards/metrics/{name}?by=owner")).await;
        let file = ines.get(&format!("/dashboards/metrics/{name}/csv?by=owner")).await.text();
        let mut file = csv::Reader::from_reader(file.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = file.records().map(Result::unwrap).collect();
        let days = match (&rows[0][2], &rows[0][3]) {
            ("", "") => String::new(),
            (from, to) => format!("&from={from}&to={to}"),
        };
        let said = api.get(&format!("/api/v1/metrics/{name}?by=owner{days}")).await.json();
        // The file has the whole in its first row and then the parts, in the order of the API.
        let parts = said["by"].as_array().unwrap();
        let told: Vec<&serde_json::Value> = std::iter::once(&said).chain(parts).collect();
        assert_eq!(rows.len(), told.len(), "{name}");
        for (row, told) in rows.iter().zip(told) {
            let value = told["value"].as_number().map_or(String::new(), ToString::to_string);
            let exactly = |text: &str| if text.is_empty() { None } else { Some(exact(text)) };
            assert_eq!(exactly(&row[8]), exactly(&value), "{name}: {row:?}");
            assert_eq!(
                &row[5],
                told["label"].as_str().filter(|_| told["key"].is_string()).unwrap_or_default()
            );
            // And each opens into as many records.
            let records = told["records"].as_str().unwrap();
            let joint = if records.contains('?') { '&' } else { '?' };
            let found = api.get(&format!("{records}{joint}limit=1&count=true")).await.json();
            assert_eq!(found["count"], told["count"], "{name}: {records}");
        }
        // The page writes them as people read them.
        let query = MetricQuery {
            from: rows[0][2].parse().ok(),
            to: rows[0][3].parse().ok(),
            by: Some("owner".to_owned()),
            ..MetricQuery::default()
        };
        let answer = app.engine.metric(&Actor::system(), name, &query).await.unwrap();
        let shown = words(&page);
        for reading in std::iter::once(&answer.reading).chain(answer.by.iter().map(|row| &row.reading)) {
            let figure = ui::field::figure::figure(reading, metric.unit, own);
            assert!(shown.contains(&figure), "{name}: {figure}");
        }
    }
}

//! The promise of the numbers, for every metric and everything it is split by, on the demo company: the parts are the whole
//! where they must be, each opens into just the records it counts, and those records give it again.
use base::Id;
use engine::metric::{Measure, Metric, MetricAnswer, MetricQuery, Reading};
use engine::query::Query;
use engine::{Actor, Kind, Object};

use crate::app::TestApp;

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
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 200, "the demo company has something to look at: {looked_at}");
}

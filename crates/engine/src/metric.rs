//! Metrics: named, versioned, documented numbers that open into the records behind them.
use base::{Currency, Date, Error, Result};
use serde_json::{Map, Number, Value as Json, json};

use crate::access::Actor;
use crate::engine::Engine;
use crate::query::{Aggregate, Bucket, Converted, Converting, Figure, Function, Reader, TableRow};
use crate::schema::{Field, Object};
use crate::value::Value;

/// Who answers for the definitions in the catalogue: metrics come with Rondo, and change with its versions.
pub const OWNER: &str = "Rondo";

/// What a number is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Records.
    Count,
    /// Minor units of the workspace's currency.
    Money,
    /// A share from 0 to 1.
    Share,
    /// Days.
    Days,
    /// Minutes.
    Minutes,
}

/// What is computed of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// How many.
    Count,
    /// The sum of a field.
    Sum(&'static str),
    /// The mean of a field over the records that have it.
    Average(&'static str),
    /// The median of a field.
    Median(&'static str),
    /// The value of a field that nine of ten do not exceed.
    P90(&'static str),
    /// How many of them fulfil a filter, as a share.
    Share(&'static str),
    /// How much of the sum of a field belongs to those that fulfil a filter, as a share.
    Portion(&'static str, &'static str),
    /// The sum of a field divided by the mean of another, over the records that have both: an amount a day.
    Pace(&'static str, &'static str),
}

/// A definition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric {
    /// Its name for programs: `win_rate`.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// One sentence that says exactly what is counted.
    pub definition: &'static str,
    /// Counts up when the definition changes, which its [`OWNER`] alone does.
    pub version: u32,
    /// The object whose records are counted.
    pub object: &'static str,
    /// Which of them.
    pub filter: &'static str,
    /// The date that places a record in a period; `None`: the metric is about now.
    pub date: Option<&'static str>,
    /// What is computed.
    pub measure: Measure,
    /// What the number is counted in.
    pub unit: Unit,
    /// The field it is always split by, where the name says so (`deals_by_stage`).
    pub by: Option<&'static str>,
}

impl Metric {
    /// The first version of a metric that places records by a date of theirs; `words` are its name for programs, its name
    /// for people and its definition.
    pub const fn dated(
        object: &'static str,
        date: &'static str,
        filter: &'static str,
        words: [&'static str; 3],
        measure: Measure,
        unit: Unit,
    ) -> Self {
        let [name, label, definition] = words;
        Self {
            name,
            label,
            definition,
            version: 1,
            object,
            filter,
            date: Some(date),
            measure,
            unit,
            by: None,
        }
    }
}

impl Unit {
    /// Its name for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Money => "money",
            Self::Share => "share",
            Self::Days => "days",
            Self::Minutes => "minutes",
        }
    }
}

/// What is asked of a metric.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MetricQuery {
    /// The first day of the period.
    pub from: Option<Date>,
    /// The last day of the period.
    pub to: Option<Date>,
    /// What to split it by: any field, dotted too, or `month`, `quarter`, `year`, `week`, `day` of the metric's date.
    pub by: Option<String>,
    /// What to split each part by once more.
    pub then: Option<String>,
    /// Only of the records that satisfy this too.
    pub filter: Option<String>,
}

/// A number, exact: decimal text, amounts in major units.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The number; nothing when there is nothing to take it from, or when it is in several currencies.
    pub value: Option<String>,
    /// The currency, where it is an amount.
    pub currency: Option<Currency>,
    /// One number for each currency, where there are several: they are never added up.
    pub by_currency: Vec<(Currency, String)>,
    /// What was converted and what could not be: a line for each currency that is not the workspace's.
    pub converted: Vec<Converted>,
}

/// One part of a metric that is split.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MetricRow {
    /// For programs: a choice's key, an id, `2017-Q1`; empty for the records without a value.
    pub key: String,
    /// For people.
    pub label: String,
    /// The number.
    pub reading: Reading,
    /// The records behind it.
    pub count: i64,
    /// The filter that gives exactly these records.
    pub filter: String,
    /// Its own parts, where it is split once more.
    pub parts: Vec<MetricRow>,
}

/// The answer of a metric.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricAnswer {
    /// The definition.
    pub metric: Metric,
    /// The name of the object in addresses.
    pub plural: String,
    /// The number.
    pub reading: Reading,
    /// The records behind it.
    pub count: i64,
    /// The filter that gives exactly these records.
    pub filter: String,
    /// What it was split by.
    pub split: Option<String>,
    /// What each part was split by once more.
    pub then: Option<String>,
    /// The parts.
    pub by: Vec<MetricRow>,
    /// There are more parts than are shown.
    pub truncated: bool,
    /// How amounts were made one currency's; `None`: they were kept apart, since the workspace has no rates.
    pub conversion: Option<Conversion>,
}

/// How the amounts of an answer became those of one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversion {
    /// The workspace's currency.
    pub to: Currency,
    /// The field whose day's rates they are; `None`: today's.
    pub date: Option<&'static str>,
    /// The last day there is a rate of.
    pub until: Date,
}

/// The address of the records a filter gives, in the API.
pub fn address(plural: &str, filter: &str) -> String {
    if filter.is_empty() {
        return format!("/api/v1/{plural}");
    }
    let encoded: String = url::form_urlencoded::byte_serialize(filter.as_bytes()).collect();
    format!("/api/v1/{plural}?filter={}", encoded.replace('+', "%20"))
}

/// A decimal text as a JSON number.
fn number(text: &str) -> Json {
    // Whole numbers stay whole: 10005534, not 10005534.0.
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    text.parse::<Number>().map_or(Json::Null, Json::Number)
}

impl Reading {
    /// Nothing of what adds up.
    pub fn zero(currency: Option<Currency>) -> Self {
        Self { value: Some("0".to_owned()), currency, ..Self::default() }
    }

    /// As a float, for charts and comparisons; nothing where it is empty or in several currencies.
    pub fn number(&self) -> Option<f64> {
        self.value.as_deref().and_then(|text| text.parse().ok())
    }

    fn put_json(&self, map: &mut Map<String, Json>) {
        map.insert("value".to_owned(), self.value.as_deref().map_or(Json::Null, number));
        if let Some(currency) = self.currency {
            map.insert("currency".to_owned(), currency.as_str().into());
        }
        if !self.by_currency.is_empty() {
            let list =
                self.by_currency.iter().map(|(c, v)| json!({"currency": c.as_str(), "value": number(v)}));
            map.insert("by_currency".to_owned(), list.collect());
        }
        if !self.converted.is_empty() {
            let list = self.converted.iter();
            let list = list.map(
                |c| json!({"currency": c.currency.as_str(), "counted": c.counted, "not_counted": c.left}),
            );
            map.insert("converted".to_owned(), list.collect());
        }
    }
}

impl MetricRow {
    fn to_json(&self, plural: &str) -> Json {
        let mut map = Map::new();
        let key = if self.key.is_empty() { Json::Null } else { self.key.as_str().into() };
        map.insert("key".to_owned(), key);
        map.insert("label".to_owned(), self.label.as_str().into());
        self.reading.put_json(&mut map);
        map.insert("count".to_owned(), self.count.into());
        map.insert("records".to_owned(), address(plural, &self.filter).into());
        if !self.parts.is_empty() {
            map.insert("by".to_owned(), self.parts.iter().map(|part| part.to_json(plural)).collect());
        }
        Json::Object(map)
    }
}

impl MetricAnswer {
    /// The address of the records behind it.
    pub fn records(&self) -> String {
        address(&self.plural, &self.filter)
    }

    /// As the API writes it.
    pub fn to_json(&self) -> Json {
        let mut map = Map::new();
        map.insert("name".to_owned(), self.metric.name.into());
        map.insert("label".to_owned(), self.metric.label.into());
        self.reading.put_json(&mut map);
        map.insert("unit".to_owned(), self.metric.unit.name().into());
        map.insert("count".to_owned(), self.count.into());
        map.insert("by".to_owned(), self.by.iter().map(|row| row.to_json(&self.plural)).collect());
        map.insert("split".to_owned(), self.split.as_deref().into());
        if let Some(then) = &self.then {
            map.insert("then".to_owned(), then.as_str().into());
        }
        map.insert("truncated".to_owned(), self.truncated.into());
        if let Some(conversion) = &self.conversion {
            let at = conversion.date.unwrap_or("today");
            let rates = json!({
                "to": conversion.to.as_str(), "rates_of": at, "last_rate": conversion.until.iso(),
                "stands_for_days": crate::rates::STANDS_FOR,
            });
            map.insert("conversion".to_owned(), rates);
        }
        map.insert("definition".to_owned(), self.metric.definition.into());
        map.insert("version".to_owned(), self.metric.version.into());
        map.insert("records".to_owned(), self.records().into());
        Json::Object(map)
    }
}

/// Places of a quotient.
const PLACES: u32 = 10;

/// A quotient as decimal text, rounded to ten places, half away from nothing.
fn quotient(total: i128, count: i128) -> Option<String> {
    let scaled = total.checked_mul(10_i128.pow(PLACES))?;
    if count <= 0 {
        return None;
    }
    let half = count / 2;
    let units = (if scaled < 0 { scaled - half } else { scaled + half }) / count;
    let sign = if units < 0 { "-" } else { "" };
    let (whole, rest) =
        (units.unsigned_abs() / 10_u128.pow(PLACES), units.unsigned_abs() % 10_u128.pow(PLACES));
    let text = format!("{sign}{whole}.{rest:0width$}", width = PLACES as usize);
    Some(text.trim_end_matches('0').trim_end_matches('.').to_owned())
}

/// A value as decimal text, and its currency.
fn exact(value: &Value) -> Option<(String, Option<Currency>)> {
    match value {
        Value::Int(n) => Some((n.to_string(), None)),
        Value::Decimal(d) => Some((d.to_string(), None)),
        Value::Money(m) => Some((m.amount(), Some(m.currency))),
        _ => None,
    }
}

impl Reading {
    fn of(figure: &Figure) -> Self {
        let one = |found: Option<(String, Option<Currency>)>| {
            let (value, currency) = found.map_or((None, None), |(v, c)| (Some(v), c));
            Self { value, currency, ..Self::default() }
        };
        match figure {
            Figure::Empty => Self::default(),
            Figure::Exact(value) => one(exact(value)),
            Figure::Mean { total, count } => one(mean(total, *count)),
            Figure::PerCurrency(list) => Self {
                by_currency: list.iter().filter_map(|(c, f)| Some((*c, Self::of(f).value?))).collect(),
                ..Self::default()
            },
        }
    }
}

/// A total divided by a count, amounts in major units.
fn mean(total: &Value, count: i64) -> Option<(String, Option<Currency>)> {
    let (units, places, currency) = match total {
        Value::Int(n) => (*n, 0, None),
        Value::Decimal(d) => (d.0, 6, None),
        Value::Money(m) => (m.minor, m.currency.digits(), Some(m.currency)),
        _ => return None,
    };
    Some((quotient(i128::from(units), i128::from(count) * 10_i128.pow(places))?, currency))
}

/// A sum divided by a mean of whole numbers, amounts in major units.
fn pace(sum: &Value, mean: &Figure) -> Option<(String, Option<Currency>)> {
    let Some((Value::Int(total), count)) = mean.total() else { return None };
    let (units, places, currency) = match sum {
        Value::Int(n) => (*n, 0, None),
        Value::Decimal(d) => (d.0, 6, None),
        Value::Money(m) => (m.minor, m.currency.digits(), Some(m.currency)),
        _ => return None,
    };
    let over = i128::from(total) * 10_i128.pow(places);
    Some((quotient(i128::from(units) * i128::from(count), over)?, currency))
}

/// One sum as a share of another in the same unit.
fn portion(part: &Value, whole: &Value) -> Option<String> {
    match (part, whole) {
        (Value::Int(a), Value::Int(b)) => quotient(i128::from(*a), i128::from(*b)),
        (Value::Decimal(a), Value::Decimal(b)) => quotient(i128::from(a.0), i128::from(b.0)),
        // The sum of nothing has no currency of its own.
        (Value::Money(a), Value::Money(b)) if a.currency == b.currency || a.minor == 0 => {
            quotient(i128::from(a.minor), i128::from(b.minor))
        }
        _ => None,
    }
}

impl Metric {
    /// Only records with the value count towards a mean or a median, so that it opens into just these.
    fn conditions(&self) -> Vec<String> {
        let mut all = Vec::new();
        if !self.filter.is_empty() {
            all.push(bracketed(self.filter));
        }
        if let Measure::Pace(sum, over) = self.measure {
            all.extend([format!("{sum} IS NOT NULL"), format!("{over} IS NOT NULL")]);
        }
        if let Measure::Average(field) | Measure::Median(field) | Measure::P90(field) = self.measure {
            all.push(format!("{field} IS NOT NULL"));
        }
        all
    }

    fn measured(&self, asked: Aggregate) -> Result<Aggregate> {
        Ok(match self.measure {
            Measure::Count => asked,
            Measure::Sum(field) => asked.measure(Function::Sum, Some(field)),
            Measure::Average(field) => asked.measure(Function::Average, Some(field)),
            Measure::Median(field) => asked.measure(Function::Median, Some(field)),
            Measure::Pace(sum, over) => {
                asked.measure(Function::Sum, Some(sum)).measure(Function::Average, Some(over))
            }
            Measure::P90(field) => asked.measure(Function::P90, Some(field)),
            Measure::Share(filter) => asked.count_if(filter)?,
            Measure::Portion(field, filter) => {
                asked.measure_if(Function::Sum, field, filter)?.measure(Function::Sum, Some(field))
            }
        })
    }

    fn reading(&self, row: &TableRow) -> Reading {
        let figure = row.figures.first();
        match (self.measure, figure) {
            (Measure::Count, _) => Reading { value: Some(row.count.to_string()), ..Reading::default() },
            (Measure::Share(_), Some(Figure::Exact(Value::Int(n)))) => {
                Reading { value: quotient(i128::from(*n), i128::from(row.count)), ..Reading::default() }
            }
            (Measure::Pace(..), Some(sum)) => {
                let found = sum.value().zip(row.figures.get(1)).and_then(|(sum, mean)| pace(sum, mean));
                let (value, currency) = found.map_or((None, None), |(v, c)| (Some(v), c));
                Reading { value, currency, converted: row.converted.clone(), ..Reading::default() }
            }
            (Measure::Portion(..), Some(part)) => {
                let whole = row.figures.get(1).and_then(Figure::value);
                let value = part.value().zip(whole).and_then(|(part, whole)| portion(part, whole));
                Reading { value, converted: row.converted.clone(), ..Reading::default() }
            }
            (_, Some(figure)) => Reading { converted: row.converted.clone(), ..Reading::of(figure) },
            (_, None) => Reading::default(),
        }
    }

    /// One part, by the key at a place among its groups, within the records of a filter.
    fn row(&self, row: &TableRow, place: usize, within: &str) -> Option<MetricRow> {
        let key = row.keys.get(place)?;
        let with = [within, key.condition.as_str()];
        Some(MetricRow {
            key: key.key.clone(),
            label: key.label.clone(),
            reading: self.reading(row),
            count: row.count,
            filter: with.into_iter().filter(|c| !c.is_empty()).collect::<Vec<_>>().join(" AND "),
            parts: Vec::new(),
        })
    }

    /// The group of `by`: a bucket of the metric's own date, a bucket of a date (`close_date.month`), or any path.
    fn group(&self, object: &Object, by: &str) -> Result<String> {
        let by = by.trim();
        if Bucket::parse(by).is_some() && object.field(by).is_none() {
            let date = self.date.ok_or_else(|| {
                Error::invalid(
                    "by",
                    "no_date",
                    format!("{} is about now: it cannot be split by {by}", self.name),
                )
            })?;
            return Ok(format!("{date}:{by}"));
        }
        let bucket = by.rsplit_once('.').filter(|(date, name)| {
            let is_date = |f: &crate::Field| matches!(f.kind, crate::Kind::Date | crate::Kind::DateTime);
            Bucket::parse(name).is_some() && object.field(date).is_some_and(is_date)
        });
        Ok(bucket.map_or_else(|| by.to_owned(), |(date, name)| format!("{date}:{name}")))
    }
}

/// A field of an object whose records may have several of its choices.
fn several<'a>(object: &'a Object, actor: &Actor, by: &str) -> Option<&'a Field> {
    object.field(by.trim()).filter(|f| f.kind == crate::Kind::Choices && actor.sees(object, f))
}

/// Each choice of a field and the records that have none: key, words, condition.
fn each(field: &Field) -> impl Iterator<Item = (String, String, String)> {
    let one = |c: &crate::Choice| {
        (c.key.clone(), c.label.clone(), format!("{} = {}", field.key, crate::filter::quoted(&c.key)))
    };
    let none = (String::new(), String::new(), format!("{} IS NULL", field.key));
    field.choices.iter().map(one).chain([none]).collect::<Vec<_>>().into_iter()
}

/// In brackets, where it would fall apart among other conditions.
fn bracketed(filter: &str) -> String {
    let filter = filter.trim();
    if base::words(filter).iter().any(|w| w == "or") { format!("({filter})") } else { filter.to_owned() }
}

impl Engine {
    /// A metric by name, for the records the actor may see.
    pub async fn metric(&self, actor: &Actor, name: &str, query: &MetricQuery) -> Result<MetricAnswer> {
        let metric = *self.metrics().iter().find(|m| m.name == name).ok_or(Error::NotFound)?;
        let (schema, scope) = (self.schema(), self.scope(actor));
        let reader = Reader { db: self.db(), schema: &schema, actor, scope: &scope };
        let object = reader.object(metric.object)?.clone();
        let mut conditions = metric.conditions();
        if query.from.is_some() || query.to.is_some() {
            let date = metric.date.ok_or_else(|| {
                Error::invalid("from", "no_date", format!("{name} is about now: it has no period"))
            })?;
            if query.from.zip(query.to).is_some_and(|(from, to)| from > to) {
                return Err(Error::invalid("to", "period", "The period ends before it begins"));
            }
            conditions.extend(query.from.map(|from| format!("{date} >= {from}")));
            conditions.extend(query.to.map(|to| format!("{date} < {}", to.plus_days(1))));
        }
        conditions.extend(query.filter.as_deref().filter(|f| !f.trim().is_empty()).map(bracketed));
        let filter = conditions.join(" AND ");
        // The caller's part alone first, so that what is wrong with it is said about their text.
        let asked = Aggregate::new(&object.key).filter(query.filter.as_deref().unwrap_or_default())?;
        if let Some(filter) = &asked.filter {
            reader.resolve(&object, filter)?;
        }
        let conversion = self.conversion(&metric).await?;
        let converting =
            conversion.as_ref().map(|c| Converting { to: c.to, date: c.date.map(str::to_owned) });
        let asked = metric.measured(Aggregate::new(&object.key).filter(&filter)?.converted(converting))?;
        let split = query.by.as_deref().filter(|by| !by.trim().is_empty()).or(metric.by).map(str::to_owned);
        let then = query.then.as_deref().filter(|then| split.is_some() && !then.trim().is_empty());
        let (mut by, mut truncated, mut total) = (Vec::new(), false, None);
        let set = split.as_deref().and_then(|split| several(&object, actor, split));
        if let Some(field) = set {
            by = self.split_by_each(&reader, &metric, &object, (&asked, &filter), field, then).await?;
        } else if let Some(split) = &split {
            let mut asked = asked.clone().by(&metric.group(&object, split)?)?;
            for group in asked.by.iter_mut().filter(|g| metric.date == Some(&g.path)) {
                group.within = query.from.zip(query.to);
            }
            let table = reader.aggregate(&asked).await?;
            (truncated, total) = (table.truncated, table.total);
            by.extend(table.rows.iter().filter_map(|row| metric.row(row, 0, &filter)));
            if let Some(then) = then {
                let table = reader.aggregate(&asked.by(&metric.group(&object, then)?)?).await?;
                truncated |= table.truncated;
                for row in &table.rows {
                    let key = row.keys.first().map_or("", |k| k.key.as_str());
                    let whole = by.iter_mut().find(|whole| whole.key == key);
                    if let Some((part, whole)) = whole.and_then(|w| Some((metric.row(row, 1, &w.filter)?, w)))
                    {
                        whole.parts.push(part);
                    }
                }
            }
        }
        if total.is_none() {
            total = reader.aggregate(&asked).await?.rows.into_iter().next();
        }
        Ok(MetricAnswer {
            metric,
            plural: object.plural.clone(),
            reading: total.as_ref().map(|row| metric.reading(row)).unwrap_or_default(),
            count: total.map_or(0, |row| row.count),
            filter,
            split,
            then: then.map(str::to_owned),
            by,
            truncated,
            conversion,
        })
    }

    /// The parts of a metric by each of several choices a record has: a record counts in each of its own, so the parts may come
    /// to more than the whole.
    async fn split_by_each(
        &self,
        reader: &Reader<'_>,
        metric: &Metric,
        object: &Object,
        (asked, filter): (&Aggregate, &str),
        field: &Field,
        then: Option<&str>,
    ) -> Result<Vec<MetricRow>> {
        let mut parts = Vec::new();
        for (key, label, condition) in each(field) {
            let within =
                if filter.is_empty() { condition.clone() } else { format!("{filter} AND {condition}") };
            let asked = asked.clone().filter(&condition)?;
            let Some(row) = reader.aggregate(&asked).await?.rows.into_iter().next().filter(|r| r.count > 0)
            else {
                continue;
            };
            let mut part = MetricRow {
                key,
                label,
                reading: metric.reading(&row),
                count: row.count,
                filter: within.clone(),
                parts: Vec::new(),
            };
            match then.map(|then| (then, several(object, reader.actor, then))) {
                Some((_, Some(then))) => {
                    let more = self.split_by_each(reader, metric, object, (&asked, &within), then, None);
                    part.parts = Box::pin(more).await?;
                }
                Some((then, None)) => {
                    let table = reader.aggregate(&asked.by(&metric.group(object, then)?)?).await?;
                    part.parts = table.rows.iter().filter_map(|row| metric.row(row, 0, &within)).collect();
                }
                None => {}
            }
            parts.push(part);
        }
        Ok(parts)
    }

    /// How the amounts of a metric become those of the workspace's currency, where there are rates.
    async fn conversion(&self, metric: &Metric) -> Result<Option<Conversion>> {
        if metric.unit != Unit::Money && !matches!(metric.measure, Measure::Portion(..)) {
            return Ok(None);
        }
        let to = self.settings().manners.currency;
        let until = self.rates_until().await?;
        Ok(until.map(|until| Conversion { to, date: metric.date, until }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Money;

    #[test]
    fn quotients_are_exact_to_ten_places() {
        assert_eq!(quotient(4238, 6711).as_deref(), Some("0.6315005215"));
        assert_eq!(quotient(1_000_553_400, 423_800).as_deref(), Some("2360.9093912223"));
        assert_eq!(quotient(-1, 3).as_deref(), Some("-0.3333333333"));
        assert_eq!(quotient(6, 3).as_deref(), Some("2"));
        assert_eq!(quotient(1, 0), None);
    }

    #[test]
    fn amounts_in_two_currencies_are_never_one_number() {
        let one = |minor, currency| (currency, Figure::Exact(Value::Money(Money { minor, currency })));
        let usd = Currency::parse("USD").unwrap();
        let reading = Reading::of(&Figure::PerCurrency(vec![one(1250, Currency::EUR), one(99, usd)]));
        assert_eq!(reading.value, None);
        assert_eq!(reading.by_currency, [(Currency::EUR, "12.50".to_owned()), (usd, "0.99".to_owned())]);
    }

    #[test]
    fn whole_amounts_are_whole_numbers() {
        assert_eq!(number("10005534.00").to_string(), "10005534");
        assert_eq!(number("0.6315005215").to_string(), "0.6315005215");
        assert_eq!(number("100").to_string(), "100");
    }

    #[test]
    fn the_address_of_records_is_encoded() {
        assert_eq!(
            address("deals", "outcome = \"won\" AND a+b"),
            "/api/v1/deals?filter=outcome%20%3D%20%22won%22%20AND%20a%2Bb"
        );
        assert_eq!(address("deals", ""), "/api/v1/deals");
    }
}

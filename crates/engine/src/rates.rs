//! Exchange rates of the workspace: by currency and day, in units for one euro, as the European Central Bank publishes
//! them. Written by administrators; every write leaves an event that says what came and from where.
use std::collections::BTreeMap;

use base::{Currency, Date, Error, Id, Problems, Rate, Result};
use jiff::tz::TimeZone;
use say::say;
use serde_json::json;
use store::{Build, Row, Sql, Tx};

use crate::access::Actor;
use crate::configured::Act;
use crate::engine::Engine;

/// A rate stands in for so many days behind its own that have none: weekends, holidays.
pub const STANDS_FOR: i64 = 7;
/// The last rate is old after so many days.
pub const OLD_AFTER: i64 = 7;
/// Rates of one write at most: thirty currencies over a hundred years.
pub const MOST: usize = 1_000_000;
/// Rows of one statement.
const CHUNK: usize = 400;

/// A rate of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRate {
    /// The currency; never the euro, which is 1 by itself.
    pub currency: Currency,
    /// The day.
    pub day: Date,
    /// Units of it for one euro.
    pub rate: Rate,
}

/// The last rate of a currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRate {
    /// The rate.
    pub last: DayRate,
    /// The first day there is one of.
    pub since: Date,
    /// How many days have one.
    pub days: i64,
    /// Where the last one came from: a file's name, `hand`, `api`.
    pub source: String,
}

/// What a write did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RatesDone {
    /// Days of currencies that had none.
    pub added: usize,
    /// Those that had another rate.
    pub changed: usize,
    /// Those that had the same.
    pub same: usize,
}

fn load(row: &Row) -> Option<DayRate> {
    Some(DayRate {
        currency: row.text(0).and_then(Currency::parse)?,
        day: row.text(1)?.parse().ok()?,
        rate: row.int(2).and_then(Rate::of_millionths)?,
    })
}

/// Midnight of a day in UTC, microseconds.
fn midnight(day: Date) -> i64 {
    day.start(&TimeZone::UTC).0
}

impl Engine {
    /// Writes rates down, all or none; one that is there is replaced, the same one left. For administrators.
    pub async fn put_rates(&self, actor: &Actor, rates: &[DayRate], source: &str) -> Result<RatesDone> {
        if !actor.is_admin() {
            return Err(Error::Forbidden(say!("rates-only-admins").into()));
        }
        let mut wanted: BTreeMap<(Currency, String), DayRate> = BTreeMap::new();
        let mut problems = Problems::default();
        for rate in rates {
            if rate.currency == Currency::EUR {
                problems.add("currency", "euro", say!("rates-euro"));
            } else if wanted
                .insert((rate.currency, rate.day.iso()), *rate)
                .is_some_and(|other| other.rate != rate.rate)
            {
                let day = rate.day.iso();
                problems.add(
                    "day",
                    "twice",
                    say!("rates-twice", currency = rate.currency.as_str(), day = &day),
                );
            }
        }
        if rates.len() > MOST {
            problems.add("rates", "many", say!("rates-many", count = MOST));
        }
        problems.check()?;
        let (Some(first), Some(last)) =
            (rates.iter().map(|r| r.day).min(), rates.iter().map(|r| r.day).max())
        else {
            return Ok(RatesDone::default());
        };
        let known = Sql::new(
            "SELECT currency, day, per_euro FROM rate WHERE day >= $1 AND day <= $2",
            vec![first.iso().into(), last.iso().into()],
        );
        let rows = self.db().read(known).await?;
        let there: BTreeMap<(Currency, String), Rate> =
            rows.iter().filter_map(load).map(|r| ((r.currency, r.day.iso()), r.rate)).collect();
        let (mut done, mut fresh) = (RatesDone::default(), Vec::new());
        for (key, rate) in &wanted {
            match there.get(key) {
                Some(old) if *old == rate.rate => done.same += 1,
                Some(_) => done.changed += 1,
                None => done.added += 1,
            }
            if there.get(key) != Some(&rate.rate) {
                fresh.push(*rate);
            }
        }
        if fresh.is_empty() {
            return Ok(done);
        }
        let mut tx = Tx::new();
        let source: String = source.chars().filter(|c| !c.is_control()).take(120).collect();
        for chunk in fresh.chunks(CHUNK) {
            tx.run(insert(chunk, &source));
        }
        let said = json!({
            "added": [null, done.added], "changed": [null, done.changed], "from": [null, first.iso()],
            "to": [null, last.iso()], "source": [null, source],
        });
        tx.run(Act::new().note(actor, "rate", Id(0), "imported", said));
        self.db().commit(tx).await?;
        Ok(done)
    }

    /// The rates of a currency, or of all, newest first, between two days.
    pub async fn rates(
        &self,
        currency: Option<Currency>,
        from: Option<Date>,
        to: Option<Date>,
        limit: usize,
    ) -> Result<Vec<DayRate>> {
        let mut sql = Build::new();
        sql.push("SELECT currency, day, per_euro FROM rate WHERE 1 = 1");
        if let Some(currency) = currency {
            sql.push(" AND currency = ").bind(currency.as_str().to_owned());
        }
        if let Some(from) = from {
            sql.push(" AND day >= ").bind(from.iso());
        }
        if let Some(to) = to {
            sql.push(" AND day <= ").bind(to.iso());
        }
        sql.push(" ORDER BY day DESC, currency LIMIT ").bind(limit as i64);
        Ok(self.db().read(sql.done()).await?.iter().filter_map(load).collect())
    }

    /// The last rate of each currency, in the alphabet's order.
    pub async fn last_rates(&self) -> Result<Vec<LastRate>> {
        let sql = "SELECT r.currency, r.day, r.per_euro, r.source, g.first_day, g.days FROM rate r JOIN \
                   (SELECT currency, max(day) AS last_day, min(day) AS first_day, count(*) AS days FROM rate GROUP BY currency) g \
                   ON g.currency = r.currency AND g.last_day = r.day ORDER BY r.currency";
        let rows = self.db().read(Sql::new(sql, Vec::new())).await?;
        let one = |row: &Row| {
            Some(LastRate {
                last: load(row)?,
                since: row.text(4)?.parse().ok()?,
                days: row.int(5)?,
                source: row.text(3)?.to_owned(),
            })
        };
        Ok(rows.iter().filter_map(one).collect())
    }

    /// The last day there is any rate of; `None` when there is none at all: then amounts stay in their currencies.
    pub async fn rates_until(&self) -> Result<Option<Date>> {
        let rows = self.db().read(Sql::new("SELECT max(day) FROM rate", Vec::new())).await?;
        Ok(rows.first().and_then(|r| r.text(0)).and_then(|d| d.parse().ok()))
    }

    /// What a currency is for one euro on a day: that day's, or the last within `STANDS_FOR` days before it.
    pub async fn rate_on(&self, currency: Currency, day: Date) -> Result<Option<Rate>> {
        if currency == Currency::EUR {
            return Ok(Some(Rate::ONE));
        }
        let list = self.rates(Some(currency), Some(day.plus_days(-STANDS_FOR)), Some(day), 1).await?;
        Ok(list.first().map(|r| r.rate))
    }
}

/// The statement that puts rates in the place of those there are.
fn insert(rates: &[DayRate], source: &str) -> Sql {
    let mut sql = Build::new();
    sql.push("INSERT INTO rate (currency, day, until, day_at, end_at, per_euro, source) VALUES ");
    for (i, rate) in rates.iter().enumerate() {
        sql.push(if i > 0 { ", (" } else { "(" }).bind(rate.currency.as_str().to_owned());
        sql.push(", ").bind(rate.day.iso());
        sql.push(", ").bind(rate.day.plus_days(STANDS_FOR).iso());
        sql.push(", ").bind(midnight(rate.day));
        sql.push(", ").bind(midnight(rate.day.plus_days(STANDS_FOR + 1)));
        sql.push(", ").bind(rate.rate.millionths());
        sql.push(", ").bind(source.to_owned()).push(")");
    }
    sql.push(
        " ON CONFLICT (currency, day) DO UPDATE SET per_euro = excluded.per_euro, source = excluded.source",
    );
    sql.done()
}

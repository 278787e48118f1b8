//! Figures as they were at the end of a day, kept for good: what a forecast said, so that it can be held against what came.
use base::{Date, Result};
use store::{Build, Row, Sql, Tx};

use crate::engine::Engine;

/// A figure of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// What it is of, in words of its series.
    pub key: String,
    /// The figure.
    pub value: i64,
    /// The bounds it lies between, where it is an estimate.
    pub bounds: Option<(i64, i64)>,
    /// What it is counted in: a currency's code.
    pub unit: String,
}

/// Rows of one statement.
const CHUNK: usize = 400;

fn load(row: &mut Row) -> Kept {
    Kept {
        key: row.take_text(0).unwrap_or_default(),
        value: row.int(1).unwrap_or_default(),
        bounds: row.int(2).zip(row.int(3)),
        unit: row.take_text(4).unwrap_or_default(),
    }
}

impl Engine {
    /// Keeps the figures of a day in a series. A figure that is there stays as it is: the past is not rewritten.
    pub async fn keep_figures(&self, series: &str, day: Date, figures: &[Kept]) -> Result<()> {
        let mut tx = Tx::new();
        for chunk in figures.chunks(CHUNK) {
            let mut sql = Build::new();
            sql.push("INSERT INTO kept_figure (series, day, key, value, low, high, unit) VALUES ");
            for (i, figure) in chunk.iter().enumerate() {
                sql.push(if i > 0 { ", (" } else { "(" }).bind(series.to_owned());
                sql.push(", ").bind(day.iso());
                sql.push(", ").bind(figure.key.clone());
                sql.push(", ").bind(figure.value);
                sql.push(", ").bind(figure.bounds.map(|b| b.0));
                sql.push(", ").bind(figure.bounds.map(|b| b.1));
                sql.push(", ").bind(figure.unit.clone()).push(")");
            }
            sql.push(" ON CONFLICT (series, day, key) DO NOTHING");
            tx.run(sql.done());
        }
        self.db().commit(tx).await?;
        Ok(())
    }

    /// The figures of a day in a series whose keys begin with a text, in the order of keys.
    pub async fn kept_figures(&self, series: &str, day: Date, prefix: &str) -> Result<Vec<Kept>> {
        let sql = Sql::new(
            "SELECT key, value, low, high, unit FROM kept_figure WHERE series = $1 AND day = $2 AND substr(key, 1, $3) = $4 \
             ORDER BY key",
            vec![
                series.to_owned().into(),
                day.iso().into(),
                (prefix.chars().count() as i64).into(),
                prefix.to_owned().into(),
            ],
        );
        Ok(self.db().read(sql).await?.iter_mut().map(load).collect())
    }

    /// The last day, up to one, of which anything was kept in a series.
    pub async fn last_kept(&self, series: &str, until: Date) -> Result<Option<Date>> {
        let sql = Sql::new(
            "SELECT max(day) FROM kept_figure WHERE series = $1 AND day <= $2",
            vec![series.to_owned().into(), until.iso().into()],
        );
        Ok(self.db().read(sql).await?.first().and_then(|row| row.text(0)?.parse().ok()))
    }

    /// Whether anything was kept of a day in a series.
    pub async fn kept_on(&self, series: &str, day: Date) -> Result<bool> {
        let sql = Sql::new(
            "SELECT 1 FROM kept_figure WHERE series = $1 AND day = $2 LIMIT 1",
            vec![series.to_owned().into(), day.iso().into()],
        );
        Ok(!self.db().read(sql).await?.is_empty())
    }
}

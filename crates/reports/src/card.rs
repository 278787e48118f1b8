//! Cards: what a dashboard shows, each a metric with how it is split, drawn and narrowed.
use base::Problems;
use engine::filter::{Filter, Scope};
use engine::metric::Metric;
use say::say;
use serde::{Deserialize, Serialize};

use crate::period::Period;

/// Cards of a dashboard at most.
pub const MOST: usize = 40;

/// How a card shows its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chart {
    /// The figure alone, with what it is compared with and its course.
    #[default]
    Number,
    /// Upright bars.
    Column,
    /// Lying bars, the parts by their size.
    Bar,
    /// A line.
    Line,
    /// Parts that become fewer from step to step.
    Funnel,
    /// The table alone.
    Table,
}

impl Chart {
    /// Every one with its name.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("number", Self::Number),
        ("column", Self::Column),
        ("bar", Self::Bar),
        ("line", Self::Line),
        ("funnel", Self::Funnel),
        ("table", Self::Table),
    ];

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, c)| *c)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, c)| *c == self).map_or("number", |(n, _)| n)
    }
}

/// One card.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Card {
    /// Name of the metric.
    pub metric: String,
    /// What stands over it; empty for the name of the metric.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What it is split by, as a metric takes it; empty for not at all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// What each part is split by once more.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub then: String,
    /// How it is drawn.
    pub chart: Chart,
    /// A period of its own; empty for the dashboard's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub period: String,
    /// Only of the records that satisfy this, in the filter language.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub filter: String,
    /// How many of twelve columns it takes, 3 to 12; 0 for what suits how it is drawn.
    #[serde(skip_serializing_if = "is_zero")]
    pub width: u8,
}

/// Serde needs a name for it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u8) -> bool {
    *n == 0
}

/// Letters of a title or a filter at most.
const LONGEST: usize = 500;

impl Card {
    /// A card of a metric.
    pub fn of(metric: &str, chart: Chart) -> Self {
        Self { metric: metric.to_owned(), chart, ..Self::default() }
    }

    /// Split by something.
    #[must_use]
    pub fn by(self, by: &str) -> Self {
        Self { by: by.to_owned(), ..self }
    }

    /// Each part split by something once more.
    #[must_use]
    pub fn then(self, then: &str) -> Self {
        Self { then: then.to_owned(), ..self }
    }

    /// About a period of its own.
    #[must_use]
    pub fn over(self, period: &str) -> Self {
        Self { period: period.to_owned(), ..self }
    }

    /// So wide.
    #[must_use]
    pub fn wide(self, width: u8) -> Self {
        Self { width, ..self }
    }

    /// How many of twelve columns it takes.
    pub fn columns(&self) -> u8 {
        match (self.width, self.chart) {
            (0, Chart::Number) => 3,
            (0, Chart::Column | Chart::Line) => 7,
            (0, _) => 5,
            (width, _) => width.clamp(3, 12),
        }
    }

    /// Says what is wrong with it, each at `prefix` and the name of the part.
    pub fn check(&self, metrics: &[Metric], scope: &Scope, prefix: &str, problems: &mut Problems) {
        let mut wrong = |part: &str, code: &'static str, words: String| {
            problems.add(format!("{prefix}{part}"), code, words);
        };
        if !metrics.iter().any(|m| m.name == self.metric) {
            wrong("metric", "unknown", say!("dashboard-no-metric", name = &self.metric).into_owned());
        }
        if self.width != 0 && !(3..=12).contains(&self.width) {
            wrong("width", "width", say!("dashboard-wrong-width").into_owned());
        }
        if self.title.chars().count() > LONGEST {
            wrong("title", "long", say!("dashboard-too-long", most = LONGEST).into_owned());
        }
        if let Err(error) = Filter::read(&self.filter) {
            wrong("filter", "filter", error.to_string());
        }
        if !self.period.is_empty() && Period::read(&self.period, scope.today(), scope).is_none() {
            wrong("period", "period", say!("problem-unusable", given = &self.period).into_owned());
        }
        if !self.then.is_empty() && self.by.is_empty() {
            wrong("then", "then", say!("dashboard-then-alone").into_owned());
        }
    }
}

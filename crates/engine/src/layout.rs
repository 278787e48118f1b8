//! How a view shows records: in rows, in lanes of a field's values, or on the days of a date.
use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::query::Group;
use crate::schema::Object;

/// How records are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Layout {
    /// Rows with columns.
    #[default]
    List,
    /// Lanes, one for each value of a choice.
    Board,
    /// Days, by a date.
    Calendar,
}

/// How much of a calendar is shown at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Span {
    /// One day.
    Day,
    /// Seven days.
    Week,
    /// Whole weeks around a month.
    #[default]
    Month,
    /// What comes next, day by day.
    Agenda,
}

impl Layout {
    /// Every one with its name.
    pub const NAMES: [(&'static str, Self); 3] =
        [("list", Self::List), ("board", Self::Board), ("calendar", Self::Calendar)];

    /// By its name; another is a list.
    pub fn parse(name: &str) -> Self {
        Self::NAMES.iter().find(|(n, _)| *n == name).map_or(Self::List, |(_, l)| *l)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, l)| *l == self).map_or("list", |(n, _)| n)
    }

    /// What is wrong with what a view of this layout is arranged by: groups, the field of the lanes, the date.
    pub(crate) fn check(self, object: &Object, by: &str) -> Result<(), String> {
        let unknown = |key: &str| format!("There is no field {key:?}");
        match self {
            _ if by.is_empty() => Ok(()),
            Self::List => match Group::parse(by) {
                Ok(group) if object.field(&group.path).is_none() => Err(unknown(&group.path)),
                Ok(_) => Ok(()),
                Err(error) => Err(error.to_string()),
            },
            Self::Board => match object.field(by) {
                Some(field) if field.kind == Kind::Choice => Ok(()),
                Some(field) => Err(format!("{} makes no lanes: choose a list of values", field.label)),
                None => Err(unknown(by)),
            },
            Self::Calendar => {
                let (key, span) = by.split_once(':').unwrap_or((by, ""));
                match object.field(key) {
                    Some(field) if !matches!(field.kind, Kind::Date | Kind::DateTime) => {
                        Err(format!("{} is no date", field.label))
                    }
                    Some(_) if span.is_empty() || Span::parse(span).is_some() => Ok(()),
                    Some(_) => Err(format!("{span:?} is none of day, week, month, agenda")),
                    None => Err(unknown(key)),
                }
            }
        }
    }
}

impl Span {
    /// Every one with its name.
    pub const NAMES: [(&'static str, Self); 4] =
        [("day", Self::Day), ("week", Self::Week), ("month", Self::Month), ("agenda", Self::Agenda)];

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(n, _)| *n == name).map(|(_, s)| *s)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, s)| *s == self).map_or("month", |(n, _)| n)
    }
}

//! Dates as people and programs write them: what a text says in a given order of day, month and year.

mod guess;
mod parts;
mod resolve;
mod serial;
mod time;
mod token;
mod words;

use std::fmt;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

pub use guess::{DateEvidence, DateGuess, DateGuesser, Proofs};
pub use serial::excel_serial;

pub(crate) use guess::{DateShape, DateSign};
use parts::Parts;

pub(crate) use serial::looks_like as looks_like_serial;

/// In which order the numbers of a date stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateOrder {
    /// 31/12/2024.
    DayFirst,
    /// 12/31/2024.
    MonthFirst,
    /// 2024-12-31, and 24-12-31 where the year has two digits.
    YearFirst,
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DayFirst => "day first",
            Self::MonthFirst => "month first",
            Self::YearFirst => "year first",
        })
    }
}

/// What a date may need besides its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateContext {
    /// Today: a year of two digits is the one within 80 years before and 20 years after.
    pub today: Date,
    /// Where missing parts are taken from, as in "September" or "10:36". Without it such a text is refused.
    pub fill: Option<Date>,
    /// Plain numbers are the days of a spreadsheet: 45631 is 2024-12-05.
    pub serials: bool,
}

impl DateContext {
    /// Complete dates only, no spreadsheet numbers.
    pub fn new(today: Date) -> Self {
        Self { today, fill: None, serials: false }
    }
}

/// Where on earth a time is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Zone {
    /// So far from UTC.
    Offset(Offset),
    /// A zone of the time zone database such as `Europe/Berlin`.
    Named(String),
    /// A short name such as `BRST` that is not known or stands for several zones.
    Unknown(String),
}

/// A date, with a time of day if the text has one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DateValue {
    /// The day.
    pub date: Date,
    /// The time of day.
    pub time: Option<Time>,
    /// The zone the time is meant in.
    pub zone: Option<Zone>,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum DateProblem {
    /// It does not look like a date at all.
    NotADate,
    /// Parts are missing: no year, no day.
    Incomplete {
        /// The first part that is missing, as in "year".
        missing: &'static str,
    },
    /// The numbers stand in another order than that of the column.
    OtherOrder {
        /// The order of the column.
        order: DateOrder,
    },
    /// The month is none of 1 to 12, which may mean the order is another.
    NoSuchMonth {
        /// The number in the place of the month.
        month: u64,
    },
    /// The month has no such day.
    NoSuchDay {
        /// The year.
        year: i16,
        /// The month.
        month: i8,
        /// The number in the place of the day.
        day: u64,
    },
    /// The year is not within 1 and 9999.
    YearOutOfRange {
        /// The year as written.
        year: String,
    },
    /// The clock has no such time.
    NoSuchTime,
    /// A spreadsheet has no such day number.
    SerialOutOfRange,
}

impl fmt::Display for DateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotADate => write!(f, "not a date"),
            Self::Incomplete { missing } => write!(f, "the date has no {missing}"),
            Self::OtherOrder { order } => write!(f, "the date is not written {order}"),
            Self::NoSuchMonth { month } => write!(f, "there is no month {month}"),
            Self::NoSuchDay { year, month, day } => {
                write!(f, "there is no day {day} in {year:04}-{month:02}")
            }
            Self::YearOutOfRange { year } => write!(f, "the year {year} is not within 1 and 9999"),
            Self::NoSuchTime => write!(f, "there is no such time of day"),
            Self::SerialOutOfRange => write!(f, "not the number of a day in a spreadsheet (1 to 2958465)"),
        }
    }
}

impl std::error::Error for DateProblem {}

/// Reads a date. The order says which number is what where the text leaves it open; it comes from the whole column,
/// and a text that is impossible in it is refused rather than read another way.
pub fn parse_date(text: &str, order: DateOrder, context: &DateContext) -> Result<DateValue, DateProblem> {
    if context.serials && serial::looks_like(text) {
        return excel_serial(text);
    }
    Parts::read(text)?.resolve(order, context)
}

/// Writes a day with all its digits, in the given order.
pub fn format_date(date: Date, order: DateOrder) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match order {
        DateOrder::DayFirst => format!("{day:02}/{month:02}/{year:04}"),
        DateOrder::MonthFirst => format!("{month:02}/{day:02}/{year:04}"),
        DateOrder::YearFirst => format!("{year:04}-{month:02}-{day:02}"),
    }
}

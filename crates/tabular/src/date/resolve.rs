//! Which number of a date is the day, the month and the year.

use jiff::ToSpan;
use jiff::civil::Date;

use super::parts::{Part, Parts};
use super::{DateContext, DateOrder, DateProblem, DateValue};

/// The numbers of a date in their places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Places {
    year: Option<Part>,
    month: Option<u64>,
    day: Option<u64>,
}

impl Parts {
    /// The date these parts are in the given order.
    pub(crate) fn resolve(&self, order: DateOrder, context: &DateContext) -> Result<DateValue, DateProblem> {
        let places = self.places(order)?;
        let date = self.date(places, context)?;
        let time = self.clock.map(|clock| clock.time(self.half)).transpose()?;
        Ok(DateValue { date, time, zone: self.zone.clone() })
    }

    fn places(&self, order: DateOrder) -> Result<Places, DateProblem> {
        let named = self.month.map(|(month, before)| (month.unsigned_abs().into(), before));
        let places = |year: &Part, month: u64, day: &Part| Places {
            year: Some(*year),
            month: Some(month),
            day: Some(day.value),
        };
        Ok(match (self.numbers.as_slice(), named) {
            ([], month) => Places { month: month.map(|(month, _)| month), ..Places::default() },
            ([one], Some((month, _))) if one.must_be_year() => {
                Places { year: Some(*one), month: Some(month), day: None }
            }
            ([one], month) => {
                let month = month.map(|(month, _)| month);
                if one.must_be_year() {
                    Places { year: Some(*one), month, day: None }
                } else {
                    Places { year: None, month, day: Some(one.value) }
                }
            }
            // A day and a year around the name of a month: what can only be a year is it, else 3 May 01.
            ([a, b], Some((month, before))) => {
                let year_first = match (a.must_be_year(), b.must_be_year()) {
                    (true, true) => return Err(DateProblem::NotADate),
                    (false, false) => before == 2,
                    (year_first, _) => year_first,
                };
                if year_first { places(a, month, b) } else { places(b, month, a) }
            }
            ([a, b], None) => {
                if a.must_be_year() {
                    Places { year: Some(*a), month: Some(b.value), day: None }
                } else if b.must_be_year() {
                    Places { year: Some(*b), month: Some(a.value), day: None }
                } else if order == DateOrder::DayFirst {
                    Places { year: None, month: Some(b.value), day: Some(a.value) }
                } else {
                    Places { year: None, month: Some(a.value), day: Some(b.value) }
                }
            }
            ([a, b, c], None) => match order {
                _ if a.digits > 2 || a.is_year => places(a, b.value, c),
                DateOrder::YearFirst if c.digits <= 2 && !c.is_year => places(a, b.value, c),
                DateOrder::MonthFirst => places(c, a.value, b),
                // Which of the first two is the month nobody said, and a cell alone must not decide it.
                DateOrder::YearFirst => return Err(DateProblem::OtherOrder { order }),
                DateOrder::DayFirst => places(c, b.value, a),
            },
            _ => return Err(DateProblem::NotADate),
        })
    }

    fn date(&self, places: Places, context: &DateContext) -> Result<Date, DateProblem> {
        let missing = |missing: &'static str| context.fill.ok_or(DateProblem::Incomplete { missing });
        let year = match places.year {
            Some(part) => year(part, context.today)?,
            None => missing("year")?.year(),
        };
        let month = match places.month {
            Some(month) => month,
            None => missing("month")?.month().unsigned_abs().into(),
        };
        let month = i8::try_from(month)
            .ok()
            .filter(|month| (1..=12).contains(month))
            .ok_or(DateProblem::NoSuchMonth { month })?;
        if let Some(day) = places.day {
            let no_such_day = DateProblem::NoSuchDay { year, month, day };
            let day = i8::try_from(day).map_err(|_| no_such_day.clone())?;
            return Date::new(year, month, day).map_err(|_| no_such_day);
        }
        let fill = missing("day")?;
        let first = Date::new(year, month, 1).map_err(|_| DateProblem::NotADate)?;
        let day = fill.day().min(first.days_in_month());
        let date = Date::new(year, month, day).map_err(|_| DateProblem::NotADate)?;
        let Some(weekday) = self.weekday else { return Ok(date) };
        // A day of the week alone is the next one there is.
        let ahead = (weekday - date.weekday().to_monday_one_offset()).rem_euclid(7);
        date.checked_add(ahead.days()).map_err(|_| DateProblem::NotADate)
    }
}

/// The year in full, within 1 and 9999.
fn year(part: Part, today: Date) -> Result<i16, DateProblem> {
    let out_of_range = || DateProblem::YearOutOfRange { year: part.value.to_string() };
    let value = i16::try_from(part.value).map_err(|_| out_of_range())?;
    if part.digits > 2 {
        return if (1..=9999).contains(&value) { Ok(value) } else { Err(out_of_range()) };
    }
    if part.digits == 1 {
        return Err(DateProblem::NotADate);
    }
    let latest = today.year().saturating_add(20);
    let year = latest - (latest - value).rem_euclid(100);
    if (1..=9999).contains(&year) { Ok(year) } else { Err(out_of_range()) }
}

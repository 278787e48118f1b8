//! Snoozing: a task is put off, and comes back as a reminder. What is due before moves along; a meeting stays where it is,
//! and a series goes on from its own day.
use base::{Error, Id, Moment, Result};
use engine::hours::Hours;
use engine::verb::Many;
use engine::{Actor, Ctx, Engine, Field, Input, Kind, Value, Work};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use say::say;

use super::follow_up::FURTHEST;
use super::schedule::on_wall;

/// Until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// Three hours from now.
    Later,
    /// The morning of the next day.
    Tomorrow,
    /// The morning of next Monday.
    NextWeek,
    /// A time one says.
    At(Moment),
}

/// Seconds that "later today" means.
const LATER: i64 = 3 * 3600;
/// A quarter of an hour, in seconds.
const QUARTER: i64 = 900;
/// When a day begins that has no working hours, in minutes.
const MORNING: u16 = 9 * 60;

impl Until {
    /// Every one that is not a time, with its name.
    pub const NAMES: [(&'static str, Self); 3] =
        [("later", Self::Later), ("tomorrow", Self::Tomorrow), ("next_week", Self::NextWeek)];

    /// The instant, for somebody in a zone with working hours.
    pub fn moment(self, now: Moment, zone: &TimeZone, hours: &Hours) -> Moment {
        let today = now.date(zone);
        let days = match self {
            Self::At(at) => return at,
            Self::Later => {
                let seconds = now.plus_seconds(LATER).0.div_euclid(1_000_000);
                let quarter = seconds.saturating_add(QUARTER - 1).div_euclid(QUARTER) * QUARTER;
                return Moment(quarter.saturating_mul(1_000_000));
            }
            Self::Tomorrow => 1,
            Self::NextWeek => 7 - i64::from(today.0.weekday().since(Weekday::Monday)),
        };
        let day = today.plus_days(days);
        let begins = hours.0.get(day.0.weekday().to_monday_zero_offset() as usize).copied().flatten();
        let minutes = begins.map_or(MORNING, |(from, _)| from);
        let at = day.0.at((minutes / 60).min(23) as i8, (minutes % 60) as i8, 0, 0);
        on_wall(zone, at).unwrap_or_else(|| day.start(zone))
    }
}

/// The time that `tomorrow`, an instant, or what a form holds, is for somebody.
pub async fn until(engine: &Engine, actor: &Actor, text: &str) -> Result<Moment> {
    let settings = engine.settings();
    if let Some((_, until)) = Until::NAMES.iter().find(|(name, _)| *name == text) {
        let zone = engine.zone_of(actor).await?;
        return Ok(until.moment(Moment::now(), &zone, &settings.hours));
    }
    // A form has the time of the workspace's clocks, as all its times.
    let field = asked();
    let wrong = |words: String| Error::invalid("until", "date_time", words);
    match field.kind.parse(text, &Ctx { field: &field, manners: &settings.manners }) {
        Ok(value) => value.moment().ok_or_else(|| wrong(say!("problem-task-snooze-past").into())),
        Err(fault) => Err(wrong(fault.message)),
    }
}

/// Until when, as a field.
fn asked() -> Field {
    Field::new("until", Kind::DateTime).label(&say!("task-until"))
}

/// Many tasks are put off until one time.
pub(crate) const MANY: Many = Many {
    asks: asked,
    offers: || {
        let words = [say!("task-later"), say!("task-tomorrow"), say!("task-next-week")];
        Until::NAMES.iter().zip(words).map(|((name, _), words)| ((*name).to_owned(), words.into())).collect()
    },
    run: |work, _, id, text| {
        Box::pin(async move {
            let (engine, actor) = (work.engine().clone(), work.actor().clone());
            let until = until(&engine, &actor, text).await?;
            snooze(work, id, until).await
        })
    },
};

/// Puts a task off until a time that is still to come.
pub async fn snooze(work: &mut Work, id: Id, until: Moment) -> Result<()> {
    if until <= Moment::now() {
        return Err(Error::invalid("until", "past", say!("problem-task-snooze-past")));
    }
    let task = work.current("task", id).await?;
    if task.get("done").is_true() {
        return Err(Error::conflict(say!("problem-task-done")));
    }
    let zone = work.engine().settings().manners.zone.clone();
    let day = until.date(&zone);
    if day.days_since(Moment::now().date(&zone)) > FURTHEST {
        return Err(Error::invalid("until", "out_of_range", say!("problem-task-snooze-far")));
    }
    // The series stays where it was: it is this occurrence alone that comes later.
    let mut input = Input::new().with("remind_at", Value::Moment(until));
    for key in ["series_at", "series_remind"] {
        input = input.with(key, task.get(key).clone());
    }
    if task.get("kind").text() != Some("meeting") {
        match task.get("starts_at").moment() {
            Some(at) if at < until => input = input.with("starts_at", Value::Moment(until)),
            None if task.get("due").date().is_none_or(|due| due < day) => {
                input = input.with("due", Value::Date(day));
            }
            _ => {}
        }
    }
    work.update("task", id, input, None).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mornings_are_where_the_person_works() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        // A Saturday; the clocks go back in the night.
        let now: Moment = "2026-10-24T08:07:00Z".parse().unwrap();
        let at = |until: Until| until.moment(now, &zone, &Hours::default()).to_string();
        assert_eq!(at(Until::Later), "2026-10-24T11:15:00Z");
        assert_eq!(at(Until::Tomorrow), "2026-10-25T08:00:00Z");
        assert_eq!(at(Until::NextWeek), "2026-10-26T08:00:00Z");
        let early = Hours::parse("mon 07:30-12:00").unwrap();
        assert_eq!(Until::NextWeek.moment(now, &zone, &early).to_string(), "2026-10-26T06:30:00Z");
    }
}

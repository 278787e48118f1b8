//! When a task is: its day and its hour are one thing, and what depends on them moves along. Days are those of the
//! workspace's zone.
use base::{Date, Moment};
use engine::{Draft, Rule, Value};
use jiff::SignedDuration;
use jiff::civil;
use jiff::tz::TimeZone;
use say::say;

/// Day, hour, reminder and series hold together.
pub(crate) const SCHEDULE: Rule = Rule { object: "task", run };

/// The longest a task or meeting takes, in seconds: 31 days.
const LONGEST: i64 = 31 * 86_400;

fn run(draft: &mut Draft<'_>) {
    let zone = draft.manners.zone.clone();
    let new = draft.before.is_none();
    let (was_day, was_at) =
        draft.before.map_or((None, None), |b| (b.get("due").date(), b.get("starts_at").moment()));
    let (hour, day) = (draft.changed("starts_at"), draft.changed("due"));
    match (draft.record.get("starts_at").moment(), draft.record.get("due").date()) {
        // The hour was said: the day follows it.
        (Some(at), _) if hour => draft.record.set("due", Value::Date(at.date(&zone))),
        // The day alone was moved: the hour of the day stays.
        (Some(at), Some(day_now)) if day => {
            let moved = on_wall(&zone, day_now.0.to_datetime(wall(at, &zone).time()));
            draft.record.set("starts_at", moved.map_or(Value::Null, Value::Moment));
        }
        (Some(_), None) if day => draft.record.set("starts_at", Value::Null),
        _ => {}
    }
    if !new && (hour || day) && !draft.changed("remind_at") {
        let now = (draft.record.get("due").date(), draft.record.get("starts_at").moment());
        if let Some(remind) = draft.record.get("remind_at").moment() {
            draft.record.set("remind_at", moved(remind, (was_day, was_at), now, &zone));
        }
    }
    if draft.record.get("duration").int().is_some_and(|s| !(0..=LONGEST).contains(&s)) {
        draft.problems.add("duration", "out_of_range", say!("problem-task-duration"));
    }
    series(draft, &zone);
}

/// What a series is reckoned from, unless a verb moves one occurrence alone and says so.
fn series(draft: &mut Draft<'_>, zone: &TimeZone) {
    if draft.empty("recurrence") {
        draft.record.set("series_at", Value::Null);
        draft.record.set("series_remind", Value::Null);
        return;
    }
    let Some(start) = start(draft.record.get("due").date(), draft.record.get("starts_at").moment(), zone)
    else {
        return draft.problems.add("due", "required", say!("problem-task-series-due"));
    };
    if (draft.given)("series_at") {
        return;
    }
    let moved = ["recurrence", "due", "starts_at"].iter().any(|key| draft.changed(key));
    if moved || draft.empty("series_at") {
        draft.record.set("series_at", Value::Moment(start));
    }
    if moved || draft.changed("remind_at") {
        let anchor = draft.record.get("series_at").moment().unwrap_or(start);
        let before = draft.record.get("remind_at").moment().map(|remind| {
            // On the clock on the wall, so that nine o'clock stays nine o'clock when clocks change.
            wall(remind, zone).duration_since(wall(anchor, zone)).as_secs()
        });
        draft.record.set("series_remind", before.map_or(Value::Null, Value::Int));
    }
}

/// When a task begins: at its hour, or with its day; nothing for a day beyond the calendar of instants.
pub(super) fn start(day: Option<Date>, at: Option<Moment>, zone: &TimeZone) -> Option<Moment> {
    at.or_else(|| on_wall(zone, day?.0.at(0, 0, 0, 0)))
}

/// A reminder moves with what it reminds of: by as long where there are hours, else by as many days.
fn moved(
    remind: Moment,
    was: (Option<Date>, Option<Moment>),
    now: (Option<Date>, Option<Moment>),
    zone: &TimeZone,
) -> Value {
    let there = match (was, now) {
        ((_, Some(was)), (_, Some(now))) => Some(remind.plus_micros(now.0.saturating_sub(was.0))),
        ((Some(was), _), (Some(now), _)) => {
            let at = wall(remind, zone);
            let day = Date(at.date()).plus_days(now.days_since(was));
            on_wall(zone, day.0.to_datetime(at.time()))
        }
        _ => Some(remind),
    };
    // Far from here there may be no such day.
    there
        .filter(|at| (1..=9999).contains(&at.date(&TimeZone::UTC).0.year()))
        .map_or(Value::Null, Value::Moment)
}

/// What the clock on the wall shows.
pub(super) fn wall(at: Moment, zone: &TimeZone) -> civil::DateTime {
    zone.to_datetime(at.timestamp())
}

/// The instant at which a clock on the wall shows a time; one that a change of clocks leaves out is the one behind it.
pub(super) fn on_wall(zone: &TimeZone, at: civil::DateTime) -> Option<Moment> {
    at.to_zoned(zone.clone()).ok().map(|there| there.timestamp().into())
}

/// A time on the wall so many seconds later; nothing beyond the calendar.
pub(super) fn later(at: civil::DateTime, seconds: i64) -> Option<civil::DateTime> {
    at.checked_add(SignedDuration::from_secs(seconds)).ok()
}

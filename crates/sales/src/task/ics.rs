//! Tasks as iCalendar (RFC 5545): the invitation to a meeting and calendars to subscribe to. Times are UTC; those of a series
//! are in their zone, which is written along, so that the hour stays when clocks change.
use base::{Date, Id, Moment};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use engine::recurrence::{Ends, Recurrence};
use engine::{Record, Value};
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, Event, EventLike, Property};
use jiff::Timestamp;
use jiff::civil;
use jiff::tz::{Offset, TimeZone};

use super::schedule::wall;

/// The seconds an entry takes that does not say how long: as the calendar's pages show it.
const USUAL: i64 = 1_800;
/// Changes of clocks written along: twenty years of two.
const CHANGES: usize = 40;

/// Somebody at a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// What they are called.
    pub name: String,
    /// Where an answer goes.
    pub email: String,
}

/// What a calendar is made with.
pub struct Page<'a> {
    /// The zone of hours that come again.
    pub zone: &'a TimeZone,
    /// The address of this Rondo, without a slash at its end.
    pub base: Option<&'a str>,
    /// Whether a field of tasks may be read.
    pub sees: &'a (dyn Fn(&str) -> bool + Sync),
}

/// The invitation to a meeting, or its end where the meeting lies in the bin.
pub fn invitation(page: &Page<'_>, task: &Record, organizer: Option<&Person>, guests: &[Person]) -> String {
    let gone = task.deleted_at.is_some();
    let mut calendar = Calendar::new();
    calendar.append_property(("METHOD", if gone { "CANCEL" } else { "REQUEST" }));
    for mut event in page.events(task) {
        event.add_property("STATUS", if gone { "CANCELLED" } else { "CONFIRMED" });
        if let Some(person) = organizer {
            event.append_property(at("ORGANIZER", person));
        }
        for guest in guests {
            let mut guest = at("ATTENDEE", guest);
            guest.add_parameter("ROLE", "REQ-PARTICIPANT");
            guest.add_parameter("PARTSTAT", "NEEDS-ACTION");
            guest.add_parameter("RSVP", "TRUE");
            event.append_multi_property(guest);
        }
        calendar.push(event);
    }
    page.written(&calendar, std::slice::from_ref(task))
}

/// A calendar of many tasks.
pub fn calendar(page: &Page<'_>, name: &str, tasks: &[Record]) -> String {
    let mut calendar = Calendar::new();
    calendar.name(&clean(name));
    for event in tasks.iter().flat_map(|task| page.events(task)) {
        calendar.push(event);
    }
    page.written(&calendar, tasks)
}

impl Page<'_> {
    /// An entry of a task, and one more where one of a series was moved; none without a day.
    fn events(&self, task: &Record) -> Vec<Event> {
        let start = task.get("starts_at").moment();
        let rule = task.get("recurrence").text().and_then(|text| Recurrence::parse(text).ok());
        // What is done comes again as its own task.
        let rule = rule.filter(|_| !task.get("done").is_true());
        let anchor = task.get("series_at").moment().filter(|_| rule.is_some());
        let mut all = Vec::new();
        match (start, task.get("due").date()) {
            (Some(at), _) => {
                let mut event = self.event(task);
                if let (Some(rule), Some(anchor)) = (&rule, anchor) {
                    self.timed(&mut event, task, anchor, true);
                    event.add_property("RRULE", self.rule(rule, true));
                    if anchor != at {
                        let mut moved = self.event(task);
                        self.timed(&mut moved, task, at, true);
                        let was = DatePerhapsTime::from(self.there(anchor, true));
                        moved.append_property(was.to_property("RECURRENCE-ID"));
                        all.push(moved);
                    }
                } else {
                    self.timed(&mut event, task, at, false);
                }
                all.insert(0, event);
            }
            (None, Some(day)) => {
                let mut event = self.event(task);
                let planned = anchor.map(|at| at.date(self.zone));
                let first = planned.unwrap_or(day);
                dated(&mut event, first);
                if let Some(rule) = &rule {
                    event.add_property("RRULE", self.rule(rule, false));
                }
                all.push(event);
                if first != day {
                    let mut moved = self.event(task);
                    dated(&mut moved, day);
                    moved.append_property(on("RECURRENCE-ID", first));
                    all.push(moved);
                }
            }
            (None, None) => {}
        }
        all
    }

    /// What an entry has whenever it is.
    fn event(&self, task: &Record) -> Event {
        let sees = |key: &str| (self.sees)(key);
        let text = |key: &str| task.get(key).text().filter(|_| sees(key)).map(clean);
        let mut event = Event::new();
        event.uid(&uid(task.id));
        event.add_property("SEQUENCE", task.version.to_string());
        let changed = task.get("updated_at").moment().unwrap_or(Moment(0));
        for (key, at) in [
            ("DTSTAMP", changed),
            ("LAST-MODIFIED", changed),
            ("CREATED", task.get("created_at").moment().unwrap_or(changed)),
        ] {
            event.add_property(key, stamp(at));
        }
        let subject = text("subject").unwrap_or_else(|| task.id.to_string());
        let done = task.get("done").is_true() && sees("done");
        event.summary(&if done { format!("✓ {subject}") } else { subject });
        if let Some(place) = text("place") {
            event.location(&place);
        }
        if let Some(words) = text("description") {
            event.description(&words);
        }
        if let Some(base) = self.base {
            event.add_property("URL", format!("{base}/tasks/{}", task.id));
        }
        let busy = task.get("kind").text() == Some("meeting") && !task.get("starts_at").is_null();
        event.add_property("TRANSP", if busy { "OPAQUE" } else { "TRANSPARENT" });
        event
    }

    fn timed(&self, event: &mut Event, task: &Record, at: Moment, here: bool) {
        let length = task.get("duration").int().filter(|s| *s > 0 && (self.sees)("duration"));
        event.starts(self.there(at, here));
        event.ends(self.there(at.plus_seconds(length.unwrap_or(USUAL)), here));
    }

    /// An instant in UTC, or on the clock of the zone.
    fn there(&self, at: Moment, here: bool) -> CalendarDateTime {
        match self.zone.iana_name().filter(|name| here && *name != "UTC") {
            Some(zone) => CalendarDateTime::WithTimezone {
                date_time: naive(wall(at, self.zone)),
                tzid: zone.to_owned(),
            },
            None => CalendarDateTime::Utc(DateTime::<Utc>::from_timestamp_micros(at.0).unwrap_or_default()),
        }
    }

    /// A rule; its last day is an instant where there are hours.
    fn rule(&self, rule: &Recurrence, timed: bool) -> String {
        match rule.ends {
            Ends::On(day) if timed => {
                let end = day.plus_days(1).start(self.zone).plus_seconds(-1);
                format!("{};UNTIL={}", rule.endless(), stamp(end))
            }
            _ => rule.to_string(),
        }
    }

    /// The whole as text, with the zone before the entries that are in it: the library has no zones.
    fn written(&self, calendar: &Calendar, tasks: &[Record]) -> String {
        let text = calendar.to_string();
        let zone = self.zone.iana_name().filter(|name| text.contains(&format!("TZID={name}")));
        let (Some(zone), Some((head, rest))) = (zone, text.split_once("BEGIN:VEVENT")) else { return text };
        let first = tasks.iter().filter_map(|t| t.get("series_at").moment()).min().unwrap_or(Moment(0));
        format!("{head}{}BEGIN:VEVENT{rest}", self.zone_of(zone, first))
    }

    /// The zone by the changes of its clocks from an instant on.
    fn zone_of(&self, name: &str, first: Moment) -> String {
        let from = first.timestamp();
        let mut out = format!("BEGIN:VTIMEZONE\r\nTZID:{name}\r\n");
        let before = self.zone.preceding(from).next();
        let mut was = before.as_ref().map_or_else(
            || self.zone.to_offset(from),
            |change| self.zone.to_offset(change.timestamp() - jiff::SignedDuration::from_secs(1)),
        );
        let changes = before.into_iter().chain(self.zone.following(from)).take(CHANGES);
        let mut any = false;
        for change in changes {
            let kind = if change.dst().is_dst() { "DAYLIGHT" } else { "STANDARD" };
            let at = was.to_datetime(change.timestamp());
            out.push_str(&observance(kind, at, was, change.offset(), change.abbreviation()));
            (was, any) = (change.offset(), true);
        }
        if !any {
            let there = self.zone.to_offset(Timestamp::UNIX_EPOCH);
            out.push_str(&observance("STANDARD", civil::date(1970, 1, 1).at(0, 0, 0, 0), there, there, name));
        }
        out.push_str("END:VTIMEZONE\r\n");
        out
    }
}

fn observance(kind: &str, at: civil::DateTime, was: Offset, is: Offset, name: &str) -> String {
    format!(
        "BEGIN:{kind}\r\nDTSTART:{}\r\nTZOFFSETFROM:{}\r\nTZOFFSETTO:{}\r\nTZNAME:{name}\r\nEND:{kind}\r\n",
        at.strftime("%Y%m%dT%H%M%S"),
        offset(was),
        offset(is)
    )
}

/// `+0100`, as calendars write it.
fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let minutes = seconds.abs() / 60;
    format!("{}{:02}{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
}

/// What a task is called in every calendar, for as long as it is there.
pub fn uid(id: Id) -> String {
    format!("{id}@rondo")
}

fn stamp(at: Moment) -> String {
    at.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn day(date: Date) -> NaiveDate {
    NaiveDate::from_ymd_opt(date.0.year().into(), date.0.month() as u32, date.0.day() as u32)
        .unwrap_or_default()
}

fn naive(at: civil::DateTime) -> NaiveDateTime {
    let time = day(Date(at.date())).and_hms_opt(at.hour() as u32, at.minute() as u32, at.second() as u32);
    time.unwrap_or_default()
}

/// A whole day.
fn dated(event: &mut Event, date: Date) {
    event.append_property(on("DTSTART", date));
    event.append_property(on("DTEND", date.plus_days(1)));
}

fn on(key: &str, date: Date) -> Property {
    let mut property = Property::new(key, date.0.strftime("%Y%m%d").to_string());
    property.add_parameter("VALUE", "DATE");
    property
}

/// Somebody with their address; quotes in names would end them.
fn at(key: &str, person: &Person) -> Property {
    let mut property = Property::new(key, format!("mailto:{}", clean(&person.email)));
    property.add_parameter("CN", &clean(&person.name).replace(['"', '\n'], "'"));
    property
}

/// Without what no line of a calendar may hold.
fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}

/// The last change among some tasks.
pub fn changed(tasks: &[Record]) -> Option<Moment> {
    tasks.iter().filter_map(|t| t.get("updated_at").moment()).max()
}

/// The links of a task that are people at a meeting: contacts, then colleagues.
pub fn guests(task: &Record) -> (Vec<Id>, Vec<Id>) {
    let ids = |key: &str| task.get(key).each().into_iter().filter_map(Value::id).collect();
    (ids("people"), ids("colleagues"))
}

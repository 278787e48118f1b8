//! Tasks, calls and meetings: what somebody has promised to do next. A task has a day, and an hour if it has one; it may
//! come again (`series`), and somebody may be reminded of it (`reminder`).
pub mod call;
pub mod delegation;
pub mod follow_up;
pub mod ics;
pub mod metrics;
pub mod reminder;
mod schedule;
pub mod series;
pub mod snooze;

use engine::{Choice, Draft, Field, Kind, Object, Rule, Value};
use serde_json::json;

pub(crate) use schedule::SCHEDULE;
pub(crate) use series::SETTLE;

/// The object.
pub fn object() -> Object {
    let kinds = vec![
        Choice::new("todo", "To do", "slate"),
        Choice::new("call", "Call", "green"),
        Choice::new("email", "E-mail", "blue"),
        Choice::new("meeting", "Meeting", "violet"),
    ];
    let priorities = vec![
        Choice::new("high", "High", "orange"),
        Choice::new("normal", "Normal", ""),
        Choice::new("low", "Low", "slate"),
    ];
    let hidden = |key: &str, kind: Kind| Field { hidden: true, ..Field::new(key, kind) }.read_only();
    Object::new("task", "tasks", "circle-check-big")
        .nav("Sell")
        .title("subject")
        .on_timeline()
        .columns(&["subject", "due", "priority", "done", "contact", "deal", "owner"])
        .fields(vec![
            Field::new("subject", Kind::Text).required().search().aliases(&[
                "task",
                "title",
                "activity",
                "activity subject",
                "name",
            ]),
            Field::choice("kind", kinds).default(json!("todo")).aliases(&["type", "activity type"]),
            Field::new("due", Kind::Date).hour("starts_at").index().aliases(&[
                "due date",
                "deadline",
                "activity due date",
                "next activity date",
            ]),
            Field::new("starts_at", Kind::DateTime)
                .label("At")
                .index()
                .help("The day and hour, where it has an hour; the day follows it.")
                .aliases(&["start", "start time", "due time", "activity time"]),
            Field::new("duration", Kind::Duration)
                .label("Length")
                .help("Like 30 min or 1 h 30 min.")
                .aliases(&["length"]),
            Field::new("remind_at", Kind::DateTime)
                .label("Remind me")
                .help("A notice comes at this time.")
                .aliases(&["reminder", "reminder time"]),
            Field::new("recurrence", Kind::Recurrence).label("Repeats").help("Doing one makes the next."),
            Field::choice("priority", priorities).default(json!("normal")),
            Field::new("done", Kind::Toggle)
                .default(json!(false))
                .index()
                .aliases(&["completed", "finished"]),
            Field::new("done_at", Kind::DateTime).read_only(),
            Field::link("contact", "contact").aliases(&["person"]),
            Field::link("company", "company").aliases(&["organization", "account"]),
            Field::link("deal", "deal").aliases(&["opportunity"]),
            Field::link("lead", "lead"),
            Field { shown_when: MEETING.to_owned(), ..Field::new("place", Kind::Text) }
                .search()
                .help("A room, an address, or the link to a call.")
                .aliases(&["location"]),
            Field { shown_when: MEETING.to_owned(), ..Field::links("people", "contact") }
                .label("Guests")
                .aliases(&["participants", "attendees"]),
            Field { shown_when: MEETING.to_owned(), ..Field::links("colleagues", "user") }
                .label("Colleagues")
                .help("They are reminded too, and have it in their calendar."),
            Field::new("description", Kind::LongText).aliases(&["notes", "details"]),
            Field { hidden: true, ..Field::link("series", "task") }.read_only().index(),
            hidden("step", Kind::Text),
            hidden("series_at", Kind::DateTime),
            hidden("series_remind", Kind::Integer),
        ])
}

/// What only meetings are asked for.
const MEETING: &str = "kind = meeting";

/// Ticking a task off says when.
pub(crate) const DONE: Rule = Rule { object: "task", run: done };

fn done(draft: &mut Draft<'_>) {
    if !draft.record.get("done").is_true() {
        draft.record.set("done_at", Value::Null);
    } else if draft.empty("done_at") {
        draft.record.set("done_at", Value::Moment(draft.at));
    }
}

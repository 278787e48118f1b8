//! The metrics of what people did: tasks, calls, meetings, e-mails; and notes.
use engine::metric::{Measure, Metric, Unit};

const fn done(
    name: &'static str,
    label: &'static str,
    definition: &'static str,
    filter: &'static str,
) -> Metric {
    let mut metric =
        Metric::dated("task", "done_at", filter, [name, label, definition], Measure::Count, Unit::Count);
    metric.by = Some("owner");
    metric
}

const fn logged(
    name: &'static str,
    label: &'static str,
    definition: &'static str,
    filter: &'static str,
) -> Metric {
    let mut metric =
        Metric::dated("note", "happened_at", filter, [name, label, definition], Measure::Count, Unit::Count);
    metric.by = Some("owner");
    metric
}

/// Every metric of what people did, in the order people are shown them.
pub fn all() -> Vec<Metric> {
    vec![
        Metric {
            by: Some("kind"),
            ..done(
                "activities",
                "Activities",
                "Number of tasks, calls, e-mails and meetings done, by the day they were ticked off.",
                "done = true",
            )
        },
        done(
            "calls_made",
            "Calls done",
            "Number of calls planned as tasks and done, by the day they were ticked off.",
            "done = true AND kind = \"call\"",
        ),
        done(
            "meetings_held",
            "Meetings done",
            "Number of meetings planned as tasks and done, by the day they were ticked off.",
            "done = true AND kind = \"meeting\"",
        ),
        done(
            "tasks_done",
            "Tasks done",
            "Number of tasks done that are no call, e-mail or meeting, by the day they were ticked off.",
            "done = true AND NOT kind IN (\"call\", \"meeting\", \"email\")",
        ),
        logged(
            "calls_logged",
            "Calls logged",
            "Number of calls written down, by the day they took place.",
            "kind = \"call\"",
        ),
        logged(
            "meetings_logged",
            "Meetings logged",
            "Number of meetings written down, by the day they took place.",
            "kind = \"meeting\"",
        ),
        Metric {
            by: Some("owner"),
            ..Metric::dated(
                "note",
                "created_at",
                "",
                ["notes_written", "Notes", "Number of notes, by the day they were written."],
                Measure::Count,
                Unit::Count,
            )
        },
    ]
}

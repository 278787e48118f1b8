//! Tasks: what somebody has promised to do next.
use engine::{Choice, Draft, Field, Kind, Object, Rule, Value};
use serde_json::json;

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
            Field::new("due", Kind::Date).index().aliases(&[
                "due date",
                "deadline",
                "activity due date",
                "next activity date",
            ]),
            Field::choice("kind", kinds).default(json!("todo")).aliases(&["type", "activity type"]),
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
            Field::new("description", Kind::LongText).aliases(&["notes", "details"]),
        ])
}

/// Ticking a task off says when.
pub(crate) const DONE: Rule = Rule { object: "task", run: done };

fn done(draft: &mut Draft<'_>) {
    if !draft.record.get("done").is_true() {
        draft.record.set("done_at", Value::Null);
    } else if draft.empty("done_at") {
        draft.record.set("done_at", Value::Moment(draft.at));
    }
}

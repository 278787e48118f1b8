//! Notes: what people write down about a contact, company or deal. Shown on their timelines.
use engine::{Choice, Field, Kind, Object, Rule, Value};
use serde_json::json;

/// The object.
pub fn object() -> Object {
    let kinds = vec![
        Choice::new("note", "Note", "slate"),
        Choice::new("call", "Call", "green"),
        Choice::new("meeting", "Meeting", "violet"),
    ];
    let directions =
        vec![Choice::new("outbound", "Outgoing", "slate"), Choice::new("inbound", "Incoming", "sky")];
    let outcomes = vec![
        Choice::new("connected", "Connected", "green"),
        Choice::new("left_message", "Left a message", "amber"),
        Choice::new("no_answer", "No answer", "slate"),
        Choice::new("busy", "Busy", "slate"),
        Choice::new("wrong_number", "Wrong number", "red"),
    ];
    Object::new("note", "notes", "sticky-note")
        .title("body")
        .on_timeline()
        .columns(&["body", "kind", "contact", "company", "deal", "created_by", "updated_at"])
        .fields(vec![
            Field::new("body", Kind::LongText).required().search().aliases(&[
                "note",
                "content",
                "note content",
                "text",
                "comment",
            ]),
            Field::choice("kind", kinds).default(json!("note")),
            Field::new("happened_at", Kind::DateTime).label("When").aliases(&["date"]),
            Field::choice("direction", directions).aliases(&["call direction"]),
            Field::choice("outcome", outcomes).aliases(&["call outcome", "result"]),
            Field::new("duration", Kind::Duration)
                .label("Length")
                .help("Like 12 min or 1 h 30 min.")
                .aliases(&["call duration", "minutes"]),
            Field::links("people", "contact").label("Who was there").aliases(&["attendees", "participants"]),
            Field::links("mentions", "user").help("The people the text speaks to by @ and their name."),
            Field::link("contact", "contact").aliases(&["person"]),
            Field::link("company", "company").aliases(&["organization", "account"]),
            Field::link("deal", "deal").aliases(&["opportunity"]),
            Field::link("lead", "lead"),
            Field::link("quote", "quote"),
            Field::link("task", "task"),
        ])
}

/// A call or a meeting took place when it was written down, unless somebody says otherwise.
pub(crate) const WHEN: Rule = Rule {
    object: "note",
    run: |draft| {
        let took_place = matches!(draft.record.get("kind").text(), Some("call" | "meeting"));
        if took_place && draft.empty("happened_at") {
            draft.record.set("happened_at", Value::Moment(draft.at));
        }
    },
};

//! Notes: what people write down about a contact, company or deal. Shown on their timelines.
use engine::{Choice, Field, Kind, Object};
use serde_json::json;

/// The object.
pub fn object() -> Object {
    let kinds = vec![
        Choice::new("note", "Note", "slate"),
        Choice::new("call", "Call", "green"),
        Choice::new("meeting", "Meeting", "violet"),
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
            Field::link("contact", "contact").aliases(&["person"]),
            Field::link("company", "company").aliases(&["organization", "account"]),
            Field::link("deal", "deal").aliases(&["opportunity"]),
        ])
}

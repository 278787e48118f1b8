//! What is done with tasks over the API, following up on records, and the file of a meeting.
use serde_json::{Value as Json, json};

use super::About;
use super::operation::{JSON, Operation, schema, shared};
use super::schemas::name_of;

/// The verbs of tasks, then the file, then following up.
pub(super) fn operations(about: &About<'_>) -> Vec<Operation> {
    let Some(task) = about.objects.iter().find(|o| o.key == "task" && !o.own) else { return Vec::new() };
    let name = name_of(task);
    let body = |required: &[&str], properties: Json| json!({"type": "object", "additionalProperties": false, "required": required, "properties": properties});
    let op = |method, path: &str, id: &str, summary: &str, body: Option<Json>| {
        let op = Operation::new(method, path, id, &task.plural, summary).takes([shared("id")]);
        let op = if let Some(body) = body { op.body(JSON, body) } else { op };
        op.answers(200, "The task as it is now.", schema(&name)).refuses(&[
            "Forbidden",
            "NotFound",
            "Conflict",
        ])
    };
    let text = |words: &str| json!({"type": "string", "description": words});
    let snooze = body(
        &["until"],
        json!({"until": text("later, tomorrow, next_week, or a time that is still to come.")}),
    );
    let give = body(
        &["to"],
        json!({"to": text("Id of the user who is to do it."), "words": text("What they read in their notice.")}),
    );
    let call = body(
        &[],
        json!({"outcome": text("An option of notes' outcome."), "direction": text("outbound or inbound."),
            "duration": {"type": ["integer", "string"], "description": "Seconds, or like 12 min."}, "body": text("What was said.")}),
    );
    let mut all = vec![
        op("post", "/tasks/{id}/snooze", "snooze_task", "Put a task off", Some(snooze)),
        op("post", "/tasks/{id}/delegation", "delegate_task", "Give a task to somebody", Some(give)),
        op(
            "post",
            "/tasks/{id}/completion",
            "complete_task",
            "Tick a task off; what is said of a call becomes a note",
            Some(call),
        ),
        op("delete", "/tasks/{id}/completion", "reopen_task", "Take the tick of a task away", None),
        op("post", "/tasks/{id}/skips", "skip_task", "Leave this one of a series out", None),
        op("delete", "/tasks/{id}/recurrence", "end_series", "End a series with this task", None),
    ];
    let mut file = Operation::new(
        "get",
        "/tasks/{id}/invitation.ics",
        "get_invitation",
        &task.plural,
        "The invitation to a meeting, as iCalendar",
    )
    .takes([shared("id")])
    .refuses(&["NotFound", "Conflict"]);
    file.answers.push((200, "The file.", Some(("text/calendar", json!({"type": "string"})))));
    all.push(file);
    let wish = body(
        &[],
        json!({"days": {"type": "integer", "minimum": 0, "description": "In so many days."}, "on": {"type": "string", "format": "date", "description": "Or on a day."},
            "subject": text("What to do; named after the record without it."), "owner": text("Id of who is to do it; oneself without it.")}),
    );
    let points = |key: &str| {
        task.fields
            .iter()
            .any(|f| f.kind == engine::Kind::Link && !f.hidden && f.target.as_deref() == Some(key))
    };
    for object in about.objects.iter().filter(|o| points(&o.key)) {
        let (path, id) =
            (format!("/{}/{{id}}/follow-ups", object.plural), format!("follow_up_{}", object.key));
        let summary = format!("Make a task to follow up on a {}", object.label.to_lowercase());
        all.push(
            Operation::new("post", &path, id, &object.plural, summary)
                .takes([shared("id")])
                .body(JSON, wish.clone())
                .answers(201, "The task.", schema(&name))
                .refuses(&["Forbidden", "NotFound"]),
        );
    }
    all
}

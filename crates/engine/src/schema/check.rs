//! What a declared object must be like, and the names it may not have.
use base::Problems;
use say::say;

use super::object::Object;

/// Names no field may have: they are in every record, or mean something in a filter.
pub const RESERVED: &[&str] = &[
    "id",
    "version",
    "deleted_at",
    "created_at",
    "updated_at",
    "owner",
    "created_by",
    "object",
    "me",
    "and",
    "or",
    "not",
    "in",
    "is",
    "null",
    "true",
    "false",
    "any",
    "none",
    "count",
    "sum",
    "min",
    "max",
    "last",
    "now",
    "today",
];

/// Names no own object may have: tables and addresses of the house.
const RESERVED_OBJECTS: &[&str] = &[
    "migration",
    "event",
    "job",
    "follower",
    "setting",
    "role",
    "token",
    "session",
    "account",
    "word_in",
    "more",
    "link_many",
    "external",
    "file",
    "import_run",
    "schema_item",
    "idempotency",
    "throttle",
    "saved_view",
    "saved_view_start",
    "follow",
    "attachment",
    "thumbnail",
    "invite",
    "schema",
    "notice",
    "notices",
    "presence",
    "number_series",
    "q",
    "view",
    "views",
    "search",
    "settings",
    "api",
    "assets",
    "metrics",
    "events",
    "imports",
    "undo",
    "healthz",
    "readyz",
    "login",
    "logout",
    "setup",
    "home",
    "me",
    "files",
    "pick",
    "live",
    "palette",
    "bin",
    "profile",
    "openapi",
    "roles",
    "tokens",
    "merges",
    "f",
    "d",
    "cal",
    "checklist",
    "forecast",
    "theme",
];

/// Letters, digits and `_`, starting with a letter, at most `most` long.
fn is_key(key: &str, most: usize) -> bool {
    key.len() <= most
        && key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

pub(super) fn check_object(object: &Object, keys: &[String], problems: &mut Problems) {
    let at = |field: &str| format!("{}.{field}", object.key);
    if !is_key(&object.key, 40) || !is_key(&object.plural.replace('-', "_"), 44) {
        problems.add(object.key.clone(), "key", say!("problem-key"));
    }
    if object.own
        && (RESERVED_OBJECTS.contains(&object.key.as_str())
            || RESERVED_OBJECTS.contains(&object.plural.as_str())
            || object.key.starts_with("search_"))
    {
        problems.add(object.key.clone(), "reserved", say!("problem-object-reserved", key = &object.key));
    }
    let mut seen = std::collections::HashSet::new();
    for field in &object.fields {
        if !seen.insert(field.key.as_str()) {
            problems.add(at(&field.key), "taken", say!("problem-field-taken"));
        }
        if field.system {
            continue;
        }
        if !is_key(&field.key, 40) {
            problems.add(at(&field.key), "key", say!("problem-key"));
        }
        if RESERVED.contains(&field.key.as_str()) {
            problems.add(at(&field.key), "reserved", say!("problem-field-reserved", key = &field.key));
        }
        match (field.kind.is_link(), &field.target) {
            (true, Some(target)) if !keys.contains(target) => {
                problems.add(at(&field.key), "unknown", format!("It links to {target}, which is no object"));
            }
            (true, None) => problems.add(at(&field.key), "required", say!("problem-link-target")),
            (false, Some(_)) => problems.add(at(&field.key), "target", say!("problem-only-links")),
            _ => {}
        }
        if field.many && !field.kind.allows_many() {
            problems.add(
                at(&field.key),
                "many",
                format!("A {} cannot have several values", field.kind.name()),
            );
        }
        if field.unique && !field.kind.allows_unique() {
            problems.add(at(&field.key), "unique", format!("A {} cannot be unique", field.kind.name()));
        }
        let mut choices = std::collections::HashSet::new();
        for choice in &field.choices {
            if choice.key.is_empty()
                || choice.key.len() > 80
                || choice.key.contains(['|', '\0'])
                || !choices.insert(choice.key.as_str())
            {
                problems.add(
                    at(&field.key),
                    "choices",
                    say!("problem-choice-twice", given = say::quoted(&choice.key)),
                );
            }
        }
        if !field.choices.is_empty() && !field.kind.has_choices() {
            problems.add(at(&field.key), "choices", say!("problem-only-choices"));
        }
    }
}

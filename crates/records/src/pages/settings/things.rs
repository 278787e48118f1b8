//! What the log says of changes of the workspace itself: settings, roles, shared views, tokens, invitations.
use std::borrow::Cow;

use base::Moment;
use engine::view::Shared;
use engine::{Action, Event, FieldRight, Level};
use maud::{Markup, html};
use serde_json::Value as Json;
use ui::say;

use super::super::visit::Visit;
use super::{roles, workspace};

/// What was done, as a sentence without its end.
pub(super) fn done(visit: &Visit, event: &Event) -> Cow<'static, str> {
    let text = |key: &str| event.changes.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    let (object, verb) = (event.object.as_str(), event.verb.as_str());
    match (object, verb) {
        ("schema", _) => say!("log-changed-schema"),
        ("role", verb) => {
            let key = text("role");
            let name = visit.engine().roles().get(&key).map_or(key, |r| r.label.clone());
            if verb == "created" {
                say!("log-role-made", role = &name)
            } else {
                say!("log-role-changed", role = &name)
            }
        }
        ("view", "created") => say!("log-view-shared", view = &text("view")),
        ("view", "deleted") => say!("log-view-deleted", view = &text("view")),
        ("view", "restored") => say!("log-view-restored", view = &text("view")),
        ("view", _) => say!("log-view-changed", view = &text("view")),
        ("token", "revoked") => say!("log-token-revoked", token = &text("token"), user = &text("user")),
        ("token", _) => say!("log-token-made", token = &text("token"), user = &text("user")),
        ("invite", "accepted") => say!("log-invite-accepted", name = &text("invite")),
        ("invite", "renewed") => say!("log-invite-renewed", name = &text("invite")),
        ("invite", _) => say!("log-invite-made", name = &text("invite")),
        ("rate", _) => say!("log-rates-imported"),
        _ => say!("log-changed-settings"),
    }
}

/// Why a change of this kind cannot be undone from the log; nothing where it can.
pub(super) fn stays(event: &Event) -> Option<Cow<'static, str>> {
    if engine::configured::can_be_undone(event) {
        return None;
    }
    Some(match (event.object.as_str(), event.verb.as_str()) {
        ("schema", _) => say!("log-stays-schema"),
        ("role", _) => say!("log-stays-role"),
        ("token", "created") => say!("log-stays-token"),
        ("token", _) => say!("log-stays-revoked"),
        ("invite", "accepted") => say!("log-stays-accepted"),
        ("invite", _) => say!("log-stays-invite"),
        ("rate", _) => say!("log-stays-rates"),
        _ => say!("log-stays-setting"),
    })
}

/// What changed, a line for each part.
pub(super) fn lines(visit: &Visit, event: &Event) -> Vec<Markup> {
    let changed = event.changes.keys().filter_map(|key| Some((key, event.change(key)?)));
    let mut out: Vec<Markup> =
        changed.flat_map(|(key, (old, new))| line(visit, &event.object, key, old, new)).collect();
    for key in event.changes.keys() {
        // A schema file says in words what it changed; a token what it may be used for.
        let words = event.changes.get(key).and_then(Json::as_str);
        if let Some(words) = words.filter(|_| event.object == "schema" || key == "scopes") {
            let label: Cow<'_, str> =
                if key == "scopes" { say!("log-part-scopes") } else { key.as_str().into() };
            out.push(html! { span class="text-muted" { (label) ": " } (ui::field::cell::cut(words, 200)) });
        }
    }
    out
}

fn line(visit: &Visit, thing: &str, key: &str, old: &Json, new: &Json) -> Vec<Markup> {
    let one = |label: &str, old: &str, new: &str| {
        html! { span class="text-muted" { (label) ": " } (old) " → " (new) }
    };
    if thing == "role"
        && let Some(object) = key.strip_prefix("objects.")
    {
        let of = object_name(visit, object);
        let level = |rights: &Json, action: Action| -> Level {
            let word = serde_json::to_value(action).unwrap_or_default();
            let level = word.as_str().and_then(|w| rights.get(w)).cloned();
            level.and_then(|l| serde_json::from_value(l).ok()).unwrap_or_default()
        };
        let differing = Action::ALL.into_iter().filter(|a| level(old, *a) != level(new, *a));
        return differing
            .map(|action| {
                let label = format!("{of}, {}", roles::action_name(action).said());
                let said = |rights| roles::level_name(level(rights, action)).said();
                one(&label, &said(old), &said(new))
            })
            .collect();
    }
    vec![one(&label(visit, thing, key), &value(visit, key, old), &value(visit, key, new))]
}

fn object_name(visit: &Visit, key: &str) -> String {
    let named = visit.schema.object(key).map(|o| o.labels.clone());
    named.unwrap_or_else(|| if key == "*" { say!("roles-every-other").into() } else { key.to_owned() })
}

fn label(visit: &Visit, thing: &str, key: &str) -> String {
    let said: Cow<'_, str> = match (thing, key) {
        ("setting", key) => match workspace::label_of(key) {
            Some(label) => label.said(),
            None if key == "business_hours" => say!("settings-hours"),
            None if key == "logo" => say!("settings-logo"),
            None if key == "goals" => say!("log-part-goals"),
            None => key.to_owned().into(),
        },
        ("role", key) => match key.strip_prefix("fields.").and_then(|f| f.split_once('.')) {
            Some((object, field)) => {
                let known = visit.schema.object(object).and_then(|o| o.field(field));
                let label = known.map_or(field, |f| f.label.as_str());
                format!("{}: {label}", object_name(visit, object)).into()
            }
            None if key == "admin" => say!("log-part-admin"),
            None => say!("view-name"),
        },
        (_, "name") => say!("view-name"),
        (_, "shared") => say!("view-who"),
        (_, "layout") => say!("log-part-layout"),
        (_, "filter") => say!("view-filter"),
        (_, "sort") => say!("view-sorted"),
        (_, "columns") => say!("log-part-columns"),
        (_, "by") => say!("log-part-by"),
        (_, "until") => say!("log-part-until"),
        (_, key) => key.to_owned().into(),
    };
    said.into_owned()
}

fn value(visit: &Visit, key: &str, json: &Json) -> String {
    let words = match (key, json) {
        (_, Json::Null) => "–".into(),
        (_, Json::Bool(true)) => say!("field-yes"),
        (_, Json::Bool(false)) => say!("field-no"),
        ("shared", Json::String(name)) => super::super::views::shared_name(Shared::parse(name)).said(),
        ("until", json) => match serde_json::from_value::<Moment>(json.clone()) {
            Ok(at) => visit.look().long_moment(at).into(),
            Err(_) => json.to_string().into(),
        },
        (key, json) if key.starts_with("fields.") => {
            let right = serde_json::from_value(json.clone()).unwrap_or(FieldRight::Write);
            roles::right_name(right).said()
        }
        (_, Json::String(text)) if text.is_empty() => "–".into(),
        (_, Json::String(text)) => text.clone().into(),
        (_, other) => other.to_string().into(),
    };
    ui::field::cell::cut(&words, 160)
}

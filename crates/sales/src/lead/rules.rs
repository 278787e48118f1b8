//! What holds on every write of a lead: its name, its touches, its status, who it belongs to, when it was first contacted.
use engine::{Draft, Rule, Value};
use say::{key, say};

use crate::contact;

/// The name is first and last name unless one is given; without any, the company, the e-mail address or the phone.
pub(crate) const NAME: Rule = Rule { object: "lead", run: name };

fn name(draft: &mut Draft<'_>) {
    contact::named(draft, &["company_name", "email", "phone"], key!("problem-lead-name"));
}

/// A lead was first touched when it came, and last touched not before that.
pub(crate) const TOUCH: Rule = Rule { object: "lead", run: touch };

fn touch(draft: &mut Draft<'_>) {
    if draft.empty("first_touch") {
        let came = draft.record.get("created_at").clone();
        draft.record.set("first_touch", came);
    }
    let [first, last] = ["first_touch", "last_touch"].map(|key| draft.record.get(key).moment());
    if last.is_none_or(|last| first.is_some_and(|first| last < first)) {
        let first = draft.record.get("first_touch").clone();
        draft.record.set("last_touch", first);
    }
}

/// Where rules of assignment say whose a lead is, what programs, imports and forms bring begins without an owner.
pub(crate) const OWNER: Rule = Rule { object: "lead", run: owner };

fn owner(draft: &mut Draft<'_>) {
    let comes_in = draft.cause.is_some_and(|cause| {
        matches!(cause.split([':', ' ']).next(), Some("api" | "import" | "form" | "vcard"))
    });
    if draft.before.is_none()
        && comes_in
        && !(draft.given)("owner")
        && super::assignment::Assignments::of(draft.settings).are_set()
    {
        draft.record.set("owner", Value::Null);
    }
}

/// Only a conversion converts, and a converted lead stays so; other ends clear what they do not have.
pub(crate) const STATUS: Rule = Rule { object: "lead", run: status };

fn status(draft: &mut Draft<'_>) {
    let now = draft.record.get("status").text().unwrap_or_default().to_owned();
    if now != "unqualified" {
        draft.record.set("unqualified_reason", Value::Null);
    }
    if draft.changed("status") {
        let was = draft.before.and_then(|b| b.get("status").text()).unwrap_or_default();
        let history = draft.cause.is_some_and(|cause| cause == "demo" || cause.starts_with("import"));
        if was == "converted" && !history {
            draft.problems.add("status", "converted", say!("problem-lead-was-converted"));
        }
        if now == "converted" && !history && draft.cause != Some(super::conversion::CAUSE) {
            draft.problems.add("status", "conversion", say!("problem-lead-convert"));
        }
    }
    if now != "converted" {
        draft.record.set("converted_at", Value::Null);
    } else if draft.empty("converted_at") {
        draft.record.set("converted_at", Value::Moment(draft.at));
    }
}

/// A status that a person changes is a first contact, unless there was one; and from coming to contact it took so long.
pub(crate) const CONTACT: Rule = Rule { object: "lead", run: contact };

fn contact(draft: &mut Draft<'_>) {
    let by_person =
        draft.actor.user.is_some() && !draft.cause.is_some_and(|cause| cause.starts_with("import"));
    if draft.before.is_some() && by_person && draft.changed("status") && draft.empty("first_contact_at") {
        draft.record.set("first_contact_at", Value::Moment(draft.at));
    }
    let [came, met] = ["created_at", "first_contact_at"].map(|key| draft.record.get(key).moment());
    let minutes = came.zip(met).map(|(came, met)| ((met.0 - came.0) / 60_000_000).max(0));
    draft.record.set("minutes_to_contact", minutes.map_or(Value::Null, Value::Int));
}

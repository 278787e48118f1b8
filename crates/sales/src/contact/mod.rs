//! Contacts: people, from stranger to advocate.
use engine::{Choice, Draft, Field, Kind, Object, Rule, Value};
use say::{Key, key};
use serde_json::json;

/// The object.
pub fn object() -> Object {
    let lifecycle = vec![
        Choice::new("subscriber", "Subscriber", "slate"),
        Choice::new("lead", "Lead", "sky"),
        Choice::new("qualified", "Qualified", "blue"),
        Choice::new("opportunity", "Opportunity", "amber"),
        Choice::new("customer", "Customer", "green"),
        Choice::new("advocate", "Advocate", "teal"),
        Choice::new("churned", "Churned", "red"),
    ];
    Object::new("contact", "contacts", "contact-round")
        .nav("Sell")
        .columns(&["name", "company", "title", "lifecycle", "email", "phone", "owner", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).search().index().aliases(&[
                "full name",
                "contact name",
                "person",
                "contact",
                "person name",
            ]),
            Field::new("first_name", Kind::Text).group("Contact").aliases(&[
                "given name",
                "forename",
                "vorname",
            ]),
            Field::new("last_name", Kind::Text).group("Contact").aliases(&[
                "surname",
                "family name",
                "nachname",
            ]),
            Field::new("email", Kind::Email)
                .label("E-mail")
                .many()
                .search()
                .index()
                .group("Contact")
                .aliases(&["mail", "e-mail address", "email address"]),
            Field::new("phone", Kind::Phone).many().search().group("Contact").aliases(&[
                "phone number",
                "telephone",
                "mobile",
                "tel",
                "cell",
            ]),
            Field::link("company", "company").group("Contact").aliases(&[
                "company name",
                "associated company",
                "organization",
                "organisation",
                "account",
                "account name",
                "employer",
                "firma",
                "unternehmen",
            ]),
            Field::new("title", Kind::Text).label("Job title").group("Contact").aliases(&[
                "position",
                "role",
                "job",
                "funktion",
                "berufsbezeichnung",
            ]),
            Field::choice("lifecycle", lifecycle).default(json!("lead")).index().group("Contact").aliases(&[
                "lifecycle stage",
                "lead status",
                "status",
            ]),
            Field::choice("source", crate::contact::sources()).group("Contact").aliases(&[
                "lead source",
                "channel",
                "origin",
            ]),
            Field::new("address", Kind::Address)
                .many()
                .group("Contact")
                .aliases(&["street", "mailing address"]),
            Field::new("birthday", Kind::Date).group("Person").aliases(&[
                "date of birth",
                "dob",
                "birth date",
            ]),
            Field::new("language", Kind::Text).group("Person"),
            Field::new("website", Kind::Url)
                .label("Web")
                .group("Person")
                .aliases(&["url", "web site", "homepage"]),
            Field::new("tags", Kind::Tags).search().group("Person").aliases(&["labels", "keywords"]),
            Field::new("do_not_contact", Kind::Toggle)
                .group("Consent")
                .help("No calls and no mails, whatever a campaign says."),
            Field::new("description", Kind::LongText).group("Person").aliases(&["notes", "comment", "about"]),
        ])
}

/// Where people come from.
pub fn sources() -> Vec<Choice> {
    [
        ("web_form", "Web form", "violet"),
        ("email_campaign", "E-mail campaign", "blue"),
        ("social", "Social media", "sky"),
        ("event", "Event", "orange"),
        ("referral", "Referral", "green"),
        ("advert", "Advert", "amber"),
        ("import", "Import", "slate"),
        ("own_list", "Own list", "teal"),
    ]
    .into_iter()
    .map(|(key, label, tone)| Choice::new(key, label, tone))
    .collect()
}

/// The name is first and last name unless one is given; without any, the e-mail address.
pub(crate) const NAME: Rule = Rule { object: "contact", run: name };

fn name(draft: &mut Draft<'_>) {
    named(draft, &["email", "phone"], key!("problem-contact-name"));
}

/// Names a person: first and last name unless a name is given, without any the first of some other fields; `nameless` says
/// what is missing when there is nothing at all.
pub(crate) fn named(draft: &mut Draft<'_>, others: &[&str], nameless: Key) {
    let parts = [draft.record.get("first_name").text(), draft.record.get("last_name").text()];
    let full = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts_changed = draft.changed("first_name") || draft.changed("last_name");
    if !full.is_empty() && (draft.empty("name") || (parts_changed && !(draft.given)("name"))) {
        draft.record.set("name", Value::Text(full));
    }
    if draft.empty("name") {
        let other = others.iter().find_map(|key| draft.record.get(key).text().map(str::to_owned));
        match other {
            Some(text) => draft.record.set("name", Value::Text(text)),
            None => draft.problems.add("name", "required", nameless.said()),
        }
    }
}

//! Leads: people, and perhaps their companies, nobody has qualified yet.
pub mod assignment;
pub mod conversion;
pub(crate) mod customer;
pub mod grade;
pub mod matching;
pub mod metrics;
mod rules;
pub mod touch;
pub mod vcard;

pub(crate) use rules::{CONTACT, NAME, OWNER, STATUS, TOUCH};

use engine::{Choice, Field, Kind, Object, StageKind};
use serde_json::json;

/// The statuses in which somebody works on a lead.
pub const OPEN: &str = "status IN (\"new\", \"contacted\", \"qualified\")";

/// The object.
pub fn object() -> Object {
    use StageKind::{Lost, Open, Won};
    let statuses = vec![
        Choice::new("new", "New", "sky").stage(Open, 10),
        Choice::new("contacted", "Contacted", "blue").stage(Open, 25),
        Choice::new("qualified", "Qualified", "violet").stage(Open, 50),
        Choice::new("converted", "Converted", "green").stage(Won, 100),
        Choice::new("unqualified", "Unqualified", "red").stage(Lost, 0).asks(&["unqualified_reason"]),
    ];
    let reasons =
        ["No need", "No budget", "Wrong contact", "Not reachable", "Too small", "Competitor", "Spam"]
            .map(|label| Choice::new(&engine::own::choice_key(label), label, "slate"));
    let grades = [("a", "A", "green"), ("b", "B", "teal"), ("c", "C", "amber"), ("d", "D", "red")]
        .map(|(key, label, tone)| Choice::new(key, label, tone));
    // The best answer first: the grade counts by the place in the list.
    let answers = |list: [(&str, &str); 3]| list.map(|(key, label)| Choice::new(key, label, "")).to_vec();
    let budget = answers([("approved", "Approved"), ("planned", "Planned"), ("none", "None")]);
    let authority = answers([("decides", "Decides"), ("influences", "Influences"), ("none", "Has no say")]);
    let need = answers([("urgent", "Urgent"), ("real", "Real"), ("none", "Not seen")]);
    let timing = answers([("this_quarter", "This quarter"), ("this_year", "This year"), ("later", "Later")]);
    Object::new("lead", "leads", "magnet")
        .nav("Sell")
        .columns(&["name", "company_name", "status", "grade", "channel", "email", "owner", "created_at"])
        .fields(vec![
            Field::new("name", Kind::Text).search().index().aliases(&[
                "full name",
                "lead",
                "lead name",
                "person",
            ]),
            Field::new("first_name", Kind::Text).group("Person").aliases(&[
                "given name",
                "forename",
                "vorname",
            ]),
            Field::new("last_name", Kind::Text).group("Person").aliases(&[
                "surname",
                "family name",
                "nachname",
            ]),
            Field::new("email", Kind::Email).label("E-mail").search().index().group("Person").aliases(&[
                "mail",
                "e-mail address",
                "email address",
            ]),
            Field::new("phone", Kind::Phone).search().group("Person").aliases(&[
                "phone number",
                "telephone",
                "mobile",
            ]),
            Field::new("title", Kind::Text).label("Job title").group("Person").aliases(&["position", "role"]),
            Field::new("company_name", Kind::Text)
                .label("Company name")
                .search()
                .group("Company")
                .aliases(&["company", "organization", "organisation", "account", "firma"]),
            Field::new("website", Kind::Url).group("Company").aliases(&["domain", "web", "url", "homepage"]),
            Field::new("country", Kind::Text).group("Company").aliases(&["location", "country region"]),
            Field::new("message", Kind::LongText)
                .group("Company")
                .aliases(&["question", "comment", "inquiry"]),
            Field::choice("status", statuses)
                .required()
                .default(json!("new"))
                .index()
                .group("Status")
                .help("Converting makes a contact, a company and a deal of it.")
                .aliases(&["lead status", "stage"]),
            Field { choices: reasons.to_vec(), ..Field::new("unqualified_reason", Kind::Choice) }
                .label("Reason for disqualifying")
                .group("Status")
                .shown_when("status = unqualified")
                .aliases(&["disqualification reason", "lost reason"]),
            Field::choice("channel", crate::contact::sources())
                .index()
                .group("Origin")
                .aliases(&["lead source", "origin"]),
            Field::new("source", Kind::Text)
                .group("Origin")
                .help("What exactly it came from: a page, an advert, a fair."),
            Field::new("campaign", Kind::Text)
                .index()
                .group("Origin")
                .aliases(&["utm campaign", "campaign name"]),
            Field::link("form", "form").read_only().group("Origin"),
            Field::new("first_touch", Kind::DateTime).group("Origin").aliases(&["first seen"]),
            Field::new("last_touch", Kind::DateTime).index().group("Origin").aliases(&["last seen"]),
            Field::choice("budget", budget).group("Qualification"),
            Field::choice("authority", authority).group("Qualification"),
            Field::choice("need", need).group("Qualification"),
            Field::choice("timing", timing).group("Qualification").aliases(&["timeline", "timeframe"]),
            Field::choice("grade", grades.to_vec())
                .read_only()
                .index()
                .group("Qualification")
                .help("Of the answers above, as the settings weigh them."),
            Field::new("first_contact_at", Kind::DateTime).label("First contact").read_only().group("Status"),
            Field::new("minutes_to_contact", Kind::Integer)
                .label("Minutes to first contact")
                .read_only()
                .group("Status"),
            Field::new("assigned_at", Kind::DateTime).label("Assigned").read_only().group("Status"),
            Field::new("assigned_by", Kind::Text)
                .label("Assigned by rule")
                .read_only()
                .index()
                .group("Status"),
            Field::new("converted_at", Kind::DateTime)
                .label("Converted")
                .read_only()
                .index()
                .group("Conversion"),
            Field::new("customer_at", Kind::DateTime)
                .label("Customer since")
                .read_only()
                .index()
                .group("Conversion")
                .help("When the deal it was converted to was won."),
            Field::new("customer_after", Kind::Integer)
                .label("Months to customer")
                .read_only()
                .group("Conversion")
                .help("Calendar months from coming to the win."),
            Field::link("contact", "contact").tells().group("Conversion"),
            Field::link("company", "company").tells().group("Conversion"),
            Field::link("deal", "deal").tells().group("Conversion"),
            Field::new("consented_at", Kind::DateTime).label("Consent given").read_only().group("Consent"),
            Field::new("consent_text", Kind::LongText).label("Consent to").read_only().group("Consent"),
            Field::new("confirmed_at", Kind::DateTime)
                .label("Address confirmed")
                .read_only()
                .group("Consent")
                .help("When the person confirmed the e-mail address by the link they were sent."),
            Field { hidden: true, ..Field::new("confirm_token", Kind::Text) }.secret().index(),
            Field::new("tags", Kind::Tags).search().group("Person"),
            Field::new("description", Kind::LongText).group("Person").aliases(&["notes", "about"]),
        ])
}

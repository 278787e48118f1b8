//! Forms: what strangers fill in on a page of ours or inside their own, and what becomes a lead.
pub mod sending;

use engine::{Draft, Field, Kind, Object, Rule, Schema, Value};
use say::say;
use serde_json::json;

/// The object.
pub fn object() -> Object {
    Object::new("form", "forms", "text-cursor-input")
        .nav("Sell")
        .columns(&["name", "slug", "active", "source", "campaign", "owner", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).required().search().help("Stands at the head of the page."),
            Field::new("slug", Kind::Text)
                .label("Address")
                .unique()
                .index()
                .help("The end of its address: letters, digits and hyphens."),
            Field::new("active", Kind::Toggle)
                .default(json!(true))
                .help("A form that is not active takes nothing in."),
            Field::new("intro", Kind::LongText)
                .label("Introduction")
                .group("Page")
                .help("A sentence or two under the head."),
            Field::new("questions", Kind::LongText)
                .default(json!("name*, email*, company_name, message"))
                .group("Page")
                .help("Keys of fields of leads in their order, with * where an answer is required."),
            Field::new("button", Kind::Text).label("Words of the button").group("Page"),
            Field::new("consent", Kind::LongText)
                .label("Consent text")
                .group("Page")
                .help("Has to be agreed to; what was agreed to is kept with the lead."),
            Field::new("thanks", Kind::LongText).label("Words of thanks").group("Afterwards"),
            Field::new("redirect", Kind::Url)
                .label("Page afterwards")
                .group("Afterwards")
                .help("An address to go to in the place of the thanks."),
            Field::choice("channel", crate::contact::sources()).default(json!("web_form")).group("Origin"),
            Field::new("source", Kind::Text)
                .group("Origin")
                .help("What leads of this form say they came from; empty for its name."),
            Field::new("campaign", Kind::Text).group("Origin"),
            Field::new("double_opt_in", Kind::Toggle)
                .label("Confirm the address")
                .group("Guard")
                .help("Leads keep a token by which the person can confirm the e-mail address."),
            Field::new("limit", Kind::Integer)
                .label("Sent from one address")
                .default(json!(20))
                .group("Guard")
                .help("How often one network address may send it within a quarter of an hour, 1 to 1,000."),
            Field::new("sites", Kind::Text).label("Shown inside").group("Guard").help(
                "Sites whose pages may hold it, with blanks between: https://example.com. Empty for any.",
            ),
        ])
}

/// One question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The key of a field of leads.
    pub key: String,
    /// It has to be answered.
    pub required: bool,
}

/// Questions of a form at most.
const MOST: usize = 40;

/// The questions a text says: `name*, email`.
pub fn questions(text: &str) -> Vec<Question> {
    let mut out: Vec<Question> = Vec::new();
    for word in text.split([',', '\n', ' ']).map(str::trim).filter(|w| !w.is_empty()).take(MOST) {
        let (key, required) = word.strip_suffix('*').map_or((word, false), |key| (key, true));
        if !key.is_empty() && !out.iter().any(|q| q.key == key) {
            out.push(Question { key: key.to_owned(), required });
        }
    }
    out
}

/// The text of questions.
pub fn written(questions: &[Question]) -> String {
    let word = |q: &Question| format!("{}{}", q.key, if q.required { "*" } else { "" });
    questions.iter().map(word).collect::<Vec<_>>().join(", ")
}

/// Whether strangers can be asked for a field of leads: what a page can hold without knowing our records.
pub fn can_ask(field: &Field) -> bool {
    let kinds = [
        Kind::Text,
        Kind::LongText,
        Kind::Email,
        Kind::Phone,
        Kind::Url,
        Kind::Integer,
        Kind::Decimal,
        Kind::Date,
        Kind::Toggle,
        Kind::Choice,
        Kind::Choices,
    ];
    let ours = ["status", "unqualified_reason", "source", "channel", "campaign", "description"];
    !field.system
        && !field.hidden
        && !field.read_only
        && !field.many
        && field.shown_when.is_empty()
        && kinds.contains(&field.kind)
        && !ours.contains(&field.key.as_str())
}

/// The fields a form asks for, with whether they are required; what has gone from the schema is left out.
pub fn asked<'a>(schema: &'a Schema, text: &str) -> Vec<(&'a Field, bool)> {
    let Some(lead) = schema.object("lead") else { return Vec::new() };
    let found = |q: Question| Some((lead.field(&q.key).filter(|f| can_ask(f))?, q.required));
    questions(text).into_iter().filter_map(found).collect()
}

/// An address of letters, digits and hyphens, made of a name where none is given; questions that leads have.
pub(crate) const RULE: Rule = Rule { object: "form", run };

fn run(draft: &mut Draft<'_>) {
    let given = draft.record.get("slug").text().map(str::to_owned);
    let from =
        given.clone().or_else(|| draft.record.get("name").text().map(str::to_owned)).unwrap_or_default();
    let slug: String = base::words(&from).join("-").chars().filter(char::is_ascii).take(60).collect();
    let slug = slug.trim_matches('-').to_owned();
    if slug.is_empty() && !from.is_empty() {
        draft.problems.add("slug", "required", say!("problem-form-slug"));
    } else if !slug.is_empty() {
        draft.record.set("slug", Value::Text(slug));
    }
    let text = draft.record.get("questions").text().unwrap_or_default().to_owned();
    let all = questions(&text);
    let known = asked(draft.schema, &text);
    if draft.changed("questions") || draft.before.is_none() {
        for question in all.iter().filter(|q| !known.iter().any(|(f, _)| f.key == q.key)) {
            draft.problems.add(
                "questions",
                "unknown",
                say!("problem-form-question", given = say::quoted(&question.key)),
            );
        }
        let tells_who = ["name", "first_name", "last_name", "email", "phone", "company_name"];
        if !all.iter().any(|q| tells_who.contains(&q.key.as_str())) {
            draft.problems.add("questions", "required", say!("problem-form-who"));
        }
        draft.record.set("questions", Value::Text(written(&all)));
    }
    if !(1..=1_000).contains(&draft.record.get("limit").int().unwrap_or(20)) {
        draft.problems.add("limit", "range", say!("problem-form-limit"));
    }
    let sites = draft.record.get("sites").text().unwrap_or_default();
    if sites.split_whitespace().any(|site| origin(site).is_none()) {
        draft.problems.add("sites", "sites", say!("problem-form-sites"));
    }
}

/// The site of an address as a content security policy names it; nothing of what could say something else there.
pub fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '*'));
    (matches!(scheme, "http" | "https") && !host.is_empty() && plain).then(|| format!("{scheme}://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_read_as_they_are_written_each_once() {
        let read = questions("name*, email,\nphone email* *");
        assert_eq!(written(&read), "name*, email, phone");
        assert_eq!(questions(&written(&read)), read);
        assert!(questions("").is_empty());
    }

    #[test]
    fn a_site_cannot_say_more_than_where_it_is() {
        assert_eq!(origin("https://example.com/a?b").as_deref(), Some("https://example.com"));
        for wrong in ["example.com", "javascript://x", "https://a;script-src *", "https://", "https://a'b"] {
            assert_eq!(origin(wrong), None, "{wrong}");
        }
    }
}

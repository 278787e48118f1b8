//! What was sent by a form becomes a lead, or touches the open lead of the same e-mail address again.
use base::{Error, Id, Moment, Problems, Result};
use engine::filter::quoted;
use engine::query::Query;
use engine::{Actor, Engine, Given, Input, Kind, Record, Value};
use say::say;
use serde_json::{Map, Value as Json};

/// What happened to a lead that sent a form again.
pub const VERB: &str = "submitted";

/// A form by the end of its address, if it is active.
pub async fn by_slug(engine: &Engine, slug: &str) -> Result<Record> {
    let query = Query::new("form").filter(&format!("slug = {} AND active = true", quoted(slug)))?.limit(1);
    let found = engine.records(&Actor::system(), &query).await?.0.pop();
    found.filter(|form| form.get("slug").text() == Some(slug)).ok_or(Error::NotFound)
}

/// What somebody sent.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// The answers by field.
    pub answers: Input,
    /// They agreed to the consent text.
    pub consented: bool,
    /// The campaign the address named.
    pub campaign: Option<String>,
}

/// One form is taken in at a time, so that two of the same person at once are one lead.
static TURN: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Makes a lead of it; its id.
pub async fn take_in(engine: &Engine, form: &Record, sent: &Sent) -> Result<Id> {
    let text = |key: &str| form.get(key).text().map(str::trim).filter(|t| !t.is_empty());
    let schema = engine.schema();
    let asked = super::asked(&schema, text("questions").unwrap_or_default());
    let blank = |given: &Given| match given {
        Given::Text(text) => text.trim().is_empty(),
        Given::Json(json) => json.is_null() || json.as_array().is_some_and(Vec::is_empty),
        Given::Value(value) => value.is_null(),
    };
    // What the form does not ask for is nobody's to send.
    let mut input = Input::default();
    let answers = sent
        .answers
        .0
        .iter()
        .filter(|(key, given)| asked.iter().any(|(f, _)| f.key == *key) && !blank(given));
    input.0.extend(answers.cloned());
    let mut problems = Problems::default();
    for (field, _) in asked.iter().filter(|(_, required)| *required) {
        let refused = Given::Value(Value::Bool(false));
        if !input.0.iter().any(|(key, given)| *key == field.key && *given != refused) {
            let label = engine::said::said(&format!("schema-lead-{}", field.key), &field.label);
            problems.add(field.key.clone(), "required", say!("problem-required", field = label));
        }
    }
    if text("consent").is_some() && !sent.consented {
        problems.add("consent", "required", say!("problem-form-consent"));
    }
    problems.check()?;
    let slug = text("slug").unwrap_or_default();
    let mut work = engine.begin(&Actor::system()).because(format!("form:{slug}"));
    let now = Moment::now();
    let mut said = Input::new().with("last_touch", Value::Moment(now));
    if let Some(consent) = text("consent") {
        said = said
            .with("consented_at", Value::Moment(now))
            .with("consent_text", Value::Text(consent.to_owned()));
    }
    let turn = TURN.lock().await;
    let id = match open_lead(engine, &input).await? {
        Some(lead) => {
            let empty = |key: &str| lead.get(key).is_null();
            let carries = carried(form, &input);
            said.0.extend(input.0.into_iter().filter(|(key, _)| empty(key)));
            work.update("lead", lead.id, said, None).await?;
            work.note("lead", lead.id, VERB, carries).await?;
            lead.id
        }
        None => {
            let own = |key: &str, value: Option<&str>, input: Input| match value {
                Some(value) => input.with(key, Value::Text(value.to_owned())),
                None => input,
            };
            said = said.with("form", Value::Ref(form.id));
            said = own("channel", text("channel"), said);
            said = own("source", text("source").or_else(|| text("name")), said);
            let campaign =
                sent.campaign.as_deref().map(str::trim).filter(|c| !c.is_empty() && c.len() <= 200);
            said = own("campaign", campaign.or_else(|| text("campaign")), said);
            if form.get("double_opt_in").is_true() {
                said = said.with("confirm_token", Value::Text(engine::account::secret()?));
            }
            said.0.extend(input.0);
            work.create("lead", said).await?
        }
    };
    work.commit().await?;
    drop(turn);
    Ok(id)
}

/// The open lead of the e-mail address that was sent.
async fn open_lead(engine: &Engine, input: &Input) -> Result<Option<Record>> {
    let email = input.0.iter().find_map(|(key, given)| match given {
        Given::Text(text) if key == "email" => Some(text.trim().to_lowercase()),
        _ => None,
    });
    let Some(email) = email.filter(|e| e.len() <= 320) else { return Ok(None) };
    let filter = format!("email = {} AND {}", quoted(&email), crate::lead::OPEN);
    // What is no e-mail address is said when the lead is made.
    let Ok(query) = Query::new("lead").filter(&filter) else { return Ok(None) };
    match engine.records(&Actor::system(), &query.limit(1)).await {
        Ok((mut found, _)) => Ok(found.pop()),
        Err(Error::Invalid(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// What the log keeps of a form that was sent again: its name and the answers.
fn carried(form: &Record, input: &Input) -> Map<String, Json> {
    let answer = |(key, given): &(String, Given)| {
        let text = match given {
            Given::Text(text) => text.clone(),
            Given::Json(json) => json.to_string(),
            Given::Value(value) => value.plain(),
        };
        (key.clone(), Json::String(text))
    };
    let answers: Map<String, Json> = input.0.iter().map(answer).collect();
    Map::from_iter([
        ("form".to_owned(), Json::String(form.title())),
        ("answers".to_owned(), Json::Object(answers)),
    ])
}

/// A lead confirms the e-mail address by the token it was sent; whether there is such a token.
pub async fn confirm(engine: &Engine, token: &str) -> Result<bool> {
    if token.len() < 20 || !token.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
        return Ok(false);
    }
    let schema = engine.schema();
    let lead = schema.object("lead").ok_or(Error::NotFound)?;
    let field = lead.field("confirm_token").filter(|f| f.kind == Kind::Text).ok_or(Error::NotFound)?;
    let key = base::fold(token);
    let found = engine.by_value(&Actor::system(), lead, field, std::slice::from_ref(&key)).await?;
    let Some(id) = found.get(&key) else { return Ok(false) };
    let mut work = engine.begin(&Actor::system()).because("form");
    let record = work.current("lead", *id).await?;
    if record.get("confirm_token").text() != Some(token) {
        return Ok(false);
    }
    if record.get("confirmed_at").is_null() {
        work.update("lead", *id, Input::new().with("confirmed_at", Value::Moment(Moment::now())), None)
            .await?;
        work.commit().await?;
    }
    Ok(true)
}

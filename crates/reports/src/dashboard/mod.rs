//! Dashboards: cards under a name, shared with a team or everyone, read by strangers through a secret link.
mod sharing;
mod shipped;

pub use sharing::{share, unshare};
pub use shipped::{Shipped, shipped};

use base::{Error, Id, Problem, Problems, Result};
use engine::metric::MetricQuery;
use engine::{Choice, Draft, Field, Input, Kind, Object, Record, Rule, Value, Work};
use say::say;
use serde_json::json;

use crate::card::{Card, MOST};
use crate::period::Against;

/// The object.
pub fn object() -> Object {
    let periods = crate::period::WORDS.map(|word| Choice::new(word, &engine::schema::label_of(word), ""));
    let against = vec![
        Choice::new("none", "Nothing", ""),
        Choice::new("previous", "The period before", ""),
        Choice::new("year", "The year before", ""),
    ];
    let whose = vec![
        Choice::new("everyone", "Everyone", ""),
        Choice::new("team", "My team", ""),
        Choice::new("mine", "Mine", ""),
    ];
    Object::new("dashboard", "dashboards", "chart-column")
        .nav("Insight")
        .columns(&["name", "description", "shared", "owner", "updated_at"])
        .shared()
        .fields(vec![
            Field::new("name", Kind::Text).required().search().index(),
            Field::new("description", Kind::LongText),
            Field::choice("period", periods.to_vec())
                .required()
                .default(json!("this_quarter"))
                .help("Which days it shows at first."),
            Field::choice("compare", against).label("Compare to").default(json!("previous")),
            Field::choice("whose", whose)
                .default(json!("everyone"))
                .help("Whose records it shows at first: everyone's, those of the team of whoever looks, or their own."),
            Field::new("cards", Kind::LongText)
                .read_only()
                .help("A list of cards as JSON; changed on the page and by PUT /dashboards/{id}/cards."),
            Field::new("token", Kind::Text)
                .label("Public link")
                .secret()
                .unique()
                .help("Whoever has it reads the dashboard at /d/ and this."),
        ])
}

/// The cards are a list that can be read, and nobody makes up the public link.
pub(crate) const RULE: Rule = Rule { object: "dashboard", run: rule };

fn rule(draft: &mut Draft<'_>) {
    let Some(text) = draft.record.get("cards").text().filter(|t| !t.is_empty()) else { return };
    if let Err(error) = read(text) {
        draft.problems.add("cards", "cards", say!("dashboard-wrong-cards", why = error.to_string()));
    }
}

fn read(text: &str) -> serde_json::Result<Vec<Card>> {
    serde_json::from_str(text)
}

/// The cards of a dashboard.
pub fn cards(record: &Record) -> Vec<Card> {
    record.get("cards").text().and_then(|text| read(text).ok()).unwrap_or_default()
}

/// What it compares with.
pub fn against(record: &Record) -> Option<Against> {
    record.get("compare").text().and_then(Against::parse)
}

/// What is wrong with a list of cards, by `cards.0.metric`.
pub async fn check(work: &Work, cards: &[Card]) -> Result<()> {
    let (engine, actor) = (work.engine(), work.actor());
    let scope = engine.scope(actor);
    let mut problems = Problems::default();
    if cards.len() > MOST {
        problems.add("cards", "many", say!("dashboard-too-many", most = MOST));
    }
    for (n, card) in cards.iter().enumerate().take(MOST) {
        let (before, prefix) = (problems.0.len(), format!("cards.{n}."));
        card.check(engine.metrics(), &scope, &prefix, &mut problems);
        if problems.0.len() > before || card.by.is_empty() {
            continue;
        }
        // Whether it splits that way says the split itself: of a day on which nothing was.
        let dated = engine.metrics().iter().any(|m| m.name == card.metric && m.date.is_some());
        let day = dated.then(|| scope.today().plus_days(3_650));
        let part = |path: &str| (!path.is_empty()).then(|| path.to_owned());
        let asked = MetricQuery {
            from: day,
            to: day,
            by: part(&card.by),
            then: part(&card.then),
            ..MetricQuery::default()
        };
        if let Err(Error::Invalid(found)) = engine.metric(actor, &card.metric, &asked).await {
            let found = found.0.into_iter();
            problems.0.extend(found.map(|p| Problem { field: format!("{prefix}{}", p.field), ..p }));
        }
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
}

/// Gives a dashboard other cards.
pub async fn arrange(work: &mut Work, id: Id, cards: &[Card], version: Option<i64>) -> Result<()> {
    check(work, cards).await?;
    let text = serde_json::to_string(cards).map_err(Error::internal)?;
    work.update("dashboard", id, Input::new().with("cards", Value::Text(text)), version).await
}

/// Makes a dashboard of one's own with cards.
pub async fn create(work: &mut Work, name: &str, input: Input, cards: &[Card]) -> Result<Id> {
    check(work, cards).await?;
    let text = serde_json::to_string(cards).map_err(Error::internal)?;
    let input = input.with("name", Value::Text(name.to_owned())).with("cards", Value::Text(text));
    work.create("dashboard", input).await
}

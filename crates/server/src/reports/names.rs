//! What figures are split by, in words, and what they can be split by.
use engine::metric::Metric;
use engine::query::Bucket;
use engine::{Actor, Field, Kind, Object, Schema};
use ui::{key, say::Key};

/// Steps of time.
const STEPS: [(&str, Key); 5] = [
    ("day", key!("dashboard-by-day")),
    ("week", key!("dashboard-by-week")),
    ("month", key!("dashboard-by-month")),
    ("quarter", key!("dashboard-by-quarter")),
    ("year", key!("dashboard-by-year")),
];

/// A split in words: `month`, `source`, `company.industry`, `close_date.month`.
pub(super) fn split(schema: &Schema, object: &str, by: &str) -> String {
    if let Some((_, name)) = STEPS.iter().find(|s| s.0 == by) {
        return name.said().into_owned();
    }
    let mut at = schema.object(object);
    let mut words: Vec<String> = Vec::new();
    for part in by.split(['.', ':']) {
        let field = at.and_then(|o| o.field(part));
        at = field.and_then(|f| schema.object(f.target.as_deref()?));
        words.push(match (field, Bucket::parse(part)) {
            (Some(field), _) => field.label.clone(),
            (None, Some(_)) => split(schema, object, part),
            _ => part.to_owned(),
        });
    }
    words.join(", ")
}

/// What a metric can be split by, for a person: steps of time where it has a date, fields with few values, those of the
/// records it links to.
pub(super) fn splits(schema: &Schema, actor: &Actor, metric: &Metric) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    if metric.date.is_some() {
        all.extend(STEPS.iter().map(|(key, name)| ((*key).to_owned(), name.said().into_owned())));
    }
    let Some(object) = schema.object(metric.object) else { return all };
    let fits = |object: &Object, field: &Field| {
        !field.hidden
            && actor.sees(object, field)
            && matches!(
                field.kind,
                Kind::Choice
                    | Kind::Choices
                    | Kind::Tags
                    | Kind::Link
                    | Kind::User
                    | Kind::Toggle
                    | Kind::Rating
            )
    };
    for field in object.fields.iter().filter(|f| fits(object, f)) {
        all.push((field.key.clone(), field.label.clone()));
    }
    for field in object
        .fields
        .iter()
        .filter(|f| f.kind == Kind::Text && !f.system && !f.hidden && f.index && f.key != object.title)
    {
        all.push((field.key.clone(), field.label.clone()));
    }
    for field in object.fields.iter().filter(|f| fits(object, f) && matches!(f.kind, Kind::Link | Kind::User))
    {
        let Some(target) = field.target.as_deref().and_then(|t| schema.object(t)) else { continue };
        for far in target.fields.iter().filter(|f| fits(target, f) && !f.system && f.kind != Kind::Link) {
            all.push((format!("{}.{}", field.key, far.key), format!("{}, {}", field.label, far.label)));
        }
        if field.kind == Kind::User
            && let Some(team) = target.field("team")
        {
            all.push((format!("{}.team", field.key), format!("{}, {}", field.label, team.label)));
        }
    }
    all
}

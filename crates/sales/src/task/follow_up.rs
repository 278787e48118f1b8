//! Following up: a task that points to a record, in some days.
use base::{Date, Error, Id, Moment, Result};
use engine::verb::Many;
use engine::{Field, Input, Kind, Object, Schema, Value, Work};
use say::say;

/// Days that are offered.
pub const DAYS: [i64; 5] = [1, 3, 7, 14, 30];
/// The furthest one may ask for, in days: ten years.
pub const FURTHEST: i64 = 3_650;

/// The field by which tasks point to records of an object; nothing where they do not.
pub fn link<'a>(schema: &'a Schema, object: &Object) -> Option<&'a str> {
    let task = schema.object("task")?;
    let points = task
        .fields
        .iter()
        .find(|f| f.kind == Kind::Link && !f.hidden && f.target.as_deref() == Some(object.key.as_str()));
    points.map(|f| f.key.as_str())
}

/// What somebody wants to be asked again.
#[derive(Debug, Clone, Default)]
pub struct Wish {
    /// The day.
    pub on: Option<Date>,
    /// What to do; else it is named after the record.
    pub subject: String,
    /// Who; else whoever asks.
    pub owner: Option<Id>,
}

/// Makes the task; its id.
pub async fn follow_up(work: &mut Work, object: &str, id: Id, today: Date, wish: Wish) -> Result<Id> {
    let record = work.engine().find(work.actor(), object, id).await?;
    let schema = work.engine().schema();
    let Some(link) = link(&schema, &record.object) else { return Err(Error::NotFound) };
    let on = wish.on.filter(|day| (0..=FURTHEST).contains(&day.days_since(today)));
    let on = on.ok_or_else(|| {
        Error::invalid("on", "out_of_range", say!("problem-follow-up-day", most = FURTHEST))
    })?;
    let subject = Some(wish.subject.trim())
        .filter(|s| !s.is_empty())
        .map_or_else(|| say!("record-follow-up-with", title = record.title()).into_owned(), str::to_owned);
    let mut input =
        Input::new().typed("subject", &subject).with(link, Value::Ref(id)).with("due", Value::Date(on));
    if let Some(owner) = wish.owner {
        input = input.with("owner", Value::Ref(owner));
    }
    work.create("task", input).await
}

/// A task for each of many records, on one day.
pub(crate) const MANY: Many = Many {
    asks: || Field::new("on", Kind::Date).label(&say!("task-on")),
    offers: || DAYS.map(|days| (days.to_string(), say!("task-in-days", days = days).into())).into(),
    run: |work, object, id, text| {
        Box::pin(async move {
            let zone = work.engine().zone_of(work.actor()).await?;
            let today = Moment::now().date(&zone);
            let days = text.parse().ok().filter(|days| DAYS.contains(days));
            let on = days.map(|days| today.plus_days(days)).or_else(|| text.parse().ok());
            follow_up(work, object, id, today, Wish { on, ..Wish::default() }).await.map(|_| ())
        })
    },
};

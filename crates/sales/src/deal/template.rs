//! Templates: what a kind of deal begins with. A deal made with a template takes from it whatever is not said, and the tasks
//! that belong to it, each so many days after the beginning.
use base::{Id, Result};
use engine::module::Boxed;
use engine::{Choice, Draft, Field, Kind, Object, Record, Rule, Settle, StageKind, Touched, Value, Work};
use say::say;
use serde_json::json;

/// The furthest a task or the close may lie ahead, in days: ten years.
const FURTHEST: i64 = 3_650;

/// What a deal takes from its template under the same name, where it says nothing itself.
const TAKEN: [&str; 7] = ["amount", "product", "source", "next_step", "description", "tags", "recurrence"];

/// The template.
pub fn object() -> Object {
    let mut object = Object::new("deal_template", "deal_templates", "copy")
        .nav("Catalogue")
        .columns(&["name", "pipeline", "amount", "product", "close_in", "recurrence", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).required().unique().search().index(),
            Field::choice("pipeline", Vec::new()).same_as("deal.pipeline"),
            Field::new("amount", Kind::Money),
            Field::link("product", "product"),
            Field::choice("source", Vec::new()).same_as("deal.source"),
            Field::new("close_in", Kind::Integer)
                .label("Closes in days")
                .help("The expected close, so many days after the deal begins."),
            Field::new("recurrence", Kind::Recurrence).label("Repeats"),
            Field::new("next_step", Kind::Text),
            Field::new("tags", Kind::Tags),
            Field::new("description", Kind::LongText),
        ]);
    "Deal template".clone_into(&mut object.label);
    "Deal templates".clone_into(&mut object.labels);
    object
}

/// A task that deals of a template begin with.
pub fn task() -> Object {
    let kinds = [
        ("todo", "To do", "slate"),
        ("call", "Call", "green"),
        ("email", "E-mail", "blue"),
        ("meeting", "Meeting", "violet"),
    ];
    let kinds = kinds.map(|(key, label, tone)| Choice::new(key, label, tone)).to_vec();
    let mut object = Object::new("deal_template_task", "deal_template_tasks", "list-checks")
        .title("subject")
        .columns(&["subject", "kind", "days"])
        .fields(vec![
            Field::new("subject", Kind::Text).required().search(),
            Field::link("template", "deal_template").required(),
            Field::choice("kind", kinds).default(json!("todo")),
            Field::new("days", Kind::Integer)
                .label("Due in days")
                .default(json!(0))
                .help("After the deal begins."),
            Field { hidden: true, ..Field::new("position", Kind::Integer) },
        ])
        .part_of("template");
    "Task of the template".clone_into(&mut object.label);
    "Tasks of the template".clone_into(&mut object.labels);
    object
}

/// Days lie ahead, and not beyond ten years.
fn ahead(draft: &mut Draft<'_>, key: &str) {
    if draft.record.get(key).int().is_some_and(|days| !(0..=FURTHEST).contains(&days)) {
        draft.problems.add(key, "out_of_range", say!("deal-template-days", most = FURTHEST));
    }
}

/// The days of a template.
pub(crate) const DAYS: Rule = Rule { object: "deal_template", run: |draft| ahead(draft, "close_in") };
/// The days of its tasks.
pub(crate) const TASK_DAYS: Rule = Rule { object: "deal_template_task", run: |draft| ahead(draft, "days") };

/// A new deal with a template that says no pipeline waits for the template's.
pub(crate) const WAITS: Rule = Rule {
    object: "deal",
    run: |draft: &mut Draft<'_>| {
        if draft.before.is_none() && !draft.empty("template") && !(draft.given)("pipeline") {
            draft.record.set("pipeline", Value::Null);
            let open = |c: &&Choice| !c.hidden && c.stage == Some(StageKind::Open);
            let first = draft.record.object.field("stage").and_then(|f| f.choices.iter().find(open));
            if let Some(first) = first.map(|c| c.key.clone()).filter(|_| draft.empty("stage")) {
                draft.record.set("stage", Value::Text(first));
            }
        }
    },
};

/// A new deal takes what its template has.
pub(crate) const SETTLE: Settle =
    Settle { objects: &["deal"], through: &["deal_template_task.template"], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        for deal in touched.into_iter().filter(|t| t.before.is_none()).filter_map(|t| t.after) {
            if let Some(template) = deal.get("template").id().filter(|_| !work.is_importing()) {
                begin(work, deal.id, template).await?;
            }
        }
        Ok(())
    })
}

async fn begin(work: &mut Work, id: Id, template: Id) -> Result<()> {
    let deal = work.current("deal", id).await?;
    let template = work.current("deal_template", template).await?;
    let today = work.moment().date(&work.engine().settings().manners.zone);
    let mut values: Vec<(&str, Value)> = Vec::new();
    for key in TAKEN {
        if deal.get(key).is_null() && !template.get(key).is_null() {
            values.push((key, template.get(key).clone()));
        }
    }
    if deal.get("close_date").is_null()
        && let Some(days) = template.get("close_in").int()
    {
        values.push(("close_date", Value::Date(today.plus_days(days))));
    }
    if deal.get("pipeline").is_null() {
        values.extend(placed(&deal, &template));
    }
    work.derive("deal", id, values).await?;
    let deal = work.current("deal", id).await?;
    let mut tasks = work.pointing("deal_template_task", "template", template.id).await?;
    tasks.sort_by_key(|t| (t.get("position").int().unwrap_or(i64::MAX), t.id));
    for task in tasks {
        let days = task.get("days").int().unwrap_or_default();
        let mut values = vec![
            ("subject".to_owned(), task.get("subject").clone()),
            ("kind".to_owned(), task.get("kind").clone()),
            ("due".to_owned(), Value::Date(today.plus_days(days))),
            ("deal".to_owned(), Value::Ref(id)),
        ];
        values.extend(["company", "contact", "owner"].map(|key| (key.to_owned(), deal.get(key).clone())));
        work.derive_new("task", values)?;
    }
    Ok(())
}

/// The template's pipeline, or the usual one, and a stage that belongs to it.
fn placed(deal: &Record, template: &Record) -> Vec<(&'static str, Value)> {
    let field = |key: &str| deal.object.field(key);
    let usual = field("pipeline").and_then(|f| f.default.as_ref()?.as_str().map(str::to_owned));
    let pipeline = template.get("pipeline").text().map(str::to_owned).or(usual);
    let fits = |c: &Choice| c.pipeline.is_none() || c.pipeline == pipeline;
    let stage = deal.get("stage").text().and_then(|key| field("stage")?.choice_of(key));
    let mut values = vec![("pipeline", pipeline.clone().map_or(Value::Null, Value::Text))];
    if !stage.is_some_and(fits)
        && let Some(first) = super::first_open(&deal.object, pipeline.as_deref())
    {
        values.extend(super::in_stage(&first));
    }
    values
}

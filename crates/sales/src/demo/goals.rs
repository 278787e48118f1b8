//! What the demo company wants to reach this quarter, where goals are kept.
use base::{Date, Decimal, Id, Result};
use engine::query::Bucket;
use engine::{Input, Value};

use super::{Scene, text};
use crate::forecast::Period;

pub(super) async fn play(scene: &Scene<'_>, users: &[Id], today: Date) -> Result<()> {
    if scene.engine.schema().object("goal").is_none() {
        return Ok(());
    }
    let scope = scene.engine.scope(&scene.system);
    let first = Period::of(Bucket::Quarter, today, &scope).first;
    let last = Bucket::Quarter.next(first).plus_days(-1);
    let mut work = scene.work();
    let goals = [
        ("Won revenue", "won_revenue", "at_least", 160_000),
        ("Win rate", "win_rate", "at_least", 50),
        ("First answer to a lead", "minutes_to_first_contact", "at_most", 180),
    ];
    for (name, metric, aim, target) in goals {
        if !scene.engine.metrics().iter().any(|m| m.name == metric) {
            continue;
        }
        let input = Input::new()
            .with("name", text(name))
            .with("metric", text(metric))
            .with("aim", text(aim))
            .with("target", Value::Decimal(Decimal::from(target)))
            .with("from", Value::Date(first))
            .with("to", Value::Date(last))
            .with("whose", text("everyone"))
            .with(engine::access::SHARED, text("everyone"))
            .with("owner", users.first().map_or(Value::Null, |u| Value::Ref(*u)));
        work.create("goal", input).await?;
    }
    work.commit().await?;
    Ok(())
}

//! What the people of the demo company are to bring in, this quarter and the last, and an adjustment of their manager's.
use base::{Date, Id, Result};
use engine::query::Bucket;
use engine::{Input, Value};

use super::{Scene, text};
use crate::forecast::Period;

/// What each who sells is to bring in within a quarter, minor units.
const QUOTA: i64 = 3_000_000;

pub(super) async fn play(scene: &Scene<'_>, users: &[Id], today: Date) -> Result<()> {
    let scope = scene.engine.scope(&scene.system);
    let now = Period::of(Bucket::Quarter, today, &scope);
    let mut work = scene.work();
    for period in [now.before(1, &scope), now] {
        for (n, user) in users.iter().take(5).enumerate() {
            let quota = Input::new()
                .with("period", text(&period.key(&scope)))
                .with("person", Value::Ref(*user))
                .with("amount", scene.money(QUOTA + 500_000 * (n as i64 % 3)));
            work.create("quota", quota).await?;
        }
    }
    if let Some(user) = users.get(2) {
        let adjustment = Input::new()
            .with("period", text(&now.key(&scope)))
            .with("person", Value::Ref(*user))
            .with("amount", scene.money(-250_000))
            .with("reason", text("Two hotels have put their budgets off to spring."));
        work.create("forecast_adjustment", adjustment).await?;
    }
    work.commit().await?;
    Ok(())
}

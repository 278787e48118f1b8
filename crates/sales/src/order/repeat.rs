//! Which order was the first of its company: all others are repeated, in whatever order they are written down.
use std::collections::BTreeMap;

use base::{Id, Result};
use engine::module::Boxed;
use engine::{Record, Settle, Touched, Value, Work};

/// Watches when orders were placed, and by whom.
pub(crate) const SETTLE: Settle = Settle { objects: &["order"], through: &["order.company"], run: settle };

/// The company an order counts for, while it is there.
fn company(order: Option<&Record>) -> Option<Id> {
    order.filter(|o| o.deleted_at.is_none()).and_then(|o| o.get("company").id())
}

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        // How many orders of each company may no longer be what the database says.
        let mut companies: BTreeMap<Id, usize> = BTreeMap::new();
        for t in &touched {
            let (before, after) = (t.before.as_deref(), t.after.as_deref());
            let placed = |order: Option<&Record>| order.and_then(|o| o.get("placed_at").moment());
            let moved = placed(before) != placed(after);
            let (before, after) = (company(before), company(after));
            if before == after && !moved {
                continue;
            }
            for id in before.into_iter().chain(after) {
                *companies.entry(id).or_default() += 1;
            }
            if let Some(order) = t.after.as_ref().filter(|_| after.is_none()) {
                set(work, order, false).await?;
            }
        }
        for (id, moved) in companies {
            let known = work.earliest_pointing("order", ("company", id), "placed_at", moved + 1).await?;
            for (place, order) in known.iter().enumerate() {
                set(work, order, place > 0).await?;
            }
        }
        Ok(())
    })
}

async fn set(work: &mut Work, order: &Record, repeat: bool) -> Result<()> {
    if order.deleted_at.is_some() || order.get("repeat").is_true() == repeat && !order.get("repeat").is_null()
    {
        return Ok(());
    }
    work.derive("order", order.id, vec![("repeat", Value::Bool(repeat))]).await
}

//! Leads that became customers: the deal they were converted to was won, and how many months that took.
use base::{Date, Id, Moment, Result};
use engine::module::Boxed;
use engine::{Record, Settle, Touched, Value, Work};

/// A lead says since when it is a customer, whatever happens to its deal.
pub(crate) const SETTLE: Settle = Settle { objects: &["lead", "deal"], through: &["lead.deal"], run: settle };

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        let mut leads: Vec<Id> = Vec::new();
        for touch in &touched {
            let (Some(after), before) = (&touch.after, touch.before.as_ref()) else { continue };
            let changed =
                |key: &str| before.map_or(!after.get(key).is_null(), |b| b.get(key) != after.get(key));
            let binned = before.is_some_and(|b| b.deleted_at != after.deleted_at);
            if after.object.key == "lead" {
                if changed("deal") {
                    leads.push(after.id);
                }
            } else if binned || changed("outcome") || changed("closed_at") {
                leads.extend(work.pointing("lead", "deal", after.id).await?.iter().map(|l| l.id));
            }
        }
        leads.sort_unstable();
        leads.dedup();
        for lead in leads {
            one(work, lead).await?;
        }
        Ok(())
    })
}

async fn one(work: &mut Work, id: Id) -> Result<()> {
    let lead = work.current("lead", id).await?;
    let deal = match lead.get("deal").id() {
        Some(deal) => work.current("deal", deal).await.ok(),
        None => None,
    };
    let won = |d: &Record| d.deleted_at.is_none() && d.get("outcome").text() == Some("won");
    let since: Option<Moment> = deal.filter(won).and_then(|d| d.get("closed_at").moment());
    let zone = work.engine().settings().manners.zone.clone();
    let came = lead.get("created_at").moment();
    let months = since.zip(came).map(|(since, came)| months(came.date(&zone), since.date(&zone)));
    let values = vec![
        ("customer_at", since.map_or(Value::Null, Value::Moment)),
        ("customer_after", months.map_or(Value::Null, Value::Int)),
    ];
    if lead.deleted_at.is_none() && values.iter().any(|(key, value)| lead.get(key) != value) {
        work.derive("lead", id, values).await?;
    }
    Ok(())
}

/// Calendar months from one day to another: 0 within the same month; nothing is before its beginning.
fn months(from: Date, to: Date) -> i64 {
    let count = |d: Date| i64::from(d.0.year()) * 12 + i64::from(d.0.month());
    (count(to) - count(from)).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(months(day("2026-01-31"), day("2026-02-01")), 1);
        assert_eq!(months(day("2025-12-01"), day("2026-12-31")), 12);
        assert_eq!(months(day("2026-05-02"), day("2026-05-31")), 0);
        assert_eq!(months(day("2026-05-02"), day("2026-04-30")), 0);
    }
}

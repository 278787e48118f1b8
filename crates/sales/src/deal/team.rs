//! The team of a deal: who has which share in it. What is given to nobody is the owner's, so the shares of a deal won come
//! to the whole, and so do the amounts credited.
use base::{Decimal, Error, Id, Money, Result};
use engine::metric::{Measure, Metric, Unit};
use engine::module::{Boxed, JobKind};
use engine::query::Query;
use engine::{Actor, Choice, Draft, Field, Kind, Object, Record, Rule, Settle, Touched, Value, Work};
use say::say;

use crate::once::{place, stand_once};

use super::named::keep_name;

/// A whole, in the units shares are kept in (millionths of a percent).
const WHOLE: i64 = 100 * 1_000_000;

/// The object.
pub fn object() -> Object {
    let kinds = vec![
        Choice::new("owner", "Owner", "slate"),
        Choice::new("seller", "Sales", "blue"),
        Choice::new("presales", "Presales", "violet"),
        Choice::new("partner", "Partner", "teal"),
        Choice::new("support", "Support", "amber"),
    ];
    let mut object = Object::new("deal_split", "deal_splits", "split")
        .columns(&["person", "share", "kind", "amount"])
        .fields(vec![
            Field::new("name", Kind::Text).read_only().search(),
            Field::link("deal", "deal").required(),
            Field::user("person"),
            Field::new("share", Kind::Percent).required(),
            Field::choice("kind", kinds).default("seller".into()),
            Field::new("amount", Kind::Money)
                .label("Credited")
                .read_only()
                .help("The share of the deal's amount."),
            Field::new("won_at", Kind::DateTime).label("Won").read_only().index(),
            Field { hidden: true, ..Field::new("automatic", Kind::Toggle) }.read_only(),
            place("Person"),
        ])
        .part_of("deal")
        .beside();
    "Share in the deal".clone_into(&mut object.label);
    "Shares in the deal".clone_into(&mut object.labels);
    object
}

/// A share is more than nothing and somebody's; what the owner had of itself becomes their own when somebody changes it.
pub(crate) const SHARE: Rule = Rule { object: "deal_split", run: share };

fn share(draft: &mut Draft<'_>) {
    let was = draft.before.is_some_and(|b| b.get("automatic").is_true());
    let automatic = was && !draft.changed("share") && !draft.changed("person");
    draft.record.set("automatic", Value::Bool(automatic));
    if automatic {
        return;
    }
    if draft.empty("person") {
        draft.problems.add("person", "required", say!("deal-split-nobody"));
    }
    if !draft.empty("share") && !(1..=WHOLE).contains(&units(draft.record)) {
        draft.problems.add("share", "share", say!("deal-split-share"));
    }
    stand_once(draft, ["deal", "person"], "");
}

/// Shares come to no more than the whole, amounts to the amount of the deal.
pub(crate) const SETTLE: Settle =
    Settle { objects: &["deal", "deal_split"], through: &["deal_split.deal"], run: settle };

/// What of a deal its shares follow.
const FOLLOWED: [&str; 4] = ["amount", "outcome", "closed_at", "owner"];

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        keep_name(work, &touched, "deal_split", "person").await?;
        let mut deals: Vec<Id> = Vec::new();
        for touch in &touched {
            let before = touch.before.as_ref();
            match (&touch.after, before) {
                (Some(after), _) if after.object.key == "deal_split" => {
                    deals.extend(after.get("deal").id());
                    deals.extend(before.and_then(|b| b.get("deal").id()));
                }
                // An open deal has no shares before somebody gives them.
                (Some(after), None) if !is_won(after) => {}
                (Some(after), None) => deals.push(after.id),
                (Some(after), Some(before)) => {
                    let changed = FOLLOWED.iter().any(|key| before.get(key) != after.get(key));
                    if changed || before.deleted_at != after.deleted_at {
                        deals.push(after.id);
                    }
                }
                (None, _) => {}
            }
        }
        deals.sort_unstable();
        deals.dedup();
        for deal in deals {
            share_out(work, deal).await?;
        }
        Ok(())
    })
}

/// The share of a line, in millionths of a percent.
fn units(split: &Record) -> i64 {
    if let Value::Decimal(share) = split.get("share") { share.0 } else { 0 }
}

fn is_won(deal: &Record) -> bool {
    deal.deleted_at.is_none() && deal.get("outcome").text() == Some("won")
}

/// Puts the shares of a deal right: what is left over is the owner's once it is won, and each has its amount.
async fn share_out(work: &mut Work, id: Id) -> Result<()> {
    let Ok(deal) = work.current("deal", id).await else { return Ok(()) };
    let all = work.pointing("deal_split", "deal", id).await?;
    let (automatic, own): (Vec<Record>, Vec<Record>) =
        all.into_iter().partition(|s| s.get("automatic").is_true());
    let given: i64 = own.iter().map(units).sum();
    if given > WHOLE {
        let sum = Decimal(given).to_string();
        return Err(Error::invalid("share", "too_much", say!("deal-split-too-much", sum = &sum)));
    }
    // Two people who give shares at once meet here: the version of the deal is one.
    let shared = if own.is_empty() { Value::Null } else { Value::Decimal(Decimal(given)) };
    if *deal.get("shared_out") != shared && deal.deleted_at.is_none() {
        work.derive("deal", id, vec![("shared_out", shared)]).await?;
    }
    let rest = if is_won(&deal) { WHOLE - given } else { 0 };
    let amount = deal.get("amount").money();
    let parts: Vec<i64> = own.iter().map(units).chain([WHOLE - given]).collect();
    let mut amounts = amount.map(|m| parts_of(m.minor, &parts)).unwrap_or_default().into_iter();
    let won_at = if is_won(&deal) { deal.get("closed_at").clone() } else { Value::Null };
    let mut money = || match (amount, amounts.next()) {
        (Some(whole), Some(minor)) => Value::Money(Money { minor, ..whole }),
        _ => Value::Null,
    };
    for split in &own {
        let values = vec![("amount", money()), ("won_at", won_at.clone())];
        work.derive("deal_split", split.id, values).await?;
    }
    let kept = automatic.first().filter(|_| rest > 0);
    for surplus in automatic.iter().filter(|s| kept.is_none_or(|k| k.id != s.id)) {
        work.derive_away("deal_split", surplus.id).await?;
    }
    if rest == 0 {
        return Ok(());
    }
    let owner = deal.owner();
    let name = match owner {
        Some(owner) => work.current("user", owner).await.map_or(Value::Null, |u| Value::Text(u.title())),
        None => Value::Null,
    };
    let person = owner.map_or(Value::Null, Value::Ref);
    let values = vec![
        ("person", person.clone()),
        ("owner", person),
        ("name", name),
        ("share", Value::Decimal(Decimal(rest))),
        ("amount", money()),
        ("won_at", won_at),
    ];
    match kept {
        Some(kept) => work.derive("deal_split", kept.id, values).await,
        None => {
            let mut values: Vec<(String, Value)> =
                values.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            values.push(("deal".to_owned(), Value::Ref(id)));
            values.push(("kind".to_owned(), Value::Text("owner".to_owned())));
            values.push(("automatic".to_owned(), Value::Bool(true)));
            work.derive_new("deal_split", values).map(|_| ())
        }
    }
}

/// An amount by shares of a whole, to the unit: what rounding leaves goes to the largest remainders, the first among equals.
fn parts_of(amount: i64, shares: &[i64]) -> Vec<i64> {
    let sign = amount.signum();
    let amount = i128::from(amount.unsigned_abs());
    let whole: i128 = shares.iter().map(|s| i128::from(*s)).sum::<i128>().max(1);
    let exact = shares.iter().map(|s| amount * i128::from(*s));
    let mut parts: Vec<(i128, i128)> = exact.map(|e| (e / whole, e % whole)).collect();
    let left = amount - parts.iter().map(|(floor, _)| floor).sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|i| parts.get(*i).map_or(0, |(_, rest)| -rest));
    for i in order.into_iter().take(usize::try_from(left).unwrap_or_default()) {
        if let Some((floor, _)) = parts.get_mut(i) {
            *floor += 1;
        }
    }
    parts.into_iter().map(|(floor, _)| i64::try_from(floor).unwrap_or(i64::MAX) * sign).collect()
}

/// Deals looked at in one run of the job.
const ONCE: usize = 500;

/// Deals won before there were shares get theirs.
pub(crate) const JOB: JobKind = JobKind {
    name: "deal_shares",
    every: Some(3_600),
    attempts: 3,
    run: |engine, _, work| {
        Box::pin(async move {
            let query = Query::new("deal")
                .filter("outcome = \"won\" AND deal_splits.none()")?
                .columns("id")
                .limit(ONCE);
            for row in engine.list(&Actor::system(), &query).await?.rows {
                share_out(work, row.id).await?;
            }
            Ok(())
        })
    },
};

/// The metrics of shares.
pub fn metrics() -> Vec<Metric> {
    vec![Metric {
        by: Some("person"),
        ..Metric::dated(
            "deal_split",
            "won_at",
            "won_at IS NOT NULL",
            [
                "credited_revenue",
                "Revenue won, credited",
                "Sum of the shares of people in the amounts of deals won, by the day they were closed; what of a deal was given to nobody is its owner's.",
            ],
            Measure::Sum("amount"),
            Unit::Money,
        )
    }]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cent_that_cannot_be_shared_goes_to_the_largest_remainder() {
        assert_eq!(parts_of(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts_of(-100, &[1, 2]), [-33, -67]);
        assert_eq!(parts_of(100, &[WHOLE, 0]), [100, 0]);
    }

    proptest! {
        #[test]
        fn no_share_loses_or_makes_a_cent(amount in -1_000_000_000_000i64..1_000_000_000_000, shares in prop::collection::vec(0..WHOLE, 1..8)) {
            prop_assume!(shares.iter().any(|s| *s > 0));
            prop_assert_eq!(parts_of(amount, &shares).iter().sum::<i64>(), amount);
        }
    }
}

//! Competitors, and on which deals one meets them.
use base::{Id, Result};
use engine::metric::{Measure, Metric, Unit};
use engine::module::Boxed;
use engine::{Choice, Field, Kind, Object, Rule, Settle, Touched, Value, Work};

use crate::deal::named::keep_name;
use crate::once::{place, stand_once};

/// The competitor.
pub fn object() -> Object {
    Object::new("competitor", "competitors", "flag")
        .nav("Catalogue")
        .columns(&["name", "website", "strengths", "weaknesses", "updated_at"])
        .fields(vec![
            Field::new("name", Kind::Text).required().unique().search().index(),
            Field::new("website", Kind::Url),
            Field::new("strengths", Kind::LongText).search(),
            Field::new("weaknesses", Kind::LongText).search(),
            Field::new("notes", Kind::LongText),
        ])
}

/// A competitor on a deal.
pub fn on_deal() -> Object {
    let states = vec![
        Choice::new("active", "In the running", "blue"),
        Choice::new("ahead", "Ahead of us", "amber"),
        Choice::new("behind", "Behind us", "teal"),
        Choice::new("out", "Out", "slate"),
    ];
    let ends = vec![Choice::new("won", "Won", "green"), Choice::new("lost", "Lost", "red")];
    let mut object = Object::new("deal_competitor", "deal_competitors", "flag")
        .columns(&["competitor", "state", "notes"])
        .fields(vec![
            Field::new("name", Kind::Text).read_only().search(),
            Field::link("deal", "deal").required(),
            Field::link("competitor", "competitor").required(),
            Field::choice("state", states).default("active".into()),
            Field::new("notes", Kind::Text),
            Field::choice("outcome", ends).label("Deal").read_only().index(),
            Field::new("closed_at", Kind::DateTime).label("Closed").read_only().index(),
            place("Competitor"),
        ])
        .part_of("deal")
        .beside();
    "Competitor on the deal".clone_into(&mut object.label);
    "Competitors on the deal".clone_into(&mut object.labels);
    object
}

/// A competitor stands on a deal once.
pub(crate) const ONCE: Rule =
    Rule { object: "deal_competitor", run: |draft| stand_once(draft, ["deal", "competitor"], "") };

/// What competitors on a deal say of how it ended is what the deal says; whom it was lost to is among them.
pub(crate) const SETTLE: Settle = Settle {
    objects: &["deal_competitor", "deal", "competitor"],
    through: &["deal_competitor.deal", "deal_competitor.competitor"],
    run: settle,
};

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        keep_name(work, &touched, "deal_competitor", "competitor").await?;
        let mut deals: Vec<Id> = Vec::new();
        for touch in &touched {
            let (Some(after), before) = (&touch.after, touch.before.as_ref()) else { continue };
            let changed =
                |key: &str| before.map_or(!after.get(key).is_null(), |b| b.get(key) != after.get(key));
            let binned = before.is_some_and(|b| b.deleted_at != after.deleted_at);
            match after.object.key.as_str() {
                "deal_competitor" => deals.extend(after.get("deal").id()),
                "deal" if binned || ["outcome", "closed_at", "lost_to"].into_iter().any(changed) => {
                    deals.push(after.id);
                }
                _ => {}
            }
        }
        deals.sort_unstable();
        deals.dedup();
        for deal in deals {
            one(work, deal).await?;
        }
        Ok(())
    })
}

async fn one(work: &mut Work, id: Id) -> Result<()> {
    let Ok(deal) = work.current("deal", id).await else { return Ok(()) };
    let there = work.pointing("deal_competitor", "deal", id).await?;
    let gone = deal.deleted_at.is_some();
    let end = |key: &str| if gone { Value::Null } else { deal.get(key).clone() };
    let ends = [("outcome", end("outcome")), ("closed_at", end("closed_at"))];
    for line in &there {
        if ends.iter().any(|(key, value)| line.get(key) != value) {
            work.derive("deal_competitor", line.id, ends.to_vec()).await?;
        }
    }
    // What is undone line by line is not made anew in between.
    let lost_to = deal.get("lost_to").id().filter(|_| !gone && !work.is_undoing());
    if let Some(to) = lost_to.filter(|to| !there.iter().any(|l| l.get("competitor").id() == Some(*to))) {
        let name = work.current("competitor", to).await?.title();
        let mut values = vec![
            ("deal".to_owned(), Value::Ref(id)),
            ("competitor".to_owned(), Value::Ref(to)),
            ("name".to_owned(), Value::Text(name)),
            ("state".to_owned(), Value::Text("ahead".to_owned())),
            ("place".to_owned(), Value::Text(format!("{id} {to}"))),
            ("owner".to_owned(), deal.get("owner").clone()),
        ];
        values.extend(ends.map(|(key, value)| (key.to_owned(), value)));
        work.derive_new("deal_competitor", values)?;
    }
    Ok(())
}

/// The metrics of competitors, in the order people are shown them.
pub fn metrics() -> Vec<Metric> {
    vec![
        Metric {
            by: Some("competitor"),
            ..Metric::dated(
                "deal_competitor",
                "closed_at",
                "outcome IS NOT NULL",
                [
                    "win_rate_against",
                    "Win rate against competitors",
                    "Deals won as a share of deals closed on which a competitor was met, once for each competitor on the deal, by the day they were closed.",
                ],
                Measure::Share("outcome = \"won\""),
                Unit::Share,
            )
        },
        Metric {
            by: Some("lost_to"),
            ..Metric::dated(
                "deal",
                "closed_at",
                "outcome = \"lost\" AND lost_to IS NOT NULL",
                [
                    "deals_lost_to",
                    "Deals lost to competitors",
                    "Number of deals lost that say to whom, by the day they were closed.",
                ],
                Measure::Count,
                Unit::Count,
            )
        },
    ]
}

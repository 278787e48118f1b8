//! Redemptions: an order that used a code. Each changes the count of its offer, whose version guards it: of two orders that
//! want the last one, one is planned anew, sees that it is gone, and is refused whole.
use std::collections::BTreeSet;

use base::{Error, Id, Result};
use engine::module::Boxed;
use engine::{Field, Kind, MadeBy, Object, Record, Settle, Touched, Value, Work};
use say::say;

use super::check::{Purchase, check};

/// The object. Only orders make redemptions.
pub fn object() -> Object {
    Object::new("redemption", "redemptions", "badge-check")
        .made_by(MadeBy::Rules)
        .title("code")
        .columns(&["code", "order", "company", "contact", "amount", "redeemed_at", "given_back_at"])
        .fields(vec![
            Field::new("code", Kind::Text).read_only().search(),
            Field::link("offer", "offer").read_only(),
            Field::link("order", "order").read_only(),
            Field::link("quote", "quote").read_only(),
            Field::link("company", "company").read_only(),
            Field::link("contact", "contact").read_only(),
            Field::new("amount", Kind::Money).label("Discount").read_only(),
            Field::new("redeemed_at", Kind::DateTime).read_only().index(),
            Field::new("given_back_at", Kind::DateTime)
                .label("Given back")
                .read_only()
                .help("When the order came back: from then on the redemption no longer counts."),
        ])
}

/// Orders with a code redeem it, and give it back when they come back; offers say how often they were redeemed.
pub(crate) const SETTLE: Settle = Settle {
    objects: &["order", "redemption"],
    through: &["redemption.order", "redemption.offer", "order.company", "order.contact"],
    run: settle,
};

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        let mut orders = BTreeSet::new();
        let mut offers = BTreeSet::new();
        for record in touched.iter().flat_map(|t| t.before.iter().chain(&t.after)) {
            if record.object.key == "order" {
                orders.insert(record.id);
            } else {
                offers.extend(record.get("offer").id());
            }
        }
        // All in one order, so that two units never wait for one another.
        for order in orders {
            one(work, order, &touched, &mut offers).await?;
        }
        for offer in offers {
            count(work, offer).await?;
        }
        Ok(())
    })
}

/// Puts the redemptions of an order right.
async fn one(work: &mut Work, id: Id, touched: &[Touched], offers: &mut BTreeSet<Id>) -> Result<()> {
    let order = match work.current("order", id).await {
        Ok(order) => order,
        // A redemption whose order is destroyed stays: it was redeemed.
        Err(Error::NotFound) => return Ok(()),
        Err(other) => return Err(other),
    };
    let wanted = wanted_by(&order);
    let of = |t: &&Touched| t.before.as_ref().or(t.after.as_ref()).is_some_and(|r| r.id == id);
    let before = touched.iter().find(of).and_then(|t| t.before.as_deref()).and_then(wanted_by);
    let mut has = false;
    for redemption in work.pointing("redemption", "order", id).await? {
        let of = redemption.get("offer").id();
        let counts = counts(&redemption);
        if wanted.is_some() && of == wanted {
            has = true;
            if !counts || !counted_before(&redemption, touched) {
                may_redeem(work, &order, wanted).await?;
            }
            let values = vec![
                ("given_back_at", Value::Null),
                ("amount", order.get("offer_discount").clone()),
                ("company", order.get("company").clone()),
                ("contact", order.get("contact").clone()),
            ];
            work.derive("redemption", redemption.id, values).await?;
        } else if counts {
            let now = Value::Moment(work.moment());
            work.derive("redemption", redemption.id, vec![("given_back_at", now)]).await?;
        }
        offers.extend(of);
    }
    // What an order had redeemed before is not redeemed again, whatever became of its redemption.
    if !has
        && before != wanted
        && let Some(offer) = wanted
    {
        may_redeem(work, &order, wanted).await?;
        let mut values = vec![
            ("code".to_owned(), order.get("code").clone()),
            ("offer".to_owned(), Value::Ref(offer)),
            ("order".to_owned(), Value::Ref(id)),
            ("amount".to_owned(), order.get("offer_discount").clone()),
            ("redeemed_at".to_owned(), Value::Moment(work.moment())),
        ];
        values.extend(["quote", "company", "contact", "owner"].map(|k| (k.to_owned(), order.get(k).clone())));
        work.derive_new("redemption", values)?;
        offers.insert(offer);
    }
    Ok(())
}

/// The offer an order redeems, as long as it stands.
fn wanted_by(order: &Record) -> Option<Id> {
    let stands = order.deleted_at.is_none() && order.get("status").text() != Some("returned");
    order.get("offer").id().filter(|_| stands)
}

fn counts(redemption: &Record) -> bool {
    redemption.deleted_at.is_none() && redemption.get("given_back_at").is_null()
}

/// Whether a redemption counted before this unit: one that is taken back from the bin, as by undoing, did not.
fn counted_before(redemption: &Record, touched: &[Touched]) -> bool {
    let of = |t: &&Touched| t.before.as_ref().or(t.after.as_ref()).is_some_and(|r| r.id == redemption.id);
    touched.iter().find(of).is_none_or(|t| t.before.as_deref().is_some_and(counts))
}

/// Refuses an order whose code cannot be redeemed on the day it was placed. What it must at least come to the quote was
/// asked when it was accepted; an order whose lines come one by one has no discount until they are enough.
async fn may_redeem(work: &mut Work, order: &Record, offer: Option<Id>) -> Result<()> {
    let Some(offer) = offer else { return Ok(()) };
    let offer = match work.current("offer", offer).await {
        Ok(offer) => offer,
        Err(Error::NotFound) => {
            let code = order.get("code").text().unwrap_or_default();
            return Err(Error::invalid("code", "offer", say!("offer-unknown", code = code)));
        }
        Err(other) => return Err(other),
    };
    let settings = work.engine().settings();
    let currency = crate::paper::currency_of(order, settings.manners.currency);
    let placed = order.get("placed_at").moment().unwrap_or_else(|| work.moment());
    let purchase = Purchase::of(order, currency, None, placed.date(&settings.manners.zone));
    check(work, &offer, &purchase).await
}

/// How often an offer was redeemed.
async fn count(work: &mut Work, offer: Id) -> Result<()> {
    match work.current("offer", offer).await {
        Ok(_) => {}
        Err(Error::NotFound) => return Ok(()),
        Err(other) => return Err(other),
    }
    let count = work.count_pointing("redemption", &[("offer", offer)], "given_back_at").await?;
    work.derive("offer", offer, vec![("redeemed", Value::Int(count))]).await
}

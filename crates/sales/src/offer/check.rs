//! Whether a customer may use a code for a purchase, and if not, why, in words.
use std::borrow::Cow;

use base::{Currency, Date, Error, Id, Moment, Money, Result};
use engine::query::Query;
use engine::{Actor, Record, Work};
use say::say;

use super::SEGMENTS;

/// What somebody wants to use a code for.
pub(super) struct Purchase {
    pub(super) company: Option<Id>,
    pub(super) contact: Option<Id>,
    pub(super) currency: Currency,
    /// What it comes to before tax and before the code, in minor units; `None` while that may still grow.
    pub(super) sum: Option<i64>,
    /// The day the code is used.
    pub(super) day: Date,
    /// The order, where there is one.
    pub(super) order: Option<Id>,
}

impl Purchase {
    /// Of a paper as a unit would leave it.
    pub(super) fn of(paper: &Record, currency: Currency, sum: Option<i64>, day: Date) -> Self {
        Self {
            company: paper.get("company").id(),
            contact: paper.get("contact").id(),
            currency,
            sum,
            day,
            order: (paper.object.key == "order").then_some(paper.id),
        }
    }

    /// Who the customer is: the company, else the person.
    pub(super) fn customer(&self) -> Option<(&'static str, Id)> {
        self.company.map(|id| ("company", id)).or(self.contact.map(|id| ("contact", id)))
    }
}

fn refused(why: Cow<'_, str>) -> Error {
    Error::invalid("code", "offer", why)
}

/// Refuses a code that holds for nobody on this day, or not for this customer, or not for so little.
pub(super) async fn check(work: &mut Work, offer: &Record, purchase: &Purchase) -> Result<()> {
    let code = offer.title();
    if offer.deleted_at.is_some() || !offer.get("active").is_true() {
        return Err(refused(say!("offer-unknown", code = &code)));
    }
    if offer.get("valid_from").date().is_some_and(|from| purchase.day < from) {
        return Err(refused(say!("offer-too-early", code = &code)));
    }
    if offer.get("valid_to").date().is_some_and(|to| to < purchase.day) {
        return Err(refused(say!("offer-too-late", code = &code)));
    }
    amounts(offer, &code, purchase)?;
    for (object, key) in SEGMENTS {
        if let Some(filter) = offer.get(key).text().filter(|f| !f.trim().is_empty()) {
            let id = if object == "company" { purchase.company } else { purchase.contact };
            if !is_within(work, object, id, filter).await? {
                return Err(refused(say!("offer-not-for-you", code = &code)));
            }
        }
    }
    customer(work, offer, &code, purchase).await
}

/// Amounts are of one currency, and the least is reached.
fn amounts(offer: &Record, code: &str, purchase: &Purchase) -> Result<()> {
    let least = offer.get("least").money();
    if let Some(other) =
        [offer.get("amount").money(), least].into_iter().flatten().find(|m| m.currency != purchase.currency)
    {
        let currency = other.currency.to_string();
        return Err(refused(say!("offer-other-currency", code = code, currency = &currency)));
    }
    if let (Some(least), Some(sum)) = (least, purchase.sum)
        && sum < least.minor
    {
        let (least, sum) = (least.to_string(), Money { minor: sum, ..least }.to_string());
        return Err(refused(say!("offer-too-little", code = code, least = &least, sum = &sum)));
    }
    Ok(())
}

/// Whether a customer is among those of a filter. One that can no longer be read fits nobody.
async fn is_within(work: &Work, object: &str, id: Option<Id>, filter: &str) -> Result<bool> {
    let Some(id) = id else { return Ok(false) };
    let Ok(query) = Query::new(object).filter(&format!("id = \"{id}\" AND ({filter})")) else {
        return Ok(false);
    };
    match work.engine().records(&Actor::system(), &query.limit(1)).await {
        Ok((found, _)) => Ok(!found.is_empty()),
        Err(Error::Invalid(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// How often it was redeemed, in all and by this customer, and whether they have bought before.
async fn customer(work: &mut Work, offer: &Record, code: &str, purchase: &Purchase) -> Result<()> {
    let redeemed = async |work: &mut Work, links: &[(&str, Id)]| {
        // Their own redemption is none that stands in the way.
        let all = work.count_pointing("redemption", links, "given_back_at").await?;
        let own = match purchase.order {
            Some(order) => {
                let links: Vec<(&str, Id)> = links.iter().copied().chain([("order", order)]).collect();
                work.count_pointing("redemption", &links, "given_back_at").await?
            }
            None => 0,
        };
        Ok::<i64, Error>(all - own)
    };
    if let Some(most) = offer.get("most").int()
        && redeemed(work, &[("offer", offer.id)]).await? >= most
    {
        return Err(refused(say!("offer-used-up", code = code)));
    }
    let each = offer.get("most_each").int();
    let first = offer.get("first_purchase").is_true();
    if each.is_none() && !first {
        return Ok(());
    }
    let Some((object, id)) = purchase.customer() else {
        return Err(refused(say!("offer-for-whom", code = code)));
    };
    if let Some(each) = each
        && redeemed(work, &[("offer", offer.id), (object, id)]).await? >= each
    {
        return Err(refused(say!("offer-used-by-you", code = code)));
    }
    if first {
        let orders = work.pointing("order", object, id).await?;
        let other = |o: &&Record| Some(o.id) != purchase.order && o.get("status").text() != Some("returned");
        if orders.iter().any(|o| other(&o)) {
            return Err(refused(say!("offer-first-only", code = code)));
        }
    }
    Ok(())
}

/// Refuses a paper whose code could not be redeemed now; nothing where it has none.
pub async fn still_valid(work: &mut Work, paper: &Record) -> Result<()> {
    let Some(code) = paper.get("code").text() else { return Ok(()) };
    let Some(offer) = paper.get("offer").id() else {
        return Err(refused(say!("offer-unknown", code = code)));
    };
    let offer = match work.current("offer", offer).await {
        Ok(offer) => offer,
        Err(Error::NotFound) => return Err(refused(say!("offer-unknown", code = code))),
        Err(other) => return Err(other),
    };
    let settings = work.engine().settings();
    let currency = crate::paper::currency_of(paper, settings.manners.currency);
    let minor = |key: &str| paper.get(key).money().map_or(0, |m| m.minor);
    let sum = minor("net") + minor("offer_discount");
    let today = Moment::now().date(&settings.manners.zone);
    check(work, &offer, &Purchase::of(paper, currency, Some(sum), today)).await
}

//! The price of a product: from the price book that fits a company and a day best, else the product's own.
use base::{Currency, Date, Decimal, Money, Result};
use engine::filter::{Filter, Resolved, Scope};
use engine::kind::Manners;
use engine::{Actor, Record, Schema, Value, Work};

/// The companies a segment means; `None` for a blank one, which means all.
pub(super) fn segment(schema: &Schema, text: &str, manners: &Manners) -> Result<Option<Resolved>> {
    let Some(filter) = Filter::read(text)? else { return Ok(None) };
    let Some(company) = schema.object("company") else { return Ok(None) };
    let actor = Actor::system();
    Ok(Some(filter.resolve(company, schema, &actor, &Scope::new(&actor, manners))?))
}

/// Major units as a decimal.
fn decimal(money: Money) -> Option<Decimal> {
    money.amount().parse().ok()
}

fn holds_on(record: &Record, day: Date) -> bool {
    record.get("valid_from").date().is_none_or(|from| from <= day)
        && record.get("valid_to").date().is_none_or(|to| day <= to)
}

/// The price of a product in a currency on a day. A book for a segment comes before one for all, a newer before an older.
pub(crate) async fn price_of(
    work: &mut Work,
    product: &Record,
    company: Option<&Record>,
    currency: Currency,
    day: Date,
) -> Result<Option<Decimal>> {
    let (schema, settings) = (work.engine().schema(), work.engine().settings());
    let mut best: Option<(bool, engine::Record, Decimal)> = None;
    for entry in work.pointing("price_entry", "product", product.id).await? {
        let Some(book) = entry.get("price_book").id() else { continue };
        let Ok(book) = work.current("price_book", book).await else { continue };
        let fits = book.deleted_at.is_none()
            && book.get("active").is_true()
            && book.get("currency").text() == Some(currency.as_str())
            && holds_on(&book, day)
            && holds_on(&entry, day);
        // A segment that names a field which is gone fits nobody.
        let segment = book.get("segment").text().map(|text| segment(&schema, text, &settings.manners));
        let (narrow, within) = match segment {
            None | Some(Ok(None)) => (false, true),
            Some(Ok(Some(resolved))) => (true, company.is_some_and(|c| resolved.matches(c, &()))),
            Some(Err(_)) => (true, false),
        };
        let Value::Decimal(price) = *entry.get("price") else { continue };
        let better = |(n, b, _): &(bool, Record, Decimal)| (narrow, book.id) > (*n, b.id);
        if fits && within && best.as_ref().is_none_or(better) {
            best = Some((narrow, book, price));
        }
    }
    let own = product.get("price").money().filter(|m| m.currency == currency).and_then(decimal);
    Ok(best.map(|(_, _, price)| price).or(own))
}

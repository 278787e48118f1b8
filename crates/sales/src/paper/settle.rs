//! What must hold between a paper and its lines: prices and taxes filled in, nets, totals, a number without gaps, and that
//! nobody changes what was sent.
use std::collections::{BTreeMap, BTreeSet};

use base::{Currency, Decimal, Error, Id, Money, Problems, Result};
use engine::module::Boxed;
use engine::{Record, Settle, Touched, Value, Work};
use say::say;

use super::{PAPERS, Paper, currency_of, decimal, lines_of, off_of};
use crate::price_book::price_of;
use crate::pricing::{Category, Line, Net, Tax, Totals, Wrong, shared, totals};
use crate::product::bundle;

/// Watches papers and their lines.
pub(crate) const SETTLE: Settle = Settle {
    objects: &[
        "quote",
        "quote_line",
        "order",
        "order_line",
        "invoice",
        "invoice_line",
        "credit_note",
        "credit_note_line",
    ],
    run: settle,
};

fn settle(work: &mut Work, touched: Vec<Touched>) -> Boxed<'_, ()> {
    Box::pin(async move {
        for paper in &PAPERS {
            // Each whole with what was done to it and to its lines: an import touches thousands.
            let mut wholes: BTreeMap<Id, Vec<Touched>> = BTreeMap::new();
            for t in &touched {
                let mut of = BTreeSet::new();
                for record in t.before.iter().chain(&t.after) {
                    if record.object.key == paper.whole {
                        of.insert(record.id);
                    } else if record.object.key == paper.line {
                        of.extend(record.get(paper.whole).id());
                    }
                }
                for id in of {
                    wholes.entry(id).or_default().push(t.clone());
                }
            }
            for (id, touched) in wholes {
                one(work, paper, id, &touched).await?;
            }
        }
        Ok(())
    })
}

async fn one(work: &mut Work, paper: &Paper, id: Id, touched: &[Touched]) -> Result<()> {
    let mut whole = match work.current(paper.whole, id).await {
        Ok(whole) => whole,
        Err(Error::NotFound) => return Ok(()),
        Err(other) => return Err(other),
    };
    may_change(work, paper, &whole, touched)?;
    if whole.deleted_at.is_some() {
        // An example of the demo company goes with it.
        let stays = matches!(paper.whole, "invoice" | "credit_note")
            && work.engine().made_because(id).await?.as_deref() != Some("demo");
        if stays {
            return Err(Error::conflict(say!("quote-invoice-stays")));
        }
        return Ok(());
    }
    let settings = work.engine().settings();
    let currency = currency_of(&whole, settings.manners.currency);
    let today = base::Moment::now().date(&settings.manners.zone);
    let mut values = of_deal(work, &mut whole, touched).await;
    let company = match whole.get("company").id() {
        Some(company) => work.current("company", company).await.ok(),
        None => None,
    };
    let (mut nets, mut offs) = (Vec::new(), Vec::new());
    for line in lines_of(work, paper, id).await? {
        let filled = filled(work, &line, company.as_ref(), currency, today, touched).await?;
        let (tax, net) = net_of(&filled, currency)?;
        nets.push((tax, net.net));
        offs.push((line.id, net.off));
        let mut values: Vec<(&str, Value)> =
            ["description", "unit", "price", "tax_rate", "tax_category", "tax_percent"]
                .into_iter()
                .map(|key| (key, filled.get(key).clone()))
                .collect();
        values.push(("net", Value::Money(Money { minor: net.net, currency })));
        work.derive(paper.line, line.id, values).await?;
    }
    let off = off_of(&whole);
    let own = |code| {
        totals(&nets, off, code, currency)
            .map_err(|wrong| Error::invalid("discount", code_of(wrong), said(wrong)))
    };
    let left = own(0)?.net;
    let left = Some(left).filter(|_| !nets.is_empty());
    let used = crate::offer::of_paper(work, &whole, touched, left, currency, today).await?;
    let sums = own(used.off)?;
    values.extend(used.values);
    if paper.whole == "order" {
        for (key, value) in &values {
            whole.set(key, value.clone());
        }
        // Each line has its share of what the whole is less, so that the lines together gave all of it.
        let parts: Vec<i64> = nets.iter().map(|(_, net)| *net).collect();
        for ((line, off), share) in offs.into_iter().zip(shared(sums.off, &parts)) {
            let given = Value::Money(Money { minor: off + share, currency });
            let mut values = vec![("discount_given", given)];
            values.extend(["placed_at", "offer", "company"].map(|key| (key, whole.get(key).clone())));
            if work.current(paper.line, line).await?.owner().is_none() {
                values.push(("owner", whole.get("owner").clone()));
            }
            work.derive(paper.line, line, values).await?;
        }
    }
    values.extend(totals_values(&sums, currency));
    if whole.get("number").is_null() {
        let zone = &settings.manners.zone;
        let placed = || whole.get("placed_at").moment().map(|at| at.date(zone));
        let day = whole.get("issue_date").date().or_else(placed).unwrap_or(today);
        let year = day.iso().chars().take(4).collect::<String>();
        let next = work.number(&format!("{}-{year}", paper.series)).await?;
        values.push(("number", Value::Text(format!("{}-{year}-{next:04}", paper.series))));
    }
    if paper.whole == "invoice" {
        for (key, value) in &values {
            whole.set(key, value.clone());
        }
        values.extend(crate::invoice::standing(work, &whole).await?);
    }
    work.derive(paper.whole, id, values).await
}

/// A new paper for a deal is for the deal's company and person, where nobody says otherwise.
async fn of_deal(work: &mut Work, whole: &mut Record, touched: &[Touched]) -> Vec<(&'static str, Value)> {
    let is_new =
        touched.iter().any(|t| t.before.is_none() && t.after.as_ref().is_some_and(|r| r.id == whole.id));
    let Some(deal) = whole.get("deal").id().filter(|_| is_new) else { return Vec::new() };
    let Ok(deal) = work.current("deal", deal).await else { return Vec::new() };
    let mut values = Vec::new();
    for key in ["company", "contact"] {
        let known = deal.get(key);
        if whole.get(key).is_null() && !known.is_null() {
            whole.set(key, known.clone());
            values.push((key, known.clone()));
        }
    }
    values
}

fn totals_values(sums: &Totals, currency: Currency) -> Vec<(&'static str, Value)> {
    let money = |minor| Value::Money(Money { minor, currency });
    vec![("net", money(sums.net)), ("tax", money(sums.tax)), ("total", money(sums.total))]
}

/// What was sent, delivered or issued stays as it is: only verbs change it.
fn may_change(work: &Work, paper: &Paper, whole: &Record, touched: &[Touched]) -> Result<()> {
    if work.is_verb() || whole.deleted_at.is_some() {
        return Ok(());
    }
    for t in touched {
        let Some(record) = t.before.as_ref().or(t.after.as_ref()) else { continue };
        let was_open = |status: Option<&str>| paper.open.iter().any(|open| Some(*open) == status);
        if record.object.key == paper.whole && record.id == whole.id {
            let (Some(before), Some(after)) = (&t.before, &t.after) else { continue };
            let fixed = ["discount", "discount_amount", "code", "currency", "company"];
            let changed = fixed.iter().find(|k| before.get(k) != after.get(k));
            if let Some(key) = changed.filter(|_| !was_open(before.get("status").text())) {
                return Err(Error::invalid(*key, "fixed", say!("quote-fixed")));
            }
        } else if record.object.key == paper.line
            && record.get(paper.whole).id() == Some(whole.id)
            && !was_open(whole.get("status").text())
        {
            return Err(Error::invalid("", "fixed", say!("quote-fixed")));
        }
    }
    Ok(())
}

/// The line with what follows from its product, price book and tax rate.
async fn filled(
    work: &mut Work,
    line: &Record,
    company: Option<&Record>,
    currency: Currency,
    today: base::Date,
    touched: &[Touched],
) -> Result<Record> {
    let mut line = line.clone();
    let product = match line.get("product").id() {
        Some(product) => work.current("product", product).await.ok(),
        None => None,
    };
    if let Some(product) = &product {
        for key in ["unit", "tax_rate"] {
            if line.get(key).is_null() {
                line.set(key, product.get(key).clone());
            }
        }
        let asks = ["description", "price", "tax_rate"].into_iter().any(|key| line.get(key).is_null());
        let parts = if asks { bundle::parts(work, product.id).await? } else { Vec::new() };
        if line.get("description").is_null() {
            line.set("description", Value::Text(bundle::described(product, &parts)));
        }
        if line.get("tax_rate").is_null()
            && let Some((first, _)) = parts.first()
            && parts.iter().all(|(part, _)| part.get("tax_rate") == first.get("tax_rate"))
        {
            line.set("tax_rate", first.get("tax_rate").clone());
        }
        if line.get("price").is_null() {
            let price = match price_of(work, product, company, currency, today).await? {
                None => bundle::together(work, &parts, company, currency, today).await?,
                own => own,
            };
            line.set("price", price.map_or(Value::Null, Value::Decimal));
        }
    }
    let chosen = touched.iter().any(|t| match (&t.before, &t.after) {
        (Some(before), Some(after)) => after.id == line.id && before.get("tax_rate") != after.get("tax_rate"),
        _ => false,
    });
    if (chosen || line.get("tax_category").is_null())
        && let Some(rate) = line.get("tax_rate").id()
    {
        let rate = work.current("tax_rate", rate).await?;
        line.set("tax_category", rate.get("category").clone());
        line.set("tax_percent", rate.get("percent").clone());
    }
    let mut problems = Problems::default();
    let name = line.title();
    if line.get("description").is_null() {
        problems.add("description", "required", say!("quote-no-description"));
    }
    if line.get("price").is_null() {
        let currency = currency.to_string();
        problems.add("price", "required", say!("quote-no-price", name = &name, currency = &currency));
    }
    if line.get("tax_category").is_null() {
        problems.add("tax_rate", "required", say!("quote-no-tax", name = &name));
    }
    problems.check()?;
    Ok(line)
}

/// The tax and the net of a line that is filled in.
fn net_of(record: &Record, currency: Currency) -> Result<(Tax, Net)> {
    let line = line_of(record);
    let net =
        line.net(currency).map_err(|wrong| Error::invalid(field(wrong), code_of(wrong), said(wrong)))?;
    Ok((line.tax, net))
}

/// A line as the arithmetic has it.
pub(crate) fn line_of(record: &Record) -> Line {
    let category = record.get("tax_category").text().and_then(Category::parse).unwrap_or(Category::Outside);
    Line {
        quantity: decimal(record, "quantity").unwrap_or_default(),
        price: decimal(record, "price").unwrap_or_default(),
        percent_off: decimal(record, "discount"),
        amount_off: decimal(record, "discount_amount"),
        tax: Tax { category, percent: decimal(record, "tax_percent").unwrap_or(Decimal(0)) },
    }
}

fn field(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Quantity | Wrong::TooMuch => "quantity",
        Wrong::Price => "price",
        Wrong::Discount => "discount",
        Wrong::Rate => "tax_rate",
    }
}

fn code_of(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::Quantity => "quantity",
        Wrong::Price => "price",
        Wrong::Discount => "discount",
        Wrong::Rate => "rate",
        Wrong::TooMuch => "too_much",
    }
}

fn said(wrong: Wrong) -> std::borrow::Cow<'static, str> {
    match wrong {
        Wrong::Quantity => say!("quote-wrong-quantity"),
        Wrong::Price => say!("quote-wrong-price"),
        Wrong::Discount => say!("quote-wrong-discount"),
        Wrong::Rate => say!("quote-wrong-rate"),
        Wrong::TooMuch => say!("quote-too-much"),
    }
}

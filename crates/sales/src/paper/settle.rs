//! What must hold between a paper and its lines: prices and taxes filled in, nets, totals, a number without gaps, and that
//! nobody changes what was sent.
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use base::{Currency, Date, Decimal, Error, Id, Money, Problems, Result};
use engine::module::Boxed;
use engine::{Record, Settle, Touched, Value, Work};
use say::say;

use super::{PAPERS, Paper, currency_of, decimal, lines_of, off_of};
use crate::price_book::price_of;
use crate::pricing::{Category, Line, Net, Off, Tax, Totals, Wrong, shared, totals};
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
    through: &[
        "quote_line.quote",
        "order_line.order",
        "invoice_line.invoice",
        "credit_note_line.credit_note",
        "price_entry.product",
        "bundle_part.bundle",
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
        let stays = (matches!(paper.whole, "invoice" | "credit_note") || whole.get("invoiced").is_true())
            && work.engine().made_because(id).await?.as_deref() != Some("demo");
        if stays {
            return Err(Error::conflict(match paper.whole {
                "order" => say!("quote-order-stays"),
                _ => say!("quote-invoice-stays"),
            }));
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
    let before = touched.iter().filter_map(|t| t.before.as_ref()).find(|r| r.id == id);
    let was = before.map_or(currency, |b| currency_of(b, settings.manners.currency));
    let (mut nets, mut offs) = (Vec::new(), Vec::new());
    for mut line in lines_of(work, paper, id).await? {
        if was != currency && !work.is_verb() {
            unpriced(work, &mut line, company.as_ref(), was, today).await?;
        }
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
    // An amount is taken off as soon as there is something to take it off.
    let waits = nets.is_empty() && off.amount.is_some_and(|a| a.0 >= 0);
    let off = if waits { Off { amount: None, ..off } } else { off };
    let named = if off.percent.is_some() { "discount" } else { "discount_amount" };
    let own = |code| {
        totals(&nets, off, code, currency).map_err(|wrong| Error::invalid(named, code_of(wrong), said(wrong)))
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

/// What people may change of a paper whatever its state: whose it is, and what it belongs to, which it does not say.
const FREE: [&str; 2] = ["owner", "deal"];

/// What was sent, delivered, invoiced or issued stays as it is: only verbs change it.
fn may_change(work: &Work, paper: &Paper, whole: &Record, touched: &[Touched]) -> Result<()> {
    if work.is_verb() {
        return Ok(());
    }
    let is_open = |paper_record: &Record| {
        let status = paper_record.get("status").text();
        paper.open.iter().any(|open| Some(*open) == status) && !paper_record.get("invoiced").is_true()
    };
    for t in touched {
        let Some(record) = t.before.as_ref().or(t.after.as_ref()) else { continue };
        if record.object.key == paper.whole && record.id == whole.id {
            let (Some(before), Some(after)) = (&t.before, &t.after) else { continue };
            if is_open(before) {
                continue;
            }
            let fields = record.object.fields.iter().filter(|f| !f.read_only && !f.own && !f.system);
            // A quote that waits for an answer may wait longer, or no longer.
            let waits = before.get("status").text() == Some("sent");
            let free = |key: &str| FREE.contains(&key) || waits && key == "valid_until";
            let changed = fields.filter(|f| !free(&f.key));
            if let Some(field) = changed.into_iter().find(|f| differs(work, before, after, &f.key)) {
                return Err(Error::invalid(field.key.as_str(), "fixed", fixed(paper)));
            }
        } else if whole.deleted_at.is_none()
            && record.object.key == paper.line
            && record.get(paper.whole).id() == Some(whole.id)
            && !is_open(whole)
            && !is_cut_off(work, t)
        {
            return Err(Error::invalid("", "fixed", fixed(paper)));
        }
    }
    Ok(())
}

fn fixed(paper: &Paper) -> Cow<'static, str> {
    match paper.whole {
        "quote" => say!("quote-fixed"),
        "order" => say!("quote-order-fixed"),
        _ => say!("quote-invoice-fixed"),
    }
}

/// Whether a value was changed, other than by destroying what it led to.
fn differs(work: &Work, before: &Record, after: &Record, key: &str) -> bool {
    let cut_off = after.get(key).is_null() && before.get(key).id().is_some_and(|id| work.destroys(id));
    before.get(key) != after.get(key) && !cut_off
}

/// Whether all that was done to a line is that something it led to was destroyed.
fn is_cut_off(work: &Work, t: &Touched) -> bool {
    let (Some(before), Some(after)) = (&t.before, &t.after) else { return false };
    let fields = before.object.fields.iter().filter(|f| !f.system && !f.own);
    before.deleted_at == after.deleted_at && !fields.into_iter().any(|f| differs(work, before, after, &f.key))
}

/// What a product costs by the price books, and a bundle without a price of its own by its parts.
async fn listed(
    work: &mut Work,
    product: &Record,
    company: Option<&Record>,
    currency: Currency,
    today: Date,
) -> Result<Option<Decimal>> {
    if let Some(own) = price_of(work, product, company, currency, today).await? {
        return Ok(Some(own));
    }
    let parts = bundle::parts(work, product.id).await?;
    bundle::together(work, &parts, company, currency, today).await
}

/// Takes the price off a line whose paper has another currency now, so that it gets that of the price book; one that
/// somebody has typed is theirs to change first.
async fn unpriced(
    work: &mut Work,
    line: &mut Record,
    company: Option<&Record>,
    was: Currency,
    today: Date,
) -> Result<()> {
    let product = match line.get("product").id() {
        Some(product) => work.current("product", product).await.ok(),
        None => None,
    };
    let of_book = match &product {
        Some(product) => listed(work, product, company, was, today).await?,
        None => None,
    };
    if of_book.is_none() || of_book != decimal(line, "price") {
        let (name, was) = (line.title(), was.to_string());
        return Err(Error::invalid(
            "currency",
            "priced",
            say!("quote-currency-priced", name = &name, currency = &was),
        ));
    }
    line.set("price", Value::Null);
    Ok(())
}

/// The line with what follows from its product, price book and tax rate.
async fn filled(
    work: &mut Work,
    line: &Record,
    company: Option<&Record>,
    currency: Currency,
    today: Date,
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
            let price = listed(work, product, company, currency, today).await?;
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

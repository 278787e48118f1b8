//! A paper as it is sent: everything that stands on a quote or an invoice, read together once.
use base::{Currency, Date, Decimal, Error, Id, Money, Result};
use engine::query::Query;
use engine::{Actor, Address, Engine, Record, Seller, Value};
use say::Language;

use super::{Paper, currency_of, line_of, off_of, paper};
use crate::pricing::{Net, Tax, Totals, totals};

/// One line.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// The article number, where the product has one.
    pub sku: Option<String>,
    /// How many.
    pub quantity: Decimal,
    /// Of what.
    pub unit: Option<String>,
    /// The price of one before tax.
    pub price: Decimal,
    /// The discount in percent.
    pub discount: Option<Decimal>,
    /// The discount as an amount besides, in major units.
    pub amount_off: Option<Decimal>,
    /// How it is taxed.
    pub tax: Tax,
    /// What it comes to.
    pub net: Net,
}

/// Whom it is for, or from.
#[derive(Debug, Clone, Default)]
pub struct Party {
    /// The company or the person.
    pub name: String,
    /// Where they are.
    pub address: Address,
    /// Their VAT identifier.
    pub tax_id: Option<String>,
    /// For whose attention.
    pub contact: Option<String>,
}

/// Everything on a paper.
#[derive(Debug, Clone)]
pub struct View {
    /// The record it is of.
    pub record: Record,
    /// Its number.
    pub number: String,
    /// The language it is written in.
    pub language: Language,
    /// The currency of every amount.
    pub currency: Currency,
    /// The day it was written.
    pub date: Date,
    /// Until when it holds, or is to be paid.
    pub until: Option<Date>,
    /// Who sells.
    pub seller: Party,
    /// The account to pay to.
    pub iban: Option<String>,
    /// Who buys.
    pub buyer: Party,
    /// The number of the order, on an invoice.
    pub order: Option<String>,
    /// The number and the day of the invoice, on a credit note.
    pub credits: Option<(String, Date)>,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What they come to.
    pub totals: Totals,
    /// The discount code it carries, and what that takes off.
    pub code: Option<(String, i64)>,
    /// What was paid already.
    pub paid: i64,
    /// What was credited of it.
    pub credited: i64,
    /// The terms.
    pub terms: Option<String>,
}

fn text(record: &Record, key: &str) -> Option<String> {
    record.get(key).text().map(str::to_owned)
}

fn address(value: &Value) -> Address {
    if let Value::Address(address) = value.primary() { (**address).clone() } else { Address::default() }
}

impl View {
    /// An amount of minor units in its currency.
    pub fn money(&self, minor: i64) -> Money {
        Money { minor, currency: self.currency }
    }

    /// Reads a paper that an actor may see. What stands on it beside is read as the house: whoever may send a quote may
    /// send the name and the address it is for.
    pub async fn load(engine: &Engine, actor: &Actor, whole: &str, id: Id) -> Result<Self> {
        let paper = paper(whole)?;
        let record = engine.find(actor, whole, id).await?;
        let settings = engine.settings();
        let currency = currency_of(&record, settings.manners.currency);
        let language = record.get("language").text().unwrap_or(&settings.language);
        let language = Language::parse(language).unwrap_or(Language::English);
        let zone = &settings.manners.zone;
        let lines = lines(engine, paper, id, currency).await?;
        let taxed: Vec<(Tax, i64)> = lines.iter().map(|l| (l.tax, l.net.net)).collect();
        let code_off = record.get("offer_discount").money().map_or(0, |m| m.minor);
        let totals = totals(&taxed, off_of(&record), code_off, currency)
            .map_err(|_| Error::internal("a paper that does not add up"))?;
        let written = ["issue_date", "sent_at", "placed_at", "created_at"].iter().find_map(|key| {
            record.get(key).date().or_else(|| record.get(key).moment().map(|at| at.date(zone)))
        });
        let until = record.get("due_date").date().or_else(|| record.get("valid_until").date());
        let order = match record.get("order").id() {
            Some(order) => engine.find(&Actor::system(), "order", order).await.ok().map(|o| o.title()),
            None => None,
        };
        let credits = match record.get("invoice").id() {
            Some(invoice) => engine.find(&Actor::system(), "invoice", invoice).await.ok(),
            None => None,
        };
        let credits = credits.and_then(|i| Some((i.title(), i.get("issue_date").date()?)));
        Ok(Self {
            number: record.title(),
            language,
            currency,
            date: written.unwrap_or_else(|| base::Moment::now().date(zone)),
            until,
            seller: seller(&settings.name, &settings.seller, settings.manners.country.as_deref()),
            iban: Some(settings.seller.iban.clone()).filter(|i| !i.is_empty()),
            buyer: buyer(engine, &record).await?,
            order,
            credits,
            lines,
            totals,
            code: text(&record, "code").map(|code| (code, code_off)),
            paid: record.get("paid").money().map_or(0, |m| m.minor),
            credited: super::minor_of(&record, "credited"),
            terms: text(&record, "terms"),
            record,
        })
    }
}

fn seller(name: &str, seller: &Seller, country: Option<&str>) -> Party {
    let of = |text: &str| Some(text.to_owned());
    let address = Address::of([
        of(&seller.street),
        of(&seller.postcode),
        of(&seller.city),
        None,
        country.map(str::to_owned),
    ]);
    let tax_id = Some(seller.tax_id.clone()).filter(|t| !t.is_empty());
    Party { name: name.to_owned(), address, tax_id, contact: None }
}

/// The buyer as an invoice keeps them; of a quote, as they are now.
async fn buyer(engine: &Engine, record: &Record) -> Result<Party> {
    let system = Actor::system();
    let found = async |key: &str| match record.get(key).id() {
        Some(id) => engine.find(&system, key, id).await.ok(),
        None => None,
    };
    let contact = found("contact").await;
    let person = contact.as_ref().map(Record::title);
    if let Some(name) = text(record, "buyer_name") {
        let contact = person.filter(|p| *p != name);
        return Ok(Party {
            name,
            address: address(record.get("buyer_address")),
            tax_id: text(record, "buyer_tax_id"),
            contact,
        });
    }
    if let Some(company) = found("company").await {
        return Ok(Party {
            name: company.title(),
            address: address(company.get("address")),
            tax_id: text(&company, "tax_id"),
            contact: person,
        });
    }
    let address = contact.as_ref().map(|c| address(c.get("address"))).unwrap_or_default();
    Ok(Party { name: person.unwrap_or_default(), address, tax_id: None, contact: None })
}

async fn lines(engine: &Engine, paper: &Paper, id: Id, currency: Currency) -> Result<Vec<Line>> {
    let system = Actor::system();
    let mut after: Option<String> = None;
    let mut records = Vec::new();
    loop {
        let query = Query::new(paper.line).filter(&format!("{} = \"{id}\"", paper.whole))?;
        let query = query.limit(500).after(after.as_deref());
        let (page, next) = engine.records(&system, &query).await?;
        records.extend(page);
        after = next;
        if after.is_none() {
            break;
        }
    }
    records.sort_by_key(|l| (l.get("position").int().unwrap_or(i64::MAX), l.id));
    let mut lines = Vec::with_capacity(records.len());
    for record in records {
        let said = line_of(&record);
        let net = said.net(currency).map_err(|_| Error::internal("a line that does not add up"))?;
        let product = match record.get("product").id() {
            Some(product) => engine.find(&system, "product", product).await.ok(),
            None => None,
        };
        lines.push(Line {
            name: record.title(),
            sku: product.and_then(|p| text(&p, "sku")),
            quantity: said.quantity,
            unit: text(&record, "unit"),
            price: said.price,
            discount: said.percent_off,
            amount_off: said.amount_off,
            tax: said.tax,
            net,
        });
    }
    Ok(lines)
}

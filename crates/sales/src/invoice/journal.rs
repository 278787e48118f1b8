//! The journal for accounting: invoices and credit notes of a time as CSV, a row for each tax of each; what is credited is
//! less than nothing.
use base::{Date, Error, Result};
use engine::query::Query;
use engine::{Actor, Engine};

use crate::paper::View;

const HEAD: [&str; 12] = [
    "number",
    "issue_date",
    "due_date",
    "customer",
    "customer_tax_id",
    "currency",
    "tax_category",
    "tax_percent",
    "net",
    "tax",
    "gross",
    "status",
];

/// Invoices of one file at most.
const MOST: usize = 50_000;

/// The invoices an actor sees that were issued from one day to another, both included, then the credit notes.
pub async fn write(engine: &Engine, actor: &Actor, from: Date, to: Date) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    tabular::write_row(&mut out, b',', HEAD).map_err(Error::internal)?;
    let mut count = 0;
    for object in ["invoice", "credit_note"] {
        if engine.object(actor, object).is_err() {
            continue;
        }
        let filter = format!("issue_date >= {} AND issue_date <= {}", from.iso(), to.iso());
        let mut after: Option<String> = None;
        loop {
            let query = Query::new(object).filter(&filter)?.sort("issue_date")?.limit(500);
            let (records, next) = engine.records(actor, &query.after(after.as_deref())).await?;
            count += records.len();
            if count > MOST {
                return Err(Error::invalid(
                    "to",
                    "too_many",
                    "More than 50,000 invoices and credit notes: ask for a shorter time",
                ));
            }
            for record in records {
                let view = View::load(engine, actor, object, record.id).await?;
                rows(&view, &mut out).map_err(Error::internal)?;
            }
            after = next;
            if after.is_none() {
                break;
            }
        }
    }
    Ok(out)
}

fn rows(view: &View, out: &mut Vec<u8>) -> std::io::Result<()> {
    let due = view.until.map(Date::iso).unwrap_or_default();
    let credit = view.record.object.key == "credit_note";
    let status = if credit { "credit_note" } else { view.record.get("status").text().unwrap_or_default() };
    let signed = |minor: i64| view.money(if credit { -minor } else { minor }).amount();
    for tax in &view.totals.taxes {
        let row = [
            view.number.clone(),
            view.date.iso(),
            due.clone(),
            view.buyer.name.clone(),
            view.buyer.tax_id.clone().unwrap_or_default(),
            view.currency.to_string(),
            tax.tax.category.code().to_owned(),
            tax.tax.percent.to_string(),
            signed(tax.taxable),
            signed(tax.amount),
            signed(tax.taxable + tax.amount),
            status.to_owned(),
        ];
        tabular::write_row(&mut *out, b',', row)?;
    }
    Ok(())
}

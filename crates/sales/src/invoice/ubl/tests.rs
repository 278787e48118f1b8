//! The file is read again and held to the arithmetic rules of EN 16931, each by its name: generated checks, on invoices in three
//! currencies with discounts, several rates and rounding.
use std::collections::BTreeMap;

use base::{Currency, Date, Id};
use engine::{Address, Record};
use proptest::prelude::*;
use say::Language;

use super::*;
use crate::pricing::{self, totals};

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn invoice(currency: &str, lines: &[(&str, &str, Option<&str>, Tax)], off: Option<&str>, paid: i64) -> View {
    let currency = Currency::parse(currency).unwrap();
    let lines: Vec<Line> = lines
        .iter()
        .map(|(quantity, price, discount, tax)| {
            let (quantity, price, discount) = (dec(quantity), dec(price), discount.map(dec));
            let said = pricing::Line { quantity, price, percent_off: discount, amount_off: None, tax: *tax };
            let net = said.net(currency).unwrap();
            let name = "Beans & <more>".to_owned();
            Line {
                name,
                sku: None,
                quantity,
                unit: Some("kg".to_owned()),
                price,
                discount,
                amount_off: None,
                tax: *tax,
                net,
            }
        })
        .collect();
    let taxed: Vec<_> = lines.iter().map(|l| (l.tax, l.net.net)).collect();
    let date: Date = "2026-11-02".parse().unwrap();
    let address = Address { country: Some("DE".to_owned()), ..Address::default() };
    let party =
        |name: &str| Party { name: name.to_owned(), address: address.clone(), tax_id: None, contact: None };
    View {
        record: Record::empty(std::sync::Arc::new(crate::invoice::object()), Id(1)),
        number: "I-2026-0001".to_owned(),
        language: Language::English,
        currency,
        date,
        until: Some(date),
        seller: party("Marlow"),
        iban: None,
        buyer: party("Café \u{1}\"Lumen\""),
        order: None,
        credits: None,
        totals: totals(&taxed, pricing::Off { percent: off.map(dec), amount: None }, 0, currency).unwrap(),
        lines,
        code: None,
        paid,
        credited: 0,
        terms: None,
    }
}

/// The same as a credit note for an invoice.
fn credit_note(view: View) -> View {
    View {
        record: Record::empty(std::sync::Arc::new(crate::credit_note::object()), Id(2)),
        number: "C-2026-0001".to_owned(),
        credits: Some((view.number, view.date)),
        until: None,
        ..view
    }
}

/// Files for a validator of the schema, where somebody wants them.
fn keep(currency: &str, off: Option<&str>, invoice: &str, note: &str) {
    let Ok(folder) = std::env::var("KEEP_PAPERS") else { return };
    let off = off.unwrap_or("0");
    for (name, xml) in [("invoice", invoice), ("credit_note", note)] {
        std::fs::write(format!("{folder}/{name}-{currency}-{off}.xml"), xml).unwrap();
    }
}

/// The texts of the elements at a path, from the root: `LegalMonetaryTotal/PayableAmount`.
fn read(xml: &str) -> Vec<(String, String)> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut path, mut found, mut text): (Vec<String>, Vec<(String, String)>, String) = Default::default();
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) => {
                path.push(String::from_utf8_lossy(tag.local_name().as_ref()).into_owned());
                text.clear();
            }
            quick_xml::events::Event::Text(part) => text.push_str(&part.decode().unwrap()),
            quick_xml::events::Event::End(_) => {
                found.push((path[1..].join("/"), std::mem::take(&mut text)));
                path.pop();
            }
            quick_xml::events::Event::Eof => return found,
            _ => {}
        }
    }
}

/// An invoice as amounts in millionths, exact.
struct Read(Vec<(String, String)>);

impl Read {
    fn all(&self, path: &str) -> Vec<i64> {
        self.0.iter().filter(|(p, _)| p == path).map(|(_, t)| dec(t).0).collect()
    }

    fn one(&self, path: &str) -> i64 {
        self.all(path).first().copied().unwrap_or_default()
    }

    fn sum(&self, path: &str) -> i64 {
        self.all(path).iter().sum()
    }
}

/// Every rule that does not hold, by its name.
fn broken(xml: &str, digits: u32) -> Vec<&'static str> {
    let x = Read(read(xml));
    let total = |name: &str| x.one(&format!("LegalMonetaryTotal/{name}"));
    let rate = x.all("TaxTotal/TaxSubtotal/TaxCategory/Percent");
    let (taxable, tax) =
        (x.all("TaxTotal/TaxSubtotal/TaxableAmount"), x.all("TaxTotal/TaxSubtotal/TaxAmount"));
    // Rounded half away from zero to the digits of the currency.
    let unit = 10_i128.pow(6 - digits);
    let rounded = |base: i64, percent: i64| {
        let exact = i128::from(base) * i128::from(percent);
        let by = 100_000_000 * unit;
        ((exact + by / 2) / by * unit) as i64
    };
    let rules: BTreeMap<&'static str, bool> = BTreeMap::from([
        (
            "BR-CO-10",
            total("LineExtensionAmount")
                == x.sum("InvoiceLine/LineExtensionAmount") + x.sum("CreditNoteLine/LineExtensionAmount"),
        ),
        ("BR-CO-11", total("AllowanceTotalAmount") == x.sum("AllowanceCharge/Amount")),
        ("BR-CO-12", total("ChargeTotalAmount") == 0),
        (
            "BR-CO-13",
            total("TaxExclusiveAmount") == total("LineExtensionAmount") - total("AllowanceTotalAmount"),
        ),
        ("BR-CO-14", x.one("TaxTotal/TaxAmount") == tax.iter().sum::<i64>()),
        (
            "BR-CO-15",
            total("TaxInclusiveAmount") == total("TaxExclusiveAmount") + x.one("TaxTotal/TaxAmount"),
        ),
        ("BR-CO-16", total("PayableAmount") == total("TaxInclusiveAmount") - total("PrepaidAmount")),
        (
            "BR-CO-17",
            tax.len() == taxable.len()
                && tax.iter().zip(&taxable).zip(&rate).all(|((t, b), r)| *t == rounded(*b, *r)),
        ),
    ]);
    rules.into_iter().filter(|(_, holds)| !holds).map(|(name, _)| name).collect()
}

const fn standard(percent: i64) -> Tax {
    Tax { category: Category::Standard, percent: Decimal(percent * 1_000_000) }
}
const REVERSE: Tax = Tax { category: Category::ReverseCharge, percent: Decimal(0) };

#[test]
fn invoices_in_three_currencies_hold_to_the_rules() {
    let lines = [
        ("3", "19.99", None, standard(19)),
        ("0.333", "24.5", Some("7.5"), standard(7)),
        ("12", "1.015", Some("100"), standard(7)),
        ("1", "119.995", None, REVERSE),
    ];
    for (currency, digits) in [("EUR", 2), ("KWD", 3), ("JPY", 0)] {
        for (off, paid) in [(None, 0), (Some("3.33"), 0), (Some("100"), 0), (Some("12.5"), 17)] {
            let xml = write(&invoice(currency, &lines, off, paid));
            assert_eq!(broken(&xml, digits), Vec::<&str>::new(), "{currency} {off:?}\n{xml}");
            let note = write(&credit_note(invoice(currency, &lines, off, 0)));
            assert_eq!(broken(&note, digits), Vec::<&str>::new(), "{currency} {off:?}\n{note}");
            keep(currency, off, &xml, &note);
        }
    }
}

#[test]
fn a_wrong_sum_is_noticed() {
    let xml = write(&invoice("EUR", &[("1", "10", None, standard(19))], None, 0));
    let wrong = xml.replace(
        "<cbc:PayableAmount currencyID=\"EUR\">11.90",
        "<cbc:PayableAmount currencyID=\"EUR\">11.91",
    );
    assert_eq!(broken(&wrong, 2), ["BR-CO-16"]);
    let wrong = xml.replace("currencyID=\"EUR\">1.90", "currencyID=\"EUR\">1.89");
    assert!(broken(&wrong, 2).contains(&"BR-CO-17"), "{wrong}");
}

#[test]
fn what_people_write_does_not_break_the_file() {
    let xml = write(&invoice("EUR", &[("1", "10", None, standard(19))], None, 0));
    let texts = read(&xml);
    let name = texts.iter().find(|(p, _)| p.ends_with("Party/PartyLegalEntity/RegistrationName")).unwrap();
    assert_eq!(name.1, "Marlow");
    assert!(xml.contains("Beans &amp; &lt;more&gt;") && xml.contains("Café &quot;Lumen&quot;"), "{xml}");
}

proptest! {
    #[test]
    fn every_invoice_holds_to_the_rules(
        lines in prop::collection::vec((1_i64..9_000_000, 0_i64..9_000_000_000, prop::option::of(0_i64..=100), 0_i64..25), 1..9),
        off in prop::option::of(0_i64..=100),
        currency in prop::sample::select(vec![("EUR", 2_u32), ("CHF", 2), ("JPY", 0)]),
    ) {
        let texts: Vec<(String, String, Option<String>, Tax)> = lines.iter().map(|(quantity, price, discount, rate)| {
            let tax = if *rate == 0 { REVERSE } else { standard(*rate) };
            (Decimal(*quantity).to_string(), Decimal(*price).to_string(), discount.map(|d| d.to_string()), tax)
        }).collect();
        let lines: Vec<_> = texts.iter().map(|(q, p, d, t)| (q.as_str(), p.as_str(), d.as_deref(), *t)).collect();
        let xml = write(&invoice(currency.0, &lines, off.map(|o| o.to_string()).as_deref(), 0));
        prop_assert_eq!(broken(&xml, currency.1), Vec::<&str>::new(), "{}", xml);
    }
}

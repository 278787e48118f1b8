//! An invoice or a credit note as UBL 2.1, in the terms of EN 16931 (BIS Billing 3.0's customisation): amounts are those of `pricing`, so the
//! rules BR-CO-10 to BR-CO-17 hold by the way they are reckoned; `ubl/tests.rs` reads the file again and checks each.
use std::fmt::Write as _;

use base::{Decimal, Money};
use engine::Address;

use crate::paper::View;
use crate::paper::view::{Line, Party};
use crate::pricing::{Category, Tax};

#[cfg(test)]
mod tests;

/// What of the two is written: they differ in names, in their type, and in how they say when to pay.
struct Sort {
    root: &'static str,
    /// UNTDID 1001: 380 an invoice, 381 a credit note.
    code: (&'static str, &'static str),
    line: &'static str,
    quantity: &'static str,
}

const INVOICE: Sort = Sort {
    root: "Invoice",
    code: ("InvoiceTypeCode", "380"),
    line: "InvoiceLine",
    quantity: "InvoicedQuantity",
};
const CREDIT_NOTE: Sort = Sort {
    root: "CreditNote",
    code: ("CreditNoteTypeCode", "381"),
    line: "CreditNoteLine",
    quantity: "CreditedQuantity",
};

fn head(root: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:{root}-2\" \
xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\">"
    )
}

/// A writer of elements: what is written is always well formed.
struct Xml(String);

/// Text between tags or in an attribute; what XML 1.0 cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

impl Xml {
    fn within(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        let _ = write!(self.0, "<cac:{name}>");
        inside(self);
        let _ = write!(self.0, "</cac:{name}>");
    }

    fn basic(&mut self, name: &str, text: &str) {
        let _ = write!(self.0, "<cbc:{name}>{}</cbc:{name}>", escaped(text));
    }

    fn maybe(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text.filter(|t| !t.is_empty()) {
            self.basic(name, text);
        }
    }

    fn with(&mut self, name: &str, attribute: &str, value: &str, text: &str) {
        let (value, text) = (escaped(value), escaped(text));
        let _ = write!(self.0, "<cbc:{name} {attribute}=\"{value}\">{text}</cbc:{name}>");
    }

    fn amount(&mut self, name: &str, money: Money) {
        self.with(name, "currencyID", money.currency.as_str(), &money.amount());
    }
}

/// The invoice or the credit note as a file.
pub fn write(view: &View) -> String {
    let sort = if view.record.object.key == "credit_note" { &CREDIT_NOTE } else { &INVOICE };
    let mut xml = Xml(head(sort.root));
    xml.basic("CustomizationID", "urn:cen.eu:en16931:2017");
    xml.basic("ID", &view.number);
    xml.basic("IssueDate", &view.date.iso());
    if let Some(due) = view.until.filter(|_| sort.root == INVOICE.root) {
        xml.basic("DueDate", &due.iso());
    }
    xml.basic(sort.code.0, sort.code.1);
    xml.maybe("Note", view.terms.as_deref());
    xml.basic("DocumentCurrencyCode", view.currency.as_str());
    // BT-10: what the buyer wants to find on it.
    xml.basic("BuyerReference", view.buyer.contact.as_deref().unwrap_or(&view.buyer.name));
    if let Some(order) = &view.order {
        xml.within("OrderReference", |xml| {
            xml.basic("ID", order);
            xml.basic("SalesOrderID", order);
        });
    }
    if let Some((number, date)) = &view.credits {
        xml.within("BillingReference", |xml| {
            xml.within("InvoiceDocumentReference", |xml| {
                xml.basic("ID", number);
                xml.basic("IssueDate", &date.iso());
            });
        });
    }
    xml.within("AccountingSupplierParty", |xml| party(xml, &view.seller));
    xml.within("AccountingCustomerParty", |xml| party(xml, &view.buyer));
    if let Some(iban) = view.iban.as_ref().filter(|_| sort.root == INVOICE.root) {
        xml.within("PaymentMeans", |xml| {
            xml.basic("PaymentMeansCode", "30");
            xml.basic("PaymentID", &view.number);
            xml.within("PayeeFinancialAccount", |xml| xml.basic("ID", &iban.replace(' ', "")));
        });
    }
    for share in view.totals.taxes.iter().filter(|t| t.off != 0) {
        xml.within("AllowanceCharge", |xml| {
            xml.basic("ChargeIndicator", "false");
            xml.basic("AllowanceChargeReasonCode", "95");
            xml.basic("AllowanceChargeReason", "Discount");
            xml.amount("Amount", view.money(share.off));
            xml.amount("BaseAmount", view.money(share.lines));
            xml.within("TaxCategory", |xml| category(xml, share.tax, false));
        });
    }
    taxes(&mut xml, view);
    let sums = &view.totals;
    xml.within("LegalMonetaryTotal", |xml| {
        xml.amount("LineExtensionAmount", view.money(sums.lines));
        xml.amount("TaxExclusiveAmount", view.money(sums.net));
        xml.amount("TaxInclusiveAmount", view.money(sums.total));
        if sums.off != 0 {
            xml.amount("AllowanceTotalAmount", view.money(sums.off));
        }
        if view.paid != 0 {
            xml.amount("PrepaidAmount", view.money(view.paid));
        }
        xml.amount("PayableAmount", view.money(sums.total - view.paid));
    });
    for (i, line) in view.lines.iter().enumerate() {
        xml.within(sort.line, |xml| line_of(xml, view, sort, i, line));
    }
    let _ = writeln!(xml.0, "</{}>", sort.root);
    xml.0
}

fn taxes(xml: &mut Xml, view: &View) {
    xml.within("TaxTotal", |xml| {
        xml.amount("TaxAmount", view.money(view.totals.tax));
        for tax in &view.totals.taxes {
            xml.within("TaxSubtotal", |xml| {
                xml.amount("TaxableAmount", view.money(tax.taxable));
                xml.amount("TaxAmount", view.money(tax.amount));
                xml.within("TaxCategory", |xml| category(xml, tax.tax, true));
            });
        }
    });
}

fn category(xml: &mut Xml, tax: Tax, reasons: bool) {
    xml.basic("ID", tax.category.code());
    // BR-O-5: what is outside of the tax has no rate, not even nothing.
    if tax.category != Category::Outside {
        xml.basic("Percent", &tax.percent.to_string());
    }
    if reasons {
        match tax.category {
            Category::Exempt => xml.basic("TaxExemptionReason", "Exempt from tax"),
            Category::ReverseCharge => xml.basic("TaxExemptionReasonCode", "VATEX-EU-AE"),
            Category::Outside => xml.basic("TaxExemptionReasonCode", "VATEX-EU-O"),
            Category::Standard | Category::Zero => {}
        }
    }
    xml.within("TaxScheme", |xml| xml.basic("ID", "VAT"));
}

fn party(xml: &mut Xml, party: &Party) {
    xml.within("Party", |xml| {
        xml.within("PostalAddress", |xml| address(xml, &party.address));
        if let Some(tax_id) = party.tax_id.as_deref().filter(|t| !t.is_empty()) {
            xml.within("PartyTaxScheme", |xml| {
                xml.basic("CompanyID", tax_id);
                xml.within("TaxScheme", |xml| xml.basic("ID", "VAT"));
            });
        }
        xml.within("PartyLegalEntity", |xml| xml.basic("RegistrationName", &party.name));
        if let Some(contact) = &party.contact {
            xml.within("Contact", |xml| xml.basic("Name", contact));
        }
    });
}

fn address(xml: &mut Xml, address: &Address) {
    xml.maybe("StreetName", address.street.as_deref());
    xml.maybe("CityName", address.city.as_deref());
    xml.maybe("PostalZone", address.postcode.as_deref());
    xml.maybe("CountrySubentity", address.state.as_deref());
    if let Some(country) = address.country.as_deref().filter(|c| c.len() == 2) {
        xml.within("Country", |xml| xml.basic("IdentificationCode", &country.to_uppercase()));
    }
}

/// The code of UN/ECE Recommendation 20 for a unit as people write it; `C62` is one of anything.
fn unit_code(unit: Option<&str>) -> &'static str {
    match unit.map(str::to_lowercase).as_deref() {
        Some("kg") => "KGM",
        Some("g") => "GRM",
        Some("l") => "LTR",
        Some("m") => "MTR",
        Some("h" | "hour" | "hours" | "stunde" | "stunden") => "HUR",
        Some("day" | "days" | "tag" | "tage") => "DAY",
        Some("month" | "months" | "monat" | "monate") => "MON",
        Some("year" | "years" | "jahr" | "jahre") => "ANN",
        _ => "C62",
    }
}

fn line_of(xml: &mut Xml, view: &View, sort: &Sort, i: usize, line: &Line) {
    xml.basic("ID", &(i + 1).to_string());
    xml.with(sort.quantity, "unitCode", unit_code(line.unit.as_deref()), &line.quantity.to_string());
    xml.amount("LineExtensionAmount", view.money(line.net.net));
    if line.net.off != 0 {
        xml.within("AllowanceCharge", |xml| {
            xml.basic("ChargeIndicator", "false");
            xml.basic("AllowanceChargeReasonCode", "95");
            xml.basic("AllowanceChargeReason", "Discount");
            // The factor must give the amount: it does where there is no amount besides.
            if let Some(percent) = line.discount.filter(|_| line.amount_off.is_none()) {
                xml.basic("MultiplierFactorNumeric", &percent.to_string());
            }
            xml.amount("Amount", view.money(line.net.off));
            xml.amount("BaseAmount", view.money(line.net.gross));
        });
    }
    xml.within("Item", |xml| {
        xml.basic("Name", &line.name);
        if let Some(sku) = &line.sku {
            xml.within("SellersItemIdentification", |xml| xml.basic("ID", sku));
        }
        xml.within("ClassifiedTaxCategory", |xml| category(xml, line.tax, false));
    });
    xml.within("Price", |xml| {
        let currency = view.currency.to_string();
        xml.with("PriceAmount", "currencyID", &currency, &price(line.price));
    });
}

/// A price as it is, with every place it has.
fn price(price: Decimal) -> String {
    price.to_string()
}

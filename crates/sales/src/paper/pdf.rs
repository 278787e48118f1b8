//! A quote or an invoice as a PDF fit to be sent: logo, addresses, lines under a head that is repeated on every page, totals,
//! taxes, terms, in the language of the customer.
use base::Result;
use engine::Settings;
use say::{Language, Locale, say};
use sheet::{About, INK, LEFT, Logo, MUTED, RIGHT, Sheet, TOP};

use super::format;
use super::view::{Line, Party, View};

/// The paper as a PDF.
pub fn write(view: &View, settings: &Settings) -> Result<Vec<u8>> {
    let locale = Locale::new(view.language, settings.manners.country.as_deref());
    say::sync_within(locale, || set(view, settings))
}

fn set(view: &View, settings: &Settings) -> Result<Vec<u8>> {
    let mut sheet = Sheet::new()?;
    let title = title(view);
    head(&mut sheet, view, &title, settings.logo.is_some());
    lines(&mut sheet, view);
    sums(&mut sheet, view);
    end(&mut sheet, view);
    let foot = [Some(view.seller.name.clone()), view.seller.tax_id.clone(), view.iban.clone()];
    let foot = foot.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let about = About {
        title: &title,
        author: &view.seller.name,
        language: if view.language == Language::German { "de" } else { "en" },
        foot: &foot,
        logo: settings.logo.as_ref().map(|l| Logo { media_type: l.media_type, content: &l.content }),
    };
    sheet.write(&about, &|page, of| say!("quote-pdf-page", page = page, of = of).into_owned())
}

fn title(view: &View) -> String {
    match view.record.object.key.as_str() {
        "invoice" => say!("quote-pdf-invoice", number = &view.number),
        "credit_note" => say!("credit-pdf-title", number = &view.number),
        "order" => say!("quote-pdf-order", number = &view.number),
        _ => say!("quote-pdf-quote", number = &view.number),
    }
    .into_owned()
}

fn party(party: &Party) -> Vec<String> {
    let address = &party.address;
    let city = [address.postcode.as_deref(), address.city.as_deref()];
    let city = city.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let mut all = vec![party.name.clone()];
    all.extend(party.contact.clone());
    all.extend(address.street.iter().flat_map(|s| s.lines().map(str::to_owned)));
    all.extend([Some(city), address.state.clone(), address.country.clone()].into_iter().flatten());
    all.retain(|line| !line.is_empty());
    all
}

fn head(sheet: &mut Sheet, view: &View, title: &str, logo: bool) {
    // The logo stands at the upper left; the name where there is none.
    if !logo {
        sheet.y = TOP + 14.0;
        sheet.text(LEFT, 15.0, true, INK, &view.seller.name);
    }
    sheet.y = TOP + 10.0;
    for line in party(&view.seller) {
        sheet.ending(RIGHT, 8.5, false, MUTED, &line);
        sheet.y += 12.0;
    }
    sheet.y = TOP + 92.0;
    for (i, line) in party(&view.buyer).iter().enumerate() {
        sheet.text(LEFT, 10.0, i == 0, INK, line);
        sheet.y += 14.0;
    }
    if let Some(tax_id) = &view.buyer.tax_id {
        let said = say!("quote-pdf-tax-id", id = tax_id);
        sheet.text(LEFT, 10.0, false, INK, &said);
    }
    let day = |date| format::day(date, view.language);
    let invoice = view.record.object.key == "invoice";
    let mut facts = vec![(say!("quote-pdf-date").into_owned(), day(view.date))];
    if let Some(until) = view.until {
        let label = if invoice { say!("quote-pdf-due") } else { say!("quote-pdf-valid") };
        facts.push((label.into_owned(), day(until)));
    }
    if let Some(order) = &view.order {
        facts.push((say!("quote-pdf-of-order").into_owned(), order.clone()));
    }
    if let Some((invoice, _)) = &view.credits {
        facts.push((say!("credit-pdf-of-invoice").into_owned(), invoice.clone()));
    }
    sheet.y = TOP + 92.0;
    for (label, value) in facts {
        sheet.text(RIGHT - 170.0, 9.0, false, MUTED, &label);
        sheet.ending(RIGHT, 9.0, false, INK, &value);
        sheet.y += 14.0;
    }
    sheet.y = TOP + 196.0;
    sheet.text(LEFT, 17.0, true, INK, title);
    if let Some(subject) = view.record.get("subject").text() {
        for line in sheet.wrapped(subject, 10.0, RIGHT - LEFT) {
            sheet.y += 17.0;
            sheet.text(LEFT, 10.0, false, MUTED, &line);
        }
    }
    sheet.y += 30.0;
}

/// Where the columns of the table end, but for the first, which begins at the left.
const QUANTITY: f32 = 348.0;
const PRICE: f32 = 416.0;
const TAX: f32 = 460.0;

fn table_head(sheet: &mut Sheet) {
    sheet.text(LEFT, 8.5, true, MUTED, &say!("quote-pdf-item"));
    for (x, label) in [
        (QUANTITY, say!("quote-pdf-quantity")),
        (PRICE, say!("quote-pdf-price")),
        (TAX, say!("quote-pdf-tax")),
        (RIGHT, say!("quote-pdf-amount")),
    ] {
        sheet.ending(x, 8.5, true, MUTED, &label);
    }
    sheet.y += 7.0;
    sheet.rule(true);
    sheet.y += 17.0;
}

fn lines(sheet: &mut Sheet, view: &View) {
    table_head(sheet);
    for line in &view.lines {
        let name = sheet.wrapped(&line.name, 9.5, QUANTITY - LEFT - 76.0);
        let beside = beside(line, view);
        let height = 13.0 * name.len() as f32 + 12.0 * beside.len() as f32 + 8.0;
        if sheet.room(height) {
            sheet.y += 10.0;
            table_head(sheet);
        }
        let quantity = format::number(line.quantity, view.language);
        let quantity = line.unit.as_ref().map_or_else(|| quantity.clone(), |u| format!("{quantity} {u}"));
        sheet.ending(QUANTITY, 9.5, false, INK, &quantity);
        sheet.ending(PRICE, 9.5, false, INK, &format::price(line.price, view.currency, view.language));
        sheet.ending(TAX, 9.5, false, INK, &format::percent(line.tax.percent, view.language));
        sheet.ending(RIGHT, 9.5, false, INK, &format::amount(view.money(line.net.net), view.language));
        for text in &name {
            sheet.text(LEFT, 9.5, false, INK, text);
            sheet.y += 13.0;
        }
        for text in &beside {
            sheet.text(LEFT, 8.5, false, MUTED, text);
            sheet.y += 12.0;
        }
        sheet.y -= 4.0;
        sheet.rule(false);
        sheet.y += 16.0;
    }
}

/// What stands small below the name of a line: its article number, its discount.
fn beside(line: &Line, view: &View) -> Vec<String> {
    let off = format::amount(view.money(line.net.off), view.language);
    let discount = (line.net.off != 0).then(|| match line.discount.filter(|_| line.amount_off.is_none()) {
        Some(percent) => {
            let percent = format::percent(percent, view.language);
            say!("quote-pdf-line-discount", percent = &percent, amount = &off).into_owned()
        }
        None => say!("quote-pdf-line-off", amount = &off).into_owned(),
    });
    line.sku.iter().cloned().chain(discount).collect()
}

/// The totals, kept together on one page.
fn sums(sheet: &mut Sheet, view: &View) {
    let (language, sums) = (view.language, &view.totals);
    let mut rows = Vec::new();
    if sums.off != 0 {
        rows.push((say!("quote-pdf-lines").into_owned(), sums.lines));
        let code = view.code.as_ref().filter(|(_, off)| *off != 0);
        let own = sums.off - code.map_or(0, |(_, off)| *off);
        if own != 0 {
            rows.push((say!("quote-pdf-discount").into_owned(), -own));
        }
        if let Some((code, off)) = code {
            rows.push((say!("quote-pdf-code", code = code).into_owned(), -off));
        }
    }
    rows.push((say!("quote-pdf-net").into_owned(), sums.net));
    for tax in &sums.taxes {
        let percent = format::percent(tax.tax.percent, language);
        let of = format::amount(view.money(tax.taxable), language);
        rows.push((say!("quote-pdf-tax-of", percent = &percent, amount = &of).into_owned(), tax.amount));
    }
    sheet.room(16.0 * rows.len() as f32 + 70.0);
    sheet.y += 4.0;
    let label = RIGHT - 230.0;
    for (name, minor) in rows {
        sheet.text(label, 9.5, false, MUTED, &name);
        sheet.ending(RIGHT, 9.5, false, INK, &format::amount(view.money(minor), language));
        sheet.y += 16.0;
    }
    sheet.y -= 7.0;
    sheet.rule_from(label, RIGHT, true);
    sheet.y += 17.0;
    sheet.text(label, 11.5, true, INK, &say!("quote-pdf-total"));
    sheet.ending(RIGHT, 11.5, true, INK, &format::money(view.money(sums.total), language));
    if view.paid != 0 || view.credited != 0 {
        let rows = [
            (say!("quote-pdf-paid"), -view.paid),
            (say!("credit-pdf-credited"), -view.credited),
            (say!("quote-pdf-open"), sums.total - view.paid - view.credited),
        ];
        for (name, minor) in
            rows.into_iter().enumerate().filter(|(i, (_, m))| *i == 2 || *m != 0).map(|r| r.1)
        {
            sheet.y += 16.0;
            sheet.text(label, 9.5, false, MUTED, &name);
            sheet.ending(RIGHT, 9.5, false, INK, &format::money(view.money(minor), language));
        }
    }
    sheet.y += 34.0;
}

/// How to pay, reverse charge, terms.
fn end(sheet: &mut Sheet, view: &View) {
    let mut paragraphs = Vec::new();
    if view.record.object.key == "invoice"
        && let Some(iban) = &view.iban
    {
        let (number, iban) = (view.number.as_str(), iban.as_str());
        paragraphs.push(say!("quote-pdf-pay", iban = iban, number = number).into_owned());
    }
    if view.totals.taxes.iter().any(|t| t.tax.category == crate::pricing::Category::ReverseCharge) {
        paragraphs.push(say!("quote-pdf-reverse").into_owned());
    }
    paragraphs.extend(view.terms.clone());
    for paragraph in paragraphs {
        for line in sheet.wrapped(&paragraph, 9.0, RIGHT - LEFT) {
            sheet.room(14.0);
            sheet.text(LEFT, 9.0, false, INK, &line);
            sheet.y += 14.0;
        }
        sheet.y += 6.0;
    }
}

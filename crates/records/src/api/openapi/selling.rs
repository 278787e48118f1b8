//! What is done with quotes, orders, invoices and subscriptions over the API, and the files they are.
use serde_json::json;

use super::About;
use super::operation::{JSON, Operation, schema, shared, text};
use super::schemas::name_of;

/// The verbs, then the files.
pub(super) fn operations(about: &About<'_>) -> Vec<Operation> {
    const VERBS: [(&str, &str, &str, &str, &str); 11] = [
        ("quote", "/quotes/{id}/sending", "send_quote", "Make the public link of a quote", "quote"),
        ("quote", "/quotes/{id}/versions", "version_quote", "Make a new version of a quote", "quote"),
        ("order", "/orders/{id}/delivery", "deliver_order", "Mark an order as delivered", "order"),
        (
            "order",
            "/orders/{id}/returns",
            "return_order",
            "Mark an order as returned; `reason` says why",
            "order",
        ),
        ("order", "/orders/{id}/invoices", "invoice_order", "Issue the invoice of an order", "invoice"),
        (
            "invoice",
            "/invoices/{id}/payments",
            "pay_invoice",
            "Record a payment; without `amount` all that is open",
            "payment",
        ),
        (
            "invoice",
            "/invoices/{id}/credit-notes",
            "credit_invoice",
            "Credit an invoice, or with `lines` quantities of its lines; `reason` says why",
            "credit_note",
        ),
        (
            "subscription",
            "/subscriptions/{id}/pause",
            "pause_subscription",
            "Pause a subscription",
            "subscription",
        ),
        (
            "subscription",
            "/subscriptions/{id}/resumption",
            "resume_subscription",
            "Let a subscription go on, or take its end back",
            "subscription",
        ),
        (
            "subscription",
            "/subscriptions/{id}/renewals",
            "renew_subscription",
            "Begin another interval",
            "subscription",
        ),
        (
            "subscription",
            "/subscriptions/{id}/cancellation",
            "cancel_subscription",
            "Cancel a subscription; `reason` says why, `on` the last day, `note` more",
            "subscription",
        ),
    ];
    const FILES: [(&str, &str, &str, &str, &str); 6] = [
        ("quote", "/quotes/{id}/pdf", "get_quote_pdf", "A quote as PDF", "application/pdf"),
        ("order", "/orders/{id}/pdf", "get_order_pdf", "An order as PDF", "application/pdf"),
        ("invoice", "/invoices/{id}/pdf", "get_invoice_pdf", "An invoice as PDF", "application/pdf"),
        (
            "invoice",
            "/invoices/{id}/ubl",
            "get_invoice_ubl",
            "An invoice as UBL 2.1 in the terms of EN 16931",
            "application/xml",
        ),
        (
            "credit_note",
            "/credit_notes/{id}/pdf",
            "get_credit_note_pdf",
            "A credit note as PDF",
            "application/pdf",
        ),
        (
            "credit_note",
            "/credit_notes/{id}/ubl",
            "get_credit_note_ubl",
            "A credit note as UBL 2.1 in the terms of EN 16931",
            "application/xml",
        ),
    ];
    let known = |key: &str| about.objects.iter().find(|o| o.key == key && !o.own);
    let file = |media: &'static str| Some((media, json!({"type": "string"})));
    let mut all = Vec::new();
    for (object, path, id, summary, made) in VERBS {
        let (Some(object), Some(made)) = (known(object), known(made)) else { continue };
        let status = if id.starts_with("version") || id.ends_with("invoice") || id.starts_with("invoice") {
            201
        } else {
            200
        };
        let verb = Operation::new("post", path, id, &object.plural, summary).takes([shared("id")]);
        let verb = verb.answers(status, "The record it is about, or that was made.", schema(&name_of(made)));
        all.push(verb.refuses(&["Forbidden", "NotFound", "Conflict"]));
    }
    for (object, path, id, summary, media) in FILES {
        let Some(object) = known(object) else { continue };
        let mut get = Operation::new("get", path, id, &object.plural, summary)
            .takes([shared("id")])
            .refuses(&["NotFound"]);
        get.answers.push((200, "The file.", file(media)));
        all.push(get);
    }
    if let Some(quote) = known("quote") {
        let link = "The public link of a quote that was sent, for those who may change it";
        let mut tell = Operation::new("get", "/quotes/{id}/link", "get_quote_link", &quote.plural, link)
            .takes([shared("id")])
            .refuses(&["Forbidden", "NotFound", "Conflict"]);
        let link = json!({"type": "object", "properties": {"url": {"type": "string", "format": "uri"}}});
        tell.answers.push((200, "The link.", Some((JSON, link))));
        all.push(tell);
    }
    if let Some(invoice) = known("invoice") {
        let mut journal = Operation::new(
            "get",
            "/invoices/journal.csv",
            "get_journal",
            &invoice.plural,
            "Invoices of a time for accounting, a row for each tax",
        )
        .takes([
            text("from", "The first day; the first of the year without it."),
            text("to", "The last day; today without it."),
        ])
        .refuses(&["Forbidden"]);
        journal.answers.push((200, "A CSV file.", file("text/csv")));
        all.push(journal);
    }
    all
}

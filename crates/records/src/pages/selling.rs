//! Which papers stay as they are: a quote that was sent, an order that was delivered, an invoice, a credit note.
use engine::Record;

/// Whether a paper stays as it is by now: it was sent, delivered, issued.
pub(super) fn is_fixed(record: &Record) -> bool {
    let status = record.get("status").text();
    match record.object.key.as_str() {
        "quote" => status != Some("draft"),
        "order" => status != Some("open"),
        "invoice" | "credit_note" => true,
        _ => false,
    }
}

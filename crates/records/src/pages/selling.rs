//! What can be done with quotes, orders and invoices, by the state they are in: the verbs of `sales` as commands.
use engine::{Action, Record};
use ui::Command;
use ui::command::Shown;
use ui::field::href;
use ui::say;

use super::visit::Visit;

/// Whether a paper stays as it is by now: it was sent, delivered, issued.
pub(super) fn is_fixed(record: &Record) -> bool {
    let status = record.get("status").text();
    match record.object.key.as_str() {
        "quote" => status != Some("draft"),
        "order" => status != Some("open"),
        "invoice" => true,
        _ => false,
    }
}

/// The commands of a paper; none for any other record.
pub(super) fn commands(visit: &Visit, record: &Record) -> Vec<Command> {
    if record.object.own {
        return Vec::new();
    }
    let here = href(&record.object, record.id);
    let at = |end: &str| format!("{here}/{end}");
    let status = record.get("status").text().unwrap_or_default();
    let may = visit.actor.may(Action::Update, record);
    let pdf = || Command::page(say!("command-pdf"), "file-text", at("pdf")).shown(Shown::Icon);
    let mut all = Vec::new();
    match record.object.key.as_str() {
        "quote" => {
            if may && status == "draft" {
                all.push(Command::post(say!("command-quote-send"), "send", at("sending")).shown(Shown::Bar));
            }
            if let Some(token) = record.get("token").text().filter(|_| status != "replaced") {
                all.push(Command::page(say!("command-quote-open"), "external-link", format!("/q/{token}")));
            }
            if may && matches!(status, "draft" | "sent" | "declined" | "expired") {
                all.push(Command::post(say!("command-quote-version"), "copy", at("versions")));
            }
            all.push(pdf());
        }
        "order" => {
            if may && !record.get("invoiced").is_true() && status != "returned" {
                let invoice = Command::post(say!("command-order-invoice"), "receipt-text", at("invoices"));
                all.push(invoice.shown(Shown::Bar));
            }
            if may && status == "open" {
                all.push(Command::post(say!("command-order-deliver"), "truck", at("delivery")));
            }
            if may && matches!(status, "open" | "delivered") {
                all.push(Command::post(say!("command-order-return"), "rotate-ccw", at("returns")));
            }
            all.push(pdf());
        }
        "invoice" => {
            if may && status != "paid" {
                all.push(
                    Command::post(say!("command-invoice-paid"), "coins", at("payments")).shown(Shown::Bar),
                );
            }
            all.push(Command::page(say!("command-invoice-ubl"), "code-xml", at("ubl")));
            all.push(pdf());
        }
        _ => {}
    }
    all
}

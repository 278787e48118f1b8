//! What can be done with records of this crate besides changing them: one list, which pages make buttons of.
use engine::verb::{Needs, Spot, Verb, Way};
use engine::{Object, Schema};
use say::{Key, key};

fn is(object: &Object, key: &str) -> bool {
    object.key == key && !object.own
}

/// A verb that needs the right to change the record.
const fn verb(
    of: fn(&Schema, &Object) -> bool,
    label: Key,
    icon: &'static str,
    to: &'static str,
    way: Way,
    when: &'static str,
) -> Verb {
    Verb { label, icon, key: None, of, when, needs: Needs::Change, to, way, spot: Spot::Menu, many: None }
}

/// A file to look at.
const fn file(of: fn(&Schema, &Object) -> bool, label: Key, icon: &'static str, to: &'static str) -> Verb {
    Verb { needs: Needs::Sight, ..verb(of, label, icon, to, Way::Page, "") }
}

/// Every verb, in the order of bars and menus.
pub(crate) fn all() -> Vec<Verb> {
    let task = |_: &Schema, o: &Object| is(o, "task");
    let (quote, order) = (|_: &Schema, o: &Object| is(o, "quote"), |_: &Schema, o: &Object| is(o, "order"));
    let (invoice, lead) = (|_: &Schema, o: &Object| is(o, "invoice"), |_: &Schema, o: &Object| is(o, "lead"));
    let credit_note = |_: &Schema, o: &Object| is(o, "credit_note");
    let template = |_: &Schema, o: &Object| is(o, "deal_template");
    let form = |_: &Schema, o: &Object| is(o, "form");
    let subscription = |_: &Schema, o: &Object| is(o, "subscription");
    let bar = |verb: Verb| Verb { spot: Spot::Bar, ..verb };
    let icon = |verb: Verb| Verb { spot: Spot::Icon, ..verb };
    let keyed = |key: &'static str, verb: Verb| Verb { key: Some(key), ..verb };
    vec![
        // Templates of deals
        Verb {
            needs: Needs::Making("deal"),
            ..bar(verb(template, key!("deal-template-use"), "circle-dollar-sign", "new-deal", Way::Page, ""))
        },
        // Subscriptions
        bar(verb(
            subscription,
            key!("subscription-cancel-command"),
            "circle-x",
            "cancellation",
            Way::Dialog,
            "NOT status = cancelled AND ends_on IS NULL",
        )),
        verb(
            subscription,
            key!("subscription-pause-command"),
            "pause",
            "pause",
            Way::Post,
            "status IN (active, trial)",
        ),
        verb(
            subscription,
            key!("subscription-resume-command"),
            "play",
            "resumption",
            Way::Post,
            "status IN (paused, cancelled) OR ends_on IS NOT NULL",
        ),
        verb(
            subscription,
            key!("subscription-renew-command"),
            "repeat",
            "renewals",
            Way::Post,
            "status IN (active, trial)",
        ),
        // Tasks
        keyed(
            "l",
            bar(verb(
                task,
                key!("task-log-command"),
                "phone-call",
                "completion",
                Way::Dialog,
                "kind = call AND NOT done = true",
            )),
        ),
        keyed(
            "s",
            Verb {
                many: Some(crate::task::snooze::MANY),
                ..bar(verb(
                    task,
                    key!("task-snooze-command"),
                    "alarm-clock",
                    "snooze",
                    Way::Dialog,
                    "NOT done = true",
                ))
            },
        ),
        keyed(
            "d",
            verb(
                task,
                key!("task-delegate-command"),
                "forward",
                "delegation",
                Way::Dialog,
                "NOT done = true",
            ),
        ),
        verb(
            task,
            key!("task-skip-command"),
            "skip-forward",
            "skips",
            Way::Post,
            "NOT done = true AND recurrence IS NOT NULL",
        ),
        verb(task, key!("task-stop-command"), "repeat", "series-end", Way::Post, "recurrence IS NOT NULL"),
        Verb {
            when: "kind = meeting AND due IS NOT NULL",
            ..file(task, key!("task-invitation-command"), "calendar-plus", "invitation.ics")
        },
        // Whatever tasks can point to
        Verb {
            key: Some("u"),
            needs: Needs::Making("task"),
            many: Some(crate::task::follow_up::MANY),
            ..verb(
                |schema, o| crate::task::follow_up::link(schema, o).is_some(),
                key!("task-follow-up-command"),
                "calendar-clock",
                "follow-up",
                Way::Dialog,
                "",
            )
        },
        // Quotes, orders, invoices
        bar(verb(quote, key!("command-quote-send"), "send", "sending", Way::Post, "status = draft")),
        bar(verb(
            quote,
            key!("command-quote-link"),
            "external-link",
            "link",
            Way::Dialog,
            "NOT status IN (draft, replaced)",
        )),
        verb(
            quote,
            key!("command-quote-version"),
            "copy",
            "versions",
            Way::Post,
            "status IN (draft, sent, declined, expired)",
        ),
        icon(file(quote, key!("command-pdf"), "file-text", "pdf")),
        bar(verb(
            order,
            key!("command-order-invoice"),
            "receipt-text",
            "invoices",
            Way::Post,
            "NOT invoiced = true AND NOT status = returned",
        )),
        verb(order, key!("command-order-deliver"), "truck", "delivery", Way::Post, "status = open"),
        verb(
            order,
            key!("command-order-return"),
            "rotate-ccw",
            "returns",
            Way::Post,
            "status IN (open, delivered)",
        ),
        icon(file(order, key!("command-pdf"), "file-text", "pdf")),
        bar(verb(
            invoice,
            key!("command-invoice-paid"),
            "coins",
            "payments",
            Way::Dialog,
            "NOT open_amount = 0",
        )),
        verb(
            invoice,
            key!("command-invoice-credit"),
            "receipt",
            "credit-notes",
            Way::Page,
            "NOT status = credited",
        ),
        file(credit_note, key!("command-invoice-ubl"), "code-xml", "ubl"),
        icon(file(credit_note, key!("command-pdf"), "file-text", "pdf")),
        file(invoice, key!("command-invoice-ubl"), "code-xml", "ubl"),
        icon(file(invoice, key!("command-pdf"), "file-text", "pdf")),
        // Leads and their forms
        keyed(
            "v",
            bar(verb(
                lead,
                key!("lead-convert"),
                "git-merge",
                "conversion",
                Way::Page,
                "NOT status = converted",
            )),
        ),
        keyed("q", bar(verb(form, key!("webform-questions"), "list-checks", "questions", Way::Page, ""))),
        verb(form, key!("webform-open"), "external-link", "/f/{slug}", Way::Page, "active = true"),
    ]
}

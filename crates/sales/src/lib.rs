//! Selling: contacts, companies, leads and their forms, deals, products, tasks, notes, quotes, orders and invoices, their rules and
//! metrics.
mod commands;
pub mod company;
pub mod competitor;
pub mod contact;
pub mod credit_note;
pub mod deal;
pub mod demo;
pub mod forecast;
pub mod form;
pub mod invoice;
pub mod lead;
pub mod note;
pub mod offer;
mod once;
pub mod order;
pub mod paper;
pub mod payment;
pub mod price_book;
pub mod pricing;
pub mod product;
pub mod quote;
pub mod subscription;
pub mod task;
pub mod tax_rate;

use engine::Module;

/// Everything this crate brings.
pub fn module() -> Module {
    Module {
        name: "sales",
        objects: vec![
            lead::object(),
            form::object(),
            contact::object(),
            company::object(),
            deal::object(),
            deal::people::object(),
            competitor::on_deal(),
            deal::team::object(),
            competitor::object(),
            deal::template::object(),
            deal::template::task(),
            product::object(),
            product::bundle::part(),
            task::object(),
            note::object(),
            quote::object(),
            order::object(),
            invoice::object(),
            price_book::object(),
            offer::object(),
            offer::redemption(),
            tax_rate::object(),
            quote::line(),
            order::line(),
            invoice::line(),
            credit_note::object(),
            credit_note::line(),
            payment::object(),
            subscription::object(),
            subscription::movement(),
            forecast::quota::object(),
            forecast::adjustment::object(),
            price_book::entry(),
        ],
        rules: vec![
            lead::NAME,
            lead::TOUCH,
            lead::OWNER,
            lead::STATUS,
            lead::CONTACT,
            lead::grade::RULE,
            form::RULE,
            contact::NAME,
            deal::template::WAITS,
            deal::STAGE,
            deal::AMOUNTS,
            deal::CLOSURE,
            deal::SLIP,
            deal::playbook::RULE,
            deal::series::RULE,
            deal::template::DAYS,
            deal::template::TASK_DAYS,
            deal::people::ONCE,
            deal::team::SHARE,
            competitor::ONCE,
            note::WHEN,
            task::DONE,
            task::SCHEDULE,
            tax_rate::RATE,
            price_book::BOOK,
            price_book::ENTRY,
            product::bundle::PART,
            offer::RULE,
            quote::TERMS,
            order::PLACED,
            invoice::DATES,
            credit_note::DATE,
            payment::PAYMENT,
            subscription::TERMS,
            forecast::quota::QUOTA,
            forecast::adjustment::ADJUSTMENT,
        ],
        settles: vec![
            paper::SETTLE,
            order::repeat::SETTLE,
            offer::SETTLE,
            credit_note::SETTLE,
            payment::SETTLE,
            price_book::SETTLE,
            product::bundle::SETTLE,
            task::SETTLE,
            subscription::SETTLE,
            lead::customer::SETTLE,
            deal::series::SETTLE,
            deal::template::SETTLE,
            deal::playbook::SETTLE,
            deal::next_step::SETTLE,
            deal::people::SETTLE,
            competitor::SETTLE,
            deal::team::SETTLE,
        ],
        metrics: [
            lead::metrics::all(),
            deal::metrics::all(),
            deal::team::metrics(),
            competitor::metrics(),
            task::metrics::all(),
            order::metrics::all(),
            invoice::metrics::all(),
            subscription::metrics::all(),
        ]
        .concat(),
        jobs: vec![
            demo::job(),
            quote::EXPIRY,
            subscription::COURSE,
            deal::team::JOB,
            deal::series::JOB,
            task::reminder::JOB,
            forecast::SNAPSHOT,
        ],
        followers: vec![lead::touch::FOLLOWER, task::reminder::FOLLOWER],
        settings: vec![lead::grade::SETTING, lead::assignment::SETTING, lead::conversion::SETTING],
        verbs: commands::all(),
    }
}

//! Selling: contacts, companies, leads and their forms, deals, products, tasks and notes, their rules and metrics.
pub mod company;
pub mod contact;
pub mod deal;
pub mod demo;
pub mod form;
pub mod lead;
pub mod note;
pub mod product;
pub mod task;

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
            product::object(),
            task::object(),
            note::object(),
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
            deal::STAGE,
            deal::CLOSURE,
            task::DONE,
        ],
        metrics: [lead::metrics::all(), deal::metrics::all()].concat(),
        jobs: vec![demo::job()],
        followers: vec![lead::touch::FOLLOWER],
        settings: vec![lead::grade::SETTING, lead::assignment::SETTING, lead::conversion::SETTING],
    }
}

//! Selling: contacts, companies, deals, products, tasks and notes, their rules and metrics.
pub mod company;
pub mod contact;
pub mod deal;
pub mod demo;
pub mod note;
pub mod product;
pub mod task;

use engine::Module;

/// Everything this crate brings.
pub fn module() -> Module {
    Module {
        name: "sales",
        objects: vec![
            contact::object(),
            company::object(),
            deal::object(),
            product::object(),
            task::object(),
            note::object(),
        ],
        rules: vec![contact::NAME, deal::STAGE, deal::CLOSURE, task::DONE],
        metrics: deal::metrics::all(),
        jobs: vec![demo::job()],
        ..Module::default()
    }
}

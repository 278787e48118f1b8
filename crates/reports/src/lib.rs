//! Reports: dashboards and their cards, goals. What is counted stands with the metrics of each feature; here is what people
//! ask of them.
pub mod card;
pub mod dashboard;
pub mod figures;
pub mod goal;
pub mod period;

use engine::Module;
use engine::metric::Metric;

/// Everything this crate brings; goals are about the metrics of the other crates.
pub fn module(metrics: &[Metric]) -> Module {
    Module {
        name: "reports",
        objects: vec![dashboard::object(), goal::object(metrics)],
        rules: vec![dashboard::RULE, goal::RULE],
        ..Module::default()
    }
}

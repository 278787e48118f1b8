//! The forecast: what deals will bring in within a month or a quarter. By category and weighted, as people say; by history
//! (`model`), as deals went; against quotas, with managers' adjustments, and held against what came.
pub mod adjustment;
mod answer;
pub mod facts;
pub mod hazard;
mod history;
pub mod model;
mod past;
pub mod period;
pub mod quota;
mod snapshot;

pub use answer::{By, Forecast, Question, Row, forecast};
pub use history::read;
pub use model::TooThin;
pub use past::{Method, Said};
pub use period::Period;
pub(crate) use snapshot::SNAPSHOT;
pub use snapshot::{SERIES, keep};

use engine::Choice;
use facts::Category;

/// The categories as choices of a deal, the surest first.
pub(crate) fn categories() -> Vec<Choice> {
    vec![
        Choice::new("commit", "Commit", "teal"),
        Choice::new("best_case", "Best case", "sky"),
        Choice::new("pipeline", "Pipeline", "slate"),
        Choice::new("omitted", "Omitted", "slate"),
    ]
}

/// What a forecast makes of the deals in a stage.
pub fn category_of(stage: &Choice) -> Category {
    let said = stage.forecast.as_deref().and_then(Category::parse);
    said.unwrap_or_else(|| Category::of_chance(stage.probability.unwrap_or_default()))
}

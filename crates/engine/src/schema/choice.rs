//! The options of a field: their tones, stages, pipelines and what is to be done at each.
use serde::{Deserialize, Serialize};

use super::field::is_false;

/// What kind of stage a choice is, where a choice field is the path of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageKind {
    /// Still going on.
    Open,
    /// Ended well.
    Won,
    /// Ended badly.
    Lost,
}

/// One value of a picklist.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is stored: letters, digits and `_`.
    pub key: String,
    /// What people read.
    pub label: String,
    /// A tone of the design language; empty for slate.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tone: String,
    /// No longer offered; records that have it keep it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// The stage kind, for the stages of a pipeline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<StageKind>,
    /// Chance to win in this stage, in percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<u8>,
    /// What a forecast makes of records in the stage: `omitted`, `pipeline`, `best_case` or `commit`; nothing to go by
    /// the chance to win.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<String>,
    /// The pipeline a stage belongs to; a stage without one belongs to all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<String>,
    /// Keys of fields that people are asked for when they move a record here and that are empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<String>,
    /// What it is a step of, where the field is a checklist (`Field::checks`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Step>,
}

/// A step of a checklist: where it is to be done, and what hangs on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The choice of the field the checklist follows: the stage it is done in.
    pub at: String,
    /// A sentence that helps to do it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// A record goes on only when it is done.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// Entering the stage makes a task of it, due in so many days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<u16>,
}

impl Choice {
    /// A choice with a tone.
    pub fn new(key: &str, label: &str, tone: &str) -> Self {
        Self {
            key: key.to_owned(),
            label: label.to_owned(),
            tone: tone.to_owned(),
            hidden: false,
            stage: None,
            probability: None,
            forecast: None,
            pipeline: None,
            asks: Vec::new(),
            step: None,
        }
    }

    /// Makes it a stage with a chance to win in percent.
    #[must_use]
    pub fn stage(mut self, kind: StageKind, probability: u8) -> Self {
        self.stage = Some(kind);
        self.probability = Some(probability);
        self
    }

    /// Makes it a stage of one pipeline only.
    #[must_use]
    pub fn of(mut self, pipeline: &str) -> Self {
        self.pipeline = Some(pipeline.to_owned());
        self
    }

    /// People who move a record here are asked for these fields.
    #[must_use]
    pub fn asks(mut self, fields: &[&str]) -> Self {
        self.asks = fields.iter().map(|&f| f.to_owned()).collect();
        self
    }
}

//! What has to be answered before an import begins: asked once for many rows, never decided in silence.
use std::fmt::Write as _;

use serde::Serialize;

use super::mapping::Column;
use super::spelling::{bare, column_line, quoted};

/// One value a question is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// As it stands in the file.
    pub value: String,
    /// In how many rows.
    pub rows: u64,
    /// The physical line of the first.
    pub line: u64,
    /// What it probably means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proposal: Option<String>,
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Nobody knows what a column means.
    Column,
    /// The order of day and month.
    Date,
    /// The mark before the decimals.
    Number,
    /// A link to a record that is not there, or there more than once.
    Link,
    /// A value that a picklist does not have.
    Choice,
    /// Several rows of one key.
    Duplicate,
    /// Two columns mean the same field.
    Contradiction,
    /// A field that must be filled, and no column fills it.
    Required,
}

impl About {
    /// Only some values are open: what the rows without them would do can be counted.
    pub fn is_about_values(self) -> bool {
        matches!(self, Self::Link | Self::Choice | Self::Duplicate)
    }
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Question {
    /// What it is about.
    pub about: About,
    /// The heading, where it is about one column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The field, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// For people.
    pub message: String,
    /// Rows it is about.
    pub rows: u64,
    /// The values, the most frequent first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Asked>,
    /// How many further values there are.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: u64,
    /// Lines of a mapping file that answer it, the proposed one first.
    pub answers: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(n: &u64) -> bool {
    *n == 0
}

/// A number with its noun: `1,480 rows`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(n), if n == 1 { one } else { many })
}

/// A number in groups of three digits.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

impl Question {
    /// A question without values.
    pub fn new(about: About, message: String) -> Self {
        Self {
            about,
            column: None,
            field: None,
            message,
            rows: 0,
            values: Vec::new(),
            more: 0,
            answers: Vec::new(),
        }
    }

    /// Says which column it is about.
    #[must_use]
    pub fn column(mut self, heading: &str) -> Self {
        self.column = Some(heading.to_owned());
        self
    }

    /// Adds a line of a mapping file that answers it.
    #[must_use]
    pub fn answer(mut self, line: impl Into<String>) -> Self {
        self.answers.push(line.into());
        self
    }

    /// The question as lines of text, as the command line shows it.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.message);
        for asked in &self.values {
            let rows = count(asked.rows, "row", "rows");
            let mean = asked.proposal.as_ref().map_or(String::new(), |p| format!(": did you mean {p:?}?"));
            let _ = writeln!(out, "    {:?}, {rows}{mean}", asked.value);
        }
        if self.more > 0 {
            let _ = writeln!(out, "    and {} more", grouped(self.more));
        }
        for (i, answer) in self.answers.iter().enumerate() {
            let lead = if i == 0 { "answer:" } else { "    or:" };
            let _ = writeln!(out, "  {lead} {}", answer.replace('\n', "\n          "));
        }
        out
    }
}

/// The answers to values that are not known, as lines of `[columns]`: the proposals first, then making, then emptying.
pub fn value_answers(heading: &str, column: &Column, values: &[Asked], choices: bool) -> Vec<String> {
    let mut answers = Vec::new();
    let proposed: Vec<&Asked> = values.iter().filter(|v| v.proposal.is_some()).collect();
    if !proposed.is_empty() {
        let mut with = column.clone();
        for asked in proposed {
            with.values.insert(asked.value.clone(), asked.proposal.clone().unwrap_or_default().into());
        }
        answers.push(column_line(heading, &with));
    }
    let mut made = column.clone();
    if choices {
        made.create_choices = true;
    } else {
        made.create = Some(super::mapping::Create::Plain(true));
    }
    answers.push(column_line(heading, &made));
    let mut empty = column.clone();
    empty.unknown = Some(super::mapping::Unknown::Empty);
    answers.push(column_line(heading, &empty));
    answers
}

/// A line of the top of a mapping file.
pub fn top_line(name: &str, value: &str) -> String {
    format!("{} = {}", bare(name), quoted(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_reads_as_it_would_be_asked() {
        let column = Column::of("product");
        let values =
            vec![Asked { value: "GTXPro".into(), rows: 1480, line: 3, proposal: Some("GTX Pro".into()) }];
        let mut question =
            Question::new(About::Link, "product: 1 value names no product".into()).column("product");
        question.answers = value_answers("product", &column, &values, false);
        question.values = values;
        assert_eq!(
            question.text(),
            "product: 1 value names no product\n    \"GTXPro\", 1,480 rows: did you mean \"GTX Pro\"?\n  \
             answer: product = { field = \"product\", values = { GTXPro = \"GTX Pro\" } }\n      \
             or: product = { field = \"product\", create = true }\n      \
             or: product = { field = \"product\", unknown = \"empty\" }\n"
        );
    }
}

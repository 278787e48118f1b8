//! What is wrong with a filter, where, what would have been right, and the nearest name there is.
use std::fmt;

use say::say;

/// What is wrong with a filter's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    /// Byte position in the text.
    pub position: usize,
    /// Bytes from there on.
    pub length: usize,
    /// For people: what happened, where, then the way out.
    pub message: String,
    /// What happened alone, for where the place is pointed at and the way out stands beside it.
    pub plain: String,
    /// What would have been right there.
    pub expected: Vec<String>,
    /// The nearest name there is, where one is near.
    pub nearest: Option<String>,
}

/// Where something stands in the text. Two things that mean the same are equal wherever they stand.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
impl Eq for Span {}

impl Span {
    /// From here to the end of another.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end }
    }
}

impl FilterError {
    /// An error at a place.
    pub(crate) fn at(span: Span, message: impl Into<String>) -> Self {
        Self {
            position: span.start,
            length: span.end.saturating_sub(span.start),
            message: message.into(),
            plain: String::new(),
            expected: Vec::new(),
            nearest: None,
        }
    }

    /// Says what would have been right.
    #[must_use]
    pub(crate) fn expected(mut self, what: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.expected = what.into_iter().map(Into::into).collect();
        self
    }

    /// Says which name is near.
    #[must_use]
    pub(crate) fn near(mut self, nearest: Option<String>) -> Self {
        self.nearest = nearest;
        self
    }

    /// Completes the message: the place (counted in characters from 1), the nearest name, what was expected.
    #[must_use]
    pub(crate) fn finish(mut self, text: &str) -> Self {
        let place = text.get(..self.position).map_or(self.position, |before| before.chars().count()) + 1;
        self.plain.clone_from(&self.message);
        self.message = say!("problem-filter-at", what = &self.message, place = place).into();
        if let Some(nearest) = &self.nearest {
            self.message = say!("problem-filter-nearest", what = &self.message, nearest = nearest).into();
        } else if !self.expected.is_empty() {
            let expected = one_of(&self.expected);
            self.message = say!("problem-filter-expected", what = &self.message, expected = expected).into();
        }
        self
    }
}

/// `a, b or c`, and not more than a dozen.
fn one_of(all: &[String]) -> String {
    let shown = all.get(..12).unwrap_or(all);
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, _)) if all.len() > shown.len() => {
            format!("{}, {last}, …", shown.get(..shown.len() - 1).unwrap_or_default().join(", "))
        }
        Some((last, rest)) => say!("problem-filter-either", list = rest.join(", "), last = last).into(),
        None => String::new(),
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FilterError {}

impl From<FilterError> for base::Error {
    fn from(error: FilterError) -> Self {
        Self::invalid("filter", "filter", error.message)
    }
}

/// The name nearest to what was written, at most two slips away, and never one that shares nothing with it.
pub(crate) fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    if written.len() > 80 {
        return None;
    }
    let written = base::fold(written);
    let most = if written.chars().count() <= 3 { 1 } else { 2 };
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&written, &base::fold(name)), name))
        .filter(|(slips, _)| *slips <= most)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name.to_owned())
}

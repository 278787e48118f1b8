//! What a value that is not known was probably meant to be.

use std::collections::HashMap;

use crate::fold::squash;

/// Below this a likeness is nonsense rather than a slip.
const LEAST: f64 = 0.8;

/// Known values, prepared to be compared with many unknown ones.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    values: Vec<String>,
    folded: HashMap<String, usize>,
    /// The folded characters of each value, by how many they are.
    by_length: HashMap<usize, Vec<(Vec<char>, usize)>>,
}

impl Vocabulary {
    /// Takes the known values; of those that differ in nothing that counts, the first one is offered.
    pub fn new<S: Into<String>>(values: impl IntoIterator<Item = S>) -> Self {
        let mut vocabulary = Self::default();
        for value in values {
            let value = value.into();
            let folded = squash(&value);
            let index = vocabulary.values.len();
            vocabulary.values.push(value);
            if folded.is_empty() || vocabulary.folded.contains_key(&folded) {
                continue;
            }
            let characters: Vec<char> = folded.chars().collect();
            vocabulary.by_length.entry(characters.len()).or_default().push((characters, index));
            vocabulary.folded.insert(folded, index);
        }
        vocabulary
    }

    /// The known value that is most like this one, and how alike they are from 0.8 to 1; nothing if none is like it.
    /// First case, accents, blanks and punctuation are left aside, then slips of the keyboard.
    pub fn closest(&self, value: &str) -> Option<(&str, f64)> {
        let folded = squash(value);
        if let Some(known) = self.folded.get(&folded).and_then(|index| self.values.get(*index)) {
            return Some((known, if known == value { 1.0 } else { 0.99 }));
        }
        let characters: Vec<char> = folded.chars().collect();
        let slips = allowed_slips(characters.len());
        let shortest = characters.len().saturating_sub(slips);
        let mut best: Option<(usize, f64)> = None;
        for length in shortest..=characters.len() + slips {
            for (other, index) in self.by_length.get(&length).into_iter().flatten() {
                // What differs in a digit is another thing: GTX 100 is not GTX 200.
                if !same_digits(&characters, other) {
                    continue;
                }
                let distance = strsim::generic_damerau_levenshtein(&characters, other);
                let score = 1.0 - distance as f64 / characters.len().max(length) as f64;
                if distance <= slips && score >= LEAST && best.is_none_or(|(_, least)| score > least) {
                    best = Some((*index, score));
                }
            }
        }
        best.and_then(|(index, score)| Some((self.values.get(index)?.as_str(), score)))
    }
}

/// The candidate that is most like a value. For many values, build a [`Vocabulary`] once.
pub fn closest<'c>(value: &str, candidates: &[&'c str]) -> Option<(&'c str, f64)> {
    let vocabulary = Vocabulary::new(candidates.iter().copied());
    let (found, score) = vocabulary.closest(value)?;
    candidates.iter().find(|candidate| **candidate == found).map(|candidate| (*candidate, score))
}

fn allowed_slips(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=8 => 1,
        9..=15 => 2,
        _ => 3,
    }
}

fn same_digits(a: &[char], b: &[char]) -> bool {
    a.iter().filter(|c| c.is_numeric()).eq(b.iter().filter(|c| c.is_numeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'c>(value: &str, candidates: &[&'c str]) -> Option<&'c str> {
        closest(value, candidates).map(|(candidate, _)| candidate)
    }

    #[test]
    fn what_only_looks_different_is_the_same() {
        let products = ["GTX Basic", "GTX Pro", "GTX Plus Pro", "MG Special"];
        assert_eq!(closest("GTXPro", &products), Some(("GTX Pro", 0.99)));
        assert_eq!(closest("gtx  plus-pro", &products), Some(("GTX Plus Pro", 0.99)));
        assert_eq!(closest("GTX Pro", &products), Some(("GTX Pro", 1.0)));
    }

    #[test]
    fn slips_are_forgiven() {
        assert_eq!(found("technolgy", &["software", "technology", "telecommunications"]), Some("technology"));
        assert_eq!(found("Philipines", &["Panama", "Philippines", "Poland"]), Some("Philippines"));
        assert_eq!(found("Gemrany", &["Germany", "Greece"]), Some("Germany"));
    }

    #[test]
    fn nonsense_is_not_offered() {
        assert_eq!(found("Acme", &["Apple"]), None);
        assert_eq!(found("West", &["East"]), None);
        assert_eq!(found("GTX 100", &["GTX 200"]), None);
        assert_eq!(found("", &["a", ""]), None);
        assert_eq!(found("No", &["So"]), None);
        assert_eq!(found("Iran", &["Iraq"]), None);
    }

    #[test]
    fn of_several_the_most_alike_is_offered() {
        assert_eq!(found("MG Specail", &["MG Specials", "MG Special"]), Some("MG Special"));
    }
}

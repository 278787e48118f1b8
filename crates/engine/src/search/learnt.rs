//! Which objects have a word: kept in the table `word_in`, so that a search asks only those, and typing errors are mended.
use std::collections::{HashMap, HashSet};

use store::{Sql, Tx};

/// Words by the object whose records have them.
#[derive(Debug, Default)]
pub(crate) struct Learnt {
    objects: HashMap<String, HashSet<String>>,
    count: usize,
}

impl Learnt {
    /// Nothing more is known.
    pub(crate) fn clear(&mut self) {
        self.objects.clear();
        self.count = 0;
    }

    /// How many there are, a word of two objects counted twice.
    pub(crate) fn len(&self) -> usize {
        self.count
    }

    /// The words of an object.
    pub(crate) fn of(&self, object: &str) -> Option<&HashSet<String>> {
        self.objects.get(object)
    }

    /// Every word, as often as objects have it.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.objects.values().flatten().map(String::as_str)
    }

    /// All that the other has.
    pub(crate) fn append(&mut self, other: Self) {
        for (object, words) in other.objects {
            let there = self.objects.entry(object).or_default();
            let before = there.len();
            there.extend(words);
            self.count += there.len() - before;
        }
    }

    /// Takes in the words that may be looked for in the table and are not in `known`, with the statements that write them.
    pub(crate) fn learn(&mut self, object: &str, words: &[String], known: &Self, tx: &mut Tx) {
        let known = known.of(object);
        for word in words.iter().filter(|w| is_kept(w)) {
            if known.is_some_and(|k| k.contains(word)) || self.of(object).is_some_and(|w| w.contains(word)) {
                continue;
            }
            tx.run(Sql::new(
                "INSERT INTO word_in (word, object) VALUES ($1, $2) ON CONFLICT (word, object) DO NOTHING",
                vec![store::index_word(word).into(), object.into()],
            ));
            self.count += 1;
            match self.objects.get_mut(object) {
                Some(words) => words.insert(word.clone()),
                None => self.objects.entry(object.to_owned()).or_default().insert(word.clone()),
            };
        }
    }
}

/// Numbers are no typing errors, and every record may have its own.
fn is_kept(word: &str) -> bool {
    word.len() >= 3 && !word.contains(char::is_numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(object: &str, words: &[&str], known: &Learnt) -> (Learnt, usize) {
        let (mut learnt, mut tx) = (Learnt::default(), Tx::new());
        let words: Vec<String> = words.iter().map(|&w| w.to_owned()).collect();
        learnt.learn(object, &words, known, &mut tx);
        let count = learnt.len();
        (learnt, count)
    }

    #[test]
    fn each_object_learns_a_word_by_itself_and_once() {
        let (mut known, new) =
            learnt("contact", &["marta", "kowalski", "marta", "no", "a4b5"], &Learnt::default());
        assert_eq!(new, 2);
        assert_eq!(learnt("contact", &["marta", "berg"], &known).1, 1);
        let (company, new) = learnt("company", &["marta"], &known);
        assert_eq!(new, 1);
        known.append(company);
        assert_eq!((known.len(), known.words().count()), (3, 3));
    }
}

//! Beginnings of words turned into the words there are: an index merges the records of all words that begin so before it
//! gives the first, but reads the records of a word one by one.
use std::collections::HashMap;

use base::Result;
use store::{Db, Sql};

use super::typed::{Spelling, Wanted, can_be_mended};

/// Words that are asked for one by one instead of by their beginning.
const FEW: usize = 48;

/// What is known to begin like the words that were typed.
#[derive(Default)]
pub(super) struct Begun(HashMap<String, Vec<String>>);

impl Begun {
    /// Looks at the list of words known, which has every word of letters alone.
    pub(super) async fn of(db: &Db, wanted: &[Wanted]) -> Result<Self> {
        let mut words: Vec<&str> = wanted
            .iter()
            .flatten()
            .flatten()
            .filter(|s| !s.whole && can_be_mended(&s.text))
            .map(|s| s.text.as_str())
            .collect();
        words.sort_unstable();
        words.dedup();
        if words.is_empty() {
            return Ok(Self::default());
        }
        let ask = |word: &&str| {
            Sql::new(
                "SELECT word FROM word WHERE word >= $1 AND word < $2 ORDER BY word LIMIT $3",
                vec![(*word).into(), format!("{word}\u{10ffff}").into(), (FEW as i64 + 1).into()],
            )
        };
        let answers = db.read_all(words.iter().map(ask).collect()).await?;
        let mut begun = HashMap::new();
        for (word, rows) in words.into_iter().zip(answers) {
            begun.insert(word.to_owned(), rows.into_iter().filter_map(|mut r| r.take_text(0)).collect());
        }
        Ok(Self(begun))
    }

    /// The same, by the words there are where they are few.
    pub(super) fn spelled_out(&self, wanted: &[Wanted]) -> Vec<Wanted> {
        let way = |way: &Wanted| way.iter().map(|word| self.word(word)).collect();
        wanted.iter().map(way).collect()
    }

    fn word(&self, spellings: &[Spelling]) -> Vec<Spelling> {
        let mut out: Vec<Spelling> = Vec::new();
        for spelling in spellings {
            match self.0.get(&spelling.text) {
                Some(words) if !spelling.whole && words.len() <= FEW => {
                    out.extend(words.iter().map(|w| Spelling { text: w.clone(), whole: true }));
                }
                _ => out.push(spelling.clone()),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_words_are_asked_for_by_themselves_and_many_by_their_beginning() {
        let many = (0..=FEW).map(|n| format!("comp{n}")).collect();
        let begun = Begun(HashMap::from([
            ("mart".to_owned(), vec!["marta".to_owned(), "martin".to_owned()]),
            ("comp".to_owned(), many),
            ("xyzz".to_owned(), Vec::new()),
        ]));
        let texts = |word: &str| {
            let wanted = begun.spelled_out(&[vec![vec![Spelling::beginning(word)]]]);
            wanted.into_iter().flatten().flatten().map(|s| (s.text, s.whole)).collect::<Vec<_>>()
        };
        assert_eq!(texts("mart"), [("marta".to_owned(), true), ("martin".to_owned(), true)]);
        assert_eq!(texts("comp"), [("comp".to_owned(), false)]);
        assert!(texts("xyzz").is_empty());
    }
}

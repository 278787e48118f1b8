//! Beginnings of words turned into the words there are: an index merges the records of all words that begin so before it
//! gives the first, but reads the records of a word one by one; and an object without any of them need not be asked.
use std::collections::HashMap;

use base::Result;
use store::{Db, Sql};

use super::typed::{Spelling, Wanted, can_be_mended};

/// Words that are asked for one by one instead of by their beginning.
const FEW: usize = 48;
/// Words times objects that are read: beyond, the beginning is taken for one of very many.
const READ: usize = FEW * 8;

/// A word with an object that has it; with none where that is not known yet.
#[derive(Debug)]
struct There {
    word: String,
    object: Option<String>,
}

/// What is known to begin like the words that were typed.
#[derive(Default)]
pub(super) struct Begun(HashMap<String, Vec<There>>);

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
                "SELECT word, object FROM word_in WHERE word >= $1 AND word < $2 ORDER BY word, object LIMIT $3",
                vec![(*word).into(), format!("{word}\u{10ffff}").into(), (READ as i64 + 1).into()],
            )
        };
        let answers = db.read_all(words.iter().map(ask).collect()).await?;
        let mut begun = Self::default();
        for (word, rows) in words.into_iter().zip(answers) {
            let there = |mut row: store::Row| {
                let object = row.take_text(1).filter(|o| !o.is_empty());
                Some(There { word: row.take_text(0)?, object })
            };
            begun.keep(word, rows.into_iter().filter_map(there).collect());
        }
        Ok(begun)
    }

    /// Keeps what begins like a word, unless that is too much to be asked for one by one.
    fn keep(&mut self, word: &str, there: Vec<There>) {
        let words = there.chunk_by(|a, b| a.word == b.word).count();
        if words <= FEW && there.len() <= READ {
            self.0.insert(word.to_owned(), there);
        }
    }

    /// The same, by the words that an object has, where they are few. A word that it has none for is left with nothing.
    pub(super) fn spelled_out(&self, wanted: &[Wanted], object: &str) -> Vec<Wanted> {
        let way = |way: &Wanted| way.iter().map(|word| self.word(word, object)).collect();
        wanted.iter().map(way).collect()
    }

    fn word(&self, spellings: &[Spelling], object: &str) -> Vec<Spelling> {
        let mut out: Vec<Spelling> = Vec::new();
        for spelling in spellings {
            match self.0.get(&spelling.text).filter(|_| !spelling.whole) {
                Some(there) => {
                    let mut words: Vec<&str> = there
                        .iter()
                        .filter(|t| t.object.as_deref().is_none_or(|o| o == object))
                        .map(|t| t.word.as_str())
                        .collect();
                    words.dedup();
                    out.extend(words.into_iter().map(|w| Spelling { text: w.to_owned(), whole: true }));
                }
                None => out.push(spelling.clone()),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun(there: &[(&str, &[(&str, &str)])]) -> Begun {
        let mut begun = Begun::default();
        for (beginning, words) in there {
            let there = |&(word, object): &(&str, &str)| There {
                word: word.to_owned(),
                object: (!object.is_empty()).then(|| object.to_owned()),
            };
            begun.keep(beginning, words.iter().map(there).collect());
        }
        begun
    }

    fn texts(begun: &Begun, word: &str, object: &str) -> Vec<(String, bool)> {
        let wanted = begun.spelled_out(&[vec![vec![Spelling::beginning(word)]]], object);
        wanted.into_iter().flatten().flatten().map(|s| (s.text, s.whole)).collect()
    }

    #[test]
    fn few_words_are_asked_for_by_themselves_and_many_by_their_beginning() {
        let many: Vec<String> = (0..=FEW).map(|n| format!("comp{n}")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|w| (w.as_str(), "company")).collect();
        let begun = begun(&[
            ("mart", &[("marta", "contact"), ("martin", "contact")]),
            ("comp", &many),
            ("xyzz", &[]),
        ]);
        assert_eq!(
            texts(&begun, "mart", "contact"),
            [("marta".to_owned(), true), ("martin".to_owned(), true)]
        );
        assert_eq!(texts(&begun, "comp", "company"), [("comp".to_owned(), false)]);
        assert!(texts(&begun, "xyzz", "contact").is_empty());
    }

    #[test]
    fn an_object_is_asked_for_the_words_it_has_and_those_that_may_be_anywhere() {
        let begun = begun(&[(
            "mart",
            &[("marta", "company"), ("marta", "contact"), ("martin", "contact"), ("marty", "")],
        )]);
        let words = |object| texts(&begun, "mart", object).into_iter().map(|t| t.0).collect::<Vec<_>>();
        assert_eq!(words("contact"), ["marta", "martin", "marty"]);
        assert_eq!(words("company"), ["marta", "marty"]);
        assert_eq!(words("ticket"), ["marty"]);
    }
}

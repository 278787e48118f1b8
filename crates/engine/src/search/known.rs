//! The words known: what typing errors are mended against. One text in memory, loaded when first needed.
use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base::Result;
use store::{Db, Sql};

use super::learnt::Learnt;
use super::typed::Spelling;

/// Words offered for one that is wrong.
const OFFERED: usize = 8;
/// Words of other processes are learnt after this long, when a word is missed.
const STALE: Duration = Duration::from_mins(1);
/// Words kept in memory at most.
const MOST: usize = 2_000_000;
/// New words that are kept beside the list until it is loaded again.
const FRESH: usize = 50_000;

/// Every word of the table `word_in`, once.
#[derive(Default)]
struct Words {
    text: String,
    /// Where each word ends in the text.
    ends: Vec<u32>,
}

impl Words {
    fn push(&mut self, word: &str) {
        if self.ends.len() < MOST
            && let Ok(end) = u32::try_from(self.text.len() + word.len())
        {
            self.text.push_str(word);
            self.ends.push(end);
        }
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().filter_map(move |&end| {
            let word = self.text.get(start..end as usize);
            start = end as usize;
            word
        })
    }
}

/// The words this process knows.
#[derive(Default)]
pub(crate) struct Known {
    words: Mutex<Option<(Arc<Words>, Instant)>>,
    /// Written by this process since.
    fresh: Mutex<Vec<String>>,
}

impl Known {
    /// Words that this process has put into the table.
    pub(crate) fn learn(&self, words: &Learnt) {
        // Nobody has searched yet: the list will have them when it is loaded.
        let mut list = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if list.is_none() {
            return;
        }
        let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        if fresh.len() + words.len() > FRESH {
            fresh.clear();
            *list = None;
        } else {
            fresh.extend(words.words().map(str::to_owned));
        }
    }

    /// The words, or beginnings of words, one typing error away; the likeliest first.
    pub(super) async fn near(&self, db: &Db, word: &str) -> Result<Vec<Spelling>> {
        let (words, loaded) = self.list(db, None).await?;
        let near = self.nearest(&words, word);
        if !near.is_empty() || loaded.elapsed() < STALE {
            return Ok(near);
        }
        let (words, _) = self.list(db, Some(loaded)).await?;
        Ok(self.nearest(&words, word))
    }

    /// The list; loaded anew when there is none or it is the old one.
    async fn list(&self, db: &Db, old: Option<Instant>) -> Result<(Arc<Words>, Instant)> {
        if let Some((words, loaded)) = &*self.words.lock().unwrap_or_else(PoisonError::into_inner)
            && Some(*loaded) != old
        {
            return Ok((words.clone(), *loaded));
        }
        let mut words = Words::default();
        let loaded = Instant::now();
        self.fresh.lock().unwrap_or_else(PoisonError::into_inner).clear();
        // From here on new words are kept; those before are in the table.
        *self.words.lock().unwrap_or_else(PoisonError::into_inner) = Some((Arc::default(), loaded));
        let read = async {
            let sql = Sql::new("SELECT DISTINCT word FROM word_in ORDER BY word", Vec::new());
            let mut scan = db.scan(sql, Some(Duration::from_secs(30))).await?;
            while let Some(rows) = scan.next_chunk().await? {
                rows.iter().filter_map(|r| r.text(0)).for_each(|w| words.push(w));
            }
            Ok::<_, store::Failure>(())
        };
        let result = read.await;
        let mut slot = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(failure) = result {
            *slot = None;
            return Err(failure.into());
        }
        words.text.shrink_to_fit();
        words.ends.shrink_to_fit();
        let words = Arc::new(words);
        *slot = Some((words.clone(), loaded));
        Ok((words, loaded))
    }

    fn nearest(&self, words: &Words, wrong: &str) -> Vec<Spelling> {
        let fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
        nearest(words.iter().chain(fresh.iter().map(String::as_str)), wrong)
    }
}

/// How a word was mistyped, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Slip {
    /// Two letters changed places.
    Swapped,
    /// A letter is missing.
    Missing,
    /// One letter stands for another.
    Wrong,
    /// There is a letter too many.
    Extra,
}

/// Calls `found` for each single slip that turns a beginning of `right` into `wrong`, with the length of the beginning.
fn slips<T: PartialEq>(wrong: &[T], right: &[T], mut found: impl FnMut(Slip, usize)) {
    let at = wrong.iter().zip(right).take_while(|(a, b)| a == b).count();
    let rest = |w: usize, r: usize| match (wrong.get(w..), right.get(r..)) {
        (Some(wrong), Some(right)) => right.starts_with(wrong),
        _ => false,
    };
    if at == wrong.len() {
        return;
    }
    // A last letter that is wrong is not also one too many, where the word goes on.
    if rest(at + 1, at) && (at + 1 < wrong.len() || at == right.len()) {
        found(Slip::Extra, wrong.len() - 1);
    }
    if at == right.len() {
        return;
    }
    if rest(at + 2, at + 2) && wrong.get(at) == right.get(at + 1) && wrong.get(at + 1) == right.get(at) {
        found(Slip::Swapped, wrong.len());
    }
    if rest(at, at + 1) {
        found(Slip::Missing, wrong.len() + 1);
    }
    if rest(at + 1, at + 1) {
        found(Slip::Wrong, wrong.len());
    }
}

/// A word that may have been meant.
struct Offer {
    whole: bool,
    slip: Slip,
    first: bool,
    words: usize,
}

/// The words, or beginnings of them, that are one slip away from a wrong one.
fn nearest<'a>(words: impl Iterator<Item = &'a str>, wrong: &str) -> Vec<Spelling> {
    let mut offers: HashMap<&str, Offer> = HashMap::new();
    let letters: Vec<char> = wrong.chars().collect();
    let mut chars: Vec<char> = Vec::new();
    for word in words {
        let mut note = |slip: Slip, end: usize| {
            let Some(text) = word.get(..end) else { return };
            let whole = end == word.len();
            let first = text.chars().next() == wrong.chars().next();
            let offer = offers.entry(text).or_insert(Offer { whole, slip, first, words: 0 });
            offer.whole |= whole;
            offer.slip = offer.slip.min(slip);
            offer.words += 1;
        };
        if wrong.is_ascii() && word.is_ascii() {
            slips(wrong.as_bytes(), word.as_bytes(), &mut note);
        } else {
            chars.clear();
            chars.extend(word.chars());
            slips(&letters, &chars, |slip, end| {
                let end = word.char_indices().nth(end).map_or(word.len(), |(at, _)| at);
                note(slip, end);
            });
        }
    }
    let mut offers: Vec<(&str, Offer)> = offers.into_iter().collect();
    offers.sort_unstable_by_key(|(text, o)| (!o.whole, o.slip, !o.first, Reverse(o.words), *text));
    // A whole word is looked for as such: all that begins like eight words would be most of what there is.
    let spelling = |(text, offer): (&str, Offer)| Spelling { text: text.to_owned(), whole: offer.whole };
    offers.into_iter().take(OFFERED).map(spelling).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(wrong: &str, words: &[&str]) -> Vec<String> {
        nearest(words.iter().copied(), wrong).into_iter().map(|s| s.text).collect()
    }

    #[test]
    fn each_single_slip_is_mended() {
        for wrong in ["kowalksi", "kowlski", "kowaleki", "kowallski", "owalski", "kowalskiy"] {
            assert_eq!(mended(wrong, &["anna", "kowalski", "zebra"]), ["kowalski"], "{wrong}");
        }
        assert!(mended("kowlsik", &["kowalski"]).is_empty());
    }

    #[test]
    fn a_wrong_word_may_be_half_typed() {
        assert_eq!(mended("kowlas", &["kowalski", "kowalska"]), ["kowals"]);
        assert_eq!(mended("nrodw", &["nordwind"]), ["nordw"]);
    }

    #[test]
    fn letters_are_counted_not_bytes() {
        assert_eq!(mended("иваноы", &["иванов"]), ["иванов"]);
        assert_eq!(mended("ивнов", &["иванов", "ivanov"]), ["иванов"]);
    }

    #[test]
    fn whole_words_come_before_beginnings_and_there_are_few() {
        let words = ["johnson", "jonas", "john", "jones"];
        assert_eq!(mended("jonh", &words).first().map(String::as_str), Some("john"));
        let many: Vec<String> = ('a'..='z').map(|c| format!("jon{c}x")).collect();
        assert_eq!(nearest(many.iter().map(String::as_str), "jonq").len(), OFFERED);
    }
}

//! What somebody typed into the search box: words, digits of a phone number, single letters.
use super::words::{self, backwards};

/// One way a word may stand in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spelling {
    /// Folded.
    pub(super) text: String,
    /// It is the word, not its beginning.
    pub(super) whole: bool,
}

impl Spelling {
    /// What words begin with.
    pub(super) fn beginning(text: &str) -> Self {
        Self { text: text.to_owned(), whole: false }
    }

    /// A word of a record is, or begins with, this.
    pub(super) fn fits(&self, word: &str) -> bool {
        if self.whole { word == self.text } else { word.starts_with(&self.text) }
    }
}

/// Words that must all be there, each as one of its spellings.
pub(super) type Wanted = Vec<Vec<Spelling>>;

/// A text as read for searching.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Typed {
    /// The words, folded, without duplicates.
    pub(super) words: Vec<String>,
    /// All digits in a row, where it looks like a phone number.
    digits: Option<String>,
    /// Single letters beside longer words: the index is not asked for them.
    pub(super) letters: Vec<String>,
}

/// Characters that are read.
const LONGEST: usize = 200;
/// Words that are looked for.
const WORDS: usize = 8;
/// Letters of a word that can be mended.
const MENDED: usize = 4;

/// One letter of the Latin alphabet or one digit: other scripts say much with one.
pub(super) fn is_letter(word: &str) -> bool {
    word.len() == 1
}

/// Numbers have no typing errors that could be known.
pub(super) fn can_be_mended(word: &str) -> bool {
    word.chars().count() >= MENDED && !word.chars().any(char::is_numeric)
}

impl Typed {
    /// Nothing when there is nothing to look for.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text: String = text.chars().take(LONGEST).collect();
        let mut words: Vec<String> = Vec::new();
        for word in words::words(&text) {
            if !words.contains(&word) && words.len() < WORDS {
                words.push(word);
            }
        }
        let digits = phone_digits(&text);
        let mut letters = Vec::new();
        if words.iter().any(|w| !is_letter(w)) && digits.is_none() {
            (letters, words) = words.into_iter().partition(|w| is_letter(w));
        }
        (!words.is_empty()).then_some(Self { words, digits, letters })
    }

    /// The ways to understand it: the words, or the digits in a row.
    pub(super) fn wanted(&self) -> Vec<Wanted> {
        let mut ways = vec![self.words.iter().map(|w| spellings(w)).collect::<Wanted>()];
        if let Some(digits) = self.digits.as_ref().filter(|d| self.words != [(*d).clone()]) {
            ways.push(vec![spellings(digits)]);
        }
        ways
    }
}

/// Digits that the end of a number is known by.
const LAST: usize = 4;

/// A word as a beginning. Digits may also be a number without the zero people put before it at home, or its end.
fn spellings(word: &str) -> Vec<Spelling> {
    let mut out = vec![Spelling::beginning(word)];
    if word.bytes().all(|b| b.is_ascii_digit()) {
        let number = word.trim_start_matches('0');
        if number.len() < word.len() && number.len() >= LAST - 1 {
            out.push(Spelling::beginning(number));
        }
        if word.len() >= LAST {
            out.push(Spelling::beginning(&backwards(if number.len() >= LAST { number } else { word })));
        }
    }
    out
}

/// The digits of a text that can be a phone number or a part of one, as the index has them: without `+`, `00`, `(0)`.
fn phone_digits(text: &str) -> Option<String> {
    let text = text.trim();
    if !text.chars().all(|c| c.is_ascii_digit() || " +-./()\u{a0}–".contains(c)) {
        return None;
    }
    let abroad = text.starts_with('+') || text.starts_with("00");
    let text = if abroad { text.replace("(0)", "") } else { text.to_owned() };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let digits = if text.starts_with("00") { digits.trim_start_matches('0').to_owned() } else { digits };
    (digits.len() >= 3).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_single_letters_stand_aside() {
        let typed = Typed::read("Müller m muller").unwrap();
        assert_eq!((typed.words, typed.letters), (vec!["muller".to_owned()], vec!["m".to_owned()]));
        assert_eq!(Typed::read("m").unwrap().words, ["m"]);
        assert_eq!(Typed::read(" -- "), None);
    }

    #[test]
    fn digits_with_signs_between_are_a_phone_number_too() {
        let texts = |way: Wanted| {
            way.into_iter()
                .map(|word| word.into_iter().map(|s| s.text).collect::<Vec<_>>())
                .collect::<Vec<_>>()
        };
        let ways =
            |text: &str| Typed::read(text).unwrap().wanted().into_iter().map(texts).collect::<Vec<_>>();
        assert_eq!(
            ways("0171 555"),
            [vec![vec!["0171", "171", "~1710"], vec!["555"]], vec![vec!["0171555", "171555", "~555171"]]]
        );
        assert_eq!(ways("+49 (0)171")[1], [["49171", "~17194"]]);
        assert_eq!(ways("0049171")[1], [["49171", "~17194"]]);
        assert_eq!(ways("5550138").len(), 1);
        assert_eq!(ways("route 66").len(), 1);
    }
}

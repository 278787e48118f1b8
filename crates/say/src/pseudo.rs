//! The pseudo-language of tests: English whose letters are marked and whose words are longer, so that text nobody
//! handed to `say!` and boxes too small for other languages show at once.
use std::borrow::Cow;

/// Marks a text.
pub(super) fn mark(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        out.push(marked(c));
        // Longer by about a third, as German and Finnish are.
        if matches!(c, 'a' | 'e' | 'o') {
            out.push(marked(c));
        }
    }
    out
}

/// The same, as Fluent wants it.
pub(super) fn transform(text: &str) -> Cow<'_, str> {
    Cow::Owned(mark(text))
}

fn marked(c: char) -> char {
    const PLAIN: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const MARKED: &str = "áƀćđéƒǵħíĵķĺɱńóṕɋŕśťúṽŵẋýźÁɃĆĐÉƑǴĦÍĴĶĹḾŃÓṔɊŔŚŤÚṼŴẊÝŹ";
    PLAIN.find(c).and_then(|place| MARKED.chars().nth(place)).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_is_marked_and_words_grow() {
        let marked = mark("Zones and Quotas");
        assert!(!marked.contains(|c: char| c.is_ascii_alphabetic()), "{marked}");
        assert!(marked.chars().count() > "Zones and Quotas".len());
    }
}

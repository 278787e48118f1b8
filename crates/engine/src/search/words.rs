//! The words a record is found by, and the same words of what somebody typed.

/// Letters before a digit that make a word of their own.
const NAME: usize = 3;
/// What stands before digits that are written backwards: no word of a text has it.
const BACKWARDS: char = '~';

/// The folded words of a text. Digits behind a name are a word of their own: `kowalska81` is found by both, and a word
/// that begins with a name has letters only, so that all of them are in the list of words known.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in base::words(text) {
        let letters = word.chars().take_while(|c| !c.is_numeric());
        let (count, end) = letters.fold((0, 0), |(count, end), c| (count + 1, end + c.len_utf8()));
        match word.split_at_checked(end) {
            Some((name, number)) if count >= NAME && !number.is_empty() => {
                out.extend([name.to_owned(), number.to_owned()]);
            }
            _ => out.push(word),
        }
    }
    out
}

/// A word that digits are found by from their end.
pub(crate) fn backwards(digits: &str) -> String {
    std::iter::once(BACKWARDS).chain(digits.chars().rev()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_behind_a_name_are_a_word_of_their_own() {
        assert_eq!(words("Marta.Kowalska81@example.com"), ["marta", "kowalska", "81", "example", "com"]);
        assert_eq!(words("B2B A4 4ever Q3 Straße12b"), ["b2b", "a4", "4ever", "q3", "strasse", "12b"]);
    }
}

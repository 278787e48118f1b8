//! Texts made comparable: case, accents, blanks and punctuation do not count.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a text in lower case without accents. `CloseDate`, `close_date` and `Close date` are the same two.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    let mut plain = text.nfkd().filter(|c| !is_combining_mark(*c)).peekable();
    while let Some(c) = plain.next() {
        let next_is_lower = plain.peek().is_some_and(|next| next.is_lowercase());
        // "closeDate" begins a word at D, "URLOfPage" at O and P.
        let hump = c.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_lower));
        if (hump || !c.is_alphanumeric()) && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if c.is_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            match c {
                'ß' | 'ẞ' => word.push_str("ss"),
                'ø' | 'Ø' => word.push('o'),
                'ł' | 'Ł' => word.push('l'),
                'æ' | 'Æ' => word.push_str("ae"),
                'œ' | 'Œ' => word.push_str("oe"),
                'đ' | 'Đ' => word.push('d'),
                other => word.extend(other.to_lowercase()),
            }
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The text without anything that sets its words apart: "GTX Pro" and "gtx-pro" are both `gtxpro`.
pub(crate) fn squash(text: &str) -> String {
    words(text).concat()
}

/// A word without the ending of its plural.
pub(crate) fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    for ending in ["sses", "xes", "ches", "shes"] {
        if word.ends_with(ending) {
            return word.strip_suffix("es").unwrap_or(word).to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.len() > 2 && !stem.ends_with(['s', 'u', 'i']) => stem.to_owned(),
        _ => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_however_they_are_joined() {
        for text in ["CloseDate", "close_date", "Close Date*", "closeDate", "  close-DATE "] {
            assert_eq!(words(text), ["close", "date"], "{text}");
        }
        assert_eq!(words("Größe/Straße Łódź"), ["grosse", "strasse", "lodz"]);
        assert_eq!(words("PageURLText"), ["page", "url", "text"]);
        assert_eq!(words("GTXPro"), ["gtx", "pro"]);
    }

    #[test]
    fn plurals_lose_their_ending() {
        let folded = ["companies", "deals", "addresses", "status", "address", "bus", "boxes"].map(singular);
        assert_eq!(folded, ["company", "deal", "address", "status", "address", "bus", "box"]);
    }
}

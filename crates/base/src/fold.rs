//! Folded text: what searching and sorting compare, the same on every database.
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Lower case, compatibility-decomposed, without accents: `Größe Ⅷ` becomes `grosse viii`.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        for lower in c.to_lowercase() {
            match lower {
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                'ø' => out.push('o'),
                'đ' | 'ð' => out.push('d'),
                'ł' => out.push('l'),
                'ı' => out.push('i'),
                'þ' => out.push_str("th"),
                '\u{307}' => {}
                other => out.push(other),
            }
        }
    }
    out
}

/// The words of a text as the search index knows them: folded runs of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    fold(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_do_not_count() {
        assert_eq!(fold("Größe ÅNGSTRÖM Ⅷ Łódź İstanbul"), "grosse angstrom viii lodz istanbul");
        assert_eq!(
            words("marta.kowalska@Nordwind-Studios.de"),
            ["marta", "kowalska", "nordwind", "studios", "de"]
        );
    }
}

//! Yes and no in the words and marks tables have for them.

/// Whether a text says yes or no; nothing if it says neither.
pub fn parse_toggle(text: &str) -> Option<bool> {
    let text = text.trim();
    if text.len() > 12 {
        return None;
    }
    let first = text.chars().next()?;
    if !(first.is_alphabetic() || matches!(first, '0' | '1' | '\u{2610}'..='\u{2718}' | '❌')) {
        return None;
    }
    Some(match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "t" | "1" | "on" | "ja" | "j" | "wahr" | "ein" | "an" | "oui" | "si"
        | "sí" | "x" | "✓" | "✔" | "✔️" | "☑" | "☑️" | "✅" => true,
        "no" | "n" | "false" | "f" | "0" | "off" | "nein" | "falsch" | "aus" | "non" | "✗" | "✘" | "✕"
        | "☐" | "❌" => false,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks_are_understood() {
        for yes in ["Yes", " TRUE ", "1", "Ja", "x", "✓", "wahr"] {
            assert_eq!(parse_toggle(yes), Some(true), "{yes}");
        }
        for no in ["No", "false", "0", "NEIN", "✗"] {
            assert_eq!(parse_toggle(no), Some(false), "{no}");
        }
        for neither in ["", "maybe", "2", "yes please", "10"] {
            assert_eq!(parse_toggle(neither), None, "{neither}");
        }
    }
}

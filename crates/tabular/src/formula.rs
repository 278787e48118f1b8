//! Texts that a spreadsheet would take for formulas when it opens a file of text: written, an apostrophe goes before them,
//! as one types it there; read, it is taken off again. What is written and read stays the same, apostrophes and all.

use std::borrow::Cow;

/// A cell as it is written.
pub(crate) fn marked(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

/// A cell as it was meant.
pub(crate) fn unmarked(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Numbers, phone numbers and rows of dashes begin with the same signs and can do no harm.
fn is_formula(text: &str) -> bool {
    let harmless = |c: char| {
        c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '.' | ',' | ';' | '/' | '(' | ')' | '%')
    };
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !text.chars().all(harmless)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_marked_as_text_and_numbers_are_not() {
        assert_eq!(marked("=HYPERLINK(\"http://x\")"), "'=HYPERLINK(\"http://x\")");
        assert_eq!(marked("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(marked("-2+cmd|' /C calc'!A0"), "'-2+cmd|' /C calc'!A0");
        for plain in ["-5", "-1,234.50", "+49 (30) 901820", "+4930; +4931", "--", "a=b", "'tis", ""] {
            assert_eq!(marked(plain), plain);
        }
    }

    #[test]
    fn apostrophes_of_ones_own_stay() {
        for own in ["=1a", "'=1a", "''=1a", "'tis", "'", "-x", "'-5"] {
            assert_eq!(unmarked(&marked(own)), own);
        }
    }
}

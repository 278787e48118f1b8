//! Cuts the text of a date into numbers, words and marks.

use super::words::{Word, word};

/// A piece of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// Digits.
    Number(&'t str),
    /// A word with a meaning, and as it is written.
    Word(Word, &'t str),
    /// Letters without a meaning, which may name a zone.
    Letters(&'t str),
    /// A mark.
    Mark(char),
    /// One or more blanks.
    Blank,
}

/// No date is longer, in bytes and in pieces.
const MAX_BYTES: usize = 80;
const MAX_TOKENS: usize = 32;

/// The pieces of a text, or nothing if it cannot be a date.
pub(super) fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let text = text.trim();
    if text.is_empty() || text.len() > MAX_BYTES {
        return None;
    }
    let mut tokens = Vec::with_capacity(12);
    let mut rest = text;
    let mut has_number = false;
    while let Some(first) = rest.chars().next() {
        if tokens.len() == MAX_TOKENS {
            return None;
        }
        if let Some((word, length)) = dotted_half_day(rest) {
            let (written, after) = rest.split_at_checked(length)?;
            tokens.push(Token::Word(word, written));
            rest = after;
            continue;
        }
        let belongs: fn(char) -> bool = match first {
            c if c.is_ascii_digit() => |c| c.is_ascii_digit(),
            c if c.is_alphabetic() => |c| c.is_alphabetic() || c == '_',
            c if is_blank(c) => is_blank,
            c if "-/.,:+'[]()−’".contains(c) => {
                let mark = match c {
                    '−' => '-',
                    '’' => '\'',
                    other => other,
                };
                tokens.push(Token::Mark(mark));
                rest = rest.get(c.len_utf8()..)?;
                continue;
            }
            _ => return None,
        };
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at_checked(length)?;
        rest = after;
        has_number |= first.is_ascii_digit();
        tokens.push(if first.is_ascii_digit() {
            Token::Number(piece)
        } else if is_blank(first) {
            Token::Blank
        } else {
            // A zone comes behind a time, so letters that say nothing cannot come before all numbers.
            letters(piece).filter(|token| has_number || !matches!(token, Token::Letters(_)))?
        });
    }
    Some(tokens)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

/// Letters are a known word, or else they can only be the name of a zone.
fn letters(piece: &str) -> Option<Token<'_>> {
    // Folded on the stack, since this is done for each word of each cell; no word is longer.
    let mut folded = [0; 12];
    let meaning = match folded.get_mut(..piece.len()) {
        Some(bytes) if piece.is_ascii() => {
            bytes.copy_from_slice(piece.as_bytes());
            bytes.make_ascii_lowercase();
            std::str::from_utf8(bytes).ok().and_then(word)
        }
        Some(_) => word(&piece.to_lowercase()),
        None => None,
    };
    if let Some(word) = meaning {
        return Some(Token::Word(word, piece));
    }
    // "T104941Z" is cut at the digits; "BRST" and "Europe" are left.
    let is_zone = piece.len() > 1 && piece.is_ascii() && piece.starts_with(|c: char| c.is_ascii_uppercase());
    is_zone.then_some(Token::Letters(piece))
}

/// `a.m.` and `p.m.`, with or without the last dot.
fn dotted_half_day(rest: &str) -> Option<(Word, usize)> {
    let bytes = rest.as_bytes();
    let [half, b'.', m, after @ ..] = bytes else { return None };
    if !m.eq_ignore_ascii_case(&b'm') || after.first().is_some_and(u8::is_ascii_alphanumeric) {
        return None;
    }
    let word = match half.to_ascii_lowercase() {
        b'a' => Word::Am,
        b'p' => Word::Pm,
        _ => return None,
    };
    Some((word, if after.first() == Some(&b'.') { 4 } else { 3 }))
}

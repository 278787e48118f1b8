//! How the numbers of a whole column are written, and by what evidence.

use super::{Lexed, NumberStyle};
use crate::date::Proofs;

/// What one number says about the style of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum NumberSign {
    /// Only a decimal point explains it: 1,234.5 or 1.5.
    Point,
    /// Only a decimal comma explains it: 1.234,5 or 1,5.
    Comma,
    /// Could be read in two ways: 1.234.
    Undecided,
    /// Reads the same in any style.
    Neutral,
}

/// All that a column says about how its numbers are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NumberEvidence {
    /// Numbers that only a decimal point explains.
    pub point: Proofs,
    /// Numbers that only a decimal comma explains.
    pub comma: Proofs,
    /// Numbers that can be read in two ways, such as 1.234.
    pub undecided: Proofs,
    /// How many numbers read the same in any style.
    pub neutral: u64,
}

/// How the numbers of a column are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberGuess {
    /// The style that is proven, or the more likely one if `ambiguous`.
    pub style: NumberStyle,
    /// Nothing is proven though it matters, or opposites are: someone must be asked.
    pub ambiguous: bool,
    /// What the guess rests on.
    pub evidence: NumberEvidence,
}

/// Gathers the evidence of a column, one number after another.
#[derive(Debug, Clone, Default)]
pub struct NumberGuesser {
    evidence: NumberEvidence,
}

impl NumberGuesser {
    /// Takes in one cell; what is no number counts for nothing.
    pub fn add(&mut self, line: u64, text: &str) {
        if let Some((sign, _)) = Lexed::read(text).and_then(|lexed| lexed.sign()) {
            self.add_sign(sign, line, text);
        }
    }

    pub(crate) fn add_sign(&mut self, sign: NumberSign, line: u64, text: &str) {
        match sign {
            NumberSign::Point => self.evidence.point.add(line, text),
            NumberSign::Comma => self.evidence.comma.add(line, text),
            NumberSign::Undecided => self.evidence.undecided.add(line, text),
            NumberSign::Neutral => self.evidence.neutral += 1,
        }
    }

    /// The verdict on what was taken in.
    pub fn finish(self) -> NumberGuess {
        let evidence = self.evidence;
        let (point, comma) = (evidence.point.count, evidence.comma.count);
        let style = if comma > point { NumberStyle::DecimalComma } else { NumberStyle::DecimalPoint };
        let ambiguous = (point > 0 && comma > 0) || (point + comma == 0 && evidence.undecided.count > 0);
        NumberGuess { style, ambiguous, evidence }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(column: &[&str]) -> (NumberStyle, bool) {
        let mut guesser = NumberGuesser::default();
        for text in column {
            guesser.add(1, text);
        }
        let guess = guesser.finish();
        (guess.style, guess.ambiguous)
    }

    #[test]
    fn the_column_decides_the_style() {
        assert_eq!(guess(&["1.234", "1.234,56"]), (NumberStyle::DecimalComma, false));
        assert_eq!(guess(&["1.234", "1.5"]), (NumberStyle::DecimalPoint, false));
        assert_eq!(guess(&["1,7", "200.000.000"]), (NumberStyle::DecimalComma, false));
        assert_eq!(guess(&["1", "20", "300"]), (NumberStyle::DecimalPoint, false));
        assert_eq!(guess(&["0.125"]), (NumberStyle::DecimalPoint, false));
        assert_eq!(guess(&["1 234,567"]), (NumberStyle::DecimalComma, false));
    }

    #[test]
    fn what_is_not_proven_must_be_asked() {
        assert!(guess(&["1.234", "5.678"]).1);
        assert!(guess(&["1,5", "1.5"]).1);
    }
}

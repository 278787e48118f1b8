//! What stands in the text of a date, before anyone says in which order.

use super::time::{self, Clock, small};
use super::token::{Token, tokens};
use super::words::Word;
use super::{DateProblem, Zone};

/// A number of the date part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(super) value: u64,
    /// How many digits it was written with.
    pub(super) digits: usize,
    /// An apostrophe says it is a year: '96.
    pub(super) is_year: bool,
}

impl Part {
    /// Whether the number can only be a year.
    pub(super) fn must_be_year(self) -> bool {
        self.is_year || self.digits > 2 || self.value > 31 || self.value == 0
    }
}

/// What a text says: numbers in the order written, names, time and zone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(super) numbers: Vec<Part>,
    /// The named month, and how many numbers were before it.
    pub(super) month: Option<(i8, usize)>,
    pub(super) weekday: Option<i8>,
    pub(super) clock: Option<Clock>,
    pub(super) half: Option<Word>,
    pub(super) zone: Option<Zone>,
    /// The date was written without marks: year, month, day.
    pub(super) compact: bool,
    /// The mark between the first two numbers.
    pub(super) mark: Option<char>,
}

impl Parts {
    /// Takes a text apart.
    pub(crate) fn read(text: &str) -> Result<Self, DateProblem> {
        let tokens = tokens(text).ok_or(DateProblem::NotADate)?;
        if let Some(year) = year_out_of_range(&tokens) {
            return Err(DateProblem::YearOutOfRange { year });
        }
        let mut parts = Self::default();
        let mut at = 0;
        while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before)).copied();
            at += parts.take(rest, before).ok_or(DateProblem::NotADate)?;
        }
        if parts.is_empty() { Err(DateProblem::NotADate) } else { Ok(parts) }
    }

    fn is_empty(&self) -> bool {
        self.numbers.is_empty() && self.month.is_none() && self.weekday.is_none() && self.clock.is_none()
    }

    /// Whether there is a time of day and nothing else.
    pub(crate) fn is_time_only(&self) -> bool {
        self.numbers.is_empty() && self.month.is_none() && self.weekday.is_none() && self.clock.is_some()
    }

    /// Whether a day, a month and a year are all there.
    pub(crate) fn is_complete(&self) -> bool {
        self.numbers.len() + usize::from(self.month.is_some()) == 3
    }

    /// Whether the date was written as digits only, such as 20240131.
    pub(crate) fn is_compact(&self) -> bool {
        self.compact
    }

    /// Whether there is a time of day that is not midnight.
    pub(crate) fn has_time(&self) -> bool {
        self.clock.is_some_and(|clock| {
            clock != Clock::at(0, 0, 0) && !(self.half.is_some() && clock == Clock::at(12, 0, 0))
        })
    }

    /// Takes the pieces at the front in and says how many they were; nothing if they make no sense.
    fn take(&mut self, rest: &[Token<'_>], before: Option<Token<'_>>) -> Option<usize> {
        match *rest.first()? {
            Token::Number(digits) => self.take_number(digits, rest, before),
            Token::Word(Word::Month(month), _) => {
                if self.month.is_some() || self.compact {
                    return None;
                }
                self.month = Some((month, self.numbers.len()));
                Some(1)
            }
            Token::Word(Word::Weekday(day), _) => {
                if self.weekday.replace(day).is_some() {
                    return None;
                }
                // German shortens the days of the week with a dot.
                Some(1 + usize::from(rest.get(1) == Some(&Token::Mark('.'))))
            }
            Token::Word(Word::Noise, _) | Token::Blank => Some(1),
            // "10:36 Uhr".
            Token::Word(Word::Hours, written) => {
                (self.clock.is_some() && written.eq_ignore_ascii_case("uhr")).then_some(1)
            }
            Token::Word(Word::T, _) => {
                (!self.numbers.is_empty() && matches!(rest.get(1), Some(Token::Number(_)))).then_some(1)
            }
            Token::Mark(mark @ ('-' | '/' | '.' | ',')) => self.take_mark(mark, rest, before),
            // JavaScript writes the name of the zone behind its offset.
            Token::Mark('(') if self.zone.is_some() => {
                Some(rest.iter().position(|t| *t == Token::Mark(')'))? + 1)
            }
            Token::Mark('\'') => {
                let is_year = matches!(rest.get(1), Some(Token::Number(digits)) if digits.len() == 2);
                is_year.then_some(1)
            }
            _ => None,
        }
    }

    /// A mark must stand beside something of the date, and be the same one between all numbers.
    fn take_mark(&mut self, mark: char, rest: &[Token<'_>], before: Option<Token<'_>>) -> Option<usize> {
        let before = before?;
        if mark == ',' {
            return Some(1);
        }
        let is_between = matches!(before, Token::Number(_)) && matches!(rest.get(1), Some(Token::Number(_)));
        if is_between && !self.numbers.is_empty() {
            match self.mark {
                None => self.mark = Some(mark),
                Some(other) if other != mark => return None,
                Some(_) => {}
            }
        }
        let follows = matches!(before, Token::Number(_) | Token::Word(Word::Month(_), _));
        let is_last = rest.len() == 1 && mark != '.';
        (follows && !is_last).then_some(1)
    }

    fn take_number(&mut self, digits: &str, rest: &[Token<'_>], before: Option<Token<'_>>) -> Option<usize> {
        if let Some((clock, used)) =
            time::colons(rest).or_else(|| time::german(rest)).or_else(|| time::units(rest))
        {
            return self.take_clock(clock, used, rest);
        }
        if let Some(used) = half_day_behind(rest) {
            return self.take_clock(Clock::at(small(digits)?, 0, 0), used, rest);
        }
        let after_t = matches!(before, Some(Token::Word(Word::T, _)));
        let after_compact = self.compact && self.clock.is_none() && digits.len() != 2;
        if after_t || after_compact {
            let (clock, used) = time::compact(rest)?;
            return self.take_clock(clock, used, rest);
        }
        if self.numbers.is_empty() && self.month.is_none() && matches!(digits.len(), 6 | 8 | 12 | 14) {
            return self.take_compact(digits, rest);
        }
        if self.compact || digits.len() > 4 || self.numbers.len() + usize::from(self.month.is_some()) >= 3 {
            return None;
        }
        let is_year = before == Some(Token::Mark('\''));
        self.numbers.push(Part { value: small(digits)?, digits: digits.len(), is_year });
        Some(1)
    }

    fn take_clock(&mut self, clock: Clock, used: usize, rest: &[Token<'_>]) -> Option<usize> {
        if self.clock.replace(clock).is_some() {
            return None;
        }
        let mut used = used;
        let blanks = usize::from(rest.get(used) == Some(&Token::Blank));
        if let Some(Token::Word(half @ (Word::Am | Word::Pm), _)) = rest.get(used + blanks) {
            self.half = Some(*half);
            used += blanks + 1;
        }
        if let Some((zone, length)) = time::zone(rest.get(used..)?) {
            self.zone = Some(zone);
            used += length;
            // Java and jiff write both: +01:00[Europe/Berlin]. The name knows more.
            if let Some((named @ Zone::Named(_), length)) = time::zone(rest.get(used..)?) {
                self.zone = Some(named);
                used += length;
            }
        }
        Some(used)
    }

    /// 20030925, 950404, 199709020908 and 19970902090807.
    fn take_compact(&mut self, digits: &str, rest: &[Token<'_>]) -> Option<usize> {
        // The same digits with marks around are no date: 123456-78.
        if matches!(rest.get(1), Some(Token::Mark(mark)) if *mark != '.') {
            return None;
        }
        let year_digits = if digits.len() == 6 { 2 } else { 4 };
        let (year, rest_of_date) = digits.split_at_checked(year_digits)?;
        let two = |at: usize| rest_of_date.get(at..at + 2).and_then(small);
        self.compact = true;
        self.numbers.push(Part { value: small(year)?, digits: year_digits, is_year: true });
        for at in [0, 2] {
            self.numbers.push(Part { value: two(at)?, digits: 2, is_year: false });
        }
        if digits.len() < 12 {
            return Some(1);
        }
        let mut clock = Clock::at(two(4)?, two(6)?, two(8).unwrap_or(0));
        let mut used = 1;
        if let (14, [_, Token::Mark('.'), Token::Number(fraction), ..]) = (digits.len(), rest) {
            clock.nanosecond = time::billionths(fraction)?;
            used = 3;
        }
        self.take_clock(clock, used, rest)
    }
}

fn half_day_behind(rest: &[Token<'_>]) -> Option<usize> {
    match rest {
        [Token::Number(hour), Token::Word(Word::Am | Word::Pm, _), ..] if hour.len() <= 2 => Some(1),
        [Token::Number(hour), Token::Blank, Token::Word(Word::Am | Word::Pm, _), ..] if hour.len() <= 2 => {
            Some(1)
        }
        _ => None,
    }
}

/// A date of the form year-month-day whose year has a sign or too many digits.
fn year_out_of_range(tokens: &[Token<'_>]) -> Option<String> {
    let (sign, rest) = match tokens {
        [Token::Mark('+'), rest @ ..] => ("+", rest),
        [Token::Mark('-'), rest @ ..] => ("-", rest),
        rest => ("", rest),
    };
    let [
        Token::Number(year),
        Token::Mark('-' | '/' | '.'),
        Token::Number(month),
        mark,
        Token::Number(day),
        ..,
    ] = rest
    else {
        return None;
    };
    let is_date = matches!(mark, Token::Mark('-' | '/' | '.')) && month.len() <= 2;
    // 5 to 7 digits are a year, more are some number with marks in it.
    let leading = (5..=7).contains(&year.len()) || (year.len() == 4 && !sign.is_empty());
    if is_date && leading && day.len() <= 2 {
        return Some(format!("{sign}{year}"));
    }
    let trailing = (5..=7).contains(&day.len()) && year.len() <= 2 && sign.is_empty();
    (is_date && trailing).then(|| (*day).to_owned())
}

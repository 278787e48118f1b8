//! Times of day and zones within the pieces of a date.

use jiff::civil::Time;
use jiff::tz::{Offset, TimeZone};

use super::token::Token;
use super::words::Word;
use super::{DateProblem, Zone};

/// A time as far as it is read: nanoseconds of the day before noon and afternoon are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u64,
    pub(super) minute: u64,
    pub(super) second: u64,
    pub(super) nanosecond: i32,
}

impl Clock {
    pub(super) fn at(hour: u64, minute: u64, second: u64) -> Self {
        Self { hour, minute, second, nanosecond: 0 }
    }

    /// The time of day, given whether "am" or "pm" was written.
    pub(super) fn time(self, half: Option<Word>) -> Result<Time, DateProblem> {
        let hour = match half {
            None => self.hour,
            Some(_) if !(1..=12).contains(&self.hour) => return Err(DateProblem::NoSuchTime),
            Some(Word::Pm) => self.hour % 12 + 12,
            Some(_) => self.hour % 12,
        };
        let small = |n: u64| i8::try_from(n).map_err(|_| DateProblem::NoSuchTime);
        Time::new(small(hour)?, small(self.minute)?, small(self.second)?, self.nanosecond)
            .map_err(|_| DateProblem::NoSuchTime)
    }
}

/// A number of few digits, else nothing.
pub(super) fn small(digits: &str) -> Option<u64> {
    if digits.len() > 9 { None } else { digits.parse().ok() }
}

/// The digits behind a decimal mark as billionths; digits beyond are cut off.
pub(super) fn billionths(digits: &str) -> Option<i32> {
    let kept = digits.get(..digits.len().min(9))?;
    let missing = u32::try_from(9 - kept.len()).ok()?;
    Some(kept.parse::<i32>().ok()? * 10_i32.pow(missing))
}

/// Reads `10:36`, `10:36:28` or `10:36:28.5` at the start of the pieces; says how many it used.
pub(super) fn colons(tokens: &[Token<'_>]) -> Option<(Clock, usize)> {
    let [Token::Number(hour), Token::Mark(':'), Token::Number(minute), rest @ ..] = tokens else {
        return None;
    };
    if hour.len() > 2 || minute.len() > 2 {
        return None;
    }
    let mut clock = Clock::at(small(hour)?, small(minute)?, 0);
    let [Token::Mark(':'), Token::Number(second), rest @ ..] = rest else { return Some((clock, 3)) };
    if second.len() > 2 {
        return None;
    }
    clock.second = small(second)?;
    if let [Token::Mark('.' | ','), Token::Number(fraction), ..] = rest {
        clock.nanosecond = billionths(fraction)?;
        return Some((clock, 7));
    }
    Some((clock, 5))
}

/// Reads `10h36m28.5s`, `10 h 36`, `5.6m` at the start of the pieces; says how many it used.
pub(super) fn units(tokens: &[Token<'_>]) -> Option<(Clock, usize)> {
    let mut nanoseconds = [None::<u64>; 3];
    let mut used = 0;
    let mut next_smaller = None;
    loop {
        let rest = tokens.get(used..)?;
        let blanks = usize::from(used > 0 && rest.first() == Some(&Token::Blank));
        let Some((whole, fraction, length)) = decimal(rest.get(blanks..)?) else { break };
        let after = rest.get(blanks + length..)?;
        let gap = usize::from(after.first() == Some(&Token::Blank));
        let written = match after.get(gap) {
            Some(Token::Word(Word::Hours, _)) => Some(0),
            Some(Token::Word(Word::Minutes, _)) => Some(1),
            Some(Token::Word(Word::Seconds, _)) => Some(2),
            _ => None,
        };
        // A number without a unit is the next smaller one: 10 h 36.
        let (unit, length) = match (written, next_smaller) {
            (Some(unit), _) => (unit, length + gap + 1),
            (None, Some(unit)) if whole.len() <= 2 => (unit, length),
            _ => break,
        };
        let place = nanoseconds.get_mut(unit)?;
        if place.is_some() {
            break;
        }
        let size = [3_600, 60, 1].get(unit).copied()?;
        let fraction = fraction.map_or(Some(0), billionths)?;
        *place =
            Some(small(whole)?.checked_mul(size * 1_000_000_000)? + u64::try_from(fraction).ok()? * size);
        used += blanks + length;
        next_smaller = (written.is_some() && unit < 2).then_some(unit + 1);
    }
    if used == 0 {
        return None;
    }
    let total = nanoseconds.iter().flatten().try_fold(0_u64, |sum, n| sum.checked_add(*n))?;
    let seconds = total / 1_000_000_000;
    let mut clock = Clock::at(seconds / 3_600, seconds / 60 % 60, seconds % 60);
    clock.nanosecond = i32::try_from(total % 1_000_000_000).ok()?;
    Some((clock, used))
}

/// Reads German `10.30 Uhr` at the start of the pieces; says how many it used.
pub(super) fn german(tokens: &[Token<'_>]) -> Option<(Clock, usize)> {
    let [Token::Number(hour), Token::Mark('.'), Token::Number(minute), rest @ ..] = tokens else {
        return None;
    };
    let gap = usize::from(rest.first() == Some(&Token::Blank));
    let Some(Token::Word(Word::Hours, written)) = rest.get(gap) else { return None };
    let is_clock = hour.len() <= 2 && minute.len() == 2 && written.eq_ignore_ascii_case("uhr");
    is_clock.then_some((Clock::at(small(hour)?, small(minute)?, 0), 4 + gap))
}

fn decimal<'t>(tokens: &[Token<'t>]) -> Option<(&'t str, Option<&'t str>, usize)> {
    match tokens {
        [Token::Number(whole), Token::Mark('.' | ','), Token::Number(fraction), ..] => {
            Some((whole, Some(fraction), 3))
        }
        [Token::Number(whole), ..] => Some((whole, None, 1)),
        _ => None,
    }
}

/// Reads `T10`, `T1049`, `T104941.5` without the T; says how many pieces it used.
pub(super) fn compact(tokens: &[Token<'_>]) -> Option<(Clock, usize)> {
    let [Token::Number(digits), rest @ ..] = tokens else { return None };
    if !matches!(digits.len(), 2 | 4 | 6) {
        return None;
    }
    let two = |at: usize| digits.get(at..at + 2).map_or(Some(0), small);
    let mut clock = Clock::at(two(0)?, two(2)?, two(4)?);
    if let ([Token::Mark('.' | ','), Token::Number(fraction), ..], 6) = (rest, digits.len()) {
        clock.nanosecond = billionths(fraction)?;
        return Some((clock, 3));
    }
    Some((clock, 1))
}

/// Reads a zone right behind a time; says how many pieces it used.
pub(super) fn zone(tokens: &[Token<'_>]) -> Option<(Zone, usize)> {
    let blanks = usize::from(tokens.first() == Some(&Token::Blank));
    let opened = usize::from(matches!(tokens.get(blanks), Some(Token::Mark('[' | '('))));
    let skip = blanks + opened;
    let rest = tokens.get(skip..)?;
    let (zone, used) = match rest {
        // "Z-0300" and "UTC+2" mean the offset.
        [Token::Word(Word::Z | Word::Zone(0), _), after @ ..] if offset(after).is_some() => {
            let (offset, used) = offset(after)?;
            (Zone::Offset(offset), used + 1)
        }
        [Token::Word(Word::Z, _), ..] => (Zone::Offset(Offset::UTC), 1),
        [Token::Word(Word::Zone(hours), _), ..] => (Zone::Offset(Offset::constant(*hours)), 1),
        [Token::Mark('+' | '-'), ..] => offset(rest).map(|(offset, used)| (Zone::Offset(offset), used))?,
        [Token::Letters(area), Token::Mark('/'), ..] => named(area, rest)?,
        [Token::Letters(name), ..] if name.len() <= 5 && name.bytes().all(|b| b.is_ascii_uppercase()) => {
            (Zone::Unknown((*name).to_owned()), 1)
        }
        _ => return None,
    };
    let closed = usize::from(opened > 0 && matches!(rest.get(used), Some(Token::Mark(']' | ')'))));
    Some((zone, skip + used + closed))
}

fn offset(tokens: &[Token<'_>]) -> Option<(Offset, usize)> {
    let [Token::Mark(sign @ ('+' | '-')), Token::Number(digits), rest @ ..] = tokens else { return None };
    let (hours, minutes, used) = match (digits.len(), rest) {
        (1 | 2, [Token::Mark(':'), Token::Number(minutes), ..]) if minutes.len() == 2 => {
            (small(digits)?, small(minutes)?, 4)
        }
        (1 | 2, _) => (small(digits)?, 0, 2),
        (4, _) => (small(digits.get(..2)?)?, small(digits.get(2..)?)?, 2),
        _ => return None,
    };
    if hours > 18 || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3_600 + minutes * 60).ok()?;
    let offset = Offset::from_seconds(if *sign == '-' { -seconds } else { seconds }).ok()?;
    Some((offset, used))
}

/// A name of the time zone database, put together from its pieces.
fn named(area: &str, tokens: &[Token<'_>]) -> Option<(Zone, usize)> {
    let mut name = area.to_owned();
    let mut used = 1;
    while let [Token::Mark(mark @ ('/' | '-')), next, ..] = tokens.get(used..)? {
        let (Token::Letters(piece) | Token::Word(_, piece)) = next else { break };
        name.push(*mark);
        name.push_str(piece);
        used += 2;
    }
    TimeZone::get(&name).is_ok().then_some((Zone::Named(name), used))
}

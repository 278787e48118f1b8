//! What a single cell could be, before its column decides.

use std::fmt;

use crate::date::{DateShape, DateSign, looks_like_serial};
use crate::number::{Currency, Lexed, NumberSign};
use crate::toggle::parse_toggle;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, or nothing at all.
    Text,
    /// Text over several lines or of more than 255 characters.
    LongText,
    /// Whole numbers.
    Integer,
    /// Numbers with decimals.
    Decimal,
    /// Numbers with a percent sign.
    Percent,
    /// Numbers with a currency.
    Money {
        /// The currency, if all cells that name one name the same.
        currency: Option<Currency>,
    },
    /// Days.
    Date,
    /// Days with a time.
    DateTime,
    /// Times of day.
    Time,
    /// Lengths of time, such as "2h 30m".
    Duration,
    /// Yes and no.
    Toggle,
    /// E-mail addresses.
    Email,
    /// Telephone numbers.
    Phone,
    /// Web addresses.
    Url,
    /// One of few values.
    Choice,
}

impl fmt::Display for ColumnKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::LongText => "long text",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Percent => "percent",
            Self::Money { currency: Some(currency) } => return write!(f, "money in {currency}"),
            Self::Money { currency: None } => "money",
            Self::Date => "date",
            Self::DateTime => "date and time",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Toggle => "yes or no",
            Self::Email => "e-mail",
            Self::Phone => "phone",
            Self::Url => "URL",
            Self::Choice => "choice",
        })
    }
}

/// A set of things a cell could be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Traits(u32);

impl Traits {
    pub(crate) const INTEGER: Self = Self(1);
    /// Any number without percent.
    pub(crate) const NUMBER: Self = Self(1 << 1);
    pub(crate) const PERCENT: Self = Self(1 << 2);
    pub(crate) const MONEY: Self = Self(1 << 3);
    pub(crate) const DATE: Self = Self(1 << 4);
    /// A date with a time other than midnight.
    pub(crate) const TIMED: Self = Self(1 << 5);
    /// A date written as digits only.
    pub(crate) const COMPACT: Self = Self(1 << 6);
    pub(crate) const SERIAL: Self = Self(1 << 7);
    pub(crate) const TIME: Self = Self(1 << 8);
    pub(crate) const DURATION: Self = Self(1 << 9);
    pub(crate) const TOGGLE: Self = Self(1 << 10);
    /// A toggle that is a number as well.
    pub(crate) const BIT: Self = Self(1 << 11);
    pub(crate) const EMAIL: Self = Self(1 << 12);
    pub(crate) const PHONE: Self = Self(1 << 13);
    /// A telephone number that can hardly be anything else.
    pub(crate) const DIALLED: Self = Self(1 << 14);
    pub(crate) const URL: Self = Self(1 << 15);
    /// A web address without `http://`.
    pub(crate) const HOST: Self = Self(1 << 16);
    /// Digits with a zero before them, as codes have.
    pub(crate) const CODE: Self = Self(1 << 17);
    pub(crate) const COUNT: usize = 18;
    pub(crate) const ALL: Self = Self((1 << Self::COUNT) - 1);

    /// The trait at a place in a list of all.
    pub(crate) fn at(index: usize) -> Self {
        Self(1 << index)
    }

    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, other: Self, when: bool) {
        if when {
            self.0 |= other.0;
        }
    }

    /// The place of each trait in a list of all.
    pub(crate) fn indices(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let index = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            (index < u32::BITS).then_some(index as usize)
        })
    }

    /// The place of a single trait in a list of all.
    pub(crate) fn index(self) -> usize {
        self.0.trailing_zeros() as usize
    }
}

/// What a cell could be, with what it says about the style of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Reading {
    pub(crate) traits: Traits,
    pub(crate) date: Option<DateSign>,
    pub(crate) number: Option<NumberSign>,
    pub(crate) currency: Option<Currency>,
}

impl Reading {
    /// Reads a cell that is not blank and has no blanks around it.
    pub(crate) fn of(text: &str) -> Self {
        let mut reading = Self::default();
        let traits = &mut reading.traits;
        if text.len() > 255 || text.contains('\n') {
            traits.add(Traits::URL, text.len() < 2048 && is_url(text));
            return reading;
        }
        let bytes = Bytes::of(text);
        if bytes.at {
            traits.add(Traits::EMAIL, is_email(text));
            traits.add(Traits::URL, is_url(text));
            return reading;
        }
        traits.add(Traits::URL, bytes.letters > 0 && is_url(text));
        traits.add(Traits::HOST, bytes.letters > 0 && bytes.dots && is_host(text));
        let toggle = parse_toggle(text).is_some();
        traits.add(Traits::TOGGLE, toggle);
        if bytes.digits == 0 {
            return reading;
        }
        traits.add(Traits::BIT, toggle && matches!(text, "0" | "1"));
        traits.add(Traits::DURATION, (bytes.letters > 0 || bytes.colons) && is_duration(text));
        let phone = if bytes.letters <= MAX_PHONE_LETTERS { phone(text) } else { None };
        traits.add(Traits::PHONE, phone.is_some());
        traits.add(Traits::DIALLED, phone == Some(true));
        if bytes.letters <= MAX_NUMBER_LETTERS {
            reading.read_number(text);
        }
        // A number is no date, unless it is digits alone and as many as a date has.
        let may_be_date = match reading.number {
            Some(_) => bytes.digits == text.len() && matches!(text.len(), 8 | 12 | 14),
            None => !text.starts_with('+'),
        };
        if may_be_date {
            reading.read_date(text);
        }
        reading
    }

    fn read_number(&mut self, text: &str) {
        let Some(lexed) = Lexed::read(text) else { return };
        let Some((sign, is_whole)) = lexed.sign() else { return };
        let traits = &mut self.traits;
        traits.add(Traits::PERCENT, lexed.percent);
        traits.add(Traits::NUMBER, !lexed.percent);
        traits.add(Traits::MONEY, lexed.currency.is_some());
        traits.add(Traits::INTEGER, is_whole && !lexed.percent && lexed.currency.is_none());
        traits.add(Traits::CODE, lexed.has_leading_zero());
        traits.add(Traits::SERIAL, looks_like_serial(text) && is_recent_serial(text));
        self.number = Some(sign);
        self.currency = lexed.currency;
    }

    fn read_date(&mut self, text: &str) {
        match DateShape::of(text) {
            Some(DateShape::Date { sign, has_time, compact }) => {
                self.traits.add(Traits::DATE, true);
                self.traits.add(Traits::TIMED, has_time);
                self.traits.add(Traits::COMPACT, compact);
                self.date = Some(sign);
            }
            Some(DateShape::Time) => self.traits.add(Traits::TIME, true),
            None => {}
        }
    }
}

/// A code and an exponent are the longest words beside a number, " ext" the longest in a telephone number.
const MAX_NUMBER_LETTERS: usize = 4;
const MAX_PHONE_LETTERS: usize = 3;

/// What a text is made of: most cells are not most things, and this says so soon.
#[derive(Default)]
struct Bytes {
    digits: usize,
    letters: usize,
    at: bool,
    dots: bool,
    colons: bool,
}

impl Bytes {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        for byte in text.bytes() {
            found.digits += usize::from(byte.is_ascii_digit());
            found.letters += usize::from(byte.is_ascii_alphabetic());
            found.at |= byte == b'@';
            found.dots |= byte == b'.';
            found.colons |= byte == b':';
        }
        found
    }
}

/// Numbers between 1954 and 2119, as days of a spreadsheet: others are rather amounts.
fn is_recent_serial(text: &str) -> bool {
    let days = text.split('.').next().and_then(|days| days.parse::<u32>().ok());
    days.is_some_and(|days| (20_000..80_000).contains(&days))
}

fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty()
        && !host.contains('@')
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && text.len() <= 254
        && !text.contains(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>' | '"'))
}

fn is_url(text: &str) -> bool {
    if !text.starts_with(['h', 'H', 'f', 'F', 'w', 'W']) {
        return false;
    }
    let after_scheme = ["http://", "https://", "ftp://", "www."].iter().find_map(|scheme| {
        text.split_at_checked(scheme.len()).filter(|(start, _)| start.eq_ignore_ascii_case(scheme))
    });
    after_scheme.is_some_and(|(_, rest)| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// `acme.com` or `shop.acme.co.uk/about`.
fn is_host(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b >= 0x80)
    };
    (2..=24).contains(&last.len())
        && last.bytes().all(|b| b.is_ascii_alphabetic())
        && host.split('.').all(is_label)
        && !text.contains(|c: char| c.is_whitespace() || c == '@')
}

/// Whether a text may be a telephone number, and then whether it can hardly be anything else.
fn phone(text: &str) -> Option<bool> {
    let number = text.find(['x', 'e']).and_then(|at| text.get(..at)?.strip_suffix(' ')).unwrap_or(text);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let belongs = |c: char| c.is_ascii_digit() || " +-–/().\u{A0}".contains(c);
    if !(6..=16).contains(&digits) || number.len() > 32 || !number.chars().all(belongs) {
        return None;
    }
    let international = number.starts_with('+') || number.starts_with("00") && digits >= 9;
    let bracketed = number.contains('(') && number.contains(')') && digits >= 7;
    let mut groups = number.split(['-', '.', ' ']).map(str::len);
    let american = groups.by_ref().take(3).eq([3, 3, 4]) && groups.next().is_none();
    let trunk = number.starts_with('0') && digits >= 9 && number.contains([' ', '/', '-']);
    Some(international || bracketed || american || trunk)
}

/// Units of time.
const UNITS: [&str; 33] = [
    "s", "sec", "secs", "second", "seconds", "sek", "m", "min", "mins", "minute", "minutes", "minuten", "h",
    "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "d", "day", "days", "tag", "tage", "w", "week",
    "weeks", "woche", "wochen", "months", "years", "jahre",
];

/// `PT1H30M`, `2h 30m`, `90 min`, `3 days`, and clocks beyond a day such as `36:00`.
fn is_duration(text: &str) -> bool {
    if let Some(iso) = text.strip_prefix('P') {
        return iso.len() > 1
            && iso.starts_with(|c: char| c.is_ascii_digit() || c == 'T')
            && iso.ends_with(|c: char| c.is_ascii_uppercase())
            && iso.chars().all(|c| c.is_ascii_digit() || "YMWDTHS.".contains(c));
    }
    if let Some((hours, rest)) = text.split_once(':') {
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        let beyond_a_day = is_number(hours) && hours.len() <= 5 && hours.parse::<u32>().is_ok_and(|h| h > 24);
        return beyond_a_day
            && rest.split(':').count() <= 2
            && rest.split(':').all(|part| part.len() == 2 && is_number(part));
    }
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.len() > 40 {
        return false;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let after_number = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
        let unit = after_number.trim_start();
        let length = unit.find(|c: char| !c.is_alphabetic()).unwrap_or(unit.len());
        let Some((unit, after)) = unit.split_at_checked(length) else { return false };
        if after_number.len() == rest.len() || !UNITS.contains(&unit.to_lowercase().as_str()) {
            return false;
        }
        rest = after.trim_start_matches([' ', ',', '.']);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str, what: Traits) -> bool {
        Reading::of(text).traits.has(what)
    }

    #[test]
    fn addresses_are_told() {
        assert!(is("a.b@c.de", Traits::EMAIL) && !is("a@b", Traits::EMAIL) && !is("a b@c.de", Traits::EMAIL));
        assert!(
            is("http://a.b/c?d", Traits::URL) && is("www.acme.com", Traits::URL) && !is("http", Traits::URL)
        );
        assert!(
            is("acme.co.uk/about", Traits::HOST) && !is("5.5", Traits::HOST) && !is("Mr. X", Traits::HOST)
        );
    }

    #[test]
    fn telephone_numbers_are_told() {
        for text in ["+49 30 1234567", "(415) 555-0000", "415-555-0000", "030/1234567", "0049301234567"] {
            assert!(is(text, Traits::DIALLED), "{text}");
        }
        assert!(is("2095257564", Traits::PHONE) && !is("2095257564", Traits::DIALLED));
        assert!(!is("12345", Traits::PHONE) && !is("a 1234567", Traits::PHONE));
    }

    #[test]
    fn lengths_of_time_are_told() {
        for text in ["PT1H30M", "P3D", "2h 30m", "90 min", "3 days", "1,5 Std.", "36:00"] {
            assert!(is(text, Traits::DURATION), "{text}");
        }
        for text in ["Paul", "P", "3", "3 pieces", "12:30"] {
            assert!(!is(text, Traits::DURATION), "{text}");
        }
    }

    #[test]
    fn codes_are_told_from_amounts() {
        assert!(is("08123", Traits::CODE) && !is("8123", Traits::CODE) && !is("0", Traits::CODE));
    }
}

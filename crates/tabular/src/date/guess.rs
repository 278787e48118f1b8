//! In which order a whole column of dates is written, and by what evidence.

use jiff::civil::Date;

use super::parts::Parts;
use super::{DateContext, DateOrder};
use crate::note::EXAMPLES;

/// What one date says about the order of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum DateSign {
    /// The first number cannot be a month.
    DayFirst,
    /// The second number cannot be a month.
    MonthFirst,
    /// A year of two digits stands first and can be nothing else.
    ShortYearFirst,
    /// Could be read in two ways.
    Undecided {
        /// It is written with dots, which day-first countries do.
        dotted: bool,
    },
    /// A year in full stands first.
    YearFirst,
    /// Reads the same in any order.
    Same,
    /// The number of a day in a spreadsheet.
    Serial,
}

impl Parts {
    /// What this date says about the order of its column; it must be complete.
    pub(crate) fn sign(&self) -> DateSign {
        let [a, b, c] = self.numbers.as_slice() else { return DateSign::Same };
        let (a, b, c) = (*a, *b, *c);
        if a.is_year || a.digits > 2 {
            return DateSign::YearFirst;
        }
        let may_be_year = c.digits >= 2;
        if a.must_be_year() && c.digits <= 2 {
            return DateSign::ShortYearFirst;
        }
        match (a.value > 12, b.value > 12) {
            (true, false) if may_be_year => DateSign::DayFirst,
            (false, true) if may_be_year => DateSign::MonthFirst,
            (false, false) if a.value == b.value && c.digits > 2 => DateSign::Same,
            _ => DateSign::Undecided { dotted: self.mark == Some('.') },
        }
    }
}

/// What kind of date a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DateShape {
    /// A complete date.
    Date {
        sign: DateSign,
        /// It has a time of day other than midnight.
        has_time: bool,
        /// It is written as digits only.
        compact: bool,
    },
    /// A time of day alone.
    Time,
}

impl DateShape {
    /// The shape of a text that is a date in some order, or a time.
    pub(crate) fn of(text: &str) -> Option<Self> {
        // Which century two digits mean does not matter here.
        const CONTEXT: DateContext =
            DateContext { today: Date::constant(2000, 1, 1), fill: None, serials: false };
        let parts = Parts::read(text).ok()?;
        if parts.is_time_only() {
            let filled = DateContext { fill: Some(CONTEXT.today), ..CONTEXT };
            return parts.resolve(DateOrder::YearFirst, &filled).ok().map(|_| Self::Time);
        }
        let orders = [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst];
        let is_date =
            parts.is_complete() && orders.iter().any(|order| parts.resolve(*order, &CONTEXT).is_ok());
        is_date.then(|| Self::Date {
            sign: parts.sign(),
            has_time: parts.has_time(),
            compact: parts.is_compact(),
        })
    }
}

/// Dates that prove something, with examples.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proofs {
    /// How many there are.
    pub count: u64,
    /// The first few, each with its physical line.
    pub examples: Vec<(u64, String)>,
}

impl Proofs {
    pub(crate) fn add(&mut self, line: u64, text: &str) {
        self.count += 1;
        if self.examples.len() < EXAMPLES && self.examples.iter().all(|(_, other)| other != text) {
            self.examples.push((line, text.chars().take(80).collect()));
        }
    }
}

/// All that a column says about the order of its dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DateEvidence {
    /// Dates that can only be day first, such as 13/02/2024.
    pub day_first: Proofs,
    /// Dates that can only be month first, such as 02/13/2024.
    pub month_first: Proofs,
    /// Dates whose year has two digits and can only be first, such as 99-02-03.
    pub short_year_first: Proofs,
    /// Dates that can be read in two ways, such as 02/03/2024.
    pub undecided: Proofs,
    /// How many dates begin with a year in full; they are read alike in any order.
    pub year_first: u64,
    /// How many dates name their month or read the same in any order.
    pub same: u64,
    /// How many dates are numbers of a spreadsheet.
    pub serials: u64,
}

impl DateEvidence {
    /// Whether the column proves more than one order.
    pub fn is_contradiction(&self) -> bool {
        [&self.day_first, &self.month_first, &self.short_year_first].iter().filter(|p| p.count > 0).count()
            > 1
    }
}

/// In which order a column of dates is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateGuess {
    /// The order that is proven, or the more likely one if `ambiguous`.
    pub order: DateOrder,
    /// Nothing is proven though it matters, or opposites are: someone must be asked.
    pub ambiguous: bool,
    /// The dates are numbers of a spreadsheet.
    pub serials: bool,
    /// What the guess rests on.
    pub evidence: DateEvidence,
}

impl DateGuess {
    /// The context for reading the dates of this column.
    pub fn context(&self, today: Date) -> DateContext {
        DateContext { serials: self.serials, ..DateContext::new(today) }
    }
}

/// Gathers the evidence of a column, one date after another.
#[derive(Debug, Clone, Default)]
pub struct DateGuesser {
    evidence: DateEvidence,
    dotted: u64,
}

impl DateGuesser {
    /// Takes in one cell; what is no complete date counts for nothing.
    pub fn add(&mut self, line: u64, text: &str) {
        if let Some(DateShape::Date { sign, .. }) = DateShape::of(text) {
            self.add_sign(sign, line, text);
        }
    }

    pub(crate) fn add_sign(&mut self, sign: DateSign, line: u64, text: &str) {
        let evidence = &mut self.evidence;
        match sign {
            DateSign::DayFirst => evidence.day_first.add(line, text),
            DateSign::MonthFirst => evidence.month_first.add(line, text),
            DateSign::ShortYearFirst => evidence.short_year_first.add(line, text),
            DateSign::Undecided { dotted } => {
                self.dotted += u64::from(dotted);
                evidence.undecided.add(line, text);
            }
            DateSign::YearFirst => evidence.year_first += 1,
            DateSign::Same => evidence.same += 1,
            DateSign::Serial => evidence.serials += 1,
        }
    }

    /// The verdict on what was taken in.
    pub fn finish(self) -> DateGuess {
        let evidence = self.evidence;
        let proven = [
            (evidence.day_first.count, DateOrder::DayFirst),
            (evidence.month_first.count, DateOrder::MonthFirst),
            (evidence.short_year_first.count, DateOrder::YearFirst),
        ];
        let proofs = proven.into_iter().filter(|(count, _)| *count > 0).max_by_key(|(count, _)| *count);
        let order = match proofs {
            Some((_, order)) => order,
            None if evidence.undecided.count == 0 && evidence.year_first > 0 => DateOrder::YearFirst,
            None if evidence.undecided.count == 0 => DateOrder::DayFirst,
            None if self.dotted * 2 > evidence.undecided.count => DateOrder::DayFirst,
            None => DateOrder::MonthFirst,
        };
        let ambiguous = evidence.is_contradiction() || (proofs.is_none() && evidence.undecided.count > 0);
        DateGuess { order, ambiguous, serials: evidence.serials > 0, evidence }
    }
}

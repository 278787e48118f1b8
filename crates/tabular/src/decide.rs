//! Which kind a column is, once all of its cells were seen.

use crate::fold::words;
use crate::kind::{ColumnKind, Traits};
use crate::profile::Column;

/// A kind is taken when at least this share of the filled cells is of it; the others are reported.
const ENOUGH: f64 = 0.8;
/// Kinds that say less need more.
const NEARLY_ALL: f64 = 0.95;
/// More different values than this are no choice.
const MAX_CHOICES: usize = 50;
/// Longer values than this are no choice, in characters.
const MAX_CHOICE_LENGTH: usize = 60;
/// Longer texts than this need a field of several lines, in characters.
const LONG: usize = 255;

/// The kind of a column, and the trait its cells are measured by, if there is one.
pub(crate) fn decide(column: &Column) -> (ColumnKind, Option<Traits>) {
    let text = (ColumnKind::Text, None);
    if column.filled == 0 {
        return text;
    }
    let hint = Hint::of(&column.heading);
    let share = |what: Traits| column.with(what) as f64 / column.filled as f64;
    let all = |what: Traits| column.with(what) == column.filled;

    let words_for_yes_or_no = column.with(Traits::TOGGLE) - column.with(Traits::BIT);
    let both_bits = all(Traits::BIT) && column.distinct() == Some(2);
    if both_bits || (share(Traits::TOGGLE) >= NEARLY_ALL && words_for_yes_or_no > 0) {
        return (ColumnKind::Toggle, Some(Traits::TOGGLE));
    }
    if share(Traits::EMAIL) >= ENOUGH {
        return (ColumnKind::Email, Some(Traits::EMAIL));
    }
    if share(Traits::URL) >= ENOUGH {
        return (ColumnKind::Url, Some(Traits::URL));
    }
    if share(Traits::HOST) >= ENOUGH && hint == Some(Hint::Web) {
        return (ColumnKind::Url, Some(Traits::HOST));
    }
    if let Some(date) = dates(column, hint, &share, &all) {
        return date;
    }
    let dialled = share(Traits::DIALLED) >= 0.5 && share(Traits::PHONE) >= ENOUGH;
    if dialled || (share(Traits::PHONE) >= ENOUGH && hint == Some(Hint::Phone)) {
        return (ColumnKind::Phone, Some(Traits::PHONE));
    }
    if let Some(number) = numbers(column, &share) {
        return number;
    }
    // "2h 30m" could be a time of day; "10:30" is no length of time.
    if share(Traits::DURATION) >= ENOUGH {
        return (ColumnKind::Duration, Some(Traits::DURATION));
    }
    if share(Traits::TIME) >= ENOUGH {
        return (ColumnKind::Time, Some(Traits::TIME));
    }
    if column.max_length > LONG || column.has_lines {
        return (ColumnKind::LongText, None);
    }
    let is_choice = column.distinct().is_some_and(|distinct| {
        distinct <= MAX_CHOICES
            && distinct as u64 * 2 <= column.filled
            && column.max_length <= MAX_CHOICE_LENGTH
    });
    if is_choice { (ColumnKind::Choice, None) } else { text }
}

fn dates(
    column: &Column,
    hint: Option<Hint>,
    share: &impl Fn(Traits) -> f64,
    all: &impl Fn(Traits) -> bool,
) -> Option<(ColumnKind, Option<Traits>)> {
    let timed = if column.with(Traits::TIMED) > 0 { ColumnKind::DateTime } else { ColumnKind::Date };
    // Digits alone are a date only if all are, and either the heading says so or there are several.
    let compact = column.with(Traits::COMPACT);
    let compact_is_fine = compact == 0
        || hint == Some(Hint::Date)
        || (all(Traits::DATE) && (compact < column.filled || column.distinct() != Some(1)));
    if share(Traits::DATE) >= ENOUGH && compact_is_fine {
        return Some((timed, Some(Traits::DATE)));
    }
    // The number of a day looks like any other number.
    (hint == Some(Hint::Date) && all(Traits::SERIAL)).then_some((ColumnKind::Date, Some(Traits::SERIAL)))
}

fn numbers(column: &Column, share: &impl Fn(Traits) -> f64) -> Option<(ColumnKind, Option<Traits>)> {
    if share(Traits::PERCENT) >= ENOUGH {
        return Some((ColumnKind::Percent, Some(Traits::PERCENT)));
    }
    if share(Traits::NUMBER) < ENOUGH {
        return None;
    }
    if share(Traits::MONEY) >= 0.5 {
        return Some((ColumnKind::Money { currency: column.currency() }, Some(Traits::NUMBER)));
    }
    // 08123 is a code: as a number it would lose its zero.
    if column.with(Traits::CODE) > 0 {
        return None;
    }
    if share(Traits::INTEGER) >= ENOUGH && column.with(Traits::INTEGER) == column.with(Traits::NUMBER) {
        return Some((ColumnKind::Integer, Some(Traits::INTEGER)));
    }
    Some((ColumnKind::Decimal, Some(Traits::NUMBER)))
}

/// What a heading says about its column where the cells leave it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hint {
    Date,
    Phone,
    Web,
}

impl Hint {
    fn of(heading: &str) -> Option<Self> {
        const DATE: [&str; 28] = [
            "date",
            "dates",
            "datum",
            "day",
            "dob",
            "birthday",
            "born",
            "created",
            "updated",
            "modified",
            "changed",
            "closed",
            "close",
            "due",
            "deadline",
            "start",
            "end",
            "begin",
            "expires",
            "expiry",
            "since",
            "until",
            "geburtstag",
            "geburtsdatum",
            "beginn",
            "ende",
            "fallig",
            "erstellt",
        ];
        const PHONE: [&str; 14] = [
            "phone",
            "phones",
            "telephone",
            "tel",
            "telefon",
            "mobile",
            "mobil",
            "cell",
            "fax",
            "handy",
            "rufnummer",
            "whatsapp",
            "landline",
            "telefax",
        ];
        const WEB: [&str; 10] =
            ["web", "website", "url", "domain", "homepage", "site", "link", "webseite", "page", "internet"];
        words(heading).iter().find_map(|word| {
            let word = word.as_str();
            if DATE.contains(&word) || word.ends_with("datum") {
                Some(Self::Date)
            } else if PHONE.contains(&word) || word.ends_with("nummer") && word.contains("telefon") {
                Some(Self::Phone)
            } else if WEB.contains(&word) {
                Some(Self::Web)
            } else {
                None
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::{ColumnKind, ColumnProfile, Options, Table, profile};

    fn column(heading: &str, cells: &[&str]) -> ColumnProfile {
        let mut text = Vec::new();
        crate::write_row(&mut text, b',', ["n", heading]).unwrap();
        for cell in cells {
            crate::write_row(&mut text, b',', ["1", cell]).unwrap();
        }
        let options = Options { separator: Some(b','), ..Options::default() };
        let mut table = Table::open(text.as_slice(), options).unwrap();
        profile(&mut table).unwrap().columns.remove(1)
    }

    fn kind(heading: &str, cells: &[&str]) -> ColumnKind {
        column(heading, cells).kind
    }

    #[test]
    fn numbers_are_told() {
        assert_eq!(kind("n", &["1", "2,000", "", "3"]), ColumnKind::Integer);
        assert_eq!(kind("n", &["1", "2.5"]), ColumnKind::Decimal);
        assert_eq!(kind("n", &["12 %", "2.5%"]), ColumnKind::Percent);
        assert_eq!(kind("postcode", &["08123", "18123"]), ColumnKind::Text);
        assert_eq!(kind("n", &["1", "1"]), ColumnKind::Integer);
    }

    #[test]
    fn money_knows_its_currency_only_if_it_is_one() {
        let currency = |cells: &[&str]| match kind("price", cells) {
            ColumnKind::Money { currency } => currency.map(|currency| currency.to_string()),
            other => Some(other.to_string()),
        };
        assert_eq!(currency(&["€ 1.200,50", "€ 3", "5"]).as_deref(), Some("EUR"));
        assert_eq!(currency(&["USD 12", "EUR 12"]), None);
    }

    #[test]
    fn dates_are_told() {
        assert_eq!(kind("a", &["2024-01-02", "2024-01-03"]), ColumnKind::Date);
        assert_eq!(kind("a", &["5/19/2006 0:00:00"]), ColumnKind::Date);
        assert_eq!(kind("a", &["2024-01-02 10:30", "2024-01-03"]), ColumnKind::DateTime);
        assert_eq!(kind("a", &["20140102", "20121231"]), ColumnKind::Date);
        assert_eq!(kind("a", &["20140102", "20121299"]), ColumnKind::Integer);
        assert_eq!(kind("a", &["10:30", "11:00:05"]), ColumnKind::Time);
        assert_eq!(kind("a", &["2h", "30 min"]), ColumnKind::Duration);
    }

    #[test]
    fn spreadsheet_numbers_are_dates_where_the_heading_says_so() {
        let due = column("Activity - Due date", &["45631.0", "45632.0"]);
        assert_eq!(due.kind, ColumnKind::Date);
        assert!(due.dates.unwrap().serials);
        let amount = column("Amount", &["45631.0", "45632.0"]);
        assert_eq!(amount.kind, ColumnKind::Decimal);
        assert!(amount.dates.unwrap().serials);
    }

    #[test]
    fn addresses_and_telephones_are_told() {
        assert_eq!(kind("a", &["a@b.de", "c@d.com"]), ColumnKind::Email);
        assert_eq!(kind("a", &["http://a.de", "www.b.com"]), ColumnKind::Url);
        assert_eq!(kind("Website", &["a.de", "b.com"]), ColumnKind::Url);
        assert_eq!(kind("a", &["415-555-0000", "415-555-0001"]), ColumnKind::Phone);
        assert_eq!(kind("Phone", &["0636445330", "0612719793"]), ColumnKind::Phone);
        assert_eq!(kind("nsn", &["1005-00-073-9421", "1005-00-073-9422"]), ColumnKind::Text);
    }

    #[test]
    fn words_are_told() {
        assert_eq!(kind("a", &["yes", "no", ""]), ColumnKind::Toggle);
        assert_eq!(kind("a", &["x", "", "x"]), ColumnKind::Toggle);
        assert_eq!(kind("a", &["1", "0", "1"]), ColumnKind::Toggle);
        assert_eq!(kind("a", &["Won", "Lost", "Won", "Won", "Lost", "Won"]), ColumnKind::Choice);
        assert_eq!(kind("a", &["one\ntwo"]), ColumnKind::LongText);
        assert_eq!(kind("a", &["", ""]), ColumnKind::Text);
    }

    #[test]
    fn cells_that_do_not_fit_are_named_with_their_lines() {
        let dates = column(
            "a",
            &[
                "2024-01-02",
                "2024-01-03",
                "n/a",
                "2024-01-05",
                "2024-01-06",
                "2024-02-30",
                "2024-01-07",
                "2024-01-08",
                "2024-01-09",
                "2024-01-10",
            ],
        );
        assert_eq!((dates.kind, dates.fitting, dates.filled), (ColumnKind::Date, 8, 10));
        assert_eq!(dates.misfits, [(4, "n/a".to_owned()), (7, "2024-02-30".to_owned())]);
    }
}

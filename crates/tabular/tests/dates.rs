//! Dates as people and programs write them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod shared;

use jiff::civil::{Date, DateTime, Time, date};
use jiff::tz::Offset;
use tabular::date::{
    DateContext, DateGuess, DateGuesser, DateOrder, DateProblem, DateValue, Zone, format_date, parse_date,
};
use tabular::{Options, Table};

const TODAY: Date = date(2026, 5, 1);

fn context() -> DateContext {
    DateContext::new(TODAY)
}

fn day(text: &str, order: DateOrder) -> Result<Date, DateProblem> {
    parse_date(text, order, &context()).map(|value| value.date)
}

fn guess(column: &[&str]) -> DateGuess {
    let mut guesser = DateGuesser::default();
    for (index, text) in column.iter().enumerate() {
        guesser.add(index as u64 + 2, text);
    }
    guesser.finish()
}

/// Reads a text as a column of its own: what it proves counts, and what it leaves open is month first.
fn read_alone(text: &str, fill: Option<Date>) -> Result<DateValue, DateProblem> {
    let guess = guess(&[text]);
    let order = if guess.ambiguous { DateOrder::MonthFirst } else { guess.order };
    parse_date(text, order, &DateContext { fill, ..context() })
}

#[test]
fn the_cases_of_dateutil_are_read_as_stated() {
    let Some(file) = shared::file("dates/dateutil_cases.csv") else { return };
    let mut table = Table::open(file, Options::default()).unwrap();
    let mut cases = 0;
    let mut wrong = Vec::new();
    while let Some(row) = table.next_row().unwrap() {
        let (text, expected) = (row.cells.get(0).unwrap(), row.cells.get(1).unwrap());
        let found = read_alone(text, Some(date(2003, 9, 25))).map(|value| {
            let time = value.time.unwrap_or(Time::midnight());
            let microseconds = time.subsec_nanosecond() / 1000 * 1000;
            value.date.to_datetime(time.with().subsec_nanosecond(microseconds).build().unwrap())
        });
        if found != Ok(expected.parse::<DateTime>().unwrap()) {
            wrong.push(format!("{text}: {found:?}, not {expected}"));
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{} of {cases}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(cases, 116);
}

#[test]
fn the_dates_of_salesforce_are_read() {
    for name in [
        "dateWithTimeZone",
        "dateEndingInZ",
        "dateOnlyWithTimeZone",
        "dateUsingDefaultTimeZone",
        "timeZoneFormatTesting",
    ] {
        let Some(file) = shared::file(&format!("salesforce_dataloader/tests/{name}.csv")) else { return };
        let mut table = Table::open(file, Options::default()).unwrap();
        let columns: Vec<usize> = (0..table.headings().len())
            .filter(|c| table.headings()[*c].to_lowercase().starts_with("date"))
            .collect();
        let mut rows = 0;
        while let Some(row) = table.next_row().unwrap() {
            rows += 1;
            for column in &columns {
                let text = row.cells.get(*column).unwrap();
                let value = parse_date(text, DateOrder::MonthFirst, &context());
                assert!(value.as_ref().is_ok_and(|value| value.time.is_some()), "{name}: {text}: {value:?}");
            }
        }
        assert!(rows > 0 && !columns.is_empty());
    }
}

#[test]
fn offsets_and_zones_are_kept() {
    let zone = |text: &str| parse_date(text, DateOrder::MonthFirst, &context()).unwrap().zone.unwrap();
    let hours = |hours: i8| Zone::Offset(Offset::constant(hours));
    assert_eq!(zone("2010-10-14T12:00:00.000Z"), hours(0));
    assert_eq!(zone("2010-10-14T12:00:00.000Z-0300"), hours(-3));
    assert_eq!(zone("07/15/2009 02:14:45+0800"), hours(8));
    assert_eq!(zone("07/15/2009T02:14:45-08:00"), hours(-8));
    assert_eq!(zone("2009-07-14 14:14 UTC+2"), hours(2));
    assert_eq!(zone("2009-07-14 14:14 CEST"), hours(2));
    assert_eq!(zone("2009-07-14 14:14 Europe/Berlin"), Zone::Named("Europe/Berlin".into()));
    assert_eq!(zone("2009-07-14T14:14:45+02:00[Europe/Berlin]"), Zone::Named("Europe/Berlin".into()));
    assert_eq!(zone("2009-07-14 14:14 BRST"), Zone::Unknown("BRST".into()));
    assert_eq!(zone("Thu Sep 25 2003 10:36:28 GMT+0200 (Central European Summer Time)"), hours(2));
}

#[test]
fn german_dates_are_read() {
    for text in ["3. Mai 2001", "03.05.2001", "Donnerstag, den 3. Mai 2001", "Do., 3. Mai 2001", "3-MAI-2001"]
    {
        assert_eq!(day(text, DateOrder::DayFirst), Ok(date(2001, 5, 3)), "{text}");
    }
    let evening = parse_date("3. März 2001 um 20.15 Uhr", DateOrder::DayFirst, &context()).unwrap();
    assert_eq!((evening.date, evening.time), (date(2001, 3, 3), Some(jiff::civil::time(20, 15, 0, 0))));
    assert_eq!(day("24. Dez. 1999", DateOrder::DayFirst), Ok(date(1999, 12, 24)));
}

#[test]
fn two_digits_are_the_year_within_80_before_and_20_after() {
    let year = |text: &str| day(text, DateOrder::DayFirst).unwrap().year();
    assert_eq!([year("1.2.46"), year("1.2.47"), year("1.2.99"), year("1.2.00")], [2046, 1947, 1999, 2000]);
}

#[test]
fn days_that_do_not_exist_are_refused_and_said() {
    let problem = |text: &str| day(text, DateOrder::DayFirst).unwrap_err().to_string();
    assert_eq!(problem("2024-02-30"), "there is no day 30 in 2024-02");
    assert_eq!(problem("2023-02-29"), "there is no day 29 in 2023-02");
    assert_eq!(problem("2024-13-01"), "there is no month 13");
    assert_eq!(problem("0000-01-01"), "the year 0 is not within 1 and 9999");
    assert_eq!(problem("275760-09-13"), "the year 275760 is not within 1 and 9999");
    assert_eq!(problem("+275760-09-13T00:00:00Z"), "the year +275760 is not within 1 and 9999");
    assert_eq!(problem("13.09.275760"), "the year 275760 is not within 1 and 9999");
    assert_eq!(problem("2024-02-03 25:00"), "there is no such time of day");
    assert_eq!(problem("Sep 2003"), "the date has no day");
    assert_eq!(problem("10:36"), "the date has no year");
    for text in
        ["", "abc", "May be", "1.2.3", "192.168.0.1", "+49 30 123456", "2009\\7\\14", "2009-07/14", "12"]
    {
        assert!(day(text, DateOrder::DayFirst).is_err(), "{text}");
    }
}

#[test]
fn a_cell_that_is_impossible_in_the_order_of_its_column_is_refused() {
    assert_eq!(day("02/13/2024", DateOrder::DayFirst), Err(DateProblem::NoSuchMonth { month: 13 }));
    assert_eq!(day("13/02/2024", DateOrder::MonthFirst), Err(DateProblem::NoSuchMonth { month: 13 }));
    assert_eq!(
        day("02/03/2024", DateOrder::YearFirst).unwrap_err().to_string(),
        "the date is not written year first"
    );
    assert_eq!(day("2024-02-03", DateOrder::MonthFirst), Ok(date(2024, 2, 3)));
}

#[test]
fn the_column_decides_the_order() {
    let order = |column: &[&str]| {
        let guess = guess(column);
        (guess.order, guess.ambiguous)
    };
    assert_eq!(order(&["01/02/2024", "13/02/2024", "03/02/2024"]), (DateOrder::DayFirst, false));
    assert_eq!(order(&["01/02/2024", "02/13/2024"]), (DateOrder::MonthFirst, false));
    assert_eq!(order(&["2024-01-02", "2024-02-01"]), (DateOrder::YearFirst, false));
    assert_eq!(order(&["2024-01-02", "13/02/2024"]), (DateOrder::DayFirst, false));
    assert_eq!(order(&["99-01-02", "01-02-03"]), (DateOrder::YearFirst, false));
    assert!(!order(&["5 May 2024"]).1);
    assert!(!order(&["05/05/2024"]).1);
}

#[test]
fn a_column_that_proves_nothing_must_be_asked_about() {
    let slashes = guess(&["01/02/2024", "03/04/2024", "2024-01-01"]);
    assert!(slashes.ambiguous);
    assert_eq!(slashes.evidence.undecided.examples, [(2, "01/02/2024".into()), (3, "03/04/2024".into())]);
    let dots = guess(&["01.02.2024"]);
    assert_eq!((dots.order, dots.ambiguous), (DateOrder::DayFirst, true));
}

#[test]
fn a_column_that_proves_opposites_says_where() {
    let guess = guess(&["13/02/2024", "14/02/2024", "01/02/2024", "02/13/2024"]);
    assert!(guess.ambiguous && guess.evidence.is_contradiction());
    assert_eq!(guess.order, DateOrder::DayFirst);
    assert_eq!(guess.evidence.day_first.examples[0], (2, "13/02/2024".into()));
    assert_eq!(guess.evidence.month_first.examples, [(5, "02/13/2024".into())]);
}

#[test]
fn spreadsheet_numbers_are_dates_only_when_told() {
    let serials = DateContext { serials: true, ..context() };
    assert_eq!(parse_date("45631.0", DateOrder::YearFirst, &serials).unwrap().date, date(2024, 12, 5));
    assert!(parse_date("45631.0", DateOrder::YearFirst, &context()).is_err());
}

#[test]
fn a_date_written_out_reads_back() {
    for order in [DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst] {
        for day_written in [date(1, 1, 1), date(9999, 12, 31), date(2024, 2, 29)] {
            assert_eq!(day(&format_date(day_written, order), order), Ok(day_written));
        }
    }
}

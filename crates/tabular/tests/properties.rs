//! What holds for any table, any bytes, any date and any number.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Read;

use jiff::civil::Date;
use proptest::prelude::*;
use tabular::date::{DateContext, DateGuesser, DateOrder, excel_serial, format_date, parse_date};
use tabular::number::{Decimal, NumberStyle, parse_number};
use tabular::{
    Encoding, Error, Headings, Options, Profiler, Quote, Table, Vocabulary, best_heading, parse_toggle,
    profile, write_row,
};

const TODAY: Date = Date::constant(2026, 5, 1);

fn order() -> impl Strategy<Value = DateOrder> {
    prop::sample::select(vec![DateOrder::DayFirst, DateOrder::MonthFirst, DateOrder::YearFirst])
}

fn any_date() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 1_i8..=12, 1_i8..=31).prop_map(|(year, month, day)| {
        let last = Date::new(year, month, 1).unwrap().days_in_month();
        Date::new(year, month, day.min(last)).unwrap()
    })
}

/// Cells that are likely to upset a reader. Zero bytes are taken out of tables, so there are none.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9]{1,5}",
        "(sep=|SEP=)[;,\"|]",
        "'{0,2}[=+@-][a1(\" ]{0,3}",
        "[ \"',;|\t\r\n\u{FEFF}=é€𝄞x-]{0,8}",
        any::<String>().prop_map(|text| text.replace('\0', "")),
    ]
}

/// Rows of the same width, each with something in it: blank ones are skipped by design.
fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1_usize..6).prop_flat_map(|width| {
        let row = prop::collection::vec(cell(), width).prop_filter("a blank row is skipped", |row| {
            row.iter().any(|cell| !cell.trim_ascii().is_empty())
        });
        prop::collection::vec(row, 1..12)
    })
}

/// Gives one small piece of the bytes at a time.
struct Trickle<'b>(&'b [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(out.len());
        self.0.read(&mut out[..count])
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        rows in rows(),
        separator in prop::sample::select(b",;\t|!".to_vec()),
        piece in 1_usize..50,
    ) {
        let mut bytes = Vec::new();
        for row in &rows {
            write_row(&mut bytes, separator, row).unwrap();
        }
        let options = Options {
            encoding: Some(Encoding::Utf8),
            separator: Some(separator),
            quote: Quote::Byte(b'"'),
            headings: Headings::None,
            ..Options::default()
        };
        let mut table = Table::open(Trickle(&bytes, piece), options).unwrap();
        let mut found: Vec<Vec<String>> = Vec::new();
        while let Some(row) = table.next_row().unwrap() {
            found.push(row.cells.iter().map(str::to_owned).collect());
        }
        prop_assert_eq!(found, rows);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read_or_refuse(&bytes);
    }

    #[test]
    fn any_bytes_like_those_of_tables_are_read_or_refused(
        bytes in prop::collection::vec(prop::sample::select(b"\0\r\n,;\"'a1 =\xFF\xFE\xEF\xBB\xBF\xC3".to_vec()), 0..500),
    ) {
        read_or_refuse(&bytes);
    }

    #[test]
    fn any_cells_are_profiled(rows in rows()) {
        let mut bytes = Vec::new();
        for row in &rows {
            write_row(&mut bytes, b',', row).unwrap();
        }
        let mut table = Table::open(bytes.as_slice(), Options { separator: Some(b','), ..Options::default() }).unwrap();
        profile(&mut table).unwrap();
    }

    #[test]
    fn any_text_is_compared_without_panic(a in any::<String>(), b in any::<String>()) {
        Vocabulary::new([a.as_str()]).closest(&b);
        best_heading(&a, &[tabular::Candidate { key: "b", label: &b, aliases: &[] }]);
        parse_toggle(&a);
    }

    #[test]
    fn any_text_is_a_date_or_a_problem(
        text in prop_oneof![
            any::<String>(),
            "[0-9TZ:/.+' ,-]{0,24}",
            "([0-9]{1,4}|[-/. :,']|May|Mai|am|h|m|s|T|Z|UTC|BRST|Mon|\\(|\\)|Europe/){0,12}",
        ],
        order in order(),
        fill in any::<bool>(),
    ) {
        let context = DateContext { fill: fill.then_some(TODAY), serials: fill, ..DateContext::new(TODAY) };
        let _ = parse_date(&text, order, &context);
        let _ = excel_serial(&text);
        let mut guesser = DateGuesser::default();
        guesser.add(1, &text);
        guesser.finish();
    }

    #[test]
    fn a_date_reads_as_it_was_written(date in any_date(), order in order()) {
        let found = parse_date(&format_date(date, order), order, &DateContext::new(TODAY)).unwrap();
        prop_assert_eq!((found.date, found.time, found.zone), (date, None, None));
    }

    #[test]
    fn a_column_proves_the_order_it_was_written_in(
        dates in prop::collection::vec(any_date(), 1..20),
        order in order(),
    ) {
        let mut guesser = DateGuesser::default();
        for date in &dates {
            guesser.add(1, &format_date(*date, order));
        }
        let guess = guesser.finish();
        let proven = dates.iter().any(|date| date.day() > 12);
        if proven || order == DateOrder::YearFirst {
            prop_assert_eq!((guess.order, guess.ambiguous), (order, false));
        } else {
            prop_assert!(guess.ambiguous || dates.iter().all(|date| i16::from(date.day()) == i16::from(date.month())));
        }
    }

    #[test]
    fn any_text_is_a_number_or_a_problem(
        text in prop_oneof![any::<String>(), "[0-9.,'()%$€eE+ −-]{0,40}"],
    ) {
        let _ = parse_number(&text, NumberStyle::DecimalPoint);
        let _ = parse_number(&text, NumberStyle::DecimalComma);
    }

    #[test]
    fn a_number_reads_as_it_was_written(mantissa in any::<i128>(), scale in 0_u32..=38, comma in any::<bool>()) {
        // The smallest of all has no positive counterpart and is refused.
        prop_assume!(mantissa != i128::MIN);
        let value = Decimal { mantissa, scale };
        let (style, text) = if comma {
            (NumberStyle::DecimalComma, value.to_string().replace('.', ","))
        } else {
            (NumberStyle::DecimalPoint, value.to_string())
        };
        prop_assert_eq!(parse_number(&text, style).map(|number| number.value), Ok(value));
    }
}

fn read_or_refuse(bytes: &[u8]) {
    for headings in [Headings::Auto, Headings::None] {
        let Ok(mut table) = Table::open(bytes, Options { headings, ..Options::default() }) else { continue };
        let mut profiler = Profiler::new(table.headings());
        while let Ok(Some(row)) = table.next_row() {
            profiler.add(&row);
            for cell in row.cells.iter() {
                assert!(!cell.contains('\0'));
            }
        }
        profiler.finish();
    }
}

/// An endless file, which counts what was taken of it.
struct Endless {
    head: &'static [u8],
    taken: usize,
    byte: u8,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(out);
        }
        out.fill(self.byte);
        self.taken += out.len();
        Ok(out.len())
    }
}

fn refused(head: &'static [u8], byte: u8) -> (Error, usize) {
    let mut source = Endless { head, taken: 0, byte };
    let error = Table::open(&mut source, Options::default())
        .and_then(|mut table| {
            while table.next_row()?.is_some() {}
            Ok(())
        })
        .unwrap_err();
    (error, source.taken)
}

#[test]
fn a_quote_never_closed_is_refused_long_before_the_file_ends() {
    let (error, taken) = refused(b"a,b\n1,2\n3,\"x\n", b'y');
    assert_eq!(error.to_string(), "line 3: a quote opened here is never closed (record longer than 16 MiB)");
    assert!(taken < 20 * 1024 * 1024, "{taken}");
}

#[test]
fn a_line_or_a_row_without_end_is_refused_too() {
    assert!(matches!(refused(b"a,b\n1,", b'y').0, Error::RecordTooLong { line: 2, .. }));
    assert!(matches!(refused(b"a,b\n1,", b',').0, Error::TooManyColumns { line: 2, .. }));
    assert!(matches!(refused(b"a,b\n1,", 0).0, Error::NotText { .. }));
    assert!(matches!(refused(b"", 0).0, Error::NotText { .. }));
}

#[test]
fn ten_thousand_columns_are_refused_or_read_as_allowed() {
    let headings: Vec<String> = (0..10_000).map(|column| format!("c{column}")).collect();
    let mut bytes = Vec::new();
    write_row(&mut bytes, b',', &headings).unwrap();
    write_row(&mut bytes, b',', &headings).unwrap();
    let error = Table::open(bytes.as_slice(), Options::default()).err().unwrap();
    assert_eq!(error.to_string(), "line 1: the record that begins here has more than 2000 columns");
    let options = Options { max_columns: 10_000, ..Options::default() };
    let mut table = Table::open(bytes.as_slice(), options).unwrap();
    assert_eq!(table.next_row().unwrap().unwrap().cells.get(9_999), Some("c9999"));
}

//! No order of lines, discount, tax or currency loses or makes a cent.
use proptest::prelude::*;

use super::*;

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn percent(off: Option<&str>) -> Off {
    Off { percent: off.map(dec), amount: None }
}

const fn standard(percent: i64) -> Tax {
    Tax { category: Category::Standard, percent: Decimal(percent * 1_000_000) }
}

fn line(quantity: &str, price: &str, off: Option<&str>) -> Line {
    Line {
        quantity: dec(quantity),
        price: dec(price),
        percent_off: off.map(dec),
        amount_off: None,
        tax: standard(19),
    }
}

#[test]
fn a_line_is_rounded_to_the_digits_of_its_currency() {
    let yen = Currency::parse("JPY").unwrap();
    let dinar = Currency::parse("BHD").unwrap();
    let one = line("3", "0.335", None);
    assert_eq!(one.net(Currency::EUR).map(|n| n.net), Ok(101));
    assert_eq!(one.net(yen).map(|n| n.net), Ok(1));
    assert_eq!(one.net(dinar).map(|n| n.net), Ok(1005));
    assert_eq!(
        line("2.5", "19.99", Some("10")).net(Currency::EUR),
        Ok(Net { gross: 4998, off: 500, net: 4498 })
    );
}

#[test]
fn quantities_and_discounts_beyond_measure_are_refused() {
    for quantity in ["0", "-1", "1000000000000"] {
        assert_eq!(line(quantity, "1", None).net(Currency::EUR), Err(Wrong::Quantity), "{quantity}");
    }
    assert_eq!(line("1", "5", Some("100")).net(Currency::EUR).map(|n| n.net), Ok(0));
    assert_eq!(line("1", "5", Some("120")).net(Currency::EUR), Err(Wrong::Discount));
    assert_eq!(line("1", "-5", None).net(Currency::EUR), Err(Wrong::Price));
    assert_eq!(line("1000000000", "9000000000000", None).net(Currency::EUR), Err(Wrong::TooMuch));
    let off = Line { amount_off: Some(dec("6")), ..line("1", "5", None) };
    assert_eq!(off.net(Currency::EUR), Err(Wrong::Discount));
    assert_eq!(totals(&[(standard(19), 100)], percent(Some("120")), 0, Currency::EUR), Err(Wrong::Discount));
    assert_eq!(
        totals(&[(standard(19), 100)], Off { percent: None, amount: Some(dec("1.01")) }, 0, Currency::EUR),
        Err(Wrong::Discount)
    );
}

#[test]
fn a_rate_goes_with_its_category() {
    assert_eq!(standard(0).check(), Err(Wrong::Rate));
    assert_eq!(Tax { category: Category::Exempt, percent: dec("19") }.check(), Err(Wrong::Rate));
    assert_eq!(standard(101).check(), Err(Wrong::Rate));
    assert_eq!(Tax { category: Category::Zero, percent: dec("0") }.check(), Ok(()));
}

#[test]
fn tax_is_reckoned_on_the_sum_and_not_line_by_line() {
    // Three times 0.33 at 19 %: by line 3 × 0.06 = 0.18, on the sum 0.19.
    let lines = [(standard(19), 33), (standard(19), 33), (standard(19), 33)];
    assert_eq!(totals(&lines, Off::default(), 0, Currency::EUR).map(|t| t.tax), Ok(19));
}

#[test]
fn nothing_comes_to_nothing() {
    assert_eq!(totals(&[], percent(Some("10")), 0, Currency::EUR), Ok(Totals::default()));
}

fn taxes() -> impl Strategy<Value = Tax> {
    prop_oneof![
        (1_i64..=30).prop_map(standard),
        Just(Tax { category: Category::Zero, percent: Decimal(0) }),
        Just(Tax { category: Category::ReverseCharge, percent: Decimal(0) }),
    ]
}

fn lines() -> impl Strategy<Value = Vec<Line>> {
    let one = (1_i64..5_000_000_000, 0_i64..5_000_000_000, prop::option::of(0_i64..=100_000_000), taxes());
    let one = one.prop_map(|(quantity, price, off, tax)| Line {
        quantity: Decimal(quantity),
        price: Decimal(price),
        percent_off: off.map(Decimal),
        amount_off: None,
        tax,
    });
    prop::collection::vec(one, 0..12)
}

fn currencies() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["EUR", "USD", "JPY", "BHD"]).prop_filter_map("a code", Currency::parse)
}

proptest! {
    #[test]
    fn parts_sum_to_the_whole(lines in lines(), off in prop::option::of(0_i64..=100_000_000), currency in currencies()) {
        let nets: Vec<(Tax, i64)> = lines.iter().map(|l| (l.tax, l.net(currency).unwrap().net)).collect();
        let sum = totals(&nets, Off { percent: off.map(Decimal), amount: None }, 0, currency).unwrap();
        for l in &lines {
            let net = l.net(currency).unwrap();
            prop_assert_eq!(net.gross - net.off, net.net);
            prop_assert!(net.off >= 0 && net.net >= 0);
        }
        prop_assert_eq!(sum.lines, nets.iter().map(|(_, n)| n).sum::<i64>());
        prop_assert_eq!(sum.off, sum.taxes.iter().map(|t| t.off).sum::<i64>());
        prop_assert_eq!(sum.net, sum.taxes.iter().map(|t| t.taxable).sum::<i64>());
        prop_assert_eq!(sum.tax, sum.taxes.iter().map(|t| t.amount).sum::<i64>());
        prop_assert_eq!(sum.total, sum.lines - sum.off + sum.tax);
        for t in &sum.taxes {
            prop_assert!(t.off <= t.lines && t.taxable >= 0);
            // The tax is within half a minor unit of the exact one.
            let exact = i128::from(t.taxable) * i128::from(t.tax.percent.0);
            let given = i128::from(t.amount) * 100_000_000;
            prop_assert!((exact - given).abs() * 2 <= 100_000_000);
        }
    }

    #[test]
    fn the_order_of_lines_says_nothing(lines in lines(), off in prop::option::of(0_i64..=100_000_000), currency in currencies(), turn in 0_usize..12) {
        let mut nets: Vec<(Tax, i64)> = lines.iter().map(|l| (l.tax, l.net(currency).unwrap().net)).collect();
        let one = totals(&nets, Off { percent: off.map(Decimal), amount: None }, 0, currency);
        if !nets.is_empty() {
            let by = turn % nets.len();
            nets.rotate_left(by);
            nets.reverse();
        }
        prop_assert_eq!(one, totals(&nets, Off { percent: off.map(Decimal), amount: None }, 0, currency));
    }

    #[test]
    fn shares_sum_to_what_was_shared(parts in prop::collection::vec(0_i64..1_000_000_000, 1..20), permille in 0_i64..=1000) {
        let sum: i64 = parts.iter().sum();
        let amount = sum / 1000 * permille;
        let shares = shared(amount, &parts);
        prop_assert_eq!(shares.iter().sum::<i64>(), amount);
        prop_assert!(shares.iter().zip(&parts).all(|(s, p)| *s >= 0 && s <= p));
    }
}

//! The forecast by history on deals rolled with known chances, and on histories that are none.
use std::collections::HashMap;

use base::{Currency, Money};

use super::super::facts::{Category, Rates};
use super::*;

/// Numbers that look random and are the same everywhere (Numerical Recipes' linear congruence).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

fn version(day: Day, owner: i64, amount: i64, closed: Option<(Day, bool)>) -> Version {
    Version {
        day,
        pipeline: 0,
        state: u16::from(closed.is_some()),
        owner: Some(Id(owner)),
        amount: Some(Money { minor: amount, currency: Currency::EUR }),
        product: None,
        category: None,
        percent: None,
        expected: None,
        closed,
        deleted: false,
    }
}

/// Three deals a day for 900 days, worth 100 or 300, each day won with 1 % and lost with 1 % from a week of age on.
fn company(seed: u64, days: Day) -> Facts {
    let (mut dice, mut deals) = (Dice(seed), Vec::new());
    for n in 0..days * 3 {
        let (opened, amount) = (n / 3, if dice.roll() < 0.5 { 10_000 } else { 30_000 });
        let owner = 1 + i64::from(dice.roll() < 0.5);
        let mut versions = vec![version(opened, owner, amount, None)];
        for day in opened + 7..days {
            let roll = dice.roll();
            if roll < 0.02 {
                versions.push(version(day, owner, amount, Some((day, roll < 0.01))));
                break;
            }
        }
        deals.push(Fact { id: Id(i64::from(n)), opened, versions });
    }
    Facts {
        deals,
        states: 2,
        pipelines: vec!["sales".to_owned()],
        categories: vec![Category::Pipeline; 2],
        prices: HashMap::new(),
        rates: Rates { own: Some(Currency::EUR), days: HashMap::new() },
    }
}

fn span(first: Day) -> Span {
    Span { first, last: first + 90 }
}

fn ask(facts: &Facts, first: Day) -> Result<ByHistory, TooThin> {
    let earlier: Vec<(Day, Span)> = (1..=8).map(|n| (first - 1 - 91 * n, span(first - 91 * n))).collect();
    by_history(facts, first - 1, span(first), &earlier)
}

fn sum(all: &BTreeMap<Whose, Expected>) -> Expected {
    all.values().fold(Expected::default(), |a, b| a.and(*b))
}

#[test]
fn what_comes_lies_near_what_was_said_and_mostly_in_its_interval() {
    let (mut within, mut tries) = (0, 0);
    for seed in 1..=6 {
        let facts = company(seed, 900);
        for first in [500, 600, 700] {
            let said = ask(&facts, first).unwrap();
            let (open, new) = (sum(&said.open), sum(&said.new));
            let (came_open, came_new) = came(&facts, first - 1, span(first), 899);
            assert!((open.value / came_open - 1.0).abs() < 0.4, "{} {came_open}", open.value);
            assert!((new.value / came_new - 1.0).abs() < 0.5, "{} {came_new}", new.value);
            let (low, high) = open.and(new).interval();
            within += i32::from((low..=high).contains(&(came_open + came_new)));
            tries += 1;
        }
    }
    assert!(f64::from(within) >= 0.7 * f64::from(tries), "{within} of {tries}");
}

#[test]
fn only_what_was_known_on_the_day_counts() {
    let mut facts = company(3, 900);
    let before = ask(&facts, 600).unwrap();
    for deal in &mut facts.deals {
        deal.versions.retain(|v| v.day < 600);
        if let Some(last) = deal.versions.last_mut().filter(|v| v.day > 590) {
            // And what comes later changes nothing either.
            let late = Version { day: 700, closed: Some((700, true)), ..last.clone() };
            if last.closed.is_none() {
                deal.versions.push(late);
            }
        }
    }
    facts.deals.retain(|d| !d.versions.is_empty());
    assert_eq!(ask(&facts, 600).unwrap(), before);
}

#[test]
fn owners_make_the_whole() {
    let said = ask(&company(5, 900), 600).unwrap();
    assert_eq!(said.open.len(), 2);
    let parts: f64 = said.open.values().map(|e| e.value).sum();
    assert!((parts - sum(&said.open).value).abs() < 1e-6);
}

#[test]
fn a_history_that_is_none_gives_no_forecast() {
    let nothing = Facts { rates: Rates { own: Some(Currency::EUR), ..Rates::default() }, ..Facts::default() };
    assert_eq!(ask(&nothing, 100), Err(TooThin::Closed { closed: 0, won: 0 }));
    let short = company(1, 60);
    assert!(matches!(ask(&short, 40), Err(TooThin::Closed { closed, .. }) if closed < LEAST_CLOSED));
    let unchecked = company(1, 200);
    assert_eq!(ask(&unchecked, 120), Err(TooThin::Unchecked));
}

#[test]
fn a_period_that_begins_later_counts_only_its_own_days() {
    let facts = company(2, 900);
    let earlier: Vec<(Day, Span)> = (2..=6).map(|n| (599 - 91 * n, span(691 - 91 * n))).collect();
    let later = by_history(&facts, 599, span(691), &earlier).unwrap();
    let now = ask(&facts, 600).unwrap();
    assert!(sum(&later.open).value < sum(&now.open).value / 2.0, "most open deals end before");
    assert!(sum(&later.new).value > sum(&now.new).value, "most of what comes then is not there yet");
}

#[test]
fn a_factor_is_drawn_towards_one() {
    let check = |said, came| Check { as_of: 0, span: span(0), said, came };
    assert!((factor(&[check(0.0, 0.0)], 10.0).0 - 1.0).abs() < 1e-12);
    let (few, _) = factor(&[check(10.0, 0.0)], 10.0);
    let (many, spread) = factor(&[check(1e6, 5e5), check(1e6, 5e5)], 10.0);
    assert!((few - 0.5).abs() < 1e-9 && (many - 0.5).abs() < 1e-4);
    assert!(spread < 0.15);
}

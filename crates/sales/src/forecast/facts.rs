//! What a forecast is made of: each deal with everything about it that ever counted, day by day. Pure data.
use std::collections::HashMap;

use base::{Currency, Date, Id, Money, Rate};

/// Days since 1970-01-01.
pub type Day = i32;

/// The day as a number.
pub fn day_of(date: Date) -> Day {
    let zero = Date(jiff::civil::Date::constant(1970, 1, 1));
    i32::try_from(date.days_since(zero)).unwrap_or_default()
}

/// How sure people are of a deal, as its stage or they themselves say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Category {
    /// Not counted.
    Omitted,
    /// It is in the pipeline.
    Pipeline,
    /// It comes if all goes well.
    BestCase,
    /// It comes.
    Commit,
}

impl Category {
    /// Every category with its key, the surest last.
    pub const ALL: [(&'static str, Self); 4] = [
        ("omitted", Self::Omitted),
        ("pipeline", Self::Pipeline),
        ("best_case", Self::BestCase),
        ("commit", Self::Commit),
    ];

    /// The category of a key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.iter().find(|(k, _)| *k == key).map(|(_, c)| *c)
    }

    /// The category of a stage where nobody has said one: by its chance to win in percent, from 75 `Commit`, from 50
    /// `BestCase`.
    pub fn of_chance(percent: u8) -> Self {
        match percent {
            75.. => Self::Commit,
            50.. => Self::BestCase,
            _ => Self::Pipeline,
        }
    }
}

/// A deal from one day on, until its next version.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// The day it became so.
    pub day: Day,
    /// Number of its pipeline.
    pub pipeline: u16,
    /// Number of its state: a stage in a pipeline, or none that is known.
    pub state: u16,
    /// Whose it is.
    pub owner: Option<Id>,
    /// What it is worth, where somebody has said so.
    pub amount: Option<Money>,
    /// What is sold.
    pub product: Option<Id>,
    /// What its owner says of it, if not what its stage says.
    pub category: Option<Category>,
    /// Its chance to win in percent, as stage or people say.
    pub percent: Option<f64>,
    /// When people expect it to close.
    pub expected: Option<Day>,
    /// When it was closed, and whether it was won.
    pub closed: Option<(Day, bool)>,
    /// It lies in the bin.
    pub deleted: bool,
}

/// A deal.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Its id.
    pub id: Id,
    /// The day it was opened.
    pub opened: Day,
    /// How it went, oldest first; never empty.
    pub versions: Vec<Version>,
}

impl Fact {
    /// The deal as it was at the end of a day; nothing before it was opened, nor where it lay in the bin.
    pub fn at(&self, day: Day) -> Option<&Version> {
        if self.opened > day {
            return None;
        }
        let behind = self.versions.partition_point(|v| v.day <= day);
        self.versions.get(behind.checked_sub(1)?).filter(|v| !v.deleted)
    }

    /// The deal at the end of a day, if it was open then.
    pub fn open_at(&self, day: Day) -> Option<&Version> {
        self.at(day).filter(|v| v.closed.is_none_or(|(closed, _)| closed > day))
    }

    /// The deal as it is known at the end of `now`, if it was won between two days, both included.
    pub fn won_between(&self, from: Day, to: Day, now: Day) -> Option<(Day, &Version)> {
        let last = self.at(now)?;
        let (day, won) = last.closed?;
        (won && (from..=to).contains(&day)).then_some((day, last))
    }
}

/// What amounts of other currencies are worth in the workspace's.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    /// The workspace's currency.
    pub own: Option<Currency>,
    /// Rates by currency, oldest first.
    pub days: HashMap<Currency, Vec<(Day, Rate)>>,
}

impl Rates {
    fn of(&self, currency: Currency, day: Day) -> Option<Rate> {
        if currency == Currency::EUR {
            return Some(Rate::ONE);
        }
        let list = self.days.get(&currency)?;
        let (at, rate) = list.get(list.partition_point(|(d, _)| *d <= day).checked_sub(1)?)?;
        (i64::from(day - at) <= engine::rates::STANDS_FOR).then_some(*rate)
    }

    /// Minor units of the workspace's currency at a day's rates; nothing where there is no rate.
    pub fn own(&self, money: Money, day: Day) -> Option<i64> {
        let own = self.own?;
        if money.currency == own {
            return Some(money.minor);
        }
        money.convert(self.of(money.currency, day)?, own, self.of(own, day)?).map(|m| m.minor)
    }
}

/// Everything a forecast of the workspace is made of.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The deals, by id.
    pub deals: Vec<Fact>,
    /// How many states there are.
    pub states: usize,
    /// The keys of the pipelines, by number.
    pub pipelines: Vec<String>,
    /// What a state says of its deals, by number.
    pub categories: Vec<Category>,
    /// List prices of products.
    pub prices: HashMap<Id, Money>,
    /// Exchange rates.
    pub rates: Rates,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(day: Day, closed: Option<(Day, bool)>) -> Version {
        Version {
            day,
            pipeline: 0,
            state: 0,
            owner: None,
            amount: None,
            product: None,
            category: None,
            percent: None,
            expected: None,
            closed,
            deleted: false,
        }
    }

    #[test]
    fn a_deal_is_what_its_last_version_says() {
        let deal =
            Fact { id: Id(1), opened: 10, versions: vec![version(10, None), version(20, Some((20, true)))] };
        assert!(deal.at(9).is_none() && deal.open_at(10).is_some() && deal.open_at(19).is_some());
        assert!(deal.open_at(20).is_none() && deal.at(20).is_some());
        assert!(deal.won_between(20, 20, 20).is_some() && deal.won_between(20, 20, 19).is_none());
    }

    #[test]
    fn a_rate_stands_in_for_a_week_and_no_longer() {
        let usd = Currency::parse("USD").unwrap();
        let days = HashMap::from([(usd, vec![(100, "2".parse().unwrap())])]);
        let rates = Rates { own: Some(Currency::EUR), days };
        let money = Money { minor: 10, currency: usd };
        assert_eq!([99, 100, 107, 108].map(|d| rates.own(money, d)), [None, Some(5), Some(5), None]);
    }
}

//! The forecast by history: what open deals will bring in, and deals nobody has opened yet. Pure arithmetic over `Facts`.
//!
//! **Open deals.** `Σ pᵢ·vᵢ`: the chance to be won in the period (`hazard`) times what the deal is worth: its amount, or
//! else the mean of deals of its product won so far (five at least), or the product's list price, or the mean of its
//! pipeline.
//!
//! **New deals.** Deals come as they came in the last 91 days, by owner and pipeline; each day's are won by the end of
//! the period with the chance of a new deal and bring the mean of those won in their pipeline.
//!
//! **Checked against itself.** The same forecast is made for up to four earlier periods, as of the same day of each and
//! from what was known then. What came in over what was said, over all of them, is the factor the forecast is multiplied
//! with, drawn towards 1 by ten mean deals; each part has its own. A history that allows no such check gives no forecast.
//!
//! **Interval.** 80 %: the variance of independent wins, `Σ p(1−p)v²` (for new deals that of a compound Poisson sum), and
//! the spread of the earlier checks around their factor, drawn towards 15 % by two periods; normal, cut at nothing.
use std::collections::{BTreeMap, HashMap};

use base::Id;

use super::facts::{Day, Fact, Facts, Version};
use super::hazard::{Chances, Seen, To};

/// Deals closed before a history counts as one.
pub const LEAST_CLOSED: usize = 100;
/// Deals won among them.
pub const LEAST_WON: usize = 30;
/// Days of arrivals new deals are expected by.
const ARRIVALS: Day = 91;
/// Spans of days the chances are learnt from: the shortest with enough deals closed.
const WINDOWS: [Day; 4] = [182, 364, 728, 1456];
/// Won deals of a product before their mean counts.
const LEAST_OF_PRODUCT: usize = 5;
/// Earlier periods that are checked at most.
pub const CHECKS: usize = 4;
/// Mean deals that draw the factor towards 1.
const DRAWN: f64 = 10.0;
/// The spread that is assumed before any is seen, and how many periods it is worth.
const SPREAD: (f64, f64) = (0.15, 2.0);
/// Standard deviations on both sides of the middle 80 % of a normal distribution.
const EIGHTY: f64 = 1.281_552;

/// Why there is no forecast by history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TooThin {
    /// Too few deals were closed.
    Closed {
        /// Deals closed.
        closed: usize,
        /// Deals won.
        won: usize,
    },
    /// No earlier period could be forecast, so that nobody knows how good it would be.
    Unchecked,
}

/// Whose deals: owner and number of the pipeline.
pub type Whose = (Option<Id>, u16);

/// A span of days a forecast is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub first: Day,
    /// The last.
    pub last: Day,
}

/// A sum that is expected, minor units of the workspace's currency.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Expected {
    /// Its mean.
    pub value: f64,
    /// Its variance, were the chances exact.
    pub variance: f64,
    /// How much the chances themselves may be off, as a share of the value.
    pub spread: f64,
}

impl Expected {
    /// The bounds of the middle 80 %.
    pub fn interval(self) -> (f64, f64) {
        let off = EIGHTY * (self.variance + (self.value * self.spread).powi(2)).sqrt();
        ((self.value - off).max(0.0), self.value + off)
    }

    /// Two sums that go up and down together where the chances are off.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let value = self.value + other.value;
        let off = self.value * self.spread + other.value * other.spread;
        Self {
            value,
            variance: self.variance + other.variance,
            spread: if value > 0.0 { off / value } else { 0.0 },
        }
    }

    fn add(&mut self, value: f64, variance: f64) {
        self.value += value;
        self.variance += variance;
    }

    fn times(self, factor: f64, spread: f64) -> Self {
        Self { value: self.value * factor, variance: self.variance * factor * factor, spread }
    }
}

/// What one part of an earlier forecast said, and what came.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Check {
    /// As of which day.
    pub as_of: Day,
    /// For which span.
    pub span: Span,
    /// What the chances alone said.
    pub said: f64,
    /// What came in.
    pub came: f64,
}

/// The forecast of a period by history.
#[derive(Debug, Clone, PartialEq)]
pub struct ByHistory {
    /// What open deals will bring in.
    pub open: BTreeMap<Whose, Expected>,
    /// What deals that are not there yet will.
    pub new: BTreeMap<Whose, Expected>,
    /// Earlier forecasts of open deals, the last period first.
    pub open_checks: Vec<Check>,
    /// And of new ones.
    pub new_checks: Vec<Check>,
    /// What they were multiplied with.
    pub factors: (f64, f64),
    /// Days the chances were learnt from.
    pub window: Day,
    /// Deals that were closed in them.
    pub learnt_from: usize,
}

/// What deals are worth as far as was known at a day.
pub struct Worth<'a> {
    facts: &'a Facts,
    now: Day,
    products: HashMap<Id, (f64, usize)>,
    pipelines: HashMap<u16, (f64, usize, f64)>,
}

/// Where what a deal is worth comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Somebody has said so.
    Amount,
    /// The mean of deals won, of its product or pipeline, or the product's price.
    Guess,
    /// Nothing is known, or there is no rate for its currency.
    Nothing,
}

impl<'a> Worth<'a> {
    /// What was known at the end of a day.
    pub fn at(facts: &'a Facts, now: Day) -> Self {
        let mut products: HashMap<Id, (f64, usize)> = HashMap::new();
        let mut pipelines: HashMap<u16, (f64, usize, f64)> = HashMap::new();
        for deal in &facts.deals {
            let Some((day, won)) = deal.won_between(Day::MIN, now, now) else { continue };
            let Some(amount) = won.amount.and_then(|a| facts.rates.own(a, day)) else { continue };
            let amount = amount as f64;
            let pipeline = pipelines.entry(won.pipeline).or_default();
            *pipeline = (pipeline.0 + amount, pipeline.1 + 1, pipeline.2 + amount * amount);
            if let Some(product) = won.product {
                let product = products.entry(product).or_default();
                *product = (product.0 + amount, product.1 + 1);
            }
        }
        Self { facts, now, products, pipelines }
    }

    /// What a deal is worth, minor units of the workspace's currency.
    pub fn of(&self, deal: &Version) -> (f64, Source) {
        if let Some(amount) = deal.amount {
            let own = self.facts.rates.own(amount, self.now);
            return own.map_or((0.0, Source::Nothing), |own| (own as f64, Source::Amount));
        }
        let product =
            deal.product.and_then(|p| self.products.get(&p)).filter(|(_, n)| *n >= LEAST_OF_PRODUCT);
        if let Some((sum, n)) = product {
            return (sum / *n as f64, Source::Guess);
        }
        let price = deal.product.and_then(|p| self.facts.prices.get(&p));
        if let Some(own) = price.and_then(|p| self.facts.rates.own(*p, self.now)) {
            return (own as f64, Source::Guess);
        }
        match self.mean(deal.pipeline) {
            Some((mean, _)) => (mean, Source::Guess),
            None => (0.0, Source::Nothing),
        }
    }

    /// The mean of won deals in a pipeline, and of their squares.
    fn mean(&self, pipeline: u16) -> Option<(f64, f64)> {
        let (sum, n, squares) = self.pipelines.get(&pipeline)?;
        Some((sum / *n as f64, squares / *n as f64))
    }

    /// The mean of all won deals.
    fn mean_of_all(&self) -> f64 {
        let (sum, n) = self.pipelines.values().fold((0.0, 0), |(s, n), p| (s + p.0, n + p.1));
        if n > 0 { sum / n as f64 } else { 0.0 }
    }
}

/// The chances as far as they could be learnt at a day.
struct Learnt<'a> {
    facts: &'a Facts,
    now: Day,
    chances: Chances,
    worth: Worth<'a>,
    window: Day,
    closed: usize,
    /// Chances by state and age, computed once.
    curves: HashMap<(u16, Day), Vec<f64>>,
    horizon: usize,
}

impl<'a> Learnt<'a> {
    /// Learns from what was known at the end of a day, for so many days ahead.
    fn at(facts: &'a Facts, now: Day, horizon: usize) -> Result<Self, TooThin> {
        let ends: Vec<(Day, bool)> =
            facts.deals.iter().filter_map(|d| d.at(now)?.closed).filter(|(day, _)| *day <= now).collect();
        let won = ends.iter().filter(|(_, won)| *won).count();
        if ends.len() < LEAST_CLOSED || won < LEAST_WON {
            return Err(TooThin::Closed { closed: ends.len(), won });
        }
        let within = |window: Day| ends.iter().filter(|(day, _)| *day > now - window).count();
        let window = WINDOWS.into_iter().find(|w| within(*w) >= LEAST_CLOSED).unwrap_or(Day::MAX / 4);
        // Before the first deal that ended nobody wrote ends down: those days tell nothing of chances.
        let first = ends.iter().map(|(day, _)| *day).min().unwrap_or(now).max(now - window + 1);
        let mut seen = Seen::new(facts.states);
        for deal in &facts.deals {
            watch(&mut seen, deal, first, now);
        }
        let worth = Worth::at(facts, now);
        let (curves, closed) = (HashMap::new(), within(window));
        Ok(Self { facts, now, chances: seen.chances(), worth, window, closed, curves, horizon })
    }

    fn within(&mut self, state: u16, age: Day, days: Day) -> f64 {
        let (chances, horizon) = (&self.chances, self.horizon);
        let curve = self
            .curves
            .entry((state, age))
            .or_insert_with(|| chances.won_within(usize::from(state), i64::from(age), horizon));
        curve.get(days.max(0) as usize).or(curve.last()).copied().unwrap_or_default()
    }

    /// What open deals will bring in, by the chances alone.
    fn open(&mut self, span: Span) -> BTreeMap<Whose, Expected> {
        let mut out: BTreeMap<Whose, Expected> = BTreeMap::new();
        let facts = self.facts;
        for deal in &facts.deals {
            let Some(version) = deal.open_at(self.now) else { continue };
            // Its next chance is tomorrow's.
            let age = self.now - deal.opened + 1;
            let p = self.within(version.state, age, span.last - self.now)
                - self.within(version.state, age, span.first - 1 - self.now);
            let value = self.worth.of(version).0;
            out.entry((version.owner, version.pipeline))
                .or_default()
                .add(p * value, p * (1.0 - p) * value * value);
        }
        out
    }

    /// What deals will that come as they came lately.
    fn arriving(&mut self, span: Span) -> BTreeMap<Whose, Expected> {
        let mut arrived: BTreeMap<(Whose, u16), f64> = BTreeMap::new();
        let facts = self.facts;
        for deal in facts.deals.iter().filter(|d| d.opened > self.now - ARRIVALS) {
            let (Some(now), Some(first)) = (deal.at(self.now), deal.at(deal.opened)) else { continue };
            *arrived.entry(((now.owner, now.pipeline), first.state)).or_default() +=
                1.0 / f64::from(ARRIVALS);
        }
        let mut out: BTreeMap<Whose, Expected> = BTreeMap::new();
        for ((whose, state), a_day) in arrived {
            let mut won = 0.0;
            for opened in self.now + 1..=span.last {
                won += self.within(state, 0, span.last - opened + 1)
                    - self.within(state, 0, (span.first - opened).max(0));
            }
            let (mean, squares) = self.worth.mean(whose.1).unwrap_or_default();
            out.entry(whose).or_default().add(a_day * won * mean, a_day * won * squares);
        }
        out
    }
}

/// Adds what was seen of one deal between two days.
fn watch(seen: &mut Seen, deal: &Fact, first: Day, now: Day) {
    for (i, version) in deal.versions.iter().enumerate() {
        let next = deal.versions.get(i + 1).filter(|n| n.day <= now);
        if version.day > now
            || version.deleted
            || version.closed.is_some_and(|(day, _)| day <= version.day && i > 0)
        {
            break;
        }
        let from = version.day.max(deal.opened).max(first);
        let state = usize::from(version.state);
        let closed = next.and_then(|n| n.closed).filter(|_| next.is_some_and(|n| !n.deleted));
        let until = next.map_or(now + 1, |n| closed.map_or(n.day, |(day, _)| day + 1));
        seen.stayed(state, i64::from(from - deal.opened), i64::from(until - deal.opened));
        let Some(next) = next else { break };
        if next.deleted || next.day < first {
            continue;
        }
        let age = |day: Day| i64::from(day - deal.opened);
        match closed {
            Some((day, won)) if day >= first => {
                seen.moved(state, age(day), if won { To::Won } else { To::Lost });
                break;
            }
            Some(_) => break,
            None if next.state != version.state => {
                seen.moved(state, age(next.day), To::Stage(usize::from(next.state)));
            }
            None => {}
        }
    }
}

/// What came in of deals opened up to a day, and of those opened later.
fn came(facts: &Facts, as_of: Day, span: Span, now: Day) -> (f64, f64) {
    let (mut open, mut new) = (0.0, 0.0);
    for deal in &facts.deals {
        let Some((day, won)) = deal.won_between(span.first.max(as_of + 1), span.last, now) else { continue };
        let amount = won.amount.and_then(|a| facts.rates.own(a, day)).unwrap_or_default() as f64;
        if deal.opened <= as_of { open += amount } else { new += amount }
    }
    (open, new)
}

/// The forecast of a span as of a day. `earlier` are the spans before it, the last first, each with the day that lies in
/// (or before) it as `as_of` does in the span.
pub fn by_history(
    facts: &Facts,
    as_of: Day,
    span: Span,
    earlier: &[(Day, Span)],
) -> Result<ByHistory, TooThin> {
    let horizon = |now: Day, span: Span| (span.last - now).max(0) as usize;
    let mut learnt = Learnt::at(facts, as_of, horizon(as_of, span))?;
    let (mut open_checks, mut new_checks) = (Vec::new(), Vec::new());
    for (then, span) in earlier.iter().filter(|(_, span)| span.last <= as_of) {
        if open_checks.len() >= CHECKS {
            break;
        }
        let Ok(mut earlier) = Learnt::at(facts, *then, horizon(*then, *span)) else { continue };
        let sum = |all: BTreeMap<Whose, Expected>| all.values().map(|e| e.value).sum::<f64>();
        let (open, new) = came(facts, *then, *span, as_of);
        open_checks.push(Check { as_of: *then, span: *span, said: sum(earlier.open(*span)), came: open });
        new_checks.push(Check { as_of: *then, span: *span, said: sum(earlier.arriving(*span)), came: new });
    }
    if open_checks.is_empty() {
        return Err(TooThin::Unchecked);
    }
    let drawn = DRAWN * learnt.worth.mean_of_all();
    let (open_factor, open_spread) = factor(&open_checks, drawn);
    let (new_factor, new_spread) = factor(&new_checks, drawn);
    let times = |all: BTreeMap<Whose, Expected>, factor: f64, spread: f64| -> BTreeMap<Whose, Expected> {
        all.into_iter().map(|(whose, e)| (whose, e.times(factor, spread))).collect()
    };
    Ok(ByHistory {
        open: times(learnt.open(span), open_factor, open_spread),
        new: times(learnt.arriving(span), new_factor, new_spread),
        open_checks,
        new_checks,
        factors: (open_factor, new_factor),
        window: learnt.window,
        learnt_from: learnt.closed,
    })
}

/// What came in over what was said, and how far single periods lay from that, as a share.
fn factor(checks: &[Check], drawn: f64) -> (f64, f64) {
    let (said, came) = checks.iter().fold((0.0, 0.0), |(s, c), check| (s + check.said, c + check.came));
    let factor = if said + drawn > 0.0 { (came + drawn) / (said + drawn) } else { 1.0 };
    let off = checks.iter().filter(|c| c.said > 0.0).map(|c| (c.came / (factor * c.said) - 1.0).powi(2));
    let (assumed, worth) = SPREAD;
    let squares = off.sum::<f64>() + worth * assumed * assumed;
    (factor, (squares / (checks.len() as f64 - 1.0 + worth)).sqrt())
}

#[cfg(test)]
#[path = "model_tests.rs"]
mod tests;

//! How deals end, learnt from how deals ended: a process of open stages with two ends, won and lost. Pure arithmetic.
//!
//! **Model.** On each day a deal of age `a` (days since it was opened) in stage `i` moves to stage `j`, is won, is lost
//! or stays, with chances that depend on `i` and on the band of ages `a` lies in. This is a discrete-time multi-state
//! model with competing risks; the estimate of its chances is the occurrence/exposure rate, and the chance to be won
//! within a horizon is the product of the daily matrices (the Aalen–Johansen estimator; Andersen, Borgan, Gill, Keiding:
//! *Statistical Models Based on Counting Processes*, 1993, IV.4). Exposure counts by calendar period, as in a period
//! life table, so that deals still open and deals opened before the window both count for just the days they were seen.
//!
//! **Thin cells.** With `n` moves in `N` days of exposure, a chance is `(n + K·p) / (N + K)`, `p` being the chance in
//! the stage at any age, itself drawn the same way towards the chance over all stages: the mean of a Beta prior worth
//! `K` days.

/// How much the chance over all ages weighs in that of one age, in days of exposure.
pub const PRIOR: f64 = 30.0;
/// Bands of ages: 26 weeks, then 24 times four weeks, then all that is older.
pub const BANDS: usize = 26 + 24 + 1;

/// The band of ages a day of age falls into.
pub fn band(age: i64) -> usize {
    let age = age.max(0);
    let band = if age < 182 { age / 7 } else { 26 + (age - 182) / 28 };
    (band as usize).min(BANDS - 1)
}

/// The first day of age behind a band; nothing behind the last.
fn end_of(band: usize) -> i64 {
    if band < 26 { (band as i64 + 1) * 7 } else { 182 + (band as i64 - 25) * 28 }
}

/// Where a deal goes from an open stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// To another open stage.
    Stage(usize),
    /// It is won.
    Won,
    /// It is lost.
    Lost,
}

/// What was seen in one stage and band.
#[derive(Debug, Clone, Default, PartialEq)]
struct Cell {
    days: f64,
    won: f64,
    lost: f64,
    to: Vec<f64>,
}

impl Cell {
    fn add(&mut self, other: &Self) {
        self.days += other.days;
        self.won += other.won;
        self.lost += other.lost;
        for (a, b) in self.to.iter_mut().zip(&other.to) {
            *a += b;
        }
    }
}

/// What was seen of deals: days at risk and moves, by stage and age.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    stages: usize,
    cells: Vec<Cell>,
}

impl Seen {
    /// Nothing yet, of so many open stages.
    pub fn new(stages: usize) -> Self {
        let cell = Cell { to: vec![0.0; stages], ..Cell::default() };
        Self { stages, cells: vec![cell; stages * BANDS] }
    }

    fn cell(&mut self, stage: usize, band: usize) -> Option<&mut Cell> {
        if stage >= self.stages { None } else { self.cells.get_mut(stage * BANDS + band) }
    }

    /// A deal was in a stage from one day of age up to (not with) another.
    pub fn stayed(&mut self, stage: usize, from: i64, until: i64) {
        let mut from = from.max(0);
        while from < until {
            let band = band(from);
            let to = if band == BANDS - 1 { until } else { until.min(end_of(band)) };
            if let Some(cell) = self.cell(stage, band) {
                cell.days += (to - from) as f64;
            }
            from = to.max(from + 1);
        }
    }

    /// A deal left a stage at an age.
    pub fn moved(&mut self, stage: usize, age: i64, to: To) {
        let Some(cell) = self.cell(stage, band(age)) else { return };
        match to {
            To::Won => cell.won += 1.0,
            To::Lost => cell.lost += 1.0,
            To::Stage(next) => {
                if let Some(count) = cell.to.get_mut(next) {
                    *count += 1.0;
                }
            }
        }
    }

    /// How many were won and lost.
    pub fn ended(&self) -> (f64, f64) {
        self.cells.iter().fold((0.0, 0.0), |(won, lost), c| (won + c.won, lost + c.lost))
    }

    /// The chances that follow.
    pub fn chances(&self) -> Chances {
        let empty = || Cell { to: vec![0.0; self.stages], ..Cell::default() };
        let mut all = empty();
        for cell in &self.cells {
            all.add(cell);
        }
        let rate = |n: f64, days: f64| if days > 0.0 { n / days } else { 0.0 };
        let drawn =
            |n: f64, days: f64, towards: f64| ((n + PRIOR * towards) / (days + PRIOR)).clamp(0.0, 1.0);
        let mut days = Vec::with_capacity(self.cells.len());
        for of_stage in self.cells.chunks(BANDS) {
            let mut stage = empty();
            for cell in of_stage {
                stage.add(cell);
            }
            let won = drawn(stage.won, stage.days, rate(all.won, all.days));
            let lost = drawn(stage.lost, stage.days, rate(all.lost, all.days));
            let to: Vec<f64> = stage.to.iter().map(|n| rate(*n, stage.days)).collect();
            for cell in of_stage {
                let moves = cell.to.iter().zip(&to).map(|(n, towards)| drawn(*n, cell.days, *towards));
                let mut day = Day {
                    won: drawn(cell.won, cell.days, won),
                    lost: drawn(cell.lost, cell.days, lost),
                    to: moves.collect(),
                };
                let sum = day.won + day.lost + day.to.iter().sum::<f64>();
                if sum > 1.0 {
                    day.won /= sum;
                    day.lost /= sum;
                    day.to.iter_mut().for_each(|p| *p /= sum);
                }
                days.push(day);
            }
        }
        Chances { stages: self.stages, days }
    }
}

/// The chances of one day.
#[derive(Debug, Clone, PartialEq)]
struct Day {
    won: f64,
    lost: f64,
    to: Vec<f64>,
}

/// What may become of deals.
#[derive(Debug, Clone, PartialEq)]
pub struct Chances {
    stages: usize,
    days: Vec<Day>,
}

impl Chances {
    /// The chance that a deal open in a stage at an age is won within 1, 2, … `horizon` days: entry `n` is the chance
    /// within `n` days, the first is 0.
    pub fn won_within(&self, stage: usize, age: i64, horizon: usize) -> Vec<f64> {
        let mut out = Vec::with_capacity(horizon + 1);
        out.push(0.0);
        let mut here = vec![0.0; self.stages];
        if let Some(start) = here.get_mut(stage) {
            *start = 1.0;
        }
        let mut won = 0.0;
        for day in 0..horizon {
            let band = band(age + day as i64);
            let mut next = vec![0.0; self.stages];
            for (i, mass) in here.iter().enumerate().filter(|(_, m)| **m > 0.0) {
                let Some(chance) = self.days.get(i * BANDS + band) else { continue };
                won += mass * chance.won;
                let mut stays = 1.0 - chance.won - chance.lost;
                for (j, p) in chance.to.iter().enumerate() {
                    if let Some(there) = next.get_mut(j) {
                        *there += mass * p;
                    }
                    stays -= p;
                }
                if let Some(same) = next.get_mut(i) {
                    *same += mass * stays.max(0.0);
                }
            }
            here = next;
            out.push(won);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: f64, b: f64, by: f64) {
        assert!((a - b).abs() < by, "{a} is not {b}");
    }

    /// With one stage and the same chances at any age, the chance has a closed form: `w/(w+l)·(1 − (1−w−l)^n)`.
    #[test]
    fn one_stage_of_constant_chances_follows_the_geometric_law() {
        let mut seen = Seen::new(1);
        // 10 won and 5 lost in 1,000 days of each band: far more than the prior weighs, and in the same proportion.
        for band in 0..BANDS {
            let age = if band == 0 { 0 } else { end_of(band - 1) };
            if let Some(cell) = seen.cell(0, super::band(age)) {
                *cell = Cell { days: 1000.0, won: 10.0, lost: 5.0, to: vec![0.0] };
            }
        }
        let within = seen.chances().won_within(0, 3, 200);
        for n in [0_usize, 1, 30, 92, 200] {
            let wanted = 0.01 / 0.015 * (1.0 - 0.985_f64.powi(n as i32));
            close(within[n], wanted, 1e-9);
        }
    }

    /// Two stages in a row, each left with a constant chance: the chance to have passed both within `n` days is that of
    /// two independent geometric waits.
    #[test]
    fn two_stages_in_a_row_are_two_waits() {
        let (p, q) = (0.05, 0.02);
        let mut seen = Seen::new(2);
        for cell in &mut seen.cells[..BANDS] {
            *cell = Cell { days: 1e9, to: vec![0.0, p * 1e9], ..Cell::default() };
        }
        for cell in &mut seen.cells[BANDS..] {
            *cell = Cell { days: 1e9, won: q * 1e9, to: vec![0.0, 0.0], ..Cell::default() };
        }
        let chances = seen.chances();
        let n = 60;
        let wanted: f64 =
            (1..n).map(|k| p * (1.0_f64 - p).powi(k - 1) * (1.0 - (1.0_f64 - q).powi(n - k))).sum();
        // Over all stages half of the days know a win, which the prior lets into the first stage by a hair.
        close(chances.won_within(0, 0, n as usize)[n as usize], wanted, 1e-6);
        close(chances.won_within(1, 500, n as usize)[n as usize], 1.0 - (1.0 - q).powi(n), 1e-6);
    }

    /// A generator of numbers that look random and are the same everywhere (Numerical Recipes' linear congruence).
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    /// What was put in comes out: deals rolled with known chances that depend on age, a third of them still open.
    #[test]
    fn chances_are_learnt_from_deals_rolled_with_them() {
        let truth = |age: i64| if age < 28 { (0.002, 0.02) } else { (0.03, 0.005) };
        let mut dice = Dice(7);
        let mut seen = Seen::new(1);
        for n in 0..20_000 {
            let censored = if n % 3 == 0 { 40 } else { 1000 };
            let mut age = 0;
            loop {
                let ((won, lost), roll) = (truth(age), dice.roll());
                if roll < won + lost {
                    seen.stayed(0, 0, age + 1);
                    seen.moved(0, age, if roll < won { To::Won } else { To::Lost });
                    break;
                }
                age += 1;
                if age == censored {
                    seen.stayed(0, 0, age);
                    break;
                }
            }
        }
        let (mut open, mut wanted) = (1.0, 0.0);
        for age in 0..90 {
            let (won, lost) = truth(age);
            wanted += open * won;
            open *= 1.0 - won - lost;
        }
        close(seen.chances().won_within(0, 0, 90)[90], wanted, 0.01);
    }

    #[test]
    fn a_stage_nobody_was_seen_in_has_the_chances_of_all() {
        let mut seen = Seen::new(2);
        seen.stayed(0, 0, 10_000);
        (0..100).for_each(|_| seen.moved(0, 10, To::Won));
        let chances = seen.chances();
        close(chances.won_within(1, 10, 1)[1], 0.01, 1e-9);
        assert_eq!(Seen::new(1).chances().won_within(0, 0, 5), [0.0; 6]);
        assert_eq!(Seen::new(0).chances().won_within(0, 0, 1), [0.0; 2], "no stages, no chance");
    }

    #[test]
    fn bands_follow_one_another_without_a_gap() {
        let mut last = 0;
        for age in 0..2_000 {
            let now = band(age);
            assert!(now == last || now == last + 1);
            if now == last + 1 {
                assert_eq!(end_of(last), age);
            }
            last = now;
        }
        assert_eq!((band(-3), band(i64::MAX)), (0, BANDS - 1));
    }
}

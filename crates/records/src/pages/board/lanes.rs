//! The lanes of a board: which there are, what each holds, sums up to and weighs.
use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{Currency, Error, Money};
use engine::filter::{Filter, quoted};
use engine::query::{Aggregate, Figure, Function, Group, ListRow, Measure, Query, TableRow};
use engine::{Choice, Field, Kind, Object, StageKind, Value};
use futures_util::future::try_join_all;
use ui::field;
use ui::say;

use super::card::Cards;
use crate::pages::chips;
use crate::pages::held::Held;
use crate::pages::list::Narrowed;
use crate::pages::tallies;
use crate::pages::visit::Visit;

/// Cards of a lane at first, and how many more come at a time.
pub(super) const CARDS: usize = 50;
/// Cards of a lane that are brought again at once when a page refreshes.
const MOST_CARDS: usize = 500;
/// Lanes whose cards are shown; what comes behind is folded up.
const OPEN: usize = 12;
/// Groups of the aggregate: lanes times different chances.
const GROUPS: usize = 20_000;

/// One lane.
pub(super) struct Lane {
    /// The stored value; empty for records without one.
    pub(super) key: String,
    pub(super) label: String,
    pub(super) tone: String,
    pub(super) stage: Option<StageKind>,
    pub(super) folded: bool,
    pub(super) figures: Figures,
    /// The chance a record gets that comes here.
    pub(super) chance: Option<u8>,
    pub(super) rows: Vec<ListRow>,
    pub(super) next: Option<String>,
}

/// What the records of a lane come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Figures {
    pub(super) count: i64,
    /// By currency: minor units, and as many of them as their chances let expect.
    sums: BTreeMap<Currency, (i128, f64)>,
}

impl Figures {
    /// Adds what a row of the aggregate says; without a chance of its own it has the lane's.
    fn add(&mut self, row: &TableRow, lane: Option<u8>) {
        self.count += row.count;
        let chance = match row.keys.get(1).map(|k| &k.value) {
            Some(Value::Decimal(percent)) => Some(percent.to_f64()),
            _ => lane.map(f64::from),
        };
        if let Some(figure) = row.figures.first() {
            self.add_figure(figure, chance.unwrap_or(100.0));
        }
    }

    fn add_figure(&mut self, figure: &Figure, percent: f64) {
        match figure {
            Figure::Exact(Value::Money(money)) => {
                let sum = self.sums.entry(money.currency).or_default();
                sum.0 += i128::from(money.minor);
                sum.1 += money.minor as f64 * percent / 100.0;
            }
            Figure::PerCurrency(list) => list.iter().for_each(|(_, f)| self.add_figure(f, percent)),
            _ => {}
        }
    }

    fn words(&self, visit: &Visit, of: impl Fn(&(i128, f64)) -> i128) -> Option<String> {
        let home = visit.settings.manners.currency;
        let amounts = self.sums.iter().filter_map(|(currency, sum)| {
            let minor = i64::try_from(of(sum)).ok()?;
            Some(field::money(whole(Money { minor, currency: *currency }), home, false))
        });
        Some(amounts.collect::<Vec<_>>().join(" + ")).filter(|w| !w.is_empty())
    }

    /// The sum in words.
    pub(super) fn sum(&self, visit: &Visit) -> Option<String> {
        self.words(visit, |(sum, _)| *sum)
    }

    /// What is to be expected, and how many percent of the sum that is.
    pub(super) fn weighted(&self, visit: &Visit) -> Option<(String, i64)> {
        let words = self.words(visit, |(_, weighted)| weighted.round() as i128)?;
        let (all, weighted) = self.sums.values().fold((0.0, 0.0), |t, s| (t.0 + s.0 as f64, t.1 + s.1));
        (all > 0.0).then(|| (words, (weighted / all * 100.0).round() as i64))
    }

    /// How large the sum is beside others, whatever its currencies.
    pub(super) fn size(&self) -> f64 {
        self.sums.values().map(|(sum, _)| *sum as f64).sum()
    }

    /// Several lanes together.
    pub(super) fn total<'a>(lanes: impl Iterator<Item = &'a Self>) -> Self {
        let mut out = Self::default();
        for figures in lanes {
            out.count += figures.count;
            for (currency, (sum, weighted)) in &figures.sums {
                let entry = out.sums.entry(*currency).or_default();
                entry.0 += sum;
                entry.1 += weighted;
            }
        }
        out
    }
}

/// A sum is shown in major units.
fn whole(money: Money) -> Money {
    let unit = 10_i64.pow(money.currency.digits());
    Money { minor: (money.minor as f64 / unit as f64).round() as i64 * unit, ..money }
}

/// Which of several pipelines a board shows.
pub(super) struct Pipeline<'a> {
    pub(super) field: &'a Field,
    pub(super) key: String,
    /// The filter does not say so by itself.
    pub(super) implied: bool,
}

impl<'a> Pipeline<'a> {
    /// The one the filter names, or the first, where there are several.
    pub(super) fn of(visit: &Visit, object: &'a Object, lanes: &Field, filter: &str) -> Option<Self> {
        let field = object.field("pipeline").filter(|f| f.kind == Kind::Choice && f.key != lanes.key)?;
        let shown: Vec<&Choice> = field.choices.iter().filter(|c| !c.hidden).collect();
        if shown.len() < 2 || field.hidden || !visit.actor.sees(object, field) {
            return None;
        }
        let exprs = chips::conditions(filter);
        let named = exprs.iter().filter_map(|e| chips::plain(e, object)).find(|(f, c)| {
            f.key == field.key && matches!(c.op, engine::filter::ast::Op::Eq) && c.values.len() == 1
        });
        let key = named.and_then(|(_, c)| c.values.first()).map(chips::typed);
        Some(match key.filter(|k| field.choice_of(k).is_some()) {
            Some(key) => Self { field, key, implied: false },
            None => Self { field, key: shown.first()?.key.clone(), implied: true },
        })
    }

    /// The filter with another pipeline.
    pub(super) fn instead(&self, object: &Object, filter: &str, key: &str) -> String {
        let exprs = chips::conditions(filter);
        let at =
            exprs.iter().position(|e| chips::plain(e, object).is_some_and(|(f, _)| f.key == self.field.key));
        let parts: Vec<String> = exprs.iter().map(chips::part).collect();
        chips::without(&parts, at, Some(&format!("{} = {}", self.field.key, quoted(key))))
    }
}

/// What a board is drawn from.
pub(super) struct Board<'a> {
    pub(super) visit: &'a Visit,
    pub(super) object: &'a Object,
    pub(super) field: &'a Field,
    pub(super) narrowed: &'a Narrowed,
    pub(super) pipeline: Option<Pipeline<'a>>,
    pub(super) cards: Cards,
}

impl Board<'_> {
    /// The first amount among the fields of a card, which lanes sum up.
    fn money(&self) -> Option<&Field> {
        let shown = self.cards.columns.shown.iter().map(|s| &s.field).find(|f| f.kind == Kind::Money);
        let any = || {
            self.object.columns.iter().filter_map(|c| self.object.field(c)).find(|f| f.kind == Kind::Money)
        };
        shown.or_else(any).filter(|f| !f.many && self.visit.actor.sees(self.object, f))
    }

    /// The chance that records have of their own.
    fn chance(&self) -> Option<&Field> {
        let field = self.object.field("probability").filter(|f| f.kind == Kind::Percent)?;
        (self.field.choices.iter().any(|c| c.probability.is_some())
            && self.visit.actor.sees(self.object, field))
        .then_some(field)
    }

    fn filter(&self, more: Option<&str>) -> Result<Option<Filter>, Error> {
        let mut query = self.narrowed.everything();
        if let Some(pipeline) = self.pipeline.as_ref().filter(|p| p.implied) {
            query = query.filter(&format!("{} = {}", pipeline.field.key, quoted(&pipeline.key)))?;
        }
        if let Some(more) = more {
            query = query.filter(more)?;
        }
        Ok(query.filter)
    }

    /// The condition of a lane.
    pub(super) fn condition(&self, key: &str) -> String {
        match key {
            "" => format!("{} IS NULL", self.field.key),
            key => format!("{} = {}", self.field.key, quoted(key)),
        }
    }

    /// Counts and sums of all lanes, in one question; of many records they may be a few seconds old.
    async fn figures(&self) -> Result<HashMap<String, Figures>, Error> {
        let pipeline = self.pipeline.as_ref().map(|p| p.key.as_str()).unwrap_or_default();
        let mark = format!("{}\0{pipeline}\0{}\0{}", self.field.key, self.narrowed.text, self.narrowed.words);
        let key = tallies::key(self.visit, &self.object.key, &mark);
        let bell = tallies::bell(self.visit);
        let anyway = |lanes: &HashMap<_, Figures>| tallies::anyway(lanes.values().map(|f| f.count).sum());
        if let Some(known) = FIGURES.get(key, bell, anyway) {
            return Ok(known);
        }
        let money = self.money();
        let chance = self.chance().filter(|_| money.is_some());
        let by = std::iter::once(&self.field.key).chain(chance.map(|f| &f.key));
        // What "Find" found is named one by one.
        let found = self.narrowed.everything().ids.map(|ids| match ids.as_slice() {
            [] => "id = \"0\"".to_owned(),
            ids => format!(
                "id IN ({})",
                ids.iter().map(|id| quoted(&id.to_string())).collect::<Vec<_>>().join(", ")
            ),
        });
        let asked = Aggregate {
            filter: self.filter(found.as_deref())?,
            measures: money
                .map(|f| Measure { function: Function::Sum, path: Some(f.key.clone()), filter: None })
                .into_iter()
                .collect(),
            by: by.map(|key| Group { path: key.clone(), bucket: None, within: None }).collect(),
            limit: GROUPS,
            ..Aggregate::new(&self.object.key)
        };
        let mut out: HashMap<String, Figures> = HashMap::new();
        for row in self.visit.engine().aggregate(&self.visit.actor, &asked).await?.rows {
            let lane = row.keys.first().map(|k| k.key.clone()).unwrap_or_default();
            let chance = self.field.choice_of(&lane).and_then(|c| c.probability);
            out.entry(lane).or_default().add(&row, chance);
        }
        FIGURES.keep(key, bell, out.clone());
        Ok(out)
    }

    /// The lanes with their first cards. `shown` says how many cards a lane had before, where it had more.
    pub(super) async fn lanes(
        &self,
        folded: Option<&BTreeSet<String>>,
        shown: &HashMap<String, usize>,
    ) -> Result<Vec<Lane>, Error> {
        let mut figures = self.figures().await?;
        let mut lanes = Vec::new();
        for choice in &self.field.choices {
            let figures = figures.remove(&choice.key).unwrap_or_default();
            let fits =
                self.pipeline.as_ref().is_none_or(|p| choice.pipeline.as_ref().is_none_or(|c| *c == p.key));
            if figures.count > 0 || (fits && !choice.hidden) {
                lanes.push(Lane::of(choice, figures));
            }
        }
        // What was taken off the list is still where records have it.
        let mut gone: Vec<(String, Figures)> = figures.drain().filter(|(_, f)| f.count > 0).collect();
        gone.sort_by(|a, b| a.0.cmp(&b.0));
        for (key, figures) in gone {
            let label = if key.is_empty() {
                say!("board-none", field = ui::say::inline(&self.field.label)).into_owned()
            } else {
                key.clone()
            };
            let choice = Choice { label, ..Choice::new(&key, "", "slate") };
            lanes.push(Lane::of(&choice, figures));
        }
        let mut open = 0;
        for lane in &mut lanes {
            lane.folded = folded.map_or(lane.is_closed(), |f| f.contains(&lane.key)) || open >= OPEN;
            open += usize::from(!lane.folded);
        }
        let pages = lanes.iter().map(|lane| async {
            if lane.folded || lane.figures.count == 0 {
                return Ok((Vec::new(), None));
            }
            let limit =
                shown.get(&lane.key).map_or(CARDS, |n| n.div_ceil(CARDS) * CARDS).clamp(CARDS, MOST_CARDS);
            self.page(&lane.key, None, limit).await
        });
        let pages = try_join_all(pages).await?;
        for (lane, (rows, next)) in lanes.iter_mut().zip(pages) {
            lane.rows = rows;
            lane.next = next;
        }
        Ok(lanes)
    }

    /// Cards of one lane from a place on.
    pub(super) async fn page(
        &self,
        key: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<(Vec<ListRow>, Option<String>), Error> {
        let query = Query {
            filter: self.filter(Some(&self.condition(key)))?,
            columns: Some(self.cards.paths()),
            limit,
            cursor: after.map(str::to_owned),
            ..self.narrowed.everything()
        }
        .sort(self.visit.asked.text("sort").unwrap_or_default())?;
        let page = self.visit.engine().list(&self.visit.actor, &query).await?;
        Ok((page.rows, page.next))
    }
}

impl Lane {
    fn of(choice: &Choice, figures: Figures) -> Self {
        Self {
            key: choice.key.clone(),
            label: choice.label.clone(),
            tone: if choice.tone.is_empty() { "slate".to_owned() } else { choice.tone.clone() },
            stage: choice.stage,
            folded: false,
            figures,
            chance: choice.probability,
            rows: Vec::new(),
            next: None,
        }
    }

    /// A part of a lane, as it is loaded by scrolling.
    pub(super) fn more(choice: Option<&Choice>, key: &str, rows: Vec<ListRow>, next: Option<String>) -> Self {
        let bare = Choice::new(key, key, "slate");
        Self { rows, next, ..Self::of(choice.unwrap_or(&bare), Figures::default()) }
    }

    /// What is here is over.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.stage, Some(StageKind::Won | StageKind::Lost))
    }

    /// What is to be expected of it, where that differs from the sum.
    pub(super) fn weighted(&self, visit: &Visit) -> Option<(String, i64)> {
        self.figures.weighted(visit).filter(|_| self.chance.is_some() && !self.is_closed())
    }
}

static FIGURES: Held<HashMap<String, Figures>> = Held::new();

#[cfg(test)]
mod tests {
    use super::*;
    use base::Decimal;
    use engine::query::GroupKey;

    fn key(value: Value) -> GroupKey {
        GroupKey { value, key: String::new(), label: String::new(), until: None, condition: String::new() }
    }

    fn row(count: i64, percent: Option<i32>, minor: i64) -> TableRow {
        let chance = percent.map_or(Value::Null, |p| Value::Decimal(Decimal::from(p)));
        let money = Value::Money(Money { minor, currency: Currency::EUR });
        TableRow {
            keys: vec![key(Value::Text("a".into())), key(chance)],
            count,
            figures: vec![Figure::Exact(money)],
            converted: Vec::new(),
        }
    }

    #[test]
    fn records_weigh_by_their_own_chance_or_else_by_the_lanes() {
        let mut figures = Figures::default();
        figures.add(&row(2, Some(50), 10_000), Some(10));
        figures.add(&row(1, None, 20_000), Some(10));
        assert_eq!(figures.count, 3);
        assert_eq!(figures.sums.get(&Currency::EUR), Some(&(30_000, 7_000.0)));
    }

    #[test]
    fn sums_are_shown_in_whole_units() {
        let money = |minor| whole(Money { minor, currency: Currency::EUR }).minor;
        assert_eq!((money(412_049), money(412_050), money(-150)), (412_000, 412_100, -200));
    }
}

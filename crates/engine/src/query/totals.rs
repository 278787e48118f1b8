//! Statements of figures over many records, and how their rows become groups.
use std::collections::{BTreeSet, HashMap};

use base::{Currency, Error, Result};
use store::{Dialect, Row, Sql, Value as Cell};

use super::aggregate::{Aggregate, BoundMeasure, Function, Table, TableRow, grouped, measured, sort};
use super::bucket::{Arm, Bucket, Buckets};
use super::convert::{BoundConverting, Converted};
use super::figure::{Figure, mean, value_of};
use super::group::{BoundGroup, link_title};
use super::list::Plan;
use super::reader::Reader;
use super::sort::Sorting;
use crate::filter::{Compared, Guard, Names, Part as Of, Target, Writer};
use crate::kind::{Class, Kind};

/// Groups that are read at most.
const MOST_GROUPS: usize = 50_000;

/// What one statement gives.
enum Part {
    /// The count of each group and all figures that need no ranks, with the first and the last currency of each field of
    /// amounts: mostly they are one, and nothing more has to be asked.
    All(Vec<usize>),
    /// Those of one field of amounts that are in several currencies, for each of them.
    Amounts(Vec<usize>),
    /// One that is found by ranks.
    Ranked(usize),
    /// How many amounts of one were converted, for each currency.
    Converted(usize),
}

/// What has been read so far.
#[derive(Default)]
struct Found {
    rows: Vec<TableRow>,
    /// Where the row of a group is, by its keys.
    places: HashMap<String, usize>,
    /// The first measure of each field of amounts that are in several currencies, or in another than they become.
    mixed: BTreeSet<usize>,
}

struct Totals {
    plan: Plan,
    groups: Vec<BoundGroup>,
    measures: Vec<BoundMeasure>,
}

impl Reader<'_> {
    /// Figures over the records that satisfy a filter, in groups.
    pub async fn aggregate(&self, asked: &Aggregate) -> Result<Table> {
        let mut totals = self.totals(asked)?;
        let dialect = self.db.dialect();
        if totals.groups.iter().any(BoundGroup::wants_extremes) {
            let rows = self.db.read(totals.extremes(dialect)?).await?;
            let row = rows.into_iter().next().unwrap_or_default();
            let wanting = totals.groups.iter_mut().filter(|g| g.wants_extremes());
            for (i, buckets) in wanting.filter_map(|g| g.buckets.as_mut()).enumerate() {
                if let (Some(least), Some(most)) = (row.0.get(2 * i), row.0.get(2 * i + 1)) {
                    *buckets = Buckets::between(buckets.bucket, least, most, self.scope)?;
                }
            }
        }
        let (mut parts, least) = (totals.parts(), totals.parts().len());
        let found = loop {
            let found = self.read_parts(&totals, &parts).await?;
            // With what several currencies need besides, all is read again: figures are those of one instant.
            let more = totals.apart(&found);
            if least + more.len() <= parts.len() {
                break found;
            }
            parts.truncate(least);
            parts.extend(more);
        };
        let one_currency = parts.len() == least;
        let mut total = if one_currency && totals.adds_up() { totals.total(&found.rows) } else { None };
        let mut rows = found.rows;
        for row in rows.iter_mut().chain(&mut total) {
            totals.settle(row, self.scope.manners.currency);
        }
        let ordered: Vec<bool> = totals.groups.iter().map(BoundGroup::is_ordered).collect();
        sort(&mut rows, &ordered, |i, key| totals.groups.get(i).map_or(0, |g| g.place(key)));
        let truncated = rows.len() > asked.limit;
        rows.truncate(asked.limit);
        Ok(Table { rows, total, truncated })
    }

    async fn read_parts(&self, totals: &Totals, parts: &[Part]) -> Result<Found> {
        let (dialect, mut found) = (self.db.dialect(), Found::default());
        let sqls = parts.iter().map(|p| totals.statement(dialect, p)).collect::<Result<Vec<_>>>()?;
        for (part, answer) in parts.iter().zip(self.db.read_all(sqls).await?) {
            if answer.len() > MOST_GROUPS {
                let message = format!("There are more than {MOST_GROUPS} groups: narrow the filter");
                return Err(Error::invalid("by", "by", message));
            }
            for row in answer {
                totals.take(part, &row, &mut found, self);
            }
        }
        Ok(found)
    }

    fn totals(&self, asked: &Aggregate) -> Result<Totals> {
        let object = self.object(&asked.object)?;
        let names = Names { schema: self.schema, actor: self.actor };
        if asked.by.len() > 4 || asked.measures.len() > 20 {
            return Err(Error::invalid("by", "by", "Figures have at most 4 groups and 20 measures"));
        }
        let mut groups = Vec::with_capacity(asked.by.len());
        for group in &asked.by {
            let target = grouped(&names, object, group)?;
            let bucket = match target.compared() {
                Compared::As(Class::Moment) => Some(group.bucket.unwrap_or(Bucket::Day)),
                _ => group.bucket,
            };
            let title = link_title(&names, &target);
            let moments = target.compared() == Compared::As(Class::Moment);
            let known = group.within.zip(bucket);
            let known = known.and_then(|(days, bucket)| Buckets::of_days(bucket, days, moments, self.scope));
            groups.push(BoundGroup {
                path: group.path.clone(),
                target,
                title,
                buckets: known.or_else(|| bucket.map(Buckets::none)),
            });
        }
        let mut measures = Vec::with_capacity(asked.measures.len());
        for measure in &asked.measures {
            let node = measure.filter.as_ref().map(|f| self.resolve(object, f)).transpose()?.map(|r| r.node);
            let target = measured(&names, object, measure)?;
            let money = measure.function != Function::Count
                && target.as_ref().is_some_and(|t| t.kind() == Some(Kind::Money));
            let converting = asked.converting.as_ref().filter(|_| money);
            let converting =
                converting.map(|c| BoundConverting::of(c, &names, object, self.scope)).transpose()?;
            measures.push(BoundMeasure { function: measure.function, target, node, converting });
        }
        let plan = Plan {
            object: object.clone(),
            guard: Guard::of(self.actor, object),
            node: asked.filter.as_ref().map(|f| self.resolve(object, f)).transpose()?.map(|r| r.node),
            sorting: Sorting { keys: Vec::new(), id_descending: false, fingerprint: 0 },
            columns: Vec::new(),
            deleted: false,
            ids: None,
        };
        Ok(Totals { plan, groups, measures })
    }
}

impl Totals {
    /// The statements that give all figures, unless there are several currencies.
    fn parts(&self) -> Vec<Part> {
        let (ranked, all): (Vec<usize>, Vec<usize>) = (0..self.measures.len())
            .partition(|i| self.measures.get(*i).is_some_and(|m| m.function.is_by_rank()));
        [Part::All(all)].into_iter().chain(ranked.into_iter().map(Part::Ranked)).collect()
    }

    /// The statements that several currencies need besides.
    fn apart(&self, found: &Found) -> Vec<Part> {
        let parts = found.mixed.iter().map(|first| {
            let measure = self.measures.get(*first);
            if measure.is_some_and(|m| m.converting.is_some()) {
                return Part::Converted(*first);
            }
            let same = |(_, m): &(usize, &BoundMeasure)| {
                !m.function.is_by_rank() && m.is_money() && measure.is_some_and(|f| f.target == m.target)
            };
            Part::Amounts(self.measures.iter().enumerate().filter(same).map(|(i, _)| i).collect())
        });
        // What was converted is told of the first measure alone.
        let mut told = false;
        parts.filter(|p| !matches!(p, Part::Converted(_)) || !std::mem::replace(&mut told, true)).collect()
    }

    /// The first measure of each field of amounts among some.
    fn amounts(&self, list: &[usize]) -> Vec<usize> {
        let target = |i: usize| self.measures.get(i).filter(|m| m.has_currency()).map(|m| &m.target);
        let first = |i: &usize| {
            let of = target(*i);
            of.is_some() && list.iter().find(|j| target(**j) == of) == Some(i)
        };
        list.iter().copied().filter(first).collect()
    }

    /// Whether the figures of all records follow from those of their groups.
    fn adds_up(&self) -> bool {
        self.measures.iter().all(|m| !m.function.is_by_rank())
    }

    /// The figures of all records, from those of their groups; nothing where these are in different currencies.
    fn total(&self, rows: &[TableRow]) -> Option<TableRow> {
        let count = rows.iter().map(|row| row.count).sum();
        let figures = self.measures.iter().enumerate().map(|(i, measure)| {
            let mut parts = rows.iter().filter_map(|row| row.figures.get(i)).cloned();
            parts.try_fold(Figure::Empty, |sum, part| measure.function.fold(sum, part))
        });
        let figures = figures.collect::<Option<_>>()?;
        Some(TableRow { keys: Vec::new(), count, figures, converted: Vec::new() })
    }

    /// One currency alone needs no list, and the sum of nothing is 0 in the workspace's currency.
    fn settle(&self, row: &mut TableRow, currency: Currency) {
        for (figure, measure) in row.figures.iter_mut().zip(&self.measures) {
            settle(figure, measure, currency);
        }
    }

    /// The smallest and the greatest value of each column that is cut into buckets.
    fn extremes(&self, dialect: Dialect) -> Result<Sql> {
        let mut writer = Writer::new(dialect);
        let mut level = writer.level();
        let cut: Vec<&BoundGroup> = self.groups.iter().filter(|g| g.wants_extremes()).collect();
        for group in &cut {
            level.add(&mut writer, &group.target.hops);
        }
        if let Some(node) = &self.plan.node {
            level.add_node(&mut writer, node);
        }
        writer.push("SELECT ");
        for (i, group) in cut.iter().enumerate() {
            let column = Writer::column(&level, &group.target);
            writer.push(if i > 0 { ", min(" } else { "min(" }).push(&column);
            writer.push("), max(").push(&column).push(")");
        }
        self.plan.push_from(&mut writer, &level);
        writer.done()
    }

    /// The keys `k0, k1`, each behind a comma but the first.
    fn keys(&self) -> String {
        (0..self.groups.len()).map(|i| format!("\"k{i}\"")).collect::<Vec<_>>().join(", ")
    }

    fn statement(&self, dialect: Dialect, part: &Part) -> Result<Sql> {
        let mut writer = Writer::new(dialect);
        let keys = self.keys();
        let and = |list: &str| if list.is_empty() { String::new() } else { format!("{list}, ") };
        match part {
            Part::All(list) => {
                let arms = self.groups.first().map(BoundGroup::arms).unwrap_or_default();
                for (i, arm) in arms.iter().enumerate() {
                    writer.push(if i > 0 { " UNION ALL " } else { "" });
                    self.push_all(&mut writer, list, Some(arm));
                }
                if arms.is_empty() {
                    self.push_all(&mut writer, list, None);
                }
            }
            Part::Amounts(list) => {
                writer.push("SELECT ").push(&and(&keys)).push("\"c\", count(*) AS \"n\"");
                self.push_figures(&mut writer, list);
                writer.push(" FROM (");
                self.push_inner(&mut writer, list, (false, true), None);
                writer.push(") q");
                push_group(&mut writer, &format!("{}\"c\"", and(&keys)));
                writer.push(" ORDER BY \"n\" DESC, \"c\"");
            }
            Part::Converted(i) => {
                writer.push("SELECT ").push(&and(&keys)).push("\"c\", count(\"r\") AS \"n\", ");
                writer.push(&format!("count(\"m{i}\") FROM ("));
                self.push_inner(&mut writer, &[*i], (false, true), None);
                writer.push(") q WHERE \"c\" <> ");
                let to = self.measures.get(*i).and_then(|m| m.converting.as_ref()).map(|c| c.to);
                writer.bind(to.map(|c| c.as_str().to_owned()));
                push_group(&mut writer, &format!("{}\"c\"", and(&keys)));
                writer.push(" ORDER BY \"n\" DESC, \"c\"");
            }
            Part::Ranked(i) => {
                let money = self.measures.get(*i).is_some_and(BoundMeasure::is_money);
                let parts = format!("{}{}", and(&keys), if money { "\"c\"" } else { "" });
                let parts = parts.trim_end_matches(", ");
                let within = if parts.is_empty() { String::new() } else { format!("PARTITION BY {parts}") };
                let m = format!("\"m{i}\"");
                writer.push("SELECT ").push(&and(parts)).push("max(\"n\") AS \"n\", ");
                writer.push(&format!("min({m}), max({m}) FROM (SELECT {}{m}, ", and(parts)));
                writer.push(&format!("row_number() OVER ({within} ORDER BY {m}) AS \"r\", "));
                writer.push(&format!("count(*) OVER ({within}) AS \"n\" FROM ("));
                self.push_inner(&mut writer, &[*i], (false, money), None);
                writer.push(&format!(") q WHERE {m} IS NOT NULL) p "));
                writer.push(match self.measures.get(*i).map(|m| m.function) {
                    Some(Function::P90) => "WHERE \"r\" = (\"n\" * 9 + 9) / 10",
                    _ => "WHERE \"r\" IN ((\"n\" + 1) / 2, (\"n\" + 2) / 2)",
                });
                push_group(&mut writer, parts);
                writer.push(" ORDER BY \"n\" DESC").push(if money { ", \"c\"" } else { "" });
            }
        }
        writer.push(" LIMIT ").bind(MOST_GROUPS as i64 + 1);
        writer.done()
    }

    /// Writes the statement of all figures, of one bucket of the first group or of all records.
    fn push_all(&self, writer: &mut Writer, list: &[usize], arm: Option<&Arm<'_>>) {
        let keys = (usize::from(arm.is_some())..self.groups.len()).map(|i| format!("\"k{i}\""));
        let keys: Vec<String> = keys.collect();
        writer.push("SELECT ");
        if let Some(arm) = arm {
            writer.push(&format!("{}, ", arm.number));
        }
        for key in &keys {
            writer.push(key).push(", ");
        }
        for (i, _) in self.groups.iter().enumerate().filter(|(_, g)| g.label_column().is_some()) {
            writer.push(&format!("min(\"l{i}\"), "));
        }
        writer.push("count(*)");
        for i in self.amounts(list) {
            writer.push(&format!(", min(\"c{i}\"), max(\"c{i}\")"));
        }
        self.push_figures(writer, list);
        writer.push(" FROM (");
        self.push_inner(writer, list, (true, false), arm);
        writer.push(") q");
        push_group(writer, &keys.join(", "));
        if arm.is_some() {
            writer.push(" HAVING count(*) > 0");
        }
    }

    /// Writes `, …` for each figure.
    fn push_figures(&self, writer: &mut Writer, list: &[usize]) {
        for (i, measure) in list.iter().filter_map(|i| self.measures.get(*i).map(|m| (i, m))) {
            writer.push(&match measure.function {
                Function::Count => format!(", count(\"m{i}\")"),
                Function::Sum => format!(", CAST(sum(\"m{i}\") AS BIGINT)"),
                Function::Average => format!(", CAST(sum(\"m{i}\") AS BIGINT), count(\"m{i}\")"),
                Function::Min => format!(", min(\"m{i}\")"),
                Function::Max | Function::Median | Function::P90 => format!(", max(\"m{i}\")"),
            });
        }
    }

    /// Writes the SELECT with the keys and values of every record, or of those in one bucket of the first group.
    fn push_inner(
        &self,
        writer: &mut Writer,
        list: &[usize],
        (labels, currency): (bool, bool),
        arm: Option<&Arm<'_>>,
    ) {
        let mut level = writer.level_apart();
        let measures = || list.iter().filter_map(|i| self.measures.get(*i).map(|m| (i, m)));
        for group in &self.groups {
            level.add(writer, &group.target.hops);
            if let Some((hops, _)) = group.label_column().filter(|_| labels) {
                level.add(writer, hops);
            }
        }
        for (_, measure) in measures() {
            if let Some(target) = &measure.target {
                level.add(writer, &target.hops);
            }
            if let Some(target) = measure.converting.as_ref().and_then(|c| c.target()) {
                level.add(writer, &target.hops);
            }
            if let Some(node) = &measure.node {
                level.add_node(writer, node);
            }
        }
        if let Some(node) = &self.plan.node {
            level.add_node(writer, node);
        }
        writer.push("SELECT t0.\"id\"");
        for (i, group) in self.groups.iter().enumerate() {
            if i > 0 || arm.is_none() {
                writer.push(", ");
                group.push_key(writer, &level);
                writer.push(&format!(" AS \"k{i}\""));
            }
            if let Some((hops, column)) = group.label_column().filter(|_| labels) {
                let column = Writer::column_of(&level, hops, column);
                writer.push(&format!(", {column} AS \"l{i}\""));
            }
        }
        for (i, measure) in measures() {
            let value = measure.target.as_ref().map_or("1".to_owned(), |t| Writer::column(&level, t));
            let code = measure.target.as_ref().and_then(code_of).map(|t| Writer::column(&level, &t));
            if let (Some(converting), Some(code)) = (&measure.converting, code) {
                writer.push(", ");
                if let Some(node) = &measure.node {
                    writer.push("CASE WHEN ");
                    writer.node(&level, node);
                    writer.push(" THEN ");
                }
                converting.push(writer, &level, &value, &code);
                writer.push(if measure.node.is_some() { " END" } else { "" });
                writer.push(&format!(" AS \"m{i}\""));
                if currency {
                    writer.push(&format!(", {value} AS \"r\""));
                }
                continue;
            }
            match &measure.node {
                Some(node) => {
                    writer.push(", CASE WHEN ");
                    writer.node(&level, node);
                    writer.push(&format!(" THEN {value} END AS \"m{i}\""));
                }
                None => {
                    writer.push(&format!(", {value} AS \"m{i}\""));
                }
            }
        }
        let code = |i: usize| self.measures.get(i)?.target.as_ref().and_then(code_of);
        for i in self.amounts(list) {
            let Some(code) = code(i).map(|code| Writer::column(&level, &code)) else { continue };
            let name = if currency { "c".to_owned() } else { format!("c{i}") };
            writer.push(&format!(", {code} AS \"{name}\""));
        }
        match (arm, self.groups.first()) {
            (Some(arm), Some(group)) => {
                let column = Writer::column(&level, &group.target);
                self.plan.push_from_in(writer, &level, &column, arm);
            }
            _ => self.plan.push_from(writer, &level),
        }
    }

    /// Puts the count and figures of one group where they belong.
    fn take_group(
        &self,
        list: &[usize],
        (name, keys): (String, Vec<&Cell>),
        cells: &mut std::slice::Iter<'_, Cell>,
        found: &mut Found,
        reader: &Reader<'_>,
    ) {
        let mut next = || cells.next().unwrap_or(&Cell::Null);
        let labels = self.groups.iter().map(|g| g.label_column().is_some().then(&mut next));
        let labels: Vec<Option<&Cell>> = labels.collect();
        let keys = self.groups.iter().zip(keys).zip(labels).map(|((group, cell), label)| {
            let label = label.and_then(|c| if let Cell::Text(t) = c { Some(t.as_str()) } else { None });
            group.key(cell, label, reader)
        });
        let keys = keys.collect();
        let count = if let Cell::Int(n) = next() { *n } else { 0 };
        let code = |cell: &Cell| if let Cell::Text(code) = cell { Currency::parse(code) } else { None };
        let mut currencies = Vec::new();
        for first in self.amounts(list) {
            let (least, most) = (code(next()), code(next()));
            let measure = self.measures.get(first);
            let to = measure.and_then(|m| m.converting.as_ref()).map(|c| c.to);
            if least != most || (to.is_some() && least.is_some() && least != to) {
                found.mixed.insert(first);
            }
            currencies.push((measure.map(|m| &m.target), least.filter(|_| least == most)));
        }
        let mut figures = vec![Figure::Empty; self.measures.len()];
        for i in list {
            let (Some(slot), Some(measure)) = (figures.get_mut(*i), self.measures.get(*i)) else { continue };
            let own = currencies.iter().find(|(target, _)| *target == Some(&measure.target));
            let currency = own.filter(|_| measure.is_money()).and_then(|(_, currency)| *currency);
            *slot = measure.figure(&mut next, currency);
        }
        found.places.insert(name, found.rows.len());
        found.rows.push(TableRow { keys, count, figures, converted: Vec::new() });
    }

    /// Puts the figures of one row of one statement where they belong.
    fn take(&self, part: &Part, row: &Row, found: &mut Found, reader: &Reader<'_>) {
        let mut cells = row.0.iter();
        let keys: Vec<&Cell> = cells.by_ref().take(self.groups.len()).collect();
        let name = format!("{keys:?}");
        if let Part::All(list) = part {
            return self.take_group(list, (name, keys), &mut cells, found, reader);
        }
        let mut next = || cells.next().unwrap_or(&Cell::Null);
        let place = found.places.get(&name);
        let Some(row) = place.and_then(|place| found.rows.get_mut(*place)) else { return };
        if let Part::Converted(_) = part {
            if let (Cell::Text(code), Cell::Int(all), Cell::Int(counted)) = (next(), next(), next())
                && let Some(currency) = Currency::parse(code)
            {
                row.converted.push(Converted { currency, counted: *counted, left: all - counted });
            }
            return;
        }
        let money = match part {
            Part::Ranked(i) => self.measures.get(*i).is_some_and(BoundMeasure::is_money),
            _ => true,
        };
        let currency = match money.then(&mut next) {
            Some(Cell::Text(code)) => Currency::parse(code),
            _ => None,
        };
        next(); // the number of records, which the rows are ordered by
        let single = [match part {
            Part::Ranked(i) => *i,
            _ => 0,
        }];
        let list = match part {
            Part::Amounts(list) | Part::All(list) => list.as_slice(),
            Part::Ranked(_) | Part::Converted(_) => &single,
        };
        for i in list {
            let (Some(slot), Some(measure)) = (row.figures.get_mut(*i), self.measures.get(*i)) else {
                continue;
            };
            let figure = measure.figure(&mut next, currency);
            match (currency.filter(|_| money), figure) {
                (_, Figure::Empty) => {}
                (Some(currency), figure) => add(slot, currency, figure),
                (None, figure) => *slot = figure,
            }
        }
    }
}

fn push_group(writer: &mut Writer, keys: &str) {
    if !keys.is_empty() {
        writer.push(" GROUP BY ").push(keys);
    }
}

impl BoundMeasure {
    /// The figure from the next cells of a row.
    fn figure<'c>(&self, next: &mut impl FnMut() -> &'c Cell, currency: Option<Currency>) -> Figure {
        let kind = self.target.as_ref().and_then(Target::kind).unwrap_or(Kind::Integer);
        let currency = currency.or_else(|| self.converting.as_ref().map(|c| c.to));
        let first = next();
        match self.function {
            Function::Count => Figure::Exact(value_of(Kind::Integer, first, None)),
            _ if *first == Cell::Null => {
                if self.function == Function::Average || self.function.is_by_rank() {
                    next();
                }
                Figure::Empty
            }
            Function::Sum | Function::Min | Function::Max => Figure::Exact(value_of(kind, first, currency)),
            Function::Average => {
                let count = if let Cell::Int(n) = next() { *n } else { 0 };
                mean(value_of(kind, first, currency), count)
            }
            Function::Median | Function::P90 => match (first, next()) {
                (Cell::Int(low), Cell::Int(high)) if low != high => {
                    mean(value_of(kind, &Cell::Int(low.saturating_add(*high)), currency), 2)
                }
                _ => Figure::Exact(value_of(kind, first, currency)),
            },
        }
    }
}

/// The currency beside an amount.
fn code_of(amount: &Target) -> Option<Target> {
    match amount.part {
        Of::Field(place) => Some(Target { part: Of::Currency(place), ..amount.clone() }),
        _ => None,
    }
}

/// Adds the figure of one more currency.
fn add(slot: &mut Figure, currency: Currency, figure: Figure) {
    match slot {
        Figure::PerCurrency(list) => list.push((currency, figure)),
        slot => *slot = Figure::PerCurrency(vec![(currency, figure)]),
    }
}

/// The figure of one measure, once all is read.
fn settle(figure: &mut Figure, measure: &BoundMeasure, currency: Currency) {
    let kind = measure.target.as_ref().and_then(Target::kind).unwrap_or(Kind::Integer);
    match figure {
        Figure::PerCurrency(list) if list.len() == 1 => {
            *figure = list.pop().map(|(_, only)| only).unwrap_or_default();
        }
        Figure::Empty if measure.function == Function::Sum => {
            *figure = Figure::Exact(value_of(kind, &Cell::Int(0), Some(currency)));
        }
        _ => {}
    }
}

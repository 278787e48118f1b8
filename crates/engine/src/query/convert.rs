//! Amounts of many records in one currency: each is converted by the rates of its own day, inside the statement.
//!
//! The rate of a day is the day's own or, where it has none (a weekend), the last one before it within
//! `rates::STANDS_FOR` days. An amount without such a rate is null: counted and named, never taken for 1:1.
use base::{Currency, Date, Moment, Rate, Result};
use jiff::tz::TimeZone;

use super::{path_of, wrong_path};
use crate::filter::{Compared, Level, Names, Scope, Target, Writer, literal};
use crate::kind::Class;
use crate::schema::Object;

/// What amounts are converted to, and by the rates of which day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converting {
    /// The currency of the figures.
    pub to: Currency,
    /// The day or instant of each record whose rate it is; `None`: today's.
    pub date: Option<String>,
}

/// How many amounts of a currency were converted, and how many could not be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// The currency they are kept in.
    pub currency: Currency,
    /// Amounts that count.
    pub counted: i64,
    /// Amounts that do not, since their day has no rate.
    pub left: i64,
}

/// The conversion of one statement, bound to its object.
#[derive(Debug, Clone)]
pub(super) struct BoundConverting {
    pub(super) to: Currency,
    day: Option<Target>,
    today: Date,
    zone: TimeZone,
}

impl BoundConverting {
    pub(super) fn of(
        asked: &Converting,
        names: &Names<'_>,
        object: &std::sync::Arc<Object>,
        scope: &Scope,
    ) -> Result<Self> {
        let day = asked
            .date
            .as_deref()
            .map(|path| names.target(object, &path_of(path)).map_err(|e| wrong_path("date", e, path)));
        Ok(Self { to: asked.to, day: day.transpose()?, today: scope.today(), zone: scope.zone.clone() })
    }

    /// The links it looks over.
    pub(super) fn target(&self) -> Option<&Target> {
        self.day.as_ref()
    }

    /// Writes the amount of a record in the currency asked for; null where there is no rate.
    pub(super) fn push(&self, writer: &mut Writer, level: &Level<'_>, minor: &str, code: &str) {
        let own = literal(self.to.as_str());
        let day = match &self.day {
            None => Day::Text(literal(&self.today.iso())),
            Some(target) => {
                let column = Writer::column(level, target);
                match target.compared() {
                    Compared::As(Class::Moment) => Day::Micros(local(&column, &self.zone)),
                    _ => Day::Text(column),
                }
            }
        };
        let over = format!("{} * {}", rate(&own, &day), scale(code, self.to, true));
        let under = format!("{} * {}", rate(code, &day), scale(code, self.to, false));
        let converted = writer.dialect().convert(minor, &over, &under);
        writer.push(&format!("CASE WHEN {code} = {own} THEN {minor} ELSE {converted} END"));
    }
}

/// The day whose rate is looked for.
enum Day {
    /// `YYYY-MM-DD`.
    Text(String),
    /// Microseconds since 1970 by the clock on the wall.
    Micros(String),
}

/// What a currency is for one euro on a day.
fn rate(code: &str, day: &Day) -> String {
    let (first, last, day, reaches) = match day {
        Day::Text(day) => ("day", "until", day, ">="),
        Day::Micros(day) => ("day_at", "end_at", day, ">"),
    };
    let one = Rate::ONE.millionths();
    format!(
        "CASE WHEN {code} = 'EUR' THEN {one} ELSE (SELECT CASE WHEN r.\"{last}\" {reaches} {day} THEN r.per_euro END FROM \
         (SELECT \"{last}\", per_euro FROM rate WHERE currency = {code} AND \"{first}\" <= {day} \
         ORDER BY \"{first}\" DESC LIMIT 1) r) END"
    )
}

/// What minor units are multiplied (or divided) by since currencies have different numbers of them.
fn scale(code: &str, to: Currency, over: bool) -> String {
    let factor = |from: u32| {
        let (more, less) = if over { (to.digits(), from) } else { (from, to.digits()) };
        10_i64.pow(more.saturating_sub(less))
    };
    let odd = Currency::all().filter(|c| c.digits() != 2);
    let cases = odd.map(|c| format!("WHEN {} THEN {}", literal(c.as_str()), factor(c.digits())));
    let cases = cases.collect::<Vec<_>>().join(" ");
    format!("CASE {code} {cases} ELSE {} END", factor(2))
}

/// The first day of the euro, before which no rate reaches.
const EURO: i64 = 915_148_800_000_000;

/// An instant as microseconds by the clock on the wall, which runs by the zone's rules.
fn local(column: &str, zone: &TimeZone) -> String {
    let offset = |at: Moment| i64::from(zone.to_offset(at.timestamp()).seconds()) * 1_000_000;
    let until = Moment::now().plus_seconds(2 * 366 * 86_400);
    let turns = zone.following(Moment(EURO).timestamp()).map(|t| Moment::from(t.timestamp()));
    let turns: Vec<(i64, i64)> = std::iter::once((i64::MIN, offset(Moment(EURO))))
        .chain(turns.take_while(|t| *t < until).map(|t| (t.0, offset(t))))
        .collect();
    format!("({column} + {})", between(column, &turns))
}

/// Halves what is left, so that an instant is compared with a few turns and not with all.
fn between(column: &str, turns: &[(i64, i64)]) -> String {
    let (before, after) = turns.split_at(turns.len() / 2);
    match (before.last(), after.first()) {
        (Some(_), Some((at, _))) => {
            format!(
                "CASE WHEN {column} < {at} THEN {} ELSE {} END",
                between(column, before),
                between(column, after)
            )
        }
        _ => turns.first().map_or(0, |(_, offset)| *offset).to_string(),
    }
}

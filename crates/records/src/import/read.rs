//! One row of the file becomes what is to be written: values by field, links still to be made, and what is wrong.
use base::{Currency, Date, Decimal, Id, Moment, Money};
use engine::{Address, Ctx, Field, Kind, Labelled, Manners, Value};
use tabular::date::{DateContext, DateValue, Zone, parse_date};
use tabular::number::parse_number;

use super::lookup::{Book, By, Found};
use super::mapping::Unknown;
use super::plan::{Bound, LinkTo, Piece, Plan, To};
use super::source::Row;

/// What a row says.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    /// Values by the place of their field.
    pub(super) values: Vec<(usize, Value)>,
    /// Fields that a blank cell empties, in records that are there already.
    pub(super) emptied: Vec<usize>,
    /// Links to records that are to be made: the place of the column in the plan, and the text.
    pub(super) make: Vec<(usize, String)>,
    /// Links to records of the same file that are not there yet: the place of the column, and the text.
    pub(super) later: Vec<(usize, String)>,
    /// Source and key.
    pub(super) externals: Vec<(String, String)>,
    /// The text of the key.
    pub(super) key: Option<String>,
    /// The record that is known by the key.
    pub(super) known: Option<Id>,
    /// When the record was made.
    pub(super) created: Option<Moment>,
    /// When each further entry of the history happened.
    pub(super) then: Vec<Option<Moment>>,
    /// What is wrong with it, a sentence each.
    pub(super) problems: Vec<String>,
}

impl Parsed {
    /// The value of a field so far.
    pub(super) fn value(&self, place: usize) -> Option<&Value> {
        self.values.iter().find(|(p, _)| *p == place).map(|(_, v)| v)
    }
}

/// Whom a link's text means.
pub(super) enum Linked {
    /// This record.
    One(Id),
    /// More than one.
    Several,
    /// None.
    Nobody,
}

/// Finds the record a link's text means: the first way that finds one.
pub(super) fn linked(link: &LinkTo, book: &Book, text: &str, manners: &Manners) -> Linked {
    let mut several = false;
    for way in &link.ways {
        if way.mail && !text.contains('@') {
            continue;
        }
        // An id has 13 letters and digits; a name of that form is looked up as a name after it.
        if way.by == By::Id && text.len() != 13 {
            continue;
        }
        match book.find(way.place, text, manners) {
            Some(Found::One(id)) => return Linked::One(id),
            Some(Found::Several) => several = true,
            None => {}
        }
    }
    if several { Linked::Several } else { Linked::Nobody }
}

/// Reads rows by a plan.
pub(super) struct Reader<'a> {
    /// The plan.
    pub(super) plan: &'a Plan,
    /// Where records are found.
    pub(super) book: &'a Book,
    /// Today, for years of two digits.
    pub(super) today: jiff::civil::Date,
}

impl Reader<'_> {
    /// Reads a row.
    pub(super) fn row(&self, row: &Row<'_>) -> Parsed {
        let mut out = Parsed::default();
        for (at, bound) in self.plan.bounds.iter().enumerate() {
            let cell = row.cell(bound.column);
            let Some(text) = bound.meaning(cell) else {
                if let (To::Field { place, .. }, true) = (&bound.to, bound.empties) {
                    out.emptied.push(*place);
                }
                continue;
            };
            if let Err(message) = self.cell(at, bound, text, row, &mut out) {
                out.problems.push(format!("{}: {message}", bound.heading));
            }
        }
        for (place, templates) in &self.plan.derive {
            if out.value(*place).is_none()
                && let Some(text) = templates.iter().find_map(|t| self.template(t, row))
            {
                out.values.push((*place, Value::Text(text)));
            }
        }
        if let Some(created) = &self.plan.created {
            out.created = self.when(created, row, &mut out.problems);
        }
        for then in &self.plan.then {
            let at = self.when(&then.at, row, &mut out.problems);
            out.then.push(at);
        }
        self.key(row, &mut out);
        out
    }

    fn key(&self, row: &Row<'_>, out: &mut Parsed) {
        let Some((bound, index)) = self.plan.key else { return };
        let Some(bound) = self.plan.bounds.get(bound) else { return };
        let Some(text) = bound.meaning(row.cell(bound.column)) else {
            out.problems.push(format!("{}: it is blank, and rows are known by it", bound.heading));
            return;
        };
        out.key = Some(text.to_owned());
        match self.book.find(index, text, &self.plan.manners) {
            Some(Found::One(id)) => out.known = Some(id),
            Some(Found::Several) => {
                let objects = self.plan.object.labels.to_lowercase();
                out.problems.push(format!("{}: more than one of the {objects} has {text:?}", bound.heading));
            }
            None => {}
        }
    }

    fn when(&self, bound: &Bound, row: &Row<'_>, problems: &mut Vec<String>) -> Option<Moment> {
        let text = bound.meaning(row.cell(bound.column))?;
        match self.date(bound, text).and_then(|date| self.moment(&date)) {
            Ok(moment) => Some(moment),
            Err(message) => {
                let message = format!("{}: {message}", bound.heading);
                if !problems.contains(&message) {
                    problems.push(message);
                }
                None
            }
        }
    }

    fn template(&self, pieces: &[Piece], row: &Row<'_>) -> Option<String> {
        let mut out = String::new();
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Cell(column) => {
                    let cell = row.cell(*column);
                    let bound = self.plan.bounds.iter().find(|b| b.column == *column);
                    out.push_str(bound.map_or(Some(cell), |b| b.meaning(cell)).filter(|t| !t.is_empty())?);
                }
            }
        }
        let out = out.trim();
        (!out.is_empty()).then(|| out.to_owned())
    }

    fn cell(
        &self,
        at: usize,
        bound: &Bound,
        text: &str,
        row: &Row<'_>,
        out: &mut Parsed,
    ) -> Result<(), String> {
        match &bound.to {
            To::External(source) => {
                if text.len() > 200 {
                    return Err("An id of another system has at most 200 letters".to_owned());
                }
                out.externals.push((source.clone(), text.to_owned()));
                Ok(())
            }
            To::Id => text.parse::<Id>().map(|_| ()).map_err(|e| format!("{text:?} is no id: {e}")),
            To::When => Ok(()),
            To::Field { place, part, link } => {
                let Some(field) = self.plan.object.fields.get(*place) else { return Ok(()) };
                if let Some(link) = link {
                    for text in parts_of(field, text) {
                        self.link(at, bound, link, field, *place, text, out)?;
                    }
                    return Ok(());
                }
                if let Some(part) = part {
                    return address(field, bound.spec.label.as_deref(), *place, *part, text, out);
                }
                let value = self.value(bound, field, text, row)?;
                add(field, bound, *place, value, out)
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a column, its link and its field are three things")]
    fn link(
        &self,
        at: usize,
        bound: &Bound,
        link: &LinkTo,
        field: &Field,
        place: usize,
        text: &str,
        out: &mut Parsed,
    ) -> Result<(), String> {
        match linked(link, self.book, text, &self.plan.manners) {
            Linked::One(id) => push_link(field, place, id, out),
            Linked::Several => {
                if bound.unknown != Unknown::Empty {
                    return Err(format!(
                        "More than one of the {} is {text:?}",
                        link.target.labels.to_lowercase()
                    ));
                }
            }
            Linked::Nobody if link.create.is_some() => out.make.push((at, text.to_owned())),
            Linked::Nobody if link.itself => out.later.push((at, text.to_owned())),
            Linked::Nobody => {
                if bound.unknown != Unknown::Empty {
                    return Err(format!("There is no {} {text:?}", link.target.label.to_lowercase()));
                }
            }
        }
        Ok(())
    }

    /// Reads one cell into a value of a field.
    pub(super) fn value(
        &self,
        bound: &Bound,
        field: &Field,
        text: &str,
        row: &Row<'_>,
    ) -> Result<Value, String> {
        let ctx = Ctx { field, manners: &self.plan.manners };
        match field.kind {
            Kind::Date => self.date(bound, text).map(|d| Value::Date(Date(d.date))),
            Kind::DateTime => self.date(bound, text).and_then(|d| self.moment(&d)).map(Value::Moment),
            Kind::Integer | Kind::Decimal | Kind::Percent | Kind::Money => {
                self.number(bound, field.kind, text, row)
            }
            Kind::Toggle => match tabular::parse_toggle(text) {
                Some(yes) => Ok(Value::Bool(yes)),
                None => field.kind.parse(text, &ctx).map_err(|f| f.message),
            },
            Kind::Choice => match bound.choice(text) {
                Some(key) => Ok(Value::Text(key.to_owned())),
                None if bound.unknown == Unknown::Empty => Ok(Value::Null),
                None => field.kind.parse(text, &ctx).map_err(|f| f.message),
            },
            Kind::Choices => {
                let mut all = Vec::new();
                for one in split_list(text) {
                    let Some(meant) = bound.meaning(one) else { continue };
                    match bound.choice(meant) {
                        Some(key) if !all.contains(&Value::Text(key.to_owned())) => {
                            all.push(Value::Text(key.to_owned()));
                        }
                        Some(_) => {}
                        None if bound.unknown == Unknown::Empty => {}
                        None => return field.kind.parse(meant, &ctx).map_err(|f| f.message),
                    }
                }
                Ok(if all.is_empty() { Value::Null } else { Value::List(all) })
            }
            _ if field.many => self.several(field, text, bound.spec.label.as_deref()),
            _ => field.kind.parse(text, &ctx).map_err(|f| f.message),
        }
    }

    /// A cell of a field of several values: one, or several between `;`, commas or line ends.
    fn several(&self, field: &Field, text: &str, label: Option<&str>) -> Result<Value, String> {
        let ctx = Ctx { field, manners: &self.plan.manners };
        let one = |value| Labelled { label: label.map(str::to_owned), value };
        match field.kind.parse(text, &ctx) {
            Ok(Value::Null) => Ok(Value::Null),
            Ok(value) if field.kind != Kind::Text || !text.contains(';') => Ok(Value::Many(vec![one(value)])),
            read => {
                let parts: Vec<&str> =
                    text.split([';', '\n', ',']).map(str::trim).filter(|t| !t.is_empty()).collect();
                if parts.len() < 2 || parts.len() > 100 {
                    return read.map(|v| Value::Many(vec![one(v)])).map_err(|f| f.message);
                }
                let all: Result<Vec<Labelled>, String> = parts
                    .into_iter()
                    .map(|t| field.kind.parse(t, &ctx).map(one).map_err(|f| f.message))
                    .collect();
                all.map(Value::Many)
            }
        }
    }

    fn date(&self, bound: &Bound, text: &str) -> Result<DateValue, String> {
        // Most files have days as programs write them, which are read alike in any order.
        if let Ok(day) = text.parse::<Date>() {
            return Ok(DateValue { date: day.0, time: None, zone: None });
        }
        let (order, serials) = bound.date;
        let context = DateContext { serials, ..DateContext::new(self.today) };
        parse_date(text, order, &context).map_err(|problem| format!("{:?}: {problem}", short(text)))
    }

    fn moment(&self, value: &DateValue) -> Result<Moment, String> {
        let zone = &self.plan.manners.zone;
        let Some(time) = value.time else { return Ok(Date(value.date).start(zone)) };
        let zone = match &value.zone {
            None => zone.clone(),
            Some(Zone::Offset(offset)) => jiff::tz::TimeZone::fixed(*offset),
            Some(Zone::Named(name)) => {
                jiff::tz::TimeZone::get(name).map_err(|_| format!("{name:?} is no time zone"))?
            }
            Some(Zone::Unknown(name)) => {
                return Err(format!("{name:?} stands for more than one time zone, or none"));
            }
        };
        let zoned =
            value.date.to_datetime(time).to_zoned(zone).map_err(|_| "there is no such time".to_owned())?;
        Ok(zoned.timestamp().into())
    }

    fn number(&self, bound: &Bound, kind: Kind, text: &str, row: &Row<'_>) -> Result<Value, String> {
        let fault = |why: &str| format!("{:?}: {why}", short(text));
        // Digits with a point at most are read the same by everybody who does not write a comma.
        let number = parse_number(text, bound.number).map_err(|problem| fault(&problem.to_string()))?;
        let digits = number.value.to_string();
        match kind {
            Kind::Integer => {
                let whole = digits.split_once('.').map_or(digits.as_str(), |(whole, rest)| {
                    if rest.bytes().all(|b| b == b'0') { whole } else { "" }
                });
                whole.parse().map(Value::Int).map_err(|_| fault("no whole number, or too large"))
            }
            Kind::Money => {
                let written = match number.currency {
                    None => None,
                    Some(mark) => match mark.code().and_then(Currency::parse) {
                        Some(currency) => Some(currency),
                        // `$` is the dollar that is meant here, if any is.
                        None => bound.currency,
                    },
                };
                let named = bound.currency_column.map(|c| row.cell(c)).filter(|t| !t.is_empty());
                let named = named
                    .map(|code| Currency::parse(code).ok_or_else(|| format!("{code:?} is no currency")))
                    .transpose()?;
                let dollar =
                    || number.currency.filter(|c| c.mark() == "$").and_then(|_| Currency::parse("USD"));
                let currency = written
                    .or(named)
                    .or(bound.currency)
                    .or_else(dollar)
                    .unwrap_or(self.plan.manners.currency);
                Money::parse(&digits, currency)
                    .map(Value::Money)
                    .ok_or_else(|| fault(&format!("no amount in {currency}: too large, or too many places")))
            }
            _ => digits
                .parse::<Decimal>()
                .map(Value::Decimal)
                .map_err(|_| fault("too large, or more than six places")),
        }
    }
}

/// The texts of a cell of links: several in a field of many.
pub(super) fn parts_of<'t>(field: &Field, text: &'t str) -> Vec<&'t str> {
    // Names have commas in them: only marks that names do not have set links apart.
    if field.kind == Kind::Links {
        text.split([';', '|', '\n']).map(str::trim).filter(|t| !t.is_empty()).collect()
    } else {
        vec![text]
    }
}

/// The items of a list in a cell.
pub(super) fn split_list(text: &str) -> impl Iterator<Item = &str> {
    let mark = if text.contains([';', '|', '\n']) { [';', '|', '\n'] } else { [',', ',', ','] };
    text.split(mark).map(str::trim).filter(|t| !t.is_empty())
}

/// Adds a link to what a row has.
pub(super) fn push_link(field: &Field, place: usize, id: Id, out: &mut Parsed) {
    if field.kind != Kind::Links {
        out.values.push((place, Value::Ref(id)));
        return;
    }
    match out.values.iter_mut().find(|(p, _)| *p == place) {
        Some((_, Value::List(list))) => {
            if !list.contains(&Value::Ref(id)) {
                list.push(Value::Ref(id));
            }
        }
        _ => out.values.push((place, Value::List(vec![Value::Ref(id)]))),
    }
}

/// Fills a part of an address; several columns of a street are its lines.
fn fill(address: &mut Address, part: usize, text: &str) {
    let slots = [
        &mut address.street,
        &mut address.postcode,
        &mut address.city,
        &mut address.state,
        &mut address.country,
    ];
    if let Some(slot) = slots.into_iter().nth(part) {
        *slot = Some(match slot.take() {
            Some(before) => format!("{before}\n{text}"),
            None => text.to_owned(),
        });
    }
}

/// Adds a part of an address: to the one with the same label where a field has several.
fn address(
    field: &Field,
    label: Option<&str>,
    place: usize,
    part: usize,
    text: &str,
    out: &mut Parsed,
) -> Result<(), String> {
    if text.len() > 500 {
        return Err("A part of an address has at most 500 characters".to_owned());
    }
    let fresh = || {
        let mut address = Address::default();
        fill(&mut address, part, text);
        Value::Address(Box::new(address))
    };
    let known = out.values.iter_mut().find(|(p, _)| *p == place).map(|(_, v)| v);
    if !field.many {
        match known {
            Some(Value::Address(address)) => fill(address, part, text),
            _ => out.values.push((place, fresh())),
        }
        return Ok(());
    }
    match known {
        Some(Value::Many(list)) => match list.iter_mut().find(|l| l.label.as_deref() == label) {
            Some(Labelled { value: Value::Address(address), .. }) => fill(address, part, text),
            _ => list.push(Labelled { label: label.map(str::to_owned), value: fresh() }),
        },
        _ => out
            .values
            .push((place, Value::Many(vec![Labelled { label: label.map(str::to_owned), value: fresh() }]))),
    }
    Ok(())
}

/// Adds a value to what a row has; columns that feed the same field stand side by side.
fn add(field: &Field, bound: &Bound, place: usize, value: Value, out: &mut Parsed) -> Result<(), String> {
    if value.is_null() {
        return Ok(());
    }
    let Some((_, known)) = out.values.iter_mut().find(|(p, _)| *p == place) else {
        out.values.push((place, value));
        return Ok(());
    };
    match (known, value) {
        (Value::Text(known), Value::Text(more)) if matches!(field.kind, Kind::Text) => {
            known.push(' ');
            known.push_str(&more);
        }
        (Value::Text(known), Value::Text(more)) if matches!(field.kind, Kind::LongText) => {
            known.push('\n');
            known.push_str(&more);
        }
        (Value::List(known), Value::List(more)) => {
            for item in more {
                if !known.contains(&item) {
                    known.push(item);
                }
            }
        }
        (Value::Many(known), Value::Many(more)) => {
            for item in more {
                if !known.iter().any(|l| l.value == item.value) {
                    known.push(item);
                }
            }
        }
        (known, value) if *known == value => {}
        _ => {
            return Err(format!(
                "It contradicts another column for {}",
                bound.spec.field.as_deref().unwrap_or_default()
            ));
        }
    }
    Ok(())
}

/// At most 60 characters of a cell, for messages.
pub(super) fn short(text: &str) -> String {
    if text.chars().count() > 60 { text.chars().take(59).chain(['…']).collect() } else { text.to_owned() }
}

//! The file read once before anything is written: how its dates and numbers are written, which values nobody knows,
//! which rows have the same key. What is open becomes a question.
use std::collections::{HashMap, HashSet};

use base::Result;
use engine::{Actor, Engine, Field, Kind};
use tabular::date::DateOrder;
use tabular::number::NumberStyle as Style;
use tabular::{ColumnProfile, Profile, Vocabulary};

use super::found::KeysFound;
use super::lookup::{Book, By, Key};
use super::mapping::{Column, DateStyle, Mapping, NumberStyle, Unknown};
use super::plan::{Bound, LinkTo, Plan, To};
use super::question::{About, Asked, Question, count, top_line, value_answers};
use super::read::{Linked, linked, parts_of, split_list};
use super::source::{Chunk, End, Rows};
use super::spelling::column_line;

/// Different unknown values kept for one column at most; what comes after is counted alone.
const VALUES: usize = 10_000;
/// Values listed in one question.
const LISTED: usize = 20;
/// Titles a proposal is looked for among.
const TITLES: usize = 100_000;
/// Keys remembered to tell duplicates.
const KEYS: usize = 4_000_000;

/// How often a value is there, and where first.
#[derive(Debug, Clone, Copy)]
struct Count {
    rows: u64,
    line: u64,
}

#[derive(Default)]
struct Unknowns {
    values: HashMap<String, Count>,
    /// Rows whose value found no place in `values`.
    beyond: u64,
}

impl Unknowns {
    fn add(&mut self, value: &str, line: u64) {
        if let Some(count) = self.values.get_mut(value) {
            count.rows += 1;
        } else if self.values.len() < VALUES {
            self.values.insert(value.to_owned(), Count { rows: 1, line });
        } else {
            self.beyond += 1;
        }
    }

    /// The most frequent first.
    fn sorted(&self) -> Vec<(&String, Count)> {
        let mut all: Vec<(&String, Count)> = self.values.iter().map(|(v, c)| (v, *c)).collect();
        all.sort_by(|a, b| b.1.rows.cmp(&a.1.rows).then(a.1.line.cmp(&b.1.line)));
        all
    }

    fn rows(&self) -> u64 {
        self.values.values().map(|c| c.rows).sum::<u64>() + self.beyond
    }
}

/// What was found out.
pub(super) struct Survey {
    /// Rows of the file.
    pub(super) rows: u64,
    /// Everything that is open.
    pub(super) questions: Vec<Question>,
    /// Choices that are to be added: the field's key and the labels.
    pub(super) choices: Vec<(String, Vec<String>)>,
    /// How many rows have a record, or their key, already.
    pub(super) keys: KeysFound,
    /// What is known about the file.
    pub(super) end: End,
}

/// Looks at the rows of a file.
pub(super) struct Surveyor<'a> {
    /// The workspace.
    pub(super) engine: &'a Engine,
    /// Who imports.
    pub(super) actor: &'a Actor,
    /// Where records are found.
    pub(super) book: &'a mut Book,
    /// Values whose rows would be refused are asked about all the same: a person is looking.
    pub(super) look: bool,
}

/// What is collected while the rows go by.
struct Collected {
    unknown: Vec<Unknowns>,
    /// Keys of the imported object's own records, as the file has them, for links within the file.
    own: Vec<HashSet<Key>>,
    keys: HashSet<Key>,
    twice: Unknowns,
    found: KeysFound,
    rows: u64,
}

/// The headings whose profile is needed for a mapping that is settled: dates and numbers that it says nothing of.
pub(super) fn studied(mapping: &Mapping, object: &engine::Object) -> Vec<String> {
    let open = |column: &Column| {
        let field = column.field.as_deref().and_then(|f| object.field(f));
        match field.map(|f| f.kind) {
            Some(Kind::Date | Kind::DateTime) => column.date.is_none(),
            Some(Kind::Decimal | Kind::Percent | Kind::Money | Kind::Integer) => column.number.is_none(),
            _ => false,
        }
    };
    let mut out: Vec<String> =
        mapping.columns.iter().filter(|(_, c)| open(c)).map(|(h, _)| h.clone()).collect();
    out.extend(mapping.created.iter().cloned());
    out.extend(mapping.then.iter().map(|t| t.at.clone()));
    out
}

impl Surveyor<'_> {
    /// Reads the file to its end. Sets the styles of dates and numbers in the plan.
    pub(super) async fn survey(
        &mut self,
        rows: &mut Rows,
        plan: &mut Plan,
        progress: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Survey> {
        let mut seen = Collected {
            unknown: plan.bounds.iter().map(|_| Unknowns::default()).collect(),
            own: plan.bounds.iter().map(|_| HashSet::new()).collect(),
            keys: HashSet::new(),
            twice: Unknowns::default(),
            found: KeysFound::default(),
            rows: 0,
        };
        while let Some(chunk) = rows.next().await? {
            if self.book.must_ask() {
                let wanted = wanted(plan, &chunk);
                self.book.prepare(self.engine, self.actor, &plan.manners, &wanted).await?;
            }
            self.look(plan, &chunk, &mut seen);
            seen.rows = chunk.last();
            progress(seen.rows, chunk.consumed);
        }
        let end = std::mem::take(&mut rows.end);
        let mut questions = Vec::new();
        if let Some(profile) = &end.profile {
            styles(plan, profile, &mut questions);
        }
        let mut choices = Vec::new();
        self.values(plan, &seen, &mut questions, &mut choices).await?;
        if let Some((bound, _)) = plan.key
            && plan.duplicates.is_none()
            && !seen.twice.values.is_empty()
        {
            questions.push(duplicates(plan.bounds.get(bound), &seen.twice));
        }
        Ok(Survey { rows: seen.rows, questions, choices, keys: seen.found, end })
    }

    fn look(&self, plan: &Plan, chunk: &Chunk, seen: &mut Collected) {
        for row in chunk.rows() {
            for (i, bound) in plan.bounds.iter().enumerate() {
                let To::Field { place, link, .. } = &bound.to else { continue };
                let Some(field) = plan.object.fields.get(*place) else { continue };
                let Some(slot) = seen.unknown.get_mut(i) else { continue };
                if let Some(link) = link {
                    if link.itself {
                        own_keys(self.book, plan, link, &row, seen.own.get_mut(i));
                    }
                    let Some(text) = bound.meaning(row.cell(bound.column)) else { continue };
                    for text in parts_of(field, text) {
                        if link.create.is_none()
                            && !matches!(linked(link, self.book, text, &plan.manners), Linked::One(_))
                        {
                            slot.add(text, row.line());
                        }
                    }
                } else if field.kind.has_choices() {
                    let cell = row.cell(bound.column);
                    let texts: Vec<&str> =
                        if field.kind == Kind::Choices { split_list(cell).collect() } else { vec![cell] };
                    for text in texts.into_iter().filter_map(|t| bound.meaning(t)) {
                        if bound.choice(text).is_none() {
                            slot.add(text, row.line());
                        }
                    }
                }
            }
            if let Some((bound, index)) = plan.key
                && let Some(bound) = plan.bounds.get(bound)
                && let Some(text) = bound.meaning(row.cell(bound.column))
                && let Some(key) = self.book.key(index, text, &plan.manners)
            {
                if self.book.find(index, text, &plan.manners).is_some() {
                    seen.found.known += 1;
                }
                if seen.keys.len() < KEYS && !seen.keys.insert(key) {
                    seen.found.twice += 1;
                    seen.twice.add(text, row.line());
                }
            }
        }
    }

    /// Unknown links and choices become questions, or what was decided about them.
    async fn values(
        &self,
        plan: &Plan,
        seen: &Collected,
        questions: &mut Vec<Question>,
        choices: &mut Vec<(String, Vec<String>)>,
    ) -> Result<()> {
        for ((bound, unknown), own) in plan.bounds.iter().zip(&seen.unknown).zip(&seen.own) {
            if unknown.values.is_empty() {
                continue;
            }
            let Some(field) = bound.field(&plan.object) else { continue };
            if let Some(link) = bound.link() {
                if bound.unknown == Unknown::Ask || (self.look && bound.unknown == Unknown::ErrorRows) {
                    questions.extend(self.broken_links(plan, bound, field, link, unknown, own).await?);
                }
                continue;
            }
            match bound.unknown {
                Unknown::Ask => questions.push(unknown_choices(bound, field, unknown)),
                Unknown::ErrorRows if self.look => questions.push(unknown_choices(bound, field, unknown)),
                Unknown::Create => {
                    let labels: Vec<String> = unknown.sorted().into_iter().map(|(v, _)| v.clone()).collect();
                    match choices.iter_mut().find(|(f, _)| *f == field.key) {
                        Some((_, known)) => known.extend(labels),
                        None => choices.push((field.key.clone(), labels)),
                    }
                }
                Unknown::Empty | Unknown::ErrorRows => {}
            }
        }
        Ok(())
    }

    async fn broken_links(
        &self,
        plan: &Plan,
        bound: &Bound,
        field: &Field,
        link: &LinkTo,
        unknown: &Unknowns,
        own: &HashSet<Key>,
    ) -> Result<Option<Question>> {
        // A record of the same file is not missing: it comes with this import.
        let in_file = |text: &str| {
            link.itself
                && link
                    .ways
                    .iter()
                    .filter_map(|w| self.book.key(w.place, text, &plan.manners))
                    .any(|k| own.contains(&k))
        };
        let missing: Vec<(&String, Count)> =
            unknown.sorted().into_iter().filter(|(v, _)| !in_file(v)).collect();
        if missing.is_empty() {
            return Ok(None);
        }
        let titles = Vocabulary::new(Book::titles(self.engine, self.actor, &link.target, TITLES).await?);
        let (values, more) = listed(&missing, &|value| titles.closest(value).map(|(t, _)| t.to_owned()));
        let label = link.target.label.to_lowercase();
        let what = count(
            missing.len() as u64,
            &format!("value names no {label}"),
            &format!("values name no {label}"),
        );
        let rows: u64 = missing.iter().map(|(_, c)| c.rows).sum::<u64>() + unknown.beyond;
        let mut question = Question::new(
            About::Link,
            format!("{}: {what} in Rondo, or more than one ({})", bound.heading, count(rows, "row", "rows")),
        )
        .column(&bound.heading);
        question.field = Some(field.key.clone());
        question.rows = rows;
        question.answers = value_answers(&bound.heading, &bound.spec, &values, false);
        question.values = values;
        question.more = more;
        Ok(Some(question))
    }
}

/// The values of a question, and how many more there are.
fn listed(all: &[(&String, Count)], propose: &dyn Fn(&str) -> Option<String>) -> (Vec<Asked>, u64) {
    let values = all.iter().take(LISTED).map(|(value, count)| Asked {
        value: (*value).clone(),
        rows: count.rows,
        line: count.line,
        proposal: propose(value),
    });
    (values.collect(), all.len().saturating_sub(LISTED) as u64)
}

fn unknown_choices(bound: &Bound, field: &Field, unknown: &Unknowns) -> Question {
    let labels = Vocabulary::new(field.choices.iter().map(|c| c.label.clone()));
    let (values, more) = listed(&unknown.sorted(), &|value| labels.closest(value).map(|(l, _)| l.to_owned()));
    let offered: Vec<&str> = field.choices.iter().filter(|c| !c.hidden).map(|c| c.label.as_str()).collect();
    let what = count(unknown.values.len() as u64, "value is", "values are");
    let message = format!(
        "{}: {what} not in the list of {} ({}), in {}",
        bound.heading,
        field.label,
        offered.join(", "),
        count(unknown.rows(), "row", "rows")
    );
    let mut question = Question::new(About::Choice, message).column(&bound.heading);
    question.field = Some(field.key.clone());
    question.rows = unknown.rows();
    question.answers = value_answers(&bound.heading, &bound.spec, &values, true);
    question.values = values;
    question.more = more;
    question
}

fn duplicates(bound: Option<&Bound>, twice: &Unknowns) -> Question {
    let heading = bound.map_or("", |b| b.heading.as_str());
    let what = count(twice.values.len() as u64, "key is", "keys are");
    let (values, more) = listed(&twice.sorted(), &|_| None);
    let mut question = Question::new(
        About::Duplicate,
        format!(
            "{heading}: {what} in the file more than once ({} after the first)",
            count(twice.rows(), "row", "rows")
        ),
    )
    .column(heading)
    .answer(top_line("duplicates", "update"))
    .answer(top_line("duplicates", "error-rows"));
    question.rows = twice.rows();
    question.values = values;
    question.more = more;
    question
}

/// The keys a row's own record will be found by, for links within the file.
fn own_keys(
    book: &Book,
    plan: &Plan,
    link: &LinkTo,
    row: &super::source::Row<'_>,
    keys: Option<&mut HashSet<Key>>,
) {
    let Some(keys) = keys else { return };
    for way in &link.ways {
        let text = match &way.by {
            By::Id => continue,
            By::Field(place) => {
                let cells =
                    plan.bounds.iter().filter(|b| matches!(&b.to, To::Field { place: p, .. } if p == place));
                cells.filter_map(|b| b.meaning(row.cell(b.column))).collect::<Vec<_>>().join(" ")
            }
            By::External(source) => {
                let bound = plan.bounds.iter().find(|b| matches!(&b.to, To::External(s) if s == source));
                bound.map_or("", |b| row.cell(b.column)).to_owned()
            }
        };
        if !text.is_empty() {
            keys.extend(book.key(way.place, &text, &plan.manners));
        }
    }
}

/// The texts a chunk looks up, by the index they are looked up in.
pub(super) fn wanted<'c>(plan: &'c Plan, chunk: &'c Chunk) -> Vec<(usize, &'c str)> {
    fn of_bound<'c>(
        bound: &'c Bound,
        object: &engine::Object,
        row: &super::source::Row<'c>,
        out: &mut Vec<(usize, &'c str)>,
    ) {
        let (Some(link), Some(field)) = (bound.link(), bound.field(object)) else { return };
        let Some(text) = bound.meaning(row.cell(bound.column)) else { return };
        for text in parts_of(field, text) {
            out.extend(link.ways.iter().filter(|w| !w.mail || text.contains('@')).map(|w| (w.place, text)));
        }
        for more in link.create.iter().flatten() {
            of_bound(more, &link.target, row, out);
        }
    }
    let mut out = Vec::new();
    for row in chunk.rows() {
        for bound in &plan.bounds {
            of_bound(bound, &plan.object, &row, &mut out);
            for (place, index) in &plan.unique {
                if matches!(&bound.to, To::Field { place: p, .. } if p == place) {
                    out.extend(bound.meaning(row.cell(bound.column)).map(|t| (*index, t)));
                }
            }
        }
        if let Some((bound, index)) = plan.key {
            let bound = plan.bounds.get(bound);
            out.extend(bound.and_then(|b| b.meaning(row.cell(b.column))).map(|t| (index, t)));
        }
    }
    out
}

/// Sets how dates and numbers are written from what the whole column says; asks where it does not say.
pub(super) fn styles(plan: &mut Plan, profile: &Profile, questions: &mut Vec<Question>) {
    let object = plan.object.clone();
    let when = plan.created.iter_mut().chain(plan.then.iter_mut().map(|t| &mut t.at));
    let mut asked: HashSet<String> = HashSet::new();
    for bound in plan.bounds.iter_mut().chain(when) {
        let Some(column) = profile.columns.get(bound.column) else { continue };
        let kind = bound.field(&object).map(|f| f.kind);
        let is_date = matches!(bound.to, To::When) || matches!(kind, Some(Kind::Date | Kind::DateTime));
        let is_number = matches!(kind, Some(Kind::Decimal | Kind::Percent | Kind::Money | Kind::Integer));
        if is_date && bound.spec.date.is_none() {
            date_style(bound, column, &mut asked, questions);
        }
        if is_number && bound.spec.number.is_none() {
            number_style(bound, column, questions);
        }
        for made in made_columns(bound) {
            if let Some(column) = profile.columns.get(made.column) {
                made.date = column.dates.as_ref().map_or(made.date, |g| (g.order, g.serials));
                made.number = column.numbers.as_ref().map_or(made.number, |g| g.style);
            }
        }
    }
}

/// The columns of records that a link makes.
fn made_columns(bound: &mut Bound) -> &mut [Bound] {
    match &mut bound.to {
        To::Field { link: Some(LinkTo { create: Some(bounds), .. }), .. } => bounds,
        _ => &mut [],
    }
}

fn date_style(
    bound: &mut Bound,
    column: &ColumnProfile,
    asked: &mut HashSet<String>,
    questions: &mut Vec<Question>,
) {
    let Some(guess) = &column.dates else { return };
    bound.date = (guess.order, guess.serials);
    if !guess.ambiguous || !asked.insert(bound.heading.clone()) {
        return;
    }
    let evidence = &guess.evidence;
    let first = |proofs: &tabular::date::Proofs| {
        proofs.examples.first().map(|(line, text)| format!("{text} in line {line}"))
    };
    let message = if evidence.is_contradiction() {
        let examples: Vec<String> =
            [first(&evidence.day_first), first(&evidence.month_first)].into_iter().flatten().collect();
        format!(
            "{}: some dates can only be day first, others only month first: {}",
            bound.heading,
            examples.join(", ")
        )
    } else {
        let example = evidence.undecided.examples.first().map_or("", |(_, text)| text.as_str());
        format!("{}: no date tells whether the day or the month stands first, as in {example}", bound.heading)
    };
    let line = |style| column_line(&bound.heading, &Column { date: Some(style), ..bound.spec.clone() });
    let (likely, other) = if guess.order == DateOrder::DayFirst {
        (DateStyle::Dmy, DateStyle::Mdy)
    } else {
        (DateStyle::Mdy, DateStyle::Dmy)
    };
    let mut question =
        Question::new(About::Date, message).column(&bound.heading).answer(line(likely)).answer(line(other));
    question.rows = evidence.undecided.count + evidence.day_first.count + evidence.month_first.count;
    question.field.clone_from(&bound.spec.field);
    questions.push(question);
}

fn number_style(bound: &mut Bound, column: &ColumnProfile, questions: &mut Vec<Question>) {
    let Some(guess) = &column.numbers else { return };
    bound.number = guess.style;
    if !guess.ambiguous {
        return;
    }
    let evidence = &guess.evidence;
    let proofs = [&evidence.undecided, &evidence.point, &evidence.comma];
    let examples: Vec<&str> =
        proofs.iter().filter_map(|p| p.examples.first()).map(|(_, text)| text.as_str()).collect();
    let message = format!(
        "{}: nothing tells whether a point or a comma stands before the decimals, as in {}",
        bound.heading,
        examples.join(", ")
    );
    let line = |style| column_line(&bound.heading, &Column { number: Some(style), ..bound.spec.clone() });
    let (likely, other) = if guess.style == Style::DecimalPoint {
        (NumberStyle::Point, NumberStyle::Comma)
    } else {
        (NumberStyle::Comma, NumberStyle::Point)
    };
    let mut question =
        Question::new(About::Number, message).column(&bound.heading).answer(line(likely)).answer(line(other));
    question.rows = proofs.iter().map(|p| p.count).sum();
    question.field.clone_from(&bound.spec.field);
    questions.push(question);
}

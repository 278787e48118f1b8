//! Rows into records: a chunk is planned as one unit of work while the one before is being committed.
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use base::{Error, Id, Result};
use engine::{Actor, Committed, Engine, Given, Input, Labelled, Object, Record, Spent, Value, Work};
use tokio::task::JoinHandle;

use super::found::{self, Outcome, Sample};
use super::ledger::{Later, Run};
use super::lookup::{Book, Found, Key};
use super::mapping::{Duplicates, Existing};
use super::plan::{Plan, To};
use super::read::{Parsed, Reader};
use super::repair::mended;
use super::report::{Counts, LISTED, RowError};
use super::source::{Chunk, Row};
use super::survey::wanted;

/// What one row did.
enum Done {
    Row(Outcome),
    Failed(String),
}

/// Writes the rows of an import.
pub(super) struct Writer<'a> {
    /// The workspace.
    pub(super) engine: &'a Engine,
    /// Who imports.
    pub(super) actor: &'a Actor,
    /// The plan.
    pub(super) plan: &'a Plan,
    /// Where records are found.
    pub(super) book: &'a mut Book,
    /// The state so far, as it will be once everything handed over is committed.
    pub(super) run: Run,
    /// Nothing is committed.
    pub(super) dry_run: bool,
    /// Linked records made, by the name of their object.
    pub(super) linked: BTreeMap<String, u64>,
    /// Refused rows, where they are not kept in the database; of a real run the first ones.
    pub(super) errors: Vec<RowError>,
    /// The first rows of each outcome, of a dry run.
    pub(super) samples: Vec<Sample>,
    /// Hears of every refused row of a dry run.
    pub(super) refused: &'a mut (dyn FnMut(&RowError) -> Result<()> + Send),
    /// Records a dry run would have made in chunks before: nothing is known of them but their id.
    made: HashSet<Id>,
    /// Those of this chunk, which its unit of work knows.
    made_here: HashSet<Id>,
    /// Keys of rows so far, where a second one is an error.
    keys: HashMap<Key, u64>,
    /// Today, for years of two digits.
    pub(super) today: jiff::civil::Date,
    pending: Option<Pending>,
    /// What the chunk that was committed last was made of.
    spent: Option<Spent>,
}

/// A chunk that is being committed.
struct Pending {
    chunk: Chunk,
    before: Run,
    linked: BTreeMap<String, u64>,
    /// Errors listed before.
    errors: usize,
    commit: JoinHandle<Result<(Committed, Spent)>>,
}

impl<'a> Writer<'a> {
    /// Begins, or goes on, with a run.
    pub(super) fn new(
        engine: &'a Engine,
        actor: &'a Actor,
        plan: &'a Plan,
        book: &'a mut Book,
        run: Run,
        dry_run: bool,
        refused: &'a mut (dyn FnMut(&RowError) -> Result<()> + Send),
    ) -> Self {
        let today = base::Moment::now().date(&plan.manners.zone).0;
        Self {
            engine,
            actor,
            plan,
            book,
            run,
            dry_run,
            linked: BTreeMap::new(),
            errors: Vec::new(),
            samples: Vec::new(),
            refused,
            made: HashSet::new(),
            made_here: HashSet::new(),
            keys: HashMap::new(),
            today,
            pending: None,
            spent: None,
        }
    }

    pub(super) fn begin(&self) -> Work {
        let work = self.engine.begin(self.actor).in_batch(self.run.id).importing();
        work.because(format!("import:{}", self.run.id))
    }

    /// Deals with the next chunk. Rows that are done already, by a run that was interrupted, are passed over.
    pub(super) async fn chunk(&mut self, chunk: Chunk) -> Result<()> {
        let (before, linked, errors) = (self.run.clone(), self.linked.clone(), self.errors.len());
        self.book.begin();
        let work = self.begin().part();
        let work = self.plan_chunk(work, &chunk).await?;
        if !self.settle().await? {
            // The chunk before was refused and written anew row by row: this one was planned on what is not there.
            return Box::pin(self.chunk(chunk)).await;
        }
        let Some(work) = work else { return Ok(()) };
        let commit = tokio::spawn(work.commit_and_keep());
        self.pending = Some(Pending { chunk, before, linked, errors, commit });
        // Taken apart here, where it was made, while the next is being written.
        self.spent = None;
        Ok(())
    }

    /// Waits for the chunk that is being committed. `false`: it was refused as a whole, and planned and written anew.
    pub(super) async fn settle(&mut self) -> Result<bool> {
        let Some(mut pending) = self.pending.take() else { return Ok(true) };
        match (&mut pending.commit).await.map_err(Error::internal)? {
            Ok((_, spent)) => {
                self.spent = Some(spent);
                Ok(true)
            }
            Err(Error::Invalid(_) | Error::Conflict(_)) => {
                // Somebody wrote a value in between that may be there once only: find out which row it was.
                let stored = Run::find(self.engine, &Actor::system(), self.run.id).await?;
                if stored.rows_done != pending.before.rows_done || stored.state != "running" {
                    return Err(Error::conflict(
                        "This import was undone or taken up by another process; it stops here",
                    ));
                }
                self.go_back(&pending);
                self.anew(&pending).await?;
                Ok(false)
            }
            Err(other) => Err(other),
        }
    }

    /// As it was before a chunk.
    fn go_back(&mut self, to: &Pending) {
        self.book.take_back();
        self.run = to.before.clone();
        self.linked = to.linked.clone();
        self.errors.truncate(to.errors);
    }

    /// Writes a chunk that was refused: as a unit that gives way to others, or row by row.
    async fn anew(&mut self, pending: &Pending) -> Result<()> {
        self.book.begin();
        let work = self.begin();
        let Some(work) = self.plan_chunk(work, &pending.chunk).await? else { return Ok(()) };
        match work.commit().await {
            Ok(_) => Ok(()),
            Err(Error::Invalid(_) | Error::Conflict(_)) => {
                self.go_back(pending);
                self.one_by_one(&pending.chunk).await
            }
            Err(other) => Err(other),
        }
    }

    async fn one_by_one(&mut self, chunk: &Chunk) -> Result<()> {
        if self.book.must_ask() {
            let wanted = wanted(self.plan, chunk);
            self.book.prepare(self.engine, self.actor, &self.plan.manners, &wanted).await?;
        }
        for row in chunk.rows().filter(|r| r.number() > self.run.rows_done).collect::<Vec<_>>() {
            let before = self.run.clone();
            let mut work = self.begin();
            self.book.begin();
            self.count_row(&mut work, &row).await?;
            self.run.advance(&mut work, before.rows_done);
            match work.commit().await {
                Ok(_) => {}
                Err(error @ (Error::Invalid(_) | Error::Conflict(_))) => {
                    self.book.take_back();
                    self.run = before.clone();
                    let mut work = self.begin();
                    self.refuse(&mut work, &row, error.to_string())?;
                    self.run.rows_done = row.number();
                    self.run.advance(&mut work, before.rows_done);
                    work.commit().await?;
                }
                Err(other) => return Err(other),
            }
        }
        Ok(())
    }

    /// Plans a chunk; nothing when all of its rows are done or nothing is to be written.
    async fn plan_chunk(&mut self, mut work: Work, chunk: &Chunk) -> Result<Option<Work>> {
        if chunk.last() <= self.run.rows_done {
            for row in chunk.rows() {
                self.remember_key(&row);
            }
            return Ok(None);
        }
        if self.book.must_ask() {
            let wanted = wanted(self.plan, chunk);
            self.book.prepare(self.engine, self.actor, &self.plan.manners, &wanted).await?;
        }
        let done = self.run.rows_done;
        self.preload(&mut work, chunk).await?;
        for row in chunk.rows() {
            if row.number() <= done {
                self.remember_key(&row);
                continue;
            }
            self.count_row(&mut work, &row).await?;
        }
        if self.dry_run {
            self.made.extend(self.made_here.drain());
            return Ok(None);
        }
        self.run.advance(&mut work, done);
        Ok(Some(work))
    }

    /// The records the chunk's keys lead to, in one look.
    async fn preload(&mut self, work: &mut Work, chunk: &Chunk) -> Result<()> {
        let Some((bound, index)) = self.plan.key else { return Ok(()) };
        let Some(bound) = self.plan.bounds.get(bound) else { return Ok(()) };
        let mut ids = Vec::new();
        for row in chunk.rows() {
            let text = bound.meaning(row.cell(bound.column));
            if let Some(Found::One(id)) = text.and_then(|t| self.book.find(index, t, &self.plan.manners))
                && !self.made.contains(&id)
            {
                ids.push(id);
            }
        }
        if ids.is_empty() {
            return Ok(());
        }
        // What the chunk before changes must be seen as it leaves it.
        self.settle_only().await?;
        work.preload(&self.plan.object.key, &ids).await
    }

    /// Waits for the chunk before without judging it.
    async fn settle_only(&mut self) -> Result<()> {
        if let Some(pending) = &mut self.pending
            && !pending.commit.is_finished()
        {
            let done = (&mut pending.commit).await.map_err(Error::internal)?;
            pending.commit = tokio::spawn(async move { done });
        }
        Ok(())
    }

    fn remember_key(&mut self, row: &Row<'_>) -> bool {
        if self.plan.duplicates != Some(Duplicates::ErrorRows) {
            return true;
        }
        let key = self.plan.key.and_then(|(bound, index)| {
            let bound = self.plan.bounds.get(bound)?;
            self.book.key(index, bound.meaning(row.cell(bound.column))?, &self.plan.manners)
        });
        // A row that is planned anew is no second row.
        key.is_none_or(|key| *self.keys.entry(key).or_insert(row.number()) == row.number())
    }

    /// Deals with one row and counts it.
    async fn count_row(&mut self, work: &mut Work, row: &Row<'_>) -> Result<()> {
        let outcome = if self.remember_key(row) {
            self.row(work, row).await?
        } else {
            Done::Failed("Its key was in the file before".to_owned())
        };
        match outcome {
            Done::Row(outcome) => self.count(outcome),
            Done::Failed(reason) => self.refuse(work, row, reason)?,
        }
        self.run.rows_done = row.number();
        Ok(())
    }

    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Created => self.run.counts.created += 1,
            Outcome::Updated => self.run.counts.updated += 1,
            Outcome::Unchanged => self.run.counts.unchanged += 1,
        }
    }

    /// Tries a row again that was refused: in a unit of its own that also takes it off the list. Why, when it is refused
    /// once more.
    pub(super) async fn again(&mut self, row: &Row<'_>, line: u64) -> Result<Option<String>> {
        let one = |row: &Row<'_>| {
            let mut chunk = Chunk::default();
            chunk.take(row);
            chunk
        };
        if self.book.must_ask() {
            let chunk = one(row);
            let wanted = wanted(self.plan, &chunk);
            self.book.prepare(self.engine, self.actor, &self.plan.manners, &wanted).await?;
        }
        let before = self.run.counts;
        let mut work = self.begin();
        self.book.begin();
        let outcome = match self.row(&mut work, row).await? {
            Done::Failed(reason) => {
                self.book.take_back();
                return Ok(Some(reason));
            }
            Done::Row(outcome) => outcome,
        };
        self.count(outcome);
        let done = Counts {
            created: self.run.counts.created - before.created,
            updated: self.run.counts.updated - before.updated,
            unchanged: self.run.counts.unchanged - before.unchanged,
            failed: 0,
        };
        for sql in mended(&self.run, line, done) {
            work.keep(sql, None);
        }
        match work.commit().await {
            Ok(_) => Ok(None),
            Err(error @ (Error::Invalid(_) | Error::Conflict(_))) => {
                self.book.take_back();
                self.run.counts = before;
                Ok(Some(self.reason(&error)))
            }
            Err(other) => Err(other),
        }
    }

    fn refuse(&mut self, work: &mut Work, row: &Row<'_>, reason: String) -> Result<()> {
        let error = RowError { line: row.line(), reason, cells: row.cells() };
        self.run.counts.failed += 1;
        if self.dry_run {
            (self.refused)(&error)?;
        } else {
            self.run.refuse(work, &error);
        }
        if self.errors.len() < LISTED {
            self.errors.push(error);
        }
        Ok(())
    }

    async fn row(&mut self, work: &mut Work, row: &Row<'_>) -> Result<Done> {
        let reader = Reader { plan: self.plan, book: self.book, today: self.today };
        let mut parsed = reader.row(row);
        if !parsed.problems.is_empty() {
            return Ok(Done::Failed(parsed.problems.join("; ")));
        }
        if let Some(problem) = self.taken(&parsed) {
            return Ok(Done::Failed(problem));
        }
        for (bound, text) in std::mem::take(&mut parsed.make) {
            if let Err(problem) = self.made_link(work, row, bound, &text, &mut parsed).await? {
                return Ok(Done::Failed(problem));
            }
        }
        let before = match parsed.known {
            Some(id) if self.dry_run && !self.made.contains(&id) => {
                Some(work.current(&self.plan.object.key, id).await?)
            }
            _ => None,
        };
        let links = parsed.values.iter().flat_map(|(_, v)| v.each()).filter_map(Value::id);
        work.trust(links);
        let result = match parsed.known {
            Some(id) if self.made.contains(&id) => Ok((id, Outcome::Updated)),
            Some(id) => self.update(work, id, &parsed).await,
            None => self.create(work, &mut parsed).await,
        };
        let (id, outcome) = match result {
            Ok(done) => done,
            Err(Error::Internal(why)) => return Err(Error::Internal(why)),
            Err(Error::Busy(why)) => return Err(Error::Busy(why)),
            Err(error) => return Ok(Done::Failed(self.reason(&error))),
        };
        if self.dry_run && !self.made.contains(&id) && found::wants(outcome, &self.run.counts) {
            let after = work.current(&self.plan.object.key, id).await?;
            let mut sample = found::sample(outcome, row.line(), before.as_ref(), &after);
            sample.titles = found::titles(self.engine, self.actor, work, before.as_ref(), &after).await?;
            self.samples.push(sample);
        }
        self.keep(work, row, id, parsed).await?;
        Ok(Done::Row(outcome))
    }

    /// A problem as the errors file has it: with the heading of the column that feeds the field.
    pub(super) fn reason(&self, error: &Error) -> String {
        let Error::Invalid(problems) = error else { return error.to_string() };
        let heading = |field: &str| {
            let bound =
                self.plan.bounds.iter().find(|b| b.field(&self.plan.object).is_some_and(|f| f.key == field));
            bound.map_or_else(|| field.to_owned(), |b| b.heading.clone())
        };
        let each = problems.0.iter().map(|p| {
            if p.field.is_empty() {
                p.message.clone()
            } else {
                format!("{}: {}", heading(&p.field), p.message)
            }
        });
        each.collect::<Vec<_>>().join("; ")
    }

    /// A value that another record has already, where no two may have it.
    fn taken(&self, parsed: &Parsed) -> Option<String> {
        self.plan.unique.iter().find_map(|(place, index)| {
            let value = parsed.value(*place)?;
            let found = self.book.find_value(*index, value)?;
            let free = matches!(found, Found::One(id) if parsed.known == Some(id));
            let fed = |b: &&super::plan::Bound| matches!(&b.to, To::Field { place: p, .. } if p == place);
            let heading = &self.plan.bounds.iter().find(fed)?.heading;
            (!free).then(|| {
                format!(
                    "{heading}: another {} has {:?} already",
                    self.plan.object.label.to_lowercase(),
                    value.plain()
                )
            })
        })
    }

    async fn create(&mut self, work: &mut Work, parsed: &mut Parsed) -> Result<(Id, Outcome)> {
        let object = &self.plan.object;
        let defaults: Vec<_> =
            self.plan.defaults.iter().filter(|(place, _)| parsed.value(*place).is_none()).cloned().collect();
        let mut first = Input(Vec::with_capacity(parsed.values.len() + self.plan.defaults.len()));
        let mut steps: Vec<(usize, Input)> = Vec::new();
        for (place, value) in std::mem::take(&mut parsed.values) {
            let step = self
                .plan
                .then
                .iter()
                .zip(&parsed.then)
                .position(|(t, at)| at.is_some() && t.fields.contains(&place));
            match step {
                Some(step) => match steps.iter_mut().find(|(s, _)| *s == step) {
                    Some((_, input)) => put(input, object, place, value),
                    None => {
                        let mut input = Input::new();
                        put(&mut input, object, place, value);
                        steps.push((step, input));
                    }
                },
                None => put(&mut first, object, place, value),
            }
        }
        for (step, _) in &steps {
            for (place, value) in self.plan.then.get(*step).map(|t| t.before.as_slice()).unwrap_or_default() {
                put(&mut first, object, *place, value.clone());
            }
        }
        for (place, value) in defaults {
            put(&mut first, object, place, value);
        }
        work.at(parsed.created);
        let id = work.create(&object.key, first).await?;
        steps.sort_by_key(|(step, _)| *step);
        for (step, input) in steps {
            work.at(parsed.then.get(step).copied().flatten());
            work.update(&object.key, id, input, None).await?;
        }
        work.at(None);
        if self.dry_run {
            self.made_here.insert(id);
        }
        Ok((id, Outcome::Created))
    }

    async fn update(&mut self, work: &mut Work, id: Id, parsed: &Parsed) -> Result<(Id, Outcome)> {
        let object = self.plan.object.clone();
        let current = work.current(&object.key, id).await?;
        if self.plan.existing == Existing::Keep {
            return Ok((id, Outcome::Unchanged));
        }
        let fills = self.plan.existing == Existing::Fill;
        let mut input = Input(Vec::with_capacity(parsed.values.len()));
        for (place, value) in &parsed.values {
            if fills && current.values.get(*place).is_some_and(|v| !v.is_null()) {
                continue;
            }
            put(&mut input, &object, *place, merged(&current, *place, value));
        }
        for place in &parsed.emptied {
            if parsed.value(*place).is_none() && !fills {
                put(&mut input, &object, *place, Value::Null);
            }
        }
        work.at(parsed.then.iter().flatten().max().copied());
        let events = work.len();
        let done = work.update(&object.key, id, input, None).await;
        work.at(None);
        done?;
        Ok((id, if work.len() > events { Outcome::Updated } else { Outcome::Unchanged }))
    }

    /// What belongs to a row besides its record: external ids, links that come later, and where it is found from now on.
    async fn keep(&mut self, work: &mut Work, row: &Row<'_>, id: Id, parsed: Parsed) -> Result<()> {
        let object: Arc<Object> = self.plan.object.clone();
        for (source, key) in &parsed.externals {
            // A record that was found by it has it already.
            let known =
                parsed.known == Some(id) && parsed.key.as_ref() == Some(key) && self.key_is_external(source);
            if !known {
                work.external(&object.key, id, source, key).await?;
                self.book.add_external(&object.key, source, key, id);
            }
        }
        if parsed.known.is_none() && self.book.looks_into(&object.key) {
            // Rules may have made the name: what counts is the record as it will be.
            let record = work.current(&object.key, id).await?;
            self.book.add(&object.key, id, &|place| record.values.get(place).cloned());
        }
        if !parsed.later.is_empty() && !self.dry_run {
            let later = Later { line: row.line(), record: id, links: parsed.later, cells: row.cells() };
            self.run.link_later(work, &later);
        }
        Ok(())
    }

    fn key_is_external(&self, source: &str) -> bool {
        let bound = self.plan.key.and_then(|(bound, _)| self.plan.bounds.get(bound));
        bound.is_some_and(|b| matches!(&b.to, To::External(s) if s == source))
    }
}

/// Puts a value into an input, in place of one that is there.
pub(super) fn put(input: &mut Input, object: &Object, place: usize, value: Value) {
    let Some(field) = object.fields.get(place) else { return };
    match input.0.iter_mut().find(|(key, _)| *key == field.key) {
        Some((_, slot)) => *slot = Given::Value(value),
        None => input.0.push((field.key.clone(), Given::Value(value))),
    }
}

/// A value of the file over what a record has: of several values those of the file come first, and the others stay.
fn merged(current: &Record, place: usize, value: &Value) -> Value {
    let (Value::Many(new), Some(Value::Many(old))) = (value, current.values.get(place)) else {
        return value.clone();
    };
    let known = |item: &Labelled| old.iter().find(|l| l.value == item.value);
    let mut out: Vec<Labelled> = new
        .iter()
        .map(|item| Labelled {
            label: item.label.clone().or_else(|| known(item).and_then(|l| l.label.clone())),
            value: item.value.clone(),
        })
        .collect();
    out.extend(old.iter().filter(|item| !new.iter().any(|l| l.value == item.value)).cloned());
    Value::Many(out)
}

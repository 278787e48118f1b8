//! Links while rows are written: records that are made because a row names them, and links between rows of the same
//! file, which are made once all rows are there.
use base::{Error, Id, Result};
use engine::{Input, Kind, Value, Work};

use super::ledger::Later;
use super::lookup::By;
use super::plan::{Bound, LinkTo, To};
use super::read::{Linked, Parsed, Reader, linked, push_link, short};
use super::report::{LISTED, RowError};
use super::source::Row;
use super::write::{Writer, put};

impl Writer<'_> {
    /// Finds or makes the record a link points to, and links to it.
    pub(super) async fn made_link(
        &mut self,
        work: &mut Work,
        row: &Row<'_>,
        bound: usize,
        text: &str,
        parsed: &mut Parsed,
    ) -> Result<Result<(), String>> {
        let plan = self.plan;
        let Some(bound) = plan.bounds.get(bound) else { return Ok(Ok(())) };
        let (To::Field { place, .. }, Some(link), Some(field)) =
            (&bound.to, bound.link(), bound.field(&plan.object))
        else {
            return Ok(Ok(()));
        };
        Ok(match self.ensure(work, row, link, text).await? {
            Ok(id) => {
                push_link(field, *place, id, parsed);
                Ok(())
            }
            Err(problem) => Err(format!("{}: {problem}", bound.heading)),
        })
    }

    /// The record a link's text means, made when it is missing.
    async fn ensure(
        &mut self,
        work: &mut Work,
        row: &Row<'_>,
        link: &LinkTo,
        text: &str,
    ) -> Result<Result<Id, String>> {
        match linked(link, self.book, text, &self.plan.manners) {
            Linked::One(id) => return Ok(Ok(id)),
            Linked::Several => {
                return Ok(Err(format!(
                    "More than one of the {} is {text:?}",
                    link.target.labels.to_lowercase()
                )));
            }
            Linked::Nobody => {}
        }
        let Some(columns) = &link.create else {
            return Ok(Err(format!("There is no {} {text:?}", link.target.label.to_lowercase())));
        };
        let mut input = Input::new();
        let mut external = None;
        // The text goes where the record is found by it the next time.
        let by_mail = text.contains('@') && link.ways.iter().any(|w| w.mail);
        let by_field =
            link.ways.iter().find(|w| by_mail == w.mail && matches!(w.by, By::Field(_) | By::External(_)));
        match by_field.map(|w| &w.by) {
            Some(By::External(source)) => external = Some(source.clone()),
            Some(By::Field(place)) => {
                let key =
                    link.target.fields.get(*place).map_or(link.target.title.as_str(), |f| f.key.as_str());
                input = input.typed(key, text);
            }
            _ => {}
        }
        if input.0.iter().all(|(k, _)| *k != link.target.title) {
            input = input.typed(&link.target.title, text);
        }
        for column in columns {
            let Some(cell) = column.meaning(row.cell(column.column)) else { continue };
            let Some(field) = column.field(&link.target) else { continue };
            let value = if let Some(further) = column.link() {
                match Box::pin(self.ensure(work, row, further, cell)).await? {
                    Ok(id) => {
                        work.trust([id]);
                        Value::Ref(id)
                    }
                    Err(problem) => return Ok(Err(format!("{}: {problem}", column.heading))),
                }
            } else {
                let reader = Reader { plan: self.plan, book: self.book, today: self.today };
                match reader.value(column, field, cell, row) {
                    Ok(value) => value,
                    Err(problem) => return Ok(Err(format!("{}: {problem}", column.heading))),
                }
            };
            input = input.with(&field.key, value);
        }
        let made = match work.create(&link.target.key, input).await {
            Ok(id) => id,
            Err(error @ (Error::Internal(_) | Error::Busy(_))) => return Err(error),
            Err(error) => {
                return Ok(Err(format!(
                    "The {} {:?} cannot be made: {error}",
                    link.target.label.to_lowercase(),
                    short(text)
                )));
            }
        };
        let record = work.current(&link.target.key, made).await?;
        self.book.add(&link.target.key, made, &|place| record.values.get(place).cloned());
        if let Some(source) = external {
            work.external(&link.target.key, made, &source, text).await?;
            self.book.add_external(&link.target.key, &source, text, made);
        }
        *self.linked.entry(link.target.labels.to_lowercase()).or_default() += 1;
        Ok(Ok(made))
    }

    /// Makes the links between rows of the same file, now that all rows are there.
    pub(super) async fn link_later(&mut self) -> Result<()> {
        loop {
            let later = self.run.later(self.engine, 500).await?;
            if later.is_empty() || self.dry_run {
                return Ok(());
            }
            let mut work = self.begin();
            let wanted: Vec<(usize, &str)> = later
                .iter()
                .flat_map(|l| &l.links)
                .flat_map(|(bound, text)| {
                    let link = self.plan.bounds.get(*bound).and_then(Bound::link);
                    link.into_iter().flat_map(|l| &l.ways).map(move |w| (w.place, text.as_str()))
                })
                .collect();
            if self.book.must_ask() {
                self.book.prepare(self.engine, self.actor, &self.plan.manners, &wanted).await?;
            }
            let ids: Vec<Id> = later.iter().map(|l| l.record).collect();
            work.preload(&self.plan.object.key, &ids).await?;
            for one in &later {
                let problem = self.link_one(&mut work, one).await?;
                if let Some(reason) = &problem
                    && self.errors.len() < LISTED
                {
                    self.errors.push(RowError {
                        line: one.line,
                        reason: reason.clone(),
                        cells: one.cells.clone(),
                    });
                }
                self.run.linked(&mut work, one, problem);
            }
            work.commit().await?;
        }
    }

    async fn link_one(&mut self, work: &mut Work, later: &Later) -> Result<Option<String>> {
        let plan = self.plan;
        let mut input = Input::new();
        let mut problems = Vec::new();
        for (bound, text) in &later.links {
            let Some(bound) = plan.bounds.get(*bound) else { continue };
            let (Some(link), Some(field), To::Field { place, .. }) =
                (bound.link(), bound.field(&plan.object), &bound.to)
            else {
                continue;
            };
            match linked(link, self.book, text, &plan.manners) {
                Linked::One(id) => {
                    work.trust([id]);
                    let mut parsed = Parsed::default();
                    if field.kind == Kind::Links {
                        parsed.values.push((
                            *place,
                            work.current(&plan.object.key, later.record).await?.get(&field.key).clone(),
                        ));
                        parsed.values.retain(|(_, v)| !v.is_null());
                    }
                    push_link(field, *place, id, &mut parsed);
                    for (place, value) in parsed.values {
                        put(&mut input, &plan.object, place, value);
                    }
                }
                Linked::Several => problems.push(format!(
                    "{}: more than one of the {} is {text:?}",
                    bound.heading,
                    link.target.labels.to_lowercase()
                )),
                Linked::Nobody => problems.push(format!(
                    "{}: there is no {} {text:?}",
                    bound.heading,
                    link.target.label.to_lowercase()
                )),
            }
        }
        if !input.0.is_empty() {
            match work.update(&plan.object.key, later.record, input, None).await {
                Ok(()) => {}
                Err(error @ (Error::Internal(_) | Error::Busy(_))) => return Err(error),
                Err(error) => problems.push(self.reason(&error)),
            }
        }
        Ok((!problems.is_empty())
            .then(|| format!("The record was imported, but without this link: {}", problems.join("; "))))
    }
}

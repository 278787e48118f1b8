//! One import from beginning to end: mapping, survey, questions, rows, links, indexes.
use std::path::PathBuf;
use std::sync::Arc;

use base::{Error, Id, Moment, Result};
use engine::{Actor, Engine, Kind, Object};
use serde_json::json;
use store::{Dialect, Sql};
use tabular::date::DateOrder;

use super::bind::{Binder, importable};
use super::found::ColumnFound;
use super::guess::{confidence, guess, refute, required, unmapped};
use super::ledger::{Run, fingerprint};
use super::lookup::Book;
use super::mapping::{DateStyle, Duplicates, Mapping, NumberStyle, Unknown};
use super::plan::Plan;
use super::preset::{PRESETS, Preset};
use super::question::count;
use super::report::{ErrorsFile, Report, RowError, State};
use super::source::{Rows, Source, Study, options};
use super::survey::{Survey, Surveyor, studied, styles};
use super::write::Writer;

/// What is to be imported, and how.
#[derive(Clone)]
pub struct Request {
    /// The object, by key or by its name in addresses.
    pub object: String,
    /// The file.
    pub source: Source,
    /// Its name, for people.
    pub name: String,
    /// What its columns mean; guessed when there is none.
    pub mapping: Option<Mapping>,
    /// What rows are known by, over what the mapping says.
    pub key: Option<String>,
    /// The system the file is from.
    pub preset: Option<String>,
    /// What becomes of values that are not known.
    pub on_unknown: Option<Unknown>,
    /// Nothing is written.
    pub dry_run: bool,
    /// Where refused rows go.
    pub errors: Option<PathBuf>,
    /// The run this is, where it was kept before (API).
    pub run: Option<Id>,
    /// Every column is looked at, an earlier mapping of such a file is taken, and nothing goes beyond the questions.
    pub look: bool,
}

impl Request {
    /// A file as it is, with everything guessed.
    pub fn new(object: &str, source: Source, name: &str) -> Self {
        Self {
            object: object.to_owned(),
            source,
            name: name.to_owned(),
            mapping: None,
            key: None,
            preset: None,
            on_unknown: None,
            dry_run: false,
            errors: None,
            run: None,
            look: false,
        }
    }
}

/// What an import is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading the file to find out what is in it.
    Reading,
    /// Writing rows.
    Writing,
    /// Linking rows of the file to one another.
    Linking,
    /// Building indexes.
    Indexing,
}

/// How far an import is.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// What it is doing.
    pub phase: Phase,
    /// Rows dealt with.
    pub rows: u64,
    /// Rows in all, once they are counted.
    pub total: Option<u64>,
}

/// Fewer rows than this are written beside the indexes as they are.
const LARGE: u64 = 20_000;

/// Imports a file, or says what has to be answered first.
pub async fn import(
    engine: &Engine,
    actor: &Actor,
    request: Request,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Report> {
    let object = engine.object(actor, &request.object)?;
    importable(actor, &object)?;
    let preset = match request.preset.as_deref() {
        None => None,
        Some(name) => Some(Preset::named(name).ok_or_else(|| {
            let names: Vec<&str> = PRESETS.iter().map(|p| p.name).collect();
            Error::invalid(
                "preset",
                "preset",
                format!("There is no preset {name:?}; there are {}", names.join(", ")),
            )
        })?),
    };
    let mut import = Import { engine, actor, request, preset, object, book: Book::default(), progress };
    let studied = import.study().await?;
    if import.request.look {
        return Ok(import.asked(&studied));
    }
    if studied.survey.questions.is_empty() || import.request.dry_run {
        import.write(studied).await
    } else {
        Ok(import.asked(&studied))
    }
}

/// Takes an import back; how many records were put back, and how many were not since they changed.
pub async fn undo(engine: &Engine, actor: &Actor, id: Id) -> Result<engine::undo::Undone> {
    let mut run = Run::find(engine, actor, id).await?;
    // An import that is still at work stops at its next chunk.
    State::Undone.name().clone_into(&mut run.state);
    run.finished_at = Some(Moment::now());
    run.save(engine).await?;
    let undone = match engine.undo(actor, id, |_| {}).await {
        // Every row was refused or found as it is: there is nothing to put back.
        Err(Error::NotFound) => {
            Ok(engine::undo::Undone { batch: Id::new(), records: 0, conflicts: Vec::new(), left: 0 })
        }
        undone => undone,
    };
    if let Ok(undone) = &undone {
        tell_undone(engine, id, undone).await?;
    }
    undone
}

/// Keeps what an undo did, for the page of the import.
pub(super) async fn tell_undone(engine: &Engine, id: Id, undone: &engine::undo::Undone) -> Result<()> {
    let mut run = Run::find(engine, &Actor::system(), id).await?;
    if let Some(report) = run.report.as_object_mut() {
        report.insert("undone".to_owned(), serde_json::to_value(undone).unwrap_or_default());
    }
    run.save(engine).await
}

/// Writes the refused rows of a run as a CSV file.
pub async fn write_errors<W: std::io::Write>(engine: &Engine, run: &Run, out: W) -> Result<W> {
    let headings: Vec<String> =
        run.report.get("headings").and_then(|h| serde_json::from_value(h.clone()).ok()).unwrap_or_default();
    let mut file = ErrorsFile::new(out, &headings)?;
    let mut after = -1;
    loop {
        let errors = run.errors(engine, after, 1_000).await?;
        let Some(last) = errors.last() else { break };
        after = last.line as i64;
        for error in &errors {
            file.add(error)?;
        }
    }
    file.finish()
}

struct Import<'a> {
    engine: &'a Engine,
    actor: &'a Actor,
    request: Request,
    preset: Option<&'static Preset>,
    object: Arc<Object>,
    book: Book,
    progress: &'a (dyn Fn(Progress) + Send + Sync),
}

/// What is known before anything is written.
struct Studied {
    mapping: Mapping,
    headings: Vec<String>,
    plan: Plan,
    survey: Survey,
    notes: Vec<String>,
    columns: Vec<ColumnFound>,
    remembered: Option<Id>,
}

impl Import<'_> {
    fn unknown(&self, mapping: &Mapping) -> Unknown {
        self.request.on_unknown.or(mapping.unknown).unwrap_or(Unknown::Ask)
    }

    async fn bind(&mut self, mapping: &Mapping, headings: &[String]) -> Result<Plan> {
        let unknown = self.unknown(mapping);
        let schema = self.engine.schema();
        let mut binder = Binder {
            engine: self.engine,
            actor: self.actor,
            schema,
            book: &mut self.book,
            unknown,
            headings,
        };
        binder.bind(mapping, &self.object).await
    }

    /// The mapping, given or guessed; the file read once; what has to be asked.
    async fn study(&mut self) -> Result<Studied> {
        let given = self.request.mapping.clone();
        let file = given.clone().unwrap_or_default();
        let guessing = given.as_ref().is_none_or(|m| m.columns.is_empty());
        let all = guessing || self.request.look;
        let study = Study::Columns(if all { None } else { Some(studied(&file, &self.object)) });
        let mut rows = Rows::open(&self.request.source, options(&file)?, study).await?;
        let headings = rows.headings.clone();
        let schema = self.engine.schema();
        let mut mapping = file;
        let earlier = if guessing && self.request.look { self.earlier(&headings).await? } else { None };
        let remembered = earlier.as_ref().map(|(id, _)| *id);
        let guessing = guessing && earlier.is_none();
        if let Some((_, earlier)) = earlier {
            mapping = earlier;
        }
        let mut sure: Vec<(String, f64)> = Vec::new();
        if guessing {
            let source = base::words(self.request.name.trim_end_matches(".csv")).join("_");
            let source = if source.is_empty() { "import" } else { &source };
            let mut guessed = guess(&schema, &self.object, &headings, self.preset, source);
            sure = confidence(&schema, &self.object, &guessed, self.preset);
            guessed.answer(mapping);
            mapping = guessed;
        }
        if let Some(object) = mapping.object.as_deref().and_then(|o| schema.by_name(o))
            && object.key != self.object.key
        {
            let message = format!(
                "The mapping is for {}, not for {}",
                object.labels.to_lowercase(),
                self.object.labels.to_lowercase()
            );
            return Err(Error::invalid("object", "mapping", message));
        }
        mapping.object = Some(self.object.key.clone());
        mapping.key = self.request.key.clone().or(mapping.key);
        if mapping.duplicates.is_none() {
            mapping.duplicates = match self.unknown(&mapping) {
                Unknown::Ask => None,
                Unknown::ErrorRows => Some(Duplicates::ErrorRows),
                Unknown::Create | Unknown::Empty => Some(Duplicates::Update),
            };
        }
        let mut plan = self.bind(&mapping, &headings).await?;
        let progress = self.progress;
        let told = |rows, _| progress(Progress { phase: Phase::Reading, rows, total: None });
        let look = self.request.look;
        let mut surveyor = Surveyor { engine: self.engine, actor: self.actor, book: &mut self.book, look };
        let mut survey = surveyor.survey(&mut rows, &mut plan, &told).await?;
        let mut notes = survey.end.notes.clone();
        if guessing && let Some(profile) = &survey.end.profile {
            let before = mapping.columns.len();
            refute(&mut mapping, &self.object, profile);
            if mapping.columns.len() < before {
                let left: Vec<String> = mapping.columns.iter().map(|(h, _)| h.clone()).collect();
                survey.questions.retain(|q| q.column.as_ref().is_none_or(|c| left.contains(c)));
                if mapping.key.is_some()
                    && plan
                        .key
                        .as_ref()
                        .and_then(|(b, _)| plan.bounds.get(*b))
                        .is_some_and(|b| !left.contains(&b.heading))
                {
                    mapping.key = None;
                }
                plan = self.bind(&mapping, &headings).await?;
                styles(&mut plan, profile, &mut Vec::new());
            }
        }
        self.open_columns(&mapping, &mut plan, &mut survey, &mut notes);
        survey.questions.extend(required(&mapping, &self.object));
        let columns = if self.request.look {
            let of = |c: &tabular::ColumnProfile| {
                ColumnFound::of(c, sure.iter().find(|(h, _)| *h == c.heading).map(|(_, s)| *s))
            };
            survey.end.profile.iter().flat_map(|p| &p.columns).map(of).collect()
        } else {
            Vec::new()
        };
        Ok(Studied { mapping, headings, plan, survey, notes, columns, remembered })
    }

    /// The mapping of the last import of a file with the same headings, if it still fits.
    async fn earlier(&mut self, headings: &[String]) -> Result<Option<(Id, Mapping)>> {
        let Some(run) = Run::alike(self.engine, self.actor, &self.object.key, headings).await? else {
            return Ok(None);
        };
        let Ok(mapping) = Mapping::parse(&run.mapping) else { return Ok(None) };
        Ok(self.bind(&mapping, headings).await.is_ok().then_some((run.id, mapping)))
    }

    /// Columns without a meaning: asked about, or left out and told where unknown things are decided already.
    fn open_columns(&self, mapping: &Mapping, plan: &mut Plan, survey: &mut Survey, notes: &mut Vec<String>) {
        let open = std::mem::take(&mut plan.unmapped);
        if open.is_empty() {
            return;
        }
        if self.unknown(mapping) == Unknown::Ask {
            survey.questions.extend(unmapped(&open, survey.end.profile.as_ref(), &self.object));
        } else {
            notes.push(format!("left out, since nobody knows what they mean: {}", open.join(", ")));
        }
    }

    fn report(&self, studied: &Studied, batch: Id, state: State) -> Report {
        Report {
            batch,
            object: self.object.key.clone(),
            labels: self.object.labels.clone(),
            dry_run: self.request.dry_run,
            state,
            rows: studied.survey.rows,
            counts: super::Counts::default(),
            linked: Vec::new(),
            choices: Vec::new(),
            questions: studied.survey.questions.clone(),
            errors: Vec::new(),
            notes: studied.notes.clone(),
            resumed_after: None,
            mapping: studied.mapping.clone(),
            columns: studied.columns.clone(),
            keys: studied.survey.keys,
            written: studied.survey.end.written.clone(),
            samples: Vec::new(),
            remembered: studied.remembered,
        }
    }

    fn asked(&self, studied: &Studied) -> Report {
        self.report(studied, self.request.run.unwrap_or(Id(0)), State::Questions)
    }

    /// The run this is: a new one, the one that was kept, or one that was interrupted.
    async fn run(&self, studied: &Studied) -> Result<(Run, bool)> {
        let mark = fingerprint(&studied.survey.end.fingerprint, &self.object.key, &studied.mapping);
        let mut run = match self.request.run {
            Some(id) => Run::find(self.engine, self.actor, id).await?,
            None => match Run::unfinished(self.engine, &mark).await? {
                Some(found) => return Ok((found, true)),
                None => Run::new(Id::new(), &self.object.key, &self.request.name, self.actor),
            },
        };
        let goes_on = run.state == State::Running.name() && run.rows_done > 0;
        run.fingerprint = mark;
        run.mapping = with_styles(&studied.mapping, &studied.plan).to_toml();
        State::Running.name().clone_into(&mut run.state);
        run.total = Some(studied.survey.rows);
        run.alive_at = Moment::now();
        if let Some(report) = run.report.as_object_mut() {
            report.insert("headings".to_owned(), json!(studied.headings));
            report.insert("notes".to_owned(), json!(studied.notes));
            report.shift_remove("questions");
        }
        if !self.request.dry_run {
            run.save(self.engine).await?;
        }
        Ok((run, goes_on))
    }

    async fn write(mut self, mut studied: Studied) -> Result<Report> {
        let dry = self.request.dry_run;
        let open = studied.survey.questions.iter().any(|q| !q.about.is_about_values());
        let mut report = self.report(&studied, self.request.run.unwrap_or(Id(0)), State::Questions);
        if open {
            return Ok(report);
        }
        let (run, goes_on) = if dry {
            (Run::new(Id::new(), &self.object.key, &self.request.name, self.actor), false)
        } else {
            self.run(&studied).await?
        };
        report.batch = run.id;
        report.resumed_after = goes_on.then_some(run.rows_done);
        if let Err(error) = self.choices(&mut studied).await {
            self.failed(run, &error).await;
            return Err(error);
        }
        report.choices = std::mem::take(&mut studied.survey.choices);
        let (id, before) = (run.id, self.suspend(&studied).await?);
        if before > 0 {
            report.notes.push(format!(
                "{} were dropped and built anew at the end, since the file is large against the table",
                count(before as u64, "index", "indexes")
            ));
        }
        let mut file = match &self.request.errors {
            Some(path) if dry => Some(ErrorsFile::create(path, &studied.headings)?),
            _ => None,
        };
        let mut refused = |error: &RowError| file.as_mut().map_or(Ok(()), |f| f.add(error));
        let total = studied.survey.rows;
        let written = {
            let mut writer =
                Writer::new(self.engine, self.actor, &studied.plan, &mut self.book, run, dry, &mut refused);
            let done = rows(&mut writer, &self.request.source, &studied.mapping, total, self.progress).await;
            report.samples = std::mem::take(&mut writer.samples);
            done.map(|()| (writer.run, writer.linked, writer.errors))
        };
        if before > 0 {
            (self.progress)(Progress { phase: Phase::Indexing, rows: total, total: Some(total) });
            self.engine.rebuild_indexes().await?;
            self.engine.tidy_search_later(&self.object.key).await?;
        }
        let (mut run, linked, errors) = match written {
            Ok(written) => written,
            Err(error) => {
                // What is written stays and the next attempt goes on from there; only a broken file never will.
                if matches!(error, Error::Invalid(_))
                    && let Ok(run) = Run::find(self.engine, &Actor::system(), id).await
                {
                    self.failed(run, &error).await;
                }
                return Err(error);
            }
        };
        report.counts = run.counts;
        report.linked = linked.into_iter().collect();
        report.errors = errors;
        if dry {
            if let Some(file) = file {
                file.finish()?;
            }
            return Ok(report.planned());
        }
        State::Done.name().clone_into(&mut run.state);
        run.finished_at = Some(Moment::now());
        run.save(self.engine).await?;
        report.state = State::Done;
        if let Some(path) = &self.request.errors {
            let told = |e: std::io::Error| {
                Error::invalid("errors", "file", format!("{} cannot be written: {e}", path.display()))
            };
            write_errors(
                self.engine,
                &run,
                std::io::BufWriter::new(std::fs::File::create(path).map_err(told)?),
            )
            .await?;
        }
        Ok(report)
    }

    /// Adds the choices that are missing, and binds anew to the schema that has them.
    async fn choices(&mut self, studied: &mut Studied) -> Result<()> {
        if studied.survey.choices.is_empty() || self.request.dry_run {
            // A dry run takes them as if they were there.
            for (field, labels) in &studied.survey.choices {
                for bound in studied.plan.bounds.iter_mut().filter(|b| b.spec.field.as_deref() == Some(field))
                {
                    for label in labels {
                        bound.choices.insert(label.clone(), engine::own::choice_key(label));
                    }
                }
            }
            return Ok(());
        }
        for (field, labels) in &studied.survey.choices {
            self.engine.add_choices(self.actor, &self.object.key, field, labels).await?;
        }
        self.object = self.engine.object(self.actor, &self.object.key)?;
        studied.plan = self.bind(&studied.mapping, &studied.headings).await?;
        if let Some(profile) = &studied.survey.end.profile {
            styles(&mut studied.plan, profile, &mut Vec::new());
        }
        Ok(())
    }

    /// Drops secondary indexes where building them anew is cheaper; how many.
    async fn suspend(&self, studied: &Studied) -> Result<usize> {
        let store = self.engine.store();
        if self.request.dry_run || studied.survey.rows < LARGE || store.dialect() != Dialect::Sqlite {
            return Ok(0);
        }
        let sql = Sql::new(format!("SELECT count(*) FROM {}", self.object.table()), Vec::new());
        let there = store.read(sql).await?.first().and_then(|r| r.int(0)).unwrap_or_default();
        if (studied.survey.rows as i64) * 5 < there {
            return Ok(0);
        }
        self.engine.suspend_indexes(&self.object.key, &self.book.fields(&self.object.key)).await
    }

    async fn failed(&self, mut run: Run, error: &Error) {
        if self.request.dry_run {
            return;
        }
        State::Failed.name().clone_into(&mut run.state);
        run.finished_at = Some(Moment::now());
        if let Some(report) = run.report.as_object_mut() {
            report.insert("notes".to_owned(), json!([error.to_string()]));
        }
        if let Err(error) = run.save(self.engine).await {
            tracing::warn!(%error, "the end of an import could not be kept");
        }
    }
}

impl Report {
    /// The state of a dry run.
    fn planned(mut self) -> Self {
        self.state = if self.questions.is_empty() { State::Planned } else { State::Questions };
        self
    }
}

/// The mapping with the styles that the whole file told, so that single rows are read alike later.
fn with_styles(mapping: &Mapping, plan: &Plan) -> Mapping {
    let mut out = mapping.clone();
    for bound in &plan.bounds {
        let kind = bound.field(&plan.object).map(|f| f.kind);
        let Some((_, column)) = out.columns.iter_mut().find(|(h, _)| *h == bound.heading) else { continue };
        match kind {
            Some(Kind::Date | Kind::DateTime) if column.date.is_none() => {
                column.date = Some(match bound.date {
                    (_, true) => DateStyle::Excel,
                    (DateOrder::DayFirst, _) => DateStyle::Dmy,
                    (DateOrder::MonthFirst, _) => DateStyle::Mdy,
                    (DateOrder::YearFirst, _) => DateStyle::Ymd,
                });
            }
            Some(Kind::Decimal | Kind::Percent | Kind::Money | Kind::Integer) if column.number.is_none() => {
                let comma = bound.number == tabular::number::NumberStyle::DecimalComma;
                column.number = Some(if comma { NumberStyle::Comma } else { NumberStyle::Point });
            }
            _ => {}
        }
    }
    out
}

/// Reads the file again and writes its rows.
async fn rows(
    writer: &mut Writer<'_>,
    source: &Source,
    mapping: &Mapping,
    total: u64,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<()> {
    let mut rows = Rows::open(source, options(mapping)?, Study::Nothing).await?;
    while let Some(chunk) = rows.next().await? {
        writer.chunk(chunk).await?;
        progress(Progress { phase: Phase::Writing, rows: writer.run.rows_done, total: Some(total) });
    }
    writer.settle().await?;
    progress(Progress { phase: Phase::Linking, rows: writer.run.rows_done, total: Some(total) });
    writer.link_later().await
}

//! What stands on the days of a calendar: read in one question while it is little, day by day when it is much.
use std::collections::BTreeMap;

use base::{Date, Error, Id, Moment};
use engine::query::{ListRow, Query};
use engine::{Action, Choice, Field, Kind, Object, StageKind, Value};
use futures_util::future::try_join_all;
use jiff::tz::TimeZone;

use super::weeks::days;
use crate::pages::layouts;
use crate::pages::list::Narrowed;
use crate::pages::visit::Visit;

/// Records that are read at once; where there are more, each day is asked for by itself.
const AT_ONCE: usize = 500;

/// One record on a day.
pub(super) struct Item {
    pub(super) id: Id,
    pub(super) title: String,
    /// The hour, of what has one.
    pub(super) at: Option<Moment>,
    /// How long it takes, of what says so.
    pub(super) seconds: Option<i64>,
    pub(super) tone: String,
    /// It is past and still to be done.
    pub(super) late: bool,
    pub(super) done: bool,
    /// The person may move it.
    pub(super) may: bool,
}

/// One day: its first records, and how many there are.
#[derive(Default)]
pub(super) struct Day {
    pub(super) items: Vec<Item>,
    pub(super) count: i64,
}

/// What a calendar is drawn from.
pub(super) struct Source<'a> {
    pub(super) visit: &'a Visit,
    pub(super) object: &'a Object,
    pub(super) field: &'a Field,
    pub(super) narrowed: &'a Narrowed,
    pub(super) zone: TimeZone,
    paths: Vec<String>,
    /// The field whose tones tell records apart, and where it stands in a row.
    pub(super) tones: Option<(&'a Field, usize)>,
    done: Option<usize>,
    owner: Option<usize>,
    lasts: Option<usize>,
    /// Where the instant of a day stands that may have an hour.
    hour: Option<usize>,
}

impl<'a> Source<'a> {
    pub(super) fn new(
        visit: &'a Visit,
        object: &'a Object,
        field: &'a Field,
        narrowed: &'a Narrowed,
        zone: TimeZone,
    ) -> Self {
        let mut paths = vec![object.title.clone(), field.key.clone()];
        let mut add = |key: &str| {
            paths.push(key.to_owned());
            paths.len() - 1
        };
        let seen = |key: &str| object.field(key).filter(|f| !f.hidden && visit.actor.sees(object, f));
        let toned = |f: &&Field| f.choices.iter().any(|c| !c.tone.is_empty() && c.tone != "slate");
        let tones = layouts::lanes(visit, object).into_iter().find(toned).map(|f| (f, add(&f.key)));
        let done = seen("done").filter(|f| f.kind == Kind::Toggle).map(|f| add(&f.key));
        let owner = seen("owner").map(|f| add(&f.key));
        let lasting = |f: &&Field| f.kind == Kind::Duration && !f.hidden && visit.actor.sees(object, f);
        let lasts = object.fields.iter().find(lasting).map(|f| add(&f.key));
        let hour = field.hour.as_deref().and_then(seen).map(|f| add(&f.key));
        Self { visit, object, field, narrowed, zone, paths, tones, done, owner, lasts, hour }
    }

    /// Whether entries may have an hour.
    pub(super) fn has_hours(&self) -> bool {
        self.field.kind == Kind::DateTime || self.hour.is_some()
    }

    /// The condition of being on the days from one to another.
    fn condition(&self, from: Date, until: Date) -> String {
        let key = &self.field.key;
        match self.field.kind {
            Kind::Date => format!("{key} >= {from} AND {key} <= {until}"),
            _ => {
                let (start, end) = (from.start(&self.zone), until.plus_days(1).start(&self.zone));
                format!("{key} >= {start} AND {key} < {end}")
            }
        }
    }

    fn query(&self, from: Date, until: Date, limit: usize) -> Result<Query, Error> {
        let all = Query { columns: Some(self.paths.clone()), limit, ..self.narrowed.everything() };
        all.filter(&self.condition(from, until))?.sort(&self.field.key)
    }

    /// The days from one to another that have anything; each with at most `most` records.
    pub(super) async fn read(
        &self,
        from: Date,
        until: Date,
        most: usize,
    ) -> Result<BTreeMap<Date, Day>, Error> {
        let engine = self.visit.engine();
        // The day of an hour is that of the workspace: where the person is it may be the one beside it.
        let wide = i64::from(self.hour.is_some());
        let query = self.query(from.plus_days(-wide), until.plus_days(wide), AT_ONCE)?;
        let page = engine.list(&self.visit.actor, &query).await?;
        let mut out: BTreeMap<Date, Day> = BTreeMap::new();
        if page.next.is_none() {
            for row in &page.rows {
                let day = self.day(row).filter(|day| (from..=until).contains(day));
                let Some(date) = day else { continue };
                let day = out.entry(date).or_default();
                day.count += 1;
                if day.items.len() < most {
                    day.items.push(self.item(row, date));
                }
            }
            return Ok(out);
        }
        let asked = days(from, until).into_iter().map(|date| async move {
            let query = Query { count: true, ..self.query(date, date, most.clamp(1, AT_ONCE))? };
            Ok::<_, Error>((date, engine.list(&self.visit.actor, &query).await?))
        });
        for (date, page) in try_join_all(asked).await? {
            if !page.rows.is_empty() {
                let items = page.rows.iter().map(|row| self.item(row, date)).collect();
                out.insert(date, Day { items, count: page.count.unwrap_or(page.rows.len() as i64) });
            }
        }
        Ok(out)
    }

    fn day(&self, row: &ListRow) -> Option<Date> {
        let value = row.cells.get(1)?;
        let at = self.hour_of(row).or_else(|| value.moment());
        at.map(|at| at.date(&self.zone)).or_else(|| value.date())
    }

    /// The instant of a day that has an hour.
    fn hour_of(&self, row: &ListRow) -> Option<Moment> {
        row.cells.get(self.hour?)?.moment()
    }

    fn item(&self, row: &ListRow, date: Date) -> Item {
        let cell = |at: usize| row.cells.get(at).unwrap_or(&Value::Null);
        let choice: Option<&Choice> = self.tones.and_then(|(field, at)| field.choice_of(cell(at).text()?));
        let done = self.done.is_some_and(|at| cell(at).is_true());
        let going =
            !done && choice.is_none_or(|c| !matches!(c.stage, Some(StageKind::Won | StageKind::Lost)));
        let planned = self.done.is_some() || choice.is_some_and(|c| c.stage.is_some());
        let today = self.visit.now.date(&self.zone);
        let owner = self.owner.and_then(|at| cell(at).id());
        let title = cell(0).text().map(|t| ui::field::cell::cut(t, 80)).unwrap_or_default();
        Item {
            id: row.id,
            title: if title.is_empty() { row.id.to_string() } else { title },
            at: self.hour_of(row).or_else(|| cell(1).moment()),
            seconds: self.lasts.and_then(|at| cell(at).int()).filter(|s| *s > 0),
            tone: choice
                .map(|c| c.tone.clone())
                .filter(|t| !t.is_empty())
                .unwrap_or_else(|| "slate".to_owned()),
            late: planned && going && self.field.kind == Kind::Date && date < today && !self.field.system,
            done,
            may: self.visit.actor.reach(self.object, Action::Update).has(owner),
        }
    }
}

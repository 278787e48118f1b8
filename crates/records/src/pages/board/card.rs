//! The cards of a board: which fields they show, what needs a look, what comes next.
use std::collections::HashMap;

use base::{Error, Id, Moment};
use engine::filter::quoted;
use engine::query::{ListRow, Query};
use engine::{Action, Field, Kind, Object, StageKind, Value};
use maud::{Markup, html};
use ui::field::{self, Look, words};
use ui::icon::{icon, sized};
use ui::part::{Size, initials};
use ui::say;

use super::lanes::Lane;
use crate::pages::asked::address;
use crate::pages::columns::{Columns, Shown};
use crate::pages::visit::Visit;

/// Days without a change after which something is quiet.
const QUIET: i64 = 14;
/// Letters of what comes next that a card shows for sure; more has a tip.
const CUT: usize = 20;
/// Tasks looked at for one board.
const TASKS: usize = 500;

/// The fields of an object's cards before anyone chooses others: who it is about, how much, until when.
pub(super) fn usual(object: &Object, lanes: &Field) -> String {
    let kinds: [&[Kind]; 3] =
        [&[Kind::Link], &[Kind::Money, Kind::Integer, Kind::Decimal], &[Kind::Date, Kind::DateTime]];
    let mut keys: Vec<&str> = Vec::new();
    for kinds in kinds {
        let fields = object.columns.iter().filter_map(|c| object.field(c));
        let own = fields.filter(|f| !f.system && f.key != object.title && f.key != lanes.key && !f.many);
        keys.extend(own.filter(|f| kinds.contains(&f.kind)).map(|f| f.key.as_str()).take(1));
    }
    if keys.is_empty() {
        let texts =
            object.columns.iter().filter(|c| **c != object.title && **c != lanes.key && *c != "owner");
        keys.extend(texts.map(String::as_str).take(2));
    }
    keys.join(",")
}

/// What stands in a row beyond the columns people chose, by its place.
#[derive(Default)]
struct Beyond {
    paths: Vec<String>,
    owner: Option<usize>,
    owner_name: Option<usize>,
    changed: Option<usize>,
    due: Option<usize>,
    step: Option<usize>,
    checks: Option<usize>,
    pipeline: Option<usize>,
}

/// How the cards of a board are made.
pub(super) struct Cards {
    pub(super) columns: Columns,
    beyond: Beyond,
    /// What people plan the record by: late when it is past.
    due: Option<Field>,
    /// Records of this object can have tasks: the object of the tasks and its link.
    tasks: Option<(String, String)>,
    next: HashMap<Id, Task>,
}

/// What is to be done next about a record.
struct Task {
    icon: &'static str,
    words: String,
    late: bool,
}

impl Cards {
    pub(super) fn of(visit: &Visit, object: &Object) -> Self {
        let columns = Columns::of(visit, object);
        let mut beyond = Beyond::default();
        let first = columns.paths.len();
        let mut add = |path: String| {
            beyond.paths.push(path);
            Some(first + beyond.paths.len() - 1)
        };
        let seen = |key: &str| object.field(key).filter(|f| !f.hidden && visit.actor.sees(object, f));
        let due = super::super::layouts::dates(visit, object)
            .into_iter()
            .find(|f| f.kind == Kind::Date && !f.system && !f.read_only);
        let (mut owner, mut owner_name) = (None, None);
        if seen("owner").is_some() {
            owner = add("owner".to_owned());
            if let Some(user) = visit.schema.object("user").filter(|u| visit.can(u, Action::Read)) {
                owner_name = add(format!("owner.{}", user.title));
            }
        }
        let changed = seen("updated_at").and_then(|f| add(f.key.clone()));
        let due_at = due.and_then(|f| add(f.key.clone()));
        let step = seen("next_step").and_then(|f| add(f.key.clone()));
        let list = engine::checklist::of(object).filter(|(list, _)| visit.actor.sees(object, list));
        let checks = list.and_then(|(list, _)| add(list.key.clone()));
        let pipeline = checks.and(seen("pipeline")).and_then(|f| add(f.key.clone()));
        (beyond.owner, beyond.owner_name, beyond.changed, beyond.due, beyond.step) =
            (owner, owner_name, changed, due_at, step);
        (beyond.checks, beyond.pipeline) = (checks, pipeline);
        let tasks = visit.schema.links_to(&object.key).find(|(o, f)| {
            f.kind == Kind::Link
                && o.key != object.key
                && visit.sees(o)
                && visit.actor.sees(o, f)
                && ["done", "due"].iter().all(|k| o.field(k).is_some_and(|f| visit.actor.sees(o, f)))
        });
        Self {
            due: due.cloned(),
            tasks: tasks.map(|(o, f)| (o.key.clone(), f.key.clone())),
            columns,
            beyond,
            next: HashMap::new(),
        }
    }

    /// What is asked of the database.
    pub(super) fn paths(&self) -> Vec<String> {
        self.columns.paths.iter().chain(&self.beyond.paths).cloned().collect()
    }

    /// Objects whose changes change the cards.
    pub(super) fn live(&self) -> Option<&str> {
        self.tasks.as_ref().map(|(object, _)| object.as_str())
    }

    /// Finds the next task of each record, in one question.
    pub(super) async fn look_ahead(&mut self, visit: &Visit, ids: Vec<Id>) -> Result<(), Error> {
        let Some((key, link)) = &self.tasks else { return Ok(()) };
        let Some(object) = visit.schema.object(key).filter(|_| !ids.is_empty()).cloned() else {
            return Ok(());
        };
        let ids: Vec<String> = ids.iter().map(|id| quoted(&id.to_string())).collect();
        let kind = object.field("kind").filter(|f| f.kind == Kind::Choice && visit.actor.sees(&object, f));
        let columns =
            [link.as_str(), object.title.as_str(), "due"].into_iter().chain(kind.map(|f| f.key.as_str()));
        let query =
            Query { columns: Some(columns.map(str::to_owned).collect()), limit: TASKS, ..Query::new(key) }
                .filter(&format!("{link} IN ({}) AND NOT done = true", ids.join(", ")))?
                .sort("due")?;
        let today = visit.look().today();
        // Those without a day come first in the order of the database and count last.
        let page = visit.engine().list(&visit.actor, &query).await?;
        let dated = |row: &&ListRow| row.cells.get(2).and_then(Value::date).is_some();
        for row in page.rows.iter().filter(dated).chain(page.rows.iter().filter(|r| !dated(r))) {
            let Some(record) = row.cells.first().and_then(Value::id) else { continue };
            let title = row.cells.get(1).and_then(Value::text).unwrap_or_default();
            let due = row.cells.get(2).and_then(Value::date);
            let late = due.is_some_and(|d| d < today);
            let day = due.map(|d| match d.days_since(today) {
                0 => say!("board-today").into_owned(),
                1 => say!("board-tomorrow").into_owned(),
                -1 => say!("board-yesterday").into_owned(),
                _ => words::calm_day(d, today),
            });
            let task = Task {
                icon: match row.cells.get(3).and_then(Value::text).unwrap_or_default() {
                    "call" => "phone",
                    "email" => "mail",
                    "meeting" => "users",
                    _ => "circle-check-big",
                },
                words: match day {
                    Some(day) if late => say!("board-task-late", task = title, day = day).into_owned(),
                    Some(day) => format!("{title}, {day}"),
                    None => title.to_owned(),
                },
                late,
            };
            self.next.entry(record).or_insert(task);
        }
        Ok(())
    }

    /// One card.
    pub(super) fn show(
        &self,
        visit: &Visit,
        object: &Object,
        lane: &Lane,
        field: &Field,
        row: &ListRow,
    ) -> Markup {
        let look = visit.look();
        let mut shown = self.columns.shown.iter();
        let title = shown
            .next()
            .map(|s| s.words(&look, row))
            .filter(|t| !t.is_empty())
            .unwrap_or_else(|| row.id.to_string());
        let title = field::cell::cut(&title, 80);
        let href = field::href(object, row.id);
        let owner = beyond(row, self.beyond.owner).id();
        let may = !field.read_only && visit.actor.reach(object, Action::Update).has(owner);
        let rest: Vec<&Shown> = shown.filter(|s| s.path != "owner" && !s.value(row).is_null()).collect();
        let number = rest.iter().find(|s| field::is_number(&s.field)).copied();
        let date = rest.iter().find(|s| matches!(s.field.kind, Kind::Date | Kind::DateTime)).copied();
        let line =
            |s: &Shown| number.is_some_and(|n| n.path == s.path) || date.is_some_and(|d| d.path == s.path);
        let going = lane.stage.is_none_or(|s| s == StageKind::Open);
        // A board has hundreds of cards: what all have in common stands in the style, and where they come from is known.
        let ask = address(&format!("{href}/move"), [("field", field.key.as_str())]);
        html! {
            li.tile id={ (object.key) "_" (row.id) } data-still[!may] {
                a.tile-name href=(href) { (title) }
                @for shown in rest.iter().filter(|s| !line(s)) { (detail(&look, shown, row)) }
                @if number.is_some() || date.is_some() {
                    div.tile-sum {
                        b { @if let Some(shown) = number { (shown.words(&look, row)) } }
                        @if let Some(shown) = date { (self.day(&look, shown, row, going)) }
                    }
                }
                (self.foot(visit, lane, row, going, owner, self.progress(object, lane, field, row)))
                @if may {
                    a.tile-menu href=(ask) aria-label=(say!("board-move-title", title = &title)) data-action="board#menu" {}
                }
            }
        }
    }

    fn day(&self, look: &Look<'_>, shown: &Shown, row: &ListRow, going: bool) -> Markup {
        let value = shown.value(row);
        let date = value.date().or_else(|| value.moment().map(|m| m.date(&look.manners.zone)));
        let late = going
            && shown.field.kind == Kind::Date
            && self.due.as_ref().is_some_and(|f| f.key == shown.path)
            && date.is_some_and(|d| d < look.today());
        html! {
            @if let Some(date) = date {
                time.is-late[late] datetime=(date) title={ (shown.field.label) ": " (words::long_day(date)) } {
                    @if late { span.sr-only { (say!("board-late")) " " } }
                    (words::calm_day(date, look.today()))
                }
            }
        }
    }

    /// What comes next or needs a look, and whose it is.
    fn foot(
        &self,
        visit: &Visit,
        lane: &Lane,
        row: &ListRow,
        going: bool,
        owner: Option<Id>,
        progress: Option<(usize, usize)>,
    ) -> Markup {
        let owner_name = beyond(row, self.beyond.owner_name).text();
        let signal = self.signal(visit, lane, row, going);
        html! {
            @if signal.is_some() || owner_name.is_some() || progress.is_some() {
                div.tile-foot {
                    @if let Some((icon_name, tone, words)) = &signal {
                        span.tile-next data-mood=[tone] title=[(words.chars().count() > CUT).then_some(words)] { (sized(icon_name, "icon icon-sm")) span.truncate { (words) } }
                    }
                    @if let Some((done, all)) = progress {
                        @let words = say!("deal-playbook-count", done = done, all = all);
                        span data-mood=[(done == all).then_some("good")] title=(words) { (sized("list-checks", "icon icon-sm")) span aria-hidden="true" { (done) "/" (all) } span.sr-only { (words) } }
                    }
                    @if let (Some(id), Some(name)) = (owner, owner_name) {
                        span.shrink-0 title=(name) { (initials(name, id, Size::Small, false)) span.sr-only { (say!("board-owner", name = name)) } }
                    }
                }
            }
        }
    }

    /// How many steps of the checklist are done where the record is, and how many there are.
    fn progress(&self, object: &Object, lane: &Lane, field: &Field, row: &ListRow) -> Option<(usize, usize)> {
        let held = beyond(row, Some(self.beyond.checks?));
        let (list, path) = engine::checklist::of(object)?;
        if path.key != field.key {
            return None;
        }
        let pipeline = beyond(row, self.beyond.pipeline).text();
        let steps = engine::checklist::steps(list, &lane.key, pipeline);
        let done: Vec<bool> = steps.map(|(c, _)| engine::checklist::is_ticked(held, &c.key)).collect();
        (!done.is_empty()).then(|| (done.iter().filter(|d| **d).count(), done.len()))
    }

    fn signal(
        &self,
        visit: &Visit,
        lane: &Lane,
        row: &ListRow,
        going: bool,
    ) -> Option<(&'static str, Option<&'static str>, String)> {
        if !going {
            return None;
        }
        if let Some(task) = self.next.get(&row.id) {
            return Some((task.icon, task.late.then_some("bad"), task.words.clone()));
        }
        let open = lane.stage == Some(StageKind::Open);
        if let Some(step) = beyond(row, self.beyond.step).text().filter(|t| !t.trim().is_empty()) {
            return Some(("arrow-right", None, step.to_owned()));
        }
        let changed: Option<Moment> = beyond(row, self.beyond.changed).moment();
        let zone = &visit.settings.manners.zone;
        let days = changed.map_or(0, |at| visit.look().today().days_since(at.date(zone)));
        match days {
            days if open && days >= QUIET => {
                Some(("hourglass", Some("warn"), say!("board-quiet", count = days).into_owned()))
            }
            _ if open && self.tasks.is_some() => {
                Some(("circle-alert", Some("warn"), say!("board-no-step").into_owned()))
            }
            _ => None,
        }
    }
}

fn beyond(row: &ListRow, at: Option<usize>) -> &Value {
    at.and_then(|at| row.cells.get(at)).unwrap_or(&Value::Null)
}

/// A line of a card: whom it is about, or a value.
fn detail(look: &Look<'_>, shown: &Shown, row: &ListRow) -> Markup {
    let value = shown.value(row);
    html! {
        div.tile-line {
            @match (value.id(), look.target(&shown.field), shown.title(row)) {
                (Some(id), Some(target), Some(title)) => (field::named(target, &field::cell::cut(title, 60), id)),
                (Some(_), ..) => {}
                _ if matches!(shown.field.kind, Kind::Choice | Kind::Choices | Kind::Tags | Kind::Rating) => (shown.cell(look, row)),
                _ => span.truncate { span.text-faint { (shown.field.label) " " } (shown.words(look, row)) }
            }
        }
    }
}

/// The cards of a lane and what brings more of them.
pub(super) fn all(
    visit: &Visit,
    object: &Object,
    cards: &Cards,
    lane: &Lane,
    field: &Field,
    condition: &str,
) -> Markup {
    html! {
        @for row in &lane.rows { (cards.show(visit, object, lane, field, row)) }
        @if let Some(next) = &lane.next {
            li.text-center.text-xs data-board-target="more" {
                a.btn.btn-ghost.btn-sm href=(in_list(visit, object, condition)) data-next=(address(visit.asked.path(), visit.asked.pairs().iter().map(|(n, v)| (n.as_str(), v.as_str())).chain([("lane", lane.key.as_str()), ("after", next.as_str())]))) {
                    (icon("chevron-down")) (say!("board-in-list"))
                }
            }
        }
    }
}

/// The list of what a lane holds.
pub(super) fn in_list(visit: &Visit, object: &Object, condition: &str) -> String {
    let mut parts: Vec<String> =
        crate::pages::chips::conditions(visit.asked.text("filter").unwrap_or_default())
            .iter()
            .map(crate::pages::chips::part)
            .collect();
    parts.push(condition.to_owned());
    let filter = parts.join(" AND ");
    let q = visit.asked.text("q").map(|q| ("q", q));
    address(&format!("/{}", object.plural), [("filter", filter.as_str())].into_iter().chain(q))
}

//! The person's open tasks on the first page: those due, those to come, and those they gave to others.
use std::sync::Arc;

use base::{Date, Error, Id, Moment};
use engine::query::Query;
use engine::{Action, Object, Value};
use maud::{Markup, html};
use ui::field::cell::cut;
use ui::field::{href, words};
use ui::icon::{icon, sized};
use ui::{Button, say};

use crate::pages::asked::address;
use crate::pages::visit::{MY_TASKS, Visit};

/// One task.
pub(super) struct Task {
    id: Id,
    subject: String,
    due: Option<Date>,
    at: Option<Moment>,
    again: bool,
    with: String,
    kind: String,
}

/// Which tasks are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Today,
    Upcoming,
    Delegated,
}

impl Which {
    fn of(visit: &Visit) -> Self {
        match visit.asked.text("tasks") {
            Some("upcoming") => Self::Upcoming,
            Some("delegated") => Self::Delegated,
            _ => Self::Today,
        }
    }

    fn filter(self) -> String {
        match self {
            Self::Today => format!("{MY_TASKS} AND due <= today"),
            Self::Upcoming => format!("{MY_TASKS} AND due > today"),
            Self::Delegated => "created_by = me AND NOT owner = me AND NOT done = true".to_owned(),
        }
    }
}

/// The person's open tasks.
pub(super) struct Tasks {
    object: Arc<Object>,
    which: Which,
    count: i64,
    /// Of all that are due, how many are late; nothing where others are shown.
    late: Option<i64>,
    pub(super) rows: Vec<Task>,
    may_update: bool,
}

pub(super) async fn tasks(visit: &Visit) -> Result<Option<Tasks>, Error> {
    let Some(object) = visit.schema.object("task").filter(|o| visit.sees(o)) else { return Ok(None) };
    let paths =
        ["subject", "due", "kind", "contact.name", "company.name", "deal.name", "starts_at", "recurrence"];
    let seen = |path: &&&str| {
        let (field, rest) = path.split_once('.').map_or((**path, None), |(f, r)| (f, Some(r)));
        let field = object.field(field).filter(|f| visit.actor.sees(object, f));
        field.is_some_and(|f| {
            rest.is_none()
                || f.target.as_deref().and_then(|t| visit.schema.object(t)).is_some_and(|t| visit.sees(t))
        })
    };
    let paths: Vec<&str> = paths.iter().filter(seen).copied().collect();
    let which = Which::of(visit);
    let query = Query::new("task").filter(&which.filter());
    // A workspace may have changed its tasks beyond recognition.
    let Ok(query) = query else { return Ok(None) };
    let query = query
        .sort(if paths.contains(&"starts_at") { "due,starts_at" } else { "due" })?
        .columns(&paths.join(","))
        .limit(9)
        .count();
    let page = match visit.engine().list(&visit.actor, &query).await {
        Ok(page) => page,
        Err(Error::Invalid(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let today = visit.look().today();
    let at = |path: &str| paths.iter().position(|p| *p == path);
    let rows: Vec<Task> = page
        .rows
        .iter()
        .map(|row| {
            let cell = |path: &str| at(path).and_then(|i| row.cells.get(i)).unwrap_or(&Value::Null);
            let with: Vec<String> = ["contact.name", "company.name", "deal.name"]
                .iter()
                .filter_map(|p| cell(p).text().map(|t| cut(t, 60)))
                .take(2)
                .collect();
            Task {
                id: row.id,
                subject: cell("subject").text().map_or_else(|| row.id.to_string(), |t| cut(t, 100)),
                due: cell("due").date(),
                at: cell("starts_at").moment(),
                again: !cell("recurrence").is_null(),
                with: with.join(", "),
                kind: cell("kind").text().unwrap_or_default().to_owned(),
            }
        })
        .collect();
    let count = page.count.unwrap_or_default();
    let late = match which {
        // All of them are here.
        Which::Today if rows.len() as i64 == count => {
            Some(rows.iter().filter(|t| t.due.is_some_and(|d| d < today)).count() as i64)
        }
        Which::Today => {
            let query = Query::new("task").filter(&format!("{MY_TASKS} AND due < today"))?;
            Some(visit.engine().count(&visit.actor, &query).await?)
        }
        _ => None,
    };
    let may_update = visit.can(object, Action::Update);
    Ok(Some(Tasks { object: object.clone(), which, count, late, rows, may_update }))
}

impl Tasks {
    /// How many are due, in words; nothing where others are shown.
    pub(super) fn sentence(&self) -> String {
        match (self.late, self.count) {
            (None, _) => String::new(),
            (Some(_), 0) => say!("home-nothing-due").into(),
            (Some(0), count) => say!("home-due", count = count).into(),
            (Some(late), count) => say!("home-due-late", count = count, late = late).into(),
        }
    }

    pub(super) fn show(&self, visit: &Visit) -> Markup {
        let filter = if self.which == Which::Today { MY_TASKS.to_owned() } else { self.which.filter() };
        let all = address("/tasks", [("filter", filter.as_str()), ("sort", "due")]);
        let tabs = [
            (Which::Today, None, say!("home-today")),
            (Which::Upcoming, Some("upcoming"), say!("home-upcoming")),
            (Which::Delegated, Some("delegated"), say!("home-delegated")),
        ];
        let nothing = match self.which {
            Which::Today => say!("home-no-tasks"),
            Which::Upcoming => say!("home-no-upcoming"),
            Which::Delegated => say!("home-no-delegated"),
        };
        html! {
            section.card.overflow-hidden aria-labelledby="t-tasks" {
                header.flex.flex-wrap.items-center."gap-2"."px-4"."py-2.5" {
                    h2 #t-tasks.card-title { a.link.link-hover href=(all) { (say!("shell-mine", what = say::inline(&self.object.labels))) } }
                    span.badge.badge-ghost { (words::number(self.count)) }
                    span.grow {}
                    nav.tabs.tabs-box aria-label=(say!("home-which-tasks")) {
                        @for (which, name, label) in &tabs { a.tab href=(visit.asked.with("tasks", *name)) aria-current=[(*which == self.which).then_some("true")] { (label) } }
                    }
                    @if visit.can(&self.object, Action::Create) { (Button::link("/tasks/new?back=/", &say!("command-add", what = say::inline(&self.object.label))).icon("plus").ghost().square().small().key("t").frame("dialog")) }
                }
                ol { @for task in &self.rows { (self.line(visit, task)) } }
                @if self.rows.is_empty() { p."px-4"."pb-4".text-muted { (nothing) } }
                @else if self.count > self.rows.len() as i64 { p."px-4"."py-2".border-t.border-line { (Button::link(&all, &say!("home-all-tasks", count = self.count)).ghost().small()) } }
            }
        }
    }

    fn line(&self, visit: &Visit, task: &Task) -> Markup {
        let today = visit.look().today();
        let late = task.due.is_some_and(|d| d < today);
        let (picture, tone) = match task.kind.as_str() {
            "call" => ("phone", "green"),
            "email" => ("mail", "blue"),
            "meeting" => ("calendar", "violet"),
            _ => ("circle-check", "slate"),
        };
        html! {
            li.flex.items-center."gap-3"."px-4"."min-h-(--row-h)"."py-1.5".border-t.border-line."hover:bg-hover" id={ "task_" (task.id) } {
                @if self.may_update {
                    form.contents method="post" action={ (href(&self.object, task.id)) "/toggle" } {
                        input type="hidden" name="field" value="done";
                        input type="hidden" name="back" value="/";
                        button.tick type="submit" aria-label=(say!("home-mark-done", task = &task.subject)) title=(say!("home-done")) { (sized("check", "icon icon-sm")) }
                    }
                }
                span.text-tone data-tone=(tone) { (icon(picture)) }
                span."min-w-0".grow."md:flex"."md:items-baseline"."md:gap-2" {
                    a.block.truncate.font-medium href=(href(&self.object, task.id)) { (task.subject) }
                    span.block.truncate.text-sm.text-muted { (task.with) }
                }
                @if task.again { span.text-faint title=(say!("home-again")) { (sized("repeat", "icon icon-sm")) span.sr-only { (say!("home-again")) } } }
                @if let (Some(at), Some(due)) = (task.at, task.due) && due == today {
                    time.text-sm.whitespace-nowrap.num.text-muted datetime=(at) { (words::hour(at, &visit.settings.manners.zone)) }
                } @else if let Some(due) = task.due {
                    time.text-sm.whitespace-nowrap.num.text-error[late].font-medium[late].text-muted[!late] datetime=(due) {
                        @if late { (sized("alarm-clock", "icon icon-sm inline align-[-0.125em]")) " " span.sr-only { (say!("home-late")) " " } } (words::day(due, today))
                    }
                }
            }
        }
    }
}

//! The person's open tasks on the first page.
use std::sync::Arc;

use base::{Date, Error, Id};
use engine::query::Query;
use engine::{Action, Object, Value};
use maud::{Markup, html};
use ui::Button;
use ui::field::cell::cut;
use ui::field::{href, words};
use ui::icon::{icon, sized};

use crate::pages::asked::address;
use crate::pages::visit::{MY_TASKS, Visit};

/// One task.
pub(super) struct Task {
    id: Id,
    subject: String,
    due: Option<Date>,
    with: String,
    kind: String,
}

/// The person's open tasks.
pub(super) struct Tasks {
    object: Arc<Object>,
    count: i64,
    late: usize,
    due: usize,
    pub(super) rows: Vec<Task>,
    may_update: bool,
}

pub(super) async fn tasks(visit: &Visit) -> Result<Option<Tasks>, Error> {
    let Some(object) = visit.schema.object("task").filter(|o| visit.sees(o)) else { return Ok(None) };
    let paths = ["subject", "due", "kind", "contact.name", "company.name", "deal.name"];
    let seen = |path: &&&str| {
        let (field, rest) = path.split_once('.').map_or((**path, None), |(f, r)| (f, Some(r)));
        let field = object.field(field).filter(|f| visit.actor.sees(object, f));
        field.is_some_and(|f| {
            rest.is_none()
                || f.target.as_deref().and_then(|t| visit.schema.object(t)).is_some_and(|t| visit.sees(t))
        })
    };
    let paths: Vec<&str> = paths.iter().filter(seen).copied().collect();
    let query = Query::new("task").filter(&format!("{MY_TASKS} AND due IS NOT NULL"));
    // A workspace may have changed its tasks beyond recognition.
    let Ok(query) = query else { return Ok(None) };
    let query = query.sort("due")?.columns(&paths.join(",")).limit(9).count();
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
                with: with.join(", "),
                kind: cell("kind").text().unwrap_or_default().to_owned(),
            }
        })
        .collect();
    let late = rows.iter().filter(|t| t.due.is_some_and(|d| d < today)).count();
    let due = rows.iter().filter(|t| t.due == Some(today)).count();
    let may_update = visit.can(object, Action::Update);
    Ok(Some(Tasks {
        object: object.clone(),
        count: page.count.unwrap_or_default(),
        late,
        due,
        rows,
        may_update,
    }))
}

impl Tasks {
    /// How many are due, in words.
    pub(super) fn sentence(&self) -> String {
        let late = match self.late {
            0 => String::new(),
            1 => ", 1 is late".to_owned(),
            n => format!(", {n} are late"),
        };
        let due = if self.due == 0 { "Nothing is".to_owned() } else { self.due.to_string() };
        format!("{due} due today{late}.")
    }

    pub(super) fn show(&self, visit: &Visit) -> Markup {
        let all = address("/tasks", [("filter", MY_TASKS), ("sort", "due")]);
        let count = words::number(self.count);
        html! {
            section.card."lg:col-span-8".overflow-hidden aria-labelledby="t-tasks" {
                header.flex.items-center."gap-2"."px-4"."py-2.5" {
                    h2 #t-tasks.card-title { "My tasks" }
                    span.badge.badge-ghost { (count) }
                    span.grow {}
                    (Button::link(&all, "All my tasks").ghost().small())
                    @if visit.can(&self.object, Action::Create) { (Button::link("/tasks/new?back=/", "Add task").icon("plus").ghost().square().small()) }
                }
                ol { @for task in &self.rows { (self.line(visit, task)) } }
                @if self.rows.is_empty() { p."px-4"."pb-4".text-muted { "No open tasks. Tasks with a due date show up here." } }
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
                        button.btn.btn-ghost.btn-square.btn-xs aria-label={ "Mark “" (task.subject) "” as done" } title="Mark as done" { (sized("circle-dashed", "icon text-faint")) }
                    }
                }
                span.text-tone data-tone=(tone) { (icon(picture)) }
                span."min-w-0".grow."md:flex"."md:items-baseline"."md:gap-2" {
                    a.block.truncate.font-medium href=(href(&self.object, task.id)) { (task.subject) }
                    span.block.truncate.text-sm.text-muted { (task.with) }
                }
                @if let Some(due) = task.due {
                    time.text-sm.whitespace-nowrap.num.text-error[late].font-medium[late].text-muted[!late] datetime=(due) {
                        @if late { span.sr-only { "Late: " } } (words::day(due, today))
                    }
                }
            }
        }
    }
}

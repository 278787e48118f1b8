//! The first page: what waits for the person, which deals need a look, the figures there are, what changed last.
use std::sync::Arc;

use base::{Date, Error, Id, Moment};
use engine::metric::{MetricQuery, Reading, Unit};
use engine::query::Query;
use engine::{Action, Object, StageKind, Value};
use maud::{Markup, html};
use ui::Button;
use ui::field::cell::cut;
use ui::field::{Titles, brief, face, grouped, href, words};
use ui::icon::{icon, sized};
use ui::part::{Size, empty, topbar};
use ui::web::Answer;

use super::asked::address;
use super::visit::{MY_TASKS, Visit};

/// A figure over the page.
struct Stat {
    title: String,
    value: String,
    line: String,
    href: String,
    hint: &'static str,
}

/// `GET /`
pub(super) async fn show(visit: Visit) -> Answer {
    let stats = stats(&visit).await?;
    let tasks = tasks(&visit).await?;
    let deals = deals(&visit).await?;
    let recent = recent(&visit).await?;
    let today = visit.look().today();
    let fresh = recent.is_empty() && tasks.as_ref().is_none_or(|t| t.rows.is_empty());
    let body = html! {
        (topbar(&[], "Home", None, html! { @if !fresh { (Button::plain("New").icon("plus").primary().small().key("c").opens("create-menu")) } }))
        @if fresh { (welcome(&visit)) } @else {
            div.panel-body."bg-base-100" {
                div.mx-auto."max-w-[76rem]"."p-4"."md:p-6".grid."gap-4"."lg:grid-cols-12".items-start {
                    div."lg:col-span-12" {
                        p.text-xl.font-semibold.tracking-tight { (words::long_day(today)) }
                        @if let Some(tasks) = &tasks { p.text-muted { (tasks.sentence()) } }
                    }
                    @if !stats.is_empty() { (figures(&stats)) }
                    @if let Some(tasks) = &tasks { (tasks.show(&visit)) }
                    (changed(&visit, &recent))
                    @if let Some(deals) = &deals { (deals.show(&visit)) }
                }
            }
        }
    };
    visit.page("Home", Some("/live?object=task,deal,contact,company".to_owned()), body).await
}

fn welcome(visit: &Visit) -> Markup {
    let may_import = visit.schema.objects().any(|o| visit.can(o, Action::Import));
    let contact = visit.schema.object("contact").filter(|o| visit.can(o, Action::Create));
    empty(
        "sparkles",
        "Begin with your data",
        "Bring in what you have as a CSV file: columns are matched by their headings, and an import can be undone as a whole. Or add the first record by hand.",
        html! {
            @if may_import { (Button::link("/imports", "Import a file").icon("upload").primary()) }
            @if let Some(contact) = contact { (Button::link(&format!("/{}/new", contact.plural), "New contact").icon("plus")) }
        },
    )
}

/// The quarter a day is in, counted from the month the fiscal year begins with.
fn quarter(today: Date, fiscal_month: i8) -> (Date, Date) {
    let day = today.0;
    let into = (day.month() - fiscal_month).rem_euclid(12) % 3;
    let first = day.first_of_month().checked_sub(jiff::Span::new().months(into)).unwrap_or(day);
    let last =
        first.checked_add(jiff::Span::new().months(3)).and_then(jiff::civil::Date::yesterday).unwrap_or(day);
    (Date(first), Date(last))
}

/// The figures of the workspace that are about now or this quarter.
async fn stats(visit: &Visit) -> Result<Vec<Stat>, Error> {
    let (from, to) = quarter(visit.look().today(), visit.settings.fiscal_month);
    let period = MetricQuery { from: Some(from), to: Some(to), ..MetricQuery::default() };
    let wanted = [
        ("won_revenue", "Won this quarter", true),
        ("win_rate", "Win rate this quarter", true),
        ("open_pipeline", "Open pipeline", false),
        ("average_deal_size", "Average deal this quarter", true),
    ];
    let mut all = Vec::new();
    for (name, title, in_period) in wanted {
        let query = if in_period { period.clone() } else { MetricQuery::default() };
        let answer = match visit.engine().metric(&visit.actor, name, &query).await {
            Ok(answer) => answer,
            // Not there, or not for this person.
            Err(Error::NotFound | Error::Forbidden(_) | Error::Invalid(_)) => continue,
            Err(other) => return Err(other),
        };
        let noun = visit
            .schema
            .object(answer.metric.object)
            .map_or_else(String::new, |o| super::list::named(o, answer.count));
        all.push(Stat {
            title: title.to_owned(),
            value: figure(visit, &answer.reading, answer.metric.unit),
            line: noun,
            href: address(&format!("/{}", answer.plural), [("filter", answer.filter.as_str())]),
            hint: answer.metric.definition,
        });
    }
    Ok(all)
}

/// A number of a metric in words.
fn figure(visit: &Visit, reading: &Reading, unit: Unit) -> String {
    let whole =
        |text: &str| text.parse::<f64>().map_or_else(|_| text.to_owned(), |n| grouped(&format!("{n:.0}")));
    let amount = |text: &str, code: &str| {
        let own = visit.settings.manners.currency.as_str() == code;
        words::sign(code)
            .filter(|_| own)
            .map_or_else(|| format!("{code}\u{a0}{}", whole(text)), |sign| format!("{sign}{}", whole(text)))
    };
    match (&reading.value, unit) {
        (Some(text), Unit::Money) => {
            amount(text, reading.currency.unwrap_or(visit.settings.manners.currency).as_str())
        }
        (Some(text), Unit::Share) => {
            text.parse::<f64>().map_or_else(|_| text.clone(), |n| format!("{:.1}%", n * 100.0))
        }
        (Some(text), Unit::Days) => format!("{} d", text.split('.').next().unwrap_or(text)),
        (Some(text), Unit::Count) => whole(text),
        (None, _) if !reading.by_currency.is_empty() => reading
            .by_currency
            .iter()
            .take(2)
            .map(|(c, text)| amount(text, c.as_str()))
            .collect::<Vec<_>>()
            .join(" + "),
        (None, _) => "–".to_owned(),
    }
}

fn figures(stats: &[Stat]) -> Markup {
    html! {
        dl.stats.card."lg:col-span-12" {
            @for stat in stats {
                div.stat {
                    dt.stat-title title=(stat.hint) { (stat.title) }
                    dd.stat-value { a.link.link-hover href=(stat.href) { (stat.value) } }
                    dd.stat-desc { (stat.line) }
                }
            }
        }
    }
}

struct Task {
    id: Id,
    subject: String,
    due: Option<Date>,
    with: String,
    kind: String,
}

/// The person's open tasks.
struct Tasks {
    object: Arc<Object>,
    count: i64,
    late: usize,
    due: usize,
    rows: Vec<Task>,
    may_update: bool,
}

async fn tasks(visit: &Visit) -> Result<Option<Tasks>, Error> {
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
    fn sentence(&self) -> String {
        match (self.due, self.late) {
            (0, 0) => "Nothing is due today.".to_owned(),
            (due, 0) => format!("{due} due today."),
            (0, late) => format!("Nothing is due today, {late} are late."),
            (due, late) => format!("{due} due today, {late} are late."),
        }
    }

    fn show(&self, visit: &Visit) -> Markup {
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

/// The person's open deals by stage, and those that need a look.
struct Deals {
    object: Arc<Object>,
    stages: Vec<Stage>,
    total: String,
    rows: Vec<Quiet>,
    filter: String,
}

struct Stage {
    label: String,
    tone: String,
    value: String,
    count: i64,
    share: i64,
    href: String,
}

struct Quiet {
    id: Id,
    name: String,
    company: String,
    why: (&'static str, String),
    when: String,
    amount: String,
}

async fn deals(visit: &Visit) -> Result<Option<Deals>, Error> {
    let Some(object) = visit.schema.object("deal").filter(|o| visit.sees(o)).cloned() else {
        return Ok(None);
    };
    let Some(stage) = object
        .field("stage")
        .filter(|f| f.choices.iter().any(|c| c.stage.is_some()) && visit.actor.sees(&object, f))
        .cloned()
    else {
        return Ok(None);
    };
    let open: Vec<String> = stage
        .choices
        .iter()
        .filter(|c| c.stage == Some(StageKind::Open))
        .map(|c| engine::filter::quoted(&c.key))
        .collect();
    let filter = format!("owner = me AND stage IN ({})", open.join(", "));
    let query = MetricQuery {
        by: Some("stage".to_owned()),
        filter: Some("owner = me".to_owned()),
        ..MetricQuery::default()
    };
    let Ok(pipeline) = visit.engine().metric(&visit.actor, "open_pipeline", &query).await else {
        return Ok(None);
    };
    let value =
        |reading: &Reading| reading.value.as_deref().and_then(|v| v.parse::<f64>().ok()).unwrap_or_default();
    let all = pipeline.by.iter().map(|r| value(&r.reading)).sum::<f64>().max(1.0);
    let stages = pipeline.by.iter().map(|row| Stage {
        label: row.label.clone(),
        tone: stage.choice_of(&row.key).map_or("slate", |c| c.tone.as_str()).to_owned(),
        value: figure(visit, &row.reading, Unit::Money),
        count: row.count,
        share: (value(&row.reading) / all * 100.0).round() as i64,
        href: address("/deals", [("filter", row.filter.as_str())]),
    });
    let look = visit.look();
    let today = look.today();
    let quiet = format!("{filter} AND (close_date < today OR updated_at < -21d OR close_date <= +7d)");
    let query = Query::new("deal")
        .filter(&quiet)?
        .sort("close_date")?
        .columns("name,company.name,amount,close_date,updated_at")
        .limit(6);
    let page = match visit.engine().list(&visit.actor, &query).await {
        Ok(page) => page,
        Err(Error::Invalid(_)) => return Ok(None),
        Err(other) => return Err(other),
    };
    let rows = page.rows.iter().map(|row| {
        let cell = |i: usize| row.cells.get(i).unwrap_or(&Value::Null);
        let (close, changed) = (cell(3).date(), cell(4).moment().unwrap_or(visit.now));
        let days = close.map(|d| d.days_since(today));
        let why = match days {
            Some(days) if days < 0 => ("red", "Close date passed".to_owned()),
            Some(0) => ("orange", "Closes today".to_owned()),
            Some(1) => ("orange", "Closes tomorrow".to_owned()),
            Some(days) if days <= 7 => ("orange", format!("Closes in {days} days")),
            _ => (
                "amber",
                format!("Quiet for {} days", today.days_since(changed.date(&visit.settings.manners.zone))),
            ),
        };
        let amount =
            object.field("amount").map(|f| brief(&look, f, cell(2), &Titles::new())).unwrap_or_default();
        Quiet {
            id: row.id,
            name: cell(0).text().map_or_else(|| row.id.to_string(), |t| cut(t, 80)),
            company: cell(1).text().map(|t| cut(t, 60)).unwrap_or_default(),
            why,
            when: close.map_or_else(|| look.ago(changed), |d| words::calm_day(d, today)),
            amount,
        }
    });
    Ok(Some(Deals {
        rows: rows.collect(),
        stages: stages.collect(),
        total: figure(visit, &pipeline.reading, Unit::Money),
        filter,
        object: object.clone(),
    }))
}

impl Deals {
    fn show(&self, visit: &Visit) -> Markup {
        let count: i64 = self.stages.iter().map(|s| s.count).sum();
        let all = address("/deals", [("filter", self.filter.as_str())]);
        html! {
            section.card."lg:col-span-8".overflow-hidden aria-labelledby="t-deals" {
                div.card-body."pb-2" {
                    header.flex.items-center."gap-2" {
                        h2 #t-deals.card-title { "My pipeline" }
                        span.text-sm.text-muted { (self.total) " in " (super::list::named(&self.object, count)) }
                        span.grow {}
                        a.btn.btn-ghost.btn-sm href=(all) { "Open list" (sized("arrow-right", "icon icon-sm")) }
                    }
                    @if !self.stages.is_empty() {
                        div.segbar aria-hidden="true" { @for stage in &self.stages { span class={ "v-" (stage.share.clamp(1, 100)) } data-tone=(stage.tone) {} } }
                        dl.grid."grid-cols-3"."sm:grid-cols-5"."gap-y-2".text-sm {
                            @for stage in &self.stages {
                                div {
                                    dt.flex.items-center."gap-1.5".text-muted { span.dot data-tone=(stage.tone) {} (stage.label) }
                                    dd.font-medium { a.link.link-hover href=(stage.href) { (stage.value) } " " span.text-faint.font-normal { (stage.count) } }
                                }
                            }
                        }
                    }
                }
                @if self.rows.is_empty() { p."px-4"."pb-4".text-sm.text-muted { "No deal of yours needs a look." } }
                @else {
                    table.table.border-t.border-line {
                        caption.sr-only { "Deals that need attention" }
                        thead.sr-only { tr { th scope="col" { "Deal" } th scope="col" { "Why" } th scope="col" { "When" } th scope="col" { "Amount" } } }
                        tbody { @for deal in &self.rows { (self.line(deal)) } }
                    }
                }
                @if visit.can(&self.object, Action::Create) && count == 0 { p."px-4"."pb-4" { (Button::link("/deals/new", "New deal").icon("plus").small()) } }
            }
        }
    }

    fn line(&self, deal: &Quiet) -> Markup {
        html! {
            tr {
                td.w-full."max-w-0" {
                    a.flex.items-center."gap-2.5" href=(href(&self.object, deal.id)) {
                        (face(&self.object, &deal.name, deal.id, Size::Small))
                        span.truncate { span.font-medium { (deal.name) } " " span.text-muted."max-sm:hidden" { (deal.company) } }
                    }
                }
                td."max-sm:hidden" { span.badge data-tone=(deal.why.0) { (deal.why.1) } }
                td.text-muted.whitespace-nowrap { (deal.when) }
                td.num.font-medium { (deal.amount) }
            }
        }
    }
}

/// A record that changed.
struct Recent {
    object: Arc<Object>,
    id: Id,
    title: String,
    at: Moment,
}

/// The records that changed last, of the objects in the sidebar.
async fn recent(visit: &Visit) -> Result<Vec<Recent>, Error> {
    let mut all = Vec::new();
    for object in visit.schema.objects().filter(|o| !o.nav.is_empty() && o.key != "task" && visit.sees(o)) {
        let query = Query::new(&object.key)
            .columns(&format!("{},updated_at", object.title))
            .sort("-updated_at")?
            .limit(4);
        for row in visit.engine().list(&visit.actor, &query).await?.rows {
            let title =
                row.cells.first().and_then(Value::text).map_or_else(|| row.id.to_string(), |t| cut(t, 60));
            let at = row.cells.get(1).and_then(Value::moment).unwrap_or(visit.now);
            all.push(Recent { object: object.clone(), id: row.id, title, at });
        }
    }
    all.sort_by_key(|r| std::cmp::Reverse(r.at.0));
    all.truncate(9);
    Ok(all)
}

fn changed(visit: &Visit, recent: &[Recent]) -> Markup {
    let look = visit.look();
    html! {
        section.card."lg:col-span-4" aria-labelledby="t-recent" {
            div.card-body {
                h2 #t-recent.card-title { "Changed last" }
                ul.text-sm.grid."gap-2" {
                    @for one in recent {
                        li.flex."gap-2".items-center {
                            (face(&one.object, &one.title, one.id, Size::Small))
                            a.min-w-0.truncate.link.link-hover.font-medium href=(href(&one.object, one.id)) { (one.title) }
                            span.text-muted { (one.object.label.to_lowercase()) }
                            time.ms-auto.text-xs.text-faint.whitespace-nowrap datetime=(one.at) title=(look.long_moment(one.at)) { (look.ago(one.at)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters_count_from_the_month_the_year_begins_with() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(quarter(day("2026-11-22"), 1), (day("2026-10-01"), day("2026-12-31")));
        assert_eq!(quarter(day("2026-11-22"), 2), (day("2026-11-01"), day("2027-01-31")));
        assert_eq!(quarter(day("2026-01-05"), 12), (day("2025-12-01"), day("2026-02-28")));
    }
}

//! Goals on pages: how each stands, its course, and the card of the first page.
use base::Error;
use engine::metric::Unit;
use engine::query::Query;
use engine::{Action, Record};
use maud::{Markup, html};
use records::pages::{Visit, address};
use reports::goal::pace::State;
use reports::goal::{Goal, Progress, progress};
use ui::command::{self, Command, Shown};
use ui::field::figure::{number, step};
use ui::field::words::percentage;
use ui::part::{badge, empty, meter, topbar};
use ui::web::Answer;
use ui::{Button, key, say, say::Key};

/// Goals listed at most.
const MOST: usize = 100;
/// Goals on the first page.
const ON_HOME: usize = 4;

/// States in words and tones.
const STATES: [(State, Key, &str); 6] = [
    (State::Waiting, key!("goal-waiting"), "slate"),
    (State::Unknown, key!("goal-unknown"), "slate"),
    (State::OnTrack, key!("goal-on-track"), "teal"),
    (State::Behind, key!("goal-behind"), "amber"),
    (State::Reached, key!("goal-reached"), "green"),
    (State::Missed, key!("goal-missed"), "red"),
];

fn state(state: State) -> Markup {
    let known = STATES.iter().find(|s| s.0 == state);
    html! { @if let Some((_, words, tone)) = known { (badge(Some(tone), &words.said(), true)) } }
}

/// A goal with how it stands; nothing where its metric or its records are not for this person.
struct Standing {
    record: Record,
    progress: Option<Progress>,
}

/// Goals of a filter with how they stand.
async fn standing(visit: &Visit, filter: &str, sort: &str, most: usize) -> Result<Vec<Standing>, Error> {
    let query = Query::new("goal").filter(filter)?.sort(sort)?.limit(most);
    let (records, _) = visit.engine().records(visit.actor(), &query).await?;
    let mut out = Vec::new();
    for record in records {
        let progress = match progress(visit.engine(), visit.actor(), &record).await {
            Ok(progress) => Some(progress),
            Err(Error::NotFound | Error::Forbidden(_) | Error::Invalid(_)) => None,
            Err(other) => return Err(other),
        };
        out.push(Standing { record, progress });
    }
    Ok(out)
}

/// `GET /goals`
pub(super) async fn list(visit: Visit) -> Answer {
    let object = visit.object("goal")?;
    let now = standing(&visit, "to >= today", "to", MOST).await?;
    let past = standing(&visit, "to < today", "-to", MOST).await?;
    let may = visit.can(&object, Action::Create);
    let mut commands = vec![Command::page(say!("dashboard-as-list"), "list", "/goals?as=list")];
    if may {
        commands.push(Command::dialog(say!("goal-new"), "plus", "/goals/new").key("n").shown(Shown::Main));
    }
    let body = html! {
        (topbar(&[], &object.labels, None, command::bar("goals-menu", &commands)))
        div.panel-body."bg-base-100" tabindex="0" role="region" aria-label=(object.labels) {
            div."max-w-[76rem]".mx-auto."p-4"."md:p-6".grid."gap-8" {
                @if now.is_empty() && past.is_empty() {
                    (empty("goal", &say!("goal-none"), &say!("goal-none-text"), html! { @if may { (Button::link("/goals/new", &say!("goal-new")).icon("plus").primary().frame("dialog")) } }))
                }
                @if may { (suggestions(&visit)) }
                @if !now.is_empty() { section.grid."gap-3" aria-label=(say!("goal-running")) { h2.font-semibold { (say!("goal-running")) } ul.grid."gap-4"."md:grid-cols-2" { @for goal in &now { (tile(&visit, goal)) } } } }
                @if !past.is_empty() { section.grid."gap-3" aria-label=(say!("goal-past")) { h2.font-semibold { (say!("goal-past")) } ul.grid."gap-4"."md:grid-cols-2" { @for goal in &past { (tile(&visit, goal)) } } } }
            }
        }
    };
    visit.page(&object.labels, Some("/live?object=goal,deal,lead,order".to_owned()), body).await
}

/// What the workspace said it wants to get better, as goals one click away: wish, metric, aim and change in percent.
const WISHES: [(&str, &str, &str, &str, Key); 4] = [
    ("win", "won_revenue", "at_least", "15", key!("goal-suggest-revenue")),
    ("win", "leads_created", "at_least", "20", key!("goal-suggest-leads")),
    ("follow", "minutes_to_first_contact", "at_most", "-25", key!("goal-suggest-contact")),
    ("numbers", "win_rate", "at_least", "10", key!("goal-suggest-rate")),
];

fn suggestions(visit: &Visit) -> Markup {
    let wishes = &visit.settings().start.goals;
    let scope = visit.engine().scope(visit.actor());
    let quarter = reports::period::Period::read("this_quarter", scope.today(), &scope);
    let fits = |w: &&(&str, &str, &str, &str, Key)| wishes.is_empty() || wishes.iter().any(|g| g == w.0);
    let all: Vec<_> = WISHES
        .iter()
        .filter(fits)
        .filter(|w| visit.engine().metrics().iter().any(|m| m.name == w.1 && visit.object(m.object).is_ok()))
        .collect();
    html! {
        @if let Some(quarter) = quarter {
            @if !all.is_empty() {
                section.grid."gap-2" aria-label=(say!("goal-suggestions")) {
                    h2.font-semibold { (say!("goal-suggestions")) }
                    ul.flex.flex-wrap."gap-2" {
                        @for (_, metric, aim, change, name) in all {
                            @let (from, to, name) = (quarter.from.to_string(), quarter.to.to_string(), name.said());
                            li { a.btn.btn-sm data-turbo-frame="dialog" href=(address("/goals/new", [("name", name.as_ref()), ("metric", *metric), ("aim", *aim), ("change", *change), ("from", from.as_str()), ("to", to.as_str()), ("shared", "everyone")])) { (ui::icon::icon("plus")) (name) } }
                        }
                    }
                }
            }
        }
    }
}

fn written(visit: &Visit, progress: &Progress, value: Option<f64>) -> String {
    let own = visit.settings().manners.currency;
    value.map_or_else(|| "–".to_owned(), |v| number(v, progress.metric.unit, progress.currency, own))
}

/// How far it is, from 0 to 100: of what should be little, how much of the allowance is left unused does not matter.
fn percent(of: f64, target: f64) -> i64 {
    if target == 0.0 { 0 } else { (of / target * 100.0).round().clamp(0.0, 100.0) as i64 }
}

fn bar(progress: &Progress, class: &str) -> Markup {
    let standing = progress.standing;
    let tone = STATES.iter().find(|s| s.0 == standing.state).map(|s| s.2);
    let of = |number: Option<f64>| percent(number.unwrap_or_default(), standing.target.unwrap_or_default());
    let value = of(standing.now);
    let due = standing.due.filter(|_| reports::goal::adds_up(&progress.metric)).map(|due| of(Some(due)));
    meter(value, due, tone, &say!("goal-reached-by"), class)
}

fn tile(visit: &Visit, goal: &Standing) -> Markup {
    let today = visit.look().today();
    html! {
        li.card {
            div.card-body."gap-2" {
                div.flex.items-start."gap-2" {
                    a.link.link-hover.font-medium."min-w-0" href={ "/goals/" (goal.record.id) } { (goal.record.title()) }
                    span.grow {}
                    @if let Some(progress) = &goal.progress { (state(progress.standing.state)) }
                }
                @match &goal.progress {
                    Some(progress) => {
                        p.text-sm.text-muted { (engine::said::metric_label(&progress.metric)) ", " (super::filters::days(&progress.period, today)) }
                        (bar(progress, "w-full"))
                        (figures(visit, progress))
                    }
                    None => p.text-sm.text-muted { (say!("dashboard-unseen")) },
                }
            }
        }
    }
}

/// What there is, what there should be, where it leads.
fn figures(visit: &Visit, progress: &Progress) -> Markup {
    let standing = progress.standing;
    let now = written(visit, progress, standing.now);
    let filter = Some(("filter", progress.filter.as_str())).filter(|(_, f)| !f.is_empty());
    html! {
        dl.flex.flex-wrap."gap-x-6"."gap-y-1".text-sm {
            div { dt.text-muted { (say!("goal-now")) } dd.font-medium { a.link.link-hover href=(address(&format!("/{}", progress.plural), filter)) { (now) } } }
            div { dt.text-muted { (say!("goal-target")) } dd.font-medium { (written(visit, progress, standing.target)) } }
            @if reports::goal::adds_up(&progress.metric) { div { dt.text-muted { (say!("goal-due")) } dd { (written(visit, progress, standing.due)) } } }
            @if let forecast @ Some(_) = standing.forecast { div { dt.text-muted title=(say!("goal-forecast-hint")) { (say!("goal-forecast")) } dd { (written(visit, progress, forecast)) } } }
        }
    }
}

/// `GET /goals/{id}`
pub(super) async fn show(visit: Visit, id: String) -> Answer {
    let record = visit.record("goals", &id).await?;
    let list = visit.object("goal")?;
    let progress = match progress(visit.engine(), visit.actor(), &record).await {
        Ok(progress) => Some(progress),
        Err(Error::NotFound | Error::Forbidden(_) | Error::Invalid(_)) => None,
        Err(other) => return Err(other.into()),
    };
    let here = format!("/goals/{}", record.id);
    let mut commands = Vec::new();
    if visit.actor().may(Action::Update, &record) {
        commands.push(
            Command::dialog(say!("goal-change"), "pencil", format!("{here}/edit"))
                .key("e")
                .shown(Shown::Main),
        );
    }
    if let Some(progress) = &progress {
        commands.push(
            Command::page(
                say!("dashboard-explore"),
                "search",
                format!("/dashboards/metrics/{}", progress.metric.name),
            )
            .shown(Shown::Bar),
        );
    }
    commands.push(Command::page(say!("dashboard-history"), "history", format!("{here}?as=record")));
    if visit.actor().may(Action::Delete, &record) {
        commands.push(Command::danger(say!("goal-delete"), "trash-2", format!("{here}/delete")));
    }
    let body = html! {
        (topbar(&[("/goals", &list.labels)], &record.title(), None, command::bar("goal-menu", &commands)))
        div.panel-body."bg-base-100" tabindex="0" role="region" aria-label=(record.title()) {
            div."max-w-[60rem]".mx-auto."p-4"."md:p-6".grid."gap-4" {
                @if let Some(note) = record.get("note").text() { p { (note) } }
                @match &progress {
                    Some(progress) => (whole(&visit, &record, progress)),
                    None => p.text-muted { (say!("dashboard-unseen")) },
                }
            }
        }
    };
    let object = progress.as_ref().map_or("goal", |p| p.metric.object);
    visit.page(&record.title(), Some(format!("/live?object=goal,{object}")), body).await
}

fn whole(visit: &Visit, record: &Record, progress: &Progress) -> Markup {
    let today = visit.look().today();
    let gone = percentage(&format!("{:.0}", progress.gone * 100.0));
    html! {
        section.card {
            div.card-body."gap-3" {
                div.flex.items-center."gap-3" { h2.card-title { (engine::said::metric_label(&progress.metric)) } (state(progress.standing.state)) span.grow {} span.text-sm.text-muted { (say!("dashboard-days-gone", days = super::filters::days(&progress.period, today), share = gone)) } }
                p.text-sm.text-muted { (engine::said::metric_definition(&progress.metric)) }
                (bar(progress, "w-full"))
                (figures(visit, progress))
                @if let (Some((period, base)), Some((change, _))) = (&progress.base, Goal(record).change()) {
                    p.text-sm.text-muted { (say!("goal-base", change = ui::field::words::percent(change), days = super::filters::days(period, today), value = written(visit, progress, *base))) }
                }
                p.text-sm.text-muted { @if reports::goal::adds_up(&progress.metric) { (say!("goal-forecast-hint")) } @else { (say!("goal-level-hint")) } }
            }
        }
        (course(visit, progress))
    }
}

/// The course against where it should be.
fn course(visit: &Visit, progress: &Progress) -> Markup {
    let adds = reports::goal::adds_up(&progress.metric);
    let all = progress.steps.len().max(1) as f64;
    let sign = match progress.metric.unit {
        Unit::Money => {
            let currency = progress.currency.unwrap_or(visit.settings().manners.currency);
            ui::field::words::sign(currency.as_str()).unwrap_or(currency.as_str()).to_owned()
        }
        Unit::Share => "%".to_owned(),
        _ => String::new(),
    };
    let scale = if progress.metric.unit == Unit::Share { "100" } else { "1" };
    let due = |n: usize| {
        progress.standing.target.map(|target| if adds { target * (n + 1) as f64 / all } else { target })
    };
    let title = say!("goal-course");
    let today = visit.look().today();
    html! {
        figure.card.chart data-controller="chart" data-chart-unit-value=(sign) data-chart-scale-value=(scale) data-view="chart" aria-labelledby="course-t" {
            div.card-body."gap-2"."p-0"."pt-3" {
                figcaption.flex.items-start."gap-1"."pl-4"."pr-2" {
                    span.card-title id="course-t" { (title) }
                    span.grow {}
                    button.btn.btn-ghost.btn-square.btn-sm.needs-js type="button" data-action="chart#toggle" aria-pressed="false" aria-label=(say!("dashboard-as-table", card = &title)) title=(say!("dashboard-table")) { (ui::icon::icon("table-2")) }
                }
                div."px-3"."pb-2" { div.chart-canvas data-chart-target="canvas" role="img" aria-label=(title) {} }
                div."chart-table"."overflow-x-auto" tabindex="0" role="region" aria-label=(title) {
                    table.table data-chart-target="table" {
                        caption.sr-only { (title) }
                        thead { tr { th scope="col" { (say!("dashboard-part")) } th.num scope="col" data-tone="teal" data-type=[(!adds).then_some("line")] { (say!("goal-now")) } th.num scope="col" data-tone="amber" data-type="line" data-dash="1" { (say!("goal-due")) } } }
                        tbody {
                            @for (n, at) in progress.steps.iter().enumerate() {
                                @let value = progress.course.get(n).and_then(|c| c.1);
                                tr {
                                    th.font-normal scope="row" { (step(&at.key, &at.label, today)) }
                                    td.num data-v=[value] { (written(visit, progress, value)) }
                                    td.num data-v=[due(n)] { (written(visit, progress, due(n))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The goals of the first page.
pub(super) async fn card(visit: &Visit) -> Result<Option<Markup>, Error> {
    if visit.object("goal").is_err() {
        return Ok(None);
    }
    let now = standing(visit, "from <= today AND to >= today", "to", ON_HOME).await?;
    if now.is_empty() {
        return Ok(None);
    }
    Ok(Some(html! {
        section.card."min-w-0" aria-labelledby="home-goals" {
            div.card-body."gap-3" {
                div.flex.items-center { h2.card-title id="home-goals" { a.link.link-hover href="/goals" { (say!("goal-title")) } } }
                ul.grid."gap-3"."grid-cols-1" {
                    @for goal in &now {
                        @if let Some(progress) = &goal.progress {
                            li.grid."gap-1"."grid-cols-1" {
                                div.flex.items-baseline."gap-2".text-sm { a.link.link-hover.truncate."min-w-0" href={ "/goals/" (goal.record.id) } { (goal.record.title()) } span.grow {} span.num.whitespace-nowrap { (written(visit, progress, progress.standing.now)) span.text-muted { " / " (written(visit, progress, progress.standing.target)) } } }
                                (bar(progress, "w-full"))
                            }
                        }
                    }
                }
            }
        }
    }))
}

//! The catalogue of metrics, and the page where one is looked at: over any days, split by anything, narrowed by a filter.
use axum::extract::Path;
use base::Error;
use engine::metric::{Metric, MetricAnswer, MetricQuery};
use engine::query::Query;
use maud::{Markup, html};
use records::pages::{Visit, address};
use reports::card::{Card, Chart};
use reports::figures::{Asked, Figure, Shown, figure};
use reports::period::Period;
use ui::command::{self, Command, Shown as Where};
use ui::part::{Mood, alert, topbar};
use ui::say;
use ui::web::{Answer, Fault};

use super::cards::Look;
use super::filters::{Filters, Habits};

/// `GET /dashboards/metrics`
pub(super) async fn list(visit: Visit) -> Answer {
    let dashboards = visit.object("dashboard")?;
    let title = say!("dashboard-metrics");
    let body = html! {
        (topbar(&[("/dashboards", &dashboards.labels)], &title, None, html! {}))
        div.panel-body."bg-base-100" tabindex="0" role="region" aria-label=(title) {
            div."max-w-[76rem]".mx-auto."p-4"."md:p-6".grid."gap-8" {
                p.text-muted { (say!("dashboard-metrics-hint")) }
                @for (object, metrics) in super::card_form::metrics(&visit) {
                    section.grid."gap-2" aria-label=(object) {
                        h2.font-semibold { (object) }
                        div.card.overflow-x-auto tabindex="0" role="region" aria-label=(say!("dashboard-metrics-of", object = &object)) {
                            table.table {
                                thead { tr { th scope="col" { (say!("dashboard-metric")) } th scope="col" { (say!("dashboard-definition")) } th scope="col" { (say!("dashboard-name")) } th.num scope="col" { (say!("dashboard-version")) } } }
                                tbody { @for metric in &metrics { (row(metric)) } }
                            }
                        }
                    }
                }
            }
        }
    };
    visit.page(&title, None, body).await
}

fn row(metric: &Metric) -> Markup {
    html! {
        tr {
            th.font-medium."whitespace-nowrap" scope="row" { a.link.link-hover href={ "/dashboards/metrics/" (metric.name) } { (engine::said::metric_label(metric)) } }
            td.text-muted."min-w-80" { (engine::said::metric_definition(metric)) }
            td { code.text-sm { (metric.name) } }
            td.num { (metric.version) }
        }
    }
}

/// What was asked of a metric, and what it says.
pub(super) struct Found {
    pub(super) metric: Metric,
    pub(super) filters: Filters,
    pub(super) period: Option<Period>,
    pub(super) answer: Result<MetricAnswer, Error>,
}

impl Found {
    /// As the address asks.
    pub(super) async fn of(visit: &Visit, name: &str) -> Result<Self, Fault> {
        let metric =
            *visit.engine().metrics().iter().find(|m| m.name == name).ok_or_else(Fault::not_found)?;
        visit.object(metric.object)?;
        let filters = Filters::of(visit, &Habits { period: "this_year".to_owned(), ..Habits::default() });
        let period = metric.date.map(|_| filters.asked.period.clone());
        let text = |name: &str| visit.asked().text(name).map(str::to_owned);
        let query = MetricQuery {
            from: period.as_ref().map(|p| p.from),
            to: period.as_ref().map(|p| p.to),
            by: text("by"),
            then: text("then"),
            filter: Some(filters.asked.filter.clone()).filter(|f| !f.is_empty()),
        };
        let answer = match visit.engine().metric(visit.actor(), name, &query).await {
            // What is wrong with the question is said on the page.
            answer @ (Ok(_) | Err(Error::Invalid(_))) => answer,
            Err(other) => return Err(other.into()),
        };
        Ok(Self { metric, filters, period, answer })
    }
}

/// Parts listed at most.
const PARTS: usize = 1_000;

/// `GET /dashboards/metrics/{name}`
pub(super) async fn show(visit: Visit, Path(name): Path<String>) -> Answer {
    let found = Found::of(&visit, &name).await?;
    let dashboards = visit.object("dashboard")?;
    let label = engine::said::metric_label(&found.metric);
    let asked = visit.asked();
    let text = |name: &str| asked.text(name).unwrap_or_default().to_owned();
    let by = text("by");
    let in_time = ["day", "week", "month", "quarter", "year"].contains(&by.as_str());
    let chart = if by.is_empty() {
        Chart::Table
    } else if in_time {
        Chart::Column
    } else {
        Chart::Bar
    };
    let card = Card { by, then: text("then"), ..Card::of(&name, chart) }.wide(12);
    let whole = Card { chart: Chart::Number, ..Card::of(&name, Chart::Number) };
    let schema = visit.schema().clone();
    let look = Look {
        currency: visit.settings().manners.currency,
        today: visit.look().today(),
        opens: true,
        changes: None,
        schema: &schema,
    };
    let mut shown = Vec::new();
    let problem = match &found.answer {
        Ok(_) => {
            for card in [Some(&whole), Some(&card).filter(|c| !c.by.is_empty())].into_iter().flatten() {
                let one: Figure =
                    figure(visit.engine(), visit.actor(), card, &Asked { ..found.filters.asked.clone() })
                        .await?;
                shown.push(Shown::Figure(Box::new(one)));
            }
            None
        }
        Err(Error::Invalid(problems)) => {
            Some(problems.0.iter().map(|p| p.message.clone()).collect::<Vec<_>>().join(" "))
        }
        Err(_) => None,
    };
    let query = asked.here();
    let query = query.split_once('?').map(|(_, q)| format!("?{q}")).unwrap_or_default();
    let mut commands = vec![
        Command::page(say!("dashboard-csv"), "download", format!("/dashboards/metrics/{name}/csv{query}"))
            .shown(Where::Bar),
    ];
    for (id, title) in mine(&visit).await? {
        let pairs = [
            ("metric", name.as_str()),
            ("by", card.by.as_str()),
            ("then", card.then.as_str()),
            ("chart", chart.name()),
        ];
        let to =
            address(&format!("/dashboards/{id}/cards/new"), pairs.into_iter().filter(|(_, v)| !v.is_empty()));
        commands.push(Command::dialog(say!("dashboard-add-to", dashboard = title), "plus", to));
    }
    let body = html! {
        (topbar(&[("/dashboards", &dashboards.labels), ("/dashboards/metrics", &say!("dashboard-metrics"))], &label, None, command::bar("metric-menu", &commands)))
        div.toolbar role="toolbar" aria-label=(say!("dashboard-filters")) {
            @if found.metric.date.is_some() { (found.filters.bar(&visit)) }
            span.grow {}
            @if found.metric.date.is_some() { span.text-sm.text-muted."max-lg:hidden" { (found.filters.words()) } }
        }
        div.panel-body."bg-base-100" tabindex="0" role="region" aria-label=(label) {
            div."p-4".grid."gap-4" {
                p.text-muted { (engine::said::metric_definition(&found.metric)) " " span.whitespace-nowrap { (say!("dashboard-defined", owner = engine::metric::OWNER, version = i64::from(found.metric.version))) } }
                (form(&visit, &found.metric, &card))
                @if let Some(wrong) = &found.filters.wrong { (alert(Mood::Warning, html! { (wrong) })) }
                @if let Some(problem) = &problem { (alert(Mood::Error, html! { (problem) })) }
                div.grid."gap-4"."xl:grid-cols-12" { (super::cards::cards(&look, &shown)) }
                @if let Ok(answer) = &found.answer { (all_parts(&look, answer)) }
            }
        }
    };
    visit.page(&label, Some(format!("/live?object={}", found.metric.object)), body).await
}

/// The dashboards a person may add a card to.
async fn mine(visit: &Visit) -> Result<Vec<(base::Id, String)>, Error> {
    let query = Query::new("dashboard").filter("owner = me")?.sort("name")?.limit(8);
    let all = visit.engine().records(visit.actor(), &query).await?.0;
    Ok(all.iter().map(|r| (r.id, r.title())).collect())
}

/// What it is split by and narrowed to.
fn form(visit: &Visit, metric: &Metric, card: &Card) -> Markup {
    let splits = super::names::splits(visit.schema(), visit.actor(), metric);
    let choice = |name: &str, label: &str, now: &str| {
        html! {
            label.text-sm.grid."gap-1" { (label)
                select.select.select-sm."w-52" name=(name) data-action="change->submit#now" {
                    option value="" { (say!("dashboard-by-nothing")) }
                    @for (key, label) in &splits { option value=(key) selected[key == now] { (label) } }
                }
            }
        }
    };
    html! {
        form.flex.flex-wrap.items-end."gap-3" method="get" action={ "/dashboards/metrics/" (metric.name) } data-controller="submit" {
            @for name in ["period", "from", "to", "compare", "whose"] { @if let Some(value) = visit.asked().text(name) { input type="hidden" name=(name) value=(value); } }
            (choice("by", &say!("dashboard-by"), &card.by))
            (choice("then", &say!("dashboard-then"), &card.then))
            label.text-sm.grid."gap-1".grow."min-w-60" { (say!("dashboard-filter")) input.input.input-sm.w-full name="filter" value=(visit.asked().text("filter").unwrap_or_default()) autocomplete="off" spellcheck="false"; }
            button.btn.btn-sm { (say!("dashboard-show")) }
        }
    }
}

/// Every part, where the chart leaves some out.
fn all_parts(look: &Look<'_>, answer: &MetricAnswer) -> Markup {
    let value = |row: &engine::metric::MetricRow| {
        ui::field::figure::figure(&row.reading, answer.metric.unit, look.currency)
    };
    let name = |row: &engine::metric::MetricRow| {
        if row.label.is_empty() {
            say!("dashboard-without").into_owned()
        } else {
            ui::field::figure::step(&row.key, &row.label, look.today)
        }
    };
    html! {
        @if answer.by.len() > 10 {
            section.card."overflow-x-auto" aria-label=(say!("dashboard-all-parts")) tabindex="0" role="region" {
                table.table {
                    thead { tr { th scope="col" { (say!("dashboard-part")) } th.num scope="col" { (engine::said::metric_label(&answer.metric)) } th.num scope="col" { (say!("dashboard-records")) } } }
                    tbody { @for row in answer.by.iter().take(PARTS) { tr { th.font-normal scope="row" { (name(row)) } td.num { (look.link(&answer.plural, &row.filter, &html! { (value(row)) })) } td.num { (ui::field::words::number(row.count)) } } } }
                }
            }
            @if answer.truncated { p.text-muted.text-sm { (say!("dashboard-truncated")) } }
        }
    }
}

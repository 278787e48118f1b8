//! The form of a card: which metric, split by what, drawn how. Choosing another metric asks for the page again, since what it
//! can be split by depends on it.
use axum::Form;
use axum::extract::Path;
use axum::http::StatusCode;
use base::{Error, Problems};
use engine::Record;
use engine::metric::Metric;
use maud::{Markup, html};
use records::pages::{Flash, Visit, range_said};
use reports::card::{Card, Chart};
use reports::dashboard::cards;
use reports::period::WORDS;
use ui::field::Typed;
use ui::part::{field_error, summary, topbar};
use ui::web::{Answer, Fault};
use ui::{Button, key, say, say::Key};

/// How a card is drawn, in words.
pub(super) const CHARTS: [(Chart, Key); 6] = [
    (Chart::Number, key!("dashboard-chart-number")),
    (Chart::Column, key!("dashboard-chart-column")),
    (Chart::Bar, key!("dashboard-chart-bar")),
    (Chart::Line, key!("dashboard-chart-line")),
    (Chart::Funnel, key!("dashboard-chart-funnel")),
    (Chart::Table, key!("dashboard-chart-table")),
];

/// The metrics a person may ask for, by the names of their objects.
pub(super) fn metrics(visit: &Visit) -> Vec<(String, Vec<Metric>)> {
    let mut all: Vec<(String, Vec<Metric>)> = Vec::new();
    for metric in visit.engine().metrics() {
        let Ok(object) = visit.object(metric.object) else { continue };
        match all.iter_mut().find(|(name, _)| *name == object.labels) {
            Some((_, list)) => list.push(*metric),
            None => all.push((object.labels.clone(), vec![*metric])),
        }
    }
    all
}

/// The card as a form says it.
fn read(typed: &Typed) -> Card {
    let text = |name: &str| typed.text(name).trim().to_owned();
    Card {
        metric: text("metric"),
        title: text("title"),
        by: text("by"),
        then: text("then"),
        chart: Chart::parse(typed.text("chart")).unwrap_or_default(),
        period: text("period"),
        filter: text("filter"),
        width: typed.text("width").parse().unwrap_or_default(),
    }
}

/// What the address says of a card: `metric`, `by`, `chart` when one was chosen.
fn suggested(visit: &Visit, card: &mut Card) {
    let asked = visit.asked();
    let put = |name: &str, slot: &mut String| {
        if let Some(text) = asked.text(name) {
            text.clone_into(slot);
        }
    };
    put("title", &mut card.title);
    put("by", &mut card.by);
    put("then", &mut card.then);
    put("period", &mut card.period);
    put("filter", &mut card.filter);
    if let Some(metric) = asked.text("metric") {
        if metric != card.metric && asked.text("by").is_none() {
            card.by = String::new();
        }
        metric.clone_into(&mut card.metric);
    }
    if let Some(chart) = asked.text("chart").and_then(Chart::parse) {
        card.chart = chart;
    }
    if let Some(width) = asked.text("width").and_then(|w| w.parse().ok()) {
        card.width = width;
    }
}

/// `GET /dashboards/{id}/cards/new`
pub(super) async fn new(visit: Visit, Path(id): Path<String>) -> Answer {
    let record = visit.changeable("dashboards", &id).await?;
    let first = visit.engine().metrics().iter().find(|m| visit.object(m.object).is_ok());
    let mut card = Card::of(first.map_or("", |m| m.name), Chart::Number);
    suggested(&visit, &mut card);
    page(&visit, &record, None, &card, &Problems::default()).await
}

/// The card at a place of a dashboard.
fn at(record: &Record, place: &str) -> Result<(usize, Card), Fault> {
    let place: usize = place.parse().map_err(|_| Fault::not_found())?;
    let card = cards(record).into_iter().nth(place).ok_or_else(Fault::not_found)?;
    Ok((place, card))
}

/// `GET /dashboards/{id}/cards/{place}`
pub(super) async fn edit(visit: Visit, Path((id, place)): Path<(String, String)>) -> Answer {
    let record = visit.changeable("dashboards", &id).await?;
    let (place, mut card) = at(&record, &place)?;
    suggested(&visit, &mut card);
    page(&visit, &record, Some(place), &card, &Problems::default()).await
}

/// `POST /dashboards/{id}/cards/new`
pub(super) async fn add(
    visit: Visit,
    Path(id): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let record = visit.changeable("dashboards", &id).await?;
    let typed = Typed::sent(pairs);
    let card = read(&typed);
    let mut all = cards(&record);
    all.push(card.clone());
    keep(&visit, &record, None, &typed, &all, &card, say!("dashboard-card-added").into_owned()).await
}

/// `POST /dashboards/{id}/cards/{place}`
pub(super) async fn save(
    visit: Visit,
    Path((id, place)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    let record = visit.changeable("dashboards", &id).await?;
    let (place, old) = at(&record, &place)?;
    let typed = Typed::sent(pairs);
    let mut all = cards(&record);
    if typed.has("remove") {
        all.remove(place);
        return keep(
            &visit,
            &record,
            Some(place),
            &typed,
            &all,
            &old,
            say!("dashboard-card-removed").into_owned(),
        )
        .await;
    }
    let card = read(&typed);
    if let Some(slot) = all.get_mut(place) {
        *slot = card.clone();
    }
    keep(&visit, &record, Some(place), &typed, &all, &card, say!("dashboard-card-changed").into_owned()).await
}

/// Saves the cards, or shows the form again with what is wrong.
async fn keep(
    visit: &Visit,
    record: &Record,
    place: Option<usize>,
    typed: &Typed,
    all: &[Card],
    card: &Card,
    words: String,
) -> Answer {
    let saved = match check(visit, card).await {
        Ok(()) => super::arrange::keep(visit, record, typed, all).await,
        Err(error) => Err(error),
    };
    let here = format!("/dashboards/{}", record.id);
    match saved {
        Ok(done) => Ok(Flash::done(words).undo(done.batch).then(&here)),
        Err(Error::Invalid(problems)) => page(visit, record, place, card, &own(problems)).await,
        Err(Error::Conflict(_)) => Ok(Flash::failed(say!("dashboard-changed-meanwhile")).then(&here)),
        Err(other) => Err(other.into()),
    }
}

/// What a metric cannot answer is said where it is asked: a field that is not there, a filter that means nothing.
async fn check(visit: &Visit, card: &Card) -> Result<(), Error> {
    let habits = super::filters::Habits { against: None, ..Default::default() };
    let asked = super::filters::Filters::of(visit, &habits).asked;
    let asked = reports::figures::Asked { filter: String::new(), ..asked };
    match reports::figures::figure(visit.engine(), visit.actor(), card, &asked).await {
        Ok(_) => Ok(()),
        Err(Error::NotFound) => {
            Err(Error::invalid("metric", "unknown", say!("dashboard-no-metric", name = &card.metric)))
        }
        Err(other) => Err(other),
    }
}

/// Problems of one of several cards, as those of the form.
fn own(problems: Problems) -> Problems {
    let mut out = Problems::default();
    for problem in problems.0 {
        let field = problem
            .field
            .strip_prefix("cards.")
            .and_then(|f| f.split_once('.'))
            .map_or(problem.field.clone(), |(_, name)| name.to_owned());
        if !out.0.iter().any(|p| p.field == field) {
            out.add(&field, problem.code, problem.message);
        }
    }
    out
}

async fn page(
    visit: &Visit,
    record: &Record,
    place: Option<usize>,
    card: &Card,
    problems: &Problems,
) -> Answer {
    let here = format!("/dashboards/{}", record.id);
    let form = place.map_or_else(|| format!("{here}/cards/new"), |n| format!("{here}/cards/{n}"));
    let title = if place.is_some() { say!("dashboard-change") } else { say!("dashboard-add-card") };
    let list = visit.object("dashboard")?;
    let metric = visit.engine().metrics().iter().find(|m| m.name == card.metric);
    let splits = metric.map(|m| super::names::splits(visit.schema(), visit.actor(), m)).unwrap_or_default();
    let body = html! {
        (topbar(&[("/dashboards", &list.labels), (&here, &record.title())], &title, None, html! {}))
        div.panel-body tabindex="0" role="region" aria-label=(title) {
            form."max-w-[42rem]".mx-auto."p-4"."md:p-6".grid."gap-4" id="card-form" method="post" action=(form) novalidate {
                input type="hidden" name="version" value=(record.version);
                (summary(&say!("dashboard-not-saved"), problems, label))
                div.grid."gap-4"."sm:grid-cols-2".items-start {
                    (metric_field(visit, card, problems, &form))
                    (line("title", &say!("dashboard-card-title"), &card.title, Some(&say!("dashboard-card-title-hint")), problems))
                    (choice("chart", &say!("dashboard-chart"), CHARTS.iter().map(|(c, l)| (c.name().to_owned(), l.said().into_owned())), card.chart.name(), None, problems))
                    (choice("width", &say!("dashboard-width"), widths(), &card.width.to_string(), None, problems))
                    (choice("by", &say!("dashboard-by"), std::iter::once((String::new(), say!("dashboard-by-nothing").into_owned())).chain(with(splits.clone(), &card.by)), &card.by, None, problems))
                    (choice("then", &say!("dashboard-then"), std::iter::once((String::new(), say!("dashboard-by-nothing").into_owned())).chain(with(splits, &card.then)), &card.then, None, problems))
                    @if metric.is_none_or(|m| m.date.is_some()) {
                        (choice("period", &say!("dashboard-period"), std::iter::once((String::new(), say!("dashboard-period-shared").into_owned())).chain(WORDS.iter().map(|w| ((*w).to_owned(), super::filters::capital(&range_said(w))))), &card.period, None, problems))
                    }
                    (line("filter", &say!("dashboard-filter"), &card.filter, Some(&say!("dashboard-filter-hint")), problems))
                }
                @if let Some(metric) = metric { p.text-sm.text-muted { (engine::said::metric_definition(metric)) } }
                div.flex.flex-wrap."gap-2" {
                    (Button::new(&say!("app-save")).primary().key("mod+enter"))
                    @if place.is_some() { button.btn.btn-ghost.text-error name="remove" value="1" { (ui::icon::sized("trash-2", "icon !text-error")) (say!("dashboard-remove-card")) } }
                }
            }
        }
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.page_or_dialog(status, &title, None, body).await
}

/// What was chosen once and is not offered any more stays.
fn with(mut all: Vec<(String, String)>, now: &str) -> Vec<(String, String)> {
    if !now.is_empty() && !all.iter().any(|(key, _)| key == now) {
        all.push((now.to_owned(), now.to_owned()));
    }
    all
}

fn label(key: &str) -> String {
    match key {
        "metric" => say!("dashboard-metric"),
        "title" => say!("dashboard-card-title"),
        "by" => say!("dashboard-by"),
        "then" => say!("dashboard-then"),
        "filter" => say!("dashboard-filter"),
        "width" => say!("dashboard-width"),
        _ => say!("dashboard-card"),
    }
    .into_owned()
}

fn widths() -> impl Iterator<Item = (String, String)> {
    std::iter::once(("0".to_owned(), say!("dashboard-width-auto").into_owned()))
        .chain((3..=12).map(|n| (n.to_string(), say!("dashboard-width-of", count = n).into_owned())))
}

/// The metrics by their objects; choosing one asks for the form again, with a button where no script runs.
fn metric_field(visit: &Visit, card: &Card, problems: &Problems, form: &str) -> Markup {
    let error = problems.of("metric").map(str::to_owned);
    html! {
        fieldset.fieldset {
            label.fieldset-legend for="f-metric" { (say!("dashboard-metric")) }
            div.flex."gap-2" {
                select.select.w-full id="f-metric" name="metric" data-controller="again" data-action="again#ask" data-again-address-value=(form) aria-invalid=[error.as_ref().map(|_| "true")] aria-describedby=[error.as_ref().map(|_| "f-metric-e")] {
                    @for (object, metrics) in metrics(visit) {
                        optgroup label=(object) { @for metric in &metrics { option value=(metric.name) selected[metric.name == card.metric] { (engine::said::metric_label(metric)) } } }
                    }
                }
                noscript { button.btn formmethod="get" formaction=(form) { (say!("dashboard-metric-choose")) } }
            }
            @if let Some(error) = &error { (field_error("f-metric", error)) }
        }
    }
}

fn choice(
    name: &str,
    label: &str,
    all: impl Iterator<Item = (String, String)>,
    now: &str,
    hint: Option<&str>,
    problems: &Problems,
) -> Markup {
    let id = format!("f-{name}");
    let error = problems.of(name).map(str::to_owned);
    html! {
        fieldset.fieldset {
            label.fieldset-legend for=(id) { (label) }
            select.select.w-full id=(id) name=(name) aria-invalid=[error.as_ref().map(|_| "true")] aria-describedby=[error.as_ref().map(|_| format!("{id}-e"))] {
                @for (key, label) in all { option value=(key) selected[key == now] { (label) } }
            }
            @if let Some(error) = &error { (field_error(&id, error)) }
            @if let Some(hint) = hint { p.label.whitespace-normal { (hint) } }
        }
    }
}

fn line(name: &str, label: &str, value: &str, hint: Option<&str>, problems: &Problems) -> Markup {
    let id = format!("f-{name}");
    let error = problems.of(name).map(str::to_owned);
    html! {
        fieldset.fieldset {
            label.fieldset-legend for=(id) { (label) }
            input.input.w-full id=(id) name=(name) value=(value) autocomplete="off" aria-invalid=[error.as_ref().map(|_| "true")] aria-describedby=[error.as_ref().map(|_| format!("{id}-e"))];
            @if let Some(error) = &error { (field_error(&id, error)) }
            @if let Some(hint) = hint { p.label.whitespace-normal { (hint) } }
        }
    }
}

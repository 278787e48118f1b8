//! The cards of a dashboard: figures in strips, charts as tables that a script draws, funnels, tables. Every number is a link
//! to the records behind it, for whoever may open them.
use base::{Currency, Date};
use engine::Schema;
use engine::metric::{MetricRow, Unit};
use maud::{Markup, html};
use records::pages::address;
use records::rates::converted;
use reports::card::Chart;
use reports::figures::{Figure, Series, Shown, series};
use ui::field::figure::{figure, number, step};
use ui::field::words::percentage;
use ui::part::{Mood, alert, menu};
use ui::say::inline;
use ui::{Button, say};

use super::filters::said;
use super::number;

/// How figures are shown to whoever looks.
pub(super) struct Look<'a> {
    /// The workspace's currency.
    pub(super) currency: Currency,
    /// Today, where they are.
    pub(super) today: Date,
    /// Numbers open into records.
    pub(super) opens: bool,
    /// The address of the dashboard whose cards they may change.
    pub(super) changes: Option<&'a str>,
    /// What fields are called.
    pub(super) schema: &'a Schema,
}

impl Look<'_> {
    /// What a figure is split by, in words.
    fn split(&self, shown: &Figure, by: &str) -> String {
        super::names::split(self.schema, shown.metric.object, by)
    }

    /// The tone of a part: the choice's own, where it is one.
    fn tone<'t>(&'t self, shown: &Figure, key: &str, place: usize) -> &'t str {
        let field =
            shown.answer.split.as_deref().and_then(|by| self.schema.object(shown.metric.object)?.field(by));
        let tone = field.and_then(|f| f.choice_of(key)).map(|c| c.tone.as_str()).filter(|t| !t.is_empty());
        tone.unwrap_or_else(|| TONES.get(place % TONES.len()).copied().unwrap_or("slate"))
    }

    /// A number that opens into the records a filter gives.
    pub(super) fn link(&self, plural: &str, filter: &str, inside: &Markup) -> Markup {
        if !self.opens {
            return html! { (inside) };
        }
        let filter = Some(("filter", filter)).filter(|(_, f)| !f.is_empty());
        html! { a.link.link-hover href=(address(&format!("/{plural}"), filter)) { (inside) } }
    }
}

/// Figures in one strip at most.
const STRIP: usize = 5;
/// Bars and rows of a card at most; the page of the metric has them all.
const ROWS: usize = 10;

/// All cards, in their order.
pub(super) fn cards(look: &Look<'_>, all: &[Shown]) -> Markup {
    let mut parts = Vec::new();
    let mut strip: Vec<(usize, &Figure)> = Vec::new();
    for (place, shown) in all.iter().enumerate() {
        match shown {
            Shown::Figure(figure) if figure.card.chart == Chart::Number => {
                strip.push((place, figure));
                if strip.len() == STRIP {
                    parts.push(self::strip(look, &std::mem::take(&mut strip)));
                }
            }
            other => {
                parts.push(self::strip(look, &std::mem::take(&mut strip)));
                parts.push(card(look, place, other));
            }
        }
    }
    parts.push(self::strip(look, &strip));
    html! { @for part in &parts { (part) } }
}

fn strip(look: &Look<'_>, figures: &[(usize, &Figure)]) -> Markup {
    html! {
        @if !figures.is_empty() {
            dl."stats".card."xl:col-span-12"."min-w-0" { @for (place, figure) in figures { (number::stat(look, figure, &change_of(look, *place, figure))) } }
        }
    }
}

/// On a page where cards are changed: the way to change this one.
fn change_of(look: &Look<'_>, place: usize, shown: &Figure) -> Markup {
    html! {
        @if let Some(here) = look.changes {
            a.btn.btn-ghost.btn-square.btn-xs href={ (here) "/cards/" (place) } data-turbo-frame="dialog" aria-label=(say!("dashboard-change-card", card = title(look, shown))) title=(say!("dashboard-change")) { (ui::icon::sized("pencil", "icon icon-sm")) }
        }
    }
}

fn span(columns: u8) -> &'static str {
    match columns {
        ..=3 => "xl:col-span-3",
        4 => "xl:col-span-4",
        5 => "xl:col-span-5",
        6 => "xl:col-span-6",
        7 => "xl:col-span-7",
        8 => "xl:col-span-8",
        9 => "xl:col-span-9",
        10 => "xl:col-span-10",
        11 => "xl:col-span-11",
        _ => "xl:col-span-12",
    }
}

fn card(look: &Look<'_>, place: usize, shown: &Shown) -> Markup {
    let wide = span(shown.card().columns());
    match shown {
        Shown::Figure(figure) => chart(look, place, figure, wide),
        Shown::Unseen(card) => broken(look, place, wide, &card.metric, &say!("dashboard-unseen")),
        Shown::Wrong(card, words) => broken(look, place, wide, &card.metric, words),
    }
}

fn broken(look: &Look<'_>, place: usize, wide: &str, name: &str, words: &str) -> Markup {
    html! {
        section class={ "card min-w-0 " (wide) } {
            div.card-body."gap-3" {
                h2.card-title { (name) }
                (alert(Mood::Warning, html! { (words) }))
                @if let Some(here) = look.changes { div { a.btn.btn-sm href={ (here) "/cards/" (place) } data-turbo-frame="dialog" { (say!("dashboard-change")) } } }
            }
        }
    }
}

/// What stands over a card: its own title, or the metric and what it is split by.
pub(super) fn title(look: &Look<'_>, shown: &Figure) -> String {
    if !shown.card.title.is_empty() {
        return shown.card.title.clone();
    }
    let metric = engine::said::metric_label(&shown.metric);
    match (shown.card.chart, shown.answer.split.as_deref()) {
        (Chart::Number, _) | (_, None) => metric,
        (_, Some(by)) => say!("dashboard-title", metric = metric, by = inline(&look.split(shown, by))).into(),
    }
}

/// Which days, and what each part is split by.
pub(super) fn subtitle(look: &Look<'_>, shown: &Figure) -> String {
    let days =
        shown.period.as_ref().map_or_else(|| say!("dashboard-now").into_owned(), |p| said(p, look.today));
    let days = match converted(&shown.answer.reading, shown.answer.conversion.as_ref()) {
        Some(how) => format!("{days} · {how}"),
        None => days,
    };
    match shown.answer.then.as_deref() {
        Some(then) => say!("dashboard-sub", days = days, by = inline(&look.split(shown, then))).into(),
        None => days,
    }
}

fn chart(look: &Look<'_>, place: usize, shown: &Figure, wide: &str) -> Markup {
    let id = format!("card-{place}");
    let all = series(shown, ROWS);
    let drawn = matches!(shown.card.chart, Chart::Column | Chart::Bar | Chart::Line) && !all.rows.is_empty();
    let axis = (shown.card.chart == Chart::Bar).then_some("y");
    let sign = sign(look, shown);
    let view = if shown.card.chart == Chart::Table { "table" } else { "chart" };
    html! {
        figure class={ "card chart min-w-0 " (wide) } id=(id) data-controller=[drawn.then_some("chart")] data-chart-axis-value=[axis] data-chart-unit-value=(sign.0) data-chart-scale-value=(sign.1) data-view=(view) aria-labelledby={ (id) "-t" } {
            div.card-body."gap-2"."p-0"."pt-3" {
                figcaption.flex.items-start."gap-1"."pl-4"."pr-2" {
                    span."min-w-0" {
                        span.card-title id={ (id) "-t" } { (title(look, shown)) }
                        span.block.text-sm.text-muted { (subtitle(look, shown)) }
                    }
                    span.grow {}
                    @if all.names.len() > 1 { (legend(&all)) }
                    @if drawn {
                        button.btn.btn-ghost.btn-square.btn-sm.needs-js type="button" data-action="chart#toggle" aria-pressed="false" aria-label=(say!("dashboard-as-table", card = title(look, shown))) title=(say!("dashboard-table")) { (ui::icon::icon("table-2")) }
                    }
                    (more(look, place, shown, drawn))
                }
                @if all.rows.is_empty() { p.text-muted."px-4"."pb-4" { (say!("dashboard-empty")) } }
                @else if shown.card.chart == Chart::Funnel { (funnel(look, shown, &all)) }
                @else {
                    @if drawn { div."px-3"."pb-2" { div.chart-canvas data-chart-target="canvas" role="img" aria-label=(finding(look, shown, &all)) {} } }
                    (table(look, shown, &all))
                }
            }
        }
    }
}

/// What stands before and behind the numbers of an axis, and what they are multiplied by.
fn sign(look: &Look<'_>, shown: &Figure) -> (String, &'static str) {
    match shown.metric.unit {
        Unit::Money => {
            let currency = shown.answer.reading.currency.unwrap_or(look.currency);
            (ui::field::words::sign(currency.as_str()).unwrap_or(currency.as_str()).to_owned(), "1")
        }
        Unit::Share => ("%".to_owned(), "100"),
        _ => (String::new(), "1"),
    }
}

fn legend(all: &Series<'_>) -> Markup {
    html! {
        span.flex.flex-wrap."gap-x-3".justify-end.text-xs.text-muted."pt-1"."max-sm:hidden" aria-hidden="true" {
            @for (name, tone) in all.names.iter().zip(TONES) { span.flex.items-center."gap-1.5" { span.dot.rounded-sm data-tone=(tone) {} (name) } }
        }
    }
}

/// The tones of the series of a chart, told apart by more than their shade.
const TONES: [&str; 5] = ["teal", "sky", "amber", "violet", "slate"];

fn more(look: &Look<'_>, place: usize, shown: &Figure, drawn: bool) -> Markup {
    let id = format!("card-menu-{place}");
    let name = say!("dashboard-more", card = title(look, shown));
    let metric = format!("/dashboards/metrics/{}", shown.metric.name);
    let by = shown.answer.split.as_deref().map(|by| ("by", by));
    html! {
        @if look.opens {
            (Button::plain(&name).icon("ellipsis").ghost().square().small().opens(&id))
            (menu(&id, &name, html! {
                (ui::part::menu_link(&address(&metric, by), "search", &say!("dashboard-explore"), None))
                @if drawn { li.needs-js role="none" { button type="button" role="menuitem" data-action="chart#picture" data-chart-outlet=(format!("#card-{place}")) { (ui::icon::icon("image")) (say!("dashboard-picture")) } } }
                @if let Some(here) = look.changes {
                    li role="none" { a role="menuitem" href={ (here) "/cards/" (place) } data-turbo-frame="dialog" { (ui::icon::icon("pencil")) (say!("dashboard-change")) } }
                }
            }))
        }
    }
}

/// What a row is called.
pub(super) fn label(look: &Look<'_>, row: &MetricRow) -> String {
    if row.label.is_empty() {
        say!("dashboard-without").into()
    } else {
        step(&row.key, &row.label, look.today)
    }
}

fn table(look: &Look<'_>, shown: &Figure, all: &Series<'_>) -> Markup {
    let unit = shown.metric.unit;
    let line = (shown.card.chart == Chart::Line).then_some("line");
    let stack = (all.names.len() > 1 && shown.card.chart != Chart::Line).then_some("s");
    let plural = &shown.answer.plural;
    let value = |reading: &engine::metric::Reading| figure(reading, unit, look.currency);
    html! {
        div."chart-table"."overflow-x-auto" tabindex="0" role="region" aria-label=(title(look, shown)) {
            table.table data-chart-target="table" {
                caption.sr-only { (title(look, shown)) ", " (subtitle(look, shown)) }
                thead {
                    tr {
                        th scope="col" { (shown.answer.split.as_deref().map(|by| look.split(shown, by)).unwrap_or_default()) }
                        @for (name, tone) in all.names.iter().zip(TONES) { th.num scope="col" data-tone=(tone) data-type=[line] data-stack=[stack] { (name) } }
                    }
                }
                tbody {
                    @for row in &all.rows {
                        tr {
                            th.font-normal scope="row" { (label(look, row.row)) }
                            @for part in &row.parts {
                                td.num data-v=[part.number] { @match part.reading { Some((reading, Some(filter))) => (look.link(plural, filter, &html! { (value(reading)) })), Some((reading, None)) => (value(reading)), None => { @match part.number { Some(n) => (number(n, unit, shown.answer.reading.currency, look.currency)), None => "–" } } } }
                            }
                        }
                    }
                }
                tfoot {
                    tr {
                        td { (say!("dashboard-all")) @if all.more > 0 { " " span.text-muted { "(" (say!("dashboard-not-shown", count = all.more)) ")" } } }
                        @if all.names.len() > 1 { td colspan=(all.names.len() - 1) {} }
                        td.num { (look.link(plural, &shown.answer.filter, &html! { (value(&shown.answer.reading)) })) }
                    }
                }
            }
        }
    }
}

/// Steps that become fewer, each with its share of the one before.
fn funnel(look: &Look<'_>, shown: &Figure, all: &Series<'_>) -> Markup {
    let most = all.rows.iter().map(|r| r.row.count).max().unwrap_or(1).max(1);
    let counts = shown.metric.unit == Unit::Count;
    html! {
        div."px-4"."pb-3"."grow" {
            table.w-full.text-sm {
                caption.sr-only { (title(look, shown)) }
                thead.sr-only { tr { th scope="col" { (say!("dashboard-step")) } th scope="col" { (say!("dashboard-records")) } th scope="col" { (say!("dashboard-records")) } @if !counts { th scope="col" { (title(look, shown)) } } } }
                tbody {
                    @for (n, row) in all.rows.iter().enumerate() {
                        tr {
                            th."font-normal"."text-muted"."pr-3"."py-1"."whitespace-nowrap".text-start scope="row" { (label(look, row.row)) }
                            td."w-full"."py-1" { span class={ "block h-6 rounded-sm bg-tone mx-auto w-[calc(var(--v)*1%)] min-w-0.5 v-" (row.row.count * 100 / most) } data-tone=(look.tone(shown, &row.row.key, n)) role="img" aria-label=(percentage(&(row.row.count * 100 / most).to_string())) {} }
                            td.num."pl-3"."py-1".font-medium { (look.link(&shown.answer.plural, &row.row.filter, &html! { (ui::field::words::number(row.row.count)) })) }
                            @if !counts { td.num."pl-3"."py-1".text-muted.whitespace-nowrap { (figure(&row.row.reading, shown.metric.unit, look.currency)) } }
                        }
                    }
                }
            }
        }
    }
}

/// What a chart shows, in a sentence for those who do not see it.
fn finding(look: &Look<'_>, shown: &Figure, all: &Series<'_>) -> String {
    let known = all.rows.iter().filter_map(|r| Some((r.row.reading.number()?, r)));
    let most = known.max_by(|a, b| a.0.total_cmp(&b.0));
    let whole = figure(&shown.answer.reading, shown.metric.unit, look.currency);
    let name = format!("{}, {}", title(look, shown), subtitle(look, shown));
    match most {
        Some((_, row)) => say!(
            "dashboard-finding",
            name = name,
            most = label(look, row.row),
            value = figure(&row.row.reading, shown.metric.unit, look.currency),
            whole = whole
        )
        .into(),
        None => name,
    }
}

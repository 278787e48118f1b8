//! The page of the forecast: what was won, what people say, what history says, against quotas; every number opens into
//! its deals.
use axum::extract::Query;
use base::{Id, Money};
use engine::Action;
use engine::filter::{Scope, quoted};
use engine::query::Bucket;
use maud::{Markup, html};
use records::pages::Visit;
use sales::forecast::facts::Category;
use sales::forecast::model::{Expected, LEAST_CLOSED, LEAST_WON};
use sales::forecast::{By, Forecast, Period, Row, TooThin, category_of};
use ui::field::words;
use ui::part::{Mood, alert, topbar};
use ui::say::Key;
use ui::web::Answer;
use ui::{Button, key, say};

use super::Asked;

/// What rows can be of.
const BY: [(By, Key); 3] = [
    (By::Owner, key!("forecast-by-owner")),
    (By::Team, key!("forecast-by-team")),
    (By::Pipeline, key!("forecast-by-pipeline")),
];

/// An address with what is not empty.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        query.append_pair(name, value);
    }
    let query = query.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// `GET /forecast`
pub(super) async fn show(visit: Visit, Query(asked): Query<Asked>) -> Answer {
    let question = asked.question()?;
    let found = sales::forecast::forecast(visit.engine(), visit.actor(), &question).await?;
    let page = Page {
        scope: visit.engine().scope(&engine::Actor::system()),
        visit: &visit,
        found: &found,
        asked: &asked,
    };
    visit.page(&say!("forecast-title"), None, page.show()).await
}

struct Page<'a> {
    visit: &'a Visit,
    found: &'a Forecast,
    asked: &'a Asked,
    scope: Scope,
}

impl Page<'_> {
    fn money(&self, minor: i64) -> String {
        words::money(
            Money { minor, currency: self.found.currency },
            self.visit.settings().manners.currency,
            false,
        )
    }

    fn about(&self, value: f64) -> String {
        // To whole units of the currency: an expectation has no cents.
        let unit = 10_f64.powi(self.found.currency.digits() as i32);
        self.money(((value / unit).round() * unit) as i64)
    }

    /// This page for another period or other rows.
    fn here(&self, period: &str, by: By) -> String {
        let asked = |text: &Option<String>| text.clone().unwrap_or_default();
        address(
            "/forecast",
            &[
                ("period", period),
                ("by", if by == By::Owner { "" } else { by.name() }),
                ("pipeline", &asked(&self.asked.pipeline)),
                ("as_of", &asked(&self.asked.as_of)),
            ],
        )
    }

    fn show(&self) -> Markup {
        let found = self.found;
        html! {
            (topbar(&[], &say!("forecast-title"), None, self.actions()))
            div.panel-body tabindex="0" role="region" aria-label=(say!("forecast-title")) {
                div."p-4"."md:p-6".grid."grid-cols-[minmax(0,1fr)]"."gap-6" {
                    (self.picker())
                    (self.whole())
                    (self.thin())
                    (self.table())
                    (self.notes())
                    (self.past())
                }
            }
            @if !found.is_now { p.sr-only { (say!("forecast-as-of", day = words::long_day(found.as_of))) } }
        }
    }

    fn can_change(&self) -> bool {
        let object = self.visit.schema().object("forecast_adjustment").cloned();
        object.is_some_and(|o| {
            self.visit.can(&o, Action::Create)
                && self.visit.actor().level(&o, Action::Update) == engine::Level::All
        })
    }

    fn actions(&self) -> Markup {
        let period = self.found.period_key.as_str();
        html! {
            @if self.can_change() {
                (Button::link(&address("/quotas/new", &[("period", period)]), &say!("forecast-set-quota")).small().icon("target").frame("dialog"))
                (Button::link(&address("/forecast_adjustments/new", &[("period", period)]), &say!("forecast-adjust")).small().icon("sliders-horizontal").frame("dialog"))
            }
        }
    }

    fn picker(&self) -> Markup {
        let found = self.found;
        let (scope, by) = (&self.scope, found.by);
        let other = if found.period.bucket == Bucket::Month { Bucket::Quarter } else { Bucket::Month };
        let inside = if found.period.has(scope.today()) { scope.today() } else { found.period.first };
        let near = |n: i32| found.period.before(n, scope);
        html! {
            div.flex.flex-wrap.items-center."gap-3" {
                nav.flex.items-center."gap-1" aria-label=(say!("forecast-period")) {
                    @let (before, behind) = (near(1), near(-1));
                    a.btn.btn-sm.btn-square href=(self.here(&before.key(scope), by)) aria-label=(before.label(scope)) title=(before.label(scope)) { (ui::icon::icon("chevron-left")) }
                    span."px-2".font-semibold { (found.period_label) }
                    a.btn.btn-sm.btn-square href=(self.here(&behind.key(scope), by)) aria-label=(behind.label(scope)) title=(behind.label(scope)) { (ui::icon::icon("chevron-right")) }
                }
                nav.join aria-label=(say!("forecast-length")) {
                    @for (bucket, word) in [(Bucket::Month, key!("forecast-month")), (Bucket::Quarter, key!("forecast-quarter"))] {
                        @let current = bucket != other;
                        @let to = Period::of(bucket, inside, scope).key(scope);
                        a.btn.btn-sm.join-item href=(self.here(&to, by)) aria-current=[current.then_some("true")] { (word) }
                    }
                }
                nav.join aria-label=(say!("forecast-rows")) {
                    @for (way, word) in BY { a.btn.btn-sm.join-item href=(self.here(&found.period_key, way)) aria-current=[(way == by).then_some("true")] { (word) } }
                }
                form.flex.items-center."gap-2" method="get" action="/forecast" {
                    input type="hidden" name="period" value=(found.period_key);
                    input type="hidden" name="by" value=(by.name());
                    @if let Some(pipeline) = &self.asked.pipeline { input type="hidden" name="pipeline" value=(pipeline); }
                    label.text-sm.text-muted.whitespace-nowrap for="f-as-of" { (say!("forecast-as-of-day")) }
                    input #f-as-of.input.input-sm type="date" name="as_of" value=(found.as_of) max=(scope.today());
                    (Button::new(&say!("forecast-show")).small())
                }
            }
        }
    }

    /// The deals behind a number, where they can be asked for: as they are now.
    fn deals(&self, filter: &str, row: &Row) -> Option<String> {
        if !self.found.is_now {
            return None;
        }
        let mut all = vec![filter.to_owned()];
        let whole = std::ptr::eq(row, &raw const self.found.total);
        if !whole {
            let path = match self.found.by {
                By::Owner => "owner",
                By::Team => "owner.team",
                By::Pipeline => "pipeline",
            };
            all.push(if row.key.is_empty() {
                format!("{path} IS NULL")
            } else {
                format!("{path} = {}", quoted(&row.key))
            });
        }
        if let Some(pipeline) = self.asked.pipeline.as_deref().filter(|p| !p.is_empty()) {
            all.push(format!("pipeline = {}", quoted(pipeline)));
        }
        Some(address("/deals", &[("filter", &all.join(" AND "))]))
    }

    /// Open deals that count in the period.
    fn expected(&self) -> String {
        let period = self.found.period;
        if period.has(self.found.as_of.plus_days(1)) {
            format!("outcome IS NULL AND (close_date <= {} OR close_date IS NULL)", period.last())
        } else {
            format!("outcome IS NULL AND close_date >= {} AND close_date <= {}", period.first, period.last())
        }
    }

    fn of_category(&self, category: Category) -> String {
        let name = Category::ALL.iter().find(|(_, c)| *c == category).map_or("", |(n, _)| n);
        let stages: Vec<String> = self
            .visit
            .schema()
            .object("deal")
            .and_then(|o| o.field("stage"))
            .map(|f| {
                f.choices.iter().filter(|c| category_of(c) == category).map(|c| quoted(&c.key)).collect()
            })
            .unwrap_or_default();
        let of_stage = if stages.is_empty() {
            String::new()
        } else {
            format!(" OR (forecast_category IS NULL AND stage IN ({}))", stages.join(", "))
        };
        format!("{} AND (forecast_category = {}{of_stage})", self.expected(), quoted(name))
    }

    fn linked(&self, text: &str, filter: &str, row: &Row) -> Markup {
        html! {
            @match self.deals(filter, row) {
                Some(to) => { a.link.link-hover href=(to) { (text) } }
                None => { (text) }
            }
        }
    }

    fn won(&self) -> String {
        let period = self.found.period;
        format!("outcome = \"won\" AND closed_at >= {} AND closed_at < {}", period.first, period.end())
    }

    fn whole(&self) -> Markup {
        let (found, total) = (self.found, &self.found.total);
        let card = |title: &str, value: Markup, line: Markup| {
            html! { div.stat { dt.stat-title { (title) } dd.stat-value { (value) } dd.stat-desc { (line) } } }
        };
        let won = card(
            &say!("forecast-won"),
            self.linked(&self.money(total.closed.0), &self.won(), total),
            html! { (say!("forecast-deals", count = total.closed.1)) },
        );
        let category = card(
            &say!("forecast-method-category"),
            html! { (self.money(total.by_category())) },
            html! { (say!("forecast-won-and-commit")) },
        );
        let weighted = card(
            &say!("forecast-method-weighted"),
            html! { (self.money(total.by_weight())) },
            html! { (say!("forecast-won-and-weighted")) },
        );
        let history = card(
            &say!("forecast-method-history"),
            match total.by_history() {
                Some(e) => html! { (self.about(e.value)) },
                None => html! { "–" },
            },
            match total.bounds() {
                Some((low, high)) => {
                    html! { (say!("forecast-between", low = &self.about(low), high = &self.about(high))) }
                }
                None => html! { (say!("forecast-thin-short")) },
            },
        );
        let quota = total.quota.map(|quota| {
            let gap = quota - total.called();
            let line = if gap > 0 {
                say!("forecast-short-of", amount = &self.money(gap)).into_owned()
            } else {
                say!("forecast-over", amount = &self.money(-gap)).into_owned()
            };
            card(&say!("forecast-quota"), html! { (self.money(quota)) }, html! { (line) })
        });
        html! {
            section aria-label=(say!("forecast-whole", period = &found.period_label)) {
                dl.stats.card { (won) (category) (weighted) (history) @if let Some(quota) = quota { (quota) } }
            }
        }
    }

    fn thin(&self) -> Markup {
        let Some(why) = self.found.too_thin else { return html! {} };
        let words = match why {
            TooThin::Closed { closed, won } => say!(
                "forecast-thin-closed",
                closed = closed,
                won = won,
                needs = LEAST_CLOSED,
                wins = LEAST_WON
            ),
            TooThin::Unchecked => say!("forecast-thin-unchecked"),
        };
        alert(Mood::Info, html! { p { (words) } })
    }

    fn table(&self) -> Markup {
        let found = self.found;
        let by_history = found.total.open.is_some();
        let quotas = found.total.quota.is_some() || found.rows.iter().any(|r| r.quota.is_some());
        let name = BY.iter().find(|(by, _)| *by == found.by).map(|(_, word)| word.said()).unwrap_or_default();
        html! {
            div.overflow-x-auto tabindex="0" role="region" aria-label=(say!("forecast-table", period = &found.period_label)) {
                table.table {
                    caption.sr-only { (say!("forecast-table", period = &found.period_label)) }
                    thead {
                        tr {
                            th scope="col" { (name) }
                            th.num scope="col" { (say!("forecast-won")) }
                            th.num scope="col" { (say!("forecast-commit")) }
                            th.num scope="col" { (say!("forecast-best-case")) }
                            th.num scope="col" { (say!("forecast-pipeline")) }
                            th.num scope="col" { (say!("forecast-weighted")) }
                            @if by_history {
                                th.num scope="col" { (say!("forecast-open")) }
                                th.num scope="col" { (say!("forecast-new")) }
                            }
                            th.num scope="col" { (say!("forecast-adjusted")) }
                            th.num scope="col" { (say!("forecast-called")) }
                            @if quotas { th.num scope="col" { (say!("forecast-quota")) } th.num scope="col" { (say!("forecast-gap")) } }
                        }
                    }
                    tbody { @for row in &found.rows { (self.row(row, by_history, quotas)) } }
                    tfoot { (self.row(&found.total, by_history, quotas)) }
                }
            }
        }
    }

    fn row(&self, row: &Row, by_history: bool, quotas: bool) -> Markup {
        let whole = std::ptr::eq(row, &raw const self.found.total);
        let label = match (whole, row.label.is_empty()) {
            (true, _) => say!("forecast-all").into_owned(),
            (false, true) => say!("forecast-nobody").into_owned(),
            _ => row.label.clone(),
        };
        let expected = |part: Option<Expected>| part.map_or_else(|| "–".to_owned(), |e| self.about(e.value));
        let between = |part: Option<Expected>| {
            part.map(|e| {
                let (low, high) = e.interval();
                say!("forecast-between", low = &self.about(low), high = &self.about(high)).into_owned()
            })
        };
        html! {
            tr {
                th scope="row" { (label) }
                td.num { (self.linked(&self.money(row.closed.0), &self.won(), row)) }
                @for ((value, _), category) in row.categories.iter().zip([Category::Commit, Category::BestCase, Category::Pipeline]) {
                    td.num { (self.linked(&self.money(*value), &self.of_category(category), row)) }
                }
                td.num { (self.linked(&self.money(row.weighted), &self.expected(), row)) }
                @if by_history {
                    td.num title=[between(row.open)] { (self.linked(&expected(row.open), "outcome IS NULL", row)) }
                    td.num title=[between(row.new)] { (expected(row.new)) }
                }
                td.num {
                    @if row.adjustments > 0 { a.link.link-hover href=(self.adjustments(row, whole)) { (self.money(row.adjusted)) } } @else { span.text-faint { "–" } }
                }
                td.num.font-medium { (self.money(row.called())) }
                @if quotas {
                    td.num { @match row.quota { Some(quota) => { a.link.link-hover href=(self.quotas(row, whole)) { (self.money(quota)) } } None => { span.text-faint { "–" } } } }
                    td.num { @match row.quota { Some(quota) => { (self.money(quota - row.called())) } None => { span.text-faint { "–" } } } }
                }
            }
        }
    }

    /// The records of a period that are about a row.
    fn about_row(&self, row: &Row, whole: bool) -> String {
        let period = format!("period = {}", quoted(&self.found.period_key));
        let id = row.key.parse::<Id>().ok().filter(|_| !whole).map(|id| quoted(&id.to_string()));
        match (self.found.by, id) {
            (By::Owner, Some(id)) => format!("{period} AND person = {id}"),
            (By::Team, Some(id)) => format!("{period} AND (team = {id} OR person.team = {id})"),
            _ => period,
        }
    }

    fn adjustments(&self, row: &Row, whole: bool) -> String {
        address("/forecast_adjustments", &[("filter", &self.about_row(row, whole))])
    }

    fn quotas(&self, row: &Row, whole: bool) -> String {
        address("/quotas", &[("filter", &self.about_row(row, whole))])
    }

    /// What the numbers take for granted.
    fn notes(&self) -> Markup {
        let found = self.found;
        html! {
            ul.text-sm.text-muted.grid."gap-1" {
                li { (say!("forecast-as-of", day = words::long_day(found.as_of))) " " (say!("forecast-no-score")) }
                @if found.undated > 0 { li { (say!("forecast-undated", count = found.undated)) } }
                @if found.guessed > 0 { li { (say!("forecast-guessed", count = found.guessed)) } }
                @if found.unconverted > 0 { li { (say!("forecast-unconverted", count = found.unconverted)) } }
                @if let Some(learnt) = &found.learnt {
                    li { (say!("forecast-learnt", deals = learnt.deals, days = learnt.days, periods = learnt.open.len(), open = &factor(learnt.factors.0), new = &factor(learnt.factors.1))) }
                }
            }
        }
    }

    /// How good earlier forecasts were.
    fn past(&self) -> Markup {
        let found = self.found;
        if found.past.is_empty() {
            return html! {};
        }
        let off = |said: i64, came: i64| {
            (came != 0).then(|| {
                let share = (said - came) as f64 / came as f64 * 100.0;
                words::percentage(&words::grouped(&format!("{share:+.0}").replace('+', "")))
            })
        };
        let sign = |said: i64, came: i64| if said > came { "+" } else { "" };
        html! {
            div {
                h2 #t-past.font-semibold."mb-2" { (say!("forecast-past")) }
                p.text-sm.text-muted."mb-2" { (say!("forecast-past-hint")) }
                div.overflow-x-auto tabindex="0" role="region" aria-labelledby="t-past" {
                    table.table {
                        thead { tr {
                            th scope="col" { (say!("forecast-period")) }
                            th.num scope="col" { (say!("forecast-came")) }
                            th.num scope="col" { (say!("forecast-method-category")) }
                            th.num scope="col" { (say!("forecast-method-weighted")) }
                            th.num scope="col" { (say!("forecast-method-history")) }
                            th scope="col" { (say!("forecast-from")) }
                        } }
                        tbody {
                            @for said in &found.past {
                                tr {
                                    th scope="row" { a.link.link-hover href=(self.here(&said.key, found.by)) { (said.label) } }
                                    td.num { (self.money(said.came)) }
                                    @for value in said.said {
                                        td.num {
                                            @match value {
                                                Some(value) => { (self.money(value)) @if let Some(off) = off(value, said.came) { " " span.text-muted { "(" (sign(value, said.came)) (off) ")" } } }
                                                None => { span.text-faint { (say!("forecast-thin-short")) } }
                                            }
                                        }
                                    }
                                    td.text-muted { (if said.kept { say!("forecast-kept") } else { say!("forecast-again") }) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A factor with two places, as people write numbers.
fn factor(value: f64) -> String {
    words::typed(&format!("{value:.2}"))
}

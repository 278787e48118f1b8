//! The page of a dashboard: its cards over some days, those it brings or one's own.
use base::Error;
use engine::{Action, Record};
use maud::{Markup, html};
use records::pages::Visit;
use reports::card::Card;
use reports::dashboard::{Shipped, cards, shipped};
use reports::figures::figures;
use ui::command::{self, Command, Shown};
use ui::part::{Mood, alert, empty, topbar};
use ui::web::Answer;
use ui::{Button, say};

use super::cards::Look;
use super::filters::{Filters, Habits};

/// A dashboard, whether Rondo brings it or somebody made it.
pub(super) struct Dashboard {
    /// The end of its address.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) about: String,
    pub(super) cards: Vec<Card>,
    pub(super) habits: Habits,
    /// The record of one that somebody made.
    pub(super) record: Option<Record>,
}

impl Dashboard {
    /// By the end of its address, for a person.
    pub(super) async fn of(visit: &Visit, key: &str) -> Result<Self, Error> {
        visit.object("dashboard")?;
        if let Some(own) = shipped().into_iter().find(|s| s.key == key) {
            return Ok(own.into());
        }
        Ok(Self::from(visit.record("dashboards", key).await?))
    }

    /// Its address.
    pub(super) fn here(&self) -> String {
        format!("/dashboards/{}", self.key)
    }
}

impl From<Shipped> for Dashboard {
    fn from(own: Shipped) -> Self {
        Self {
            key: own.key.to_owned(),
            name: own.name.said().into_owned(),
            about: own.about.said().into_owned(),
            cards: own.cards,
            habits: Habits { whose: own.whose.to_owned(), ..Habits::default() },
            record: None,
        }
    }
}

impl From<Record> for Dashboard {
    fn from(record: Record) -> Self {
        Self {
            key: record.id.to_string(),
            name: record.title(),
            about: record.get("description").text().unwrap_or_default().to_owned(),
            cards: cards(&record),
            habits: Habits::of(&record),
            record: Some(record),
        }
    }
}

/// `GET /dashboards/{key}`
pub(super) async fn show(visit: Visit, key: String) -> Answer {
    let dashboard = Dashboard::of(&visit, &key).await?;
    let here = dashboard.here();
    let may = dashboard
        .record
        .as_ref()
        .is_some_and(|r| r.deleted_at.is_none() && visit.actor().may(Action::Update, r));
    let filters = Filters::of(&visit, &dashboard.habits);
    let shown = figures(visit.engine(), visit.actor(), &dashboard.cards, &filters.asked).await?;
    let schema = visit.schema().clone();
    let look = Look {
        currency: visit.settings().manners.currency,
        today: visit.look().today(),
        opens: true,
        changes: may.then_some(here.as_str()),
        schema: &schema,
    };
    let list = visit.object("dashboard")?;
    let body = html! {
        div.contents data-controller="screen" {
            (topbar(&[("/dashboards", &list.labels)], &dashboard.name, None, command::bar("dashboard-menu", &commands(&visit, &dashboard, may))))
            (bar(&visit, &filters))
            div.panel-body."bg-base-100" tabindex="0" role="region" aria-label=(dashboard.name) {
                div."p-4".grid."gap-4" {
                    @if !dashboard.about.is_empty() { p.text-muted."max-w-[60rem]" { (dashboard.about) } }
                    @if let Some(wrong) = &filters.wrong { (alert(Mood::Warning, html! { (wrong) })) }
                    div.grid."gap-4"."xl:grid-cols-12".items-stretch data-screen-target="cards" { (super::cards::cards(&look, &shown)) }
                    @if shown.is_empty() { (nothing(&here, may)) }
                }
            }
        }
    };
    let mut objects: Vec<&str> = visit
        .engine()
        .metrics()
        .iter()
        .filter(|m| dashboard.cards.iter().any(|c| c.metric == m.name))
        .map(|m| m.object)
        .collect();
    objects.sort_unstable();
    objects.dedup();
    let live = format!("/live?object={}", [objects.join(","), "dashboard".to_owned()].join(","));
    visit.page(&dashboard.name, Some(live), body).await
}

fn bar(visit: &Visit, filters: &Filters) -> Markup {
    html! {
        div.toolbar role="toolbar" aria-label=(say!("dashboard-filters")) {
            (filters.bar(visit))
            span.grow {}
            span.text-sm.text-muted."max-lg:hidden" { (filters.words()) }
            button.btn.btn-ghost.btn-sm.btn-square.needs-js."max-md:hidden" type="button" data-action="screen#print" aria-label=(say!("dashboard-print")) title=(say!("dashboard-print")) { (ui::icon::icon("printer")) }
            button.btn.btn-ghost.btn-sm.btn-square.needs-js."max-md:hidden" type="button" data-action="screen#full" aria-label=(say!("dashboard-fullscreen")) title=(say!("dashboard-fullscreen")) { (ui::icon::icon("scan")) }
        }
    }
}

fn nothing(here: &str, may: bool) -> Markup {
    empty(
        "chart-column",
        &say!("dashboard-no-cards"),
        &say!("dashboard-no-cards-text"),
        html! { @if may { (Button::link(&format!("{here}/cards/new"), &say!("dashboard-add-card")).icon("plus").primary().frame("dialog")) } },
    )
}

/// What can be done with it.
fn commands(visit: &Visit, dashboard: &Dashboard, may: bool) -> Vec<Command> {
    let here = dashboard.here();
    let query = visit.asked().here();
    let query = query.split_once('?').map(|(_, q)| format!("?{q}")).unwrap_or_default();
    let mut all = Vec::new();
    if may {
        all.push(
            Command::dialog(say!("dashboard-add-card"), "plus", format!("{here}/cards/new"))
                .key("n")
                .shown(Shown::Main),
        );
        all.push(
            Command::page(say!("dashboard-layout"), "layout-grid", format!("{here}/layout"))
                .shown(Shown::Bar),
        );
        all.push(
            Command::dialog(say!("dashboard-share"), "share-2", format!("{here}/link")).shown(Shown::Bar),
        );
        all.push(Command::dialog(say!("dashboard-properties"), "pencil", format!("{here}/edit")).key("e"));
    }
    all.push(Command::page(say!("dashboard-csv"), "download", format!("{here}/csv{query}")));
    all.push(Command::page(say!("dashboard-pdf"), "file-text", format!("{here}/pdf{query}")));
    if visit.object("dashboard").is_ok_and(|o| visit.can(&o, Action::Create)) {
        let shown = if may { Shown::Menu } else { Shown::Bar };
        all.push(Command::post(say!("dashboard-copy"), "copy", format!("{here}/copy")).shown(shown));
    }
    if let Some(record) = &dashboard.record {
        all.push(Command::page(say!("dashboard-history"), "history", format!("{here}?as=record")));
        if visit.actor().may(Action::Delete, record) && record.deleted_at.is_none() {
            all.push(Command::danger(say!("dashboard-delete"), "trash-2", format!("{here}/delete")));
        }
    }
    all
}

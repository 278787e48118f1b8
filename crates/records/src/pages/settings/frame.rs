//! The frame of every page of the settings: where one is, everything there is to set beside it, and a pane for details.
use std::borrow::Cow;
use ui::key;
use ui::say;
use ui::say::Key;

use axum::http::StatusCode;
use maud::{Markup, html};
use ui::icon::{icon, sized};
use ui::part::topbar;
use ui::web::Answer;

use super::super::visit::Visit;

/// A page of the settings.
#[expect(missing_docs, reason = "each is the page of its name")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Profile,
    Calendars,
    Workspace,
    People,
    Teams,
    Roles,
    Objects,
    Pipelines,
    Leads,
    Rates,
    Tokens,
    Log,
}

/// One line of the sections: its group, address, name, icon; only for administrators.
const PLACES: [(Place, Key, &str, Key, &str, bool); 12] = [
    (Place::Profile, key!("settings-you"), "/profile", key!("settings-profile"), "user-round", false),
    (
        Place::Calendars,
        key!("settings-you"),
        "/profile/calendars",
        key!("settings-calendars"),
        "calendar-days",
        false,
    ),
    (Place::Workspace, key!("settings-workspace"), "/settings", key!("settings-general"), "building", false),
    (Place::People, key!("settings-workspace"), "/settings/people", key!("settings-people"), "users", true),
    (
        Place::Teams,
        key!("settings-workspace"),
        "/settings/teams",
        key!("settings-teams"),
        "users-round",
        true,
    ),
    (Place::Roles, key!("settings-workspace"), "/settings/roles", key!("settings-roles"), "shield", true),
    (Place::Objects, key!("settings-data"), "/settings/objects", key!("settings-objects"), "blocks", false),
    (
        Place::Pipelines,
        key!("settings-data"),
        "/settings/pipelines",
        key!("settings-pipelines"),
        "milestone",
        true,
    ),
    (Place::Leads, key!("settings-data"), "/settings/leads", key!("settings-leads"), "magnet", true),
    (Place::Rates, key!("settings-data"), "/settings/rates", key!("settings-rates"), "coins", true),
    (Place::Tokens, key!("settings-system"), "/settings/tokens", key!("settings-tokens"), "key-round", false),
    (Place::Log, key!("settings-system"), "/settings/log", key!("settings-log"), "scroll-text", true),
];

/// The pages of the settings a person may open: address, name, icon.
pub(in super::super) fn places(
    visit: &Visit,
) -> impl Iterator<Item = (&'static str, Cow<'static, str>, &'static str)> {
    let admin = visit.actor.is_admin();
    PLACES.iter().filter(move |p| !p.5 || admin).map(|p| (p.2, p.3.said(), p.4))
}

/// A page of the settings on its way out.
#[must_use]
pub struct Frame<'a> {
    visit: &'a Visit,
    now: Place,
    title: Cow<'a, str>,
    object: Option<&'a str>,
    crumbs: Vec<(&'a str, Cow<'a, str>)>,
    actions: Markup,
    status: StatusCode,
    aside: Option<(Cow<'a, str>, Markup)>,
}

impl<'a> Frame<'a> {
    /// A page at a place.
    pub fn new(visit: &'a Visit, now: Place, title: impl Into<Cow<'a, str>>) -> Self {
        let crumbs = vec![("/settings", say!("shell-settings"))];
        Self {
            visit,
            now,
            title: title.into(),
            object: None,
            crumbs,
            actions: html! {},
            status: StatusCode::OK,
            aside: None,
        }
    }

    /// A page on the way to this one.
    pub(super) fn crumb(mut self, href: &'a str, label: impl Into<Cow<'a, str>>) -> Self {
        self.crumbs.push((href, label.into()));
        self
    }

    /// The object it is about.
    pub(super) fn object(self, key: &'a str) -> Self {
        Self { object: Some(key), ..self }
    }

    /// What one can do here.
    pub(super) fn actions(self, actions: Markup) -> Self {
        Self { actions, ..self }
    }

    /// Whether something went wrong.
    pub fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// A pane at the end, with its name.
    pub(super) fn aside(self, name: impl Into<Cow<'a, str>>, pane: Option<Markup>) -> Self {
        Self { aside: pane.map(|p| (name.into(), p)), ..self }
    }

    /// The page.
    pub async fn show(self, body: Markup) -> Answer {
        let columns = if self.aside.is_some() {
            "panes flex-1 lg:grid-cols-[13.5rem_minmax(0,1fr)_21rem]"
        } else {
            "panes flex-1 lg:grid-cols-[13.5rem_minmax(0,1fr)]"
        };
        let crumbs: Vec<(&str, &str)> =
            self.crumbs.iter().map(|(href, label)| (*href, label.as_ref())).collect();
        let page = html! {
            (topbar(&crumbs, &self.title, None, self.actions.clone()))
            div class=(columns) {
                nav class="max-lg:hidden p-2" aria-label=(say!("settings-nav")) tabindex="0" data-controller="sift" { (self.places(true)) }
                details class="lg:hidden border-b border-line" {
                    summary class="flex items-center gap-2 px-4 py-3 text-sm cursor-pointer list-none" {
                        (icon("settings")) span class="grow" { (say!("settings-all")) } (sized("chevron-down", "icon icon-sm text-faint"))
                    }
                    nav class="px-2 pb-2" aria-label=(say!("settings-all")) { (self.places(false)) }
                }
                @if let Some((name, pane)) = &self.aside {
                    // On small screens what was opened comes first.
                    div class="min-w-0 max-lg:order-last" tabindex="0" role="region" aria-label=(self.title) { (body) }
                    aside class="flex flex-col" aria-label=(name) tabindex="0" { (pane) }
                } @else {
                    div class="min-w-0" tabindex="0" role="region" aria-label=(self.title) { (body) }
                }
            }
        };
        self.visit.page_with(self.status, &self.title, None, page).await
    }

    fn places(&self, sift: bool) -> Markup {
        let may = |admin: bool| !admin || self.visit.actor.is_admin();
        let shown: Vec<_> = PLACES.iter().filter(|p| may(p.5)).collect();
        html! {
            @if sift {
                label class="input h-8 px-2 mb-1 border-line-2 needs-js" {
                    (sized("search", "icon icon-sm text-faint"))
                    input type="search" placeholder=(say!("settings-find")) aria-label=(say!("settings-find")) data-action="input->sift#sift";
                }
            }
            ul class="menu p-0" {
                @for (n, (place, of, href, label, picture, _)) in shown.iter().enumerate() {
                    @if n == 0 || shown.get(n - 1).is_none_or(|before| before.1 != *of) { li class="menu-title" { (of) } }
                    @let current = *place == self.now && self.object.is_none();
                    li data-sift-target=[sift.then_some("item")] {
                        a href=(href) aria-current=[current.then_some("page")] { (icon(picture)) (label) }
                        @if *place == Place::Objects && self.now == Place::Objects { (self.objects()) }
                    }
                }
            }
        }
    }

    fn objects(&self) -> Markup {
        let visit = self.visit;
        let admin = visit.actor.is_admin();
        html! {
            ul class="!ms-3.5 !ps-2" {
                @for object in visit.schema.objects().filter(|o| visit.sees(o) || (admin && o.own)) {
                    @let here = self.object == Some(object.key.as_str());
                    li {
                        a href={ "/settings/objects/" (object.key) } aria-current=[here.then_some("page")] {
                            (object.label)
                            @if object.own { span class="badge" data-tone="teal" { (say!("settings-custom")) } }
                            span class="text-faint text-xs" { (object.fields.iter().filter(|f| !f.hidden).count()) }
                        }
                    }
                }
                @if admin { li { a href="/settings/objects/new" { (icon("plus")) (say!("settings-new-object")) } } }
            }
        }
    }
}

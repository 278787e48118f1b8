//! One visit of a person: who they are, what they ask for, and the frame around the page they get.
use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use base::{Error, Id, Moment};
use engine::{Action, Actor, Engine, Level, Object, Record, Schema, Settings};
use maud::Markup;
use ui::field::Look;
use ui::web::{App, Fault, Me};
use ui::{Chrome, NavGroup, NavItem, Person, Theme, say};

use super::asked::Asked;
use super::flash::{self, Flash};
use super::own::Own;
use super::{came, recent, tallies};

/// A signed-in person's request.
pub struct Visit {
    pub(super) app: App,
    pub(super) actor: Actor,
    pub(super) asked: Asked,
    pub(super) schema: Arc<Schema>,
    pub(super) settings: Arc<Settings>,
    pub(super) now: Moment,
    flash: Option<Flash>,
    theme: Option<Theme>,
    /// A script wants the options of a list alone.
    pub(super) fragment: bool,
    /// How many cards each lane had, when a board is refreshed.
    pub(super) brought: HashMap<String, usize>,
    /// What was looked at last, as `recent` reads it.
    pub(super) recent: String,
    /// The browser asks before anybody has clicked.
    pub(super) prefetched: bool,
    /// The query of the list of this object that was shown last.
    list: String,
    headers: HeaderMap,
    /// What features bring.
    pub(super) own: Own,
    /// The dialog of a form asks: what it gets is the form alone, in its frame.
    pub(super) in_dialog: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Visit
where
    App: FromRef<S>,
{
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let app = App::from_ref(state);
        let me = <Me as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        if parts.method != axum::http::Method::GET {
            tallies::forget(me.actor.user);
        }
        Ok(Self {
            actor: me.actor,
            asked: Asked::of(&parts.uri),
            schema: app.engine.schema_said(),
            settings: app.engine.settings(),
            now: Moment::now(),
            flash: Flash::of(&parts.headers),
            theme: cookie(&parts.headers, "theme").and_then(Theme::parse),
            fragment: parts.headers.contains_key("x-fragment"),
            brought: brought(&parts.headers),
            recent: cookie(&parts.headers, "recent").unwrap_or_default().to_owned(),
            headers: parts.headers.clone(),
            own: Own::of(parts),
            prefetched: parts.headers.get("x-sec-purpose").is_some_and(|v| v == "prefetch"),
            list: cookie(&parts.headers, came::COOKIE).map(came::read).unwrap_or_default(),
            in_dialog: parts.headers.get("turbo-frame").is_some_and(|name| name == super::form_page::DIALOG),
            app,
        })
    }
}

/// A cookie of a request.
pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    cookies.filter_map(|pair| pair.trim().split_once('=')).find(|(n, _)| *n == name).map(|(_, value)| value)
}

/// `X-Cards: new=100,qualified=150`
fn brought(headers: &HeaderMap) -> HashMap<String, usize> {
    let said = headers.get("x-cards").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let pairs = said.split(',').take(100).filter_map(|pair| pair.split_once('='));
    pairs.filter_map(|(key, n)| Some((key.to_owned(), n.parse().ok()?))).collect()
}

impl Visit {
    /// The workspace.
    pub fn engine(&self) -> &Engine {
        &self.app.engine
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// What the address asks for.
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// The workspace and how it is reached.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The schema, in the language of the request.
    pub fn schema(&self) -> &Arc<Schema> {
        &self.schema
    }

    /// What the workspace is set to.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How values are shown to this person.
    pub fn look(&self) -> Look<'_> {
        Look { now: self.now, manners: &self.settings.manners, schema: &self.schema }
    }

    /// The page of ours this one was asked for from, where the browser says so.
    pub(super) fn came_from(&self) -> Option<String> {
        let text = |name| self.headers.get(name).and_then(|v| v.to_str().ok());
        let from = text("referer")?.parse::<axum::http::Uri>().ok()?;
        let same = from.authority().is_some_and(|a| text("host") == Some(a.as_str()));
        same.then(|| from.path_and_query().map(ToString::to_string)).flatten()
    }

    /// An object by its name in addresses, if the person may know of it.
    pub fn object(&self, name: &str) -> Result<Arc<Object>, Error> {
        let object = self.app.engine.object(&self.actor, name)?;
        Ok(self.schema.object(&object.key).cloned().unwrap_or(object))
    }

    /// A record by the address of its page, if the person sees it.
    pub async fn record(&self, objects: &str, id: &str) -> Result<Record, Error> {
        let object = self.object(objects)?;
        self.app.engine.find(&self.actor, &object.key, id_of(id)?).await
    }

    /// A record that the person may change.
    pub async fn changeable(&self, objects: &str, id: &str) -> Result<Record, Error> {
        let record = self.record(objects, id).await?;
        self.may_update(&record)?;
        Ok(record)
    }

    /// Refuses who may not change a record.
    pub fn may_update(&self, record: &Record) -> Result<(), Error> {
        if self.actor.may(Action::Update, record) {
            return Ok(());
        }
        let what = say::inline(&record.object.label);
        Err(Error::Forbidden(say!("problem-may-not-change", what = what).into_owned()))
    }

    /// Refuses who may not add records of an object.
    pub fn may_create(&self, object: &Object) -> Result<(), Error> {
        if self.can(object, Action::Create) {
            return Ok(());
        }
        let what = say::inline(&object.labels);
        Err(Error::Forbidden(say!("problem-may-not-create", what = what).into_owned()))
    }

    /// The list of an object as it was shown last: where "back" leads to.
    pub(super) fn list_of(&self, object: &Object) -> String {
        let list = format!("/{}", object.plural);
        if self.list.is_empty() { list } else { format!("{list}?{}", self.list) }
    }

    /// Whether the person may do something with any record of an object at all.
    pub fn can(&self, object: &Object, action: Action) -> bool {
        self.actor.level(object, action) != Level::None
    }

    /// Whether the person sees records of an object.
    pub(super) fn sees(&self, object: &Object) -> bool {
        !object.hidden && self.can(object, Action::Read)
    }

    /// A page in the frame. `live` names the objects whose changes refresh it.
    pub async fn page(&self, title: &str, live: Option<String>, body: Markup) -> Result<Response, Fault> {
        self.page_with(StatusCode::OK, title, live, body).await
    }

    /// A page in the frame that says something went wrong.
    pub async fn page_with(
        &self,
        status: StatusCode,
        title: &str,
        live: Option<String>,
        body: Markup,
    ) -> Result<Response, Fault> {
        // What happens between this page and its feed is told by the feed.
        let since = self.engine().told().map(|seq| format!("&since={seq}")).unwrap_or_default();
        let chrome = self.chrome(live.map(|live| format!("{live}{since}"))).await?;
        let mut response = (status, ui::page(&chrome, title, body)).into_response();
        if self.flash.is_some() {
            flash::forget(&mut response);
        }
        if let (Some(seen), true) = (&chrome.seen, status.is_success()) {
            recent::remember(self, &self.headers, seen, &mut response);
        }
        Ok(response)
    }

    /// Whether a frame of the page asks for what goes into it.
    pub(super) fn is_for_frame(&self, name: &str) -> bool {
        self.headers.get("turbo-frame").is_some_and(|frame| frame.as_bytes() == name.as_bytes())
    }

    /// A page that may open in the dialog: there it is what fills the panel alone, in a frame.
    pub async fn page_or_dialog(
        &self,
        status: StatusCode,
        title: &str,
        live: Option<String>,
        body: Markup,
    ) -> Result<Response, Fault> {
        if !self.is_for_frame("dialog") {
            return self.page_with(status, title, live, body).await;
        }
        let said = self.said();
        let mut response = (status, ui::layout::in_dialog(said.as_ref(), body)).into_response();
        if said.is_some() {
            flash::forget(&mut response);
        }
        Ok(response)
    }

    /// What the last request did, as pages say it.
    fn said(&self) -> Option<ui::Flash> {
        self.flash.as_ref().map(|f| ui::Flash {
            message: f.words.clone(),
            undo: f.undo.map(|batch| format!("/undo/{batch}?back={}", encoded(&self.asked.here()))),
            failed: f.failed,
        })
    }

    /// The record a page is about, by its address.
    fn seen(&self) -> Option<String> {
        let (objects, id) = self.asked.path().trim_start_matches('/').split_once('/')?;
        let known =
            self.schema.by_name(objects).is_some_and(|o| o.plural == objects) && id.parse::<Id>().is_ok();
        known.then(|| format!("{objects}/{id}"))
    }

    /// What waits at the places of the sidebar, by their addresses.
    pub(super) async fn counts(&self) -> Result<Vec<(String, i64)>, Error> {
        let beside = tallies::beside(self).await?;
        let places = self.nav(&beside).into_iter().flat_map(|group| group.items);
        Ok(places.filter_map(|item| Some((item.href, item.count?))).collect())
    }

    async fn chrome(&self, live: Option<String>) -> Result<Chrome, Error> {
        let me = self.actor.user.unwrap_or(Id(0));
        let beside = tallies::beside(self).await?;
        let nav = self.nav(&beside);
        Ok(Chrome {
            workspace: self.settings.name.clone(),
            user: Some(Person { id: me, name: self.actor.name.clone(), email: beside.email }),
            nav,
            foot: self.foot(),
            create: super::commands::creates(self),
            theme: Theme::parse(&beside.tastes.theme).or(self.theme),
            density: beside.tastes.density.clone(),
            no_single_keys: beside.tastes.no_single_keys,
            logo: self
                .settings
                .logo
                .as_ref()
                .map(|l| format!("/logo?v={}-{}", self.schema.version, l.content.len())),
            rail: self.asked.path().starts_with("/settings") || self.asked.path() == "/profile",
            flash: self.said(),
            scopes: super::commands::objects(self).map(|o| (o.key.clone(), o.labels.clone())).collect(),
            seen: self.seen(),
            live,
        })
    }

    fn place(&self, href: String, label: &str, icon: &str) -> NavItem {
        let path = self.asked.path();
        let current = path == href
            || (href != "/" && path.strip_prefix(href.as_str()).is_some_and(|rest| rest.starts_with('/')));
        NavItem { current, href, label: label.to_owned(), icon: icon.to_owned(), ..NavItem::default() }
    }

    /// Home and what waits, then the objects in their groups, as the schema says.
    fn nav(&self, beside: &tallies::Beside) -> Vec<NavGroup> {
        let mut first = vec![NavItem {
            key: Some("g h".to_owned()),
            ..self.place("/".to_owned(), &say!("shell-home"), "house")
        }];
        if let Some(tasks) = self.schema.object("task").filter(|o| self.sees(o)) {
            let mine = super::asked::address("/tasks", [("filter", MY_TASKS), ("sort", "due")]);
            let here = self.asked.text("filter") == Some(MY_TASKS);
            first.push(NavItem {
                href: mine,
                label: say!("shell-mine", what = say::inline(&tasks.labels)).into(),
                icon: tasks.icon.clone(),
                count: Some(beside.due),
                current: here,
                key: Some("g t".to_owned()),
            });
            let days = super::asked::address("/tasks", [("as", "calendar"), ("filter", MY_CALENDAR)]);
            first.push(NavItem {
                current: self.is_my_calendar(),
                href: days,
                label: say!("layout-calendar").into(),
                icon: "calendar".to_owned(),
                key: Some("g k".to_owned()),
                ..NavItem::default()
            });
        }
        first.push(NavItem {
            count: Some(beside.unread),
            key: Some("g n".to_owned()),
            ..self.place("/notices".to_owned(), &say!("notice-title"), "bell")
        });
        let mut groups = vec![NavGroup { label: String::new(), items: first }];
        for object in self.schema.objects().filter(|o| !o.nav.is_empty() && self.sees(o)) {
            let mut item = self.place(format!("/{}", object.plural), &object.labels, &object.icon);
            item.current =
                item.current && self.asked.text("filter") != Some(MY_TASKS) && !self.is_my_calendar();
            item.key = match object.key.as_str() {
                "contact" => Some("g c".to_owned()),
                "company" => Some("g o".to_owned()),
                "deal" => Some("g d".to_owned()),
                _ => None,
            };
            // What deals will bring in stands beside them.
            let forecast = (object.key == "deal").then(|| NavItem {
                key: Some("g f".to_owned()),
                ..self.place("/forecast".to_owned(), &say!("forecast-title"), "chart-line")
            });
            match groups.iter_mut().find(|g| g.label == object.nav) {
                Some(group) => group.items.extend([item].into_iter().chain(forecast)),
                None => groups.push(NavGroup {
                    label: object.nav.clone(),
                    items: [item].into_iter().chain(forecast).collect(),
                }),
            }
        }
        // Own objects that nobody has put into a group yet must be found all the same.
        let loose: Vec<NavItem> = self
            .schema
            .objects()
            .filter(|o| o.own && o.nav.is_empty() && self.sees(o))
            .map(|o| self.place(format!("/{}", o.plural), &o.labels, &o.icon))
            .collect();
        if !loose.is_empty() {
            groups.push(NavGroup { label: say!("shell-more").into(), items: loose });
        }
        groups
    }

    /// The person's tasks on their days, which have a place of their own in the sidebar.
    fn is_my_calendar(&self) -> bool {
        let asked = |name: &str, value: &str| self.asked.text(name) == Some(value);
        self.asked.path() == "/tasks" && asked("as", "calendar") && asked("filter", MY_CALENDAR)
    }

    fn foot(&self) -> Vec<NavItem> {
        let mut items = Vec::new();
        if self.schema.objects().any(|o| self.can(o, Action::Import)) {
            items.push(self.place("/imports".to_owned(), &say!("shell-import"), "upload"));
        }
        items.push(self.place("/bin".to_owned(), &say!("shell-bin"), "trash-2"));
        items.push(self.place("/settings".to_owned(), &say!("shell-settings"), "settings"));
        items
    }
}

/// What stands in the calendar of the person who asks.
pub(super) const MY_CALENDAR: &str = "owner = me OR colleagues = me";
/// The tasks of the person who asks that are still to be done.
pub(super) const MY_TASKS: &str = "owner = me AND NOT done = true";

/// A text for the value of a query.
pub(super) fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// An id in an address; what is no id is nothing there.
pub fn id_of(text: &str) -> Result<Id, Error> {
    text.parse().map_err(|_| Error::NotFound)
}

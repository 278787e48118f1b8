//! The whole document: the head, and the shell around what a page shows. Sidebar and menus stand in `nav`, what lies over
//! the page (dialog, palette, toasts) in `overlay`. Pages hand in what fills the panel.
use base::Id;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets::{href, parts};
use crate::command::Command;
use crate::say::locale;
use crate::{nav, overlay, say};

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their record.
    pub id: Id,
    /// As they write it.
    pub name: String,
    /// What they sign in with.
    pub email: String,
}

/// A place in the sidebar, or something to create.
#[derive(Debug, Clone, Default)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// Its icon.
    pub icon: String,
    /// How much waits there.
    pub count: Option<i64>,
    /// Whether one is there now.
    pub current: bool,
    /// Its key, as `data-hotkey` reads it: `g c`.
    pub key: Option<String>,
}

/// Places that belong together. Without a label they stand at the top.
#[derive(Debug, Clone, Default)]
pub struct NavGroup {
    /// What they have in common.
    pub label: String,
    /// The places.
    pub items: Vec<NavItem>,
}

/// A chosen theme; without one the system's choice holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark ink on white.
    Light,
    /// Light ink on black.
    Dark,
}

impl Theme {
    /// Reads what [`Theme::name`] wrote.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }

    /// Its name in forms and cookies.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What the last request did, said once.
#[derive(Debug, Clone, Default)]
pub struct Flash {
    /// The sentence.
    pub message: String,
    /// Where a POST takes it back.
    pub undo: Option<String>,
    /// It was not done.
    pub failed: bool,
}

/// What surrounds every page of a signed-in person.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    /// The name of the workspace.
    pub workspace: String,
    /// Who is signed in.
    pub user: Option<Person>,
    /// The sidebar.
    pub nav: Vec<NavGroup>,
    /// What stands at the foot of the sidebar: settings, import.
    pub foot: Vec<NavItem>,
    /// What can be created from anywhere.
    pub create: Vec<Command>,
    /// What the palette can be narrowed to: key and name.
    pub scopes: Vec<(String, String)>,
    /// The chosen theme.
    pub theme: Option<Theme>,
    /// `compact`, `roomy`, or empty for the usual density.
    pub density: String,
    /// Keys without a modifier do nothing.
    pub no_single_keys: bool,
    /// The address of the workspace's own sign.
    pub logo: Option<String>,
    /// A page with a list of places of its own: the sidebar is a rail.
    pub rail: bool,
    /// What the last request did.
    pub flash: Option<Flash>,
    /// Address of the event stream of what this page shows.
    pub live: Option<String>,
    /// The record this page is about, as the list of recent ones keeps it: `contacts/4711`.
    pub seen: Option<String>,
}

/// A page in the shell. `body` fills the panel: `part::topbar` first, then tabs, toolbar and `div.panel-body`.
pub fn page(chrome: &Chrome, title: &str, body: Markup) -> Markup {
    let looks = Looks {
        theme: chrome.theme,
        density: Some(chrome.density.as_str()).filter(|d| !d.is_empty()),
        no_single_keys: chrome.no_single_keys,
        whole: Some("toasts"),
    };
    document(
        &looks,
        title,
        html! {
            body data-words=(for_scripts()) data-controller="hotkeys live palette toast recent" data-live-url-value=[chrome.live.as_deref()] data-recent-seen-value=[chrome.seen.as_deref()] data-recent-me-value=[chrome.user.as_ref().map(|u| u.id)] {
                a class="skip-link btn btn-primary" href="#main" { (say!("shell-skip")) }
                div class="shell" data-controller="sidebar" data-sidebar=[chrome.rail.then_some("rail")] {
                    (nav::sidebar(chrome))
                    main id="main" class="panel" tabindex="-1" {
                        (overlay::offline())
                        (body)
                    }
                }
                (nav::dock(chrome))
                (nav::create_menu(chrome))
                (nav::user_menu(chrome))
                (overlay::dialog())
                (overlay::palette(chrome))
                (overlay::shortcuts())
                (overlay::toasts(chrome.flash.as_ref()))
                (overlay::refused())
                form id="post" method="post" hidden {}
            }
        },
    )
}

/// The same page for the dialog that asked for it: what fills the panel, and what was done just before.
pub fn in_dialog(flash: Option<&Flash>, body: Markup) -> Markup {
    html! {
        turbo-frame id="dialog" {
            @if let Some(flash) = flash { div class="px-4 pt-3" { (overlay::said(flash)) } }
            (body)
        }
    }
}

/// What scripts say, as JSON; `assets/controllers/words.ts` reads it and fills the names in braces.
fn for_scripts() -> String {
    serde_json::json!({
        "silent": say!("client-silent"),
        "unconnected": say!("client-unconnected"),
        "leave": say!("client-leave"),
        "ago": say!("client-ago", count = "{count}"),
    })
    .to_string()
}

/// A page without the shell: signing in, set-up, errors before either. `body` brings its own `main`.
pub fn bare(title: &str, body: Markup) -> Markup {
    document(
        &Looks::default(),
        title,
        html! {
            body class="min-h-dvh" data-controller="hotkeys" { (body) }
        },
    )
}

/// How a page looks and acts for a person.
#[derive(Default)]
struct Looks<'a> {
    theme: Option<Theme>,
    density: Option<&'a str>,
    no_single_keys: bool,
    /// The last part that must be there before anything is painted.
    whole: Option<&'a str>,
}

fn document(looks: &Looks<'_>, title: &str, body: Markup) -> Markup {
    let theme = looks.theme.map(|theme| format!("rondo-{}", theme.name()));
    let language = locale().language;
    html! {
        (DOCTYPE)
        html lang=(language.tag()) dir=[(language.dir() == "rtl").then_some("rtl")] data-theme=[theme] data-density=[looks.density] data-single-keys=[looks.no_single_keys.then_some("off")] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="turbo-refresh-method" content="morph";
                meta name="turbo-refresh-scroll" content="preserve";
                meta name="view-transition" content="same-origin";
                title { (title) " · Rondo" }
                @if !crate::assets::built() { (PreEscaped("<!-- No styles and scripts: run npm run build -->")) }
                link rel="icon" href=(href("favicon.svg")) type="image/svg+xml";
                link rel="preload" href="/assets/inter-latin.woff2" as="font" type="font/woff2" crossorigin;
                // Painted whole: a page that is shown while it comes in moves under the eye.
                @if let Some(last) = looks.whole { link rel="expect" href={ "#" (last) } blocking="render"; }
                link rel="stylesheet" href=(href("app.css")) data-turbo-track="reload";
                script type="module" src=(href("app.js")) data-turbo-track="reload" {}
                @for part in parts() { link rel="modulepreload" href=(part); }
            }
            (body)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chrome() -> Chrome {
        let home = NavItem {
            href: "/".into(),
            label: "Home".into(),
            icon: "house".into(),
            current: true,
            ..NavItem::default()
        };
        Chrome {
            workspace: "Marlow <Roasters>".into(),
            nav: vec![NavGroup { label: String::new(), items: vec![home] }],
            theme: Some(Theme::Dark),
            flash: Some(Flash { message: "Saved".into(), undo: Some("/undo/7".into()), failed: false }),
            ..Chrome::default()
        }
    }

    #[test]
    fn a_page_escapes_names_and_has_one_main() {
        let shown = page(&chrome(), "Home", html! {}).into_string();
        assert!(shown.contains("Marlow &lt;Roasters&gt;"));
        assert_eq!(shown.matches("<main").count(), 1);
    }

    #[test]
    fn a_page_keeps_to_the_content_security_policy() {
        let shown = page(&chrome(), "Home", html! {}).into_string();
        assert!(!shown.contains(" style=") && !shown.contains("<style") && !shown.contains(" onclick="));
    }

    #[test]
    fn a_flash_offers_undo() {
        assert!(page(&chrome(), "Home", html! {}).into_string().contains(r#"action="/undo/7""#));
    }

    #[test]
    fn without_a_choice_the_system_chooses_the_theme() {
        assert!(!bare("Sign in", html! {}).into_string().contains("data-theme"));
    }
}

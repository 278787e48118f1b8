//! The whole document: head, shell with sidebar and dock, toasts, palette. Pages hand in what fills the panel.
use base::Id;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::assets::href;
use crate::icon::{icon, logo, sized};
use crate::part::{Size, initials, menu_button, menu_line};
use crate::say::locale;
use crate::{key, say};

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
    pub create: Vec<NavItem>,
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
}

/// A page in the shell. `body` fills the panel: `part::topbar` first, then tabs, toolbar and `div.panel-body`.
pub fn page(chrome: &Chrome, title: &str, body: Markup) -> Markup {
    let looks = Looks {
        theme: chrome.theme,
        density: Some(chrome.density.as_str()).filter(|d| !d.is_empty()),
        no_single_keys: chrome.no_single_keys,
    };
    document(
        &looks,
        title,
        html! {
            body data-controller="hotkeys live palette toast" data-live-url-value=[chrome.live.as_deref()] {
                a class="skip-link btn btn-primary" href="#main" { (say!("shell-skip")) }
                div class="shell" data-controller="sidebar" data-sidebar=[chrome.rail.then_some("rail")] {
                    (sidebar(chrome))
                    main id="main" class="panel" tabindex="-1" {
                        (offline_banner())
                        (body)
                    }
                }
                (dock(chrome))
                (create_menu(chrome))
                (user_menu(chrome))
                (toasts(chrome.flash.as_ref()))
                (refused())
                (palette())
                (shortcuts())
                form id="post" method="post" hidden {}
            }
        },
    )
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
                link rel="stylesheet" href=(href("app.css")) data-turbo-track="reload";
                script type="module" src=(href("app.js")) data-turbo-track="reload" {}
            }
            (body)
        }
    }
}

fn sidebar(chrome: &Chrome) -> Markup {
    html! {
        nav class="sidebar" aria-label=(say!("shell-main")) {
            div class="flex items-center gap-1 pb-1.5" {
                a class="btn btn-ghost btn-sm grow justify-start px-1.5 text-base-content min-w-0" href="/" title=(chrome.workspace) {
                    @if let Some(own) = &chrome.logo { img class="size-5.5 object-contain rounded-sm shrink-0" src=(own) alt="" width="22" height="22"; } @else { (logo(22)) }
                    span class="nav-label truncate font-semibold" { (chrome.workspace) }
                }
                span class="nav-label" {
                    button class="btn btn-ghost btn-square btn-sm needs-js" type="button" aria-label=(say!("shell-collapse")) title=(say!("shell-collapse"))
                        data-action="sidebar#toggle" { (icon("panel-left")) }
                }
            }
            div class="flex gap-1 pb-1 w-full" {
                a class="btn btn-sm grow min-w-0 justify-start font-normal text-muted px-2" href="/search" title=(say!("app-search")) data-hotkey="mod+k" data-action="palette#open" {
                    (icon("search"))
                    span class="nav-label grow text-start truncate" { (say!("app-search")) }
                    span class="nav-label" { kbd class="kbd" { "⌘" } kbd class="kbd" { "K" } }
                }
                @if !chrome.create.is_empty() {
                    button class="btn btn-sm btn-square nav-label" type="button" popovertarget="create-menu" aria-haspopup="menu"
                        aria-label=(say!("shell-create-record")) title=(say!("shell-create")) { (icon("plus")) }
                }
            }
            @for group in &chrome.nav {
                ul class="menu" {
                    @if !group.label.is_empty() { li class="menu-title" { (group.label) } }
                    @for item in &group.items { (place(item)) }
                }
            }
            div class="grow" {}
            ul class="menu" {
                @for item in &chrome.foot { (place(item)) }
                @if let Some(person) = &chrome.user {
                    li {
                        button type="button" title=(person.name) popovertarget="user-menu" aria-haspopup="menu" {
                            (initials(&person.name, person.id, Size::Small, false))
                            span class="nav-label text-base-content" { (person.name) }
                            (sized("ellipsis", "icon icon-sm nav-label"))
                        }
                    }
                }
            }
        }
    }
}

fn place(item: &NavItem) -> Markup {
    html! {
        li {
            a href=(item.href) aria-current=[item.current.then_some("page")] title=(item.label) data-hotkey=[item.key.as_deref()] {
                (icon(&item.icon))
                span class="nav-label" { (item.label) }
                @if let Some(count) = item.count.filter(|count| *count > 0) {
                    span class="badge badge-ghost" { span class="sr-only" { (say!("shell-waiting")) " " } (count) }
                }
            }
        }
    }
}

/// The bar at the bottom of phones: home, the first two places with names of their own, create, and everything else.
fn dock(chrome: &Chrome) -> Markup {
    let mut places = chrome.nav.iter().flat_map(|group| &group.items);
    let first = places.next();
    let second =
        chrome.nav.iter().filter(|group| !group.label.is_empty()).flat_map(|group| &group.items).next();
    let third = places.find(|item| second.is_none_or(|second| second.href != item.href));
    let docked = |item: &NavItem| {
        html! {
            a href=(item.href) aria-current=[item.current.then_some("page")] {
                (sized(&item.icon, "icon icon-lg")) span class="dock-label" { (item.label) }
            }
        }
    };
    html! {
        nav class="dock md:hidden z-30" aria-label=(say!("shell-main-small")) {
            @for item in [first, second].into_iter().flatten() { (docked(item)) }
            @if !chrome.create.is_empty() {
                button type="button" popovertarget="create-menu" aria-haspopup="menu" {
                    (sized("plus", "icon icon-lg")) span class="dock-label" { (say!("shell-new")) }
                }
            }
            @if let Some(item) = third { (docked(item)) }
            button type="button" popovertarget="more-menu" aria-haspopup="menu" {
                (sized("menu", "icon icon-lg")) span class="dock-label" { (say!("shell-more")) }
            }
        }
        (more_menu(chrome))
    }
}

/// On phones: everything the sidebar holds.
fn more_menu(chrome: &Chrome) -> Markup {
    html! {
        ul id="more-menu" class="menu pop w-64 p-1.5 max-h-[70dvh] overflow-y-auto" popover aria-label=(say!("shell-more")) data-controller="menu" {
            li { a href="/search" { (icon("search")) (say!("app-search")) } }
            @for item in chrome.nav.iter().flat_map(|group| &group.items).chain(&chrome.foot) {
                li { a href=(item.href) aria-current=[item.current.then_some("page")] { (icon(&item.icon)) (item.label) } }
            }
            @if let Some(person) = &chrome.user {
                (menu_line())
                li class="menu-title" { (person.name) }
                (sign_out())
            }
        }
    }
}

fn create_menu(chrome: &Chrome) -> Markup {
    html! {
        @if !chrome.create.is_empty() {
            ul id="create-menu" class="menu pop w-56 p-1.5" popover role="menu" aria-label=(say!("shell-create")) data-controller="menu" {
                @for item in &chrome.create {
                    li role="none" { a role="menuitem" href=(item.href) { (icon(&item.icon)) (item.label) } }
                }
            }
        }
    }
}

fn user_menu(chrome: &Chrome) -> Markup {
    html! {
        @if let Some(person) = &chrome.user {
            ul id="user-menu" class="menu pop w-60 p-1.5" popover role="menu" aria-label=(say!("shell-account")) data-controller="menu" {
                li class="menu-title" role="presentation" { (person.email) }
                li role="none" { a role="menuitem" href="/profile" { (icon("user-round")) (say!("shell-profile")) } }
                li role="none" {
                    button class="needs-js" type="button" role="menuitem" data-hotkey="?" data-action="hotkeys#sheet" { (icon("keyboard")) (say!("shell-shortcuts")) span class="ms-auto" { kbd class="kbd" { "?" } } }
                }
                (menu_line())
                li role="none" {
                    form class="contents" method="post" action="/theme" data-controller="theme" {
                        div class="join w-full p-1" role="group" aria-label=(say!("shell-theme")) {
                            @for (value, label) in [("system", key!("shell-theme-system")), ("light", key!("shell-theme-light")), ("dark", key!("shell-theme-dark"))] {
                                button class="btn btn-sm join-item grow" name="theme" value=(value) role="menuitemradio" data-action="theme#choose"
                                    aria-checked=(chrome.theme.map_or("system", Theme::name) == value)
                                    aria-pressed=(chrome.theme.map_or("system", Theme::name) == value) { (label) }
                            }
                        }
                    }
                }
                (menu_line())
                (sign_out())
            }
        }
    }
}

fn sign_out() -> Markup {
    menu_button("/logout", "log-out", &say!("shell-sign-out"), false)
}

/// Shown by the `live` controller while the server cannot be reached.
fn offline_banner() -> Markup {
    html! {
        div class="order-first flex items-center gap-2.5 px-4 min-h-11 py-1.5 border-b border-line text-sm bg-tone-soft text-tone-ink"
            data-tone="amber" role="status" data-live-target="banner" hidden {
            (icon("wifi-off"))
            span { strong class="font-semibold" data-live-target="since" { (say!("shell-offline")) } " " (say!("shell-offline-more")) }
            span class="grow" {}
            button class="btn btn-sm" type="button" data-action="live#retry" { (icon("rotate-cw")) (say!("shell-try-now")) }
        }
    }
}

fn toasts(flash: Option<&Flash>) -> Markup {
    html! {
        div id="toasts" class="toast toast-end max-md:bottom-16 z-50" role="status" aria-live="polite" data-turbo-temporary {
            @if let Some(flash) = flash { (toast(flash)) }
        }
    }
}

/// One toast; also what a stream appends to `#toasts`.
pub fn toast(flash: &Flash) -> Markup {
    html! {
        div class="pop flex items-center gap-3 pl-4 pr-1.5 py-1.5 text-sm" data-toast-target="item" {
            span class="text-success" { (icon("circle-check")) }
            (flash.message)
            @if let Some(undo) = &flash.undo {
                form class="contents" method="post" action=(undo) {
                    button class="btn btn-ghost btn-sm" data-hotkey="z" { (say!("app-undo")) " " kbd class="kbd" { "Z" } }
                }
            }
            button class="btn btn-ghost btn-square btn-sm needs-js" type="button" aria-label=(say!("shell-dismiss")) title=(say!("shell-dismiss")) data-action="toast#dismiss" { (icon("x")) }
        }
    }
}

/// What a script shows when the server refused something: the reason goes where `data-words` is.
fn refused() -> Markup {
    html! {
        template #refused {
            div class="pop flex items-center gap-3 pl-4 pr-1.5 py-1.5 text-sm max-w-[28rem]" data-toast-target="item" {
                span class="text-error" { (icon("circle-alert")) }
                span data-words {}
                button class="btn btn-ghost btn-square btn-sm" type="button" aria-label="Dismiss" title="Dismiss" data-action="toast#dismiss" { (icon("x")) }
            }
        }
    }
}

fn palette() -> Markup {
    html! {
        dialog id="palette" class="modal place-items-start justify-items-center" aria-label=(say!("shell-palette")) data-palette-target="dialog"
            data-action="close->palette#closed click->palette#outside" {
            div class="modal-box p-0 max-w-[40rem] w-[calc(100%-1.5rem)] mt-[min(7.5rem,12vh)] max-md:mt-3 overflow-hidden flex flex-col max-h-[36rem]" {
                form class="flex items-center gap-3 px-4 h-13 border-b border-line shrink-0" action="/search" {
                    (sized("search", "icon icon-lg text-faint"))
                    input class="grow bg-transparent outline-none text-lg min-w-0" name="q" type="text" enterkeyhint="search" autocomplete="off" spellcheck="false" role="combobox" aria-expanded="true"
                        aria-controls="palette-list" aria-label=(say!("app-search")) placeholder=(say!("app-search")) data-palette-target="input"
                        data-action="input->palette#search keydown->palette#move";
                }
                ul id="palette-list" class="overflow-y-auto p-1.5 grow" role="listbox" aria-label=(say!("shell-results")) tabindex="0" data-palette-target="list" data-action="click->palette#choose" {}
                footer class="max-md:hidden flex items-center gap-4 px-4 h-10 border-t border-line text-xs text-muted shrink-0" {
                    span class="flex items-center gap-1.5" { kbd class="kbd" { "↑" } kbd class="kbd" { "↓" } " " (say!("shell-key-move")) }
                    span class="flex items-center gap-1.5" { kbd class="kbd" { "↵" } " " (say!("shell-key-open")) }
                    span class="flex items-center gap-1.5" { kbd class="kbd" { "⌘" } kbd class="kbd" { "↵" } " " (say!("shell-key-tab")) }
                    span class="grow" {}
                    span class="flex items-center gap-1.5" { kbd class="kbd" { "Esc" } " " (say!("shell-key-close")) }
                }
            }
        }
    }
}

/// The sheet of shortcuts; the `hotkeys` controller fills it from what the page has.
fn shortcuts() -> Markup {
    html! {
        dialog id="shortcuts" class="modal" aria-labelledby="shortcuts-title" data-hotkeys-target="dialog" {
            div class="modal-box max-w-[34rem]" {
                div class="flex items-center" {
                    h2 id="shortcuts-title" class="text-lg font-semibold grow" { (say!("shell-keyboard")) }
                    form method="dialog" { button class="btn btn-ghost btn-square btn-sm" aria-label=(say!("app-close")) title=(say!("app-close")) { (icon("x")) } }
                }
                dl class="grid sm:grid-cols-2 gap-x-8 gap-y-1.5 text-sm mt-3" data-hotkeys-target="list" {}
            }
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
            flash: Some(Flash { message: "Saved".into(), undo: Some("/undo/7".into()) }),
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

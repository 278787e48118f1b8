//! Where one can go: sidebar, dock of phones, the menus to create and of the person.
use maud::{Markup, html};

use crate::button::keys;
use crate::icon::{icon, logo, sized};
use crate::layout::{Chrome, NavItem, Theme};
use crate::part::{Size, initials, menu_button, menu_line};
use crate::{key, say};

/// The sidebar: search, create, the places in their groups, what stands at its foot.
pub(crate) fn sidebar(chrome: &Chrome) -> Markup {
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
                        aria-label=(say!("shell-create-record")) title=(say!("shell-create")) data-hotkey="c" { (icon("plus")) }
                }
            }
            div class="places" id="places" {
                @for group in &chrome.nav {
                    ul class="menu" {
                        @if !group.label.is_empty() { li class="menu-title" { (group.label) } }
                        @for item in &group.items { (place(item)) }
                    }
                }
            }
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
                @if let Some(count) = item.count {
                    span class="badge badge-ghost" data-count hidden[count <= 0] { span class="sr-only" { (say!("shell-waiting")) " " } span { (count) } }
                }
            }
        }
    }
}

/// The bar at the bottom of phones: home, the first two places with names of their own, create, and everything else.
pub(crate) fn dock(chrome: &Chrome) -> Markup {
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
            li { a href="/search" data-hotkey="mod+k" data-action="palette#open" { (icon("search")) (say!("app-search")) } }
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

/// What can be created from anywhere.
pub(crate) fn create_menu(chrome: &Chrome) -> Markup {
    html! {
        @if !chrome.create.is_empty() {
            ul id="create-menu" class="menu pop w-56 p-1.5" popover role="menu" aria-label=(say!("shell-create")) data-controller="menu" {
                @for command in &chrome.create { (command.item()) }
            }
        }
    }
}

/// The person's own menu.
pub(crate) fn user_menu(chrome: &Chrome) -> Markup {
    html! {
        @if let Some(person) = &chrome.user {
            ul id="user-menu" class="menu pop w-60 p-1.5" popover role="menu" aria-label=(say!("shell-account")) data-controller="menu" {
                li class="menu-title" role="presentation" { (person.email) }
                li role="none" { a role="menuitem" href="/profile" { (icon("user-round")) (say!("shell-profile")) } }
                li role="none" {
                    button class="needs-js" type="button" role="menuitem" data-hotkey="?" data-action="hotkeys#sheet" { (icon("keyboard")) (say!("shell-shortcuts")) span class="ms-auto" { (keys("?")) } }
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

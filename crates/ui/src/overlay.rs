//! What lies over a page: the dialog that any page may open in, the palette, the sheet of shortcuts, toasts, the banner
//! while there is no connection.
use std::borrow::Cow;

use maud::{Markup, html};

use crate::button::keys;
use crate::icon::{icon, sized};
use crate::layout::{Chrome, Flash};
use crate::part::{Mood, alert};
use crate::say;

/// The dialog. A link with `data-turbo-frame="dialog"` opens its page in it; a page that is not made for it, such as the
/// one after saving, closes it and takes the window. The script makes the frame: were it in every page, every page would
/// seem to be made for the dialog.
pub(crate) fn dialog() -> Markup {
    html! {
        dialog id="dialog-box" class="modal" aria-label=(say!("shell-dialog")) data-turbo-permanent data-controller="dialog" data-action="cancel->dialog#cancel close->dialog#closed click->dialog#press"
            data-dialog-lose-value=(say!("shell-lose")) {
            div class="modal-box dialog-box" {
                div class="skeleton-form" data-dialog-target="waiting" hidden { span class="sr-only" { (say!("shell-loading")) } @for _ in 0..4 { span class="skeleton h-9" {} } }
                button class="btn btn-ghost btn-square btn-sm dialog-close" type="button" aria-label=(say!("app-close")) title=(say!("app-close")) data-action="dialog#close" { (icon("x")) }
            }
        }
    }
}

/// Shown while the server cannot be reached: what was loaded stays, and what is typed is not saved.
pub(crate) fn offline() -> Markup {
    html! {
        div class="order-first flex items-center gap-2.5 px-4 min-h-11 py-1.5 border-b border-line text-sm bg-tone-soft text-tone-ink"
            data-tone="amber" role="status" data-live-target="banner" data-words=(say!("shell-offline-since", time = "{time}")) hidden {
            (icon("wifi-off"))
            span { strong class="font-semibold" data-live-target="since" { (say!("shell-offline")) } " " (say!("shell-offline-more")) }
            span class="grow" {}
            button class="btn btn-sm" type="button" data-action="live#retry" { (icon("rotate-cw")) (say!("shell-try-now")) }
        }
    }
}

/// The region of toasts, with what the last request did.
pub(crate) fn toasts(flash: Option<&Flash>) -> Markup {
    html! {
        div id="toasts" class="toast toast-end max-md:bottom-16 z-50" role="status" aria-live="polite" data-turbo-temporary {
            @if let Some(flash) = flash { (toast(flash)) }
        }
    }
}

/// One toast; also what a stream appends to `#toasts`.
pub fn toast(flash: &Flash) -> Markup {
    toast_of(&html! { span class="max-w-[36rem]" { (flash.message) } }, flash.undo.as_deref(), flash.failed)
}

fn toast_of(words: &Markup, undo: Option<&str>, failed: bool) -> Markup {
    html! {
        div class="pop flex items-center gap-3 pl-4 pr-1.5 py-1.5 text-sm" data-toast-target="item" data-failed[failed] {
            span class=(if failed { "text-error" } else { "text-success" }) { (icon(if failed { "circle-alert" } else { "circle-check" })) }
            (words)
            @if let Some(undo) = undo {
                form class="contents" method="post" action=(undo) {
                    button class="btn btn-ghost btn-sm" data-hotkey="z" { (say!("app-undo")) " " (keys("z")) }
                }
            }
            button class="btn btn-ghost btn-square btn-sm needs-js" type="button" aria-label=(say!("shell-dismiss")) title=(say!("shell-dismiss")) data-action="toast#dismiss" { (icon("x")) }
        }
    }
}

/// What a script shows when something was refused, the reason where `data-words` is, and when nobody answered.
pub(crate) fn refused() -> Markup {
    html! {
        template id="refused" { (toast_of(&html! { span class="max-w-[28rem]" data-words {} }, None, true)) }
        template data-live-target="unsent" { (toast_of(&html! { span class="max-w-[28rem]" { (say!("shell-unsent")) } }, None, true)) }
    }
}

/// The same inside a dialog.
pub(crate) fn said(flash: &Flash) -> Markup {
    alert(if flash.failed { Mood::Error } else { Mood::Success }, html! { (flash.message) })
}

/// Search and commands from anywhere. Without scripts its form leads to the page of search.
pub(crate) fn palette(chrome: &Chrome) -> Markup {
    html! {
        dialog id="palette" class="modal place-items-start justify-items-center" aria-label=(say!("shell-palette")) data-palette-target="dialog"
            data-action="close->palette#closed click->palette#outside" {
            div class="modal-box p-0 max-w-[40rem] w-[calc(100%-1.5rem)] mt-[min(7.5rem,12vh)] max-md:mt-3 overflow-hidden flex flex-col max-h-[36rem]" {
                form class="flex items-center gap-3 px-4 h-13 border-b border-line shrink-0" action="/search" data-action="submit->palette#submit" {
                    (sized("search", "icon icon-lg text-faint"))
                    input class="grow bg-transparent outline-none text-lg min-w-0" name="q" type="text" enterkeyhint="search" autocomplete="off" spellcheck="false" role="combobox" aria-expanded="true"
                        aria-controls="palette-list" aria-label=(say!("shell-palette-input")) placeholder=(say!("app-search")) data-palette-target="input"
                        data-action="input->palette#search keydown->palette#move";
                    span class="badge badge-ghost gap-1 pr-1.5 max-sm:hidden" {
                        select class="palette-scope" name="in" aria-label=(say!("shell-scope")) tabindex="-1" data-palette-target="scope" data-action="palette#narrow" {
                            option value="" { (say!("shell-everywhere")) }
                            @for (key, label) in &chrome.scopes { option value=(key) { (label) } }
                        }
                        kbd class="kbd" { "⇥" }
                    }
                }
                ul id="palette-list" class="overflow-y-auto p-1.5 grow min-h-40" role="listbox" aria-label=(say!("shell-results")) tabindex="0" data-palette-target="list" data-action="click->palette#choose" {}
                p class="sr-only" role="status" data-palette-target="said" data-words=(say!("shell-found", count = "{count}")) {}
                footer class="max-md:hidden flex items-center gap-4 px-4 h-10 border-t border-line text-xs text-muted shrink-0" {
                    (hint(&["↑", "↓"], &say!("shell-key-move")))
                    (hint(&["→"], &say!("shell-key-actions")))
                    (hint(&["⌘", "↵"], &say!("shell-key-tab")))
                    span class="grow" {}
                    (hint(&[">"], &say!("shell-key-commands")))
                    (hint(&["@"], &say!("shell-key-people")))
                    (hint(&["Esc"], &say!("shell-key-close")))
                }
            }
        }
    }
}

fn hint(keys: &[&str], words: &str) -> Markup {
    html! { span class="flex items-center gap-1.5" { @for key in keys { kbd class="kbd" { (key) } } " " (words) } }
}

/// Keys that are no button's, as `data-keys` of what they work in: for the sheet of shortcuts. `j k` are two keys.
pub fn keys_here(keys: &[(&str, Cow<'static, str>)]) -> String {
    serde_json::json!(keys).to_string()
}

/// The sheet of shortcuts; the `hotkeys` controller fills it from what the page has.
pub(crate) fn shortcuts() -> Markup {
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

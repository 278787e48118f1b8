//! Icons of the one sprite. Which are in it stands in `assets/icons.txt`.
use maud::{Markup, Render, html};

use crate::direct::Direct;
use crate::put;

/// An icon beside words: hidden from screen readers.
pub fn icon(name: &str) -> impl Render {
    sized(name, "icon")
}

/// An icon with other classes than `icon` alone, such as `icon icon-sm text-faint`.
pub fn sized(name: &str, class: &str) -> impl Render {
    Direct(move |out: &mut String| {
        let sprite = crate::assets::href("icons.svg");
        put!(out, r#"<svg class=""# (class) r#"" aria-hidden="true"><use href=""# [&sprite] "#" (name) r#""></use></svg>"#);
    })
}

/// The sign of Rondo, `size` pixels square.
pub fn logo(size: u32) -> Markup {
    html! {
        svg viewBox="0 0 24 24" width=(size) height=(size) aria-hidden="true" {
            rect width="24" height="24" rx="6.5" fill="var(--color-primary)" {}
            path d="M16.9 14.6A5.6 5.6 0 1 1 17.6 12" fill="none" stroke="var(--color-primary-content)"
                stroke-width="2.3" stroke-linecap="round" {}
            circle cx="16.2" cy="15.9" r="1.75" fill="var(--color-primary-content)" {}
        }
    }
}

//! The page people get instead of an answer: what happened, then the way out.
use maud::{Markup, html};
use say::say;

use crate::icon::logo;

/// A page about an error. It stands alone: whoever meets it may not be signed in.
pub(super) fn error_page(status: u16, title: &str, detail: &str) -> Markup {
    crate::bare(
        title,
        html! {
            main class="w-full max-w-[28rem] mx-auto px-4 pt-[18dvh] pb-8 text-center" {
                div class="flex justify-center" { (logo(40)) }
                p class="text-sm text-faint mt-6" { (status) }
                h1 class="text-2xl font-semibold mt-1" { (title) }
                p class="text-muted mt-2" { (detail) }
                p class="mt-6 flex justify-center gap-2" {
                    a class="btn btn-primary" href="/" { (say!("shell-home")) }
                }
            }
        },
    )
}

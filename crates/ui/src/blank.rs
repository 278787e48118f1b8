//! What the panel holds when there is no record to show: not found, not allowed, our fault, too many attempts.
//! Each says what happened, then the way out. For pages in the shell; outside of it `web` has a page of its own.
use maud::{Markup, html};

use crate::Button;
use crate::part::{empty, topbar};

/// Nothing is at this address, or nothing one may see.
pub fn not_found() -> Markup {
    page(
        "Page not found",
        "unlink",
        "This page is gone or never was",
        "The record may have been deleted, or you may not see it. Deleted records are in the history of whoever deleted them.",
        html! { (home()) (Button::link("/search", "Search").icon("search").action("palette#open")) },
    )
}

/// It is there, but not for this role. `why` says what is missing.
pub fn forbidden(why: &str) -> Markup {
    page("Not allowed", "lock", "You do not have access to this", why, html! { (home()) })
}

/// Something broke. The id stands in the log.
pub fn internal(id: &str) -> Markup {
    let text = format!(
        "It is written down as {id}. Nothing was changed. Try again, and tell your administrator when it stays."
    );
    page(
        "Something went wrong",
        "triangle-alert",
        "Something went wrong on our side",
        &text,
        html! { (home()) },
    )
}

/// Too many attempts, or too much at once.
pub fn throttled(seconds: u64) -> Markup {
    let text = format!("Try again in {seconds} seconds. What you wrote is still in the form: go back to it.");
    page("Too many attempts", "hourglass", "Too many attempts", &text, html! { (home()) })
}

fn home() -> Button<'static> {
    Button::link("/", "Go home").primary()
}

fn page(title: &str, picture: &str, heading: &str, text: &str, actions: Markup) -> Markup {
    html! { (topbar(&[], title, None, html! {})) (empty(picture, heading, text, actions)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_text_and_not_markup() {
        assert!(forbidden("<b>").into_string().contains("&lt;b&gt;"));
    }
}

//! Who else is on a page: their faces, and in words who is editing.
use maud::{Markup, html};
use ui::part::{Size, initials};
use ui::say;
use ui::web::presence::Guest;

/// Faces shown; what is beyond is a number.
const FACES: usize = 4;

/// The others on a page; nothing when there is nobody.
pub(super) fn show(others: &[Guest]) -> Markup {
    let editing: Vec<&str> = others.iter().filter(|g| g.editing).map(|g| g.name.as_str()).collect();
    let first = |name: &str| name.split_whitespace().next().unwrap_or(name).to_owned();
    html! {
        @if !others.is_empty() {
            span.inline-flex.items-center."gap-1.5" {
                span.flex."-space-x-1" {
                    @for guest in others.iter().take(FACES) {
                        @let words = if guest.editing { say!("live-editing", name = &guest.name) } else { say!("live-here", name = &guest.name) };
                        span title=(words) { (initials(&guest.name, guest.user, Size::Medium, false)) span.sr-only { (words) } }
                    }
                    @if others.len() > FACES { span.text-xs.text-muted."ps-2" { "+" (others.len() - FACES) } }
                }
                @match editing.as_slice() {
                    [] => {}
                    [one] => span.text-xs.text-muted."max-md:hidden" aria-hidden="true" { (say!("live-editing", name = first(one))) },
                    [one, rest @ ..] => span.text-xs.text-muted."max-md:hidden" aria-hidden="true" { (say!("live-editing-more", name = first(one), count = rest.len() as i64)) },
                }
            }
        }
    }
}

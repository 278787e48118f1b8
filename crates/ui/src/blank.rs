//! What the panel holds when there is nothing to show: nothing here yet, nothing found, not there, not allowed, our fault.
//! Each says what happened, then the way out: one primary action, one other, and below what may help. One shape for all;
//! `part::empty` is its short form.
use maud::{Markup, html};

use crate::icon::{icon, sized};
use crate::part::topbar;
use crate::{Button, say};

/// A page or a pane without anything to show, on its way into a page.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct Blank<'a> {
    picture: &'a str,
    title: &'a str,
    text: &'a str,
    actions: Markup0,
    below: Markup0,
}

/// Markup that may not be there.
type Markup0 = Option<Markup>;

impl<'a> Blank<'a> {
    /// An icon, a heading, and one sentence with a fact.
    pub fn new(picture: &'a str, title: &'a str, text: &'a str) -> Self {
        Self { picture, title, text, actions: None, below: None }
    }

    /// The way out: one primary button and one other.
    pub fn actions(self, actions: Markup) -> Self {
        Self { actions: Some(actions), ..self }
    }

    /// What may help: up to three ready starts, the pages one comes from, whom to ask.
    pub fn below(self, below: Markup) -> Self {
        Self { below: Some(below), ..self }
    }

    /// The panel's body.
    pub fn show(&self) -> Markup {
        html! {
            div class="panel-body grid place-items-center p-6" tabindex="0" role="region" aria-label=(self.title) {
                div class="max-w-[27rem] w-full text-center" {
                    div class="mx-auto mb-5 grid place-items-center size-14 rounded-2xl bg-base-200 border border-line text-muted" {
                        (sized(self.picture, "icon size-6"))
                    }
                    h2 class="text-xl font-semibold text-balance" { (self.title) }
                    p class="text-muted mt-2 text-md text-balance" { (self.text) }
                    @if let Some(actions) = &self.actions { div class="flex flex-wrap justify-center gap-2 mt-5" { (actions) } }
                    @if let Some(below) = &self.below { div class="mt-8 text-start" { (below) } }
                }
            }
        }
    }

    /// With a head over it: a whole page.
    pub fn page(&self, head: &str) -> Markup {
        html! { (topbar(&[], head, None, html! {})) (self.show()) }
    }
}

/// A ready start: what it is, what it brings, where it leads.
pub fn starts(lines: &[(&str, &str, &str, &str)]) -> Markup {
    html! {
        ul class="grid gap-px rounded-(--radius-box) border border-line overflow-hidden bg-line text-sm" {
            @for (picture, title, line, href) in lines {
                li class="bg-raised" {
                    a class="flex items-center gap-3 px-4 py-2.5 hover:bg-hover" href=(href) {
                        span class="text-muted" { (icon(picture)) }
                        span { span class="block font-medium" { (title) } span class="text-muted" { (line) } }
                        span class="grow" {}
                        (sized("chevron-right", "icon text-faint"))
                    }
                }
            }
        }
    }
}

/// Nothing is at this address, or nothing one may see. `below` holds where one was just before.
pub fn not_found(below: Option<Markup>) -> Markup {
    let (title, text) = (say!("blank-not-found"), say!("blank-not-found-line"));
    let blank = Blank::new("unlink", &title, &text)
        .actions(html! { (home()) (Button::link("/search", &say!("app-search")).icon("search").action("palette#open")) });
    Blank { below, ..blank }.page(&say!("blank-not-found-head"))
}

/// It is there, but not for this role. `why` says what is missing, `ask` who can give it.
pub fn forbidden(why: &str, ask: Option<Markup>) -> Markup {
    let title = say!("blank-forbidden");
    let blank = Blank::new("lock", &title, why).actions(html! { (home()) });
    Blank { below: ask, ..blank }.page(&say!("blank-forbidden-head"))
}

/// Something broke. The id stands in the log.
pub fn internal(id: &str) -> Markup {
    let (title, text) = (say!("blank-internal"), say!("blank-internal-line", id = id));
    Blank::new("triangle-alert", &title, &text).actions(html! { (home()) }).page(&say!("blank-internal-head"))
}

/// Anything else that was refused.
pub fn refused(title: &str, text: &str) -> Markup {
    Blank::new("circle-alert", title, text).actions(html! { (home()) }).page(title)
}

fn home() -> Markup {
    html! { (Button::link("/", &say!("blank-home")).primary()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_text_and_not_markup() {
        assert!(forbidden("<b>", None).into_string().contains("&lt;b&gt;"));
    }
}

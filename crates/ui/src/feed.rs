//! The timeline of a record: what happened, newest first, by day.
use base::{Date, Moment};
use maud::{Markup, html};

use crate::field::Look;
use say::say;

use crate::field::words::{bare_day, hour};
use crate::icon::icon;

/// One thing that happened.
pub struct Item {
    /// Tells it apart on the page.
    pub key: String,
    /// Its icon.
    pub icon: &'static str,
    /// The tone of its channel.
    pub tone: &'static str,
    /// Who did it.
    pub who: String,
    /// What was done, after the name.
    pub what: Markup,
    /// When it happened.
    pub at: Moment,
    /// More about it.
    pub body: Option<Markup>,
    /// Where a POST takes it back.
    pub undo: Option<String>,
    /// Where a POST takes back everything that was done together with it.
    pub undo_all: Option<String>,
}

/// A timeline.
pub fn feed(look: &Look<'_>, items: &[Item]) -> Markup {
    let mut day: Option<Date> = None;
    html! {
        ol.feed #timeline {
            @for item in items {
                @let date = item.at.date(&look.manners.zone);
                @if day.replace(date) != Some(date) {
                    li."!pb-2"."before:hidden" { span.feed-day { (heading(look, date)) } }
                }
                (one(look, item))
            }
        }
    }
}

fn heading(look: &Look<'_>, date: Date) -> String {
    match look.today().days_since(date) {
        0 => say!("words-today").into(),
        1 => say!("words-yesterday").into(),
        _ => bare_day(date, look.today()),
    }
}

fn one(look: &Look<'_>, item: &Item) -> Markup {
    html! {
        li data-tone=(item.tone) id={ "event_" (item.key) } tabindex="-1" data-feed-target="item" {
            span.feed-icon { (icon(item.icon)) }
            div."min-w-0"."pt-1"."group/item" {
                div.flex.items-baseline."gap-2" {
                    p."min-w-0".grow { strong.font-medium { (item.who) } " " span.text-muted { (item.what) } }
                    @for (undo, label, hint) in [(&item.undo, say!("app-undo"), say!("feed-undo-hint")), (&item.undo_all, say!("feed-undo-all"), say!("feed-undo-all-hint"))] {
                        @if let Some(undo) = undo {
                            form.feed-undo method="post" action=(undo) {
                                button.link.text-xs.text-muted."min-h-6".whitespace-nowrap title=(hint) { (label) }
                            }
                        }
                    }
                    time.text-xs.text-faint.whitespace-nowrap datetime=(item.at) title=(look.long_moment(item.at)) {
                        (hour(item.at, &look.manners.zone))
                    }
                }
                @if let Some(body) = &item.body { (body) }
            }
        }
    }
}

/// A card under an item: the text of a note.
pub fn card(inside: Markup) -> Markup {
    html! { div."mt-2".border.border-line."rounded-(--radius-field)"."bg-raised"."px-3"."py-2.5".text-base { (inside) } }
}

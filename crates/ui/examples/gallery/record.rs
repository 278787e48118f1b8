//! A record, as in mock 04: fields, timeline, what belongs to it.
use base::Id;
use engine::Manners;
use maud::{Markup, html};
use ui::Button;
use ui::feed::{Item, card, feed};
use ui::icon::sized;
use ui::part::{Size, badge, initials, named, topbar};

use crate::sample;

const FIELDS: [(&str, &str, &str); 6] = [
    ("at-sign", "E-mail", "marta.kowalska@nordwind.studio"),
    ("phone", "Phone", "+49 40 5550 1942"),
    ("briefcase", "Job title", "Head of Workplace"),
    ("languages", "Language", "German, English"),
    ("map-pin", "City", "Hamburg, 14:32 there"),
    ("circle-dashed", "Allergies", ""),
];

pub(crate) fn page() -> Markup {
    html! {
        (topbar(&[("list.html", "Contacts")], "Marta Kowalska", None, html! {
            (Button::link("#", "Task").icon("circle-check-big").small().class("max-md:hidden"))
            (Button::link("#", "E-mail").icon("mail").primary().small().compact().key("e"))
            (Button::plain("More actions").icon("ellipsis").square().ghost().small())
        }))
        div.panel-body {
            div class="panes lg:max-xl:h-auto lg:max-xl:grid-rows-[auto_1fr] lg:max-xl:*:overflow-visible lg:grid-cols-[20rem_minmax(0,1fr)] xl:grid-cols-[20rem_minmax(0,1fr)_20rem]" {
                aside class="max-lg:contents" aria-label="Contact details" { (head()) (fields()) }
                section class="p-4 md:px-6 bg-base-100 lg:max-xl:row-span-2" aria-label="Timeline" { (timeline()) }
                aside class="max-lg:order-3 max-lg:border-t border-line lg:max-xl:row-start-2 lg:max-xl:!border-l-0" aria-label="Related records" { (related()) }
            }
        }
    }
}

fn head() -> Markup {
    html! {
        header class="px-4 pt-4 pb-3 lg:border-b border-line" {
            div class="flex items-center gap-3" {
                (initials("Marta Kowalska", Id(1000), Size::Huge, false))
                div.min-w-0 {
                    p class="text-xl font-semibold truncate" { "Marta Kowalska" }
                    p class="text-sm text-muted truncate" { "Head of Workplace" }
                    a class="text-sm link link-hover inline-flex mt-0.5" href="#" { (named("Nordwind Studios", Id(2000), true)) }
                }
            }
            div class="flex flex-wrap gap-1 mt-3" { (badge(Some("green"), "Customer", true)) (badge(Some("amber"), "Gold, 2,140 beans", false)) (badge(Some("violet"), "Decision maker", false)) }
            ol class="path mt-4" aria-label="Lifecycle" {
                @for step in ["Lead", "Qualified", "Opportunity"] { li.is-done { button { span.sr-only { "Done: " } (step) } } }
                li aria-current="step" { button { "Customer" } }
                li { button { "Advocate" } }
            }
        }
    }
}

fn fields() -> Markup {
    html! {
        div #details class="max-lg:order-2 max-lg:border-t border-line" {
            details class="group/g border-b border-line px-4 py-3" open {
                summary class="flex items-center gap-1.5 cursor-pointer text-sm font-semibold list-none" {
                    (sized("chevron-right", "icon icon-sm text-faint transition-transform group-open/g:rotate-90")) "Contact"
                }
                dl class="kv mt-1.5" {
                    @for (icon, label, value) in FIELDS {
                        dt { (sized(icon, "icon icon-sm text-faint")) (label) }
                        dd { button.kv-edit title="Edit" {
                            @if value.is_empty() { span.text-faint { "Empty" } } @else { span.truncate { (value) } }
                            span.sr-only { ", edit " (label) }
                        } }
                    }
                }
            }
        }
    }
}

fn timeline() -> Markup {
    let (schema, manners) = (sample::schema(), Manners::default());
    let look = sample::look(&schema, &manners);
    let item = |key: &str, icon, tone, who: &str, what: &str, minutes: i64, body: Option<Markup>| Item {
        key: key.into(),
        icon,
        tone,
        who: who.into(),
        what: html! { (what) },
        at: look.now.plus_seconds(-60 * minutes),
        body,
        undo: None,
    };
    feed(&look, &[
        item("1", "mail-open", "blue", "Marta", "opened “Offer 2291, 3 × La Piccola” for the 4th time", 49, Some(html! { p class="text-sm text-muted mt-0.5" { "Hamburg, desktop. Clicked Service terms (PDF)." } })),
        item("2", "globe", "violet", "Marta", "visited 3 pages on marlow.coffee", 52, None),
        item("3", "phone", "green", "Ines Albrecht", "called, 6 m 12 s, no decision yet", 1046, Some(card(html! { "Wants the grinder on lease, not bought. Needs the service terms before Thursday’s budget round." }))),
        item("4", "receipt-text", "amber", "Order #10482", "delivered", 1331, Some(card(html! { div class="flex flex-wrap items-center gap-x-3 gap-y-1" { span.font-medium { "12 kg Autumn blend, 4 kg Decaf" } span.grow {} span.font-medium { "€486.40" } (badge(Some("green"), "Delivered", false)) } }))),
        item("5", "life-buoy", "red", "Ticket #3308", "“Grinder makes a rattling sound” was solved", 6703, None),
    ])
}

fn related() -> Markup {
    html! {
        details class="group/r border-b border-line" open {
            summary class="flex items-center gap-2 px-4 pt-3 pb-1.5 cursor-pointer list-none text-sm" {
                span.font-semibold { "Deals" } span.text-muted { "2" } span.grow {} (sized("chevron-down", "icon icon-sm text-faint"))
            }
            ul class="px-2 pb-2" {
                @for (name, line, worth) in [("3 × La Piccola + plan", "Proposal, closes 24 Nov", "€14,850"), ("Bean plan, floor 2", "Won 14 Mar", "€9,600")] {
                    li { a href="#" class="flex items-center gap-2 px-2 py-1.5 rounded-(--radius-selector) hover:bg-hover text-sm" {
                        span class="min-w-0 grow" { span class="block truncate font-medium" { (name) } span class="block truncate text-xs text-muted" { (line) } }
                        span class="text-end shrink-0" { span.block { (worth) } }
                    } }
                }
            }
        }
    }
}

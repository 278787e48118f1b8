//! The small parts every page is made of: bars, buttons, badges, avatars, messages.
//!
//! Pages never carry `style` attributes (the content security policy refuses them): figures that CSS needs are
//! classes, `v-57` for a value and `pace-52` for a mark of a hundred, made for 0 to 100 by `assets/app.css`.
use base::{Id, Problems};
use maud::{Markup, Render, html};

use crate::button::keys;
use crate::direct::Direct;
use crate::icon::{icon, sized};
use crate::say::Language;
use crate::{put, say};

/// The eleven tones, as metadata stores them.
pub const TONES: [&str; 11] =
    ["slate", "red", "orange", "amber", "lime", "green", "teal", "sky", "blue", "violet", "pink"];

/// The head of a page: where one is (`(address, label)`, outermost first), its title, a figure beside it, what one
/// can do. The state of the live connection shows up here by itself.
pub fn topbar(crumbs: &[(&str, &str)], title: &str, badge: Option<&str>, actions: Markup) -> Markup {
    topbar_beside(
        crumbs,
        title,
        html! { @if let Some(badge) = badge { span class="badge badge-ghost" { (badge) } } },
        actions,
    )
}

/// The same with anything beside the title.
pub fn topbar_beside(crumbs: &[(&str, &str)], title: &str, beside: Markup, actions: Markup) -> Markup {
    html! {
        header class="topbar" {
            @if let Some((href, label)) = crumbs.last() {
                nav class="breadcrumbs text-muted max-md:hidden" aria-label=(say!("part-breadcrumb")) {
                    ul {
                        @for (href, label) in crumbs { li { a href=(href) { (label) } } }
                        li aria-hidden="true" {}
                    }
                }
                a class="btn btn-ghost btn-square btn-sm md:hidden" href=(href) aria-label=(say!("part-back-to", what = *label)) { (icon("chevron-left")) }
            }
            h1 class="truncate" { (title) }
            (beside)
            div class="grow" {}
            (live_state())
            (actions)
        }
    }
}

/// The dot and the word of the live connection; the `live` controller shows and changes it.
fn live_state() -> Markup {
    html! {
        span class="contents" data-live-target="here" {}
        span class="inline-flex items-center gap-1.5 text-xs text-muted" data-live-target="on" hidden {
            span class="dot animate-live text-success bg-current size-1.75" {}
            span class="live-text" { (say!("part-live")) }
        }
        span class="inline-flex items-center gap-1.5 text-xs text-warning font-medium" data-live-target="off" hidden {
            (sized("wifi-off", "icon icon-sm")) (say!("part-offline"))
        }
    }
}

/// One tab of a row of views or sections.
#[derive(Debug, Clone, Default)]
pub struct Tab<'a> {
    /// Where it leads.
    pub href: &'a str,
    /// What it is called.
    pub label: &'a str,
    /// An icon in front.
    pub icon: Option<&'a str>,
    /// A figure behind, already written out.
    pub count: Option<&'a str>,
    /// Whether it is the one shown.
    pub current: bool,
}

/// A row of tabs under the head, with what belongs at its end (or nothing).
pub fn tabs(name: &str, tabs: &[Tab<'_>], end: Markup) -> Markup {
    html! {
        div class="flex items-center border-b border-line pr-2 shrink-0" {
            nav class="tabs tabs-border px-2 min-w-0" aria-label=(name) {
                @for tab in tabs {
                    a class="tab" href=(tab.href) aria-current=[tab.current.then_some("page")] {
                        @if let Some(name) = tab.icon { (sized(name, "icon icon-sm")) }
                        (tab.label)
                        @if let Some(count) = tab.count { span class="text-faint font-normal" { (count) } }
                    }
                }
            }
            (end)
        }
    }
}

/// The bar over a list: what filters it at the start, what arranges it at the end.
pub fn toolbar(name: &str, start: Markup, end: Markup) -> Markup {
    html! {
        div class="toolbar" role="toolbar" aria-label=(name) { (start) span class="grow" {} (end) }
    }
}

/// A badge. With a tone it is coloured, with a dot it is a stage.
pub fn badge(tone: Option<&str>, label: &str, dot: bool) -> impl Render {
    Direct(move |out: &mut String| {
        match tone {
            Some(tone) => put!(out, r#"<span class="badge" data-tone=""# (tone) r#"">"#),
            None => put!(out, r#"<span class="badge badge-ghost">"#),
        }
        if dot {
            put!(out, r#"<span class="dot"></span>"#);
        }
        put!(out, (label) "</span>");
    })
}

/// How large an avatar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Size {
    /// 20 pixels, beside words in a cell.
    Small,
    /// 24 pixels, in front of a name.
    #[default]
    Medium,
    /// As `Medium`, on phones as `Large`: what leads a row.
    Row,
    /// 36 pixels, in rows of two lines.
    Large,
    /// 52 pixels, over a record.
    Huge,
}

/// The avatar of a record: letters of its name on the tone of its id. People are round, companies square.
pub fn initials(name: &str, id: Id, size: Size, square: bool) -> impl Render {
    let size = match size {
        Size::Small => "ini ini-sm",
        Size::Medium => "ini",
        Size::Row => "ini ini-row",
        Size::Large => "ini ini-lg",
        Size::Huge => "ini ini-xl",
    };
    let shape = if square { " ini-sq" } else { "" };
    Direct(move |out: &mut String| {
        let (tone, letters) = (tone_of(id), letters(name, square));
        put!(out, r#"<span class=""# [size] [shape] r#"" data-tone=""# [tone] r#"" aria-hidden="true">"# (letters) "</span>");
    })
}

/// The tone of a record that has chosen none: the same for ever, grey left out.
pub fn tone_of(id: Id) -> &'static str {
    // Ids count up in their low bits and by time in their high ones: mixed, neighbours differ.
    let mixed = (id.0 as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    TONES.get(1 + (mixed % 10) as usize).copied().unwrap_or("sky")
}

/// First letters of the first and the last word of a name; of companies the first alone.
pub fn letters(name: &str, one: bool) -> String {
    let mut words = name
        .split(|c: char| c.is_whitespace() || c == '@')
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = if one { None } else { words.next_back() };
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A page or a pane without anything to show: why, and what to do. `actions` hold one primary button and one other.
pub fn empty(picture: &str, title: &str, text: &str, actions: Markup) -> Markup {
    crate::blank::Blank::new(picture, title, text).actions(actions).show()
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Good to know.
    Info,
    /// It worked.
    Success,
    /// Worth a look.
    Warning,
    /// It did not work.
    Error,
}

/// A message on the page.
pub fn alert(mood: Mood, text: Markup) -> Markup {
    let (class, name) = match mood {
        Mood::Info => ("alert alert-info alert-soft", "info"),
        Mood::Success => ("alert alert-success alert-soft", "circle-check"),
        Mood::Warning => ("alert alert-warning alert-soft", "triangle-alert"),
        Mood::Error => ("alert alert-error alert-soft", "circle-alert"),
    };
    html! { div class=(class) role=[(mood == Mood::Error).then_some("alert")] { (icon(name)) div { (text) } } }
}

/// What is wrong with a form: a sentence, then a link to each field. `label` gives the label of a field's key; fields
/// have the id `f-{key}`.
pub fn summary(title: &str, problems: &Problems, label: impl Fn(&str) -> String) -> Markup {
    html! {
        @if !problems.is_empty() {
            div id="errors" class="alert alert-error alert-soft items-start" role="alert" tabindex="-1" {
                (sized("circle-alert", "icon mt-0.5"))
                div {
                    p class="font-semibold" { (title) }
                    ul class="mt-0.5 [&_a]:inline-block [&_a]:py-1" {
                        @for problem in &problems.0 {
                            li {
                                @if problem.field.is_empty() { (problem.message) }
                                @else { a class="link" href={ "#f-" (problem.field) } { (label(&problem.field)) ": " (problem.message) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What is wrong with one field, under it. The input says `aria-describedby="{id}-e"` and `aria-invalid="true"`.
pub fn field_error(id: &str, message: &str) -> Markup {
    html! {
        p class="flex gap-1.5 text-error text-sm" id={ (id) "-e" } { (sized("circle-alert", "icon icon-sm mt-0.5")) (message) }
    }
}

/// A figure with its name and a line under it; several stand in `dl.stats.card`.
pub fn stat(title: &str, value: &str, line: Markup) -> Markup {
    html! {
        div class="stat" { dt class="stat-title" { (title) } dd class="stat-value" { (value) } dd class="stat-desc" { (line) } }
    }
}

/// A bar from 0 to 100, with a mark where it should stand by now. `class` gives its width.
pub fn meter(value: i64, pace: Option<i64>, tone: Option<&str>, name: &str, class: &str) -> Markup {
    let value = value.clamp(0, 100);
    let pace = pace.map(|pace| format!("pace-{}", pace.clamp(0, 100))).unwrap_or_default();
    html! {
        span class={ "meter v-" (value) " " (pace) " " (class) } data-tone=[tone] role="img" aria-label={ (name) (value) "%" } {}
    }
}

/// The line under a list: what is shown, and a link to the next page.
pub fn pagination(shown: &str, first: Option<&str>, next: Option<&str>) -> Markup {
    html! {
        nav class="flex items-center gap-2 px-4 min-h-11 text-sm border-t border-line shrink-0" data-pages aria-label=(say!("part-pages")) {
            span class="text-muted" { (shown) }
            @if let Some(first) = first { a class="btn btn-ghost btn-sm" href=(first) { (say!("part-first-page")) } }
            @if let Some(next) = next {
                a class="btn btn-sm" href=(next) rel="next" { (say!("part-next-page")) (icon("chevron-right")) }
            }
        }
    }
}

/// A list of actions that a button with [`crate::Button::opens`] shows. `items` come from [`menu_link`], [`menu_button`] and
/// [`menu_line`].
pub fn menu(id: &str, name: &str, items: Markup) -> Markup {
    html! {
        ul class="menu pop w-60 p-1.5" id=(id) popover role="menu" aria-label=(name) data-controller="menu" { (items) }
    }
}

/// A link in a menu.
pub fn menu_link(href: &str, icon_name: &str, label: &str, key: Option<&str>) -> Markup {
    html! {
        li role="none" { a role="menuitem" href=(href) data-hotkey=[key] { (icon(icon_name)) (label) (menu_key(key)) } }
    }
}

/// A button in a menu that posts to an address, by the empty form every page carries; dangerous ones are red.
pub fn menu_button(action: &str, icon_name: &str, label: &str, danger: bool) -> Markup {
    html! {
        li role="none" {
            button class=[danger.then_some("text-error")] role="menuitem" form="post" formaction=(action) {
                (sized(icon_name, if danger { "icon !text-error" } else { "icon" })) (label)
            }
        }
    }
}

/// A line between groups of a menu.
pub fn menu_line() -> Markup {
    html! { li role="separator" class="!my-1 mx-2 h-px bg-line opacity-100" {} }
}

fn menu_key(key: Option<&str>) -> Markup {
    html! { @if let Some(key) = key { span class="ms-auto" { (keys(key)) } } }
}

/// Renders a record's name with its avatar, as cells and pickers show it.
pub fn named(name: &str, id: Id, square: bool) -> Markup {
    html! {
        span class="inline-flex items-center gap-1.5 min-w-0 align-middle" { (initials(name, id, Size::Small, square)) span class="truncate" { (name) } }
    }
}

/// The languages people are offered, as options of a select; one that is not offered is shown where it is chosen.
pub fn languages(now: &str) -> Markup {
    let chosen = Language::parse(now);
    let shown = Language::OFFERED.into_iter().chain(chosen.filter(|l| !Language::OFFERED.contains(l)));
    html! {
        @for language in shown {
            option value=(language.tag()) lang=(language.tag()) selected[Some(language) == chosen] { (language.name()) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_come_from_the_first_and_the_last_word() {
        assert_eq!(letters("Marta Anna Kowalska", false), "MK");
        assert_eq!(letters("Żaneta", false), "Ż");
        assert_eq!(letters("Noor el Amrani", true), "N");
        assert_eq!(letters("(none)", false), "N");
        assert_eq!(letters("", false), "");
    }

    #[test]
    fn a_tone_stays_and_neighbours_differ() {
        assert_eq!(tone_of(Id(4711)), tone_of(Id(4711)));
        let tones: std::collections::BTreeSet<_> = (0..40).map(|n| tone_of(Id(n))).collect();
        assert!(tones.len() >= 8);
    }

    #[test]
    fn a_meter_has_no_style_attribute() {
        let shown = meter(157, Some(52), Some("green"), "Score ", "w-9").into_string();
        assert!(shown.contains("meter v-100 pace-52 w-9") && !shown.contains("style"));
    }
}

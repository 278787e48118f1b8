//! The calendar of an object: its records on the days of a date, by month, week, day or as an agenda.
mod hours;
mod items;
mod moving;
mod weeks;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use base::{Date, Error};
use engine::layout::{Layout, Span};
use engine::{Action, Field, Object};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use maud::{Markup, html};
use ui::field::words::{hour, long_day, month_of, number, weekday};
use ui::icon::{icon, sized};
use ui::overlay::keys_here;
use ui::part::topbar_beside;
use ui::web::Answer;
use ui::{key, say};

use self::items::{Day, Item, Source};
pub(super) use self::moving::{ask, change};
use self::weeks::{days, first_weekday, range, step};
use super::arranged::Arranged;
use super::asked::address;
use super::form::prefilled;
use super::list::{Narrowed, wrong};
use super::moving::is_movable;
use super::visit::Visit;
use super::{arrange, chips, layouts, tallies, toolbar};

/// Records of a day in a month, of one in a week, and of one by itself.
const MONTH: usize = 4;
const WEEK: usize = 16;
/// Of one in a week with hours.
const HOURS: usize = 60;
const DAY: usize = 200;

const SPANS: [(Span, ui::say::Key); 4] = [
    (Span::Day, key!("calendar-day")),
    (Span::Week, key!("calendar-week")),
    (Span::Month, key!("calendar-month")),
    (Span::Agenda, key!("calendar-agenda")),
];

/// Where days begin and end for the person: in their own zone, or in the workspace's.
pub(super) async fn zone(visit: &Visit) -> Result<TimeZone, Error> {
    let own = tallies::beside(visit).await?.tastes.time_zone;
    let known = Some(own).filter(|z| !z.is_empty()).and_then(|z| TimeZone::get(&z).ok());
    Ok(known.unwrap_or_else(|| visit.settings.manners.zone.clone()))
}

/// A page of a calendar.
struct Sheet<'a> {
    source: Source<'a>,
    span: Span,
    /// The day it is about.
    on: Date,
    today: Date,
    from: Date,
    until: Date,
    /// The field can be changed by dragging.
    may: bool,
}

/// The list of an object on days.
pub(super) async fn show(mut visit: Visit, object: &Arc<Object>, arranged: &Arranged) -> Answer {
    let offered: Vec<Field> = layouts::dates(&visit, object).into_iter().cloned().collect();
    let said = visit.asked.text("by").unwrap_or_default().to_owned();
    let (wanted, span) = said.split_once(':').unwrap_or((&said, ""));
    let field = offered.iter().find(|f| f.key == wanted).or(offered.first()).cloned();
    let Some(field) = field else { return Err(ui::web::Fault::not_found()) };
    let span = Span::parse(span).unwrap_or_default();
    visit.asked.suppose("by", &field.key);
    let zone = zone(&visit).await?;
    let today = visit.now.date(&zone);
    let on = visit.asked.text("on").and_then(|t| t.parse().ok()).unwrap_or(today);
    let text = visit.asked.text("filter").unwrap_or_default().to_owned();
    let narrowed = Narrowed::of(&visit, object, &text, visit.asked.text("q").unwrap_or_default()).await?;
    let (from, until) = range(on, span, first_weekday());
    let may = is_movable(&visit, object, &field);
    let sheet = Sheet {
        source: Source::new(&visit, object, &field, &narrowed, zone),
        span,
        on,
        today,
        from,
        until,
        may,
    };
    let most = match span {
        Span::Month => MONTH,
        Span::Week if sheet.has_hours() => HOURS,
        Span::Week | Span::Agenda => WEEK,
        Span::Day => DAY,
    };
    let found = match narrowed.error {
        None => Some(sheet.source.read(from, until, most).await?),
        Some(_) => None,
    };
    toolbar::count(&visit, object, arranged).await?;
    let chips = chips::of(&visit, object, &narrowed.text).await?;
    let arrange = html! {
        (sheet.legend())
        (arrange::of_days(&visit, object))
    };
    let body = html! {
        (topbar_beside(&[], &object.labels, sheet.steps(), html! { (sheet.spans()) (ui::command::bar("list-menu", &super::commands::of_list(&visit, object))) }))
        (toolbar::tabs(&visit, object, arranged))
        (toolbar::bar(&visit, object, &narrowed, &chips, Layout::Calendar, &arrange))
        @match &found {
            Some(found) => (sheet.draw(found)),
            None => (wrong(object)),
        }
    };
    let status = if narrowed.error.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    visit.page_with(status, &object.labels, Some(format!("/live?object={}", object.key)), body).await
}

/// The dates a calendar can go by, each for the span that is shown: `(what the address says, what it is called)`.
pub(super) fn offers(visit: &Visit, object: &Object) -> Vec<(String, String)> {
    let span =
        visit.asked.text("by").and_then(|by| by.split_once(':')).and_then(|(_, span)| Span::parse(span));
    let span = span.unwrap_or_default();
    let said =
        |f: &Field| if span == Span::Month { f.key.clone() } else { format!("{}:{}", f.key, span.name()) };
    layouts::dates(visit, object).into_iter().map(|f| (said(f), f.label.clone())).collect()
}

impl Sheet<'_> {
    fn at(&self, day: Date) -> String {
        self.source.visit.asked.with("on", Some(&day.iso()))
    }

    /// The address of another span around a day.
    fn spanning(&self, span: Span, day: Date) -> String {
        let by = format!("{}:{}", self.source.field.key, span.name());
        let names = ["view", "as", "filter", "q", "columns", "sort"];
        let visit = self.source.visit;
        let kept = names
            .into_iter()
            .filter(|n| visit.asked.has(n))
            .map(|n| (n, visit.asked.text(n).unwrap_or_default()));
        address(visit.asked.path(), kept.chain([("by", by.as_str()), ("on", day.iso().as_str())]))
    }

    /// What is shown, with the ways back and on.
    fn steps(&self) -> Markup {
        let (back, on) = (self.at(step(self.on, self.span, -1)), self.at(step(self.on, self.span, 1)));
        let title = match self.span {
            Span::Month => month_of(self.on),
            Span::Day => long_day(self.on),
            Span::Week | Span::Agenda => say!(
                "calendar-from-until",
                from = short(self.from, self.today),
                until = short(self.until, self.today)
            )
            .into_owned(),
        };
        html! {
            a.btn.btn-ghost.btn-square.btn-sm href=(back) rel="prev" aria-label=(say!("calendar-before")) title=(say!("calendar-before")) data-hotkey="p" { (icon("chevron-left")) }
            a.btn.btn-ghost.btn-square.btn-sm href=(on) rel="next" aria-label=(say!("calendar-next")) title=(say!("calendar-next")) data-hotkey="n" { (icon("chevron-right")) }
            span.font-semibold.truncate #calendar-title { (title) }
        }
    }

    fn spans(&self) -> Markup {
        html! {
            a.btn.btn-sm href=(self.at(self.today)) data-hotkey="t" title=(say!("calendar-today")) { span."md:hidden" { (icon("calendar-days")) } span."max-md:sr-only" { (say!("calendar-today")) } " " span."max-md:hidden" { (ui::button::keys("t")) } }
            div.tabs.tabs-box."max-lg:hidden" role="group" aria-label=(say!("calendar-span")) {
                @for (span, name) in SPANS {
                    a.tab href=(self.spanning(span, self.on)) aria-current=[(span == self.span).then_some("true")] { (name) }
                }
            }
        }
    }

    /// Which tone is which value.
    fn legend(&self) -> Markup {
        html! {
            @if let Some((field, _)) = self.source.tones {
                span.flex."gap-3".text-sm.text-muted."max-xl:hidden"."pr-1" {
                    @for choice in field.choices.iter().filter(|c| !c.hidden).take(6) {
                        span.flex.items-center."gap-1.5".whitespace-nowrap { span.dot data-tone=(if choice.tone.is_empty() { "slate" } else { choice.tone.as_str() }) {} (choice.label) }
                    }
                }
            }
        }
    }

    fn draw(&self, found: &BTreeMap<Date, Day>) -> Markup {
        let visit = self.source.visit;
        let words = serde_json::json!({
            "moved": say!("calendar-said-moved"),
            "lifted": say!("calendar-said-lifted"),
            "over": say!("calendar-said-over"),
            "back": say!("calendar-said-back"),
            "offline": say!("calendar-offline"),
        });
        let grid = matches!(self.span, Span::Month | Span::Week) || self.has_hours();
        html! {
            div.contents data-controller="calendar" data-keys=(keys()) data-calendar-field-value=(self.source.field.key) data-calendar-place-value={ "/" (self.source.object.plural) }
                data-calendar-back-value=(visit.asked.here()) data-calendar-words-value=(words.to_string()) {
                div.panel-body tabindex="0" role="region" aria-labelledby="calendar-title" data-calendar-target="ground" {
                    @if self.has_hours() { (self.hours(found)) } @else if grid { (self.table(found)) }
                    (self.agenda(found, grid))
                }
                p #calendar-hint.sr-only { (if self.has_hours() { say!("calendar-hint-hours") } else { say!("calendar-hint") }) }
                p.sr-only role="status" data-calendar-target="said" {}
            }
        }
    }

    fn table(&self, found: &BTreeMap<Date, Day>) -> Markup {
        let all = days(self.from, self.until);
        let cut = if self.span == Span::Month { MONTH } else { WEEK };
        html! {
            table.calendar."w-full"."h-full".table-fixed.border-collapse.text-sm."max-md:hidden" {
                caption.sr-only { (self.source.field.label) }
                thead {
                    tr {
                        @for day in all.iter().take(7) {
                            th."h-8"."px-2".text-xs.text-muted.border-b.border-line scope="col" { (weekday(*day)) }
                        }
                    }
                }
                tbody {
                    @for week in all.chunks(7) { tr { @for day in week { (self.cell(*day, found.get(day), cut)) } } }
                }
            }
        }
    }

    fn cell(&self, day: Date, found: Option<&Day>, most: usize) -> Markup {
        let free = matches!(day.0.weekday(), Weekday::Saturday | Weekday::Sunday);
        let outside = self.span == Span::Month && day.0.month() != self.on.0.month();
        let today = day == self.today;
        let label = if outside { short(day, self.today) } else { day.0.day().to_string() };
        let empty = Day::default();
        let found = found.unwrap_or(&empty);
        // The last line says how many more there are.
        let shown = if found.count > most as i64 { most.saturating_sub(1) } else { most };
        let more = found.count - shown.min(found.items.len()) as i64;
        html! {
            td."group/day".align-top.border-b.border-r.border-line."p-1.5"."h-28"."bg-base-200/60"[free || outside] data-calendar-target="day" data-day=(day) data-label=(long_day(day)) {
                div.flex.items-center {
                    a class={ "inline-grid place-items-center min-w-6 h-6 px-1 rounded-full text-xs " (number_class(today, outside)) } href=(self.spanning(Span::Day, day))
                        aria-current=[today.then_some("date")] { (label) span.sr-only { ", " (self.named(day, found.count)) } }
                    span.grow {}
                    (self.add(day))
                }
                ul."grid"."grid-cols-1"."gap-px"."mt-0.5" {
                    @for item in found.items.iter().take(shown) { (self.item(item, day, "flex items-center gap-1.5 rounded px-1.5 min-h-6 text-xs")) }
                }
                @if more > 0 { a."block".rounded."px-1.5"."min-h-6".text-xs.text-muted."leading-6"."hover:bg-hover" href=(self.spanning(Span::Day, day)) { (say!("calendar-more", count = more)) } }
            }
        }
    }

    fn named(&self, day: Date, count: i64) -> String {
        let words = say!("calendar-day-named", day = long_day(day), count = count);
        if day == self.today {
            say!("calendar-is-today", day = words).into_owned()
        } else {
            words.into_owned()
        }
    }

    /// A new record on a day.
    fn add(&self, day: Date) -> Markup {
        let Source { visit, object, field, .. } = &self.source;
        let value = match field.kind {
            engine::Kind::Date => day.iso(),
            _ => format!("{}T09:00", day.iso()),
        };
        html! {
            @if self.may && visit.can(object, Action::Create) {
                a.btn.btn-ghost.btn-square.btn-xs."opacity-0"."group-hover/day:opacity-100"."focus-visible:opacity-100"."pointer-coarse:opacity-100" href=(prefilled(object, &field.key, &value, &visit.asked.here()))
                    aria-label=(say!("calendar-add", what = ui::say::inline(&object.label), day = long_day(day))) title=(say!("calendar-add-here")) data-calendar-add { (sized("plus", "icon icon-sm")) }
            }
        }
    }

    fn item(&self, item: &Item, day: Date, class: &str) -> Markup {
        let object = self.source.object;
        let tone = if item.late { "red" } else { item.tone.as_str() };
        let look = if item.at.is_some() { "hover:bg-hover" } else { "bg-tone-soft text-tone-ink" };
        html! {
            li.relative id={ (object.key) "_" (item.id) "_" (day) } data-calendar-target="item" data-id=(item.id) data-still[!(self.may && item.may)] {
                a class={ (class) " " (look) } href=(ui::field::href(object, item.id)) data-tone=(tone) draggable="false" title=(item.title) aria-describedby="calendar-hint" {
                    @if item.at.is_some() { span.dot {} }
                    span.truncate.grow.line-through[item.done] { @if item.late { span.sr-only { (say!("calendar-late")) " " } } (item.title) }
                    @if let Some(at) = item.at { time.text-muted datetime=(at) { (hour(at, &self.source.zone)) } }
                }
            }
        }
    }

    /// The days that have something, one under the other; `small` where a table shows them on larger screens.
    fn agenda(&self, found: &BTreeMap<Date, Day>, small: bool) -> Markup {
        let Source { object, visit, field, .. } = &self.source;
        html! {
            @if found.is_empty() {
                div."p-8".text-center.text-muted."md:hidden"[small] { p { (say!("calendar-nothing")) } }
            }
            ol."md:hidden"[small] aria-labelledby="calendar-title" {
                @for (day, found) in found {
                    li."grid"."grid-cols-[3rem_minmax(0,1fr)]"."gap-2"."px-4"."py-3".border-b.border-line data-calendar-target="day" data-day=(day) data-label=(long_day(*day)) {
                        a.text-center href=(self.spanning(Span::Day, *day)) {
                            span."block".text-xs.text-muted { (weekday(*day)) }
                            span."inline-grid"."place-items-center"."size-8".rounded-full.text-lg.bg-primary[*day == self.today].text-primary-content[*day == self.today] { (day.0.day()) }
                            span.sr-only { ", " (self.named(*day, found.count)) }
                        }
                        ul."grid"."grid-cols-1"."gap-1.5"."min-w-0" {
                            @for item in &found.items {
                                @let ask = address(&format!("{}/day", ui::field::href(object, item.id)), [("field", field.key.as_str()), ("back", visit.asked.here().as_str())]);
                                li.flex.items-center."gap-1"."min-w-0" {
                                    a."flex"."grow"."min-w-0".items-center."gap-2"."min-h-11"."px-3"."rounded-(--radius-field)".bg-tone-soft.text-tone-ink href=(ui::field::href(object, item.id)) data-tone=(if item.late { "red" } else { item.tone.as_str() }) {
                                        span.truncate.grow.line-through[item.done] { @if item.late { span.sr-only { (say!("calendar-late")) " " } } (item.title) }
                                        @if let Some(at) = item.at { time datetime=(at) { (hour(at, &self.source.zone)) } } @else { span.whitespace-nowrap { (say!("calendar-all-day")) } }
                                    }
                                    @if self.may && item.may { a.btn.btn-ghost.btn-square.btn-sm href=(ask) aria-label=(say!("calendar-move-title", title = &item.title)) title=(say!("calendar-move")) { (sized("calendar-days", "icon icon-sm")) } }
                                }
                            }
                        }
                        @if found.count > found.items.len() as i64 { a."col-start-2".text-sm.text-muted.link href=(self.spanning(Span::Day, *day)) { (say!("calendar-all-of", count = number(found.count))) } }
                    }
                }
            }
        }
    }
}

fn number_class(today: bool, outside: bool) -> &'static str {
    match (today, outside) {
        (true, _) => "bg-primary text-primary-content font-semibold",
        (false, true) => "text-faint hover:bg-hover",
        (false, false) => "text-muted hover:bg-hover",
    }
}

fn short(day: Date, today: Date) -> String {
    ui::field::words::calm_day(day, today)
}

/// What keys do in a calendar.
fn keys() -> String {
    keys_here(&[
        ("left right up down", say!("keys-days")),
        ("shift+left shift+right", say!("keys-item-move")),
        ("space", say!("keys-lift")),
        ("enter", say!("keys-open")),
    ])
}

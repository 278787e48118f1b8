//! Weeks and days with a grid of hours, for fields that have a time: entries stand at their hour, side by side where they
//! overlap; what has no hour (it begins with the day) stands above.
use std::collections::BTreeMap;

use base::{Date, Moment};
use maud::{Markup, html};
use ui::field::words::{clock, hour, long_day, weekday};
use ui::say;

use super::items::{Day, Item};
use super::weeks::days;
use super::{Sheet, Span, number_class};

/// Rows of the grid: quarters of an hour.
const ROWS: i64 = 96;
/// What takes no time of its own is shown as half an hour.
const USUAL: i64 = 2;
/// Columns a day is parted into, and into how many lanes that goes without a rest.
const PARTS: usize = 12;
const LANES: [usize; 6] = [1, 2, 3, 4, 6, 12];

/// Where an entry stands in its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    /// The first row, from 0.
    row: i64,
    /// How many rows.
    rows: i64,
    /// Which lane, from 0, of how many.
    lane: usize,
    lanes: usize,
}

/// How many rows an entry takes that begins in a row: a quarter that is begun is shown whole, none goes beyond midnight.
fn rows_of(row: i64, seconds: Option<i64>) -> i64 {
    let rows = seconds.map_or(USUAL, |s| s.saturating_add(899) / 900);
    rows.max(USUAL).min((ROWS - row).max(1))
}

/// Lanes for entries of one day by their first row and their number of rows: those that overlap stand side by side.
fn places(spans: &[(i64, i64)]) -> Vec<Place> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    let span = |i: usize| spans.get(i).copied().unwrap_or_default();
    order.sort_by_key(|i| (span(*i).0, -span(*i).1));
    let mut out = vec![Place { row: 0, rows: 1, lane: 0, lanes: 1 }; spans.len()];
    // Entries that overlap, also by way of others, share the width.
    let mut group: Vec<usize> = Vec::new();
    let mut ends: Vec<i64> = Vec::new();
    let settle = |group: &mut Vec<usize>, ends: &mut Vec<i64>, out: &mut Vec<Place>| {
        let lanes = LANES.into_iter().find(|n| *n >= ends.len()).unwrap_or(PARTS);
        for i in group.drain(..) {
            if let Some(place) = out.get_mut(i) {
                place.lanes = lanes;
            }
        }
        ends.clear();
    };
    for i in order {
        let (row, rows) = span(i);
        if ends.iter().all(|end| *end <= row) {
            settle(&mut group, &mut ends, &mut out);
        }
        let free = ends.iter().position(|end| *end <= row);
        // Beyond twelve at one hour they lie over one another.
        let lane = free.unwrap_or(ends.len()).min(PARTS - 1);
        match ends.get_mut(lane) {
            Some(end) => *end = (*end).max(row + rows),
            None => ends.push(row + rows),
        }
        if let Some(place) = out.get_mut(i) {
            *place = Place { row, rows, lane, lanes: 1 };
        }
        group.push(i);
    }
    settle(&mut group, &mut ends, &mut out);
    out
}

impl Place {
    /// The classes that put it there.
    fn class(self) -> String {
        let wide = PARTS / self.lanes;
        let (row, col) = (self.row + 1, self.lane * wide + 1);
        format!("row-start-{row} row-span-{} col-start-{col} col-span-{wide}", self.rows)
    }
}

impl Sheet<'_> {
    /// Whether hours are shown at all: the field has them, and there is room.
    pub(super) fn has_hours(&self) -> bool {
        self.source.has_hours() && matches!(self.span, Span::Week | Span::Day)
    }

    /// The quarter of an hour an entry begins in; nothing for what begins with the day.
    fn row(&self, at: Moment) -> Option<i64> {
        let time = self.source.zone.to_datetime(at.timestamp()).time();
        let minutes = i64::from(time.hour()) * 60 + i64::from(time.minute());
        (minutes > 0 || time.second() > 0).then_some(minutes / 15)
    }

    /// The days side by side, hours from top to bottom.
    pub(super) fn hours(&self, found: &BTreeMap<Date, Day>) -> Markup {
        let all = days(self.from, self.until);
        let empty = Day::default();
        let one = all.len() == 1;
        html! {
            div.hours.text-sm."max-md:hidden".is-day[one] role="group" aria-label=(&self.source.field.label) data-calendar-hours {
                div.hours-head {
                    span.hours-label { (say!("calendar-all-day")) }
                    @for day in &all { (self.head(*day, found.get(day).unwrap_or(&empty))) }
                }
                div.hours-body {
                    ol.hours-clock aria-hidden="true" { @for n in 0..24 { li { @if n > 0 { (clock(n, 0)) } } } }
                    @for day in &all { (self.column(*day, found.get(day).unwrap_or(&empty))) }
                }
            }
        }
    }

    /// The head of a day, with what has no hour.
    fn head(&self, day: Date, found: &Day) -> Markup {
        let today = day == self.today;
        html! {
            div."group/day" data-calendar-target="day" data-day=(day) data-label=(long_day(day)) data-strip {
                div.flex.items-center."gap-1"."px-1.5" {
                    span.text-xs.text-muted { (weekday(day)) }
                    a class={ "inline-grid place-items-center min-w-6 h-6 px-1 rounded-full text-xs " (number_class(today, false)) } href=(self.spanning(Span::Day, day))
                        aria-current=[today.then_some("date")] { (day.0.day()) span.sr-only { ", " (self.named(day, found.count)) } }
                    span.grow {}
                    (self.add(day))
                }
                ul."grid"."grid-cols-1"."gap-px"."px-1"."pb-1" {
                    @for item in found.items.iter().filter(|i| i.at.and_then(|at| self.row(at)).is_none()) {
                        (self.item(item, day, "flex items-center gap-1.5 rounded px-1.5 min-h-6 text-xs"))
                    }
                }
            }
        }
    }

    fn column(&self, day: Date, found: &Day) -> Markup {
        let timed: Vec<(&Item, Moment, i64)> =
            found.items.iter().filter_map(|i| Some((i, i.at?, self.row(i.at?)?))).collect();
        let spans: Vec<(i64, i64)> =
            timed.iter().map(|(item, _, row)| (*row, rows_of(*row, item.seconds))).collect();
        let now = (day == self.today).then(|| self.row(self.source.visit.now)).flatten();
        let hidden = found.count - found.items.len() as i64;
        html! {
            div.hours-day data-calendar-target="day" data-day=(day) data-label=(long_day(day)) data-column {
                ul {
                    @for ((item, at, _), place) in timed.iter().zip(places(&spans)) { (self.timed(item, *at, day, place)) }
                }
                @if let Some(row) = now { span class={ "hours-now row-start-" (row + 1) } aria-hidden="true" {} }
                @if hidden > 0 { a.hours-more.text-xs.text-muted href=(self.spanning(Span::Day, day)) { (say!("calendar-more", count = hidden)) } }
            }
        }
    }

    fn timed(&self, item: &Item, at: Moment, day: Date, place: Place) -> Markup {
        let object = self.source.object;
        let time = self.source.zone.to_datetime(at.timestamp()).time();
        let said = say!("calendar-item-at", title = &item.title, at = hour(at, &self.source.zone));
        html! {
            li class={ "relative min-w-0 " (place.class()) } id={ (object.key) "_" (item.id) "_" (day) } data-calendar-target="item" data-id=(item.id) data-at={ (format!("{:02}:{:02}", time.hour(), time.minute())) } data-still[!(self.may && item.may)] {
                a."block"."h-full"."overflow-hidden".rounded."px-1.5"."py-0.5".text-xs."leading-4".bg-tone-soft.text-tone-ink href=(ui::field::href(object, item.id)) data-tone=(item.tone) draggable="false" title=(item.title) aria-label=(said) aria-describedby="calendar-hint" {
                    span.font-medium.line-through[item.done] { (item.title) } " " time.whitespace-nowrap datetime=(at) { (hour(at, &self.source.zone)) }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lanes(spans: &[(i64, i64)]) -> Vec<(usize, usize)> {
        places(spans).into_iter().map(|p| (p.lane, p.lanes)).collect()
    }

    #[test]
    fn what_overlaps_stands_side_by_side() {
        assert_eq!(lanes(&[(36, 4), (40, 4)]), [(0, 1), (0, 1)]);
        assert_eq!(lanes(&[(36, 8), (38, 2), (50, 2)]), [(0, 2), (1, 2), (0, 1)]);
        // The third finds the lane of the second free again.
        assert_eq!(lanes(&[(36, 8), (36, 2), (38, 2)]), [(0, 2), (1, 2), (1, 2)]);
        assert_eq!(lanes(&[(0, 4); 5]), [(0, 6), (1, 6), (2, 6), (3, 6), (4, 6)]);
        assert!(lanes(&[(0, 4); 30]).iter().all(|(lane, lanes)| lane < lanes && *lanes == 12));
    }

    #[test]
    fn an_entry_ends_with_its_day() {
        assert_eq!(rows_of(40, None), 2);
        assert_eq!(rows_of(40, Some(1_000)), 2);
        assert_eq!(rows_of(40, Some(3_601)), 5);
        assert_eq!(rows_of(90, Some(i64::MAX)), 6);
        assert_eq!(rows_of(95, None), 1);
    }

    #[test]
    fn a_place_is_rows_and_columns_of_the_grid() {
        let place = Place { row: 36, rows: 4, lane: 1, lanes: 2 };
        assert_eq!(place.class(), "row-start-37 row-span-4 col-start-7 col-span-6");
    }
}

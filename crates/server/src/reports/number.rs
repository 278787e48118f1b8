//! A figure that stands alone: its value, how it changed, its course as a small line.
use maud::{Markup, html};
use reports::figures::Figure;
use ui::field::figure::{change, figure};
use ui::say;

use super::cards::{Look, title};

/// Width and height of a small line.
const SIZE: (f64, f64) = (84.0, 24.0);

/// The figure, in a strip of such.
pub(super) fn stat(look: &Look<'_>, shown: &Figure, menu: &Markup) -> Markup {
    let value = figure(&shown.answer.reading, shown.metric.unit, look.currency);
    html! {
        div.stat {
            dt.stat-title.flex.items-center."gap-1" title=(engine::said::metric_definition(&shown.metric)) { span.truncate.min-w-0 { (title(look, shown)) } span.grow {} (menu) }
            dd."stat-value".flex.items-center.justify-between."gap-3" {
                (look.link(&shown.answer.plural, &shown.answer.filter, &html! { (value) }))
                (spark(&shown.course))
            }
            @if let Some(how) = records::rates::converted(&shown.answer.reading, shown.answer.conversion.as_ref()) { dd."stat-desc"."whitespace-normal" { (how) } }
            @let mood = match changed(look, shown) { Some((_, Some(true))) => "up", Some((_, Some(false))) => "down", _ => "" };
            dd class={ "stat-desc " (mood) } title=[other(look, shown)] { (line(look, shown)) }
        }
    }
}

/// What it is compared with, in days.
fn other(look: &Look<'_>, shown: &Figure) -> Option<String> {
    let (period, before) = shown.before.as_ref()?;
    let days = super::filters::days(period, look.today);
    Some(say!("dashboard-was", days = days, value = figure(before, shown.metric.unit, look.currency)).into())
}

/// `▲ 14% on 1 Jul to 17 Aug`
fn line(look: &Look<'_>, shown: &Figure) -> Markup {
    match (changed(look, shown), direction(shown)) {
        (Some((words, _)), Some(up)) => html! {
            span aria-hidden="true" { (words.chars().take(2).collect::<String>()) }
            span.sr-only { (if up { say!("dashboard-up") } else { say!("dashboard-down") }) " " }
            (words.chars().skip(2).collect::<String>())
        },
        (Some((words, _)), None) => html! { (words) },
        (None, _) => html! {},
    }
}

/// Whether it went up; nothing where there is nothing to compare.
fn direction(shown: &Figure) -> Option<bool> {
    let (_, before) = shown.before.as_ref()?;
    Some(change(&shown.answer.reading, before, shown.metric.unit)?.1)
}

/// How it changed, in words, and whether that is good news; of what is about now, how many records it is of.
pub(super) fn changed(look: &Look<'_>, shown: &Figure) -> Option<(String, Option<bool>)> {
    let Some((period, before)) = &shown.before else {
        let object = look.schema.object(shown.metric.object).filter(|_| shown.period.is_none())?;
        return Some((records::pages::named(object, shown.answer.count), None));
    };
    let days = super::filters::days(period, look.today);
    Some(match change(&shown.answer.reading, before, shown.metric.unit) {
        Some((words, up)) => {
            let words = say!("dashboard-changed", change = words, days = days);
            let good = up != reports::figures::less_is_better(&shown.metric);
            (format!("{} {words}", if up { "▲" } else { "▼" }), Some(good))
        }
        None => (say!("dashboard-nothing-before").into_owned(), None),
    })
}

/// A small line without words; gaps are left out.
fn spark(course: &[Option<f64>]) -> Markup {
    let known: Vec<f64> = course.iter().filter_map(|v| *v).collect();
    let (Some(last), true) = (known.last(), known.len() > 2) else { return html! {} };
    let (least, most) =
        known.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| (a.min(*v), b.max(*v)));
    let high = (most - least).max(f64::EPSILON);
    let wide = (known.len() - 1) as f64;
    let place = |n: usize, value: f64| {
        (2.0 + (SIZE.0 - 4.0) * n as f64 / wide, SIZE.1 - 3.0 - (SIZE.1 - 6.0) * (value - least) / high)
    };
    let points: Vec<String> = known
        .iter()
        .enumerate()
        .map(|(n, v)| {
            let (x, y) = place(n, *v);
            format!("{x:.1},{y:.1}")
        })
        .collect();
    let (x, y) = place(known.len() - 1, *last);
    html! {
        svg."text-faint"."max-sm:hidden"."shrink-0" width=(SIZE.0) height=(SIZE.1) viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } aria-hidden="true" fill="none" {
            polyline points=(points.join(" ")) stroke="currentColor" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round" {}
            circle cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r="2" fill="currentColor" {}
        }
    }
}

//! A filter as chips: each condition in words, to be changed or taken away; what no chip can say is shown as written.
use std::borrow::Cow;

use engine::filter::Filter;
use engine::filter::ast::{Comparison, Expr, Literal, LiteralKind, Op, Subject, Unit};
use engine::{Class, Field, Kind, Object};
use maud::{Markup, html};
use ui::field::Titles;
use ui::field::cell::cut;
use ui::icon::sized;
use ui::key;
use ui::say;
use ui::say::Key;

use super::asked::address;
use super::toolbar::FRAME;
use super::visit::Visit;

/// One condition of a filter.
pub(super) struct Chip {
    /// What it is about; nothing where only its text can be shown.
    pub(super) field: Option<Field>,
    label: String,
    op: String,
    value: String,
    /// As it is written in a filter with others.
    pub(super) text: String,
}

/// The conditions of a filter; none of one that cannot be read.
pub(super) fn conditions(filter: &str) -> Vec<Expr> {
    let read = Filter::read(filter).ok().flatten();
    read.map(|f| f.conditions().into_iter().cloned().collect()).unwrap_or_default()
}

/// A condition as a part of a filter.
pub(super) fn part(expr: &Expr) -> String {
    if matches!(expr, Expr::Or(_)) { format!("({expr})") } else { expr.to_string() }
}

/// The comparison of a field of the object itself, which a form can change.
pub(super) fn plain<'a>(expr: &'a Expr, object: &'a Object) -> Option<(&'a Field, &'a Comparison)> {
    let Expr::Compare(comparison) = expr else { return None };
    let Subject::Path(path) = &comparison.subject else { return None };
    match path.steps.as_slice() {
        [one] => Some((object.field(&one.name).filter(|f| !f.hidden)?, comparison)),
        _ => None,
    }
}

/// The chips of a filter, with the titles of records it names.
pub(super) async fn of(visit: &Visit, object: &Object, filter: &str) -> Result<Vec<Chip>, base::Error> {
    let exprs = conditions(filter);
    let mut titles = Titles::new();
    for (field, comparison) in exprs.iter().filter_map(|e| plain(e, object)) {
        let Some(target) = field.target.as_deref().filter(|_| field.kind.is_link()) else { continue };
        let ids = comparison.values.iter().filter_map(|l| match &l.kind {
            LiteralKind::Text(text) => text.parse().ok(),
            _ => None,
        });
        let ids: Vec<base::Id> = ids.take(20).collect();
        if !ids.is_empty() && visit.schema.object(target).is_some() {
            titles.extend(visit.engine().titles(&visit.actor, target, &ids).await?);
        }
    }
    Ok(exprs.iter().map(|expr| chip(visit, object, expr, &titles)).collect())
}

fn chip(visit: &Visit, object: &Object, expr: &Expr, titles: &Titles) -> Chip {
    let text = part(expr);
    let (inner, not) = match expr {
        Expr::Not(inner) => (inner.as_ref(), true),
        other => (other, false),
    };
    let known = plain(inner, object).filter(|(field, _)| visit.actor.sees(object, field));
    match known {
        Some((field, comparison)) => Chip {
            label: field.label.clone(),
            op: if not {
                say!("filter-not", what = said(field, comparison)).into()
            } else {
                said(field, comparison)
            },
            value: comparison.values.iter().map(|l| value(field, l, titles)).collect::<Vec<_>>().join(", "),
            field: (!not).then(|| field.clone()),
            text,
        },
        None => {
            let value = either(visit, object, expr, titles).unwrap_or_else(|| text.clone());
            Chip { field: None, label: String::new(), op: String::new(), value, text }
        }
    }
}

/// One of several conditions, in words, where each of them has words.
fn either(visit: &Visit, object: &Object, expr: &Expr, titles: &Titles) -> Option<String> {
    let Expr::Or(list) = expr else { return None };
    let said = |expr: &Expr| {
        plain(expr, object).filter(|(field, _)| visit.actor.sees(object, field))?;
        let chip = chip(visit, object, expr, titles);
        Some(format!("{} {} {}", chip.label, chip.op, chip.value))
    };
    let mut all = list.iter().map(said).collect::<Option<Vec<String>>>()?.into_iter();
    let first = all.next()?;
    Some(all.fold(first, |one, other| say!("filter-either", one = one, other = other).into_owned()))
}

/// The operator in words, as they fit the kind of field.
fn said(field: &Field, comparison: &Comparison) -> String {
    let range = comparison
        .values
        .iter()
        .any(|l| matches!(&l.kind, LiteralKind::Word(w) if !w.eq_ignore_ascii_case("now")));
    words(field.kind.class(), comparison.op, range).said().into()
}

/// What an operator is called for a class of values.
pub(super) fn words(class: Class, op: Op, range: bool) -> Key {
    let time = matches!(class, Class::Date | Class::Moment);
    match op {
        Op::Eq | Op::In if time && range => key!("filter-is-in"),
        Op::Eq if matches!(class, Class::Set | Class::Links) => key!("filter-has"),
        Op::Eq => key!("filter-is"),
        Op::Ne if matches!(class, Class::Set | Class::Links) => key!("filter-has-not"),
        Op::Ne => key!("filter-is-not"),
        Op::Lt if time => key!("filter-before"),
        Op::Le if time => key!("filter-up-to"),
        Op::Gt if time => key!("filter-after"),
        Op::Ge if time => key!("filter-from"),
        Op::Lt => key!("filter-below"),
        Op::Le => key!("filter-at-most"),
        Op::Gt => key!("filter-above"),
        Op::Ge => key!("filter-at-least"),
        Op::Has => key!("filter-contains"),
        Op::HasNot => key!("filter-contains-not"),
        Op::In => key!("filter-any-of"),
        Op::NotIn => key!("filter-none-of"),
        Op::Null => key!("filter-empty"),
        Op::NotNull => key!("filter-filled"),
    }
}

fn value(field: &Field, literal: &Literal, titles: &Titles) -> String {
    match &literal.kind {
        LiteralKind::Text(text) | LiteralKind::Word(text) if !field.choices.is_empty() => {
            field.choice_of(text).map_or_else(|| text.clone(), |c| c.label.clone())
        }
        LiteralKind::Text(text) => match text.parse().ok().and_then(|id| titles.get(&id)) {
            Some(title) => cut(title, 40),
            None => cut(text, 40),
        },
        LiteralKind::Word(word) => range_said(word).into_owned(),
        LiteralKind::Bool(on) => if *on { say!("filter-yes") } else { say!("filter-no") }.into(),
        LiteralKind::Number(text) if field.kind != Kind::Percent => ui::field::grouped(text),
        LiteralKind::Relative(n, unit) => relative(*n, *unit),
        _ => literal.to_string(),
    }
}

fn relative(n: i64, unit: Unit) -> String {
    let count = n.unsigned_abs();
    let said = match (unit, n < 0) {
        (Unit::Minute, true) => say!("filter-minutes-ago", count = count),
        (Unit::Hour, true) => say!("filter-hours-ago", count = count),
        (Unit::Day, true) => say!("filter-days-ago", count = count),
        (Unit::Week, true) => say!("filter-weeks-ago", count = count),
        (Unit::Month, true) => say!("filter-months-ago", count = count),
        (Unit::Quarter, true) => say!("filter-quarters-ago", count = count),
        (Unit::Year, true) => say!("filter-years-ago", count = count),
        (Unit::Minute, false) => say!("filter-in-minutes", count = count),
        (Unit::Hour, false) => say!("filter-in-hours", count = count),
        (Unit::Day, false) => say!("filter-in-days", count = count),
        (Unit::Week, false) => say!("filter-in-weeks", count = count),
        (Unit::Month, false) => say!("filter-in-months", count = count),
        (Unit::Quarter, false) => say!("filter-in-quarters", count = count),
        (Unit::Year, false) => say!("filter-in-years", count = count),
    };
    said.into()
}

/// A named span of time in words: `last_30_days`.
pub fn range_said(word: &str) -> Cow<'static, str> {
    let days = |start: &str| word.strip_prefix(start)?.strip_suffix("_days")?.parse::<u32>().ok();
    match word.to_ascii_lowercase().as_str() {
        "today" => say!("filter-today"),
        "yesterday" => say!("filter-yesterday"),
        "tomorrow" => say!("filter-tomorrow"),
        "this_week" => say!("filter-this-week"),
        "last_week" => say!("filter-last-week"),
        "next_week" => say!("filter-next-week"),
        "this_month" => say!("filter-this-month"),
        "last_month" => say!("filter-last-month"),
        "next_month" => say!("filter-next-month"),
        "this_quarter" => say!("filter-this-quarter"),
        "last_quarter" => say!("filter-last-quarter"),
        "next_quarter" => say!("filter-next-quarter"),
        "this_year" => say!("filter-this-year"),
        "last_year" => say!("filter-last-year"),
        "next_year" => say!("filter-next-year"),
        "now" => say!("filter-now"),
        "me" => say!("filter-me"),
        other => match (days("last_"), days("next_")) {
            (Some(count), _) => say!("filter-last-days", count = count),
            (_, Some(count)) => say!("filter-next-days", count = count),
            _ => other.replace('_', " ").into(),
        },
    }
}

/// The filter without one of its conditions, or with another in its place.
pub(super) fn without(chips: &[String], at: Option<usize>, instead: Option<&str>) -> String {
    let mut parts: Vec<&str> = chips.iter().map(String::as_str).collect();
    match (at.filter(|at| *at < parts.len()), instead) {
        (Some(at), Some(text)) => {
            if let Some(place) = parts.get_mut(at) {
                *place = text;
            }
        }
        (Some(at), None) => {
            parts.remove(at);
        }
        (None, Some(text)) => parts.push(text),
        (None, None) => {}
    }
    parts.join(" AND ")
}

/// What the list shows besides: carried along by links to the form of a chip.
pub(super) fn state(visit: &Visit) -> impl Iterator<Item = (&str, &str)> {
    ["view", "as", "filter", "q", "sort", "columns", "by"]
        .into_iter()
        .filter_map(|n| Some((n, visit.asked.text(n)?)))
}

/// The address of the form of a chip, or of a new one.
pub(super) fn form(visit: &Visit, object: &Object, at: Option<usize>) -> String {
    let at = at.map(|at| at.to_string());
    let more = at.as_deref().map(|at| ("at", at));
    address(&format!("/{}/filter", object.plural), state(visit).chain(more))
}

/// The chips over a list.
pub(super) fn row(visit: &Visit, object: &Object, chips: &[Chip]) -> Markup {
    let texts: Vec<String> = chips.iter().map(|c| c.text.clone()).collect();
    html! {
        @for (at, chip) in chips.iter().enumerate() {
            @let name = if chip.label.is_empty() { chip.text.clone() } else { format!("{} {} {}", chip.label, chip.op, chip.value) };
            @let remove = visit.asked.with("filter", Some(&without(&texts, Some(at), None)));
            div.chip role="group" aria-label=(say!("filter-named", what = &name)) {
                @if chip.field.is_some() {
                    @let href = form(visit, object, Some(at));
                    a href=(href) data-turbo-frame=(FRAME) data-action="pop#open" { (chip.label) }
                    a href=(href) data-turbo-frame=(FRAME) data-action="pop#open" { (chip.op) }
                    @if !chip.value.is_empty() { a.chip-value."max-w-64".truncate href=(href) data-turbo-frame=(FRAME) data-action="pop#open" { (chip.value) } }
                } @else {
                    @if !chip.label.is_empty() { span { (chip.label) } span { (chip.op) } }
                    span.chip-value."max-w-96".truncate { (chip.value) }
                }
                a href=(remove) aria-label=(say!("filter-remove", what = if chip.label.is_empty() { &chip.text } else { &chip.label })) data-chip-remove { (sized("x", "icon icon-sm")) }
            }
        }
    }
}

/// The value of a literal as a form's input has it.
pub(super) fn typed(literal: &Literal) -> String {
    match &literal.kind {
        LiteralKind::Text(text)
        | LiteralKind::Word(text)
        | LiteralKind::Number(text)
        | LiteralKind::Instant(text) => text.clone(),
        LiteralKind::Bool(on) => if *on { "true" } else { "false" }.to_owned(),
        LiteralKind::Date(_) | LiteralKind::Relative(..) => literal.to_string(),
    }
}

//! A value as it is shown: one line in a list (`cell`), everything on a record page (`full`), plain words (`brief`).
use std::borrow::Cow;

use base::Id;
use engine::{Choice, Ctx, Field, Kind, Object, Value};
use maud::{Markup, PreEscaped, Render, html};
use say::say;

use super::recurrence;
use super::words::{self, calm_day, day, has_cents, money, number, percent};
use super::{Look, Titles, href, is_square};
use crate::direct::Direct;
use crate::icon::sized;
use crate::part::{Size, badge, initials};
use crate::put;

/// The title of a linked record is cut to this many characters.
const TITLE: usize = 80;

/// Nothing, in a table.
pub fn nothing() -> impl Render {
    PreEscaped(r#"<span class="text-faint">–</span>"#)
}

/// A value in one line of a list. `title` names the record a link leads to; `cents` says whether the column shows
/// minor units.
pub fn cell(look: &Look<'_>, field: &Field, value: &Value, title: Option<&str>, cents: bool) -> impl Render {
    let value = value.primary();
    Direct(move |out: &mut String| match (field.kind, value) {
        (_, Value::Null) => put!(out, { nothing() }),
        (Kind::Link | Kind::User, Value::Ref(id)) => put!(out, { link(look, field, *id, title) }),
        (_, Value::Ref(_)) => {
            let name = title.map_or_else(|| say!("field-file"), Cow::Borrowed);
            put!(out, r#"<span class="text-muted">"# (name) "</span>");
        }
        (Kind::Money, Value::Money(m)) => put!(out, (money(*m, look.manners.currency, cents))),
        (Kind::Email, Value::Text(t)) => mail(out, "max-w-56", t),
        (Kind::Text, Value::Text(t)) => put!(out, r#"<span class="text-muted">"# (t) "</span>"),
        (Kind::Date | Kind::DateTime, value) => {
            put!(out, r#"<span class="text-muted">"# { one(look, field, value) } "</span>");
        }
        (Kind::LongText | Kind::RichText, _) => {
            put!(out, r#"<span class="text-muted">"# (cut(&brief(look, field, value, &Titles::new()), 120)) "</span>");
        }
        (Kind::Choices | Kind::Tags, Value::List(list)) => put!(out, { set(field, list, 3) }),
        _ => put!(out, { one(look, field, value) }),
    })
}

fn mail(out: &mut String, most: &str, address: &str) {
    put!(out, r#"<a class="link link-hover inline-block py-1 truncate align-middle "# [most] r#"" dir="ltr" href="mailto:"# (address) r#"">"# (address) "</a>");
}

/// A value that stands for itself, on lists and record pages alike.
fn one(look: &Look<'_>, field: &Field, value: &Value) -> impl Render {
    Direct(move |out: &mut String| match (field.kind, value) {
        (Kind::Choice, Value::Text(key)) => put!(out, { choice(field, key) }),
        (Kind::Toggle, Value::Bool(yes)) => put!(out, { toggle(*yes) }),
        (Kind::Email, Value::Text(t)) => mail(out, "max-w-full", t),
        (Kind::Phone, Value::Text(t)) => {
            let number = t.split(';').next().unwrap_or_default();
            put!(out, r#"<a class="link link-hover inline-block py-1" dir="ltr" href="tel:"# (number) r#"">"# (shown(look, field, value)) "</a>");
        }
        (Kind::Url, Value::Text(t)) => put!(out, { web(t) }),
        (Kind::Rating, Value::Int(stars)) => put!(out, { rating(*stars) }),
        (Kind::Money, Value::Money(m)) => put!(out, (money(*m, look.manners.currency, has_cents(*m)))),
        (Kind::Percent, Value::Decimal(d)) => put!(out, (percent(*d))),
        (Kind::Decimal, Value::Decimal(d)) => put!(out, (words::grouped(&d.to_string()))),
        (Kind::Integer, Value::Int(i)) => put!(out, (plain_int(field, *i))),
        (Kind::Recurrence, Value::Text(rule)) => put!(out, (recurrence::said(rule, look.today()))),
        (Kind::Date, Value::Date(date)) => {
            put!(out, r#"<time datetime=""# (date.to_string()) r#"" title=""# (words::long_day(*date)) r#"">"# (day(*date, look.today())) "</time>");
        }
        (Kind::DateTime, Value::Moment(at)) => {
            put!(out, r#"<time datetime=""# (at.to_string()) r#"" title=""# (look.long_moment(*at)) r#"">"# (look.ago(*at)) "</time>");
        }
        (_, value) => put!(out, (shown(look, field, value))),
    })
}

/// Years and the like are numbers nobody groups.
fn plain_int(field: &Field, value: i64) -> String {
    let year = (1_000..=2_999).contains(&value)
        && ["year", "founded", "established"].iter().any(|w| field.key.contains(w));
    if year { value.to_string() } else { number(value) }
}

fn shown(look: &Look<'_>, field: &Field, value: &Value) -> String {
    field.kind.show(value, &Ctx { field, manners: look.manners })
}

fn link(look: &Look<'_>, field: &Field, id: Id, title: Option<&str>) -> impl Render {
    let leads_to = look.target(field).zip(title);
    Direct(move |out: &mut String| match leads_to {
        Some((object, title)) => {
            put!(out, r#"<a class="link link-hover inline-flex align-middle max-w-full" href=""# (href(object, id)) r#"">"# { named(object, &cut(title, TITLE), id) } "</a>");
        }
        None => put!(out, r#"<span class="text-faint" title=""# (say!("field-unseen-link")) r#"">–</span>"#),
    })
}

/// The name of a record with its avatar, as cells and lists show it.
pub fn named(object: &Object, name: &str, id: Id) -> impl Render {
    Direct(move |out: &mut String| {
        put!(out, r#"<span class="who">"# { face(object, name, id, Size::Small) } r#"<span class="truncate">"# (name) "</span></span>");
    })
}

/// The avatar of a record. Names that begin with a figure ("6 × Barista day") go by their first word.
pub fn face(object: &Object, name: &str, id: Id, size: Size) -> impl Render {
    let bare = name.trim_start_matches(|c: char| !c.is_alphabetic());
    initials(if bare.is_empty() { name } else { bare }, id, size, is_square(object))
}

/// One of a list, as a badge in its tone; without a tone it is plain text.
pub fn choice(field: &Field, key: &str) -> impl Render {
    Direct(move |out: &mut String| match field.choice_of(key) {
        Some(Choice { label, tone, .. }) if !tone.is_empty() => {
            put!(out, { badge(Some(tone), label, is_path(field)) })
        }
        Some(choice) => put!(out, (choice.label)),
        // Gone from the list; the record keeps it.
        None => put!(out, (key)),
    })
}

/// A choice field that says how far a record has come.
pub fn is_path(field: &Field) -> bool {
    field.kind == Kind::Choice
        && (field.choices.iter().any(|c| c.stage.is_some())
            || matches!(field.key.as_str(), "lifecycle" | "stage" | "status"))
}

fn set(field: &Field, list: &[Value], most: usize) -> Markup {
    html! {
        span.inline-flex.flex-wrap."gap-1" {
            @for value in list.iter().take(most) {
                @let key = value.text().unwrap_or_default();
                @let choice = field.choice_of(key);
                (badge(Some(choice.map_or("slate", |c| if c.tone.is_empty() { "slate" } else { &c.tone })), choice.map_or(key, |c| &c.label), false))
            }
            @if list.len() > most { span.text-faint title=(labels(field, list)) { "+" (list.len() - most) } }
        }
    }
}

fn labels(field: &Field, list: &[Value]) -> String {
    let label = |v: &Value| v.text().map(|k| field.choice_of(k).map_or(k, |c| &c.label).to_owned());
    list.iter().filter_map(label).collect::<Vec<_>>().join(", ")
}

fn toggle(yes: bool) -> Markup {
    html! {
        span.inline-flex.items-center."gap-1".align-middle.text-muted[!yes] {
            (sized(if yes { "check" } else { "minus" }, "icon icon-sm"))
            (if yes { say!("field-yes") } else { say!("field-no") })
        }
    }
}

fn rating(stars: i64) -> Markup {
    let filled = stars.clamp(0, 5) as usize;
    html! {
        span.whitespace-nowrap title=(say!("field-stars", stars = stars)) {
            span.text-warning aria-hidden="true" { ("★".repeat(filled)) }
            span.text-faint aria-hidden="true" { ("☆".repeat(5 - filled)) }
            span.sr-only { (say!("field-stars", stars = stars)) }
        }
    }
}

fn web(url: &str) -> Markup {
    let bare = url
        .trim_start_matches("https://")
        .trim_start_matches("http://")
        .trim_start_matches("www.")
        .trim_end_matches('/');
    html! {
        @if url.starts_with("https://") || url.starts_with("http://") {
            a.link.link-hover href=(url) target="_blank" rel="noopener noreferrer nofollow" { (bare) }
        } @else { (bare) }
    }
}

/// Everything a field holds, for the record page: each of several values with its label, all links, whole texts.
pub fn full(look: &Look<'_>, field: &Field, value: &Value, titles: &Titles) -> Markup {
    match (field.kind, value) {
        (_, Value::Null) => html! { span.text-faint { (say!("field-empty")) } },
        (_, Value::Many(list)) => html! {
            span.grid."gap-0.5".min-w-0 {
                @for entry in list {
                    span.flex.items-baseline."gap-1.5".min-w-0 {
                        span.min-w-0.truncate title=(shown(look, field, &entry.value)) { (one(look, field, &entry.value)) }
                        @if let Some(label) = &entry.label { span.text-xs.text-faint { (super::input::purpose_said(label)) } }
                    }
                }
            }
        },
        (Kind::Link | Kind::User, Value::Ref(id)) => {
            link(look, field, *id, titles.get(id).map(String::as_str)).render()
        }
        (Kind::Links, Value::List(list)) => html! {
            span.grid."gap-1".min-w-0 { @for id in list.iter().filter_map(Value::id) { (link(look, field, id, titles.get(&id).map(String::as_str))) } }
        },
        (Kind::Choices | Kind::Tags, Value::List(list)) => set(field, list, 50),
        (Kind::RichText | Kind::LongText, _) => long(&shown(look, field, value)),
        (Kind::Date, Value::Date(date)) => {
            html! { time datetime=(date) title=(words::long_day(*date)) { (calm_day(*date, look.today())) } }
        }
        // What is planned has its hour; what Rondo notes itself is told by how long ago it was.
        (Kind::DateTime, Value::Moment(at)) if !field.system => {
            html! { time datetime=(at) title=(look.long_moment(*at)) { (brief(look, field, value, titles)) } }
        }
        (Kind::File, Value::Ref(id)) => {
            let name =
                titles.get(id).map_or_else(|| say!("field-file"), |name| name.as_str().to_owned().into());
            html! { a.link href={ "/api/v1/files/" (id) } data-turbo="false" { (sized("paperclip", "icon icon-sm")) (name) } }
        }
        (_, value) => one(look, field, value).render(),
    }
}

/// Six lines of a long text, then "More".
pub fn long(text: &str) -> Markup {
    let lines = text.lines().count();
    let body = |text: &str| html! { span.whitespace-pre-wrap."[overflow-wrap:anywhere]" { (text) } };
    if lines <= 6 && text.chars().count() <= 480 {
        return body(text);
    }
    let mut head: String = text.lines().take(6).collect::<Vec<_>>().join("\n").chars().take(400).collect();
    head.push('…');
    html! {
        details.group."group/more" {
            summary.cursor-pointer.list-none { span."group-open/more:hidden" { (body(&head)) } " " span.link.text-muted { span."group-open/more:hidden" { (say!("field-more")) } span.hidden."group-open/more:inline" { (say!("field-less")) } } }
            (body(text))
        }
    }
}

/// A value in plain words, links by title: for changes, hints and rows on small screens.
pub fn brief(look: &Look<'_>, field: &Field, value: &Value, titles: &Titles) -> String {
    match (field.kind, value) {
        (_, Value::Null) => String::new(),
        (_, Value::Many(list)) => {
            list.iter().map(|l| brief(look, field, &l.value, titles)).collect::<Vec<_>>().join(", ")
        }
        (_, Value::Ref(id)) => titles.get(id).map_or_else(|| say!("field-unseen").into(), |t| cut(t, TITLE)),
        (Kind::Links, Value::List(list)) => {
            let each =
                list.iter().filter_map(Value::id).filter_map(|id| titles.get(&id).map(|t| cut(t, TITLE)));
            each.collect::<Vec<_>>().join(", ")
        }
        (Kind::Choices | Kind::Tags, Value::List(list)) => labels(field, list),
        (Kind::Choice, Value::Text(key)) => {
            field.choice_of(key).map_or(key.as_str(), |c| &c.label).to_owned()
        }
        (Kind::Toggle, Value::Bool(yes)) => {
            if *yes { say!("field-yes-small") } else { say!("field-no-small") }.into()
        }
        (Kind::Money, Value::Money(m)) => money(*m, look.manners.currency, has_cents(*m)),
        (Kind::Percent, Value::Decimal(d)) => percent(*d),
        (Kind::Integer, Value::Int(i)) => plain_int(field, *i),
        (Kind::Recurrence, Value::Text(rule)) => recurrence::said(rule, look.today()),
        (Kind::Date, Value::Date(date)) => calm_day(*date, look.today()),
        (Kind::DateTime, Value::Moment(at)) => {
            format!(
                "{}, {}",
                calm_day(at.date(&look.manners.zone), look.today()),
                words::hour(*at, &look.manners.zone)
            )
        }
        (_, value) => shown(look, field, value),
    }
}

/// At most so many characters of a text, its line breaks as blanks.
pub fn cut(text: &str, most: usize) -> String {
    let text = text.trim();
    let mut out: String = text.chars().take(most).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().count() > most {
        out.pop();
        out.push('…');
    }
    out
}

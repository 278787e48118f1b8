//! The page of search, for whoever has no scripts or wants to see more than the palette shows: what was found, object by
//! object, and all of one object.
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::response::IntoResponse;
use base::Error;
use engine::Object;
use engine::query::Query;
use engine::search::Hit;
use maud::{Markup, html};
use ui::Button;
use ui::field::cell::cut;
use ui::field::{brief, face, href, words};
use ui::icon::sized;
use ui::part::{Size, Tab, empty, tabs, topbar};
use ui::say;
use ui::web::Answer;

use super::asked::address;
use super::commands;
use super::visit::Visit;

/// Hits looked at.
const MOST: usize = 200;
/// Hits of one object while all are shown.
const EACH: usize = 6;

/// What a search is narrowed to, by the address (`in`) or by the name of an object as its first word, and the words that are
/// left: `deals brew`, `contacts: ana`.
pub(super) fn scope(visit: &Visit, typed: &str) -> (Option<Arc<Object>>, String) {
    let known = |name: &str| {
        visit.schema.objects().find(|o| o.key == name && visit.can(o, engine::Action::Read)).cloned()
    };
    if let Some(object) = visit.asked.text("in").and_then(known) {
        return (Some(object), typed.to_owned());
    }
    let named = |name: &str| {
        let name = base::fold(name);
        commands::objects(visit)
            .find(|o| base::fold(&o.labels) == name || base::fold(&o.plural) == name)
            .cloned()
    };
    let (first, rest) = typed.split_once(':').or_else(|| typed.split_once(' ')).unwrap_or((typed, ""));
    match named(first.trim()) {
        Some(object) if !rest.trim().is_empty() => (Some(object), rest.trim().to_owned()),
        _ => (None, typed.to_owned()),
    }
}

/// What is found by words, in one object or, without, in all; the second lines in the words of this person.
pub(super) async fn hits(
    visit: &Visit,
    words: &str,
    only: Option<&[&str]>,
    most: usize,
) -> Result<Vec<Hit>, Error> {
    let mut hits = visit.engine().search(&visit.actor, words, only, most).await?;
    let look = visit.look();
    for hit in &mut hits {
        let Some(object) = visit.schema.object(&hit.object) else { continue };
        let told = hit.parts.iter().filter_map(|part| {
            let titles = part.value.id().zip(part.title.clone()).into_iter().collect();
            Some(brief(&look, object.field(&part.field)?, &part.value, &titles))
        });
        hit.line = told.collect::<Vec<_>>().join(" · ");
    }
    Ok(hits)
}

/// The records of an object that changed last.
pub(super) fn newest(object: &Object, most: usize) -> Result<Query, Error> {
    Ok(Query::new(&object.key).columns(&object.title).sort("-updated_at")?.limit(most))
}

/// `GET /search?q=&in=`
pub(super) async fn show(visit: Visit) -> Answer {
    if visit.fragment {
        return super::palette::show(visit).await.map(IntoResponse::into_response);
    }
    let typed = visit.asked.text("q").unwrap_or_default().to_owned();
    let (scope, words) = scope(&visit, &typed);
    let found = if words.is_empty() { Vec::new() } else { hits(&visit, &words, None, MOST).await? };
    let shown: Vec<Hit> = match &scope {
        // Of one object there may be more than are among the best of all.
        Some(object) if !words.is_empty() => hits(&visit, &words, Some(&[object.key.as_str()]), MOST).await?,
        _ => found.clone(),
    };
    let body = html! {
        (topbar(&[], &say!("app-search"), None, html! {}))
        (form(&typed, scope.as_deref()))
        @if words.is_empty() { (empty("search", &say!("search-begin"), &say!("search-begin-more"), html! {})) }
        @else if found.is_empty() && shown.is_empty() { (nothing(&visit, &typed, scope.as_deref())) }
        @else {
            (scopes(&visit, &words, &found, scope.as_deref()))
            div.panel-body tabindex="0" role="region" aria-label=(say!("shell-results")) {
                div."max-w-[60rem]"."pb-6" { (results(&visit, &words, &shown, scope.is_some())) }
            }
        }
    };
    visit.page(&say!("app-search"), None, body).await
}

fn form(typed: &str, scope: Option<&Object>) -> Markup {
    html! {
        div.toolbar {
            form.flex.grow.items-center."gap-2" method="get" action="/search" role="search" {
                label.input.grow."max-w-[34rem]" {
                    (sized("search", "icon icon-sm text-faint"))
                    input name="q" type="search" value=(typed) aria-label=(say!("app-search")) autofocus[typed.is_empty()];
                }
                @if let Some(object) = scope { input type="hidden" name="in" value=(object.key); }
                button.btn.btn-primary { (say!("app-search")) }
            }
        }
    }
}

/// How many were found of each object.
fn count(hits: &[Hit]) -> BTreeMap<&str, usize> {
    let mut counts = BTreeMap::new();
    for hit in hits {
        *counts.entry(hit.object.as_str()).or_default() += 1;
    }
    counts
}

fn narrowed(words: &str, object: &Object) -> String {
    address("/search", [("q", words), ("in", object.key.as_str())])
}

/// A tab for everything and one for each object something was found of.
fn scopes(visit: &Visit, words: &str, hits: &[Hit], scope: Option<&Object>) -> Markup {
    let counts = count(hits);
    let found: Vec<&Arc<Object>> =
        visit.schema.objects().filter(|o| counts.contains_key(o.key.as_str())).collect();
    let all = address("/search", [("q", words)]);
    let links: Vec<String> = found.iter().map(|o| narrowed(words, o)).collect();
    let figures: Vec<String> = found
        .iter()
        .map(|o| words::number(counts.get(o.key.as_str()).copied().unwrap_or_default() as i64))
        .collect();
    let everything = say!("search-everything");
    let total = words::number(hits.len() as i64);
    let first = Tab {
        href: &all,
        label: &everything,
        icon: Some("search"),
        count: Some(&total),
        current: scope.is_none(),
    };
    let rest = found.iter().zip(&links).zip(&figures).map(|((object, href), count)| Tab {
        href,
        label: &object.labels,
        icon: Some(&object.icon),
        count: Some(count),
        current: scope.is_some_and(|s| s.key == object.key),
    });
    tabs(&say!("search-found-in"), &std::iter::once(first).chain(rest).collect::<Vec<_>>(), html! {})
}

/// The hits in groups, the object with the best hit first.
fn results(visit: &Visit, words: &str, hits: &[Hit], all: bool) -> Markup {
    let mut groups: Vec<(&Arc<Object>, Vec<&Hit>)> = Vec::new();
    for hit in hits {
        let Some(object) = visit.schema.object(&hit.object) else { continue };
        match groups.iter_mut().find(|(o, _)| o.key == object.key) {
            Some((_, list)) => list.push(hit),
            None => groups.push((object, vec![hit])),
        }
    }
    html! {
        @for (object, list) in &groups {
            section."pt-4" aria-labelledby={ "found-" (object.key) } {
                h2.flex.items-center."gap-2"."px-4"."pb-1".text-sm.font-semibold id={ "found-" (object.key) } { (object.labels) span.text-faint.font-normal { (list.len()) } }
                ul { @for hit in list.iter().take(if all { MOST } else { EACH }) { (line(object, hit)) } }
                @if !all && list.len() > EACH {
                    p."px-4"."pt-1" { (Button::link(&narrowed(words, object), &say!("search-show-all", count = list.len(), what = say::inline(&object.labels))).ghost().small()) }
                }
            }
        }
    }
}

fn line(object: &Object, hit: &Hit) -> Markup {
    html! {
        li {
            a.flex.items-center."gap-3"."px-4"."py-2"."hover:bg-hover" href=(href(object, hit.id)) {
                (face(object, &hit.title, hit.id, Size::Medium))
                span."min-w-0".grow { span.block.truncate.font-medium { (cut(&hit.title, 120)) } @if !hit.line.is_empty() { span.block.truncate.text-sm.text-muted { (hit.line) } } }
                span.text-sm.text-muted.shrink-0 { (object.label) }
            }
        }
    }
}

fn nothing(visit: &Visit, typed: &str, scope: Option<&Object>) -> Markup {
    let title = say!("search-nothing", words = super::form::quoted(typed));
    let everywhere = address("/search", [("q", typed)]);
    let new = scope
        .and_then(|o| commands::create(visit, o))
        .or_else(|| commands::objects(visit).find_map(|o| commands::create(visit, o)));
    empty(
        "search",
        &title,
        &say!("search-nothing-more"),
        html! {
            @if scope.is_some() { (Button::link(&everywhere, &say!("search-begin")).icon("search").primary()) }
            @if let Some(new) = new { (Button::link(new.address(), &new.label).icon("plus").frame("dialog")) }
        },
    )
}
